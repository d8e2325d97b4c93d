//! Careless and hostile spelling: 41 ways to write a value, for five entities, in a sentence that announces the value
//! and in one that does not. What is found must cover the value as it stands and nothing else.

#![allow(clippy::expect_used, clippy::print_stdout)]

use std::ops::Range;

use parda::{Entity, Scanner};

/// A value in one spelling, or nothing where the spelling does not apply to the entity.
type Respell = fn(&str, &str) -> Option<String>;

/// How a spelling comes about: by accident, or by intent.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Careless,
    Hostile,
}
use Kind::{Careless, Hostile};

fn chunks(value: &str, every: usize, between: &str) -> String {
    let chars: Vec<char> = value.chars().collect();
    let parts: Vec<String> = chars
        .chunks(every)
        .map(|part| part.iter().collect())
        .collect();
    parts.join(between)
}

fn middle(value: &str, what: &str) -> String {
    let at = value.len() / 2;
    format!("{}{what}{}", &value[..at], &value[at..])
}

fn map_digits(value: &str, zero: u32) -> String {
    let digit = |c: char| {
        c.to_digit(10)
            .and_then(|d| char::from_u32(zero + d))
            .unwrap_or(c)
    };
    value.chars().map(digit).collect()
}

fn digits_of(entity: &str, value: &str, zero: u32) -> Option<String> {
    (entity != "EMAIL").then(|| map_digits(value, zero))
}

fn spaced(value: &str, with: &str) -> Option<String> {
    value.contains(' ').then(|| value.replace(' ', with))
}

fn superscript(entity: &str, value: &str) -> Option<String> {
    let digits: Vec<char> = "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().collect();
    (entity != "EMAIL").then(|| {
        value
            .chars()
            .map(|c| c.to_digit(10).map_or(c, |d| digits[d as usize]))
            .collect()
    })
}

fn full_width(value: &str) -> String {
    value
        .chars()
        .map(|c| match c {
            '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect()
}

fn homoglyphs(value: &str) -> Option<String> {
    let respelled: String = value
        .chars()
        .map(|c| match c {
            'a' => 'а',
            'o' => 'о',
            'A' => 'А',
            'C' => 'С',
            'E' => 'Е',
            c => c,
        })
        .collect();
    (respelled != value).then_some(respelled)
}

fn letters_for_digits(entity: &str, value: &str) -> Option<String> {
    let respell = |value: &str| value.replace('0', "O").replace('1', "l");
    match entity {
        "EMAIL" => None,
        "PAN" => Some(format!(
            "{}{}{}",
            &value[..5],
            respell(&value[5..9]),
            &value[9..]
        )),
        _ => Some(respell(value)).filter(|respelled| respelled != value),
    }
}

fn without_spaces(value: &str) -> String {
    value.replace(' ', "")
}

const ENGLISH: [&str; 10] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

fn words(entity: &str, value: &str) -> Option<String> {
    if entity == "EMAIL" {
        return Some(value.replace('@', " at ").replace('.', " dot "));
    }
    let mut words: Vec<String> = Vec::new();
    let mut letters = String::new();
    for c in without_spaces(value).chars().filter(|c| *c != '+') {
        match c.to_digit(10) {
            Some(digit) => {
                words.extend((!letters.is_empty()).then(|| std::mem::take(&mut letters)));
                words.push(ENGLISH[digit as usize].to_owned());
            }
            None => letters.push(c),
        }
    }
    words.extend((!letters.is_empty()).then_some(letters));
    Some(words.join(" "))
}

/// The first character that an escape is for: the `@` of an address, else the first letter or digit.
fn escape_one(value: &str, escape: impl Fn(char) -> String) -> String {
    let wanted = |c: char| {
        if value.contains('@') {
            c == '@'
        } else {
            c.is_alphanumeric()
        }
    };
    let at = value.find(wanted).unwrap_or(0);
    let c = value[at..].chars().next().unwrap_or('?');
    format!(
        "{}{}{}",
        &value[..at],
        escape(c),
        &value[at + c.len_utf8()..]
    )
}

fn percent(value: &str) -> Option<String> {
    let respelled = value
        .replace('@', "%40")
        .replace('+', "%2B")
        .replace(' ', "%20");
    (respelled != value).then_some(respelled)
}

fn base64(value: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    value
        .as_bytes()
        .chunks(3)
        .flat_map(|three| {
            let bits =
                three.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - three.len()));
            (0..4).map(move |place| {
                if place > three.len() {
                    '='
                } else {
                    char::from(ALPHABET[(bits >> (18 - 6 * place) & 63) as usize])
                }
            })
        })
        .collect()
}

