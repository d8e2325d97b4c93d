//! `parda eval`: precision, recall and F1 per entity, strict and by overlap, on anyone's marked texts.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::args::{Eval, Report};
use crate::failure::{self, Failure};
use crate::{input, policy, scan};

/// A marked or found span: start, end, entity label.
type Span = (usize, usize, String);

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

pub(crate) fn run(args: &Eval) -> Result<ExitCode, Failure> {
    let (policy, builder) = policy::load(args.policy.as_deref())?;
    let scanner = scan::scanner(builder, &args.entities)?;
    let wanted: Vec<String> = args
        .entities
        .iter()
        .map(|e| e.trim().to_ascii_uppercase())
        .collect();
    let mut tallies = BTreeMap::<String, Tally>::new();
    let mut errors = Vec::new();
    let mut records = 0;
    for line in input::lines(&args.gold)? {
        let (number, line) = line?;
        if line.trim().is_empty() {
            continue;
        }
        let (id, text, mut gold) = parse(&line).map_err(|what| {
            Failure::work(format_args!(
                "line {number} of {}: {what}",
                input::name(&args.gold)
            ))
        })?;
        gold.retain(|(_, _, label)| wanted.is_empty() || wanted.contains(label));
        let found: Vec<Span> = scan::hidden(&scanner, &policy, &text)
            .iter()
            .map(|f| {
                (
                    f.range().start,
                    f.range().end,
                    f.entity().label().to_owned(),
                )
            })
            .collect();
        records += 1;
        for (label, tally) in judge(&gold, &found) {
            tallies.entry(label).or_default().add(tally);
        }
        if args.errors {
            let shown = |span: &Span| {
                if args.show {
                    format!(" {:?}", &text[span.0..span.1])
                } else {
                    String::new()
                }
            };
            for span in gold.iter().filter(|span| !found.contains(span)) {
                errors.push(format!(
                    "{id}: missed {} {}..{}{}",
                    span.2,
                    span.0,
                    span.1,
                    shown(span)
                ));
            }
            for span in found.iter().filter(|span| !gold.contains(span)) {
                errors.push(format!(
                    "{id}: wrong {} {}..{}{}",
                    span.2,
                    span.0,
                    span.1,
                    shown(span)
                ));
            }
        }
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = match args.format {
        Report::Json => writeln!(out, "{}", as_json(records, &tallies, &errors)),
        Report::Text => table(&mut out, records, &tallies, &errors),
    };
    written
        .and_then(|()| out.flush())
        .map_err(|error| failure::output(&error))?;
    Ok(ExitCode::SUCCESS)
}

fn parse(line: &str) -> Result<(String, String, Vec<Span>), String> {
    let value: Value = serde_json::from_str(line).map_err(|error| format!("not JSON: {error}"))?;
    let text = value
        .get("text")
        .and_then(Value::as_str)
        .ok_or("no \"text\" string")?
        .to_owned();
    let id = match value.get("id") {
        Some(Value::String(id)) => id.clone(),
        Some(id) => id.to_string(),
        None => "-".to_owned(),
    };
    let mut spans = Vec::new();
    for span in value
        .get("spans")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let parsed = (|| {
            let start = usize::try_from(span.get(0)?.as_u64()?).ok()?;
            let end = usize::try_from(span.get(1)?.as_u64()?).ok()?;
            let label = span.get(2)?.as_str()?.to_owned();
            text.get(start..end)?;
            (start < end).then_some((start, end, label))
        })();
        spans.push(parsed.ok_or_else(|| {
            format!("span {span} is not [start, end, \"ENTITY\"] in bytes of the text, on character boundaries")
        })?);
    }
    Ok((id, text, spans))
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

fn as_json(records: usize, tallies: &BTreeMap<String, Tally>, errors: &[String]) -> Value {
    let row = |tally: Tally| {
        let named = |[precision, recall, f1]: [f64; 3]| json!({"precision": precision, "recall": recall, "f1": f1});
        json!({
            "gold": tally.gold,
            "found": tally.found,
            "strict": named(tally.strict()),
            "overlap": named(tally.overlap()),
        })
    };
    let entities: serde_json::Map<String, Value> = tallies
        .iter()
        .map(|(label, tally)| (label.clone(), row(*tally)))
        .collect();
    json!({"records": records, "entities": entities, "total": row(total(tallies)), "errors": errors})
}

fn table(
    out: &mut impl Write,
    records: usize,
    tallies: &BTreeMap<String, Tally>,
    errors: &[String],
) -> io::Result<()> {
    for error in errors {
        writeln!(out, "{error}")?;
    }
    if !errors.is_empty() {
        writeln!(out)?;
    }
    writeln!(
        out,
        "{:<20} {:>7} {:>7} | {:>6} {:>6} {:>6} strict | {:>6} {:>6} {:>6} overlap",
        "entity", "gold", "found", "P", "R", "F1", "P", "R", "F1"
    )?;
    let rows = tallies
        .iter()
        .map(|(label, tally)| (label.as_str(), *tally));
    for (label, tally) in rows.chain([("total", total(tallies))]) {
        let [p, r, f] = tally.strict();
        let [op, or, of] = tally.overlap();
        writeln!(
            out,
            "{label:<20} {:>7} {:>7} | {p:>6.3} {r:>6.3} {f:>6.3}        | {op:>6.3} {or:>6.3} {of:>6.3}",
            tally.gold, tally.found
        )?;
    }
    writeln!(out, "{records} texts")
}
