//! What the vaults cost, as ratios to bare calls of their drivers, and what a million mappings take.
//!
//! `cargo bench --all-features --bench vaults` prints a line for each vault and call: the median of ours, of the bare
//! driver's, and their ratio, for the ten tokens of one prompt. Both sides run in turn in one process, on the same server,
//! and every write is of ids that are new. With `-- --million` it also fills a memory vault and a file with 10^6 mappings.
//! Servers that are not there are passed over: `PARDA_TEST_REDIS_URL`, `PARDA_TEST_POSTGRES_URL`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parda::vault::{Entry, PostgresVault, RedisVault, ScopeAddress, ScopeRef};
use parda::{Engine, FileVault, Key, MemoryVault, TokenId, Vault};

/// Tokens of a prompt.
const TOKENS: usize = 10;
/// Bytes of a sealed e-mail address.
const SEALED: usize = 81;
const ROUNDS: usize = 400;
/// More than this and the vault costs too much.
const MOST: f64 = 1.3;

/// New ids without end: letters counted up, with their check letter.
struct Ids(u64);

impl Ids {
    fn next(&mut self) -> TokenId {
        loop {
            self.0 += 1;
            let mut rest = self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
            let mut text: String = (0..8)
                .map(|_| {
                    let letter = char::from(b'a' + (rest % 26) as u8);
                    rest /= 26;
                    letter
                })
                .collect();
            text.push('a');
            for last in 'a'..='z' {
                text.pop();
                text.push(last);
                if let Some(id) = TokenId::parse(&text) {
                    return id;
                }
            }
        }
    }

    fn prompt(&mut self) -> Vec<TokenId> {
        (0..TOKENS).map(|_| self.next()).collect()
    }
}

/// A vault with a scope to put into, made as an engine makes one.
fn opened(vault: Arc<dyn Vault>) -> (Arc<dyn Vault>, ScopeRef) {
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(Arc::clone(&vault))
        .build()
        .expect("an engine");
    let name = format!("bench-{}", std::process::id());
    let session = engine.session(&name).expect("a scope");
    let _ = session.redact("mail asha@example.com").expect("redacted");
    let address = ScopeAddress::of("", &name);
    let header = vault.header(&address).expect("asked").expect("made");
    let scope = ScopeRef {
        address,
        generation: header.generation(),
    };
    (vault, scope)
}

fn timed(call: impl FnOnce()) -> Duration {
    let began = Instant::now();
    call();
    began.elapsed()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1e6
}

/// The bare driver: puts and gets ten records.
trait Bare {
    fn put(&mut self, ids: &[TokenId], sealed: &[u8]);
    fn get(&mut self, ids: &[TokenId]) -> usize;
}

struct BareSqlite(rusqlite::Connection);

impl BareSqlite {
    fn open(path: &Path) -> BareSqlite {
        let connection = rusqlite::Connection::open(path).expect("opened");
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
                 CREATE TABLE records (address BLOB NOT NULL, generation BLOB NOT NULL, id TEXT NOT NULL,
                    sealed BLOB NOT NULL, expires INTEGER, PRIMARY KEY (address, generation, id)) WITHOUT ROWID;",
            )
            .expect("laid out");
        BareSqlite(connection)
    }
}

impl Bare for BareSqlite {
    fn put(&mut self, ids: &[TokenId], sealed: &[u8]) {
        let transaction = self.0.transaction().expect("begun");
        {
            let sql = "INSERT INTO records VALUES (?1, ?2, ?3, ?4, NULL)";
            let mut put = transaction.prepare_cached(sql).expect("prepared");
            for id in ids {
                put.execute(rusqlite::params![
                    [1_u8; 16],
                    [2_u8; 16],
                    id.as_str(),
                    sealed
                ])
                .expect("put");
            }
        }
        transaction.commit().expect("committed");
    }

    fn get(&mut self, ids: &[TokenId]) -> usize {
        let transaction = self.0.transaction().expect("begun");
        let sql = "SELECT sealed FROM records WHERE address = ?1 AND generation = ?2 AND id = ?3";
        let mut get = transaction.prepare_cached(sql).expect("prepared");
        ids.iter()
            .map(|id| {
                let place = rusqlite::params![[1_u8; 16], [2_u8; 16], id.as_str()];
                get.query_row(place, |row| row.get::<_, Vec<u8>>(0))
                    .expect("there")
                    .len()
            })
            .sum()
    }
}