static SPELLINGS: &[(&str, Kind, Respell)] = &[
    ("zero-width space every 3", Hostile, |_, v| {
        Some(chunks(v, 3, "\u{200b}"))
    }),
    ("soft hyphen every 4", Careless, |_, v| {
        Some(chunks(v, 4, "\u{ad}"))
    }),
    ("zero-width joiner", Hostile, |_, v| {
        Some(middle(v, "\u{200d}"))
    }),
    ("word joiner", Hostile, |_, v| Some(middle(v, "\u{2060}"))),
    ("right-to-left mark", Hostile, |_, v| {
        Some(middle(v, "\u{200f}"))
    }),
    ("variation selector", Hostile, |_, v| {
        Some(middle(v, "\u{fe0f}"))
    }),
    ("tag character", Hostile, |_, v| {
        Some(middle(v, "\u{e0020}"))
    }),
    ("full-width", Careless, |_, v| Some(full_width(v))),
    ("Devanagari digits", Careless, |e, v| digits_of(e, v, 0x966)),
    ("Arabic-Indic digits", Careless, |e, v| {
        digits_of(e, v, 0x660)
    }),
    ("Extended Arabic-Indic digits", Careless, |e, v| {
        digits_of(e, v, 0x6F0)
    }),
    ("Bengali digits", Careless, |e, v| digits_of(e, v, 0x9E6)),
    ("mathematical bold digits", Hostile, |e, v| {
        digits_of(e, v, 0x1D7CE)
    }),
    ("superscript digits", Hostile, superscript),
    ("Cyrillic look-alikes", Hostile, |e, v| {
        matches!(e, "EMAIL" | "PAN")
            .then(|| homoglyphs(v))
            .flatten()
    }),
    ("letter O for 0, l for 1", Hostile, letters_for_digits),
    ("no-break space", Careless, |_, v| spaced(v, "\u{a0}")),
    ("thin space", Careless, |_, v| spaced(v, "\u{2009}")),
    ("narrow no-break space", Careless, |_, v| {
        spaced(v, "\u{202f}")
    }),
    ("en dash", Careless, |_, v| spaced(v, "–")),
    ("no-break hyphen", Careless, |_, v| spaced(v, "\u{2011}")),
    ("dot", Careless, |_, v| spaced(v, ".")),
    ("slash", Careless, |_, v| spaced(v, "/")),
    ("double space", Careless, |_, v| spaced(v, "  ")),
    ("line break", Careless, |_, v| {
        Some(if v.contains(' ') {
            v.replacen(' ', "\n", 1)
        } else {
            middle(v, "\n")
        })
    }),
    ("space between characters", Hostile, |_, v| {
        Some(chunks(&without_spaces(v), 1, " "))
    }),
    ("hyphen between characters", Hostile, |_, v| {
        Some(chunks(&without_spaces(v), 1, "-"))
    }),
    ("number words, at, dot", Hostile, words),
    ("[at] [dot]", Hostile, |e, v| {
        (e == "EMAIL").then(|| v.replace('@', "[at]").replace('.', "[dot]"))
    }),
    ("percent escapes", Careless, |_, v| percent(v)),
    ("base64", Hostile, |_, v| Some(base64(v))),
    ("hex", Hostile, |_, v| {
        Some(v.bytes().map(|b| format!("{b:02x}")).collect())
    }),
    ("HTML reference", Careless, |_, v| {
        Some(escape_one(v, |c| format!("&#{};", u32::from(c))))
    }),
    ("JSON escape", Careless, |_, v| {
        Some(escape_one(v, |c| format!("\\u{:04x}", u32::from(c))))
    }),
    ("quoted-printable", Careless, |_, v| {
        Some(escape_one(v, |c| format!("={:02X}", u32::from(c))))
    }),
    ("Markdown bold inside", Hostile, |_, v| {
        let at = v.len() / 2;
        Some(format!(
            "{}**{}**{}",
            &v[..at - 2],
            &v[at - 2..at + 2],
            &v[at + 2..]
        ))
    }),
    ("HTML tag inside", Hostile, |_, v| {
        let at = v.len() / 2;
        Some(format!(
            "{}<b>{}</b>{}",
            &v[..at - 2],
            &v[at - 2..at + 2],
            &v[at + 2..]
        ))
    }),
    ("reversed", Hostile, |_, v| Some(v.chars().rev().collect())),
    ("letters on both sides", Hostile, |e, v| {
        // Nothing tells an address from letters that touch it.
        Some(match e {
            "EMAIL" => format!("abc{v}xyz"),
            _ => format!("abc«{v}»xyz"),
        })
    }),
    ("underscores on both sides", Careless, |e, v| {
        Some(match e {
            "EMAIL" => format!("«id_{v}»_v1"),
            _ => format!("id_«{v}»_v1"),
        })
    }),
    ("Devanagari on both sides", Careless, |_, v| {
        Some(format!("नंबर«{v}»है।"))
    }),
];

