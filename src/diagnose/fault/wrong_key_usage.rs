//! The key usage does not allow signatures: the key may not sign the handshake (RFC 5280 4.2.1.3).

use super::{Fault, Field, Kind, is_own};
use crate::capture::Reason;
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::Judgement;

/// GnuTLS sends `internal_error`, which says nothing.
pub(super) const KIND: Kind = Kind {
    about: "key usage",
    id: FindingId::CertWrongKeyUsage,
    find,
    signs: Signs { alerts: &[AlertDescription::UNSUPPORTED_CERTIFICATE], reasons: |reason| matches!(reason, Reason::KeyUsage) },
    is_about_signing: true,
};

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let own = judgement.links.first().filter(|link| is_own(link))?;
    let usages = own.x509.key_usage.as_ref().filter(|usages| !usages.contains(&"digitalSignature"))?;
    let presented = if usages.is_empty() { "nothing".to_owned() } else { usages.join(", ") };
    let says = format!("the key usage of the {}'s certificate allows {presented}, not digitalSignature", judgement.of);
    let shows = format!("keyUsage of {}: {presented}", own.x509.subject);
    // OpenSSL takes keyAgreement, which static Diffie-Hellman needed, for good as well.
    let row = if usages.contains(&"keyAgreement") { "key-agreement-usage" } else { "wrong-key-usage" };
    let fault = Fault::new(own, Field::Extension("keyUsage"), row, says, shows);
    Some(fault.fix("issue the certificate with keyUsage=digitalSignature, or without keyUsage"))
}
