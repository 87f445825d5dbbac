//! Names that a CA above may not issue for (RFC 5280 4.2.1.10), as webpki judges them.

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::{Cert, Subject};
use crate::trace::certificates::{PathResult, Reason};

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let Some(constrained) = subject.above().find(|certificate| certificate.x509.name_constraints.is_some()) else { return Vec::new() };
    let check = match &subject.path {
        Some(PathResult::Fails(failure)) if failure.reason == Reason::NameConstraint => refused(subject, constrained),
        Some(PathResult::Holds { .. }) => Check::fine("names", format!("{} may issue for its names", constrained.x509.subject)),
        _ => Check::unknown("names", format!("{} may issue for some names only: {}", constrained.x509.subject, limits(constrained)))
            .fix("--trust FILE lets this be judged"),
    };
    vec![check]
}

fn refused(subject: &Subject<'_>, constrained: &Cert<'_>) -> Check {
    let own = &subject.own().x509;
    Check::refused(
        "names",
        FindingId::CertNameConstraint(subject.role()),
        format!("{} may not issue for the names of {}", constrained.x509.subject, own.subject),
    )
    .evidence(format!("{}: nameConstraints: {}", constrained.given.place, limits(constrained)))
    .evidence(format!("{}: {}", subject.own().given.place, own.subject_alt_names.join(", ")))
    .fix("issue it for a name within the constraints, or from another CA")
    .stacks("name-constraint", subject.role())
}

fn limits(certificate: &Cert<'_>) -> String {
    let part = |what: &str, names: &[String]| (!names.is_empty()).then(|| format!("{what} {}", names.join(", ")));
    let parts = [part("only", &certificate.x509.permitted_names), part("not", &certificate.x509.excluded_names)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
