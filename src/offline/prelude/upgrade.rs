//! The ways to begin TLS later: by their marks in what was said before.

/// Whether the bytes of client and server before TLS are of this protocol.
type Is = fn(&[u8], &[u8]) -> bool;

/// What can stand before TLS. The first that fits names it.
const UPGRADES: [(&str, Is); 12] = [
    ("HTTP CONNECT", |client, _| client.starts_with(b"CONNECT ")),
    ("PostgreSQL SSLRequest", |client, _| client.ends_with(&POSTGRESQL_SSL_REQUEST)),
    ("MySQL", |_, server| is_mysql_greeting(server)),
    ("LDAP StartTLS", |client, _| contains(client, b"1.3.6.1.4.1.1466.20037")),
    ("XMPP STARTTLS", |client, server| {
        (contains(client, b"<stream:stream") || contains(server, b"<stream:")) && contains(client, b"<starttls")
    }),
    ("IMAP STARTTLS", |client, server| server.starts_with(b"* ") && contains(client, b"STARTTLS")),
    ("POP3 STLS", |client, server| server.starts_with(b"+OK") && contains(client, b"STLS")),
    ("FTP AUTH TLS", |client, _| contains(client, b"AUTH TLS") || contains(client, b"AUTH SSL")),
    ("NNTP STARTTLS", |client, server| server.starts_with(b"20") && contains(client, b"STARTTLS")),
    ("SMTP STARTTLS", |client, server| (server.starts_with(b"220") || contains(client, b"EHLO")) && contains(client, b"STARTTLS")),
    ("STARTTLS", |client, _| contains(client, b"STARTTLS")),
    ("RDP", |client, _| client.starts_with(&[3, 0]) && client.get(5) == Some(&0xe0)),
];

/// Length 8, request code 80877103 (PostgreSQL, "Message Formats").
const POSTGRESQL_SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
/// The first bytes of the PROXY protocol's version 2.
const PROXY_V2: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";

/// The name of what was said before TLS; a PROXY header may stand before another protocol.
pub(super) fn name(client: &[u8], server: &[u8]) -> String {
    let (proxy, rest) = proxy(client);
    let upgrade = UPGRADES.iter().find(|(_, is)| is(rest, server)).map(|(name, _)| *name);
    match (proxy, upgrade) {
        (Some(proxy), None) if rest.is_empty() && server.is_empty() => proxy.to_owned(),
        (Some(proxy), upgrade) => format!("{proxy} + {}", upgrade.unwrap_or("unknown")),
        (None, upgrade) => upgrade.unwrap_or("unknown").to_owned(),
    }
}

/// The PROXY protocol's header, if there is one, and what follows it (proxy-protocol.txt 2.1, 2.2).
fn proxy(client: &[u8]) -> (Option<&'static str>, &[u8]) {
    if client.starts_with(b"PROXY ") {
        let end = client.windows(2).position(|pair| pair == b"\r\n").map_or(client.len(), |at| at + 2);
        return (Some("PROXY protocol v1"), &client[end..]);
    }
    match client.strip_prefix(PROXY_V2) {
        Some(&[_, _, high, low, ref rest @ ..]) => {
            let length = usize::from(u16::from_be_bytes([high, low]));
            (Some("PROXY protocol v2"), rest.get(length..).unwrap_or_default())
        }
        _ => (None, client),
    }
}

/// Packet 0 of the server, protocol version 10 (MySQL, "Protocol::HandshakeV10").
pub(super) fn is_mysql_greeting(server: &[u8]) -> bool {
    matches!(server, &[_, _, 0, 0, 10, version, ..] if version.is_ascii_digit())
}

/// Whether the text stands in it, in capitals or not.
fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window.eq_ignore_ascii_case(text))
}
