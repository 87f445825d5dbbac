//! The data: known texts, and the causes by alert.

use std::sync::OnceLock;

use serde::Deserialize;

use super::cause::Cause;
use super::pattern::{Text, loose, normal};
use crate::names::AlertDescription;

/// A stack's name, and its file.
const FILES: &[(&str, &str)] = &[
    ("OpenSSL", include_str!("openssl.toml")),
    ("BoringSSL", include_str!("boringssl.toml")),
    ("curl", include_str!("curl.toml")),
    ("nginx", include_str!("nginx.toml")),
    ("Apache", include_str!("apache.toml")),
    ("HAProxy", include_str!("haproxy.toml")),
    ("Java", include_str!("java.toml")),
    ("Go", include_str!("go.toml")),
    ("Node", include_str!("node.toml")),
    ("Python", include_str!("python.toml")),
    ("GnuTLS", include_str!("gnutls.toml")),
    ("rustls", include_str!("rustls.toml")),
    ("PostgreSQL", include_str!("postgresql.toml")),
    ("Mosquitto", include_str!("mosquitto.toml")),
    ("Chrome and Edge", include_str!("chrome.toml")),
    ("Firefox", include_str!("firefox.toml")),
    ("Windows Schannel", include_str!("schannel.toml")),
    ("the operating system", include_str!("system.toml")),
    ("OpenSSL", include_str!("verify.toml")),
    ("OpenSSL", include_str!("openssl-reasons.toml")),
    ("Erlang", include_str!("erlang.toml")),
    ("Mbed TLS", include_str!("mbedtls.toml")),
    ("wolfSSL", include_str!("wolfssl.toml")),
    ("NSS", include_str!("nss.toml")),
    (".NET and Windows", include_str!("dotnet.toml")),
    ("Apple", include_str!("apple.toml")),
    ("AWS", include_str!("aws.toml")),
    ("MySQL", include_str!("mysql.toml")),
    ("MongoDB", include_str!("mongodb.toml")),
    ("Kafka", include_str!("kafka.toml")),
    ("MQTT clients and brokers", include_str!("mqtt.toml")),
    ("OpenVPN", include_str!("openvpn.toml")),
    ("Envoy, Istio and linkerd", include_str!("mesh.toml")),
    ("Kubernetes and its kin", include_str!("kubernetes.toml")),
    ("gRPC", include_str!("grpc.toml")),
    ("PHP", include_str!("php.toml")),
    ("Ruby and Perl", include_str!("ruby.toml")),
    ("Java", include_str!("tomcat.toml")),
    ("mail servers", include_str!("mail.toml")),
    ("OpenLDAP", include_str!("openldap.toml")),
    ("Python", include_str!("python-web.toml")),
    ("web servers and proxies", include_str!("http.toml")),
];

/// Everything that is known about error texts.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// The known texts, stack by stack.
    pub entries: Vec<Entry>,
    /// The causes by alert.
    pub alerts: Vec<AlertCauses>,
}

/// A meaning, and the texts that have it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the file")]
pub struct Entry {
    /// Whose texts they are.
    #[serde(skip)]
    pub stack: &'static str,
    /// The texts; `*` stands for anything.
    pub texts: Vec<Text>,
    /// Lines in the form in which the stack prints them, with made-up addresses; each text is in one at least. None: the texts
    /// are whole lines themselves.
    #[serde(default)]
    pub samples: Vec<String>,
    /// Which end prints it.
    #[serde(default)]
    pub printed_by: PrintedBy,
    /// The alert in it.
    pub alert: Option<Alert>,
    /// The versions in which it occurs.
    #[serde(default)]
    pub versions: Versions,
    /// What it says, in plain words; empty: what its alert says.
    #[serde(default)]
    pub says: String,
    /// The causes, the likeliest first, whichever end printed it.
    #[serde(default)]
    pub causes: Vec<Cause>,
    /// The causes if a server printed it. No causes anywhere: those of its alert.
    #[serde(default)]
    pub at_server: Vec<Cause>,
    /// The causes if a client printed it.
    #[serde(default)]
    pub at_client: Vec<Cause>,
    /// What to check next; empty: what its alert advises.
    #[serde(default)]
    pub next: Vec<String>,
    /// Where it misleads.
    pub misleading: Option<String>,
    /// Whether it says only who printed the line and when: any other text in the line says more.
    #[serde(default)]
    pub context: bool,
    /// Whether it is the frame of a reason: what follows in the line is one that is not known here, if nothing else matches.
    #[serde(default)]
    pub frame: bool,
    /// Whether it says that something failed and not what: any reason says more.
    #[serde(default)]
    pub generic: bool,
    /// Where it was seen, if no trial printed it: a public report, a source file, a document.
    #[serde(default)]
    pub source: Option<String>,
    /// No trial printed it: taken from the stack's source or documents, as are the wordings of versions not tried.
    #[serde(default)]
    pub cited: bool,
}

/// Which end prints a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PrintedBy {
    /// The client.
    Client,
    /// The server.
    Server,
    /// Either may.
    #[default]
    Either,
}

/// An alert that a text tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alert {
    /// The alert's number.
    pub number: u8,
    /// Whether the end that printed the text got it or sent it.
    pub way: Way,
}

impl Alert {
    /// The alert's registered name.
    #[must_use]
    pub fn name(self) -> String {
        AlertDescription(self.number).to_string()
    }
}

/// Whose alert it is, as seen from the end that printed the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// The other end sent it.
    Received,
    /// This end sent it.
    Sent,
}

/// The versions in which a text occurs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Versions {
    /// TLS 1.2 alone.
    #[serde(rename = "1.2")]
    Tls12,
    /// TLS 1.3 alone.
    #[serde(rename = "1.3")]
    Tls13,
    /// Either.
    #[default]
    #[serde(rename = "any")]
    Any,
}

