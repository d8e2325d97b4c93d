//! Server-sent events restored as they come (WHATWG HTML, section 9.2).
//!
//! Each text of the stream (per choice, per content block, per tool call, reasoning apart) has a restore stream of its
//! own. Events go out in order and at once; only their texts differ. What a text held back comes with its next event,
//! or, before the event that ends it, in a copy of its last one.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::calls::Calls;
use super::event::{self, Event};
use super::response::{self, Text, is_restorable};
use super::rules::Found;
use super::spelled::{self, Spelled};
use super::{Delta, Ends, MOST_TEXTS, anthropic, gemini, json, openai};
use crate::error::{Error, ErrorKind};
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
///
/// Lines end with a line feed, a carriage return, or both, and an event may have several lines of data. An event goes out
/// with its blank line; where that ends with a carriage return, with the byte behind, which may be a line feed.
#[must_use]
pub struct EventStream<'s, V> {
    session: &'s Session<'s, V>,
    delivery: Delivery,
    /// How long the scope's ids are, once it was asked.
    length: Option<IdLength>,
    buffer: String,
    /// Up to here events were taken from the buffer.
    taken: usize,
    /// Behind that, lines that were looked at.
    seen: usize,
    /// Whether the first byte has come: a byte order mark may stand before it.
    begun: bool,
    channels: BTreeMap<String, Channel>,
    tools: HashMap<String, String>,
    restored: usize,
    unresolved: Vec<Unresolved>,
    poison: Poison,
}

/// A text that goes on from event to event.
struct Channel {
    core: Core,
    /// Characters of it may stand for lone surrogates.
    alone: bool,
    /// The last event that continued the text, the places of texts in it, and which of them is this one's.
    event: Arc<str>,
    places: Arc<[Range<usize>]>,
    own: usize,
}

/// An event with what restores the texts in it, to be written once that is done.
struct Passage {
    /// Texts that end before this event does, with what they held back.
    over: Vec<Over>,
    event: Event,
    whole: Vec<Text>,
    parts: Vec<Part>,
}

