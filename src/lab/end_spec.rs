//! What a scenario says about each of its two ends: `[client]` and `[server]`.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

use super::TlsVersion;
use super::certificate::ClockOffset;
use super::cipher_suite::CipherSuite;
use super::group::Group;
use super::resolver::CertificateChoice;
use super::signature_scheme::Scheme;
use super::strict::{Demand, Demands};

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

fn schemes(named: Option<&[Scheme]>) -> Option<Vec<rustls::SignatureScheme>> {
    Some(named?.iter().map(|scheme| scheme.0).collect())
}

fn yes() -> bool {
    true
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
