//! Streamed events of Anthropic messages: `content_block_start`, `content_block_delta`, `content_block_stop`.

use super::calls::Calls;
use super::json::{Kind, Step};
use super::rules::{Found, string_at, value_at};
use super::{Delta, Ends, Tool};

fn block(text: &str, found: &[Found<'_>]) -> String {
    let index = value_at(text, found, &[], "index", Kind::Number);
    format!("block {} ", index.unwrap_or_default())
}

/// The text that the string at `path` continues.
pub(crate) fn delta(text: &str, found: &[Found<'_>], path: &[Step<'_>]) -> Option<Delta> {
    let [Step::Key("delta"), Step::Key(field)] = path else {
        return None;
    };
    if string_at(text, found, &[], "type") != Some("content_block_delta") {
        return None;
    }
    let tool = match *field {
        "text" | "thinking" => None,
        "partial_json" => Some(Tool {
            name: None,
            told_as: block(text, found),
            json: true,
        }),
        _ => return None,
    };
    Some(Delta {
        channel: block(text, found) + field,
        tool,
    })
}

/// The name of the tool whose input events to come continue, with what it is known by.
pub(crate) fn announces(
    text: &str,
    found: &[Found<'_>],
    calls: &Calls<'_>,
) -> Option<(String, String)> {
    if string_at(text, found, &[], "type")? != "content_block_start" {
        return None;
    }
    let name = calls.name(&[Step::Key("content_block")]);
    Some((block(text, found), name.to_owned()))
}

/// What an event ends.
pub(crate) fn ends(text: &str, found: &[Found<'_>]) -> Ends {
    match string_at(text, found, &[], "type") {
        Some("content_block_stop") => Ends::Channels(vec![block(text, found)]),
        Some("message_delta" | "message_stop" | "error") => Ends::All,
        _ => Ends::Nothing,
    }
}
