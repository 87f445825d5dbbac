//! The scenarios that come with the program, embedded so that it works anywhere.

use super::Scenario;
use crate::pki::Document;
use crate::watch::TlsVersion;

/// A scenario that comes with the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Builtin {
    /// Its name.
    pub name: &'static str,
    /// Its title.
    pub title: String,
    /// The versions that it exists for.
    pub versions: Vec<TlsVersion>,
    /// Its file.
    pub text: &'static str,
}

/// Embeds `scenarios/NAME.toml` for each name.
macro_rules! scenarios {
    ($($name:literal,)*) => {
        &[$(($name, concat!("scenarios/", $name, ".toml"), include_str!(concat!("../../scenarios/", $name, ".toml")))),*]
    };
}

/// Name, file and text, in the order in which one learns them.
const SCENARIOS: &[(&str, &str, &str)] = scenarios![
    "tls",
    "mtls",
    "mtls-optional",
    "hello-retry",
    "alpn",
    "resumption",
    "resumption-session-id",
    "mtls-resumption",
    "key-update",
    "tls-expires-soon",
    "mtls-expires-soon",
    "client-cert-missing",
    "client-cert-withheld",
    "client-cert-withheld-incomplete-chain",
    "client-cert-expired",
    "client-cert-expired-server-clock",
    "client-ca-expired",
    "client-cert-not-yet-valid",
    "client-cert-not-yet-valid-server-clock",
    "client-cert-unknown-ca",
    "client-cert-self-signed",
    "client-cert-incomplete-chain",
    "client-cert-issuer-key-mismatch",
    "client-cert-bad-signature",
    "client-ca-invalid",
    "client-ca-invalid-no-constraints",
    "client-ca-invalid-path-length",
    "client-cert-wrong-eku",
    "client-cert-wrong-key-usage",
    "client-cert-revoked",
    "crl-missing",
    "crl-expired",
    "client-cert-weak-key",
    "client-cert-weak-signature",
    "client-key-mismatch",
    "client-cert-name-constraint",
    "client-cert-critical-extension",
    "client-cert-is-ca",
    "client-cert-unsupported-version",
    "client-cert-not-authorized",
    "server-cert-expired",
    "server-cert-not-yet-valid",
    "server-cert-unknown-ca",
    "server-cert-self-signed",
    "server-cert-incomplete-chain",
    "server-cert-name-mismatch",
    "server-cert-name-mismatch-no-san",
    "server-cert-wrong-eku",
    "server-cert-revoked",
    "server-key-mismatch",
    "server-cert-bad-signature",
    "server-cert-issuer-key-mismatch",
    "server-cert-weak-key",
    "server-cert-unsupported-version",
    "version-mismatch",
    "version-mismatch-old-server",
    "cipher-mismatch",
    "group-mismatch",
    "sigalg-mismatch",
    "sigalg-mismatch-server",
    "alpn-mismatch",
    "sni-unrecognized",
    "plaintext-to-tls-port",
    "tls-to-plaintext-port",
    "connection-refused",
    "peer-closed",
    "peer-closed-in-certificate",
    "peer-closed-by-client",
    "peer-closed-after-client-certificate",
    "client-cert-expired-no-alert",
    "peer-reset",
    "peer-reset-after-client-certificate",
    "peer-silent",
    "peer-silent-client",
    "record-corrupted",
    "record-corrupted-data",
    "protocol-violation",
    "protocol-violation-unexpected-message",
    "protocol-violation-unoffered-suite",
];

impl Scenario {
    /// The scenarios that come with the program, in the order in which one learns them.
    #[must_use]
    pub fn builtin() -> Vec<Builtin> {
        let loaded = SCENARIOS.iter().filter_map(|(name, _, text)| Some((*name, *text, Self::load(name).ok()?)));
        loaded.map(|(name, text, scenario)| Builtin { name, title: scenario.title, versions: scenario.tls, text }).collect()
    }
}

/// All names.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    SCENARIOS.iter().map(|(name, ..)| *name)
}

