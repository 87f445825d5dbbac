//! Protocols that are not TLS, by their first bytes.

use super::upgrade::is_mysql_greeting;

/// The beginnings of what a client says first. Not the whole truth, but what stands on a port where TLS is expected.
const OF_CLIENTS: [(&[u8], &str); 16] = [
    (b"GET ", "HTTP"),
    (b"POST ", "HTTP"),
    (b"PUT ", "HTTP"),
    (b"HEAD ", "HTTP"),
    (b"DELETE ", "HTTP"),
    (b"OPTIONS ", "HTTP"),
    (b"PATCH ", "HTTP"),
    (b"CONNECT ", "HTTP"),
    (b"PRI * HTTP/2.0", "HTTP/2"),
    (b"EHLO ", "SMTP"),
    (b"HELO ", "SMTP"),
    (b"PROXY ", "PROXY protocol"),
    (b"\r\n\r\n\0\r\nQUIT\n", "PROXY protocol"),
    (b"<?xml", "XMPP"),
    (b"<stream:stream", "XMPP"),
    (&[0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f], "PostgreSQL"),
];

/// The beginnings of what a server says first, or answers.
const OF_SERVERS: [(&[u8], &str); 7] = [
    (b"HTTP/", "HTTP"),
    (b"220-", "SMTP or FTP"),
    (b"220 ", "SMTP or FTP"),
    (b"* OK", "IMAP"),
    (b"+OK", "POP3"),
    (b"RFB 00", "VNC"),
    (b"AMQP", "AMQP"),
];

/// The name of what begins so.
pub(super) fn name(start: &[u8]) -> Option<String> {
    let known = || OF_CLIENTS.iter().chain(&OF_SERVERS).find(|(mark, _)| start.starts_with(mark)).map(|(_, name)| *name);
    let name = match start {
        [] => None,
        _ if start.starts_with(b"SSH-") => Some("SSH"),
        _ if is_mysql_greeting(start) => Some("MySQL"),
        _ if is_postgresql_startup(start) => Some("PostgreSQL"),
        _ if is_mqtt(start) => Some("MQTT"),
        _ => known(),
    };
    name.map(str::to_owned)
}

/// Whether these bytes are a client's (`true`) or a server's (`false`).
pub(super) fn speaks_as(start: &[u8]) -> Option<bool> {
    let begins = |known: &[(&[u8], &str)]| known.iter().any(|(mark, _)| start.starts_with(mark));
    match (begins(&OF_CLIENTS), begins(&OF_SERVERS)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// A startup message: its length, then protocol 3.0 (PostgreSQL, "Message Formats").
fn is_postgresql_startup(start: &[u8]) -> bool {
    matches!(start, &[0, 0, _, _, 0, 3, 0, 0 | 2, ..])
}

/// CONNECT, with the protocol's name behind the remaining length (MQTT 5.0 3.1).
fn is_mqtt(start: &[u8]) -> bool {
    start.first() == Some(&0x10) && start.get(2..10).is_some_and(|name| name.windows(4).any(|window| window == b"MQTT"))
}
