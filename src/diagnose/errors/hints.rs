//! Which end printed a text, and whether it sent or received an alert: told by words that stand around it in every stack.

use std::sync::LazyLock;

use serde::Deserialize;

use super::pattern::{Text, loose};
use super::{PrintedBy, Way};

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Hints {
    server: Vec<Text>,
    client: Vec<Text>,
    sent: Vec<Text>,
    received: Vec<Text>,
}

static HINTS: LazyLock<Hints> = LazyLock::new(|| toml::from_str(include_str!("hints.toml")).unwrap_or_default());

/// The end that printed a text, by the hint in it that says most; `None` where there is none, or as much for both.
pub(super) fn printed_by(text: &str) -> Option<PrintedBy> {
    let text = loose(text);
    match longest(&HINTS.server, &text).cmp(&longest(&HINTS.client, &text)) {
        std::cmp::Ordering::Greater => Some(PrintedBy::Server),
        std::cmp::Ordering::Less => Some(PrintedBy::Client),
        std::cmp::Ordering::Equal => None,
    }
}

/// Whether the end that printed a line sent the alert in it or received it.
pub(super) fn way(line: &str) -> Option<Way> {
    // Java: `Fatal (CERTIFICATE_UNKNOWN): …` is what it sends.
    if line.contains("Fatal (") {
        return Some(Way::Sent);
    }
    let line = loose(line);
    match longest(&HINTS.sent, &line).cmp(&longest(&HINTS.received, &line)) {
        std::cmp::Ordering::Greater => Some(Way::Sent),
        std::cmp::Ordering::Less => Some(Way::Received),
        std::cmp::Ordering::Equal => None,
    }
}

fn longest(hints: &[Text], text: &str) -> usize {
    hints.iter().filter_map(|hint| hint.matches_loosely(text)).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_can_be_read() {
        let hints: Hints = toml::from_str(include_str!("hints.toml")).unwrap();
        assert!(hints.server.len() > 20 && hints.client.len() > 20);
    }

    #[test]
    fn sent_and_received_are_told_apart_in_the_words_of_every_stack() {
        for (line, sent) in [
            ("SSL3 alert write:fatal:unknown CA", Way::Sent),
            ("SSL3 alert read:fatal:unknown CA", Way::Received),
            ("main, SEND TLSv1.2 ALERT:  fatal, description = internal_error", Way::Sent),
            ("main, RECV TLSv1.2 ALERT:  fatal, description = internal_error", Way::Received),
            ("generated SERVER ALERT: Fatal - Unknown CA", Way::Sent),
            ("received CLIENT ALERT: Fatal - Unknown CA", Way::Received),
            ("Sending fatal alert BadCertificate", Way::Sent),
            ("* TLSv1.3 (OUT), TLS alert, unknown CA (560):", Way::Sent),
            ("* TLSv1.3 (IN), TLS alert, unknown CA (560):", Way::Received),
            ("Fatal (CERTIFICATE_UNKNOWN): PKIX path building failed", Way::Sent),
            ("A fatal alert was generated and sent to the remote endpoint", Way::Sent),
            ("A fatal alert was received from the remote endpoint", Way::Received),
        ] {
            assert_eq!(way(line), Some(sent), "{line}");
        }
    }
}
