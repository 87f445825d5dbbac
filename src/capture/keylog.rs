//! The NSS key log: secrets by label and client random (RFC 9850).

use std::fmt;

use serde::{Deserialize, Serialize};

/// Secrets of any number of connections. Lines of several logs merge; doubles fall together.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyLog(Vec<KeyLogLine>);

/// One line: `LABEL client-random secret`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyLogLine {
    /// The label, such as `CLIENT_HANDSHAKE_TRAFFIC_SECRET`.
    pub label: String,
    /// The client random that names the connection, 32 bytes (for the label `RSA` the first 8 bytes of the encrypted pre-master secret).
    pub client_random: Vec<u8>,
    /// The secret.
    pub secret: Secret,
}

/// Key material. Its `Debug` form does not show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret(pub Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}

impl fmt::Debug for KeyLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyLog({} lines)", self.0.len())
    }
}

/// A line of a key log that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLogProblem {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

impl KeyLog {
    /// The labels of TLS 1.3 and 1.2 that the trace can use.
    pub const LABELS: [&'static str; 9] = [
        "CLIENT_RANDOM",
        "CLIENT_EARLY_TRAFFIC_SECRET",
        "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        "CLIENT_TRAFFIC_SECRET_0",
        "SERVER_TRAFFIC_SECRET_0",
        "EARLY_EXPORTER_SECRET",
        "EXPORTER_SECRET",
        "RSA",
    ];

    /// Reads the text form. Comments and empty lines are skipped; what cannot be read is told and skipped.
    #[must_use]
    pub fn parse(text: &str) -> (Self, Vec<KeyLogProblem>) {
        let mut log = Self::default();
        let mut problems = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match parse_line(line) {
                Ok(parsed) => log.insert(parsed),
                Err(what) => problems.push(KeyLogProblem { line: index + 1, what }),
            }
        }
        (log, problems)
    }

    /// Adds a line, unless it stands there already.
    pub fn insert(&mut self, line: KeyLogLine) {
        if !self.0.contains(&line) {
            self.0.push(line);
        }
    }

    /// Adds a secret under its label.
    pub fn add(&mut self, label: &str, client_random: &[u8], secret: &[u8]) {
        self.insert(KeyLogLine { label: label.to_owned(), client_random: client_random.to_vec(), secret: Secret(secret.to_vec()) });
    }

    /// The secret of this label and connection.
    #[must_use]
    pub fn secret(&self, label: &str, client_random: &[u8]) -> Option<&[u8]> {
        let found = self.0.iter().find(|line| line.label == label && line.client_random == client_random);
        found.map(|line| line.secret.0.as_slice())
    }

    /// All lines, in the order in which they were added.
    pub fn lines(&self) -> impl Iterator<Item = &KeyLogLine> {
        self.0.iter()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for KeyLogLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.label, hex::encode(&self.client_random), hex::encode(&self.secret.0))
    }
}

fn parse_line(line: &str) -> Result<KeyLogLine, &'static str> {
    let mut parts = line.split_ascii_whitespace();
    let (Some(label), Some(random), Some(secret), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err("not of the form `LABEL client-random secret`");
    };
    if !KeyLog::LABELS.contains(&label) && !label.contains("SECRET") {
        return Err("an unknown label");
    }
    let client_random = hex::decode(random).map_err(|_| "the client random is not hexadecimal")?;
    let secret = hex::decode(secret).map_err(|_| "the secret is not hexadecimal")?;
    Ok(KeyLogLine { label: label.to_owned(), client_random, secret: Secret(secret) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_and_tells_what_it_cannot_read() {
        let text = "# a comment\n\nCLIENT_RANDOM 0102 aabb\nCLIENT_RANDOM 0102 aabb\nnonsense\nCLIENT_RANDOM 01 xyz\n";
        let (log, problems) = KeyLog::parse(text);
        assert_eq!(log.lines().map(ToString::to_string).collect::<Vec<_>>(), ["CLIENT_RANDOM 0102 aabb"]);
        assert_eq!(log.secret("CLIENT_RANDOM", &[1, 2]), Some(&[0xaa, 0xbb][..]));
        assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [5, 6]);
    }

    #[test]
    fn a_secret_is_not_shown_by_debug() {
        let (log, _) = KeyLog::parse("CLIENT_RANDOM 0102 aabb");
        let line = log.lines().next().map(|line| format!("{line:?}"));
        assert_eq!(line.as_deref(), Some("KeyLogLine { label: \"CLIENT_RANDOM\", client_random: [1, 2], secret: Secret(2 bytes) }"));
    }
}
