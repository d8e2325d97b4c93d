//! The chain: what one line of a log proves about the line before it.
//!
//! Each record holds its number, the code of the record before it, and its own code: HMAC-SHA256 under a key that
//! derives from the root key. The first line, of fixed length, says how many records there are and which is the last,
//! under a code of its own, so that records missing at the end are missed too.

use crate::error::{Error, ErrorKind};
use crate::token::key::Key;
use crate::token::random;
use crate::vault::ScopeAddress;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

/// A code, as 64 hex digits.
pub(super) type Code = String;

/// Bytes of the first line, its end included.
pub(super) const HEAD: usize = 321;

/// A scope as the audit names it: a keyed hash, so that a log does not tell the names of scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ScopeHash([u8; 16]);

impl ScopeHash {
    /// Of a scope, under the first epoch of the key: rotation changes no hash.
    pub(crate) fn of(key: &Key, scope: &ScopeAddress) -> Result<ScopeHash, Error> {
        let code = mac(key, 1, "parda/1/audit-scope", scope.as_bytes())?.finalize();
        let mut hash = [0; 16];
        hash.copy_from_slice(&code.into_bytes()[..16]);
        Ok(ScopeHash(hash))
    }
}

impl fmt::Display for ScopeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[allow(clippy::expect_used)]
fn mac(key: &Key, epoch: u32, purpose: &str, message: &[u8]) -> Result<Hmac<Sha256>, Error> {
    let own = key
        .derive(epoch, b"", purpose, "", "")
        .ok_or(ErrorKind::WrongKey)?;
    // HMAC takes a key of any length (RFC 2104, section 2).
    let mut mac =
        <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(own.as_ref()).expect("any length is a key");
    mac.update(message);
    Ok(mac)
}

fn code(key: &Key, epoch: u32, purpose: &str, message: &str) -> Result<Code, Error> {
    let code = mac(key, epoch, purpose, message.as_bytes())?.finalize();
    Ok(hex(&code.into_bytes()))
}

/// Whether `stated` is the code of `message`, in constant time.
fn holds(key: &Key, epoch: u32, purpose: &str, message: &str, stated: &str) -> bool {
    let (Ok(mac), Some(stated)) = (mac(key, epoch, purpose, message.as_bytes()), unhex(stated))
    else {
        return false;
    };
    mac.verify_slice(&stated).is_ok()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(digits: &str) -> Option<[u8; 32]> {
    let digits = digits.as_bytes();
    if digits.len() != 64
        || digits
            .iter()
            .any(|b| !matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |b: u8| if b <= b'9' { b - b'0' } else { b - b'a' + 10 };
        *byte = digit(pair[0]) << 4 | digit(pair[1]);
    }
    Some(bytes)
}

const HEAD_PURPOSE: &str = "parda/1/audit-head";
const RECORD_PURPOSE: &str = "parda/1/audit-record";

/// What the first line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// 64 random hex digits: which log it is, and what the first record follows.
    pub(super) log: Code,
    /// How many records there are.
    pub(super) records: u64,
    /// The code of the last.
    pub(super) last: Code,
    /// Where the last ends, in bytes.
    pub(super) end: u64,
}

impl Head {
    /// Of a new log.
    pub(super) fn fresh() -> Result<Head, Error> {
        let log = hex(random::bytes::<32>()?.as_ref());
        Ok(Head {
            last: log.clone(),
            log,
            records: 0,
            end: HEAD as u64,
        })
    }

    /// The first line. All numbers have a fixed width, so that it is replaced in place.
    pub(super) fn line(&self, key: &Key) -> Result<String, Error> {
        let epoch = key.epoch();
        let body = format!(
            "{{\"parda_audit\":1,\"log\":\"{}\",\"epoch\":\"{epoch:010}\",\"records\":\"{:020}\",\"end\":\"{:020}\",\"last\":\"{}\"",
            self.log, self.records, self.end, self.last
        );
        let mac = code(key, epoch, HEAD_PURPOSE, &body)?;
        Ok(format!("{body},\"mac\":\"{mac}\"}}\n"))
    }

    /// Reads a first line; the flag says whether its code holds. `None` when it is none.
    pub(super) fn read(line: &str, key: &Key) -> Option<(Head, bool)> {
        let (body, mac) = split(line.strip_suffix('\n')?)?;
        let mut rest = body.strip_prefix("{\"parda_audit\":1,")?;
        let log = take(&mut rest, "log")?;
        let epoch = take(&mut rest, "epoch")?.parse().ok()?;
        let records = take(&mut rest, "records")?.parse().ok()?;
        let end = take(&mut rest, "end")?.parse().ok()?;
        let last = take(&mut rest, "last")?;
        let head = Head {
            log: log.to_owned(),
            records,
            last: last.to_owned(),
            end,
        };
        let genuine =
            rest.is_empty() && line.len() == HEAD && holds(key, epoch, HEAD_PURPOSE, body, mac);
        Some((head, genuine))
    }

    /// The state after `link` was appended.
    pub(super) fn after(&self, link: &Link<'_>, bytes: usize) -> Head {
        Head {
            log: self.log.clone(),
            records: self.records + 1,
            last: link.mac.to_owned(),
            end: self.end + bytes as u64,
        }
    }
}

/// What a record's line says about the chain.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link<'l> {
    pub(super) number: u64,
    pub(super) previous: &'l str,
    pub(super) mac: &'l str,
    /// Whether its code holds.
    pub(super) genuine: bool,
}

impl<'l> Link<'l> {
    /// Reads a record's line, without its end; `None` when it is none.
    pub(super) fn read(line: &'l str, key: &Key) -> Option<Link<'l>> {
        let (body, mac) = split(line)?;
        let mut rest = body.strip_prefix('{')?;
        let number = number_of(&mut rest, "n")?;
        let epoch = u32::try_from(number_of(&mut rest, "epoch")?).ok()?;
        let previous = take(&mut rest, "prev")?;
        Some(Link {
            number,
            previous,
            mac,
            genuine: holds(key, epoch, RECORD_PURPOSE, body, mac),
        })
    }
}

/// The line of the record that follows `head`, its end included.
pub(super) fn line(key: &Key, head: &Head, fields: &str) -> Result<String, Error> {
    let epoch = key.epoch();
    let body = format!(
        "{{\"n\":{},\"epoch\":{epoch},\"prev\":\"{}\",{fields}",
        head.records + 1,
        head.last
    );
    let mac = code(key, epoch, RECORD_PURPOSE, &body)?;
    Ok(format!("{body},\"mac\":\"{mac}\"}}\n"))
}

/// What the code is over, and the code.
fn split(line: &str) -> Option<(&str, &str)> {
    const BETWEEN: &str = ",\"mac\":\"";
    let inner = line.strip_suffix("\"}")?;
    let (body, mac) = inner.rsplit_once(BETWEEN)?;
    Some((body, mac))
}

/// Takes `"name":"text"` and a comma where more comes.
fn take<'l>(rest: &mut &'l str, name: &str) -> Option<&'l str> {
    let inside = value(rest, name)?.strip_prefix('"')?;
    let (text, behind) = inside.split_once('"')?;
    *rest = behind.strip_prefix(',').unwrap_or(behind);
    Some(text)
}

/// Takes `"name":123,`.
fn number_of(rest: &mut &str, name: &str) -> Option<u64> {
    let (digits, behind) = value(rest, name)?.split_once(',')?;
    *rest = behind;
    digits.parse().ok()
}

fn value<'l>(rest: &&'l str, name: &str) -> Option<&'l str> {
    rest.strip_prefix('"')?
        .strip_prefix(name)?
        .strip_prefix("\":")
}
