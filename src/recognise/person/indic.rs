//! Names in the scripts of India, which write no capitals: lists, what stands before and behind, and endings.
//!
//! A word that only a name is, is one. A word that is a name and an ordinary word (`आशा`, `शांति`), and a word that no list
//! knows, need more: a title, a label, a word of kinship, a surname behind, a word of respect, the mark of one who acts.

mod lead;
mod letters;

use super::akshara::{Sounds, script};
use super::indic_table::{
    AGENT, AND, BARE, BODY, CASE, ENDINGS, FORMED, GREAT, HONOUR, IS, KIN, ORDINARY, SHORT, TITLE,
    roles,
};
use super::table::{Classes, classes, hash, hash_at};
use super::tagger::Name;
use lead::{before, last_word};
pub use letters::{letter, mark, word_end};

/// Words of the longest name.
const WORDS: usize = 5;
/// Bytes of the longest word.
const LONGEST: usize = 96;

/// What a word may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// No list knows it.
    #[default]
    Unknown,
    /// An ordinary word, or a form of a word that people's names are not.
    Ordinary,
    /// A name and nothing else.
    Name,
    /// A name and an ordinary word, or one that sounds like a name of another script.
    Both,
    /// One syllable and a dot.
    Initial,
}

/// A word in one of the scripts.
#[derive(Clone, Copy, Debug, Default)]
struct Word {
    start: usize,
    end: usize,
    kind: Kind,
    roles: u16,
    family: bool,
    given: bool,
    /// It has an ending of a case, behind which no name goes on.
    ends: bool,
}

/// How surely what stands before announces a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lead {
    Nothing,
    /// An opening quote, a name before and a word that joins.
    Joined,
    Quoted,
    /// `मेरा नाम`, `बेटी`: a name, or anything else that is said of them.
    Cue,
    /// `नाम:`.
    Label,
    /// `श्री`.
    Title,
}

/// Whether the word from `at` to `end` is an ordinary one whatever stands beside it: most are.
#[inline]
pub fn is_ordinary(text: &str, at: usize, end: usize) -> bool {
    // What a dot follows may be an initial.
    if end - at > LONGEST || text.as_bytes().get(end) == Some(&b'.') {
        return end - at > LONGEST;
    }
    let hash = hash_at(text.as_bytes(), at, end - at);
    let known = classes(hash);
    known.level() > 0 && !known.name() || roles(hash) & (CASE | AND | AGENT | IS) != 0
}

/// The name that begins with the word at `at`, which is written in one of the scripts.
pub fn name(text: &str, at: usize) -> (usize, Option<Name>) {
    let first = word(text, at);
    let end = first.end;
    if first.kind == Kind::Ordinary {
        return (end, None);
    }
    let mut run = [Word::default(); WORDS];
    run[0] = first;
    let mut count = 1;
    while count < WORDS {
        let last = run[count - 1];
        let Some(from) = next(text, &last) else {
            break;
        };
        let word = word(text, from);
        if last.ends || word.kind == Kind::Ordinary {
            break;
        }
        run[count] = word;
        count += 1;
    }
    // `श्रीमती` is a title where a name follows, and listed as one.
    if first.roles & TITLE != 0 && count > 1 {
        return (end, None);
    }
    let lead = before(text, at);
    let Some(count) = accepted(text, &run[..count], lead) else {
        let initials = run[..count]
            .iter()
            .take_while(|word| word.kind == Kind::Initial);
        return (initials.last().map_or(end, |word| word.end), None);
    };
    let last = run[count - 1];
    let great = || {
        let (title, _) = last_word(text[..at].trim_end_matches([' ', '.']));
        roles(hash(title.as_bytes())) & GREAT != 0
    };
    if (lead < Lead::Cue || great()) && of_a_body(text, &last) {
        return (last.end, None);
    }
    let name = Name {
        range: at..last.end,
        score: match lead {
            Lead::Title | Lead::Label => 90,
            Lead::Cue => 80,
            _ if count > 1 => 85,
            _ if first.kind == Kind::Name => 65,
            _ => 60,
        },
        why: match lead {
            Lead::Title => "title",
            Lead::Label => "label",
            Lead::Cue => "cue",
            _ => "gazetteer",
        },
    };
    (last.end, Some(name))
}

