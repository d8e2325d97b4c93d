//! What an older version stored is opened by this one: a store of each format that was ever written is kept in
//! `tests/data/vaults`, and none is ever made anew.

#![cfg(feature = "file")]

use std::path::Path;

use parda::{Engine, FileVault, Key, Vault};

/// The key and the scope of all kept stores.
const KEY: &str = "8f1c6b03d95e47aa2e70b4c8135d9f6e017ac2b5d8e34f961b0c7d2ea5f84936";
const SCOPE: &str = "kept";
const PROMPT: &str = include_str!("data/vaults/prompt.txt");
const REDACTED: &str = include_str!("data/vaults/redacted.txt");

fn serves<V: Vault>(vault: V) {
    let engine = Engine::builder()
        .key(Key::parse(KEY).expect("a key"))
        .vault(vault)
        .build()
        .expect("an engine");
    let session = engine.session(SCOPE).expect("a session");
    let restored = session.restore(REDACTED).expect("restored");
    assert_eq!(restored.expose(), PROMPT);
    let more = session.redact("ravi@example.com").expect("redacted");
    let more = session
        .restore(more.text())
        .expect("restored")
        .expose()
        .to_owned();
    assert_eq!(
        more, "ravi@example.com",
        "what was opened can be written to"
    );
}

#[test]
fn files_of_every_format_are_opened() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("formats");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/vaults");
    for format in 1..=1 {
        let name = format!("file-{format}.db");
        let path = folder.join(&name);
        std::fs::write(&path, std::fs::read(kept.join(&name)).expect("kept")).expect("copied");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).expect("open");
            let refused = FileVault::open(&path).expect_err("others may read it");
            assert!(refused.to_string().contains("chmod 600"), "{refused}");
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).expect("private");
        }
        serves(FileVault::open(&path).expect("opened"));
    }
}

#[cfg(feature = "postgres")]
#[test]
fn tables_of_every_layout_are_brought_up_to_date() {
    use parda::vault::PostgresVault;
    let url = std::env::var("PARDA_TEST_POSTGRES_URL")
        .unwrap_or_else(|_| "postgres://root@127.0.0.1/root".to_owned());
    let mut client = match postgres::Client::connect(&url, postgres::NoTls) {
        Ok(client) => client,
        Err(error) if std::env::var_os("CI").is_some() => panic!("{error}"),
        Err(_) => return,
    };
    for (layout, tables) in [
        (1, include_str!("data/vaults/postgres-1.sql")),
        (2, include_str!("data/vaults/postgres-2.sql")),
    ] {
        let schema = format!("parda_test_layout_{layout}");
        client
            .batch_execute(&format!(
                "DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}; SET search_path = {schema}; {tables}"
            ))
            .expect("the tables of old");
        let mark = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{mark}options=-c%20search_path%3D{schema}");
        // Several processes may come upon the old tables at once.
        let vaults: Vec<PostgresVault> = std::thread::scope(|threads| {
            let all: Vec<_> = (0..4)
                .map(|_| threads.spawn(|| PostgresVault::open(&url).expect("opened")))
                .collect();
            all.into_iter()
                .map(|one| one.join().expect("no panic"))
                .collect()
        });
        for vault in vaults {
            serves(vault);
        }
        let protected: i64 = client
            .query_one(
                "SELECT count(*) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
                 WHERE nspname = $1 AND relrowsecurity AND relforcerowsecurity",
                &[&schema],
            )
            .expect("counted")
            .get(0);
        assert_eq!(protected, 2, "rows are kept apart from now on");
    }
}
