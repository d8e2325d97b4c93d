//! Words as names are made of, and the words beside them that say what they are.

use std::ops::Range;

use super::common_words_table::COMMON;

/// Bytes of the longest word that is looked at.
const LONGEST: usize = 64;
/// The shortest part of a name that is looked for by itself, in characters: shorter ones are words and initials.
const SHORTEST: usize = 3;

/// What stands before a name, in lower case and without its dot.
static TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "shri",
    "sri",
    "shree",
    "smt",
    "shrimati",
    "kumari",
    "sushri",
    "adv",
    "advocate",
    "justice",
    "judge",
    "sir",
    "madam",
    "capt",
    "captain",
    "major",
    "col",
    "colonel",
    "lt",
    "gen",
    "general",
    "sgt",
    "rev",
    "fr",
    "sister",
    "pandit",
    "pt",
    "maulana",
    "swami",
    "sardar",
    "er",
    "ca",
    "uncle",
    "aunty",
    "herr",
    "frau",
    "श्री",
    "श्रीमती",
    "सुश्री",
    "कुमारी",
    "डॉ",
    "डॉक्टर",
    "प्रो",
    "पंडित",
    "திரு",
    "திருமதி",
    "శ్రీ",
    "శ్రీమతి",
    "শ্রী",
    "শ্রীমতী",
    "ಶ್ರೀ",
    "ಶ್ರೀಮತಿ",
    "શ્રી",
    "શ્રીમતી",
];

/// What stands behind a name and belongs to no other, in lower case.
static HONORIFICS: &[&str] = &[
    "ji", "sir", "madam", "maam", "bhai", "bhaiya", "didi", "saab", "sahab", "sahib", "garu",
    "anna", "akka", "uncle", "aunty", "dada", "ben", "jr", "sr",
];

/// What makes a name that of something else: `Tata Motors`, `Gandhi Nagar`.
static NOT_PEOPLE: &[&str] = &[
    "ltd",
    "limited",
    "pvt",
    "inc",
    "llc",
    "llp",
    "plc",
    "corp",
    "corporation",
    "company",
    "co",
    "gmbh",
    "bank",
    "group",
    "motors",
    "industries",
    "enterprises",
    "traders",
    "stores",
    "brothers",
    "sons",
    "associates",
    "solutions",
    "technologies",
    "systems",
    "services",
    "consultancy",
    "finance",
    "finserv",
    "capital",
    "foundation",
    "trust",
    "university",
    "college",
    "school",
    "institute",
    "academy",
    "hospital",
    "clinic",
    "airport",
    "station",
    "road",
    "street",
    "nagar",
    "marg",
    "chowk",
    "colony",
    "lane",
    "avenue",
    "bagh",
    "puram",
    "city",
    "town",
    "park",
    "garden",
    "gardens",
    "stadium",
    "temple",
    "church",
    "mosque",
    "award",
    "prize",
    "cup",
    "trophy",
    "act",
    "committee",
    "commission",
    "ministry",
    "court",
    "express",
    "times",
    "news",
    "airlines",
    "airways",
    "steel",
    "power",
    "chemicals",
    "pharma",
    "foods",
    "hotel",
    "hotels",
    "mall",
    "bridge",
    "river",
    "lake",
    "hills",
    "valley",
    "beach",
    "island",
    "jayanti",
    "yojana",
    "scheme",
];

/// Particles within a name, in lower case.
static PARTICLES: &[&str] = &[
    "bin", "binti", "ibn", "van", "von", "der", "den", "del", "della", "dos",
];

fn lists(list: &[&str], word: &str) -> bool {
    list.iter().any(|other| other.eq_ignore_ascii_case(word))
}

/// Whether a name follows `word`.
pub(super) fn is_title(word: &str) -> bool {
    lists(TITLES, word)
}

/// Whether `word` only joins the words of a name.
pub(super) fn is_particle(word: &str) -> bool {
    lists(PARTICLES, word)
}

/// Whether `word` belongs to the name before it as an address does.
pub(super) fn is_honorific(word: &str) -> bool {
    lists(HONORIFICS, word)
}

/// Whether `word` ends the name of something else.
pub(super) fn ends_no_person(word: &str) -> bool {
    lists(NOT_PEOPLE, word)
}

/// Whether ordinary text writes `word` too.
pub(super) fn is_common(word: &str) -> bool {
    let mut slot = slot_of(word.as_bytes());
    // Less than half of the slots are taken: a free one comes soon.
    while let Some(common) = COMMON.get(SLOTS[slot] as usize) {
        if common.eq_ignore_ascii_case(word) {
            return true;
        }
        slot = (slot + 1) % SLOTS.len();
    }
    false
}

