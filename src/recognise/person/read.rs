//! Reads a run of words that may be a name.

use super::near::{Kind, Near, before, behind, next_to};
use super::plain::{Plain, letters, plain};
use super::shape::shape;
use super::table::{Classes, classes, hash, hash_at};
use super::word_table::{beside, is_particle, leads, title};

/// Words of the longest run.
pub const WORDS: usize = 8;
/// Bytes of the longest word.
pub const LONGEST: usize = 48;

/// How a word is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Shape {
    /// `Ravi`.
    #[default]
    Capital,
    /// `RAVI`.
    Upper,
    /// `R`.
    Initial,
    /// `R.`.
    InitialDot,
    /// `Dr.`, `St.`: a short word with a dot that the next word follows at once or after one space.
    Short,
    /// `Anne-Marie`, `D'Souza`.
    Joined,
    /// `McDonald`, `DeShawn`.
    Humped,
    /// `PhantomData`, `iPhone`.
    Camel,
    /// `Élodie`, `Müller`.
    Accented,
    /// `bin`, `van`.
    Particle,
    /// `ravi`, where lower case is read too.
    Lower,
}

/// A word of a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Word {
    /// Its first byte.
    pub start: usize,
    /// The byte behind it, without a dot.
    pub end: usize,
    /// The hash of its lower case.
    pub hash: u64,
    /// What is known of it.
    pub classes: Classes,
    /// How it is written.
    pub shape: Shape,
}

/// Capitalised words that follow one another, with what stands around them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Run {
    /// The words; [`Run::count`] of them.
    pub words: [Word; WORDS],
    /// How many words there are.
    pub count: usize,
    /// The nearest before it, and the one before that.
    pub left: [Near; 2],
    /// The nearest behind it, and the one behind that.
    pub right: [Near; 2],
    /// Where what is read behind it begins, if the word right behind it is read already; or zero.
    pub ahead: usize,
    /// How surely a title right before the first word announces a name: 0 where there is none, to 2.
    pub titled: u8,
}

impl Run {
    /// The words.
    #[inline]
    pub fn all(&self) -> &[Word] {
        &self.words[..self.count]
    }

    /// Whether it begins a sentence or a line.
    #[inline]
    pub fn starts(&self) -> bool {
        matches!(self.left[0].kind, Kind::Line | Kind::Stop)
    }
}

/// Where the word at `at` ends: letters, and an apostrophe or hyphen between a letter and a capital.
#[inline]
pub fn word_end(text: &str, at: usize) -> usize {
    // Nearly every word is letters of ASCII with neither behind it.
    let bytes = &text.as_bytes()[at..];
    let length = letters(bytes);
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
            && end - at < 14
            && chars.peek().is_some_and(|next| {
                let alone = end - at == 1 && next.is_lowercase();
                alone
                    || if c == '-' {
                        hyphenated(text.as_bytes(), at, end)
                    } else {
                        next.is_uppercase()
                    }
            });
        if !letter && !joins || end - at > LONGEST {
            break;
        }
        end += c.len_utf8();
    }
    // `RAVI'S`
    let word = &text[at..end];
    for owner in ["'S", "’S"] {
        if let Some(kept) = word.strip_suffix(owner)
            && kept.len() > 1
        {
            return at + kept.len();
        }
    }
    end
}

/// Whether the hyphen at `hyphen` joins what stands behind it to the name that began at `at`.
fn hyphenated(bytes: &[u8], at: usize, hyphen: usize) -> bool {
    let behind = &bytes[hyphen + 1..];
    let letters = behind.iter().take(LONGEST);
    let length = letters.take_while(|b| b.is_ascii_alphabetic()).count();
    let Some(first) = behind.first().filter(|b| b.is_ascii()) else {
        return std::str::from_utf8(behind.get(..2).unwrap_or_default())
            .is_ok_and(|c| c.starts_with(char::is_uppercase));
    };
    let piece = &behind[..length];
    let hash = hash(piece);
    let known = classes(hash);
    if first.is_ascii_uppercase() {
        // `RAVI KUMAR-SALARY`, `Gandhi-Led`: an ordinary word is no part of a name.
        return known.name() || known.level() < 2;
    }
    let before = bytes[at..hyphen].rsplit(|b| *b == b'-').next();
    let before = before.unwrap_or_default();
    if is_particle(hash) {
        // `Noor-ul-Huda`
        return behind.get(length) == Some(&b'-')
            && behind.get(length + 1).is_some_and(u8::is_ascii_uppercase);
    }
    // `Ji-hoon`, but `Modi-led` and `Delhi-based` are not one name.
    (2..=5).contains(&length)
        && known.level() == 0
        && before.len() < 6
        && bytes[at].is_ascii_uppercase()
        && classes(self::hash(before)).level() < 2
        && behind
            .get(length)
            .is_none_or(|b| b.is_ascii() && *b != b'-')
}

