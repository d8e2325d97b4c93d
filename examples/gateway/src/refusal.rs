//! Answers of the gateway's own, in the shape that the caller's client library understands. None holds text of a
//! request or of a response.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::json;

use crate::route::Api;

/// Why the gateway did not pass something on.
#[derive(Debug)]
pub enum Refusal {
    NoCredential,
    NoSuchPath,
    NoUpstream,
    NotJson(String),
    BodyTooLarge(usize),
    TooOften(Duration),
    Busy,
    Blocked(String),
    /// The vault, the key, or a limit of the engine: nothing was sent.
    Redaction(String),
    Upstream(&'static str),
    Timeout,
    Stopping,
}

impl Refusal {
    /// What an error of the engine means to the caller.
    pub fn of(error: &parda::Error) -> Refusal {
        match error.blocked() {
            Some(entity) => {
                Refusal::Blocked(format!("this gateway's policy does not let {entity} pass"))
            }
            None if error.is_limit() => Refusal::NotJson(error.to_string()),
            // A parda::Error never holds text, but for the names on the way to broken JSON.
            None if error.to_string().starts_with("not JSON") => {
                Refusal::NotJson("the body is not JSON".to_owned())
            }
            None => Refusal::Redaction(error.to_string()),
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Refusal::NoCredential => StatusCode::UNAUTHORIZED,
            Refusal::NoSuchPath => StatusCode::NOT_FOUND,
            Refusal::NotJson(_) | Refusal::Blocked(_) => StatusCode::BAD_REQUEST,
            Refusal::BodyTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Refusal::NoUpstream | Refusal::Busy | Refusal::Redaction(_) | Refusal::Stopping => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Refusal::Upstream(_) => StatusCode::BAD_GATEWAY,
            Refusal::Timeout => StatusCode::GATEWAY_TIMEOUT,
        }
    }

    /// One word, for clients, logs and metrics.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NoCredential => "no_credential",
            Refusal::NoSuchPath => "no_such_path",
            Refusal::NoUpstream => "no_upstream",
            Refusal::NotJson(_) => "bad_request",
            Refusal::BodyTooLarge(_) => "body_too_large",
            Refusal::TooOften(_) => "too_often",
            Refusal::Busy => "busy",
            Refusal::Blocked(_) => "blocked_by_policy",
            Refusal::Redaction(_) => "cannot_redact",
            Refusal::Upstream(_) => "upstream_failed",
            Refusal::Timeout => "timeout",
            Refusal::Stopping => "stopping",
        }
    }

    fn message(&self) -> String {
        match self {
            Refusal::NoCredential => "send an API key: it tells callers apart".to_owned(),
            Refusal::NoSuchPath => {
                "this gateway passes on only paths whose bodies it can redact".to_owned()
            }
            Refusal::NoUpstream => "no upstream is configured for this API".to_owned(),
            Refusal::NotJson(why) | Refusal::Blocked(why) => why.clone(),
            Refusal::BodyTooLarge(most) => format!("the body has more than {most} bytes"),
            Refusal::TooOften(_) => "too many requests of this caller".to_owned(),
            Refusal::Busy => "too many requests at once".to_owned(),
            Refusal::Redaction(why) => format!("nothing was sent: {why}"),
            Refusal::Upstream(what) => (*what).to_owned(),
            Refusal::Timeout => "the upstream took too long".to_owned(),
            Refusal::Stopping => "the gateway is stopping".to_owned(),
        }
    }

    /// The body, as the API's clients read errors.
    pub fn body(&self, api: Api) -> String {
        let (code, message) = (self.code(), format!("parda: {}", self.message()));
        match api {
            Api::OpenAi => json!({"error": {"type": code, "code": code, "message": message}}),
            Api::Anthropic => json!({"type": "error", "error": {"type": code, "message": message}}),
        }
        .to_string()
    }

    pub fn response(&self, api: Api) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body(api)));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        if let Refusal::TooOften(wait) = self {
            let seconds = wait.as_secs_f64().ceil().max(1.0) as u64;
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