/// The causes of an alert.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertCauses {
    /// The alert's number.
    pub number: u8,
    /// What it says, as the end of a sentence.
    pub says: String,
    /// Why a server sends it.
    pub from_server: Vec<Cause>,
    /// Why a client sends it.
    pub from_client: Vec<Cause>,
    /// What to check next.
    pub next: Vec<String>,
}

/// A text that a line holds.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// What it means.
    pub entry: &'static Entry,
    /// The text.
    pub text: &'static str,
    /// How much of it is literal.
    literal: usize,
    /// Whether it stands there as it is written, and not only in loose form.
    exact: bool,
}

/// How much a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Who printed the line, and when.
    Context,
    /// That something failed.
    Generic,
    /// The other end's alert, of which the reason is the other end's secret.
    Alert,
    /// A reason.
    Reason,
}

impl Hit {
    /// The more, the better: a reason beats an alert, an alert what only says that something failed, and that mere context;
    /// then the longer text beats the shorter.
    #[must_use]
    pub fn rank(&self) -> (Weight, bool, usize) {
        (self.entry.weight(), self.exact, self.literal)
    }
}

impl Entry {
    /// How much its texts say.
    #[must_use]
    pub fn weight(&self) -> Weight {
        let has_causes = [&self.causes, &self.at_client, &self.at_server].iter().any(|causes| !causes.is_empty());
        match (self.context || self.frame, self.generic) {
            (true, _) => Weight::Context,
            (_, true) => Weight::Generic,
            _ if self.alert.is_some() && !has_causes => Weight::Alert,
            _ => Weight::Reason,
        }
    }

    /// The causes with `peer-` and `own-` made to whose they are at each end.
    fn resolved(self) -> Self {
        let both = |list: &[Cause], printed_by: PrintedBy| list.iter().map(|cause| cause.at(printed_by)).collect::<Vec<_>>();
        let samples =
            if self.samples.is_empty() { self.texts.iter().map(|text| text.text.replace('*', " x ")).collect() } else { self.samples };
        let entry = Self { samples, ..self };
        if !entry.causes.iter().any(Cause::is_of_an_end) {
            return entry;
        }
        let (at_client, at_server) = (both(&entry.causes, PrintedBy::Client), both(&entry.causes, PrintedBy::Server));
        Self { causes: Vec::new(), at_client, at_server, ..entry }
    }
}

/// The catalogue that comes with the program.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    // The files are part of the program and tests read them: a mistake in them does not leave the house.
    CATALOGUE.get_or_init(|| Catalogue::load().unwrap_or_default())
}

impl Catalogue {
    /// Reads the files.
    ///
    /// # Errors
    ///
    /// A file that is not in the form of the structs here.
    pub fn load() -> Result<Self, toml::de::Error> {
        let mut entries = Vec::new();
        for (stack, text) in FILES {
            let file: File = toml::from_str(text)?;
            entries.extend(file.entries(stack));
        }
        let alerts: Alerts = toml::from_str(include_str!("alerts.toml"))?;
        Ok(Self { entries, alerts: alerts.alert })
    }

    /// What is known about an alert.
    #[must_use]
    pub fn alert(&self, number: u8) -> Option<&AlertCauses> {
        self.alerts.iter().find(|alert| alert.number == number)
    }

    /// The texts that a line holds, of each meaning the longest.
    pub fn matches(&'static self, line: &str) -> Vec<Hit> {
        let (line, loosely) = (normal(line), loose(line));
        let longest = |entry: &'static Entry| {
            let hit = |text: &'static Text| {
                let exact = text.matches(&line).map(|literal| (literal, true));
                let found =
                    exact.or_else(|| text.is_distinct().then(|| text.matches_loosely(&loosely)).flatten().map(|literal| (literal, false)));
                found.map(|(literal, exact)| Hit { entry, text: &text.text, literal, exact })
            };
            entry.texts.iter().filter_map(hit).max_by_key(Hit::rank)
        };
        self.entries.iter().filter_map(longest).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// What is common to the texts for alerts that the other end sent.
    received: Option<Received>,
    #[serde(default)]
    error: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Received {
    #[serde(default)]
    printed_by: PrintedBy,
    misleading: Option<String>,
    #[serde(default)]
    cited: bool,
    alert: Vec<ReceivedAlert>,
}

/// The texts for an alert.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReceivedAlert {
    number: u8,
    texts: Vec<Text>,
    samples: Vec<String>,
    #[serde(default)]
    versions: Versions,
    #[serde(default)]
    cited: bool,
    /// Instead of what all of the stack's texts have.
    misleading: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Alerts {
    alert: Vec<AlertCauses>,
}

impl File {
    fn entries(self, stack: &'static str) -> impl Iterator<Item = Entry> {
        let received = self.received.into_iter().flat_map(Received::entries);
        received.chain(self.error).map(move |entry| Entry { stack, ..entry.resolved() })
    }
}

impl Received {
    fn entries(self) -> impl Iterator<Item = Entry> {
        let Self { printed_by, misleading, cited, alert } = self;
        alert.into_iter().map(move |alert| Entry {
            stack: "",
            texts: alert.texts,
            samples: alert.samples,
            printed_by,
            alert: Some(Alert { number: alert.number, way: Way::Received }),
            versions: alert.versions,
            says: String::new(),
            causes: Vec::new(),
            at_server: Vec::new(),
            at_client: Vec::new(),
            next: Vec::new(),
            misleading: alert.misleading.or_else(|| misleading.clone()),
            context: false,
            frame: false,
            generic: false,
            source: None,
            cited: cited || alert.cited,
        })
    }
}
