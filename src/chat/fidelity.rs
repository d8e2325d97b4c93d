//! Fidelity: how well a model keeps tokens.

use crate::restore::tolerant;
use crate::session::RedactedText;
use crate::token::{IdLength, TokenId};

/// How a model treated the tokens of a text that it was asked to repeat or to use.
///
/// `examples/integrations` has a program, `fidelity`, that asks a model behind any endpoint of OpenAI's shape and counts.
///
/// ```
/// # use parda::{Engine, Key, MemoryVault, chat::Fidelity};
/// # let engine = Engine::builder().key(Key::generate()?).vault(MemoryVault::new()).build()?;
/// let session = engine.session("conversation")?;
/// let sent = session.redact("Write to asha@example.com and ravi@example.com")?;
/// let response = sent.tokens()[0].to_lowercase();
/// let fidelity = Fidelity::of(&sent, &response);
/// assert_eq!((fidelity.verbatim, fidelity.undone, fidelity.lost, fidelity.wrong), (0, 1, 1, 0));
/// # Ok::<(), parda::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fidelity {
    /// Tokens that stand in the response as they were sent.
    pub verbatim: usize,
    /// Tokens that were spelled otherwise, which restore undoes.
    pub undone: usize,
    /// Tokens that do not stand in the response, in any spelling that restore undoes.
    pub lost: usize,
    /// Token-shaped stretches of the response that were not sent: none of them is restored.
    pub wrong: usize,
}

impl Fidelity {
    /// Compares the tokens of `sent`, each once, with `response`.
    #[must_use]
    pub fn of(sent: &RedactedText<'_>, response: &str) -> Fidelity {
        let mut tokens: Vec<(String, TokenId)> = sent
            .replacements()
            .iter()
            .filter_map(|r| Some((format!("{}_{}", r.entity().token_label(), r.id()?), r.id()?)))
            .collect();
        tokens.sort_unstable();
        tokens.dedup();
        let length = tokens
            .first()
            .and_then(|(_, id)| IdLength::of(id.without_suffix().as_str().len()))
            .unwrap_or_default();
        let found = tolerant::find(response, length);
        let mut fidelity = Fidelity::default();
        for (token, id) in &tokens {
            if response.contains(token.as_str()) {
                fidelity.verbatim += 1;
            } else if found
                .iter()
                .any(|m| m.id.without_suffix() == id.without_suffix())
            {
                fidelity.undone += 1;
            } else {
                fidelity.lost += 1;
            }
        }
        let sent = |id: TokenId| {
            tokens
                .iter()
                .any(|(_, sent)| sent.without_suffix() == id.without_suffix())
        };
        fidelity.wrong = found
            .iter()
            .filter(|m| m.well_formed && !sent(m.id))
            .count();
        fidelity
    }

    /// The sum of several trials.
    ///
    /// ```
    /// # use parda::{Engine, Key, MemoryVault, chat::Fidelity};
    /// # let engine = Engine::builder().key(Key::generate()?).vault(MemoryVault::new()).build()?;
    /// let session = engine.session("conversation")?;
    /// let sent = session.redact("Write to asha@example.com and ravi@example.com")?;
    /// let (as_sent, shorter) = (sent.text(), sent.tokens()[0].to_lowercase());
    /// let both = Fidelity::of(&sent, as_sent).and(Fidelity::of(&sent, &shorter));
    /// assert_eq!((both.verbatim, both.undone, both.lost, both.wrong), (2, 1, 1, 0));
    /// let twice = both.and(both);
    /// assert_eq!((twice.verbatim, twice.undone, twice.lost), (4, 2, 2));
    /// # Ok::<(), parda::Error>(())
    /// ```
    #[must_use]
    pub fn and(self, other: Fidelity) -> Fidelity {
        Fidelity {
            verbatim: self.verbatim + other.verbatim,
            undone: self.undone + other.undone,
            lost: self.lost + other.lost,
            wrong: self.wrong + other.wrong,
        }
    }
}
