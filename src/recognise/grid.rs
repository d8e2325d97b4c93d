//! Tables in text: CSV, TSV, and Markdown. The words of a column's header announce what stands in its cells.
//!
//! The rows of one table stand together, and its header is the first of them. What was found out of one row is kept for
//! the next, so that a file of any length is gone over once.

use std::ops::Range;

use super::cue::{CueSet, CueTable};

/// The longest row, in bytes.
const ROW: usize = 4096;
/// Lines of a table that are looked at for its header: a sentence before it may hold as many commas.
const HEADERS: usize = 2;
/// Bytes of blanks and quotes between a value and the edge of its cell.
const EDGE: usize = 4;
/// How often the text is gone over again for a value that stands before the table last seen.
const AGAIN: usize = 8;
/// What separates cells.
const DELIMITERS: [u8; 4] = *b",\t|;";

/// What is known of the tables seen so far.
#[derive(Default)]
pub(crate) struct Grid {
    /// For each delimiter, the table last asked for.
    runs: [Run; DELIMITERS.len()],
    again: usize,
    header: Option<Header>,
    row: Row,
}

/// Lines that follow one another and hold as many of one delimiter: a table, where that is any. Looked through are those
/// up to `end`.
#[derive(Clone, Copy, Default)]
struct Run {
    start: usize,
    end: usize,
    count: usize,
}

/// The header of the table that begins at `start`, and what its cells announce.
struct Header {
    start: usize,
    delimiter: u8,
    columns: Vec<CueSet>,
}

/// The row last seen, and the column that holds the byte `at`.
#[derive(Default)]
struct Row {
    line: Range<usize>,
    delimiter: u8,
    at: usize,
    column: usize,
    quoted: bool,
}

/// What the table says of a cell.
pub(super) struct Cell {
    /// What the header of its column announces; nothing where there is no header.
    pub(super) announced: CueSet,
    /// Where the text begins that may speak of the cell.
    pub(super) floor: usize,
}

impl Grid {
    /// The cell that the value at `range` fills.
    pub(super) fn cell(
        &mut self,
        table: &CueTable,
        bytes: &[u8],
        range: &Range<usize>,
    ) -> Option<Cell> {
        let (left, delimiter) = edges(bytes, range)?;
        if !self.row.line.contains(&range.start) || self.row.delimiter != delimiter {
            self.row = Row::read(bytes, range.start, delimiter)?;
        }
        let line = self.row.line.start;
        let run = self.run(bytes, line, delimiter)?;
        let known = self.header.as_ref();
        if !known.is_some_and(|h| h.start == run.start && h.delimiter == delimiter) {
            self.header = Some(Header::read(table, bytes, run, line, delimiter));
        }
        let column = self.row.column(bytes, range.start);
        let header = self.header.as_ref().map_or(&[][..], |h| &h.columns[..]);
        let announced = header.get(column).copied().unwrap_or(CueSet::NONE);
        let pair = run.count == 1 || delimiter == b'|' && run.count == 3;
        let floor = match (announced == CueSet::NONE, pair) {
            (true, true) => line,
            _ if !header.is_empty() => left,
            _ => return None,
        };
        Some(Cell { announced, floor })
    }

    /// The table that the line at `line` is in, where it holds any of `delimiter`.
    fn run(&mut self, bytes: &[u8], line: usize, delimiter: u8) -> Option<Run> {
        let place = DELIMITERS.iter().position(|d| *d == delimiter)?;
        let known = self.runs[place];
        if !(known.start..known.end).contains(&line) {
            // Lines up to where the last one ended are not gone over again.
            let mut floor = known.end;
            if line < known.start {
                if self.again == AGAIN {
                    return None;
                }
                self.again += 1;
                floor = 0;
            }
            let rest = bytes.get(line..)?;
            let end = line + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let count = count(&bytes[line..end], delimiter);
            let mut start = line;
            while count > 0 && start > floor {
                let above = memchr::memrchr(b'\n', &bytes[floor..start - 1]);
                let above = above.map_or(floor, |line| floor + line + 1);
                if self::count(&bytes[above..start - 1], delimiter) != count {
                    break;
                }
                start = above;
            }
            if start == known.end && known.count == count {
                start = known.start;
            }
            self.runs[place] = Run {
                start,
                end: end + 1,
                count,
            };
        }
        Some(self.runs[place]).filter(|run| run.count > 0)
    }
}

