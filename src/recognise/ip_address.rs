//! Internet addresses: version 4 as four decimal octets (RFC 791, RFC 6943 section 3.1.1), version 6 in full or with
//! `::` (RFC 4291 section 2.2, RFC 5952). The finding is the address; a port, prefix length or zone behind it is not.
//!
//! Addresses that identify no device are not findings: unspecified (`0.0.0.0`, `::`), loopback (`127.0.0.0/8`, `::1`),
//! broadcast and net masks (`255.*`), multicast (`224.0.0.0/4`, `ff00::/8`), and networks with their prefix length
//! (`10.0.0.0/24`) that nothing announces. Private addresses are findings: inside
//! an organisation they name a person's machine. Four small numbers with dots are a version or a section unless a cue
//! announces an address.

use std::fmt::Write;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use super::candidate::{Context, Cx};
use super::spelling::{Spelling, mask_all};
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// An internet address, version 4 or 6.
    pub const IP_ADDRESS: Entity = Entity::new("IP_ADDRESS", "IP");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::IP_ADDRESS,
    triggers: &[Trigger::Dots(version_4), Trigger::Colons(version_6)],
    cues: &[
        "ip",
        "ips",
        "ip address",
        "ip addr",
        "ipaddr",
        "ipaddress",
        "ipv4",
        "ipv6",
        "inet",
        "inet6",
        "host",
        "client",
        "remote addr",
        "forwarded for",
        "gateway",
        "nameserver",
        "dns",
        "peer",
        "subnet",
        "adresse ip",
        "dirección ip",
        "ip adresse",
        "आईपी",
        "आईपी एड्रेस",
        "clientip",
        "remoteaddr",
        "remoteip",
        "sourceip",
        "srcip",
        "dstip",
        "destip",
        "hostip",
        "userip",
    ],
    spelling: Spelling {
        canonical,
        usual: str::to_owned,
        mask: mask_all,
    },
};

/// The longest spelling of a version 6 address, with an embedded version 4 one.
const LONGEST: usize = 45;

fn version_4(cx: &Cx<'_>, dot: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let lead = bytes[dot.saturating_sub(3)..dot]
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let start = dot - lead;
    let mut end = start;
    let mut octets = [0_u16; 4];
    for (place, octet) in octets.iter_mut().enumerate() {
        if place > 0 {
            if cx.byte(end) != b'.' {
                return None;
            }
            end += 1;
        }
        let from = end;
        while cx.byte(end).is_ascii_digit() && end - from < 4 {
            *octet = *octet * 10 + u16::from(cx.byte(end) - b'0');
            end += 1;
        }
        if end == from || *octet > 255 || (end - from > 1 && cx.byte(from) == b'0') {
            return None;
        }
    }
    let behind = cx.byte(end);
    let longer = behind == b'.' && (cx.byte(end + 1).is_ascii_alphanumeric());
    if longer || behind.is_ascii_alphanumeric() || behind == b'_' {
        return None;
    }
    let before = cx.before(start);
    if before.is_ascii_alphanumeric() || matches!(before, b'_' | b'.' | b'~' | b'^' | b'$') {
        return None;
    }
    if drawn(cx, start, end) {
        return None;
    }
    let octets = octets.map(|octet| octet as u8);
    if nobody_4(Ipv4Addr::from(octets)) {
        return None;
    }
    let range = start..end;
    let context = cx.context(&range);
    // `foo-1.2.3.4`, `foo/1.2.3.4`, `foo==1.2.3.4`: package versions, unless a path of an URL or a range of addresses.
    let packaged = matches!(before, b'-' | b'/' | b'=' | b'<' | b'>' | b'!')
        && cx.before(start - 1) != b'/'
        && !(before == b'=' && cx.before(start - 1).is_ascii_alphabetic())
        && !(before == b'-' && cx.before(start - 1).is_ascii_digit())
        || behind == b'-' && !cx.byte(end + 1).is_ascii_digit();
    let plain = Ipv4Addr::from(octets).is_private()
        || octets.iter().filter(|octet| **octet > 31).count() >= 1;
    let (score, why) = match context {
        Context::Cued => (Score::STRONG, "four octets, announced"),
        _ if network(cx, octets, end) => (Score::WEAK, "four octets of a network"),
        _ if packaged || version(cx, start) => (Score::WEAK, "four octets of a version"),
        Context::Silent if plain => (Score::LIKELY, "four octets"),
        Context::Refuted if plain => (Score::ANNOUNCED, "four octets, refuted"),
        _ => (Score::WEAK, "four small numbers"),
    };
    Some(Hit::new(range, score, why))
}

/// Whether a prefix length follows that leaves the address no part of its own: `10.0.0.0/24` is a network and no device
/// (RFC 4632, section 3.1).
fn network(cx: &Cx<'_>, octets: [u8; 4], end: usize) -> bool {
    let digits = |at: usize| cx.byte(at).is_ascii_digit();
    let width = (end + 1..end + 4).take_while(|at| digits(*at)).count();
    if cx.byte(end) != b'/' || !(1..=2).contains(&width) {
        return false;
    }
    let length = (end + 1..=end + width).fold(0, |n, at| n * 10 + u32::from(cx.byte(at) - b'0'));
    let host = 32_u32
        .checked_sub(length)
        .filter(|host| (1..=24).contains(host));
    host.is_some_and(|host| u32::from_be_bytes(octets) & ((1 << host) - 1) == 0)
}

