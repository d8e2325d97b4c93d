//! Any damage to a vault's file: it opens or says why not, and restores the right value or none.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parda::vault::FileVault;
use std::sync::LazyLock;

/// A vault's file with one value in it, and the token of that value.
static STORED: LazyLock<(Vec<u8>, String)> = LazyLock::new(|| {
    let folder = folder();
    let path = folder.join("whole.parda");
    let _ = std::fs::remove_file(&path);
    let engine = parda_fuzz::engine_over(FileVault::open(&path).expect("a vault"));
    let session = engine.session("fuzz").expect("a scope");
    let token = session
        .redact("asha@example.com")
        .expect("redacted")
        .text()
        .to_owned();
    drop(engine);
    (std::fs::read(&path).expect("the file"), token)
});

fn folder() -> std::path::PathBuf {
    use std::os::unix::fs::DirBuilderExt;
    let folder = std::env::temp_dir().join(format!("parda-fuzz-{}", std::process::id()));
    let _ = std::fs::DirBuilder::new().mode(0o700).create(&folder);
    folder
}

fuzz_target!(|damage: Vec<(u16, u8)>| {
    parda_fuzz::bounded(STORED.0.len(), || check(&damage));
});

fn check(damage: &[(u16, u8)]) {
    let (whole, token) = &*STORED;
    let mut bytes = whole.clone();
    for (at, by) in damage {
        let at = usize::from(*at) % bytes.len();
        bytes[at] ^= by;
    }
    let path = folder().join("damaged.parda");
    for left in ["damaged.parda", "damaged.parda-wal", "damaged.parda-shm"] {
        let _ = std::fs::remove_file(folder().join(left));
    }
    {
        use std::io::Write;
        use std::os::unix::fs::OpenOptionsExt;
        let mut file = std::fs::OpenOptions::new();
        let file = file
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path);
        file.expect("a file").write_all(&bytes).expect("written");
    }
    let Ok(vault) = FileVault::open(&path) else {
        return;
    };
    let engine = parda_fuzz::engine_over(vault);
    let Ok(session) = engine.session("fuzz") else {
        return;
    };
    if let Ok(restored) = session.restore(token) {
        assert!(
            [token.as_str(), "asha@example.com"].contains(&restored.expose()),
            "another value"
        );
    }
}
