//! The servers of a vault: one, or the primaries of a cluster, each with connections of its own.
//!
//! A scope is one hash, so each call is for one slot and one node. Which node that is a cluster says itself, whenever it
//! is asked at the wrong one; so the map is learned, and a wrong one costs a round trip and nothing else. That keeps what
//! is promised of one server (limits of time, the check for eviction, one repeat on a connection that broke) for each of
//! them.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use redis::{
    ConnectionAddr, ErrorKind, FromRedisValue, RedisError, RedisResult, ServerErrorKind, Value,
};

use super::pool::{Failure, Lane, Limits, Pool, is_broken};
use super::request::Request;
use super::translate;
use crate::vault::{ScopeAddress, VaultError};

/// The slots of a cluster.
const SLOTS: u16 = 16_384;
/// Nodes that one call asks at most: where the map says, where that one sends it, and a slot that moves meanwhile.
const STEPS: usize = 6;

pub(super) struct Nodes {
    seed: redis::Client,
    limits: Limits,
    map: RwLock<Map>,
}

/// What is known of the nodes. The one that the address names is always among them, and first.
struct Map {
    nodes: Vec<Node>,
    /// Who serves each slot, by place among the nodes; empty where there is no cluster, or nothing known of it yet.
    slots: Vec<u16>,
    clustered: bool,
}

struct Node {
    name: Name,
    pool: Arc<Pool>,
}

/// Host and port.
type Name = (String, u16);

/// From slot to slot, both served, and by whom.
type Served = (u16, u16, Name);

