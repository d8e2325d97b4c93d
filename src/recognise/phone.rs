//! Telephone numbers: India's numbering plan (DoT, National Numbering Plan 2003: mobiles from 6 to 9, landlines with
//! area codes), numbers of all countries behind `+` (ITU-T E.164), and North American and British national spellings.

use std::ops::Range;

use super::candidate::{Context, Cx, Digits, Separator};
use super::phone_table::{AREAS, COUNTRIES, GROUPS, OF_MOBILES};
use super::shape::{Beside, Shape};
use super::spelling::{Spelling, digits, gathered, mask_all_but_last_four};
use super::{Rule, Trigger, spelled};
use crate::entity::Entity;
use crate::finding::{Hit, Score};
use zeroize::Zeroizing;

impl Entity {
    /// A telephone number.
    pub const PHONE: Entity = Entity::new("PHONE", "PHONE");
}

/// Any number; one in one group and in several, no plus or point before it: what no word announces is told by its form
/// alone.
const ANY: Shape = Shape::groups(1, 7).alone();
const ONE: Shape = Shape::groups(1, 1)
    .alone()
    .not_behind(&[Beside::Plus, Beside::Dot]);
const SEVERAL: Shape = Shape::groups(2, 7)
    .alone()
    .not_behind(&[Beside::Plus, Beside::Dot]);

pub(super) static RULE: Rule = Rule {
    entity: Entity::PHONE,
    triggers: &[
        Trigger::Long(spelled),
        Trigger::Shaped(7, 16, ANY.behind(&[Beside::Plus]), number),
        Trigger::Shaped(10, 14, ONE, number),
        Trigger::Shaped(7, 9, ONE.hinted(), number),
        Trigger::Shaped(15, 16, ONE.hinted(), number),
        Trigger::Shaped(10, 14, SEVERAL.printed(GROUPS), number),
        Trigger::Shaped(
            10,
            10,
            SEVERAL.not_printed(GROUPS).hinted_for_more(),
            number,
        ),
        // An area code may have two to four digits, a subscriber's number any groups.
        Trigger::Shaped(11, 11, SEVERAL.not_printed(GROUPS), number),
        Trigger::Shaped(
            12,
            14,
            SEVERAL.not_printed(GROUPS).hinted_for_more(),
            number,
        ),
        Trigger::Shaped(7, 9, SEVERAL.hinted(), number),
        Trigger::Shaped(15, 16, SEVERAL.hinted(), number),
    ],
    cues: &[
        "phone",
        "phone no",
        "phone number",
        "mobile",
        "mobile no",
        "mobile number",
        "mob",
        "mob no",
        "tel",
        "telephone",
        "contact",
        "contact no",
        "contact number",
        "call",
        "call me",
        "whatsapp",
        "whats app",
        "cell",
        "cell no",
        "cell phone",
        "cellphone",
        "whatsapp no",
        "sms",
        "ph",
        "ph no",
        "landline",
        "fax",
        "helpline",
        "msisdn",
        "number pe",
        "number par",
        "fon",
        "mobail",
        "sampark",
        "reach me",
        "reach me on",
        "reach me at",
        "ring me",
        "text me",
        "dial",
        "telefon",
        "telefono",
        "teléfono",
        "telefone",
        "téléphone",
        "portable",
        "handy",
        "handynummer",
        "móvil",
        "celular",
        "cellulare",
        "appelez",
        "appelez moi",
        "llámame",
        "ligue",
        "rufen sie",
        "फोन",
        "फ़ोन",
        "मोबाइल",
        "मोबाईल",
        "संपर्क",
        "दूरभाष",
        "भ्रमणध्वनी",
        "व्हाट्सएप",
        "कॉल",
        "নম্বরে",
        "ফোন",
        "মোবাইল",
        "தொலைபேசி",
        "மொபைல்",
        "கைபேசி",
        "செல்",
        "అలைపేசి",
        "ఫోన్",
        "మొబైల్",
        "ಫೋನ್",
        "ಮೊಬೈಲ್",
        "ದೂರವಾಣಿ",
        "ഫോൺ",
        "മൊബൈൽ",
        "ફોન",
        "મોબાઇલ",
        "મોબાઈલ",
        "ਫੋਨ",
        "ਫ਼ੋਨ",
        "ਮੋਬਾਈਲ",
        "ଫୋନ",
        "ମୋବାଇଲ",
        "فون",
        "موبائل",
        "homephone",
        "workphone",
        "officephone",
        "primaryphone",
        "altmobile",
        "alternatemobile",
        "emergencycontact",
        "mobilephone",
        "phonenum",
        "mobilenum",
    ],
    spelling: Spelling {
        canonical,
        usual,
        mask: mask_all_but_last_four,
    },
};