/// Whether `range` may fill a cell of a table.
pub(super) fn is_cell(bytes: &[u8], range: &Range<usize>) -> bool {
    edges(bytes, range).is_some()
}

/// The left edge of the cell that `range` fills, and the delimiter; `None` where the value is one part of a text.
fn edges(bytes: &[u8], range: &Range<usize>) -> Option<(usize, u8)> {
    let padding = |b: &&u8| matches!(b, b' ' | b'"' | b'\'' | b'`' | b'*' | b'+');
    let delimiter = |b: u8| matches!(b, b',' | b'\t' | b'|' | b';');
    let before = bytes.get(..range.start)?;
    let after = bytes.get(range.end..)?;
    // Most values stand within a text, which one look tells.
    let goes_on = |b: &u8| b.is_ascii_alphanumeric() || *b >= 0x80;
    if before.last().is_some_and(goes_on) || after.first().is_some_and(goes_on) {
        return None;
    }
    let lead = before.iter().rev().take(EDGE).take_while(padding).count();
    let left = before.len() - lead;
    let open = left.checked_sub(1).map_or(b'\n', |at| bytes[at]);
    if open != b'\n' && !delimiter(open) {
        return None;
    }
    let tail = after.iter().take(EDGE).take_while(padding).count();
    let close = match after.get(tail) {
        None | Some(b'\r') => b'\n',
        Some(byte) => *byte,
    };
    match (open, close) {
        (open, b'\n') if delimiter(open) => Some((left, open)),
        (b'\n', close) if delimiter(close) => Some((left, close)),
        (open, close) if delimiter(open) && open == close => Some((left, open)),
        _ => None,
    }
}

/// How many of the delimiter stand in the line outside quotes.
fn count(line: &[u8], delimiter: u8) -> usize {
    let all = memchr::memchr_iter(delimiter, line);
    if memchr::memchr(b'"', line).is_none() {
        return all.count();
    }
    let mut quoted = false;
    let outside = line.iter().filter(|byte| {
        quoted ^= **byte == b'"';
        **byte == delimiter && !quoted
    });
    outside.count()
}

impl Row {
    fn read(bytes: &[u8], at: usize, delimiter: u8) -> Option<Row> {
        let floor = at.saturating_sub(ROW);
        let start = match memchr::memrchr(b'\n', &bytes[floor..at]) {
            Some(end) => floor + end + 1,
            None if floor == 0 => 0,
            None => return None,
        };
        let reach = bytes.len().min(start + 2 * ROW);
        let end = memchr::memchr(b'\n', &bytes[at..reach]).map_or(reach, |end| at + end);
        Some(Row {
            line: start..end + 1,
            delimiter,
            at: start,
            column: 0,
            quoted: false,
        })
    }

    /// The column of the byte at `at`, counted from where it was counted last.
    fn column(&mut self, bytes: &[u8], at: usize) -> usize {
        if at < self.at {
            self.at = self.line.start;
            self.column = 0;
            self.quoted = false;
        }
        for byte in &bytes[self.at..at] {
            self.quoted ^= *byte == b'"';
            self.column += usize::from(*byte == self.delimiter && !self.quoted);
        }
        self.at = at;
        self.column
    }
}

