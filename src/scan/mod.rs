//! The scan: one pass over the text for anchors, bounded checks at each, then resolution into findings.

mod anchors;
mod chain;
mod dispatch;
mod instant;
mod joint;
mod many;
mod pass;
pub(crate) mod view;
mod walk;

use crate::entity::Entity;
use crate::error::{Error, ErrorKind};
use crate::finding::{Finding, Hit, Score};
use crate::recognise::CATALOGUE;
use crate::recognise::candidate::Cx;
use crate::recognise::cue::CueTable;
use crate::recognise::custom::{PatternRecogniser, PatternSet, Recogniser};
use crate::resolve;
pub(crate) use view::canonical;

use crate::simd::Level;
use dispatch::Dispatch;
use std::cell::Cell;
use std::sync::Arc;

/// Finds sensitive data in text. Immutable, cheap to clone, shared between threads.
///
/// ```
/// let scanner = parda::Scanner::new();
/// let findings = scanner.scan("write to asha@example.com");
/// assert_eq!(findings[0].entity(), parda::Entity::EMAIL);
/// assert_eq!(findings[0].range(), 9..25);
/// ```
#[derive(Clone)]
pub struct Scanner {
    inner: Arc<Inner>,
}

struct Inner {
    dispatch: Dispatch,
    cues: CueTable,
    own: Vec<Arc<dyn Recogniser>>,
    patterns: PatternSet,
    threshold: Score,
    level: Level,
}

/// A hit with the number of the rule that made it: an index into the catalogue, or behind it for the caller's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawHit {
    pub(crate) rule: u16,
    pub(crate) hit: Hit,
}

/// Hits for which room is kept between two scans of a thread.
const MOST_KEPT: usize = 4096;

thread_local! {
    /// Room for the hits of a scan: places and scores, nothing of a text.
    static HITS: Cell<Vec<RawHit>> = const { Cell::new(Vec::new()) };
}

/// A recogniser of the caller's own that failed.
struct Failed {
    entity: Entity,
    why: &'static str,
}

impl From<Failed> for Error {
    fn from(Failed { entity, why }: Failed) -> Error {
        ErrorKind::Recogniser { entity, why }.into()
    }
}

impl Scanner {
    /// A scanner with every built-in recogniser and the default threshold.
    #[must_use]
    pub fn new() -> Scanner {
        Scanner::builder().assemble(PatternSet::default())
    }

    /// Chooses recognisers and adds one's own.
    #[must_use]
    pub fn builder() -> ScannerBuilder {
        ScannerBuilder::default()
    }

    /// The findings of `text`, disjoint and in order. Clean text allocates nothing.
    ///
    /// Where a recogniser of the caller's own fails, nobody knows what the text holds: the whole of it is one finding of
    /// that recogniser's entity. [`try_scan`](Scanner::try_scan) gives the error instead.
    #[must_use]
    pub fn scan<'t>(&self, text: &'t str) -> Vec<Finding<'t>> {
        let mut found = Vec::new();
        self.scan_into(text, &mut found);
        found
    }

    /// As [`scan`](Scanner::scan), appending to a vector that is used again.
    pub fn scan_into<'t>(&self, text: &'t str, found: &mut Vec<Finding<'t>>) {
        let from = found.len();
        if let Err(Failed { entity, .. }) = self.find_into(text, found) {
            found.truncate(from);
            let whole = Hit::new(0..text.len(), Score::CERTAIN, "its recogniser failed");
            found.extend(Finding::new(text, entity, &whole));
        }
    }

    /// As [`scan`](Scanner::scan), for a scanner with recognisers that may fail.
    ///
    /// # Errors
    ///
    /// When a recogniser of the caller's own fails; the error names it.
    pub fn try_scan<'t>(&self, text: &'t str) -> Result<Vec<Finding<'t>>, Error> {
        let mut found = Vec::new();
        self.try_scan_into(text, &mut found)?;
        Ok(found)
    }

    /// As [`try_scan`](Scanner::try_scan), appending to a vector that is used again.
    ///
    /// # Errors
    ///
    /// As `try_scan`; nothing is appended then.
    pub fn try_scan_into<'t>(
        &self,
        text: &'t str,
        found: &mut Vec<Finding<'t>>,
    ) -> Result<(), Error> {
        Ok(self.find_into(text, found)?)
    }

    fn find_into<'t>(&self, text: &'t str, found: &mut Vec<Finding<'t>>) -> Result<(), Failed> {
        let cx = Cx::new(text, &self.inner.cues).at_least(self.inner.threshold);
        let mut raw = HITS.take();
        let all = self.hits(cx, &mut raw);
        if all.is_ok() && !raw.is_empty() {
            raw.retain(|raw| raw.hit.score >= self.inner.threshold);
            resolve::resolve(text, &mut raw, |rule| self.entity(rule), found);
        }
        raw.clear();
        if raw.capacity() <= MOST_KEPT {
            HITS.set(raw);
        }
        all
    }

    /// What came near: hits under the threshold that no finding touches, in order. Their [`why`](Finding::why) says
    /// what they had, and so what they lacked. None where a recogniser of the caller's own fails.
    ///
    /// ```
    /// let scanner = parda::Scanner::builder().threshold(parda::Score::new(100)).build()?;
    /// let text = "write to asha@example.com";
    /// assert!(scanner.scan(text).is_empty());
    /// assert_eq!(scanner.near_misses(text)[0].entity(), parda::Entity::EMAIL);
    /// # Ok::<(), parda::Error>(())
    /// ```
    #[must_use]
    pub fn near_misses<'t>(&self, text: &'t str) -> Vec<Finding<'t>> {
        // Some checks find only what is no near miss: what is found is asked for by itself.
        let Ok(found) = self.try_scan(text) else {
            return Vec::new();
        };
        let (mut raw, mut near) = (Vec::new(), Vec::new());
        let cx = Cx::new(text, &self.inner.cues).explaining();
        if self.hits(cx, &mut raw).is_err() {
            return Vec::new();
        }
        raw.retain(|raw| {
            let range = &raw.hit.range;
            let next =
                found.partition_point(|finding: &Finding<'_>| finding.range().end <= range.start);
            let touched = found
                .get(next)
                .is_some_and(|finding| finding.range().start < range.end);
            raw.hit.score < self.inner.threshold && !touched
        });
        resolve::resolve(text, &mut raw, |rule| self.entity(rule), &mut near);
        near
    }

    /// Every hit of every check, whatever its score; those that only a cue would make one, where the context explains.
    fn hits(&self, cx: Cx<'_>, raw: &mut Vec<RawHit>) -> Result<(), Failed> {
        let text = cx.text();
        pass::pass(&cx, &self.inner.dispatch, self.inner.level, raw);
        for (index, own) in self.inner.own.iter().enumerate() {
            let rule = u16::try_from(CATALOGUE.len() + index).unwrap_or(u16::MAX);
            own.try_find(text, &mut |hit| raw.push(RawHit { rule, hit }))
                .map_err(|error| Failed {
                    entity: own.entity(),
                    why: error.why(),
                })?;
        }
        self.inner.patterns.find(text, |index, hit| {
            let rule = CATALOGUE.len() + self.inner.own.len() + index;
            let rule = u16::try_from(rule).unwrap_or(u16::MAX);
            raw.push(RawHit { rule, hit });
        });
        Ok(())
    }

    /// The entity of a rule: the catalogue's come first, then the caller's recognisers, then the caller's patterns.
    fn entity(&self, rule: u16) -> Entity {
        let rule = usize::from(rule);
        let own = rule.wrapping_sub(CATALOGUE.len());
        let pattern = own.wrapping_sub(self.inner.own.len());
        match (CATALOGUE.get(rule), self.inner.own.get(own)) {
            (Some(rule), _) => rule.entity,
            (None, Some(own)) => own.entity(),
            (None, None) => self
                .inner
                .patterns
                .entity(pattern)
                .unwrap_or(Entity::UNKNOWN),
        }
    }
}

