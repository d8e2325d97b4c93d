//! Offset-preserving views: a stretch of the text with its disguises undone, and where each byte of it came from.
//!
//! The rules' own checks run over a view as over any text; what they find is mapped back to the exact source span,
//! whole characters and whole escapes. Three levels: characters folded, escapes decoded (both in one pass, twice at
//! most), and values respelled (digits joined over odd separators, `[at]`, number words; see `respell`). A view is
//! built only around a place that [`Places`] names, and each byte of the text is viewed a bounded number of times.

mod escape;
mod fold;
mod place;
mod respell;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use zeroize::{Zeroize, Zeroizing};

use super::RawHit;
use super::dispatch::Dispatch;
use super::walk;
use crate::entity::Entity;
use crate::recognise;
use crate::recognise::candidate::{Cx, Origin};
use crate::recognise::cue::CueTable;
use crate::wiped;
use fold::{Fold, fold};
use place::Places;

/// Bytes of text around a place that a view takes in: the value and the words that announce it.
const AROUND: usize = 128;
/// Bytes of it that may be given up for the sake of beginning and ending between words.
const SLACK: usize = 48;
/// The longest stretch viewed at a time, in bytes.
const LONGEST: usize = 4096;
/// The combining enclosing keycap, as in the emoji of a digit.
const KEYCAP: char = '\u{20E3}';
/// Bytes looked at on each side of a look-alike for a letter or digit of ASCII.
const WORD: usize = 32;

/// A stretch of text with its disguises undone.
#[derive(Default)]
struct View {
    text: String,
    /// For each byte of `text`, the bytes of the source that it stands for.
    origin: Vec<Origin>,
}

impl Drop for View {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

impl View {
    fn clear(&mut self) {
        self.text.clear();
        self.origin.clear();
    }

    /// Folds and decodes `range` of `text` onto the end; true where an escape was decoded.
    fn append(&mut self, text: &str, range: Range<usize>) -> bool {
        let bytes = text.as_bytes();
        // What stands for a stretch is never longer than it.
        wiped::make_room(&mut self.text, range.len());
        let mut decoded = false;
        let mut at = range.start;
        while at < range.end {
            let byte = bytes[at];
            if byte.is_ascii() {
                let special = matches!(byte, b'%' | b'&' | b'\\' | b'=' | b'<' | b'*');
                if special && let Some(escape) = escape::read(bytes, at) {
                    self.push(escape.c, text, at..at + escape.length);
                    decoded = true;
                    at += escape.length;
                } else if special && let Some(length) = escape::markup(bytes, at) {
                    at += length;
                } else {
                    self.text.push(char::from(byte));
                    self.origin.push(Origin::new(at, at + 1));
                    at += 1;
                }
                continue;
            }
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                break;
            };
            self.push(c, text, at..at + c.len_utf8());
            at += c.len_utf8();
        }
        decoded
    }

    /// Adds what `c` is in a view; `source` is where it stands, in whatever spelling.
    fn push(&mut self, c: char, text: &str, source: Range<usize>) {
        let shown = match fold(c) {
            Fold::Ignored => return,
            // The cap is part of its digit.
            Fold::Mark if c == KEYCAP && self.text.ends_with(|c: char| c.is_ascii_digit()) => {
                if let Some(digit) = self.origin.last_mut() {
                    *digit = Origin::new(digit.range().start, source.end);
                }
                return;
            }
            Fold::Mark
                if self.text.ends_with(|c: char| c.is_ascii_alphanumeric())
                    && text[source.end..].starts_with(|c: char| c.is_ascii_alphanumeric()) =>
            {
                return;
            }
            Fold::Digit(ascii) | Fold::Separator(ascii) | Fold::Form(ascii) => char::from(ascii),
            Fold::LookAlike(ascii) if in_ascii_word(text, &source) => char::from(ascii),
            _ => c,
        };
        self.text.push(shown);
        let origin = Origin::new(source.start, source.end);
        self.origin
            .extend(std::iter::repeat_n(origin, shown.len_utf8()));
    }

    /// Makes the origins, which point into `inner`'s text, point where `inner`'s point.
    fn rebase(&mut self, inner: &View) {
        for origin in &mut self.origin {
            if let Some(range) = Origin::span(&inner.origin, &origin.range()) {
                *origin = Origin::new(range.start, range.end);
            }
        }
    }

