//! `parda redact`: tokens in place of personal data and credentials.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use parda::{Engine, IdLength, RedactedText, Vault};
use serde_json::{Value, json};

use crate::args::Redact;
use crate::failure::{self, Failure};
use crate::{input, jobs, place, policy, records};

/// Lines that share one vault call, for each thread.
const BATCH: usize = 256;

pub(crate) fn run(args: &Redact) -> Result<ExitCode, Failure> {
    let key = place::key(args.place.key_file.as_deref())?;
    let vault = place::vault(&args.place)?;
    let (policy, scanner) = policy::load(args.policy.as_deref())?;
    let length = match policy.id_length() {
        Some(13) => IdLength::Thirteen,
        Some(17) => IdLength::Seventeen,
        _ => IdLength::Nine,
    };
    let mut engine = Engine::builder()
        .key(key)
        .vault(vault)
        .policy(policy)
        .scanner(scanner.build()?)
        .id_length(length)
        .input_limit(usize::try_from(args.max_bytes).unwrap_or(usize::MAX));
    if let Some(days) = args.keep_days {
        engine = engine.retention_lock(Duration::from_secs(u64::from(days) * 24 * 60 * 60));
    }
    let engine = engine.build()?;
    if args.batch {
        return batch(args, &engine);
    }
    let text = input::read(&args.file, args.max_bytes)?;
    let session = engine.session(&args.place.scope)?;
    if args.chat {
        let request = parda::chat::redact_request(&session, &text)?;
        let mut out = io::stdout().lock();
        out.write_all(request.body().as_bytes())
            .and_then(|()| out.flush())
            .map_err(|error| failure::output(&error))?;
        return Ok(ExitCode::SUCCESS);
    }
    let redacted = session.redact(&text)?;
    let mut out = io::stdout().lock();
    let written = if args.json {
        writeln!(out, "{}", record_of(&redacted))
    } else {
        out.write_all(redacted.text().as_bytes())
    };
    written
        .and_then(|()| out.flush())
        .map_err(|error| failure::output(&error))?;
    Ok(ExitCode::SUCCESS)
}

/// The text and what was replaced in it, without the values.
fn record_of(redacted: &RedactedText<'_>) -> Value {
    let findings: Vec<Value> = redacted
        .replacements()
        .iter()
        .map(|replacement| {
            let (source, range) = (replacement.source(), replacement.range());
            json!({
                "entity": replacement.entity().label(),
                "start": source.start,
                "end": source.end,
                "replaced_start": range.start,
                "replaced_end": range.end,
            })
        })
        .collect();
    json!({"text": redacted.text(), "findings": findings})
}

fn batch(args: &Redact, engine: &Engine<Box<dyn Vault>>) -> Result<ExitCode, Failure> {
    let session = engine.session(&args.place.scope)?;
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut lines = input::lines(&args.file)?;
    let most = BATCH * args.jobs.clamp(1, 256);
    while let Some(records) = records::next(&mut lines, most, &args.file)? {
        let parts = jobs::in_parts(&records, args.jobs, |part| {
            session.redact_apart(part.iter().map(|(_, text)| text.as_str()))
        });
        let mut ids = records.iter().map(|(id, _)| id);
        for part in parts {
            for (redacted, id) in part?.iter().zip(ids.by_ref()) {
                writeln!(out, "{}", json!({"id": id, "text": redacted.text()}))
                    .map_err(|error| failure::output(&error))?;
            }
        }
    }
    out.flush().map_err(|error| failure::output(&error))?;
    Ok(ExitCode::SUCCESS)
}
