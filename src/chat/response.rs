//! A response restored in place: all its tokens with one vault call.

use std::ops::Range;

use super::json::{self, Kind};
use super::rules::{self, Found};
use crate::Vault;
use crate::error::Error;
use crate::restore;
use crate::restore::{Core, Delivery, Restored, Sink};
use crate::session::Session;

/// Restores the body of a response of any provider, as `delivery` permits.
///
/// Texts go to the sink of `delivery`; the arguments of a tool call go to [`Sink::Tool`] with the tool's name, so that
/// nothing is restored there unless the tool is granted. All else stays byte for byte.
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
    let mut found: Vec<Found<'t>> = Vec::new();
    json::walk(body, &mut |path, kind, place| {
        found.push((path.to_vec(), kind, place));
    })?;
    let mut texts = Vec::new();
    for (path, kind, place) in &found {
        if *kind == Kind::String && !rules::is_left_in_response(path) {
            texts.push(text(session, body, &found, path, place, delivery)?);
        }
    }
    let (changes, restored, unresolved) = restore(session, texts)?;
    Ok(if changes.is_empty() {
        Restored::left(body, unresolved)
    } else {
        Restored::delivered(json::splice(body, &changes), restored, unresolved)
    })
}

/// A string of a response with what restores it.
pub(super) type Text = (Range<usize>, Core);

/// What restores the string at `path`.
pub(super) fn text<V: Vault>(
    session: &Session<'_, V>,
    body: &str,
    found: &[Found<'_>],
    path: &[json::Step<'_>],
    place: &Range<usize>,
    delivery: &Delivery,
) -> Result<Text, Error> {
    let mut core = match rules::tool(body, found, path) {
        Some((tool, whole)) => {
            let core = session.core(&delivery.redirected(Sink::Tool(tool)))?;
            if whole { core } else { core.unescaped() }
        }
        None => session.core(delivery)?,
    };
    core.push(&json::decode(&body[place.clone()]), true);
    Ok((place.clone(), core))
}

/// What is put where in a body.
pub(super) type Changes = Vec<(Range<usize>, String)>;

/// Restores texts with one vault call.
pub(super) fn restore<V: Vault>(
    session: &Session<'_, V>,
    mut texts: Vec<Text>,
) -> Result<(Changes, usize, Vec<crate::restore::Unresolved>), Error> {
    let mut ids: Vec<_> = texts.iter().flat_map(|(_, core)| core.ids()).collect();
    ids.sort_unstable();
    ids.dedup();
    let answers = session.answers(ids)?;
    let mut changes = Vec::new();
    let mut restored = 0;
    let mut unresolved = Vec::new();
    for (place, core) in &mut texts {
        let mut out = String::new();
        core.release(answers.as_ref(), &mut out);
        unresolved.extend_from_slice(core.unresolved());
        if core.restored() > 0 {
            restored += core.restored();
            let mut inside = String::new();
            restore::write_json(&out, &mut inside);
            changes.push((place.clone(), inside));
        }
    }
    Ok((changes, restored, unresolved))
}