impl Default for Scanner {
    fn default() -> Scanner {
        Scanner::new()
    }
}

impl std::fmt::Debug for Scanner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scanner").finish_non_exhaustive()
    }
}

/// Builds a [`Scanner`].
#[derive(Default)]
pub struct ScannerBuilder {
    only: Option<Vec<Entity>>,
    without: Vec<Entity>,
    own: Vec<Arc<dyn Recogniser>>,
    patterns: Vec<PatternRecogniser>,
    threshold: Option<Score>,
}

impl ScannerBuilder {
    /// Only these built-in entities; recognisers of the caller's own stay.
    #[must_use]
    pub fn only(mut self, entities: impl IntoIterator<Item = Entity>) -> Self {
        self.only = Some(entities.into_iter().collect());
        self
    }

    /// All but this built-in entity; may be called again.
    #[must_use]
    pub fn without(mut self, entity: Entity) -> Self {
        self.without.push(entity);
        self
    }

    /// Adds a recogniser of the caller's own.
    #[must_use]
    pub fn recogniser(mut self, recogniser: impl Recogniser + 'static) -> Self {
        self.own.push(Arc::new(recogniser));
        self
    }

    /// Adds a pattern of the caller's own. All of them join one automaton, so that text in which none matches costs
    /// one pass however many there are.
    #[must_use]
    pub fn pattern(mut self, pattern: PatternRecogniser) -> Self {
        self.patterns.push(pattern);
        self
    }

    /// The score from which a hit is a finding; 0.50 unless set.
    #[must_use]
    pub fn threshold(mut self, threshold: Score) -> Self {
        self.threshold = Some(threshold);
        self
    }

    /// The scanner.
    ///
    /// # Errors
    ///
    /// When a recogniser of the caller's own cannot be used; the error names it.
    pub fn build(mut self) -> Result<Scanner, Error> {
        let patterns = PatternSet::join(std::mem::take(&mut self.patterns))?;
        if CATALOGUE.len() + self.own.len() + patterns.len() >= usize::from(u16::MAX) {
            return Err(ErrorKind::TooManyRecognisers.into());
        }
        Ok(self.assemble(patterns))
    }

    fn assemble(self, patterns: PatternSet) -> Scanner {
        let wanted = |entity: Entity| {
            self.only.as_ref().is_none_or(|only| only.contains(&entity))
                && !self.without.contains(&entity)
        };
        let rules = CATALOGUE
            .iter()
            .enumerate()
            .filter(|(_, rule)| wanted(rule.entity));
        let cues = rules
            .clone()
            .flat_map(|(index, rule)| rule.cues.iter().map(move |cue| (index, *cue)));
        Scanner {
            inner: Arc::new(Inner {
                cues: CueTable::build(cues),
                dispatch: Dispatch::build(rules.map(|(index, rule)| (index, *rule))),
                own: self.own,
                patterns,
                level: Level::detect(),
                threshold: self.threshold.unwrap_or(Score::new(50)),
            }),
        }
    }
}
