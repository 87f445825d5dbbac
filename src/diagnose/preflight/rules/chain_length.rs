//! How many authorities stand between the end's own certificate and what is trusted: some servers allow few.

use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::{Subject, Top};

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let between = subject.links().len().saturating_sub(2);
    if between == 0 || subject.top() != Top::Trusted {
        return Vec::new();
    }
    let says = format!(
        "{} between it and the root: Apache allows none and nginx one, unless SSLVerifyDepth or ssl_verify_depth says otherwise",
        if between == 1 { "1 CA stands".to_owned() } else { format!("{between} CAs stand") }
    );
    vec![
        Check::note("chain length", says)
            .fix("SSLVerifyDepth 3 (Apache), ssl_verify_depth 3 (nginx)")
            .stacks("chain-too-deep", subject.role()),
    ]
}
