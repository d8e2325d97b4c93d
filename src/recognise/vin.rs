//! Vehicle identification numbers: 17 letters and digits without I, O and Q (ISO 3779), world manufacturer code first
//! (ISO 3780). In North America and China the ninth is a check digit (49 CFR 565.15); elsewhere it is free, so such a
//! number needs a cue, or the code of a maker in India (AIS-065, which asks for ISO 3779's number on every vehicle).

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
        (true, _, Context::Silent) if upper && made_in_india(code) => {
            (Score::LIKELY, "manufacturer code of India")
        }
        (true, true, _) => (Score::WEAK, "check digit only"),
        _ => return None,
    };
    Some(Hit::new(range, score, why))
}

/// World manufacturer codes of makers of cars, lorries and motor cycles in India.
#[rustfmt::skip]
static INDIA: &[&[u8; 3]] = &[
    b"MA1", b"MA3", b"MA6", b"MA7", b"MAB", b"MAC", b"MAH", b"MAJ", b"MAK", b"MAL", b"MAN", b"MAT", b"MB1", b"MB2", b"MB7", b"MB8",
    b"MBF", b"MBH", b"MBJ", b"MBK", b"MBL", b"MBR", b"MBU", b"MBV", b"MBX", b"MBY", b"MC1", b"MC2", b"MC4", b"MC9", b"MCA", b"MCB",
    b"MCD", b"MCG", b"MCL", b"MCR", b"MCV", b"MD2", b"MD6", b"MD7", b"MD9", b"MDE", b"MDG", b"MDH", b"MDT", b"ME1", b"ME3", b"ME4",
    b"ME9", b"MEC", b"MEE", b"MEG", b"MER", b"MET", b"MEX", b"MYH", b"MZ7", b"MZB", b"MZD", b"MZZ",
];

/// Whether the code is of a maker in India and five digits end the number, with both letters and digits between.
fn made_in_india(code: &Code<'_>) -> bool {
    let between = code.word.get(3..12).unwrap_or_default();
    code.digits >> 12 == 0b1_1111
        && between.iter().filter(|b| b.is_ascii_uppercase()).count() >= 3
        && INDIA.iter().any(|maker| code.word.starts_with(*maker))
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
