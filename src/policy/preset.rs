//! Presets: policies that follow a text. Each says which sentence of it asks for what.

use std::time::Duration;

use super::{Action, Policy};
use crate::entity::Entity;
use crate::error::{Error, ErrorKind};

const DAY: Duration = Duration::from_secs(86_400);

/// A policy that follows a law or standard.
///
/// A preset is a starting point for one's own policy, not legal advice: what a text asks depends on who one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Preset {
    /// Everything is tokenised from a score of 0.50, and kept until it is forgotten.
    Default,
    /// Digital Personal Data Protection Act 2023 (India), with its Rules of 2025.
    ///
    /// Section 8(5) asks for reasonable security safeguards; rule 6(1)(a) names among them obfuscation, masking and
    /// virtual tokens mapped to the data: everything is tokenised. Section 8(7) asks for erasure once the purpose is
    /// served: originals are kept for 30 days, a period of ours, to be set to one's purpose. Rule 8(3) has a service keep
    /// personal data and logs for a year for the purposes of the Seventh Schedule: where the vault is the only place that
    /// holds them, its period must be as long. What nobody needs back, one-time passwords, is redacted.
    Dpdp,
    /// Aadhaar Act 2016, and what UIDAI asks of those who handle the number.
    ///
    /// Section 29(4) forbids to publish or display the number; UIDAI's masked form shows its last four digits: the
    /// number is masked. A virtual id and a one-time password are not to be stored (circular 1 of 2018; Authentication
    /// Regulations 2021): both are redacted. The rest is as in `default`. Whoever must have the number back keeps it in
    /// an Aadhaar data vault under a reference that is not derived from it (circular of 25 July 2017): tokenise it with
    /// random ids then.
    Uidai,
    /// PCI DSS 4.0.1.
    ///
    /// Requirement 3.4.1: at most the issuer's number and the last four digits are shown: cards are masked.
    /// Requirement 3.3.1: sensitive authentication data is not kept: one-time passwords are redacted. Requirement
    /// 8.6.2: no passwords in scripts and files: credentials are redacted. The rest is as in `default`.
    Pci,
    /// Regulation (EU) 2016/679.
    ///
    /// Article 4(5) defines pseudonymisation and article 32(1)(a) names it as a measure; article 25(1) asks for it by
    /// design: everything is tokenised, national numbers (article 87) and online identifiers (recital 30) too. Article
    /// 5(1)(e) limits storage: originals are kept for 30 days, a period of ours.
    ///
    /// What parda does not know remains to be done: the special categories of article 9 in words (health, beliefs, origin)
    /// and the offences of article 10. A token is still personal data to whoever holds the key (recital 26).
    Gdpr,
    /// HIPAA Privacy Rule, 45 CFR 164.514(b)(2), Safe Harbor.
    ///
    /// The identifiers of (A) to (R) that parda knows are removed: names, postal addresses and codes, dates of birth,
    /// telephone numbers, e-mail addresses, numbers of social security, accounts, licences, vehicles and devices, web and
    /// network addresses, and any other unique number, those of one's own recognisers too. Paragraph (c) admits a code for
    /// re-identification only where it is not derived from the data, which a keyed token is: all is redacted, nothing
    /// tokenised.
    ///
    /// What parda does not know remains to be done: towns and counties by name alone (B), dates of admission, discharge
    /// and death, and ages over 89 (C), the numbers of medical records and health plans of one's own (H, I), biometric
    /// identifiers and pictures (P, Q).
    Hipaa,
    /// Credentials only: keys, passwords and connection strings are tokenised, all else is let through.
    CredentialsOnly,
}

