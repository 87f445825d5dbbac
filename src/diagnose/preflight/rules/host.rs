//! The names that a certificate is for (RFC 9525): what a client compares with where it wanted to go.

use crate::capture::End;
use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::Subject;
use crate::trace::certificates::{Verdict, names_match};

const ABOUT: &str = "host";

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let own = subject.own();
    let names = &own.x509.subject_alt_names;
    match (subject.role(), &subject.material.host) {
        (End::Client, _) if names.is_empty() && own.x509.subject.is_empty() => {
            vec![Check::note(ABOUT, "it has no name at all: a server cannot tell who this is")]
        }
        (End::Client, _) => Vec::new(),
        (End::Server, _) if !names_a_host(names) => vec![no_name(subject)],
        (End::Server, None) => {
            vec![Check::unknown(ABOUT, format!("it is for {}", names.join(", "))).fix("--host NAME compares it with a name")]
        }
        (End::Server, Some(host)) => vec![of_host(subject, host)],
    }
}

fn of_host(subject: &Subject<'_>, host: &str) -> Check {
    let own = subject.own();
    match names_match(&own.given.der, host) {
        Verdict::Holds => Check::fine(ABOUT, format!("it is for {host}")),
        Verdict::Unable(why) => Check::unknown(ABOUT, why),
        Verdict::Fails(why) => Check::refused(ABOUT, FindingId::ServerCertNameMismatch, why)
            .evidence(format!("{}: subjectAltName: {}", own.given.place, own.x509.subject_alt_names.join(", ")))
            .fix(format!(
                "issue it again with subjectAltName={}:{host}",
                if host.parse::<std::net::IpAddr>().is_ok() { "IP" } else { "DNS" }
            ))
            .stacks("name-mismatch", subject.role()),
    }
}

fn no_name(subject: &Subject<'_>) -> Check {
    let own = subject.own();
    Check::refused(ABOUT, FindingId::ServerCertNameMismatch, "it has no subjectAltName for a host: the common name counts no more")
        .evidence(format!("{}: subject {}, no DNS name and no address", own.given.place, own.x509.subject))
        .fix(format!("issue it again with subjectAltName=DNS:{}", subject.material.host.as_deref().unwrap_or("NAME")))
        .stacks("no-san", subject.role())
}

fn names_a_host(names: &[String]) -> bool {
    names.iter().any(|name| name.starts_with("DNS:") || name.starts_with("IP:"))
}
