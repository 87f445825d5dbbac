//! A certificate names its issuer by key id, or by name and serial number, and the issuer that signed it has others: those
//! of the authority before it was renewed, most often (RFC 5280 4.2.1.1). The signature is good; OpenSSL and Java look at
//! the identifier too, rustls and Go do not.

use super::{Fault, Field, Kind, is_trusted, name, name_of};
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::Judgement;
use crate::trace::judgement::{Issuer, Link};

pub(super) const KIND: Kind = Kind {
    about: "issuer's id",
    id: FindingId::CertAuthorityKeyIdMismatch,
    find,
    signs: Signs { alerts: &[AlertDescription::UNKNOWN_CA], reasons: |reason| matches!(reason, crate::capture::Reason::UnknownIssuer) },
    is_about_signing: false,
};

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let signed = judgement.links.windows(2).filter(|pair| matches!(pair[0].issuer, Issuer::Next) && !is_trusted(&pair[0]));
    let (link, issuer, row, wanted, there) = signed.into_iter().find_map(|pair| mismatch(&pair[0], &pair[1]))?;
    let says = format!(
        "{} was signed by {}, and its authorityKeyIdentifier names another certificate of it: {wanted}, in place of {there}",
        name(judgement, link),
        name_of(&issuer.x509)
    );
    let fault = Fault::new(
        link,
        Field::Extension("authorityKeyIdentifier"),
        row,
        says,
        format!("authorityKeyIdentifier of {}: {wanted}", name_of(&link.x509)),
    )
    .beside(issuer, Field::Named("serial_number"), format!("{} has {there}", name_of(&issuer.x509)));
    Some(fault.fix(format!(
        "issue the certificate again from today's authority, without issuer and serial in its identifier (`authorityKeyIdentifier=keyid`); or give the {} the authority's former certificate",
        judgement.of.other()
    )))
}

type Mismatch<'a> = (&'a Link, &'a Link, &'static str, String, String);

fn mismatch<'a>(link: &'a Link, issuer: &'a Link) -> Option<Mismatch<'a>> {
    let (own, above) = (&link.x509, &issuer.x509);
    if let (Some(wanted), Some(there)) = (&own.authority_key_id, &above.subject_key_id)
        && wanted != there
    {
        return Some((
            link,
            issuer,
            "authority-key-id",
            format!("key id {}", hex::encode(wanted)),
            format!("key id {}", hex::encode(there)),
        ));
    }
    let serial = own.authority_cert_serial.as_ref().filter(|wanted| **wanted != above.serial);
    let other_name = own.authority_cert_issuer.as_ref().is_some_and(|wanted| *wanted != above.issuer_der);
    let wanted = own.authority_cert_serial.as_ref().map(|serial| format!("serial number {}", hex::encode(serial)))?;
    let there = format!("serial number {}", hex::encode(&above.serial));
    (serial.is_some() || other_name).then_some((link, issuer, "authority-serial", wanted, there))
}
