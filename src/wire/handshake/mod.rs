//! Handshake messages (RFC 8446 4, RFC 5246 7.4): four bytes of header, then a body. One message, one file.

mod certificate;
mod certificate_request;
mod certificate_status;
mod certificate_verify;
mod client_hello;
mod client_key_exchange;
mod compressed_certificate;
mod encrypted_extensions;
mod finished;
mod hello_verify_request;
mod key_exchange;
mod key_update;
mod new_session_ticket;
mod next_protocol;
mod server_hello;
mod server_key_exchange;
pub mod sslv2;
#[cfg(test)]
mod tests;

pub use certificate::{Certificate, CertificateEntry};
pub use certificate_request::CertificateRequest;
pub use certificate_status::CertificateStatus;
pub use certificate_verify::CertificateVerify;
pub use client_hello::{ClientHello, Psk};
pub use client_key_exchange::ClientKeyExchange;
pub use compressed_certificate::CompressedCertificate;
pub use encrypted_extensions::EncryptedExtensions;
pub use finished::Finished;
pub use key_exchange::KeyExchange;
pub use key_update::KeyUpdate;
pub use new_session_ticket::NewSessionTicket;
pub use server_hello::{HELLO_RETRY_RANDOM, ServerHello};
pub use server_key_exchange::ServerKeyExchange;

use crate::bytes::{Reader, Sink, Stop, Value, Width};
use crate::names::{CertificateType, CipherSuite, HandshakeType, ProtocolVersion};

/// Length of a handshake message's header in bytes.
pub const HEADER: usize = 4;

/// The longest body that is taken apart: 256 KiB. Real ones are far below (OpenSSL allows 100 KiB by default), and a
/// tree may need three hundred times the memory of its bytes.
pub const MAX_BODY: usize = 256 << 10;

/// What the grammar has to know of the connection so far to read a message.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context {
    /// The negotiated version; `None` before a ServerHello.
    pub version: Option<ProtocolVersion>,
    /// The negotiated cipher suite: it decides the shape of the key exchange messages of TLS 1.2.
    pub cipher_suite: Option<CipherSuite>,
    /// The negotiated type of the sender's certificate (RFC 7250).
    pub certificate_type: CertificateType,
}

impl Context {
    /// Whether the messages have the shape of TLS 1.3.
    #[must_use]
    pub fn is_tls13(&self) -> bool {
        self.version.is_some_and(ProtocolVersion::is_tls13)
    }

    /// Whether a signature is preceded by the name of its scheme: since TLS 1.2.
    fn names_signature_schemes(&self) -> bool {
        self.version.is_none_or(|version| version >= ProtocolVersion::TLS_1_2)
    }
}

/// A handshake message's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Which message it is.
    pub msg_type: HandshakeType,
    /// Length of the body in bytes.
    pub length: usize,
}

impl Header {
    /// Reads the header at the start of `bytes`; `None` where it is cut short.
    #[must_use]
    pub fn peek(bytes: &[u8]) -> Option<Self> {
        let &[msg_type, high, middle, low] = bytes.first_chunk::<HEADER>()?;
        let length = u32::from_be_bytes([0, high, middle, low]);
        Some(Self { msg_type: HandshakeType(msg_type), length: usize::try_from(length).unwrap_or(usize::MAX) })
    }
}

/// What a handshake message says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Message {
    /// `client_hello`.
    ClientHello(Box<ClientHello>),
    /// `server_hello`.
    ServerHello(Box<ServerHello>),
    /// `hello_retry_request`: a ServerHello with a random of its own.
    HelloRetryRequest(Box<ServerHello>),
    /// `encrypted_extensions`.
    EncryptedExtensions(Box<EncryptedExtensions>),
    /// `certificate_request`.
    CertificateRequest(Box<CertificateRequest>),
    /// `certificate`.
    Certificate(Certificate),
    /// `compressed_certificate`.
    CompressedCertificate(CompressedCertificate),
    /// `certificate_status`.
    CertificateStatus(CertificateStatus),
    /// `server_key_exchange`.
    ServerKeyExchange(ServerKeyExchange),
    /// `client_key_exchange`.
    ClientKeyExchange(ClientKeyExchange),
    /// `certificate_verify`.
    CertificateVerify(CertificateVerify),
    /// `new_session_ticket`.
    NewSessionTicket(Box<NewSessionTicket>),
    /// `finished`.
    Finished(Finished),
    /// `key_update`.
    KeyUpdate(KeyUpdate),
    /// A message without facts: `hello_request`, `server_hello_done`, `end_of_early_data`, and the unknown.
    Bare(HandshakeType),
}

