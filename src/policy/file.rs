//! Policy files: TOML or JSON. The same keys in both; `data/policy.schema.json` describes them to editors.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, Visitor};

use super::{Action, Policy, Preset, suggest};
use crate::entity::Entity;
use crate::error::{Error, ErrorKind};
use crate::finding::Score;
use crate::recognise::custom::{PatternRecogniser, Validator, WordListRecogniser};

/// A policy as a file says it, with the recognisers that it brings.
///
/// ```
/// use parda::{Action, Entity, PolicyFile};
///
/// let file = PolicyFile::from_toml(
///     r#"
///     preset = "dpdp"
///     allow_values = ["help@example.com"]
///
///     [actions]
///     mask = ["CARD", "AADHAAR"]
///
///     [entities.PHONE]
///     threshold = 0.8
///     retention = "7d"
///
///     [[recognisers]]
///     name = "badge"
///     entity = "EMPLOYEE_ID"
///     pattern = '\bEMP-[0-9]{6}\b'
///     context = ["badge", "employee"]
///     "#,
/// )?;
/// assert_eq!(file.policy()?.action(Entity::CARD), Action::Mask);
/// assert_eq!(file.patterns()?.len(), 1);
/// # Ok::<(), parda::Error>(())
/// ```
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyFile {
    /// For editors.
    #[serde(default, rename = "$schema")]
    _schema: Option<String>,
    /// For people.
    #[serde(default, rename = "name")]
    _name: Option<String>,
    #[serde(default)]
    preset: Option<PresetName>,
    #[serde(default)]
    pub(super) otherwise: Option<ActionName>,
    #[serde(default)]
    pub(super) threshold: Option<f64>,
    #[serde(default)]
    id_length: Option<IdLength>,
    #[serde(default)]
    retention: Option<Period>,
    #[serde(default)]
    link_names: Option<bool>,
    #[serde(default)]
    pub(super) allow_values: Vec<String>,
    #[serde(default)]
    pub(super) actions: BTreeMap<ActionName, Vec<Label>>,
    #[serde(default)]
    pub(super) entities: BTreeMap<Label, EntityRule>,
    #[serde(default)]
    pub(super) recognisers: Vec<OwnRecogniser>,
}

/// What a file says of one entity.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntityRule {
    #[serde(default)]
    pub(super) action: Option<ActionName>,
    #[serde(default)]
    pub(super) threshold: Option<f64>,
    #[serde(default)]
    retention: Option<Period>,
}

/// A recogniser that a file brings: a pattern or a word list.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnRecogniser {
    pub(super) name: String,
    pub(super) entity: Label,
    #[serde(default)]
    pub(super) pattern: Option<String>,
    #[serde(default)]
    pub(super) words: Option<Vec<String>>,
    #[serde(default)]
    validator: Option<ValidatorName>,
    #[serde(default)]
    context: Vec<String>,
    #[serde(default)]
    pub(super) score: Option<f64>,
    #[serde(default)]
    case_sensitive: bool,
}

/// Values and words are counted, not shown: they are names of customers and staff.
impl fmt::Debug for PolicyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PolicyFile")
            .field("preset", &self.preset)
            .field("allow_values", &self.allow_values.len())
            .field("actions", &self.actions)
            .field("entities", &self.entities)
            .field("recognisers", &self.recognisers)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for OwnRecogniser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnRecogniser")
            .field("name", &self.name)
            .field("entity", &self.entity)
            .field("words", &self.words.as_ref().map(Vec::len))
            .finish_non_exhaustive()
    }
}

impl PolicyFile {
    /// Reads a policy in TOML.
    ///
    /// # Errors
    ///
    /// When the text is not TOML, or has a key, action, preset, validator or period that is none; the error says where,
    /// and what may have been meant.
    pub fn from_toml(text: &str) -> Result<PolicyFile, Error> {
        toml::from_str(text).map_err(|error| {
            let at = error.span().map(|span| span.start);
            let (line, column) = at.map_or((0, 0), |at| place(text, at));
            wrong(hinted(error.message()), line, column)
        })
    }