/// The scenario of that name.
pub(crate) fn document(name: &str) -> Option<Document<'static>> {
    let (_, file, text) = SCENARIOS.iter().find(|(known, ..)| *known == name)?;
    Some(Document { file, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_in_the_folder_is_embedded_and_reads() {
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios")).unwrap();
        let files = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut files: Vec<_> = files.filter(|file| file != "README.md").collect();
        let mut embedded: Vec<_> = names().map(|name| format!("{name}.toml")).collect();
        files.sort();
        embedded.sort();
        assert_eq!(files, embedded);
        for name in names() {
            Scenario::load(name).unwrap();
        }
        assert_eq!(Scenario::builtin().len(), embedded.len());
    }

    #[test]
    fn the_readme_names_every_key() {
        let readme = include_str!("../../scenarios/README.md");
        for table in ["", "[client]", "[server]", "[expect]", "[expect.'1.2']", "[[connection]]", "[[fault]]", "[crl.a]"] {
            for key in keys_of(table) {
                let forms = [format!("`{key}`"), format!("[{key}"), format!(".\"{key}\"]")];
                assert!(forms.iter().any(|form| readme.contains(form)), "README.md lacks `{key}` of {table}");
            }
        }
        let comments = include_str!("../../certs/lab.toml").lines().filter(|line| line.starts_with('#'));
        let words: Vec<_> = comments.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_')).collect();
        for key in keys_of("[certificate.a]") {
            assert!(words.contains(&key.as_str()), "certs/lab.toml lacks {key}");
        }
    }

    /// The keys of a table, as the error about a wrong one lists them.
    fn keys_of(table: &str) -> Vec<String> {
        let error = Scenario::read("test.toml", &format!("{table}\nnonsense = 1")).unwrap_err().to_string();
        let keys: Vec<_> = error.split('`').skip(3).step_by(2).map(str::to_owned).collect();
        assert!(!keys.is_empty(), "{error}");
        keys
    }

    /// The findings that a rustls pair, a fault on the wire or a strict verifier can show.
    const FINDINGS: &[&str] = &[
        "client-cert-missing",
        "client-cert-withheld",
        "client-cert-expired",
        "client-cert-not-yet-valid",
        "client-cert-unknown-ca",
        "client-cert-self-signed",
        "client-cert-incomplete-chain",
        "client-cert-issuer-key-mismatch",
        "client-cert-bad-signature",
        "client-ca-expired",
        "client-ca-invalid",
        "client-cert-wrong-eku",
        "client-cert-wrong-key-usage",
        "client-cert-revoked",
        "crl-missing",
        "crl-expired",
        "client-cert-weak-key",
        "client-cert-weak-signature",
        "client-key-mismatch",
        "client-cert-name-constraint",
        "client-cert-critical-extension",
        "client-cert-is-ca",
        "client-cert-unsupported-version",
        "client-cert-not-authorized",
        "server-cert-expired",
        "server-cert-not-yet-valid",
        "server-cert-unknown-ca",
        "server-cert-self-signed",
        "server-cert-incomplete-chain",
        "server-cert-name-mismatch",
        "server-cert-wrong-eku",
        "server-cert-revoked",
        "server-key-mismatch",
        "server-cert-bad-signature",
        "server-cert-issuer-key-mismatch",
        "server-cert-weak-key",
        "server-cert-unsupported-version",
        "version-mismatch",
        "cipher-mismatch",
        "group-mismatch",
        "sigalg-mismatch",
        "alpn-mismatch",
        "sni-unrecognized",
        "plaintext-to-tls-port",
        "tls-to-plaintext-port",
        "connection-refused",
        "peer-closed",
        "peer-reset",
        "peer-silent",
        "record-corrupted",
        "protocol-violation",
    ];

    #[test]
    fn every_finding_has_a_scenario_of_its_name() {
        let finding = |name: &str| Scenario::load(name).unwrap().expect.unwrap().finding;
        for wanted in FINDINGS {
            assert_eq!(finding(wanted).as_deref(), Some(*wanted));
        }
        for name in names() {
            if let Some(found) = finding(name) {
                assert!(FINDINGS.contains(&found.as_str()) && name.starts_with(&found), "{name} shows {found}");
            }
        }
    }
}
