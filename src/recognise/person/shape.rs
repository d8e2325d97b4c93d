//! How a word is written.

use super::read::Shape;
use super::table::hash;
use super::word_table::{is_particle, is_short, title};

/// How the word from `at` to `end` with this hash is written; `dotted` where a dot and more stand behind it.
#[inline]
pub fn shape(text: &str, at: usize, end: usize, hash: u64, dotted: bool) -> Shape {
    let word = &text.as_bytes()[at..end];
    let Some(first) = word.first() else {
        return Shape::Capital;
    };
    if word.len() == 1 && first.is_ascii_uppercase() {
        return if text.as_bytes().get(end) == Some(&b'.') {
            Shape::InitialDot
        } else {
            Shape::Initial
        };
    }
    if first.is_ascii_lowercase() {
        return if is_particle(hash) {
            Shape::Particle
        } else if word
            .split(|b| *b == b'-')
            .next()
            .is_some_and(|first| first.len() < word.len() && is_particle(self::hash(first)))
        {
            // `al-Zahra`
            Shape::Joined
        } else if word.iter().any(u8::is_ascii_uppercase) {
            Shape::Camel
        } else {
            Shape::Lower
        };
    }
    if dotted && (title(hash) > 0 || is_short(hash)) {
        return Shape::Short;
    }
    let (mut upper, mut lower, mut beyond, mut joined) = (0, 0, 0, false);
    for byte in word {
        upper += u32::from(byte.is_ascii_uppercase());
        lower += u32::from(byte.is_ascii_lowercase());
        beyond += u32::from(!byte.is_ascii());
        joined |= matches!(byte, b'\'' | b'-');
    }
    if joined || text[at..end].contains('’') {
        Shape::Joined
    } else if lower == 0 && beyond == 0 {
        Shape::Upper
    } else if upper > 1 {
        humped(word)
    } else if beyond > 0 {
        Shape::Accented
    } else {
        Shape::Capital
    }
}

/// `McDonald` and `DeShawn` are names; `PhantomData` is not.
fn humped(word: &[u8]) -> Shape {
    let second = word.iter().skip(1).position(u8::is_ascii_uppercase);
    let once = word.iter().filter(|b| b.is_ascii_uppercase()).count() == 2;
    let starts = [
        &b"Mc"[..],
        b"Mac",
        b"De",
        b"Di",
        b"La",
        b"Le",
        b"Van",
        b"Fitz",
        b"Al",
        b"El",
    ];
    if once && second.is_some_and(|n| starts.contains(&&word[..=n])) {
        Shape::Humped
    } else {
        Shape::Camel
    }
}
