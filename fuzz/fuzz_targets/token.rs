//! Any text as a token id: it parses to itself or not at all.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parda::TokenId;

fuzz_target!(|text: &str| {
    parda_fuzz::bounded(text.len(), || {
        if let Some(id) = TokenId::parse(text) {
            assert_eq!(id.as_str(), text);
        }
    });
});