/// What a word is made of; the quick answers come first.
#[inline]
pub fn letter(c: char) -> bool {
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

/// Whether a word with a capital begins at `at`.
#[inline]
pub fn capital_at(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => byte.is_ascii_uppercase(),
        Some(_) => text
            .get(at..)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_uppercase())),
        None => false,
    }
}

/// The plain word that begins at `at`, if one does; nothing where the capitalised word there is an ordinary one by itself.
#[inline(always)]
pub fn first_word(text: &str, at: usize) -> Option<Option<Plain>> {
    let first = plain(text.as_bytes(), at);
    let ordinary = first
        .as_ref()
        .is_some_and(|first| ordinary(text.as_bytes(), at, first));
    (!ordinary).then_some(first)
}

/// The words of the run that begins at `at`, where a capitalised word begins, and the byte behind the last word read for
/// it; nothing where the word is an ordinary one by itself. What stands around them is left as it was.
#[allow(dead_code, reason = "of the trainer")]
pub fn run(text: &str, at: usize, run: &mut Run) -> Option<usize> {
    Some(run_of(text, at, first_word(text, at)?, run))
}

/// The same, where its [`first_word`] is read already.
pub fn run_of(text: &str, at: usize, mut first: Option<Plain>, run: &mut Run) -> usize {
    let mut from = at;
    (run.titled, run.ahead) = (0, 0);
    // Titles are no part of a name, and say that one follows.
    loop {
        let known = first.take().or_else(|| plain(text.as_bytes(), from));
        let (word, next) = word_of(text, from, known);
        let Some(next) = next else {
            run.words[0] = word;
            run.count = 1;
            break;
        };
        let capital = capital_at(text, next);
        if capital {
            let title = title(word.hash);
            // `Dear Ravi`, `The Case Of Ravi`: what leads to a name is no part of it either.
            if title > 0 || is_link(&word) {
                run.titled = run.titled.max(title);
                from = next;
                continue;
            }
        }
        run.words[0] = word;
        run.count = 1;
        from = next;
        break;
    }
    let first = run.words[0];
    let mut last = first.end;
    if from > first.end {
        // Particles count once a capital follows them.
        let mut kept = 1;
        while run.count < WORDS {
            let known = plain(text.as_bytes(), from);
            if let Some(known) = &known
                && ends_run(text, from, known)
            {
                if run.count == kept && text.as_bytes()[last] == b' ' {
                    next_to(text, from, known, run);
                }
                break;
            }
            let (next_word, next) = word_of(text, from, known);
            if next_word.end == from {
                break;
            }
            if capital_at(text, from) || next_word.shape == Shape::Joined {
                if is_link(&next_word) || relation(text, &next_word) {
                    break;
                }
                kept = run.count + 1;
                last = next_word.end;
            } else if next_word.shape != Shape::Particle {
                break;
            }
            run.words[run.count] = next_word;
            run.count += 1;
            match next {
                Some(next) => from = next,
                None => break,
            }
        }
        run.count = kept;
    }
    last
}

/// Whether the plain word at `at` is in lower case and no particle: most words behind a name are.
#[inline]
fn ends_run(text: &str, at: usize, word: &Plain) -> bool {
    text.as_bytes()[at].is_ascii_lowercase() && !is_particle(word.hash)
}

/// Reads what stands around the words of the run.
pub fn around(text: &str, run: &mut Run) {
    let (first, ends) = (run.words[0].start, run.words[run.count - 1]);
    let dot = usize::from(ends.shape == Shape::InitialDot);
    before(text, first, run);
    behind(text, ends.end + dot, run);
}

/// Whether the word stands between names and is none, though it may have a capital in a heading.
#[inline]
fn is_link(word: &Word) -> bool {
    let known = word.classes;
    // The letter of `A. P. J.` is no article.
    if word.shape == Shape::InitialDot {
        return false;
    }
    (known.level() > 2 && !known.given() || known.level() > 1 && !known.name())
        && leads(beside(word.hash))
}

/// Whether the word is the letter of `S/o`, `D/O`, `W/o`, `C/o`, `H/o`, `R/o`.
fn relation(text: &str, word: &Word) -> bool {
    word.shape == Shape::Initial
        && matches!(
            text.as_bytes()[word.start],
            b'S' | b'D' | b'W' | b'C' | b'H' | b'R'
        )
        && matches!(
            text.as_bytes().get(word.end..),
            Some([b'/', b'o' | b'O', ..])
        )
}

/// Whether a word in lower case may be a name: one that no ordinary word is, or one that no list knows.
#[inline]
pub fn may_be_small(classes: Classes) -> bool {
    classes.name_in_small() || classes.bits() == 0
}

