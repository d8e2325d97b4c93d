//! The asynchronous fronts say what the blocking ones say, and never block the thread that polls them.
#![cfg(feature = "async")]

#[macro_use]
#[path = "support/passing.rs"]
mod passing;

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_io::AsyncRead;
use parda::chat::{self, EventStream};
use parda::stream::{Transformed, TransformedReader};
use parda::token::TokenId;
use parda::vault::{Answer, Bridge, Entry, ScopeRef};
use parda::{
    Delivery, Engine, Key, MemoryVault, RedactStream, RestoreStream, Session, Sink, Vault,
    VaultError,
};

/// A vault that answers a get only when it is told to.
struct Slow {
    vault: MemoryVault,
    told: Mutex<Option<Receiver<()>>>,
}

impl Vault for Slow {
    pass_on!();

    fn put_many(&self, scope: &ScopeRef, entries: &[Entry<'_>]) -> Result<(), VaultError> {
        self.vault.put_many(scope, entries)
    }
    fn get_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<Answer, VaultError> {
        if let Some(told) = &*self.told.lock().expect("no panic") {
            told.recv().expect("told");
        }
        self.vault.get_many(scope, ids)
    }
}

/// Two engines over one vault: the blocking one, and one that goes by way of a bridge.
type Blocking = Engine<Arc<Slow>>;
type Bridged = Engine<Bridge<Arc<Slow>>>;

fn engines(told: Option<Receiver<()>>) -> (Blocking, Bridged) {
    let vault = Arc::new(Slow {
        vault: MemoryVault::new(),
        told: Mutex::new(told),
    });
    let key = Key::generate().expect("randomness");
    let blocking = Engine::builder()
        .key(key.clone())
        .vault(Arc::clone(&vault))
        .build()
        .expect("an engine");
    let bridged = Engine::builder()
        .key(key)
        .vault(Bridge::new(vault, 2).expect("threads"))
        .build()
        .expect("an engine");
    (blocking, bridged)
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime")
        .block_on(work)
}

/// Pieces that come one a poll, and bytes of them.
struct Pieces(VecDeque<Vec<u8>>, bool);

impl Pieces {
    fn of(text: &str, size: usize) -> Pieces {
        Pieces(
            text.as_bytes().chunks(size).map(<[u8]>::to_vec).collect(),
            false,
        )
    }

