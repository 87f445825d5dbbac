//! Whether the way upwards ends at something that the judge trusts.

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::{Cert, Subject, Top};
use crate::trace::certificates::PathResult;

const ABOUT: &str = "trust";

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let check = match (subject.top(), subject.path()) {
        (Top::OtherKey(_), _) => return Vec::new(),
        (_, None) => not_told(subject),
        (Top::Trusted, Some(PathResult::Fails(_))) => Check::fine(ABOUT, format!("the way leads to {}, which is trusted", way(subject))),
        (Top::Trusted, Some(_)) => return trusted(subject),
        (Top::SelfSigned, Some(_)) if subject.links().len() == 1 => self_signed(subject),
        (_, Some(_)) if subject.highest().x509.is_self_issued() => unknown_root(subject),
        (_, Some(_)) => no_issuer(subject),
    };
    vec![check]
}

fn not_told(subject: &Subject<'_>) -> Check {
    let judge = subject.role().other();
    let top = subject.highest();
    let says = match subject.top() {
        Top::SelfSigned => format!("a {judge} that trusts {} would accept it", top.x509.subject),
        _ => format!("a {judge} that trusts {} would accept it; no file says what the {judge} trusts", top.x509.issuer),
    };
    Check::unknown(ABOUT, says).fix(format!("give what the {judge} trusts with --trust FILE"))
}

fn trusted(subject: &Subject<'_>) -> Vec<Check> {
    let fine = Check::fine(ABOUT, way(subject));
    let anchor = subject.highest();
    if anchor.x509.is_self_issued() {
        return vec![fine];
    }
    let says = format!("{} is trusted, but its own issuer {} is not: OpenSSL wants a root", anchor.x509.subject, anchor.x509.issuer);
    let partial = Check::refused(ABOUT, FindingId::CertUnknownCa(subject.role()), says)
        .evidence(format!("{}: issued by {}", anchor.given.place, anchor.x509.issuer))
        .fix(format!("put the root {} into the trust file too", anchor.x509.issuer))
        .stacks("trust-without-root", subject.role());
    vec![partial]
}

/// `CN=alice ← CN=Lab Root`.
fn way(subject: &Subject<'_>) -> String {
    subject.links().iter().map(|link| subject.at(link).x509.subject.as_str()).collect::<Vec<_>>().join(" ← ")
}

fn self_signed(subject: &Subject<'_>) -> Check {
    let own = subject.own();
    let fault = if own.x509.is_ca == Some(true) { "self-signed-ca" } else { "self-signed" };
    Check::refused(ABOUT, FindingId::CertSelfSigned(subject.role()), format!("{} signed itself, and is not trusted", own.x509.subject))
        .evidence(format!("{}: subject and issuer are the same, and its own key signed it", own.given.place))
        .evidence(trusted_names(subject))
        .fix(format!("have it issued by a CA that the {} trusts, or let it trust this very certificate", subject.role().other()))
        .stacks(fault, subject.role())
}

fn unknown_root(subject: &Subject<'_>) -> Check {
    let top = subject.highest();
    refused(subject, FindingId::CertUnknownCa(subject.role()), format!("it leads to {}, which is not trusted", top.x509.subject), top)
        .fix(format!("let the {} trust {}, or use a certificate of a CA that it trusts", subject.role().other(), top.x509.subject))
}

/// The issuer is missing: an intermediate that was not put into the file, or a CA that is not trusted.
fn no_issuer(subject: &Subject<'_>) -> Check {
    let top = subject.highest();
    let issuer = &top.x509.issuer;
    let is_below_trusted = missing_is_below_trusted(subject, top);
    let (id, says) = if is_below_trusted || subject.links().len() > 1 || !top.x509.ca_issuers.is_empty() {
        (
            FindingId::CertIncompleteChain(subject.role()),
            format!("the certificate of {issuer}, which issued {}, is missing", top.x509.subject),
        )
    } else {
        (FindingId::CertUnknownCa(subject.role()), format!("{issuer}, which issued it, is not trusted"))
    };
    let hint = top.x509.ca_issuers.first().map(|uri| format!("the issuer's certificate is at {uri}"));
    let check = refused(subject, id, says, top)
        .fix(format!("if {issuer} is an intermediate, put its certificate into the file: cat own.pem intermediate.pem > chain.pem"))
        .fix(format!("if it is a root, the {} has to trust it, or this is a certificate of the wrong CA", subject.role().other()));
    hint.into_iter().fold(check, Check::fix)
}

/// A name of the same organisation among the trusted ones makes a missing intermediate the likelier cause.
fn missing_is_below_trusted(subject: &Subject<'_>, top: &Cert<'_>) -> bool {
    let organisation = |name: &str| name.split(',').find(|part| part.starts_with("O=")).map(str::to_owned);
    let wanted = organisation(&top.x509.issuer);
    wanted.is_some() && subject.trust.iter().any(|trusted| organisation(&trusted.x509.subject) == wanted)
}

fn refused(subject: &Subject<'_>, id: FindingId, says: String, top: &Cert<'_>) -> Check {
    Check::refused(ABOUT, id, says)
        .evidence(format!("{}: issued by {}", top.given.place, top.x509.issuer))
        .evidence(trusted_names(subject))
        .stacks("unknown-ca", subject.role())
}

fn trusted_names(subject: &Subject<'_>) -> String {
    const SHOWN: usize = 5;
    let names: Vec<&str> = subject.trust.iter().map(|certificate| certificate.x509.subject.as_str()).take(SHOWN).collect();
    let more = subject.trust.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("trusted are: {}{more}", names.join("; "))
}
