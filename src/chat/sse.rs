//! Server-sent events restored as they come (WHATWG HTML, section 9.2).
//!
//! Each text of the stream (per choice, per content block, per tool call, reasoning apart) has a restore stream of its
//! own. Events go out in order and at once; only their texts differ. What a text held back comes with its next event,
//! or, before the event that ends it, in a copy of its last one.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Range;

use super::json::{self, Kind};
use super::response;
use super::rules::{self, Found};
use super::{Delta, Ends, anthropic, gemini, openai};
use crate::Vault;
use crate::error::{Error, ErrorKind};
use crate::restore;
use crate::restore::{Core, Delivery, Sink, Unresolved};
use crate::session::Session;

/// An event of more bytes is refused: 16 MiB.
const MOST: usize = 16 << 20;

/// Restores a stream of server-sent events of OpenAI, Anthropic or Gemini.
///
/// Events of other kinds are restored as whole responses are; what is no JSON passes as it is. An event of which
/// nothing was restored goes out byte for byte.
#[must_use]
pub struct EventStream<'s, V> {
    session: &'s Session<'s, V>,
    delivery: Delivery,
    buffer: String,
    seen: usize,
    channels: BTreeMap<String, Channel>,
    tools: HashMap<String, String>,
    restored: usize,
    unresolved: Vec<Unresolved>,
    poisoned: bool,
}

struct Channel {
    core: Core,
    /// The last event that continued the text, and the places of texts in it, this one's first.
    event: String,
    places: Vec<Range<usize>>,
}

impl<'s, V: Vault> EventStream<'s, V> {
    /// A stream whose texts go to `delivery`, and whose tool arguments to [`Sink::Tool`].
    pub fn new(session: &'s Session<'s, V>, delivery: &Delivery) -> Self {
        EventStream {
            session,
            delivery: delivery.clone(),
            buffer: String::new(),
            seen: 0,
            channels: BTreeMap::new(),
            tools: HashMap::new(),
            restored: 0,
            unresolved: Vec::new(),
            poisoned: false,
        }
    }

    /// Takes a piece of the stream and appends to `out` the events that are whole.
    ///
    /// # Errors
    ///
    /// When the vault cannot be asked, what it gave was changed, or an event has more than 16 MiB; every further call
    /// is an error then.
    pub fn push(&mut self, piece: &str, out: &mut String) -> Result<(), Error> {
        self.guard(|stream| {
            stream.buffer.push_str(piece);
            while let Some(end) = stream.event_end() {
                let event: String = stream.buffer.drain(..end).collect();
                stream.seen = 0;
                stream.event(&event, out)?;
            }
            if stream.buffer.len() > MOST {
                return Err(ErrorKind::Limit {
                    what: "an event in bytes",
                    most: MOST,
                }
                .into());
            }
            Ok(())
        })
    }

    /// Appends what was held back, and what came behind the last whole event.
    ///
    /// # Errors
    ///
    /// As [`push`](EventStream::push).
    pub fn finish(mut self, out: &mut String) -> Result<(), Error> {
        self.guard(|stream| {
            let rest = std::mem::take(&mut stream.buffer);
            if !rest.is_empty() {
                stream.event(&rest, out)?;
            }
            stream.flush("", out)
        })
    }

    /// How many tokens were restored so far.
    #[must_use]
    pub fn restored(&self) -> usize {
        self.restored
    }

    /// The token-shaped stretches that were left in texts that have ended; ranges are those of the text.
    #[must_use]
    pub fn unresolved(&self) -> &[Unresolved] {
        &self.unresolved
    }

    fn guard(&mut self, work: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        if self.poisoned {
            return Err(ErrorKind::Poisoned.into());
        }
        self.poisoned = true;
        work(self)?;
        self.poisoned = false;
        Ok(())
    }

    /// The end of the first event in the buffer: behind its blank line.
    fn event_end(&mut self) -> Option<usize> {
        let bytes = self.buffer.as_bytes();
        while let Some(length) = memchr::memchr(b'\n', &bytes[self.seen..]) {
            let line = &bytes[self.seen..self.seen + length];
            self.seen += length + 1;
            if line.is_empty() || line == b"\r" {
                return Some(self.seen);
            }
        }
        None
    }

