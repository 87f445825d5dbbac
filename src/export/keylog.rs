//! The secrets of a capture in the NSS key log format (RFC 9850), which Wireshark, curl and browsers share.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::source_name;
use crate::capture::{Capture, KeyLog};

/// The key log of all connections as text: a comment that names the source, then one line a secret. Doubles are left out.
#[must_use]
pub fn keylog(capture: &Capture) -> String {
    let mut text = format!("# tlstrace: the secrets of {}\n", source_name(capture));
    let mut seen = HashSet::new();
    for line in capture.connections.iter().flat_map(|connection| connection.keylog.lines()) {
        if seen.insert((&line.label, &line.client_random, &line.secret.0)) {
            // Writing into a String cannot fail.
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

/// The lines of a log as text, without a comment: for a file to which they are appended.
#[must_use]
pub fn lines(keylog: &KeyLog) -> String {
    let mut text = String::new();
    for line in keylog.lines() {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "{line}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{Connection, KeyLog, Source};

    #[test]
    fn joins_the_connections_in_order_and_drops_doubles() {
        let connection = |text| Connection { keylog: KeyLog::parse(text).0, ..Connection::default() };
        let source = Source { name: "a\nCLIENT_RANDOM 03 cc".into(), ..Source::default() };
        let connections =
            vec![connection("CLIENT_RANDOM 02 bb\nCLIENT_RANDOM 01 aa"), connection("CLIENT_RANDOM 01 aa\nCLIENT_RANDOM 01 ab")];
        let text = keylog(&Capture { source, connections, ..Capture::default() });
        let lines: Vec<_> = text.lines().collect();
        let expected =
            ["# tlstrace: the secrets of a CLIENT_RANDOM 03 cc", "CLIENT_RANDOM 02 bb", "CLIENT_RANDOM 01 aa", "CLIENT_RANDOM 01 ab"];
        assert_eq!(lines, expected);
        assert_eq!(KeyLog::parse(&text).1, []);
    }
}
