//! Real messages: those of RFC 8448, and what OpenSSL sends with each kind of key exchange.

use super::*;
use crate::bytes::{FactsOnly, Issue, Node, Span, Tree};
use crate::names::{ClientCertificateType, NamedGroup, SignatureScheme};
use crate::wire::torture::{self, Grammar};

const MESSAGES: &str = include_str!("../../../tests/data/messages.txt");

/// One line of the file.
struct Sample {
    source: &'static str,
    context: Context,
    bytes: Vec<u8>,
}

impl Grammar for Context {
    type Facts = Message;
    fn tree(&self, reader: &mut Reader<'_, '_, Tree>) -> Message {
        message(reader, self)
    }
    fn facts(&self, reader: &mut Reader<'_, '_, FactsOnly>) -> Message {
        message(reader, self)
    }
}

fn samples() -> Vec<Sample> {
    MESSAGES.lines().filter(|line| !line.starts_with('#')).map(sample).collect()
}

fn sample(line: &'static str) -> Sample {
    let [source, version, suite, bytes] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
    let number = |text| u16::from_str_radix(text, 16).unwrap();
    let known = |number: u16| (number != 0).then_some(number);
    let context = Context {
        version: known(number(version)).map(ProtocolVersion),
        cipher_suite: known(number(suite)).map(CipherSuite),
        ..Context::default()
    };
    Sample { source, context, bytes: hex::decode(bytes).unwrap() }
}

/// The first message of this type in a conversation.
fn read(source: &str, kind: HandshakeType) -> (Message, Node, Vec<Issue>) {
    let sample = samples().into_iter().find(|sample| sample.source == source && sample.bytes[0] == kind.0).unwrap();
    torture::read(&sample.bytes, &sample.context)
}

macro_rules! facts {
    ($source:literal, $kind:ident, $variant:ident) => {
        match read($source, HandshakeType::$kind) {
            (Message::$variant(facts), ..) => facts,
            (other, ..) => panic!("{other:?}"),
        }
    };
}

#[test]
fn real_messages_are_decoded_to_the_last_byte() {
    for sample in samples() {
        let (message, node, issues) = torture::read(&sample.bytes, &sample.context);
        assert_eq!((issues, node.find("undecoded")), (vec![], None), "{} {}", sample.source, message.name());
        assert!(node.find("key_exchange_of_unknown_shape").is_none(), "{}", sample.source);
    }
}

#[test]
fn cut_and_damaged_messages_are_decoded_as_far_as_they_go() {
    for sample in samples() {
        torture::torture(&sample.bytes, &sample.context);
    }
}

#[test]
fn rfc_8448_resumption() {
    let hello = facts!("rfc8448-4", CLIENT_HELLO, ClientHello);
    let [psk] = hello.extensions.psks.as_slice() else { panic!() };
    assert_eq!((psk.identity.len(), psk.binder.len(), psk.obfuscated_ticket_age), (178, 32, 0xfad6_aacb));
    let binders = psk.binders_at.unwrap();
    assert_eq!((binders.len(), binders.end), (35, 512), "the list of binders ends the hello");
    assert_eq!(hello.extensions.server_name.as_deref(), Some("server"));
    assert_eq!(facts!("rfc8448-4", SERVER_HELLO, ServerHello).extensions.selected_psk, Some(0));
    let ticket = facts!("rfc8448-3", NEW_SESSION_TICKET, NewSessionTicket);
    assert_eq!((ticket.lifetime, ticket.ticket, ticket.nonce.as_slice()), (30, psk.identity.clone(), &[0, 0][..]));
    assert_eq!(ticket.extensions.max_early_data_size, Some(1024));
}

#[test]
fn rfc_8448_hello_retry_request() {
    let (Message::HelloRetryRequest(hello), node, _) = read("rfc8448-5", HandshakeType::SERVER_HELLO) else { panic!() };
    assert_eq!(hello.extensions.key_shares, [(NamedGroup::SECP256R1, 0)]);
    assert!(hello.extensions.cookie.is_some() && node.find("selected_group").is_some());
}

