//! The parts of an address: what stands between its commas and lines, and what each holds.

use std::ops::Range;

use zeroize::Zeroizing;

use super::table::{AREAS, KNOWN, PLACES, RURAL, STREETS, STREETS_FIRST, SUFFIXES, UNITS};
use super::words::{
    Style, australian, bare, brazilian, canadian, country, fits, inward, is_any, is_pin, lettered,
    lower, outward, pair, says_pin, street_ending, us_state, years, zip,
};
use crate::recognise::among::Listed;
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
    /// A village or district, named as one.
    pub(super) const RURAL: u8 = 64;

    pub(super) const fn has(self, any: u8) -> bool {
        self.0 & any != 0
    }
}

/// The parts of a field, with what each holds.
pub(super) struct Parts {
    found: [(usize, usize, Evidence); PARTS],
    pub(super) count: usize,
    /// Whether a PIN code ended it, which is a finding of its own.
    cut: bool,
}

impl Parts {
    /// The parts around the one that holds `at`.
    pub(super) fn read(text: &str, field: Range<usize>, at: usize, style: Style) -> Option<Parts> {
        let part = text.get(field.clone())?;
        let seed = at - field.start;
        let splits = |c: char| c == ',' || c == '\n';
        let left = part[..seed].rfind(splits).map_or(0, |n| n + 1);
        let right = part[seed..].find(splits).map_or(part.len(), |n| seed + n);
        let mut parts = Parts {
            found: [(0, 0, Evidence(0)); PARTS],
            count: 0,
            cut: false,
        };
        let mut own = Part::around(&part[left..right], seed - left, style)?;
        if left > 0 {
            own.town_behind_code(&part[left..right]);
        }
        // Before it: up to the first part that an address may begin with.
        let mut before = Vec::new();
        let mut end = left;
        let mut open = own.reaches_start;
        while open && end > 0 && before.len() < PARTS - 3 {
            let from = part[..end - 1].rfind(splits).map_or(0, |n| n + 1);
            let piece = Part::ending(&part[from..end - 1], style);
            let Some(piece) = piece.filter(|piece| !piece.ends) else {
                break;
            };
            open = piece.reaches_start;
            before.push((from + piece.start, from + piece.end, piece.evidence));
            end = from;
        }
        let starts = Evidence::NUMBER | Evidence::DWELLING | Evidence::STREET | Evidence::PLACE;
        // The name of a house may begin an announced one, unless a number shows that it begins behind.
        let house = Evidence::NUMBER | Evidence::DWELLING;
        let numbered = |from: &[(usize, usize, Evidence)]| {
            own.evidence.has(house) || from.iter().any(|(_, _, evidence)| evidence.has(house))
        };
        while style != Style::Field
            && let Some((&(start, end, evidence), rest)) = before.split_last()
            && !evidence.has(starts)
            && !introduced(&part[..start], &part[start..end])
        {
            let plain = !part[end..].starts_with('\n')
                && !part[start..end].contains(|c: char| c.is_ascii_digit());
            if matches!(style, Style::Cued | Style::Lower) && plain && !numbered(rest) {
                break;
            }
            before.pop();
        }
        for piece in before.into_iter().rev() {
            parts.push(piece);
        }
        parts.cut = own.cut;
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
            let Some(piece) = Part::beginning(&part[from + 1..to], style) else {
                break;
            };
            open = piece.reaches_end && !piece.ends;
            parts.cut |= piece.cut;
            let offset = from + 1;
            let found = offset + piece.start..offset + piece.end;
            let (before, _, coded) = parts.found[parts.count - 1];
            // `VIC, 3000`: the state and its code, parted.
            let state = part.get(before..from).unwrap_or_default().trim();
            let evidence = if australian(state.as_bytes(), part[found.clone()].as_bytes()) {
                open = false;
                Evidence(Evidence::CODE)
            } else {
                piece.evidence
            };
            parts.push((found.start, found.end, evidence));
            // A town may stand on the line below its code, `8459 AZ`.
            let code_alone = coded.has(Evidence::CODE) && state.len() < 8;
            if !line || evidence != Evidence(0) || code_alone {
                kept = parts.count;
            }
            from = to;
        }
        // A country behind a postal code.
        if !open
            && parts.count < PARTS
            && matches!(part.as_bytes().get(from), Some(b',' | b'\n'))
            && parts.found[..kept]
                .last()
                .is_some_and(|last| last.2.has(Evidence::CODE))
        {
            let rest = &part[from + 1..];
            let lead = rest.len() - rest.trim_start().len();
            let name = country(rest.trim_start());
            let found = (from + 1 + lead, from + 1 + lead + name, Evidence(0));
            if name > 0 && !parts.cut {
                parts.count = kept;
                parts.push(found);
                kept = parts.count;
            }
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

    /// Whether the first part ends in a house's number: `Puckring 85`, `Calle Mayor 9-2`.
    pub(super) fn numbered_first(&self, text: &str) -> bool {
        let first = self.found[..self.count].first();
        let part = first.and_then(|(start, end, _)| text.get(*start..*end));
        let Some((name, number)) = part.and_then(|part| part.trim().rsplit_once(' ')) else {
            return false;
        };
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        name.starts_with(char::is_uppercase) && (1..=4).contains(&digits) && number.len() < 8
    }

    /// How many parts hold any of these.
    pub(super) fn holding(&self, any: u8) -> usize {
        let parts = self.found[..self.count].iter();
        parts.filter(|(_, _, evidence)| evidence.has(any)).count()
    }

    /// The span of all, and what they hold together.
    pub(super) fn address(&self, text: &str, style: Style) -> Option<(Range<usize>, Evidence)> {
        let parts = &self.found[..self.count];
        let start = parts.iter().find(|(start, end, _)| start < end)?.0;
        let end = parts.iter().rev().find(|(start, end, _)| start < end)?.1;
        let all = parts
            .iter()
            .fold(0, |all, (_, _, Evidence(bits))| all | bits);
        let start = match style {
            Style::Prose | Style::Cued => start + lead(text.get(start..end)?),
            Style::Lower | Style::Field => start,
        };
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
    /// That code is no part of it.
    cut: bool,
}

impl Part {
    fn around(text: &str, at: usize, style: Style) -> Option<Part> {
        let words: Vec<_> = words(text).collect();
        let own = words.iter().position(|word| word.1 > at)?;
        let fits = |n: &usize| fits(text, words[*n], style);
        let first = (0..own).rev().take_while(fits).last().unwrap_or(own);
        let last = (own..words.len()).take_while(fits).last().unwrap_or(own);
        Part::read(text, &words, first, last)
    }

    /// Takes the number of `78334 Bodin` for a code, and not for a house's: five digits before a town, or Brazil's eight.
    fn town_behind_code(&mut self, text: &str) {
        let mut words = text
            .get(self.start..self.end)
            .unwrap_or_default()
            .split_whitespace();
        let code = words.next().unwrap_or_default().as_bytes();
        let town = words.next().unwrap_or_default();
        // A code may stand alone: `Calle Mayor 5, Granada, 48605`.
        let named = town.is_empty()
            || town.starts_with(char::is_uppercase)
                && (words.clone().count() < 3 || words.any(|word| word == "/"));
        let house = Evidence::STREET | Evidence::PLACE | Evidence::CODE;
        let coded = zip(code) && code.len() == 5 || brazilian(code);
        if named && coded && !self.evidence.has(house) {
            self.evidence.0 = self.evidence.0 & !Evidence::NUMBER | Evidence::CODE;
        }
    }

    fn beginning(text: &str, style: Style) -> Option<Part> {
        let words: Vec<_> = words(text).collect();
        let fits = |n: &usize| fits(text, words[*n], style);
        let last = (0..words.len()).take_while(fits).last()?;
        let state = words
            .get(last - usize::from(last > 0))
            .is_some_and(|(start, end)| &text[*start..*end] == "/");
        let mut part =
            (last < 6 || state && last < 9).then(|| Part::read(text, &words, 0, last))??;
        part.town_behind_code(text);
        Some(part)
    }

    fn ending(text: &str, style: Style) -> Option<Part> {
        let words: Vec<_> = words(text).collect();
        let fits = |n: &usize| fits(text, words[*n], style);
        let first = (0..words.len()).rev().take_while(fits).last()?;
        (words.len() - first < 7).then(|| Part::read(text, &words, first, words.len() - 1))?
    }

    /// What the words from `first` to `last` hold.
    fn read(text: &str, words: &[(usize, usize)], first: usize, last: usize) -> Option<Part> {
        let word = |n: usize| words.get(n).map_or("", |(start, end)| &text[*start..*end]);
        let bare = |n: usize| bare(word(n));
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
                if says_pin(name) {
                    (cut, ends) = (Some(n), true);
                    break;
                }
                if pin_code::is_place(name.as_bytes()) {
                    bits |= Evidence::KNOWN;
                }
                (glued, ends, end) = (pin.len() + 1, true, n);
                break;
            }
            // Singapore's codes have six digits too, and are part of the address.
            if is_pin(bytes) && n > first && is_any(bare(n - 1).as_bytes(), &["singapore"]) {
                bits |= Evidence::CODE;
                (ends, end) = (true, n);
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
            if n > first
                && let Some(words) = canadian(bare(n - 1).as_bytes(), bytes, bare(n + 1).as_bytes())
            {
                bits |= Evidence::CODE;
                (ends, end) = (true, n + words - 1);
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
            // `B 180`, `No. 137`, `Old No. 55`
            let letter = matches!(bytes, [b'A'..=b'Z']) || is_any(bytes, &["no"]);
            if n < first + 2
                && letter
                && bare(n + 1)
                    .bytes()
                    .next()
                    .is_some_and(|b| b.is_ascii_digit())
            {
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
            if (UNITS.has(bytes) || initials) && (behind || numbered(n)) {
                bits |= Evidence::DWELLING;
            } else if AREAS.has(bytes) && behind {
                bits |= Evidence::PLACE;
            }
            // `P.O. Box 12`
            if n > first
                && is_any(bytes, &["box"])
                && is_any(bare(n - 1).as_bytes(), &["po", "p.o", "office"])
            {
                bits |= Evidence::DWELLING | if behind { Evidence::STREET } else { 0 };
            }
            let mut room = Zeroizing::default();
            let lower = lower(now, &mut room);
            let known = |list: &Listed| list.has(lower);
            if n > first && known(&STREETS)
                || n < last && known(&STREETS_FIRST) && now != "via"
                || street_ending(lower)
            {
                bits |= Evidence::STREET;
            } else if known(&PLACES) && (n > first || n < last)
                || n == last && n > first + 1 && bits & Evidence::NUMBER != 0 && known(&SUFFIXES)
            {
                bits |= Evidence::PLACE;
            }
            if n == first && n < last && known(&RURAL) {
                bits |= Evidence::RURAL | Evidence::PLACE;
            }
            if known(&KNOWN) || pin_code::is_place(lower) || n > first && us_state(bytes) {
                bits |= Evidence::KNOWN;
            }
            n += 1;
        }
        // `Pune Pin`, of which the code stands behind a colon; `Pune of`.
        if cut.is_none() && glued == 0 {
            while end > first
                && (says_pin(word(end))
                    || is_any(bare(end).as_bytes(), &["code", "no"]) && says_pin(word(end - 1))
                    || matches!(
                        word(end),
                        "of" | "the" | "de" | "la" | "du" | "des" | "no" | "to" | "ke" | "ka"
                    ))
            {
                end -= 1;
            }
        }
        if bits & Evidence::STREET != 0
            && STREETS_FIRST.has(bare(first).as_bytes())
            && bare(last).bytes().all(|b| b.is_ascii_digit())
        {
            bits |= Evidence::NUMBER;
        }
        // A year, or years, is no house's number unless its own part names a street: `1991-1997, Thomas G. Lane`.
        let named = bits & (Evidence::STREET | Evidence::PLACE | Evidence::CODE) != 0;
        if bits & Evidence::NUMBER != 0 && !named && years(bare(first).as_bytes()) {
            bits &= !Evidence::NUMBER;
        }
        // `1015 CJ Amsterdam`, `111 43 Stockholm`
        let [one, two] = [bare(first).as_bytes(), bare(first + 1).as_bytes()];
        let figures = |word: &[u8]| word.iter().all(u8::is_ascii_digit);
        let capitals = |word: &[u8]| matches!(word, [b'A'..=b'Z', b'A'..=b'Z']);
        // `2000 LO`, the town behind a comma; `9331LE`
        let dutch = match *one {
            [a, b, c, d, e, f] => {
                figures(&[a, b, c, d]) && [e, f].iter().all(u8::is_ascii_uppercase)
            }
            _ => last == first + 1 && figures(one) && one.len() == 4 && capitals(two),
        };
        if dutch {
            bits = bits & !Evidence::NUMBER | Evidence::CODE;
        }
        if last > first + 1
            && figures(one)
            && (one.len() == 4 && matches!(two, [b'A'..=b'Z', b'A'..=b'Z'])
                || one.len() == 3 && two.len() == 2 && figures(two) && bits & Evidence::KNOWN != 0)
        {
            bits = bits & !Evidence::NUMBER | Evidence::CODE;
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
                    || says_pin(word(kept - 1))
                    || kept > first + 1
                        && is_any(bare(kept - 1).as_bytes(), &["code", "no"])
                        && says_pin(word(kept - 2)))
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
            cut: cut.is_some() || glued > 0,
        })
    }
}

/// Whether a name that begins an address is introduced as a place: `at Rose Cottage, ...`, or named as a building.
fn introduced(before: &str, name: &str) -> bool {
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let building = name.split_whitespace().next_back().unwrap_or_default();
    let plain = !name.contains(|c: char| c.is_ascii_digit());
    plain && ["at", "At", "R/o", "r/o", "residing"].contains(&last)
        || PLACES.has(building.as_bytes())
}

/// Bytes of the words in lower case before an address that has capitals: `near` of `seen near Flat 8, ...`, `ghar` of
/// `mera ghar Flat 5, ...`; the word before a dwelling's number is part of it.
fn lead(value: &str) -> usize {
    let mut from = 0;
    while let Some(gap) = value[from..].find(' ') {
        let word = &value[from..from + gap];
        let next = value[from + gap..].trim_start();
        let numbered = next.starts_with(|c: char| c.is_ascii_digit() || c == '#');
        let unit = numbered
            || next
                .get(..2)
                .is_some_and(|no| no.eq_ignore_ascii_case("no"));
        let lower = word.starts_with(|c: char| c.is_ascii_lowercase());
        let dwelling = unit && UNITS.has(word.as_bytes()) && word != "ghar"
            || numbered && is_any(word.as_bytes(), &["no", "no."]);
        if !lower
            || dwelling
            || STREETS_FIRST.has(word.as_bytes())
            || next.starts_with(|c: char| c.is_ascii_lowercase())
        {
            break;
        }
        from += gap + value[from + gap..].len() - next.len();
    }
    from
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
