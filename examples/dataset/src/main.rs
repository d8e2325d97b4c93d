//! Redacts a dataset where it lies: `parda-dataset KEY VAULT INPUT.parquet OUTPUT.parquet SQL`.
//!
//! The input is the table `input`; what the query gives is written, and how fast is told:
//!
//! ```console
//! cargo run --release -- parda.key parda.vault tickets.parquet redacted.parquet \
//!     "SELECT id, parda_redact(note, tenant) AS note FROM input"
//! ```

mod functions;

use std::sync::Arc;
use std::time::Instant;

use datafusion::dataframe::DataFrameWriteOptions;
use datafusion::error::Result;
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use parda::vault::FileVault;
use parda::{Engine, Key, Vault};

/// A context that knows the functions and the table `input`.
async fn context<V: Vault + 'static>(
    engine: Arc<Engine<V>>,
    input: &str,
    threads: usize,
) -> Result<SessionContext> {
    let mut config = SessionConfig::new().with_target_partitions(threads);
    // The functions take plain strings.
    config
        .options_mut()
        .execution
        .parquet
        .schema_force_view_types = false;
    let context = SessionContext::new_with_config(config);
    functions::register(&context, engine);
    context
        .register_parquet("input", input, ParquetReadOptions::default())
        .await?;
    Ok(context)
}

/// Writes what the query gives.
async fn written(context: &SessionContext, query: &str, output: &str) -> Result<()> {
    let rows = context.sql(query).await?;
    rows.write_parquet(output, DataFrameWriteOptions::new(), None)
        .await?;
    Ok(())
}

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [key, vault, input, output, query] = arguments.as_slice() else {
        return Err("usage: parda-dataset KEY VAULT INPUT.parquet OUTPUT.parquet SQL".into());
    };
    let engine = Engine::builder()
        .key(Key::from_file(key)?)
        .vault(FileVault::open(vault)?)
        .build()?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let context = context(Arc::new(engine), input, threads).await?;
    let began = Instant::now();
    written(&context, query, output).await?;
    let seconds = began.elapsed().as_secs_f64();
    let bytes = std::fs::metadata(input)?.len();
    println!(
        "{bytes} bytes of Parquet in {seconds:.2} s on {threads} threads: {:.1} MB/s a core",
        bytes as f64 / 1e6 / seconds / threads as f64
    );
    Ok(())
}

#[cfg(test)]
mod tests;