impl Header {
    /// The first line of the table, above the row at `line`; without columns where there is none or it holds data.
    fn read(table: &CueTable, bytes: &[u8], run: Run, line: usize, delimiter: u8) -> Header {
        let mut header = Header {
            start: run.start,
            delimiter,
            columns: Vec::new(),
        };
        let reach = line.min(run.start + HEADERS * ROW);
        let mut lines = bytes[run.start.min(reach)..reach]
            .split(|b| *b == b'\n')
            .take(HEADERS);
        let fits = |line: &&[u8]| line.len() <= ROW && !line.trim_ascii_end().ends_with(b":");
        let Some(line) = lines.find(fits).filter(|line| !line.is_empty()) else {
            return header;
        };
        if line
            .windows(4)
            .any(|four| four.iter().all(u8::is_ascii_digit))
        {
            return header;
        }
        let mut quoted = false;
        let cells = line.split(|b| {
            quoted ^= *b == b'"';
            *b == delimiter && !quoted
        });
        header.columns = cells.map(|cell| table.announced(cell)).collect();
        header
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Dice;

    /// What the columns of the cells `#` say, in order: `a`, `b`, `-` for nothing, `?` for no cell.
    fn columns(text: &str) -> String {
        let table = CueTable::build([(0, "aadhaar"), (1, "mobile")].into_iter());
        let mut grid = Grid::default();
        text.match_indices('#')
            .map(
                |(at, _)| match grid.cell(&table, text.as_bytes(), &(at..at + 1)) {
                    None => '?',
                    Some(cell) if cell.announced == CueSet::rule(0) => 'a',
                    Some(cell) if cell.announced == CueSet::rule(1) => 'b',
                    Some(_) => '-',
                },
            )
            .collect()
    }

    #[test]
    fn a_header_announces_its_column() {
        assert_eq!(columns("name,aadhaar no,mobile\nx,#,#\ny,#,#"), "abab");
        assert_eq!(columns("name\taadhaar\nx\t#\n"), "a");
        assert_eq!(
            columns("| name | aadhaar | mobile |\n|---|---|---|\n| x | # | # |"),
            "ab"
        );
        assert_eq!(
            columns("Here it is:\n\"name, full\",aadhaar\n\"x, y\",#\n"),
            "a"
        );
        assert_eq!(columns("aadhaar;name\n#;x\r\n#;y"), "aa");
        assert_eq!(
            columns("aadhaar,name,city\n#,x,y\n\nmobile,name,city\n#,x,y"),
            "ab"
        );
        assert_eq!(
            columns("a log line\n9 of, them\naadhaar,name,city\n#,x,y"),
            "a"
        );
        assert_eq!(columns("aadhaar,name,city\n#,x"), "-");
        assert_eq!(columns("aadhaar,123456,x\n#,x,y"), "?");
        assert_eq!(columns("my aadhaar, I think, is # and so on"), "?");
    }

    #[test]
    fn a_table_is_the_lines_around_with_as_many_delimiters() {
        let pieces = [
            ",", ",", ";", "\t", "|", "\"", "x", "\n", "\n", ",x,y\n", ";\n",
        ];
        let mut dice = Dice::new(41);
        let mut tables = 0;
        for _ in 0..3_000 {
            let count = 10 + dice.below(60);
            let text: String = (0..count)
                .map(|_| pieces[dice.below(pieces.len())])
                .collect();
            let bytes = text.as_bytes();
            let lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
            let start = |n: usize| lines[..n].iter().map(|line| line.len() + 1).sum::<usize>();
            let mut grid = Grid::default();
            let mut last = 0;
            for _ in 0..12 {
                // Mostly forward, as a scan asks, and back no more often than is allowed.
                let back = grid.again < AGAIN && dice.below(5) == 0;
                let n = if back { 0 } else { last }
                    + dice.below(lines.len() - if back { 0 } else { last });
                last = n;
                let delimiter = DELIMITERS[dice.below(DELIMITERS.len())];
                let own = slow_count(lines[n], delimiter);
                let same = |line: &&&[u8]| slow_count(line, delimiter) == own;
                let above = lines[..n].iter().rev().take_while(same).count();
                let run = grid.run(bytes, start(n), delimiter);
                let wanted = (own > 0).then(|| (start(n - above), own));
                assert_eq!(
                    run.map(|run| (run.start, run.count)),
                    wanted,
                    "{text:?} {n}"
                );
                tables += usize::from(above > 0 && own > 0);
            }
        }
        assert!(tables > 1_000, "{tables}");
    }

    fn slow_count(line: &[u8], delimiter: u8) -> usize {
        let (mut count, mut quoted) = (0, false);
        for byte in line {
            quoted ^= *byte == b'"';
            count += usize::from(!quoted && *byte == delimiter);
        }
        count
    }

    #[test]
    fn cells_may_be_asked_for_in_any_order() {
        let text = "name,aadhaar\nx,#\n\nname,mobile\ny,#\n";
        let places: Vec<usize> = text.match_indices('#').map(|(at, _)| at).collect();
        let table = CueTable::build([(0, "aadhaar"), (1, "mobile")].into_iter());
        let mut grid = Grid::default();
        for (place, rule) in [(1, 1), (0, 0), (1, 1), (0, 0)] {
            let range = places[place]..places[place] + 1;
            let cell = grid.cell(&table, text.as_bytes(), &range);
            assert!(cell.is_some_and(|cell| cell.announced == CueSet::rule(rule)));
        }
    }
}
