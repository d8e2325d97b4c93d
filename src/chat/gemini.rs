//! Streamed events of Gemini (`streamGenerateContent?alt=sse`): each is a response with a part of the text.

use super::json::{Kind, Step};
use super::openai::index;
use super::rules::{Found, has_true};
use super::{Delta, Ends};

/// The text that the string at `path` continues: what a candidate thinks is apart from what it answers.
pub(crate) fn delta(text: &str, found: &[Found<'_>], path: &[Step<'_>]) -> Option<Delta> {
    let [
        Step::Key("candidates"),
        Step::Index(_),
        Step::Key("content"),
        Step::Key("parts"),
        Step::Index(part),
        Step::Key("text"),
    ] = path
    else {
        return None;
    };
    let candidate = index(text, found, &path[..2]);
    let thought = if has_true(text, found, &path[..5], "thought") {
        "thought"
    } else {
        "text"
    };
    Some(Delta {
        channel: format!("candidate {candidate} {part} {thought}"),
        tool: None,
    })
}

/// What an event ends.
pub(crate) fn ends(text: &str, found: &[Found<'_>]) -> Ends {
    let finished: Vec<String> = found
        .iter()
        .filter_map(|(path, kind, _)| match path.as_slice() {
            [
                Step::Key("candidates"),
                Step::Index(_),
                Step::Key("finishReason"),
            ] if *kind == Kind::String => {
                Some(format!("candidate {} ", index(text, found, &path[..2])))
            }
            _ => None,
        })
        .take(super::MOST_TEXTS)
        .collect();
    if finished.is_empty() {
        Ends::Nothing
    } else {
        Ends::Channels(finished)
    }
}
