//! Tokens as models write them: parsed tolerantly, matched exactly.
//!
//! Undone: letter case, `\_`, JSON, HTML and percent escapes of the underscore, full-width and mathematical letters,
//! zero-width characters, spaces or a line break or a hyphen about the underscore, a translated or missing label,
//! plural endings. Whatever surrounds a token (brackets, quotes, bold) stays. A letter more, less or other is never
//! undone: the check letter and the vault decide, and there is no distance between ids.
//!
//! A match depends on its own bytes, on eight bytes before and on a few behind; that is what makes a stream yield what
//! the whole text yields.

use std::ops::Range;

use super::spelling::{self, NOTHING, Unit, unit};
use crate::entity::Entity;
use crate::simd::{self, BLOCK, Level};
use crate::token::{IdLength, TokenId, check};

/// The longest spelling of a token in bytes; what is longer is text.
pub(crate) const MOST: usize = 128;
/// Bytes from the start of the label to the id, at most.
const BACK: usize = 64;
/// Bytes before a match that are looked at.
pub(crate) const BEFORE: usize = 8;
/// Bytes behind a match that are looked at.
const BEHIND: usize = 2;
/// Letters of a label in Latin script.
const LABEL: usize = 8;
/// Characters of a label in another script.
const FOREIGN: usize = 16;
/// Letters of the shortest id.
const LEAST: usize = IdLength::Nine.letters();
/// Characters without width within one token.
const INVISIBLE: usize = 12;

/// A stretch that reads as a token; whether it was issued is for the vault to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) range: Range<usize>,
    /// Where it ends without its suffix.
    pub(crate) bare_end: usize,
    pub(crate) id: TokenId,
    /// The label in capitals, where it is in Latin letters.
    pub(crate) label: Option<Latin>,
    /// No underscore joins label and id: the label must be the right one.
    pub(crate) loose: bool,
    /// Where the underscore is, when a gap parts it from a label that may be none.
    pub(crate) underscore: Option<usize>,
    /// Written with percent escapes: it stands in a URL.
    pub(crate) percent: bool,
    /// As we write it, or nearly: worth a report where it is unknown.
    pub(crate) well_formed: bool,
}

/// A label in Latin letters, in capitals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Latin {
    letters: [u8; LABEL],
    length: usize,
}

impl Latin {
    pub(crate) fn as_str(&self) -> &str {
        let letters = self.letters.get(..self.length).unwrap_or_default();
        std::str::from_utf8(letters).unwrap_or_default()
    }
}

/// The outcome of reading at one place.
#[derive(Debug, PartialEq, Eq)]
enum Read {
    No,
    More,
    Found(Match),
}

/// What comes next in a text of which more may follow.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// A token.
    Found(Match),
    /// Nothing before this place; from here on more text decides.
    Hold(usize),
    /// Nothing.
    None,
}

/// The first token at or behind `from`. With `last` the text is whole; without, more may follow.
pub(crate) fn next(text: &str, from: usize, length: IdLength, last: bool) -> Next {
    let found = anchored(text, from, length, last);
    if !last {
        let tail = from.max(text.len().saturating_sub(MOST + BEHIND));
        let end = found.as_ref().map_or(text.len(), |m| m.range.start);
        for at in tail..end {
            if may_start(text, at) && read(text, at, length, false) == Read::More {
                return Next::Hold(at);
            }
        }
    }
    found.map_or(Next::None, Next::Found)
}

/// All tokens of a whole text.
pub(crate) fn find(text: &str, length: IdLength) -> Vec<Match> {
    let mut all = Vec::new();
    let mut from = 0;
    while let Next::Found(found) = next(text, from, length, true) {
        from = found.range.end;
        all.push(found);
    }
    all
}

/// Tokens of a whole text in spellings that a record could make good: those without an underscore need a label that
/// tokens carry.
pub(crate) fn likely(text: &str, length: IdLength) -> impl Iterator<Item = Match> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || match next(text, from, length, true) {
        Next::Found(found) => {
            from = found.range.end;
            Some(found)
        }
        Next::Hold(_) | Next::None => None,
    })
    .filter(|found| {
        let label = found.label.as_ref().map(Latin::as_str);
        !found.loose || found.underscore.is_some() || label.is_some_and(Entity::is_token_label)
    })
}

