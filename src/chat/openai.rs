//! Streamed events of OpenAI: chat completions (`chat.completion.chunk`) and responses (`response.*`).

use super::json::{Kind, Step};
use super::rules::{Found, string_at, value_at};
use super::{Delta, Ends};

/// The text that the string at `path` continues.
pub(crate) fn delta(text: &str, found: &[Found<'_>], path: &[Step<'_>]) -> Option<Delta> {
    completions(text, found, path).or_else(|| responses(text, found, path))
}

/// The `index` beside, or the place in the array.
fn index(text: &str, found: &[Found<'_>], parent: &[Step<'_>]) -> String {
    match (
        value_at(text, found, parent, "index", Kind::Number),
        parent.last(),
    ) {
        (Some(index), _) => index.to_owned(),
        (None, Some(Step::Index(index))) => index.to_string(),
        _ => String::new(),
    }
}

fn completions(text: &str, found: &[Found<'_>], path: &[Step<'_>]) -> Option<Delta> {
    let [
        Step::Key("choices"),
        Step::Index(_),
        Step::Key("delta"),
        rest @ ..,
    ] = path
    else {
        return None;
    };
    let choice = index(text, found, &path[..2]);
    match rest {
        [Step::Key("role" | "tool_call_id")] => None,
        [Step::Key(field)] => Some(Delta {
            channel: format!("choice {choice} {field}"),
            tool: None,
        }),
        [
            Step::Key("tool_calls"),
            Step::Index(_),
            Step::Key("function"),
            Step::Key("arguments"),
        ] => {
            let call = index(text, found, &path[..5]);
            let name = string_at(text, found, &path[..6], "name");
            Some(Delta {
                channel: format!("choice {choice} call {call}"),
                tool: Some(name.map(str::to_owned)),
            })
        }
        [Step::Key("function_call"), Step::Key("arguments")] => {
            let name = string_at(text, found, &path[..4], "name");
            Some(Delta {
                channel: format!("choice {choice} function"),
                tool: Some(name.map(str::to_owned)),
            })
        }
        _ => None,
    }
}

fn responses(text: &str, found: &[Found<'_>], path: &[Step<'_>]) -> Option<Delta> {
    let kind = string_at(text, found, &[], "type")?;
    if path != [Step::Key("delta")] || !kind.starts_with("response.") || !kind.ends_with(".delta") {
        return None;
    }
    let part = |name| value_at(text, found, &[], name, Kind::Number).unwrap_or_default();
    let arguments = kind.contains("arguments") || kind.contains("tool_call_input");
    Some(Delta {
        channel: format!(
            "item {} {} {} {kind}",
            part("output_index"),
            part("content_index"),
            part("summary_index")
        ),
        tool: arguments.then_some(None),
    })
}

/// The name of the tool whose arguments events to come continue, with their channel.
pub(crate) fn announces(text: &str, found: &[Found<'_>]) -> Option<(String, String)> {
    if string_at(text, found, &[], "type")? != "response.output_item.added" {
        return None;
    }
    let name = string_at(text, found, &[Step::Key("item")], "name")?;
    let index = value_at(text, found, &[], "output_index", Kind::Number)?;
    Some((format!("item {index} "), name.to_owned()))
}

/// What an event ends.
pub(crate) fn ends(text: &str, found: &[Found<'_>]) -> Ends {
    let finished = found.iter().find(|(path, kind, _)| {
        *kind == Kind::String
            && matches!(
                path.as_slice(),
                [
                    Step::Key("choices"),
                    Step::Index(_),
                    Step::Key("finish_reason")
                ]
            )
    });
    if let Some((path, ..)) = finished {
        return Ends::Channels(format!("choice {} ", index(text, found, &path[..2])));
    }
    match string_at(text, found, &[], "type") {
        Some("response.completed" | "response.failed" | "response.incomplete") => Ends::All,
        Some(kind) if kind.starts_with("response.") && kind.ends_with(".done") => {
            let index = value_at(text, found, &[], "output_index", Kind::Number);
            Ends::Channels(format!("item {} ", index.unwrap_or_default()))
        }
        _ => Ends::Nothing,
    }
}
