//! `parda init`: makes a key file.

use std::path::PathBuf;
use std::process::ExitCode;

use parda::Key;

use crate::args::Init;
use crate::failure::Failure;

pub(crate) fn run(args: &Init) -> Result<ExitCode, Failure> {
    let path = args
        .key_file
        .clone()
        .or_else(|| args.file.clone())
        .unwrap_or_else(|| PathBuf::from("parda.key"));
    Key::generate()?.write_new(&path)?;
    let bold = anstyle::Style::new().bold();
    anstream::eprintln!(
        "Made {bold}{0}{bold:#}, readable by you only. Keep it: without it nothing can be restored.\n\
         Next: parda redact --key-file {0} prompt.txt > redacted.txt",
        path.display()
    );
    Ok(ExitCode::SUCCESS)
}
