//! A scenario: one TOML file that says what both ends are, what they do, and what is expected.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

use super::certificate::{CertificateSpec, Certificates, ClockOffset};
use super::cipher_suite::CipherSuite;
use super::crl::CrlSpec;
use super::document::{Document, DocumentError};
use super::group::Group;
use super::near_miss::meant_or_all;
use super::resolver::CertificateChoice;
use super::signature_scheme::Scheme;
use super::strict::{Demand, Demands};
use super::{ConnectionSpec, Expectation, FaultSpec, ScenarioError, TlsVersion, builtin, check};

/// What two ends are to do with each other.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name, or the path of its file.
    pub name: String,
    /// One line.
    pub title: String,
    /// A few lines for people.
    pub description: String,
    /// The versions of TLS for which it exists.
    pub tls: Vec<TlsVersion>,
    /// The version asked for with `NAME@1.2`.
    pub version: Option<TlsVersion>,
    /// The end that connects.
    pub client: ClientSpec,
    /// The end that is connected to.
    pub server: ServerSpec,
    /// The connections, one after the other, with the same two configurations.
    pub connections: Vec<ConnectionSpec>,
    /// What goes wrong on the wire.
    pub faults: Vec<FaultSpec>,
    /// How long an end waits for the other, where that is less than what the run allows.
    pub patience: Option<Duration>,
    /// What is to be seen, if the scenario says so.
    pub expect: Option<Expectation>,
    pub(super) certificates: Certificates,
    pub(super) crls: BTreeMap<String, CrlSpec>,
}

/// The client of a scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientSpec {
    /// The certificates that it trusts, by name.
    pub(super) trust: Spanned<Vec<Spanned<String>>>,
    /// The name that it wants to see in the server's certificate; a DNS name is sent as SNI.
    pub(super) server_name: ServerName,
    /// Its own certificate.
    pub(super) certificate: Option<Spanned<String>>,
    /// What it sends above its certificate; by default the intermediates.
    pub(super) chain: Option<Vec<Spanned<String>>>,
    /// The certificate whose key it signs with; by default its own.
    pub(super) key: Option<Spanned<String>>,
    /// When it sends its certificate.
    pub(super) certificate_choice: Option<Spanned<CertificateChoice>>,
    /// The versions it speaks; by default those of the run.
    pub(super) versions: Option<Vec<TlsVersion>>,
    /// Key exchange groups, best first; by default rustls's.
    pub(super) groups: Option<Vec<Group>>,
    /// Cipher suites, best first; by default rustls's.
    pub(super) cipher_suites: Option<Vec<CipherSuite>>,
    /// Protocols above TLS, best first.
    #[serde(default)]
    pub(super) alpn: Vec<String>,
    /// How it resumes sessions.
    #[serde(default)]
    pub(super) resumption: Resumption,
    /// The most bytes of a record, its header included (32 to 16389).
    pub(super) max_fragment_size: Option<FragmentSize>,
    /// What it demands of the other's certificate beyond what rustls checks.
    #[serde(default)]
    pub(super) strict: Vec<Demand>,
    /// The signature schemes that it accepts; by default all of rustls's.
    pub(super) signature_schemes: Option<Vec<Scheme>>,
    /// Revocation lists that it holds, by name.
    #[serde(default)]
    pub(super) crls: Vec<Spanned<String>>,
    /// Whether a list past its date counts as none.
    #[serde(default)]
    pub(super) enforce_crl_expiry: bool,
    /// How far its clock is from the lab's.
    #[serde(default)]
    pub(super) clock: ClockOffset,
    /// What it speaks.
    #[serde(default)]
    pub(super) speaks: Protocol,
}

/// The server of a scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSpec {
    /// Its certificate.
    pub(super) certificate: Spanned<String>,
    /// What it sends above its certificate; by default the intermediates.
    pub(super) chain: Option<Vec<Spanned<String>>>,
    /// The certificate whose key it signs with; by default its own.
    pub(super) key: Option<Spanned<String>>,
    /// The certificates that it trusts for clients, by name.
    #[serde(default)]
    pub(super) trust: Vec<Spanned<String>>,
    /// Whether clients must show a certificate.
    #[serde(default)]
    pub(super) client_auth: Option<Spanned<ClientAuth>>,
    /// The versions it speaks; by default those of the run.
    pub(super) versions: Option<Vec<TlsVersion>>,
    /// Key exchange groups, best first; by default rustls's.
    pub(super) groups: Option<Vec<Group>>,
    /// Cipher suites, best first; by default rustls's.
    pub(super) cipher_suites: Option<Vec<CipherSuite>>,
    /// Protocols above TLS, best first.
    #[serde(default)]
    pub(super) alpn: Vec<String>,
    /// How clients may resume sessions.
    #[serde(default)]
    pub(super) resumption: Resumption,
    /// How many tickets it sends after a TLS 1.3 handshake; by default 2, as rustls does.
    pub(super) tickets: Option<u8>,
    /// The most bytes of a record, its header included (32 to 16389).
    pub(super) max_fragment_size: Option<FragmentSize>,
    /// What it demands of the other's certificate beyond what rustls checks.
    #[serde(default)]
    pub(super) strict: Vec<Demand>,
    /// The signature schemes that it accepts; by default all of rustls's.
    pub(super) signature_schemes: Option<Vec<Scheme>>,
    /// Revocation lists that it holds, by name.
    #[serde(default)]
    pub(super) crls: Vec<Spanned<String>>,
    /// Whether a list past its date counts as none.
    #[serde(default)]
    pub(super) enforce_crl_expiry: bool,
    /// How far its clock is from the lab's.
    #[serde(default)]
    pub(super) clock: ClockOffset,
    /// What it speaks.
    #[serde(default)]
    pub(super) speaks: Protocol,
    /// The subjects that it lets in, `CN=alice`; by default everybody whose certificate is good.
    pub(super) allow_subjects: Option<Vec<String>>,
    /// The names (SNI) that it has its certificate for; by default it shows it to everybody.
    pub(super) names: Option<Vec<String>>,
    /// Whether anybody is there to accept a connection.
    #[serde(default = "yes")]
    pub(super) listens: bool,
}

