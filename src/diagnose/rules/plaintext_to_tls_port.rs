//! The client does not speak TLS, the server wants to: HTTP to an HTTPS port, most often.

use crate::capture::{End, Reason};
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::trace::{Event, Kind};

/// What servers say in HTTP to a client that speaks HTTP where TLS is meant: nginx, Go, Apache, Tomcat.
const WORDS: [&str; 4] = [
    "plain HTTP request was sent to HTTPS port",
    "HTTP request to an HTTPS server",
    "speaking plain HTTP to an SSL-enabled server port",
    "This combination of host and port requires TLS",
];

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let mut from_client = facts.connection.events.iter().filter(|event| event.sender() == End::Client);
    let event = from_client.next().filter(|event| event.kind() == Kind::Plaintext)?;
    let certainty = certainty(facts);
    let text = first_line(facts.connection.buffers.bytes(event.span));
    Some(
        Finding::cause(
            FindingId::PlaintextToTlsPort,
            certainty,
            format!("the client {} to a server that does", speaks(facts, End::Client)),
            field::whole(event, format!("the client's first bytes: {text}")),
        )
        .by(Some(End::Server))
        .and(facts.sign())
        .and(facts.word())
        .fix("use https:// (or the protocol's TLS mode) in the client, or its plain port")
        .settled_by("whether the port is one for TLS"),
    )
}

/// Proven where the server speaks TLS, or says that it does; likely where it answers in the clear that it wants TLS. A server that
/// closed may have had any reason.
fn certainty(facts: &Facts<'_>) -> Certainty {
    let told = facts.end(End::Server).is_some_and(|server| server.reason == Some(Reason::NotTls));
    let first = facts.connection.events.iter().find(|event| event.sender() == End::Server);
    let begins_late = facts.connection.gaps.iter().any(|gap| gap.from.sender() == End::Server && gap.at == 0);
    match first.map(Event::kind) {
        _ if told || first.is_some_and(|answer| says_so(facts, answer)) => Certainty::Proven,
        Some(Kind::Alert | Kind::Sealed) if !begins_late => Certainty::Proven,
        Some(_) => Certainty::Likely,
        None => Certainty::Possible,
    }
}

fn says_so(facts: &Facts<'_>, event: &Event) -> bool {
    /// Headers, and the beginning of a page.
    const LOOKED_AT: usize = 2048;
    let bytes = facts.connection.buffers.bytes(event.span);
    let text = String::from_utf8_lossy(bytes.get(..LOOKED_AT).unwrap_or(bytes));
    WORDS.iter().any(|words| text.contains(words))
}

/// What an end does instead: `speaks HTTP`, where its first bytes tell.
pub(super) fn speaks(facts: &Facts<'_>, end: End) -> String {
    let known = facts.connection.plaintext[end.index()].as_ref();
    known.map_or_else(|| "does not speak TLS".to_owned(), |name| format!("speaks {name} and not TLS"))
}

/// The first words of a text; of what is none its first bytes, as numbers.
pub(super) fn first_line(bytes: &[u8]) -> String {
    const SHOWN: usize = 40;
    const NUMBERS: usize = 12;
    let line = bytes.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let line = line.get(..SHOWN).unwrap_or(line);
    if line.iter().any(u8::is_ascii_control) {
        let numbers: Vec<String> = bytes.iter().take(NUMBERS).map(|byte| format!("{byte:02x}")).collect();
        return numbers.join(" ");
    }
    String::from_utf8_lossy(line).into_owned()
}
