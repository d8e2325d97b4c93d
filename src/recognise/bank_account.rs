//! Bank account numbers in India: 9 to 18 digits whose form each bank chooses, without a common check (Reserve Bank of
//! India; NPCI). So a number counts where words announce it, or where a branch's IFSC stands near it.

use super::candidate::{Context, Cx, Digits, Separator};
use super::ifsc::near;
use super::reference::of_cloud;
use super::shape::Shape;
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A bank account number.
    pub const BANK_ACCOUNT: Entity = Entity::new("BANK_ACCOUNT", "ACCT");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::BANK_ACCOUNT,
    triggers: &[
        Trigger::Shaped(9, 18, Shape::groups(1, 1).alone(), number),
        Trigger::Shaped(
            9,
            18,
            Shape::groups(2, 5)
                .between(&[Separator::Space, Separator::Hyphen])
                .alone()
                .hinted_for_more(),
            number,
        ),
    ],
    cues: &[
        "account",
        "account number",
        "account no",
        "account num",
        "acct",
        "acct no",
        "a c",
        "a c no",
        "ac no",
        "acc",
        "acc no",
        "accountno",
        "accountnumber",
        "bank account",
        "savings account",
        "current account",
        "beneficiary",
        "khata",
        "khaata",
        "khate",
        "khata number",
        "khata no",
        "खाता",
        "खाते",
        "खाता संख्या",
        "अकाउंट",
        "अकाउन्ट",
        "একাউন্ট",
        "অ্যাকাউন্ট",
        "হিসাব নম্বর",
        "கணக்கு",
        "ఖాతా",
        "అకౌంట్",
        "ಖಾತೆ",
        "അക്കൗണ്ട്",
        "ખાતા",
        "ખાતું",
        "એકાઉન્ટ",
        "ਖਾਤਾ",
        "ਖਾਤੇ",
        "ଖାତା",
        "ଆକାଉଣ୍ଟ",
        "اکاؤنٹ",
        "کھاتہ",
        "bankaccountnumber",
        "bankaccountno",
        "bankaccount",
        "bankacc",
        "beneficiaryaccount",
        "beneficiaryaccountnumber",
        "savingsaccount",
        "accountnum",
        "acno",
        "bankac",
    ],
    spelling: Spelling::DIGITS,
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let run = match (d.groups.len(), d.separator) {
        (1, _) => true,
        (2..=5, Separator::Space | Separator::Hyphen) if d.groups.iter().all(|n| *n >= 2) => false,
        _ => return None,
    };
    if d.value.iter().all(|b| *b == d.value[0]) || matches!(d.before, b'+' | b'.' | b'$') {
        return None;
    }
    if d.after == b'.' && cx.byte(d.end + 1).is_ascii_digit() || d.after == b'@' {
        return None;
    }
    if !run && cx.unannounced(&d.range()) || of_cloud(cx.bytes(), &d.range()) {
        return None;
    }
    let mobile = matches!(
        d.value,
        [b'6'..=b'9', _, _, _, _, _, _, _, _, _]
            | [b'0', b'6'..=b'9', _, _, _, _, _, _, _, _, _]
            | [b'9', b'1', b'6'..=b'9', _, _, _, _, _, _, _, _, _]
    );
    // Free numbers of India's telephone plan stand behind the account in messages of banks.
    let free = matches!(d.value, [b'1', b'8', b'0' | b'6', b'0', ..]) && d.value.len() <= 11;
    if free && cx.cue_distance(&d.range()) > 24 {
        return None;
    }
    let (score, why) = match cx.cued(&d.range()) {
        true if run || !d.chained_before && !d.chained_after => {
            (cx.cued_score(&d.range()), "announced")
        }
        false
            if run
                && !mobile
                && cx.context(&d.range()) == Context::Silent
                && near(cx, &d.range()) =>
        {
            (Score::new(58), "branch code near")
        }
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(d.range(), score, why))
}
