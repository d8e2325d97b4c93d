//! IFSC, the code of an Indian bank's branch: four letters of the bank, a zero, six letters or digits of the branch
//! (Reserve Bank of India).

use super::candidate::{Code, Context, Cx};
use super::ifsc_table::BANKS;
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// The code of an Indian bank branch.
    pub const IFSC: Entity = Entity::new("IFSC", "IFSC");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::IFSC,
    triggers: &[Trigger::Code(11, 11, branch)],
    cues: &[
        "ifsc",
        "ifsc code",
        "ifs code",
        "ifsc no",
        "rtgs",
        "neft",
        "imps",
        "आईएफएससी",
        "आईएफ़एससी",
        "আইএফএসসি",
        "ஐஎஃப்எஸ்சி",
        "ఐఎఫ్ఎస్సీ",
        "ಐಎಫ್‌ಎಸ್‌ಸಿ",
        "ಐಎಫ್ಎಸ್ಸಿ",
        "ഐഎഫ്എസ്സി",
        "આઈએફએસસી",
        "ਆਈਐਫਐਸਸੀ",
        "ଆଇଏଫଏସସି",
    ],
    spelling: Spelling::UPPER_ALNUM,
};

/// Whether `word` has the shape of a branch's code.
fn shaped(word: &[u8]) -> bool {
    word.len() == 11
        && word[..4].iter().all(u8::is_ascii_alphabetic)
        && word[4] == b'0'
        && word[5..].iter().all(u8::is_ascii_alphanumeric)
}

/// Whether `word` is the code of a branch of a known bank.
fn known(word: &[u8]) -> bool {
    let mut bank = [0; 4];
    bank.copy_from_slice(&word[..4]);
    bank.make_ascii_uppercase();
    BANKS.binary_search(&&bank).is_ok()
}

/// Whether a known bank's code stands within 80 bytes of `range`, on either side.
pub(super) fn near(cx: &Cx<'_>, range: &std::ops::Range<usize>) -> bool {
    const REACH: usize = 80;
    let bytes = cx.bytes();
    let stretch = |from: usize, to: usize| {
        bytes.get(from..to).is_some_and(|part| {
            let alnum = |at: usize| part.get(at).is_some_and(u8::is_ascii_alphanumeric);
            memchr::memchr_iter(b'0', part).any(|zero| {
                zero >= 4
                    && part[zero - 1].is_ascii_alphabetic()
                    && !(zero > 4 && alnum(zero - 5))
                    && !alnum(zero + 7)
                    && part
                        .get(zero - 4..zero + 7)
                        .is_some_and(|word| shaped(word) && known(word))
            })
        })
    };
    stretch(range.start.saturating_sub(REACH), range.start)
        || stretch(range.end, (range.end + REACH).min(bytes.len()))
}

fn branch(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    if !shaped(code.word) {
        return lettered(cx, code);
    }
    let upper = !code.word.iter().any(u8::is_ascii_lowercase);
    let range = code.range();
    let (score, why) = match (known(code.word), cx.context(&range)) {
        (true, Context::Cued) => (Score::CERTAIN, "known bank, announced"),
        (true, Context::Silent) if upper => (Score::STRONG, "known bank"),
        (true, _) if code.word[5..].iter().all(u8::is_ascii_digit) => {
            (Score::ANNOUNCED, "known bank, unusual spelling")
        }
        (false, Context::Cued) => (Score::LIKELY, "announced, bank unknown"),
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(range, score, why))
}

/// A code in which the letter O stands for zeros, where it is announced: `HDFCO001234`.
fn lettered(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    let (bank, branch) = code.word.split_at_checked(4)?;
    let zero = |b: u8| matches!(b, b'O' | b'o');
    let branch = || branch.iter().copied();
    if !bank.iter().all(u8::is_ascii_uppercase)
        || !branch().all(|b| b.is_ascii_digit() || zero(b))
        || !branch().next().is_some_and(|b| b == b'0' || zero(b))
        || !known(code.word)
    {
        return None;
    }
    let range = code.range();
    cx.cued(&range).then(|| {
        Hit::new(
            range,
            Score::LIKELY,
            "known bank, announced, letters for zeros",
        )
    })
}
