//! What an end believes of a handshake that it just finished.

use rustls::{CommonState, HandshakeKind, ProtocolVersion};

use super::{CipherSuite, certificate_names, group};

/// In plain words: `finished its handshake: TLS 1.3, TLS_AES_256_GCM_SHA384, …`.
pub(super) fn in_words(session: &CommonState) -> String {
    let mut words = String::from("finished its handshake: ");
    words.push_str(match session.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
        _ => "an unknown version",
    });
    if let Some(suite) = session.negotiated_cipher_suite() {
        words = words + ", " + &CipherSuite(suite).iana_name();
    }
    if let Some(group) = session.negotiated_key_exchange_group() {
        words = words + ", " + &group::iana_name(group.name());
    }
    let (kind, shown) = match session.handshake_kind() {
        Some(HandshakeKind::Resumed) => (", resumed", "; the peer showed earlier "),
        Some(HandshakeKind::FullWithHelloRetryRequest) => (", full, after a HelloRetryRequest", "; the peer showed "),
        _ => (", full", "; the peer showed "),
    };
    words.push_str(kind);
    if let Some(protocol) = session.alpn_protocol() {
        words = words + ", ALPN " + &String::from_utf8_lossy(protocol);
    }
    let peer = session.peer_certificates().and_then(<[_]>::first);
    words + shown + &peer.map_or_else(|| "no certificate".into(), certificate_names::name)
}
