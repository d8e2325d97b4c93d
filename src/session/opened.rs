//! The records that a session has opened: a value that a model names ten times is decrypted once.
//!
//! The vault is asked each time all the same. Only where it gives the very bytes that were opened before, under the
//! same id, scope and generation, is the value taken from here. So what has expired, was erased or was changed is not.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Error;
use crate::restore::Answers;
use crate::token::TokenId;
use crate::vault::header::ScopeKeys;
use crate::vault::seal::Opened;
use crate::vault::{Answer, ScopeRef};

/// Records that are kept, and bytes of their sealed forms.
const MOST_RECORDS: usize = 256;
const MOST_BYTES: usize = 64 << 10;

/// Values in it are wiped when they go, at the latest with the session.
#[derive(Default)]
pub(super) struct OpenedRecords(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    scope: Option<ScopeRef>,
    records: BTreeMap<TokenId, (Box<[u8]>, Arc<Opened>)>,
    bytes: usize,
}

impl OpenedRecords {
    /// What the vault gave for `ids`, which are sorted, opened.
    pub(super) fn open(
        &self,
        ids: &[TokenId],
        sealed: Answer,
        keys: &ScopeKeys,
    ) -> Result<Answers, Error> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.scope != Some(keys.scope) {
            *kept = Kept::default();
            kept.scope = Some(keys.scope);
        }
        Answers::of(ids, sealed, |id, sealed| {
            if let Some((known, opened)) = kept.records.get(&id)
                && *known == sealed
            {
                return Ok(Arc::clone(opened));
            }
            let opened = Arc::new(keys.sealer.open(id, &sealed)?);
            if kept.records.len() >= MOST_RECORDS || kept.bytes + sealed.len() > MOST_BYTES {
                kept.records.clear();
                kept.bytes = 0;
            }
            if sealed.len() <= MOST_BYTES {
                kept.bytes += sealed.len();
                kept.records.insert(id, (sealed, Arc::clone(&opened)));
            }
            Ok(opened)
        })
    }
}

impl fmt::Debug for OpenedRecords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenedRecords").finish_non_exhaustive()
    }
}
