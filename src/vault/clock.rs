//! What time it is, for expiry: the system's clock, or one that a test sets.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A clock in milliseconds since 1970-01-01 UTC that never goes back within a process.
#[derive(Clone)]
pub struct Clock {
    read: Arc<dyn Fn() -> u64 + Send + Sync>,
    latest: Arc<AtomicU64>,
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Clock {
        Clock::of(|| {
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_millis() as u64)
        })
    }

    /// A clock that `read` gives, in milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn of(read: impl Fn() -> u64 + Send + Sync + 'static) -> Clock {
        Clock {
            read: Arc::new(read),
            latest: Arc::default(),
        }
    }

    /// Now. A system clock that is set back does not bring expired records to life again.
    #[must_use]
    pub fn now(&self) -> u64 {
        let now = (self.read)();
        self.latest.fetch_max(now, Ordering::Relaxed).max(now)
    }

    /// The end of something that lasts `span` from now.
    #[must_use]
    pub fn after(&self, span: Duration) -> u64 {
        let span = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        self.now().saturating_add(span)
    }
}

impl Default for Clock {
    fn default() -> Clock {
        Clock::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({} ms)", self.now())
    }
}
