//! Recognisers: one file per entity, and the catalogue that lists them.
//!
//! A recogniser is a `static` [`Rule`]: what wakes it up, the check that it makes there, the words that announce its
//! entity, and how its values are spelled. The scanner calls a check only at an anchor of the rule's kind; a check
//! looks at a bounded stretch around it, so that the whole stays linear on any input.

mod among;
pub(crate) mod candidate;
pub(crate) mod checksum;
pub(crate) mod cue;
pub(crate) mod custom;
mod form;
pub(crate) mod grid;
mod insert;
mod lead;
mod member;
mod reference;
mod refuting;
pub(crate) mod shape;
pub(crate) mod sign;
pub(crate) mod span;
pub(crate) mod spelling;
mod split;
mod stretch;
mod track;
mod turn;
mod word;

mod aadhaar;
mod aadhaar_vid;
mod aba_routing;
mod abha;
mod abha_address;
mod address;
mod bank_account;
mod card;
mod cin;
mod crypto_wallet;
mod date_of_birth;
mod din;
mod driving_licence_in;
mod email;
mod epic;
mod esic;
mod geo;
mod gstin;
mod iban;
mod ifsc;
mod ifsc_table;
mod imei;
mod indian_state_table;
mod ip_address;
mod keccak;
mod mac_address;
mod month;
mod nrega;
mod otp;
mod pan;
mod passport_in;
pub(crate) mod person;
mod phone;
mod phone_table;
mod pin_code;
mod pin_code_table;
mod secret;
mod spelled;
mod tan;
mod uan;
mod udyam;
mod uk_nhs;
mod uk_nino;
pub(crate) mod upi;
mod upi_table;
mod url;
mod us_itin;
mod us_ssn;
mod vehicle_in;
mod vin;

use crate::entity::Entity;
use crate::finding::Hit;
use candidate::{Code, Cx, Digits};
use shape::Shape;
use sign::{Around, Sign};
use spelling::Spelling;
use std::ops::Range;

/// The table of contents: every built-in recogniser, in the order that breaks ties between equal findings.
pub(crate) static CATALOGUE: &[&Rule] = &[
    // Credentials: first, since an address within a connection string is a part of it
    &secret::RULE,
    // Mission
    &aadhaar::RULE,
    &card::RULE,
    &pan::RULE,
    &email::RULE,
    &person::RULE,
    // India
    &aadhaar_vid::RULE,
    &gstin::RULE,
    &epic::RULE,
    &passport_in::RULE,
    &driving_licence_in::RULE,
    &vehicle_in::RULE,
    &ifsc::RULE,
    &upi::RULE,
    &phone::RULE,
    &uan::RULE,
    &esic::RULE,
    &abha::RULE,
    &abha_address::RULE,
    &tan::RULE,
    &cin::RULE,
    &din::RULE,
    &udyam::RULE,
    &nrega::RULE,
    &otp::RULE,
    &pin_code::RULE,
    &bank_account::RULE,
    // Global
    &iban::RULE,
    &us_ssn::RULE,
    &us_itin::RULE,
    &uk_nhs::RULE,
    &uk_nino::RULE,
    &ip_address::RULE,
    &mac_address::RULE,
    &url::RULE,
    &date_of_birth::RULE,
    &crypto_wallet::RULE,
    &aba_routing::RULE,
    &imei::RULE,
    &geo::RULE,
    &vin::RULE,
    &address::RULE,
];

/// A recogniser for one entity.
pub(crate) struct Rule {
    /// What it finds.
    pub(crate) entity: Entity,
    /// Where the scanner calls it, and what it calls there.
    pub(crate) triggers: &'static [Trigger],
    /// Lower-case words and phrases (at most three words, single spaces) that announce the entity.
    pub(crate) cues: &'static [&'static str],
    /// Canonical form, usual spelling and mask.
    pub(crate) spelling: Spelling,
}

