//! An X.509 certificate of version 1 or 2: without extensions nobody can tell what it is good for (RFC 5280 4.1.2.1).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Signs};
use crate::diagnose::finding::Finding;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;

const SIGNS: Signs =
    Signs { alerts: &[AlertDescription::CERTIFICATE_UNKNOWN], reasons: |reason| matches!(reason, Reason::UnsupportedVersion) };

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let version = judged.own.version;
    if !judged.own.well_formed || version >= 3 {
        return None;
    }
    let says = format!("the {}'s certificate is an X.509 v{version} certificate; rustls takes v3 alone", judged.whose());
    let evidence = judged.own_field("version", format!("no extensions, version {version}: {}", judged.own.subject));
    let finding = Finding::cause(FindingId::CertUnsupportedVersion(judged.end), facts.recomputed(&SIGNS), says, evidence);
    Some(
        finding
            .by(facts.by())
            .and(facts.sign())
            .and(facts.word())
            .fix("issue it again as v3: `openssl x509 -req` needs -extfile for that")
            .settled_by(format!("the {}'s log: OpenSSL, Go and Java accept v1", judged.judge())),
    )
}
