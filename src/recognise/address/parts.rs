//! The parts of an address: what stands between its commas and lines, and what each holds.

use std::ops::Range;

use zeroize::Zeroizing;

use super::table::{AREAS, KNOWN, PLACES, STREETS, STREETS_FIRST, UNITS};
use super::words::{
    australian, fits, inward, is_any, is_pin, lettered, outward, pair, us_state, years, zip,
};
use crate::recognise::pin_code;

/// The most parts of an address.
const PARTS: usize = 10;

/// What a part of an address holds, one bit each.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Evidence(pub(super) u8);

impl Evidence {
    /// A number at its front: `12 MG Road`, `8-2-293/82`.
    pub(super) const NUMBER: u8 = 1;
    /// A dwelling with its number: `Flat 302`, `H.No. 12`, `#45`.
    pub(super) const DWELLING: u8 = 2;
    /// A street, by a word that hardly means anything else.
    pub(super) const STREET: u8 = 4;
    /// A word that may mean a street, building, quarter or landmark.
    pub(super) const PLACE: u8 = 8;
    /// A town, state or country known by name.
    pub(super) const KNOWN: u8 = 16;
    /// A postal code.
    pub(super) const CODE: u8 = 32;

    pub(super) const fn has(self, any: u8) -> bool {
        self.0 & any != 0
    }
}

/// The parts of a field, with what each holds.
pub(super) struct Parts {
    found: [(usize, usize, Evidence); PARTS],
    pub(super) count: usize,
}

impl Parts {
    /// The parts around the one that holds `at`; `announced` ones may be in lower case throughout.
    pub(super) fn read(
        text: &str,
        field: Range<usize>,
        at: usize,
        announced: bool,
    ) -> Option<Parts> {
        let part = text.get(field.clone())?;
        let seed = at - field.start;
        let splits = |c: char| c == ',' || c == '\n';
        let left = part[..seed].rfind(splits).map_or(0, |n| n + 1);
        let right = part[seed..].find(splits).map_or(part.len(), |n| seed + n);
        let mut parts = Parts {
            found: [(0, 0, Evidence(0)); PARTS],
            count: 0,
        };
        let own = Part::around(&part[left..right], seed - left, announced)?;
        // Before it: up to the first part that an address may begin with.
        let mut before = Vec::new();
        let mut end = left;
        let mut open = own.reaches_start;
        while open && end > 0 && before.len() < PARTS / 2 {
            let from = part[..end - 1].rfind(splits).map_or(0, |n| n + 1);
            let piece = Part::ending(&part[from..end - 1], announced);
            let Some(piece) = piece.filter(|piece| !piece.ends) else {
                break;
            };
            open = piece.reaches_start;
            before.push((from + piece.start, from + piece.end, piece.evidence));
            end = from;
        }
        let starts = Evidence::NUMBER | Evidence::DWELLING | Evidence::STREET | Evidence::PLACE;
        while !announced && before.last().is_some_and(|(_, _, e)| !e.has(starts)) {
            before.pop();
        }
        for piece in before.into_iter().rev() {
            parts.push(piece);
        }
        parts.push((left + own.start, left + own.end, own.evidence));
        // Behind it: as long as a part begins with what an address holds; a lone name on a line of its own is none.
        let mut from = right;
        let mut open = own.reaches_end && !own.ends;
        let mut kept = parts.count;
        while open && from < part.len() && parts.count < PARTS {
            let line = part.as_bytes()[from] == b'\n';
            let rest = &part[from + 1..];
            let to = from + 1 + rest.find(splits).unwrap_or(rest.len());
            if rest[..to - from - 1].trim().is_empty() && !line {
                from = to;
                continue;
            }
            let Some(piece) = Part::beginning(&part[from + 1..to], announced) else {
                break;
            };
            open = piece.reaches_end && !piece.ends;
            let offset = from + 1;
            parts.push((offset + piece.start, offset + piece.end, piece.evidence));
            if !line || piece.evidence != Evidence(0) {
                kept = parts.count;
            }
            from = to;
        }
        parts.count = kept;
        for (start, end, _) in &mut parts.found[..kept] {
            *start += field.start;
            *end += field.start;
        }
        Some(parts)
    }

