//! HTTP/1.1 (RFC 9112): a status line; the title of the page, or its first line, says more.

use super::{Found, Said};

/// What a server answers that does not want this client, or not here. 495 and 496 are nginx's.
const STATUSES: [u16; 6] = [400, 401, 403, 421, 495, 496];

pub(super) fn refusal(said: &Said<'_>) -> Option<Found> {
    let rest = said.text.strip_prefix("HTTP/1.")?.get(2..)?;
    // A later answer that is none: the first was only the beginning of a talk (a password was asked for).
    if said.text.contains("HTTP/1.1 2") {
        return None;
    }
    let (line, _) = rest.split_once('\n').unwrap_or((rest, ""));
    let status = line.get(..3)?.parse().ok()?;
    let body = said.text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    is_refusal(status).then(|| Found { status: Some(status), words: with_body(line.trim(), body) })
}

/// Whether this status refuses.
pub(super) fn is_refusal(status: u16) -> bool {
    STATUSES.contains(&status)
}

/// What the status line says, and the page.
pub(super) fn with_body(line: &str, body: &str) -> String {
    let title = body.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).map(|(title, _)| title);
    let first = || body.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('<'));
    match title.or_else(first).map(str::trim).filter(|more| !more.is_empty()) {
        Some(more) => format!("{line}: {more}"),
        None => line.to_owned(),
    }
}
