//! The labels of captures (`truth.json`), and the captures as we read them, with their keys and without.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tlstrace::capture::{Capture, KeyLog};
use tlstrace::diagnose::Diagnosed;
use tlstrace::offline::{self, Options};

/// All captures of some folders.
pub(crate) struct Corpus {
    pub(crate) files: Vec<Labelled>,
}

/// A capture, what is known of it, and how we read it.
pub(crate) struct Labelled {
    /// The folder's name and the file's.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    /// The stacks, with their versions.
    pub(crate) client: String,
    pub(crate) server: String,
    /// What is known: of each connection, or of the file.
    pub(crate) expected: Vec<Expected>,
    /// What an independent decoder sees of each TCP connection.
    pub(crate) streams: Vec<Value>,
    /// Whether there is a key log beside it.
    pub(crate) has_keys: bool,
    pub(crate) opened: Diagnosed,
    /// Read without the key log.
    pub(crate) sealed: Diagnosed,
}

/// What is known of a connection, or of the first one that failed.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of the label")]
pub(crate) struct Expected {
    /// The port of its client; `None`: the file as a whole.
    pub(crate) client_port: Option<u64>,
    /// The cause as it is labelled, for the table.
    pub(crate) cause: String,
    /// The root causes that are right; `None`: no cause at all.
    pub(crate) right: BTreeSet<Option<String>>,
    /// Whether nothing failed.
    pub(crate) is_success: bool,
    /// Who refused.
    pub(crate) is_refused_by_client: bool,
    /// Whether it can be told only with keys.
    pub(crate) needs_keys: bool,
    /// Whether what shows that it failed is sealed without keys: a refusal above TLS.
    pub(crate) is_above_tls: bool,
}

impl Corpus {
    pub(crate) fn read(folders: &[&PathBuf]) -> Self {
        Self { files: folders.iter().flat_map(|folder| read_folder(folder)).collect() }
    }
}

fn read_folder(folder: &Path) -> Vec<Labelled> {
    let text = fs::read_to_string(folder.join("truth.json")).expect("the corpus has a truth.json");
    let truth: Value = serde_json::from_str(&text).expect("truth.json is JSON");
    truth.as_object().expect("files by name").iter().map(|(name, label)| Labelled::read(folder, name, label)).collect()
}

impl Labelled {
    fn read(folder: &Path, name: &str, label: &Value) -> Self {
        let path = folder.join(name);
        let keys = keys_beside(&path);
        let read = |keylog| read(&path, keylog);
        let (opened, sealed) = (read(keys.clone().unwrap_or_default()), read(KeyLog::default()));
        let text = |key: &str| label[key].as_str().unwrap_or_default().to_owned();
        Self {
            name: format!("{}/{name}", folder.file_name().unwrap_or_default().to_string_lossy()),
            client: text("client"),
            server: text("server"),
            expected: expected(name, label),
            streams: label["streams"].as_array().cloned().unwrap_or_default(),
            has_keys: keys.is_some(),
            opened: opened.into(),
            sealed: sealed.into(),
            path,
        }
    }

    /// Whether a proof fails there because an end did it wrong: that is what we have to see.
    pub(crate) fn is_about_a_proof(&self) -> bool {
        self.expected.iter().any(|expected| expected.cause.ends_with("key-mismatch"))
    }
}

/// Reads a capture file with some secrets.
pub(crate) fn read(path: &Path, keylog: KeyLog) -> Capture {
    let name = path.display().to_string();
    let file = fs::File::open(path).unwrap_or_else(|error| panic!("{name}: {error}"));
    let recording = offline::read(file, Options { name: name.clone(), keylog });
    recording.unwrap_or_else(|error| panic!("{name}: {error}")).capture
}

/// The key log of a capture: `NAME.keys` beside `NAME.pcap`, `NAME.pcapng`, `NAME.pcap.gz`.
pub(crate) fn keys_beside(path: &Path) -> Option<KeyLog> {
    let stem = path.to_str()?.split_once(".pcap")?.0;
    let text = fs::read(format!("{stem}.keys")).ok()?;
    Some(KeyLog::parse(&String::from_utf8_lossy(&text)).0)
}

fn expected(name: &str, label: &Value) -> Vec<Expected> {
    let connections = label["connections"].as_array().cloned().unwrap_or_default();
    if connections.is_empty() {
        return vec![of_file(name, label)];
    }
    let of_connection = |one: &Value| {
        let finding = one["root_cause"].as_str().map(str::to_owned);
        Expected {
            client_port: one["client_port"].as_u64(),
            cause: finding.clone().unwrap_or_else(|| NO_CAUSE.into()),
            is_success: finding.is_none(),
            is_refused_by_client: finding.as_deref().is_some_and(|finding| finding.starts_with("server-")),
            right: acceptable(finding, label),
            // In a file with connections of two versions the label says "needs" of one of them.
            needs_keys: true,
            is_above_tls: false,
        }
    };
    connections.iter().map(of_connection).collect()
}

/// How the table calls connections that are to have no cause.
pub(crate) const NO_CAUSE: &str = "none: it succeeds";

fn of_file(name: &str, label: &Value) -> Expected {
    let finding = label["finding"].as_str().map(str::to_owned);
    let needs = |what: &str| label["needs"].as_array().into_iter().flatten().any(|need| need == what);
    let outcome = label["outcome"].as_str().unwrap_or_default();
    let mut right = acceptable(finding.clone(), label);
    right.extend(cut_short(name).iter().map(|id| id.map(str::to_owned)));
    Expected {
        client_port: None,
        cause: finding.clone().unwrap_or_else(|| NO_CAUSE.into()),
        is_success: finding.is_none(),
        is_refused_by_client: label["by"] == "client" || finding.as_deref().is_some_and(|finding| finding.starts_with("server-")),
        right,
        needs_keys: needs("keys") || needs("app_data"),
        is_above_tls: outcome.starts_with("handshake_ok"),
    }
}

fn acceptable(finding: Option<String>, label: &Value) -> BTreeSet<Option<String>> {
    let listed = label["acceptable"].as_array().into_iter().flatten();
    let listed = listed.map(|id| id.as_str().map(str::to_owned));
    let named = (finding.as_deref() != Some("unknown")).then_some(finding);
    listed.chain(named).collect()
}

/// Some variants of one refused connection lack what shows that it was refused, or why: what is right there.
fn cut_short(name: &str) -> &'static [Option<&'static str>] {
    const SILENT: [Option<&str>; 5] = [None, Some("unexplained"), Some("peer-silent"), Some("peer-closed"), Some("peer-reset")];
    const NO_ALERT: [&str; 5] = ["__c2s_only.", "__cutfile.", "__snap400.", "__snap96.", "__lost_server_segment."];
    const NO_CERTIFICATE: [&str; 3] = ["__s2c_only.", "__lost_client_segment.", "__lost_ch."];
    let is_of = |list: &[&str]| list.iter().any(|cut| name.contains(cut));
    if is_of(&NO_ALERT) || is_of(&NO_CERTIFICATE) { &SILENT } else { &[] }
}
