//! The streams between asynchronous streams and readers: nothing blocks, no runtime is needed or assumed.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_io::AsyncRead;

use super::io::Characters;
use super::{RedactStream, RestoreStream};
use crate::AsyncVault;
use crate::error::Error;

/// What a call came to: the stream again, what it appended, and whether it failed.
pub(crate) type Outcome<T> = (Option<T>, String, Result<(), Error>);
pub(crate) type Calling<'s, T> = Pin<Box<dyn Future<Output = Outcome<T>> + Send + 's>>;

pub(crate) mod sealed {
    /// Pieces in, pieces out, by value so that a future can own the stream.
    pub trait Pieces<'s>: Sized + Send + 's {
        /// Takes a piece that needs no vault; false where it must be pushed.
        fn pass(&mut self, _piece: &str, _out: &mut String) -> bool {
            false
        }

        /// Takes a piece.
        fn pushed(self, piece: String) -> super::Calling<'s, Self>;

        /// Ends the stream.
        fn finished(self) -> super::Calling<'s, Self>;
    }
}

/// A stream of this library: [`RestoreStream`], [`RedactStream`] or [`EventStream`](crate::chat::EventStream).
pub trait Transform<'s>: sealed::Pieces<'s> {}

impl<'s, T: sealed::Pieces<'s>> Transform<'s> for T {}

impl<'s, V: AsyncVault> sealed::Pieces<'s> for RestoreStream<'s, V> {
    fn pass(&mut self, piece: &str, out: &mut String) -> bool {
        RestoreStream::pass(self, piece, out)
    }

    fn pushed(mut self, piece: String) -> Calling<'s, Self> {
        Box::pin(async move {
            let mut out = String::new();
            let done = self.push_async(&piece, &mut out).await;
            (Some(self), out, done)
        })
    }

    fn finished(self) -> Calling<'s, Self> {
        Box::pin(async move {
            let mut out = String::new();
            let done = self.finish_async(&mut out).await;
            (None, out, done)
        })
    }
}

impl<'s, V: AsyncVault> sealed::Pieces<'s> for RedactStream<'s, V> {
    fn pushed(mut self, piece: String) -> Calling<'s, Self> {
        Box::pin(async move {
            let mut out = String::new();
            let done = self.push_async(&piece, &mut out).await;
            (Some(self), out, done)
        })
    }

    fn finished(self) -> Calling<'s, Self> {
        Box::pin(async move {
            let mut out = String::new();
            let done = self.finish_async(&mut out).await;
            (None, out, done)
        })
    }
}

enum State<'s, T> {
    Idle(T),
    Calling(Calling<'s, T>),
    Ended,
}

/// A stream of this library with the call that it is in.
struct Work<'s, T> {
    state: State<'s, T>,
    characters: Characters,
    ready: String,
}

impl<'s, T: Transform<'s>> Work<'s, T> {
    fn new(stream: T) -> Self {
        Work {
            state: State::Idle(stream),
            characters: Characters::default(),
            ready: String::new(),
        }
    }

    /// Takes bytes, or the end where there are none. Only an idle stream takes any.
    fn give(&mut self, bytes: Option<&[u8]>) -> io::Result<()> {
        let State::Idle(mut stream) = std::mem::replace(&mut self.state, State::Ended) else {
            return Ok(());
        };
        let Some(bytes) = bytes else {
            self.characters.end()?;
            self.state = State::Calling(stream.finished());
            return Ok(());
        };
        let (state, ready) = (&mut self.state, &mut self.ready);
        self.characters.text(bytes, |text| {
            *state = if stream.pass(text, ready) {
                State::Idle(stream)
            } else {
                State::Calling(stream.pushed(text.to_owned()))
            };
            Ok(())
        })
    }

    /// Waits until no call is under way.
    fn poll_idle(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let State::Calling(call) = &mut self.state else {
            return Poll::Ready(Ok(()));
        };
        let (stream, out, done) = ready!(call.as_mut().poll(context));
        self.ready.push_str(&out);
        self.state = match (stream, &done) {
            (Some(stream), Ok(())) => State::Idle(stream),
            _ => State::Ended,
        };
        Poll::Ready(done.map_err(io::Error::other))
    }
}