/// The national digits of an Indian number, where `value` is one in any of its long forms.
fn indian(value: &[u8]) -> Option<&[u8]> {
    let rest = value
        .strip_prefix(b"0091")
        .or_else(|| value.strip_prefix(b"91").filter(|r| r.len() >= 10))
        .unwrap_or(value);
    let rest = rest
        .strip_prefix(b"0")
        .filter(|r| r.len() == 10)
        .unwrap_or(rest);
    (rest.len() == 10).then_some(rest)
}

fn mobile(national: &[u8]) -> bool {
    national.len() == 10 && national[0] >= b'6' && national[1..].iter().any(|b| *b != national[1])
}

/// Whether the ten digits are an area code and a subscriber's number of it.
fn landline(national: &[u8]) -> bool {
    (2..=4).any(|n| {
        AREAS.binary_search(&&national[..n]).is_ok() && (b'2'..=b'7').contains(&national[n])
    })
}

/// Whether `+91 ` stands before a mobile number of India in groups as it is: a longer window is the number.
fn behind_country(bytes: &[u8], d: &Digits<'_>) -> bool {
    let code = match d.separator {
        Separator::Space | Separator::None => b"+91 ",
        Separator::Hyphen => b"+91-",
        _ => return false,
    };
    mobile(d.value) && bytes[..d.start].ends_with(code)
}

fn country(value: &[u8]) -> bool {
    (1..=3).any(|n| {
        value.get(..n).is_some_and(|code| {
            COUNTRIES
                .binary_search_by(|(c, _, _)| c.as_bytes().cmp(code))
                .is_ok_and(|at| (COUNTRIES[at].1..=COUNTRIES[at].2).contains(&(value.len() - n)))
        })
    })
}

