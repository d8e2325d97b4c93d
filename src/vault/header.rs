//! The header of a scope: its keys, random where they can be destroyed, wrapped by the epoch's key.

use crate::error::{Error, ErrorKind};
use crate::token::IdLength;
use crate::token::key::Key;
use crate::token::mint::Minter;
use crate::token::random;
use crate::vault::seal::Sealer;
use crate::vault::{Generation, ScopeAddress, ScopeRef};
use aes_gcm_siv::aead::inout::InOutBuf;
use aes_gcm_siv::aead::{AeadInOut, KeyInit};
use aes_gcm_siv::{Aes256GcmSiv, Nonce, Tag};
use std::fmt;
use zeroize::Zeroizing;

/// A scope's header as a vault stores it: the generation and the epoch in the clear, the scope's keys wrapped.
///
/// Whoever destroys it, and its copies, has erased the scope: nothing else holds the key of its values.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    bytes: Vec<u8>,
}

/// Without a retention lock, and with one.
const VERSION: u8 = 1;
const LOCKED: u8 = 2;
const NONCE: usize = 12;
const TAG: usize = 16;
/// Length of ids, token key, data key.
const PLAIN: usize = 1 + 32 + 32;
/// Version, generation, epoch.
const CLEAR: usize = 1 + 16 + 4;
/// The end of a retention lock, in a header that has one.
const LOCK: usize = 8;
const LENGTH: usize = CLEAR + NONCE + PLAIN + TAG;

/// Who a scope is.
#[derive(Clone)]
pub(crate) struct ScopeName {
    pub(crate) tenant: Box<str>,
    pub(crate) name: Box<str>,
}

impl ScopeName {
    pub(crate) fn address(&self) -> ScopeAddress {
        ScopeAddress::of(&self.tenant, &self.name)
    }
}

/// The keys of a scope, unwrapped.
pub(crate) struct ScopeKeys {
    pub(crate) scope: ScopeRef,
    /// Until when nothing of it may be erased, in milliseconds since 1970-01-01 UTC; zero for no lock.
    pub(crate) locked_until: u64,
    pub(crate) minter: Minter,
    pub(crate) sealer: Sealer,
}

