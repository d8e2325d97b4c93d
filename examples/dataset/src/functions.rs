//! `parda_redact(text, scope)` and `parda_scan(text)`.
//!
//! They are plain scalar functions over columns of text, so that whatever carries a DataFusion plan carries them: threads
//! of one process here, executors on many machines with an engine such as Ballista, whose every executor registers them
//! over one key and one shared vault (Redis, PostgreSQL). A value has one token everywhere, without the executors talking.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, StringArray, StringBuilder};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::cast::as_string_array;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, Volatility, create_udf};
use datafusion::prelude::SessionContext;
use parda::{Engine, Vault};

/// Makes both functions known to `context`. Tokens of a scope go to the vault of `engine`.
pub fn register<V: Vault + 'static>(context: &SessionContext, engine: Arc<Engine<V>>) {
    let scanner = engine.scanner().clone();
    let redact = move |columns: &[ColumnarValue]| -> Result<ColumnarValue> {
        let columns = ColumnarValue::values_to_arrays(columns)?;
        let texts = as_string_array(&columns[0])?;
        let scopes = as_string_array(&columns[1])?;
        Ok(ColumnarValue::Array(redacted(&engine, texts, scopes)?))
    };
    // Stable, and no more: a call stores what it hides, so that it is not to be worked out beforehand.
    context.register_udf(create_udf(
        "parda_redact",
        vec![DataType::Utf8, DataType::Utf8],
        DataType::Utf8,
        Volatility::Stable,
        Arc::new(redact),
    ));
    let scan = move |columns: &[ColumnarValue]| -> Result<ColumnarValue> {
        let columns = ColumnarValue::values_to_arrays(columns)?;
        let texts = as_string_array(&columns[0])?;
        let found = texts
            .iter()
            .map(|text| text.map(|text| scanned(&scanner, text)).transpose())
            .collect::<Result<StringArray>>()?;
        Ok(ColumnarValue::Array(Arc::new(found)))
    };
    context.register_udf(create_udf(
        "parda_scan",
        vec![DataType::Utf8],
        DataType::Utf8,
        Volatility::Immutable,
        Arc::new(scan),
    ));
}

/// The errors of parda hold no text, so they may stand in a plan's.
fn failed(error: parda::Error) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

/// A column redacted, each row in its scope: for each scope of the batch one call of the vault. A row without a text has
/// none; one without a scope is an error, since nobody could restore it.
fn redacted<V: Vault>(
    engine: &Engine<V>,
    texts: &StringArray,
    scopes: &StringArray,
) -> Result<ArrayRef> {
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in (0..texts.len()).filter(|row| texts.is_valid(*row)) {
        if scopes.is_null(row) {
            return Err(DataFusionError::Execution(
                "parda_redact: a row has no scope".to_owned(),
            ));
        }
        rows.entry(scopes.value(row)).or_default().push(row);
    }
    let mut hidden: Vec<Option<String>> = vec![None; texts.len()];
    for (scope, rows) in rows {
        let session = engine.session(scope).map_err(failed)?;
        let redacted = session
            .redact_apart(rows.iter().map(|row| texts.value(*row)))
            .map_err(failed)?;
        for (row, redacted) in rows.into_iter().zip(redacted) {
            hidden[row] = Some(redacted.into_text().into_owned());
        }
    }
    let mut column = StringBuilder::with_capacity(texts.len(), texts.value_data().len());
    hidden
        .iter()
        .for_each(|text| column.append_option(text.as_deref()));
    Ok(Arc::new(column.finish()))
}

/// What was found in a text, as JSON without the values: offsets in bytes.
fn scanned(scanner: &parda::Scanner, text: &str) -> Result<String> {
    let mut json = String::from("[");
    for finding in scanner.try_scan(text).map_err(failed)? {
        let comma = if json.len() > 1 { "," } else { "" };
        let (range, score) = (finding.range(), finding.score().fraction());
        let entity = finding.entity();
        let _ = write!(
            json,
            "{comma}{{\"entity\":\"{}\",\"start\":{},\"end\":{},\"score\":{score:.2}}}",
            entity.label(),
            range.start,
            range.end
        );
    }
    json.push(']');
    Ok(json)
}
