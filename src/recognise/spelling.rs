//! Canonical form, usual spelling and mask: the three things that differ between the surface forms of one value.

use crate::wiped;

/// How the values of one entity are spelled.
pub(crate) struct Spelling {
    /// The value with spelling removed; tokens derive from it. Total: any text has a canonical form.
    pub(crate) canonical: fn(&str) -> String,
    /// The usual spelling of a canonical form; a surface equal to it takes the bare token.
    pub(crate) usual: fn(&str) -> String,
    /// What a `mask` policy shows of a surface.
    pub(crate) mask: fn(&str) -> String,
}

impl Spelling {
    /// The surface itself, masked whole.
    pub(crate) const EXACT: Spelling = Spelling {
        canonical: str::to_owned,
        usual: str::to_owned,
        mask: mask_all,
    };

    /// Letters upper-cased and everything but ASCII letters and digits dropped; the same is the usual spelling.
    pub(crate) const UPPER_ALNUM: Spelling = Spelling {
        canonical: upper_alnum,
        usual: str::to_owned,
        mask: mask_all_but_last_four,
    };

    /// Digits only; the same is the usual spelling.
    pub(crate) const DIGITS: Spelling = Spelling {
        canonical: digits,
        usual: str::to_owned,
        mask: mask_all_but_last_four,
    };
}

/// `chars` of a value, which has `most` bytes: a string that grew would leave a copy of it behind.
pub(crate) fn gathered(most: usize, chars: impl Iterator<Item = char>) -> String {
    let mut text = String::with_capacity(most);
    for c in chars {
        wiped::push_char(&mut text, c);
    }
    text
}

/// The ASCII digits of `surface`.
pub(crate) fn digits(surface: &str) -> String {
    gathered(surface.len(), surface.chars().filter(char::is_ascii_digit))
}

/// The ASCII letters and digits of `surface`, upper-cased.
pub(crate) fn upper_alnum(surface: &str) -> String {
    let kept = surface.chars().filter(char::is_ascii_alphanumeric);
    gathered(surface.len(), kept.map(|c| c.to_ascii_uppercase()))
}

/// `surface` in lower case.
pub(crate) fn lower(surface: &str) -> String {
    surface.to_lowercase()
}

/// Every letter and digit as `X`; separators stay.
pub(crate) fn mask_all(surface: &str) -> String {
    mask_but(surface, 0, 0)
}

/// Every letter and digit but the last four as `X`; separators stay.
pub(crate) fn mask_all_but_last_four(surface: &str) -> String {
    mask_but(surface, 0, 4)
}

/// Every letter and digit as `X` but the first `head` and the last `tail`, which a value of `head + tail` or fewer
/// does not get; separators stay.
pub(crate) fn mask_but(surface: &str, head: usize, tail: usize) -> String {
    let total = surface.chars().filter(|c| c.is_alphanumeric()).count();
    let shown = |i: usize| total > head + tail && (i < head || i >= total - tail);
    let mut seen = 0;
    let shown = surface.chars().map(|c| {
        if !c.is_alphanumeric() {
            return c;
        }
        seen += 1;
        if shown(seen - 1) { c } else { 'X' }
    });
    gathered(surface.len(), shown)
}
