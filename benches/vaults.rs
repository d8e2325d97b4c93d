//! What the vaults cost, as ratios to bare calls of their drivers, and what a million mappings take.
//!
//! `cargo bench --all-features --bench vaults` prints a line for each vault and call: the median of ours, of the bare
//! driver's, and their ratio, for the ten tokens of one prompt. Both sides run in turn in one process, on the same server
//! and with the same durability, each first in every other round; every write is of ids that are new.
//!
//! Redis is started as `docs/servers.md` asks for it, with each write on disk before it is answered. Told and not judged
//! are `unsynced`, a Redis server that keeps nothing on disk, where a put shows what the vault's script takes; `bridged`,
//! what asynchronous code pays; and `session`, a prompt with all that finds, mints and seals.
//!
//! Names of vaults ask for these only. With `-- --million` 10^6 mappings are put into each vault, which says what they
//! take. Servers that are not there are passed over: `PARDA_TEST_POSTGRES_URL`, and `redis-server`.

#[path = "../tests/support/wait.rs"]
mod wait;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use wait::wait;

use parda::vault::{Bridge, Entry, PostgresVault, RedisVault, ScopeAddress, ScopeRef};
use parda::{AsyncVault, Engine, FileVault, Key, MemoryVault, TokenId, Vault};

#[allow(dead_code)]
#[path = "../tests/support/servers.rs"]
mod servers;

/// Tokens of a prompt.
const TOKENS: usize = 10;
/// Bytes of a sealed e-mail address.
const SEALED: usize = 81;
const ROUNDS: usize = 1_000;
/// Gets of what one put stored: a response is read more often than a prompt is written, and a get is short to time.
const GETS: usize = 4;
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
            // With `id = ANY ($3)` a server that has not counted the rows yet reads all of them.
            "SELECT e.id, (SELECT sealed FROM parda_bare WHERE address = $1 AND generation = $2 AND id = e.id COLLATE \"C\")
             FROM unnest($3::text[]) AS e (id)",
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

/// The times of one call on each side.
#[derive(Default)]
struct Times {
    ours: Vec<Duration>,
    bare: Vec<Duration>,
}

impl Times {
    /// Times both, one first in even rounds and the other in odd ones: who comes second finds the machine awake.
    fn take(&mut self, round: usize, ours: impl FnOnce(), bare: impl FnOnce()) {
        if round.is_multiple_of(2) {
            self.ours.push(timed(ours));
            self.bare.push(timed(bare));
        } else {
            self.bare.push(timed(bare));
            self.ours.push(timed(ours));
        }
    }

    /// Says the ratio, without the first tenth, which warms up.
    fn tell(self, name: &str, call: &str) -> f64 {
        let [ours, bare] = [self.ours, self.bare].map(|mut times| {
            times.drain(..times.len() / 11);
            median(times)
        });
        let ratio = ours / bare;
        println!("{name:9} {call:15} ours {ours:8.1} us  bare {bare:8.1} us  ratio {ratio:.2}");
        ratio
    }
}

/// Says the ratios, and whether they are within what is promised.
fn compare(name: &str, vault: Arc<dyn Vault>, bare: &mut dyn Bare) -> bool {
    let (vault, scope) = opened(vault);
    let bridge = Bridge::new(Arc::clone(&vault), 2).expect("threads");
    let sealed: Vec<u8> = (0..SEALED).map(|n| (n * 37) as u8).collect();
    let (mut ours, mut theirs) = (Ids(1), Ids(1 << 40));
    let [mut put, mut get, mut bridged_put, mut bridged_get]: [Times; 4] = Default::default();
    for round in 0..ROUNDS + ROUNDS / 10 {
        let others = [theirs.prompt(), theirs.prompt()];
        let own = [ours.prompt(), ours.prompt()];
        let entries = |ids: &[TokenId]| -> Vec<Entry<'_>> {
            let entry = |id: &TokenId| Entry {
                id: *id,
                sealed: &sealed,
                expires: None,
            };
            ids.iter().map(entry).collect()
        };
        let [batch, bridged] = [entries(&own[0]), entries(&own[1])];
        put.take(
            round,
            || vault.put_many(&scope, &batch).expect("put"),
            || bare.put(&others[0], &sealed),
        );
        bridged_put.take(
            round,
            || wait(bridge.put_many(&scope, &bridged)).expect("put"),
            || bare.put(&others[1], &sealed),
        );
        let all = |got: parda::vault::Answer| assert!(got.iter().all(Option::is_some));
        for turn in 0..GETS {
            get.take(
                turn,
                || all(vault.get_many(&scope, &own[0]).expect("got")),
                || assert_eq!(bare.get(&others[0]), TOKENS * SEALED),
            );
        }
        for turn in 0..GETS {
            bridged_get.take(
                turn,
                || all(wait(bridge.get_many(&scope, &own[0])).expect("got")),
                || assert_eq!(bare.get(&others[0]), TOKENS * SEALED),
            );
        }
    }
    vault.forget(&scope.address).expect("forgotten");
    let within = [put.tell(name, "put"), get.tell(name, "get")]
        .iter()
        .all(|ratio| *ratio <= MOST);
    bridged_put.tell(name, "put, bridged");
    bridged_get.tell(name, "get, bridged");
    session(name, vault, bare, &mut theirs);
    within
}