/// What an end shows of itself, and signs with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity<'a> {
    /// Its certificate.
    pub(super) certificate: &'a str,
    /// What it sends above its certificate.
    pub(super) chain: Option<&'a [Spanned<String>]>,
    /// The certificate whose key it signs with.
    pub(super) key: Option<&'a str>,
}

impl ClientSpec {
    /// What it shows, if it has anything to show.
    pub(super) fn identity(&self) -> Option<Identity<'_>> {
        let certificate = self.certificate.as_ref()?.get_ref();
        Some(Identity { certificate, chain: self.chain.as_deref(), key: self.key.as_ref().map(|key| key.get_ref().as_str()) })
    }

    /// What it demands of the server's certificate.
    pub(super) fn demands(&self) -> Demands {
        Demands { strict: self.strict.clone(), allow_subjects: None, signature_schemes: schemes(self.signature_schemes.as_deref()) }
    }

    /// All certificates that it names.
    pub(super) fn certificates(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.certificate.iter().chain(self.chain.iter().flatten()).chain(&self.key).chain(self.trust.get_ref())
    }
}

impl ServerSpec {
    /// What it shows.
    pub(super) fn identity(&self) -> Identity<'_> {
        let key = self.key.as_ref().map(|key| key.get_ref().as_str());
        Identity { certificate: self.certificate.get_ref(), chain: self.chain.as_deref(), key }
    }

    /// What it demands of a client's certificate.
    pub(super) fn demands(&self) -> Demands {
        Demands {
            strict: self.strict.clone(),
            allow_subjects: self.allow_subjects.clone(),
            signature_schemes: schemes(self.signature_schemes.as_deref()),
        }
    }

    /// All certificates that it names.
    pub(super) fn certificates(&self) -> impl Iterator<Item = &Spanned<String>> {
        [&self.certificate].into_iter().chain(self.chain.iter().flatten()).chain(&self.key).chain(&self.trust)
    }

    /// Whether clients must show a certificate.
    #[must_use]
    pub fn client_auth(&self) -> ClientAuth {
        self.client_auth.as_ref().map_or(ClientAuth::None, |auth| *auth.get_ref())
    }
}

/// Whether a server wants to know who the client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// It does not ask.
    None,
    /// It asks, and goes on without.
    Optional,
    /// It asks, and refuses a client that has no answer.
    Required,
}

/// What an end speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// TLS.
    #[default]
    Tls,
    /// HTTP/1.1 in the clear, on the port where the other end speaks TLS.
    Http,
}

/// How sessions are resumed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resumption {
    /// As rustls does by default: the server remembers sessions, the client would also take tickets.
    #[default]
    Default,
    /// Not at all.
    Off,
    /// The server remembers (in TLS 1.3 its ticket is then a mere number); a TLS 1.2 client takes session ids only.
    SessionId,
    /// The server hands out its memory, sealed, as a ticket (RFC 5077, RFC 8446 4.6.1).
    Ticket,
}

/// The server that a client wants to reach.
#[derive(Clone, Debug)]
pub(super) struct ServerName(pub(super) rustls::pki_types::ServerName<'static>);

/// A limit that rustls accepts.
#[derive(Clone, Copy, Debug)]
pub(super) struct FragmentSize(pub(super) usize);

/// How long an end waits.
#[derive(Clone, Copy, Debug)]
struct Patience(Duration);

/// A scenario as it stands in its file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScenarioFile {
    title: String,
    description: String,
    tls: Spanned<Vec<TlsVersion>>,
    client: ClientSpec,
    server: ServerSpec,
    #[serde(default = "one_connection")]
    connection: Vec<ConnectionSpec>,
    #[serde(default)]
    certificate: BTreeMap<String, CertificateSpec>,
    #[serde(default)]
    crl: BTreeMap<String, CrlSpec>,
    #[serde(default)]
    fault: Vec<FaultSpec>,
    patience_ms: Option<Patience>,
    expect: Option<Expectation>,
}

