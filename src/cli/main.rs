//! The `parda` command line: redact a prompt, restore the response, scan, evaluate.
//!
//! Exit status: 0 done, 1 the work failed and nothing that policy hides was written, 2 wrong usage; `scan --check`
//! exits with 3 when something was found.

// Tests, benches and examples may; the library and the command line may not.
#![warn(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod args;
mod audit;
mod eval;
mod failure;
mod gold;
mod html;
mod init;
mod input;
mod jobs;
mod paint;
mod place;
mod policy;
mod records;
mod redact;
mod restore;
mod scan;
mod vault;

use std::process::ExitCode;

use args::{Args, Command};
use clap::Parser;

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match args.command {
        Command::Redact(redact) => redact::run(&redact),
        Command::Restore(restore) => restore::run(&restore),
        Command::Scan(scan) => scan::run(&scan),
        Command::Eval(eval) => eval::run(&eval),
        Command::Vault(vault) => vault::run(&vault),
        Command::Audit(audit) => audit::run(&audit),
        Command::Init(init) => init::run(&init),
    };
    done.unwrap_or_else(|failure| failure.report())
}
