//! UPI ids: a local part, `@`, and the handle of a payment service provider, without a dot (NPCI, UPI procedural
//! guidelines; the handles are NPCI's lists of banks and third-party apps).

use super::candidate::Cx;
use super::sign::{Around, HANDLE, Sign};
use super::spelling::{Spelling, lower};
use super::upi_table::HANDLES;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A virtual payment address of India's Unified Payments Interface.
    pub const UPI: Entity = Entity::new("UPI", "UPI");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::UPI,
    triggers: &[Trigger::At(Around::HANDLE, address)],
    cues: &[
        "upi",
        "upi id",
        "vpa",
        "gpay",
        "google pay",
        "phonepe",
        "phone pe",
        "paytm",
        "bhim",
        "virtual payment",
        "payee",
        "pay to",
        "यूपीआई",
        "ইউপিআই",
        "யுபிஐ",
        "యూపీఐ",
        "ಯುಪಿಐ",
        "യുപിഐ",
        "યુપીઆઈ",
        "ਯੂਪੀਆਈ",
        "ୟୁପିଆଇ",
        "یو پی آئی",
    ],
    spelling: Spelling {
        canonical: lower,
        usual: str::to_owned,
        mask,
    },
};

/// The longest local part, in bytes.
const LOCAL: usize = 64;

/// Local part and handle around the sign, where nothing that belongs to an e-mail address follows.
pub(super) fn parts<'t>(cx: &Cx<'t>, sign: &Sign) -> Option<(usize, &'t [u8], usize)> {
    if !sign.may(Around::HANDLE) {
        return None;
    }
    let bytes = cx.bytes();
    let (local, end) = (&bytes[sign.local..sign.at], sign.handle);
    let lead = local.iter().position(u8::is_ascii_alphanumeric)?;
    let start = sign.local + lead;
    let before = cx.before(start);
    if local.len() > LOCAL || local.len() - lead < 2 || matches!(before, b'@' | b'/' | b'+' | b'%')
    {
        return None;
    }
    let letter = || cx.text()[..start].chars().next_back();
    if before >= 0x80 && letter().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let goes_on = cx.byte(end) >= 0x80
        && !cx.text()[end..].starts_with(['।', '\u{a0}', '”', '’', '…', '–', '—']);
    (!goes_on).then(|| (start, &bytes[sign.at + 1..end], end))
}

/// Places in `KNOWN`, by hash of the handle.
const SLOTS: usize = 1024;

/// The handles, each at the place of its hash or behind it.
static KNOWN: [Packed; SLOTS] = {
    let mut slots = [NOTHING; SLOTS];
    let mut n = 0;
    while n < HANDLES.len() {
        let name = HANDLES[n].as_bytes();
        let mut padded = [b' '; HANDLE];
        let mut at = 0;
        while at < name.len() {
            padded[at] = name[at];
            at += 1;
        }
        let handle = pack(&padded);
        let mut slot = slot(&handle);
        while slots[slot][0] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        slots[slot] = handle;
        n += 1;
    }
    slots
};

/// For the first letter of a handle, by its low five bits, the second ones.
static STARTS: [u32; 32] = {
    let (mut starts, mut n) = ([0; 32], 0);
    while n < HANDLES.len() {
        let name = HANDLES[n].as_bytes();
        starts[name[0] as usize % 32] |= 1 << (name[1] % 32);
        n += 1;
    }
    starts
};

/// A handle in lower case, eight bytes in each word and spaces behind it.
type Packed = [u64; HANDLE / 8];
const NOTHING: Packed = [0; HANDLE / 8];

const fn pack(padded: &[u8; HANDLE]) -> Packed {
    let (mut handle, mut n) = (NOTHING, 0);
    while n < handle.len() {
        if let Some(eight) = padded.split_at(8 * n).1.first_chunk() {
            // Letters become small ones; digits, hyphens and spaces stay.
            handle[n] = u64::from_le_bytes(*eight) | 0x2020_2020_2020_2020;
        }
        n += 1;
    }
    handle
}

const fn slot(handle: &Packed) -> usize {
    let [one, two, three] = *handle;
    let all = one ^ two.rotate_left(23) ^ three.rotate_left(46);
    (all.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54) as usize % SLOTS
}

/// Whether a payment service gives addresses with this handle of letters, digits and hyphens, in any case.
pub(crate) fn is_handle(handle: &[u8]) -> bool {
    // Most words are none by their first letters.
    let may = matches!(handle, [a, b, ..] if STARTS[usize::from(a % 32)] >> (b % 32) & 1 == 1);
    let mut padded = [b' '; HANDLE];
    let Some(name) = padded.get_mut(..handle.len()).filter(|_| may) else {
        return false;
    };
    name.copy_from_slice(handle);
    let handle = pack(&padded);
    let mut at = slot(&handle);
    loop {
        let known = &KNOWN[at % SLOTS];
        if known[0] == 0 || *known == handle {
            return known[0] != 0;
        }
        at += 1;
    }
}

