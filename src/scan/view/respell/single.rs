//! Values whose characters stand one by one: `A B C P E 1 2 3 4 F`, `5-3-9-8-...`.

use super::{Proof, Respeller};

/// Bytes that must alternate around a probe.
const SEEN: usize = 6;
/// Characters of the longest value so spelled.
const LONGEST: usize = 64;
/// Characters from which it may be a value.
const SHORTEST: usize = 9;

impl Respeller<'_, '_> {
    /// Tries the value around `at`, and returns where to go on.
    pub(in crate::scan) fn single(&mut self, at: usize) -> usize {
        let bytes = self.cx.bytes();
        let Some(seen) = bytes.get(at..at + SEEN) else {
            return at;
        };
        let shown = |b: u8| b.is_ascii_graphic();
        let separator = |b: u8| matches!(b, b' ' | b'-');
        // The separator stands at every other byte; which of the two is seen from the bytes themselves.
        let (first, with) = if separator(seen[1]) && seen[1] == seen[3] && seen[1] == seen[5] {
            (at, seen[1])
        } else if separator(seen[0]) && seen[0] == seen[2] && seen[0] == seen[4] {
            (at + 1, seen[0])
        } else {
            return at;
        };
        let alone = |i: usize| shown(self.cx.byte(i)) && self.cx.byte(i) != with;
        let mut start = first;
        let mut count = 1;
        while count <= LONGEST && start >= 2 && bytes[start - 1] == with && alone(start - 2) {
            start -= 2;
            count += 1;
        }
        let mut end = first;
        while self.cx.byte(end + 1) == with && alone(end + 2) {
            end += 2;
            count += 1;
        }
        // What is longer is no value, and is not looked at again.
        if count > LONGEST {
            return end + 1;
        }
        // A character at either end may be the edge of a word: `is 5 3 9 8`, `6 5 0 2 and`.
        if start > 0 && self.cx.before(start).is_ascii_alphanumeric() {
            start += 2;
        }
        if self.cx.byte(end + 1).is_ascii_alphanumeric() && end >= 2 {
            end -= 2;
        }
        if end < start || (end - start) / 2 + 1 < SHORTEST {
            return at;
        }
        self.draft.clear();
        for place in (start..=end).step_by(2) {
            self.draft.push(bytes[place], place..place + 1);
        }
        self.try_draft(Proof::Check);
        end + 1
    }
}