struct BareRedis(redis::Connection, String);

impl Bare for BareRedis {
    fn put(&mut self, ids: &[TokenId], sealed: &[u8]) {
        let mut put = redis::cmd("HSET");
        put.arg(&self.1);
        for id in ids {
            put.arg(id.as_str()).arg(sealed);
        }
        put.exec(&mut self.0).expect("put");
    }

    fn get(&mut self, ids: &[TokenId]) -> usize {
        let mut get = redis::cmd("HMGET");
        get.arg(&self.1);
        for id in ids {
            get.arg(id.as_str());
        }
        let got: Vec<Vec<u8>> = get.query(&mut self.0).expect("got");
        got.iter().map(Vec::len).sum()
    }
}

struct BarePostgres(postgres::Client, postgres::Statement, postgres::Statement);

impl BarePostgres {
    fn open(url: &str) -> Result<BarePostgres, postgres::Error> {
        let mut client = postgres::Client::connect(url, postgres::NoTls)?;
        client.batch_execute(
            "DROP TABLE IF EXISTS parda_bare; CREATE TABLE parda_bare (address bytea NOT NULL, generation bytea NOT NULL,
                id text COLLATE \"C\" NOT NULL, sealed bytea NOT NULL, expires bigint, PRIMARY KEY (address, generation, id))",
        )?;
        let put = client.prepare(
            "INSERT INTO parda_bare SELECT $1::bytea, $2::bytea, e.id, e.sealed, NULL
             FROM unnest($3::text[], $4::bytea[]) AS e (id, sealed) ON CONFLICT DO NOTHING",
        )?;
        let get = client.prepare(
            "SELECT id, sealed FROM parda_bare WHERE address = $1 AND generation = $2 AND id = ANY ($3)",
        )?;
        Ok(BarePostgres(client, put, get))
    }
}

impl Bare for BarePostgres {
    fn put(&mut self, ids: &[TokenId], sealed: &[u8]) {
        let sealed = vec![sealed; ids.len()];
        let ids: Vec<&str> = ids.iter().map(TokenId::as_str).collect();
        let (address, generation) = ([1_u8; 16], [2_u8; 16]);
        let parameters: [&(dyn postgres::types::ToSql + Sync); 4] =
            [&address.as_slice(), &generation.as_slice(), &ids, &sealed];
        self.0.execute(&self.1, &parameters).expect("put");
    }

    fn get(&mut self, ids: &[TokenId]) -> usize {
        let ids: Vec<&str> = ids.iter().map(TokenId::as_str).collect();
        let (address, generation) = ([1_u8; 16], [2_u8; 16]);
        let parameters: [&(dyn postgres::types::ToSql + Sync); 3] =
            [&address.as_slice(), &generation.as_slice(), &ids];
        let rows = self.0.query(&self.2, &parameters).expect("got");
        rows.iter().map(|row| row.get::<_, Vec<u8>>(1).len()).sum()
    }
}

impl Drop for BarePostgres {
    fn drop(&mut self) {
        let _ = self.0.batch_execute("DROP TABLE parda_bare");
    }
}

