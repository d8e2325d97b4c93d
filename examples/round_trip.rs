//! Redacts a prompt file, shows what a model would see, and restores its reply: `cargo run --example round_trip FILE`.

use std::{env, fs};

use parda::{Engine, Key, MemoryVault};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = env::args()
        .nth(1)
        .unwrap_or_else(|| "examples/prompt.txt".to_owned());
    let prompt = fs::read_to_string(&path)?;

    let engine = Engine::builder()
        .key(Key::generate()?)
        .vault(MemoryVault::new())
        .build()?;
    let session = engine.session("example")?;

    let redacted = session.redact(&prompt)?;
    println!("--- what the model sees\n\n{}", redacted.text());

    // A model would answer here; this one repeats what it was told.
    let reply = redacted.text();
    let restored = session.restore(reply)?;
    println!("--- its reply, restored\n\n{}", restored.expose());
    assert_eq!(restored.expose(), prompt);
    Ok(())
}