/// How many words of the run are a name.
fn accepted(text: &str, run: &[Word], lead: Lead) -> Option<usize> {
    let first = run[0];
    let initials = run
        .iter()
        .take_while(|word| word.kind == Kind::Initial)
        .count();
    if initials > 0 {
        let behind = run.get(initials)?;
        let long = text[behind.start..behind.end].chars().count() > 2;
        // `टी.टी.पी.` is an abbreviation, and `छे.` the end of a sentence.
        let spaced = initials == 1 || text[first.end..].starts_with(". ");
        let unknown = long && spaced && !ordinary_form(text, behind) && sure_initial(text, &first);
        return (matches!(behind.kind, Kind::Name | Kind::Both) || unknown || lead >= Lead::Label)
            .then(|| extended(text, run, initials + 1, lead));
    }
    let last = run.len() - 1;
    // What is behind the first word, where the run goes no further.
    let roles = if last == 0 { behind(text, &first) } else { 0 };
    let known = run.get(1).is_some_and(|word| word.kind == Kind::Name);
    let yes = match first.kind {
        Kind::Name => true,
        Kind::Both => {
            lead >= Lead::Quoted && (lead >= Lead::Cue || comma(text, &first))
                || lead == Lead::Joined
                || known
                || run.get(2).is_some_and(|word| word.family) && run[1].kind != Kind::Ordinary
                || run
                    .get(1)
                    .is_some_and(|word| word.kind == Kind::Both && word.family)
                || roles & HONOUR != 0
                || roles & AGENT != 0 && first.given
                || joins(text, &run[0])
        }
        Kind::Unknown => {
            let odd =
                ordinary_form(text, &first) || text[first.start..first.end].chars().count() < 3;
            match lead {
                Lead::Title => !odd || known || roles & (HONOUR | AGENT) != 0,
                Lead::Label => known || !odd && short_value(text, run),
                Lead::Cue => !odd && (known || led(text, run)),
                Lead::Quoted => !odd && last == 0 && comma(text, &first),
                _ => {
                    !odd && (run
                        .get(1)
                        .is_some_and(|word| word.kind == Kind::Name && word.family)
                        || roles & HONOUR != 0 && roles & KIN == 0)
                }
            }
        }
        _ => false,
    };
    yes.then(|| extended(text, run, 1, lead))
}

fn sure_initial(text: &str, word: &Word) -> bool {
    word.roles == 0 && classes(hash(&text.as_bytes()[word.start..word.end])).level() == 0
}

/// How far the name goes on behind its first words.
fn extended(text: &str, run: &[Word], from: usize, lead: Lead) -> usize {
    let mut count = from.min(run.len());
    while count < run.len() {
        let word = &run[count];
        let sure = |word: &Word| word.kind == Kind::Name || word.kind == Kind::Both && word.family;
        let known = run.get(count + 1).is_some_and(sure);
        let goes = match word.kind {
            Kind::Name | Kind::Initial => true,
            Kind::Both => {
                word.family
                    || known
                    || behind(text, word) & (HONOUR | AGENT) != 0
                    || lead >= Lead::Label
            }
            Kind::Unknown => {
                !ordinary_form(text, word)
                    && (known
                        || lead >= Lead::Quoted
                            && count < 3
                            && behind(text, word) & (HONOUR | AGENT | CASE | IS) != 0
                        || lead == Lead::Label && short_value(text, run)
                        || count < 3 && behind(text, word) & (HONOUR | AGENT) != 0
                        || lead >= Lead::Cue && count < 3 && comma(text, word))
            }
            Kind::Ordinary => false,
        };
        if !goes {
            break;
        }
        count += 1;
    }
    count
}

/// Whether what follows a cue is what follows a name: in Hindi and its neighbours a mark of case, the verb, or a comma.
fn led(text: &str, run: &[Word]) -> bool {
    let first = run[0];
    if script_of(text, &first) >= 4 {
        return true;
    }
    let last = run[run.len().min(2) - 1];
    [first, last].iter().any(|word| {
        ends_line(text, word)
            || comma(text, word)
            || behind(text, word) & (HONOUR | AGENT | CASE | IS) != 0
    }) || script_of(text, &first) == 1
}

