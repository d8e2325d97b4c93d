//! `src/recognise/person/names.bin` is what the lists under `data/names` make.
//!
//! After a change to the lists: `PARDA_WRITE=1 cargo test --test names_table`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const SLOTS: usize = 1 << 16;

fn hash(word: &str) -> u64 {
    let folded = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    });
    (folded ^ (folded >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[test]
fn the_table_is_made_from_the_lists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut words = BTreeMap::<String, u32>::new();
    for (list, class) in [
        ("given-us", 1),
        ("given-in", 1),
        ("given-indic", 1),
        ("family-us", 2),
        ("family-in", 2),
        ("family-indic", 2),
        ("common", 4),
    ] {
        let text = fs::read_to_string(root.join(format!("data/names/{list}.txt"))).expect(list);
        for word in text.split_whitespace() {
            *words.entry(word.to_lowercase()).or_default() |= class;
        }
    }
    let mut slots = vec![0_u32; SLOTS];
    for (word, classes) in &words {
        let hash = hash(word);
        let mut slot = (hash >> 40) as usize % SLOTS;
        let entry = (hash as u32 & !7) | classes;
        while slots[slot] != 0 {
            assert_ne!(
                slots[slot] >> 3,
                entry >> 3,
                "two words share a fingerprint: {word}"
            );
            slot = (slot + 1) % SLOTS;
        }
        slots[slot] = entry;
    }
    let table: Vec<u8> = slots.iter().flat_map(|slot| slot.to_le_bytes()).collect();
    let path = root.join("src/recognise/person/names.bin");
    if std::env::var_os("PARDA_WRITE").is_some() {
        fs::write(&path, &table).expect("written");
    }
    assert!(
        fs::read(&path).expect("the table") == table,
        "the table is older than the lists"
    );
}
