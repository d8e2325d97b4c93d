//! `parda restore`: the originals in place of tokens.

use std::io::{self, Write};
use std::process::ExitCode;

use parda::vault::ScopeAddress;
use parda::{Delivery, Engine, Sink, Vault};
use serde_json::json;

use crate::args::Restore;
use crate::failure::{self, Failure};
use crate::{input, place};

pub(crate) fn run(args: &Restore) -> Result<ExitCode, Failure> {
    let key = place::key(&args.place)?;
    let vault = place::vault(&args.place)?;
    let engine = Engine::builder()
        .key(key)
        .vault(vault)
        .input_limit(usize::try_from(args.max_bytes).unwrap_or(usize::MAX))
        .build()?;
    let text = input::read(&args.file, args.max_bytes)?;
    let session = engine.session(&args.place.scope)?;
    let reader = Delivery::to(Sink::Reader);
    let restored = if args.chat {
        parda::chat::restore_response(&session, &text, &reader)?
    } else if args.model {
        session.deliver(&text, &reader)?
    } else {
        session.restore(&text)?
    };
    if restored.restored() == 0 && !restored.unresolved().is_empty() {
        known_scope(&engine, &args.place.scope)?;
    }
    let mut out = io::stdout().lock();
    out.write_all(restored.expose().as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| failure::output(&error))?;
    if args.report {
        let left = restored.unresolved();
        anstream::eprintln!(
            "{}",
            json!({"restored": restored.restored(), "unresolved": left.len()})
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Text with tokens in it and a scope that was never redacted in: a mistyped name, or another vault.
fn known_scope(engine: &Engine<Box<dyn Vault>>, scope: &str) -> Result<(), Failure> {
    let address = ScopeAddress::of("", scope);
    let header = engine
        .vault()
        .header(&address)
        .map_err(parda::Error::from)?;
    if header.is_some() {
        return Ok(());
    }
    Err(Failure::work(format_args!(
        "the vault has no scope {scope:?}, and the text has tokens: give the --scope and --vault that it was redacted with"
    )))
}
