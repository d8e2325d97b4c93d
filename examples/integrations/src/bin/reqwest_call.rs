//! The shortest way round: redact, post with reqwest, restore.

use parda::{Delivery, Sink, chat};
use parda_integrations::{engine, model};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // With a model elsewhere install rustls' provider first; on this host there is no TLS.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let engine = engine()?;
    let session = engine.session("chat-42")?;
    let body =
        r#"{"model":"m","messages":[{"role":"user","content":"Is GSTIN 27AAPFU0939F1ZV valid?"}]}"#;

    let request = chat::redact_request(&session, body)?;
    let url = format!("{}/chat/completions", model().await?);
    let response = reqwest::Client::new()
        .post(url)
        .body(request.into_body())
        .send()
        .await?
        .text()
        .await?;
    let restored = chat::restore_response(&session, &response, &Delivery::to(Sink::Reader))?;

    println!("{} restored: {}", restored.restored(), restored.expose());
    Ok(())
}
