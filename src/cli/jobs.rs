//! Bulk work on several threads, results in order.

use std::panic::resume_unwind;

/// Runs `work` over consecutive parts of `items`, one part a thread, and gives the results in the items' order.
pub(crate) fn in_parts<'t, T: Sync, R: Send>(
    items: &'t [T],
    jobs: usize,
    work: impl Fn(&'t [T]) -> R + Sync,
) -> Vec<R> {
    let jobs = jobs.clamp(1, 256);
    if jobs == 1 || items.len() <= 1 {
        return vec![work(items)];
    }
    std::thread::scope(|scope| {
        let threads: Vec<_> = items
            .chunks(items.len().div_ceil(jobs))
            .map(|part| {
                scope.spawn({
                    let work = &work;
                    move || work(part)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::in_parts;

    #[test]
    fn every_item_is_worked_on_once_and_in_order() {
        let items: Vec<usize> = (0..1000).collect();
        for jobs in [0, 1, 2, 3, 7, 999, 5000] {
            let parts = in_parts(&items, jobs, <[usize]>::to_vec);
            assert_eq!(parts.concat(), items);
        }
        assert_eq!(in_parts(&[] as &[usize], 4, <[usize]>::len), [0]);
    }
}
