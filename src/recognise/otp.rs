//! One-time passwords, PINs and card verification values: three to eight digits that words right beside them announce.
//! Only the number is the finding.

use super::candidate::{Cx, Digits, Separator};
use super::shape::Shape;
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A one-time password, PIN or card verification value.
    pub const OTP: Entity = Entity::new("OTP", "OTP");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::OTP,
    triggers: &[
        Trigger::Shaped(
            3,
            8,
            Shape::groups(1, 8)
                .between(&[Separator::Space, Separator::Hyphen])
                .alone()
                .cued(),
            number,
        ),
        Trigger::Shaped(4, 8, Shape::groups(1, 1).alone(), sentence),
    ],
    cues: &[
        "otp",
        "one time password",
        "onetime password",
        "time password",
        "mpin",
        "m pin",
        "upi pin",
        "atm pin",
        "card pin",
        "debit pin",
        "cvv",
        "cvv2",
        "cvc",
        "tpin",
        "verification code",
        "security code",
        "login code",
        "passcode",
        "confirmation code",
        "auth code",
        "authentication code",
        "access code",
        "secret pin",
        "2fa code",
        "ओटीपी",
        "एमपिन",
        "सीवीवी",
        "ওটিপি",
        "ஓடிபி",
        "ஓடீபி",
        "ఓటీపీ",
        "ఓటిపి",
        "ಒಟಿಪಿ",
        "ഒടിപി",
        "ઓટીપી",
        "ਓਟੀਪੀ",
        "ଓଟିପି",
        "او ٹی پی",
    ],
    spelling: Spelling::DIGITS,
};

/// How far the word may stand before the number, and behind it with 16 added.
const REACH: u8 = 32;

/// What follows a number that counts something, and what precedes an amount or the end of a longer number.
const UNITS: &[&str] = &[
    "min", "sec", "hour", "hr", "day", "digit", "time", "attempt", "rs", "rupee", "%", "inr", "am",
    "pm", "/-",
];
const LEADS: &[&str] = &[
    "rs",
    "rs.",
    "inr",
    "₹",
    "ending",
    "ending with",
    "ends",
    "ending in",
    "xx",
    "x",
    "*",
    "$",
    "#",
    "last",
];

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    // Read out digit by digit, too.
    let single = (4..=8).contains(&d.groups.len()) && d.groups.iter().all(|n| *n == 1);
    let shape = single || matches!(d.groups, [3..=8] | [3, 3] | [2, 2, 2] | [4, 4]);
    if !shape || !d.stands_alone() || (d.groups.len() > 1 && (d.chained_before || d.chained_after))
    {
        return None;
    }
    let range = d.range();
    // One-time passwords have four digits or more; three are a card's verification value.
    let before = &cx.bytes()[d.start.saturating_sub(20)..d.start];
    if d.value.len() == 3
        && !before
            .windows(2)
            .any(|pair| pair.eq_ignore_ascii_case(b"cv"))
    {
        return None;
    }
    if !cx.cued(&range) || cx.cue_distance(&range) > REACH {
        return Some(Hit::new(range, Score::WEAK, "shape only"));
    }
    let text = cx.text();
    let behind = text[d.end..].trim_start_matches([' ', '-']);
    let counts = UNITS.iter().any(|unit| {
        behind
            .get(..unit.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(unit))
            && !(unit.len() == 2
                && behind
                    .as_bytes()
                    .get(2)
                    .is_some_and(u8::is_ascii_alphabetic))
    });
    let mut from = d.start.saturating_sub(16);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = text[from..d.start].trim_end().to_ascii_lowercase();
    let led = LEADS
        .iter()
        .any(|lead| before.ends_with(lead) && !(*lead == "#" && before.ends_with(" #")));
    let decimal = matches!(d.after, b'.' | b',' | b':') && cx.byte(d.end + 1).is_ascii_digit()
        || matches!(d.before, b'.' | b',' | b'/') && cx.before(d.start - 1).is_ascii_digit();
    if counts
        || led
        || decimal
        || (d.groups.len() == 1 && (d.chained_before || d.chained_after) && d.value.len() < 4)
    {
        return None;
    }
    Some(Hit::new(range.clone(), cx.cued_score(&range), "announced"))
}

/// A number that a sentence gives as the password of something: `OTP for txn of Rs 500 is 482913`,
/// `482913 is your OTP for order 12`.
fn sentence(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let bytes = cx.bytes();
    let front = &bytes[d.start.saturating_sub(SENTENCE)..d.start];
    let names = |text: &[u8], ending: &str| {
        PASSWORDS.iter().any(|name| {
            let length = name.len() + ending.len();
            text.windows(length).any(|w| {
                let (head, tail) = w.split_at(name.len());
                head.eq_ignore_ascii_case(name.as_bytes()) && tail == ending.as_bytes()
            })
        })
    };
    let rest = &bytes[d.end..bytes.len().min(d.end + 40)];
    let given = front.ends_with(b" is ") && {
        let clause = front.iter().rposition(|b| matches!(b, b'\n' | b'?' | b'!'));
        names(&front[clause.map_or(0, |at| at + 1)..], " for ")
    };
    let takes = rest.starts_with(b" is your ")
        && !front.ends_with(b"-")
        && (names(&rest[9..], "") || names(&rest[9..], " for "));
    let whole = !d.chained_before && !d.chained_after;
    (whole && (given || takes)).then(|| Hit::new(d.range(), Score::LIKELY, "given in a sentence"))
}

/// How far a sentence reaches before its number, in bytes.
const SENTENCE: usize = 88;

/// What a sentence calls the number.
const PASSWORDS: &[&str] = &[
    "otp",
    "one time password",
    "one-time password",
    "one-time passcode",
    "one time pin",
    "verification code",
    "security code",
    "login code",
    "passcode",
];