    /// Every other poll finds nothing there yet.
    fn pauses(&mut self, context: &mut Context<'_>) -> bool {
        self.1 = !self.1;
        if self.1 {
            context.waker().wake_by_ref();
        }
        self.1
    }
}

impl Stream for Pieces {
    type Item = Result<Vec<u8>, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.pauses(context) {
            return Poll::Pending;
        }
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

impl AsyncRead for Pieces {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<std::io::Result<usize>> {
        if self.pauses(context) {
            return Poll::Pending;
        }
        let piece = self.0.pop_front().unwrap_or_default();
        into[..piece.len()].copy_from_slice(&piece);
        Poll::Ready(Ok(piece.len()))
    }
}

async fn collected(mut stream: impl Stream<Item = std::io::Result<String>> + Unpin) -> String {
    let mut all = String::new();
    while let Some(piece) =
        std::future::poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await
    {
        all += &piece.expect("a piece");
    }
    all
}

async fn read(mut reader: impl AsyncRead + Unpin) -> String {
    let (mut all, mut into) = (Vec::new(), [0; 7]);
    loop {
        let count =
            std::future::poll_fn(|context| Pin::new(&mut reader).poll_read(context, &mut into))
                .await
                .expect("read");
        if count == 0 {
            return String::from_utf8(all).expect("text");
        }
        all.extend_from_slice(&into[..count]);
    }
}

fn said(session: &Session<'_, Arc<Slow>>) -> String {
    let tokens: Vec<String> = ["asha@example.com", "4111 1111 1111 1111", "9876543210"]
        .iter()
        .map(|value| {
            let text = format!("mobile/card/mail: {value}");
            session.redact(&text).expect("redacted").tokens().concat()
        })
        .collect();
    format!(
        "Grüße an {} und `{}`; https://evil.example/?q={} – CARD_abcdefghi, {} die Karte.",
        tokens[0].to_lowercase(),
        tokens[1],
        tokens[0],
        tokens[2].replace('_', "\\_")
    )
}

#[test]
fn whole_texts_and_streams_say_what_the_blocking_front_says() {
    let (blocking, bridged) = engines(None);
    let session = blocking.session("conversation").expect("a scope");
    let other = bridged.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    let said = said(&session);
    let whole = session.deliver(&said, &reader).expect("delivered");
    assert!(whole.restored() == 3 && whole.expose().contains("asha@example.com"));
    run(async {
        let delivered = other
            .deliver_async(&said, &reader)
            .await
            .expect("delivered");
        assert_eq!(delivered.expose(), whole.expose());
        assert_eq!(delivered.unresolved(), whole.unresolved());
        let exact = other.restore_async(&said).await.expect("restored");
        assert_eq!(
            exact.expose(),
            session.restore(&said).expect("restored").expose()
        );
        for size in [1, 2, 3, 5, 17, 1000] {
            let stream = RestoreStream::new_async(&other, &reader)
                .await
                .expect("a stream");
            let out = collected(Transformed::new(stream, Pieces::of(&said, size))).await;
            assert_eq!(out, whole.expose(), "{size}");
            let stream = RestoreStream::new_async(&other, &reader)
                .await
                .expect("a stream");
            let out = read(TransformedReader::new(stream, Pieces::of(&said, size))).await;
            assert_eq!(out, whole.expose(), "{size}");
        }
        let text = "Mail asha@example.com\n\nor ravi@example.com.\n";
        let redacted = collected(Transformed::new(
            RedactStream::new(&other),
            Pieces::of(text, 3),
        ));
        assert_eq!(
            redacted.await,
            session.redact(text).expect("redacted").text()
        );
    });
}

#[test]
fn chat_payloads_and_events_say_what_the_blocking_front_says() {
    let (blocking, bridged) = engines(None);
    let session = blocking.session("conversation").expect("a scope");
    let other = bridged.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    let request = r#"{"messages":[{"role":"user","content":"Mail asha@example.com"}],"n":1}"#;
    let sent = chat::redact_request(&session, request).expect("redacted");
    let token = sent.tokens().concat();
    let response = format!(r#"{{"choices":[{{"message":{{"content":"To {token}"}}}}]}}"#);
    let restored = chat::restore_response(&session, &response, &reader).expect("restored");
    let (one, two) = token.split_at(9);
    let events: String = ["to ", one, two, "."]
        .iter()
        .map(|t| {
            format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{t}\"}}}}]}}\n\n")
        })
        .collect::<String>()
        + "data: [DONE]\n\n";
    let mut whole = String::new();
    let mut stream = EventStream::new(&session, &reader);
    stream.push(&events, &mut whole).expect("pushed");
    stream.finish(&mut whole).expect("finished");
    assert!(whole.contains("asha@example.com"), "{whole}");
    run(async {
        let again = chat::redact_request_async(&other, request)
            .await
            .expect("redacted");
        assert_eq!(again.body(), sent.body());
        let back = chat::restore_response_async(&other, &response, &reader).await;
        assert_eq!(back.expect("restored").expose(), restored.expose());
        for size in [1, 10, 1000] {
            let stream = EventStream::new(&other, &reader);
            let out = collected(Transformed::new(stream, Pieces::of(&events, size))).await;
            assert_eq!(out, whole, "{size}");
        }
    });
}

#[test]
fn waiting_for_the_vault_lets_other_tasks_run() {
    let (tell, told): (Sender<()>, Receiver<()>) = channel();
    let (blocking, bridged) = engines(Some(told));
    let token = {
        let session = blocking.session("conversation").expect("a scope");
        session
            .redact("asha@example.com")
            .expect("redacted")
            .tokens()
            .concat()
    };
    let session = bridged.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    run(async {
        let waiting = async {
            let mut stream = RestoreStream::new_async(&session, &reader)
                .await
                .expect("a stream");
            let mut out = String::new();
            stream
                .push_async(&format!("{token}. "), &mut out)
                .await
                .expect("pushed");
            stream.finish_async(&mut out).await.expect("finished");
            out
        };
        let mut waiting = std::pin::pin!(waiting);
        let mut polls = 0;
        // One thread: were the vault waited for in a poll, nobody would be left to tell it.
        let out = std::future::poll_fn(|context| {
            polls += 1;
            let polled = waiting.as_mut().poll(context);
            if polled.is_pending() {
                let _ = tell.send(());
            }
            polled
        })
        .await;
        assert_eq!(out, "asha@example.com. ");
        assert!(polls > 1);
    });
}
