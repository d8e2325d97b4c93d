//! Which requests are passed on, and to whom: only paths whose bodies are known. What is not listed is refused, since
//! an API that a gateway does not know is one that it cannot redact.

use axum::http::{HeaderMap, HeaderName, Method};

/// Whose shape a request has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    OpenAi,
    Anthropic,
}

const OPENAI: [&str; 4] = [
    "/v1/chat/completions",
    "/v1/responses",
    "/v1/completions",
    "/v1/embeddings",
];
const ANTHROPIC: [&str; 2] = ["/v1/messages", "/v1/messages/count_tokens"];

/// Headers of the request that go upstream. No others: a client may put anything into them.
const UP: [&str; 7] = [
    "authorization",
    "x-api-key",
    "anthropic-version",
    "anthropic-beta",
    "openai-organization",
    "openai-project",
    "openai-beta",
];

/// Headers of the response that come back.
const DOWN: [&str; 4] = ["content-type", "request-id", "x-request-id", "retry-after"];

/// The API of a path, for errors too.
pub fn api(path: &str, headers: &HeaderMap) -> Api {
    if path.starts_with("/v1/messages") || headers.contains_key("anthropic-version") {
        Api::Anthropic
    } else {
        Api::OpenAi
    }
}

/// Whether a request of this method and path can be redacted, or has nothing to redact.
pub fn is_known(api: Api, method: &Method, path: &str) -> bool {
    if method == Method::GET {
        return path == "/v1/models";
    }
    let paths: &[&str] = match api {
        Api::OpenAi => &OPENAI,
        Api::Anthropic => &ANTHROPIC,
    };
    method == Method::POST && paths.contains(&path)
}

pub fn up(headers: &HeaderMap) -> HeaderMap {
    only(headers, &UP)
}

pub fn down(headers: &HeaderMap) -> HeaderMap {
    only(headers, &DOWN)
}

fn only(headers: &HeaderMap, names: &[&'static str]) -> HeaderMap {
    let mut kept = HeaderMap::new();
    for name in names {
        for value in headers.get_all(*name) {
            kept.append(HeaderName::from_static(name), value.clone());
        }
    }
    kept
}

/// What tells callers apart: the credential that they send.
pub fn credential(headers: &HeaderMap) -> Option<&[u8]> {
    headers
        .get("authorization")
        .or_else(|| headers.get("x-api-key"))
        .map(|value| value.as_bytes())
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_redacted_passes() {
        assert!(is_known(Api::OpenAi, &Method::POST, "/v1/chat/completions"));
        assert!(is_known(Api::Anthropic, &Method::POST, "/v1/messages"));
        assert!(!is_known(Api::OpenAi, &Method::POST, "/v1/files"));
        assert!(!is_known(Api::OpenAi, &Method::POST, "/v1/audio/speech"));
        assert!(!is_known(Api::OpenAi, &Method::DELETE, "/v1/models"));
        assert!(!is_known(
            Api::OpenAi,
            &Method::POST,
            "/v1/chat/completions/../files"
        ));
    }
}
