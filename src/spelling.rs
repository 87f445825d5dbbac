//! What was meant by a name that does not exist.

/// The candidate that is most like `wanted`, if one is like it at all.
pub(crate) fn near_miss<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if !wanted.contains(char::is_alphabetic) {
        // Numbers are not misspelt names: `1.1` does not mean `1.3`.
        return None;
    }
    let wanted = wanted.to_ascii_lowercase();
    let scored = candidates.into_iter().map(|candidate| (likeness(&wanted, candidate), candidate));
    let best = scored.max_by(|left, right| left.0.total_cmp(&right.0))?;
    (best.0 >= ALIKE).then_some(best.1)
}

/// The same, as the end of a sentence: `; did you mean …?`, or nothing.
pub(crate) fn did_you_mean<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    near_miss(wanted, candidates).map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"))
}

/// As [`did_you_mean`]; where nothing comes near, all that there is.
pub(crate) fn meant_or_all(wanted: &str, candidates: &[&str]) -> String {
    near_miss(wanted, candidates.iter().copied())
        .map_or_else(|| format!("; there are: {}", candidates.join(", ")), |meant| format!("; did you mean `{meant}`?"))
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
        assert_eq!(near_miss("1.1", ["1.2", "1.3"]), None);
    }
}