/// Both sides in turn; says the ratios, and whether they are within what is promised.
fn compare(name: &str, vault: Arc<dyn Vault>, bare: &mut dyn Bare) -> bool {
    let (vault, scope) = opened(vault);
    let sealed: Vec<u8> = (0..SEALED).map(|n| (n * 37) as u8).collect();
    let (mut ours, mut theirs) = (Ids(1), Ids(1 << 40));
    let mut times: [Vec<Duration>; 4] = Default::default();
    for round in 0..ROUNDS + ROUNDS / 10 {
        let (own, other) = (ours.prompt(), theirs.prompt());
        let entries: Vec<Entry<'_>> = own
            .iter()
            .map(|id| Entry {
                id: *id,
                sealed: &sealed,
                expires: None,
            })
            .collect();
        let measured = [
            timed(|| vault.put_many(&scope, &entries).expect("put")),
            timed(|| bare.put(&other, &sealed)),
            timed(|| {
                assert!(
                    vault
                        .get_many(&scope, &own)
                        .expect("got")
                        .iter()
                        .all(Option::is_some)
                )
            }),
            timed(|| assert_eq!(bare.get(&other), TOKENS * SEALED)),
        ];
        // The first tenth warms up.
        if round >= ROUNDS / 10 {
            for (times, time) in times.iter_mut().zip(measured) {
                times.push(time);
            }
        }
    }
    vault.forget(&scope.address).expect("forgotten");
    let [put, bare_put, get, bare_get] = times.map(median);
    for (call, ours, theirs) in [("put", put, bare_put), ("get", get, bare_get)] {
        println!(
            "{name:9} {call}  ours {ours:8.1} us  bare {theirs:8.1} us  ratio {:.2}",
            ours / theirs
        );
    }
    put <= MOST * bare_put && get <= MOST * bare_get
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-vaults");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Bytes of this process that are in memory.
fn resident() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|text| text.split(' ').nth(1)?.parse::<u64>().ok());
    pages.unwrap_or(0) * 4096
}

fn million(name: &str, vault: Arc<dyn Vault>, size: impl Fn() -> u64) {
    const ALL: u64 = 1_000_000;
    let before = size();
    let (vault, scope) = opened(vault);
    let sealed: Vec<u8> = (0..SEALED).map(|n| (n * 37) as u8).collect();
    let mut ids = Ids(1 << 50);
    let began = Instant::now();
    for _ in 0..ALL / 1_000 {
        let ids: Vec<TokenId> = (0..1_000).map(|_| ids.next()).collect();
        let entries: Vec<Entry<'_>> = ids
            .iter()
            .map(|id| Entry {
                id: *id,
                sealed: &sealed,
                expires: None,
            })
            .collect();
        vault.put_many(&scope, &entries).expect("put");
    }
    let took = began.elapsed().as_secs_f64();
    let held = vault.stats().expect("counted").entries;
    println!(
        "{name:9} {held} mappings, {:.0} bytes each, {took:.1} s to put",
        (size() - before) as f64 / held as f64
    );
}

fn main() {
    let folder = folder();
    let mut within = true;
    let file = FileVault::open(folder.join("vault.db")).expect("opened");
    within &= compare(
        "file",
        Arc::new(file),
        &mut BareSqlite::open(&folder.join("bare.db")),
    );
    let url =
        std::env::var("PARDA_TEST_REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1/".to_owned());
    match RedisVault::open(&url) {
        Ok(vault) => {
            let client = redis::Client::open(url).expect("one");
            let key = format!("bare-{}", std::process::id());
            let mut bare = BareRedis(client.get_connection().expect("connected"), key.clone());
            within &= compare("redis", Arc::new(vault), &mut bare);
            redis::cmd("DEL").arg(key).exec(&mut bare.0).expect("gone");
        }
        Err(error) => println!("redis     passed over: {error}"),
    }
    let url = std::env::var("PARDA_TEST_POSTGRES_URL")
        .unwrap_or_else(|_| "postgres://root@127.0.0.1/root".to_owned());
    match PostgresVault::open(&url).map(|vault| (vault, BarePostgres::open(&url))) {
        Ok((vault, Ok(mut bare))) => within &= compare("postgres", Arc::new(vault), &mut bare),
        Ok((_, Err(error))) => println!("postgres  passed over: {error}"),
        Err(error) => println!("postgres  passed over: {error}"),
    }
    if std::env::args().any(|argument| argument == "--million") {
        million(
            "memory",
            Arc::new(MemoryVault::new().room(1 << 30)),
            resident,
        );
        let path = folder.join("million.db");
        let file = FileVault::open(&path).expect("opened");
        let size = || {
            let of = |path: &Path| std::fs::metadata(path).map_or(0, |found| found.len());
            of(&path) + of(&folder.join("million.db-wal"))
        };
        million("file", Arc::new(file), size);
    }
    println!(
        "{} {MOST} times the bare driver",
        if within {
            "all within"
        } else {
            "NOT all within"
        }
    );
    assert!(within, "a vault costs more than it may");
}
