//! Server-sent events restored as they come: a task for each stream, which holds no thread while it waits.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use futures_util::{Stream, StreamExt};
use parda::chat::EventStream;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_stream::wrappers::ReceiverStream;

use crate::engine::{Redactor, Scope};
use crate::refusal::Refusal;
use crate::route::Api;

/// Pieces that wait for the caller: a slow reader slows the upstream, not the memory.
const PIECES: usize = 16;

/// How long a stream may take.
#[derive(Clone, Copy)]
pub struct Patience {
    /// Between two pieces.
    pub idle: Duration,
    /// From its beginning to its end.
    pub whole: Duration,
}

/// The pieces for the caller. What cannot be restored ends the stream with an error event; the body then breaks off,
/// so that no client takes it for whole.
pub fn restore(
    redactor: &Redactor,
    scope: &Scope,
    upstream: reqwest::Response,
    api: Api,
    patience: Patience,
    permit: OwnedSemaphorePermit,
) -> ReceiverStream<Result<Bytes, std::io::Error>> {
    let (to_caller, pieces) = mpsc::channel(PIECES);
    let (engine, scope, delivery) = (
        Arc::clone(&redactor.engine),
        scope.clone(),
        redactor.delivery.clone(),
    );
    tokio::spawn(async move {
        let _permit = permit;
        let work = async {
            let session = engine
                .session(&scope.0)
                .map_err(|error| Refusal::of(&error))?;
            let mut stream = EventStream::new(&session, &delivery);
            let mut upstream = Pieces::new(upstream.bytes_stream(), patience);
            loop {
                let next = tokio::select! {
                    next = upstream.next() => next?,
                    // A caller that has gone ends the work.
                    () = to_caller.closed() => return Ok(()),
                };
                let mut out = String::new();
                let last = next.is_none();
                let done = match next {
                    Some(text) => stream.push_async(&text, &mut out).await,
                    None => {
                        let full = EventStream::new(&session, &delivery);
                        let full = std::mem::replace(&mut stream, full);
                        full.finish_async(&mut out).await
                    }
                };
                done.map_err(|error| Refusal::of(&error))?;
                let gone = !out.is_empty() && to_caller.send(Ok(Bytes::from(out))).await.is_err();
                if last || gone {
                    return Ok(());
                }
            }
        };
        let done: Result<(), Refusal> = work.await;
        if let Err(refusal) = done {
            tracing::warn!(code = refusal.code(), "stream broken off");
            crate::metrics::refused(&refusal);
            let event = match api {
                Api::OpenAi => format!("data: {}\n\n", refusal.body(api)),
                Api::Anthropic => format!("event: error\ndata: {}\n\n", refusal.body(api)),
            };
            let _ = to_caller.send(Ok(Bytes::from(event))).await;
            let _ = to_caller
                .send(Err(std::io::Error::other(refusal.code())))
                .await;
        }
    });
    ReceiverStream::new(pieces)
}

/// What comes from upstream as text: a character that a boundary cut comes with the piece that completes it.
struct Pieces<S> {
    inner: S,
    cut: Vec<u8>,
    idle: Duration,
    end: Instant,
}

impl<S, E> Pieces<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    fn new(inner: S, patience: Patience) -> Self {
        Pieces {
            inner,
            cut: Vec::new(),
            idle: patience.idle,
            end: Instant::now() + patience.whole,
        }
    }

    /// The next piece; `None` at the end.
    async fn next(&mut self) -> Result<Option<String>, Refusal> {
        let next = timeout_at(self.end, timeout(self.idle, self.inner.next())).await;
        match next {
            Err(_) | Ok(Err(_)) => Err(Refusal::Timeout),
            Ok(Ok(Some(Err(_)))) => Err(Refusal::Upstream("the upstream broke off")),
            Ok(Ok(Some(Ok(piece)))) => self.text(&piece).map(Some),
            Ok(Ok(None)) if self.cut.is_empty() => Ok(None),
            Ok(Ok(None)) => Err(Refusal::Upstream(
                "the upstream broke off within a character",
            )),
        }
    }

    fn text(&mut self, piece: &[u8]) -> Result<String, Refusal> {
        const NOT_TEXT: Refusal = Refusal::Upstream("the upstream sent what is not UTF-8");
        self.cut.extend_from_slice(piece);
        let whole = match std::str::from_utf8(&self.cut) {
            Ok(_) => self.cut.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return Err(NOT_TEXT),
        };
        let rest = self.cut.split_off(whole);
        String::from_utf8(std::mem::replace(&mut self.cut, rest)).map_err(|_| NOT_TEXT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience {
        idle: Duration::from_millis(50),
        whole: Duration::from_secs(5),
    };

    #[tokio::test]
    async fn characters_that_are_cut_come_whole() {
        let text = "data: \u{928}\u{92e}\u{938}\u{94d}\u{924}\u{947} \u{1f642}\n\n";
        for size in 1..8 {
            let pieces = text.as_bytes().chunks(size).map(Bytes::copy_from_slice);
            let pieces = futures_util::stream::iter(pieces.map(Ok::<_, ()>));
            let mut pieces = Pieces::new(pieces, PATIENCE);
            let mut got = String::new();
            while let Some(piece) = pieces.next().await.expect("text") {
                got.push_str(&piece);
            }
            assert_eq!(got, text);
        }
    }

    #[tokio::test]
    async fn what_does_not_end_or_is_no_text_is_told() {
        let never = futures_util::stream::pending::<Result<Bytes, ()>>();
        let late = Pieces::new(never, PATIENCE).next().await;
        assert!(matches!(late, Err(Refusal::Timeout)));
        for bytes in [&b"\xe0\xa4"[..], b"\xff"] {
            let bytes = futures_util::stream::iter([Ok::<_, ()>(Bytes::from_static(bytes))]);
            let mut pieces = Pieces::new(bytes, PATIENCE);
            let first = pieces.next().await;
            assert!(first.is_err() || pieces.next().await.is_err());
        }
    }
}
