//! Certificates that OpenSSL made, each odd in its own way.

use super::*;
use crate::bytes::{Issue, Node, Value};
use crate::wire::torture::{grammar, torture};

const MANY_NAMES: &[u8] = include_bytes!("../../../tests/data/many_names.der");
const RSA_V1: &[u8] = include_bytes!("../../../tests/data/rsa_v1.der");
const CONSTRAINED_CA: &[u8] = include_bytes!("../../../tests/data/constrained_ca.der");

fn read(der: &[u8]) -> (X509, Node, Vec<Issue>) {
    torture(
        der,
        &grammar!(X509, |reader| {
            let mut facts = X509::default();
            reader.whole("der", |reader| {
                facts = certificate(reader);
                Ok(())
            });
            facts
        }),
    )
}

fn says<'a>(node: &'a Node, name: &str) -> Option<&'a str> {
    match &node.find(name)?.value {
        Value::Parts { says, .. } => says.as_deref(),
        _ => None,
    }
}

#[test]
fn a_leaf_with_every_kind_of_name() {
    let (facts, node, issues) = read(MANY_NAMES);
    assert_eq!(issues, []);
    assert_eq!(facts, decode(MANY_NAMES));
    assert!(facts.well_formed && !facts.is_self_issued());
    assert_eq!((facts.version, facts.subject.as_str(), facts.issuer.as_str()), (3, "CN=alice,O=Lab", "CN=Lab Root,O=Lab,C=SE"));
    assert_eq!(facts.serial, [0x81, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]);
    assert_eq!((facts.public_key.as_str(), facts.signature_algorithm.as_str()), ("Ed25519", "1.2.840.10045.4.3.2"));
    assert_eq!(facts.key_usage.as_deref(), Some(&["digitalSignature", "keyEncipherment"][..]));
    assert_eq!(
        facts.extended_key_usage.as_deref().map(|usage| usage.join(" ")).as_deref(),
        Some("1.3.6.1.5.5.7.3.1 1.3.6.1.5.5.7.3.2 1.2.3.4.5")
    );
    assert_eq!((facts.is_ca, facts.path_length, facts.extension("2.5.29.15")), (Some(false), None, Some(true)));
    let names = "DNS:localhost, DNS:*.lab.test, IP:127.0.0.1, IP:::1, URI:spiffe://lab.test/alice, email:alice@lab.test, \
                 DirName:O=Lab,CN=alice, RID:1.2.3.4, otherName:userPrincipalName:alice@corp.test";
    assert_eq!(facts.subject_alt_names.join(", "), names);

    assert_eq!(says(&node, "certificate"), Some("CN=alice,O=Lab"));
    assert_eq!(says(&node, "issuer"), Some("CN=Lab Root,O=Lab,C=SE"));
    assert_eq!(says(&node, "subject_public_key_info"), Some("Ed25519"));
    assert_eq!(node.find("tbs_certificate").map(|node| node.span), facts.to_be_signed);
    let not_after = node.find("not_after").map(|node| (node.span.len(), &node.children[2].value));
    assert!(matches!(not_after, Some((15, Value::Text(text))) if text.ends_with(" UTC")));
}

#[test]
fn version_1_has_no_extensions_and_control_characters_survive() {
    let (facts, node, issues) = read(RSA_V1);
    assert_eq!(issues, []);
    assert_eq!((facts.version, facts.public_key.as_str(), facts.public_key_bits), (1, "RSA 2048", Some(2048)));
    assert_eq!(facts.subject, "emailAddress=b@lab.test,CN=Bj\u{f6}rn \u{1b}[31m,OU=A\\+B,O=Acme\\, Inc.,DC=lab,DC=test");
    assert_eq!((facts.extensions.len(), facts.key_usage, facts.is_ca), (0, None, None));
    assert_eq!((node.find("version"), node.find("extensions")), (None, None));
    let exponent = node.find("public_exponent").map(|node| &node.children[2].value);
    assert_eq!(exponent, Some(&Value::Number(65537)));
}

#[test]
fn a_ca_with_name_constraints_and_an_unknown_critical_extension() {
    let (facts, node, issues) = read(CONSTRAINED_CA);
    assert_eq!(issues, []);
    assert_eq!(facts.subject, "serialNumber=42+CN=Sub CA,O=Lab,C=SE");
    assert_eq!((facts.is_ca, facts.path_length, facts.public_key.as_str()), (Some(true), Some(1), "P-384"));
    assert_eq!(facts.permitted_names, ["DNS:.lab.test", "IP:10.0.0.0/255.0.0.0"]);
    assert_eq!(facts.excluded_names, ["email:evil.test"]);
    assert_eq!(facts.crl_distribution_points, ["http://crl.lab.test/root.crl"]);
    assert_eq!((facts.ocsp_responders.len(), facts.ca_issuers.len()), (1, 1));
    assert_eq!(facts.extension("1.3.6.1.4.1.99999.1"), Some(true));
    assert!(facts.authority_key_id.is_some() && facts.subject_key_id.is_some());
    assert_eq!(node.find("log_id").map(|node| node.span.len()), Some(32), "timestamps of logs have the form of TLS");
    let extensions = node.find("extensions").map(|node| &node.children[4..]).unwrap_or_default();
    let last = extensions.last().and_then(|extension| extension.find("extn_value"));
    assert_eq!(last.and_then(|value| value.leaves().last().map(|leaf| leaf.value.clone())), Some(Value::Number(5)));
    assert_eq!(says(&extensions[4], "extn_value"), Some("permits DNS:.lab.test, IP:10.0.0.0/255.0.0.0; excludes email:evil.test"));
}

#[test]
fn a_bare_public_key() {
    let read = grammar!((), |reader| {
        let length = reader.remaining();
        reader
            .group("der", |reader| {
                public_key(reader);
                assert!(reader.is_empty(), "all {length} bytes are read");
                Ok(())
            })
            .unwrap();
    });
    let ((), node, issues) = torture(&decode(MANY_NAMES).public_key_info, &read);
    assert_eq!(issues, []);
    assert_eq!(says(&node, "subject_public_key_info"), Some("Ed25519"));
}

#[test]
fn what_is_not_a_certificate_is_said() {
    let (facts, _, issues) = read(b"-----BEGIN CERTIFICATE-----");
    assert!(!facts.well_formed);
    assert_eq!(issues.last().map(|issue| issue.what.as_str()), Some("this cannot be read as a certificate"));
}
