//! The clock of an end: the machine's, or the fixed one of a seeded run.

use rustls::pki_types::UnixTime;
use rustls::time_provider::TimeProvider;
use std::time::Duration;

/// 2026-01-01 00:00:00 UTC, in seconds since 1970: when every seeded run takes place.
const SEEDED_NOW_S: u64 = 1_767_225_600;

/// Tells rustls, and the maker of certificates, what time it is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Clock {
    /// The machine's clock.
    System,
    /// The fixed clock of seeded runs.
    Fixed,
}

impl Clock {
    /// The clock of a run: fixed if it is seeded.
    pub(super) fn of_run(seed: Option<u64>) -> Self {
        seed.map_or(Self::System, |_| Self::Fixed)
    }

    /// Time since 1970-01-01 00:00 UTC.
    pub(super) fn now(self) -> Duration {
        match self {
            // Before 1970 only a broken machine lives: its certificates then begin in 1970.
            Self::System => std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default(),
            Self::Fixed => Duration::from_secs(SEEDED_NOW_S),
        }
    }

    /// Seconds since 1970-01-01 00:00 UTC.
    pub(super) fn now_s(self) -> i64 {
        i64::try_from(self.now().as_secs()).unwrap_or(i64::MAX)
    }

    /// Microseconds since 1970-01-01 00:00 UTC.
    pub(super) fn now_us(self) -> i64 {
        i64::try_from(self.now().as_micros()).unwrap_or(i64::MAX)
    }
}

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(self.now()))
    }
}
