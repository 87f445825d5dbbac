//! The issuer's name reads as the authority's, and is written in another kind of string: `PrintableString` beside
//! `UTF8String`. RFC 5280 7.1 has them compared as text, as OpenSSL and Java do; webpki and Go compare the bytes.

use super::{Fault, Field, Kind, is_trusted, name, name_of};
use crate::capture::Reason;
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::Judgement;
use crate::trace::judgement::Issuer;

pub(super) const KIND: Kind = Kind {
    about: "issuer's name",
    id: FindingId::CertNameEncoding,
    find,
    signs: Signs { alerts: &[AlertDescription::UNKNOWN_CA], reasons: |reason| matches!(reason, Reason::UnknownIssuer) },
    is_about_signing: false,
};

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let mut signed = judgement.links.windows(2).filter(|pair| matches!(pair[0].issuer, Issuer::Next) && !is_trusted(&pair[0]));
    let pair = signed.find(|pair| pair[0].x509.issuer_der != pair[1].x509.subject_der)?;
    let (link, issuer) = (&pair[0], &pair[1]);
    let says = format!(
        "{} names its issuer {} in another kind of string than that one's own certificate does",
        name(judgement, link),
        name_of(&issuer.x509)
    );
    let shows = format!("issuer of {}: {}, other bytes than the issuer's subject", name_of(&link.x509), link.x509.issuer);
    let fault = Fault::new(link, Field::Named("issuer"), "name-encoding", says, shows);
    Some(fault.fix("issue it again with the name as the authority's certificate has it (openssl ca: preserve the string types, `string_mask` as when the authority was made)"))
}
