//! `parda eval`: precision, recall and F1 per entity, strict and by overlap, on anyone's marked texts, and of each file of a
//! folder.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::args::{Eval, Report};
use crate::failure::{self, Failure};
use crate::gold::{self, Record, Span};
use crate::{policy, scan};

#[derive(Default, Clone, Copy)]
struct Tally {
    gold: usize,
    found: usize,
    /// Found spans that equal a gold span.
    exact: usize,
    /// Gold spans that some found span of the entity overlaps, and found spans that some gold span overlaps.
    gold_met: usize,
    found_met: usize,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.gold += other.gold;
        self.found += other.found;
        self.exact += other.exact;
        self.gold_met += other.gold_met;
        self.found_met += other.found_met;
    }

    fn strict(self) -> [f64; 3] {
        figures(self.exact, self.found, self.exact, self.gold)
    }

    fn overlap(self) -> [f64; 3] {
        figures(self.found_met, self.found, self.gold_met, self.gold)
    }
}

/// Precision, recall and F1; an empty denominator counts as 1, since nothing was wrong there.
fn figures(right: usize, found: usize, met: usize, gold: usize) -> [f64; 3] {
    let ratio = |part: usize, whole: usize| {
        if whole == 0 {
            1.0
        } else {
            part as f64 / whole as f64
        }
    };
    let (precision, recall) = (ratio(right, found), ratio(met, gold));
    let sum = precision + recall;
    let f1 = if sum == 0.0 {
        0.0
    } else {
        2.0 * precision * recall / sum
    };
    [precision, recall, f1]
}

/// What was measured: how often each entity was right, and each group of a folder.
#[derive(Default)]
struct Measured {
    records: usize,
    entities: BTreeMap<String, Tally>,
    groups: Option<BTreeMap<String, Tally>>,
    errors: Vec<String>,
}