/// An announced mobile number of India that is spelled out with hyphens between.
fn spelled(cx: &Cx<'_>, run: Range<usize>) -> Option<Hit> {
    let (value, count) = spelled::digits(cx, &run)?;
    let value = value.get(..count)?;
    let national = match count {
        11 => value.strip_prefix(b"0")?,
        12 => value.strip_prefix(b"91")?,
        _ => value,
    };
    let mobile = national.len() == 10 && national[0] >= b'6';
    (mobile && cx.cued(&run)).then(|| Hit::new(run, Score::LIKELY, "announced, spelled out"))
}

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    if matches!(d.before, b'$' | b'#') || d.after == b'@' {
        return None;
    }
    let value = d.value;
    if value.iter().all(|b| *b == value[0]) {
        return None;
    }
    // The national part of a number with its country's code is no number of its own.
    if d.chained_before && !cx.explains() && behind_country(cx.bytes(), d) {
        return None;
    }
    // A bracket opens the area code, a plus the country's.
    let mut start = d.start;
    if cx.before(start) == b'(' && cx.bytes()[start..d.end].contains(&b')') {
        start -= 1;
    }
    let plus = cx.before(start) == b'+';
    if plus {
        start -= 1;
        // `(+91) 98765 43210`
        if cx.before(start) == b'(' && closes_first(&cx.bytes()[start..d.end]) {
            start -= 1;
        }
    }
    let range = start..d.end;
    // A sum, the fraction of a time's seconds, a bracket that does not close.
    let window = &cx.bytes()[d.start..d.end];
    if plus && cx.before(start).is_ascii_digit()
        || d.before == b':' && d.separator == Separator::Dot && d.groups[0] == 2
        || window.contains(&b'(') && !window.contains(&b')')
    {
        return None;
    }
    // Asked for only where the shape leaves it open: most numbers are refused before.
    let context = || cx.context(&range);
    if !plus && d.after == b'.' && cx.byte(d.end + 1).is_ascii_digit() {
        return None;
    }
    let one = d.groups.len() == 1;
    // What no word announces is a number only in a form that tells: most numbers end here.
    let telling = match value.len() {
        10..=14 if one => indian(value).is_some_and(mobile),
        10..=14 => printed(d) || cx.least() <= Score::WEAK,
        _ => false,
    };
    if !plus && !telling && !cx.hinted(&range) {
        return None;
    }
    let whole = !d.chained_before && !d.chained_after;
    if plus {
        let local = value
            .strip_prefix(b"91")
            .map(|r| r.strip_prefix(b"0").unwrap_or(r));
        let valid = match local {
            Some(rest) => rest.len() == 10 && (mobile(rest) || landline(rest)),
            None => {
                country(value) || {
                    // `+44 (0)20 7946 0000`: the zero in brackets is dialled within the country only.
                    let inside = cx.text()[range.clone()].contains("(0)");
                    inside && without_trunk(value).is_some_and(|value| country(&value[..]))
                }
            }
        };
        // The longest window that is a number wins; a shorter one inside it is a part.
        let (score, why) = match valid {
            true if context() == Context::Refuted => {
                (Score::LIKELY, "country code and length, refuted")
            }
            true => (Score::STRONG, "country code and length"),
            false if whole && context() == Context::Cued => {
                (Score::ANNOUNCED, "announced, length wrong")
            }
            false => (Score::WEAK, "shape only"),
        };
        return Some(Hit::new(range.clone(), score, why));
    }
    if d.chained_before && d.separator != Separator::Space && d.separator != Separator::None {
        return None;
    }
    let grouped = GROUPS[..OF_MOBILES].contains(&d.groups);
    if let Some(national) = indian(value) {
        let prefixed = value.len() > 10;
        if mobile(national) && (one || grouped) {
            let (score, why) = match (one, prefixed, context()) {
                // Words that stand nearer say what else it is: `mobile 98450 12345, refund to a/c 9845012346`.
                (_, _, Context::Cued) if value.len() < 12 && cx.cue_distance(&range) > 24 => {
                    (cx.cued_score(&range), "mobile, announced from afar")
                }
                (_, _, Context::Cued) => (
                    Score::new(90 + (84 - cx.cued_score(&range).hundredths().min(84)) / 8),
                    "mobile, announced",
                ),
                (false, false, Context::Silent) if matches!(d.groups, [3, ..]) && whole => {
                    (Score::new(50), "mobile, grouped in threes")
                }
                (false, _, Context::Silent) if span_of_numbers(d) => (Score::WEAK, "shape only"),
                (false, _, Context::Silent) if d.separator == Separator::Dot => {
                    (Score::WEAK, "shape only")
                }
                (false, _, Context::Silent) if whole || d.separator == Separator::Space => {
                    (Score::LIKELY, "mobile, grouped")
                }
                (true, true, Context::Silent) if value.starts_with(b"00") => {
                    (Score::LIKELY, "mobile with country code")
                }
                (true, true, Context::Silent) if whole => (Score::new(55), "mobile with prefix"),
                (true, false, Context::Silent) if free(cx, d) => (Score::new(58), "mobile"),
                _ => (Score::WEAK, "shape only"),
            };
            return Some(Hit::new(range.clone(), score, why));
        }
        let area = matches!(d.groups[0], 2..=5) && (2..=4).contains(&d.groups.len());
        if value.len() == 11 && value[0] == b'0' && (one || area) && landline(national) {
            let (score, why) = match (one, context()) {
                (_, Context::Cued) => (Score::STRONG, "landline, announced"),
                (false, Context::Silent) if whole => (Score::LIKELY, "landline with area code"),
                _ => (Score::WEAK, "shape only"),
            };
            return Some(Hit::new(range.clone(), score, why));
        }
    }
    // 3-3-4 of North America: neither area nor exchange starts with 0 or 1.
    let (american, bracket) = match value {
        [b'1', rest @ ..] if rest.len() == 10 => (rest, false),
        rest if rest.len() == 10 => (rest, start < d.start),
        _ => (&value[..0], false),
    };
    if american.len() == 10
        && american[0] >= b'2'
        && american[3] >= b'2'
        && matches!(d.groups, [3, 3, 4] | [1, 3, 3, 4])
        && whole
    {
        let score = match (
            context(),
            bracket || matches!(d.separator, Separator::Hyphen | Separator::Dot),
        ) {
            (Context::Cued, _) => Score::STRONG,
            (Context::Silent, true) => Score::LIKELY,
            _ => Score::WEAK,
        };
        return Some(Hit::new(range.clone(), score, "3-3-4"));
    }
    // `(11) 98765-4321`: Brazil's mobiles, area in brackets (Anatel, resolution 553).
    if matches!(d.groups, [2, 5, 4])
        && start < d.start
        && value[2] == b'9'
        && value[0] != b'0'
        && d.after != b'-'
        && whole
    {
        let score = match context() {
            Context::Cued => Score::STRONG,
            Context::Silent => Score::LIKELY,
            Context::Refuted => Score::WEAK,
        };
        return Some(Hit::new(
            range.clone(),
            score,
            "area in brackets, nine digits",
        ));
    }
    // British national spellings: 0, area, subscriber.
    if value.len() == 11
        && value[0] == b'0'
        && matches!(value[1], b'1'..=b'3' | b'7' | b'8')
        && matches!(d.groups, [5, 6] | [5, 3, 3] | [3, 4, 4] | [4, 3, 4])
        && whole
    {
        let score = match context() {
            Context::Cued => Score::LIKELY,
            Context::Silent if value[1] == b'7' || d.separator == Separator::Space => {
                Score::ANNOUNCED
            }
            _ => Score::WEAK,
        };
        return Some(Hit::new(range.clone(), score, "leading zero and area"));
    }
    // `20170617` is a day, and what two spaces part stands in two columns.
    let day = one
        && matches!(
            value,
            [b'1', b'9', _, _, b'0' | b'1', _, b'0'..=b'3', _]
                | [b'2', b'0', _, _, b'0' | b'1', _, b'0'..=b'3', _]
        );
    let columns = memchr::memmem::find(window, b"  ").is_some();
    let announced = value.len() <= 13
        && !day
        && !columns
        && d.separator != Separator::Slash
        && (d.after != b';' || matches!(d.before, b';' | b'"' | b'\''))
        && whole
        && cx.cued(&range)
        && cx.cue_distance(&range) <= 24;
    let score = if announced {
        Score::new(66)
    } else {
        Score::WEAK
    };
    Some(Hit::new(range.clone(), score, "announced"))
}

