//! The shortest way round: redact, post with reqwest, restore.

use parda::{Delivery, Sink, chat};
use parda_integrations::{async_engine, model};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // With a model elsewhere install rustls' provider first; on this host there is no TLS.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let engine = async_engine()?;
    let session = engine.session("chat-42")?;
    let body =
        r#"{"model":"m","messages":[{"role":"user","content":"Is GSTIN 27AAPFU0939F1ZV valid?"}]}"#;

    let request = chat::redact_request_async(&session, body).await?;
    let url = format!("{}/chat/completions", model().await?);
    let response = reqwest::Client::new()
        .post(url)
        .body(request.into_body())
        .send()
        .await?
        .text()
        .await?;
    let delivery = Delivery::to(Sink::Reader);
    let restored = chat::restore_response_async(&session, &response, &delivery).await?;

    println!("{} restored: {}", restored.restored(), restored.expose());
    Ok(())
}
