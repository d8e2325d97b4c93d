//! A response restored in place: all its tokens with one vault call.

use std::ops::Range;

use zeroize::Zeroizing;

use super::calls::Argument;
use super::calls::Calls;
use super::json::{self, Kind};
use super::rules::{self, Found};
use super::spelled::{self, Spelled};
use crate::error::Error;
use crate::observe;
use crate::restore::{Core, Delivery, Restored, Sink, Unresolved, tolerant};
use crate::session::Session;
use crate::token::IdLength;
use crate::{AsyncVault, Vault};

/// Restores the body of a response of any provider, as `delivery` permits.
///
/// Texts go to the sink of `delivery`; the arguments of a tool call go to [`Sink::Tool`] with the tool's name, so that
/// nothing is restored there unless the tool is granted. A call that has a type and no name (`local_shell_call`) is
/// granted by its type; one that has two names, by none. All else stays byte for byte.
///
/// The ranges of what is [unresolved](Restored::unresolved) are those of the string that holds it, decoded.
///
/// # Errors
///
/// When the body is no JSON (the error names the JSON pointer), and as [`Session::deliver`].
pub fn restore_response<'t, V: Vault>(
    session: &Session<'_, V>,
    body: &'t str,
    delivery: &Delivery,
) -> Result<Restored<'t>, Error> {
    let _call = observe::call("restore-chat", body.len());
    let mut texts = texts(session, session.ids_now()?, body, delivery)?;
    session.release(&mut pairs(&mut texts))?;
    Ok(put(body, &texts))
}

/// As [`restore_response`], over an asynchronous vault.
///
/// # Errors
///
/// As `restore_response`.
pub async fn restore_response_async<'t, V: AsyncVault>(
    session: &Session<'_, V>,
    body: &'t str,
    delivery: &Delivery,
) -> Result<Restored<'t>, Error> {
    let _call = observe::call("restore-chat", body.len());
    let length = session.ids_now_async().await?;
    let mut texts = texts(session, length, body, delivery)?;
    session.release_async(&mut pairs(&mut texts)).await?;
    Ok(put(body, &texts))
}

/// A string of a payload, with what restores it and what comes of it.
pub(super) struct Text {
    /// Inside its quotation marks.
    pub(super) place: Range<usize>,
    pub(super) core: Core,
    /// Characters of it stand for lone surrogates.
    pub(super) alone: bool,
    pub(super) out: Zeroizing<String>,
}

impl Text {
    pub(super) fn of(place: Range<usize>, core: Core, alone: bool) -> Text {
        Text {
            place,
            core,
            alone,
            out: Zeroizing::default(),
        }
    }

    pub(super) fn pair(&mut self) -> (&mut Core, &mut String) {
        (&mut self.core, &mut self.out)
    }
}

fn pairs(texts: &mut [Text]) -> Vec<(&mut Core, &mut String)> {
    texts.iter_mut().map(Text::pair).collect()
}

/// All strings of a body that may be restored, read.
fn texts<V>(
    session: &Session<'_, V>,
    length: IdLength,
    body: &str,
    delivery: &Delivery,
) -> Result<Vec<Text>, Error> {
    let mut found: Vec<Found<'_>> = Vec::new();
    json::walk(body, &mut |path, kind, place| {
        found.push((path.to_vec(), kind, place));
    })?;
    let calls = Calls::of(body, &found);
    let restorable = |at: &usize| is_restorable(&found[*at]);
    let whole = |at: usize| {
        let place = &found[at].2;
        let said = speaking(body, place, length)?;
        let argument = calls.argument(&found, at);
        Some(text(session, length, place, &said, argument, delivery))
    };
    let all = (0..found.len()).filter(restorable).filter_map(whole);
    Ok(all.collect())
}

/// Whether an entry is a string that may hold tokens.
pub(super) fn is_restorable((path, kind, _): &Found<'_>) -> bool {
    *kind == Kind::String && !rules::is_left_in_response(path)
}

/// The string at `place`, where it holds what reads as a token. Most strings of a body do not, and need no more room.
pub(super) fn speaking<'t>(
    body: &'t str,
    place: &Range<usize>,
    length: IdLength,
) -> Option<Spelled<'t>> {
    let said = Spelled::read(&body[place.clone()]);
    (tolerant::next(&said.text, 0, length, true) != tolerant::Next::None).then_some(said)
}

/// What restores the string at `place`, which may be an argument.
pub(super) fn text<V>(
    session: &Session<'_, V>,
    length: IdLength,
    place: &Range<usize>,
    said: &Spelled<'_>,
    argument: Option<Argument>,
    delivery: &Delivery,
) -> Text {
    let mut core = match argument {
        Some(Argument { tool, json, .. }) => {
            let core = session.core(&delivery.redirected(Sink::Tool(tool)), length);
            if json { core } else { core.unescaped() }
        }
        None => session.core(delivery, length),
    };
    core.push(&said.text, true);
    Text::of(place.clone(), core, said.alone)
}

/// What is put where in a body.
pub(super) type Changes = Vec<(Range<usize>, Zeroizing<String>)>;

/// What came of the texts: what to put where, how many tokens were restored, and what was left.
pub(super) fn outcome(texts: &[Text]) -> (Changes, usize, Vec<Unresolved>) {
    let mut changes = Vec::new();
    let mut restored = 0;
    let mut unresolved = Vec::new();
    for text in texts {
        unresolved.extend_from_slice(text.core.unresolved());
        if text.core.restored() > 0 {
            restored += text.core.restored();
            let mut inside = Zeroizing::new(String::new());
            spelled::write(&text.out, text.alone, &mut inside);
            changes.push((text.place.clone(), inside));
        }
    }
    (changes, restored, unresolved)
}

fn put<'t>(body: &'t str, texts: &[Text]) -> Restored<'t> {
    let (changes, restored, unresolved) = outcome(texts);
    if changes.is_empty() {
        Restored::left(body, unresolved)
    } else {
        Restored::delivered(spelled::splice(body, &changes), restored, unresolved)
    }
}
