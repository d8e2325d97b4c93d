//! Path rules: what in a payload is text, and what is part of the protocol.
//!
//! The rules name what is left alone; everything else, known or not, is redacted. Field names are those of the
//! providers' API references: OpenAI chat completions and responses, Anthropic messages, Gemini generateContent.

use std::ops::Range;

use super::json::{Kind, Step};

/// What happens to a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Treatment {
    Redact,
    Leave,
}

/// Fields whose value the protocol defines, wherever no free-form object holds them.
const PROTOCOL: &[&str] = &[
    "model",
    "role",
    "type",
    "object",
    "id",
    "call_id",
    "tool_call_id",
    "tool_use_id",
    "previous_response_id",
    "item_id",
    "file_id",
    "container",
    "format",
    "detail",
    "effort",
    "reasoning_effort",
    "service_tier",
    "tool_choice",
    "truncation",
    "voice",
    "media_type",
    "mimeType",
    "mime_type",
    "encrypted_content",
    "signature",
    "thoughtSignature",
    "thought_signature",
    "finish_reason",
    "finishReason",
    "stop_reason",
    "status",
    "system_fingerprint",
    "modelVersion",
    "responseId",
    "cachedContent",
    "category",
    "threshold",
    "anthropic_version",
    "file_data",
    "b64_json",
];

/// Objects of the caller's own making: names in them mean what the caller says.
const FREE: &[&str] = &[
    "arguments",
    "args",
    "metadata",
    "response",
    "output",
    "content",
    "variables",
];

/// Fields that describe tools and formats.
const SCHEMAS: &[&str] = &[
    "tools",
    "functions",
    "response_format",
    "text",
    "output_config",
    "generationConfig",
    "generation_config",
    "toolConfig",
    "safetySettings",
];

/// Fields of prose: their names announce nothing.
const PROSE: &[&str] = &[
    "content",
    "text",
    "input",
    "output",
    "prompt",
    "system",
    "instructions",
    "thinking",
    "summary",
    "delta",
    "reasoning",
    "reasoning_content",
    "refusal",
    "description",
    "data",
    "result",
    "query",
    "url",
    "title",
];

pub(crate) fn is_prose(name: &str) -> bool {
    PROSE.contains(&name)
}

fn key<'t>(step: Option<&Step<'t>>) -> Option<&'t str> {
    match step {
        Some(Step::Key(name)) => Some(name),
        _ => None,
    }
}

/// Whether the path goes through an object of the caller's own making.
fn is_free(path: &[Step<'_>]) -> bool {
    let parents = &path[..path.len().saturating_sub(1)];
    parents.iter().enumerate().any(|(at, step)| {
        let Step::Key(name) = step else {
            return false;
        };
        let object = matches!(path.get(at + 1), Some(Step::Key(_)));
        // Anthropic's tool input is an object; the root `input` of OpenAI's responses is a string or a list.
        FREE.contains(name) && object || *name == "input" && object && at > 0
    })
}

/// What happens to a string in a request. In a `nested` document, nothing is the protocol's.
pub(crate) fn request(path: &[Step<'_>], nested: bool) -> Treatment {
    let (Some(root), false) = (key(path.first()), nested) else {
        return Treatment::Redact;
    };
    let Some(name) = key(path.last()) else {
        return Treatment::Redact;
    };
    if SCHEMAS.contains(&root) && path.len() > 1 {
        return if name == "description" {
            Treatment::Redact
        } else {
            Treatment::Leave
        };
    }
    if is_free(path) {
        return Treatment::Redact;
    }
    let parent = path.iter().rev().skip(1).find_map(|step| key(Some(step)));
    let tool_name = name == "name"
        && matches!(
            parent,
            Some(
                "function"
                    | "function_call"
                    | "functionCall"
                    | "functionResponse"
                    | "tool_choice"
                    | "content"
                    | "input"
                    | "output"
                    | "allowedFunctionNames"
            )
        );
    let binary = name == "data"
        && matches!(
            parent,
            Some("source" | "inlineData" | "inline_data" | "input_audio")
        );
    if PROTOCOL.contains(&name) || tool_name || binary {
        Treatment::Leave
    } else {
        Treatment::Redact
    }
}

/// Whether a `data:` URL stands there: a picture or a file.
pub(crate) fn is_picture(path: &[Step<'_>], inside: &str) -> bool {
    inside.starts_with("data:")
        && inside.contains(";base64,")
        && matches!(key(path.last()), Some("url" | "image_url"))
}

/// Whether a number of many digits is looked at: those of the protocol are not.
pub(crate) fn number(path: &[Step<'_>], nested: bool) -> bool {
    nested || is_free(path)
}

/// What a walk found.
pub(crate) type Found<'t> = (Vec<Step<'t>>, Kind, Range<usize>);

/// The string at `parent` + `name`.
pub(crate) fn string_at<'t>(
    text: &'t str,
    found: &[Found<'t>],
    parent: &[Step<'_>],
    name: &str,
) -> Option<&'t str> {
    value_at(text, found, parent, name, Kind::String)
}

/// The string or number at `parent` + `name`, as it is spelled.
pub(crate) fn value_at<'t>(
    text: &'t str,
    found: &[Found<'t>],
    parent: &[Step<'_>],
    name: &str,
    wanted: Kind,
) -> Option<&'t str> {
    found.iter().find_map(|(path, kind, place)| {
        let (last, above) = path.split_last()?;
        (*kind == wanted && *last == Step::Key(name) && above == parent)
            .then(|| &text[place.clone()])
    })
}

/// The paths of what the model said before: messages of the assistant, calls and thoughts.
pub(crate) fn said_by_the_model<'t>(text: &'t str, found: &[Found<'t>]) -> Vec<Vec<Step<'t>>> {
    found
        .iter()
        .filter(|(path, kind, place)| {
            let value = &text[place.clone()];
            *kind == Kind::String
                && path.len() == 3
                && matches!(key(path.first()), Some("messages" | "contents" | "input"))
                && match key(path.last()) {
                    Some("role") => matches!(value, "assistant" | "model"),
                    Some("type") => matches!(
                        value,
                        "function_call" | "custom_tool_call" | "reasoning" | "mcp_call"
                    ),
                    _ => false,
                }
        })
        .map(|(path, ..)| path[..2].to_vec())
        .collect()
}

pub(crate) fn is_under(path: &[Step<'_>], parents: &[Vec<Step<'_>>]) -> bool {
    parents.iter().any(|parent| path.starts_with(parent))
}

/// Fields of a response that are never restored: the protocol's, and proofs over the text as the model wrote it.
pub(crate) fn is_left_in_response(path: &[Step<'_>]) -> bool {
    let name = key(path.last()).unwrap_or_default();
    let within = |names: &[&str]| {
        path.iter()
            .any(|step| matches!(step, Step::Key(name) if names.contains(name)))
    };
    !is_free(path) && PROTOCOL.contains(&name) || within(&["logprobs", "logprobsResult", "usage"])
}

/// The name of the tool whose arguments hold the string at `path`, empty where it is not said; `None` outside
/// arguments. Second: whether the string is JSON itself.
pub(crate) fn tool(text: &str, found: &[Found<'_>], path: &[Step<'_>]) -> Option<(String, bool)> {
    let at = path.iter().position(|step| {
        matches!(
            step,
            Step::Key("arguments" | "args" | "input" | "partial_json")
        )
    })?;
    let whole = at + 1 == path.len();
    let name = string_at(text, found, &path[..at], "name");
    let sure = !matches!(path[at], Step::Key("input")) || at > 0;
    sure.then(|| (name.unwrap_or_default().to_owned(), whole))
}