    fn event(&mut self, event: &str, out: &mut String) -> Result<(), Error> {
        let Some(data) = data(event) else {
            out.push_str(event);
            return Ok(());
        };
        let text = &event[data.clone()];
        if text.trim() == "[DONE]" {
            self.flush("", out)?;
            out.push_str(event);
            return Ok(());
        }
        let mut found: Vec<Found<'_>> = Vec::new();
        let walked = json::walk(text, &mut |path, kind, place| {
            found.push((path.to_vec(), kind, place));
        });
        if walked.is_err() {
            out.push_str(event);
            return Ok(());
        }
        if let Some((channel, name)) =
            openai::announces(text, &found).or_else(|| anthropic::announces(text, &found))
        {
            self.tools.insert(channel, name);
        }
        let ends = [
            openai::ends(text, &found),
            anthropic::ends(text, &found),
            gemini::ends(&found),
        ];
        let ended = |channel: &str| {
            ends.iter().any(|ends| match ends {
                Ends::Nothing => false,
                Ends::Channels(prefix) => channel.starts_with(prefix.as_str()),
                Ends::All => true,
            })
        };
        let mut deltas: Vec<(Delta, Range<usize>)> = Vec::new();
        let mut whole = Vec::new();
        for (path, kind, place) in &found {
            if *kind != Kind::String {
                continue;
            }
            let delta = openai::delta(text, &found, path)
                .or_else(|| anthropic::delta(text, &found, path))
                .or_else(|| gemini::delta(path));
            match delta {
                Some(delta) => deltas.push((delta, place.clone())),
                None if rules::is_left_in_response(path) => {}
                None => whole.push(response::text(
                    self.session,
                    text,
                    &found,
                    path,
                    place,
                    &self.delivery,
                )?),
            }
        }
        // What other texts held back goes out before the event that ends them.
        let over: Vec<String> = self
            .channels
            .keys()
            .filter(|channel| ended(channel) && !deltas.iter().any(|(d, _)| d.channel == **channel))
            .cloned()
            .collect();
        for channel in over {
            self.flush_one(&channel, out)?;
        }
        let (mut changes, restored, unresolved) = response::restore(self.session, whole)?;
        self.restored += restored;
        self.unresolved.extend(unresolved);
        let places: Vec<Range<usize>> = deltas
            .iter()
            .map(|(_, place)| data.start + place.start..data.start + place.end)
            .collect();
        for (at, (delta, place)) in deltas.into_iter().enumerate() {
            let said = json::decode(&text[place.clone()]);
            let last = ended(&delta.channel);
            let now = self.continue_text(&delta, &said, last)?;
            if now != said {
                let mut inside = String::new();
                restore::write_json(&now, &mut inside);
                changes.push((place, inside));
            }
            if last {
                self.end(&delta.channel);
            } else if let Some(channel) = self.channels.get_mut(&delta.channel) {
                event.clone_into(&mut channel.event);
                channel.places.clone_from(&places);
                channel.places.swap(0, at);
            }
        }
        changes.sort_by_key(|(place, _)| place.start);
        out.push_str(&event[..data.start]);
        out.push_str(&json::splice(text, &changes));
        out.push_str(&event[data.end..]);
        Ok(())
    }

    fn continue_text(&mut self, delta: &Delta, said: &str, last: bool) -> Result<String, Error> {
        if !self.channels.contains_key(&delta.channel) {
            let core = match &delta.tool {
                None => self.session.core(&self.delivery)?,
                Some(name) => {
                    let earlier = || {
                        let told = |(channel, _): &(&String, &String)| {
                            delta.channel.starts_with(channel.as_str())
                        };
                        self.tools.iter().find(told).map(|(_, name)| name.clone())
                    };
                    let name = name.clone().or_else(earlier).unwrap_or_default();
                    self.session
                        .core(&self.delivery.redirected(Sink::Tool(name)))?
                }
            };
            self.channels.insert(
                delta.channel.clone(),
                Channel {
                    core,
                    event: String::new(),
                    places: Vec::new(),
                },
            );
        }
        let Some(channel) = self.channels.get_mut(&delta.channel) else {
            return Err(ErrorKind::Poisoned.into());
        };
        let mut out = String::new();
        channel.core.push(said, last);
        let answers = self.session.answers(channel.core.ids())?;
        channel.core.release(answers.as_ref(), &mut out);
        Ok(out)
    }

    /// Counts what a text had, and lets it go.
    fn end(&mut self, channel: &str) -> Option<Channel> {
        let channel = self.channels.remove(channel)?;
        self.restored += channel.core.restored();
        self.unresolved.extend_from_slice(channel.core.unresolved());
        Some(channel)
    }

    /// Ends all texts whose channel begins so.
    fn flush(&mut self, prefix: &str, out: &mut String) -> Result<(), Error> {
        let channels: Vec<String> = self
            .channels
            .keys()
            .filter(|channel| channel.starts_with(prefix))
            .cloned()
            .collect();
        for channel in channels {
            self.flush_one(&channel, out)?;
        }
        Ok(())
    }

    /// Ends a text: what it held back goes out in a copy of its last event.
    fn flush_one(&mut self, name: &str, out: &mut String) -> Result<(), Error> {
        let delta = Delta {
            channel: name.to_owned(),
            tool: None,
        };
        let rest = self.continue_text(&delta, "", true)?;
        let Some(channel) = self.end(name) else {
            return Ok(());
        };
        if rest.is_empty() {
            return Ok(());
        }
        let mut changes = Vec::new();
        for (at, place) in channel.places.into_iter().enumerate() {
            let mut inside = String::new();
            if at == 0 {
                restore::write_json(&rest, &mut inside);
            }
            changes.push((place, inside));
        }
        changes.sort_by_key(|(place, _)| place.start);
        out.push_str(&json::splice(&channel.event, &changes));
        Ok(())
    }
}

/// The place of an event's data, when it has one line of it.
fn data(event: &str) -> Option<Range<usize>> {
    let mut start = 0;
    let mut only = None;
    for line in event.split_inclusive('\n') {
        if line.starts_with("data:") {
            if only.is_some() {
                return None;
            }
            let end = start + line.trim_end_matches(['\n', '\r']).len();
            only = Some(start + 5..end);
        }
        start += line.len();
    }
    only
}

impl<V> fmt::Debug for EventStream<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("restored", &self.restored)
            .field("poisoned", &self.poisoned)
            .finish_non_exhaustive()
    }
}
