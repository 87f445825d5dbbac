//! What the key may do (RFC 5280 4.2.1.3): an end signs the handshake with it, so `digitalSignature` has to be set.

use crate::capture::End;
use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::Subject;

const ABOUT: &str = "key usage";

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let own = subject.own();
    let Some(usage) = &own.x509.key_usage else { return Vec::new() };
    let words = if usage.is_empty() { "nothing".to_owned() } else { usage.join(", ") };
    if usage.contains(&"digitalSignature") {
        return vec![Check::fine(ABOUT, format!("the key may be used for {words}"))];
    }
    // OpenSSL takes keyAgreement, which static Diffie-Hellman needed, for good as well.
    let fault = if usage.contains(&"keyAgreement") { "key-agreement-usage" } else { "wrong-key-usage" };
    // RSA key exchange, gone since TLS 1.3, decrypts instead.
    let still = if subject.role() == End::Server && usage.contains(&"keyEncipherment") {
        " (it would do for RSA key exchange, which TLS 1.3 does not have)"
    } else {
        ""
    };
    let check = Check::refused(
        ABOUT,
        FindingId::CertWrongKeyUsage(subject.role()),
        format!("its key may not sign a handshake: {words} alone{still}"),
    )
    .evidence(format!("{}: keyUsage: {words}; digitalSignature is needed", own.given.place))
    .fix("issue it again with keyUsage=critical,digitalSignature")
    .stacks(fault, subject.role());
    vec![check]
}
