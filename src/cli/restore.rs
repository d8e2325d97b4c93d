//! `parda restore`: the originals in place of tokens.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use parda::vault::ScopeAddress;
use parda::{Delivery, Engine, RestoreStream, Session, Sink, Vault};
use serde_json::json;

use crate::args::Restore;
use crate::failure::{self, Failure};
use crate::{input, place};

pub(crate) fn run(args: &Restore) -> Result<ExitCode, Failure> {
    let key = place::key(args.place.key_file.as_deref())?;
    let vault: Arc<dyn Vault> = place::vault(&args.place)?.into();
    let audit = place::audit(&args.auditing, &key)?;
    let engine = Engine::builder()
        .key(key)
        .vault(Arc::clone(&vault))
        .input_limit(usize::try_from(args.max_bytes).unwrap_or(usize::MAX));
    let scope = &args.place.scope;
    match audit {
        Some((log, access)) => {
            let engine = engine.audit(log).build()?;
            restore(args, &*vault, &engine.session(scope, &access)?, true)
        }
        None => restore(args, &*vault, &engine.build()?.session(scope)?, false),
    }
}

fn restore(
    args: &Restore,
    vault: &dyn Vault,
    session: &Session<'_, Arc<dyn Vault>>,
    audited: bool,
) -> Result<ExitCode, Failure> {
    let reader = Delivery::to(Sink::Reader);
    let mut out = Out {
        vault,
        scope: &args.place.scope,
        restored: 0,
        left: 0,
    };
    if args.chat || audited {
        // One command, one record in the audit.
        let text = input::read(&args.file, args.max_bytes)?;
        let restored = if args.chat {
            parda::chat::restore_response(session, &text, &reader)?
        } else if args.model {
            session.deliver(&text, &reader)?
        } else {
            session.restore(&text)?
        };
        out.give(
            restored.expose(),
            restored.restored(),
            restored.unresolved().len(),
        )?;
    } else if args.model {
        let pieces = input::pieces(&args.file, args.max_bytes, input::between_characters)?;
        let mut stream = RestoreStream::new(session, &reader)?;
        let mut text = String::new();
        for piece in pieces {
            stream.push(&piece?, &mut text)?;
            out.give_all(&text, stream.restored(), stream.unresolved().len())?;
            text.clear();
        }
        stream.end(&mut text)?;
        out.give_all(&text, stream.restored(), stream.unresolved().len())?;
    } else {
        for piece in input::pieces(&args.file, args.max_bytes, input::between_tokens)? {
            let piece = piece?;
            let restored = session.restore(&piece)?;
            out.give(
                restored.expose(),
                restored.restored(),
                restored.unresolved().len(),
            )?;
        }
    }
    if args.report {
        anstream::eprintln!(
            "{}",
            json!({"restored": out.restored, "unresolved": out.left})
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// What was given out, and counted.
struct Out<'v> {
    vault: &'v dyn Vault,
    scope: &'v str,
    restored: usize,
    left: usize,
}

impl Out<'_> {
    /// Writes a piece in which so many tokens were restored and left.
    fn give(&mut self, text: &str, restored: usize, left: usize) -> Result<(), Failure> {
        self.give_all(text, self.restored + restored, self.left + left)
    }

    /// Writes a piece, with the counts of all up to here. At once: who reads may not wait for the end.
    fn give_all(&mut self, text: &str, restored: usize, left: usize) -> Result<(), Failure> {
        (self.restored, self.left) = (restored, left);
        if restored == 0 && left > 0 {
            known_scope(self.vault, self.scope)?;
        }
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(|error| failure::output(&error))
    }
}

/// Text with tokens in it and a scope that was never redacted in: a mistyped name, or another vault.
fn known_scope(vault: &dyn Vault, scope: &str) -> Result<(), Failure> {
    let address = ScopeAddress::of("", scope);
    let header = vault.header(&address).map_err(parda::Error::from)?;
    if header.is_some() {
        return Ok(());
    }
    Err(Failure::work(format_args!(
        "the vault has no scope {scope:?}, and the text has tokens: give the --scope and --vault that it was redacted with"
    )))
}
