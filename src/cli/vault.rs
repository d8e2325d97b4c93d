//! `parda vault`: what a vault holds, and what it forgets.

use std::process::ExitCode;

use parda::{Engine, Entity, Receipt, Vault};
use serde_json::json;

use crate::args::{Vault as Args, VaultCommand};
use crate::failure::Failure;
use crate::{input, place};

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (place, auditing) = match &args.command {
        VaultCommand::Stats { place } | VaultCommand::Rotate { place } => (place, None),
        VaultCommand::Purge { place, auditing }
        | VaultCommand::Erase {
            place, auditing, ..
        } => (place, Some(auditing)),
    };
    let key = place::key(place.key_file.as_deref())?;
    let audit = match auditing {
        Some(auditing) => place::audit(auditing, &key)?,
        None => None,
    };
    let engine = Engine::builder().key(key).vault(place::vault(place)?);
    match audit {
        Some((log, access)) => {
            let engine = engine.audit(log).build()?;
            let (erase, purge, forget) = (
                |values: &[(Entity, &str)]| engine.erase(&access, values),
                || sweep(|progress| engine.purge_with(&access, progress)),
                |scope: &str| engine.session(scope, &access)?.forget(),
            );
            answer(
                args,
                &engine,
                &Upkeep {
                    erase: &erase,
                    purge: &purge,
                    forget: &forget,
                },
            )
        }
        None => {
            let engine = engine.build()?;
            let (erase, purge, forget) = (
                |values: &[(Entity, &str)]| engine.erase(values),
                || sweep(|progress| engine.purge_with(progress)),
                |scope: &str| engine.session(scope)?.forget(),
            );
            answer(
                args,
                &engine,
                &Upkeep {
                    erase: &erase,
                    purge: &purge,
                    forget: &forget,
                },
            )
        }
    }
}

type Done<T> = Result<T, parda::Error>;
type Values<'a> = [(Entity, &'a str)];

/// What an engine does with and without an audit.
struct Upkeep<'a> {
    erase: &'a dyn Fn(&Values<'_>) -> Done<Receipt>,
    purge: &'a dyn Fn() -> Done<u64>,
    forget: &'a dyn Fn(&str) -> Done<u64>,
}

fn answer<G>(
    args: &Args,
    engine: &Engine<Box<dyn Vault>, G>,
    upkeep: &Upkeep<'_>,
) -> Result<ExitCode, Failure> {
    let report = match &args.command {
        VaultCommand::Stats { .. } => {
            let (stats, locks) = (engine.stats()?, engine.retention_locks()?);
            json!({
                "scopes": stats.scopes,
                "records": stats.entries,
                "bytes": stats.bytes,
                "locked_scopes": locks.scopes,
                "locked_until": locks.until,
            })
        }
        VaultCommand::Purge { .. } => json!({"expired_records_removed": (upkeep.purge)()?}),
        VaultCommand::Rotate { .. } => json!({"scopes_wrapped_anew": engine.rotate()?}),
        VaultCommand::Erase {
            entity: Some(label),
            ..
        } => return erase(upkeep, label),
        VaultCommand::Erase { place, .. } => {
            let removed = (upkeep.forget)(&place.scope)?;
            json!({"scope_erased": place.scope, "records_removed": removed})
        }
    };
    anstream::println!("{report}");
    Ok(ExitCode::SUCCESS)
}

/// Removes what has expired, and on a terminal says how far it has come.
fn sweep(purge: impl FnOnce(&mut dyn FnMut(u64)) -> Done<u64>) -> Done<u64> {
    let bar = indicatif::ProgressBar::new_spinner();
    let removed = purge(&mut |removed| bar.set_message(format!("{removed} removed")));
    bar.finish_and_clear();
    removed
}

/// Erases the values on standard input wherever they are stored, and fails when a lock keeps any.
fn erase(upkeep: &Upkeep<'_>, label: &str) -> Result<ExitCode, Failure> {
    let entity = Entity::custom(&label.to_ascii_uppercase())?;
    let mut values = Vec::new();
    for line in input::lines("-")? {
        let (_, value) = line?;
        if !value.is_empty() {
            values.push(value);
        }
    }
    let wanted: Vec<(Entity, &str)> = values.iter().map(|v| (entity, v.as_str())).collect();
    let receipt = (upkeep.erase)(&wanted)?;
    anstream::println!(
        "{}",
        json!({
            "erased_at": receipt.at,
            "scopes_looked_at": receipt.scopes,
            "records_removed": receipt.records,
            "values_locked": receipt.locked,
            "locked_until": receipt.until,
        })
    );
    match receipt.until {
        None => Ok(ExitCode::SUCCESS),
        Some(until) => Err(Failure::work(format_args!(
            "{} values stay: {}; erase them again then",
            receipt.locked,
            parda::VaultError::locked(until)
        ))),
    }
}
