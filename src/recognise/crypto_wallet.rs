//! Addresses of crypto-currency wallets, by their checksums: Base58Check with a double SHA-256 (Bitcoin and its kin,
//! Tron; Ripple with its own alphabet), Bech32 and Bech32m (BIP 173, BIP 350), mixed-case hex (EIP-55), and Monero's
//! Base58 by blocks with Keccak (CryptoNote standard 007). Solana's have no checksum and need a cue.

use sha2::{Digest, Sha256};
use std::ops::Range;

use super::candidate::{Code, Context, Cx};
use super::keccak::keccak_256;
use super::spelling::{Spelling, mask_all_but_last_four};
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// The address of a crypto-currency wallet.
    pub const CRYPTO_WALLET: Entity = Entity::new("CRYPTO_WALLET", "WALLET");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::CRYPTO_WALLET,
    triggers: &[Trigger::Code(25, 64, address), Trigger::Long(long)],
    cues: &[
        "wallet",
        "wallet address",
        "btc",
        "bitcoin",
        "eth",
        "ethereum",
        "usdt",
        "usdc",
        "litecoin",
        "ltc",
        "dogecoin",
        "tron",
        "trx",
        "solana",
        "sol",
        "xrp",
        "ripple",
        "metamask",
        "crypto",
        "bnb",
        "polygon",
        "matic",
        "cardano",
        "ada address",
        "deposit address",
        "payout address",
        "वॉलेट",
        "बिटकॉइन",
    ],
    spelling: Spelling {
        canonical,
        usual: str::to_owned,
        mask: mask_all_but_last_four,
    },
};

/// The longest address that is checked, in characters (Cardano's have 103).
const LONGEST: usize = 120;

/// The shortest address in base 58 that begins with another head than zero.
const SHORTEST_SMALL: usize = 33;

/// The readable heads of Bech32 addresses.
static HEADS: &[&[u8]] = &[
    b"bc",
    b"tb",
    b"bcrt",
    b"ltc",
    b"tltc",
    b"addr",
    b"stake",
    b"cosmos",
    b"osmo",
    b"inj",
    b"terra",
    b"celestia",
];

fn address(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    judge(cx, code.word, code.range())
}

/// A run too long for a word: Cardano's addresses.
fn long(cx: &Cx<'_>, run: Range<usize>) -> Option<Hit> {
    if !(65..=LONGEST).contains(&run.len()) {
        return None;
    }
    judge(cx, cx.bytes().get(run.clone())?, run)
}

fn judge(cx: &Cx<'_>, word: &[u8], range: Range<usize>) -> Option<Hit> {
    if word.len() == 42 && (word.starts_with(b"0x") || word.starts_with(b"0X")) {
        return hex(cx, &word[2..], range);
    }
    let split = word.iter().rposition(|b| *b == b'1').filter(|at| {
        word.get(..*at)
            .is_some_and(|head| HEADS.iter().any(|known| known.eq_ignore_ascii_case(head)))
    });
    if let Some(split) = split {
        let cued = || cx.cued(&range);
        return match bech32(word, split) {
            true => Some(Hit::new(range, Score::CERTAIN, "bech32")),
            false if word.len() >= 38 && cued() => Some(Hit::new(
                range,
                Score::ANNOUNCED,
                "announced, bech32 check wrong",
            )),
            false => None,
        };
    }
    if let Some(checked) = monero(word) {
        let (score, why) = match checked {
            true => (Score::CERTAIN, "cryptonote"),
            false if cx.cued(&range) => (Score::ANNOUNCED, "announced, cryptonote check wrong"),
            false => return None,
        };
        return Some(Hit::new(range, score, why));
    }
    // Neither alphabet has these: most words of hex digits hold one.
    if !(25..=44).contains(&word.len())
        || word.iter().any(|b| matches!(b, b'0' | b'O' | b'I' | b'l'))
    {
        return None;
    }
    // Nor are there capitals in those. An address of 25 bytes has 33 characters at least, but for the `1` of each zero
    // that it begins with, and what only words announce has letters of both cases.
    let small = !word
        .iter()
        .fold(false, |any, b| any | b.is_ascii_uppercase());
    if small && word.len() < SHORTEST_SMALL && !matches!(word[0], b'1' | b'r') {
        return None;
    }
    let bitcoin = decode_58(word, BITCOIN);
    if bitcoin
        .as_ref()
        .is_some_and(|(bytes, length)| checked_58(&bytes[..*length], false))
    {
        return Some(Hit::new(range, Score::CERTAIN, "base58check"));
    }
    let ripple = (word[0] == b'r').then(|| decode_58(word, RIPPLE)).flatten();
    if ripple.is_some_and(|(bytes, length)| checked_58(&bytes[..length], true)) {
        return Some(Hit::new(range, Score::CERTAIN, "base58check"));
    }
    let (_, length) = bitcoin?;
    let mixed = word.iter().any(u8::is_ascii_lowercase) && word.iter().any(u8::is_ascii_uppercase);
    let likely = match (word[0], length) {
        (_, 32) => "announced, 32 bytes in base58",
        (b'1' | b'3' | b'L' | b'M' | b'D' | b'T' | b'r', 24..=26) => {
            "announced, base58 check wrong"
        }
        _ => return None,
    };
    (mixed && cx.cued(&range)).then(|| Hit::new(range, Score::ANNOUNCED, likely))
}

