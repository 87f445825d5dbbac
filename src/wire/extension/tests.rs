//! Each extension in each place where it looks different.

use ExtensionType as Kind;

use super::*;
use crate::bytes::{FactsOnly, Issue, Node, Tree, Value};
use crate::wire::torture::{self, Grammar};

/// Place, type, data in hex, and what the group says.
#[rustfmt::skip]
const SAMPLES: &[(Place, Kind, &str, Option<&str>)] = &[
    (Place::ClientHello, Kind::SERVER_NAME, "000c0000096c6f63616c686f7374", Some("localhost")),
    (Place::EncryptedExtensions, Kind::SERVER_NAME, "", None),
    (Place::ClientHello, Kind::MAX_FRAGMENT_LENGTH, "02", Some("2^10 bytes")),
    (Place::ClientHello, Kind::STATUS_REQUEST, "0100000000", Some("ocsp")),
    (Place::CertificateRequest, Kind::STATUS_REQUEST, "", None),
    (Place::Certificate, Kind::STATUS_REQUEST, "010000020102", Some("ocsp, 2 B")),
    (Place::ClientHello, Kind::STATUS_REQUEST_V2, "000702000400000000", None),
    (Place::ClientHello, Kind::SUPPORTED_GROUPS, "000611ec001d2a2a", Some("X25519MLKEM768, x25519, grease(0x2a2a)")),
    (Place::ClientHello, Kind::EC_POINT_FORMATS, "0100", Some("uncompressed")),
    (Place::ClientHello, Kind::SIGNATURE_ALGORITHMS, "000e0403080408070905020306010101", Some("ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256, ed25519, mldsa65, ecdsa_sha1, 2 more")),
    (Place::ClientHello, Kind::SIGNATURE_ALGORITHMS_CERT, "00020403", Some("ecdsa_secp256r1_sha256")),
    (Place::ClientHello, Kind::USE_SRTP, "0002000100", None),
    (Place::ClientHello, Kind::HEARTBEAT, "01", Some("peer_allowed_to_send")),
    (Place::ClientHello, Kind::APPLICATION_LAYER_PROTOCOL_NEGOTIATION, "000c02683208687474702f312e31", Some("h2, http/1.1")),
    (Place::ClientHello, Kind::SIGNED_CERTIFICATE_TIMESTAMP, "", None),
    (Place::Certificate, Kind::SIGNED_CERTIFICATE_TIMESTAMP, "003300310011111111111111111111111111111111111111111111111111111111111111110000019abcdef012000004030002abcd", None),
    (Place::ClientHello, Kind::CLIENT_CERTIFICATE_TYPE, "020200", Some("RawPublicKey, X509")),
    (Place::EncryptedExtensions, Kind::SERVER_CERTIFICATE_TYPE, "02", Some("RawPublicKey")),
    (Place::ClientHello, Kind::PADDING, "000000", Some("3 B")),
    (Place::ClientHello, Kind::ENCRYPT_THEN_MAC, "", None),
    (Place::ClientHello, Kind::EXTENDED_MASTER_SECRET, "", None),
    (Place::ClientHello, Kind::COMPRESS_CERTIFICATE, "0400020001", Some("brotli, zlib")),
    (Place::ClientHello, Kind::RECORD_SIZE_LIMIT, "4001", Some("16385 B")),
    (Place::ClientHello, Kind::DELEGATED_CREDENTIALS, "00020403", Some("ecdsa_secp256r1_sha256")),
    (Place::Certificate, Kind::DELEGATED_CREDENTIALS, "00093a80080700002c302a300506032b657003210022222222222222222222222222222222222222222222222222222222222222220403000177", None),
    (Place::ClientHello, Kind::SESSION_TICKET, "", None),
    (Place::ClientHello, Kind::SESSION_TICKET, "010203", Some("3 B")),
    (Place::ClientHello, Kind::PRE_SHARED_KEY, "0009000361626300000001000302aabb", Some("identity of 3 B")),
    (Place::ServerHello, Kind::PRE_SHARED_KEY, "0000", Some("number 0")),
    (Place::ClientHello, Kind::EARLY_DATA, "", None),
    (Place::NewSessionTicket, Kind::EARLY_DATA, "00004000", Some("at most 16384 B")),
    (Place::ClientHello, Kind::SUPPORTED_VERSIONS, "061a1a03040303", Some("grease(0x1a1a), TLS 1.3, TLS 1.2")),
    (Place::ServerHello, Kind::SUPPORTED_VERSIONS, "0304", Some("TLS 1.3")),
    (Place::HelloRetryRequest, Kind::COOKIE, "0002abcd", Some("2 B")),
    (Place::ClientHello, Kind::PSK_KEY_EXCHANGE_MODES, "0101", Some("psk_dhe_ke")),
    (Place::CertificateRequest, Kind::CERTIFICATE_AUTHORITIES, "0011000f300d310b3009060355040613025345", Some("C=SE")),
    (Place::CertificateRequest, Kind::OID_FILTERS, "000c050603551d25000430020500", None),
    (Place::ClientHello, Kind::POST_HANDSHAKE_AUTH, "", None),
    (Place::ClientHello, Kind::KEY_SHARE, "000d2a2a000100001d000401020304", Some("grease(0x2a2a) 1 B, x25519 4 B")),
    (Place::ServerHello, Kind::KEY_SHARE, "001d000401020304", Some("x25519 4 B")),
    (Place::HelloRetryRequest, Kind::KEY_SHARE, "0017", Some("secp256r1")),
    (Place::ClientHello, Kind::QUIC_TRANSPORT_PARAMETERS, "0102", None),
    (Place::ClientHello, Kind::RENEGOTIATION_INFO, "00", Some("first handshake")),
    (Place::ServerHello, Kind::NEXT_PROTOCOL_NEGOTIATION, "02683208687474702f312e31", None),
    (Place::ClientHello, Kind::APPLICATION_SETTINGS_NEW, "0003026832", None),
    (Place::EncryptedExtensions, Kind::APPLICATION_SETTINGS, "0102", None),
    (Place::ClientHello, Kind::ENCRYPTED_CLIENT_HELLO, "0000010001070002aabb0003010203", Some("outer, payload of 3 B")),
    (Place::ClientHello, Kind::ENCRYPTED_CLIENT_HELLO, "01", Some("inner")),
    (Place::HelloRetryRequest, Kind::ENCRYPTED_CLIENT_HELLO, "0102030405060708", None),
    (Place::EncryptedExtensions, Kind::ENCRYPTED_CLIENT_HELLO, "010203", None),
    (Place::ClientHello, Kind::TICKET_REQUEST, "0201", Some("2 for a new session, 1 for a resumed one")),
    (Place::EncryptedExtensions, Kind::TICKET_REQUEST, "02", None),
];

