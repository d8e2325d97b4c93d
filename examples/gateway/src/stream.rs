//! Server-sent events restored as they come: a blocking thread holds the session, channels carry the pieces.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use futures_util::StreamExt;
use parda::chat::EventStream;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use crate::engine::{Redactor, Scope};
use crate::refusal::Refusal;
use crate::route::Api;

/// Pieces under way in each direction: a slow reader slows the upstream, not the memory.
const PIECES: usize = 16;

/// The pieces for the caller. What cannot be restored ends the stream with an error event; the body then breaks off,
/// so that no client takes it for whole.
pub fn restore(
    redactor: &Redactor,
    scope: &Scope,
    upstream: reqwest::Response,
    api: Api,
    idle: Duration,
    whole: Duration,
    permit: OwnedSemaphorePermit,
) -> ReceiverStream<Result<Bytes, std::io::Error>> {
    let (to_thread, from_upstream) = mpsc::channel::<Result<Bytes, Refusal>>(PIECES);
    let (to_caller, from_thread) = mpsc::channel::<Result<Bytes, std::io::Error>>(PIECES);
    tokio::spawn(async move {
        let mut pieces = upstream.bytes_stream();
        let end = tokio::time::Instant::now() + whole;
        loop {
            let next =
                tokio::time::timeout_at(end, tokio::time::timeout(idle, pieces.next())).await;
            let piece = match next {
                Err(_) | Ok(Err(_)) => Err(Refusal::Timeout),
                Ok(Ok(None)) => break,
                Ok(Ok(Some(Err(_)))) => Err(Refusal::Upstream("the upstream broke off")),
                Ok(Ok(Some(Ok(piece)))) => Ok(piece),
            };
            let last = piece.is_err();
            if to_thread.send(piece).await.is_err() || last {
                break;
            }
        }
    });
    let (engine, scope, delivery) = (
        Arc::clone(&redactor.engine),
        scope.0.clone(),
        redactor.delivery.clone(),
    );
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let work = || -> Result<(), Refusal> {
            let session = engine
                .session(&scope)
                .map_err(|error| Refusal::of(&error))?;
            let mut stream = EventStream::new(&session, &delivery);
            pump(from_upstream, |text, last| {
                let mut out = String::new();
                stream
                    .push(text, &mut out)
                    .map_err(|error| Refusal::of(&error))?;
                if last {
                    let full =
                        std::mem::replace(&mut stream, EventStream::new(&session, &delivery));
                    full.finish(&mut out).map_err(|error| Refusal::of(&error))?;
                }
                if out.is_empty() {
                    return Ok(true);
                }
                // A caller that has gone ends the work.
                Ok(to_caller.blocking_send(Ok(Bytes::from(out))).is_ok())
            })
        };
        if let Err(refusal) = work() {
            tracing::warn!(code = refusal.code(), "stream broken off");
            metrics_of(&refusal);
            let event = match api {
                Api::OpenAi => format!("data: {}\n\n", refusal.body(api)),
                Api::Anthropic => format!("event: error\ndata: {}\n\n", refusal.body(api)),
            };
            let _ = to_caller.blocking_send(Ok(Bytes::from(event)));
            let _ = to_caller.blocking_send(Err(std::io::Error::other(refusal.code())));
        }
    });
    ReceiverStream::new(from_thread)
}

fn metrics_of(refusal: &Refusal) {
    crate::metrics::refused(refusal);
}

/// Gives each piece as text, a character that a boundary cut in two with the piece that completes it. `take` says
/// whether to go on; `last` is true once, at the end.
fn pump(
    mut pieces: mpsc::Receiver<Result<Bytes, Refusal>>,
    mut take: impl FnMut(&str, bool) -> Result<bool, Refusal>,
) -> Result<(), Refusal> {
    let mut cut: Vec<u8> = Vec::new();
    while let Some(piece) = pieces.blocking_recv() {
        cut.extend_from_slice(&piece?);
        let whole = match std::str::from_utf8(&cut) {
            Ok(_) => cut.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return Err(Refusal::Upstream("the upstream sent what is not UTF-8")),
        };
        let rest = cut.split_off(whole);
        let text = String::from_utf8(std::mem::replace(&mut cut, rest))
            .map_err(|_| Refusal::Upstream("the upstream sent what is not UTF-8"))?;
        if !take(&text, false)? {
            return Ok(());
        }
    }
    if !cut.is_empty() {
        return Err(Refusal::Upstream(
            "the upstream broke off within a character",
        ));
    }
    take("", true)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_are_cut_come_whole() {
        let text = "data: \u{928}\u{92e}\u{938}\u{94d}\u{924}\u{947} \u{1f642}\n\n";
        for size in 1..8 {
            let (send, receive) = mpsc::channel(1024);
            for piece in text.as_bytes().chunks(size) {
                send.try_send(Ok(Bytes::copy_from_slice(piece)))
                    .expect("room");
            }
            drop(send);
            let mut got = String::new();
            let mut ended = false;
            pump(receive, |piece, last| {
                got.push_str(piece);
                ended |= last;
                Ok(true)
            })
            .expect("whole");
            assert!(ended);
            assert_eq!(got, text);
        }
    }
}
