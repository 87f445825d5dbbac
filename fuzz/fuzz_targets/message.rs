//! One handshake message in each context: both sinks agree, and the tree covers each byte.
#![no_main]

use tlstrace::bytes::{BufferId, Span};
use tlstrace::names::{CertificateType, CipherSuite, ProtocolVersion};
use tlstrace::wire;
use tlstrace::wire::handshake::{Context, message};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    // Two bytes say what the connection agreed on: 0 as version, nothing yet.
    let Some((&[version, certificate_type, high, low], bytes)) = data.split_first_chunk() else { return };
    let context = Context {
        version: (version > 0).then(|| ProtocolVersion(0x0300 | u16::from(version))),
        cipher_suite: (version > 0).then(|| CipherSuite(u16::from_be_bytes([high, low]))),
        certificate_type: CertificateType(certificate_type),
    };
    let span = Span::new(BufferId(0), 0, bytes.len());
    let (facts, tree, issues) = wire::decode(bytes, span, |reader| message(reader, &context));
    let tree = tree.expect("a message has a tree");
    assert!(tree.span == span && tree.is_gapless(), "{tree:#?}");
    assert!(issues.iter().all(|issue| span.contains(issue.span)), "{issues:?}");
    assert_eq!(facts, wire::facts(bytes, span, |reader| message(reader, &context)));
});
