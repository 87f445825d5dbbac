//! What each kind of stack answers to each cause: data, in `stacks/`, one file a stack; all of it was measured.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::sign::Answers;
use crate::capture::End;
use crate::diagnose::FindingId;

/// Declares the list.
macro_rules! stacks {
    ($($name:literal,)*) => {
        const FILES: &[&str] = &[$(include_str!(concat!("stacks/", $name, ".toml")),)*];
    };
}

stacks![
    "boringssl",
    "botan",
    "bouncycastle",
    "bun",
    "dovecot",
    "erlang",
    "gnutls",
    "go-1.19",
    "go-1.27",
    "java-17",
    "java-25",
    "mbedtls",
    "nginx",
    "node",
    "nss",
    "openldap",
    "openssl",
    "php",
    "postgresql",
    "rustls",
    "tlslite-ng",
    "wolfssl",
];

/// One kind of stack.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stack {
    /// Its name, for people.
    pub(crate) name: String,
    /// How common it is, beside the others.
    pub(super) share: f64,
    /// The lists of signature schemes that it sends, in a ClientHello or a CertificateRequest: their order gives it away.
    #[serde(deserialize_with = "lists")]
    pub(super) schemes: Vec<Vec<u16>>,
    /// What it answers as a server.
    #[serde(default)]
    of_clients: Judge,
    /// What it answers as a client.
    #[serde(default)]
    of_servers: Judge,
}

/// What a stack answers in one role.
#[derive(Clone, Debug, Default, Deserialize)]
struct Judge {
    /// To any fault of a certificate.
    any: Option<Answers>,
    #[serde(flatten)]
    to: BTreeMap<String, Answers>,
}

/// Every stack that was measured.
pub(super) fn measured() -> Vec<Stack> {
    static STACKS: LazyLock<Vec<Stack>> = LazyLock::new(|| FILES.iter().filter_map(|file| toml::from_str(file).ok()).collect());
    STACKS.clone()
}

impl Stack {
    /// What it answers, as this end, to a cause; `None` where that was not measured.
    pub(super) fn answers(&self, end: End, cause: FindingId) -> Option<&Answers> {
        let judge = match end {
            End::Server => &self.of_clients,
            End::Client => &self.of_servers,
        };
        // Whom to let in is decided by what is built on it.
        let is_about_a_certificate = cause.end().is_some() && cause != FindingId::ClientCertNotAuthorized
            || matches!(cause, FindingId::CrlExpired | FindingId::CrlMissing);
        judge.to.get(cause.kind()).or(judge.any.as_ref().filter(|_| is_about_a_certificate))
    }

    /// How well a list of schemes fits it: 1 where it is one of its own, next to nothing where the order is another.
    pub(super) fn resembles(&self, schemes: &[u16]) -> f64 {
        self.schemes.iter().map(|own| similarity(own, schemes)).fold(0.0, f64::max)
    }
}

/// The longest list that both have in the same order, as a share of both; its eighth power, because all lists have much in common.
#[expect(clippy::cast_precision_loss, reason = "lists of schemes are short")]
fn similarity(own: &[u16], other: &[u16]) -> f64 {
    /// Schemes beyond are not looked at: a list may have 32 767 of them.
    const MOST: usize = 64;
    let other = other.get(..MOST).unwrap_or(other);
    let mut row = vec![0_usize; other.len() + 1];
    for scheme in own {
        let mut diagonal = 0;
        for (at, theirs) in other.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if scheme == theirs { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    let common = row.last().copied().unwrap_or_default();
    (2.0 * common as f64 / (own.len() + other.len()).max(1) as f64).powi(8)
}

fn lists<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<u16>>, D::Error> {
    let lists = Vec::<String>::deserialize(deserializer)?;
    let number = |hex: &str| u16::from_str_radix(hex, 16).map_err(serde::de::Error::custom);
    lists.iter().map(|list| list.split_whitespace().map(number).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_can_be_read() {
        for file in FILES {
            toml::from_str::<Stack>(file).unwrap_or_else(|error| panic!("{error}\n{file}"));
        }
        assert_eq!(measured().len(), FILES.len());
        let on_disk = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/diagnose/likelihood/stacks")).unwrap();
        assert_eq!(on_disk.count(), FILES.len(), "a file of the folder is not in the list");
    }

    #[test]
    fn what_is_answered_is_a_cause_that_exists() {
        let kinds: Vec<&str> = FindingId::ALL.iter().map(|id| id.kind()).collect();
        for stack in measured() {
            for cause in stack.of_clients.to.keys().chain(stack.of_servers.to.keys()) {
                assert!(kinds.contains(&cause.as_str()), "{}: {cause}", stack.name);
            }
        }
    }

    #[test]
    fn the_order_of_schemes_gives_a_stack_away() {
        let all = measured();
        let of = |name: &str| all.iter().find(|stack| stack.name == name).unwrap();
        let java = &of("Java 17").schemes[0];
        assert!((of("Java 17").resembles(java) - 1.0).abs() < 1e-9);
        assert!(of("OpenSSL 3").resembles(java) < 0.5, "{}", of("OpenSSL 3").resembles(java));
        assert!(of("Go from 1.20 on").resembles(java) < 0.2);
    }
}
