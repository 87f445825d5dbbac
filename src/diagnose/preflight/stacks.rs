//! What each stack says to a fault: data, in `stacks.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::capture::End;

/// What one stack makes of a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackSays {
    /// The stack, with its version.
    pub stack: &'static str,
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

static ROWS: LazyLock<BTreeMap<String, Row>> = LazyLock::new(|| toml::from_str(include_str!("stacks.toml")).unwrap_or_default());

/// What the stacks say to a fault of a certificate of `role`; empty where nothing was tried.
pub(super) fn say(fault: &str, role: End) -> Vec<StackSays> {
    let Some(row) = ROWS.get(fault) else { return Vec::new() };
    let judged = match role {
        End::Client => &row.client,
        End::Server => &row.server,
    };
    row.own.each(true).chain(judged.each(false)).collect()
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

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct View {
    rustls: Option<Entry>,
    openssl: Option<Entry>,
    java: Option<Entry>,
    go: Option<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    verdict: StackVerdict,
    alert: Option<u8>,
    says: Option<String>,
}

impl View {
    fn each(&self, of_its_own: bool) -> impl Iterator<Item = StackSays> {
        let entries = [("rustls 0.23", &self.rustls), ("OpenSSL 3.0", &self.openssl), ("Java 17", &self.java), ("Go 1.27", &self.go)];
        entries.into_iter().filter_map(move |(stack, entry)| {
            let Entry { verdict, alert, says } = entry.as_ref()?;
            Some(StackSays { stack, of_its_own, verdict: *verdict, alert: *alert, says: says.clone() })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_can_be_read() {
        let rows: BTreeMap<String, Row> = toml::from_str(include_str!("stacks.toml")).unwrap();
        assert!(rows.len() > 25);
        let expired = say("expired", End::Client);
        let alerts: Vec<_> = expired.iter().map(|says| (says.stack, says.alert)).collect();
        assert_eq!(alerts, [("rustls 0.23", Some(45)), ("OpenSSL 3.0", Some(45)), ("Java 17", Some(46)), ("Go 1.27", Some(45))]);
        assert!(say("no such fault", End::Client).is_empty());
    }
}