    /// Reads a policy in JSON.
    ///
    /// # Errors
    ///
    /// As [`from_toml`](PolicyFile::from_toml).
    pub fn from_json(text: &str) -> Result<PolicyFile, Error> {
        serde_json::from_str(text).map_err(|error| {
            let message = error.to_string();
            let cut = message.rfind(" at line ").unwrap_or(message.len());
            wrong(hinted(&message[..cut]), error.line(), error.column())
        })
    }

    /// The policy that the file describes.
    ///
    /// # Errors
    ///
    /// When the file contradicts itself (an entity with two actions) or a threshold is not between 0 and 1; see
    /// [`lint`](PolicyFile::lint) for all that is doubtful.
    pub fn policy(&self) -> Result<Policy, Error> {
        if let Some(complaint) = self.lint().into_iter().find(|complaint| complaint.fatal) {
            return Err(wrong(complaint.message, 0, 0));
        }
        let mut policy = self
            .preset
            .map_or_else(Policy::new, |preset| preset.0.policy());
        if let Some(action) = self.otherwise {
            policy = policy.otherwise(action.0);
        }
        if let Some(threshold) = self.threshold {
            policy = policy.default_threshold(score(threshold));
        }
        if let Some(length) = self.id_length {
            policy = policy.tokens_of(length.0);
        }
        if let Some(period) = self.retention {
            policy = policy.default_retention(period.0);
        }
        if let Some(on) = self.link_names {
            policy = policy.link_names(on);
        }
        for (action, labels) in &self.actions {
            for label in labels {
                policy = policy.on(label.0, action.0);
            }
        }
        for (label, rule) in &self.entities {
            if let Some(action) = rule.action {
                policy = policy.on(label.0, action.0);
            }
            if let Some(threshold) = rule.threshold {
                policy = policy.threshold(label.0, score(threshold));
            }
            if let Some(period) = rule.retention {
                policy = policy.retain(label.0, period.0);
            }
        }
        for value in &self.allow_values {
            policy = policy.allow_value(value);
        }
        Ok(policy)
    }

    /// The patterns that the file brings, for [`ScannerBuilder::pattern`](crate::ScannerBuilder::pattern).
    ///
    /// # Errors
    ///
    /// When a pattern is not a regular expression; the error names the recogniser.
    pub fn patterns(&self) -> Result<Vec<PatternRecogniser>, Error> {
        let own = self.recognisers.iter();
        own.filter_map(|own| Some((own, own.pattern.as_ref()?)))
            .map(|(own, pattern)| {
                let mut made = PatternRecogniser::new(own.entity.0, pattern)
                    .map_err(|error| wrong(format!("recogniser {:?}: {error}", own.name), 0, 0))?;
                let validator = own.validator.as_ref();
                if let Some(validator) = validator.and_then(|name| Validator::named(&name.0)) {
                    made = made.validator(validator);
                }
                if !own.context.is_empty() {
                    made = made.context(own.context.iter().map(String::as_str));
                }
                if let Some(own) = own.score {
                    made = made.score(score(own));
                }
                Ok(made)
            })
            .collect()
    }

    /// The word lists that the file brings, for [`ScannerBuilder::recogniser`](crate::ScannerBuilder::recogniser).
    ///
    /// # Errors
    ///
    /// When a list cannot be used; the error names the recogniser.
    pub fn word_lists(&self) -> Result<Vec<WordListRecogniser>, Error> {
        let own = self.recognisers.iter();
        own.filter_map(|own| Some((own, own.words.as_ref()?)))
            .map(|(own, words)| {
                let named = |error| wrong(format!("recogniser {:?}: {error}", own.name), 0, 0);
                let mut made = WordListRecogniser::new(own.entity.0, words).map_err(named)?;
                if own.case_sensitive {
                    made = made.case_sensitive().map_err(named)?;
                }
                if let Some(own) = own.score {
                    made = made.score(score(own));
                }
                Ok(made)
            })
            .collect()
    }
}

/// A score from a fraction; what is out of range is brought into it, and the lint complains.
fn score(fraction: f64) -> Score {
    Score::new((fraction.clamp(0.0, 1.0) * 100.0).round() as u8)
}

