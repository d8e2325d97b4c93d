//! The tagger: reads the words around a place that may begin a name, and says how far the name goes.

use super::table::{Classes, classes};
use super::words::{is_announced, is_not_people, is_particle, is_title};
use crate::finding::{Hit, Score};
use std::ops::Range;

/// Words of the longest name.
const WORDS: usize = 6;
/// Bytes of the longest word of a name.
const LONGEST: usize = 48;

/// Finds names at the words that the scanner shows it, in order of place.
#[derive(Default)]
pub(crate) struct Tagger {
    done: usize,
}

/// One word of a possible name.
#[derive(Clone, Copy, Default)]
struct Word {
    start: usize,
    end: usize,
    classes: Classes,
    initial: bool,
    particle: bool,
}

/// The words of a possible name.
#[derive(Clone, Copy, Default)]
struct Words {
    words: [Word; WORDS],
    count: usize,
}

impl Words {
    fn all(&self) -> &[Word] {
        &self.words[..self.count]
    }

    fn push(&mut self, word: Word) {
        if self.count < WORDS {
            self.words[self.count] = word;
            self.count += 1;
        }
    }
}

impl Tagger {
    /// A capitalised word begins at `at`.
    pub(crate) fn capital(&mut self, text: &str, at: usize, hits: &mut impl FnMut(Hit)) {
        if at < self.done {
            return;
        }
        let end = word_end(text, at);
        let word = &text.as_bytes()[at..end];
        // Most capitalised words begin a sentence: known, and no name.
        let first = classes(word);
        if first.common() && !first.given() && !first.family() && !is_title(word) {
            return;
        }
        if is_title(word) && self.titled(text, end, hits) {
            return;
        }
        let words = read(text, at, false);
        let announced = is_announced(text, at, false);
        if let Some((range, score, why)) = judge(text, &words, announced) {
            self.done = range.end;
            hits(Hit::new(range, score, why));
        }
    }

    fn titled(&mut self, text: &str, end: usize, hits: &mut impl FnMut(Hit)) -> bool {
        let bytes = text.as_bytes();
        let mut next = end + usize::from(bytes.get(end) == Some(&b'.'));
        next += usize::from(bytes.get(next) == Some(&b' '));
        if next == end || !begins_name(text, next) {
            return false;
        }
        let words = read(text, next, false);
        let all = words.all();
        let kept = all
            .iter()
            .take_while(|w| w.initial || w.particle || !only_common(w))
            .count();
        let Some(last) = all[..kept].iter().rev().find(|w| !w.particle) else {
            return false;
        };
        if last.end - next < 2 || is_not_people(&bytes[last.start..last.end]) {
            return false;
        }
        self.done = last.end;
        hits(Hit::new(next..last.end, Score::STRONG, "title"));
        true
    }

    /// The text says `name` or `naam` right before `at`: a name in lower case may follow.
    pub(crate) fn cue(&mut self, text: &str, at: usize, hits: &mut impl FnMut(Hit)) {
        let rest = &text[at..];
        let skipped = rest.len() - rest.trim_start_matches([' ', ':', '=', '"', '\'']).len();
        let mut from = at + skipped;
        if skipped == 0 || skipped > 4 || from < self.done {
            return;
        }
        if text
            .as_bytes()
            .get(from..from + 3)
            .is_some_and(|is| is.eq_ignore_ascii_case(b"is "))
        {
            from += 3;
        }
        if !text[from..].starts_with(|c: char| c.is_ascii_lowercase()) {
            return;
        }
        let words = read(text, from, true);
        let all = words.all();
        let kept = all
            .iter()
            .take_while(|w| w.classes.surely_name() || w.initial)
            .count();
        let Some(last) = all[..kept].last().filter(|last| last.end - from >= 3) else {
            return;
        };
        self.done = last.end;
        hits(Hit::new(from..last.end, Score::new(80), "cue"));
    }

