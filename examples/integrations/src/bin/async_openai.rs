//! async-openai with bodies of one's own types (its feature `byot`): what goes in is the JSON that parda redacted.

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use parda::{Delivery, Sink, chat};
use parda_integrations::{async_engine, model};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let engine = async_engine()?;
    let session = engine.session("chat-42")?;
    let config = OpenAIConfig::new()
        .with_api_base(model().await?)
        .with_api_key("sk-none");
    let client = Client::with_config(config);

    // Built with async-openai's own types or by hand: any `Serialize` is JSON in the end.
    let request = json!({"model": "m", "messages": [
        {"role": "system", "content": chat::KEEP_TOKENS},
        {"role": "user", "content": "My number is +91 98765 43210."}]});

    let redacted = chat::redact_request_async(&session, &request.to_string()).await?;
    let body: Value = serde_json::from_str(redacted.body())?;
    let response: Value = client.chat().create_byot(body).await?;
    let response = response.to_string();
    let delivery = Delivery::to(Sink::Reader);
    let restored = chat::restore_response_async(&session, &response, &delivery).await?;

    let response: Value = serde_json::from_str(restored.expose())?;
    println!(
        "the caller got: {}",
        response["choices"][0]["message"]["content"]
    );
    Ok(())
}
