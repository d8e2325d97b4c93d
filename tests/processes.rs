//! Sixty-four threads in four processes put the same values and their own, all at once: one token a value, none lost.

#![cfg(feature = "file")]

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};

use parda::{Engine, FileVault, Key, Vault};

const URL: &str = "PARDA_TEST_SHARED_VAULT";
const KEY: &str = "8f1c6b03d95e47aa2e70b4c8135d9f6e017ac2b5d8e34f961b0c7d2ea5f84936";
const THREADS: usize = 16;
const PROCESSES: usize = 4;
const PROMPTS: usize = 4;

fn open(url: &str) -> Box<dyn Vault> {
    match url.split_once(':') {
        #[cfg(feature = "redis")]
        Some(("redis", _)) => Box::new(parda::vault::RedisVault::open(url).expect("opened")),
        #[cfg(feature = "postgres")]
        Some(("postgres", _)) => Box::new(
            parda::vault::PostgresVault::open(url)
                .expect("opened")
                .patience(std::time::Duration::from_secs(60)),
        ),
        _ => Box::new(FileVault::open(url).expect("opened")),
    }
}

fn engine(url: &str) -> Engine<Box<dyn Vault>> {
    Engine::builder()
        .key(Key::parse(KEY).expect("a key"))
        .vault(open(url))
        .build()
        .expect("an engine")
}

fn scope() -> String {
    std::env::var("PARDA_TEST_SHARED_SCOPE")
        .unwrap_or_else(|_| format!("shared-{}", std::process::id()))
}

#[test]
#[ignore = "the other half of the tests below, which run it as processes of their own"]
fn put_from_sixteen_threads() {
    let Ok(url) = std::env::var(URL) else { return };
    let (engine, scope, process) = (engine(&url), scope(), std::process::id());
    let said: Vec<String> = std::thread::scope(|threads| {
        let each: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (engine, scope) = (&engine, &scope);
                threads.spawn(move || {
                    let session = engine.session(scope).expect("a session");
                    (0..PROMPTS)
                        .map(|n| {
                            // Two that all put, in one order or the other, and one of this thread's own.
                            let (a, b) = if thread % 2 == 0 { (n, n + 1) } else { (n + 1, n) };
                            let prompt = format!(
                                "all{a}@example.com and all{b}@example.com and own{n}.{thread}.{process}@example.com"
                            );
                            let redacted = session.redact(&prompt).expect("redacted");
                            format!("\nput {prompt}|{}", redacted.text())
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        each.into_iter()
            .flat_map(|thread| thread.join().expect("no panic"))
            .collect()
    });
    println!("{}", said.concat());
}

fn holds(url: &str) {
    let children: Vec<_> = (0..PROCESSES)
        .map(|_| {
            Command::new(std::env::current_exe().expect("this test"))
                .args([
                    "--ignored",
                    "--exact",
                    "--nocapture",
                    "put_from_sixteen_threads",
                ])
                .env(URL, url)
                .env("PARDA_TEST_SHARED_SCOPE", scope())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("a child")
        })
        .collect();
    let engine = engine(url);
    let session = engine.session(&scope()).expect("a session");
    let (mut tokens, mut prompts) = (HashMap::new(), 0);
    for child in children {
        let out = child.wait_with_output().expect("ended");
        assert!(
            out.status.success(),
            "{}",
            String::from_utf8_lossy(&out.stderr)
        );
        for line in String::from_utf8(out.stdout).expect("text").lines() {
            let Some((prompt, redacted)) = line
                .strip_prefix("put ")
                .and_then(|line| line.split_once('|'))
            else {
                continue;
            };
            prompts += 1;
            assert_eq!(
                session.restore(redacted).expect("restored").expose(),
                prompt
            );
            for (value, token) in prompt.split(" and ").zip(redacted.split(" and ")) {
                let other = tokens.insert(value.to_owned(), token.to_owned());
                assert!(
                    other.is_none_or(|other| other == token),
                    "one token a value: {value}"
                );
            }
        }
    }
    assert_eq!(prompts, PROCESSES * THREADS * PROMPTS);
    let distinct: std::collections::HashSet<&String> = tokens.values().collect();
    assert_eq!(distinct.len(), tokens.len(), "one value a token");
    assert_eq!(tokens.len(), PROCESSES * THREADS * PROMPTS + PROMPTS + 1);
    assert_eq!(
        session.forget().expect("forgotten"),
        tokens.len() as u64,
        "none was lost, none is there twice"
    );
}

#[test]
fn four_processes_share_a_file() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("processes");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    holds(&folder.join("vault.db").to_string_lossy());
}

#[cfg(feature = "redis")]
#[test]
fn four_processes_share_a_redis() {
    let url =
        std::env::var("PARDA_TEST_REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1/".to_owned());
    match parda::vault::RedisVault::open(&url) {
        Ok(_) => holds(&url),
        Err(error) => assert!(std::env::var_os("CI").is_none(), "{error}"),
    }
}

#[cfg(feature = "postgres")]
#[test]
fn four_processes_share_a_postgres() {
    let url = std::env::var("PARDA_TEST_POSTGRES_URL")
        .unwrap_or_else(|_| "postgres://root@127.0.0.1/root".to_owned());
    match parda::vault::PostgresVault::open(&url) {
        Ok(_) => holds(&url),
        Err(error) => assert!(std::env::var_os("CI").is_none(), "{error}"),
    }
}