    fn push(&mut self, part: (usize, usize, Evidence)) {
        if self.count < PARTS {
            self.found[self.count] = part;
            self.count += 1;
        }
    }

    /// The span of all, and what they hold together.
    pub(super) fn address(&self, text: &str) -> Option<(Range<usize>, Evidence)> {
        let parts = &self.found[..self.count];
        let start = parts.iter().find(|(start, end, _)| start < end)?.0;
        let end = parts.iter().rev().find(|(start, end, _)| start < end)?.1;
        let all = parts
            .iter()
            .fold(0, |all, (_, _, Evidence(bits))| all | bits);
        let value = text.get(start..end)?;
        (value.len() > 5 && value.contains(' ')).then_some((start..end, Evidence(all)))
    }
}

/// One part, and whether it fills what stands between its commas.
struct Part {
    start: usize,
    end: usize,
    evidence: Evidence,
    reaches_start: bool,
    reaches_end: bool,
    /// A postal code ends an address.
    ends: bool,
}

impl Part {
    fn around(text: &str, at: usize, announced: bool) -> Option<Part> {
        let words: Vec<_> = words(text).collect();
        let own = words.iter().position(|word| word.1 > at)?;
        let fits = |n: &usize| fits(text, words[*n], announced);
        let first = (0..own).rev().take_while(fits).last().unwrap_or(own);
        let last = (own..words.len()).take_while(fits).last().unwrap_or(own);
        Part::read(text, &words, first, last)
    }

    fn beginning(text: &str, announced: bool) -> Option<Part> {
        let words: Vec<_> = words(text).collect();
        let fits = |n: &usize| fits(text, words[*n], announced);
        let last = (0..words.len()).take_while(fits).last()?;
        (last < 6).then(|| Part::read(text, &words, 0, last))?
    }

    fn ending(text: &str, announced: bool) -> Option<Part> {
        let words: Vec<_> = words(text).collect();
        let fits = |n: &usize| fits(text, words[*n], announced);
        let first = (0..words.len()).rev().take_while(fits).last()?;
        (words.len() - first < 7).then(|| Part::read(text, &words, first, words.len() - 1))?
    }