pub(crate) fn run(args: &Eval) -> Result<ExitCode, Failure> {
    let (policy, builder) = policy::load(args.policy.as_deref())?;
    let scanner = scan::scanner(builder, &args.entities)?;
    let mut wanted: Vec<String> = args
        .entities
        .iter()
        .map(|e| e.trim().to_ascii_uppercase())
        .collect();
    wanted.sort();
    wanted.dedup();
    let measures = |label: &str| wanted.is_empty() || wanted.iter().any(|known| known == label);
    let mut measured = Measured::default();
    for source in gold::sources(&args.gold)? {
        let mut of_group = Tally::default();
        for record in source.records(&wanted)? {
            let mut record = record?;
            record.spans.retain(|(_, _, label)| measures(label));
            let found: Vec<Span> = scan::hidden(&scanner, &policy, &record.text)
                .iter()
                .filter(|finding| measures(finding.entity().label()))
                .map(|finding| {
                    let range = finding.range();
                    (range.start, range.end, finding.entity().label().to_owned())
                })
                .collect();
            measured.records += 1;
            for (label, tally) in judge(&record.spans, &found) {
                of_group.add(tally);
                measured.entities.entry(label).or_default().add(tally);
            }
            if args.errors {
                let group = source.group.as_deref();
                list(&mut measured.errors, group, &record, &found, args.show);
            }
        }
        if let Some(group) = source.group {
            let groups = measured.groups.get_or_insert_default();
            groups.entry(group).or_default().add(of_group);
        }
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = match args.format {
        Report::Json => writeln!(out, "{}", as_json(&measured)),
        Report::Text => table(&mut out, &measured),
    };
    written
        .and_then(|()| out.flush())
        .map_err(|error| failure::output(&error))?;
    Ok(ExitCode::SUCCESS)
}

/// Adds a line for each span that was missed and each that is wrong.
fn list(
    errors: &mut Vec<String>,
    group: Option<&str>,
    record: &Record,
    found: &[Span],
    show: bool,
) {
    let (group, colon) = group.map_or(("", ""), |group| (group, ":"));
    let mut list = |what: &str, (start, end, label): &Span| {
        let value = if show {
            format!(" {:?}", &record.text[*start..*end])
        } else {
            String::new()
        };
        let id = &record.id;
        errors.push(format!(
            "{group}{colon}{id}: {what} {label} {start}..{end}{value}"
        ));
    };
    for span in record.spans.iter().filter(|span| !found.contains(span)) {
        list("missed", span);
    }
    for span in found.iter().filter(|span| !record.spans.contains(span)) {
        list("wrong", span);
    }
}

fn judge(gold: &[Span], found: &[Span]) -> BTreeMap<String, Tally> {
    let meets = |a: &Span, b: &Span| a.2 == b.2 && a.0 < b.1 && b.0 < a.1;
    let mut tallies = BTreeMap::<String, Tally>::new();
    for span in gold {
        let tally = tallies.entry(span.2.clone()).or_default();
        tally.gold += 1;
        tally.gold_met += usize::from(found.iter().any(|other| meets(span, other)));
    }
    for span in found {
        let tally = tallies.entry(span.2.clone()).or_default();
        tally.found += 1;
        tally.exact += usize::from(gold.contains(span));
        tally.found_met += usize::from(gold.iter().any(|other| meets(span, other)));
    }
    tallies
}

fn total(tallies: &BTreeMap<String, Tally>) -> Tally {
    tallies.values().fold(Tally::default(), |mut sum, tally| {
        sum.add(*tally);
        sum
    })
}

fn as_json(measured: &Measured) -> Value {
    let row = |tally: Tally| {
        let named = |[precision, recall, f1]: [f64; 3]| json!({"precision": precision, "recall": recall, "f1": f1});
        json!({
            "gold": tally.gold,
            "found": tally.found,
            "strict": named(tally.strict()),
            "overlap": named(tally.overlap()),
        })
    };
    let rows = |tallies: &BTreeMap<String, Tally>| -> serde_json::Map<String, Value> {
        let rows = tallies.iter();
        rows.map(|(name, tally)| (name.clone(), row(*tally)))
            .collect()
    };
    let mut report = json!({
        "records": measured.records,
        "entities": rows(&measured.entities),
        "total": row(total(&measured.entities)),
        "errors": measured.errors,
    });
    if let (Some(report), Some(groups)) = (report.as_object_mut(), &measured.groups) {
        report.insert("groups".to_owned(), rows(groups).into());
    }
    report
}

fn table(out: &mut impl Write, measured: &Measured) -> io::Result<()> {
    for error in &measured.errors {
        writeln!(out, "{error}")?;
    }
    if !measured.errors.is_empty() {
        writeln!(out)?;
    }
    if let Some(groups) = &measured.groups {
        head(out, "group")?;
        for (name, tally) in groups {
            row(out, name, *tally)?;
        }
        writeln!(out)?;
    }
    head(out, "entity")?;
    for (label, tally) in &measured.entities {
        row(out, label, *tally)?;
    }
    row(out, "total", total(&measured.entities))?;
    writeln!(out, "{} texts", measured.records)
}

fn head(out: &mut impl Write, of: &str) -> io::Result<()> {
    writeln!(
        out,
        "{of:<20} {:>7} {:>7} | {:>6} {:>6} {:>6} strict | {:>6} {:>6} {:>6} overlap",
        "gold", "found", "P", "R", "F1", "P", "R", "F1"
    )
}

fn row(out: &mut impl Write, name: &str, tally: Tally) -> io::Result<()> {
    let [p, r, f] = tally.strict();
    let [op, or, of] = tally.overlap();
    writeln!(
        out,
        "{name:<20} {:>7} {:>7} | {p:>6.3} {r:>6.3} {f:>6.3}        | {op:>6.3} {or:>6.3} {of:>6.3}",
        tally.gold, tally.found
    )
}