/// A prompt of ten values redacted, and its tokens restored, beside the bare calls.
fn session(name: &str, vault: Arc<dyn Vault>, bare: &mut dyn Bare, theirs: &mut Ids) {
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(vault)
        .build()
        .expect("an engine");
    let scope = format!("bench-session-{}", std::process::id());
    let session = engine.session(&scope).expect("a scope");
    let sealed = vec![7; SEALED];
    let [mut put, mut get]: [Times; 2] = Default::default();
    for round in 0..ROUNDS + ROUNDS / 10 {
        let prompt: String = (0..TOKENS)
            .map(|n| format!("and write to user{round}.{n}@example.com "))
            .collect();
        let other = theirs.prompt();
        let mut redacted = String::new();
        put.take(
            round,
            || {
                redacted = session
                    .redact(&prompt)
                    .expect("redacted")
                    .into_text()
                    .into_owned()
            },
            || bare.put(&other, &sealed),
        );
        get.take(
            round,
            || {
                let restored = session.restore(&redacted).expect("restored");
                assert_eq!(restored.restored(), TOKENS);
            },
            || assert_eq!(bare.get(&other), TOKENS * SEALED),
        );
    }
    session.forget().expect("forgotten");
    put.tell(name, "redact, session");
    get.tell(name, "restore, session");
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

/// Puts 10^6 mappings of one scope and says what each takes by `size`, and how long it took.
fn million(name: &str, vault: Arc<dyn Vault>, mut size: impl FnMut() -> u64) {
    const ALL: u64 = 1_000_000;
    let (vault, scope) = opened(vault);
    let before = size();
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
    assert!(held >= ALL, "{held} of {ALL} are there");
    println!(
        "{name:9} {held} mappings of {SEALED} bytes, {:.0} bytes each, {took:.1} s to put",
        (size() - before) as f64 / ALL as f64
    );
    vault.forget(&scope.address).expect("forgotten");
}

/// On a server of the bench's own, where there is a program for one.
fn on_redis(name: &str, settings: &[&str], fill: bool) -> Option<bool> {
    let Some(server) = servers::redis(&format!("bench-{name}"), settings) else {
        println!("{name:9} passed over: there is no redis-server");
        return None;
    };
    let url = format!("redis://127.0.0.1:{}/", server.port);
    let vault: Arc<dyn Vault> = Arc::new(RedisVault::open(&url).expect("opened"));
    let client = redis::Client::open(url).expect("one");
    let mut bare = BareRedis(
        client.get_connection().expect("connected"),
        "bare".to_owned(),
    );
    let within = compare(name, Arc::clone(&vault), &mut bare);
    if fill {
        million(name, vault, || redis_bytes(&mut bare.0));
    }
    Some(within)
}

/// Bytes that a Redis server uses for its keys.
fn redis_bytes(connection: &mut redis::Connection) -> u64 {
    let info: String = redis::cmd("INFO")
        .arg("memory")
        .query(connection)
        .expect("told");
    let used = info
        .lines()
        .find_map(|line| line.trim().strip_prefix("used_memory_dataset:"));
    used.and_then(|bytes| bytes.parse().ok()).expect("told")
}

/// Bytes of the records' table and its indexes.
fn postgres_bytes(client: &mut postgres::Client) -> u64 {
    let sql = "SELECT pg_total_relation_size('parda_records')";
    let bytes: i64 = client.query_one(sql, &[]).expect("told").get(0);
    bytes.unsigned_abs()
}

fn main() {
    let folder = folder();
    let fill = std::env::args().any(|argument| argument == "--million");
    let named: Vec<String> = std::env::args()
        .skip(1)
        .filter(|name| !name.starts_with('-'))
        .collect();
    let asked = |name: &str| named.is_empty() || named.iter().any(|own| own == name);
    let mut within = true;
    if fill && asked("memory") {
        let vault = MemoryVault::new().room(1 << 30);
        million("memory", Arc::new(vault), resident);
    }
    if fill && asked("file") {
        let path = folder.join("million.db");
        let file = FileVault::open(&path).expect("opened");
        million("file", Arc::new(file), || {
            let of = |path: &Path| std::fs::metadata(path).map_or(0, |found| found.len());
            of(&path) + of(&folder.join("million.db-wal"))
        });
    }
    if asked("file") {
        let file = FileVault::open(folder.join("vault.db")).expect("opened");
        let mut bare = BareSqlite::open(&folder.join("bare.db"));
        within &= compare("file", Arc::new(file), &mut bare);
    }
    if asked("redis") {
        within &= on_redis("redis", &[], fill).unwrap_or(true);
        let unsynced = ["--appendonly", "no"];
        let _ = on_redis("unsynced", &unsynced, false);
    }
    let url = std::env::var("PARDA_TEST_POSTGRES_URL")
        .unwrap_or_else(|_| "postgres://root@127.0.0.1/root".to_owned());
    match PostgresVault::open(&url).map(|vault| (vault, BarePostgres::open(&url))) {
        _ if !asked("postgres") => {}
        Ok((vault, Ok(mut bare))) => {
            let vault: Arc<dyn Vault> = Arc::new(vault);
            within &= compare("postgres", Arc::clone(&vault), &mut bare);
            if fill {
                million("postgres", vault, || postgres_bytes(&mut bare.0));
            }
        }
        Ok((_, Err(error))) => println!("postgres  passed over: {error}"),
        Err(error) => println!("postgres  passed over: {error}"),
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