    /// Folds and decodes `range` of `text`, escapes inside escapes too.
    fn build(&mut self, text: &str, range: Range<usize>, inner: &mut View) {
        self.clear();
        if !self.append(text, range) {
            return;
        }
        std::mem::swap(self, inner);
        self.clear();
        self.append(&inner.text, 0..inner.text.len());
        self.rebase(inner);
    }
}

/// Whether the word around `source` holds a letter or digit of ASCII.
fn in_ascii_word(text: &str, source: &Range<usize>) -> bool {
    let inside = |c: &char| c.is_alphanumeric();
    let near = |length: usize, c: &char| length < WORD && inside(c);
    let mut length = 0;
    let before = text[..source.start].chars().rev().take_while(|c| {
        length += c.len_utf8();
        near(length, c)
    });
    let mut ahead = 0;
    let after = text[source.end..].chars().take_while(|c| {
        ahead += c.len_utf8();
        near(ahead, c)
    });
    before.chain(after).any(|c| c.is_ascii_alphanumeric())
}

pub(super) use respell::Respeller;
pub(super) use respell::address::{may_be_host, may_hide};
pub(super) use respell::words::ends_in_number;

/// Looks for respelled values in the whole text.
#[cfg(test)]
pub(super) fn walk_respelled(cx: &Cx<'_>, dispatch: &Dispatch, raw: &mut Vec<RawHit>) {
    Respeller::new(cx, dispatch, raw).look();
}

/// Whether the character or escape at `at` is worth a view, as far as it alone can tell.
pub(super) fn enters(text: &str, at: usize) -> bool {
    Places::from(text, at).enters()
}

/// Runs every check over a view of each stretch that holds something in disguise, from byte `first` on.
pub(super) fn walk_from(cx: &Cx<'_>, dispatch: &Dispatch, first: usize, raw: &mut Vec<RawHit>) {
    let text = cx.text();
    let mut places = Places::from(text, first);
    let Some(first) = places.next() else {
        return;
    };
    let mut desk = Desk::default();
    let mut start = stretch_start(text, first);
    let mut last = first;
    for at in places {
        if at > last + 2 * AROUND || at - start > LONGEST {
            desk.look(cx, dispatch, start..stretch_end(text, last), raw);
            start = stretch_start(text, at);
        }
        last = at;
    }
    desk.look(cx, dispatch, start..stretch_end(text, last), raw);
    desk.drop_split(raw);
}

/// Where the stretch to view begins for a place: between two words where it can.
fn stretch_start(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut start = at.saturating_sub(AROUND);
    if start > 0 {
        start = bytes[start..start + SLACK]
            .iter()
            .position(u8::is_ascii_whitespace)
            .map_or(start, |blank| start + blank + 1);
    }
    while !text.is_char_boundary(start) {
        start += 1;
    }
    start
}

