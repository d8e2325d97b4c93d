//! A neural model of one's own finds names: `cargo run --example neural_recogniser`.
//!
//! A table stands in for the model, so that the example needs none; a service puts its own behind [`TokenClassifier`].
//! What is between the model and the scan is the same for any: long text in windows, labels of tokens joined into names,
//! offsets in characters turned into bytes, a threshold, and a model that fails, behind which nothing may be released.

use std::error::Error;
use std::fmt;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parda::{Engine, Entity, Hit, Key, MemoryVault, Recogniser, RecogniserError, Scanner, Score};

/// What a model says of a token (BIO).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// A name begins.
    Begin,
    /// A name goes on.
    Inside,
    /// It is of no name.
    Outside,
}

/// A token as the model sees it, often a part of a word.
#[derive(Clone, Debug)]
pub struct Token {
    /// Characters of the text that the model was given, not bytes: most tokenisers count so.
    pub chars: Range<usize>,
    /// Whether it is of a name.
    pub label: Label,
    /// How sure the model is of the label, 0 to 1.
    pub probability: f32,
}

/// Why a model gave no answer that can be used. It says nothing of the text.
#[derive(Debug, PartialEq, Eq)]
pub struct ModelError(pub &'static str);

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the model of names failed: {}", self.0)
    }
}

impl Error for ModelError {}

/// A model that labels tokens.
pub trait TokenClassifier: Send + Sync {
    /// The most bytes of text that it reads at once, at least 32. What is longer, models cut off without a word.
    fn window(&self) -> usize;

    /// Every token of `text` in order, those outside names too.
    fn classify(&self, text: &str) -> Result<Vec<Token>, ModelError>;
}

/// Names by a model.
pub struct NeuralNames {
    model: Arc<dyn TokenClassifier>,
    threshold: f32,
}

impl NeuralNames {
    /// Takes what the model is at least `threshold` sure of, 0 to 1.
    pub fn new(model: Arc<dyn TokenClassifier>, threshold: f32) -> NeuralNames {
        NeuralNames { model, threshold }
    }

    fn names(&self, text: &str) -> Result<Vec<Hit>, ModelError> {
        let mut names = Vec::new();
        for window in windows(text, self.model.window()) {
            let part = &text[window.clone()];
            let tokens = self.model.classify(part)?;
            for (range, probability) in joined(part, &tokens)? {
                if probability >= self.threshold {
                    // The scanner has a threshold too, 0.50 unless set: what passed this one passes that.
                    let score = Score::new((probability * 100.0) as u8).max(Score::ANNOUNCED);
                    let range = window.start + range.start..window.start + range.end;
                    names.push(Hit::new(range, score, "neural-model"));
                }
            }
        }
        Ok(names)
    }
}

impl Recogniser for NeuralNames {
    fn entity(&self) -> Entity {
        Entity::PERSON
    }

    /// For who asks this recogniser alone; a scan calls `try_find`.
    fn find(&self, text: &str, found: &mut dyn FnMut(Hit)) {
        let _ = self.try_find(text, found);
    }

    /// To report nothing where the model failed would be to say that there are no names: the call fails instead, and
    /// releases nothing.
    fn try_find(&self, text: &str, found: &mut dyn FnMut(Hit)) -> Result<(), RecogniserError> {
        let names = self.names(text);
        names
            .map_err(|error| RecogniserError::new(error.0))?
            .into_iter()
            .for_each(found);
        Ok(())
    }
}

/// The text in parts of at most `most` bytes, cut between words. The last words of one are the first of the next, so
/// that a name at a cut is whole in one of them.
fn windows(text: &str, most: usize) -> Vec<Range<usize>> {
    const SHARED_WORDS: usize = 4;
    let mut windows = Vec::new();
    let mut start = 0;
    while text.len() - start > most {
        let most_end = (start..=start + most)
            .rev()
            .find(|at| text.is_char_boundary(*at));
        let most_end = most_end.unwrap_or(text.len());
        let part = &text[start..most_end];
        // A word as long as half a window is cut.
        let cut = part.rfind(char::is_whitespace).filter(|at| *at > most / 2);
        let end = start + cut.unwrap_or(part.len());
        windows.push(start..end);
        let shared = text[start..end]
            .rmatch_indices(char::is_whitespace)
            .take(SHARED_WORDS)
            .filter(|(at, _)| *at > most / 4)
            .last();
        start = shared.map_or(end, |(at, _)| start + at);
    }
    windows.push(start..text.len());
    windows
}

