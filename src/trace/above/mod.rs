//! Refusals above TLS: a server that took the handshake, and then says no in the words of its protocol. One protocol, one file.
//!
//! nginx answers `400 No required SSL certificate was sent`, PostgreSQL `connection requires a valid client certificate`. What
//! the certificate has to do with it only the words tell. [`refusal`] is the one place that answers whether there was one.

mod http1;
mod http2;
mod imap;
mod ldap;
mod mysql;
mod nats;
mod postgresql;
mod smtp;

use super::event::{Body, Epoch, Event};
use super::negotiated::{ClientAuth, Negotiated};
use crate::bytes::Buffers;
use crate::capture::Direction;

/// How much of what a server says is looked at, in bytes: headers and the title of a page, a greeting and an error.
const LOOKED_AT: usize = 8192;
/// The most of its words that are kept.
const MOST_WORDS: usize = 160;

/// A server's refusal above TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedAbove {
    /// The step that says it.
    pub step: usize,
    /// `HTTP`, `PostgreSQL`.
    pub protocol: &'static str,
    /// The status, where the protocol has numbers: 403.
    pub status: Option<u16>,
    /// The server's words.
    pub words: String,
}

impl RefusedAbove {
    /// Whether the words are about a certificate.
    #[must_use]
    pub fn names_certificate(&self) -> bool {
        let words = self.words.to_lowercase();
        words.contains("certificate") || words.contains("client cert") || matches!(self.status, Some(495 | 496)) && self.is_http()
    }

    /// Whether the words say that there was no certificate.
    #[must_use]
    pub fn says_missing(&self) -> bool {
        /// Of nginx, Apache, PostgreSQL, Go, Envoy and others.
        const WORDS: [&str; 9] = [
            "no required ssl certificate",
            "requires a valid client certificate",
            "no client certificate",
            "client certificate required",
            "certificate is required",
            "certificate was not",
            "certificate not provided",
            "missing client certificate",
            "client certificate missing",
        ];
        let words = self.words.to_lowercase();
        self.is_http() && self.status == Some(496) || WORDS.iter().any(|known| words.contains(known))
    }

    /// Whether the server says that the connection leads to another host (RFC 9110 15.5.20).
    #[must_use]
    pub fn is_misdirected(&self) -> bool {
        self.is_http() && self.status == Some(421)
    }

    /// Whether the server knows who asks, and does not let them (RFC 9110 15.5.4).
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.is_http() && self.status == Some(403)
    }

    fn is_http(&self) -> bool {
        self.protocol == "HTTP"
    }
}

/// What a server said, as a protocol reads it.
struct Said<'a> {
    /// What the server sent first.
    bytes: &'a [u8],
    /// The same, where it is text.
    text: &'a str,
}

/// What a protocol found: the status, and the words.
struct Found {
    status: Option<u16>,
    words: String,
}