fn hex(cx: &Cx<'_>, digits: &[u8], range: Range<usize>) -> Option<Hit> {
    if !digits.iter().all(u8::is_ascii_hexdigit) || digits.iter().all(|b| *b == digits[0]) {
        return None;
    }
    // The low addresses are contracts of the protocol itself.
    if digits[..20].iter().all(|b| *b == b'0') {
        return None;
    }
    let upper = digits.iter().any(u8::is_ascii_uppercase);
    let lower = digits.iter().any(u8::is_ascii_lowercase);
    let (score, why) = match (upper && lower, cx.context(&range)) {
        (true, _) if eip_55(digits) => (Score::CERTAIN, "eip-55"),
        (false, Context::Cued) => (Score::STRONG, "20 bytes in hex, announced"),
        (false, Context::Silent) => (Score::LIKELY, "20 bytes in hex"),
        (true, Context::Cued) => (Score::ANNOUNCED, "announced, eip-55 check wrong"),
        _ => (Score::WEAK, "20 bytes in hex"),
    };
    Some(Hit::new(range, score, why))
}

/// EIP-55: a letter is upper case where the hash of the lower-case digits has a nibble of eight or more.
fn eip_55(digits: &[u8]) -> bool {
    let Some(hash) = keccak_256(&digits.to_ascii_lowercase()) else {
        return false;
    };
    digits.iter().zip(0..).all(|(digit, place): (&u8, usize)| {
        let nibble = hash
            .get(place / 2)
            .map_or(0, |byte| if place % 2 == 0 { byte >> 4 } else { byte & 15 });
        !digit.is_ascii_alphabetic() || digit.is_ascii_uppercase() == (nibble >= 8)
    })
}

/// Characters of the Base58 of each number of bytes, by blocks of eight bytes (CryptoNote standard 007).
static BLOCKS: [usize; 9] = [0, 2, 3, 5, 6, 7, 9, 10, 11];
/// Bytes of a Monero address: the network, two keys, a payment id in some, a checksum.
const MONERO: usize = 77;

/// Whether the check of a Monero address holds; `None` for what has not the length and head of one.
fn monero(word: &[u8]) -> Option<bool> {
    if !matches!(word.len(), 95 | 106) || !matches!(word[0], b'4' | b'8') {
        return None;
    }
    let mut bytes = [0_u8; MONERO];
    let mut length = 0;
    for block in word.chunks(BLOCKS[8]) {
        let size = BLOCKS.iter().position(|n| *n == block.len())?;
        let mut value = 0_u128;
        for byte in block {
            let digit = BITCOIN.iter().position(|letter| letter == byte)?;
            value = value * 58 + digit as u128;
        }
        let out = bytes.get_mut(length..length + size)?;
        out.copy_from_slice(&value.to_be_bytes()[16 - size..]);
        if value >> (8 * size) != 0 {
            return Some(false);
        }
        length += size;
    }
    let (body, check) = bytes.get(..length)?.split_last_chunk::<4>()?;
    Some(keccak_256(body).is_some_and(|hash| hash[..4] == *check))
}

static BITCOIN: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
static RIPPLE: &[u8; 58] = b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

