//! The rules, the root causes first. One rule, one file.

mod chain_length;
mod chain_order;
mod dates;
mod extended_key_usage;
mod faults;
mod file_form;
mod host;
mod key_file;
mod key_match;
mod key_strength;
mod key_usage;
mod name_constraint;
mod path;
mod revocation;
mod signature;
mod trust;

use super::check::{Check, State};
use super::subject::Subject;

type Rule = fn(&Subject<'_>) -> Vec<Check>;

/// What stops an end before it sends anything comes first, then what the judge looks at.
const RULES: &[Rule] = &[
    file_form::check,
    key_file::check,
    chain_order::check,
    key_match::check,
    faults::check,
    dates::check,
    extended_key_usage::check,
    key_usage::check,
    key_strength::check,
    signature::check,
    name_constraint::check,
    revocation::check,
    trust::check,
    chain_length::check,
    host::check,
];

/// Asks every rule; what webpki refuses for a reason that none of them knows comes last.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let mut checks: Vec<Check> = RULES.iter().flat_map(|rule| rule(subject)).collect();
    if !checks.iter().any(|check| check.state == State::Refused) {
        checks.extend(path::check(subject));
    }
    checks
}