impl Nodes {
    /// Asks the server at the client's address whether it is one of a cluster, and of which.
    pub(super) fn at(seed: redis::Client, limits: Limits) -> Result<Nodes, VaultError> {
        let nodes = Nodes::unasked(seed, limits, false);
        let asked = |lane: &mut Lane<'_>| -> RedisResult<String> {
            redis::cmd("INFO").arg("cluster").query(lane.connection())
        };
        let info = told(nodes.first().run(false, &asked))?;
        if info.lines().any(|line| line.trim() == "cluster_enabled:1") {
            nodes.write(|map| map.clustered = true);
            nodes.refresh(Instant::now() + 2 * limits.patience)?;
        }
        Ok(nodes)
    }

    /// With a limit changed; what is open was opened with the old one, and goes.
    pub(super) fn with(self, change: impl FnOnce(&mut Limits)) -> Nodes {
        let mut limits = self.limits;
        change(&mut limits);
        let clustered = self.read(|map| map.clustered);
        Nodes::unasked(self.seed, limits, clustered)
    }

    fn unasked(seed: redis::Client, limits: Limits, clustered: bool) -> Nodes {
        let node = Node {
            name: name(seed.get_connection_info().addr()),
            pool: Arc::new(Pool::new(seed.clone(), limits)),
        };
        let map = RwLock::new(Map {
            nodes: vec![node],
            slots: Vec::new(),
            clustered,
        });
        Nodes { seed, limits, map }
    }

    fn read<T>(&self, look: impl FnOnce(&Map) -> T) -> T {
        look(&self.map.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, change: impl FnOnce(&mut Map) -> T) -> T {
        change(&mut self.map.write().unwrap_or_else(PoisonError::into_inner))
    }

    fn first(&self) -> Arc<Pool> {
        self.read(|map| Arc::clone(&map.nodes[0].pool))
    }

    /// Makes a request where the scope is. It may be made at several nodes, and more than once: every call is safe to repeat.
    pub(super) fn run<T: FromRedisValue>(
        &self,
        scope: &ScopeAddress,
        request: &Request,
    ) -> Result<T, VaultError> {
        let call = |lane: &mut Lane<'_>| request.run(lane);
        let (mut pool, clustered) = self.read(|map| (map.serving(scope), map.clustered));
        let until = Instant::now() + 2 * self.limits.patience;
        let (mut asking, mut looked) = (false, false);
        for _ in 1..STEPS {
            let error = match pool.run(asking, &call) {
                Err(Failure::Server(error)) => error,
                outcome => return told(outcome),
            };
            asking = error.kind() == ErrorKind::Server(ServerErrorKind::Ask);
            if let Some((address, slot)) = error.redirect_node() {
                let there = self.named(address, &pool).ok_or_else(VaultError::corrupt)?;
                if !asking {
                    // The rest has moved too, most likely; where nobody tells, this slot's place is known all the same.
                    let _ = self.refresh(until);
                    self.learn(slot, &there);
                }
                pool = there;
            } else if clustered && !looked && is_lost(&error) && Instant::now() < until {
                // Another may have taken its place.
                looked = true;
                self.refresh(until)?;
                let other = self.read(|map| map.serving(scope));
                if Arc::ptr_eq(&other, &pool) {
                    return Err(translate(error));
                }
                pool = other;
            } else {
                return Err(translate(error));
            }
            if Instant::now() >= until {
                break;
            }
        }
        Err(VaultError::unavailable(
            "the cluster's nodes send a call from one to the other",
        ))
    }

    /// The nodes that hold all keys between them, asked anew where it is a cluster.
    pub(super) fn primaries(&self) -> Result<Vec<Arc<Pool>>, VaultError> {
        if self.read(|map| map.clustered) {
            self.refresh(Instant::now() + 2 * self.limits.patience)?;
        }
        Ok(self.read(|map| {
            let mut serving: Vec<u16> = map.slots.clone();
            serving.sort_unstable();
            serving.dedup();
            if serving.is_empty() {
                serving.push(0);
            }
            let pools = serving
                .iter()
                .filter_map(|at| map.nodes.get(usize::from(*at)));
            pools.map(|node| Arc::clone(&node.pool)).collect()
        }))
    }

    /// Asks one node after the other who serves which slots, until one says.
    fn refresh(&self, until: Instant) -> Result<(), VaultError> {
        let nodes: Vec<(Name, Arc<Pool>)> = self.read(|map| {
            let nodes = map.nodes.iter();
            nodes
                .map(|node| (node.name.clone(), Arc::clone(&node.pool)))
                .collect()
        });
        let slots = |lane: &mut Lane<'_>| -> RedisResult<Value> {
            redis::cmd("CLUSTER").arg("SLOTS").query(lane.connection())
        };
        let mut last = None;
        for (name, pool) in nodes {
            if last.is_some() && Instant::now() >= until {
                break;
            }
            match told(pool.run(false, &slots)) {
                Ok(answer) => match served(&answer, &name.0) {
                    Some(served) if !served.is_empty() => {
                        self.take(served);
                        return Ok(());
                    }
                    // A node that was left alone knows of no slots.
                    _ => last = Some(VaultError::unavailable("the cluster serves no slots")),
                },
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(VaultError::corrupt))
    }

    fn take(&self, served: Vec<Served>) {
        self.write(|map| {
            let mut kept = std::mem::take(&mut map.nodes);
            // The first stays whatever it serves: it is who is asked when all others are gone.
            let rest = kept.split_off(1);
            map.nodes = kept;
            let mut slots = vec![0; usize::from(SLOTS)];
            for (from, to, name) in served {
                let known = rest.iter().find(|node| node.name == name);
                let pool = known.map(|node| Arc::clone(&node.pool));
                let at = self.place(map, name, pool);
                if let Some(slots) = slots.get_mut(usize::from(from)..=usize::from(to)) {
                    slots.fill(at);
                }
            }
            map.slots = slots;
            map.clustered = true;
        });
    }

    /// The place of a node among the known ones, where it is put if it is new.
    fn place(&self, map: &mut Map, name: Name, pool: Option<Arc<Pool>>) -> u16 {
        let known = map.nodes.iter().position(|node| node.name == name);
        let at = known.unwrap_or_else(|| {
            let pool = pool.unwrap_or_else(|| Arc::new(self.pool(&name)));
            map.nodes.push(Node { name, pool });
            map.nodes.len() - 1
        });
        u16::try_from(at).unwrap_or(0)
    }

    /// Connections to another node, as those to the first: with its user, password and encryption.
    fn pool(&self, (host, port): &Name) -> Pool {
        let first = self.seed.get_connection_info();
        let mut address = first.addr().clone();
        match &mut address {
            ConnectionAddr::TcpTls {
                host: named,
                port: at,
                ..
            } => (*named, *at) = (host.clone(), *port),
            other => *other = ConnectionAddr::Tcp(host.clone(), *port),
        }
        let info = first.clone().set_addr(address);
        // What was an address before is one with another host.
        let client = redis::Client::open(info).unwrap_or_else(|_| self.seed.clone());
        Pool::new(client, self.limits)
    }

    /// The node at `host:port`, where a node sends a call. One that knows no host of its own means itself.
    fn named(&self, address: &str, from: &Arc<Pool>) -> Option<Arc<Pool>> {
        let (host, port) = address.rsplit_once(':')?;
        let port = port.parse().ok()?;
        Some(self.write(|map| {
            let sender = map.nodes.iter().find(|node| Arc::ptr_eq(&node.pool, from));
            let host = match (host, sender) {
                ("" | "?", Some(sender)) => sender.name.0.clone(),
                _ => host.to_owned(),
            };
            let at = self.place(map, (host, port), None);
            map.clustered = true;
            Arc::clone(&map.nodes[usize::from(at)].pool)
        }))
    }

    fn learn(&self, slot: u16, pool: &Arc<Pool>) {
        self.write(|map| {
            if map.slots.is_empty() {
                map.slots = vec![0; usize::from(SLOTS)];
            }
            let at = map
                .nodes
                .iter()
                .position(|node| Arc::ptr_eq(&node.pool, pool));
            let place = map.slots.get_mut(usize::from(slot));
            if let (Some(at), Some(place)) = (at.and_then(|at| u16::try_from(at).ok()), place) {
                *place = at;
            }
        });
    }
}

