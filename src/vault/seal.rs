//! Sealing: AES-256-GCM-SIV (RFC 8452) over the entity, the flags and the padded value.
//!
//! The nonce derives from the id, and the associated data binds scope (tenant and name),
//! generation and id. So the same value
//! put twice gives the same bytes, which makes storing idempotent and conflicts visible without reading; the mode is
//! one in which a nonce used for two values leaks at most that they are equal. What a vault holds names no entity.

use crate::error::{Error, ErrorKind};
use crate::token::TokenId;
use crate::vault::ScopeRef;
use aes_gcm_siv::aead::inout::InOutBuf;
use aes_gcm_siv::aead::{AeadInOut, KeyInit};
use aes_gcm_siv::{Aes256GcmSiv, Nonce, Tag};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// The version of the sealed form, its first byte.
const VERSION: u8 = 1;
const TAG: usize = 16;

/// Set where the token stands in brackets that belong to it.
const FENCED: u8 = 1;

/// Seals and opens the values of one scope at one generation.
#[derive(Clone)]
pub(crate) struct Sealer {
    cipher: Aes256GcmSiv,
    nonce: Hmac<Sha256>,
    /// Version, scope and generation, each with its length before it.
    bound: Associated,
}

/// What a record holds: which entity, and the value as it stood.
pub(crate) struct Opened {
    /// The entity's label, and the value behind it.
    text: Zeroizing<String>,
    label: usize,
    fenced: bool,
}

impl Opened {
    /// The label of the entity.
    pub(crate) fn entity_label(&self) -> &str {
        &self.text[..self.label]
    }

    /// The value.
    #[inline]
    pub(crate) fn expose(&self) -> &str {
        &self.text[self.label..]
    }

    /// Whether brackets around the token belong to it.
    #[inline]
    pub(crate) fn is_fenced(&self) -> bool {
        self.fenced
    }
}

/// Flags, label length, and four bytes of value length.
const PREFIX: usize = 6;

impl Sealer {
    pub(crate) fn new(data_key: &[u8; 32], scope: &ScopeRef) -> Sealer {
        let mut bound = Associated {
            bytes: [0; 128],
            length: 0,
        };
        let fields = [
            b"parda/1/record".as_slice(),
            scope.address.as_bytes(),
            scope.generation.as_bytes(),
        ];
        for field in fields {
            bound.push(&(field.len() as u32).to_be_bytes());
            bound.push(field);
        }
        let subkey = |purpose: &[u8]| {
            let mut mac = keyed(data_key);
            mac.update(purpose);
            Zeroizing::new(<[u8; 32]>::from(mac.finalize().into_bytes()))
        };
        Sealer {
            cipher: Aes256GcmSiv::new(&(*subkey(b"parda/1/data")).into()),
            nonce: keyed(&subkey(b"parda/1/nonce")),
            bound,
        }
    }

    /// Appends the sealed form of `value` under `id` to `out`.
    pub(crate) fn seal(
        &self,
        id: TokenId,
        entity_label: &str,
        value: &str,
        fenced: bool,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let (Ok(label), Ok(length)) =
            (u8::try_from(entity_label.len()), u32::try_from(value.len()))
        else {
            return Err(ErrorKind::Sealing.into());
        };
        let padded = bucket(PREFIX + entity_label.len() + value.len());
        out.reserve(1 + padded + TAG);
        out.push(VERSION);
        let from = out.len();
        out.push(if fenced { FENCED } else { 0 });
        out.push(label);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(entity_label.as_bytes());
        out.extend_from_slice(value.as_bytes());
        out.resize(from + padded, 0);
        let tag = self
            .cipher
            .encrypt_inout_detached(
                &self.nonce(id),
                self.associated(id).as_slice(),
                InOutBuf::from(&mut out[from..]),
            )
            .map_err(|_| ErrorKind::Sealing)?;
        out.extend_from_slice(&tag);
        Ok(())
    }

    /// What `sealed` holds under `id`; an error when it was changed, moved, or sealed with another key.
    pub(crate) fn open(&self, id: TokenId, sealed: &[u8]) -> Result<Opened, Error> {
        let damaged = || Error::from(ErrorKind::Tampered);
        let (version, rest) = sealed.split_first().ok_or_else(damaged)?;
        let split = rest.len().checked_sub(TAG).ok_or_else(damaged)?;
        let (text, tag) = rest.split_at(split);
        if *version != VERSION {
            return Err(damaged());
        }
        let mut plain = Zeroizing::new(text.to_vec());
        let tag = Tag::try_from(tag).map_err(|_| damaged())?;
        self.cipher
            .decrypt_inout_detached(
                &self.nonce(id),
                self.associated(id).as_slice(),
                InOutBuf::from(plain.as_mut_slice()),
                &tag,
            )
            .map_err(|_| damaged())?;
        let [flags, label, a, b, c, d, rest @ ..] = plain.as_slice() else {
            return Err(damaged());
        };
        let (label, value) = (usize::from(*label), u32::from_be_bytes([*a, *b, *c, *d]));
        let text = rest.get(..label.saturating_add(value as usize));
        let text = text.and_then(|text| std::str::from_utf8(text).ok());
        let text = text.filter(|text| text.is_char_boundary(label));
        Ok(Opened {
            text: Zeroizing::new(text.ok_or_else(damaged)?.to_owned()),
            label,
            fenced: flags & FENCED != 0,
        })
    }