/// Labels, values and what announces them.
type Values = &'static [(&'static str, &'static str, &'static str)];

static VALUES: Values = &[
    ("EMAIL", "asha.rao@example.com", "My email is"),
    ("CARD", "4111 1111 1111 1111", "My card number is"),
    ("PHONE", "+91 98765 43210", "My phone number is"),
    ("AADHAAR", "5398 2174 6502", "My Aadhaar is"),
    ("PAN", "ABCPE1234F", "My PAN is"),
];

/// Codes, with their parts apart as forms print them.
static CODES: Values = &[
    ("GSTIN", "27 AAPFU0939F 1ZV", "My GSTIN is"),
    ("IFSC", "HDFC 0001234", "The IFSC is"),
    ("IBAN", "DE89 3704 0044 0532 0130 00", "My IBAN is"),
    ("US_SSN", "536 22 1847", "My SSN is"),
];

#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Found,
    Partly,
    Missed,
    /// Nothing of the kind exists.
    NotApplicable,
}

impl Verdict {
    fn shown(self) -> &'static str {
        match self {
            Verdict::Found => "yes",
            Verdict::Partly => "PART",
            Verdict::Missed => "MISS",
            Verdict::NotApplicable => "-",
        }
    }
}

/// Finds `respelled`, marked with `«»` where the value is not the whole of it, behind `lead`.
fn judge(scanner: &Scanner, entity: Entity, lead: &str, respelled: &str) -> Verdict {
    let marked = if respelled.contains('«') {
        respelled.to_owned()
    } else {
        format!("«{respelled}»")
    };
    let marked = format!("{lead} {marked} and that is all.");
    let start = marked.find('«').expect("a mark");
    let end = marked.find('»').expect("a mark") - '«'.len_utf8();
    let text = marked.replace(['«', '»'], "");
    let value = start..end;
    let found: Vec<Range<usize>> = scanner
        .scan(&text)
        .iter()
        .filter(|finding| finding.entity() == entity)
        .map(|finding| finding.range())
        .filter(|range| range.start < value.end && value.start < range.end)
        .collect();
    let covered: usize = found
        .iter()
        .map(|range| range.end.min(end) - range.start.max(start))
        .sum();
    let inside = found
        .iter()
        .all(|range| value.start <= range.start && range.end <= value.end);
    match covered {
        0 => Verdict::Missed,
        _ if inside && covered * 10 >= value.len() * 9 => Verdict::Found,
        _ => Verdict::Partly,
    }
}