/// Bytes that an id may consist of: Latin letters, and whatever other scripts and invisible characters are made of.
const fn is_id_byte(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

/// The next run of at least so many bytes of an id, at or behind `at`, which is no byte within one.
///
/// The least of an id is nine letters: most words of a text are told from one by the block, and not looked at.
fn run(bytes: &[u8], mut at: usize, level: Level) -> Option<Range<usize>> {
    const { assert!(LEAST == 9) };
    while bytes.len().saturating_sub(at) >= LEAST {
        let rest = &bytes[at..];
        let words = match rest.first_chunk::<BLOCK>() {
            Some(block) => simd::words(level, block),
            None => {
                let mut block = [0; BLOCK];
                block[..rest.len()].copy_from_slice(rest);
                simd::words(level, &block)
            }
        };
        let one = words.letter | words.high;
        // Bit `i` is set where this many bytes from `i` on are set.
        let two = one & one >> 1;
        let four = two & two >> 2;
        let nine = four & four >> 4 & one >> 8;
        if nine != 0 {
            let start = at + nine.trailing_zeros() as usize;
            let behind = bytes[start + LEAST..].iter();
            let more = behind.take_while(|byte| is_id_byte(**byte)).count();
            return Some(start..start + LEAST + more);
        }
        at += stride();
    }
    None
}

/// From one block to the next: the last bytes of a block may begin what goes on in the next.
const fn stride() -> usize {
    BLOCK - LEAST + 1
}

/// Looks only about runs of letters that are long enough for an id.
fn anchored(text: &str, from: usize, length: IdLength, last: bool) -> Option<Match> {
    let (bytes, level) = (text.as_bytes(), Level::detect());
    let most = length.letters();
    let mut from = from;
    let mut at = from;
    while let Some(Range { start, end }) = run(bytes, at, level) {
        let run = &bytes[start..end];
        if run.len() >= most && worth(run, bytes[..start].last(), most) {
            let earliest = from.max(start.saturating_sub(BACK));
            for place in earliest..end {
                if may_start(text, place)
                    && let Read::Found(found) = read(text, place, length, last)
                {
                    return Some(found);
                }
            }
        }
        from = from.max(end.saturating_sub(BACK));
        at = end;
    }
    None
}

/// Whether a run of letters can be an id: with Latin letters only, its first ones must end in their check letter. An
/// escape of the underscore may have lent the run its last digit, `f`.
fn worth(run: &[u8], before: Option<&u8>, most: usize) -> bool {
    if !run.is_ascii() {
        return true;
    }
    let holds = |letters: &[u8]| {
        letters.len() <= most + 2
            && letters.get(..most).is_some_and(|id| {
                let mut lower = [0; 32];
                let lower = &mut lower[..most];
                lower.copy_from_slice(id);
                lower.make_ascii_lowercase();
                check::holds(lower)
            })
    };
    holds(run) || (before == Some(&b'5') && holds(&run[1..]))
}

/// Whether a label may begin at `at`.
fn may_start(text: &str, at: usize) -> bool {
    let Some(&byte) = text.as_bytes().get(at) else {
        return false;
    };
    if !(byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0xc0) {
        return false;
    }
    let before = &text.as_bytes()[at.saturating_sub(BEFORE)..at];
    match before {
        [] => true,
        // The letter of an escape is no letter of a label.
        [.., b'\\'] if b"nrtbfu".contains(&byte) => false,
        [.., b'\\', b'n' | b'r' | b't' | b'b' | b'f'] => true,
        [.., b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => true,
        [.., b'\\', b'u', a, b, c, d] if [a, b, c, d].iter().all(|x| x.is_ascii_hexdigit()) => true,
        [.., last] => !last.is_ascii_alphanumeric(),
    }
}

/// Whether words of the script of `c` are not set apart by spaces: what stands before a token may then be no label.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether `c` is a letter or mark of a label in another script.
fn is_foreign(c: char) -> bool {
    !c.is_ascii()
        && !is_unspaced(c)
        && (c.is_alphabetic()
            || matches!(
                c,
                '\u{93c}'
                    | '\u{94d}'
                    | '\u{9cd}'
                    | '\u{acd}'
                    | '\u{bcd}'
                    | '\u{c4d}'
                    | '\u{ccd}'
                    | '\u{d4d}'
            ))
}

/// Reads characters one by one, with the count of invisible ones.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    start: usize,
    last: bool,
    invisible: usize,
    percent: bool,
}

enum Stop {
    No,
    More,
}

impl Reader<'_> {
    /// The next visible character with its length, not yet taken.
    #[inline(always)]
    fn peek(&mut self) -> Result<Option<Unit>, Stop> {
        // Most are what they look like.
        match self.text.as_bytes().get(self.at) {
            Some(&byte) if byte < 0x80 && !spelling::begins_escape(byte) => {
                if self.at - self.start > MOST {
                    return Err(Stop::No);
                }
                Ok(Some(Unit::plain(byte)))
            }
            _ => self.peek_spelled(),
        }
    }

    #[inline(never)]
    fn peek_spelled(&mut self) -> Result<Option<Unit>, Stop> {
        loop {
            if self.at - self.start > MOST {
                return Err(Stop::No);
            }
            match unit(self.text, self.at, self.last).map_err(|()| Stop::More)? {
                Some(unit) if unit.means == NOTHING && self.invisible < INVISIBLE => {
                    self.invisible += 1;
                    self.at += unit.length;
                }
                other => return Ok(other),
            }
        }
    }

    fn take(&mut self, unit: &Unit) {
        self.at += unit.length;
        self.percent |= unit.percent;
    }

    /// Takes at most two spaces and one line break; how many were taken.
    fn gap(&mut self) -> Result<usize, Stop> {
        let mut taken = 0;
        let mut broken = false;
        while let Some(unit) = self.peek()? {
            match unit.means {
                ' ' | '\t' if taken < 3 => {}
                '\n' if !broken => broken = true,
                '\r' if !broken => {}
                _ => break,
            }
            taken += 1;
            if taken > 4 {
                return Err(Stop::No);
            }
            self.take(&unit);
        }
        Ok(taken)
    }
}

