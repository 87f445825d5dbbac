//! A scenario: one TOML file that says what both ends are, what they do, and what is expected.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

use super::certificate::{CertificateSpec, Certificates};
use super::cipher_suite::CipherSuite;
use super::document::{Document, DocumentError};
use super::group::Group;
use super::near_miss::meant_or_all;
use super::{ConnectionSpec, Expectation, ScenarioError, TlsVersion, builtin};

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
    /// What is to be seen, if the scenario says so.
    pub expect: Option<Expectation>,
    pub(super) certificates: Certificates,
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
}

/// The server of a scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSpec {
    /// Its certificate.
    pub(super) certificate: Spanned<String>,
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
}

impl ServerSpec {
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
        check_names(&file.client, &file.server, &certificates, document)?;
        check_versions(&file.tls, &file.connection, document)?;
        Ok(Self {
            name: name.to_owned(),
            title: file.title,
            description: file.description.trim().to_owned(),
            tls: file.tls.into_inner(),
            version: None,
            client: file.client,
            server: file.server,
            connections: file.connection,
            expect: file.expect,
            certificates,
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

/// Every certificate that is named exists, and whoever judges trusts somebody.
fn check_names(client: &ClientSpec, server: &ServerSpec, certificates: &Certificates, document: Document<'_>) -> Result<(), DocumentError> {
    let named = client.certificate.iter().chain([&server.certificate]).chain(client.trust.get_ref()).chain(&server.trust);
    for name in named {
        certificates.check(name, document)?;
    }
    if client.trust.get_ref().is_empty() {
        let message = "a client that trusts nobody cannot be configured; name a certificate of another authority".to_owned();
        return Err(document.error(&client.trust, message));
    }
    match &server.client_auth {
        Some(auth) if *auth.get_ref() != ClientAuth::None && server.trust.is_empty() => {
            Err(document.error(auth, "a server that asks for certificates must trust somebody: add `trust`".to_owned()))
        }
        _ => Ok(()),
    }
}

/// The versions and the steps fit together.
fn check_versions(tls: &Spanned<Vec<TlsVersion>>, connections: &[ConnectionSpec], document: Document<'_>) -> Result<(), DocumentError> {
    if tls.get_ref().is_empty() {
        return Err(document.error(tls, "name at least one version: tls = [\"1.2\", \"1.3\"]".to_owned()));
    }
    if connections.is_empty() {
        return Err(document.error_at(0, "`connection` is empty: leave it out for one connection that says nothing".to_owned()));
    }
    let updates_keys = connections.iter().flat_map(|connection| &connection.then).any(super::Step::needs_tls13);
    if updates_keys && tls.get_ref().contains(&TlsVersion::Tls12) {
        return Err(document.error(tls, "TLS 1.2 has no KeyUpdate: tls = [\"1.3\"]".to_owned()));
    }
    Ok(())
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

impl<'de> Deserialize<'de> for FragmentSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match usize::deserialize(deserializer)? {
            size @ 32..=16_389 => Ok(Self(size)),
            size => Err(de::Error::custom(format!("max_fragment_size is {size}; it must lie between 32 and 16389"))),
        }
    }
}
