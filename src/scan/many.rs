//! Many texts at once: on several threads, results in the order of the texts.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::Scanner;
use crate::finding::Finding;

/// Texts that a thread takes at a time.
const SHARE: usize = 16;

impl Scanner {
    /// The findings of each text, in the order of `texts`, found on up to `threads` threads. Few texts are not worth a
    /// thread and are scanned on this one.
    ///
    /// A recogniser of the caller's own that fails is told as [`scan`](Scanner::scan) tells it.
    ///
    /// # Panics
    ///
    /// When a recogniser of the caller's own does.
    ///
    /// ```
    /// let threads = std::num::NonZeroUsize::MIN.saturating_add(3);
    /// let found = parda::Scanner::new().scan_many(&["ok", "to asha@example.com"], threads);
    /// assert!(found[0].is_empty());
    /// assert_eq!(found[1][0].range(), 3..19);
    /// ```
    #[must_use]
    pub fn scan_many<'t>(&self, texts: &[&'t str], threads: NonZeroUsize) -> Vec<Vec<Finding<'t>>> {
        let threads = threads.get().min(texts.len().div_ceil(SHARE));
        if threads <= 1 {
            return texts.iter().map(|text| self.scan(text)).collect();
        }
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            loop {
                let from = next.fetch_add(SHARE, Ordering::Relaxed);
                let Some(rest) = texts.get(from..).filter(|rest| !rest.is_empty()) else {
                    return done;
                };
                let share = rest.iter().take(SHARE);
                done.push((from, share.map(|text| self.scan(text)).collect::<Vec<_>>()));
            }
        };
        let mut shares = thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut shares = work();
            for other in others {
                match other.join() {
                    Ok(done) => shares.extend(done),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            shares
        });
        shares.sort_unstable_by_key(|(from, _)| *from);
        shares.into_iter().flat_map(|(_, found)| found).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents;

    #[test]
    fn many_threads_find_what_one_finds_in_the_same_order() {
        let scanner = Scanner::new();
        let mut dice = documents::Dice::new(11);
        let texts: Vec<String> = (0..200)
            .map(|n| documents::document(&mut dice, 1 + n % 20, &[]))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let shown = |found: Vec<Vec<Finding<'_>>>| {
            let of = |text: Vec<Finding<'_>>| {
                let each = text.iter().map(|f| (f.entity(), f.range()));
                each.collect::<Vec<_>>()
            };
            found.into_iter().map(of).collect::<Vec<_>>()
        };
        for count in [0, 1, 15, 16, 17, 200] {
            let some = &texts[..count];
            let wanted = shown(some.iter().map(|text| scanner.scan(text)).collect());
            for threads in [1, 2, 5, 64] {
                let threads = NonZeroUsize::MIN.saturating_add(threads - 1);
                assert_eq!(shown(scanner.scan_many(some, threads)), wanted);
            }
        }
    }
}
