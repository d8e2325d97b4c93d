//! UPI ids: a local part, `@`, and the handle of a payment service provider, without a dot (NPCI, UPI procedural
//! guidelines; the handles are NPCI's lists of banks and third-party apps).

use super::among::Among;
use super::candidate::Cx;
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
    triggers: &[Trigger::At(address)],
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

/// The longest local part and handle, in bytes.
const LOCAL: usize = 64;
const HANDLE: usize = 24;

/// Local part and handle around the `@` at `at`, where nothing that belongs to an e-mail address follows.
pub(super) fn parts<'t>(cx: &Cx<'t>, at: usize) -> Option<(usize, &'t [u8], usize)> {
    let bytes = cx.bytes();
    // Most signs have no handle behind them.
    if !cx.byte(at + 1).is_ascii_alphabetic()
        || !cx.byte(at + 2).is_ascii_alphanumeric()
        || !cx.before(at).is_ascii_alphanumeric()
    {
        return None;
    }
    let local = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    let length = bytes[at.saturating_sub(LOCAL + 1)..at]
        .iter()
        .rev()
        .take_while(|b| local(b))
        .count();
    let lead = bytes[at - length..at]
        .iter()
        .take_while(|b| !b.is_ascii_alphanumeric())
        .count();
    let start = at - length + lead;
    if length > LOCAL || at - start < 2 {
        return None;
    }
    let letter = cx.text()[..start]
        .chars()
        .next_back()
        .filter(|c| !c.is_ascii());
    if matches!(cx.before(start), b'@' | b'/' | b'+' | b'%')
        || letter.is_some_and(char::is_alphanumeric)
    {
        return None;
    }
    let tail = bytes[at + 1..]
        .iter()
        .take(HANDLE + 1)
        .take_while(|b| b.is_ascii_alphanumeric())
        .count();
    let end = at + 1 + tail;
    let handle = &bytes[at + 1..end];
    if tail > HANDLE {
        return None;
    }
    let (next, after) = (cx.byte(end), cx.byte(end + 1));
    let goes_on = matches!(next, b'@' | b'_' | b'/' | 0x80..)
        && !cx.text()[end..].starts_with(['।', '\u{a0}', '”', '’', '…', '–', '—'])
        || matches!(next, b'.' | b'-' | b':') && after.is_ascii_alphanumeric();
    (!goes_on).then_some((start, handle, end))
}

/// Whether a payment service gives addresses with this handle, in any case.
pub(crate) fn is_handle(handle: &[u8]) -> bool {
    if !KNOWN.may_hold(handle) {
        return false;
    }
    let mut name = [0; HANDLE];
    let Some(name) = name.get_mut(..handle.len()) else {
        return false;
    };
    name.copy_from_slice(handle);
    name.make_ascii_lowercase();
    std::str::from_utf8(name).is_ok_and(|name| HANDLES.binary_search(&name).is_ok())
}

static KNOWN: Among = Among::of(&[HANDLES]);

fn address(cx: &Cx<'_>, at: usize) -> Option<Hit> {
    let (start, handle, end) = parts(cx, at)?;
    let mut name = [0; HANDLE];
    let name = &mut name[..handle.len()];
    name.copy_from_slice(handle);
    name.make_ascii_lowercase();
    let range = start..end;
    let text = std::str::from_utf8(name).ok()?;
    if HANDLES.binary_search(&text).is_ok() {
        let mobile = matches!(
            cx.bytes()[start..at],
            [b'6'..=b'9', _, _, _, _, _, _, _, _, _]
        );
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
    if matches!(
        text,
        "abdm" | "sbx" | "ndhm" | "localhost" | "latest" | "next" | "beta" | "types"
    ) {
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
