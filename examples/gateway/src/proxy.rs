//! One request: admit, redact, send, restore. Every way out of it before `send` has sent nothing.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{Method, Response};
use futures_util::StreamExt;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::config::Config;
use crate::engine::{Redactor, Scope};
use crate::rate::Rate;
use crate::refusal::Refusal;
use crate::route::{self, Api};
use crate::{metrics, stream};

/// Names the conversation, so that what is redacted in one cannot be linked with another. Without it a caller has one.
const CONVERSATION: &str = "x-parda-scope";

pub struct Gateway {
    pub config: Config,
    pub redactor: Redactor,
    pub client: reqwest::Client,
    pub rate: Rate,
    pub room: Arc<Semaphore>,
    pub stopping: AtomicBool,
    pub prometheus: PrometheusHandle,
    /// For the rate only; scopes have a hash that outlives the process.
    pub hasher: RandomState,
}

pub async fn proxy(State(gateway): State<Arc<Gateway>>, request: Request) -> Response<Body> {
    let api = route::api(request.uri().path(), request.headers());
    let answer = gateway.pass_on(api, request).await;
    answer.unwrap_or_else(|refusal| {
        tracing::warn!(code = refusal.code(), "refused");
        metrics::refused(&refusal);
        refusal.response(api)
    })
}

impl Gateway {
    async fn pass_on(&self, api: Api, request: Request) -> Result<Response<Body>, Refusal> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path();
        if !route::is_known(api, &parts.method, path) {
            return Err(Refusal::NoSuchPath);
        }
        let (permit, scope) = self.admit(&parts.headers)?;
        let upstream = self.upstream(api, &parts)?;
        let body = match parts.method {
            Method::GET => None,
            _ => {
                let body = read(body, self.config.limits.body_bytes).await?;
                Some(
                    self.redactor
                        .redact(&scope, &body)
                        .await
                        .map_err(|error| Refusal::of(&error))?
                        .into_body(),
                )
            }
        };
        let mut sending = self
            .client
            .request(parts.method, upstream)
            .headers(route::up(&parts.headers));
        if let Some(body) = body {
            sending = sending
                .header("content-type", "application/json")
                .body(body);
        }
        let sent = tokio::time::timeout(self.config.limits.response(), sending.send()).await;
        let response = match sent {
            Err(_) => return Err(Refusal::Timeout),
            Ok(Err(error)) if error.is_timeout() => return Err(Refusal::Timeout),
            // The error's text may name the URL; the kind is enough.
            Ok(Err(_)) => return Err(Refusal::Upstream("the upstream cannot be reached")),
            Ok(Ok(response)) => response,
        };
        self.give_back(api, &scope, response, permit).await
    }

    /// Room, rate and scope of a caller.
    fn admit(
        &self,
        headers: &axum::http::HeaderMap,
    ) -> Result<(OwnedSemaphorePermit, Scope), Refusal> {
        if self.stopping.load(Ordering::Relaxed) {
            return Err(Refusal::Stopping);
        }
        let credential = route::credential(headers).ok_or(Refusal::NoCredential)?;
        self.rate
            .take(self.hasher.hash_one(credential), Instant::now())
            .map_err(Refusal::TooOften)?;
        let permit = Arc::clone(&self.room)
            .try_acquire_owned()
            .map_err(|_| Refusal::Busy)?;
        let conversation = match headers.get(CONVERSATION) {
            None => None,
            Some(name) => match name.to_str() {
                Ok(name) if (1..=128).contains(&name.len()) => Some(name),
                _ => {
                    return Err(Refusal::NotJson(format!(
                        "{CONVERSATION} is 1 to 128 letters of ASCII"
                    )));
                }
            },
        };
        Ok((permit, Scope::of(&fingerprint(credential), conversation)))
    }

    fn upstream(&self, api: Api, parts: &axum::http::request::Parts) -> Result<String, Refusal> {
        let base = match api {
            Api::OpenAi => &self.config.upstream.openai,
            Api::Anthropic => &self.config.upstream.anthropic,
        };
        let base = base
            .as_deref()
            .ok_or(Refusal::NoUpstream)?
            .trim_end_matches('/');
        match parts.uri.query() {
            None => Ok(format!("{base}{}", parts.uri.path())),
            Some(query) if self.redactor.is_clean(query) => {
                Ok(format!("{base}{}?{query}", parts.uri.path()))
            }
            Some(_) => Err(Refusal::Blocked(
                "the query of the URL holds personal data".to_owned(),
            )),
        }
    }

    async fn give_back(
        &self,
        api: Api,
        scope: &Scope,
        response: reqwest::Response,
        permit: OwnedSemaphorePermit,
    ) -> Result<Response<Body>, Refusal> {
        let limits = &self.config.limits;
        let (status, headers) = (response.status(), route::down(response.headers()));
        let kind = headers
            .get("content-type")
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default();
        let streamed = kind.starts_with("text/event-stream");
        let json = kind.starts_with("application/json");
        metrics::answered(status.as_u16(), streamed);
        let body =
            if streamed {
                let pieces = stream::restore(
                    &self.redactor,
                    scope,
                    response,
                    api,
                    stream::Patience {
                        idle: limits.idle(),
                        whole: limits.response(),
                    },
                    permit,
                );
                Body::from_stream(pieces)
            } else {
                let whole =
                    tokio::time::timeout(limits.response(), whole(response, limits.response_bytes));
                let text = whole.await.map_err(|_| Refusal::Timeout)??;
                // What is no JSON has no places that are known to be read by people: it stays as it is, tokens and all.
                let text =
                    match json {
                        true => self.redactor.restore(scope, &text).await.map_err(|error| {
                            match Refusal::of(&error) {
                                Refusal::NotJson(_) => {
                                    Refusal::Upstream("the upstream sent what is not JSON")
                                }
                                refusal => refusal,
                            }
                        })?,
                        false => text,
                    };
                Body::from(text)
            };
        let mut answer = Response::new(body);
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        Ok(answer)
    }
}

/// Names a caller in scopes without the credential: the same in every process, and nothing to log in with.
fn fingerprint(credential: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(credential);
    digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

async fn read(body: Body, most: usize) -> Result<String, Refusal> {
    let bytes = match Limited::new(body, most).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(Refusal::BodyTooLarge(most)),
        Err(_) => return Err(Refusal::NotJson("the body broke off".to_owned())),
    };
    text(bytes).ok_or_else(|| Refusal::NotJson("the body is not UTF-8".to_owned()))
}

async fn whole(response: reqwest::Response, most: usize) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    let mut pieces = response.bytes_stream();
    while let Some(piece) = pieces.next().await {
        bytes.extend_from_slice(&piece.map_err(|_| Refusal::Upstream("the upstream broke off"))?);
        if bytes.len() > most {
            return Err(Refusal::Upstream("the response is too large"));
        }
    }
    text(bytes.into()).ok_or(Refusal::Upstream("the upstream sent what is not UTF-8"))
}

fn text(bytes: Bytes) -> Option<String> {
    String::from_utf8(bytes.into()).ok()
}