/// Whether numbers with fewer dots stand beside: the path of a drawing, `2.83-2.12 3.51.98.32 2.03.5`.
fn drawn(cx: &Cx<'_>, start: usize, end: usize) -> bool {
    let bytes = cx.bytes();
    let number = |b: &&u8| b.is_ascii_digit() || matches!(b, b'.' | b'-');
    let dots = |part: &[u8]| part.iter().filter(|b| **b == b'.').count();
    if cx.byte(end) != b' ' || cx.before(start) != b' ' || start < 2 {
        return false;
    }
    let next = bytes[end + 1..].iter().take(12).take_while(number).count();
    let next = &bytes[end + 1..end + 1 + next];
    let last = bytes[..start - 1].iter().rev().take(12).take_while(number);
    let last = &bytes[start - 1 - last.count()..start - 1];
    let figure = |part: &[u8]| part.len() > 1 && matches!(dots(part), 1 | 2);
    figure(next) && figure(last)
}

/// Whether a word right before says that a version follows.
fn version(cx: &Cx<'_>, start: usize) -> bool {
    let from = start.saturating_sub(20);
    let mut words = cx.bytes()[from..start].split(|b| !b.is_ascii_alphabetic());
    words.any(|word| {
        // Of another kind of dotted numbers, too.
        [
            "version",
            "versions",
            "ver",
            "release",
            "build",
            "rev",
            "section",
            "oid",
            "objectidentifier",
        ]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
    })
}

fn nobody_4(address: Ipv4Addr) -> bool {
    let first = address.octets()[0];
    address.is_unspecified()
        || address.is_loopback()
        || first == 0
        || first == 255
        || address.is_multicast()
}

fn version_6(cx: &Cx<'_>, colon: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let lead = bytes[colon.saturating_sub(4)..colon]
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_hexdigit())
        .count();
    let mut start = colon - lead;
    let before = cx.before(start);
    if lead > 0 && (word(before) || before == b':') {
        return None;
    }
    // A label's colon stands before the address: `ip:2001:db8::1`.
    if lead == 0 && cx.byte(colon + 1) != b':' {
        start = colon + 1;
    } else if lead == 0 && word(before) {
        return None;
    }
    let part = |b: &u8| b.is_ascii_hexdigit() || matches!(b, b':' | b'.');
    let length = bytes[start..]
        .iter()
        .take(LONGEST + 1)
        .take_while(|b| part(b))
        .count();
    if length > LONGEST || word(cx.byte(start + length)) {
        return None;
    }
    let text = cx.text().get(start..start + length)?;
    let trimmed = text.trim_end_matches('.');
    let trimmed = match trimmed.strip_suffix(':') {
        Some(shorter) if !trimmed.ends_with("::") => shorter,
        _ => trimmed,
    };
    let trimmed = without_port(cx, start, trimmed);
    let address = Ipv6Addr::from_str(trimmed).ok()?;
    // A path of Rust: `F32::<BE>`.
    if trimmed.ends_with("::") && (cx.byte(start + trimmed.len()) == b'<' || trimmed.len() < 6) {
        return None;
    }
    let loopback = address.is_loopback() || address.to_ipv4_mapped().is_some_and(nobody_4);
    if address.is_unspecified() || loopback || address.is_multicast() {
        return None;
    }
    let range = start..start + trimmed.len();
    // Paths of code (`a::b`) and pairs of digits (times, hardware addresses) parse too.
    let digits = trimmed.bytes().any(|b| b.is_ascii_digit());
    let wide = trimmed.split(':').any(|group| group.len() >= 3);
    let first = trimmed
        .split(':')
        .next()
        .is_some_and(|group| group.len() >= 3);
    let colons = trimmed.bytes().filter(|b| *b == b':').count();
    let plain = digits && wide && (first || colons > 2);
    let (score, why) = match cx.context(&range) {
        Context::Cued if digits || colons > 3 => (Score::STRONG, "hexadecimal groups, announced"),
        Context::Silent | Context::Refuted if plain => (Score::LIKELY, "hexadecimal groups"),
        _ => (Score::WEAK, "hexadecimal groups of code"),
    };
    Some(Hit::new(range, score, why))
}

/// The address without a bare port: eight groups and one more, which is decimal; or a compressed address whose last
/// group is a port that no group of it could be, or one that a program would listen at.
fn without_port<'t>(cx: &Cx<'t>, start: usize, text: &'t str) -> &'t str {
    let Some((address, port)) = text.rsplit_once(':') else {
        return text;
    };
    let decimal = (2..=5).contains(&port.len())
        && port.bytes().all(|b| b.is_ascii_digit())
        && !port.starts_with('0')
        && port.parse::<u16>().is_ok();
    if !decimal || address.ends_with(':') || cx.before(start) == b'[' {
        return text;
    }
    let known = [
        "443", "8080", "8443", "3000", "5000", "5432", "3306", "6379", "9000", "9090", "9200",
        "27017",
    ];
    let bare = port.len() == 5
        || address.split(':').count() == 8 && !address.contains("::")
        || address.contains("::") && known.contains(&port);
    if bare && Ipv6Addr::from_str(address).is_ok() {
        address
    } else {
        text
    }
}

fn word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

/// Characters of the longest IPv6 address, with a dotted end.
const LONGEST_6: usize = 45;

/// The address as RFC 5952 and RFC 791 write it; a surface that does not parse stands for itself.
fn canonical(surface: &str) -> String {
    let Ok(address) = Ipv6Addr::from_str(surface) else {
        return surface.to_owned();
    };
    // No address is written longer: a string that grew would leave a copy behind.
    let mut text = String::with_capacity(LONGEST_6);
    match write!(text, "{address}") {
        Ok(()) => text,
        Err(_) => surface.to_owned(),
    }
}
