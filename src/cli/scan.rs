//! `parda scan`: what would be hidden, and where.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use parda::{Entity, Finding, Scanner, Score};
use serde_json::{Value, json};

use crate::args::{Format, Scan};
use crate::failure::{self, Failure};
use crate::{html, input, paint};

/// Exit status when `--check` finds something.
const FOUND: u8 = 3;

pub(crate) fn run(args: &Scan) -> Result<ExitCode, Failure> {
    let scanner = scanner(&args.entities)?;
    let found = if args.batch {
        batch(args, &scanner)?
    } else {
        single(args, &scanner)?
    };
    Ok(if args.check && found {
        ExitCode::from(FOUND)
    } else {
        ExitCode::SUCCESS
    })
}

/// A scanner of the named entities, or of all.
pub(crate) fn scanner(entities: &[String]) -> Result<Scanner, Failure> {
    if entities.is_empty() {
        return Ok(Scanner::new());
    }
    let known: Vec<Entity> = Entity::built_in().collect();
    let mut only = Vec::new();
    for label in entities {
        let wanted = label.trim().to_ascii_uppercase();
        match known.iter().find(|entity| entity.label() == wanted) {
            Some(entity) => only.push(*entity),
            None => {
                let all: Vec<_> = known.iter().map(|entity| entity.label()).collect();
                return Err(Failure::usage(format_args!(
                    "no recogniser finds {label:?}; the entities are {}",
                    all.join(", ")
                )));
            }
        }
    }
    Ok(Scanner::builder().only(only).build()?)
}

fn single(args: &Scan, scanner: &Scanner) -> Result<bool, Failure> {
    let text = input::read(&args.file, args.max_bytes)?;
    let findings = scanner.scan(&text);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = match args.format {
        Format::Jsonl => findings
            .iter()
            .try_for_each(|finding| writeln!(out, "{}", record(finding, args.show))),
        Format::Html => out.write_all(html::page(&text, &findings, args.show).as_bytes()),
        Format::Text if io::stdout().is_terminal() => {
            drop(out);
            return terminal(&text, &findings).map(|()| !findings.is_empty());
        }
        Format::Text => plain(&mut out, args, &text, &findings),
    };
    written
        .and_then(|()| out.flush())
        .map_err(|error| failure::output(&error))?;
    Ok(!findings.is_empty())
}

fn record(finding: &Finding<'_>, show: bool) -> Value {
    let range = finding.range();
    let mut record = json!({
        "entity": finding.entity().label(),
        "start": range.start,
        "end": range.end,
        "score": score(finding.score()),
    });
    if let Some(fields) = record.as_object_mut() {
        fields.insert("why".to_owned(), finding.why().into());
        if show {
            fields.insert("text".to_owned(), finding.expose().into());
        }
    }
    record
}

fn score(score: Score) -> f64 {
    f64::from(score.hundredths()) / 100.0
}

fn plain(
    out: &mut impl Write,
    args: &Scan,
    text: &str,
    findings: &[Finding<'_>],
) -> io::Result<()> {
    let named = if args.file == "-" { "" } else { &args.file };
    let mut line = 1;
    let mut line_start = 0;
    let mut at = 0;
    for finding in findings {
        let start = finding.range().start;
        for (offset, _) in text[at..start].match_indices('\n') {
            line += 1;
            line_start = at + offset + 1;
        }
        at = start;
        let colon = if named.is_empty() { "" } else { ":" };
        write!(
            out,
            "{named}{colon}{line}:{}: {} {:.2} {}",
            text[line_start..start].chars().count() + 1,
            finding.entity(),
            finding.score().fraction(),
            finding.why()
        )?;
        if args.show {
            write!(out, " {:?}", finding.expose())?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn terminal(text: &str, findings: &[Finding<'_>]) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    let mut counts = BTreeMap::<Entity, usize>::new();
    for finding in findings {
        *counts.entry(finding.entity()).or_default() += 1;
    }
    let shown = paint::highlighted(text, findings);
    let end = if shown.ends_with('\n') { "" } else { "\n" };
    let mut write = || -> io::Result<()> {
        write!(out, "{shown}{end}")?;
        if counts.is_empty() {
            return writeln!(out, "\nNothing found in {} bytes.", text.len());
        }
        writeln!(out)?;
        for (entity, count) in &counts {
            let style = paint::style(*entity);
            writeln!(out, "{style} {:<20}{style:#} {count:>5}", entity.label())?;
        }
        Ok(())
    };
    write().map_err(|error| failure::output(&error))
}

fn batch(args: &Scan, scanner: &Scanner) -> Result<bool, Failure> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut any = false;
    for line in input::lines(&args.file)? {
        let (number, line) = line?;
        if line.trim().is_empty() {
            continue;
        }
        let broken = |what: &str| {
            Failure::work(format_args!(
                "line {number} of {}: {what}; a line is {{\"id\": ..., \"text\": \"...\"}}",
                input::name(&args.file)
            ))
        };
        let value: Value = serde_json::from_str(&line).map_err(|_| broken("not JSON"))?;
        let text = value
            .get("text")
            .and_then(Value::as_str)
            .ok_or_else(|| broken("no \"text\" string"))?;
        let findings: Vec<Value> = scanner
            .scan(text)
            .iter()
            .map(|finding| {
                let range = finding.range();
                json!({
                    "entity": finding.entity().label(),
                    "start": range.start,
                    "end": range.end,
                    "score": score(finding.score()),
                })
            })
            .collect();
        any |= !findings.is_empty();
        let id = value.get("id").cloned().unwrap_or(Value::Null);
        writeln!(out, "{}", json!({"id": id, "findings": findings}))
            .map_err(|error| failure::output(&error))?;
    }
    out.flush().map_err(|error| failure::output(&error))?;
    Ok(any)
}
