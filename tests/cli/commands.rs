//! The command line as a person or a script meets it: exit statuses, streams, formats.

mod audit;
mod policy;
mod quiet;
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
    let mut into = child.stdin.take().expect("stdin");
    std::thread::scope(|threads| {
        // A command may write before it has read all; one that fails early closes its end, which is its right.
        threads.spawn(move || {
            let _ = into.write_all(stdin);
        });
        child.wait_with_output().expect("parda ends")
    })
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8 on stdout")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8 on stderr")
}
