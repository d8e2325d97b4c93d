//! Streamed events of Gemini (`streamGenerateContent?alt=sse`): each is a response with a part of the text.

use super::json::{Kind, Step};
use super::rules::Found;
use super::{Delta, Ends};

/// The text that the string at `path` continues.
pub(crate) fn delta(path: &[Step<'_>]) -> Option<Delta> {
    let [
        Step::Key("candidates"),
        Step::Index(candidate),
        Step::Key("content"),
        Step::Key("parts"),
        Step::Index(part),
        Step::Key("text"),
    ] = path
    else {
        return None;
    };
    Some(Delta {
        channel: format!("candidate {candidate} {part}"),
        tool: None,
    })
}

/// What an event ends.
pub(crate) fn ends(found: &[Found<'_>]) -> Ends {
    found
        .iter()
        .find_map(|(path, kind, _)| match path.as_slice() {
            [
                Step::Key("candidates"),
                Step::Index(candidate),
                Step::Key("finishReason"),
            ] if *kind == Kind::String => Some(Ends::Channels(format!("candidate {candidate} "))),
            _ => None,
        })
        .unwrap_or(Ends::Nothing)
}