fn read(text: &str, at: usize, length: IdLength, last: bool) -> Read {
    match try_read(text, at, length, last) {
        Ok(found) => Read::Found(found),
        Err(Stop::No) => Read::No,
        Err(Stop::More) => Read::More,
    }
}

fn try_read(text: &str, start: usize, length: IdLength, last: bool) -> Result<Match, Stop> {
    let mut reader = Reader {
        text,
        at: start,
        start,
        last,
        invisible: 0,
        percent: false,
    };
    let label = label(&mut reader)?;
    let (loose, underscore) = separator(&mut reader, &label)?;
    // What is behind the separator is the id, in the run of letters that anchors the search.
    if reader.at - start > BACK {
        return Err(Stop::No);
    }
    let mut letters = [0; 32];
    for place in letters.iter_mut().take(length.letters()) {
        match reader.peek()? {
            Some(unit) if unit.means.is_ascii_alphabetic() => {
                *place = unit.means.to_ascii_lowercase() as u8;
                reader.take(&unit);
            }
            _ => return Err(Stop::No),
        }
    }
    let bare = TokenId::bare(&letters[..length.letters()]).ok_or(Stop::No)?;
    let bare_end = reader.at;
    let (id, end) = match suffix(&mut reader, bare)? {
        Some(id) => (id, reader.at),
        None => {
            reader.at = bare_end;
            ending(&mut reader)?;
            (bare, bare_end)
        }
    };
    if !last && text.len() < end + BEHIND {
        return Err(Stop::More);
    }
    let capitals = text[start..]
        .bytes()
        .take(2)
        .all(|b| b.is_ascii_uppercase());
    let label = match label {
        Label::Latin(latin) => Some(latin),
        Label::Foreign | Label::None => None,
    };
    Ok(Match {
        range: start..end,
        bare_end,
        id,
        well_formed: capitals && label.is_some() && !loose,
        label,
        loose,
        underscore,
        percent: reader.percent,
    })
}

