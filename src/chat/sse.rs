//! Server-sent events restored as they come (WHATWG HTML, section 9.2).
//!
//! Each text of the stream (per choice, per content block, per tool call, reasoning apart) has a restore stream of its
//! own. Events go out in order and at once; only their texts differ. What a text held back comes with its next event,
//! or, before the event that ends it, in a copy of its last one.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Range;

use super::json::{self, Kind};
use super::response::{self, Text};
use super::rules::{self, Found};
use super::{Delta, Ends, anthropic, gemini, openai};
use crate::error::{Error, ErrorKind};
use crate::restore;
use crate::restore::{Core, Delivery, Sink, Unresolved};
use crate::session::Session;
use crate::stream::poison::Poison;
use crate::token::IdLength;
use crate::wiped;
use crate::{AsyncVault, Vault};
use zeroize::Zeroizing;

/// An event of more bytes is refused: 16 MiB.
const MOST: usize = 16 << 20;

/// Restores a stream of server-sent events of OpenAI, Anthropic or Gemini.
///
/// Events of other kinds are restored as whole responses are; what is no JSON passes as it is. An event of which
/// nothing was restored goes out byte for byte. An event needs at most one vault call.
#[must_use]
pub struct EventStream<'s, V> {
    session: &'s Session<'s, V>,
    delivery: Delivery,
    /// How long the scope's ids are, once it was asked.
    length: Option<IdLength>,
    buffer: String,
    seen: usize,
    channels: BTreeMap<String, Channel>,
    tools: HashMap<String, String>,
    restored: usize,
    unresolved: Vec<Unresolved>,
    poison: Poison,
}

/// A text that goes on from event to event.
struct Channel {
    core: Core,
    /// The last event that continued the text, and the places of texts in it, this one's first.
    event: String,
    places: Vec<Range<usize>>,
}

/// An event with what restores the texts in it, to be written once that is done.
struct Passage {
    /// Texts that end before this event does, with what they held back.
    over: Vec<Over>,
    event: String,
    /// Where the event's data is, when there is something in it to restore.
    data: Range<usize>,
    whole: Vec<Text>,
    parts: Vec<Part>,
}

/// A text that has ended, with the last event that continued it.
struct Over {
    event: String,
    places: Vec<Range<usize>>,
    text: Text,
}

/// A text that the event continues.
struct Part {
    channel: String,
    said: String,
    text: Text,
    last: bool,
}

impl Passage {
    fn plain(event: String) -> Passage {
        Passage {
            over: Vec::new(),
            event,
            data: 0..0,
            whole: Vec::new(),
            parts: Vec::new(),
        }
    }

    fn pairs(&mut self) -> Vec<(&mut Core, &mut String)> {
        let over = self.over.iter_mut().map(|over| &mut over.text);
        let parts = self.parts.iter_mut().map(|part| &mut part.text);
        over.chain(&mut self.whole)
            .chain(parts)
            .map(Text::pair)
            .collect()
    }
}