/// A text that has ended, with the last event that continued it.
struct Over {
    event: Arc<str>,
    places: Arc<[Range<usize>]>,
    own: usize,
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
    fn plain(event: Event) -> Passage {
        Passage {
            over: Vec::new(),
            event,
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
            taken: 0,
            seen: 0,
            begun: false,
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

    /// Takes a piece into the buffer, but for the mark before the first event.
    fn take(&mut self, piece: &str, out: &mut String) {
        let mut piece = piece;
        if !self.begun && !piece.is_empty() {
            self.begun = true;
            if let Some(rest) = piece.strip_prefix(event::BYTE_ORDER_MARK) {
                out.push(event::BYTE_ORDER_MARK);
                piece = rest;
            }
        }
        self.buffer.push_str(piece);
    }

    /// The next whole event, taken from the buffer: up to its blank line.
    fn next_event(&mut self) -> Result<Option<Event>, Error> {
        let rest = &self.buffer[self.taken..];
        if let Some(end) = event::end(rest, &mut self.seen) {
            let event = Event::of(rest[..end].to_owned());
            self.seen = 0;
            self.taken += end;
            return Ok(Some(event));
        }
        // Once for all events of a piece: to move the rest for each would take long where there are many.
        self.buffer.drain(..std::mem::take(&mut self.taken));
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

    /// Reads an event and what it ends; the last one ends all.
    fn read(&mut self, event: Event, length: IdLength, last: bool) -> Passage {
        let text = event.data().to_owned();
        let done = text.trim() == "[DONE]";
        let mut found: Vec<Found<'_>> = Vec::new();
        let walked = json::walk(&text, &mut |path, kind, place| {
            found.push((path.to_vec(), kind, place));
        });
        if done || walked.is_err() {
            let over = if done || last {
                self.end_all()
            } else {
                Vec::new()
            };
            return Passage {
                over,
                ..Passage::plain(event)
            };
        }
        let calls = Calls::of(&text, &found);
        let told = openai::announces(&text, &found, &calls);
        for (told_as, name) in told
            .into_iter()
            .chain(anthropic::announces(&text, &found, &calls))
        {
            // What does not name the tool again leaves the name.
            if !name.is_empty()
                && (self.tools.len() < MOST_TEXTS || self.tools.contains_key(&told_as))
            {
                self.tools.insert(told_as, name);
            }
        }
        let ends = [
            openai::ends(&text, &found),
            anthropic::ends(&text, &found),
            gemini::ends(&text, &found),
        ];
        let ended = |channel: &str| {
            last || ends.iter().any(|ends| match ends {
                Ends::Nothing => false,
                Ends::Channels(begin) => begin.iter().any(|begin| channel.starts_with(begin)),
                Ends::All => true,
            })
        };
        let told_as = openai::told_as(&text, &found);
        let mut parts: Vec<Part> = Vec::new();
        let mut seen: HashSet<String> = HashSet::new();
        let mut whole = Vec::new();
        for (at, entry) in found
            .iter()
            .enumerate()
            .filter(|(_, entry)| is_restorable(entry))
        {
            let (path, _, place) = entry;
            let delta = (parts.len() < MOST_TEXTS)
                .then(|| {
                    openai::delta(&text, &found, &calls, path)
                        .or_else(|| anthropic::delta(&text, &found, path))
                        .or_else(|| gemini::delta(&text, &found, path))
                })
                .flatten()
                .filter(|delta| {
                    self.channels.contains_key(&delta.channel)
                        || self.channels.len() + parts.len() < MOST_TEXTS
                })
                // A member that is there twice continues nothing.
                .filter(|delta| seen.insert(delta.channel.clone()));
            match delta {
                Some(delta) => {
                    let last = ended(&delta.channel);
                    parts.push(self.go_on(delta, &text, place.clone(), last, length));
                }
                None => {
                    let Some(said) = response::speaking(&text, place, length) else {
                        continue;
                    };
                    let mut argument = calls.argument(&found, at);
                    if let Some(argument) = &mut argument
                        && argument.at_root
                        && argument.tool.is_empty()
                        && let Some(told_as) = &told_as
                    {
                        argument.tool = self.tools.get(told_as).cloned().unwrap_or_default();
                    }
                    let (session, delivery) = (self.session, &self.delivery);
                    let read = response::text(session, length, place, &said, argument, delivery);
                    whole.push(read);
                }
            }
        }
        // What other texts held back goes out before the event that ends them.
        let names: Vec<String> = self.channels.keys().filter(|c| ended(c)).cloned().collect();
        let over = names.iter().filter_map(|name| self.end_one(name)).collect();
        Passage {
            over,
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
        let (mut core, before) = match self.channels.remove(&delta.channel) {
            Some(channel) => (channel.core, channel.alone),
            None => match delta.tool {
                None => (self.session.core(&self.delivery, length), false),
                Some(tool) => {
                    let earlier = || self.tools.get(&tool.told_as).cloned();
                    let name = tool.name.clone().or_else(earlier).unwrap_or_default();
                    let delivery = self.delivery.redirected(Sink::Tool(name));
                    let core = self.session.core(&delivery, length);
                    let core = if tool.json { core } else { core.unescaped() };
                    (core, false)
                }
            },
        };
        let Spelled { text: said, alone } = Spelled::read(&text[place.clone()]);
        core.push(&said, last);
        Part {
            channel: delta.channel,
            said: said.into_owned(),
            text: Text::of(place, core, alone || before),
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
            own: channel.own,
            text: Text::of(0..0, channel.core, channel.alone),
        })
    }

    fn end_all(&mut self) -> Vec<Over> {
        let names: Vec<String> = self.channels.keys().cloned().collect();
        names.iter().filter_map(|name| self.end_one(name)).collect()
    }

    /// Appends an event whose texts are restored.
    fn write(&mut self, passage: Passage, out: &mut String) {
        for Over {
            event,
            places,
            own,
            text,
        } in passage.over
        {
            self.count(&text.core);
            if text.out.is_empty() {
                continue;
            }
            // What was held back goes out in a copy of the text's last event.
            let mut inside = Zeroizing::new(String::new());
            spelled::write(&text.out, text.alone, &mut inside);
            let mut changes: Vec<(Range<usize>, &str)> = places
                .iter()
                .enumerate()
                .map(|(at, place)| (place.clone(), if at == own { inside.as_str() } else { "" }))
                .collect();
            changes.sort_by_key(|(place, _)| place.start);
            wiped::push(out, &Zeroizing::new(spelled::splice(&event, &changes)));
        }
        let Passage {
            event,
            whole,
            parts,
            ..
        } = passage;
        let (mut changes, restored, unresolved) = response::outcome(&whole);
        for (place, _) in &mut changes {
            *place = event.place(place);
        }
        self.restored += restored;
        self.unresolved.extend(unresolved);
        let places = parts.iter().map(|part| event.place(&part.text.place));
        let places: Arc<[Range<usize>]> = places.collect();
        let copy: Arc<str> = match parts.iter().all(|part| part.last) {
            true => "".into(),
            false => event.text().into(),
        };
        for (own, part) in parts.into_iter().enumerate() {
            let Text {
                core, out, alone, ..
            } = part.text;
            if *out != part.said {
                let mut inside = Zeroizing::new(String::new());
                spelled::write(&out, alone, &mut inside);
                changes.push((places[own].clone(), inside));
            }
            if part.last {
                self.count(&core);
                continue;
            }
            let channel = Channel {
                core,
                alone,
                event: Arc::clone(&copy),
                places: Arc::clone(&places),
                own,
            };
            self.channels.insert(part.channel, channel);
        }
        changes.sort_by_key(|(place, _)| place.start);
        wiped::push(
            out,
            &Zeroizing::new(spelled::splice(event.text(), &changes)),
        );
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
        self.take(piece, out);
        while let Some(event) = self.next_event()? {
            let length = self.ids()?;
            let passage = self.read(event, length, false);
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
        let rest = Event::of(std::mem::take(&mut self.buffer));
        let passage = self.read(rest, length, true);
        self.pass(passage, out)
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
        self.take(piece, out);
        while let Some(event) = self.next_event()? {
            let length = self.ids_async().await?;
            let passage = self.read(event, length, false);
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
        let rest = Event::of(std::mem::take(&mut self.buffer));
        let passage = self.read(rest, length, true);
        self.pass_async(passage, out).await
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

impl<V> fmt::Debug for EventStream<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("restored", &self.restored)
            .field("poisoned", &self.poison.is_broken())
            .finish_non_exhaustive()
    }
}
