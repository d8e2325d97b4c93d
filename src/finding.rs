//! What a scan yields: an entity, where it stands, how sure we are and why.

use std::fmt;
use std::ops::Range;

use crate::entity::Entity;

/// How sure a recogniser is, in hundredths: 0 (nothing) to 100 (certain).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(u8);

impl Score {
    /// A checksum or an unmistakable shape, announced by a cue.
    pub const CERTAIN: Score = Score(99);
    /// A checksum or an unmistakable shape.
    pub const STRONG: Score = Score(90);
    /// A fitting shape with a cue, or good evidence without proof.
    pub const LIKELY: Score = Score(75);
    /// A fitting shape where a cue announces it, but its check fails: people mistype.
    pub const ANNOUNCED: Score = Score(60);
    /// A fitting shape and nothing else: below the default threshold.
    pub const WEAK: Score = Score(30);

    /// A score of `hundredths`, at most 100.
    #[must_use]
    pub const fn new(hundredths: u8) -> Score {
        Score(if hundredths > 100 { 100 } else { hundredths })
    }

    /// The score in hundredths, 0 to 100.
    #[must_use]
    pub const fn hundredths(self) -> u8 {
        self.0
    }

    /// The score as a fraction, 0.0 to 1.0.
    #[must_use]
    pub fn fraction(self) -> f32 {
        f32::from(self.0) / 100.0
    }
}

/// What a recogniser reports: a byte range of the text it was given, a score, and a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Bytes of the text, on character boundaries, end exclusive.
    pub range: Range<usize>,
    /// How sure the recogniser is.
    pub score: Score,
    /// The rule's name or reason, in a few words, never the value: `verhoeff`, `aws-access-key`.
    pub why: &'static str,
}

impl Hit {
    /// A hit over `range` with `score`, for the reason `why`.
    #[must_use]
    pub const fn new(range: Range<usize>, score: Score, why: &'static str) -> Hit {
        Hit { range, score, why }
    }
}

/// A finding: one entity at one place in a text that it borrows.
///
/// `Debug` shows the entity, the range and the score, never the value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Finding<'t> {
    value: &'t str,
    start: usize,
    entity: Entity,
    score: Score,
    why: &'static str,
}

impl<'t> Finding<'t> {
    pub(crate) fn new(text: &'t str, entity: Entity, hit: &Hit) -> Option<Finding<'t>> {
        Some(Finding {
            value: text.get(hit.range.clone())?,
            start: hit.range.start,
            entity,
            score: hit.score,
            why: hit.why,
        })
    }

    /// The kind of data.
    #[must_use]
    pub fn entity(&self) -> Entity {
        self.entity
    }

    /// Where it stands: UTF-8 bytes into the scanned text, end exclusive.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.value.len()
    }

    /// How sure the recogniser is, after context.
    #[must_use]
    pub fn score(&self) -> Score {
        self.score
    }

    /// The rule's name or reason, never the value.
    #[must_use]
    pub fn why(&self) -> &'static str {
        self.why
    }

    /// The sensitive text itself: the one door to it.
    #[must_use]
    pub fn expose(&self) -> &'t str {
        self.value
    }
}

impl fmt::Debug for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Finding({} {:?} {:.2} {})",
            self.entity,
            self.range(),
            self.score.fraction(),
            self.why
        )
    }
}
