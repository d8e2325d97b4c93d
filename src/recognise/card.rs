//! Payment cards: issuer ranges with their lengths (ISO/IEC 7812) and Luhn's check digit.

use std::ops::Range;

use super::candidate::{Context, Cx, Digits, Separator};
use super::checksum::luhn;
use super::shape::Shape;
use super::spelling::{Spelling, digits, mask_but};
use super::{Rule, Trigger, spelled};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A payment card number (PAN in the sense of PCI DSS).
    pub const CARD: Entity = Entity::new("CARD", "CARD");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::CARD,
    triggers: &[
        Trigger::Long(spelled),
        Trigger::Shaped(12, 19, Shape::groups(1, 8).printed(GROUPS).alone(), number),
    ],
    cues: &[
        "card",
        "credit card",
        "debit card",
        "card number",
        "visa",
        "mastercard",
        "rupay",
        "amex",
        "maestro",
        "cc",
        "कार्ड",
        "কার্ড",
        "கார்டு",
        "కార్డ్",
        "కార్డు",
        "ಕಾರ್ಡ್",
        "കാർഡ്",
        "કાર્ડ",
        "ਕਾਰਡ",
        "କାର୍ଡ",
        "کارڈ",
        "क्रेडिट कार्ड",
        "creditcard",
        "debitcard",
        "creditcardnumber",
        "debitcardnumber",
        "ccnumber",
        "ccnum",
    ],
    spelling: Spelling {
        canonical: digits,
        usual: str::to_owned,
        mask: |surface| mask_but(surface, 6, 4),
    },
};

/// Issuer ranges by their first six digits, both ends included, with the shortest and longest number.
static ISSUERS: &[(u32, u32, u8, u8)] = &[
    (220_000, 220_499, 16, 19), // Mir
    (222_100, 272_099, 16, 16), // Mastercard
    (300_000, 305_999, 14, 19), // Diners Club
    (309_500, 309_599, 14, 19), // Diners Club
    (340_000, 349_999, 15, 15), // American Express
    (352_800, 358_999, 16, 19), // JCB
    (360_000, 369_999, 14, 19), // Diners Club
    (370_000, 379_999, 15, 15), // American Express
    (380_000, 399_999, 14, 19), // Diners Club
    (400_000, 499_999, 16, 16), // Visa; 13 and 19 digits are issued too and need a cue
    (500_000, 509_999, 16, 19), // Maestro, RuPay 508
    (510_000, 559_999, 16, 16), // Mastercard
    (560_000, 589_999, 16, 19), // Maestro
    (600_000, 609_999, 16, 16), // RuPay 6069-6085, Discover 6011
    (610_000, 619_999, 16, 19), // Maestro
    (620_000, 629_999, 16, 19), // UnionPay
    (630_000, 639_999, 16, 19), // Maestro
    (640_000, 659_999, 16, 19), // Discover, RuPay 652
    (670_000, 679_999, 16, 19), // Maestro
    (810_000, 819_999, 16, 19), // RuPay 81, UnionPay 810-8171
    (820_000, 829_999, 16, 16), // RuPay 82
    (860_000, 860_099, 16, 16), // Uzcard
    (970_400, 970_499, 16, 19), // Napas
    (979_200, 979_299, 16, 16), // Troy
    (986_000, 986_099, 16, 16), // Humo
    (353_000, 353_999, 16, 16), // RuPay JCB
    (356_000, 356_999, 16, 16), // RuPay JCB
];

fn issued(value: &[u8], cued: bool) -> bool {
    let Some(head) = value.get(..6) else {
        return false;
    };
    let head = head.iter().fold(0_u32, |n, b| n * 10 + u32::from(b - b'0'));
    let length = value.len() as u8;
    let fits = |&(from, to, shortest, longest): &(u32, u32, u8, u8)| {
        (from..=to).contains(&head) && (shortest..=longest).contains(&length)
    };
    let visa = value[0] == b'4' && matches!(length, 13 | 19) && cued;
    let maestro = matches!(value[0], b'5' | b'6') && (12..=19).contains(&length) && cued;
    visa || maestro || ISSUERS.iter().any(fits)
}