impl Scenario {
    /// Loads a scenario: a built-in one by its name, another by the path of its `.toml`; `@1.2` or `@1.3` behind
    /// either asks for that version.
    pub fn load(source: &str) -> Result<Self, ScenarioError> {
        let (name, version) = Self::parse_source(source)?;
        let mut scenario = if is_path(name) { Self::load_file(name)? } else { Self::load_builtin(name)? };
        scenario.version = version;
        if let Some(version) = version {
            scenario.check_version(version)?;
        }
        Ok(scenario)
    }

    /// Takes `NAME@1.2` apart.
    pub fn parse_source(source: &str) -> Result<(&str, Option<TlsVersion>), ScenarioError> {
        match source.rsplit_once('@') {
            Some((name, number)) => match TlsVersion::parse(number) {
                Some(version) => Ok((name, Some(version))),
                None if is_path(number) => Ok((source, None)),
                None => Err(ScenarioError::UnknownVersion { source_name: source.to_owned(), version: number.to_owned() }),
            },
            None => Ok((source, None)),
        }
    }

    /// Reads a scenario from the text of a TOML file. `file` is its name, for errors.
    pub fn read(file: &str, text: &str) -> Result<Self, ScenarioError> {
        Ok(Self::from_document(file, Document { file, text })?)
    }

    /// The versions that both ends speak, where `asked` is what the run wants: `NAME@1.2` is more precise than that.
    pub(super) fn versions(&self, asked: Option<TlsVersion>) -> Result<Vec<TlsVersion>, ScenarioError> {
        let Some(version) = self.version.or(asked) else { return Ok(self.tls.clone()) };
        self.check_version(version)?;
        Ok(vec![version])
    }

    fn load_file(path: &str) -> Result<Self, ScenarioError> {
        let text = read_text(path).map_err(|error| ScenarioError::Unreadable { path: path.into(), error })?;
        Self::read(path, &text)
    }

    fn load_builtin(name: &str) -> Result<Self, ScenarioError> {
        let Some(document) = builtin::document(name) else {
            let remedy = meant_or_all(name, &builtin::names().collect::<Vec<_>>());
            return Err(ScenarioError::Unknown { name: name.to_owned(), remedy });
        };
        Ok(Self::from_document(name, document)?)
    }

    fn from_document(name: &str, document: Document<'_>) -> Result<Self, DocumentError> {
        let file: ScenarioFile = document.read()?;
        let mut certificates = builtin::certificates()?;
        certificates.add(file.certificate, document)?;
        check::names(&file.client, &file.server, &certificates, document)?;
        check::crls(&file.client, &file.server, &file.crl, &certificates, document)?;
        check::combinations(&file.client, &file.server, document)?;
        check::versions(&file.tls, &file.connection, document)?;
        check::faults(&file.fault, &file.tls, document)?;
        Ok(Self {
            name: name.to_owned(),
            title: file.title,
            description: file.description.trim().to_owned(),
            tls: file.tls.into_inner(),
            version: None,
            client: file.client,
            server: file.server,
            connections: file.connection,
            faults: file.fault,
            patience: file.patience_ms.map(|patience| patience.0),
            expect: file.expect,
            certificates,
            crls: file.crl,
        })
    }

    fn check_version(&self, asked: TlsVersion) -> Result<(), ScenarioError> {
        if self.tls.contains(&asked) {
            return Ok(());
        }
        let has = self.tls.iter().map(|version| version.number()).collect::<Vec<_>>().join(" and TLS ");
        Err(ScenarioError::NotForVersion { name: self.name.clone(), asked, has })
    }
}

/// A scenario is a page of text: more than this is another kind of file.
const LARGEST_FILE: u64 = 1 << 20;

fn read_text(path: &str) -> io::Result<String> {
    let mut text = String::new();
    let read = File::open(path)?.take(LARGEST_FILE + 1).read_to_string(&mut text)?;
    if read as u64 > LARGEST_FILE {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 MiB, which no scenario is"));
    }
    Ok(text)
}

fn is_path(name: &str) -> bool {
    name.contains(['/', '\\']) || Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

fn schemes(named: Option<&[Scheme]>) -> Option<Vec<rustls::SignatureScheme>> {
    Some(named?.iter().map(|scheme| scheme.0).collect())
}

fn yes() -> bool {
    true
}

fn one_connection() -> Vec<ConnectionSpec> {
    vec![ConnectionSpec::default()]
}

impl<'de> Deserialize<'de> for ServerName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?.into_owned();
        let refuse = |error| de::Error::custom(format!("`{text}` is neither a DNS name nor an IP address: {error}"));
        rustls::pki_types::ServerName::try_from(text.clone()).map(Self).map_err(refuse)
    }
}

impl<'de> Deserialize<'de> for Patience {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            ms @ 1..=60_000 => Ok(Self(Duration::from_millis(ms))),
            ms => Err(de::Error::custom(format!("patience_ms is {ms}; it must lie between 1 and 60000"))),
        }
    }
}

impl<'de> Deserialize<'de> for FragmentSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match usize::deserialize(deserializer)? {
            size @ 32..=16_389 => Ok(Self(size)),
            size => Err(de::Error::custom(format!("max_fragment_size is {size}; it must lie between 32 and 16389"))),
        }
    }
}
