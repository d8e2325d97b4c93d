//! Every rule of a key's shape, held to values made of its own shape; none is written out here.

use super::index::rules;
use super::shape::{Key, Part, Proof, crc_suffix};
use crate::documents::Dice;
use crate::entity::Entity;
use crate::finding::Score;
use crate::scan::Scanner;

/// A sample of a rule: its prefix and random characters of its alphabets; the check computed where it has one.
fn sample(key: &Key, seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut draw = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % below
    };
    let mut value = key.prefix.to_owned();
    for part in key.parts {
        match *part {
            Part::Is(literal) => value.push_str(literal),
            Part::Run(set, least, most) => {
                let body: Vec<char> = (0..128_u8)
                    .filter(|b| set.has(*b) && b.is_ascii_alphanumeric())
                    .map(char::from)
                    .collect();
                let length = usize::from(least) + draw(usize::from(most - least).min(4) + 1);
                // A digit somewhere, as a random key of this length all but surely has.
                value.extend((0..length).map(|i| match i {
                    0 if set.has(b'7') => '7',
                    _ => body[draw(body.len())],
                }));
            }
        }
    }
    if key.proof == Proof::Crc {
        let split = value.len() - 6;
        let suffix = crc_suffix(&value.as_bytes()[key.prefix.len()..split]);
        value.truncate(split);
        value.extend(suffix.map(char::from));
    }
    if key.prefix.starts_with('.') {
        value.insert_str(0, "a1B2c3D4e5F6g7");
    }
    value
}

#[test]
fn there_are_enough_rules_and_their_names_are_in_kebab_case() {
    let mut names: Vec<_> = rules().iter().map(|key| key.name).collect();
    assert!(names.len() >= 150);
    names.sort_unstable();
    names.dedup();
    assert!(names.len() >= 150, "{}", names.len());
    for name in names {
        assert!(
            name.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{name}"
        );
    }
}

#[test]
fn every_rule_finds_its_own_keys_whole_and_under_its_name() {
    let scanner = Scanner::builder()
        .only([Entity::SECRET])
        .build()
        .expect("a scanner");
    let mut wrong = Vec::new();
    for key in rules() {
        for seed in 1..6 {
            let value = sample(key, seed);
            for (before, after) in [
                ("", ""),
                ("use ", " now"),
                ("(", ")."),
                ("\\n", "\\n"),
                ("\"", "\","),
                ("=", "\n"),
            ] {
                let text = format!("{before}{value}{after}");
                let found: Vec<_> = scanner
                    .scan(&text)
                    .iter()
                    .map(|f| (f.range(), f.why()))
                    .collect();
                let wanted = before.len()..before.len() + value.len();
                if found != [(wanted, key.name)] {
                    wrong.push(format!("{} {text:?}: {found:?}", key.name));
                    break;
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_key_that_is_cut_short_or_glued_to_more_is_none_of_the_rule() {
    let scanner = Scanner::builder()
        .only([Entity::SECRET])
        .build()
        .expect("a scanner");
    for key in rules() {
        let fixed = key.parts.iter().all(|part| match part {
            Part::Is(_) => true,
            Part::Run(_, least, most) => least == most,
        });
        if !fixed {
            continue;
        }
        let value = sample(key, 3);
        for text in [
            value[..value.len() - 1].to_owned(),
            format!("{value}q"),
            format!("q{value}"),
        ] {
            let same = scanner
                .scan(&text)
                .iter()
                .any(|f| f.why() == key.name && f.range().len() >= value.len());
            assert!(!same, "{}: {text}", key.name);
        }
    }
}

#[test]
fn a_wrong_checksum_makes_a_key_less_sure() {
    let scanner = Scanner::builder()
        .only([Entity::SECRET])
        .build()
        .expect("a scanner");
    for key in rules().iter().filter(|key| key.proof == Proof::Crc) {
        let value = sample(key, 9);
        let last = value.as_bytes()[value.len() - 1];
        let other = if last == b'a' { 'b' } else { 'a' };
        let mistyped = format!("{}{other}", &value[..value.len() - 1]);
        assert_eq!(scanner.scan(&value)[0].score(), Score::CERTAIN);
        assert_eq!(scanner.scan(&mistyped)[0].score(), Score::ANNOUNCED);
    }
}

/// Random characters of an alphabet, a digit first.
fn drawn(dice: &mut Dice, alphabet: &str, length: usize) -> String {
    let of = |n: usize| char::from(alphabet.as_bytes()[n]);
    (0..length)
        .map(|n| match n {
            0 => '7',
            _ => of(dice.below(alphabet.len())),
        })
        .collect()
}

#[test]
fn a_key_that_no_prefix_begins_is_found_whole_and_under_its_name() {
    const HEX: &str = "0123456789abcdef";
    const ALL: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let scanner = Scanner::builder()
        .only([Entity::SECRET])
        .build()
        .expect("a scanner");
    let mut dice = Dice::new(6);
    for _ in 0..20 {
        let hex = |dice: &mut Dice, length| drawn(dice, HEX, length);
        let mailgun = [32, 8, 8].map(|length| hex(&mut dice, length)).join("-");
        // A snowflake of eighteen digits begins with one whose base 64 begins with M or N.
        let snowflake = "MTIzNDU2Nzg5MDEyMzQ1Njc4";
        let keys = [
            (
                "mailchimp-api-key",
                format!("{}-us{}", hex(&mut dice, 32), 1 + dice.below(21)),
            ),
            ("mailgun-api-key", mailgun),
            (
                "azure-client-secret",
                format!("a{}b8Q~{}", dice.below(10), drawn(&mut dice, ALL, 34)),
            ),
            (
                "telegram-bot-token",
                format!("4{}:AA{}", dice.digits(8), drawn(&mut dice, ALL, 33)),
            ),
            (
                "discord-bot-token",
                format!(
                    "{snowflake}.{}.{}",
                    drawn(&mut dice, ALL, 6),
                    drawn(&mut dice, ALL, 38)
                ),
            ),
        ];
        for (name, key) in keys {
            for (before, after) in [("", ""), ("use ", " now"), ("(", ")"), ("\"", "\",")] {
                let text = format!("{before}{key}{after}");
                let found = scanner.scan(&text);
                let found: Vec<_> = found.iter().map(|f| (&text[f.range()], f.why())).collect();
                assert_eq!(found, [(key.as_str(), name)], "{text}");
            }
            let cut = &key[..key.len() - 12];
            let found = scanner.scan(cut);
            assert!(!found.iter().any(|f| f.why() == name), "{cut}");
        }
    }
}