impl<'s, V> EventStream<'s, V> {
    /// A stream whose texts go to `delivery`, and whose tool arguments to [`Sink::Tool`].
    pub fn new(session: &'s Session<'s, V>, delivery: &Delivery) -> Self {
        EventStream {
            session,
            delivery: delivery.clone(),
            length: None,
            buffer: String::new(),
            seen: 0,
            channels: BTreeMap::new(),
            tools: HashMap::new(),
            restored: 0,
            unresolved: Vec::new(),
            poison: Poison::default(),
        }
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

    /// The next whole event, taken from the buffer: up to its blank line.
    fn next_event(&mut self) -> Result<Option<String>, Error> {
        let bytes = self.buffer.as_bytes();
        while let Some(length) = memchr::memchr(b'\n', &bytes[self.seen..]) {
            let line = &bytes[self.seen..self.seen + length];
            self.seen += length + 1;
            if line.is_empty() || line == b"\r" {
                let event = self.buffer.drain(..self.seen).collect();
                self.seen = 0;
                return Ok(Some(event));
            }
        }
        if self.buffer.len() > MOST {
            return Err(ErrorKind::Limit {
                what: "an event in bytes",
                most: MOST,
                raise: "no service sends such an event; look at what came instead",
            }
            .into());
        }
        Ok(None)
    }

    /// Reads an event and what it ends.
    fn read(&mut self, event: String, length: IdLength) -> Passage {
        let Some(data) = data(&event) else {
            return Passage::plain(event);
        };
        let text = &event[data.clone()];
        if text.trim() == "[DONE]" {
            let over = self.end_all();
            return Passage {
                over,
                ..Passage::plain(event)
            };
        }
        let mut found: Vec<Found<'_>> = Vec::new();
        let walked = json::walk(text, &mut |path, kind, place| {
            found.push((path.to_vec(), kind, place));
        });
        if walked.is_err() {
            return Passage::plain(event);
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
        let mut parts: Vec<Part> = Vec::new();
        let mut whole = Vec::new();
        for (path, kind, place) in &found {
            if *kind != Kind::String {
                continue;
            }
            let delta = openai::delta(text, &found, path)
                .or_else(|| anthropic::delta(text, &found, path))
                .or_else(|| gemini::delta(path))
                // A member that is there twice continues nothing.
                .filter(|delta| parts.iter().all(|part| part.channel != delta.channel));
            match delta {
                Some(delta) => {
                    let last = ended(&delta.channel);
                    parts.push(self.go_on(delta, text, place.clone(), last, length));
                }
                None if rules::is_left_in_response(path) => {}
                None => {
                    let (session, delivery) = (self.session, &self.delivery);
                    whole.push(response::text(
                        session, length, text, &found, path, place, delivery,
                    ));
                }
            }
        }
        // What other texts held back goes out before the event that ends them.
        let names: Vec<String> = self.channels.keys().filter(|c| ended(c)).cloned().collect();
        let over = names.iter().filter_map(|name| self.end_one(name)).collect();
        Passage {
            over,
            data,
            whole,
            parts,
            event,
        }
    }

    /// Reads on in the text of a channel, which leaves the map until the event is written.
    fn go_on(
        &mut self,
        delta: Delta,
        text: &str,
        place: Range<usize>,
        last: bool,
        length: IdLength,
    ) -> Part {
        let mut core = match self.channels.remove(&delta.channel) {
            Some(channel) => channel.core,
            None => match delta.tool {
                None => self.session.core(&self.delivery, length),
                Some(name) => {
                    let earlier = || {
                        let told =
                            |(channel, _): &(&String, &String)| delta.channel.starts_with(*channel);
                        self.tools.iter().find(told).map(|(_, name)| name.clone())
                    };
                    let name = name.or_else(earlier).unwrap_or_default();
                    let tool = self.delivery.redirected(Sink::Tool(name));
                    self.session.core(&tool, length)
                }
            },
        };
        let said = json::decode(&text[place.clone()]).into_owned();
        core.push(&said, last);
        Part {
            channel: delta.channel,
            said,
            text: Text::of(place, core),
            last,
        }
    }

    /// Ends the text of a channel: what it held back is decided.
    fn end_one(&mut self, name: &str) -> Option<Over> {
        let mut channel = self.channels.remove(name)?;
        channel.core.push("", true);
        Some(Over {
            event: channel.event,
            places: channel.places,
            text: Text::of(0..0, channel.core),
        })
    }

    fn end_all(&mut self) -> Vec<Over> {
        let names: Vec<String> = self.channels.keys().cloned().collect();
        names.iter().filter_map(|name| self.end_one(name)).collect()
    }

    /// The end of all texts.
    fn end(&mut self) -> Passage {
        let over = self.end_all();
        Passage {
            over,
            ..Passage::plain(String::new())
        }
    }

    /// Appends an event whose texts are restored.
    fn write(&mut self, passage: Passage, out: &mut String) {
        for Over {
            event,
            places,
            text,
        } in passage.over
        {
            self.count(&text.core);
            if text.out.is_empty() {
                continue;
            }
            // What was held back goes out in a copy of the text's last event.
            let mut changes: Vec<_> = places
                .into_iter()
                .map(|place| (place, Zeroizing::new(String::new())))
                .collect();
            if let Some((_, inside)) = changes.first_mut() {
                restore::write_json(&text.out, inside);
            }
            changes.sort_by_key(|(place, _)| place.start);
            wiped::push(out, &Zeroizing::new(json::splice(&event, &changes)));
        }
        let Passage {
            event,
            data,
            whole,
            parts,
            ..
        } = passage;
        let (mut changes, restored, unresolved) = response::outcome(&whole);
        self.restored += restored;
        self.unresolved.extend(unresolved);
        let places: Vec<Range<usize>> = parts
            .iter()
            .map(|part| &part.text.place)
            .map(|place| data.start + place.start..data.start + place.end)
            .collect();
        for (at, part) in parts.into_iter().enumerate() {
            let Text { place, core, out } = part.text;
            if *out != part.said {
                let mut inside = Zeroizing::new(String::new());
                restore::write_json(&out, &mut inside);
                changes.push((place, inside));
            }
            if part.last {
                self.count(&core);
                continue;
            }
            let mut places = places.clone();
            places.swap(0, at);
            let channel = Channel {
                core,
                event: event.clone(),
                places,
            };
            self.channels.insert(part.channel, channel);
        }
        changes.sort_by_key(|(place, _)| place.start);
        wiped::push(out, &event[..data.start]);
        wiped::push(
            out,
            &Zeroizing::new(json::splice(&event[data.clone()], &changes)),
        );
        wiped::push(out, &event[data.end..]);
    }

    /// Counts what a text had that has ended.
    fn count(&mut self, core: &Core) {
        self.restored += core.restored();
        self.unresolved.extend_from_slice(core.unresolved());
    }
}

impl<V: Vault> EventStream<'_, V> {
    /// Takes a piece of the stream and appends to `out` the events that are whole.
    ///
    /// # Errors
    ///
    /// When the vault cannot be asked, what it gave was changed, or an event has more than 16 MiB; every further call
    /// is an error then.
    pub fn push(&mut self, piece: &str, out: &mut String) -> Result<(), Error> {
        self.poison.enter()?;
        self.buffer.push_str(piece);
        while let Some(event) = self.next_event()? {
            let length = self.ids()?;
            let passage = self.read(event, length);
            self.pass(passage, out)?;
        }
        self.poison.leave();
        Ok(())
    }

    /// Appends what was held back, and what came behind the last whole event.
    ///
    /// # Errors
    ///
    /// As [`push`](EventStream::push).
    pub fn finish(mut self, out: &mut String) -> Result<(), Error> {
        self.poison.enter()?;
        let length = self.ids()?;
        let rest = std::mem::take(&mut self.buffer);
        let passage = self.read(rest, length);
        self.pass(passage, out)?;
        let end = self.end();
        self.pass(end, out)
    }

    fn pass(&mut self, mut passage: Passage, out: &mut String) -> Result<(), Error> {
        self.session.release(&mut passage.pairs())?;
        self.write(passage, out);
        Ok(())
    }

    fn ids(&mut self) -> Result<IdLength, Error> {
        let length = self.length.map_or_else(|| self.session.ids_now(), Ok)?;
        self.length = Some(length);
        Ok(length)
    }
}

impl<V: AsyncVault> EventStream<'_, V> {
    /// As [`push`](EventStream::push), over an asynchronous vault. A stream whose future was dropped may not be used
    /// any more.
    ///
    /// # Errors
    ///
    /// As `push`.
    pub async fn push_async(&mut self, piece: &str, out: &mut String) -> Result<(), Error> {
        self.poison.enter()?;
        self.buffer.push_str(piece);
        while let Some(event) = self.next_event()? {
            let length = self.ids_async().await?;
            let passage = self.read(event, length);
            self.pass_async(passage, out).await?;
        }
        self.poison.leave();
        Ok(())
    }

