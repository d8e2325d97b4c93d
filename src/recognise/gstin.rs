//! GSTIN, the number of a taxpayer under India's Goods and Services Tax: state code, the holder's PAN, a registration
//! number within the state, a letter (`Z` for ordinary taxpayers) and a check character mod 36 (CGST Rules, 2017,
//! rule 10; GSTN). Numbers of embassies and of suppliers abroad have year, country and serial in place of the PAN.

use super::candidate::{Code, Context, Cx};
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A taxpayer's number under India's Goods and Services Tax.
    pub const GSTIN: Entity = Entity::new("GSTIN", "GSTIN");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::GSTIN,
    triggers: &[Trigger::Code(15, 15, number)],
    cues: &[
        "gstin",
        "gst",
        "gst no",
        "gst number",
        "gstn",
        "gst in",
        "goods and services",
        "जीएसटी",
        "जीएसटीआईएन",
        "জিএসটি",
        "ஜிஎஸ்டி",
        "జీఎస్టీ",
        "ಜಿಎಸ್‌ಟಿ",
        "ಜಿಎಸ್ಟಿ",
        "ജിഎസ്ടി",
        "જીએસટી",
        "ਜੀਐਸਟੀ",
        "ଜିଏସଟି",
        "جی ایس ٹی",
    ],
    spelling: Spelling::UPPER_ALNUM,
};

/// The check character over the first 14: factors 1 and 2 by turns, base-36 digits of each product summed.
fn check(word: &[u8]) -> Option<u32> {
    let mut sum = 0;
    for (place, byte) in word.iter().take(14).enumerate() {
        let product = char::from(*byte).to_digit(36)? * (1 + place as u32 % 2);
        sum += product / 36 + product % 36;
    }
    Some((36 - sum % 36) % 36)
}

fn number(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    // Letters that look like digits, where only digits stand.
    let mut word: [u8; 15] = code.word.try_into().ok()?;
    let mut lettered = false;
    for place in [0, 1, 7, 8, 9, 10] {
        let digit = match word[place] {
            b'O' | b'o' => b'0',
            b'l' | b'I' => b'1',
            other => other,
        };
        lettered |= digit != word[place];
        word[place] = digit;
    }
    let shape = |pattern: &[u8; 15]| {
        word.iter().zip(pattern).all(|(b, p)| match p {
            b'9' => b.is_ascii_digit(),
            b'A' => b.is_ascii_alphabetic(),
            _ => true,
        })
    };
    let taxpayer =
        shape(b"99AAAAA9999A?A?") && b"ABCFGHJLPT".contains(&word[5].to_ascii_uppercase());
    let abroad = shape(b"9999AAA99999AA?") && !lettered;
    if !taxpayer && !abroad {
        return None;
    }
    let state = (word[0] - b'0') * 10 + (word[1] - b'0');
    let valid =
        matches!(state, 1..=38 | 97 | 99) && check(&word) == char::from(word[14]).to_digit(36);
    if lettered && !valid {
        return None;
    }
    let ordinary = word[13].eq_ignore_ascii_case(&b'Z');
    let range = code.range();
    let (score, why) = match (valid, cx.context(&range)) {
        (true, Context::Cued) => (Score::CERTAIN, "check character, announced"),
        (true, Context::Silent) => (Score::STRONG, "check character"),
        (true, Context::Refuted) if ordinary => (Score::LIKELY, "check character, refuted"),
        (false, Context::Cued) => (Score::ANNOUNCED, "announced, check character wrong"),
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(range, score, why))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn the_check_character_of_published_examples() {
        for number in ["27AAPFU0939F1ZV", "29AAGCB7383J1Z4"] {
            assert_eq!(
                check(number.as_bytes()),
                number[14..].chars().next().and_then(|c| c.to_digit(36))
            );
        }
        assert_eq!(check(b"27AAPFU093-F1ZV"), None);
    }
}