impl Message {
    /// The message's name: the IANA name, and `hello_retry_request` for that kind of ServerHello.
    #[must_use]
    pub fn name(&self) -> String {
        self.handshake_type().to_string()
    }

    /// The Certificate that it is, or that was packed in it (RFC 8879).
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        match self {
            Self::Certificate(certificate) => Some(certificate),
            Self::CompressedCertificate(compressed) => compressed.certificate.as_deref(),
            _ => None,
        }
    }

    /// Length of the message's header in bytes: that of a ClientHello in the form of SSL 2.0 is shorter.
    #[must_use]
    pub fn header_length(&self) -> usize {
        match self {
            Self::ClientHello(hello) if hello.is_sslv2 => sslv2::HEADER,
            _ => HEADER,
        }
    }

    /// The message's type, with a ServerHello that asks for a retry told apart.
    #[must_use]
    pub fn handshake_type(&self) -> HandshakeType {
        match self {
            Self::ClientHello(_) => HandshakeType::CLIENT_HELLO,
            Self::ServerHello(_) => HandshakeType::SERVER_HELLO,
            Self::HelloRetryRequest(_) => HandshakeType::HELLO_RETRY_REQUEST,
            Self::EncryptedExtensions(_) => HandshakeType::ENCRYPTED_EXTENSIONS,
            Self::CertificateRequest(_) => HandshakeType::CERTIFICATE_REQUEST,
            Self::Certificate(_) => HandshakeType::CERTIFICATE,
            Self::CompressedCertificate(_) => HandshakeType::COMPRESSED_CERTIFICATE,
            Self::CertificateStatus(_) => HandshakeType::CERTIFICATE_STATUS,
            Self::ServerKeyExchange(_) => HandshakeType::SERVER_KEY_EXCHANGE,
            Self::ClientKeyExchange(_) => HandshakeType::CLIENT_KEY_EXCHANGE,
            Self::CertificateVerify(_) => HandshakeType::CERTIFICATE_VERIFY,
            Self::NewSessionTicket(_) => HandshakeType::NEW_SESSION_TICKET,
            Self::Finished(_) => HandshakeType::FINISHED,
            Self::KeyUpdate(_) => HandshakeType::KEY_UPDATE,
            Self::Bare(kind) => *kind,
        }
    }
}

/// A whole handshake message, header and body.
pub fn message<S: Sink>(reader: &mut Reader<'_, '_, S>, context: &Context) -> Message {
    let mut message = Message::Bare(HandshakeType::default());
    reader.whole("handshake", |reader| {
        let msg_type = reader.code8("msg_type")?;
        message = Message::Bare(msg_type);
        let length = reader.length("length", Width::U24)?;
        reader.limit(length, |reader| match reader.remaining() {
            0..=MAX_BODY => body(reader, msg_type, context, &mut message),
            _ => Ok(()), // the reader leaves it undecoded, and says so
        });
        Ok(())
    });
    message
}

