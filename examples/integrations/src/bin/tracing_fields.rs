//! A tracing layer whose log lines hold no personal data: each field, with its name for context, is scanned before it
//! is written, and what is found becomes `[EMAIL]`. One way: nothing is kept, so there is no key and no vault.

use std::fmt::{self, Write};

use parda::Scanner;
use tracing::field::{Field, Visit};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::FormatFields;
use tracing_subscriber::fmt::format::Writer;

/// Formats the fields of spans and events, redacted.
struct Redacting(Scanner);

impl<'writer> FormatFields<'writer> for Redacting {
    fn format_fields<R: RecordFields>(
        &self,
        mut writer: Writer<'writer>,
        fields: R,
    ) -> fmt::Result {
        let mut line = Line(String::new());
        fields.record(&mut line);
        let mut done = 0;
        for finding in self.0.scan(&line.0) {
            writer.write_str(&line.0[done..finding.range().start])?;
            write!(writer, "[{}]", finding.entity())?;
            done = finding.range().end;
        }
        writer.write_str(&line.0[done..])
    }
}

struct Line(String);

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        let _ = match field.name() {
            "message" => write!(self.0, "{value:?}"),
            name => write!(self.0, "{name}={value:?}"),
        };
    }
}

fn main() {
    tracing_subscriber::fmt()
        .fmt_fields(Redacting(Scanner::new()))
        .with_writer(std::io::stdout)
        .with_ansi(false)
        .without_time()
        .init();
    let span = tracing::info_span!("order", customer = "asha@example.com");
    let _entered = span.enter();
    tracing::info!(
        account_number = 50_100_234_567_890_u64,
        amount = 1200,
        "paid"
    );
    tracing::warn!("card 4111 1111 1111 1111 was declined, retry {}", 2);
}
