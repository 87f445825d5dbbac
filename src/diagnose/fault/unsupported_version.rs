//! An X.509 certificate of version 1 or 2: without extensions nobody can tell what it is good for (RFC 5280 4.1.2.1).
//! webpki does not read it; OpenSSL, Go and Java do. A root that is trusted may be one.

use super::{Fault, Field, Kind, is_trusted, name};
use crate::capture::Reason;
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::Judgement;

pub(super) const KIND: Kind = Kind {
    about: "version",
    id: FindingId::CertUnsupportedVersion,
    find,
    signs: Signs { alerts: &[AlertDescription::CERTIFICATE_UNKNOWN], reasons: |reason| matches!(reason, Reason::UnsupportedVersion) },
    is_about_signing: false,
};

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let is_root = |link: &crate::trace::judgement::Link| is_trusted(link) || link.x509.is_self_issued();
    let mut links = judgement.links.iter().enumerate();
    let (_, link) = links.find(|(at, link)| link.x509.well_formed && link.x509.version < 3 && (*at == 0 || !is_root(link)))?;
    let version = link.x509.version;
    let says = format!("{} is an X.509 v{version} certificate; rustls takes v3 alone", name(judgement, link));
    let shows = format!("no extensions, version {version}: {}", link.x509.subject);
    let fault = Fault::new(link, Field::Named("version"), "unsupported-version", says, shows);
    Some(fault.fix("issue it again as v3: `openssl x509 -req` needs -extfile for that (any extension makes it version 3)"))
}