enum Label {
    Latin(Latin),
    Foreign,
    None,
}

fn label(reader: &mut Reader<'_>) -> Result<Label, Stop> {
    let start = reader.at;
    let before = reader.text[..start].chars().next_back();
    let mut latin = Latin::default();
    let mut foreign = 0;
    while let Some(unit) = reader.peek()? {
        if unit.means.is_ascii_alphabetic() && foreign == 0 && !unit.percent {
            let Some(place) = latin.letters.get_mut(latin.length) else {
                return Err(Stop::No);
            };
            *place = unit.means.to_ascii_uppercase() as u8;
            latin.length += 1;
        } else if is_foreign(unit.means) && latin.length == 0 {
            foreign += 1;
        } else {
            break;
        }
        if foreign > FOREIGN {
            return Err(Stop::No);
        }
        reader.take(&unit);
    }
    match (latin.length, foreign) {
        (2.., _) => Ok(Label::Latin(latin)),
        // A word of another script is a label only from its beginning.
        (0, 1..) if !before.is_some_and(is_foreign) => Ok(Label::Foreign),
        (0, 0) if !before.is_some_and(|c| c == '_' || is_foreign(c)) => Ok(Label::None),
        _ => Err(Stop::No),
    }
}

/// Takes what joins label and id: whether it is other than an underscore that touches the label, and where the
/// underscore is when it does not touch it.
fn separator(reader: &mut Reader<'_>, label: &Label) -> Result<(bool, Option<usize>), Stop> {
    let gap = match label {
        Label::None => 0,
        _ => reader.gap()?,
    };
    let latin = matches!(label, Label::Latin(..));
    let joined = match reader.peek()? {
        Some(unit) if unit.means == '_' && (gap == 0 || latin) => {
            let underscore = (gap > 0).then_some(reader.at);
            reader.take(&unit);
            (gap > 0, underscore)
        }
        Some(unit) if unit.means == '-' && latin => {
            reader.take(&unit);
            (true, None)
        }
        // Without a gap no letter is left: it would be the label's.
        _ if latin => return Ok((true, None)),
        _ => return Err(Stop::No),
    };
    if !matches!(label, Label::None) {
        reader.gap()?;
    }
    Ok(joined)
}

/// The id with the suffix that follows, when one does.
fn suffix(reader: &mut Reader<'_>, bare: TokenId) -> Result<Option<TokenId>, Stop> {
    match reader.peek()? {
        Some(unit) if unit.means == '_' => reader.take(&unit),
        _ => return Ok(None),
    }
    let mut letters = [0; 2];
    for place in &mut letters {
        match reader.peek()? {
            Some(unit) if unit.means.is_ascii_alphabetic() => {
                *place = unit.means.to_ascii_lowercase() as u8;
                reader.take(&unit);
            }
            _ => return Ok(None),
        }
    }
    let end = reader.at;
    let open = !matches!(reader.peek()?, Some(unit) if unit.means.is_ascii_alphanumeric());
    reader.at = end;
    Ok(if open {
        bare.with_suffix(letters)
    } else {
        None
    })
}

/// What may follow an id: no Latin letter or digit, but for the ending of a plural or a case.
fn ending(reader: &mut Reader<'_>) -> Result<(), Stop> {
    let mut letters = String::new();
    while let Some(unit) = reader.peek()? {
        if !unit.means.is_ascii_alphanumeric() {
            break;
        }
        letters.push(unit.means.to_ascii_lowercase());
        if letters.len() > 2 {
            return Err(Stop::No);
        }
        reader.take(&unit);
    }
    match letters.as_str() {
        "" | "s" | "es" | "n" | "en" => Ok(()),
        _ => Err(Stop::No),
    }
}

#[cfg(test)]
mod tests;
