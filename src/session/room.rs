//! Room that a session has made for one call and keeps for the next: a prompt then costs few allocations, however many
//! values it has.
//!
//! What is kept is empty. It held places, ids and ciphertext, and references to texts: no value.

use std::sync::{Mutex, PoisonError};

use super::draft::Text;
use super::ledger::Ledger;
use super::mentions::Watched;
use super::places::Place;
use crate::finding::Finding;
use crate::vault::Entry;

/// Findings of a call whose room is not kept: 4,096.
const MOST: usize = 4096;

/// Empty vectors and maps with room in them.
#[derive(Default)]
pub(super) struct Room<'t> {
    pub(super) findings: Vec<Finding<'t>>,
    pub(super) places: Vec<Place>,
    pub(super) watched: Vec<Watched<'t, usize>>,
    pub(super) ledger: Ledger<'t>,
    pub(super) texts: Vec<Text<'t>>,
    pub(super) entries: Vec<Entry<'t>>,
}

impl Room<'_> {
    /// The room, emptied, for other texts.
    fn emptied<'u>(self) -> Room<'u> {
        let mut places = self.places;
        places.clear();
        Room {
            findings: emptied(self.findings),
            places,
            watched: emptied(self.watched),
            ledger: self.ledger.emptied(),
            texts: emptied(self.texts),
            entries: emptied(self.entries),
        }
    }
}

/// An empty vector in the room of another one, of which it differs in lifetimes only: collecting what comes from a
/// vector reuses its block.
pub(super) fn emptied<A, B>(mut from: Vec<A>) -> Vec<B> {
    from.clear();
    from.into_iter().filter_map(|_| None).collect()
}

/// The room that a session keeps: for one call at a time, and others make their own.
#[derive(Default)]
pub(super) struct KeptRoom(Mutex<Option<Room<'static>>>);

impl KeptRoom {
    pub(super) fn take<'t>(&self) -> Room<'t> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.take().map(Room::emptied).unwrap_or_default()
    }

    pub(super) fn give_back(&self, room: Room<'_>) {
        if room.findings.capacity() <= MOST && room.ledger.room() <= MOST {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *kept = Some(room.emptied());
        }
    }
}
