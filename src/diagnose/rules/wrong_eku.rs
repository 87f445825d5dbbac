//! The extended key usage is for something else: a server's certificate used by a client, or the reverse
//! (RFC 5280 4.2.1.12).

use crate::capture::{End, Reason};
use crate::diagnose::facts::{Facts, Signs};
use crate::diagnose::finding::Finding;
use crate::diagnose::ids::FindingId;
use crate::names::{AlertDescription, oid_name};
use crate::trace::message::X509;

const SIGNS: Signs =
    Signs { alerts: &[AlertDescription::UNSUPPORTED_CERTIFICATE], reasons: |reason| matches!(reason, Reason::WrongPurpose) };

const ANY: &str = "2.5.29.37.0";

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let (needed, oid) = match judged.end {
        End::Client => ("clientAuth", "1.3.6.1.5.5.7.3.2"),
        End::Server => ("serverAuth", "1.3.6.1.5.5.7.3.1"),
    };
    let link = judged.links().find(|link| forbids(&link.x509, oid))?;
    let presented = purposes(&link.x509);
    let says = format!("the extended key usage of {} allows {presented}, not {needed}", judged.name(link));
    let evidence = judged.extension(link, "extKeyUsage", format!("extendedKeyUsage of {}: {presented}", link.x509.subject));
    let finding = Finding::cause(FindingId::CertWrongEku(judged.end), facts.recomputed(&SIGNS), says, evidence);
    Some(
        finding
            .by(facts.by())
            .and(facts.sign())
            .and(facts.word())
            .fix(format!(
                "issue the certificate with extendedKeyUsage={needed} (public authorities no longer issue clientAuth: use your own)"
            ))
            .settled_by(format!("the {}'s log", judged.judge())),
    )
}

/// No extended key usage at all is good for everything.
fn forbids(x509: &X509, oid: &str) -> bool {
    x509.extended_key_usage.as_ref().is_some_and(|usages| !usages.iter().any(|usage| usage == oid || usage == ANY))
}

fn purposes(x509: &X509) -> String {
    let usages = x509.extended_key_usage.as_deref().unwrap_or_default();
    if usages.is_empty() {
        return "nothing".into();
    }
    usages.iter().map(|usage| oid_name(usage).unwrap_or(usage)).collect::<Vec<_>>().join(", ")
}
