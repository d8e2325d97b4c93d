//! What a target's calls may take of time and of memory, in proportion to their input; over it, the target fails.
//!
//! `fuzz/run` tests this file alone first (`rustc --test`): a call that takes too much must fail.

#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Bytes that may be held at a time for each byte of the input.
pub const TIMES: usize = 64;
/// Bytes beside them: an engine and its session, whatever the input.
pub const FREE_BYTES: usize = 512 << 10;
/// The time that a MiB may take, in this build, which is several times slower than a release.
pub const A_MIB: Duration = Duration::from_secs(1);
/// The time beside it, whatever the input: two ticks of a clock that counts the time on a core.
pub const FREE_TIME: Duration = Duration::from_millis(8);
/// How often a call that took too much is tried again: the first fills tables, and the machine has other work.
const AGAIN: usize = 8;

/// The system's allocator, which counts what is held.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator unchanged; counting touches two integers.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(held, Ordering::Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Runs `call`, which is given `bytes` of input in all.
///
/// # Panics
///
/// Where it held more than 64 bytes for each of them, or took longer than a second for a MiB, each time of several.
pub fn bounded(bytes: usize, call: impl Fn()) {
    let room = TIMES * bytes + FREE_BYTES;
    let time = FREE_TIME + A_MIB * u32::try_from(bytes).unwrap_or(u32::MAX) / (1 << 20);
    let mut over = String::new();
    for round in 0..=AGAIN {
        let before = HELD.load(Ordering::Relaxed);
        MOST.store(before, Ordering::Relaxed);
        let (wall, core) = (Instant::now(), if round > 0 { on_core() } else { None });
        call();
        let took = match (core, if round > 0 { on_core() } else { None }) {
            (Some(then), Some(now)) => Duration::from_nanos(now.saturating_sub(then)),
            _ => wall.elapsed(),
        };
        let held = MOST.load(Ordering::Relaxed).saturating_sub(before);
        if held <= room && took <= time {
            return;
        }
        over = format!("{bytes} bytes held {held} of {room} and took {took:?} of {time:?}");
    }
    panic!("too much each time: {over}");
}

/// Nanoseconds that this thread has run, where Linux counts them.
fn on_core() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hint::black_box;
    use std::sync::Mutex;

    // What is held is counted for all threads.
    static ALONE: Mutex<()> = Mutex::new(());

    fn fails(bytes: usize, call: impl Fn()) -> bool {
        let _alone = ALONE.lock().unwrap_or_else(|held| held.into_inner());
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| bounded(bytes, call))).is_err()
    }

    fn turn(time: Duration) {
        let (wall, core) = (Instant::now(), on_core());
        let turned = || match (core, on_core()) {
            (Some(then), Some(now)) => Duration::from_nanos(now - then),
            _ => wall.elapsed(),
        };
        while turned() < time {
            black_box(());
        }
    }

    #[test]
    fn what_holds_too_much_fails() {
        let hold = |bytes: usize| move || drop(black_box(vec![0_u8; bytes]));
        // The threads of other tests hold a little meanwhile.
        let little = 16 << 10;
        assert!(!fails(1000, hold(64 * 1000 + FREE_BYTES - little)));
        assert!(fails(1000, hold(64 * 1000 + FREE_BYTES + little)));
        let in_pieces = || drop(black_box(vec![vec![0_u8; 1000]; 800]));
        assert!(fails(1000, in_pieces));
        let one_by_one = || (0..1000).for_each(|_| drop(black_box(vec![0_u8; 10_000])));
        assert!(!fails(1000, one_by_one));
    }

    #[test]
    fn what_takes_too_long_fails() {
        assert!(!fails(1 << 20, || turn(Duration::from_millis(200))));
        assert!(fails(1 << 16, || turn(Duration::from_millis(150))));
        assert!(fails(0, || turn(Duration::from_millis(30))));
    }

    #[test]
    fn what_takes_too_much_once_passes() {
        let first = std::cell::Cell::new(true);
        let call = || {
            if first.replace(false) {
                turn(Duration::from_millis(30));
            }
        };
        assert!(!fails(0, call));
    }
}