    fn nonce(&self, id: TokenId) -> Nonce {
        let mut mac = self.nonce.clone();
        mac.update(id.as_bytes());
        let tag = mac.finalize().into_bytes();
        let mut nonce = Nonce::default();
        nonce.copy_from_slice(&tag[..12]);
        nonce
    }

    fn associated(&self, id: TokenId) -> Associated {
        let mut data = self.bound;
        let id = id.as_bytes();
        data.push(&(id.len() as u32).to_be_bytes());
        data.push(id);
        data
    }
}

/// Associated data: three fields of a fixed length and an id.
#[derive(Clone, Copy)]
struct Associated {
    bytes: [u8; 128],
    length: usize,
}

impl Associated {
    fn push(&mut self, field: &[u8]) {
        self.bytes[self.length..self.length + field.len()].copy_from_slice(field);
        self.length += field.len();
    }

    fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

#[allow(clippy::expect_used)]
fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // HMAC takes a key of any length (RFC 2104, section 2).
    <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("any length is a key")
}

/// The padded length: a power of two from 32 to 4,096, then multiples of 4,096. The length of a value tells a name
/// from a key file, and little else.
fn bucket(length: usize) -> usize {
    if length <= 4096 {
        length.next_power_of_two().max(32)
    } else {
        length.next_multiple_of(4096)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{Generation, ScopeAddress};

    fn scope(name: &str, generation: u8) -> ScopeRef {
        ScopeRef {
            address: ScopeAddress::of("", name),
            generation: Generation::from_bytes([generation; 16]),
        }
    }

    fn id(n: u32) -> TokenId {
        crate::token::mint::Minter::new(&[1; 32], crate::token::IdLength::Nine)
            .id(crate::Entity::TOKEN, "x", n)
            .id
    }

    fn sealed(sealer: &Sealer, id: TokenId, value: &str) -> Vec<u8> {
        let mut out = Vec::new();
        sealer.seal(id, "EMAIL", value, true, &mut out).unwrap();
        out
    }

    #[test]
    fn what_is_sealed_opens_again_and_is_the_same_each_time() {
        let sealer = Sealer::new(&[3; 32], &scope("a", 1));
        for length in [0, 1, 20, 21, 22, 100, 4_000, 4_096, 10_000] {
            let value = "é".repeat(length);
            let bytes = sealed(&sealer, id(0), &value);
            assert_eq!(bytes, sealed(&sealer, id(0), &value));
            let opened = sealer.open(id(0), &bytes).unwrap();
            assert_eq!(opened.expose(), value);
            assert_eq!(opened.entity_label(), "EMAIL");
            assert!(opened.is_fenced());
        }
    }

    #[test]
    fn a_value_that_fills_its_bucket_is_whole_and_brackets_are_remembered() {
        let sealer = Sealer::new(&[3; 32], &scope("a", 1));
        for length in 0..140 {
            let value = "x".repeat(length);
            let mut bytes = Vec::new();
            sealer
                .seal(id(0), "EMAIL", &value, false, &mut bytes)
                .unwrap();
            let padded = (PREFIX + 5 + length).next_power_of_two().max(32);
            assert_eq!(bytes.len(), 1 + padded + TAG);
            let opened = sealer.open(id(0), &bytes).unwrap();
            assert_eq!(opened.expose(), value);
            assert!(!opened.is_fenced());
        }
    }

    #[test]
    fn each_id_has_a_nonce_of_its_own_under_each_key() {
        let (one, other) = (
            Sealer::new(&[3; 32], &scope("a", 1)),
            Sealer::new(&[4; 32], &scope("a", 1)),
        );
        let ids: std::collections::BTreeSet<TokenId> = (0..1_000).map(id).collect();
        let nonces: std::collections::BTreeSet<Vec<u8>> = ids
            .iter()
            .flat_map(|id| [one.nonce(*id), other.nonce(*id)])
            .map(|nonce| nonce.to_vec())
            .collect();
        assert_eq!(nonces.len(), 2 * ids.len());
        // Ids whose letters differ in the suffix only, too.
        let bare = id(0);
        let variant = bare.with_suffix(*b"ab").unwrap();
        assert_ne!(one.nonce(bare), one.nonce(variant));
    }

    #[test]
    fn length_shows_only_as_a_bucket() {
        let sealer = Sealer::new(&[3; 32], &scope("a", 1));
        let lengths: std::collections::BTreeSet<usize> = (0..21)
            .map(|n| sealed(&sealer, id(0), &"x".repeat(n)).len())
            .collect();
        assert_eq!(lengths.len(), 1);
    }

    #[test]
    fn another_key_scope_generation_or_id_does_not_open_it() {
        let sealer = Sealer::new(&[3; 32], &scope("a", 1));
        let bytes = sealed(&sealer, id(0), "asha@example.com");
        assert!(sealer.open(id(1), &bytes).is_err());
        for other in [
            Sealer::new(&[4; 32], &scope("a", 1)),
            Sealer::new(&[3; 32], &scope("b", 1)),
            Sealer::new(&[3; 32], &scope("a", 2)),
        ] {
            assert!(other.open(id(0), &bytes).is_err());
        }
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_an_error() {
        let sealer = Sealer::new(&[3; 32], &scope("a", 1));
        let bytes = sealed(&sealer, id(0), "asha@example.com");
        for at in 0..bytes.len() * 8 {
            let mut other = bytes.clone();
            other[at / 8] ^= 1 << (at % 8);
            assert!(sealer.open(id(0), &other).is_err(), "bit {at}");
        }
        for length in 0..bytes.len() {
            assert!(
                sealer.open(id(0), &bytes[..length]).is_err(),
                "cut at {length}"
            );
        }
    }
}
