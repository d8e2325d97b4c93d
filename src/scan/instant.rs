//! Instants of time as logs write them (RFC 3339, section 5.6): the date may be one of birth, and nothing else of it is
//! anything.

use crate::recognise::candidate::{Digits, Separator};
use crate::recognise::shape;

/// A date with a time of day behind it.
pub(super) struct Instant {
    /// Behind its last digit, or a digit of its fraction.
    pub(super) end: usize,
    start: usize,
    date: [u8; 8],
    before: u8,
}

/// Digits of the year, the month and the day.
static DATE_GROUPS: [u8; 3] = [4, 2, 2];
/// Bytes of the date, and of all but a fraction.
const DATE: usize = 10;
const SHORTEST: usize = 19;

impl Instant {
    /// The one that begins at `at`, where its date is alone and a zone or a quote stands behind it, which ends it.
    #[inline]
    pub(super) fn read(bytes: &[u8], at: usize) -> Option<Instant> {
        let text: &[u8; SHORTEST] = bytes.get(at..)?.first_chunk()?;
        if text[4] != b'-' || text[DATE] != b'T' || !shaped(text) {
            return None;
        }
        let two = |n: usize| (text[n] & 0xF) * 10 + (text[n + 1] & 0xF);
        let date =
            matches!(two(0), 19 | 20) && matches!(two(5), 1..=12) && matches!(two(8), 1..=31);
        let before = at.checked_sub(1).map_or(0, |at| bytes[at]);
        let alone = matches!(before, b'"' | b'\'' | b'=' | b'[' | b'(' | b',' | b'>' | 0);
        if !date || !alone {
            return None;
        }
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let mut end = at + SHORTEST;
        if byte(end) == b'.' {
            let fraction = bytes[end + 1..].iter().take(4);
            let fraction = fraction.take_while(|b| b.is_ascii_digit()).count();
            if !(1..4).contains(&fraction) {
                return None;
            }
            end += 1 + fraction;
        }
        let [y0, y1, y2, y3, _, m0, m1, _, d0, d1, ..] = *text;
        matches!(byte(end), b'Z' | b'"' | b'+').then_some(Instant {
            end,
            start: at,
            date: [y0, y1, y2, y3, m0, m1, d0, d1],
            before,
        })
    }

    /// Its date.
    pub(super) fn date(&self) -> Digits<'_> {
        Digits {
            start: self.start,
            end: self.start + DATE,
            value: &self.date,
            groups: &DATE_GROUPS,
            lengths: shape::lengths(&DATE_GROUPS),
            separator: Separator::Hyphen,
            before: self.before,
            after: b'T',
            chained_before: false,
            chained_after: false,
        }
    }
}

/// Whether each byte is a digit where one is due, and a mark where that is.
#[inline]
fn shaped(text: &[u8; SHORTEST]) -> bool {
    const SHAPE: &[u8; SHORTEST] = b"0000-00-00T00:00:00";
    text.iter().zip(SHAPE).fold(true, |all, (byte, shape)| {
        let digit = *shape == b'0' && byte.is_ascii_digit();
        all & (digit | (byte == shape))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Dice;
    use crate::scan::chain::Chain;

    #[test]
    fn an_instant_is_a_date_and_a_time_of_day() {
        let mut dice = Dice::new(41);
        let mut found = 0;
        for _ in 0..200_000 {
            let pick = |dice: &mut Dice, from: &[&'static str]| from[dice.below(from.len())];
            let mut text = pick(&mut dice, &["\"", "\"", "", " ", "x", "-", "é"]).to_owned();
            let start = text.len();
            text.push_str(pick(&mut dice, &["2026", "1987", "2126", "202"]));
            text.push_str(pick(&mut dice, &["-", "-", "-", "/"]));
            text.push_str(pick(&mut dice, &["11", "12", "01", "13", "1"]));
            text.push_str(pick(&mut dice, &["-", "-", "-", " "]));
            text.push_str(pick(&mut dice, &["20", "31", "32", "00"]));
            text.push_str(pick(&mut dice, &["T", "T", "t", " "]));
            text.push_str(pick(
                &mut dice,
                &["10:11:12", "10:11:12", "10:11", "10:1:12"],
            ));
            text.push_str(pick(&mut dice, &["", ".1", ".123", ".1234", "."]));
            text.push_str(pick(&mut dice, &["Z", "\"", "+05:30", "-05:30", "", " 1"]));
            let bytes = text.as_bytes();
            let Some(instant) = Instant::read(bytes, start) else {
                continue;
            };
            found += 1;
            let mut chain = Chain::EMPTY;
            chain.read(bytes, start);
            let date = instant.date();
            assert_eq!((chain.end(), chain.next()), (date.end, date.end), "{text}");
            let mut windows = Vec::new();
            let whole = chain.one_value(bytes);
            chain.windows(
                bytes,
                whole,
                |_, _, _, _| true,
                |d| {
                    windows.push((
                        d.range(),
                        d.value.to_vec(),
                        d.groups.to_vec(),
                        d.before,
                        d.after,
                    ));
                    assert_eq!(
                        (d.separator, d.chained_before, d.chained_after),
                        (date.separator, false, false)
                    );
                },
            );
            let only = (
                date.range(),
                date.value.to_vec(),
                date.groups.to_vec(),
                date.before,
                date.after,
            );
            assert_eq!(windows, [only], "{text}");
            let rest = &text[date.end..instant.end];
            assert!(
                rest.starts_with('T') && rest.ends_with(|c: char| c.is_ascii_digit()),
                "{text}"
            );
            assert!(text[instant.end..].starts_with(['Z', '"', '+']), "{text}");
        }
        assert!(found > 500, "{found}");
    }
}
