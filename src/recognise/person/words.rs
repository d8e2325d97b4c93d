//! Words that speak for or against a name beside them.

/// Titles before a name, in lower case, without a dot.
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
    "kum",
    "km",
    "adv",
    "advocate",
    "justice",
    "hon",
    "honble",
    "sir",
    "dame",
    "lord",
    "lady",
    "captain",
    "capt",
    "major",
    "maj",
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
    "ustad",
    "maulana",
    "md",
    "er",
    "ca",
    "baba",
    "swami",
    "sardar",
    "sardarni",
    "herr",
    "frau",
    "monsieur",
    "madame",
    "mme",
    "mlle",
    "señor",
    "señora",
    "signor",
    "don",
    "doña",
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

/// Words that end the name of something else: `Tata Motors`, `Gandhi Nagar`, `Ford Foundation`.
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
    "foundation",
    "trust",
    "university",
    "college",
    "school",
    "institute",
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
    "pur",
    "puram",
    "city",
    "park",
    "garden",
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
    "day",
    "jayanti",
    "yojana",
    "scheme",
    "theorem",
    "law",
    "effect",
    "disease",
    "syndrome",
    "method",
    "algorithm",
    "distribution",
    "transform",
    "series",
    "number",
    "equation",
];

/// Particles inside a name, in lower case.
static PARTICLES: &[&str] = &[
    "de", "da", "del", "della", "di", "van", "von", "der", "den", "bin", "binti", "ibn", "al",
    "el", "la", "le", "dos", "du", "ul", "ur",
];

/// The shapes of a list's words: for the low five bits of the first byte, one bit for each length.
type Shapes = [u32; 32];

static TITLE_SHAPES: Shapes = shapes(TITLES);
static NOT_PEOPLE_SHAPES: Shapes = shapes(NOT_PEOPLE);
static PARTICLE_SHAPES: Shapes = shapes(PARTICLES);

const fn shapes(list: &[&str]) -> Shapes {
    let mut shapes = [0; 32];
    let mut n = 0;
    while n < list.len() {
        let word = list[n].as_bytes();
        shapes[word[0] as usize % 32] |= 1 << (word.len() % 32);
        n += 1;
    }
    shapes
}

fn lists(list: &[&str], shapes: &Shapes, word: &[u8]) -> bool {
    let Some(first) = word.first() else {
        return false;
    };
    shapes[usize::from(*first) % 32] >> (word.len() % 32) & 1 == 1
        && list
            .iter()
            .any(|other| other.as_bytes().eq_ignore_ascii_case(word))
}

pub(super) fn is_title(word: &[u8]) -> bool {
    word.len() <= 24 && lists(TITLES, &TITLE_SHAPES, word)
}

pub(super) fn is_not_people(word: &[u8]) -> bool {
    word.len() <= 12 && lists(NOT_PEOPLE, &NOT_PEOPLE_SHAPES, word)
}

pub(super) fn is_particle(word: &[u8]) -> bool {
    word.len() <= 5 && lists(PARTICLES, &PARTICLE_SHAPES, word)
}

/// Phrases that a name follows, in lower case; the space or mark behind them is left out.
static CUES: &[&str] = &[
    "name is",
    "name's",
    "names are",
    "i am",
    "i'm",
    "this is",
    "called",
    "named",
    "dear",
    "hi",
    "hello",
    "regards",
    "regards,",
    "sincerely,",
    "thanks,",
    "spoke to",
    "spoke with",
    "met",
    "contact",
    "attn",
    "attn:",
    "attention:",
    "c/o",
    "s/o",
    "d/o",
    "w/o",
    "h/o",
    "son of",
    "daughter of",
    "wife of",
    "husband of",
    "father's name",
    "mother's name",
    "naam",
    "naam hai",
    "name:",
    "name =",
    "name=",
    "customer:",
    "patient:",
    "applicant:",
    "employee:",
    "from:",
    "to:",
    "cc:",
    "signed,",
    "signed by",
    "author:",
    "by",
    "मेरा नाम",
    "नाम",
    "नाम:",
    "पुत्र",
    "पुत्री",
    "पत्नी",
    "पिता",
];

/// For each last byte of a phrase: the places in [`CUES`] of those that end in it.
static LAST: [u128; 256] = {
    let mut ending = [0; 256];
    let mut n = 0;
    while n < CUES.len() {
        let cue = CUES[n].as_bytes();
        let last = cue[cue.len() - 1];
        ending[last as usize] |= 1 << n;
        n += 1;
    }
    ending
};

/// Whether one of the phrases ends right before `at`; `strong` leaves out those that much else follows too.
pub(super) fn is_announced(text: &str, at: usize, strong: bool) -> bool {
    let weak = [
        "i am", "i'm", "this is", "hi", "hello", "by", "from", "name =", "name=", "author:", "to:",
        "met", "contact", "called", "dear",
    ];
    let before = text[..at].trim_end_matches([' ', '\n', '\r', '\t', '"', '\'', '*']);
    let Some(last) = before.as_bytes().last().map(u8::to_ascii_lowercase) else {
        return false;
    };
    // Most phrases are told apart by their last letter.
    let mut ending = LAST[usize::from(last)];
    let phrases = std::iter::from_fn(|| {
        let place = ending.checked_ilog2()?;
        ending ^= 1 << place;
        CUES.get(place as usize)
    });
    phrases.into_iter().any(|cue| {
        if strong && weak.contains(cue) {
            return false;
        }
        let Some(from) = before.len().checked_sub(cue.len()) else {
            return false;
        };
        let Some(end) = before.as_bytes().get(from..) else {
            return false;
        };
        let edge = from == 0 || !before.as_bytes()[from - 1].is_ascii_alphanumeric();
        edge && end.eq_ignore_ascii_case(cue.as_bytes())
    })
}
