//! A batch as a server takes it: each id once, in one order for all, so that two batches never wait for each other.

use super::{Entry, VaultError};

/// The place of an entry in its batch, and when it ends: the latest end of all entries of its id.
pub(super) type Row = (usize, Option<u64>);

/// One row for each id, in order of the ids.
///
/// # Errors
///
/// A conflict, where an id stands with different bytes: the first of them would be bound, the others are named.
pub(super) fn rows(entries: &[Entry<'_>]) -> Result<Vec<Row>, VaultError> {
    let mut rows: Vec<Row> = entries
        .iter()
        .map(|entry| entry.expires)
        .enumerate()
        .collect();
    rows.sort_unstable_by_key(|(at, _)| (entries[*at].id, *at));
    let mut conflicts = Vec::new();
    rows.dedup_by(|(at, ends), (first, until)| {
        let (entry, first) = (&entries[*at], &entries[*first]);
        if entry.id != first.id {
            return false;
        }
        if entry.sealed == first.sealed {
            *until = until.zip(*ends).map(|(a, b)| a.max(b));
        } else {
            conflicts.push(*at);
        }
        true
    });
    if conflicts.is_empty() {
        return Ok(rows);
    }
    conflicts.sort_unstable();
    Err(VaultError::conflict(conflicts))
}