#[test]
fn rfc_8448_client_authentication() {
    let request = facts!("rfc8448-6", CERTIFICATE_REQUEST, CertificateRequest);
    assert_eq!(request.signature_algorithms.first(), Some(&SignatureScheme::ECDSA_SECP256R1_SHA256));
    let certificate = facts!("rfc8448-6", CERTIFICATE, Certificate);
    let x509 = certificate.chain[0].x509.as_ref().unwrap();
    assert!(x509.well_formed && certificate.chain[0].span.unwrap().contains(x509.to_be_signed.unwrap()));
}

#[test]
fn hybrid_key_exchange() {
    let hello = facts!("mlkem", SERVER_HELLO, ServerHello);
    assert_eq!(hello.version(), ProtocolVersion::TLS_1_3);
    assert_eq!(hello.extensions.key_shares.first().map(|share| share.0), Some(NamedGroup::X25519MLKEM768));
}

#[test]
fn certificate_request_up_to_tls_1_2() {
    let request = facts!("dhe-rsa", CERTIFICATE_REQUEST, CertificateRequest);
    assert_eq!(request.certificate_types.first(), Some(&ClientCertificateType::RSA_SIGN));
    assert!(!request.signature_algorithms.is_empty());
    let names = |request: &CertificateRequest| -> Vec<String> {
        request.certificate_authorities.iter().map(|der| crate::wire::certificate::distinguished_name(der)).collect()
    };
    assert_eq!(names(&request), ["CN=localhost"]);
    let old = facts!("ecdhe-rsa-tls11", CERTIFICATE_REQUEST, CertificateRequest);
    assert_eq!((old.signature_algorithms.len(), names(&old)), (0, vec!["CN=localhost".to_owned()]));
}

#[test]
fn the_server_signs_its_half() {
    let exchange = facts!("dhe-rsa", SERVER_KEY_EXCHANGE, ServerKeyExchange);
    assert_eq!((exchange.prime_bits, exchange.public.len(), exchange.signature.len()), (Some(1024), 128, 128));
    assert_eq!(exchange.algorithm, Some(SignatureScheme::RSA_PSS_RSAE_SHA256));
    let exchange = facts!("ecdhe-rsa", SERVER_KEY_EXCHANGE, ServerKeyExchange);
    assert_eq!((exchange.group, exchange.params.map(Span::len)), (Some(NamedGroup::X25519), Some(36)));
    let exchange = facts!("ecdhe-rsa-tls11", SERVER_KEY_EXCHANGE, ServerKeyExchange);
    assert_eq!((exchange.algorithm, exchange.signature.len()), (None, 128));
    for exchange in [facts!("dh-anon", SERVER_KEY_EXCHANGE, ServerKeyExchange), facts!("ecdh-anon", SERVER_KEY_EXCHANGE, ServerKeyExchange)]
    {
        assert!(exchange.params.is_none() && exchange.signature.is_empty() && !exchange.public.is_empty());
    }
}

#[test]
fn pre_shared_keys_are_named() {
    let hint = Some(b"lab hint".to_vec());
    assert_eq!(facts!("psk", SERVER_KEY_EXCHANGE, ServerKeyExchange).psk_identity_hint, hint);
    assert_eq!(facts!("rsa-psk", SERVER_KEY_EXCHANGE, ServerKeyExchange).psk_identity_hint, hint);
    let exchange = facts!("dhe-psk", SERVER_KEY_EXCHANGE, ServerKeyExchange);
    assert_eq!((exchange.psk_identity_hint, exchange.public.is_empty()), (hint.clone(), false));
    let exchange = facts!("ecdhe-psk", SERVER_KEY_EXCHANGE, ServerKeyExchange);
    assert_eq!((exchange.psk_identity_hint, exchange.group), (hint, Some(NamedGroup::X25519)));
    for (exchange, encrypted, public) in [
        (facts!("psk", CLIENT_KEY_EXCHANGE, ClientKeyExchange), 0, 0),
        (facts!("rsa-psk", CLIENT_KEY_EXCHANGE, ClientKeyExchange), 128, 0),
        (facts!("dhe-psk", CLIENT_KEY_EXCHANGE, ClientKeyExchange), 0, 128),
        (facts!("ecdhe-psk", CLIENT_KEY_EXCHANGE, ClientKeyExchange), 0, 32),
    ] {
        assert_eq!(exchange.psk_identity.as_deref(), Some(&b"alice"[..]));
        assert_eq!((exchange.encrypted_pre_master_secret.len(), exchange.public.len()), (encrypted, public));
    }
}

