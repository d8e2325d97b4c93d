//! Path rules: what in a payload is text, and what is part of the protocol.
//!
//! The rules name what is left alone; everything else, known or not, is redacted. Field names are those of the
//! providers' API references: OpenAI chat completions and responses, Anthropic messages, Gemini generateContent.

use std::collections::HashSet;
use std::ops::Range;

use super::json::{Kind, Step};
use super::protocol_table::{
    BINARY, CONTAINERS, CONTENT, FREE, GENERATION, NUMBERS, PROSE, PROTOCOL,
};
use super::protocol_table::{SCHEMAS, TEXT_FORMAT};
use super::spelled::Spelled;

/// What happens to a value or a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Treatment {
    Redact,
    Leave,
}

/// Entries beside one that are looked at for what it is: a provider's objects have few members.
const BESIDE: usize = 24;

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
        let object = matches!(path.get(at + 1), Some(Step::Key(_) | Step::Escaped(_)));
        // Anthropic's tool input is an object; the root `input` of OpenAI's responses is a string or a list.
        FREE.contains(name) && object || *name == "input" && object && at > 0
    })
}

/// Whether every object on the way to the last step is one that a provider defines.
fn is_defined(path: &[Step<'_>]) -> bool {
    let parents = &path[..path.len().saturating_sub(1)];
    parents.iter().all(|step| match step {
        Step::Key(name) => CONTAINERS.contains(name) || CONTENT.contains(name),
        Step::Index(_) => true,
        Step::Escaped(_) => false,
    })
}

/// What happens to the value or the name at `at` of what was found in a request. In a `nested` document, nothing is the
/// protocol's.
pub(crate) fn request(text: &str, found: &[Found<'_>], at: usize, nested: bool) -> Treatment {
    let (path, kind, place) = &found[at];
    let inside = &text[place.clone()];
    if *kind == Kind::Word {
        return Treatment::Leave;
    }
    let protocol = !nested
        && match kind {
            Kind::Number => is_number_of_protocol(path),
            _ => is_of_protocol(text, found, at, inside),
        };
    if protocol {
        Treatment::Leave
    } else {
        Treatment::Redact
    }
}

fn is_number_of_protocol(path: &[Step<'_>]) -> bool {
    let named = path.iter().rev().find_map(|step| key(Some(step)));
    let schema = key(path.first()).is_some_and(|root| is_schema(root, path));
    schema || !is_free(path) && is_defined(path) && named.is_some_and(|n| NUMBERS.contains(&n))
}

fn is_of_protocol(text: &str, found: &[Found<'_>], at: usize, inside: &str) -> bool {
    let path = found[at].0.as_slice();
    let (Some(root), Some(name)) = (key(path.first()), key(path.last())) else {
        return false;
    };
    if is_schema(root, path) {
        return name != "description";
    }
    if is_free(path) || !is_defined(path) {
        return false;
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
                    | "custom"
                    | "tool_choice"
                    | "content"
                    | "input"
                    | "output"
                    | "allowedFunctionNames"
            )
        );
    if BINARY.contains(&name) {
        return is_binary(text, found, at, inside, parent);
    }
    (PROTOCOL.contains(&name) || tool_name) && is_word_of_protocol(inside)
}

/// Whether the path lies in what describes tools and formats.
fn is_schema(root: &str, path: &[Step<'_>]) -> bool {
    let second = key(path.get(1));
    match root {
        "text" => second.is_some_and(|name| TEXT_FORMAT.contains(&name)),
        "generationConfig" | "generation_config" => {
            second.is_some_and(|name| GENERATION.contains(&name))
        }
        _ => path.len() > 1 && SCHEMAS.contains(&root),
    }
}

/// Whether a value reads as one that a protocol defines or a provider makes: an id, a type, a model, a signature.
/// Models may have an `@` in them (`claude@20240620`), addresses have a dot behind it.
fn is_word_of_protocol(inside: &str) -> bool {
    let host = inside
        .rsplit_once('@')
        .is_some_and(|(_, host)| host.contains('.'));
    !host
        && inside
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

/// Whether a string is a picture, a file, or what only its provider can read: base64 where base64 is told.
fn is_binary(
    text: &str,
    found: &[Found<'_>],
    at: usize,
    inside: &str,
    parent: Option<&str>,
) -> bool {
    let path = &found[at].0;
    let told = match key(path.last()) {
        Some("data") => match parent {
            Some("inlineData" | "inline_data" | "input_audio") => true,
            _ => matches!(
                beside(text, found, at, "type"),
                Some("base64" | "redacted_thinking" | "reasoning.encrypted")
            ),
        },
        _ => true,
    };
    told && is_base64(inside)
}

fn is_base64(inside: &str) -> bool {
    let inside = match inside.strip_prefix("data:") {
        Some(url) => match url.split_once(";base64,") {
            Some((_, data)) => data,
            None => return false,
        },
        None => inside,
    };
    inside
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_' | b'=' | b'\\'))
}

/// Whether a `data:` URL stands there: a picture or a file.
pub(crate) fn is_picture(path: &[Step<'_>], inside: &str) -> bool {
    matches!(key(path.last()), Some("url" | "image_url"))
        && inside.starts_with("data:")
        && is_base64(inside)
}

/// What a walk found.
pub(crate) type Found<'t> = (Vec<Step<'t>>, Kind, Range<usize>);

/// The string member of that name in the object that holds the entry at `at`.
fn beside<'t>(text: &'t str, found: &[Found<'_>], at: usize, name: &str) -> Option<&'t str> {
    let (_, parent) = found[at].0.split_last()?;
    let is_it = |(path, kind, place): &Found<'_>| {
        let (last, above) = path.split_last()?;
        (*kind == Kind::String && *last == Step::Key(name) && above == parent)
            .then(|| &text[place.clone()])
    };
    let before = found[at.saturating_sub(BESIDE)..at].iter().rev();
    let behind = found[at + 1..].iter().take(BESIDE);
    before.chain(behind).find_map(is_it)
}

/// The string at `parent` + `name`, as it is spelled.
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

/// Whether `true` stands at `parent` + `name`.
pub(crate) fn has_true(text: &str, found: &[Found<'_>], parent: &[Step<'_>], name: &str) -> bool {
    value_at(text, found, parent, name, Kind::Word) == Some("true")
}

/// The paths of what the model said before: messages of the assistant, calls and thoughts.
pub(crate) fn said_by_the_model<'t>(text: &str, found: &[Found<'t>]) -> HashSet<Vec<Step<'t>>> {
    found
        .iter()
        .filter(|(path, kind, place)| {
            let value = &text[place.clone()];
            *kind == Kind::String
                && path.len() == 3
                && matches!(key(path.first()), Some("messages" | "contents" | "input"))
                && match key(path.last()) {
                    Some("role") => matches!(value, "assistant" | "model"),
                    Some("type") => value == "reasoning" || value.ends_with("_call"),
                    _ => false,
                }
        })
        .map(|(path, ..)| path[..2].to_vec())
        .collect()
}

/// Whether `path` lies in one of the messages.
pub(crate) fn is_said<'t>(path: &[Step<'t>], said: &HashSet<Vec<Step<'t>>>) -> bool {
    path.get(..2).is_some_and(|message| said.contains(message))
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

/// Decodes a string of the protocol's, which is seldom spelled with escapes.
pub(crate) fn plain(inside: &str) -> String {
    Spelled::read(inside).text.into_owned()
}

#[cfg(test)]
mod tests {
    use super::is_word_of_protocol;

    #[test]
    fn a_word_of_a_protocol_is_no_address_and_no_sentence() {
        for word in ["claude@20240620", "gpt-4.1", "msg_01AbC", "{}"] {
            assert!(is_word_of_protocol(word), "{word}");
        }
        for other in ["asha@example.com", "two words", "back\\slash", "आशा"] {
            assert!(!is_word_of_protocol(other), "{other}");
        }
    }
}
