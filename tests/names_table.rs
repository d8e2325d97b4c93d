//! `src/recognise/person/names.bin` is what the lists under `data/names` make.
//!
//! After a change to the lists: `PARDA_WRITE=1 cargo test --test names_table`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[allow(dead_code, reason = "the test fills the table that the crate reads")]
#[path = "../src/recognise/person/table.rs"]
mod table;
use table::{Classes, hash};

#[allow(dead_code, reason = "the test fills the table that the crate reads")]
#[path = "../src/recognise/person/akshara.rs"]
mod akshara;
use akshara::Sounds;

const SLOTS: usize = 1 << 19;

/// Each list and what its words are.
const LISTS: &[(&str, u8)] = &[
    ("given-us", Classes::GIVEN),
    ("given-census", Classes::GIVEN),
    ("given-faker", Classes::GIVEN),
    ("given-in", Classes::GIVEN | Classes::INDIAN),
    ("given-faker-in", Classes::GIVEN | Classes::INDIAN),
    ("given-indic", Classes::GIVEN | Classes::INDIAN),
    ("given-faker-indic", Classes::GIVEN | Classes::INDIAN),
    ("given-in-2", Classes::GIVEN | Classes::INDIAN),
    ("family-in-2", Classes::FAMILY | Classes::INDIAN),
    ("given-indic-2", Classes::GIVEN | Classes::INDIAN),
    ("family-indic-2", Classes::FAMILY | Classes::INDIAN),
    ("given-romanised", Classes::GIVEN | Classes::INDIAN),
    ("family-romanised", Classes::FAMILY | Classes::INDIAN),
    ("family-us", Classes::FAMILY),
    ("family-census", Classes::FAMILY),
    ("family-faker", Classes::FAMILY),
    ("family-wordnet", Classes::FAMILY),
    ("family-in", Classes::FAMILY | Classes::INDIAN),
    ("family-faker-in", Classes::FAMILY | Classes::INDIAN),
    ("family-indic", Classes::FAMILY | Classes::INDIAN),
    ("family-faker-indic", Classes::FAMILY | Classes::INDIAN),
    ("given-world-2", Classes::GIVEN),
    ("frequent", Classes::FREQUENT),
    ("places", Classes::PLACE),
    ("proper", Classes::PROPER),
    ("proper-2", Classes::PROPER),
    ("proper-3", Classes::PROPER),
    ("places-in", Classes::PLACE),
    ("places-2", Classes::PLACE),
];

/// Lists of words written in lower case, and how usual those are that no other list has.
const COMMON: &[(&str, u8)] = &[
    ("common", 1),
    ("common-code", 2),
    ("common-informal", 2),
    ("common-hinglish", 2),
];

fn list(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(root.join(format!("data/names/{name}.txt"))).expect(name)
}

/// What a word in a script of India is kept under by its sounds: in its own script and, where it is long enough to be
/// told by them, in the others.
fn keys(word: &str) -> Vec<Vec<u8>> {
    let Some(mut own) = Sounds::of(word).filter(|sounds| sounds.count() > 2) else {
        return Vec::new();
    };
    let mut keys = vec![own.own().to_vec()];
    if own.count() > 3 {
        keys.extend([own.any().bytes().to_vec(), own.tamil().bytes().to_vec()]);
    }
    keys
}

#[test]
fn the_table_is_made_from_the_lists() {
    let mut words = BTreeMap::<Vec<u8>, u8>::new();
    for (name, class) in LISTS {
        for word in list(name).split_whitespace() {
            // In a text the first letter is large, and only a letter of ASCII is folded on the way to the table.
            let lower = word.to_lowercase();
            if !word.starts_with(|c: char| c.is_ascii()) && word != lower {
                *words.entry(word.as_bytes().to_vec()).or_default() |= class;
            }
            *words.entry(lower.into_bytes()).or_default() |= class;
            // The same name in another script, or spelled in another way.
            if *class & (Classes::GIVEN | Classes::FAMILY) != 0 {
                for key in keys(word) {
                    *words.entry(key).or_default() |= class;
                }
            }
        }
    }
    let scowl = list("common-scowl");
    let mut levels = scowl.split_whitespace();
    while let (Some(word), Some(level)) = (levels.next(), levels.next()) {
        let level: u8 = level.parse().expect("a level");
        *words.entry(word.as_bytes().to_vec()).or_default() |= Classes::LEVEL * level;
    }
    for (name, level) in COMMON {
        for word in list(name).split_whitespace() {
            let classes = words.entry(word.to_lowercase().into_bytes()).or_default();
            if *classes & (3 * Classes::LEVEL) == 0 {
                *classes |= Classes::LEVEL * level;
            }
        }
    }
    // What programs and their logs are full of, where it is nobody's name.
    for word in list("common-code-2").split_whitespace() {
        let classes = words.entry(word.as_bytes().to_vec()).or_default();
        if *classes & (Classes::GIVEN | Classes::FAMILY) == 0
            && *classes & (3 * Classes::LEVEL) < 2 * Classes::LEVEL
        {
            *classes = *classes & !(3 * Classes::LEVEL) | (2 * Classes::LEVEL);
        }
    }
    for word in list("common-indic").split_whitespace() {
        *words.entry(word.as_bytes().to_vec()).or_default() |= Classes::LEVEL * 2;
        for key in keys(word) {
            *words.entry(key).or_default() |= Classes::LEVEL;
        }
    }
    // Words that the scripts share, from one block to the others: they run in parallel.
    for word in list("common-indic-shared").split_whitespace() {
        for key in keys(word) {
            *words.entry(key).or_default() |= Classes::LEVEL;
        }
        // Tamil has too few letters to write them the same.
        for block in (0..9).filter(|block| *block != 5) {
            let moved = |c| char::from_u32(u32::from(c) + 0x80 * block).expect("a letter");
            let there: String = word.chars().map(moved).collect();
            *words.entry(there.into_bytes()).or_default() |= Classes::LEVEL;
        }
    }
    let mut slots = vec![[0_u8; 3]; SLOTS];
    let mut shared = 0;
    'words: for (word, classes) in &words {
        let hash = hash(word);
        let [low, high] = (hash as u16).to_le_bytes();
        let mut slot = (hash >> 45) as usize;
        while slots[slot][2] != 0 {
            if slots[slot][..2] == [low, high] {
                // A few in a hundred thousand cannot be told apart: the first stays.
                shared += 1;
                continue 'words;
            }
            slot = (slot + 1) % SLOTS;
        }
        slots[slot] = [low, high, *classes];
    }
    assert!(
        shared * 10_000 <= words.len(),
        "{shared} words are taken for others"
    );
    let table = slots.concat();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/recognise/person/names.bin");
    if std::env::var_os("PARDA_WRITE").is_some() {
        fs::write(&path, &table).expect("written");
        eprintln!("{} words", words.len());
    }
    assert!(
        fs::read(&path).expect("the table") == table,
        "the table is older than the lists"
    );
}
