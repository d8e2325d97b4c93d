//! What was erased from a vault in a file is on disk no longer: not in the file, not in its journal; and the file gives
//! back the room.

#![cfg(feature = "file")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parda::vault::{Clock, Entry, ScopeAddress, ScopeRef};
use parda::{Engine, Entity, FileVault, Key, TokenId, Vault};

type Shared = Arc<FileVault>;

struct House {
    path: PathBuf,
    now: Arc<AtomicU64>,
    key: Key,
}

impl House {
    fn new(name: &str) -> House {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        House {
            path: folder.join("vault.db"),
            now: Arc::new(AtomicU64::new(1_800_000_000_000)),
            key: Key::generate().expect("randomness"),
        }
    }

    fn open(&self) -> Shared {
        let now = Arc::clone(&self.now);
        let clock = Clock::of(move || now.load(Ordering::SeqCst));
        Arc::new(FileVault::open(&self.path).expect("opened").clock(clock))
    }

    fn engine(&self, vault: &Shared) -> Engine<Shared> {
        let now = Arc::clone(&self.now);
        Engine::builder()
            .key(self.key.clone())
            .vault(Arc::clone(vault))
            .clock(Clock::of(move || now.load(Ordering::SeqCst)))
            .ttl(Duration::from_secs(60))
            .build()
            .expect("an engine")
    }

    /// Every byte that is on disk.
    fn disk(&self) -> Vec<u8> {
        let mut bytes = std::fs::read(&self.path).expect("there");
        let journal = self.path.with_extension("db-wal");
        bytes.extend(std::fs::read(journal).unwrap_or_default());
        bytes
    }
}

fn holds(disk: &[u8], part: &[u8]) -> bool {
    disk.windows(part.len()).any(|window| window == part)
}

/// Redacts, and gives the sealed bytes of all records and of the header.
fn stored(vault: &Shared, engine: &Engine<Shared>, scope: &str) -> (Vec<Box<[u8]>>, Vec<u8>) {
    let session = engine.session(scope).expect("a session");
    let text: String = (0..30).map(|n| format!("user{n}@example.com ")).collect();
    let redacted = session.redact(&text).expect("redacted");
    let ids: Vec<TokenId> = redacted
        .replacements()
        .iter()
        .filter_map(|replacement| replacement.id())
        .collect();
    let address = ScopeAddress::of("", scope);
    let header = vault.header(&address).expect("asked").expect("made");
    let at = ScopeRef {
        address,
        generation: header.generation(),
    };
    let sealed = vault.get_many(&at, &ids).expect("got");
    let sealed: Vec<Box<[u8]>> = sealed.into_iter().flatten().collect();
    assert_eq!(sealed.len(), 30);
    (sealed, header.as_bytes().to_vec())
}

#[test]
fn what_was_erased_is_neither_in_the_file_nor_in_its_journal() {
    let house = House::new("erased-bytes");
    // Another process has the file open, and its journal lives on.
    let (vault, _other) = (house.open(), house.open());
    let engine = house.engine(&vault);
    let there = |sealed: &[Box<[u8]>]| {
        let disk = house.disk();
        sealed.iter().filter(|sealed| holds(&disk, sealed)).count()
    };

    let (sealed, header) = stored(&vault, &engine, "forgotten");
    assert_eq!(there(&sealed), 30);
    assert!(holds(&house.disk(), &header));
    let session = engine.session("forgotten").expect("a session");
    assert_eq!(session.forget().expect("forgotten"), 30);
    assert_eq!(there(&sealed), 0, "a scope that was forgotten");
    assert!(!holds(&house.disk(), &header), "its keys");

    let (sealed, _) = stored(&vault, &engine, "people");
    let receipt = engine.erase(&[(Entity::EMAIL, "user7@example.com")]);
    assert_eq!(receipt.expect("erased").records, 1);
    assert_eq!(there(&sealed), 29, "one data principal");

    house.now.fetch_add(120_000, Ordering::SeqCst);
    assert_eq!(engine.purge().expect("swept"), 29);
    assert_eq!(there(&sealed), 0, "what has expired");
}

#[test]
fn a_file_gives_back_the_room_of_what_was_erased() {
    let house = House::new("compact");
    let vault = house.open();
    let engine = house.engine(&vault);
    let kept = engine.session("kept").expect("a session");
    let token = kept.redact("asha@example.com").expect("redacted");
    let _ = engine
        .session("large")
        .expect("a session")
        .redact("ravi@example.com")
        .expect("redacted");
    let address = ScopeAddress::of("", "large");
    let header = vault.header(&address).expect("asked").expect("made");
    let at = ScopeRef {
        address,
        generation: header.generation(),
    };
    let sealed = [7; 300];
    let mut letters = [b'a'; 9];
    for _ in 0..10 {
        let mut ids = Vec::new();
        while ids.len() < 1_000 {
            for place in (0..9).rev() {
                letters[place] = if letters[place] == b'z' {
                    b'a'
                } else {
                    letters[place] + 1
                };
                if letters[place] != b'a' {
                    break;
                }
            }
            ids.extend(std::str::from_utf8(&letters).ok().and_then(TokenId::parse));
        }
        let entry = |id: &TokenId| Entry {
            id: *id,
            sealed: &sealed,
            expires: None,
        };
        let entries: Vec<Entry<'_>> = ids.iter().map(entry).collect();
        vault.put_many(&at, &entries).expect("put");
    }
    let full = house.disk().len();
    assert!(full > 3_000_000, "{full}");
    vault.forget(&address).expect("forgotten");
    let left = house.disk().len();
    assert!(left < 200_000, "{left} of {full} bytes are left");
    assert_eq!(
        kept.restore(token.text()).expect("restored").expose(),
        "asha@example.com"
    );
}
