//! IMAP (RFC 9051 7.1): a tagged `NO` to a login, or `BYE` before one.

use super::{Found, Said};

pub(super) fn refusal(said: &Said<'_>) -> Option<Found> {
    for line in said.text.lines() {
        let (tag, rest) = line.split_once(' ')?;
        let is_tag = tag == "*" || !tag.is_empty() && tag.len() <= 12 && tag.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let word = rest.split(' ').next().unwrap_or_default();
        match (tag, word) {
            _ if !is_tag => return None,
            ("*", "BYE") => return Some(Found { status: None, words: rest.to_owned() }),
            ("*", _) => {}
            (_, "NO") => return Some(Found { status: None, words: rest.to_owned() }),
            // A command that went well: CAPABILITY may come before the login.
            (_, "OK") if rest.to_ascii_lowercase().contains("capability") => {}
            _ => return None,
        }
    }
    None
}