/// The names that the labels make up, in bytes of `text`, each with the mean probability of its tokens.
fn joined(text: &str, tokens: &[Token]) -> Result<Vec<(Range<usize>, f32)>, ModelError> {
    let bytes: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let mut names: Vec<(Range<usize>, Vec<f32>)> = Vec::new();
    let mut within = false;
    for token in tokens {
        let (Some(&start), Some(&end)) = (bytes.get(token.chars.start), bytes.get(token.chars.end))
        else {
            return Err(ModelError("a token lies outside the text"));
        };
        if start >= end {
            return Err(ModelError("a token ends before it begins"));
        }
        // A model that overflows says NaN, which no comparison would find too low or high enough.
        if !(0.0..=1.0).contains(&token.probability) {
            return Err(ModelError("a probability is none"));
        }
        match (token.label, names.last_mut()) {
            (Label::Outside, _) => {}
            (Label::Inside, Some((range, sure))) if within => {
                range.end = end;
                sure.push(token.probability);
            }
            // A name that begins in its middle is one too.
            (Label::Inside | Label::Begin, _) => names.push((start..end, vec![token.probability])),
        }
        within = token.label != Label::Outside;
    }
    let mean = |sure: &[f32]| sure.iter().sum::<f32>() / sure.len() as f32;
    Ok(names
        .into_iter()
        .map(|(range, sure)| (range, mean(&sure)))
        .collect())
}

/// Stands in for a model: words that it has a label for, and how sure it is of them.
#[derive(Default)]
pub struct Table {
    /// As when a model server does not answer.
    pub down: AtomicBool,
}

const WORDS: &[(&str, Label, f32)] = &[
    ("Tzipora", Label::Begin, 0.98),
    ("Quillfeather", Label::Inside, 0.91),
    ("Zephrax", Label::Begin, 0.88),
    ("ज़ेफ़्रा", Label::Begin, 0.84),
    ("Ember", Label::Begin, 0.37),
];

impl TokenClassifier for Table {
    fn window(&self) -> usize {
        128
    }

    fn classify(&self, text: &str) -> Result<Vec<Token>, ModelError> {
        if self.down.load(Ordering::Relaxed) {
            return Err(ModelError("it does not answer"));
        }
        let mut tokens = Vec::new();
        let mut at = 0;
        for word in text.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation()) {
            let length = word.chars().count();
            let known = WORDS.iter().find(|(known, _, _)| *known == word);
            let (mut label, probability) =
                known.map_or((Label::Outside, 0.99), |(_, l, p)| (*l, *p));
            // Long words are several tokens, as in a model.
            for piece in (0..length).step_by(5) {
                let chars = at + piece..at + length.min(piece + 5);
                tokens.push(Token {
                    chars,
                    label,
                    probability,
                });
                if label == Label::Begin {
                    label = Label::Inside;
                }
            }
            at += length + 1;
        }
        Ok(tokens)
    }
}

/// An engine with the model in place of the built-in recogniser of names; leave `without` out and both find names.
pub fn engine(model: Arc<dyn TokenClassifier>) -> Result<Engine<MemoryVault>, parda::Error> {
    let scanner = Scanner::builder()
        .without(Entity::PERSON)
        .recogniser(NeuralNames::new(model, 0.6))
        .build()?;
    // A service reads its key from a file or the environment: `Key::from_file`, `Key::from_env`.
    let key = Key::parse("5f0c2b7e91d34a68b2e7c05d8f13a94670be21cd58f6e3079a4b1d82c6f5e390")?;
    Engine::builder()
        .scanner(scanner)
        .key(key)
        .vault(MemoryVault::new())
        .build()
}

/// What the example prints, to `out`.
pub fn run(out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let model = Arc::new(Table::default());
    let engine = engine(model.clone())?;
    let session = engine.session("case-7")?;
    let text =
        "Tzipora Quillfeather <tz@example.com> wrote to ज़ेफ़्रा and Zephrax: is Ember a colour?";

    for finding in engine.scanner().scan(text) {
        let label = finding.entity().label();
        writeln!(
            out,
            "{label:7} {:?} {:.2} {}",
            finding.range(),
            finding.score().fraction(),
            finding.why()
        )?;
    }
    let redacted = session.redact(text)?;
    writeln!(out, "{}", redacted.text())?;
    assert_eq!(session.restore(redacted.text())?.expose(), text);

    model.down.store(true, Ordering::Relaxed);
    match session.redact(text) {
        Ok(_) => return Err("a text was released that no model read".into()),
        Err(error) => writeln!(out, "not sent: {error}")?,
    }
    model.down.store(false, Ordering::Relaxed);
    writeln!(out, "{}", session.redact("Zephrax again")?.text())?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut io::stdout().lock())
}
