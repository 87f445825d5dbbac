//! What was meant by a name that does not exist.

/// The candidate that is most like `wanted`, if one is like it at all.
pub(super) fn near_miss<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_ascii_lowercase();
    let scored = candidates.into_iter().map(|candidate| (likeness(&wanted, candidate), candidate));
    let best = scored.max_by(|left, right| left.0.total_cmp(&right.0))?;
    (best.0 >= ALIKE).then_some(best.1)
}

/// The same, as the end of a sentence: `; did you mean …?`, or nothing.
pub(super) fn did_you_mean<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    near_miss(wanted, candidates).map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"))
}

/// From trials: typing errors lie above, other words below.
const ALIKE: f64 = 0.8;

fn likeness(wanted: &str, candidate: &str) -> f64 {
    strsim::jaro_winkler(wanted, &candidate.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_errors_are_recognised_and_other_words_are_not() {
        assert_eq!(near_miss("mtsl", ["tls", "mtls", "alpn"]), Some("mtls"));
        assert_eq!(near_miss("MTLS-optinal", ["mtls", "mtls-optional"]), Some("mtls-optional"));
        assert_eq!(near_miss("banana", ["tls", "mtls", "alpn"]), None);
    }
}
