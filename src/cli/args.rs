//! What the command line takes.

use clap::{Parser, Subcommand, ValueEnum};

use crate::input::MOST_BYTES;

/// Finds personal data and credentials in text, replaces each with a token, and puts the originals back.
#[derive(Parser)]
#[command(name = "parda", version, about, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show what would be hidden, and where
    Scan(Scan),
    /// Precision, recall and F1 per entity on a file of marked texts
    Eval(Eval),
}

/// `parda scan`.
#[derive(clap::Args)]
pub(crate) struct Scan {
    /// The text, or - for standard input
    #[arg(default_value = "-")]
    pub(crate) file: String,
    /// Only these entities, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub(crate) entities: Vec<String>,
    /// How findings are shown
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Read {"id", "text"} a line, write {"id", "findings"} a line, in order
    #[arg(long)]
    pub(crate) batch: bool,
    /// Exit with status 3 when something is found
    #[arg(long)]
    pub(crate) check: bool,
    /// Show the values themselves
    #[arg(long)]
    pub(crate) show: bool,
    /// Threads for --batch
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) jobs: usize,
    /// The largest text read whole, in bytes
    #[arg(long, default_value_t = MOST_BYTES, value_name = "N")]
    pub(crate) max_bytes: u64,
}

/// How findings are shown.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Highlighted text and a table on a terminal, plain lines elsewhere
    Text,
    /// One JSON object a finding
    Jsonl,
    /// One self-contained page
    Html,
}

/// `parda eval`.
#[derive(clap::Args)]
pub(crate) struct Eval {
    /// {"id", "text", "spans": [[start, end, "ENTITY"], ...]} a line; offsets are UTF-8 bytes, end exclusive
    pub(crate) gold: String,
    /// Only these entities, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub(crate) entities: Vec<String>,
    /// A table or JSON
    #[arg(long, value_enum, default_value_t = Report::Text)]
    pub(crate) format: Report,
    /// List each error: where it stands, without the value
    #[arg(long)]
    pub(crate) errors: bool,
    /// Show the values themselves in the list of errors
    #[arg(long)]
    pub(crate) show: bool,
}

/// How figures are shown.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Report {
    /// A table
    Text,
    /// One JSON object
    Json,
}
