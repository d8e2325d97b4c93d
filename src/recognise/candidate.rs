//! What a check is given: the text with its context, a window of digit groups, or a word of letters and digits.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use super::cue::{CueSet, CueTable, CueWindow};
use super::form;
use super::grid::Grid;
use super::member::Members;
use super::reference;
use super::track::Track;
use crate::finding::Score;

/// The text under scan, and what stands around a place in it.
pub(crate) struct Cx<'t> {
    text: &'t str,
    cues: &'t CueTable,
    window: RefCell<CueWindow>,
    track: RefCell<Track>,
    members: RefCell<Members>,
    rule: Cell<CueSet>,
    grid: RefCell<Grid>,
    outer: Option<Outer<'t>>,
    explains: bool,
    /// Whether it is a view that holds no words: those of its outer text stand around it.
    wordless: bool,
    least: Score,
}

/// The text that a view was made of.
#[derive(Clone, Copy)]
struct Outer<'t> {
    cx: &'t Cx<'t>,
    origin: &'t [Origin],
}

/// The bytes of a source text that one byte of a view stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    start: usize,
    length: u32,
}

impl Origin {
    pub(crate) fn new(start: usize, end: usize) -> Origin {
        Origin {
            start,
            length: u32::try_from(end.saturating_sub(start)).unwrap_or(u32::MAX),
        }
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.start..self.start + self.length as usize
    }

    /// The source span of `range` of the view that `origins` belongs to; `None` where that is empty.
    pub(crate) fn span(origins: &[Origin], range: &Range<usize>) -> Option<Range<usize>> {
        let first = origins.get(range.start)?;
        let last = origins.get(range.end.checked_sub(1)?)?;
        (range.start < range.end).then(|| first.start..last.range().end)
    }
}

