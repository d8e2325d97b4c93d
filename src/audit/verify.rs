//! Verifying a log: which records are missing, changed, or not where they belong.

use super::chain::{Code, HEAD, Head, Link};
use super::log::MOST_LINE;
use crate::token::key::Key;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

/// Problems that are listed; a log that was rewritten has no end of them.
const MOST_PROBLEMS: usize = 100;

/// What is wrong with a log. Records count from 1, and so do lines, of which the first is the log's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuditProblem {
    /// The first line is missing or is that of no audit log.
    NoHead,
    /// The first line was changed, or nothing in the log was kept with this key.
    HeadChanged,
    /// The first line is that of an earlier or another state of the log.
    HeadStale,
    /// A line that is no record.
    NoRecord {
        /// The line.
        line: u64,
    },
    /// A record that was changed since it was kept, or was kept with another key.
    Changed {
        /// Its number.
        record: u64,
        /// The line.
        line: u64,
    },
    /// Records that are not there.
    Missing {
        /// The first of them.
        from: u64,
        /// The last of them.
        to: u64,
    },
    /// Records that are not there behind the last one: the log was cut off.
    CutOff {
        /// The first of them.
        from: u64,
        /// The last of them.
        to: u64,
    },
    /// A genuine record that stands behind one that came later, or stands there twice.
    OutOfOrder {
        /// Its number.
        record: u64,
        /// The line.
        line: u64,
    },
    /// A genuine record that follows another one than that before it: either was taken from another log.
    Unchained {
        /// Its number.
        record: u64,
        /// The line.
        line: u64,
    },
}

impl fmt::Display for AuditProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let several = |f: &mut fmt::Formatter<'_>, from: u64, to: u64| {
            if from == to {
                write!(f, "record {from} is")
            } else {
                write!(f, "records {from} to {to} are")
            }
        };
        match *self {
            AuditProblem::NoHead => f.write_str("line 1 is not the first line of an audit log"),
            AuditProblem::HeadChanged => {
                f.write_str("line 1 was changed, or the log was kept with another key")
            }
            AuditProblem::HeadStale => {
                f.write_str("line 1 is that of another state of the log: one of them was put back")
            }
            AuditProblem::NoRecord { line } => write!(f, "line {line} is no record"),
            AuditProblem::Changed { record, line } => {
                write!(f, "record {record} (line {line}) was changed")
            }
            AuditProblem::Missing { from, to } => {
                several(f, from, to)?;
                f.write_str(" missing")
            }
            AuditProblem::CutOff { from, to } => {
                several(f, from, to)?;
                f.write_str(" cut off at the end")
            }
            AuditProblem::OutOfOrder { record, line } => {
                write!(f, "record {record} (line {line}) is out of order")
            }
            AuditProblem::Unchained { record, line } => write!(
                f,
                "record {record} (line {line}) does not follow the record before it"
            ),
        }
    }
}

/// What a log holds, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct AuditReport {
    records: u64,
    last: Code,
    torn: bool,
    problems: Vec<AuditProblem>,
}

impl AuditReport {
    /// Genuine records.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.records
    }

    /// The code of the last genuine record, as 64 hex digits: with the number of records, what to keep elsewhere so
    /// that an older copy of the log is recognised.
    #[must_use]
    pub fn last(&self) -> &str {
        &self.last
    }

    /// Whether a record was being written when the host or the process ended: nothing was given out for it, and the
    /// next record takes its place.
    #[must_use]
    pub fn is_torn(&self) -> bool {
        self.torn
    }

    /// What is wrong; the first hundred.
    #[must_use]
    pub fn problems(&self) -> &[AuditProblem] {
        &self.problems
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.problems.is_empty()
    }

    fn tell(&mut self, problem: AuditProblem) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
    }
}

/// Walks the lines of a log.
struct Walk<'k> {
    key: &'k Key,
    report: AuditReport,
    /// The highest number so far, and the code of its record; none where that cannot be told.
    reached: u64,
    follows: Option<Code>,
    /// Numbers that are not there yet.
    gaps: Vec<(u64, u64)>,
    line: u64,
}

