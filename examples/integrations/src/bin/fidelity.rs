//! How well a model keeps tokens: `fidelity BASE_URL MODEL [TRIALS]`, against any endpoint that takes OpenAI's chat
//! completions; the key is read from `OPENAI_API_KEY`. Without arguments a stand-in answers that mangles on purpose.
//!
//! ```console
//! cargo run --release --bin fidelity -- http://127.0.0.1:11434/v1 llama3.2 50
//! ```
//!
//! A token that came back as it was sent is verbatim; one that restore makes good is undone; one that is gone is lost;
//! what looks like a token and was never sent is wrong, and restore leaves it. Values are synthetic.

use std::sync::{Arc, Mutex, PoisonError};

use parda::chat::{Fidelity, KEEP_TOKENS};
use parda::{Engine, MemoryVault, RedactedText};
use parda_integrations::engine;
use serde_json::{Value, json};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What a model is asked to do with the text, and whether it is to call a tool with what it finds.
const TASKS: [(&str, &str, bool); 6] = [
    (
        "chat",
        "Write a short, friendly reply that names everybody and every number.",
        false,
    ),
    (
        "json",
        "Answer with one JSON object that has every name, address and number of the text.",
        false,
    ),
    ("hindi", "Translate the text to Hindi.", false),
    ("english", "Say the same in other words, in English.", false),
    (
        "code",
        "Write a Python dictionary that holds every name, address and number.",
        false,
    ),
    (
        "tool",
        "Save every name, address and number with the tool.",
        true,
    ),
];

/// The text of a trial.
fn text(trial: usize) -> String {
    let name = [
        "Asha Rao",
        "Ravi Kumar",
        "Meera Iyer",
        "Imran Khan",
        "Anita Desai",
    ][trial % 5];
    format!(
        "{name} can be reached at person{trial}@example.com or on +91 98765 {:05}, and pays with card 4111 1111 1111 1111.",
        40_000 + trial % 10_000
    )
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (url, model, trials) = match arguments.as_slice() {
        [] => (stand_in().await?, "stand-in".to_owned(), 4),
        [url, model] => (url.clone(), model.clone(), 20),
        [url, model, trials] => (url.clone(), model.clone(), trials.parse()?),
        _ => return Err("usage: fidelity [BASE_URL MODEL [TRIALS]]".into()),
    };
    let url = format!("{}/chat/completions", url.trim_end_matches('/'));
    let engine = engine()?;
    let client = reqwest::Client::new();
    println!(
        "{:8} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "task", "verbatim", "undone", "lost", "wrong", "kept %"
    );
    let mut all = Fidelity::default();
    for (task, instruction, calls) in TASKS {
        let mut sum = Fidelity::default();
        for trial in 0..trials {
            sum = sum.and(
                tried(
                    &engine,
                    &client,
                    &url,
                    &model,
                    (task, instruction, calls),
                    trial,
                )
                .await?,
            );
        }
        print(task, sum);
        all = all.and(sum);
    }
    print("all", all);
    Ok(())
}

fn print(task: &str, of: Fidelity) {
    let sent = of.verbatim + of.undone + of.lost;
    let kept = 100.0 * (of.verbatim + of.undone) as f64 / sent.max(1) as f64;
    println!(
        "{task:8} {:>8} {:>8} {:>8} {:>8} {kept:>8.2}",
        of.verbatim, of.undone, of.lost, of.wrong
    );
}

async fn tried(
    engine: &Engine<MemoryVault>,
    client: &reqwest::Client,
    url: &str,
    model: &str,
    (task, instruction, calls): (&str, &str, bool),
    trial: usize,
) -> Result<Fidelity, Failure> {
    let session = engine.session(&format!("{task} {trial}"))?;
    let text = text(trial);
    let sent: RedactedText<'_> = session.redact(&text)?;
    let mut body = json!({"model": model, "messages": [
        {"role": "system", "content": format!("{KEEP_TOKENS} {instruction}")},
        {"role": "user", "content": sent.text()}]});
    if calls {
        body["tools"] = json!([{"type": "function", "function": {"name": "save", "parameters": {
            "type": "object", "properties": {"values": {"type": "array", "items": {"type": "string"}}}}}}]);
    }
    let mut request = client
        .post(url)
        .header("content-type", "application/json")
        .body(body.to_string());
    if let Ok(key) = std::env::var("OPENAI_API_KEY") {
        request = request.bearer_auth(key);
    }
    let response = request.send().await?.error_for_status()?.text().await?;
    Ok(Fidelity::of(
        &sent,
        &said(&serde_json::from_str(&response)?),
    ))
}

/// All that a response says: its content, and the arguments of its calls.
fn said(response: &Value) -> String {
    let message = &response["choices"][0]["message"];
    let mut said = message["content"].as_str().unwrap_or_default().to_owned();
    for call in message["tool_calls"].as_array().into_iter().flatten() {
        said.push('\n');
        said.push_str(call["function"]["arguments"].as_str().unwrap_or_default());
    }
    said
}

/// A model on this host that repeats the text, each token in its own way: as it is, in small letters, not at all, and as
/// one that it remembers from another conversation.
async fn stand_in() -> std::io::Result<String> {
    use axum::{Router, routing::post};
    let remembered = Arc::new(Mutex::new(String::from("nothing")));
    let answer = move |body: String| async move {
        let mut remembered = remembered.lock().unwrap_or_else(PoisonError::into_inner);
        let request: Value = serde_json::from_str(&body).unwrap_or_default();
        let text = request["messages"][1]["content"]
            .as_str()
            .unwrap_or_default();
        let mut tokens = 0;
        let words: Vec<String> = text
            .split(' ')
            .map(|word| {
                if !word.contains('_') {
                    return word.to_owned();
                }
                tokens += 1;
                match tokens {
                    2 => word.to_lowercase(),
                    3 => "somebody".to_owned(),
                    4 => std::mem::replace(&mut *remembered, word.to_owned()),
                    _ => word.to_owned(),
                }
            })
            .collect();
        let words = words.join(" ");
        let message = match request.get("tools") {
            None => json!({"role": "assistant", "content": words}),
            Some(_) => {
                json!({"role": "assistant", "content": null, "tool_calls": [{"id": "c", "type": "function",
                "function": {"name": "save", "arguments": json!({"values": [words]}).to_string()}}]})
            }
        };
        json!({"choices": [{"index": 0, "finish_reason": "stop", "message": message}]}).to_string()
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/v1", listener.local_addr()?);
    let router = Router::new().route("/v1/chat/completions", post(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}
