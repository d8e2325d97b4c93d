//! Any text: findings are in bounds, on character boundaries, disjoint and sorted.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use parda::Scanner;

static SCANNER: LazyLock<Scanner> = LazyLock::new(Scanner::new);

fuzz_target!(|text: &str| {
    parda_fuzz::bounded(text.len(), || {
        let mut end = 0;
        for finding in SCANNER.scan(text) {
            let range = finding.range();
            assert!(range.start >= end && range.start < range.end);
            assert_eq!(text.get(range.clone()), Some(finding.expose()));
            end = range.end;
        }
    });
});
