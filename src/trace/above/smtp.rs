//! SMTP (RFC 5321 4.2): replies of three digits. A refusal of the client is one that its words, or its number, say is about who it is.

use super::{Found, Said};

/// Authentication is needed, too weak, or failed (RFC 4954 6), TLS is needed (RFC 3207 4).
const ABOUT_WHO: [u16; 5] = [454, 530, 534, 535, 538];

pub(super) fn refusal(said: &Said<'_>) -> Option<Found> {
    let mut replies = said.text.lines().map(|line| (line.get(..3).and_then(|digits| digits.parse().ok()), line));
    replies.find_map(|(code, line): (Option<u16>, &str)| {
        let code = code.filter(|code| (200..600).contains(code) && line.as_bytes().get(3).is_none_or(|next| b" -".contains(next)));
        let about = |code: u16| ABOUT_WHO.contains(&code) || code >= 400 && line.to_lowercase().contains("certificate");
        match code {
            None => Some(None),
            Some(code) if about(code) => Some(Some(Found { status: Some(code), words: line.to_owned() })),
            Some(_) => None,
        }
    })?
}
