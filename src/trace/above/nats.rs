//! NATS ("Client Protocol"): `-ERR 'words'`.

use super::{Found, Said};

pub(super) fn refusal(said: &Said<'_>) -> Option<Found> {
    let line = said.text.lines().find(|line| !line.starts_with("INFO "))?;
    let words = line.strip_prefix("-ERR ").filter(|words| words.starts_with('\''))?;
    Some(Found { status: None, words: words.trim().to_owned() })
}