impl Walk<'_> {
    fn record(&mut self, line: &str) {
        self.line += 1;
        let Some(link) = Link::read(line, self.key) else {
            self.report.tell(AuditProblem::NoRecord { line: self.line });
            self.follows = None;
            return;
        };
        let (record, line) = (link.number, self.line);
        if !link.genuine {
            self.report.tell(AuditProblem::Changed { record, line });
            // It stands for the number that it names where that is the next one: its neighbours say the same.
            if record == self.reached + 1 {
                self.reached = record;
            }
            self.follows = None;
            return;
        }
        if record <= self.reached {
            self.report.tell(AuditProblem::OutOfOrder { record, line });
            self.found(record);
            self.report.records += 1;
            self.follows = None;
            return;
        }
        if record > self.reached + 1 {
            self.gaps.push((self.reached + 1, record - 1));
        } else if self
            .follows
            .as_deref()
            .is_some_and(|last| last != link.previous)
        {
            self.report.tell(AuditProblem::Unchained { record, line });
        }
        self.reached = record;
        self.report.records += 1;
        self.report.last = link.mac.to_owned();
        self.follows = Some(link.mac.to_owned());
    }

    /// A record that was missed is there after all.
    fn found(&mut self, record: u64) {
        let gap = |(from, to): &(u64, u64)| (*from..=*to).contains(&record);
        if let Some(at) = self.gaps.iter().position(gap) {
            let (from, to) = self.gaps.swap_remove(at);
            if from < record {
                self.gaps.push((from, record - 1));
            }
            if record < to {
                self.gaps.push((record + 1, to));
            }
        }
    }

    /// What the first line says beside what was read.
    fn end(&mut self, head: Option<&Head>) {
        self.gaps.sort_unstable();
        for (from, to) in std::mem::take(&mut self.gaps) {
            self.report.tell(AuditProblem::Missing { from, to });
        }
        let Some(head) = head else { return };
        if head.records > self.reached {
            let from = self.reached + 1;
            let to = head.records;
            self.report.tell(AuditProblem::CutOff { from, to });
        } else if self.report.is_intact() {
            // A crash may leave one record uncounted.
            let uncounted = self.reached - head.records;
            let same = uncounted > 0 || self.report.last == head.last;
            if uncounted > 1 || !same {
                self.report.tell(AuditProblem::HeadStale);
            }
        }
    }
}

/// Reads a whole log.
pub(super) fn read(file: impl Read, key: &Key) -> io::Result<AuditReport> {
    let mut file = BufReader::with_capacity(1 << 16, file);
    let mut line = Vec::new();
    let mut walk = Walk {
        key,
        report: AuditReport::default(),
        reached: 0,
        follows: None,
        gaps: Vec::new(),
        line: 1,
    };
    next(&mut file, &mut line)?;
    let first = std::str::from_utf8(&line).ok();
    let head = match first.and_then(|line| Head::read(line, key)) {
        Some((head, genuine)) => {
            if !genuine {
                walk.report.tell(AuditProblem::HeadChanged);
            }
            genuine.then_some(head)
        }
        None => {
            walk.report.tell(AuditProblem::NoHead);
            // A log whose first line was taken away begins with a record.
            if let Some(line) = first.filter(|line| Link::read(line.trim_end(), key).is_some()) {
                walk.line = 0;
                walk.record(line.trim_end());
            }
            None
        }
    };
    if let Some(head) = &head {
        walk.report.last.clone_from(&head.log);
        walk.follows = Some(head.log.clone());
    }
    let mut at = line.len() as u64;
    loop {
        next(&mut file, &mut line)?;
        if line.is_empty() {
            break;
        }
        at += line.len() as u64;
        let text = std::str::from_utf8(&line).unwrap_or("");
        let whole = text.strip_suffix('\n');
        let counted = head.as_ref().is_none_or(|head| at <= head.end);
        match whole {
            Some(record) => walk.record(record),
            // Behind the last record that counts, and without an end: nobody was given anything for it.
            None if !counted => walk.report.torn = true,
            None => {
                walk.line += 1;
                walk.report.tell(AuditProblem::NoRecord { line: walk.line });
            }
        }
    }
    walk.end(head.as_ref());
    Ok(walk.report)
}

/// The next line with its end; a longer one than any record comes in parts, none of which is a record.
fn next(file: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<()> {
    line.clear();
    file.take(MOST_LINE.max(HEAD as u64))
        .read_until(b'\n', line)?;
    Ok(())
}
