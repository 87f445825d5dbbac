//! PostgreSQL ("Message Formats"): a type, a length, fields. An ErrorResponse before the first ReadyForQuery is a login refused.

use super::{Found, Said};

const ERROR: u8 = b'E';
const READY: u8 = b'Z';

pub(super) fn refusal(said: &Said<'_>) -> Option<Found> {
    let mut rest = said.bytes;
    while let [kind, length @ ..] = rest {
        let length = usize::try_from(u32::from_be_bytes(*length.first_chunk()?)).ok()?;
        let body = rest.get(5..)?;
        match *kind {
            ERROR => return message(body.get(..length.saturating_sub(4)).unwrap_or(body)),
            READY => return None,
            b'R' | b'S' | b'K' | b'N' | b'v' => rest = body.get(length.checked_sub(4)?..)?,
            _ => return None,
        }
    }
    None
}

/// Fields end with a zero: `S` severity, `C` SQLSTATE, `M` the message.
fn message(body: &[u8]) -> Option<Found> {
    let mut fields = body.split(|byte| *byte == 0).map(String::from_utf8_lossy);
    fields.next().filter(|severity| severity.starts_with('S'))?;
    let words = fields.find_map(|field| field.strip_prefix('M').map(str::to_owned))?;
    Some(Found { status: None, words })
}
