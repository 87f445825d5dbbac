//! The time of a connection, counted from its beginning.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// A clock that both ends of a connection can share.
#[derive(Debug)]
pub(crate) enum Timeline {
    /// Measured.
    Real(Instant),
    /// Made up for a seeded run: the number of writes so far.
    Synthetic(AtomicU64),
}

impl Timeline {
    /// How far apart the writes of a seeded run are said to be.
    const STEP: Duration = Duration::from_micros(100);

    pub(crate) fn real() -> Arc<Self> {
        Arc::new(Self::Real(Instant::now()))
    }

    pub(crate) fn synthetic() -> Arc<Self> {
        Arc::new(Self::Synthetic(AtomicU64::new(0)))
    }

    /// The time to be taken before a write.
    pub(super) fn before_write(&self) -> Duration {
        match self {
            Self::Real(start) => start.elapsed(),
            Self::Synthetic(writes) => synthetic_time(writes.fetch_add(1, Ordering::Relaxed)),
        }
    }

    pub(super) fn now(&self) -> Duration {
        match self {
            Self::Real(start) => start.elapsed(),
            Self::Synthetic(writes) => synthetic_time(writes.load(Ordering::Relaxed)),
        }
    }

    /// When the connection began, by the machine's clock: microseconds since 1970-01-01 00:00 UTC.
    pub(super) fn started_us(&self) -> i64 {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        i64::try_from(now.saturating_sub(self.now()).as_micros()).unwrap_or(i64::MAX)
    }
}

fn synthetic_time(writes: u64) -> Duration {
    Timeline::STEP * u32::try_from(writes).unwrap_or(u32::MAX)
}
