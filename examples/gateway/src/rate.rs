//! How often a caller may ask: a token bucket each.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::config::Limits;

/// Callers that are remembered at once; when there are more, those whose bucket is full again are forgotten.
const MOST_CALLERS: usize = 100_000;

pub struct Rate {
    per_second: f64,
    burst: f64,
    buckets: Mutex<HashMap<u64, Bucket>>,
}

struct Bucket {
    left: f64,
    at: Instant,
}

impl Rate {
    pub fn new(limits: &Limits) -> Rate {
        Rate {
            per_second: f64::from(limits.requests_per_minute) / 60.0,
            burst: f64::from(limits.burst),
            buckets: Mutex::default(),
        }
    }

    /// Takes one request of `caller`, or says how long it must wait.
    pub fn take(&self, caller: u64, now: Instant) -> Result<(), Duration> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST_CALLERS && !buckets.contains_key(&caller) {
            let (rate, burst) = (self.per_second, self.burst);
            buckets.retain(|_, b| b.left + now.duration_since(b.at).as_secs_f64() * rate < burst);
            if buckets.len() >= MOST_CALLERS {
                return Err(Duration::from_secs(1));
            }
        }
        let bucket = buckets.entry(caller).or_insert(Bucket {
            left: self.burst,
            at: now,
        });
        let gained = now.duration_since(bucket.at).as_secs_f64() * self.per_second;
        bucket.left = (bucket.left + gained).min(self.burst);
        bucket.at = now;
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return Ok(());
        }
        Err(Duration::from_secs_f64(
            (1.0 - bucket.left) / self.per_second,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_a_rate_and_each_caller_apart() {
        let mut limits = Limits::default();
        (limits.requests_per_minute, limits.burst) = (60, 2);
        let rate = Rate::new(&limits);
        let now = Instant::now();
        assert!(rate.take(1, now).is_ok() && rate.take(1, now).is_ok());
        let wait = rate.take(1, now).expect_err("empty");
        assert!(wait > Duration::from_millis(900) && wait <= Duration::from_secs(1));
        assert!(rate.take(2, now).is_ok());
        assert!(rate.take(1, now + Duration::from_secs(1)).is_ok());
        assert!(rate.take(1, now + Duration::from_secs(1)).is_err());
    }
}
