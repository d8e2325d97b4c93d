//! One-time passwords (RFC 4226 and 6238: six to eight digits; RBI's second factor of payments: four to eight), PINs
//! (ISO 9564-1; NPCI's UPI PIN and MPIN: four or six digits) and card verification values (PCI DSS glossary: three or
//! four), where words right beside them announce them.
//! Only the number is the finding.

use super::candidate::{Cx, Digits, Separator};
use super::shape::{Beside, REACH, Shape};
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A one-time password, PIN or card verification value.
    pub const OTP: Entity = Entity::new("OTP", "OTP");
}

/// The groups in which one is printed or read out.
const READ_OUT: &[&[u8]] = &[
    &[3, 3],
    &[2, 2, 2],
    &[4, 4],
    &[1; 4],
    &[1; 5],
    &[1; 6],
    &[1; 7],
    &[1; 8],
];
/// One number, a space before or behind it.
const IN_SENTENCE: Shape = Shape::groups(1, 1).alone().whole();

pub(super) static RULE: Rule = Rule {
    entity: Entity::OTP,
    triggers: &[
        Trigger::Shaped(3, 8, Shape::groups(1, 1).alone().cued_beside(), number),
        Trigger::Shaped(
            3,
            8,
            Shape::groups(2, 8)
                .between(&[Separator::Space, Separator::Hyphen])
                .printed(READ_OUT)
                .alone()
                .whole()
                .cued_beside(),
            number,
        ),
        Trigger::Shaped(4, 8, IN_SENTENCE.behind(&[Beside::Space]), sentence),
        Trigger::Shaped(
            4,
            8,
            IN_SENTENCE
                .not_behind(&[Beside::Space])
                .ahead_of(&[Beside::Space]),
            sentence,
        ),
    ],
    cues: &[
        "otp",
        "otpcode",
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
        "verificationcode",
        "upipin",
        "authcode",
    ],
    spelling: Spelling::DIGITS,
};

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
    // The end of a password: `S3cr3t!2024`.
    if matches!(d.before, b'!' | b'@' | b'$' | b'%' | b'^' | b'&')
        && cx.before(d.start - 1).is_ascii_alphanumeric()
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
    if !cx.cued(&range) || usize::from(cx.cue_distance(&range)) > REACH {
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
        .any(|lead| before.ends_with(lead) && alone(&before, lead) && !(*lead == "#" && before.ends_with(" #")))
        // Bold in Markdown, not a number whose front is hidden.
        && !(before.ends_with("**") && behind.starts_with("**"));
    let decimal = (matches!(d.after, b'.' | b':' | b'/') || d.after == b',' && d.value.len() < 4)
        && cx.byte(d.end + 1).is_ascii_digit()
        || (matches!(d.before, b'.' | b'/') || d.before == b',' && d.value.len() < 4)
            && cx.before(d.start - 1).is_ascii_digit();
    // The year of a date.
    let dated = d.after == b'-' && d.chained_after && d.groups.len() == 1;
    if counts
        || led
        || decimal
        || dated
        || (d.groups.len() == 1 && (d.chained_before || d.chained_after) && d.value.len() < 4)
    {
        return None;
    }
    Some(Hit::new(range.clone(), cx.cued_score(&range), "announced"))
}

/// Whether `lead`, which `text` ends in, is no part of a longer word.
fn alone(text: &str, lead: &str) -> bool {
    let front = text[..text.len() - lead.len()].chars().next_back();
    !lead.starts_with(char::is_alphabetic) || !front.is_some_and(char::is_alphanumeric)
}

