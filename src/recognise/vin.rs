//! Vehicle identification numbers: 17 letters and digits without I, O and Q (ISO 3779), world manufacturer code first
//! (ISO 3780). In North America and China the ninth is a check digit (49 CFR 565.15); elsewhere, India too, it is free,
//! so such a number needs a cue.

use super::candidate::{Code, Context, Cx};
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A vehicle identification or chassis number.
    pub const VIN: Entity = Entity::new("VIN", "VIN");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::VIN,
    triggers: &[Trigger::Code(17, 17, number)],
    cues: &[
        "vin",
        "vin number",
        "vehicle identification number",
        "vehicle identification",
        "chassis",
        "chassis no",
        "chassis number",
        "frame number",
        "fahrgestellnummer",
        "fahrzeug identifizierungsnummer",
        "fin",
        "bastidor",
        "numéro de châssis",
        "चेसिस नंबर",
        "चेसिस",
        "चैसिस",
    ],
    spelling: Spelling::UPPER_ALNUM,
};

fn number(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    let barred = |b: &u8| matches!(b | 0x20, b'i' | b'o' | b'q');
    let upper = !code.word.iter().any(u8::is_ascii_lowercase);
    let lower = !code.word.iter().any(u8::is_ascii_uppercase);
    if !upper && !lower {
        return None;
    }
    // The last three are digits everywhere (ISO 3779), the last four for all but the smallest makers.
    let serial = code.digits >> 14 == 0b111;
    let range = code.range();
    let sound = !code.word.iter().any(barred);
    let (score, why) = match (sound, check_digit(code.word), cx.context(&range)) {
        (true, true, Context::Cued) => (Score::CERTAIN, "check digit, announced"),
        (true, false, Context::Cued) if serial => (Score::STRONG, "announced, no check digit"),
        (true, false, Context::Cued) => (Score::LIKELY, "announced, no check digit"),
        (false, _, Context::Cued) => (Score::ANNOUNCED, "announced, a letter that is not used"),
        (true, true, Context::Silent) if serial && upper && makes_cars(code.word) => {
            (Score::LIKELY, "check digit")
        }
        (true, true, _) => (Score::WEAK, "check digit only"),
        _ => return None,
    };
    Some(Hit::new(range, score, why))
}

/// Whether the manufacturer code is of a region that uses check digits and the number is no plain hex word.
fn makes_cars(word: &[u8]) -> bool {
    matches!(
        word[0],
        b'1'..=b'5' | b'7' | b'J' | b'K' | b'L' | b'W' | b'S' | b'Y' | b'Z'
    ) && !word.iter().all(u8::is_ascii_hexdigit)
}

/// 49 CFR 565.15(c): transliterate, weigh, and the remainder by 11 is the ninth character, 10 written X.
fn check_digit(word: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let mut sum = 0;
    for (byte, weight) in word.iter().zip(WEIGHTS) {
        let value = match byte.to_ascii_uppercase() {
            digit @ b'0'..=b'9' => digit - b'0',
            letter @ b'A'..=b'H' => letter - b'A' + 1,
            letter @ b'J'..=b'R' => letter - b'J' + 1,
            letter @ b'S'..=b'Z' => letter - b'S' + 2,
            _ => return false,
        };
        sum += u32::from(value) * weight;
    }
    let wanted = b"0123456789X"[(sum % 11) as usize];
    word.get(8)
        .is_some_and(|b| b.to_ascii_uppercase() == wanted)
}