impl<'t> Cx<'t> {
    #[inline(always)]
    pub(crate) fn new(text: &'t str, cues: &'t CueTable) -> Cx<'t> {
        Cx {
            text,
            cues,
            window: RefCell::new(CueWindow::NOWHERE),
            track: RefCell::default(),
            members: RefCell::default(),
            rule: Cell::new(CueSet::NONE),
            grid: RefCell::default(),
            outer: None,
            explains: false,
            wordless: false,
            least: Score::new(0),
        }
    }

    /// Leaves out hits under `least`.
    #[inline(always)]
    pub(crate) fn at_least(self, least: Score) -> Cx<'t> {
        Cx { least, ..self }
    }

    /// The score under which a hit is left out.
    pub(crate) fn least(&self) -> Score {
        self.least
    }

    /// Asks the checks for what came near, too.
    #[inline(always)]
    pub(crate) fn explaining(self) -> Cx<'t> {
        Cx {
            explains: true,
            ..self
        }
    }

    /// Whether hits under every threshold are asked for.
    pub(crate) fn explains(&self) -> bool {
        self.explains
    }

    /// A view of `outer`, whose bytes came from where `origin` says.
    #[inline(always)]
    pub(crate) fn over(text: &'t str, origin: &'t [Origin], outer: &'t Cx<'t>) -> Cx<'t> {
        Cx {
            outer: Some(Outer { cx: outer, origin }),
            explains: outer.explains,
            ..Cx::new(text, outer.cues)
        }
    }

    /// Says of a view that it holds no letters.
    #[inline(always)]
    pub(crate) fn without_words(self) -> Cx<'t> {
        Cx {
            wordless: true,
            ..self
        }
    }

    /// The whole text.
    pub(crate) fn text(&self) -> &'t str {
        self.text
    }

    /// The whole text as bytes.
    pub(crate) fn bytes(&self) -> &'t [u8] {
        self.text.as_bytes()
    }

    /// The byte at `at`, or 0 past either end.
    pub(crate) fn byte(&self, at: usize) -> u8 {
        self.bytes().get(at).copied().unwrap_or(0)
    }

    /// The byte before `at`, or 0 at the start.
    pub(crate) fn before(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(0, |i| self.byte(i))
    }

    /// The rule whose check runs now; the scanner sets it before each call.
    pub(crate) fn set_rule(&self, rule: CueSet) {
        self.rule.set(rule);
    }

    /// What the words around `range` say of the entity of the rule that runs now.
    ///
    /// Looks back at most 64 bytes and ahead at most 48, computed once per place and shared by all rules.
    pub(crate) fn context(&self, range: &Range<usize>) -> Context {
        if self.numbered(range) || reference::named(self.bytes(), range) {
            return Context::Refuted;
        }
        if !self.may_announce(range, self.rule.get().with(CueSet::REFUTES)) {
            return Context::Silent;
        }
        if let Some(known) = self.members.borrow().surely(range, self.rule.get()) {
            return known;
        }
        let verdict = self.window(range, |window| window.verdict(self.rule.get()));
        match self.outer {
            // A view may be too short to hold the words that announce it.
            Some(outer) if verdict == Context::Silent => {
                Origin::span(outer.origin, range).map_or(verdict, |source| {
                    outer.cx.set_rule(self.rule.get());
                    outer.cx.context(&source)
                })
            }
            _ => verdict,
        }
    }

    /// Whether the number is one of a series that does not announce the rule that runs now.
    fn numbered(&self, range: &Range<usize>) -> bool {
        let series = reference::series(self.bytes(), range);
        series.is_some_and(|series| !self.cues.announced(series).meets(self.rule.get()))
    }

    /// Bytes between the nearest cue of this rule before `range` and `range`; `None` where there is none.
    pub(crate) fn gap_before(&self, range: &Range<usize>) -> Option<usize> {
        if !self.may_announce(range, self.rule.get()) {
            return None;
        }
        self.window(range, |window| window.gap_before(self.rule.get()))
    }

    /// Whether a cue of this rule is near `range` and no refuting word is nearer.
    pub(crate) fn cued(&self, range: &Range<usize>) -> bool {
        self.may_announce(range, self.rule.get()) && self.context(range) == Context::Cued
    }

    /// Says that the checks will ask for parts of the number at `range`, so that what is near is found out for all at once.
    pub(crate) fn asks_of(&self, range: &Range<usize>) {
        self.track.borrow_mut().all(range);
    }

    /// Whether a word near `range` may announce any of `rules`: where not, its field need not be read.
    fn may_announce(&self, range: &Range<usize>, rules: CueSet) -> bool {
        self.near(range).meets(rules)
    }

    /// What the words near `range` may announce: these rules and no others.
    pub(crate) fn near(&self, range: &Range<usize>) -> CueSet {
        // A view is short, and its context stands in the text that it was made of.
        if let Some(outer) = self.outer {
            let source = self.wordless.then(|| Origin::span(outer.origin, range));
            return source
                .flatten()
                .map_or(CueSet::ALL, |source| outer.cx.near(&source));
        }
        let mut track = self.track.borrow_mut();
        if let Some(known) = track.known(range) {
            return known;
        }
        let whole = track.whole(range);
        if let Some(announced) = self.of_member(&mut track, &whole) {
            return announced;
        }
        if track.pays(&whole) || form::may_have_parent(self.bytes(), whole.start) {
            return track.near(self.cues, self.bytes(), range);
        }
        // Far from all others, its field is read at once: what a check finds will ask for it.
        let announced = self.window(&whole, CueWindow::announced_to_parts);
        track.learn(&whole, announced);
        announced
    }

    /// What the words may announce that speak of the member of an object at `whole`.
    #[inline]
    fn of_member(&self, track: &mut Track, whole: &Range<usize>) -> Option<CueSet> {
        let mut members = self.members.borrow_mut();
        let announced = members.announced(self.cues, self.bytes(), whole)?;
        track.learn(whole, announced);
        Some(announced)
    }

    /// What the words right beside `range` and those above it may announce: these rules and no others.
    pub(crate) fn near_beside(&self, range: &Range<usize>) -> CueSet {
        // What is weak must be told from what is nothing where both are asked for.
        if self.outer.is_some() || self.least <= Score::WEAK {
            return self.near(range);
        }
        let mut track = self.track.borrow_mut();
        if let Some(known) = track.known(range) {
            return known;
        }
        let whole = track.whole(range);
        if let Some(announced) = self.of_member(&mut track, &whole) {
            return announced;
        }
        track.beside(self.cues, self.bytes(), range)
    }

    /// Whether a word near `range` may announce the rule that runs now, or explanations are asked for.
    pub(crate) fn hinted(&self, range: &Range<usize>) -> bool {
        self.explains || self.may_announce(range, self.rule.get())
    }

    /// Whether no cue of the rule that runs now is near `range`, and hits that are weak without are not asked for.
    pub(crate) fn unannounced(&self, range: &Range<usize>) -> bool {
        self.least > Score::WEAK && !self.hinted(range)
    }

    /// Whether it is known already that no rule's cue is near `range`.
    pub(crate) fn nothing_near(&self, range: &Range<usize>) -> bool {
        let known = self.track.borrow().known(range);
        known.is_some_and(|known| !known.announces())
    }

    /// Whether any rule's cue is near `range`.
    pub(crate) fn anything_near(&self, range: &Range<usize>) -> bool {
        self.window(range, CueWindow::announces)
            || self.outer.is_some_and(|outer| {
                Origin::span(outer.origin, range)
                    .is_some_and(|source| outer.cx.anything_near(&source))
            })
    }

    /// How near the nearest cue of the rule that runs now stands, in bytes, 16 more for one behind; 255 for none.
    pub(crate) fn cue_distance(&self, range: &Range<usize>) -> u8 {
        let nearest = self.window(range, |window| window.nearest(self.rule.get()));
        match (nearest, self.outer) {
            (Some(distance), _) => distance,
            (None, Some(outer)) => Origin::span(outer.origin, range).map_or(u8::MAX, |source| {
                outer.cx.set_rule(self.rule.get());
                outer.cx.cue_distance(&source)
            }),
            (None, None) => u8::MAX,
        }
    }

    /// The score of a bare number that only its cue vouches for: 75 at arm's length, up to 84 beside it, so that of
    /// several entities that claim the number the one whose cue is nearest has it.
    pub(crate) fn cued_score(&self, range: &Range<usize>) -> Score {
        Score::new(84_u8.saturating_sub(self.cue_distance(range) / 6).max(68))
    }

    /// Asks the window at `range`. It is lent for this call only, so that it need not be copied.
    fn window<T>(&self, range: &Range<usize>, ask: impl FnOnce(&CueWindow) -> T) -> T {
        let mut window = self.window.borrow_mut();
        if !window.is_at(range) {
            let mut grid = self.grid.borrow_mut();
            window.read(self.cues, &mut grid, self.text, range);
        }
        ask(&window)
    }
}