struct Table {
    values: Values,
    rows: Vec<(&'static str, Kind, Vec<Verdict>)>,
}

impl Table {
    fn fill(
        scanner: &Scanner,
        values: Values,
        lead: impl Fn(&'static str) -> &'static str,
    ) -> Table {
        let rows = SPELLINGS
            .iter()
            .map(|(name, kind, respell)| {
                let cell = |(label, value, cue): &(&'static str, &str, &'static str)| {
                    let entity = Entity::custom(label).expect("a label");
                    respell(label, value).map_or(Verdict::NotApplicable, |respelled| {
                        judge(scanner, entity, lead(cue), &respelled)
                    })
                };
                (*name, *kind, found(scanner, values).map(cell).collect())
            })
            .collect();
        Table { values, rows }
    }

    fn share(&self, wanted: impl Fn(Kind) -> bool) -> (usize, usize) {
        let cells = || {
            self.rows
                .iter()
                .filter(|(_, kind, _)| wanted(*kind))
                .flat_map(|(.., cells)| cells)
                .filter(|cell| **cell != Verdict::NotApplicable)
        };
        (
            cells().filter(|cell| **cell == Verdict::Found).count(),
            cells().count(),
        )
    }

    fn shown(&self, scanner: &Scanner, title: &str) -> String {
        let mut shown = format!("\n{title}\n{:32}", "");
        for (label, ..) in found(scanner, self.values) {
            shown += &format!("{label:>9}");
        }
        for (name, kind, cells) in &self.rows {
            let kind = if *kind == Careless { "careless" } else { "" };
            shown += &format!("\n{name:32}");
            for cell in cells {
                shown += &format!("{:>9}", cell.shown());
            }
            shown += &format!("  {kind}");
        }
        let (careless, of) = self.share(|kind| kind == Careless);
        let (all, of_all) = self.share(|_| true);
        shown + &format!("\ncareless {careless} of {of}, all {all} of {of_all}\n")
    }
}

/// The entities that are found at all when spelled plainly.
fn found(
    scanner: &Scanner,
    values: Values,
) -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str)> {
    values.iter().filter(|(label, value, cue)| {
        let entity = Entity::custom(label).expect("a label");
        judge(scanner, entity, cue, value) == Verdict::Found
    })
}

#[test]
fn forty_one_spellings_of_an_announced_value() {
    assert_eq!(SPELLINGS.len(), 41);
    let scanner = Scanner::new();
    let table = Table::fill(&scanner, VALUES, |cue| cue);
    let shown = table.shown(&scanner, "announced");
    println!("{shown}");
    let (careless, of_careless) = table.share(|kind| kind == Careless);
    assert_eq!(careless, of_careless, "{shown}");
    let (all, of_all) = table.share(|_| true);
    assert!(all * 10 >= of_all * 9, "{shown}");
}

#[test]
fn forty_one_spellings_of_a_value_that_nothing_announces() {
    let scanner = Scanner::new();
    let table = Table::fill(&scanner, VALUES, |_| "Please note");
    let shown = table.shown(&scanner, "not announced");
    println!("{shown}");
    let (careless, of_careless) = table.share(|kind| kind == Careless);
    assert_eq!(careless, of_careless, "{shown}");
}

#[test]
fn forty_one_spellings_of_codes_in_parts() {
    let scanner = Scanner::new();
    let table = Table::fill(&scanner, CODES, |cue| cue);
    let shown = table.shown(&scanner, "codes, announced");
    println!("{shown}");
    assert_eq!(found(&scanner, CODES).count(), CODES.len(), "{shown}");
    let (careless, of_careless) = table.share(|kind| kind == Careless);
    assert_eq!(careless, of_careless, "{shown}");
    let (all, of_all) = table.share(|_| true);
    assert!(all * 10 >= of_all * 9, "{shown}");
}