/// Whether the value of a label is the run and nothing else.
fn short_value(text: &str, run: &[Word]) -> bool {
    run.len() < WORDS && {
        let last = run[run.len() - 1];
        ends_line(text, &last) || comma(text, &last)
    }
}

fn ends_line(text: &str, word: &Word) -> bool {
    let rest = text[word.end..].trim_start_matches([' ', '.']);
    rest.is_empty()
        || rest.starts_with([
            '\n', '\r', '।', ';', '|', ')', '/', '"', '\'', '}', '<', '(', '\t',
        ])
}

fn comma(text: &str, word: &Word) -> bool {
    text[word.end..].starts_with([',', '!', '?'])
}

fn script_of(text: &str, word: &Word) -> u8 {
    text[word.start..]
        .chars()
        .next()
        .and_then(script)
        .unwrap_or(0)
}

/// A form that names seldom have.
fn ordinary_form(text: &str, word: &Word) -> bool {
    let written = &text[word.start..word.end];
    let endings = ORDINARY.get(usize::from(script_of(text, word)));
    endings.is_some_and(|endings| endings.of_word(written).next().is_some())
}

/// The roles of the word behind, where a space alone is between.
fn behind(text: &str, word: &Word) -> u16 {
    match next(text, word) {
        Some(at) => roles(hash(&text.as_bytes()[at..word_end(text, at)])),
        None => 0,
    }
}

/// Whether the word behind makes a place or a body of the name: `गांधी मार्ग`.
fn of_a_body(text: &str, last: &Word) -> bool {
    let Some(at) = next(text, last) else {
        return false;
    };
    let end = word_end(text, at);
    let word = &text[at..end];
    // With its endings: `சாலையில்`.
    word.char_indices()
        .map(|(n, c)| &word[..n + c.len_utf8()])
        .filter(|start| start.len() >= 9 || start.len() == word.len())
        .any(|start| roles(hash(start.as_bytes())) & BODY != 0)
}

/// Whether a word that joins and a name follow.
fn joins(text: &str, word: &Word) -> bool {
    let Some(at) = next(text, word) else {
        return false;
    };
    let and = Word {
        end: word_end(text, at),
        ..Word::default()
    };
    roles(hash(&text.as_bytes()[at..and.end])) & AND != 0
        && next(text, &and).is_some_and(|at| self::word(text, at).kind == Kind::Name)
}

/// Where the next word begins, if a space alone is between, or the dot of an initial.
fn next(text: &str, word: &Word) -> Option<usize> {
    let mut rest = &text[word.end..];
    if word.kind == Kind::Initial {
        rest = rest.trim_start_matches('.');
        if rest.len() + 2 < text.len() - word.end {
            return None;
        }
        rest = rest.strip_prefix(' ').unwrap_or(rest);
    } else {
        rest = rest.strip_prefix(' ')?;
        rest = rest.strip_prefix(' ').unwrap_or(rest);
    }
    rest.starts_with(letter).then(|| text.len() - rest.len())
}

/// Reads the word at `at`.
fn word(text: &str, at: usize) -> Word {
    let end = word_end(text, at);
    let written = &text[at..end];
    let mut word = Word {
        start: at,
        end,
        ..Word::default()
    };
    if end - at > LONGEST {
        word.kind = Kind::Ordinary;
        return word;
    }
    let hash = hash_at(text.as_bytes(), at, end - at);
    word.roles = roles(hash);
    if word.roles & (SHORT | TITLE) == 0
        && text[end..].starts_with('.')
        && initial(written, word.roles)
    {
        word.kind = Kind::Initial;
    } else if word.roles & (CASE | AND | AGENT | IS) != 0 {
        word.kind = Kind::Ordinary;
    } else {
        (word.kind, word.given, word.family) = listed(written, hash, word.roles);
        if word.kind == Kind::Unknown {
            stem(written, &mut word);
        }
    }
    word
}

