//! The address of a state of the page: `/?client=expired&beside=tls:1.2&run=…`.
//!
//! What the page itself reads is `beside` and `run`; every other pair is a switch and its position.

/// What an address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    /// Switches and their positions.
    pub(super) switches: Vec<(String, String)>,
    /// What stands on the left, if anything.
    pub(super) beside: Option<Vec<(String, String)>>,
    /// The run that is shown.
    pub(super) run: Option<String>,
}

impl Address {
    /// Reads the pairs of a query or of a form.
    pub(super) fn of(pairs: Vec<(String, String)>) -> Self {
        let mut address = Self::default();
        for (key, value) in pairs {
            match key.as_str() {
                "beside" => address.beside = beside(&value),
                "run" => address.run = Some(value),
                _ => address.switches.push((key, value)),
            }
        }
        address
    }
}

/// The address of the lab with this choice, another beside it, and a run.
pub(super) fn lab(choice: &str, beside: Option<&str>, run: Option<&str>) -> String {
    let beside = beside.map(|beside| format!("beside={}", packed(beside)));
    let run = run.map(|run| format!("run={run}"));
    let pairs: Vec<String> = [Some(choice.to_owned()).filter(|choice| !choice.is_empty()), beside, run].into_iter().flatten().collect();
    if pairs.is_empty() { "/".to_owned() } else { format!("/?{}", pairs.join("&")) }
}

/// A choice as the value of one pair: `client:expired,tls:1.2`; of untouched switches `lab`.
pub(super) fn packed(choice: &str) -> String {
    if choice.is_empty() { "lab".to_owned() } else { choice.replace('=', ":").replace('&', ",") }
}

fn beside(packed: &str) -> Option<Vec<(String, String)>> {
    match packed {
        "" => None,
        "lab" => Some(Vec::new()),
        pairs => Some(pairs.split(',').map(|pair| pair.split_once(':').unwrap_or((pair, ""))).map(|(k, v)| (k.into(), v.into())).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_was_written() {
        assert_eq!(lab("", None, None), "/");
        let text = lab("client=expired&tls=1.2", Some("asks=none&client=none"), Some("7-1"));
        assert_eq!(text, "/?client=expired&tls=1.2&beside=asks:none,client:none&run=7-1");
        let pair = |pair: &str| pair.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned())).unwrap();
        let address = Address::of(text[2..].split('&').map(pair).collect());
        assert_eq!(address.switches, [pair("client=expired"), pair("tls=1.2")]);
        assert_eq!(address.beside, Some(vec![pair("asks=none"), pair("client=none")]));
        assert_eq!(address.run.as_deref(), Some("7-1"));
        assert_eq!(Address::of(vec![pair("beside=lab")]).beside, Some(Vec::new()));
        assert_eq!(Address::of(vec![pair("beside=")]).beside, None);
    }
}
