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
    /// Replace personal data and credentials by tokens
    Redact(Redact),
    /// Put the originals back in place of tokens
    Restore(Restore),
    /// Show what would be hidden, and where
    Scan(Scan),
    /// Precision, recall and F1 per entity on marked texts
    Eval(Eval),
    /// Look after a vault: its size, what has expired, erasure, new keys
    Vault(Vault),
    /// Read the audit of restores and erasures
    Audit(Audit),
    /// Make a key file of 32 random bytes, readable by you only
    Init(Init),
}

/// Where the key, the vault and the scope of a call are.
#[derive(clap::Args)]
pub(crate) struct Place {
    /// The boundary within which tokens can be linked and restored: a tenant, a conversation
    #[arg(long, default_value = "default", value_name = "NAME")]
    pub(crate) scope: String,
    /// memory:, file:PATH, redis://... or postgres://... [default: a file under your data directory]
    #[arg(long, value_name = "URL")]
    pub(crate) vault: Option<String>,
    /// The key file; PARDA_KEY holds the same digits
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<std::path::PathBuf>,
}

/// Who asks, and where that is recorded.
#[derive(clap::Args)]
pub(crate) struct Auditing {
    /// Record what is restored or erased, and for whom, in this file first; without its record nothing is done
    #[arg(long, value_name = "FILE", requires_all = ["caller", "purpose"])]
    pub(crate) audit: Option<std::path::PathBuf>,
    /// Who asks, for the audit
    #[arg(long, value_name = "NAME", requires = "audit")]
    pub(crate) caller: Option<String>,
    /// What for, for the audit
    #[arg(long, value_name = "TEXT", requires = "audit")]
    pub(crate) purpose: Option<String>,
}

/// `parda redact`.
#[derive(clap::Args)]
pub(crate) struct Redact {
    /// The text, or - for standard input
    #[arg(default_value = "-")]
    pub(crate) file: String,
    /// What happens to each entity: a TOML or JSON file, or the name of a preset
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<String>,
    #[command(flatten)]
    pub(crate) place: Place,
    /// Write {"text", "findings"} instead of the text alone
    #[arg(long, conflicts_with_all = ["batch", "chat"])]
    pub(crate) json: bool,
    /// The input is the body of a request to a chat API; it stays JSON, byte for byte but for what is hidden
    #[arg(long, conflicts_with = "batch")]
    pub(crate) chat: bool,
    /// Read {"id", "text"} a line, write {"id", "text"} a line, in order
    #[arg(long)]
    pub(crate) batch: bool,
    /// Keep the scope for this many days after each use: nothing in it can be erased before
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub(crate) keep_days: Option<u32>,
    /// Threads for --batch
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) jobs: usize,
    /// The largest text read whole, in bytes
    #[arg(long, default_value_t = MOST_BYTES, value_name = "N")]
    pub(crate) max_bytes: u64,
}

/// `parda restore`.
#[derive(clap::Args)]
pub(crate) struct Restore {
    /// The text, or - for standard input
    #[arg(default_value = "-")]
    pub(crate) file: String,
    #[command(flatten)]
    pub(crate) place: Place,
    /// The input is the body of a response of a chat API; tool arguments and links are left as they are
    #[arg(long)]
    pub(crate) chat: bool,
    /// The input is what a model wrote: tokens are read however it spelled them, and those in links and URLs stay
    #[arg(long, conflicts_with = "chat")]
    pub(crate) model: bool,
    #[command(flatten)]
    pub(crate) auditing: Auditing,
    /// Say on stderr how many tokens were restored and which were left, as JSON
    #[arg(long)]
    pub(crate) report: bool,
    /// The largest text read whole, in bytes
    #[arg(long, default_value_t = MOST_BYTES, value_name = "N")]
    pub(crate) max_bytes: u64,
}

/// `parda vault`.
#[derive(clap::Args)]
pub(crate) struct Vault {
    #[command(subcommand)]
    pub(crate) command: VaultCommand,
}

/// What to do with a vault. Each prints one JSON object.
#[derive(Subcommand)]
pub(crate) enum VaultCommand {
    /// How much it holds
    Stats {
        #[command(flatten)]
        place: Place,
    },
    /// Remove what has expired
    Purge {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        auditing: Auditing,
    },
    /// Wrap every scope's keys by the newest epoch of the key file; tokens stay as they are
    Rotate {
        #[command(flatten)]
        place: Place,
    },
    /// Erase a scope, or with --entity the values on standard input, one a line, in every scope and spelling
    Erase {
        /// The kind of the values on standard input: AADHAAR, EMAIL, ...
        #[arg(long, value_name = "ENTITY")]
        entity: Option<String>,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        auditing: Auditing,
    },
}

/// `parda audit`.
#[derive(clap::Args)]
pub(crate) struct Audit {
    #[command(subcommand)]
    pub(crate) command: AuditCommand,
}

/// What to do with an audit log.
#[derive(Subcommand)]
pub(crate) enum AuditCommand {
    /// Say whether records were changed, dropped, reordered or cut off, and which; exits with 1 when any was
    Verify {
        /// The log
        file: std::path::PathBuf,
        /// The key file that the log was kept with; PARDA_KEY holds the same digits
        #[arg(long, value_name = "FILE")]
        key_file: Option<std::path::PathBuf>,
    },
    /// Print how a log names a scope
    Scope {
        /// The scope
        scope: String,
        /// The key file that the log was kept with; PARDA_KEY holds the same digits
        #[arg(long, value_name = "FILE")]
        key_file: Option<std::path::PathBuf>,
    },
}

/// `parda init`.
#[derive(clap::Args)]
pub(crate) struct Init {
    /// Where the key file is made [default: parda.key]
    #[arg(value_name = "FILE", conflicts_with = "key_file")]
    pub(crate) file: Option<std::path::PathBuf>,
    /// The same, by the name other commands give it
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<std::path::PathBuf>,
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
    /// What is hidden at all: a TOML or JSON file, or the name of a preset
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<String>,
    /// Show near misses too, with what kept them out
    #[arg(long, conflicts_with = "batch")]
    pub(crate) explain: bool,
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
    /// JSON Lines, text with marks, or a folder of them
    ///
    /// JSON Lines: {"id", "text", "spans": [[start, end, "ENTITY"], ...]}; offsets are UTF-8 bytes, end exclusive.
    /// A .txt file: a text a line, [[...]] around each span of the one entity that --entities names, \n for a line
    /// break, # before a remark. A folder: each .txt and .jsonl file in it has a row of its own.
    pub(crate) gold: String,
    /// Only these entities, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub(crate) entities: Vec<String>,
    /// Measure what this policy hides: its thresholds, lists and recognisers; a TOML or JSON file, or a preset's name
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<String>,
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
