//! A request redacted in place: all its strings with one vault call.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::json::{self, Kind, Step};
use super::rules::{self, Found, Treatment};
use super::spelled::{self, Spelled};
use crate::error::{Error, ErrorKind};
use crate::session::{Input, Redacted, RedactedText, Session};
use crate::{AsyncVault, Vault};

/// JSON within strings of JSON, at most.
const MOST_NESTED: usize = 3;
/// Digits that a number needs before its point to be read as a value.
const LEAST_DIGITS: usize = 8;

/// The JSON body of a request to a model.
///
/// It is had from inside a [`Redacted`] only, which an engine makes when all that was found in the body is stored. So
/// a client that takes `&Redacted<ChatRequest>` cannot be given a body that was not redacted:
///
/// ```compile_fail,E0308
/// use parda::{Redacted, chat::ChatRequest};
/// fn send(_: &Redacted<ChatRequest>) {}
/// send("{\"messages\":[]}");
/// ```
/// ```compile_fail,E0451
/// let body = parda::chat::ChatRequest { body: String::new() };
/// ```
/// ```
/// # use parda::{Engine, Key, MemoryVault, Redacted, chat::{self, ChatRequest}};
/// fn send(request: &Redacted<ChatRequest>) -> String {
///     request.body().to_owned()
/// }
/// let engine = Engine::builder().key(Key::generate()?).vault(MemoryVault::new()).build()?;
/// let session = engine.session("conversation")?;
/// let body = r#"{"messages":[{"role":"user","content":"Write to asha@example.com"}]}"#;
/// let sent = send(&chat::redact_request(&session, body)?);
/// assert!(!sent.contains("asha"));
/// # Ok::<(), parda::Error>(())
/// ```
pub struct ChatRequest {
    body: String,
}

impl fmt::Debug for ChatRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatRequest").finish_non_exhaustive()
    }
}

/// The body of a request that may leave.
pub type RedactedRequest = Redacted<ChatRequest>;

impl Redacted<ChatRequest> {
    /// The body to send.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.get().body
    }

    /// The body to send, owned.
    #[must_use]
    pub fn into_body(self) -> String {
        self.into_inner().body
    }

    /// How many values were replaced.
    #[must_use]
    pub fn replaced(&self) -> usize {
        self.replacements().len()
    }
}

/// Redacts the body of a request to OpenAI (chat completions, responses), Anthropic (messages), Gemini
/// (generateContent), or of any other API that takes JSON.
///
/// Every string is redacted, JSON within strings too, long numbers, and names of members that are values themselves.
/// Left alone are models, roles, types, ids and schemas where the providers define them, and what is in base64 there,
/// which is not looked into: pictures, and files, those of text too. What is not known is redacted. What the model said
/// before is [history](Input::History). All else stays byte for byte.
///
/// # Errors
///
/// When the body is no JSON (the error names the JSON pointer), and as [`Session::redact_all`].
pub fn redact_request<V: Vault>(
    session: &Session<'_, V>,
    body: &str,
) -> Result<RedactedRequest, Error> {
    let document = Document::read(body, 0, None)?;
    let redacted = session.redact_all(document.inputs())?;
    let again = session.redact_all(document.misread(&redacted))?;
    let body = document.rebuild(&mut redacted.iter(), &mut again.iter())?;
    Ok(document.request(body, redacted, again))
}

/// As [`redact_request`], over an asynchronous vault.
///
/// # Errors
///
/// As `redact_request`.
pub async fn redact_request_async<V: AsyncVault>(
    session: &Session<'_, V>,
    body: &str,
) -> Result<RedactedRequest, Error> {
    let document = Document::read(body, 0, None)?;
    let redacted = session.redact_all_async(document.inputs()).await?;
    let again = session
        .redact_all_async(document.misread(&redacted))
        .await?;
    let body = document.rebuild(&mut redacted.iter(), &mut again.iter())?;
    Ok(document.request(body, redacted, again))
}

/// A JSON text with the places in it that are redacted.
struct Document<'t> {
    text: Cow<'t, str>,
    items: Vec<Item>,
}

struct Item {
    place: Range<usize>,
    kind: Kind,
    /// Characters of it stand for lone surrogates.
    alone: bool,
    history: bool,
    content: Content,
}

enum Content {
    /// What is redacted, behind so many bytes that only announce it.
    Text(String, usize),
    Nested(Document<'static>),
}

impl<'t> Document<'t> {
    fn read(text: &'t str, nested: usize, history: Option<bool>) -> Result<Document<'t>, Error> {
        let mut found: Vec<Found<'t>> = Vec::new();
        json::walk(text, &mut |path, kind, place| {
            found.push((path.to_vec(), kind, place));
        })?;
        let said = rules::said_by_the_model(text, &found);
        let mut items = Vec::new();
        for (at, (path, kind, place)) in found.iter().enumerate() {
            let inside = &text[place.clone()];
            let candidate = match kind {
                Kind::String => true,
                Kind::Name => !json::is_plain(inside),
                Kind::Number => is_long(inside),
                Kind::Word => false,
            };
            let wanted =
                candidate && rules::request(text, &found, at, nested > 0) == Treatment::Redact;
            if !wanted || inside.is_empty() || rules::is_picture(path, inside) {
                continue;
            }
            let history = history.unwrap_or_else(|| rules::is_said(path, &said));
            let Spelled {
                text: decoded,
                alone,
            } = Spelled::read(inside);
            let content = match nested_document(&decoded, *kind, nested, history) {
                Some(document) => Content::Nested(document),
                None => announced(path, *kind, &decoded),
            };
            items.push(Item {
                place: place.clone(),
                kind: *kind,
                alone,
                history,
                content,
            });
        }
        Ok(Document {
            text: Cow::Borrowed(text),
            items,
        })
    }

    fn owned(self) -> Document<'static> {
        Document {
            text: Cow::Owned(self.text.into_owned()),
            items: self.items,
        }
    }