/// Whether the groups of a window of several are those of any number that is printed so.
fn printed(d: &Digits<'_>) -> bool {
    let area = d.value[0] == b'0' && d.value.len() == 11;
    area || GROUPS.contains(&d.groups)
}

/// The digits without the first zero.
fn without_trunk(value: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let zero = value.iter().position(|b| *b == b'0')?;
    Some(Zeroizing::new(
        [&value[..zero], &value[zero + 1..]].concat(),
    ))
}

/// Whether a bracket closes before any opens.
fn closes_first(bytes: &[u8]) -> bool {
    bytes.iter().find(|b| matches!(b, b'(' | b')')) == Some(&b')')
}

/// Whether the halves are the bounds of a range, `60000-64999`: alike at their front, the second the larger.
fn span_of_numbers(d: &Digits<'_>) -> bool {
    let halves = (d.value.get(..5), d.value.get(5..10));
    let (Some(low), Some(high)) = halves else {
        return false;
    };
    let round = low.ends_with(b"000") || high.ends_with(b"999") || low[..3] == high[..3];
    d.groups == [5, 5]
        && d.separator == Separator::Hyphen
        && low[0] == high[0]
        && low < high
        && round
}

/// Whether a bare run stands as a value does: at a border, a space, a quote or a separator of values, not in code.
fn free(cx: &Cx<'_>, d: &Digits<'_>) -> bool {
    let lead = matches!(
        d.before,
        0 | b' '
            | b'\n'
            | b'\t'
            | b'"'
            | b'\''
            | b','
            | b':'
            | b'('
            | b'>'
            | b'='
            | b'|'
            | b';'
            | b'['
            | b'/'
            | 0x80..
    );
    let tail = matches!(
        d.after,
        0 | b' '
            | b'\n'
            | b'\r'
            | b'\t'
            | b'"'
            | b'\''
            | b','
            | b'.'
            | b')'
            | b'<'
            | b'|'
            | b'?'
            | b'!'
            | b'/'
            | b']'
            | b'-'
            | 0x80..
    );
    let path = d.before == b'/' && !d.chained_before;
    let power = d.value == b"8589934592";
    let chained = d.chained_before && !matches!(cx.before(d.start), b' ' | b'/');
    lead && tail && !chained && !path && !power
}

/// Ten national digits for India, all digits with the country's code for the rest.
fn canonical(surface: &str) -> String {
    let mut all = Zeroizing::new(digits(surface));
    match indian(all.as_bytes()) {
        Some(national) if national[0] >= b'6' || all.len() > 10 => {
            gathered(national.len(), national.iter().map(|b| char::from(*b)))
        }
        _ => std::mem::take(&mut *all),
    }
}

fn usual(canonical: &str) -> String {
    canonical.to_owned()
}