#[test]
fn ssl_3_has_no_length_before_the_encrypted_secret() {
    let context = Context {
        version: Some(ProtocolVersion::SSL_3_0),
        cipher_suite: Some(CipherSuite::TLS_RSA_WITH_RC4_128_MD5),
        ..Context::default()
    };
    let (Message::ClientKeyExchange(exchange), ..) = torture::torture(&[16, 0, 0, 3, 7, 8, 9], &context) else { panic!() };
    assert_eq!(exchange.encrypted_pre_master_secret, [7, 8, 9]);
    assert_eq!(facts!("rsa", CLIENT_KEY_EXCHANGE, ClientKeyExchange).encrypted_pre_master_secret.len(), 128);
}

#[test]
fn stapled_and_compressed() {
    let (message, node, issues) = torture::torture(&[22, 0, 0, 7, 1, 0, 0, 3, 1, 2, 3], &Context::default());
    let Message::CertificateStatus(status) = message else { panic!() };
    assert_eq!((status.responses, node.find("undecoded"), issues.len()), (vec![vec![1, 2, 3]], None, 0));
    let (message, ..) = torture::torture(&[22, 0, 0, 12, 2, 0, 0, 8, 0, 0, 2, 5, 6, 0, 0, 0], &Context::default());
    assert!(matches!(message, Message::CertificateStatus(status) if status.responses == [vec![5, 6], vec![]]));
    let (message, ..) = torture::torture(&[25, 0, 0, 10, 0, 2, 0, 0x30, 0, 0, 0, 2, 5, 6], &Context::default());
    let Message::CompressedCertificate(compressed) = message else { panic!() };
    assert_eq!((compressed.uncompressed_length, compressed.compressed), (0x3000, vec![5, 6]));
}

#[test]
fn messages_that_have_to_be_empty_and_those_that_are_unknown() {
    let (_, node, issues) = torture::torture(&[14, 0, 0, 2, 1, 2], &Context::default());
    assert_eq!((node.find("undecoded").map(|node| node.span.len()), issues.len()), (Some(2), 1));
    let (message, node, issues) = torture::torture(&[99, 0, 0, 2, 1, 2], &Context::default());
    assert_eq!((message.name().as_str(), node.find("undecoded"), issues.len()), ("unknown(0x63)", None, 0));
    for bytes in [&[3, 0, 0, 5, 0xfe, 0xfd, 2, 8, 9][..], &[67, 0, 0, 6, 2, b'h', b'2', 2, 0, 0]] {
        let (_, node, issues) = torture::torture(bytes, &Context::default());
        assert_eq!((node.find("undecoded"), issues.len()), (None, 0));
    }
}

#[test]
fn a_chain_and_a_body_without_end_are_not_followed() {
    let list = vec![0; 3 * 1000];
    let mut bytes = vec![11, 0, 0x0b, 0xbb, 0, 0x0b, 0xb8];
    bytes.extend(list);
    let context = Context { version: Some(ProtocolVersion::TLS_1_2), ..Context::default() };
    let (message, _, issues) = torture::read(&bytes, &context);
    assert!(matches!(message, Message::Certificate(certificate) if certificate.chain.len() == 256));
    assert_eq!(issues.last().map(|issue| issue.what.as_str()), Some("more than 256 certificates"));

    let mut bytes = vec![1, 0x10, 0, 1];
    bytes.extend(vec![0; MAX_BODY + 1]);
    let (message, node, _) = torture::read(&bytes, &Context::default());
    assert_eq!((message, node.leaves().len()), (Message::Bare(HandshakeType::CLIENT_HELLO), 3));
}
