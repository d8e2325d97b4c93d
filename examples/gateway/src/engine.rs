//! parda in the gateway: one engine, a scope for each caller and conversation, blocking work on blocking threads.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parda::vault::{FileVault, Observed, RedisVault};
use parda::{Delivery, Engine, Key, MemoryVault, PolicyFile, Preset, Scanner, Sink, Vault, chat};

use crate::config::Config;

pub type Parda = Engine<Observed<Box<dyn Vault>>>;

pub struct Redactor {
    pub engine: Arc<Parda>,
    pub delivery: Delivery,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Redactor {
    pub fn new(config: &Config) -> Result<Redactor, Failure> {
        let vault = vault(&config.vault)?;
        let mut builder = Engine::builder()
            .key(Key::from_file(&config.key_file)?)
            .vault(Observed::new(vault))
            .input_limit(config.limits.body_bytes.max(config.limits.response_bytes));
        builder = match Preset::named(&config.policy) {
            Ok(preset) => builder.policy(preset.policy()),
            Err(_) => {
                let text = std::fs::read_to_string(&config.policy).map_err(|error| {
                    format!(
                        "policy {:?} is no preset and no file: {error}",
                        config.policy
                    )
                })?;
                let file = PolicyFile::from_toml(&text)?;
                let policy = file.policy()?;
                let mut scanner = Scanner::builder().threshold(policy.lowest_threshold());
                for pattern in file.patterns()? {
                    scanner = scanner.pattern(pattern);
                }
                for words in file.word_lists()? {
                    scanner = scanner.recogniser(words);
                }
                builder.policy(policy).scanner(scanner.build()?)
            }
        };
        if let Some(days) = config.keep_days {
            builder = builder.ttl(Duration::from_secs(days * 24 * 60 * 60));
        }
        let delivery = config
            .restore
            .tools
            .iter()
            .fold(Delivery::to(Sink::Reader), |delivery, tool| {
                delivery.grant_tool(tool)
            });
        Ok(Redactor {
            engine: Arc::new(builder.build()?),
            delivery,
        })
    }

    /// The body that may leave.
    pub async fn redact(
        &self,
        scope: &Scope,
        body: String,
    ) -> Result<chat::RedactedRequest, parda::Error> {
        let (engine, scope) = (Arc::clone(&self.engine), scope.0.clone());
        blocking(move || chat::redact_request(&engine.session(&scope)?, &body)).await
    }

    /// The body that goes back to the caller.
    pub async fn restore(&self, scope: &Scope, body: String) -> Result<String, parda::Error> {
        let (engine, scope, delivery) = (
            Arc::clone(&self.engine),
            scope.0.clone(),
            self.delivery.clone(),
        );
        blocking(move || {
            let session = engine.session(&scope)?;
            Ok(chat::restore_response(&session, &body, &delivery)?
                .into_exposed()
                .into_owned())
        })
        .await
    }

    /// Whether nothing in `text` would be hidden: a query string, which is not rewritten.
    pub fn is_clean(&self, text: &str) -> bool {
        self.engine.scanner().scan(text).is_empty()
    }

    /// Whether the vault answers.
    pub async fn is_well(&self) -> bool {
        let engine = Arc::clone(&self.engine);
        blocking(move || engine.vault().stats().is_ok()).await
    }
}

/// A caller's conversation. The caller's credential is part of it, hashed: nobody can have another's tokens restored
/// by naming another's conversation.
#[derive(Clone)]
pub struct Scope(pub String);

impl Scope {
    pub fn of(caller: &str, conversation: Option<&str>) -> Scope {
        Scope(match conversation {
            Some(name) => format!("{caller}/{name}"),
            None => caller.to_owned(),
        })
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

fn vault(url: &str) -> Result<Box<dyn Vault>, Failure> {
    match url.split_once(':') {
        Some(("memory", "")) => Ok(Box::new(MemoryVault::new())),
        Some(("file", path)) if !path.is_empty() => Ok(Box::new(FileVault::open(Path::new(path))?)),
        Some(("redis" | "rediss", _)) => Ok(Box::new(RedisVault::open(url)?)),
        _ => Err("vault takes memory:, file:PATH or redis://...".into()),
    }
}