/// The bytes that `word` stands for in base 58, in front, and how many they are (at most 40).
fn decode_58(word: &[u8], alphabet: &[u8; 58]) -> Option<([u8; 40], usize)> {
    let mut little = [0_u8; 40];
    let mut length = 0;
    for byte in word {
        let mut carry = alphabet.iter().position(|letter| letter == byte)?;
        for place in little.iter_mut().take(length) {
            carry += usize::from(*place) * 58;
            *place = (carry & 0xff) as u8;
            carry >>= 8;
        }
        while carry > 0 {
            *little.get_mut(length)? = (carry & 0xff) as u8;
            length += 1;
            carry >>= 8;
        }
    }
    length += word.iter().take_while(|b| **b == alphabet[0]).count();
    little.get_mut(..length)?.reverse();
    Some((little, length))
}

/// Whether the last four bytes are the double hash of the rest, and the head is one of an address.
fn checked_58(bytes: &[u8], ripple: bool) -> bool {
    let Some((body, check)) = bytes.split_last_chunk::<4>() else {
        return false;
    };
    let known = match (body.len(), body.first_chunk::<2>()) {
        (21, Some([version, _])) if ripple => *version == 0,
        // Bitcoin, Litecoin, Dogecoin, Dash, Tron and the test networks.
        (21, Some([version, _])) => matches!(
            version,
            0x00 | 0x05 | 0x30 | 0x32 | 0x1e | 0x16 | 0x4c | 0x10 | 0x41 | 0x6f | 0xc4
        ),
        // Zcash's transparent addresses.
        (22, Some([0x1c, 0xb8 | 0xbd])) => true,
        _ => false,
    };
    known && Sha256::digest(Sha256::digest(body))[..4] == *check
}

/// BIP 173 and BIP 350: the checksum over the head and the data behind the last `1` at `split`, in one case.
fn bech32(word: &[u8], split: usize) -> bool {
    const LETTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let one_case =
        !word.iter().any(u8::is_ascii_lowercase) || !word.iter().any(u8::is_ascii_uppercase);
    let (head, data) = word.split_at(split);
    let data = &data[1..];
    if !one_case || data.len() < 8 {
        return false;
    }
    let mut sum = 1_u32;
    let mut feed = |value: u32| {
        const GENERATOR: [u32; 5] = [
            0x3b6a_57b2,
            0x2650_8e6d,
            0x1ea1_19fa,
            0x3d42_33dd,
            0x2a14_62b3,
        ];
        let top = sum >> 25;
        sum = (sum & 0x01ff_ffff) << 5 ^ value;
        for (bit, generator) in GENERATOR.iter().enumerate() {
            if top >> bit & 1 == 1 {
                sum ^= generator;
            }
        }
    };
    for byte in head {
        feed(u32::from(byte.to_ascii_lowercase() >> 5));
    }
    feed(0);
    for byte in head {
        feed(u32::from(byte.to_ascii_lowercase() & 31));
    }
    for byte in data {
        let byte = byte.to_ascii_lowercase();
        let Some(value) = LETTERS.iter().position(|letter| *letter == byte) else {
            return false;
        };
        feed(value as u32);
    }
    matches!(sum, 1 | 0x2bc8_30a3)
}

/// Hex and Bech32 addresses are the same in either case; Base58 is not.
fn canonical(surface: &str) -> String {
    let hex = surface.len() == 42
        && surface
            .get(..2)
            .is_some_and(|head| head.eq_ignore_ascii_case("0x"));
    let bech32 = surface
        .rfind('1')
        .and_then(|at| surface.as_bytes().get(..at))
        .is_some_and(|head| HEADS.iter().any(|known| known.eq_ignore_ascii_case(head)));
    if hex || bech32 {
        surface.to_lowercase()
    } else {
        surface.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shorter_than_an_address_holds_fewer_bytes() {
        for length in 1..SHORTEST_SMALL {
            for word in [vec![b'z'; length], vec![b'2'; length]] {
                let decoded = decode_58(&word, BITCOIN);
                assert!(decoded.is_some_and(|(_, bytes)| bytes < 25), "{length}");
            }
        }
        let whole = decode_58(&[b'z'; SHORTEST_SMALL], BITCOIN);
        assert!(whole.is_some_and(|(_, bytes)| bytes == 25));
    }
}