    /// What the words from `first` to `last` hold.
    fn read(text: &str, words: &[(usize, usize)], first: usize, last: usize) -> Option<Part> {
        let word = |n: usize| words.get(n).map_or("", |(start, end)| &text[*start..*end]);
        let bare = |n: usize| word(n).trim_matches(['.', '-', '#', '\'', '।', '—', '–']);
        let first = (first..=last).find(|n| !bare(*n).is_empty())?;
        let mut bits = 0;
        let mut end = last;
        let mut ends = false;
        let (mut n, mut cut) = (first, None);
        // Bytes of a PIN code that a hyphen joins to the last word.
        let mut glued = 0;
        while n <= last {
            let now = bare(n);
            let bytes = now.as_bytes();
            let numbered = |at: usize| bare(at).bytes().any(|b| b.is_ascii_digit());
            // `Kolkata-700083`
            if let Some((name, pin)) = now.rsplit_once(['-', '–'])
                && is_pin(pin.as_bytes())
                && name.chars().all(char::is_alphabetic)
            {
                bits |= Evidence::CODE;
                if pin_code::is_place(name.to_lowercase().as_bytes()) {
                    bits |= Evidence::KNOWN;
                }
                (glued, ends, end) = (pin.len() + 1, true, n);
                break;
            }
            if is_pin(bytes) || pair(bytes, bare(n + 1).as_bytes(), 3) {
                bits |= Evidence::CODE;
                (cut, ends) = (Some(n), true);
                break;
            }
            let coded = zip(bytes) && n > first && us_state(bare(n - 1).as_bytes())
                || outward(bytes) && inward(bare(n + 1).as_bytes());
            let australian = n > first && australian(bare(n - 1).as_bytes(), bytes);
            if coded || australian {
                bits |= Evidence::CODE;
                ends = true;
                end = if zip(bytes) || australian { n } else { n + 1 };
                break;
            }
            if n == first && bytes.first().is_some_and(u8::is_ascii_digit) {
                let ordinal = bytes.ends_with(b"th")
                    || bytes.ends_with(b"nd")
                    || bytes.ends_with(b"rd")
                    || bytes.ends_with(b"st");
                let floor = ordinal && is_any(bare(n + 1).as_bytes(), &["floor"]);
                bits |= match ordinal {
                    true if !floor => Evidence::PLACE,
                    true => Evidence::NUMBER | Evidence::PLACE,
                    false => Evidence::NUMBER,
                };
            }
            if n == first && lettered(bytes) {
                bits |= Evidence::NUMBER;
            }
            if word(n).starts_with('#') && numbered(n) {
                bits |= Evidence::DWELLING;
            }
            let no = |at: usize| {
                is_any(
                    bare(at).as_bytes(),
                    &["no", "number", "num", "नं", "नंबर", "संख्या"],
                )
            };
            let behind = numbered(n + 1) || no(n + 1) && numbered(n + 2);
            let initials = matches!(bytes, [b'H' | b'h' | b'D' | b'd', b'.' | b'/', ..]);
            if (is_any(bytes, UNITS) || initials) && (behind || numbered(n)) {
                bits |= Evidence::DWELLING;
            } else if is_any(bytes, AREAS) && behind {
                bits |= Evidence::PLACE;
            }
            // `P.O. Box 12`
            if n > first
                && is_any(bytes, &["box"])
                && is_any(bare(n - 1).as_bytes(), &["po", "p.o", "office"])
            {
                bits |= Evidence::DWELLING;
            }
            let lower = Zeroizing::new(now.to_lowercase());
            let known = |list: &[&str]| list.contains(&lower.as_str());
            let glued = [
                "straße", "strasse", "str", "weg", "platz", "allee", "gasse", "straat", "laan",
            ];
            if n > first && known(STREETS)
                || n < last && known(STREETS_FIRST) && now != "via"
                || lower.len() > 6 && glued.iter().any(|end| lower.ends_with(end))
            {
                bits |= Evidence::STREET;
            } else if known(PLACES) && (n > first || n < last) {
                bits |= Evidence::PLACE;
            }
            if known(KNOWN) || pin_code::is_place(lower.as_bytes()) || n > first && us_state(bytes)
            {
                bits |= Evidence::KNOWN;
            }
            n += 1;
        }
        // A year, or years, is no house's number unless its own part names a street: `1991-1997, Thomas G. Lane`.
        let named = bits & (Evidence::STREET | Evidence::PLACE | Evidence::CODE) != 0;
        if bits & Evidence::NUMBER != 0 && !named && years(bare(first).as_bytes()) {
            bits &= !Evidence::NUMBER;
        }
        // `10115 Berlin`: a code before its town.
        if bits & Evidence::KNOWN != 0
            && bits & Evidence::NUMBER != 0
            && last > first
            && matches!(bare(first).len(), 4..=5)
            && bits & Evidence::STREET == 0
        {
            bits = bits & !Evidence::NUMBER | Evidence::CODE;
        }
        let mut stop = words[end].1;
        if glued > 0 {
            stop -= word(end).len() - word(end).trim_end_matches(['.', '-', '#', '\'', '।']).len()
                + glued;
        }
        if let Some(cut) = cut {
            let mut kept = cut;
            while kept > first
                && (bare(kept - 1).is_empty()
                    || is_any(
                        bare(kept - 1).as_bytes(),
                        &["pin", "pincode", "code", "zip"],
                    ))
            {
                kept -= 1;
            }
            stop = if kept > first {
                words[kept - 1].1
            } else {
                words[first].0
            };
        }
        let whole = text.get(words[first].0..stop)?;
        let value = whole.trim_start_matches('\'');
        let start = stop - value.len();
        let value = value.trim_end_matches([' ', '.', '-', ',', '\'', '।']);
        Some(Part {
            start,
            end: start + value.len(),
            evidence: Evidence(bits),
            reaches_start: first == 0,
            reaches_end: last + 1 == words.len(),
            ends,
        })
    }
}

/// The words of `text` with their bytes.
fn words(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    text.split(char::is_whitespace).filter_map(move |word| {
        let start = at;
        at += word.len()
            + text[at + word.len()..]
                .chars()
                .next()
                .map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((start, start + word.len()))
    })
}