/// What the lists know of a word, and whether it is a given name and a surname.
fn listed(written: &str, hash: u64, roles: u16) -> (Kind, bool, bool) {
    let exact = classes(hash);
    let ordinary = exact.level() > 0 || roles != 0;
    let (known, sure) = if exact.bits() == 0 {
        sounds(written)
    } else {
        (exact, true)
    };
    let kind = match (known.name(), ordinary || known.level() > 0) {
        (true, false) if sure => Kind::Name,
        (true, _) if sure || !ordinary => Kind::Both,
        (false, false) => Kind::Unknown,
        _ => Kind::Ordinary,
    };
    let family = known.bits() & Classes::FAMILY != 0 && (exact.name() || known.level() == 0);
    (kind, known.given(), family)
}

/// What a word is without the ending of a case, or by what it is made of.
fn stem(written: &str, word: &mut Word) {
    let Some(of) = written.chars().next().and_then(script).map(usize::from) else {
        return;
    };
    let (Some(made), Some(bare), Some(cases)) = (FORMED.get(of), BARE.get(of), ENDINGS.get(of))
    else {
        return;
    };
    let formed = |written: &str| {
        let mut endings = made.of_word(written).chain(bare.of_word(written));
        endings.any(|ending| {
            let stem = &written[..written.len() - ending.len()];
            stem.chars().count() > 2 && letters(stem) > 1
        })
    };
    if formed(written) {
        word.kind = Kind::Name;
        return;
    }
    for ending in cases.of_word(written) {
        let stem = &written[..written.len() - ending.len()];
        if letters(stem) < 2 {
            continue;
        }
        let hash = hash(stem.as_bytes());
        let (kind, given, family) = match listed(stem, hash, roles(hash)) {
            (Kind::Name, given, family) if letters(stem) < 3 && ending.chars().count() < 3 => {
                (Kind::Both, given, family)
            }
            (Kind::Unknown, ..) if formed(stem) => (Kind::Name, true, false),
            other => other,
        };
        if kind != Kind::Unknown {
            (word.kind, word.given, word.family, word.ends) = (kind, given, family, true);
            return;
        }
    }
}

/// What is known of a word of these sounds, and whether they are enough to tell it by.
fn sounds(written: &str) -> (Classes, bool) {
    let Some(mut sounds) = Sounds::of(written).filter(|sounds| sounds.count() > 2) else {
        return (Classes::default(), false);
    };
    let own = classes(hash(sounds.own()));
    if own.bits() != 0 || sounds.count() < 4 {
        return (own, sounds.count() > 3);
    }
    let key = if sounds.script() == 5 {
        sounds.tamil()
    } else {
        sounds.any()
    };
    (classes(hash(key.bytes())), sounds.count() > 5)
}

/// Letters without signs.
fn letters(written: &str) -> usize {
    written
        .chars()
        .filter(|c| u32::from(*c) & 0x7f < 0x3a)
        .count()
}

/// Whether what a dot follows is an initial. Words that end a sentence are none, but those that are written like an
/// English letter.
fn initial(written: &str, roles: u16) -> bool {
    let letters = [
        "के", "जी", "ए", "ई", "ओ", "கே", "কে", "এ", "ই", "ও", "কে", "ಕೆ", "ಇ", "ಆ", "એ", "કે", "జి",
        "కె", "ఏ",
    ];
    syllable(written)
        && (roles == 0 && classes(hash(written.as_bytes())).level() == 0
            || letters.contains(&written))
}

/// A syllable, or the name of an English letter: `கோ`, `ಎಸ್`, `एस`.
fn syllable(written: &str) -> bool {
    let (mut letters, mut vowels, mut count, mut virama) = (0, 0, 0, false);
    for c in written.chars() {
        count += 1;
        match u32::from(c) & 0x7f {
            0x04..=0x14 => vowels += 1,
            0x15..=0x39 | 0x58..=0x5f | 0x7a..=0x7f => letters += 1,
            0x4d => virama = true,
            _ => {}
        }
    }
    count <= 4
        && (letters + vowels <= 1
            || vowels == 1 && letters == 1
            || letters == 2 && virama && count == 3)
}

#[cfg(test)]
mod tests;
