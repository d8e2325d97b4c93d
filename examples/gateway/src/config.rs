//! The one TOML file: parsed whole at the start, so that a mistake is found before the first request.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub listen: SocketAddr,
    pub key_file: PathBuf,
    pub vault: String,
    #[serde(default = "default_policy")]
    pub policy: String,
    pub keep_days: Option<u64>,
    pub upstream: Upstream,
    #[serde(default)]
    pub limits: Limits,
    #[serde(default)]
    pub restore: Restore,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upstream {
    pub openai: Option<String>,
    pub anthropic: Option<String>,
    pub ca_file: Option<PathBuf>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    pub body_bytes: usize,
    pub response_bytes: usize,
    pub requests_per_minute: u32,
    pub burst: u32,
    pub concurrent: usize,
    pub vault_threads: usize,
    connect_seconds: u64,
    response_seconds: u64,
    idle_seconds: u64,
    drain_seconds: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            body_bytes: 4 << 20,
            response_bytes: 16 << 20,
            requests_per_minute: 120,
            burst: 30,
            concurrent: 64,
            vault_threads: 8,
            connect_seconds: 10,
            response_seconds: 300,
            idle_seconds: 60,
            drain_seconds: 30,
        }
    }
}

impl Limits {
    pub fn connect(&self) -> Duration {
        Duration::from_secs(self.connect_seconds)
    }

    pub fn response(&self) -> Duration {
        Duration::from_secs(self.response_seconds)
    }

    pub fn idle(&self) -> Duration {
        Duration::from_secs(self.idle_seconds)
    }

    pub fn drain(&self) -> Duration {
        Duration::from_secs(self.drain_seconds)
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Restore {
    pub tools: Vec<String>,
}

fn default_policy() -> String {
    "default".to_owned()
}

impl Config {
    /// Parses `text`; an error says where it is wrong.
    pub fn parse(text: &str) -> Result<Config, String> {
        let config: Config = toml::from_str(text).map_err(|error| error.to_string())?;
        for url in [&config.upstream.openai, &config.upstream.anthropic]
            .into_iter()
            .flatten()
        {
            check_upstream(url)?;
        }
        if config.limits.concurrent == 0
            || config.limits.burst == 0
            || config.limits.requests_per_minute == 0
        {
            return Err(
                "limits: concurrent, burst and requests_per_minute must be above zero".to_owned(),
            );
        }
        Ok(config)
    }
}

/// Requests carry API keys and prompts, so an upstream speaks TLS unless it is this very host.
fn check_upstream(url: &str) -> Result<(), String> {
    let parsed = reqwest::Url::parse(url).map_err(|error| format!("upstream {url:?}: {error}"))?;
    let local = matches!(parsed.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    match parsed.scheme() {
        "https" => Ok(()),
        "http" if local => Ok(()),
        _ => Err(format!(
            "upstream {url:?} is not https, and not on this host"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_file_is_right() {
        let config = Config::parse(include_str!("../parda-gateway.toml")).expect("right");
        assert_eq!(config.limits.burst, Limits::default().burst);
    }

    #[test]
    fn mistakes_are_told() {
        let right = include_str!("../parda-gateway.toml");
        for (from, to, told) in [
            (
                "https://api.openai.com",
                "http://api.openai.com",
                "not https",
            ),
            ("burst = 30", "brust = 30", "unknown field"),
            ("burst = 30", "burst = 0", "above zero"),
            ("127.0.0.1:8787", "127.0.0.1", "listen"),
        ] {
            let error = Config::parse(&right.replace(from, to)).err().expect(told);
            assert!(error.contains(told), "{error}");
        }
    }
}
