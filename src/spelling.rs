//! Spellings: when two names are one (`client_hello`, `ClientHello`), and what was meant by a name that does not exist.

/// A name without what usual spellings differ in: letters and digits alone, in lower case.
pub(crate) fn key(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How many are suggested at most.
const MOST: usize = 4;

/// From trials: typing errors lie above, other words below.
const ALIKE: f64 = 0.84;

/// The candidates that are most like `wanted`, the likest first; each by a name, with what it stands for.
pub(crate) fn near<T>(wanted: &str, candidates: impl IntoIterator<Item = (impl AsRef<str>, T)>) -> Vec<T> {
    // Numbers are not misspelt names: `1.1` does not mean `1.3`.
    if !wanted.contains(char::is_alphabetic) {
        return Vec::new();
    }
    let wanted = key(wanted);
    let scored = candidates.into_iter().map(|(name, what)| (likeness(&wanted, &key(name.as_ref())), what));
    let mut alike: Vec<_> = scored.filter(|(score, _)| *score >= ALIKE).collect();
    alike.sort_by(|left, right| right.0.total_cmp(&left.0));
    alike.into_iter().take(MOST).map(|(_, what)| what).collect()
}

/// The one that is most like it, if any is.
#[cfg(any(test, feature = "watch"))]
pub(crate) fn near_miss<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    near(wanted, candidates.into_iter().map(|name| (name, name))).into_iter().next()
}

/// The same, as the end of a sentence: `; did you mean …?`, or nothing.
#[cfg(feature = "lab")]
pub(crate) fn did_you_mean<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    near_miss(wanted, candidates).map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"))
}

/// What was meant, as the end of a sentence; where nothing comes near, all that there is.
#[cfg(feature = "watch")]
pub(crate) fn meant_or_all(wanted: &str, candidates: &[&str]) -> String {
    near_miss(wanted, candidates.iter().copied())
        .map_or_else(|| format!("; there are: {}", candidates.join(", ")), |meant| format!("; did you mean `{meant}`?"))
}

/// A name that contains the wanted one, or the other way round, counts as alike too.
fn likeness(wanted: &str, candidate: &str) -> f64 {
    let alike = strsim::jaro_winkler(wanted, candidate);
    let contains = wanted.len() >= 4 && candidate.len() >= 4 && (candidate.contains(wanted) || wanted.contains(candidate));
    if contains { alike.max(0.9) } else { alike }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_spellings_have_one_key() {
        let spellings = ["client_hello", "ClientHello", "client hello", "client-hello", "CLIENT_HELLO"];
        assert!(spellings.iter().all(|name| key(name) == "clienthello"));
        assert_eq!(key("PKCS#12"), "pkcs12");
    }

    #[test]
    fn typing_errors_are_recognised_and_other_words_are_not() {
        let candidates = || ["client_hello", "server_hello", "unknown_ca"].into_iter().map(|name| (name, name));
        assert_eq!(near("cleint_helo", candidates()).first(), Some(&"client_hello"));
        assert_eq!(near("banana", candidates()), Vec::<&str>::new());
        assert_eq!(near_miss("mtsl", ["tls", "mtls", "alpn"]), Some("mtls"));
        assert_eq!(near_miss("MTLS-optinal", ["mtls", "mtls-optional"]), Some("mtls-optional"));
        assert_eq!(near_miss("banana", ["tls", "mtls", "alpn"]), None);
        assert_eq!(near_miss("1.1", ["1.2", "1.3"]), None);
    }
}
