//! The eleven steps in which teaching material tells the handshake, and where a message of a trace stands on them.
//!
//! The story is that of TLS 1.2 with RSA. Messages of TLS 1.3 stand on the rung whose purpose they serve now.

use crate::names::HandshakeType;
use crate::trace::{Body, Event};

/// One of the eleven steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// 1 to 11.
    pub number: u8,
    /// What the story calls it.
    pub title: &'static str,
}

/// The ladder, from the first step to the last.
pub const LADDER: [Rung; 11] = [
    Rung { number: 1, title: "ClientHello" },
    Rung { number: 2, title: "ServerHello" },
    Rung { number: 3, title: "server Certificate" },
    Rung { number: 4, title: "ServerKeyExchange" },
    Rung { number: 5, title: "CertificateRequest" },
    Rung { number: 6, title: "client Certificate" },
    Rung { number: 7, title: "ClientKeyExchange" },
    Rung { number: 8, title: "CertificateVerify" },
    Rung { number: 9, title: "session key generation" },
    Rung { number: 10, title: "Finished" },
    Rung { number: 11, title: "encrypted data" },
];

/// The rung that keys stand on, wherever in the handshake they become computable.
pub(super) const KEYS: Rung = LADDER[8];

/// The rung of a step; `None` for what the story does not tell (EncryptedExtensions, tickets, alerts, …).
#[must_use]
pub fn rung(event: &Event) -> Option<Rung> {
    let number = match &event.body {
        Body::Handshake(message) => of_message(message.handshake_type(), event.from == crate::capture::Direction::ClientToServer)?,
        Body::ApplicationData(_) => 11,
        Body::Alert(_) | Body::ChangeCipherSpec | Body::Sealed(_) | Body::Plaintext(_) => return None,
    };
    LADDER.into_iter().find(|rung| rung.number == number)
}

fn of_message(kind: HandshakeType, from_client: bool) -> Option<u8> {
    Some(match kind {
        HandshakeType::CLIENT_HELLO => 1,
        HandshakeType::SERVER_HELLO | HandshakeType::HELLO_RETRY_REQUEST => 2,
        HandshakeType::CERTIFICATE | HandshakeType::COMPRESSED_CERTIFICATE if from_client => 6,
        HandshakeType::CERTIFICATE | HandshakeType::COMPRESSED_CERTIFICATE => 3,
        HandshakeType::SERVER_KEY_EXCHANGE => 4,
        HandshakeType::CERTIFICATE_REQUEST => 5,
        HandshakeType::CLIENT_KEY_EXCHANGE => 7,
        HandshakeType::CERTIFICATE_VERIFY => 8,
        HandshakeType::FINISHED => 10,
        _ => return None,
    })
}
