//! Streamed events of OpenAI: chat completions (`chat.completion.chunk`), completions, and responses (`response.*`).

use super::calls::{self, Calls};
use super::json::{Kind, Step, pointer};
use super::rules::{Found, is_left_in_response, string_at, value_at};
use super::{Delta, Ends, Tool};

/// The text that the string at `path` continues.
pub(crate) fn delta<'t>(
    text: &str,
    found: &[Found<'t>],
    calls: &Calls<'t>,
    path: &[Step<'t>],
) -> Option<Delta> {
    completions(text, found, calls, path).or_else(|| responses(text, found, path))
}

/// The `index` beside, or the place in the array.
pub(super) fn index(text: &str, found: &[Found<'_>], parent: &[Step<'_>]) -> String {
    match (
        value_at(text, found, parent, "index", Kind::Number),
        parent.last(),
    ) {
        (Some(index), _) => index.to_owned(),
        (None, Some(Step::Index(index))) => index.to_string(),
        _ => String::new(),
    }
}

fn completions<'t>(
    text: &str,
    found: &[Found<'t>],
    calls: &Calls<'t>,
    path: &[Step<'t>],
) -> Option<Delta> {
    let [Step::Key("choices"), Step::Index(_), rest @ ..] = path else {
        return None;
    };
    let choice = || index(text, found, &path[..2]);
    let of = |number: String, name: &str, json| {
        let told_as = format!("choice {} {number} ", choice());
        Some(Delta {
            channel: format!("{told_as}arguments"),
            tool: Some(Tool {
                name: (!name.is_empty()).then(|| name.to_owned()),
                told_as,
                json,
            }),
        })
    };
    match rest {
        [Step::Key("text")] => Some(Delta {
            channel: format!("choice {} text", choice()),
            tool: None,
        }),
        [
            Step::Key("delta"),
            Step::Key("tool_calls"),
            Step::Index(_),
            Step::Key("function" | "custom"),
            Step::Key(field @ ("arguments" | "input")),
        ] => {
            let call = index(text, found, &path[..5]);
            of(
                format!("call {call}"),
                calls.name(&path[..6]),
                *field == "arguments",
            )
        }
        [
            Step::Key("delta"),
            Step::Key("function_call"),
            Step::Key("arguments"),
        ] => of("function".to_owned(), calls.name(&path[..4]), true),
        [
            Step::Key("delta"),
            Step::Key("tool_calls" | "function_call"),
            ..,
        ] => None,
        // Whatever else a choice says bit by bit: its content, its refusal, its reasoning in one field or in parts.
        [Step::Key("delta"), said @ ..] if !said.is_empty() && !is_left_in_response(path) => {
            Some(Delta {
                channel: format!("choice {} {}", choice(), pointer(said)),
                tool: None,
            })
        }
        _ => None,
    }
}

fn responses(text: &str, found: &[Found<'_>], path: &[Step<'_>]) -> Option<Delta> {
    if path != [Step::Key("delta")] {
        return None;
    }
    let kind = string_at(text, found, &[], "type")?;
    if !kind.starts_with("response.") || !kind.ends_with(".delta") {
        return None;
    }
    let part = |name| value_at(text, found, &[], name, Kind::Number).unwrap_or_default();
    let item = format!("item {} ", part("output_index"));
    Some(Delta {
        channel: format!(
            "{item}{} {} {kind}",
            part("content_index"),
            part("summary_index")
        ),
        tool: calls::is_call_event(kind).then(|| Tool {
            name: None,
            told_as: item,
            json: kind.contains("arguments"),
        }),
    })
}

/// What an event's arguments at its root are known by, where an event before named the tool.
pub(crate) fn told_as(text: &str, found: &[Found<'_>]) -> Option<String> {
    let index = value_at(text, found, &[], "output_index", Kind::Number)?;
    Some(format!("item {index} "))
}

/// The names of the tools whose arguments events to come continue, each with what it is known by.
pub(crate) fn announces<'t>(
    text: &str,
    found: &[Found<'t>],
    calls: &Calls<'t>,
) -> Vec<(String, String)> {
    if string_at(text, found, &[], "type") == Some("response.output_item.added") {
        let item = [Step::Key("item")];
        let named = calls.name(&item);
        let kind = || string_at(text, found, &item, "type").unwrap_or_default();
        let name = if named.is_empty() { kind() } else { named };
        return told_as(text, found)
            .map(|item| (item, name.to_owned()))
            .into_iter()
            .collect();
    }
    found
        .iter()
        .filter_map(|(path, kind, _)| match path.as_slice() {
            [
                Step::Key("choices"),
                Step::Index(_),
                Step::Key("delta"),
                Step::Key("tool_calls"),
                Step::Index(_),
                Step::Key("function" | "custom"),
                Step::Key("name"),
            ] if *kind == Kind::String => {
                let choice = index(text, found, &path[..2]);
                let call = index(text, found, &path[..5]);
                let name = calls.name(&path[..6]).to_owned();
                Some((format!("choice {choice} call {call} "), name))
            }
            _ => None,
        })
        .take(super::MOST_TEXTS)
        .collect()
}

/// What an event ends.
pub(crate) fn ends(text: &str, found: &[Found<'_>]) -> Ends {
    let finished: Vec<String> = found
        .iter()
        .filter_map(|(path, kind, _)| match path.as_slice() {
            [
                Step::Key("choices"),
                Step::Index(_),
                Step::Key("finish_reason"),
            ] if *kind == Kind::String => {
                Some(format!("choice {} ", index(text, found, &path[..2])))
            }
            _ => None,
        })
        .take(super::MOST_TEXTS)
        .collect();
    if !finished.is_empty() {
        return Ends::Channels(finished);
    }
    match string_at(text, found, &[], "type") {
        Some("response.completed" | "response.failed" | "response.incomplete") => Ends::All,
        Some(kind) if kind.starts_with("response.") && kind.ends_with(".done") => {
            Ends::Channels(told_as(text, found).into_iter().collect())
        }
        _ => Ends::Nothing,
    }
}
