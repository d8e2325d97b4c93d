//! What stands before a name: titles, labels, kinship, quotes, and names that are joined to it.

use super::super::indic_table::{AND, CASE, IS, KIN, LABEL, SIGN, TITLE, WHOSE, roles};
use super::super::table::hash;
use super::super::words::title;
use super::{Kind, LONGEST, Lead, letter};

/// What stands before.
pub(super) fn before(text: &str, at: usize) -> Lead {
    let mut rest = text[..at].trim_end_matches([' ', '*']);
    let unquoted = rest.trim_end_matches(['"', '\'', '“', '‘', '«']);
    let quoted = unquoted.len() < rest.len();
    if quoted {
        rest = unquoted.trim_end_matches(' ');
    }
    let nothing = if quoted { Lead::Quoted } else { Lead::Nothing };
    let Some(mark) = rest.chars().next_back() else {
        return nothing;
    };
    match mark {
        ':' | '=' | '-' | '–' | '—' | '\u{a789}' => {
            let label = rest.trim_end_matches([':', '=', '-', '–', '—', ' ', '"', '\'', '*']);
            let label = label.strip_suffix(')').map_or(label, |inside| {
                inside
                    .rfind('(')
                    .filter(|open| inside.len() - open < 40)
                    .map_or(label, |open| inside[..open].trim_end())
            });
            let (word, _) = last_word(label);
            let what = stemmed(word);
            if what & (LABEL | KIN | SIGN) != 0 || latin_label(label) {
                Lead::Label
            } else if what & TITLE != 0 && mark != '-' {
                Lead::Title
            } else {
                nothing
            }
        }
        '.' | '॰' | '॥' | 'ः' => {
            let (word, _) = last_word(rest.trim_end_matches(['.', '॰', '॥', 'ः']));
            if roles(hash(word.as_bytes())) & TITLE != 0
                || !word.is_empty() && title(hash(word.as_bytes())) > 0
            {
                Lead::Title
            } else {
                nothing
            }
        }
        ',' | '\n' => {
            let line = rest.trim_end_matches([',', '\n', '\r', ' ']);
            let (word, start) = last_word(line);
            if stemmed(word) & SIGN != 0 {
                Lead::Label
            } else if mark == ',' && !word.is_empty() && super::word(text, start).kind == Kind::Name
            {
                Lead::Joined
            } else {
                nothing
            }
        }
        _ => {
            let (prior, start) = last_word(rest);
            if prior.is_empty() {
                return nothing;
            }
            if prior.is_ascii() {
                return if title(hash(prior.as_bytes())) > 0 {
                    Lead::Title
                } else if latin_label(rest) {
                    Lead::Cue
                } else {
                    nothing
                };
            }
            let what = roles(hash(prior.as_bytes()));
            if what & TITLE != 0 {
                Lead::Title
            } else if what & LABEL != 0 {
                if whose(&text[..start]) {
                    Lead::Cue
                } else {
                    Lead::Joined
                }
            } else if what & KIN != 0 {
                Lead::Cue
            } else if what & AND != 0 && rest.len() - prior.len() > 1 {
                let (other, start) = last_word(text[..start].trim_end_matches(' '));
                if !other.is_empty() && matches!(super::word(text, start).kind, Kind::Name) {
                    Lead::Joined
                } else {
                    nothing
                }
            } else if what & IS != 0 {
                let (label, _) = last_word(text[..start].trim_end_matches(' '));
                if stemmed(label) & LABEL != 0 {
                    Lead::Cue
                } else {
                    nothing
                }
            } else {
                nothing
            }
        }
    }
}

/// Whether what is before a label says whose name it is, or the label begins a line.
fn whose(before: &str) -> bool {
    let rest = before.trim_end_matches(' ');
    let (word, start) = last_word(rest);
    if word.is_empty() {
        return rest.ends_with(['\n', ',', '|', '"', '.'])
            || rest.is_empty()
            || rest.ends_with('।');
    }
    let what = roles(hash(word.as_bytes()));
    let kin = |word: &str| {
        word.char_indices()
            .map(|(n, c)| &word[..n + c.len_utf8()])
            .any(|start| roles(hash(start.as_bytes())) & KIN != 0)
    };
    what & WHOSE != 0
        || kin(word)
        || what & CASE != 0 && kin(last_word(rest[..start].trim_end_matches(' ')).0)
}

/// The roles of a word, or of what it is without an ending.
fn stemmed(word: &str) -> u16 {
    let what = roles(hash(word.as_bytes()));
    if what != 0 {
        return what;
    }
    word.char_indices()
        .skip(3)
        .map(|(n, _)| roles(hash(&word.as_bytes()[..n])) & (LABEL | SIGN))
        .fold(0, |all, what| all | what)
}

/// `Name`, `patient`, `naam`.
fn latin_label(label: &str) -> bool {
    let (word, _) = last_word(label);
    [
        "name",
        "naam",
        "patient",
        "applicant",
        "customer",
        "nominee",
    ]
    .iter()
    .any(|known| word.eq_ignore_ascii_case(known))
        || word.len() > 4 && word.is_ascii() && word[word.len() - 4..].eq_ignore_ascii_case("name")
}

/// The last word of what stands before, in the scripts or in ASCII, and its place.
pub(super) fn last_word(text: &str) -> (&str, usize) {
    let mut start = text.len();
    let ascii = text.ends_with(|c: char| c.is_ascii_alphabetic());
    for c in text.chars().rev() {
        let goes = if ascii {
            c.is_ascii_alphanumeric()
        } else {
            letter(c)
        };
        if !goes || text.len() - start > LONGEST {
            break;
        }
        start -= c.len_utf8();
    }
    (&text[start..], start)
}