impl Map {
    fn serving(&self, scope: &ScopeAddress) -> Arc<Pool> {
        let at = if self.slots.is_empty() {
            0
        } else {
            self.slots[usize::from(slot(scope))]
        };
        let node = self.nodes.get(usize::from(at)).unwrap_or(&self.nodes[0]);
        Arc::clone(&node.pool)
    }
}

/// What a pool's call gave, as the vault's own.
pub(super) fn told<T>(outcome: Result<T, Failure>) -> Result<T, VaultError> {
    outcome.map_err(|failure| match failure {
        Failure::Server(error) => translate(error),
        Failure::Vault(error) => error,
    })
}

fn name(address: &ConnectionAddr) -> Name {
    match address {
        ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. } => {
            (host.clone(), *port)
        }
        _ => (String::new(), 0),
    }
}

/// Whether another node may do what this one did not: it cannot be reached, or has ceased to be a primary.
fn is_lost(error: &RedisError) -> bool {
    is_broken(error) || matches!(error.code(), Some("CLUSTERDOWN" | "READONLY" | "LOADING"))
}

/// The slot of a scope's hash: CRC-16/XMODEM of what stands in braces in its key, as the specification of Redis Cluster
/// has it.
fn slot(scope: &ScopeAddress) -> u16 {
    crc16(scope.to_string().as_bytes()) % SLOTS
}

fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc: u16, _| {
            let carry = crc & 0x8000 != 0;
            (crc << 1) ^ if carry { 0x1021 } else { 0 }
        })
    })
}

/// The answer to `CLUSTER SLOTS`: of each range its ends and its nodes, the primary first, each with host, port and more.
fn served(answer: &Value, asked: &str) -> Option<Vec<Served>> {
    let array = |value: &Value| match value {
        Value::Array(values) => Some(values.clone()),
        _ => None,
    };
    let number = |value: &Value| match value {
        Value::Int(number) => u16::try_from(*number).ok(),
        _ => None,
    };
    let host = |value: &Value| match value {
        Value::BulkString(bytes) if !bytes.is_empty() && bytes != b"?" => {
            String::from_utf8(bytes.clone()).ok()
        }
        Value::BulkString(_) | Value::Nil => Some(asked.to_owned()),
        _ => None,
    };
    array(answer)?
        .iter()
        .map(|range| {
            let range = array(range)?;
            let primary = array(range.get(2)?)?;
            let name = (host(primary.first()?)?, number(primary.get(1)?)?);
            let (from, to) = (number(range.first()?)?, number(range.get(1)?)?);
            (from <= to && to < SLOTS).then_some((from, to, name))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_those_of_the_specification() {
        assert_eq!(crc16(b"123456789"), 0x31c3);
        assert_eq!(crc16(b"") % SLOTS, 0);
        assert_eq!(crc16(b"user1000") % SLOTS, 3443);
    }

    #[test]
    fn an_answer_with_and_without_hosts_is_read_and_another_is_none() {
        let bulk = |text: &str| Value::BulkString(text.as_bytes().to_vec());
        let node = |host: Value, port| Value::Array(vec![host, Value::Int(port), bulk("id")]);
        let range = |from, to, host| {
            Value::Array(vec![
                Value::Int(from),
                Value::Int(to),
                node(host, 7000),
                node(bulk("b"), 7001),
            ])
        };
        let answer = Value::Array(vec![
            range(0, 5, bulk("a")),
            range(6, 16_383, Value::Nil),
            range(6, 6, bulk("")),
        ]);
        let served = |answer: &Value| super::served(answer, "here");
        assert_eq!(
            served(&answer),
            Some(vec![
                (0, 5, ("a".to_owned(), 7000)),
                (6, 16_383, ("here".to_owned(), 7000)),
                (6, 6, ("here".to_owned(), 7000)),
            ])
        );
        for wrong in [
            Value::Nil,
            Value::Array(vec![Value::Int(1)]),
            Value::Array(vec![range(0, 16_384, bulk("a"))]),
            Value::Array(vec![range(5, 4, bulk("a"))]),
        ] {
            assert_eq!(served(&wrong), None);
        }
    }
}
