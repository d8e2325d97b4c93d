//! Two things timed in turn, A B A B ..., so that a machine whose speed drifts is as unfair to one as to the other.

use std::time::{Duration, Instant};

/// Median times per run of `ours` and `theirs`.
///
/// Each round times both once, with as many repetitions as make about a millisecond; `budget` bounds the whole.
pub fn interleaved(
    mut ours: impl FnMut(),
    mut theirs: impl FnMut(),
    budget: Duration,
) -> (Duration, Duration) {
    let repeat_ours = repetitions(&mut ours);
    let repeat_theirs = repetitions(&mut theirs);
    let mut times = (Vec::new(), Vec::new());
    let start = Instant::now();
    while times.0.len() < 5 || (start.elapsed() < budget && times.0.len() < 201) {
        times.0.push(timed(&mut ours, repeat_ours));
        times.1.push(timed(&mut theirs, repeat_theirs));
    }
    (median(times.0), median(times.1))
}

fn repetitions(run: &mut impl FnMut()) -> u32 {
    run();
    let once = timed(run, 1).max(Duration::from_nanos(20));
    u32::try_from((Duration::from_millis(1).as_nanos() / once.as_nanos()).clamp(1, 20_000))
        .unwrap_or(1)
}

fn timed(run: &mut impl FnMut(), repeat: u32) -> Duration {
    let start = Instant::now();
    for _ in 0..repeat {
        run();
    }
    start.elapsed() / repeat
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
