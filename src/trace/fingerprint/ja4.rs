//! JA4 of a ClientHello over TCP (FoxIO, BSD licence for JA4 itself): counts in the clear, sorted lists as hashes.

use crate::crypt::Hash;
use crate::names::{ExtensionType, ProtocolVersion};
use crate::wire::handshake::ClientHello;

/// `t13d1516h2_8daaf6152771_e5627efa2ab1`: protocol, version, SNI, counts, ALPN; suites; extensions and signature schemes.
pub(super) fn client(hello: &ClientHello) -> String {
    let extensions: Vec<ExtensionType> = hello.extensions.types.iter().copied().filter(|kind| !kind.is_grease()).collect();
    let mut suites: Vec<u16> = hello.cipher_suites.iter().filter(|suite| !suite.is_grease()).map(|suite| suite.0).collect();
    let sni = if hello.extensions.has(ExtensionType::SERVER_NAME) { 'd' } else { 'i' };
    let counts = format!("{:02}{:02}", suites.len().min(99), extensions.len().min(99));
    suites.sort_unstable();
    format!(
        "t{}{sni}{counts}{}_{}_{}",
        version(hello),
        alpn(hello),
        truncated_hash(&join(&suites)),
        truncated_hash(&list(hello, &extensions))
    )
}

fn version(hello: &ClientHello) -> &'static str {
    let offered = hello.extensions.supported_versions.iter().copied().filter(|version| !version.is_grease()).max();
    match offered.unwrap_or(hello.legacy_version) {
        ProtocolVersion::TLS_1_3 => "13",
        ProtocolVersion::TLS_1_2 => "12",
        ProtocolVersion::TLS_1_1 => "11",
        ProtocolVersion::TLS_1_0 => "10",
        ProtocolVersion::SSL_3_0 => "s3",
        ProtocolVersion::SSL_2_0 => "s2",
        _ => "00",
    }
}

/// First and last character of the first protocol; hexadecimal digits where they are not alphanumeric.
fn alpn(hello: &ClientHello) -> String {
    let Some(protocol) = hello.extensions.alpn.first().filter(|protocol| !protocol.is_empty()) else { return "00".into() };
    let bytes = protocol.as_bytes();
    let (first, last) = (bytes[0], bytes[bytes.len() - 1]);
    if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() {
        return format!("{}{}", char::from(first), char::from(last));
    }
    let (first, last) = (format!("{first:02x}"), format!("{last:02x}"));
    format!("{}{}", &first[..1], &last[1..])
}

/// The extensions but server_name and ALPN, sorted; then the signature schemes in wire order.
fn list(hello: &ClientHello, extensions: &[ExtensionType]) -> String {
    let counted =
        |kind: &&ExtensionType| !matches!(**kind, ExtensionType::SERVER_NAME | ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION);
    let mut numbers: Vec<u16> = extensions.iter().filter(counted).map(|kind| kind.0).collect();
    numbers.sort_unstable();
    let schemes: Vec<u16> =
        hello.extensions.signature_algorithms.iter().filter(|scheme| !scheme.is_grease()).map(|scheme| scheme.0).collect();
    if schemes.is_empty() { join(&numbers) } else { format!("{}_{}", join(&numbers), join(&schemes)) }
}

fn join(numbers: &[u16]) -> String {
    numbers.iter().map(|number| format!("{number:04x}")).collect::<Vec<_>>().join(",")
}

fn truncated_hash(text: &str) -> String {
    if text.is_empty() {
        return "000000000000".into();
    }
    hex::encode(Hash::Sha256.digest(text.as_bytes())).chars().take(12).collect()
}
