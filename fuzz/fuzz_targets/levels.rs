//! Any bytes: each level of vectors tells the classes that its scalar twin tells.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    parda_fuzz::bounded(bytes.len(), || parda::simd_levels_agree(bytes));
});