    /// Each text with what announces it, in order.
    fn texts<'s>(&'s self, each: &mut dyn FnMut(&'s Item, &'s str, usize)) {
        for item in &self.items {
            match &item.content {
                Content::Text(text, announced) => each(item, text, *announced),
                Content::Nested(document) => document.texts(each),
            }
        }
    }

    fn inputs(&self) -> Vec<Input<'_>> {
        let mut inputs = Vec::new();
        self.texts(&mut |item, text, _| inputs.push(item.input(text)));
        inputs
    }

    /// What is redacted once more, on its own: its announcement was taken for part of a value.
    fn misread<'s>(&'s self, redacted: &[RedactedText<'_>]) -> Vec<Input<'s>> {
        let mut again = Vec::new();
        let mut redacted = redacted.iter();
        self.texts(&mut |item, text, announced| {
            if redacted
                .next()
                .is_some_and(|r| is_misread(r, text, announced))
            {
                again.push(item.input(&text[announced..]));
            }
        });
        again
    }

    /// The text with what was redacted in place; `None` where nothing was.
    fn rebuild<'r>(
        &self,
        redacted: &mut dyn Iterator<Item = &'r RedactedText<'r>>,
        again: &mut dyn Iterator<Item = &'r RedactedText<'r>>,
    ) -> Result<Option<String>, Error> {
        let mut changes = Vec::new();
        for item in &self.items {
            let changed = match &item.content {
                Content::Nested(document) => document.rebuild(redacted, again)?,
                Content::Text(text, announced) => {
                    let redacted = redacted.next().ok_or(ErrorKind::Unsettled)?;
                    if redacted.replacements().is_empty() {
                        None
                    } else if is_misread(redacted, text, *announced) {
                        let again = again.next().ok_or(ErrorKind::Unsettled)?;
                        Some(again.text().to_owned())
                    } else {
                        Some(redacted.text()[*announced..].to_owned())
                    }
                }
            };
            if let Some(text) = changed {
                let mut inside = String::with_capacity(text.len() + 2);
                spelled::write(&text, item.alone, &mut inside);
                if item.kind == Kind::Number {
                    inside = format!("\"{inside}\"");
                }
                changes.push((item.place.clone(), inside));
            }
        }
        Ok((!changes.is_empty()).then(|| spelled::splice(&self.text, &changes)))
    }

    fn request(
        &self,
        body: Option<String>,
        redacted: Vec<RedactedText<'_>>,
        again: Vec<RedactedText<'_>>,
    ) -> RedactedRequest {
        let body = body.unwrap_or_else(|| self.text.clone().into_owned());
        let mut again = again.into_iter();
        let mut redacted = redacted.into_iter();
        let mut replacements = Vec::new();
        self.texts(&mut |_, text, announced| {
            let Some(mut one) = redacted.next() else {
                return;
            };
            if is_misread(&one, text, announced)
                && let Some(other) = again.next()
            {
                one = other;
            }
            replacements.extend(one.into_replacements());
        });
        Redacted::of(ChatRequest { body }, replacements)
    }
}

impl Item {
    fn input<'s>(&self, text: &'s str) -> Input<'s> {
        if self.history {
            Input::History(text)
        } else {
            Input::Untrusted(text)
        }
    }
}

/// Whether a number has so many digits before its point that it may be a value.
fn is_long(number: &str) -> bool {
    let whole = number.trim_start_matches('-').bytes();
    whole.take_while(u8::is_ascii_digit).count() >= LEAST_DIGITS
}

/// Whether what announces `text` is not as it was.
fn is_misread(redacted: &RedactedText<'_>, text: &str, announced: usize) -> bool {
    !redacted.text().starts_with(&text[..announced])
}

/// The document that a string holds, when it is one: a tool call's arguments, a tool's result.
fn nested_document(
    text: &str,
    kind: Kind,
    nested: usize,
    history: bool,
) -> Option<Document<'static>> {
    if kind != Kind::String || nested >= MOST_NESTED || !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let document = Document::read(text, nested + 1, Some(history)).ok()?;
    Some(document.owned())
}

/// The value behind its member's name, which may say what it is: `account_number: 123456789012`.
fn announced(path: &[Step<'_>], kind: Kind, text: &str) -> Content {
    match path.last() {
        Some(Step::Key(name))
            if kind != Kind::Name && json::is_plain(name) && !rules::is_prose(name) =>
        {
            let announced = format!("{name}: ");
            let length = announced.len();
            Content::Text(announced + text, length)
        }
        _ => Content::Text(text.to_owned(), 0),
    }
}
