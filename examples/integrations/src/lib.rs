//! What the examples share: an engine whose key is fixed, so that what they print is always the same. A service takes
//! its key from a file, the environment or a key service.

use parda::vault::Bridge;
use parda::{Engine, Error, Key, MemoryVault};

fn key() -> Result<Key, Error> {
    Key::parse("5f0c2b7e91d34a68b2e7c05d8f13a94670be21cd58f6e3079a4b1d82c6f5e390")
}

/// An engine of one process.
pub fn engine() -> Result<Engine<MemoryVault>, Error> {
    Engine::builder()
        .key(key()?)
        .vault(MemoryVault::new())
        .build()
}

/// An engine for asynchronous code. The vault is of this process here; one that waits for a disk or a network goes
/// behind the same bridge, whose few threads wait for all calls.
pub type AsyncEngine = Engine<Bridge<MemoryVault>>;

/// As [`engine`], asynchronous.
pub fn async_engine() -> Result<AsyncEngine, Error> {
    let vault = Bridge::new(MemoryVault::new(), 4)?;
    Engine::builder().key(key()?).vault(vault).build()
}

/// What a model would say to a request of OpenAI's shape: it repeats the last message.
pub fn echo(request: &str) -> String {
    let request: serde_json::Value = serde_json::from_str(request).unwrap_or_default();
    let said = request["messages"]
        .as_array()
        .and_then(|m| m.last())
        .map(|m| m["content"].clone());
    serde_json::json!({
        "id": "1", "object": "chat.completion", "created": 1, "model": "echo",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": said}}]
    })
    .to_string()
}

/// A model on this host, for the examples that send something; its base URL.
pub async fn model() -> std::io::Result<String> {
    use axum::{Router, http::header::CONTENT_TYPE, routing::post};
    let answer = |body: String| async move {
        println!("the model got: {body}");
        ([(CONTENT_TYPE, "application/json")], echo(&body))
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/v1", listener.local_addr()?);
    let router = Router::new().route("/v1/chat/completions", post(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}
