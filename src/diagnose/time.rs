//! Points in time and spans of time in words.

/// `2026-11-18 00:00:00 UTC`.
#[must_use]
pub fn date(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(|_| format!("{seconds} s"), |time| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

/// A length of time in its largest unit: `3 days`, `1 hour`; hours and days rounded, as a second more or less says nothing.
#[must_use]
pub fn length(seconds: i64) -> String {
    let seconds = seconds.unsigned_abs();
    let (number, unit) = match seconds {
        0..60 => (seconds, "second"),
        60..3600 => (seconds / 60, "minute"),
        3600..171_000 => ((seconds + 1_800) / 3_600, "hour"),
        171_000..63_072_000 => ((seconds + 43_200) / 86_400, "day"),
        _ => (seconds / 31_536_000, "year"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_words() {
        assert_eq!(date(0), "1970-01-01 00:00:00 UTC");
        let words = [1, -60, 7200, 86_400 * 2 - 1, 86_400 * 3 - 1, 86_400 * 1000].map(length);
        assert_eq!(words, ["1 second", "1 minute", "2 hours", "2 days", "3 days", "2 years"]);
    }
}
