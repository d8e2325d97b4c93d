//! `parda scan`: what would be hidden, and where.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use parda::{Action, Entity, Finding, Policy, Scanner, ScannerBuilder, Score};
use serde_json::{Value, json};

use crate::args::{Format, Scan};
use crate::failure::{self, Failure};
use crate::{html, input, jobs, paint, policy, records};

/// Exit status when `--check` finds something.
const FOUND: u8 = 3;

pub(crate) fn run(args: &Scan) -> Result<ExitCode, Failure> {
    let (policy, builder) = policy::load(args.policy.as_deref())?;
    let scanner = scanner(builder, &args.entities)?;
    let found = if args.batch {
        batch(args, &scanner, &policy)?
    } else {
        single(args, &scanner, &policy)?
    };
    Ok(if args.check && found {
        ExitCode::from(FOUND)
    } else {
        ExitCode::SUCCESS
    })
}

/// What the policy does not allow.
pub(crate) fn hidden<'t>(scanner: &Scanner, policy: &Policy, text: &'t str) -> Vec<Finding<'t>> {
    let mut findings = scanner.scan(text);
    findings.retain(|finding| policy.decide(finding) != Action::Allow);
    findings
}

/// A scanner of the named entities, or of all.
pub(crate) fn scanner(builder: ScannerBuilder, entities: &[String]) -> Result<Scanner, Failure> {
    if entities.is_empty() {
        return Ok(builder.build()?);
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
    Ok(builder.only(only).build()?)
}

fn single(args: &Scan, scanner: &Scanner, policy: &Policy) -> Result<bool, Failure> {
    let text = input::read(&args.file, args.max_bytes)?;
    let findings = hidden(scanner, policy, &text);
    if args.explain {
        explain(args, scanner, &text, &findings)?;
        return Ok(!findings.is_empty());
    }
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

/// Findings and near misses in order of place, each with its reason.
fn explain(
    args: &Scan,
    scanner: &Scanner,
    text: &str,
    findings: &[Finding<'_>],
) -> Result<(), Failure> {
    let near = scanner.near_misses(text);
    let mut all: Vec<(&Finding<'_>, bool)> = findings.iter().map(|f| (f, true)).collect();
    all.extend(near.iter().map(|f| (f, false)));
    all.sort_by_key(|(finding, _)| finding.range().start);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut write = || -> io::Result<()> {
        for (finding, found) in &all {
            if args.format == Format::Jsonl {
                let mut record = record(finding, args.show);
                if let Some(fields) = record.as_object_mut() {
                    fields.insert("found".to_owned(), (*found).into());
                }
                writeln!(out, "{record}")?;
            } else {
                let range = finding.range();
                let verdict = if *found {
                    "found"
                } else {
                    "passed over: its score is too low"
                };
                writeln!(
                    out,
                    "{}..{} {} {:.2} {}: {verdict}",
                    range.start,
                    range.end,
                    finding.entity(),
                    finding.score().fraction(),
                    finding.why()
                )?;
            }
        }
        out.flush()
    };
    write().map_err(|error| failure::output(&error))
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

/// Lines that are scanned before any is written, for each thread.
const BATCH: usize = 1024;

fn batch(args: &Scan, scanner: &Scanner, policy: &Policy) -> Result<bool, Failure> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut lines = input::lines(&args.file)?;
    let mut any = false;
    let most = BATCH * args.jobs.clamp(1, 256);
    while let Some(records) = records::next(&mut lines, most, &args.file)? {
        let parts = jobs::in_parts(&records, args.jobs, |part| {
            part.iter()
                .map(|(id, text)| (id, brief(&hidden(scanner, policy, text))))
                .collect::<Vec<_>>()
        });
        for (id, findings) in parts.into_iter().flatten() {
            any |= !findings.is_empty();
            writeln!(out, "{}", json!({"id": id, "findings": findings}))
                .map_err(|error| failure::output(&error))?;
        }
    }
    out.flush().map_err(|error| failure::output(&error))?;
    Ok(any)
}

/// Findings as a batch gives them out.
fn brief(findings: &[Finding<'_>]) -> Vec<Value> {
    findings
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
        .collect()
}
