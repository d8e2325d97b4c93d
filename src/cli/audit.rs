//! `parda audit`: whether a log is whole, and how it names a scope.

use std::path::Path;
use std::process::ExitCode;

use parda::{AuditLog, Engine, MemoryVault};
use serde_json::json;

use crate::args::{Audit, AuditCommand};
use crate::failure::Failure;
use crate::place;

pub(crate) fn run(args: &Audit) -> Result<ExitCode, Failure> {
    match &args.command {
        AuditCommand::Verify { file, key_file } => verify(file, key_file.as_deref()),
        AuditCommand::Scope { scope, key_file } => {
            let engine = Engine::builder()
                .key(place::key(key_file.as_deref())?)
                .vault(MemoryVault::new())
                .build()?;
            anstream::println!("{}", engine.audit_scope(scope)?);
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn verify(file: &Path, key_file: Option<&Path>) -> Result<ExitCode, Failure> {
    let report = AuditLog::verify(file, &place::key(key_file)?)?;
    let problems: Vec<String> = report.problems().iter().map(ToString::to_string).collect();
    anstream::println!(
        "{}",
        json!({
            "intact": report.is_intact(),
            "records": report.records(),
            "last": report.last(),
            "torn": report.is_torn(),
            "problems": problems,
        })
    );
    match problems.first() {
        None => Ok(ExitCode::SUCCESS),
        Some(first) => Err(Failure::work(format_args!(
            "{} is not as it was kept: {first}{}",
            file.display(),
            match problems.len() {
                1 => String::new(),
                n => format!(", and {} more", n - 1),
            }
        ))),
    }
}