impl Header {
    /// The header of these bytes, as a backend stored them; `None` when they cannot be one.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Option<Header> {
        let length = match bytes.first() {
            Some(&VERSION) => LENGTH,
            Some(&LOCKED) => LENGTH + LOCK,
            _ => return None,
        };
        (bytes.len() == length).then_some(Header { bytes })
    }

    /// Its bytes, to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Which keys it holds.
    #[must_use]
    pub fn generation(&self) -> Generation {
        let mut generation = [0; 16];
        generation.copy_from_slice(&self.bytes[1..17]);
        Generation::from_bytes(generation)
    }

    /// The epoch whose key wraps it.
    #[must_use]
    pub fn epoch(&self) -> u32 {
        self.bytes[17..CLEAR]
            .iter()
            .fold(0, |n, byte| n << 8 | u32::from(*byte))
    }

    /// Until when a duty to keep forbids to erase the scope or anything in it, in milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn locked_until(&self) -> Option<u64> {
        (self.bytes[0] == LOCKED).then(|| {
            self.bytes[CLEAR..CLEAR + LOCK]
                .iter()
                .fold(0, |n, byte| n << 8 | u64::from(*byte))
        })
    }

    /// Bytes that are not wrapped.
    fn clear(&self) -> usize {
        if self.bytes[0] == LOCKED {
            CLEAR + LOCK
        } else {
            CLEAR
        }
    }

    /// A header for a scope that has none. With `random_tokens` the key of its tokens is random too, and its tokens
    /// mean nothing once it is destroyed; else it derives, and every process agrees on it without asking.
    pub(crate) fn fresh(
        key: &Key,
        scope: &ScopeName,
        length: IdLength,
        random_tokens: bool,
    ) -> Result<Header, Error> {
        let token_key = if random_tokens {
            random::bytes()?
        } else {
            key.derive(
                key.epoch(),
                b"",
                "parda/1/token",
                &scope.tenant,
                &scope.name,
            )
            .ok_or(ErrorKind::WrongKey)?
        };
        let mut plain = Zeroizing::new([0; PLAIN]);
        plain[0] = length.letters() as u8;
        plain[1..33].copy_from_slice(token_key.as_ref());
        plain[33..].copy_from_slice(random::bytes::<32>()?.as_ref());
        let generation = Generation::from_bytes(*random::bytes()?);
        Header::wrap(key, &scope.address(), generation, None, plain)
    }

    fn wrap(
        key: &Key,
        scope: &ScopeAddress,
        generation: Generation,
        locked_until: Option<u64>,
        mut plain: Zeroizing<[u8; PLAIN]>,
    ) -> Result<Header, Error> {
        let mut bytes = Vec::with_capacity(LENGTH + LOCK);
        bytes.push(if locked_until.is_some() {
            LOCKED
        } else {
            VERSION
        });
        bytes.extend_from_slice(generation.as_bytes());
        bytes.extend_from_slice(&key.epoch().to_be_bytes());
        if let Some(until) = locked_until {
            bytes.extend_from_slice(&until.to_be_bytes());
        }
        let nonce = random::bytes::<NONCE>()?;
        let tag = cipher(key, key.epoch(), scope)?
            .encrypt_inout_detached(
                &Nonce::from(*nonce),
                &associated(scope, &bytes),
                InOutBuf::from(plain.as_mut_slice()),
            )
            .map_err(|_| ErrorKind::Sealing)?;
        bytes.extend_from_slice(nonce.as_ref());
        bytes.extend_from_slice(plain.as_ref());
        bytes.extend_from_slice(&tag);
        Ok(Header { bytes })
    }

    fn unwrap_keys(
        &self,
        key: &Key,
        scope: &ScopeAddress,
    ) -> Result<Zeroizing<[u8; PLAIN]>, Error> {
        let (clear, rest) = self.bytes.split_at(self.clear());
        let (nonce, rest) = rest.split_at(NONCE);
        let (wrapped, tag) = rest.split_at(PLAIN);
        let mut plain = Zeroizing::new([0; PLAIN]);
        plain.copy_from_slice(wrapped);
        let nonce = Nonce::try_from(nonce).map_err(|_| ErrorKind::WrongKey)?;
        let tag = Tag::try_from(tag).map_err(|_| ErrorKind::WrongKey)?;
        cipher(key, self.epoch(), scope)?
            .decrypt_inout_detached(
                &nonce,
                &associated(scope, clear),
                InOutBuf::from(plain.as_mut_slice()),
                &tag,
            )
            .map_err(|_| ErrorKind::WrongKey)?;
        Ok(plain)
    }

    /// The keys in it.
    pub(crate) fn open(&self, key: &Key, scope: &ScopeAddress) -> Result<ScopeKeys, Error> {
        let plain = self.unwrap_keys(key, scope)?;
        let part = |from: usize| {
            let mut part = Zeroizing::new([0; 32]);
            part.copy_from_slice(&plain[from..from + 32]);
            part
        };
        let length = IdLength::of(usize::from(plain[0])).ok_or(ErrorKind::Tampered)?;
        let at = ScopeRef {
            address: *scope,
            generation: self.generation(),
        };
        Ok(ScopeKeys {
            scope: at,
            locked_until: self.locked_until().unwrap_or(0),
            minter: Minter::new(&part(1), length),
            sealer: Sealer::new(&part(33), &at),
        })
    }

    /// The same keys, wrapped by the newest epoch's key.
    pub(crate) fn rewrapped(&self, key: &Key, scope: &ScopeAddress) -> Result<Header, Error> {
        let plain = self.unwrap_keys(key, scope)?;
        Header::wrap(key, scope, self.generation(), self.locked_until(), plain)
    }

    /// The same keys under a lock until then, or until its own end where that is later.
    pub(crate) fn locked(
        &self,
        key: &Key,
        scope: &ScopeAddress,
        until: u64,
    ) -> Result<Header, Error> {
        let plain = self.unwrap_keys(key, scope)?;
        let until = self.locked_until().map_or(until, |own| own.max(until));
        Header::wrap(key, scope, self.generation(), Some(until), plain)
    }
}