/// The groups in which cards are printed or typed, besides one run.
const GROUPS: &[&[u8]] = &[
    &[4, 4, 4, 4],
    &[4, 6, 5],
    &[4, 6, 4],
    &[4, 4, 4, 4, 1],
    &[4, 4, 4, 4, 2],
    &[4, 4, 4, 4, 3],
    &[6, 13],
    &[4, 4, 5],
    &[8, 8],
    &[4, 4, 4, 3],
];

/// Whether a word of four hexadecimal digits, not all decimal, stands beside a number in groups of four: a table of
/// code points or a dump.
pub(super) fn in_hex_table(cx: &Cx<'_>, d: &Digits<'_>) -> bool {
    let bytes = cx.bytes();
    let gap = |b: u8| matches!(b, b' ' | b'\n' | b'\t' | b'-' | b':');
    // Up to twelve words on each side: those between may be digits only.
    let row = |rest: &mut dyn Iterator<Item = &u8>| {
        let (mut word, mut letters) = (0, 0);
        for byte in rest.take(60) {
            match byte {
                b if gap(*b) && word == 4 && letters > 0 => return true,
                b if gap(*b) && (word == 4 || word == 0) => (word, letters) = (0, 0),
                b'0'..=b'9' => word += 1,
                b'A'..=b'F' | b'a'..=b'f' => (word, letters) = (word + 1, letters + 1),
                _ => return false,
            }
        }
        false
    };
    row(&mut bytes[..d.start].iter().rev()) || row(&mut bytes[d.end..].iter())
}

/// A number spelled out with hyphens between.
fn spelled(cx: &Cx<'_>, run: Range<usize>) -> Option<Hit> {
    let (value, count) = spelled::digits(cx, &run)?;
    let value = &value[..count];
    let context = cx.context(&run);
    (issued(value, false) && luhn(value) && context != Context::Refuted)
        .then(|| Hit::new(run, Score::STRONG, "luhn and issuer, spelled out"))
}

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let grouped = match d.separator {
        Separator::None => false,
        // Columns of a table stand apart by more than one space, and there are more of them.
        Separator::Mixed if d.chained_before || d.chained_after => return None,
        _ => true,
    };
    if d.value.iter().all(|b| *b == d.value[0]) {
        return None;
    }
    if d.separator == Separator::Dot && d.before == b'.' {
        return None;
    }
    // The fraction of a decimal number is no card: `45.396234...`.
    if d.before == b'.' && !cx.before(d.start - 1).is_ascii_alphabetic() {
        return None;
    }
    // What is announced is taken with a digit wrong; the rest has to check before more is asked.
    let valid = luhn(d.value);
    if !issued(d.value, true) || !valid && cx.unannounced(&d.range()) {
        return None;
    }
    let context = cx.context(&d.range());
    if !issued(d.value, context == Context::Cued) {
        return None;
    }
    if grouped && (context == Context::Cued || valid) && in_hex_table(cx, d) {
        return None;
    }
    let (score, why) = match (valid, grouped, context) {
        (true, _, Context::Cued) => (Score::CERTAIN, "luhn and issuer, announced"),
        // One of many groups in a row: a table of numbers.
        (true, true, Context::Silent) if d.chained_before && d.chained_after => {
            (Score::WEAK, "luhn and issuer, within more groups")
        }
        (true, true, Context::Silent) => (Score::STRONG, "luhn and issuer, grouped"),
        // A bare run of Diners Club's lengths is a number of any kind far more often.
        (true, false, Context::Silent) if d.value[0] == b'3' && d.value.len() != 15 => (
            Score::WEAK,
            "luhn and issuer, neither grouped nor announced",
        ),
        (true, false, Context::Silent) => (Score::LIKELY, "luhn and issuer"),
        (true, true, Context::Refuted) => (Score::ANNOUNCED, "luhn and issuer, refuted"),
        (true, false, Context::Refuted) => (Score::WEAK, "luhn and issuer, refuted"),
        (false, _, Context::Cued) if d.value.len() >= 15 => {
            (Score::ANNOUNCED, "announced, check digit wrong")
        }
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(d.range(), score, why))
}