/// The run that begins at `at`, where a word in lower case begins; whether it may be a name.
pub fn lower_run(text: &str, at: usize, run: &mut Run) -> bool {
    let (first, mut next) = word(text, at);
    let long = first.end - first.start;
    if !(3..=LONGEST).contains(&long) || !may_be_small(first.classes) {
        return false;
    }
    (run.titled, run.ahead) = (0, 0);
    before(text, at, run);
    let near = beside(run.left[0].hash);
    let known = first.classes.name_in_small();
    // A word that no list knows needs one that a name follows: `my friend lalrinpuia`, `naam tenzin`.
    if !known && (long < 4 || !announces(near, run)) {
        return false;
    }
    run.words[0] = first;
    run.count = 1;
    while let Some(from) = next {
        if run.count == 4 {
            break;
        }
        let (word, behind) = word(text, from);
        let long = word.end - word.start;
        let fits = word.classes.name_in_small()
            || word.shape == Shape::Particle
            || (word.classes.bits() == 0 || word.classes.name() && word.classes.level() < 2)
                && long > 1;
        if !fits || !matches!(word.shape, Shape::Lower | Shape::Particle | Shape::Joined) {
            break;
        }
        run.words[run.count] = word;
        run.count += 1;
        next = behind;
    }
    while run.words[run.count - 1].shape == Shape::Particle && run.count > 1 {
        run.count -= 1;
    }
    let end = run.words[run.count - 1].end;
    behind(text, end, run);
    true
}

/// Whether what stands before the run is what little but a name follows.
fn announces(near: u8, run: &Run) -> bool {
    matches!(near, 3 | 4 | 11)
        || matches!(near, 2) && matches!(beside(run.left[1].hash), 8 | 11)
        || run.left[0].kind == Kind::Mark && beside(run.left[1].hash) == 11
}

/// Whether the capitalised word at `at` stands alone and is an ordinary one: most begin a sentence.
#[inline]
fn ordinary(bytes: &[u8], at: usize, word: &Plain) -> bool {
    let end = at + word.length;
    let next = bytes.get(end).copied().unwrap_or_default();
    // `A. P. J.` and `Ms.` begin names.
    if word.length < 2 || next == b'.' {
        return false;
    }
    if next == b' ' && !bytes.get(end + 1).is_some_and(u8::is_ascii_lowercase) {
        return false;
    }
    // `The`, `He`, `Morning` are surnames too, of few.
    classes(word.hash).seldom_alone()
}

/// The word at `at`, and where the next word would begin if only a space, or a dot of a short word, is between.
#[inline]
pub fn word(text: &str, at: usize) -> (Word, Option<usize>) {
    word_of(text, at, plain(text.as_bytes(), at))
}

/// The same, where the plain word there is read already.
#[inline]
fn word_of(text: &str, at: usize, plain: Option<Plain>) -> (Word, Option<usize>) {
    let bytes = text.as_bytes();
    // Nearly every word of a run is a listed one with a capital and a space behind it.
    if let Some(plain) = &plain
        && plain.capital
        && plain.length > 1
        && bytes.get(at + plain.length) == Some(&b' ')
    {
        let (end, classes) = (at + plain.length, classes(plain.hash));
        let next = end + 1 + usize::from(bytes.get(end + 1) == Some(&b' '));
        if classes.bits() != 0 {
            let word = Word {
                start: at,
                end,
                hash: plain.hash,
                classes,
                shape: Shape::Capital,
            };
            return (word, (next < bytes.len()).then_some(next));
        }
    }
    any_word_of(text, at, plain)
}

/// The same of any word.
#[inline(never)]
fn any_word_of(text: &str, at: usize, plain: Option<Plain>) -> (Word, Option<usize>) {
    let bytes = text.as_bytes();
    let (end, hash, simple) = match plain {
        Some(plain) => {
            let simple = plain.capital && plain.length > 1;
            (at + plain.length, plain.hash, simple)
        }
        None => {
            let end = word_end(text, at);
            (end, hash_at(bytes, at, end - at), false)
        }
    };
    let dotted = bytes.get(end) == Some(&b'.');
    let mut next = end + usize::from(dotted);
    let mut spaces = 0;
    while spaces < 2 && bytes.get(next) == Some(&b' ') {
        next += 1;
        spaces += 1;
    }
    let linked = text.is_char_boundary(next) && next < text.len();
    let shape = if simple && !dotted {
        Shape::Capital
    } else {
        shape(text, at, end, hash, dotted && linked)
    };
    let follows = match shape {
        _ if !linked => false,
        Shape::InitialDot => true,
        Shape::Short => true,
        _ => !dotted && spaces > 0,
    };
    let mut word = Word {
        start: at,
        end,
        hash,
        classes: classes(hash),
        shape,
    };
    if word.classes.bits() == 0 {
        respected(bytes, &mut word);
    }
    (word, follows.then_some(next))
}

/// Cuts the `ji` off `Sharmaji`.
fn respected(bytes: &[u8], word: &mut Word) {
    let stem = word.end.saturating_sub(2);
    if stem < word.start + 4 || !bytes[stem..word.end].eq_ignore_ascii_case(b"ji") {
        return;
    }
    let hash = hash(&bytes[word.start..stem]);
    let known = classes(hash);
    if known.name_in_small() {
        (word.end, word.hash, word.classes) = (stem, hash, known);
    }
}
