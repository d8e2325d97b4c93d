//! A PostgreSQL server that has not counted its rows yet plans for an empty table. What a call reads must not grow with
//! the scope all the same.

#![cfg(feature = "postgres")]

mod support;

use std::time::{Duration, Instant};

use parda::vault::{PostgresVault, ScopeAddress};
use parda::{Engine, Key};
use support::servers::postgres;

#[test]
fn a_get_reads_what_it_asks_for_and_not_the_scope() {
    let settings = ["autovacuum=off", "track_counts=on"];
    let Some(server) = postgres("pg-plans", "host all all 127.0.0.1/32 trust\n", &settings) else {
        return;
    };
    let url = format!("postgres://root@127.0.0.1:{}/postgres", server.port);
    let vault = PostgresVault::open(&url).expect("opened").connections(1);
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(vault)
        .build()
        .expect("an engine");
    let session = engine.session("large").expect("a session");
    let small = session.redact("asha@example.com").expect("redacted");
    let restore = || {
        let restored = session.restore(small.text()).expect("restored");
        assert_eq!(restored.restored(), 1);
    };
    // Planned and kept while the tables are all but empty.
    for _ in 0..10 {
        restore();
    }
    let mut admin = ::postgres::Client::connect(&url, ::postgres::NoTls).expect("connected");
    let address = ScopeAddress::of("", "large");
    let filled = admin.execute(
        "INSERT INTO parda_records (address, generation, id, sealed)
         SELECT address, generation, translate(to_char(n, 'fm000000000'), '0123456789', 'abcdefghij'), '\\x00'
         FROM parda_scopes, generate_series(1, 20000) AS n WHERE address = $1",
        &[&address.as_bytes().as_slice()],
    );
    assert_eq!(filled.expect("filled"), 20_000);
    let mut read = || -> i64 {
        admin
            .query_one(
                "SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE relname = 'parda_records'",
                &[],
            )
            .expect("told")
            .get(0)
    };
    // A server tells what it has read within a second of reading on.
    let (before, began) = (read(), Instant::now());
    let mut gets = 0;
    while began.elapsed() < Duration::from_millis(2_500) {
        restore();
        gets += 1;
        std::thread::sleep(Duration::from_millis(50));
    }
    let read = read() - before;
    assert!(read > 0, "the server tells");
    assert!(read < 20 * gets, "{read} rows read for {gets} values");
}