/// The body of one message. The facts are placed even where the grammar stops halfway.
fn body<S: Sink>(reader: &mut Reader<'_, '_, S>, msg_type: HandshakeType, context: &Context, message: &mut Message) -> Result<(), Stop> {
    macro_rules! read {
        ($wrap:expr, $grammar:expr) => {{
            let mut facts = Default::default();
            let result = $grammar(reader, context, &mut facts);
            *message = $wrap(facts);
            result
        }};
    }
    match msg_type {
        HandshakeType::CLIENT_HELLO => read!(Message::ClientHello, client_hello::read),
        HandshakeType::SERVER_HELLO => {
            let result = read!(Message::ServerHello, server_hello::read);
            if let Message::ServerHello(hello) = message
                && hello.is_retry_request()
            {
                *message = Message::HelloRetryRequest(std::mem::take(hello));
            }
            result
        }
        HandshakeType::ENCRYPTED_EXTENSIONS => read!(Message::EncryptedExtensions, encrypted_extensions::read),
        HandshakeType::CERTIFICATE_REQUEST => read!(Message::CertificateRequest, certificate_request::read),
        HandshakeType::CERTIFICATE => read!(Message::Certificate, certificate::read),
        HandshakeType::COMPRESSED_CERTIFICATE => read!(Message::CompressedCertificate, compressed_certificate::read),
        HandshakeType::CERTIFICATE_STATUS => read!(Message::CertificateStatus, certificate_status::read),
        HandshakeType::SERVER_KEY_EXCHANGE => read!(Message::ServerKeyExchange, server_key_exchange::read),
        HandshakeType::CLIENT_KEY_EXCHANGE => read!(Message::ClientKeyExchange, client_key_exchange::read),
        HandshakeType::CERTIFICATE_VERIFY => read!(Message::CertificateVerify, certificate_verify::read),
        HandshakeType::NEW_SESSION_TICKET => read!(Message::NewSessionTicket, new_session_ticket::read),
        HandshakeType::FINISHED => read!(Message::Finished, finished::read),
        HandshakeType::KEY_UPDATE => read!(Message::KeyUpdate, key_update::read),
        HandshakeType::HELLO_VERIFY_REQUEST => hello_verify_request::read(reader),
        HandshakeType::NEXT_PROTOCOL => next_protocol::read(reader),
        HandshakeType::HELLO_REQUEST | HandshakeType::SERVER_HELLO_DONE | HandshakeType::END_OF_EARLY_DATA => Ok(()),
        _ => {
            reader.rest("body");
            Ok(())
        }
    }
}

/// The name of a pre-shared key: text by agreement (RFC 4279 5.1), but nothing enforces it.
fn identity_text(bytes: &[u8]) -> Value {
    std::str::from_utf8(bytes).map_or(Value::Bytes, |text| Value::Text(text.to_owned()))
}

/// Whether a record's fragment, of which nobody knows if it is encrypted, begins with handshake messages in the clear: each of a
/// known type, and ending with the fragment, or going on behind it. The nonce of an encrypted record is none (eight zeros are no
/// two HelloRequests).
#[must_use]
pub fn is_in_the_clear(fragment: &[u8]) -> bool {
    let mut rest = fragment;
    while let Some(header) = Header::peek(rest) {
        let is_request = header.msg_type == HandshakeType::HELLO_REQUEST;
        if header.msg_type.name().is_none() || header.length > MAX_BODY || is_request && fragment.len() != HEADER {
            return false;
        }
        match rest.get(HEADER.saturating_add(header.length)..) {
            Some([]) => return true,
            Some(behind) => rest = behind,
            // No other message fills a record and goes on: it would be some kilobytes long.
            None => return is_long(header.msg_type) || rest.len() < fragment.len(),
        }
    }
    false
}

/// The messages that a record may be too short for.
fn is_long(msg_type: HandshakeType) -> bool {
    matches!(
        msg_type,
        HandshakeType::CLIENT_HELLO
            | HandshakeType::SERVER_HELLO
            | HandshakeType::CERTIFICATE
            | HandshakeType::COMPRESSED_CERTIFICATE
            | HandshakeType::CERTIFICATE_STATUS
            | HandshakeType::CERTIFICATE_REQUEST
            | HandshakeType::SERVER_KEY_EXCHANGE
            | HandshakeType::CLIENT_KEY_EXCHANGE
            | HandshakeType::NEW_SESSION_TICKET
    )
}
