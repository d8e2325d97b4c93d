//! Addresses in a form: what a key or label announces as one, `Address: ...`, `"addressLine1": "..."`, `Ship to: ...`.

use super::field::{AHEAD, ahead};
use super::parts::{Evidence, Parts};
use super::table::{LABELS, OTHER_ADDRESSES, STREETS_FIRST};
use super::words::{Style, word_before};
use crate::finding::{Hit, Score};
use crate::recognise::candidate::Cx;

/// A key that announces an address, and its value.
pub(super) fn labelled(cx: &Cx<'_>, at: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let mut end = at;
    while end > 0
        && at - end < 4
        && matches!(bytes[end - 1], b' ' | b'"' | b'\'' | b'*' | b'\\' | b'`')
    {
        end -= 1;
    }
    if !announces(&bytes[end.saturating_sub(32)..end]) {
        return None;
    }
    let text = cx.text();
    let mut from = at + 1;
    let blanks = bytes.get(from..)?.iter().take(16);
    from += blanks
        .take_while(|b| matches!(b, b' ' | b'*' | b'\t' | b'\n' | b'\r' | b'\\'))
        .count();
    let quote = match cx.byte(from) {
        quote @ (b'"' | b'\'') => {
            from += 1;
            Some(quote)
        }
        _ => None,
    };
    let mut most = text.len().min(from + AHEAD);
    while !text.is_char_boundary(most) {
        most -= 1;
    }
    let (mut lines, stop) = (0, from..most);
    let field = match quote {
        Some(quote) => from..from + memchr::memchr(quote, bytes.get(stop)?)?,
        None => from..from + ahead(bytes, stop, &mut lines),
    };
    let value = text.get(field.clone())?;
    let first = value.find(|c: char| !c.is_whitespace())?;
    // A comment of a program stands behind its sign.
    let comment = value.trim_start().starts_with("# ");
    if comment || value.contains("//") || value.contains('@') {
        return None;
    }
    let parts = Parts::read(text, field.clone(), field.start + first, Style::Field)?;
    let (range, all) = parts.address(text, Style::Field)?;
    use Evidence as E;
    let foreign = text[range.clone()]
        .chars()
        .filter(|c| c.is_alphabetic() && !c.is_ascii())
        .count();
    let numbered = all.has(E::NUMBER | E::DWELLING | E::CODE);
    let enough = all.has(E::STREET | E::DWELLING)
        || all.has(E::KNOWN | E::CODE) && parts.count > 1
        || numbered && all.has(E::PLACE | E::KNOWN)
        || numbered && parts.count > 1 && (quote.is_some() || titled(&text[range.clone()]))
        || parts.numbered_first(text) && parts.count > 1 && titled(&text[range.clone()])
        || foreign > 5 && parts.count > 1;
    enough.then(|| Hit::new(range, Score::new(84), "address, announced"))
}

/// Whether the words begin with capitals or digits, but for those that link them.
fn titled(value: &str) -> bool {
    let linking = [
        "de", "da", "do", "dos", "das", "di", "del", "la", "le", "les", "van", "of", "the",
    ];
    value.split([' ', ',', '\n', '-', '/']).all(|word| {
        let first = word.chars().find(|c| c.is_alphanumeric());
        first.is_none_or(|c| c.is_uppercase() || c.is_numeric())
            || linking.contains(&word)
            || STREETS_FIRST.has(word.as_bytes())
    })
}

/// Whether a key that ends in these bytes may be of a postal address.
pub(in crate::recognise) const fn may_announce([before, last]: [u8; 2]) -> bool {
    // `address1`, `addressLine2`, `address_line_3`
    if matches!(
        [before, last],
        [b's' | b'S' | b'e' | b'E' | b'_' | b' ', b'1'..=b'3']
    ) {
        return true;
    }
    let two = [before | 0x20, last | 0x20];
    !before.is_ascii()
        || !last.is_ascii()
        || matches!(
            &two,
            b"ss" | b"dr" | b"to" | b"me" | b"ce" | b"et" | b"se" | b"ft" | b"zo"
        )
}

/// A key without the number of its line: `address_line_1`, `address1`.
fn unnumbered(key: &[u8]) -> &[u8] {
    let [front @ .., b'1'..=b'3'] = key else {
        return key;
    };
    let trim = |key: &[u8]| key.len() - usize::from(matches!(key.last(), Some(b'_' | b'-' | b' ')));
    let front = &front[..trim(front)];
    let line = front.len().saturating_sub(4);
    match &front[line..] {
        tail if tail.eq_ignore_ascii_case(b"line") => &front[..trim(&front[..line])],
        _ => front,
    }
}

/// The last four letters of each label of ASCII: none is shorter.
static TAILS: [u32; LABELS.len()] = {
    let mut tails = [0; LABELS.len()];
    let mut n = 0;
    while n < LABELS.len() {
        if let Some(four) = LABELS[n].as_bytes().last_chunk() {
            tails[n] = u32::from_le_bytes(*four) | 0x2020_2020;
        }
        n += 1;
    }
    tails
};

/// Whether the key that ends here is of a postal address.
fn announces(key: &[u8]) -> bool {
    let key = unnumbered(key);
    // Two letters tell most keys.
    let Some([before, last]) = key.last_chunk::<2>() else {
        return false;
    };
    if !may_announce([*before, *last]) {
        return false;
    }
    // Most keys with these last letters are names.
    if last.eq_ignore_ascii_case(&b'e')
        && before.eq_ignore_ascii_case(&b'm')
        && !key[key.len().saturating_sub(4)..].eq_ignore_ascii_case(b"home")
    {
        return false;
    }
    // Four letters tell nearly all of the rest.
    if let Some(four) = key.last_chunk()
        && last.is_ascii()
        && !TAILS.contains(&(u32::from_le_bytes(*four) | 0x2020_2020))
    {
        return false;
    }
    let ends = |end: &&&str| {
        let from = key.len().wrapping_sub(end.len());
        key.get(from..)
            .is_some_and(|tail| tail.eq_ignore_ascii_case(end.as_bytes()))
    };
    let Some(end) = LABELS.iter().find(ends) else {
        return false;
    };
    let front = key[..key.len() - end.len()].trim_ascii_end();
    let front = front
        .strip_suffix(b"_")
        .or(front.strip_suffix(b"-"))
        .unwrap_or(front);
    let other = word_before(front, front.len());
    let joined = !other.is_empty()
        && OTHER_ADDRESSES.iter().any(|kind| {
            let from = other.len().wrapping_sub(kind.len());
            other
                .get(from..)
                .is_some_and(|tail| tail.eq_ignore_ascii_case(kind.as_bytes()))
        });
    !joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_letters_tell_every_label() {
        for label in LABELS {
            let may = label
                .as_bytes()
                .last_chunk()
                .is_some_and(|two| may_announce(*two));
            for key in [
                label.to_string(),
                label.to_ascii_uppercase(),
                format!("x_{label}"),
            ] {
                assert_eq!(announces(key.as_bytes()), may, "{key}");
            }
            assert!(!label.is_ascii() || label.len() > 3, "{label}");
        }
    }
}
