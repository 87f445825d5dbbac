//! A key on an elliptic curve that is given by its numbers and not by its name (RFC 5480 2.1.1 forbids it): OpenSSL 3, Java,
//! Go and rustls refuse it. The signatures of such a key are not checked here, so nothing is said of them.

use super::{Fault, Field, Kind, name};
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::Judgement;

pub(super) const KIND: Kind = Kind {
    about: "curve",
    id: FindingId::CertExplicitCurve,
    find,
    signs: Signs {
        alerts: &[AlertDescription::BAD_CERTIFICATE, AlertDescription::DECODE_ERROR, AlertDescription::ILLEGAL_PARAMETER],
        reasons: |_| false,
    },
    is_about_signing: false,
};

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let link = judgement.links.iter().find(|link| link.x509.curve_form.is_some_and(|form| form.is_explicit))?;
    let says = format!("the key of {} has explicit curve parameters, in place of a curve's name", name(judgement, link));
    let shows = format!("public key of {}: the numbers of its curve", link.x509.subject);
    let fault = Fault::new(link, Field::Named("subject_public_key_info"), "explicit-curve", says, shows);
    Some(
        fault.fix(
            "make the key by a name, `openssl ecparam -name prime256v1 -genkey -param_enc named_curve`, and issue the certificate again",
        ),
    )
}