    /// As [`finish`](EventStream::finish), over an asynchronous vault.
    ///
    /// # Errors
    ///
    /// As `push`.
    pub async fn finish_async(mut self, out: &mut String) -> Result<(), Error> {
        self.poison.enter()?;
        let length = self.ids_async().await?;
        let rest = std::mem::take(&mut self.buffer);
        let passage = self.read(rest, length);
        self.pass_async(passage, out).await?;
        let end = self.end();
        self.pass_async(end, out).await
    }

    async fn pass_async(&mut self, mut passage: Passage, out: &mut String) -> Result<(), Error> {
        self.session.release_async(&mut passage.pairs()).await?;
        self.write(passage, out);
        Ok(())
    }

    async fn ids_async(&mut self) -> Result<IdLength, Error> {
        let length = match self.length {
            Some(length) => length,
            None => self.session.ids_now_async().await?,
        };
        self.length = Some(length);
        Ok(length)
    }
}

#[cfg(feature = "async")]
impl<'s, V: AsyncVault> crate::stream::futures::sealed::Pieces<'s> for EventStream<'s, V> {
    fn pushed(mut self, piece: String) -> crate::stream::futures::Calling<'s, Self> {
        Box::pin(async move {
            let mut out = String::new();
            let done = self.push_async(&piece, &mut out).await;
            (Some(self), out, done)
        })
    }

    fn finished(self) -> crate::stream::futures::Calling<'s, Self> {
        Box::pin(async move {
            let mut out = String::new();
            let done = self.finish_async(&mut out).await;
            (None, out, done)
        })
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
            .field("poisoned", &self.poison.is_broken())
            .finish_non_exhaustive()
    }
}
