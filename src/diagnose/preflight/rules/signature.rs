//! Whether the issuer's key made the signature. If not: was the CA given a new key, or the certificate damaged?

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::{Cert, Subject, Top};

const ABOUT: &str = "signature";

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let of = subject.highest();
    if of.x509.is_self_issued() && subject.top() == Top::Unknown {
        return vec![bad(subject, of, of)];
    }
    let Top::OtherKey(place) = subject.top() else { return Vec::new() };
    let issuer = subject.at_place(place);
    let check = match (&of.x509.authority_key_id, &issuer.x509.subject_key_id) {
        (Some(wanted), Some(there)) if wanted == there => bad(subject, of, issuer),
        (wanted, there) => other_key(subject, of, issuer, wanted.as_deref(), there.as_deref()),
    };
    vec![check]
}

fn other_key(subject: &Subject<'_>, of: &Cert<'_>, issuer: &Cert<'_>, wanted: Option<&[u8]>, there: Option<&[u8]>) -> Check {
    let id = |id: Option<&[u8]>| id.map_or_else(|| "absent".to_owned(), hex::encode);
    let says = format!(
        "another key of {} signed the certificate of {}: the CA was given a new key under the same name",
        issuer.x509.subject, of.x509.subject
    );
    let check = Check::refused(ABOUT, FindingId::CertIssuerKeyMismatch(subject.role()), says)
        .evidence(format!("{}: authorityKeyIdentifier {}", of.given.place, id(wanted)))
        .evidence(format!("{}: subjectKeyIdentifier {}", issuer.given.place, id(there)))
        .fix(format!(
            "have {} issued again by today's CA, or let the {} trust the CA's former certificate too",
            of.x509.subject,
            subject.role().other()
        ))
        .stacks("issuer-key-mismatch", subject.role());
    if wanted.is_some() && there.is_some() {
        check
    } else {
        check.evidence("without both key ids a damaged certificate would look the same")
    }
}

fn bad(subject: &Subject<'_>, of: &Cert<'_>, issuer: &Cert<'_>) -> Check {
    Check::refused(
        ABOUT,
        FindingId::CertBadSignature(subject.role()),
        format!("the certificate of {} was changed after it was signed", of.x509.subject),
    )
    .evidence(format!(
        "{}: its signature does not fit the key of {}, which the key ids say is the right one",
        of.given.place, issuer.x509.subject
    ))
    .fix("get the certificate again from where it was issued")
    .stacks("bad-signature", subject.role())
}
