//! `--policy`: a TOML or JSON file, or the name of a preset.

use std::path::Path;

use parda::{Policy, PolicyFile, Preset, Scanner, ScannerBuilder};

use crate::failure::Failure;

/// The policy that `argument` names, and a scanner with the recognisers that it brings; doubts go to stderr.
pub(crate) fn load(argument: Option<&str>) -> Result<(Policy, ScannerBuilder), Failure> {
    let Some(argument) = argument else {
        return Ok((Policy::new(), Scanner::builder()));
    };
    let path = Path::new(argument);
    let bare = path.extension().is_none() && !argument.contains(['/', '\\']);
    if bare && !path.is_file() {
        let preset = Preset::named(argument).map_err(Failure::usage)?;
        let policy = preset.policy();
        let scanner = Scanner::builder().threshold(policy.lowest_threshold());
        return Ok((policy, scanner));
    }
    let wrong = |error: parda::Error| Failure::usage(format_args!("{argument}: {error}"));
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::usage(format_args!("cannot read {argument}: {error}")))?;
    let json = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("json"))
        || text.trim_start().starts_with('{');
    let file = if json {
        PolicyFile::from_json(&text)
    } else {
        PolicyFile::from_toml(&text)
    }
    .map_err(wrong)?;
    for complaint in file.lint().iter().filter(|complaint| !complaint.fatal) {
        anstream::eprintln!("parda: {argument}: {complaint}");
    }
    let policy = file.policy().map_err(wrong)?;
    let mut scanner = Scanner::builder().threshold(policy.lowest_threshold());
    for pattern in file.patterns().map_err(wrong)? {
        scanner = scanner.pattern(pattern);
    }
    for words in file.word_lists().map_err(wrong)? {
        scanner = scanner.recogniser(words);
    }
    Ok((policy, scanner))
}
