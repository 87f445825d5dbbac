//! What tshark reads from a capture file, by TCP stream. Its PDML keeps the fields in the order of the bytes, one a line.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fmt::Write;
use std::process::Command;

use tlstrace::crypt::Hash;
use tlstrace::names::{CipherSuite, HandshakeType, NamedGroup};

/// One TCP stream in tshark's eyes.
#[derive(Default)]
pub(crate) struct Seen {
    client_port: String,
    /// In words of the JSON format, client first.
    pub(crate) steps: [Vec<String>; 2],
    /// SHA-256 of each certificate.
    pub(crate) certificates: [Vec<String>; 2],
    /// Packet comments.
    pub(crate) comments: [Vec<String>; 2],
    /// Bad checksums, retransmissions, malformed packets, records that stay sealed.
    pub(crate) problems: Vec<String>,
    pub(crate) alpn: Option<String>,
    pub(crate) server_name: Option<String>,
    pub(crate) ja3: Option<String>,
    pub(crate) ja3s: Option<String>,
    legacy_version: Option<u16>,
    selected_version: Option<u16>,
    cipher_suite: Option<u16>,
    key_share: Option<u16>,
    named_curve: Option<u16>,
    selected_psk: bool,
    session_ids: [String; 2],
    client_certificate_requested: bool,
    /// The handshake message that the fields belong to, and who sent it.
    message: u16,
    from: usize,
    /// The last remark of tshark's own.
    remark: String,
}

/// Reads a file with no option that says anything about keys, ports or protocols.
pub(crate) fn read(pcapng: &str) -> Vec<Seen> {
    read_with(pcapng, &[])
}

/// Reads a file with more options.
pub(crate) fn read_with(pcapng: &str, options: &[&str]) -> Vec<Seen> {
    let output = Command::new("tshark").args(["-r", pcapng, "-T", "pdml"]).args(options).output().unwrap();
    assert!(output.status.success(), "tshark: {}", String::from_utf8_lossy(&output.stderr));
    let pdml = String::from_utf8(output.stdout).unwrap();
    let mut streams: Vec<Seen> = Vec::new();
    for packet in pdml.split("<packet>").skip(1) {
        let fields: Vec<Field> = packet.lines().filter_map(Field::read).collect();
        let value = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.show.clone()).unwrap_or_default();
        let stream: usize = value("tcp.stream").parse().unwrap();
        if stream == streams.len() {
            streams.push(Seen { client_port: value("tcp.srcport"), ..Seen::default() });
        }
        streams[stream].packet(&value("tcp.srcport"), &fields);
    }
    streams
}

/// The decrypted application data of a stream, hexadecimal: from the client, whose address is known, and from the server.
pub(crate) fn application_data(pcapng: &str, stream: usize, client: &str) -> [String; 2] {
    let output = Command::new("tshark").args(["-r", pcapng, "-q", "-z", &format!("follow,tls,raw,{stream}")]).output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    let server_is_indented = shown.lines().any(|line| line == format!("Node 0: {client}"));
    let mut found = [String::new(), String::new()];
    let lines = shown.lines().skip_while(|line| !line.starts_with("Node 1:")).skip(1).take_while(|line| !line.starts_with('='));
    for line in lines {
        found[usize::from(line.starts_with('\t') == server_is_indented)].push_str(line.trim());
    }
    found
}

/// `<field name="…" showname="…" … show="…" value="…"/>`
struct Field {
    name: String,
    showname: String,
    show: String,
    value: String,
}

impl Field {
    fn read(line: &str) -> Option<Self> {
        let line = line.trim_start();
        if !line.starts_with("<field ") {
            return None;
        }
        let attribute = |name: &str| attribute(line, name).unwrap_or_default();
        Some(Self { name: attribute("name"), showname: attribute("showname"), show: attribute("show"), value: attribute("value") })
    }

    fn number(&self) -> u16 {
        let digits = self.show.strip_prefix("0x");
        digits.map_or_else(|| self.show.parse(), |digits| u16::from_str_radix(digits, 16)).unwrap()
    }
}

