//! Hardware addresses, 48 bits (IEEE 802, EUI-48): six pairs of hex digits with colons or hyphens, or three groups of
//! four with dots. The null and the broadcast address name no device; a longer row of pairs is a fingerprint.

use std::ops::Range;

use super::candidate::{Code, Context, Cx};
use super::spelling::{Spelling, mask_all_but_last_four, upper_alnum};
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A device's hardware address.
    pub const MAC_ADDRESS: Entity = Entity::new("MAC_ADDRESS", "MAC");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::MAC_ADDRESS,
    triggers: &[
        Trigger::Colons(colons),
        Trigger::Long(hyphens),
        Trigger::Code(4, 4, dots),
        Trigger::Code(12, 12, bare),
    ],
    cues: &[
        "mac",
        "mac address",
        "mac addr",
        "hwaddr",
        "hw address",
        "hardware address",
        "ether",
        "link ether",
        "ethernet",
        "bssid",
        "wifi mac",
        "bluetooth",
        "adresse mac",
        "dirección mac",
        "mac adresse",
        "macaddress",
        "macaddr",
        "wifimac",
        "devicemac",
    ],
    spelling: Spelling {
        canonical: upper_alnum,
        usual,
        mask: mask_all_but_last_four,
    },
};

fn colons(cx: &Cx<'_>, colon: usize) -> Option<Hit> {
    let pair = colon.checked_sub(2)?;
    let hex = |at: usize| cx.byte(at).is_ascii_hexdigit();
    // `mac:00:1a:..`: the first colon of the run is the label's.
    let labelled = !hex(pair) || !hex(pair + 1) || word(cx.before(pair));
    let start = if labelled { colon + 1 } else { pair };
    let end = pairs(cx.bytes(), start, b':')?;
    if wrapped(cx, start) {
        return None;
    }
    judge(cx, start..end, "six pairs")
}

/// Whether the line before ends in a pair and a colon: the last line of a longer number.
fn wrapped(cx: &Cx<'_>, start: usize) -> bool {
    let front = &cx.bytes()[start.saturating_sub(32)..start];
    let line = front.trim_ascii_end();
    let above = line.len() < front.len() && front[line.len()..].contains(&b'\n');
    above
        && matches!(line, [.., one, two, b':'] if one.is_ascii_hexdigit() && two.is_ascii_hexdigit())
}

fn hyphens(cx: &Cx<'_>, run: Range<usize>) -> Option<Hit> {
    if run.len() != 17 {
        return None;
    }
    let end = pairs(cx.bytes(), run.start, b'-')?;
    judge(cx, run.start..end, "six pairs")
}

/// Six pairs of hex digits at `start`, and no seventh; their end.
fn pairs(bytes: &[u8], start: usize, separator: u8) -> Option<usize> {
    let text = bytes.get(start..start + 17)?;
    let fits = text.iter().enumerate().all(|(place, b)| match place % 3 {
        2 => *b == separator,
        _ => b.is_ascii_hexdigit(),
    });
    let behind = bytes.get(start + 17).copied().unwrap_or(0);
    let next = bytes.get(start + 18).copied().unwrap_or(0);
    let longer = word(behind) || (behind == separator && next.is_ascii_hexdigit());
    (fits && !longer).then_some(start + 17)
}

fn dots(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    let dotted = cx.byte(code.end) == b'.' || cx.before(code.start) == b'.';
    if !dotted || !code.word.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    // Any of the three groups may be the first that holds both letters and digits.
    [0, 5, 10].into_iter().find_map(|back| {
        let start = code.start.checked_sub(back)?;
        let text = cx.bytes().get(start..start + 14)?;
        let fits = text.iter().enumerate().all(|(place, b)| match place % 5 {
            4 => *b == b'.',
            _ => b.is_ascii_hexdigit(),
        });
        let outside = |b: u8| !word(b) && b != b'.';
        // An element of a collation table: `[*038B.0020.0004]`.
        let listed = cx.before(start) == b'*' && cx.before(start - 1) == b'[';
        let alone = !listed
            && outside(cx.before(start))
            && (outside(cx.byte(start + 14))
                || !word(cx.byte(start + 15)) && !word(cx.byte(start + 14)));
        (fits && alone).then(|| judge(cx, start..start + 14, "three groups of four"))?
    })
}

/// Bytes between a cue and the sign of its own key: `mac_addr_1=`.
const NAMED: usize = 12;

fn bare(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    let range = code.range();
    // Behind a hyphen or dot it is the hash in a file's or package's name.
    let joined = matches!(cx.before(code.start), b'-' | b'.' | b'_' | b'@');
    if joined || !code.word.iter().all(u8::is_ascii_hexdigit) || !cx.cued(&range) {
        return None;
    }
    // A key of another kind stands between: `mac=00:1a:... req=f45396bdb09b`.
    let named = matches!(cx.before(code.start), b'=' | b':');
    if named && cx.gap_before(&range).is_none_or(|gap| gap > NAMED) {
        return None;
    }
    Some(Hit::new(
        code.range(),
        Score::LIKELY,
        "twelve hex digits, announced",
    ))
}

fn judge(cx: &Cx<'_>, range: Range<usize>, why: &'static str) -> Option<Hit> {
    let text = cx.bytes().get(range.clone())?;
    let mut digits = text.iter().filter(|b| b.is_ascii_hexdigit());
    let first = digits.next()?;
    if matches!(first, b'0' | b'f' | b'F') && digits.all(|b| b.eq_ignore_ascii_case(first)) {
        return None;
    }
    // Six pairs of decimal digits may be times.
    let decimal = !text.iter().any(u8::is_ascii_alphabetic);
    let score = match cx.context(&range) {
        Context::Cued => Score::CERTAIN,
        _ if decimal => Score::ANNOUNCED,
        _ => Score::STRONG,
    };
    Some(Hit::new(range, score, why))
}

fn word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

fn usual(canonical: &str) -> String {
    if canonical.len() != 12 || !canonical.is_ascii() {
        return canonical.to_owned();
    }
    let mut usual = String::with_capacity(17);
    for (place, c) in canonical.chars().enumerate() {
        if place > 0 && place % 2 == 0 {
            usual.push(':');
        }
        usual.push(c);
    }
    usual
}
