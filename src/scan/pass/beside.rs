//! What stands beside an anchor, in a few bytes.

use crate::recognise::span;

/// Bytes before a number of three digits in which a card's verification value is announced.
const CVV_BACK: usize = 20;

/// The byte behind `name` or `naam` whose `m` is at `at`.
pub(super) fn name_ends(bytes: &[u8], at: usize) -> Option<usize> {
    let word = |from: usize, word: &[u8]| {
        bytes
            .get(from..from + word.len())
            .is_some_and(|part| part.eq_ignore_ascii_case(word))
    };
    if at >= 2 && word(at - 2, b"name") {
        Some(at + 2)
    } else if at >= 3 && word(at - 3, b"naam") {
        Some(at + 1)
    } else {
        None
    }
}

/// The start of the short digit group from which a line's end parts the one at `start`.
pub(super) fn wrapped_before(bytes: &[u8], start: usize) -> Option<usize> {
    if !matches!(bytes.get(start.checked_sub(1)?), Some(b' ' | b'\n' | b'\r')) {
        return None;
    }
    let behind = &bytes[start.saturating_sub(12)..start];
    let gap = behind
        .iter()
        .rev()
        .take_while(|b| matches!(b, b' ' | b'\n' | b'\r'))
        .count();
    if !behind[behind.len() - gap..].contains(&b'\n') {
        return None;
    }
    let group = behind[..behind.len() - gap]
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_digit())
        .count();
    (group > 0 && gap + group < 12).then(|| start - gap - group)
}

/// Whether a comma parts the digit at `at` from a capital or a number, as in an address: `198, Church Street`.
pub(super) fn parted(bytes: &[u8], at: usize) -> bool {
    matches!(
        bytes.get(at + 1..at + 4),
        Some([b',', b' ', b'A'..=b'Z' | b'0'..=b'9'])
    )
}

/// Whether `cvv`, `cvc` or `cv2` stands a little before a number: three digits are a value only then.
pub(super) fn card_value(bytes: &[u8], number: usize) -> bool {
    let front = &bytes[number.saturating_sub(CVV_BACK)..number];
    // Most have no `v` before them.
    if let Some(whole) = bytes[..number].last_chunk::<24>() {
        let (eights, _) = whole.as_chunks::<8>();
        let holds_v = |eight: &[u8; 8]| span::first(b'v', eight.map(|b| b | 0x20)) < 8;
        if !eights.iter().any(holds_v) {
            return false;
        }
    }
    memchr::memchr2_iter(b'v', b'V', front).any(|v| v > 0 && front[v - 1] | 0x20 == b'c')
}

/// The start of the digit group that stands one to three separators before `start`, not before `floor`.
pub(super) fn group_before(bytes: &[u8], start: usize, floor: usize) -> Option<usize> {
    let separator = |b: &&u8| matches!(b, b' ' | b'-' | b'.' | b'/' | b'(' | b')');
    let behind = bytes.get(floor..start)?;
    let gap = behind.iter().rev().take(4).take_while(separator).count();
    if !(1..=3).contains(&gap) {
        return None;
    }
    let group = behind[..behind.len() - gap]
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let first = start - gap - group;
    // A group that goes on before the floor belongs to a chain that is done.
    let whole = group > 0 && (first == 0 || !bytes[first - 1].is_ascii_digit());
    whole.then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Dice;

    #[test]
    fn a_card_value_is_announced_a_little_before_it() {
        let mut dice = Dice::new(91);
        let mut found = [0; 2];
        for _ in 0..50_000 {
            let length = 4 + dice.below(40);
            let kinds = 2 + dice.below(30);
            let text: Vec<u8> = (0..length)
                .map(|_| b"cvVC xU\x16\xf6yyyyyyyyyyyyyyyyyyyyyyy"[dice.below(kinds)])
                .collect();
            for number in 0..length {
                let front = &text[number.saturating_sub(CVV_BACK)..number];
                let told = front.windows(2).any(|two| two.eq_ignore_ascii_case(b"cv"));
                assert_eq!(card_value(&text, number), told, "{text:?} at {number}");
                found[usize::from(told)] += 1;
            }
        }
        assert!(found.iter().all(|some| *some > 10_000), "{found:?}");
    }
}
