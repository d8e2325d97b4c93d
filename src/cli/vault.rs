//! `parda vault`: what a vault holds, and what it forgets.

use std::process::ExitCode;

use parda::{Engine, Entity, Vault};
use serde_json::json;

use crate::args::{Vault as Args, VaultCommand};
use crate::failure::Failure;
use crate::{input, place};

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let place = match &args.command {
        VaultCommand::Stats { place }
        | VaultCommand::Purge { place }
        | VaultCommand::Rotate { place }
        | VaultCommand::Erase { place, .. } => place,
    };
    let engine = Engine::builder()
        .key(place::key(place)?)
        .vault(place::vault(place)?)
        .build()?;
    let report = match &args.command {
        VaultCommand::Stats { .. } => {
            let stats = engine.stats()?;
            json!({"scopes": stats.scopes, "records": stats.entries, "bytes": stats.bytes})
        }
        VaultCommand::Purge { .. } => json!({"expired_records_removed": engine.purge()?}),
        VaultCommand::Rotate { .. } => json!({"scopes_wrapped_anew": engine.rotate()?}),
        VaultCommand::Erase { entity, place } => erase(&engine, entity.as_deref(), &place.scope)?,
    };
    anstream::println!("{report}");
    Ok(ExitCode::SUCCESS)
}

/// Erases a scope, or the values on standard input wherever they are stored.
fn erase(
    engine: &Engine<Box<dyn Vault>>,
    entity: Option<&str>,
    scope: &str,
) -> Result<serde_json::Value, Failure> {
    let Some(label) = entity else {
        let removed = engine.session(scope)?.forget()?;
        return Ok(json!({"scope_erased": scope, "records_removed": removed}));
    };
    let entity = Entity::custom(&label.to_ascii_uppercase())?;
    let mut values = Vec::new();
    for line in input::lines("-")? {
        let (_, value) = line?;
        if !value.is_empty() {
            values.push(value);
        }
    }
    let wanted: Vec<(Entity, &str)> = values.iter().map(|v| (entity, v.as_str())).collect();
    let receipt = engine.erase(&wanted)?;
    Ok(json!({
        "erased_at": receipt.at,
        "scopes_looked_at": receipt.scopes,
        "records_removed": receipt.records,
    }))
}
