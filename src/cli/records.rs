//! The records of a batch: `{"id", "text"}` a line.

use serde_json::Value;

use crate::failure::Failure;
use crate::input;

/// The records of the next `most` lines of the input called `name`, blank lines left out; `None` at its end.
pub(crate) fn next(
    lines: &mut impl Iterator<Item = Result<(usize, String), Failure>>,
    most: usize,
    name: &str,
) -> Result<Option<Vec<(Value, String)>>, Failure> {
    let mut records = Vec::new();
    let mut ended = true;
    for line in lines.take(most) {
        ended = false;
        let (number, line) = line?;
        if line.trim().is_empty() {
            continue;
        }
        let broken = |what: &str| {
            Failure::work(format_args!(
                "line {number} of {}: {what}; a line is {{\"id\": ..., \"text\": \"...\"}}",
                input::name(name)
            ))
        };
        let mut value: Value = serde_json::from_str(&line).map_err(|_| broken("not JSON"))?;
        let id = value.get_mut("id").map_or(Value::Null, Value::take);
        let Some(Value::String(text)) = value.get_mut("text").map(Value::take) else {
            return Err(broken("no \"text\" string"));
        };
        records.push((id, text));
    }
    Ok((!ended).then_some(records))
}
