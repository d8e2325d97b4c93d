//! The command line as a person or a script meets it: exit statuses, streams, formats.

mod policy;
mod round_trip;
mod scan;

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// Runs `parda` with `args` and `stdin`.
fn parda(args: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_parda"))
        .args(args)
        .env_remove("PARDA_KEY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("parda starts");
    // A command that fails early closes its end; that is its right.
    let _ = child.stdin.take().expect("stdin").write_all(stdin);
    child.wait_with_output().expect("parda ends")
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8 on stdout")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8 on stderr")
}