/// A number that a sentence gives as the password of something: `OTP for txn of Rs 500 is 482913`,
/// `482913 is your OTP for order 12`, `Your Uber code is 4829`, `enter 482913 to verify your account`.
fn sentence(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let bytes = cx.bytes();
    // `G-482913`, as Google prints it.
    let branded = matches!(bytes[..d.start], [.., b'A'..=b'Z', b'-'])
        && !d
            .start
            .checked_sub(3)
            .is_some_and(|at| bytes[at].is_ascii_alphanumeric());
    if d.before == b'-' && !branded {
        return None;
    }
    // The last word before the number, or the first ones behind it, tell most numbers of a text.
    let near = &bytes[d.start.saturating_sub(LEAD)..d.start];
    let rest = &bytes[d.end..bytes.len().min(d.end + 56)];
    let is = near.ends_with(b" is ");
    let led = near.ends_with(b" ")
        && ["use ", "enter ", "code "]
            .iter()
            .any(|lead| ends_with(near, lead));
    let link = match rest {
        [b' ', b'i' | b'a', b's', b' ', ..] => [" is your ", " is the ", " as your ", " is a "]
            .iter()
            .find(|link| rest.starts_with(link.as_bytes())),
        _ => None,
    };
    if !is && !led && link.is_none() {
        return None;
    }
    let front = &bytes[d.start.saturating_sub(SENTENCE)..d.start];
    let clause = front
        .iter()
        .rposition(|b| matches!(b, b'\n' | b'?' | b'!' | b';'));
    let front = &front[clause.map_or(0, |at| at + 1)..];
    let tail = |least: usize| rest.get(least..).unwrap_or_default();
    let given = is && (names(front, " for ") || own_code(front));
    let taken = link.is_some_and(|link| {
        let tail = tail(link.len());
        names(tail, "") || own_code(sentence_end(tail))
    });
    let used = led
        && [
            " to verify",
            " to log",
            " to sign",
            " to confirm your",
            " to complete",
            " for verif",
        ]
        .iter()
        .any(|goal| rest.get(..goal.len()) == Some(goal.as_bytes()));
    (given || taken || used).then(|| Hit::new(d.range(), Score::LIKELY, "given in a sentence"))
}

/// Whether a password is named in `text`, with `ending` behind.
fn names(text: &[u8], ending: &str) -> bool {
    let named = |end: usize| {
        PASSWORDS.iter().any(|name| {
            let head = end.checked_sub(name.len()).map(|from| &text[from..end]);
            head.is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()))
        })
    };
    if ending.is_empty() {
        return (0..=text.len()).any(named);
    }
    memchr::memmem::find_iter(text, ending).any(named)
}

/// Whether `text` ends in, or is, the code of some service: `Your Uber code is `, `Google verification code`.
fn own_code(text: &[u8]) -> bool {
    let text = text.strip_suffix(b" is ").unwrap_or(text).trim_ascii_end();
    let mut words = text
        .rsplit(|b| !b.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let code = words.next().is_some_and(|word| {
        word.eq_ignore_ascii_case(b"code") || word.eq_ignore_ascii_case(b"pin")
    });
    // What a code is of stands right before it.
    let of = words.next().unwrap_or_default();
    let other = OTHER_CODES
        .iter()
        .any(|other| of.eq_ignore_ascii_case(other.as_bytes()));
    let mut near = words.take(2);
    code && !other
        && (ends_with(of, "your") || near.any(|word| word.eq_ignore_ascii_case(b"your")) || {
            // `482913 is your Google code`: the word stands before.
            of.first().is_some_and(u8::is_ascii_uppercase) && text.len() < 40
        })
}

/// `text` up to where its sentence or clause ends.
fn sentence_end(text: &[u8]) -> &[u8] {
    let end = text
        .iter()
        .position(|b| matches!(b, b'.' | b',' | b'\n' | b'!' | b'('));
    &text[..end.unwrap_or(text.len())]
}

fn ends_with(text: &[u8], end: &str) -> bool {
    text.len()
        .checked_sub(end.len())
        .is_some_and(|from| text[from..].eq_ignore_ascii_case(end.as_bytes()))
}

/// What else has a code.
static OTHER_CODES: &[&str] = &[
    "pin",
    "zip",
    "postal",
    "area",
    "country",
    "promo",
    "coupon",
    "discount",
    "referral",
    "invite",
    "offer",
    "gift",
    "voucher",
    "product",
    "item",
    "order",
    "booking",
    "error",
    "status",
    "exit",
    "return",
    "response",
    "branch",
    "bank",
    "ifsc",
    "swift",
    "sort",
    "hsn",
    "sac",
    "dress",
    "source",
    "bar",
    "qr",
    "color",
    "colour",
    "language",
    "currency",
    "state",
    "city",
    "vendor",
    "employee",
    "customer",
    "student",
    "course",
    "subject",
    "department",
    "cost",
    "tax",
    "reason",
    "http",
    "billing",
    "diagnosis",
    "icd",
    "airport",
    "station",
    "this",
    "the",
    "that",
    "plan",
    "project",
    "access",
    "machine",
    "rust",
    "python",
    "java",
    "old",
    "new",
    "sample",
    "test",
];

/// How far a sentence reaches before its number, in bytes, and the longest word right before it that leads it in.
const SENTENCE: usize = 88;
const LEAD: usize = 6;

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
    "mpin",
    "upi pin",
    "atm pin",
];
