//! Names that an authority above may issue for (RFC 5280 4.2.1.10), where the certificate's are among them or that cannot
//! be told.

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::{Cert, Subject};

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let constrained = subject.above().find(|certificate| certificate.x509.name_constraints.is_some());
    let Some(constrained) = constrained.filter(|_| !subject.has(FindingId::CertNameConstraint(subject.role()))) else { return Vec::new() };
    vec![if subject.judgement.holds() {
        Check::fine("names", format!("{} may issue for its names", constrained.x509.subject))
    } else {
        Check::unknown("names", format!("{} may issue for some names only: {}", constrained.x509.subject, limits(constrained)))
            .fix("--trust FILE lets this be judged")
    }]
}

fn limits(certificate: &Cert<'_>) -> String {
    let part = |what: &str, names: &[String]| (!names.is_empty()).then(|| format!("{what} {}", names.join(", ")));
    let parts = [part("only", &certificate.x509.permitted_names), part("not", &certificate.x509.excluded_names)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