    /// A word beyond ASCII begins at `at`.
    pub(crate) fn foreign(&mut self, text: &str, at: usize, hits: &mut impl FnMut(Hit)) {
        if at < self.done || !text.is_char_boundary(at) {
            return;
        }
        let end = word_end(text, at);
        if end - at < 4 {
            return;
        }
        let word = &text.as_bytes()[at..end];
        let first = classes(word);
        if first.unknown() && !is_title(word) {
            return;
        }
        let (start, titled) = if is_title(word) {
            let dot = usize::from(text.as_bytes().get(end) == Some(&b'.'));
            (end + dot + 1, true)
        } else {
            (at, false)
        };
        let mut last = None;
        let mut from = start;
        for _ in 0..4 {
            if text
                .get(from..)
                .is_none_or(|rest| !rest.starts_with(|c: char| !c.is_ascii() && letter(c)))
            {
                break;
            }
            let end = word_end(text, from);
            let known = classes(&text.as_bytes()[from..end]).surely_name();
            if !(known || titled && from == start) {
                break;
            }
            last = Some(end);
            from = end + 1;
        }
        if let Some(end) = last {
            self.done = end;
            let several = text[start..end].contains(' ');
            let score = if titled || several {
                Score::STRONG
            } else {
                Score::new(60)
            };
            hits(Hit::new(start..end, score, "gazetteer"));
        }
    }
}

fn only_common(word: &Word) -> bool {
    word.classes.common() && !word.classes.given() && !word.classes.family()
}

/// Where the word at `at` ends: letters, and an apostrophe or hyphen between letters.
fn word_end(text: &str, at: usize) -> usize {
    // Nearly every word is letters of ASCII with neither behind it.
    let bytes = &text.as_bytes()[at..];
    let letters = bytes.iter().take(LONGEST + 1);
    let length = letters.take_while(|b| b.is_ascii_alphabetic()).count();
    let plain = bytes
        .get(length)
        .is_none_or(|b| b.is_ascii() && !matches!(b, b'\'' | b'-'));
    if plain && length <= LONGEST {
        return at + length;
    }
    let mut end = at;
    let mut chars = text[at..].chars().peekable();
    while let Some(c) = chars.next() {
        let letter = letter(c);
        let joins = matches!(c, '\'' | '’' | '-')
            && end > at
            && chars.peek().is_some_and(|next| next.is_uppercase())
            && end - at < 14;
        if !letter && !joins || end - at > LONGEST {
            break;
        }
        end += c.len_utf8();
    }
    end
}

/// What a word is made of; the quick answers come first.
fn letter(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic()
    } else {
        sign(c) || c.is_alphabetic()
    }
}

/// Vowel signs and viramas, which are not letters by themselves.
fn sign(c: char) -> bool {
    ('\u{900}'..='\u{DFF}').contains(&c) && !matches!(c, '\u{964}' | '\u{965}')
        || ('\u{300}'..='\u{36F}').contains(&c)
}

fn begins_name(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_uppercase() || !c.is_ascii() && c.is_alphabetic())
    })
}

/// The words from `at` on that one space, or a dot behind an initial, separates on one line.
fn read(text: &str, at: usize, lower: bool) -> Words {
    let bytes = text.as_bytes();
    let mut words = Words::default();
    let mut from = at;
    while words.count < WORDS {
        let end = word_end(text, from);
        if end == from {
            break;
        }
        let initial = end - from == 1 && bytes[from].is_ascii_uppercase();
        let particle = is_particle(&bytes[from..end]) && words.count > 0;
        let fits = lower || particle || begins_name(text, from);
        if !fits {
            break;
        }
        words.push(Word {
            start: from,
            end,
            classes: classes(&bytes[from..end]),
            initial,
            particle: particle && !begins_name(text, from),
        });
        let dot = usize::from(initial && bytes.get(end) == Some(&b'.'));
        let space = usize::from(bytes.get(end + dot) == Some(&b' '));
        if dot + space == 0 {
            break;
        }
        from = end + dot + space;
        if !text.is_char_boundary(from) {
            break;
        }
    }
    while words.count > 0 && words.words[words.count - 1].particle {
        words.count -= 1;
    }
    words
}