/// Where it ends.
fn stretch_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = (at + AROUND).min(bytes.len());
    if end < bytes.len() {
        end = bytes[end - SLACK..end]
            .iter()
            .rposition(u8::is_ascii_whitespace)
            .map_or(end, |blank| end - SLACK + blank);
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// What is used again from one view to the next.
#[derive(Default)]
struct Desk {
    view: View,
    inner: View,
    hits: Vec<RawHit>,
    /// Escapes at the edges of what was found, by rule and first byte, with the byte behind.
    edges: BTreeMap<(u16, usize), usize>,
}

impl Desk {
    /// Views one stretch, and adds what is found in it and not as it stands.
    fn look(
        &mut self,
        cx: &Cx<'_>,
        dispatch: &Dispatch,
        stretch: Range<usize>,
        raw: &mut Vec<RawHit>,
    ) {
        let text = cx.text();
        let open_start = stretch.start > 0 && !cx.before(stretch.start).is_ascii_whitespace();
        let open_end = stretch.end < text.len() && !cx.byte(stretch.end).is_ascii_whitespace();
        // The words that announce a value may be hidden where the value is not.
        let hidden = memchr::memchr_iter(b'\\', &text.as_bytes()[stretch.clone()])
            .any(|at| place::hides_label(text.as_bytes(), stretch.start + at));
        self.view.build(text, stretch, &mut self.inner);
        self.hits.clear();
        let view = &self.view;
        let inside = Cx::over(&view.text, &view.origin, cx);
        walk::walk(&inside, dispatch, &mut self.hits);
        Respeller::new(&inside, dispatch, &mut self.hits).look();
        for RawHit { rule, mut hit } in self.hits.drain(..) {
            let (start, end) = (hit.range.start, hit.range.end);
            // What touches an open edge of the view may be a part of something longer.
            if open_start && start == 0 || open_end && end >= view.text.len() {
                continue;
            }
            let Some(source) = Origin::span(&view.origin, &hit.range) else {
                continue;
            };
            let mut touched = false;
            let before = start.checked_sub(1).and_then(|i| view.origin.get(i));
            for edge in before.into_iter().chain(view.origin.get(end)) {
                let edge = edge.range();
                if edge.len() > 1 && text.as_bytes()[edge.start].is_ascii() {
                    self.edges.insert((rule, edge.start), edge.end);
                    touched = true;
                }
            }
            // What stands in the text as it is was found there, unless an escape touches it or what announces it.
            if !touched && !hidden && text.get(source.clone()) == view.text.get(hit.range.clone()) {
                continue;
            }
            hit.range = source;
            raw.push(RawHit { rule, hit });
        }
    }

    /// Drops the hits that begin or end inside an escape: of `\nasha@example.com` in JSON the address is not `nasha@`.
    fn drop_split(&self, raw: &mut Vec<RawHit>) {
        if self.edges.is_empty() {
            return;
        }
        let split = |rule: u16, at: usize| {
            let before = self.edges.range((rule, 0)..(rule, at)).next_back();
            before.is_some_and(|(_, end)| at < *end)
        };
        raw.retain(|raw| {
            !split(raw.rule, raw.hit.range.start) && !split(raw.rule, raw.hit.range.end)
        });
    }
}

/// The canonical form of a surface of `entity` in any spelling: disguises undone, then the rule's own form.
///
/// It depends on the surface alone, so that one value has one token wherever and however it is written.
pub(crate) fn canonical(entity: Entity, surface: &str) -> String {
    let special = |b: u8| matches!(b, b'%' | b'&' | b'\\' | b'=' | b'<' | b'*') || !b.is_ascii();
    let any = |is: fn(&u8) -> bool| surface.as_bytes().iter().any(is);
    // Letters that stand for digits, and digits in words, need a respelling; names are never spelled so.
    let stands_in = any(|b| matches!(b, b'l' | b'O' | b'o' | b'I')) && any(u8::is_ascii_digit);
    let in_words = any(u8::is_ascii_whitespace) && any(u8::is_ascii_alphabetic)
        || any(|b| matches!(b, b'[' | b'(' | b'{'));
    let respelled = entity != Entity::PERSON && (stands_in || in_words);
    if !surface.bytes().any(special) && !respelled {
        let canonical = (recognise::spelling(entity).canonical)(surface);
        if !canonical.is_empty() {
            return canonical;
        }
    }
    let mut view = View::default();
    view.build(surface, 0..surface.len(), &mut View::default());
    static NO_CUES: LazyLock<CueTable> = LazyLock::new(|| CueTable::build(std::iter::empty()));
    let respelled = respell::plain(&view.text, &Cx::new(&view.text, &NO_CUES));
    let plain = Zeroizing::new(respelled.unwrap_or_else(|| std::mem::take(&mut view.text)));
    (recognise::spelling(entity).canonical)(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_has_one_canonical_form_in_every_spelling() {
        for surface in [
            "5398 2174 6502",
            "५३९८ २१७४ ६५०२",
            "5398\u{a0}–\u{a0}2174 6502",
            "53\u{200b}98 2174 6502",
            "5398%202174%206502",
            r"\u0035398 2174 6502",
            "5398.2174.6502",
            "5398\n2174 6502",
            "5398 2l74 65O2",
            "5 3 9 8 2 1 7 4 6 5 0 2",
            "five three nine eight two one seven four six five zero two",
            "NTM5OCAyMTc0IDY1MDI=",
        ] {
            assert_eq!(
                canonical(Entity::AADHAAR, surface),
                "539821746502",
                "{surface}"
            );
        }
        for surface in [
            "asha.rao@example.com",
            "Asha.Rao%40example.com",
            "asha.rao@exam\nple.com",
            "asha.rao [at] example [dot] com",
            "asha dot rao at example dot com",
            "ａｓｈａ．ｒａｏ＠ｅｘａｍｐｌｅ．ｃｏｍ",
            "asha.rаo@example.com",
        ] {
            assert_eq!(
                canonical(Entity::EMAIL, surface),
                "asha.rao@example.com",
                "{surface}"
            );
        }
        for surface in [
            "ABCPE1234F",
            "abcpe1234f",
            "A-B-C-P-E-1-2-3-4-F",
            "ABCPE one two three four F",
        ] {
            assert_eq!(canonical(Entity::PAN, surface), "ABCPE1234F", "{surface}");
        }
    }
}
