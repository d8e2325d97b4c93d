//! The `parda` command line.

fn main() {}
