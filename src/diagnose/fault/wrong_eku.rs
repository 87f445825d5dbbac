//! The extended key usage is for something else: a server's certificate used by a client, or the reverse
//! (RFC 5280 4.2.1.12). Of an authority it limits what it issues, in all stacks of today.

use super::{Fault, Field, Kind, is_trusted, name, oids};
use crate::capture::{End, Reason};
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::Judgement;

pub(super) const KIND: Kind = Kind {
    about: "usage",
    id: FindingId::CertWrongEku,
    find,
    signs: Signs { alerts: &[AlertDescription::UNSUPPORTED_CERTIFICATE], reasons: |reason| matches!(reason, Reason::WrongPurpose) },
    is_about_signing: false,
};

/// anyExtendedKeyUsage: OpenSSL and webpki want the purpose by its name, Go and Java do not.
const ANY: &str = "2.5.29.37.0";

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let (needed, oid) = needed(judgement.of);
    let limits = |usages: &Vec<String>| !usages.iter().any(|usage| usage == oid);
    let link = judgement.links.iter().find(|link| !is_trusted(link) && link.x509.extended_key_usage.as_ref().is_some_and(limits))?;
    let usages = link.x509.extended_key_usage.as_deref().unwrap_or_default();
    let presented = oids(usages);
    let says = format!("the extended key usage of {} allows {presented}, not {needed}", name(judgement, link));
    let shows = format!("extendedKeyUsage of {}: {presented}", link.x509.subject);
    let row = if usages.iter().any(|usage| usage == ANY) { "any-eku" } else { "wrong-eku" };
    let fix = format!("issue the certificate with extendedKeyUsage={needed} (public authorities no longer issue clientAuth: use your own)");
    Some(Fault::new(link, Field::Extension("extKeyUsage"), row, says, shows).fix(fix))
}

/// The purpose that an end's certificate needs.
fn needed(end: End) -> (&'static str, &'static str) {
    match end {
        End::Client => ("clientAuth", "1.3.6.1.5.5.7.3.2"),
        End::Server => ("serverAuth", "1.3.6.1.5.5.7.3.1"),
    }
}
