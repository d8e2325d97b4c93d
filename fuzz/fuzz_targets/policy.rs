//! Any policy file: read or refused, never a panic; what is read makes a policy or says why not.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parda::policy::PolicyFile;

fuzz_target!(|text: &str| {
    parda_fuzz::bounded(2 * text.len(), || {
        for file in [PolicyFile::from_toml(text), PolicyFile::from_json(text)]
            .into_iter()
            .flatten()
        {
            let _ = file.lint();
            if let Ok(policy) = file.policy() {
                for entity in parda::Entity::built_in() {
                    let _ = policy.action(entity);
                }
            }
            let _ = file.patterns();
            let _ = file.word_lists();
        }
    });
});
