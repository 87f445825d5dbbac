//! Who reads a file in which form: data, in `forms.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{StackSays, StackVerdict};

/// What is known of a form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileForm {
    /// What the file is or has; goes on from its name.
    says: String,
    /// The same where the name stands apart, if it is to be said otherwise.
    missing: Option<String>,
    /// A command that makes a plain file of it; `FILE` is its name.
    fix: String,
    /// Whether it is only worth knowing.
    #[serde(default)]
    pub is_note: bool,
    openssl: Option<String>,
    node: Option<String>,
    java: Option<String>,
    go: Option<String>,
    gnutls: Option<String>,
    rustls: Option<String>,
}

/// What a stack says of a file that it reads.
const READS: &str = "reads";

static FORMS: LazyLock<BTreeMap<String, FileForm>> = LazyLock::new(|| toml::from_str(include_str!("forms.toml")).unwrap_or_default());

/// The form of that name.
#[must_use]
pub fn file_form(name: &str) -> Option<&'static FileForm> {
    FORMS.get(name)
}

impl FileForm {
    /// What is wrong with that file, and on which line.
    #[must_use]
    pub fn says(&self, file: &str, line: Option<usize>) -> String {
        let place = line.map(|line| format!("line {line}"));
        match (&self.missing, place) {
            (Some(missing), Some(place)) => format!("{file}: {missing}: {place}"),
            (Some(missing), None) => format!("{file}: {missing}"),
            (None, Some(place)) => format!("{file} {} ({place})", self.says),
            (None, None) => format!("{file} {}", self.says),
        }
    }

    /// The same without the name of the file.
    #[must_use]
    pub fn remark(&self, line: Option<usize>) -> String {
        let what = self.missing.clone().unwrap_or_else(|| format!("it {}", self.says));
        line.map_or_else(|| what.clone(), |line| format!("{what}: line {line}"))
    }

    /// The command that mends that file.
    #[must_use]
    pub fn fix(&self, file: &str) -> String {
        self.fix.replace("FILE", file)
    }

    /// Each stack that was measured, with its version, and its words where it does not read the file as it is.
    pub fn stacks(&self) -> impl Iterator<Item = (&'static str, Option<&str>)> {
        let all = [
            ("OpenSSL 3.0", &self.openssl),
            ("Node 20", &self.node),
            ("Java 17", &self.java),
            ("Go 1.19", &self.go),
            ("GnuTLS 3.7", &self.gnutls),
            ("rustls 0.23", &self.rustls),
        ];
        all.into_iter()
            .filter_map(|(stack, says)| Some((stack, says.as_deref()?)))
            .map(|(stack, says)| (stack, (says != READS).then_some(says)))
    }

    /// The same as what stacks say of their own files.
    pub(super) fn verdicts(&self) -> Vec<StackSays> {
        let verdict = |(stack, refusal): (&'static str, Option<&str>)| StackSays {
            stack,
            measured: "2026-11",
            of_its_own: true,
            verdict: if refusal.is_some_and(|says| !says.starts_with("reads,")) { StackVerdict::CannotLoad } else { StackVerdict::Accepts },
            alert: None,
            says: refusal.map(str::to_owned),
        };
        self.stacks().map(verdict).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_can_be_read() {
        let forms: BTreeMap<String, FileForm> = toml::from_str(include_str!("forms.toml")).unwrap();
        for (name, form) in &forms {
            assert!(form.stacks().count() >= 5, "{name}");
            assert!(form.is_note || form.stacks().any(|(_, refusal)| refusal.is_some()), "{name}: everybody reads it");
            assert!(form.fix("x.pem").contains("x.pem"), "{name}");
        }
    }
}
