//! What a service would write without parda: one regular expression per entity and provider, run in turn.
//!
//! ASCII classes and word boundaries throughout: the Unicode forms are 10 to 500 times slower on text that is not
//! ASCII, and a baseline should be one that somebody would keep.

use std::collections::HashMap;

use hmac::{Hmac, KeyInit, Mac};
use regex::bytes::Regex;
use regex_automata::meta;
use sha2::Sha256;

/// One pattern per entity of the default policy, and one per common credential.
pub const PATTERNS: &[&str] = &[
    r"(?-u:\b)[2-9][0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}(?-u:\b)",
    r"(?-u:\b)[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}(?-u:\b)",
    r"(?i-u:\b[A-Z]{3}[ABCFGHJLPT][A-Z][0-9]{4}[A-Z]\b)",
    r"(?-u)[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
    r"(?-u:\b)(?:4[0-9]{3}|5[1-5][0-9]{2}|2[2-7][0-9]{2}|6[0-9]{3}|3[47][0-9]{2})[ -]?[0-9]{4,6}[ -]?[0-9]{4,5}(?:[ -]?[0-9]{1,4})?(?-u:\b)",
    r"(?-u:\b)[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z](?-u:\b)",
    r"(?-u:\b)[A-Z]{3}[0-9]{7}(?-u:\b)",
    r"(?-u:\b)[A-PR-WY][1-9][0-9]{6}(?-u:\b)",
    r"(?-u:\b)[A-Z]{2}[ -]?[0-9]{2}[ -]?(?:19|20)[0-9]{2}[0-9]{7}(?-u:\b)",
    r"(?-u:\b)[A-Z]{2}[ -]?[0-9]{1,2}[ -]?[A-Z]{1,3}[ -]?[0-9]{4}(?-u:\b)",
    r"(?-u:\b)[A-Z]{4}0[A-Z0-9]{6}(?-u:\b)",
    r"(?i-u)(?:a/?c|account)[^0-9]{0,20}[0-9]{9,18}(?-u:\b)",
    r"(?-u)[A-Za-z0-9._-]{2,}@(?:ok[a-z]+|ybl|upi|paytm|ibl|axl|apl)(?-u:\b)",
    r"(?-u:)(?:\+91[ -]?|0)?[6-9][0-9]{4}[ -]?[0-9]{5}(?-u:\b)",
    r"(?-u)\+[0-9]{1,3}[ -]?[0-9]{2,5}[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}",
    r"(?i-u)pin ?(?:code)?[^0-9]{0,10}[1-9][0-9]{2} ?[0-9]{3}(?-u:\b)",
    r"(?-u:\b)[0-9]{2}-[0-9]{4}-[0-9]{4}-[0-9]{4}(?-u:\b)",
    r"(?-u)[A-Za-z0-9._]{4,}@(?:abdm|sbx)(?-u:\b)",
    r"(?i-u)uan[^0-9]{0,10}[0-9]{12}(?-u:\b)",
    r"(?-u:\b)[0-9]{2}-[0-9]{2}-[0-9]{6}-[0-9]{3}-[0-9]{4}(?-u:\b)",
    r"(?-u:\b)[A-Z]{4}[0-9]{5}[A-Z](?-u:\b)",
    r"(?-u:\b)[LU][0-9]{5}[A-Z]{2}[0-9]{4}[A-Z]{3}[0-9]{6}(?-u:\b)",
    r"(?i-u)din[^0-9]{0,10}[0-9]{8}(?-u:\b)",
    r"(?-u)UDYAM-[A-Z]{2}-[0-9]{2}-[0-9]{7}",
    r"(?-u:\b)[A-Z]{2}-[0-9]{2}-[0-9]{3}-[0-9]{3}-[0-9]{3}/[0-9]+",
    r"(?i-u)(?:otp|code)[^0-9]{0,10}[0-9]{4,8}(?-u:\b)",
    r"(?-u:\b)[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?-u:\b)",
    r"(?-u:\b)[0-9]{3}-[0-9]{2}-[0-9]{4}(?-u:\b)",
    r"(?-u:\b)9[0-9]{2}-[5-9][0-9]-[0-9]{4}(?-u:\b)",
    r"(?-u:\b)[0-9]{3} [0-9]{3} [0-9]{4}(?-u:\b)",
    r"(?-u:\b)[A-CEGHJ-PR-TW-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D](?-u:\b)",
    r"(?-u:\b)(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?-u:\b)",
    r"(?i-u:\b(?:[0-9a-f]{1,4}:){2,7}[0-9a-f]{1,4}\b)",
    r"(?i-u:\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b)",
    r"(?-u)https?://[^\s:/]+:[^\s@/]+@[^\s]+",
    r"(?i-u)(?:dob|birth)[^0-9]{0,12}[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{2,4}",
    r"(?-u:\b)(?:bc1|[13])[a-km-zA-HJ-NP-Z1-9]{25,39}(?-u:\b)",
    r"(?-u:\b)0x[a-fA-F0-9]{40}(?-u:\b)",
    r"(?i-u)routing[^0-9]{0,12}[0-9]{9}(?-u:\b)",
    r"(?i-u)imei[^0-9]{0,10}[0-9]{15}(?-u:\b)",
    r"(?-u)-?[0-9]{1,2}\.[0-9]{4,},\s*-?[0-9]{1,3}\.[0-9]{4,}",
    r"(?i-u)[0-9]+[A-Za-z0-9 ,]{3,40}(?:street|road|nagar|avenue|lane|marg)(?-u:\b)",
    r"(?-u:\b)[A-HJ-NPR-Z0-9]{17}(?-u:\b)",
    // Credentials.
    r"(?-u:\b)(?:AKIA|ASIA)[A-Z0-9]{16}(?-u:\b)",
    r"(?-u:\b)AIza[A-Za-z0-9_-]{35}",
    r"(?-u:\b)gh[pousr]_[A-Za-z0-9]{36}",
    r"(?-u:\b)github_pat_[A-Za-z0-9_]{82}",
    r"(?-u:\b)glpat-[A-Za-z0-9_-]{20}",
    r"(?-u:\b)xox[abprs]-[A-Za-z0-9-]{10,}",
    r"(?-u:\b)sk-[A-Za-z0-9]{32,}",
    r"(?-u:\b)sk-proj-[A-Za-z0-9_-]{40,}",
    r"(?-u:\b)sk-ant-[A-Za-z0-9_-]{40,}",
    r"(?-u:\b)[sr]k_(?:live|test)_[A-Za-z0-9]{16,}",
    r"(?-u:\b)rzp_(?:live|test)_[A-Za-z0-9]{14}",
    r"(?-u:\b)SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}",
    r"(?-u:\b)AC[0-9a-f]{32}(?-u:\b)",
    r"(?-u:\b)SK[0-9a-f]{32}(?-u:\b)",
    r"(?-u:\b)npm_[A-Za-z0-9]{36}",
    r"(?-u:\b)pypi-[A-Za-z0-9_-]{50,}",
    r"(?-u:\b)hf_[A-Za-z0-9]{34}",
    r"(?-u:\b)dop_v1_[0-9a-f]{64}",
    r"(?-u:\b)shpat_[0-9a-f]{32}",
    r"(?-u:\b)sq0[a-z]{3}-[A-Za-z0-9_-]{22,43}",
    r"(?-u:\b)dapi[0-9a-f]{32}",
    r"(?-u:\b)glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}",
    r"(?-u:\b)NRAK-[A-Z0-9]{27}",
    r"(?-u:\b)lin_api_[A-Za-z0-9]{40}",
    r"(?-u:\b)ntn_[A-Za-z0-9]{40,}",
    r"(?-u:\b)hvs\.[A-Za-z0-9_-]{24,}",
    r"(?-u:\b)PMAK-[0-9a-f]{24}-[0-9a-f]{34}",
    r"(?-u:\b)key-[0-9a-f]{32}",
    r"(?-u:\b)[0-9a-f]{32}-us[0-9]{1,2}",
    r"(?-u:\b)dp\.pt\.[A-Za-z0-9]{43}",
    r"(?-u:\b)AGE-SECRET-KEY-1[0-9A-Z]{58}",
    r"(?-u:\b)eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    r"(?-u)-----BEGIN [A-Z ]*PRIVATE KEY-----",
    r"(?-u:\b)[0-9]{8,10}:[A-Za-z0-9_-]{35}(?-u:\b)",
    r"(?-u)https://hooks\.slack\.com/services/[A-Za-z0-9/]+",
    r"(?-u)(?:postgres|postgresql|mysql|mongodb|redis|amqp)(?:\+srv)?://[^\s:]+:[^\s@]+@",
    r"(?i-u)bearer [A-Za-z0-9._~+/-]{16,}",
    r#"(?i-u)(?:password|passwd|pwd|secret|token|api[_-]?key)["']?\s*[:=]\s*["']?[^\s"']{6,}"#,
];

