//! A gateway between a service and its model: `parda-gateway parda-gateway.toml`.
//!
//! It takes requests of OpenAI's and Anthropic's APIs, redacts them, sends them over TLS, and restores the responses,
//! event by event where they stream. When it cannot redact, it sends nothing.
//!
//! ```text
//!  client ──► admit (key, rate, room) ──► redact ──► TLS ──► model
//!  client ◄────────── restore, event by event ◄────────────── model
//! ```

mod config;
mod engine;
mod metrics;
mod proxy;
mod rate;
mod refusal;
mod route;
mod stream;

use std::collections::hash_map::RandomState;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use tokio::sync::Semaphore;

use config::Config;
use engine::Redactor;
use proxy::Gateway;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let path = std::env::args()
        .nth(1)
        .ok_or("usage: parda-gateway CONFIG.toml")?;
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let config = Config::parse(&text).map_err(|error| format!("{path}: {error}"))?;
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("PARDA_LOG")
                .unwrap_or_else(|_| "info,parda=warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve(config))
}

async fn serve(config: Config) -> Result<(), Failure> {
    // Fails when another part of the process chose a provider before, which is as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let prometheus = metrics::install()?;
    let gateway = Arc::new(Gateway {
        redactor: Redactor::new(&config)?,
        client: client(&config)?,
        rate: rate::Rate::new(&config.limits),
        room: Arc::new(Semaphore::new(config.limits.concurrent)),
        stopping: AtomicBool::new(false),
        prometheus,
        hasher: RandomState::new(),
        config,
    });
    let router = Router::new()
        .route("/health", get(health))
        .route("/metrics", get(told))
        .fallback(proxy::proxy)
        .with_state(Arc::clone(&gateway));
    let listener = tokio::net::TcpListener::bind(gateway.config.listen).await?;
    // On stdout, so that whoever asked for port 0 learns which one it is.
    println!("listening on {}", listener.local_addr()?);
    let stopping = Arc::clone(&gateway);
    let (told, hear) = tokio::sync::oneshot::channel();
    let served = axum::serve(listener, router).with_graceful_shutdown(async move {
        signal().await;
        stopping.stopping.store(true, Ordering::Relaxed);
        tracing::info!("stopping");
        let _ = told.send(());
    });
    let drain = gateway.config.limits.drain();
    let late = async {
        let _ = hear.await;
        tokio::time::sleep(drain).await;
    };
    tokio::select! {
        done = served => done?,
        () = late => tracing::warn!("requests under way were cut off"),
    }
    Ok(())
}

/// The client for all upstreams: no redirects, which would carry a prompt to somewhere else, and no proxy that the
/// environment names.
fn client(config: &Config) -> Result<reqwest::Client, Failure> {
    let mut builder = reqwest::Client::builder()
        .connect_timeout(config.limits.connect())
        .redirect(reqwest::redirect::Policy::none());
    if let Some(path) = &config.upstream.ca_file {
        let pem = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        builder = builder.tls_certs_only(reqwest::Certificate::from_pem_bundle(&pem)?);
    }
    Ok(builder.build()?)
}

/// Told to stop: by the terminal, or by what runs the service.
async fn signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            },
            Err(_) => {
                let _ = tokio::signal::ctrl_c().await;
            }
        }
    }
    #[cfg(not(unix))]
    {
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// Well while the vault answers: without it nothing can be redacted.
async fn health(State(gateway): State<Arc<Gateway>>) -> (StatusCode, &'static str) {
    if gateway.stopping.load(Ordering::Relaxed) {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping\n")
    } else if gateway.redactor.is_well().await {
        (StatusCode::OK, "ok\n")
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "the vault does not answer\n",
        )
    }
}

async fn told(State(gateway): State<Arc<Gateway>>) -> String {
    gateway.prometheus.render()
}