type Verdict = (Range<usize>, Score, &'static str);

/// Whether the words are a name, and how far it goes.
fn judge(text: &str, words: &Words, announced: bool) -> Option<Verdict> {
    let bytes = text.as_bytes();
    let all = words.all();
    let organisation = all.iter().any(|w| is_not_people(&bytes[w.start..w.end]));
    // Words that are only ordinary end a name: `Ravi Kumar Please`.
    let kept = all
        .iter()
        .take_while(|w| w.initial || w.particle || !only_common(w))
        .count();
    let name = &all[..kept];
    let first = name.first()?;
    let last = name.iter().rev().find(|w| !w.particle)?;
    let full: Vec4 = name
        .iter()
        .filter(|w| !w.initial && !w.particle)
        .copied()
        .collect();
    let end = last.end + usize::from(last.initial && bytes.get(last.end) == Some(&b'.'));
    let range = first.start..end;
    if organisation && !announced || !apart(bytes, &range) {
        return None;
    }
    let sure = full.count(|w| w.classes.surely_name());
    let given = full.count(|w| w.classes.given());
    let family = full.count(|w| w.classes.family());
    let initials = name.iter().any(|w| w.initial);
    match full.len {
        0 => None,
        1 => {
            let one = full.words[0].classes;
            // A word that no list knows needs a phrase that little but a name follows.
            let known = one.given() || one.family();
            let vouched =
                known || is_announced(text, range.start, true) && !humped(&bytes[range.clone()]);
            if announced && !one.common() && vouched {
                Some((range, Score::new(80), "cue"))
            } else if initials && one.surely_name() {
                Some((range, Score::LIKELY, "initials"))
            } else if one.given() && one.surely_name() && range.len() > 3 {
                Some((range, Score::new(60), "given name"))
            } else {
                None
            }
        }
        _ if announced && sure >= 1 => Some((range, Score::STRONG, "cue")),
        _ if given >= 1 && family >= 1 && sure >= 1 => {
            Some((range, Score::new(85), "given name and surname"))
        }
        _ if full.words[0].classes.given() && sure >= 1 => {
            Some((range, Score::LIKELY, "given name"))
        }
        len if full.words[len - 1].classes.family() && sure >= 1 => {
            Some((range, Score::new(70), "surname"))
        }
        _ => None,
    }
}

/// Whether a capital stands behind a small letter, as in `PhantomData` and not in `McDonald`.
fn humped(word: &[u8]) -> bool {
    word.windows(2)
        .skip(2)
        .any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
}

/// Whether what touches the name is what touches words of prose, forms and data, not of code.
fn apart(bytes: &[u8], range: &Range<usize>) -> bool {
    let before = range.start.checked_sub(1).map_or(b' ', |i| bytes[i]);
    let after = bytes.get(range.end).copied().unwrap_or(b' ');
    let next = bytes.get(range.end + 1).copied().unwrap_or(b' ');
    // A path or a call goes on behind the word: `CStr::from_ptr`, `Self.name`.
    if after == b':' && next == b':' || after == b'.' && next.is_ascii_lowercase() {
        return false;
    }
    let code = |b: u8| {
        matches!(
            b,
            b'_' | b'/' | b'\\' | b'`' | b'$' | b'#' | b'&' | b'=' | b'+'
        )
    };
    !(code(before) && before != b'='
        || code(after)
        || after.is_ascii_digit()
        || before == b'.'
        || before == b':' && after == b':')
        && !matches!(after, b'(' | b'<' | b'{')
}

/// A few words, on the stack.
struct Vec4 {
    words: [Word; WORDS],
    len: usize,
}

impl Vec4 {
    fn count(&self, is: impl Fn(&Word) -> bool) -> usize {
        self.words[..self.len].iter().filter(|w| is(w)).count()
    }
}

impl FromIterator<Word> for Vec4 {
    fn from_iter<I: IntoIterator<Item = Word>>(words: I) -> Vec4 {
        let mut kept = Vec4 {
            words: [Word::default(); WORDS],
            len: 0,
        };
        for word in words.into_iter().take(WORDS) {
            kept.words[kept.len] = word;
            kept.len += 1;
        }
        kept
    }
}
