//! The tokens that a session has minted: a conversation is sent again with each turn, and its values with it.
//!
//! What is kept spares the derivation and the sealing, not the storing: the records are put each time, so that what was
//! erased or has expired since is there before the text goes. It holds for one scope at one generation.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::ledger::Surface;
use crate::entity::Entity;
use crate::token::TokenId;
use crate::vault::ScopeRef;
use crate::wiped;

/// Values that are kept, and bytes of them and of what is sealed.
const MOST_VALUES: usize = 1024;
const MOST_BYTES: usize = 256 << 10;

/// Values in it are wiped when they go, at the latest with the session.
#[derive(Default)]
pub(super) struct KeptTokens(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    scope: Option<ScopeRef>,
    /// Keyed at random: who writes the texts cannot choose values that collide.
    hashes: RandomState,
    tokens: HashMap<u64, Token, BuildHasherDefault<AsItIs>>,
    /// The values, one behind the other.
    texts: String,
    sealed: Vec<u8>,
}

struct Token {
    text: Range<usize>,
    entity: Entity,
    fenced: bool,
    id: TokenId,
    usual: TokenId,
    /// The sealed value, and behind it the one in the usual spelling.
    sealed: Range<usize>,
    length: usize,
}

/// What is kept of a value; what is sealed was appended.
pub(super) struct Recalled {
    pub(super) id: TokenId,
    /// The id of the usual spelling, where this is another; else none.
    pub(super) usual: TokenId,
    /// Bytes of what is sealed under `id`; the rest is sealed under `usual`.
    pub(super) length: usize,
}

/// Numbers that are hashes already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl KeptTokens {
    /// The token that was minted for `surface`; appends what is sealed under it, and under the usual spelling's.
    pub(super) fn recall(
        &self,
        scope: &ScopeRef,
        surface: Surface<'_>,
        sealed: &mut Vec<u8>,
    ) -> Option<Recalled> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.scope.as_ref() != Some(scope) {
            return None;
        }
        let token = kept.tokens.get(&kept.hashes.hash_one(surface))?;
        let same = kept.texts.get(token.text.clone()) == Some(surface.text)
            && token.entity == surface.entity
            && token.fenced == surface.fenced;
        if !same {
            return None;
        }
        sealed.extend_from_slice(&kept.sealed[token.sealed.clone()]);
        Some(Recalled {
            id: token.id,
            usual: token.usual,
            length: token.length,
        })
    }

    /// Keeps tokens, with what is sealed under each and under the id of the usual spelling.
    pub(super) fn keep<'a>(
        &self,
        scope: &ScopeRef,
        tokens: impl Iterator<Item = (Surface<'a>, TokenId, &'a [u8], Option<(TokenId, &'a [u8])>)>,
    ) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = &mut *kept;
        if kept.scope.as_ref() != Some(scope) {
            kept.clear();
            kept.scope = Some(*scope);
        }
        for (surface, id, sealed, usual) in tokens {
            let usual_sealed = usual.map_or([].as_slice(), |(_, sealed)| sealed);
            let more = surface.text.len() + sealed.len() + usual_sealed.len();
            if more > MOST_BYTES / 8 {
                continue;
            }
            if kept.tokens.len() >= MOST_VALUES
                || kept.texts.len() + kept.sealed.len() + more > MOST_BYTES
            {
                kept.clear();
            }
            let text = kept.texts.len();
            wiped::push(&mut kept.texts, surface.text);
            let from = kept.sealed.len();
            kept.sealed.extend_from_slice(sealed);
            kept.sealed.extend_from_slice(usual_sealed);
            let token = Token {
                text: text..kept.texts.len(),
                entity: surface.entity,
                fenced: surface.fenced,
                id,
                usual: usual.map_or(TokenId::NONE, |(id, _)| id),
                sealed: from..kept.sealed.len(),
                length: sealed.len(),
            };
            kept.tokens.insert(kept.hashes.hash_one(surface), token);
        }
    }
}

impl Kept {
    fn clear(&mut self) {
        self.tokens.clear();
        self.sealed.clear();
        wiped::wipe(&mut self.texts);
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        wiped::wipe(&mut self.texts);
    }
}

impl fmt::Debug for KeptTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptTokens").finish_non_exhaustive()
    }
}
