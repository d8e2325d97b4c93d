//! A Redis cluster of three primaries and a replica: each scope on one of them, followed when its slot moves, and found
//! again when a replica takes over.

#![cfg(all(feature = "conformance", feature = "redis"))]

mod support;

use std::time::{Duration, Instant};

use parda::vault::conformance::check;
use parda::vault::{Clock, RedisVault, ScopeAddress};
use parda::{Engine, Key, Vault};
use redis::Connection;
use support::servers::{Server, redis};

const PATIENCE: Duration = Duration::from_secs(60);
const SLOTS: u16 = 16_384;

struct Cluster {
    nodes: Vec<Server>,
    admins: Vec<Connection>,
    ids: Vec<String>,
}

fn to(admin: &mut Connection, command: &[&str]) -> redis::RedisResult<redis::Value> {
    redis::cmd(command[0]).arg(&command[1..]).query(admin)
}

fn done(admin: &mut Connection, command: &[&str]) {
    to(admin, command).unwrap_or_else(|error| panic!("{command:?}: {error}"));
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

impl Cluster {
    /// Three primaries with a third of the slots each, and a replica of the first where asked for.
    fn start(name: &str, replica: bool) -> Option<Cluster> {
        let count = if replica { 4 } else { 3 };
        let mut nodes = Vec::new();
        for n in 0..count {
            // The port of the bus must fit, which ten thousand more may not.
            let bus = support::servers::free_port().to_string();
            let settings = [
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                &bus,
                "--cluster-node-timeout",
                "1000",
                "--cluster-require-full-coverage",
                "no",
                "--repl-diskless-sync-delay",
                "0",
            ];
            nodes.push((redis(&format!("{name}-{n}"), &settings)?, bus));
        }
        let mut admins: Vec<Connection> = nodes
            .iter()
            .map(|(node, _)| {
                let client = redis::Client::open(format!("redis://127.0.0.1:{}/", node.port));
                client.expect("one").get_connection().expect("connected")
            })
            .collect();
        for (n, admin) in admins.iter_mut().enumerate() {
            done(
                admin,
                &["CLUSTER", "SET-CONFIG-EPOCH", &(n + 1).to_string()],
            );
        }
        for (n, admin) in admins.iter_mut().take(3).enumerate() {
            let third = SLOTS / 3;
            let from = n as u16 * third;
            let to = if n == 2 { SLOTS - 1 } else { from + third - 1 };
            done(
                admin,
                &[
                    "CLUSTER",
                    "ADDSLOTSRANGE",
                    &from.to_string(),
                    &to.to_string(),
                ],
            );
        }
        for (node, bus) in &nodes[1..] {
            done(
                &mut admins[0],
                &["CLUSTER", "MEET", "127.0.0.1", &node.port.to_string(), bus],
            );
        }
        let ids: Vec<String> = admins
            .iter_mut()
            .map(|admin| {
                redis::cmd("CLUSTER")
                    .arg("MYID")
                    .query(admin)
                    .expect("told")
            })
            .collect();
        let mut cluster = Cluster {
            nodes: nodes.into_iter().map(|(node, _)| node).collect(),
            admins,
            ids,
        };
        cluster.settles(count);
        if replica {
            until("the replica knows its primary", || {
                to(
                    &mut cluster.admins[3],
                    &["CLUSTER", "REPLICATE", &cluster.ids[0]],
                )
                .is_ok()
            });
            cluster.settles(count);
            until("the replica follows", || {
                let info: String = redis::cmd("INFO")
                    .arg("replication")
                    .query(&mut cluster.admins[3])
                    .expect("told");
                info.contains("role:slave") && info.contains("master_link_status:up")
            });
        }
        Some(cluster)
    }

    /// Until every node knows all of them and says that the cluster is well.
    fn settles(&mut self, count: usize) {
        for admin in &mut self.admins {
            until("the cluster settles", || {
                let info: String = redis::cmd("CLUSTER")
                    .arg("INFO")
                    .query(admin)
                    .expect("told");
                let nodes: String = redis::cmd("CLUSTER")
                    .arg("NODES")
                    .query(admin)
                    .expect("told");
                info.contains("cluster_state:ok")
                    && info.contains(&format!("cluster_known_nodes:{count}"))
                    && info.contains("cluster_slots_ok:16384")
                    && !nodes.contains("handshake")
                    && !nodes.contains("fail")
            });
        }
    }

    fn url(&self, node: usize) -> String {
        format!("redis://127.0.0.1:{}/", self.nodes[node].port)
    }

    fn slot(&mut self, scope: &str) -> u16 {
        let key = format!("parda:{{{}}}", ScopeAddress::of("", scope));
        redis::cmd("CLUSTER")
            .arg("KEYSLOT")
            .arg(key)
            .query(&mut self.admins[1])
            .expect("told")
    }

    /// Names of scopes, one for each primary.
    fn scopes(&mut self) -> Vec<String> {
        let mut scopes: Vec<Option<String>> = vec![None; 3];
        for n in 0.. {
            let name = format!("scope-{n}");
            let at = usize::from(self.slot(&name) / (SLOTS / 3)).min(2);
            scopes[at].get_or_insert(name);
            if scopes.iter().all(Option::is_some) {
                break;
            }
        }
        scopes.into_iter().flatten().collect()
    }
}

fn engine(vault: RedisVault, key: &Key) -> Engine<RedisVault> {
    Engine::builder()
        .key(key.clone())
        .vault(vault)
        .build()
        .expect("an engine")
}

fn put(engine: &Engine<RedisVault>, scope: &str, text: &str) -> String {
    let session = engine.session(scope).expect("a session");
    let redacted = session.redact(text).expect("redacted");
    redacted.text().to_owned()
}

fn got(engine: &Engine<RedisVault>, scope: &str, text: &str) -> String {
    let session = engine.session(scope).expect("a session");
    session.restore(text).expect("restored").expose().to_owned()
}

#[test]
fn the_contract_holds_on_a_cluster_and_scopes_stand_on_all_its_nodes() {
    let Some(mut cluster) = Cluster::start("cluster", false) else {
        return;
    };
    for node in 0..3 {
        check(|clock| {
            RedisVault::open(&cluster.url(node))
                .expect("opened")
                .clock(clock)
        });
    }
    let key = Key::generate().expect("randomness");
    let ours = engine(RedisVault::open(&cluster.url(0)).expect("opened"), &key);
    let other = engine(RedisVault::open(&cluster.url(2)).expect("opened"), &key);
    let text = "mail asha@example.com and ravi@example.com";
    for n in 0..60 {
        let scope = format!("chat-{n}");
        let said = put(&ours, &scope, text);
        assert_eq!(got(&other, &scope, &said), text);
    }
    assert_eq!(ours.stats().expect("counted").scopes, 60);
    assert_eq!(ours.stats().expect("counted").entries, 120);
    assert_eq!(other.vault().scopes(None, 100).expect("listed").len(), 60);
    for admin in &mut cluster.admins {
        let keys: u64 = redis::cmd("DBSIZE").query(admin).expect("counted");
        assert!(keys > 5, "a node holds its share: {keys}");
    }
    // An eviction policy on a node that is met later is seen then.
    done(
        &mut cluster.admins[1],
        &["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"],
    );
    let fresh = RedisVault::open(&cluster.url(0)).expect("the first node is well");
    let refused = fresh.stats().expect_err("the second may evict");
    assert!(refused.to_string().contains("noeviction"), "{refused}");
}

#[test]
fn a_slot_that_moves_is_followed_while_it_moves_and_afterwards() {
    let Some(mut cluster) = Cluster::start("cluster-moves", false) else {
        return;
    };
    let key = Key::generate().expect("randomness");
    let scope = cluster.scopes().remove(0);
    let slot = cluster.slot(&scope).to_string();
    let vault = || RedisVault::open(&cluster.url(0)).expect("opened");
    let (ours, late) = (engine(vault(), &key), engine(vault(), &key));
    let text = "mail asha@example.com";
    let said = put(&ours, &scope, text);
    assert_eq!(got(&late, &scope, &said), text);
    let [from, to_id] = [cluster.ids[0].clone(), cluster.ids[1].clone()];
    done(
        &mut cluster.admins[1],
        &["CLUSTER", "SETSLOT", &slot, "IMPORTING", &from],
    );
    done(
        &mut cluster.admins[0],
        &["CLUSTER", "SETSLOT", &slot, "MIGRATING", &to_id],
    );
    assert_eq!(got(&ours, &scope, &said), text, "not moved yet");
    let port = cluster.nodes[1].port.to_string();
    let hash = format!("parda:{{{}}}", ScopeAddress::of("", &scope));
    done(
        &mut cluster.admins[0],
        &["MIGRATE", "127.0.0.1", &port, &hash, "0", "5000"],
    );
    // The old node says ASK, and the new one knows no script.
    done(&mut cluster.admins[1], &["SCRIPT", "FLUSH"]);
    assert_eq!(got(&ours, &scope, &said), text, "asked for at the new node");
    let more = put(&ours, &scope, "and omar@example.com");
    assert_eq!(got(&late, &scope, &more), "and omar@example.com");
    for node in [1, 0, 2] {
        done(
            &mut cluster.admins[node],
            &["CLUSTER", "SETSLOT", &slot, "NODE", &to_id],
        );
    }
    for engine in [&ours, &late] {
        assert_eq!(got(engine, &scope, &said), text, "MOVED is followed");
        let again = put(engine, &scope, "mail noor@example.com");
        assert_eq!(got(&ours, &scope, &again), "mail noor@example.com");
    }
    assert_eq!(ours.stats().expect("counted").entries, 3);
    assert_eq!(
        ours.session(&scope)
            .expect("a session")
            .forget()
            .expect("gone"),
        3
    );
}

#[test]
fn a_primary_that_dies_is_an_error_in_time_and_its_replica_takes_over() {
    let Some(mut cluster) = Cluster::start("cluster-fails", true) else {
        return;
    };
    let key = Key::generate().expect("randomness");
    let scopes = cluster.scopes();
    let patience = Duration::from_secs(2);
    // Opened at the node that dies.
    let vault = RedisVault::open(&cluster.url(0))
        .expect("opened")
        .patience(patience);
    let ours = engine(vault, &key);
    let text = "mail asha@example.com";
    let said: Vec<String> = scopes.iter().map(|scope| put(&ours, scope, text)).collect();
    // Acknowledged by the replica too: what it has not seen, a failover loses.
    let acknowledged: u64 = redis::cmd("WAIT")
        .arg(1)
        .arg(10_000)
        .query(&mut cluster.admins[0])
        .expect("told");
    assert_eq!(acknowledged, 1);
    cluster.nodes[0].kill();
    let session = ours.session(&scopes[0]).expect("a session");
    let began = Instant::now();
    match session.redact("mail omar@example.com") {
        Ok(redacted) => assert!(!redacted.text().contains("omar"), "it took over already"),
        Err(error) => assert!(error.is_retryable(), "{error}"),
    }
    assert!(began.elapsed() < 6 * patience, "{:?}", began.elapsed());
    for (scope, said) in scopes.iter().zip(&said).skip(1) {
        assert_eq!(got(&ours, scope, said), text, "the others serve on");
    }
    until("the replica takes over", || {
        let restored = session.restore(&said[0]);
        restored.is_ok_and(|restored| restored.expose() == text)
    });
    let more = put(&ours, &scopes[0], "and ravi@example.com");
    assert_eq!(got(&ours, &scopes[0], &more), "and ravi@example.com");
    assert_eq!(ours.stats().expect("counted").scopes, 3);
}

#[test]
fn clocks_and_ends_hold_on_a_cluster() {
    let Some(mut cluster) = Cluster::start("cluster-ends", false) else {
        return;
    };
    let key = Key::generate().expect("randomness");
    let scopes = cluster.scopes();
    let vault = RedisVault::open(&cluster.url(1))
        .expect("opened")
        .clock(Clock::system());
    let engine = Engine::builder()
        .key(key)
        .vault(vault)
        .ttl(Duration::from_millis(300))
        .build()
        .expect("an engine");
    for scope in &scopes {
        let session = engine.session(scope).expect("a session");
        let _ = session.redact("mail asha@example.com").expect("redacted");
    }
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(engine.purge().expect("swept"), 3, "one on each node");
    assert_eq!(engine.stats().expect("counted").entries, 0);
}
