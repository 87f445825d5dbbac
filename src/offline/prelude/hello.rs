//! What the first bytes of TLS look like. Only as much of the grammar as it takes to find it.

/// With so many bytes it is certain whether a stream begins with TLS.
pub(super) const ENOUGH: usize = 11;

const CLIENT_HELLO: u8 = 1;
const SERVER_HELLO: u8 = 2;
/// The length of a record's header in bytes.
const HEADER: usize = 5;
/// The longest fragment of a record (RFC 5246 6.2.3).
const MAX_FRAGMENT: usize = (1 << 14) + 2048;

/// Whether a stream that begins so is TLS: a record of any kind, or a ClientHello in the form of SSLv2 (RFC 5246 E.2).
pub(super) fn is_tls(start: &[u8]) -> bool {
    record(start).is_some() || is_sslv2_hello(start)
}

/// Whether a whole ClientHello begins here: strict, because it is looked for at any place.
pub(super) fn is_client_hello(bytes: &[u8]) -> bool {
    handshake(bytes, CLIENT_HELLO)
}

/// Whether a whole ServerHello begins here.
pub(super) fn is_server_hello(bytes: &[u8]) -> bool {
    handshake(bytes, SERVER_HELLO)
}

/// Whether a server's first record begins here: a ServerHello, or an alert in the clear.
pub(super) fn is_answer(bytes: &[u8]) -> bool {
    is_server_hello(bytes) || matches!(bytes, &[21, 3, 0..=4, 0, 2, 1 | 2, _, ..])
}

/// Whether these bytes, the first of a direction or of a segment, are a client's (`true`), a server's (`false`), or tell nothing.
pub(in crate::offline) fn speaks_as(bytes: &[u8]) -> Option<bool> {
    match (is_client_hello(bytes), is_server_hello(bytes)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => super::protocol::speaks_as(bytes),
    }
}

/// The length of the fragment of the record that begins here.
fn record(bytes: &[u8]) -> Option<usize> {
    let &[20..=24, 3, 0..=4, high, low] = bytes.first_chunk()? else { return None };
    let length = usize::from(u16::from_be_bytes([high, low]));
    (1..=MAX_FRAGMENT).contains(&length).then_some(length)
}

/// Whether a handshake message of this type begins here, with a version and lengths that agree.
fn handshake(bytes: &[u8], kind: u8) -> bool {
    let Some(fragment) = record(bytes) else { return false };
    let Some(&[22, _, _, _, _, msg_type, 0, high, low, 3, 0..=4]) = bytes.first_chunk() else { return false };
    let length = usize::from(u16::from_be_bytes([high, low])) + 4;
    // A hello fills its record, shares it with other messages of its flight, or goes on in the next.
    msg_type == kind && length > 38 && fragment > 6
}

fn is_sslv2_hello(bytes: &[u8]) -> bool {
    matches!(bytes, &[0x80..=0xff, 9..=0xff, CLIENT_HELLO, 3, 0..=4, ..])
}

/// Whether records follow each other somewhere in a stream whose beginning is missing: a whole one, and another behind it or the end.
/// A header alone may be chance.
pub(super) fn goes_on_as_tls(bytes: &[u8]) -> bool {
    (0..bytes.len()).any(|at| {
        let rest = bytes.get(at..).unwrap_or_default();
        let behind = record(rest).and_then(|length| rest.get(HEADER + length..));
        behind.is_some_and(|behind| behind.is_empty() || record(behind).is_some())
    })
}