type Reads = fn(&Said<'_>) -> Option<Found>;

/// Each protocol tells by its form whether it is spoken.
const PROTOCOLS: [(&str, Reads); 8] = [
    ("HTTP", http1::refusal),
    ("HTTP", http2::refusal),
    ("PostgreSQL", postgresql::refusal),
    ("MySQL", mysql::refusal),
    ("LDAP", ldap::refusal),
    ("IMAP", imap::refusal),
    ("SMTP", smtp::refusal),
    ("NATS", nats::refusal),
];

/// The refusal of a server above TLS, where it can be read.
pub(super) fn refusal(events: &[Event], buffers: &Buffers, negotiated: &Negotiated) -> Option<RefusedAbove> {
    let is_data = |event: &&Event| {
        event.from == Direction::ServerToClient && event.epoch == Epoch::Application && matches!(event.body, Body::ApplicationData(_))
    };
    events.iter().filter(is_data).find_map(|event| {
        let bytes = buffers.bytes(event.span);
        let bytes = bytes.get(..LOOKED_AT).unwrap_or(bytes);
        let said = Said { bytes, text: text_of(bytes) };
        let (protocol, found) = PROTOCOLS.iter().find_map(|(name, reads)| Some((*name, reads(&said)?)))?;
        let words = found.words.chars().take(MOST_WORDS).collect();
        let refused = RefusedAbove { step: event.step, protocol, status: found.status, words };
        concerns_tls(&refused, negotiated).then_some(refused)
    })
}

/// An answer of HTTP that forbids, or asks for a password, is everyday. It is told where a client's certificate was a matter, or where
/// its words say that it is.
fn concerns_tls(refused: &RefusedAbove, negotiated: &Negotiated) -> bool {
    let asked = matches!(negotiated.client_auth, ClientAuth::Presented | ClientAuth::RequestedAbsent);
    !refused.is_http() || asked || refused.names_certificate() || refused.is_misdirected()
}

/// The text at the beginning.
fn text_of(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => bytes.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Option<(&'static str, Option<u16>, String)> {
        let said = Said { bytes, text: text_of(bytes) };
        PROTOCOLS.iter().find_map(|(name, reads)| reads(&said).map(|found| (*name, found.status, found.words)))
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with an option")]
    fn told(protocol: &'static str, status: Option<u16>, words: &str) -> Option<(&'static str, Option<u16>, String)> {
        Some((protocol, status, words.to_owned()))
    }

    #[test]
    fn each_protocol_is_read() {
        let nginx = b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<html>\r\n<head><title>400 No required SSL certificate was sent</title></head>";
        assert_eq!(read(nginx), told("HTTP", Some(400), "400 Bad Request: 400 No required SSL certificate was sent"));
        let go = b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\nsubject not allowed: pump-17\n";
        assert_eq!(read(go), told("HTTP", Some(403), "403 Forbidden: subject not allowed: pump-17"));
        let postgresql = b"E\0\0\0\x34SFATAL\0C28000\0Mconnection requires a certificate\0\0";
        assert_eq!(read(postgresql), told("PostgreSQL", None, "connection requires a certificate"));
        let mysql = b"\x1e\0\0\x02\xff\x15\x04#28000Access denied for u@h";
        assert_eq!(read(mysql), told("MySQL", Some(1045), "Access denied for u@h"));
        let imap = b"a NO [ALERT] Client didn't present valid SSL certificate\r\n* BYE Logging out\r\n";
        assert_eq!(read(imap), told("IMAP", None, "NO [ALERT] Client didn't present valid SSL certificate"));
        let smtp = b"250-mail.test\r\n250 AUTH\r\n554 5.7.1 <u@h>: Client certificate not trusted\r\n";
        assert_eq!(read(smtp), told("SMTP", Some(554), "554 5.7.1 <u@h>: Client certificate not trusted"));
        assert_eq!(read(b"-ERR 'Authorization Violation'\r\n"), told("NATS", None, "'Authorization Violation'"));
        let ldap = b"0\x17\x02\x01\x02a\x12\x0a\x01\x31\x04\0\x04\x0bbad creds !";
        assert_eq!(read(ldap), told("LDAP", Some(49), "bad creds !"));
        let http2 = b"\0\0\0\x04\0\0\0\0\0\0\0\x05\x01\x04\0\0\0\x01\x48\x03421\0\0\x12\0\x01\0\0\0\x01Misdirected, sorry";
        assert_eq!(read(http2), told("HTTP", Some(421), "421: Misdirected, sorry"));
    }

    #[test]
    fn what_is_no_refusal_is_none() {
        for said in [
            &b"HTTP/1.1 200 OK\r\n\r\nclient certificate"[..],
            b"HTTP/1.1 404 Not Found\r\n\r\n",
            b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05IE\0\0\0\x10SERROR\0C42P01\0",
            b"\x07\0\0\x02\0\0\0\x02\0\0\0",
            b"* OK ready\r\na OK Logged in\r\n",
            b"250-mail.test\r\n250 AUTH\r\n",
            b"INFO {}\r\nPONG\r\n",
            b"0\x0c\x02\x01\x01a\x07\x0a\x01\0\x04\0\x04\0",
            b"\0\0\x01\x01\x05\0\0\0\x01\x88",
            b"\xff\xff\xff",
            b"",
        ] {
            assert_eq!(read(said), None, "{said:?}");
        }
    }
}
