//! Spellings: `client_hello`, `ClientHello`, "client hello" and `client-hello` are one name.

/// A name without what spellings differ in: letters and digits alone, in lower case.
pub(super) fn key(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How many are suggested at most.
const MOST: usize = 4;

/// From trials: typing errors lie above, other words below.
const ALIKE: f64 = 0.84;

/// The candidates that are most like `wanted`, the likest first.
pub(in crate::teach) fn near<T>(wanted: &str, candidates: impl Iterator<Item = (String, T)>) -> Vec<T> {
    let wanted = key(wanted);
    let mut scored: Vec<_> =
        candidates.map(|(name, what)| (likeness(&wanted, &key(&name)), what)).filter(|(score, _)| *score >= ALIKE).collect();
    scored.sort_by(|left, right| right.0.total_cmp(&left.0));
    scored.into_iter().take(MOST).map(|(_, what)| what).collect()
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
        assert!(
            ["client_hello", "ClientHello", "client hello", "client-hello", "CLIENT_HELLO"].iter().all(|name| key(name) == "clienthello")
        );
        assert_eq!(key("PKCS#12"), "pkcs12");
    }

    #[test]
    fn typing_errors_are_recognised_and_other_words_are_not() {
        let candidates = || ["client_hello", "server_hello", "unknown_ca"].into_iter().map(|name| (name.to_owned(), name));
        assert_eq!(near("cleint_helo", candidates()).first(), Some(&"client_hello"));
        assert_eq!(near("banana", candidates()), Vec::<&str>::new());
    }
}
