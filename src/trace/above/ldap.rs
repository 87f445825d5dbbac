//! LDAP (RFC 4511 4.1.9): the result of a bind, or of an extended operation, with another code than success.

use super::{Found, Said};

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const ENUMERATED: u8 = 0x0a;
const OCTET_STRING: u8 = 0x04;
/// BindResponse and ExtendedResponse.
const RESULTS: [u8; 2] = [0x61, 0x78];
/// `saslBindInProgress`.
const IN_PROGRESS: u8 = 14;

pub(super) fn refusal(said: &Said<'_>) -> Option<Found> {
    let (message, _) = element(SEQUENCE, said.bytes)?;
    let (_, operation) = element(INTEGER, message)?;
    let (result, _) = RESULTS.iter().find_map(|kind| element(*kind, operation))?;
    let (code, rest) = element(ENUMERATED, result)?;
    let &[code] = code else { return None };
    let (_, rest) = element(OCTET_STRING, rest)?;
    let (words, _) = element(OCTET_STRING, rest)?;
    let words = String::from_utf8_lossy(words).into_owned();
    let words = if words.is_empty() { format!("result code {code}") } else { words };
    (code != 0 && code != IN_PROGRESS).then(|| Found { status: Some(code.into()), words })
}

/// An element of this kind, and what follows it.
fn element(kind: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&[found, length], rest) = bytes.split_first_chunk()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(length), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
            (digits.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    (found == kind).then(|| rest.split_at_checked(length)).flatten()
}
