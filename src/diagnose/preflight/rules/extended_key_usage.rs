//! What the certificate may be used for (RFC 5280 4.2.1.12). Without the extension it may be used for all.

use crate::capture::End;
use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::{Cert, Subject};
use crate::names::oid_name;

const ABOUT: &str = "usage";

const ANY: &str = "2.5.29.37.0";
const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let own = subject.own();
    let needed = needed(subject.role());
    let first = match &own.x509.extended_key_usage {
        None => Check::note(ABOUT, "no extended key usage: it may prove anything, a server and a client"),
        Some(purposes) if allows(purposes, subject.role()) => Check::fine(ABOUT, format!("may be used for {}", words(purposes))),
        Some(purposes) => refused(
            subject,
            own,
            purposes,
            &format!("it may not prove a {}: its extended key usage has {} alone", subject.role().name(), words(purposes)),
        )
        .fix(format!("issue it again with extendedKeyUsage={needed}"))
        .fix("public CAs issue for servers alone: for client certificates use a private CA"),
    };
    std::iter::once(first).chain(above(subject)).collect()
}

/// An authority's usage limits what it issues, in all stacks of today.
fn above(subject: &Subject<'_>) -> Option<Check> {
    let limits =
        |certificate: &&Cert<'_>| certificate.x509.extended_key_usage.as_ref().is_some_and(|purposes| !allows(purposes, subject.role()));
    let certificate = subject.above().find(limits)?;
    let purposes = certificate.x509.extended_key_usage.as_deref().unwrap_or_default();
    let says = format!("the CA {} may issue for {} alone", certificate.x509.subject, words(purposes));
    Some(refused(subject, certificate, purposes, &says).fix("use a CA whose certificate has no extended key usage, or the right one"))
}

fn refused(subject: &Subject<'_>, certificate: &Cert<'_>, purposes: &[String], says: &str) -> Check {
    Check::refused(ABOUT, FindingId::CertWrongEku(subject.role()), says)
        .evidence(format!("{}: extKeyUsage: {}, {} is needed", certificate.given.place, words(purposes), needed(subject.role())))
        .stacks(if purposes.iter().any(|purpose| purpose == ANY) { "any-eku" } else { "wrong-eku" }, subject.role())
}

fn allows(purposes: &[String], role: End) -> bool {
    let wanted = match role {
        End::Client => CLIENT_AUTH,
        End::Server => SERVER_AUTH,
    };
    // OpenSSL and webpki want it by name: anyExtendedKeyUsage alone is not enough for them.
    purposes.iter().any(|purpose| purpose == wanted)
}

fn needed(role: End) -> &'static str {
    match role {
        End::Client => "clientAuth",
        End::Server => "serverAuth",
    }
}

fn words(purposes: &[String]) -> String {
    let names: Vec<&str> = purposes.iter().map(|purpose| oid_name(purpose).unwrap_or(purpose)).collect();
    if names.is_empty() { "nothing".into() } else { names.join(", ") }
}
