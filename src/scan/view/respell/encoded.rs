//! Values inside base64 (RFC 4648) or hexadecimal. Words and hashes decode to noise, so only a run that decodes to
//! text from end to end is looked into.

use super::{Proof, Respeller};
use crate::recognise::span::BASE64;

/// Characters of the shortest run that may hold a value, padding left out.
const SHORTEST: usize = 14;
/// Characters of the longest run that is decoded.
const LONGEST: usize = 8192;
/// Characters of the run that may stand before the place at which it was noticed.
const LEAD: usize = 64;
/// Bytes that are decoded to see whether it is text at all.
const SAMPLE: usize = 12;

fn base64(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

fn text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')
}

/// Byte `n` of what a run of base64 holds.
fn base64_byte(run: &[u8], n: usize) -> Option<u8> {
    let at = n / 3 * 4 + n % 3;
    let (high, low) = (base64(*run.get(at)?)?, base64(*run.get(at + 1)?)?);
    Some(match n % 3 {
        0 => high << 2 | low >> 4,
        1 => high << 4 | low >> 2,
        _ => high << 6 | low,
    })
}

/// Byte `n` of what a run of hex digits holds.
fn hex_byte(run: &[u8], n: usize) -> Option<u8> {
    Some(hex(*run.get(2 * n)?)? << 4 | hex(*run.get(2 * n + 1)?)?)
}

impl Respeller<'_, '_> {
    /// Tries the run around `at`, and returns where to go on.
    pub(in crate::scan) fn encoded(&mut self, at: usize) -> usize {
        let bytes = self.cx.bytes();
        // A run that is long enough goes on for half of that at least to one side.
        let all = |part: Option<&[u8]>| part.is_some_and(|part| BASE64.all(part));
        let half = SHORTEST / 2;
        if !all(bytes.get(at..at + half)) && !all(at.checked_sub(half).map(|from| &bytes[from..at]))
        {
            return at;
        }
        let lead = BASE64.ends(&bytes[at.saturating_sub(LEAD)..at]);
        let start = at - lead;
        let length = lead + BASE64.leads(&bytes[at..bytes.len().min(start + LONGEST)]);
        if length < SHORTEST || self.cx.before(start) == b'=' && self.cx.before(start - 1) == b'=' {
            return start + length;
        }
        let run = &bytes[start..start + length];
        if length.is_multiple_of(2)
            && (0..SAMPLE.min(length / 2)).all(|n| hex_byte(run, n).is_some_and(text))
        {
            self.decode(run, start, 2, length / 2, hex_byte);
        } else if length % 4 != 1
            && (0..SAMPLE.min(length * 3 / 4)).all(|n| base64_byte(run, n).is_some_and(text))
        {
            self.decode(run, start, 0, length * 3 / 4, base64_byte);
        }
        start + length
    }

    /// Decodes `count` bytes and tries what they hold; `width` is the characters that one byte takes, 0 for base64.
    fn decode(
        &mut self,
        run: &[u8],
        start: usize,
        width: usize,
        count: usize,
        byte: impl Fn(&[u8], usize) -> Option<u8>,
    ) {
        self.draft.clear();
        for n in 0..count {
            let Some(byte) = byte(run, n).filter(|b| text(*b)) else {
                return;
            };
            let mut source = match width {
                0 => start + n / 3 * 4 + n % 3..start + n / 3 * 4 + n % 3 + 2,
                width => start + n * width..start + (n + 1) * width,
            };
            if n + 1 == count && width == 0 {
                source.end = start + run.len();
                let padding = (source.end..source.end + 2).take_while(|i| self.cx.byte(*i) == b'=');
                source.end += padding.count();
            }
            self.draft.push(byte, source);
        }
        self.try_part(Proof::Check, |_| true);
    }
}