impl Grammar for Place {
    type Facts = Extensions;
    fn tree(&self, reader: &mut Reader<'_, '_, Tree>) -> Extensions {
        list(reader, *self)
    }
    fn facts(&self, reader: &mut Reader<'_, '_, FactsOnly>) -> Extensions {
        list(reader, *self)
    }
}

fn list<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place) -> Extensions {
    let mut facts = Extensions::default();
    reader.whole("message", |reader| read(reader, place, &Context::default(), &mut facts));
    facts
}

/// A list with one extension.
fn torture(place: Place, kind: Kind, data: &[u8]) -> (Extensions, Node, Vec<Issue>) {
    let length = u16::try_from(data.len()).unwrap();
    let head = [length.saturating_add(4).to_be_bytes(), kind.0.to_be_bytes(), length.to_be_bytes()].concat();
    torture::torture(&[&head, data].concat(), &place)
}

fn said(node: &Node) -> Option<&str> {
    match &node.find("extension")?.value {
        Value::Parts { says, .. } => says.as_deref(),
        _ => None,
    }
}

#[test]
fn every_extension_is_taken_apart() {
    for &(place, kind, data, says) in SAMPLES {
        let (facts, node, issues) = torture(place, kind, &hex::decode(data).unwrap());
        assert_eq!((issues, node.find("undecoded")), (vec![], None), "{kind} in {place:?}");
        assert_eq!((said(&node), facts.types.as_slice()), (says, &[kind][..]), "{kind} in {place:?}");
    }
}

#[test]
fn an_unknown_one_is_opaque() {
    for kind in [Kind(0x1a1a), Kind(0xfefe), Kind::QUIC_TRANSPORT_PARAMETERS] {
        let (_, node, issues) = torture(Place::ClientHello, kind, &[1, 2, 3]);
        assert_eq!((node.find("extension_data").map(|node| node.span.len()), issues.len()), (Some(3), 0));
    }
}

#[test]
fn one_that_has_to_be_empty_leaves_undecoded_bytes() {
    for kind in [Kind::EXTENDED_MASTER_SECRET, Kind::ENCRYPT_THEN_MAC, Kind::POST_HANDSHAKE_AUTH, Kind::EARLY_DATA] {
        let (_, node, issues) = torture(Place::ClientHello, kind, &[1]);
        assert_eq!((node.find("undecoded").map(|node| node.span.len()), issues.len()), (Some(1), 1), "{kind}");
    }
}

#[test]
fn each_psk_knows_where_the_binders_begin() {
    let data = hex::decode("0012000361626300000001000364656600000002").unwrap();
    let (facts, _, issues) = torture(Place::ClientHello, Kind::PRE_SHARED_KEY, &[data.as_slice(), &[0, 3, 2, 7, 7]].concat());
    let [first, second] = facts.psks.as_slice() else { panic!() };
    assert_eq!((first.binder.len(), second.binder.len(), second.identity.as_slice()), (2, 0, &b"def"[..]));
    assert_eq!(first.binders_at.map(|span| (span.start, span.end)), Some((26, 31)));
    assert_eq!(first.binders_at, second.binders_at);
    assert_eq!(issues.first().map(|issue| issue.what.as_str()), Some("1 binders for 2 identities"));
}

#[test]
fn facts_of_a_hello() {
    let (facts, ..) = torture(Place::ClientHello, Kind::KEY_SHARE, &hex::decode("0008001d000401020304").unwrap());
    assert_eq!(facts.key_shares, [(NamedGroup::X25519, 4)]);
    let (facts, ..) = torture(Place::ServerHello, Kind::RENEGOTIATION_INFO, &[2, 8, 9]);
    assert_eq!(facts.renegotiated_connection, Some(vec![8, 9]));
    assert!(facts.has(Kind::RENEGOTIATION_INFO) && !facts.has(Kind::COOKIE));
}
