//! A request redacted in place: all its strings with one vault call.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::json::{self, Kind, Step};
use super::rules::{self, Treatment};
use crate::Vault;
use crate::error::{Error, ErrorKind};
use crate::restore;
use crate::session::{Input, Redacted, Session};

/// JSON within strings of JSON, at most.
const MOST_NESTED: usize = 3;
/// Digits that a number needs to be read as a value.
const LEAST_DIGITS: usize = 8;

/// The body of a request that may leave: only a session makes one, when all that was found in it is stored.
///
/// ```compile_fail
/// // A function that takes one cannot be given text that was not redacted.
/// let body = parda::chat::RedactedRequest { body: String::new(), replaced: 0 };
/// ```
/// ```compile_fail
/// fn send(_: &parda::chat::RedactedRequest) {}
/// send("{\"messages\":[]}");
/// ```
/// ```
/// # use parda::{Engine, Key, MemoryVault, chat};
/// fn send(request: &chat::RedactedRequest) -> String {
///     request.body().to_owned()
/// }
/// let engine = Engine::builder().key(Key::generate()?).vault(MemoryVault::new()).build()?;
/// let session = engine.session("conversation")?;
/// let body = r#"{"messages":[{"role":"user","content":"Write to asha@example.com"}]}"#;
/// let sent = send(&chat::redact_request(&session, body)?);
/// assert!(!sent.contains("asha"));
/// # Ok::<(), parda::Error>(())
/// ```
#[must_use]
pub struct RedactedRequest {
    body: String,
    replaced: usize,
}

impl RedactedRequest {
    /// The body to send.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The body to send, owned.
    #[must_use]
    pub fn into_body(self) -> String {
        self.body
    }

    /// How many values were replaced.
    #[must_use]
    pub fn replaced(&self) -> usize {
        self.replaced
    }
}

impl fmt::Debug for RedactedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedactedRequest")
            .field("replaced", &self.replaced)
            .finish_non_exhaustive()
    }
}

/// Redacts the body of a request to OpenAI (chat completions, responses), Anthropic (messages), Gemini
/// (generateContent), or of any other API that takes JSON.
///
/// Every string is redacted, JSON within strings too, long numbers, and names of members that are values themselves.
/// Left alone are models, roles, types, ids, schemas and binary data where the providers define them; what is not known
/// is redacted. What the model said before is [history](Input::History). All else stays byte for byte.
///
/// # Errors
///
/// When the body is no JSON (the error names the JSON pointer), and as [`Session::redact_all`].
pub fn redact_request<V: Vault>(
    session: &Session<'_, V>,
    body: &str,
) -> Result<RedactedRequest, Error> {
    let document = Document::read(body, 0, None)?;
    let mut inputs = Vec::new();
    document.inputs(&mut inputs);
    let redacted = session.redact_all(inputs)?;
    let replaced = redacted.iter().map(|r| r.replacements().len()).sum();
    let mut texts = redacted.iter();
    let body = document.rebuild(session, &mut texts)?;
    Ok(RedactedRequest {
        body: body.unwrap_or_else(|| document.text.into_owned()),
        replaced,
    })
}

/// A JSON text with the places in it that are redacted.
struct Document<'t> {
    text: Cow<'t, str>,
    items: Vec<Item>,
}

struct Item {
    place: Range<usize>,
    kind: Kind,
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
        let mut found: Vec<(Vec<Step<'t>>, Kind, Range<usize>)> = Vec::new();
        json::walk(text, &mut |path, kind, place| {
            found.push((path.to_vec(), kind, place));
        })?;
        let said = rules::said_by_the_model(text, &found);
        let mut items = Vec::new();
        for (path, kind, place) in &found {
            let inside = &text[place.clone()];
            let free = nested > 0;
            let wanted = match kind {
                Kind::String => rules::request(path, free) == Treatment::Redact,
                Kind::Name => {
                    !json::is_plain(inside) && rules::request(path, free) == Treatment::Redact
                }
                Kind::Number => {
                    inside.bytes().filter(u8::is_ascii_digit).count() >= LEAST_DIGITS
                        && rules::number(path, free)
                }
            };
            if !wanted || inside.is_empty() || rules::is_picture(path, inside) {
                continue;
            }
            let history = history.unwrap_or_else(|| rules::is_under(path, &said));
            let decoded = json::decode(inside);
            let content = match nested_document(&decoded, *kind, nested, history) {
                Some(document) => Content::Nested(document),
                None => announced(path, *kind, &decoded),
            };
            items.push(Item {
                place: place.clone(),
                kind: *kind,
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

    fn inputs<'s>(&'s self, inputs: &mut Vec<Input<'s>>) {
        for item in &self.items {
            match &item.content {
                Content::Text(text, _) if item.history => inputs.push(Input::History(text)),
                Content::Text(text, _) => inputs.push(Input::Untrusted(text)),
                Content::Nested(document) => document.inputs(inputs),
            }
        }
    }

    /// The text with what was redacted in place; `None` where nothing was.
    fn rebuild<'r, V: Vault>(
        &self,
        session: &Session<'_, V>,
        redacted: &mut dyn Iterator<Item = &'r Redacted<'r>>,
    ) -> Result<Option<String>, Error> {
        let mut changes = Vec::new();
        for item in &self.items {
            let changed = match &item.content {
                Content::Nested(document) => document.rebuild(session, redacted)?,
                Content::Text(text, announced) => {
                    let redacted = redacted.next().ok_or(ErrorKind::Unsettled)?;
                    match redacted.text().strip_prefix(&text[..*announced]) {
                        _ if redacted.replacements().is_empty() => None,
                        Some(rest) => Some(rest.to_owned()),
                        // The announcement was taken for part of a value.
                        None => Some(
                            session
                                .redact(&text[*announced..])?
                                .into_text()
                                .into_owned(),
                        ),
                    }
                }
            };
            if let Some(text) = changed {
                let mut inside = String::with_capacity(text.len() + 2);
                restore::write_json(&text, &mut inside);
                if item.kind == Kind::Number {
                    inside = format!("\"{inside}\"");
                }
                changes.push((item.place.clone(), inside));
            }
        }
        Ok((!changes.is_empty()).then(|| json::splice(&self.text, &changes)))
    }
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