/// The common words by their hash: the place of each in the list, in its slot or the next free one.
static SLOTS: [u16; 4096] = {
    assert!(2 * COMMON.len() < 4096);
    let mut slots = [u16::MAX; 4096];
    let mut word = 0;
    while word < COMMON.len() {
        let mut slot = slot_of(COMMON[word].as_bytes());
        while slots[slot] != u16::MAX {
            slot = (slot + 1) % slots.len();
        }
        slots[slot] = word as u16;
        word += 1;
    }
    slots
};

/// Of the letters, large or small.
const fn slot_of(word: &[u8]) -> usize {
    let mut hash = 0_u32;
    let mut at = 0;
    while at < word.len() {
        hash = (hash ^ word[at].to_ascii_lowercase() as u32).wrapping_mul(0x9e37_79b1);
        at += 1;
    }
    (hash >> 20) as usize
}

/// Whether `word` is long enough to be looked for by itself, and short enough.
pub(super) fn is_part(word: &str) -> bool {
    word.len() <= LONGEST && word.chars().nth(SHORTEST - 1).is_some()
}

/// Whether `c` is of a word: a letter, or a vowel sign or virama on one.
pub(super) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    let sign = ('\u{900}'..='\u{DFF}').contains(&c) && !matches!(c, '\u{964}' | '\u{965}')
        || ('\u{300}'..='\u{36F}').contains(&c);
    (sign || c.is_alphabetic()) && !c.is_numeric()
}

/// Whether `c` begins a word that may be a name: a capital, or a letter of a script that has none.
pub(super) fn begins(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_uppercase()
    } else {
        is_letter(c) && !c.is_lowercase()
    }
}

/// Whether `word` is written in capitals alone.
pub(super) fn is_upper(word: &str) -> bool {
    word.len() > 1 && !word.chars().any(char::is_lowercase) && word.chars().any(char::is_uppercase)
}

/// Where the word that begins at `at` ends: letters, and an apostrophe or hyphen before a capital. Longer words than any
/// that is looked at end nowhere.
pub(super) fn word_end(text: &str, at: usize) -> Option<usize> {
    // Most words are of letters that need no look at what they mean.
    let rest = text.as_bytes()[at..].iter().take(LONGEST + 1);
    let letters = rest.take_while(|byte| byte.is_ascii_alphabetic()).count();
    let plain = text.as_bytes().get(at + letters);
    if plain.is_none_or(|byte| byte.is_ascii() && !matches!(byte, b'\'' | b'-')) {
        return (1..=LONGEST).contains(&letters).then_some(at + letters);
    }
    let mut end = at;
    let mut chars = text[at..].chars().peekable();
    while let Some(c) = chars.next() {
        let joins =
            matches!(c, '\'' | '’' | '-') && chars.peek().is_some_and(|next| next.is_uppercase());
        if !is_letter(c) && !joins {
            break;
        }
        end += c.len_utf8();
        if end - at > LONGEST {
            return None;
        }
    }
    (end > at).then_some(end)
}

/// The words of a name, in order.
pub(super) fn words_of(name: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        at += name[at..].find(is_letter)?;
        let start = at;
        // A word that is too long for a name is passed over letter by letter: nothing of it is a part.
        at = word_end(name, start)
            .unwrap_or_else(|| start + name[start..].chars().next().map_or(1, char::len_utf8));
        Some(&name[start..at])
    })
}

/// The word that one space separates from the one that begins at `at`; behind it a dot may stand.
pub(super) fn word_before(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text[..at].strip_suffix(' ')?;
    let rest = rest.strip_suffix('.').unwrap_or(rest);
    let mut start = rest.len();
    for c in rest.chars().rev().take_while(|c| is_letter(*c)) {
        start -= c.len_utf8();
        if rest.len() - start > LONGEST {
            return None;
        }
    }
    (start < rest.len()).then_some(start..rest.len())
}

/// The word that one space or hyphen separates from the one that ends at `end`.
pub(super) fn word_after(text: &str, end: usize) -> Option<Range<usize>> {
    let rest = text[end..].strip_prefix([' ', '-'])?;
    let start = text.len() - rest.len();
    Some(start..word_end(text, start)?)
}