/// What the words around a place say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Context {
    /// Nothing.
    Silent,
    /// A cue word of the entity is near.
    Cued,
    /// A word that announces something harmless (order, invoice, version, ...) is nearer than any cue.
    Refuted,
}

/// What stands between the digit groups of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Separator {
    /// One group only.
    None,
    /// One space between all groups.
    Space,
    /// One hyphen between all groups.
    Hyphen,
    /// One dot between all groups.
    Dot,
    /// One slash between all groups.
    Slash,
    /// Anything else: different ones, brackets, several in a row.
    Mixed,
}

/// A window of whole digit groups: `4111 1111 1111 1111`, `98765-43210`, `1234567890`.
#[derive(Clone, Copy)]
pub(crate) struct Digits<'a> {
    /// Bytes of the text from the first digit to behind the last.
    pub(crate) start: usize,
    /// End, exclusive.
    pub(crate) end: usize,
    /// The ASCII digits, separators left out (1 to 24).
    pub(crate) value: &'a [u8],
    /// The groups' lengths in digits, in order (1 to 12 of them).
    pub(crate) groups: &'a [u8],
    /// The same as one number, as [`lengths`](super::shape::lengths) gives it.
    pub(crate) lengths: u64,
    /// What stands between the groups.
    pub(crate) separator: Separator,
    /// The byte before the first digit; 0 at the start of the text.
    pub(crate) before: u8,
    /// The byte behind the last digit; 0 at the end.
    pub(crate) after: u8,
    /// Whether a digit group follows or precedes at one separator's distance: the window is part of a longer chain.
    pub(crate) chained_before: bool,
    /// As `chained_before`, behind.
    pub(crate) chained_after: bool,
}

impl Digits<'_> {
    /// The byte range of the window.
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether neither neighbour is an ASCII letter, digit or underscore.
    pub(crate) fn stands_alone(&self) -> bool {
        let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        !word(self.before) && !word(self.after)
    }
}

/// A word of ASCII letters and digits that holds both; its neighbours are neither.
#[derive(Clone, Copy)]
pub(crate) struct Code<'t> {
    /// Bytes of the text.
    pub(crate) start: usize,
    /// End, exclusive.
    pub(crate) end: usize,
    /// The word (2 to 64 bytes).
    pub(crate) word: &'t [u8],
    /// Bit `i` is set where byte `i` is a digit.
    pub(crate) digits: u64,
}

impl Code<'_> {
    /// The byte range of the word.
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Dice;

    #[test]
    fn what_a_part_of_a_number_announces_the_whole_does() {
        let cues = ["aadhaar", "account number", "card", "pan no", "otp"];
        let table = CueTable::build(cues.into_iter().enumerate());
        let pieces = [
            "aadhaar", "Account", "number", "card", "PAN", "No", "otp", "order", "x", ":", "=",
            "{", "}", "\n", "\n  ", "?\n", ".", ",", ";", "\"", "User:",
        ];
        let mut dice = Dice::new(21);
        let mut announced = 0;
        for _ in 0..20_000 {
            let mut text = String::new();
            let mut more = |text: &mut String, least: usize| {
                while text.len() < least {
                    text.push_str(pieces[dice.below(pieces.len())]);
                    if dice.below(3) > 0 {
                        text.push(' ');
                    }
                }
            };
            more(&mut text, 110);
            let start = text.len();
            text.push_str("4111 1111 1111");
            let whole = start..text.len();
            text.push(' ');
            more(&mut text, whole.end + 60);
            let cx = Cx::new(&text, &table);
            cx.asks_of(&whole);
            for part in [
                whole.clone(),
                start..start + 4,
                start + 5..start + 9,
                start + 10..whole.end,
            ] {
                let mut window = CueWindow::NOWHERE;
                window.read(&table, &mut Grid::default(), &text, &part);
                // A word that the edge of the field cuts is another.
                let edges = [part.start - 64, part.end + 48];
                let inside = |at: usize| {
                    text.as_bytes()
                        .get(at)
                        .is_some_and(u8::is_ascii_alphanumeric)
                };
                if edges.iter().any(|edge| inside(*edge) && inside(edge - 1)) {
                    continue;
                }
                for rule in (0..cues.len()).map(CueSet::rule) {
                    if window.nearest(rule).is_some() {
                        announced += 1;
                        assert!(cx.near(&part).meets(rule), "{text:?} at {part:?}");
                    }
                }
            }
        }
        assert!(announced > 1_000, "{announced}");
    }
}
