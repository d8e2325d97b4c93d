//! Rows in SQL: `INSERT INTO t (name, pan) VALUES ('...', '...')`. The name of a column announces what stands at its place
//! in each row.

use std::ops::Range;

use super::cue::{CueSet, CueTable};

/// How far before a row the names of its columns may begin, and before a value its row, in bytes.
const REACH: usize = 1024;
const ROW: usize = 256;
/// The most columns of a row.
const COLUMNS: usize = 64;

/// Where the row begins that the value at `range` stands in: at a bracket behind `VALUES` or another row.
fn row(bytes: &[u8], range: &Range<usize>) -> Option<usize> {
    let skipped = |b: &&u8| matches!(b, b' ' | b'\'' | b'"');
    let front = &bytes[range.start.saturating_sub(4)..range.start];
    let open = front.iter().rev().find(|b| !skipped(b));
    let rest = bytes.get(range.end..).unwrap_or_default();
    let close = rest.iter().take(4).find(|b| !skipped(b));
    if !matches!(open, Some(b',' | b'(')) || !matches!(close, Some(b',' | b')')) {
        return None;
    }
    let floor = range.start.saturating_sub(ROW);
    let row = floor + memchr::memrchr(b'(', &bytes[floor..range.start])?;
    let before = bytes[..row].trim_ascii_end();
    let behind_row = before.ends_with(b"),");
    (behind_row || ends_with_values(before)).then_some(row)
}

/// Whether the value at `range` may stand in a row.
pub(super) fn is_in_row(bytes: &[u8], range: &Range<usize>) -> bool {
    row(bytes, range).is_some()
}

/// What the name of the column announces that the value at `range` stands in.
pub(super) fn announced(table: &CueTable, bytes: &[u8], range: &Range<usize>) -> Option<CueSet> {
    let row = row(bytes, range)?;
    let mut quoted = false;
    let commas = bytes[row..range.start].iter().filter(|byte| {
        quoted ^= **byte == b'\'';
        **byte == b',' && !quoted
    });
    let place = commas.count();
    let before = &bytes[row.saturating_sub(REACH)..row];
    let upper = memchr::memmem::rfind(before, b"VALUES");
    let values = upper.or_else(|| memchr::memmem::rfind(before, VALUES))?;
    let names = before[..values].trim_ascii_end().strip_suffix(b")")?;
    let open = memchr::memrchr(b'(', names)?;
    let mut columns = names[open + 1..].split(|b| *b == b',').take(COLUMNS);
    columns.nth(place).map(|name| table.announced(name))
}

const VALUES: &[u8] = b"values";

fn ends_with_values(before: &[u8]) -> bool {
    let from = before.len().saturating_sub(VALUES.len());
    before[from..].eq_ignore_ascii_case(VALUES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_announces_its_place_in_each_row() {
        let table = CueTable::build([(0, "pan"), (1, "mobile")].into_iter());
        let said = |text: &str| {
            let at = text.find('#').unwrap_or(0);
            announced(&table, text.as_bytes(), &(at..at + 1))
        };
        let insert = "INSERT INTO t (id, pan, mobile) VALUES";
        let one = CueSet::rule(0);
        let other = CueSet::rule(1);
        assert_eq!(said(&format!("{insert} (1, '#', 2)")), Some(one));
        assert_eq!(said(&format!("{insert} (1, 2, #)")), Some(other));
        assert_eq!(
            said(&format!("{insert}\n(1, 'a, b', 2),\n(2, 'x', '#')")),
            Some(other)
        );
        assert_eq!(said(&format!("{insert} (#, 2, 3)")), Some(CueSet::NONE));
        assert_eq!(said("values (1, #)"), None);
        assert_eq!(said("f(1, #)"), None);
    }
}
