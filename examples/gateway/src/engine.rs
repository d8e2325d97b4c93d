//! parda in the gateway: one engine, a scope for each caller and conversation. Nothing here holds a thread while it
//! waits: a few threads of the vault's own do what blocks, for all calls.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parda::vault::{Bridge, FileVault, Observed, RedisVault};
use parda::{
    AsyncVault, Delivery, Engine, Key, MemoryVault, PolicyFile, Preset, Scanner, Sink, Vault, chat,
};

use crate::config::Config;

pub type Parda = Engine<Observed<Bridge<Box<dyn Vault>>>>;

/// A body of more bytes takes some milliseconds to scan: others must not wait for their turn on its thread.
const LONG: usize = 64 << 10;

pub struct Redactor {
    pub engine: Arc<Parda>,
    pub delivery: Delivery,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Redactor {
    pub fn new(config: &Config) -> Result<Redactor, Failure> {
        let vault = Bridge::new(vault(&config.vault)?, config.limits.vault_threads)?;
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
        body: &str,
    ) -> Result<chat::RedactedRequest, parda::Error> {
        let session = self.engine.session(&scope.0)?;
        aside(body.len(), chat::redact_request_async(&session, body)).await
    }

    /// The body that goes back to the caller.
    pub async fn restore(&self, scope: &Scope, body: &str) -> Result<String, parda::Error> {
        let session = self.engine.session(&scope.0)?;
        let restoring = chat::restore_response_async(&session, body, &self.delivery);
        let restored = aside(body.len(), restoring).await?;
        Ok(restored.into_exposed().into_owned())
    }

    /// Whether nothing in `text` would be hidden: a query string, which is not rewritten.
    pub fn is_clean(&self, text: &str) -> bool {
        self.engine.scanner().scan(text).is_empty()
    }

    /// Whether the vault answers.
    pub async fn is_well(&self) -> bool {
        self.engine.vault().stats().await.is_ok()
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

/// Works on a text of so many bytes; where it is long, the runtime moves what else this thread had to do to another.
async fn aside<T>(bytes: usize, work: impl Future<Output = T>) -> T {
    if bytes <= LONG {
        return work.await;
    }
    tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(work))
}

fn vault(url: &str) -> Result<Box<dyn Vault>, Failure> {
    match url.split_once(':') {
        Some(("memory", "")) => Ok(Box::new(MemoryVault::new())),
        Some(("file", path)) if !path.is_empty() => Ok(Box::new(FileVault::open(Path::new(path))?)),
        Some(("redis" | "rediss", _)) => Ok(Box::new(RedisVault::open(url)?)),
        _ => Err("vault takes memory:, file:PATH or redis://...".into()),
    }
}
