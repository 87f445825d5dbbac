//! What each stack makes of a fault: data, in `stacks.toml`, with the versions and the month in which it was tried.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::capture::End;
use crate::names::AlertDescription;

/// What one stack makes of a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackSays {
    /// The stack, with its version.
    pub stack: &'static str,
    /// In which month it was tried.
    pub measured: &'static str,
    /// Whether it says so of its own certificate, when it loads it; else of the other end's.
    pub of_its_own: bool,
    /// What it does.
    pub verdict: StackVerdict,
    /// The alert that it sends.
    pub alert: Option<u8>,
    /// Its words.
    pub says: Option<String>,
}

/// What a stack does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StackVerdict {
    /// It ends the handshake.
    Refuses,
    /// It does not mind.
    Accepts,
    /// It cannot load the file: nothing is sent at all.
    CannotLoad,
}

impl StackVerdict {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Refuses => "refuses it",
            Self::Accepts => "accepts it",
            Self::CannotLoad => "cannot load it",
        }
    }
}

static DATA: LazyLock<Data> = LazyLock::new(|| toml::from_str(include_str!("stacks.toml")).unwrap_or_default());

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    /// The stacks, by the word that the rows have for them.
    stack: BTreeMap<String, Stack>,
    /// The faults.
    fault: BTreeMap<String, Row>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stack {
    /// With its version, and in which month it was tried.
    name: String,
    measured: String,
}

/// What the stacks say to a fault of a certificate of `role`; empty where nothing was tried.
pub(in crate::diagnose) fn say(fault: &str, role: End) -> Vec<StackSays> {
    let Some(row) = DATA.fault.get(fault) else { return Vec::new() };
    let judged = match role {
        End::Client => &row.client,
        End::Server => &row.server,
    };
    each(&row.own, true).chain(each(judged, false)).collect()
}

/// What each stack does that judges this fault; where nobody tried it of a server's certificate, as of a client's.
fn judges(fault: &str, of: End) -> Vec<StackSays> {
    let judged = |role| say(fault, role).into_iter().filter(|says| !says.of_its_own).collect::<Vec<_>>();
    let own = judged(of);
    if own.is_empty() { judged(End::Client) } else { own }
}

/// Whether every stack that was tried refuses it.
pub(in crate::diagnose) fn all_refuse(fault: &str, of: End) -> bool {
    let judges = judges(fault, of);
    !judges.is_empty() && judges.iter().all(|says| says.verdict == StackVerdict::Refuses)
}

/// Whether a stack refuses it with this alert.
pub(in crate::diagnose) fn refuses_with(fault: &str, of: End, alert: AlertDescription) -> bool {
    judges(fault, of).iter().any(|says| says.verdict == StackVerdict::Refuses && says.alert == Some(alert.0))
}

/// The stacks that take it.
pub(in crate::diagnose) fn accepting(fault: &str, of: End) -> Vec<&'static str> {
    judges(fault, of).into_iter().filter(|says| says.verdict == StackVerdict::Accepts).map(|says| says.stack).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(default)]
    own: View,
    #[serde(default)]
    client: View,
    #[serde(default)]
    server: View,
}

/// What the stacks do, by their words.
type View = BTreeMap<String, Entry>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    verdict: StackVerdict,
    alert: Option<u8>,
    says: Option<String>,
}

fn each(view: &'static View, of_its_own: bool) -> impl Iterator<Item = StackSays> {
    // In the order in which they are told, which is that of their names here.
    const ORDER: [&str; 6] = ["rustls", "openssl", "java", "go", "gnutls", "nss"];
    ORDER.into_iter().filter_map(move |word| {
        let (stack, Entry { verdict, alert, says }) = (DATA.stack.get(word)?, view.get(word)?);
        let (stack, measured) = (stack.name.as_str(), stack.measured.as_str());
        Some(StackSays { stack, measured, of_its_own, verdict: *verdict, alert: *alert, says: says.clone() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_can_be_read() {
        let data: Data = toml::from_str(include_str!("stacks.toml")).unwrap();
        assert!(data.fault.len() > 25);
        let expired = say("expired", End::Client);
        let alerts: Vec<_> = expired.iter().map(|says| (says.stack, says.alert)).collect();
        assert_eq!(
            alerts,
            [("rustls 0.23", Some(45)), ("OpenSSL 3.0", Some(45)), ("Java 17", Some(46)), ("Go 1.27", Some(45)), ("GnuTLS 3.7", None)]
        );
        assert!(say("no such fault", End::Client).is_empty());
    }
}
