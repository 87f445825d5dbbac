//! A key on an elliptic curve of which one coordinate is given alone (SEC 1 2.3.3; RFC 5480 2.2 allows it): OpenSSL
//! reads it; Java and Go do not.

use super::{Fault, Field, Kind, name};
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::Judgement;

pub(super) const KIND: Kind = Kind {
    about: "point",
    id: FindingId::CertCompressedPoint,
    find,
    signs: Signs { alerts: &[AlertDescription::CERTIFICATE_UNKNOWN, AlertDescription::BAD_CERTIFICATE], reasons: |_| false },
    is_about_signing: false,
};

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let link = judgement.links.iter().find(|link| link.x509.curve_form.is_some_and(|form| form.is_compressed))?;
    let says = format!("the key of {} is a compressed point, which Java and Go do not read", name(judgement, link));
    let shows = format!("public key of {}: one coordinate, and the sign of the other", link.x509.subject);
    let fault = Fault::new(link, Field::Named("subject_public_key_info"), "compressed-point", says, shows);
    Some(fault.fix("write the key with both coordinates, `openssl ec -in c.key -conv_form uncompressed`, and issue the certificate again"))
}
