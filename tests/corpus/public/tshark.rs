//! What tshark shows of the handshake messages of each TCP connection.

use std::path::Path;
use std::process::Command;

use tlstrace::capture::Direction;
use tlstrace::trace::Connection;

/// The fields, in the order in which a line has them.
const FIELDS: [&str; 13] = [
    "tcp.stream",
    "ip.src",
    "ipv6.src",
    "tcp.srcport",
    "ip.dst",
    "ipv6.dst",
    "tcp.dstport",
    "tls.handshake.type",
    "tls.handshake.extensions_server_name",
    "tls.handshake.ja3",
    "tls.handshake.version",
    "tls.handshake.extensions.supported_version",
    "tls.handshake.ciphersuite",
];

/// A connection in tshark's eyes.
#[derive(Default)]
pub(super) struct Stream {
    number: String,
    /// The two ends; the messages of each, by their numbers.
    ends: Vec<(String, Vec<u8>)>,
    server_name: Option<String>,
    ja3: Option<String>,
    version: Option<u16>,
    cipher_suite: Option<u16>,
}

pub(super) fn read(path: &Path) -> Vec<Stream> {
    let mut command = Command::new("tshark");
    command.arg("-r").arg(path).args(["-o", "tcp.reassemble_out_of_order:TRUE", "-Y", "tls.handshake.type and tcp", "-T", "fields"]);
    command.args(FIELDS.iter().flat_map(|field| ["-e", field]));
    // tshark reads what it can of a damaged file, and says so with its exit code.
    let output = command.output().map(|output| output.stdout).unwrap_or_default();
    let mut streams: Vec<Stream> = Vec::new();
    for line in String::from_utf8_lossy(&output).lines() {
        let values: Vec<&str> = line.split('\t').collect();
        let number = values.first().copied().unwrap_or_default();
        let at = streams.iter().position(|stream| stream.number == number).unwrap_or_else(|| {
            streams.push(Stream { number: number.to_owned(), ..Stream::default() });
            streams.len() - 1
        });
        streams[at].add(&values);
    }
    streams
}

impl Stream {
    fn add(&mut self, values: &[&str]) {
        const CLIENT_HELLO: u8 = 1;
        const SERVER_HELLO: u8 = 2;
        let value = |index: usize| values.get(index).copied().unwrap_or_default();
        let first = |index: usize| Some(value(index).split(',').next()?.to_owned()).filter(|first| !first.is_empty());
        let number = |index: usize| first(index).and_then(|first| u16::from_str_radix(first.strip_prefix("0x")?, 16).ok());
        let end = |v4, v6, port| endpoint(&first(v4).or_else(|| first(v6)).unwrap_or_default(), value(port));
        let types: Vec<u8> = value(7).split(',').filter_map(|kind| kind.parse().ok()).collect();
        for (name, types) in [(end(1, 2, 3), types.as_slice()), (end(4, 5, 6), &[])] {
            match self.ends.iter_mut().find(|(end, _)| *end == name) {
                Some((_, said)) => said.extend(types),
                None => self.ends.push((name, types.to_vec())),
            }
        }
        match types.first() {
            Some(&CLIENT_HELLO) => {
                self.server_name = first(8).or_else(|| self.server_name.take());
                self.ja3 = self.ja3.take().or_else(|| first(9));
            }
            Some(&SERVER_HELLO) => {
                self.version = number(11).or_else(|| number(10));
                self.cipher_suite = number(12);
            }
            _ => {}
        }
    }

    pub(super) fn name(&self) -> String {
        self.ends.iter().map(|(end, _)| end.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Holds the connection between these ends to it; of several with the same ends, the one that agrees.
    pub(super) fn compare(&self, ours: &[Connection]) -> Result<(), String> {
        let is_end = |name: &str| self.ends.iter().any(|(end, _)| end == name);
        let mut candidates = ours.iter().filter(|one| is_end(&one.client) && is_end(&one.server)).peekable();
        let Some(first) = candidates.peek() else { return Err("the connection is missing".into()) };
        let told = self.agrees(first);
        if candidates.any(|one| self.agrees(one).is_ok()) { Ok(()) } else { told }
    }

    fn agrees(&self, ours: &Connection) -> Result<(), String> {
        for (end, theirs) in &self.ends {
            let from = if *end == ours.client { Direction::ClientToServer } else { Direction::ServerToClient };
            let messages = ours.events.iter().filter(|event| event.from == from).filter_map(|event| event.message());
            // On the wire a HelloRetryRequest is a ServerHello.
            let types: Vec<u8> = messages.map(|message| message.handshake_type().0).map(|kind| if kind == 6 { 2 } else { kind }).collect();
            // We see more where we have keys that it does not find, or go on behind a hole where it does not.
            if !contains_in_order(&types, theirs) {
                return Err(format!("{end}: messages {types:?}, theirs {theirs:?}"));
            }
        }
        same("server name", ours.negotiated.server_name.clone(), self.server_name.clone())?;
        same("JA3", ours.fingerprints.ja3.clone(), self.ja3.clone())?;
        same("version", ours.negotiated.version.map(|version| version.0), self.version)?;
        same("suite", ours.negotiated.cipher_suite.map(|suite| suite.0), self.cipher_suite)
    }
}

fn endpoint(address: &str, port: &str) -> String {
    if address.contains(':') { format!("[{address}]:{port}") } else { format!("{address}:{port}") }
}

fn contains_in_order(ours: &[u8], theirs: &[u8]) -> bool {
    let mut ours = ours.iter();
    theirs.iter().all(|kind| ours.any(|our| our == kind))
}

/// What they have, we have.
#[expect(clippy::needless_pass_by_value, reason = "what is compared was made for it")]
fn same<T: PartialEq + std::fmt::Debug>(what: &str, ours: Option<T>, theirs: Option<T>) -> Result<(), String> {
    if theirs.is_none() || ours == theirs { Ok(()) } else { Err(format!("{what}: {ours:?}, theirs {theirs:?}")) }
}