fn wrong(reason: String, line: usize, column: usize) -> Error {
    ErrorKind::PolicyFile {
        reason,
        line,
        column,
    }
    .into()
}

/// The line and column of a byte, from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].chars().count() + 1)
}

/// A parser's message without what stands in the file; an unknown key is named where it is near to one that there is.
fn hinted(message: &str) -> String {
    let message = message.trim_end();
    // `invalid type: string "...", expected ...`: the string is the file's, and has quotation marks of its own.
    for wrong in ["invalid type: ", "invalid value: "] {
        if let Some(rest) = message.strip_prefix(wrong)
            && rest.starts_with("string ")
        {
            let expected = rest.rsplit_once(", expected ").map_or("", |(_, what)| what);
            return format!("{wrong}string, expected {expected}");
        }
    }
    let words: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match words.split_first() {
        Some((unknown, known)) if message.starts_with("unknown field") => {
            match suggest::nearest(unknown, known.iter().copied()) {
                Some(near) => format!("unknown key `{unknown}`; did you mean `{near}`?"),
                None => format!("unknown key; the keys here are {}", known.join(", ")),
            }
        }
        _ => message.to_owned(),
    }
}

/// Declares a value that a file writes as a string, with the words for a wrong one.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident($inner:ty), $expecting:literal, $read:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) struct $name(pub(super) $inner);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
                struct Read;
                impl Visitor<'_> for Read {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expecting)
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        let read: fn(&str) -> Result<$inner, String> = $read;
                        read(text).map($name).map_err(E::custom)
                    }
                }
                from.deserialize_str(Read)
            }
        }
    };
}

named!(
    /// An action by its name.
    ActionName(Action),
    "an action: tokenise, mask, redact, block or allow",
    |name| Action::named(name).ok_or_else(|| {
        let names = ["tokenise", "mask", "redact", "block", "allow"];
        unknown("action", name, names)
    })
);

named!(
    /// A preset by its name.
    PresetName(Preset),
    "the name of a preset",
    |name| Preset::named(name).map_err(|_| {
        unknown("preset", name, Preset::ALL.iter().map(|preset| preset.name()))
    })
);

named!(
    /// An entity by its label.
    Label(Entity),
    "an entity's label, as AADHAAR",
    |label| Entity::custom(label).map_err(|_| {
        "an entity label is 2 to 32 characters of A-Z, 0-9 and _ that start with a letter".to_owned()
    })
);

named!(
    /// A length of time: a number and `s`, `m`, `h`, `d` or `w`.
    Period(Duration),
    "a period, as 90m, 24h, 30d",
    |text| period(text).ok_or_else(|| "this is no period; write 90m, 24h or 30d".to_owned())
);

/// A validator by its name.
#[derive(Clone, Debug)]
struct ValidatorName(String);

impl<'de> Deserialize<'de> for ValidatorName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<ValidatorName, D::Error> {
        let name = String::deserialize(from)?;
        match Validator::named(&name) {
            Some(_) => Ok(ValidatorName(name)),
            None => {
                let names = ["luhn", "verhoeff", "mod97"];
                Err(D::Error::custom(unknown("validator", &name, names)))
            }
        }
    }
}

/// A token id's length.
#[derive(Clone, Copy, Debug)]
struct IdLength(u8);

impl<'de> Deserialize<'de> for IdLength {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<IdLength, D::Error> {
        match u8::deserialize(from)? {
            length @ (9 | 13 | 17) => Ok(IdLength(length)),
            other => Err(D::Error::custom(format!(
                "id_length is 9, 13 or 17, not {other}"
            ))),
        }
    }
}

fn unknown<'n>(kind: &str, name: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match suggest::nearest(name, names.iter().copied()) {
        Some(near) => format!("unknown {kind} {name:?}; did you mean {near:?}?"),
        None => format!("unknown {kind}; there are {}", names.join(", ")),
    }
}

fn period(text: &str) -> Option<Duration> {
    let unit = text.chars().last()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return None,
    };
    let count: u64 = text[..text.len() - 1].parse().ok()?;
    (count > 0).then(|| count.checked_mul(seconds).map(Duration::from_secs))?
}
