//! The signature in CertificateVerify: proof that the sender has the private key (RFC 8446 4.4.3, RFC 5246 7.4.8).

use super::super::proof::{Case, Moment};
use super::{Check, CheckId};
use crate::crypt::{Verdict, signature, signed_content};
use crate::names::ProtocolVersion;
use crate::wire::handshake::{CertificateVerify, Message};

pub(super) fn check(case: &Case<'_>, moment: &Moment<'_>) -> Option<Check> {
    let Message::CertificateVerify(verify) = moment.message else { return None };
    let id = CheckId::CertificateVerify(moment.event.sender());
    let verdict = verdict(case, moment, verify);
    Some(Check::new(id, moment, verdict, "the signature over the transcript so far verifies with the key of the certificate"))
}

fn verdict(case: &Case<'_>, moment: &Moment<'_>, verify: &CertificateVerify) -> Verdict {
    let leaf = case.chain_before(moment.event.step, moment.event.from).and_then(|certificate| certificate.chain.first());
    let Some(key) = leaf.and_then(|leaf| leaf.public_key_info()) else {
        return Verdict::Unable("the certificate that it belongs to was not seen".into());
    };
    let suite = case.suite.as_ref().filter(|_| case.negotiated.is_tls13());
    match (suite, verify.algorithm) {
        (Some(suite), Some(scheme)) => {
            let signed = signed_content::certificate_verify_tls13(moment.event.sender(), &moment.before.hash_by(suite.hash));
            signature::verify_tls13(scheme, key, &signed, &verify.signature)
        }
        (_, Some(scheme)) => signature::verify(scheme, key, moment.before.messages(), &verify.signature),
        (_, None) if case.negotiated.version == Some(ProtocolVersion::SSL_3_0) => {
            Verdict::Unable("SSL 3.0 signs a hash with the master secret in it: that is not checked".into())
        }
        (_, None) => signature::verify_legacy(key, moment.before.messages(), &verify.signature),
    }
}