/// An anchor kind with the check to run there. Offsets are bytes of the text.
///
/// Checks return `None` to pass. A hit may start before the anchor.
#[derive(Clone, Copy)]
#[allow(dead_code)]
pub(crate) enum Trigger {
    /// At each `@` with that beside it.
    At(Around, fn(&Cx<'_>, &Sign) -> Option<Hit>),
    /// At each window of whole digit groups that holds between the two numbers of digits, both included (1 to 24).
    Digits(u8, u8, fn(&Cx<'_>, &Digits<'_>) -> Option<Hit>),
    /// As `Digits`, for windows of that shape only.
    Shaped(u8, u8, Shape, fn(&Cx<'_>, &Digits<'_>) -> Option<Hit>),
    /// At each word of ASCII letters and digits that holds both, between the two lengths, both included (2 to 64).
    Code(u8, u8, fn(&Cx<'_>, &Code<'_>) -> Option<Hit>),
    /// At each run of 16 or more of `[A-Za-z0-9_-]`, with its range (cut at 4,096 bytes).
    Long(fn(&Cx<'_>, Range<usize>) -> Option<Hit>),
    /// At each `:` or `=` that stands behind a letter, quote or bracket: a key and its value.
    /// The key's last two bytes are asked about first; a colon right behind a word, as in `-u name:password`, is not.
    Assign(fn([u8; 2]) -> bool, fn(&Cx<'_>, usize) -> Option<Hit>),
    /// At the colon of each `://`.
    Scheme(fn(&Cx<'_>, usize) -> Option<Hit>),
    /// At the first colon of a run of hex digits and colons that holds two or more colons.
    Colons(fn(&Cx<'_>, usize) -> Option<Hit>),
    /// At the first dot of digit, dot, digit, where a second dot follows within four bytes.
    Dots(fn(&Cx<'_>, usize) -> Option<Hit>),
    /// At each hyphen behind a space: a flag of a command.
    Flag(fn(&Cx<'_>, usize) -> Option<Hit>),
    /// At the first of five hyphens in a row.
    Dashes(fn(&Cx<'_>, usize) -> Option<Hit>),
    /// At each `assword`: a password that a sentence tells.
    Password(fn(&Cx<'_>, usize) -> Option<Hit>),
}

/// Whether a check may find something behind a key that ends in these two letters, with `third` before them: most keys
/// are named for nothing.
pub(crate) fn may_end_key(third: u8, ends: [u8; 2]) -> bool {
    let [one, two] = ends;
    KEY_ENDS[usize::from(one % 32)] >> (two % 32) & 1 == 1 || url::may_be_label([third, one, two])
}

/// For the last letter but one of a key, by its low five bits: the last letters that it may have behind it, where the
/// key names no address of the web.
static KEY_ENDS: [u32; 32] = {
    let (mut table, mut one) = ([0; 32], b'a');
    while one <= b'z' {
        let mut two = b'a';
        while two <= b'z' {
            if secret::may_be_named([one, two]) || address::may_announce([one, two]) {
                table[one as usize % 32] |= 1 << (two % 32);
            }
            two += 1;
        }
        one += 1;
    }
    table
};

/// The built-in entity of that label.
pub(crate) fn entity_named(label: &str) -> Option<Entity> {
    CATALOGUE
        .iter()
        .map(|rule| rule.entity)
        .find(|entity| entity.label() == label)
}

/// How values of `entity` are spelled; the exact surface for an entity that has no rule of its own.
pub(crate) fn spelling(entity: Entity) -> &'static Spelling {
    CATALOGUE
        .iter()
        .find(|rule| rule.entity == entity)
        .map_or(&Spelling::EXACT, |rule| &rule.spelling)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_refused_by_its_last_letters_where_every_check_refuses_it() {
        let letters = || (0..=127_u8).filter(u8::is_ascii_alphabetic);
        let triggers = || CATALOGUE.iter().filter(|rule| rule.entity != Entity::URL);
        let triggers = || triggers().flat_map(|rule| rule.triggers);
        for ends in letters().flat_map(|one| letters().map(move |two| [one, two])) {
            let any =
                triggers().any(|trigger| matches!(trigger, Trigger::Assign(may, _) if may(ends)));
            // No label of an address has such a letter there.
            assert_eq!(may_end_key(b'z', ends), any, "{ends:?}");
        }
        for label in url::LABELS {
            let last = label.last_chunk().expect("three letters");
            for [third, one, two] in [*last, last.map(|b| b.to_ascii_uppercase())] {
                assert!(may_end_key(third, [one, two]));
            }
        }
    }
}
