//! The signature in CertificateVerify: proof that the sender has the private key (RFC 8446 4.4.3, RFC 5246 7.4.8).

use super::super::proof::{Case, Moment};
use super::Check;
use crate::capture::Direction;
use crate::crypt::prf::End;
use crate::crypt::{Verdict, signature, signed_content};
use crate::wire::handshake::{CertificateVerify, Message};

pub(super) fn check(case: &Case<'_>, moment: &Moment<'_>) -> Option<Check> {
    let Message::CertificateVerify(verify) = moment.message else { return None };
    let (id, end) = match moment.event.from {
        Direction::ClientToServer => ("client_certificate_verify", End::Client),
        Direction::ServerToClient => ("server_certificate_verify", End::Server),
    };
    let verdict = verdict(case, moment, verify, end);
    Some(Check::new(id, moment, verdict, "the signature over the transcript so far verifies with the key of the certificate"))
}

fn verdict(case: &Case<'_>, moment: &Moment<'_>, verify: &CertificateVerify, end: End) -> Verdict {
    let Some(scheme) = verify.algorithm else {
        return Verdict::Unable("signatures before TLS 1.2 (MD5 and SHA-1 together) are not recomputed".into());
    };
    let leaf = case.chain_before(moment.event.step, moment.event.from).and_then(|certificate| certificate.chain.first());
    let Some(key) = leaf.and_then(|leaf| leaf.public_key_info()) else {
        return Verdict::Unable("the certificate that it belongs to was not seen".into());
    };
    match case.suite.as_ref().filter(|_| case.negotiated.is_tls13()) {
        Some(suite) => signature::verify(scheme, key, &signed_content::tls13(end, &moment.before.hash_by(suite.hash)), &verify.signature),
        None => signature::verify(scheme, key, moment.before.messages(), &verify.signature),
    }
}
