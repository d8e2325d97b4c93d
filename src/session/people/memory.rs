//! What a session remembers of people from one call to the next: nothing before a call has named one.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::seen::{Counted, Seen};
use super::{Lessons, Linking, Owner, People, Seed};
use crate::vault::{Clock, ScopeRef};

/// The memory of a session. Names in it are wiped when they go, at the latest with the session.
pub(in crate::session) struct Memory {
    seed: Seed,
    /// Whether anything is kept: a session that knows nobody need not look.
    any: AtomicBool,
    kept: Mutex<Kept>,
}

#[derive(Default)]
pub(in crate::session) struct Kept {
    pub(super) people: People,
    pub(super) seen: Seen,
    /// How often something was learned.
    pub(super) time: u32,
    /// The scope as it was then, generation included.
    pub(super) scope: Option<ScopeRef>,
    /// The engine's erasures until then.
    pub(super) erasures: u64,
}

impl Memory {
    pub(in crate::session) fn new() -> Memory {
        Memory {
            seed: Seed::random(),
            any: AtomicBool::new(false),
            kept: Mutex::default(),
        }
    }

    /// What is known, where anything is: not what was learned before one of the engine's `erasures`, nor what expired.
    pub(in crate::session) fn recall(
        &self,
        erasures: u64,
        clock: &Clock,
    ) -> Option<MutexGuard<'_, Kept>> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.erasures != erasures {
            *kept = Kept::default();
            self.any.store(false, Ordering::Release);
            return None;
        }
        kept.people.drop_expired(clock.now());
        Some(kept)
    }

    /// Whether anything is kept.
    pub(in crate::session) fn knows_anything(&self) -> bool {
        self.any.load(Ordering::Acquire)
    }

    /// Links texts with what is known. `after` tells texts of a stream apart that are the same.
    pub(in crate::session) fn linking<'k>(
        &self,
        known: Option<&'k Kept>,
        after: u64,
    ) -> Linking<'k> {
        Linking::new(self.seed, known, after)
    }

    /// Takes in what a call has taught, now that its records are stored in `scope` and kept `until` then.
    pub(in crate::session) fn learn<'t>(
        &self,
        (lessons, texts, linked): (
            &Lessons,
            impl Iterator<Item = &'t str>,
            impl Iterator<Item = &'t Owner>,
        ),
        (scope, erasures, until): (ScopeRef, u64, Option<u64>),
    ) {
        if !lessons.kept || !lessons.named && !self.knows_anything() {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.scope != Some(scope) || kept.erasures != erasures {
            *kept = Kept {
                scope: Some(scope),
                erasures,
                ..Kept::default()
            };
        }
        let kept = &mut *kept;
        for owner in linked {
            kept.people.prolong(owner, until);
        }
        let mut learned = false;
        for lesson in &lessons.lessons {
            learned |= kept.people.learn(lesson, self.seed, kept.time, until);
        }
        for (at, text) in texts.enumerate() {
            // Where nothing was known there was nothing that could count.
            let nothing;
            let counted = match lessons.counted.get(at) {
                Some(counted) => counted,
                None => {
                    nothing = Counted::nothing(text.len());
                    &nothing
                }
            };
            kept.seen.keep(text, lessons.after, self.seed, counted);
        }
        kept.time += u32::from(learned);
        self.any.store(true, Ordering::Release);
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}
