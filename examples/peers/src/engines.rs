//! The engines, each as its documentation says to use it, with labels turned into those of the corpus.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::Span;

/// Finds spans; what it finds that the corpus does not have is left out of the count, for every engine alike.
pub trait Engine {
    fn name(&self) -> &'static str;
    fn find(&self, text: &str) -> Vec<Span>;
}

pub struct Parda(pub parda::Scanner);

impl Engine for Parda {
    fn name(&self) -> &'static str {
        "parda"
    }

    fn find(&self, text: &str) -> Vec<Span> {
        let found = self.0.scan(text);
        found
            .iter()
            .filter_map(|f| Span::of(f.range().start, f.range().end, f.entity().label()))
            .collect()
    }
}

pub struct RedactCore(pub redact_core::AnalyzerEngine);

impl Engine for RedactCore {
    fn name(&self) -> &'static str {
        "redact-core"
    }

    fn find(&self, text: &str) -> Vec<Span> {
        let found = self
            .0
            .analyze(text, None)
            .map(|result| result.detected_entities)
            .unwrap_or_default();
        found
            .iter()
            .filter_map(|f| Span::of(f.start, f.end, f.entity_type.as_str()))
            .collect()
    }
}

pub struct Cerberust;

impl Engine for Cerberust {
    fn name(&self) -> &'static str {
        "cerberust"
    }

    fn find(&self, text: &str) -> Vec<Span> {
        use cerberust::scanner::detect::{detect_secrets, detect_structured, resolve_overlaps};
        let mut found = detect_structured(text);
        let secrets = detect_secrets(text);
        found.extend(secrets.into_iter().map(|mut span| {
            span.ty = "SECRET".to_owned();
            span
        }));
        resolve_overlaps(found)
            .iter()
            .filter_map(|f| Span::of(f.start, f.end, &f.ty))
            .collect()
    }
}

/// The label of the corpus for an engine's own.
pub fn label(own: &str) -> Option<&'static str> {
    Some(match own {
        "EMAIL" | "EMAIL_ADDRESS" => "EMAIL",
        "CARD" | "CREDIT_CARD" => "CARD",
        "PHONE" | "PHONE_NUMBER" | "UK_PHONE_NUMBER" | "UK_MOBILE_NUMBER" => "PHONE",
        "IP_ADDRESS" => "IP_ADDRESS",
        "IBAN" | "IBAN_CODE" => "IBAN",
        "US_SSN" => "US_SSN",
        "SECRET" | "AWS_ACCESS_KEY" | "GITHUB_TOKEN" | "SLACK_TOKEN" | "GENERIC_SECRET"
        | "STRIPE_API_KEY" | "GOOGLE_API_KEY" | "JWT_TOKEN" => "SECRET",
        _ => return None,
    })
}

/// Presidio's pattern recognisers, in a Python process of their own; `None` where Python does not have them.
pub fn presidio(python: &str, texts: &[&str]) -> Option<(Vec<Vec<Span>>, f64)> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/presidio.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let body = serde_json::to_string(texts).ok()?;
    let mut stdin = child.stdin.take()?;
    let feed = std::thread::spawn(move || stdin.write_all(body.as_bytes()));
    let output = child.wait_with_output().ok()?;
    let _ = feed.join();
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
    let found = told["found"]
        .as_array()?
        .iter()
        .zip(texts)
        .map(|(spans, text)| {
            // Python counts characters.
            let bytes: Vec<usize> = text
                .char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .collect();
            let spans = spans.as_array().into_iter().flatten();
            spans
                .filter_map(|span| {
                    let at = |i: usize| {
                        span[i]
                            .as_u64()
                            .and_then(|at| bytes.get(at as usize).copied())
                    };
                    Span::of(at(0)?, at(1)?, span[2].as_str()?)
                })
                .collect()
        });
    Some((found.collect(), told["seconds"].as_f64()?))
}