/// Pieces of bytes as they come from a client, and pieces of text as they go on.
///
/// ```
/// # use parda::{Delivery, RestoreStream, AsyncVault, Session, Sink, stream::Transformed};
/// # use futures_core::Stream;
/// async fn restored<'s, V: AsyncVault>(
///     session: &'s Session<'s, V>,
///     chunks: impl Stream<Item = std::io::Result<Vec<u8>>> + Unpin + 's,
/// ) -> Result<impl Stream<Item = std::io::Result<String>> + 's, parda::Error> {
///     let stream = RestoreStream::new_async(session, &Delivery::to(Sink::Reader)).await?;
///     Ok(Transformed::new(stream, chunks))
/// }
/// ```
#[must_use = "streams do nothing unless they are polled"]
pub struct Transformed<'s, T, S> {
    work: Work<'s, T>,
    chunks: Option<S>,
}

impl<'s, T: Transform<'s>, S> Transformed<'s, T, S> {
    /// What `stream` makes of `chunks`. A character that was cut waits for its rest.
    pub fn new(stream: T, chunks: S) -> Self {
        Transformed {
            work: Work::new(stream),
            chunks: Some(chunks),
        }
    }
}

impl<'s, T, S, B, E> Stream for Transformed<'s, T, S>
where
    T: Transform<'s> + Unpin,
    S: Stream<Item = Result<B, E>> + Unpin,
    B: AsRef<[u8]>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Item = io::Result<String>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<String>>> {
        let this = &mut *self;
        loop {
            if let Err(error) = ready!(this.work.poll_idle(context)) {
                this.chunks = None;
                return Poll::Ready(Some(Err(error)));
            }
            if !this.work.ready.is_empty() {
                return Poll::Ready(Some(Ok(std::mem::take(&mut this.work.ready))));
            }
            let Some(chunks) = &mut this.chunks else {
                return Poll::Ready(None);
            };
            let given = match ready!(Pin::new(chunks).poll_next(context)) {
                Some(Ok(bytes)) => this.work.give(Some(bytes.as_ref())),
                Some(Err(error)) => Err(io::Error::other(error)),
                None => {
                    this.chunks = None;
                    this.work.give(None)
                }
            };
            if let Err(error) = given {
                this.chunks = None;
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}

/// Reads what a stream of this library makes of what is read from `R`, as it comes.
pub struct TransformedReader<'s, T, R> {
    work: Work<'s, T>,
    inner: R,
    given: usize,
    piece: Box<[u8]>,
}

/// Bytes asked for at once.
const PIECE: usize = 8 << 10;

impl<'s, T: Transform<'s>, R> TransformedReader<'s, T, R> {
    /// What `stream` makes of what is read from `inner`.
    pub fn new(stream: T, inner: R) -> Self {
        TransformedReader {
            work: Work::new(stream),
            inner,
            given: 0,
            piece: vec![0; PIECE].into(),
        }
    }
}

impl<'s, T: Transform<'s> + Unpin, R: AsyncRead + Unpin> AsyncRead for TransformedReader<'s, T, R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        loop {
            ready!(this.work.poll_idle(context))?;
            let rest = &this.work.ready.as_bytes()[this.given..];
            if !rest.is_empty() || into.is_empty() {
                let count = rest.len().min(into.len());
                into[..count].copy_from_slice(&rest[..count]);
                this.given += count;
                return Poll::Ready(Ok(count));
            }
            this.work.ready.clear();
            this.given = 0;
            if matches!(this.work.state, State::Ended) {
                return Poll::Ready(Ok(0));
            }
            let count = ready!(Pin::new(&mut this.inner).poll_read(context, &mut this.piece))?;
            let piece = this.piece.get(..count).filter(|piece| !piece.is_empty());
            this.work.give(piece)?;
        }
    }
}

impl<T, S> fmt::Debug for Transformed<'_, T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transformed").finish_non_exhaustive()
    }
}

impl<T, R> fmt::Debug for TransformedReader<'_, T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransformedReader").finish_non_exhaustive()
    }
}