/// Whether a sentence begins at `at`: the text does, a line does, or what ended one stands before.
pub(super) fn begins_sentence(text: &str, at: usize) -> bool {
    // What opens a sentence is a few marks long; behind more of them nothing is known, and the answer is the safer one.
    let marks = |c: char| {
        matches!(
            c,
            ' ' | '\t' | '"' | '\'' | '“' | '‘' | '(' | '*' | '_' | '-' | '•' | '>' | '#'
        )
    };
    let mut before = text[..at].chars().rev();
    for _ in 0..8 {
        match before.next() {
            None | Some('\n' | '\r' | '.' | '?' | '!' | ':' | ';' | '…' | '।' | '॥' | '|') => {
                return true;
            }
            Some(c) if marks(c) => {}
            Some(_) => return false,
        }
    }
    true
}

/// Whether what touches `range` is what touches words of prose, not of addresses, paths and code.
pub(super) fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let within = |c: char| c.is_alphanumeric() || is_letter(c);
    let of_code = |c: char| {
        matches!(
            c,
            '_' | '@' | '#' | '/' | '\\' | '$' | '&' | '=' | '%' | '~'
        )
    };
    let before = text[..range.start].chars().next_back();
    if before.is_some_and(|c| within(c) || of_code(c) && c != '=' || matches!(c, '.' | '-')) {
        return false;
    }
    let mut after = text[range.end..].chars();
    match after.next() {
        None => true,
        Some(c) if within(c) || of_code(c) || matches!(c, '(' | '{') => false,
        // Markup, and not a type with its parameters.
        Some('<') => !after.next().is_some_and(char::is_uppercase),
        Some('-') => {
            // `Ravi-ji` is Ravi; `Ravi-Kumar` and `Ravi-2` are other words.
            word_after(text, range.end).map_or_else(
                || !text[range.end + 1..].starts_with(within),
                |word| is_honorific(&text[word]),
            )
        }
        Some('.' | ':') => !after.next().is_some_and(|c| within(c) || c == ':'),
        Some(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_order_and_in_lower_case() {
        assert!(COMMON.is_sorted());
        for word in [TITLES, HONORIFICS, NOT_PEOPLE, COMMON].concat() {
            assert_eq!(word, word.to_lowercase());
        }
        for word in ["Will", "rose", "MARK"] {
            assert!(is_common(word), "{word}");
        }
        assert!(!is_common("Kumar") && !is_common("रवि"));
        for word in COMMON {
            assert!(is_common(word) && is_common(&word.to_uppercase()), "{word}");
            assert!(!is_common(&format!("{word}qx")));
        }
    }

    #[test]
    fn words_of_names() {
        let words = |name| words_of(name).collect::<Vec<_>>();
        assert_eq!(words("Zoë D'Souza"), ["Zoë", "D'Souza"]);
        assert_eq!(
            words("A. P. J. Abdul Kalam"),
            ["A", "P", "J", "Abdul", "Kalam"]
        );
        assert_eq!(words("Mary-Jane O’Brien's"), ["Mary-Jane", "O’Brien", "s"]);
        assert_eq!(words("रवि कुमार"), ["रवि", "कुमार"]);
        assert_eq!(words(" 12 "), [""; 0]);
        assert!(
            words(&"é".repeat(500))
                .iter()
                .all(|word| word.len() <= LONGEST)
        );
    }

    #[test]
    fn sentences_begin_where_one_ended() {
        for (text, begins) in [
            ("Will", true),
            ("He ran. Will", true),
            ("said: \"Will", true),
            ("- Will", true),
            ("then Will", false),
            ("(then Will", false),
        ] {
            assert_eq!(begins_sentence(text, text.len() - 4), begins, "{text}");
        }
    }

    #[test]
    fn addresses_paths_and_code_are_not_prose() {
        for (text, alone) in [
            ("x Ravi y", true),
            ("(Ravi)", true),
            ("Ravi's", true),
            ("Ravi.", true),
            ("Ravi. He", true),
            ("Ravi-ji", true),
            ("Ravi -", true),
            ("name=Ravi", true),
            ("@Ravi", false),
            ("/Ravi", false),
            ("Ravi/", false),
            ("a.Ravi", false),
            ("Ravi.Kumar", false),
            ("Ravi-Kumar", false),
            ("Ravi-2", false),
            ("Ravi2", false),
            ("Ravi_x", false),
            ("Ravi::new", false),
            ("Ravi<T>", false),
            ("<b>Ravi</b>", true),
            ("Ravi(", false),
        ] {
            let at = text.find("Ravi").unwrap();
            assert_eq!(stands_alone(text, &(at..at + 4)), alone, "{text}");
        }
    }
}