fn cipher(key: &Key, epoch: u32, scope: &ScopeAddress) -> Result<Aes256GcmSiv, Error> {
    let wrapping = key
        .derive(epoch, scope.as_bytes(), "parda/1/wrap", "", "")
        .ok_or(ErrorKind::WrongKey)?;
    Ok(Aes256GcmSiv::new(&(*wrapping).into()))
}

/// What the wrap binds besides the keys: version, generation, epoch and lock, and whose they are.
fn associated(scope: &ScopeAddress, clear: &[u8]) -> Vec<u8> {
    [clear, scope.as_bytes()].concat()
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Header(epoch {}, {})", self.epoch(), self.generation())
    }
}

impl fmt::Debug for ScopeKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopeKeys").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(name: &str) -> ScopeName {
        ScopeName {
            tenant: "".into(),
            name: name.into(),
        }
    }

    fn fresh(key: &Key) -> Header {
        Header::fresh(key, &scope("a"), IdLength::Nine, true).unwrap()
    }

    #[test]
    fn bytes_that_were_stored_are_a_header_again_and_others_are_none() {
        let key = Key::generate().unwrap();
        let plain = fresh(&key);
        let locked = plain.locked(&key, &scope("a").address(), 7).unwrap();
        for header in [&plain, &locked] {
            let bytes = header.as_bytes().to_vec();
            assert_eq!(Header::from_bytes(bytes.clone()).as_ref(), Some(header));
            for length in 0..bytes.len() {
                assert_eq!(Header::from_bytes(bytes[..length].to_vec()), None);
            }
            assert_eq!(Header::from_bytes([&bytes[..], &[0]].concat()), None);
        }
        assert_eq!(
            Header::from_bytes([&[9], &plain.as_bytes()[1..]].concat()),
            None
        );
        assert!(format!("{plain:?}").starts_with("Header(epoch 1, "));
        let keys = plain.open(&key, &scope("a").address()).unwrap();
        assert_eq!(format!("{keys:?}"), "ScopeKeys { .. }");
    }

    #[test]
    fn epochs_and_locks_of_any_size_are_read_as_they_were_written() {
        let mut key = Key::generate().unwrap();
        while key.epoch() < 0x0102 {
            key = key.rotated().unwrap();
        }
        let header = fresh(&key);
        assert_eq!(header.epoch(), 0x0102);
        assert_eq!(header.locked_until(), None);
        let until = 0x0102_0304_0506_0708;
        let locked = header.locked(&key, &scope("a").address(), until).unwrap();
        assert_eq!(locked.locked_until(), Some(until));
        let sooner = locked.locked(&key, &scope("a").address(), 5).unwrap();
        assert_eq!(
            sooner.locked_until(),
            Some(until),
            "a lock is never shortened"
        );
    }

    #[test]
    fn every_flipped_bit_and_another_scope_is_an_error() {
        let key = Key::generate().unwrap().rotated().unwrap();
        let address = scope("a").address();
        let plain = fresh(&key);
        let locked = plain.locked(&key, &address, 1 << 40).unwrap();
        for header in [plain, locked] {
            assert!(header.open(&key, &address).is_ok());
            assert!(header.open(&key, &scope("b").address()).is_err());
            for bit in 0..header.as_bytes().len() * 8 {
                let mut bytes = header.as_bytes().to_vec();
                bytes[bit / 8] ^= 1 << (bit % 8);
                let opened = Header::from_bytes(bytes).map(|other| other.open(&key, &address));
                assert!(opened.is_none_or(|opened| opened.is_err()), "bit {bit}");
            }
        }
    }
}