fn attribute(line: &str, name: &str) -> Option<String> {
    let (_, rest) = line.split_once(&format!(" {name}=\""))?;
    let (raw, _) = rest.split_once('"')?;
    Some(raw.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

/// The random of a ServerHello that is a HelloRetryRequest (RFC 8446 4.1.3).
const HELLO_RETRY_REQUEST: &str = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

impl Seen {
    fn packet(&mut self, source_port: &str, fields: &[Field]) {
        self.from = usize::from(source_port != self.client_port);
        let mut opens = false;
        for field in fields {
            if opens && !matches!(field.name.as_str(), "tls.record.version" | "tls.record.length" | "tls.record.content_type") {
                self.steps[self.from].push("sealed".to_owned());
            }
            opens = field.name == "tls.record.opaque_type" || (opens && field.name != "tls.record.content_type");
            self.field(field);
        }
    }

    fn field(&mut self, field: &Field) {
        match field.name.as_str() {
            "frame.comment" => self.comments[self.from].push(field.show.clone()),
            "_ws.expert.message" => self.remark.clone_from(&field.show),
            "_ws.expert.severity" if is_problem(&self.remark, field) => self.problems.push(self.remark.clone()),
            "_ws.malformed" => self.problems.push(field.showname.clone()),
            "ip.checksum.status" | "ipv6.checksum.status" | "tcp.checksum.status" if field.show == "0" => {
                self.problems.push(field.showname.clone());
            }
            "tls.handshake.type" => self.begin_message(field.number()),
            "tls.change_cipher_spec" => self.steps[self.from].push("change_cipher_spec".to_owned()),
            "tls.alert_message.level" => {
                self.steps[self.from].push(if field.number() == 2 { "alert(fatal" } else { "alert(warning" }.to_owned());
            }
            "tls.alert_message.desc" => write!(self.steps[self.from].last_mut().unwrap(), ",{})", field.number()).unwrap(),
            "tls.app_data" => self.data(),
            "tls.handshake.certificate" => self.certificate(&hex::decode(&field.value).unwrap()),
            _ => self.hello(field),
        }
    }

    fn begin_message(&mut self, number: u16) {
        self.message = number;
        let kind = HandshakeType(u8::try_from(number).unwrap());
        self.steps[self.from].push(kind.to_string());
        self.client_certificate_requested |= kind == HandshakeType::CERTIFICATE_REQUEST;
        if kind == HandshakeType::CERTIFICATE {
            self.certificates[self.from].clear();
        }
    }

    /// A run of application data is one step.
    fn data(&mut self) {
        if self.steps[self.from].last().is_none_or(|last| last != "application_data") {
            self.steps[self.from].push("application_data".to_owned());
        }
    }

    fn certificate(&mut self, der: &[u8]) {
        self.certificates[self.from].push(hex::encode(Hash::Sha256.digest(der)));
    }

    fn hello(&mut self, field: &Field) {
        const CLIENT_HELLO: u16 = 1;
        const SERVER_HELLO: u16 = 2;
        const ENCRYPTED_EXTENSIONS: u16 = 8;
        const SERVER_KEY_EXCHANGE: u16 = 12;
        match (self.message, field.name.as_str()) {
            (SERVER_HELLO, "tls.handshake.random") if field.value == HELLO_RETRY_REQUEST => {
                "hello_retry_request".clone_into(self.steps[self.from].last_mut().unwrap());
                self.message = u16::MAX;
            }
            (CLIENT_HELLO, "tls.handshake.extensions_server_name") => self.server_name = Some(field.show.clone()),
            (CLIENT_HELLO | SERVER_HELLO, "tls.handshake.session_id") => self.session_ids[self.from].clone_from(&field.value),
            (CLIENT_HELLO, "tls.handshake.ja3") => _ = self.ja3.get_or_insert_with(|| field.show.clone()),
            (SERVER_HELLO, "tls.handshake.ja3s") => self.ja3s = Some(field.show.clone()),
            (SERVER_HELLO, "tls.handshake.version") => self.legacy_version = Some(field.number()),
            (SERVER_HELLO, "tls.handshake.extensions.supported_version") => self.selected_version = Some(field.number()),
            (SERVER_HELLO, "tls.handshake.ciphersuite") => self.cipher_suite = Some(field.number()),
            (SERVER_HELLO, "tls.handshake.extensions_key_share_group") => self.key_share = Some(field.number()),
            (SERVER_HELLO, "tls.handshake.extensions.psk.identity.selected") => self.selected_psk = true,
            (SERVER_HELLO | ENCRYPTED_EXTENSIONS, "tls.handshake.extensions_alpn_str") => self.alpn = Some(field.show.clone()),
            (SERVER_KEY_EXCHANGE, "tls.handshake.server_named_curve") => self.named_curve = Some(field.number()),
            _ => {}
        }
    }

    pub(crate) fn version(&self) -> Option<String> {
        Some(match self.selected_version.or(self.legacy_version)? {
            0x0304 => "TLS 1.3".to_owned(),
            0x0303 => "TLS 1.2".to_owned(),
            other => format!("{other:#06x}"),
        })
    }

    pub(crate) fn cipher_suite(&self) -> Option<String> {
        self.cipher_suite.map(|number| CipherSuite(number).to_string())
    }

    /// tshark 4.0 does not know the names of post-quantum groups: numbers are compared, in our names.
    pub(crate) fn group(&self) -> Option<String> {
        self.key_share.or(self.named_curve).map(|number| NamedGroup(number).to_string())
    }

    pub(crate) fn resumed(&self) -> bool {
        let [client, server] = &self.session_ids;
        if self.selected_version.is_some() { self.selected_psk } else { !client.is_empty() && client == server }
    }

    pub(crate) fn client_auth(&self) -> &'static str {
        match (self.client_certificate_requested, self.certificates[0].is_empty()) {
            (false, _) => "not_requested",
            (true, true) => "requested_absent",
            (true, false) => "presented",
        }
    }
}

/// A remark beyond tshark's chat (0x0020_0000) and packet comments; closing and resuming is what connections do.
fn is_problem(remark: &str, severity: &Field) -> bool {
    const CHAT: u32 = 0x0020_0000;
    let usual = [
        "This frame initiates the connection closing",
        "This frame undergoes the connection closing",
        "This session reuses previously negotiated keys",
    ];
    severity.show.parse::<u32>().unwrap() > CHAT && !usual.iter().any(|usual| remark.starts_with(usual))
}
