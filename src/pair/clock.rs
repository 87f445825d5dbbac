//! The clock of an end: the machine's, or the fixed one of a seeded run.

use rustls::pki_types::UnixTime;
use rustls::time_provider::TimeProvider;
use std::time::Duration;

use crate::pki::ClockOffset;

/// 2026-01-01 00:00:00 UTC, in seconds since 1970: when every seeded run takes place.
const SEEDED_NOW_S: u64 = 1_767_225_600;

/// Tells rustls, and the maker of certificates, what time it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    source: Source,
    /// How far it is ahead: a clock may be wrong.
    ahead_s: i64,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    /// The machine's clock.
    System,
    /// The fixed clock of seeded runs.
    Fixed,
}

impl Clock {
    /// The clock of a run: fixed if it is seeded.
    pub(super) fn of_run(seed: Option<u64>) -> Self {
        Self { source: seed.map_or(Source::System, |_| Source::Fixed), ahead_s: 0 }
    }

    /// The same clock, set wrong by so much.
    pub(super) fn wrong_by(self, offset: ClockOffset) -> Self {
        Self { ahead_s: self.ahead_s.saturating_add(offset.seconds), ..self }
    }

    /// Time since 1970-01-01 00:00 UTC.
    pub(super) fn now(self) -> Duration {
        let now = match self.source {
            // Before 1970 only a broken machine lives: its certificates then begin in 1970.
            Source::System => std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default(),
            Source::Fixed => Duration::from_secs(SEEDED_NOW_S),
        };
        let wrong_by = Duration::from_secs(self.ahead_s.unsigned_abs());
        if self.ahead_s < 0 { now.saturating_sub(wrong_by) } else { now.saturating_add(wrong_by) }
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