impl Preset {
    /// Every preset.
    pub const ALL: &'static [Preset] = &[
        Preset::Default,
        Preset::Dpdp,
        Preset::Uidai,
        Preset::Pci,
        Preset::Gdpr,
        Preset::Hipaa,
        Preset::CredentialsOnly,
    ];

    /// The preset's name, as policy files and the command line write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Preset::Default => "default",
            Preset::Dpdp => "dpdp",
            Preset::Uidai => "uidai",
            Preset::Pci => "pci",
            Preset::Gdpr => "gdpr",
            Preset::Hipaa => "hipaa",
            Preset::CredentialsOnly => "credentials-only",
        }
    }

    /// The preset of that name.
    ///
    /// # Errors
    ///
    /// When there is none; the error suggests the nearest.
    pub fn named(name: &str) -> Result<Preset, Error> {
        let found = Preset::ALL.iter().find(|preset| preset.name() == name);
        found.copied().ok_or_else(|| {
            let names = || Preset::ALL.iter().map(|preset| preset.name());
            let hint = match super::suggest::nearest(name, names()) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
            };
            let name: String = name.chars().take(40).collect();
            ErrorKind::PolicyFile {
                reason: format!("no preset is named {name:?}; {hint}"),
                line: 0,
                column: 0,
            }
            .into()
        })
    }

    /// The policy.
    #[must_use]
    pub fn policy(self) -> Policy {
        let base = Policy::new();
        match self {
            Preset::Default => base,
            Preset::Dpdp => on(base, Action::Redact, &["OTP"]).default_retention(DAY * 30),
            Preset::Uidai => {
                let masked = on(base, Action::Mask, &["AADHAAR"]);
                on(masked, Action::Redact, &["AADHAAR_VID", "OTP"])
            }
            Preset::Pci => {
                let masked = on(base, Action::Mask, &["CARD"]);
                on(masked, Action::Redact, &["OTP", "SECRET"])
            }
            Preset::Gdpr => base.default_retention(DAY * 30),
            Preset::Hipaa => on(base.otherwise(Action::Redact), Action::Redact, SAFE_HARBOR),
            Preset::CredentialsOnly => {
                on(base.otherwise(Action::Allow), Action::Tokenise, &["SECRET"])
            }
        }
    }
}

/// What parda knows of 45 CFR 164.514(b)(2)(i), in the order of its letters.
static SAFE_HARBOR: &[&str] = &[
    "PERSON", // A
    "ADDRESS",
    "PIN_CODE",
    "GEO",           // B
    "DATE_OF_BIRTH", // C
    "PHONE",         // D, E
    "EMAIL",         // F
    "US_SSN",        // G
    "UK_NHS",
    "ABHA",
    "ABHA_ADDRESS",
    "ESIC", // H, I
    "BANK_ACCOUNT",
    "IBAN",
    "ABA_ROUTING",
    "IFSC",
    "CARD",
    "UPI",
    "CRYPTO_WALLET", // J
    "DRIVING_LICENCE_IN",
    "PASSPORT_IN",
    "DIN", // K
    "VEHICLE_IN",
    "VIN", // L
    "IMEI",
    "MAC_ADDRESS", // M
    "URL",         // N
    "IP_ADDRESS",  // O
    // R: any other unique identifying number
    "AADHAAR",
    "AADHAAR_VID",
    "PAN",
    "GSTIN",
    "EPIC",
    "UAN",
    "NREGA",
    "UDYAM",
    "CIN",
    "TAN",
    "US_ITIN",
    "UK_NINO",
    "OTP",
    "SECRET",
];

fn on(policy: Policy, action: Action, labels: &[&str]) -> Policy {
    let entities = labels.iter().filter_map(|label| Entity::custom(label).ok());
    entities.fold(policy, |policy, entity| policy.on(entity, action))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(preset: Preset, label: &str) -> Action {
        preset
            .policy()
            .action(Entity::custom(label).expect("a label"))
    }

    #[test]
    fn each_preset_does_what_its_text_asks() {
        use Preset::*;
        let wanted = [
            (Default, "AADHAAR", Action::Tokenise),
            (Default, "SECRET", Action::Tokenise),
            (Dpdp, "AADHAAR", Action::Tokenise),
            (Dpdp, "OTP", Action::Redact),
            (Uidai, "AADHAAR", Action::Mask),
            (Uidai, "AADHAAR_VID", Action::Redact),
            (Uidai, "EMAIL", Action::Tokenise),
            (Pci, "CARD", Action::Mask),
            (Pci, "SECRET", Action::Redact),
            (Pci, "PERSON", Action::Tokenise),
            (Gdpr, "IP_ADDRESS", Action::Tokenise),
            (Hipaa, "PERSON", Action::Redact),
            (Hipaa, "US_SSN", Action::Redact),
            (Hipaa, "CIN", Action::Redact),
            (Hipaa, "MEDICAL_RECORD", Action::Redact),
            (CredentialsOnly, "SECRET", Action::Tokenise),
            (CredentialsOnly, "AADHAAR", Action::Allow),
        ];
        for (preset, label, wanted) in wanted {
            assert_eq!(action(preset, label), wanted, "{} {label}", preset.name());
        }
        assert_eq!(Dpdp.policy().retention(Entity::EMAIL), Some(DAY * 30));
        assert_eq!(Default.policy().retention(Entity::EMAIL), None);
    }

    #[test]
    fn every_preset_goes_by_its_name_and_a_misspelt_one_gets_a_hint() {
        for preset in Preset::ALL {
            assert_eq!(Preset::named(preset.name()).expect("named"), *preset);
        }
        let error = Preset::named("hippa")
            .expect_err("no such preset")
            .to_string();
        assert!(error.contains("did you mean \"hipaa\"?"), "{error}");
    }
}