fn address(cx: &Cx<'_>, sign: &Sign) -> Option<Hit> {
    let (start, handle, end) = parts(cx, sign)?;
    let range = start..end;
    if is_handle(handle) {
        let local = &cx.bytes()[start..sign.at];
        let mobile = matches!(local, [b'6'..=b'9', _, _, _, _, _, _, _, _, _]);
        return Some(if cx.cued(&range) {
            Hit::new(range, Score::CERTAIN, "known handle, announced")
        } else if mobile {
            Hit::new(
                range,
                Score::CERTAIN,
                "known handle, local part is a mobile number",
            )
        } else {
            Hit::new(range, Score::STRONG, "known handle")
        });
    }
    // Of other services, and tags of packages.
    let others = [
        "abdm",
        "sbx",
        "ndhm",
        "localhost",
        "latest",
        "next",
        "beta",
        "types",
    ];
    let is_other = |other: &str| other.as_bytes().eq_ignore_ascii_case(handle);
    if others.into_iter().any(is_other) {
        return None;
    }
    Some(if cx.cued(&range) {
        Hit::new(range, Score::LIKELY, "announced, handle unknown")
    } else {
        Hit::new(range, Score::WEAK, "shape only")
    })
}

fn mask(surface: &str) -> String {
    match surface.split_once('@') {
        Some((local, handle)) => {
            format!("{}***@{handle}", local.chars().take(1).collect::<String>())
        }
        None => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Dice;
    use crate::recognise::cue::CueTable;

    #[test]
    fn a_handle_is_known_in_any_case_and_nothing_else_is() {
        assert!(HANDLES.is_sorted());
        for handle in HANDLES {
            let other = |end: &str| HANDLES.contains(&format!("{handle}{end}").as_str());
            assert!(is_handle(handle.as_bytes()), "{handle}");
            assert!(is_handle(handle.to_uppercase().as_bytes()), "{handle}");
            assert_eq!(is_handle(format!("{handle}b").as_bytes()), other("b"));
            assert!(!is_handle(format!("{handle}-").as_bytes()), "{handle}");
            let cut = &handle[..handle.len() - 1];
            assert_eq!(is_handle(cut.as_bytes()), HANDLES.contains(&cut), "{cut}");
        }
        assert!(!is_handle(b"") && !is_handle(&[b'a'; 25]) && !is_handle(&[b'a'; 24]));
    }

    /// Local part and handle around the `@` at `at`, byte by byte.
    fn slow_parts(text: &str, at: usize) -> Option<(usize, &[u8], usize)> {
        let bytes = text.as_bytes();
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let before = |at: usize| at.checked_sub(1).map_or(0, byte);
        if !byte(at + 1).is_ascii_alphabetic()
            || !byte(at + 2).is_ascii_alphanumeric()
            || !before(at).is_ascii_alphanumeric()
        {
            return None;
        }
        let mut start = at;
        while before(start).is_ascii_alphanumeric() || matches!(before(start), b'.' | b'-' | b'_') {
            start -= 1;
        }
        let length = at - start;
        while !byte(start).is_ascii_alphanumeric() {
            start += 1;
        }
        let letter = text[..start].chars().next_back().filter(|c| !c.is_ascii());
        let goes_before = matches!(before(start), b'@' | b'/' | b'+' | b'%')
            || letter.is_some_and(char::is_alphanumeric);
        let mut end = at + 1;
        while byte(end).is_ascii_alphanumeric() {
            end += 1;
        }
        let (next, after) = (byte(end), byte(end + 1));
        let goes_on = matches!(next, b'@' | b'_' | b'/' | 0x80..)
            && !text[end..].starts_with(['।', '\u{a0}', '”', '’', '…', '–', '—'])
            || matches!(next, b'.' | b'-' | b':') && after.is_ascii_alphanumeric();
        let fits = length <= LOCAL && at - start > 1 && end - at - 1 <= HANDLE;
        (fits && !goes_before && !goes_on).then(|| (start, &bytes[at + 1..end], end))
    }

    #[test]
    fn parts_are_those_that_the_byte_wise_reading_finds() {
        let pieces = [
            "asha",
            "a",
            "7",
            ".",
            "-",
            "_",
            "@",
            "@",
            "ok",
            "sbi",
            "@ybl",
            ".com",
            " ",
            "/",
            "%",
            "+",
            "é",
            "ख",
            "।",
            "’",
            "\u{a0}",
            "\n",
            ":",
            ".5",
            "abcdefghijklm",
            "@a",
            "@1",
        ];
        let table = CueTable::build([(0, "upi")].into_iter());
        let mut dice = Dice::new(43);
        let mut found = 0;
        for round in 0..20_000 {
            let mut text = String::new();
            if round % 20 == 0 {
                text.push_str(&"a.".repeat(dice.below(40)));
            }
            for _ in 0..3 + dice.below(6) {
                text.push_str(pieces[dice.below(pieces.len())]);
            }
            let cx = Cx::new(&text, &table);
            for (at, _) in text.match_indices('@') {
                let fast = parts(&cx, &Sign::read(text.as_bytes(), at));
                assert_eq!(fast, slow_parts(&text, at), "{text:?} at {at}");
                found += usize::from(fast.is_some());
            }
        }
        assert!(found > 300, "{found}");
    }
}