/// One compiled regular expression per pattern.
pub struct Naive(Vec<Regex>);

impl Naive {
    pub fn new() -> Naive {
        Naive(
            PATTERNS
                .iter()
                .map(|p| Regex::new(p).expect("a pattern"))
                .collect(),
        )
    }

    /// Each pattern over the whole text in turn; the number of matches.
    pub fn count(&self, text: &str) -> usize {
        self.0
            .iter()
            .map(|regex| regex.find_iter(text.as_bytes()).count())
            .sum()
    }

    /// The matches of all patterns, as a service would collect them to replace.
    pub fn spans(&self, text: &str) -> Vec<(usize, usize)> {
        let mut spans: Vec<_> = self
            .0
            .iter()
            .flat_map(|regex| {
                regex
                    .find_iter(text.as_bytes())
                    .map(|m| (m.start(), m.end()))
            })
            .collect();
        spans.sort_unstable();
        spans
    }
}

/// What a service does with the spans: a keyed token for each value, kept in a map, and the text written anew.
pub struct Tail {
    mac: Hmac<Sha256>,
    vault: HashMap<String, String>,
}

impl Tail {
    pub fn new() -> Tail {
        Tail {
            mac: Hmac::new_from_slice(&[7; 32]).expect("a key"),
            vault: HashMap::new(),
        }
    }

    pub fn redact(&mut self, text: &str, spans: Vec<(usize, usize)>) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for (start, end) in spans {
            let Some(value) = text.get(start..end).filter(|_| start >= done) else {
                continue;
            };
            let mut mac = self.mac.clone();
            mac.update(value.as_bytes());
            let digest = mac.finalize().into_bytes();
            let mut token = String::from("VALUE_");
            token.extend(digest.iter().take(9).map(|b| char::from(b'a' + b % 26)));
            out.push_str(text.get(done..start).unwrap_or_default());
            out.push_str(&token);
            self.vault.entry(token).or_insert_with(|| value.to_owned());
            done = end;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        out
    }
}

/// All patterns in one multi-pattern automaton, leftmost first.
pub struct Multi(meta::Regex);

impl Multi {
    pub fn new() -> Multi {
        Multi(
            meta::Regex::builder()
                .syntax(regex_automata::util::syntax::Config::new().utf8(false))
                .configure(
                    meta::Config::new()
                        .utf8_empty(false)
                        .hybrid_cache_capacity(16 << 20),
                )
                .build_many(PATTERNS)
                .expect("the patterns"),
        )
    }

    pub fn count(&self, text: &str) -> usize {
        self.0.find_iter(text).count()
    }
}
