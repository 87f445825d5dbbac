//! What a scenario says about each of its two ends: `[client]` and `[server]`.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

use crate::pki::{ClockOffset, Identity};
use crate::watch::{CertificateChoice, CipherSuite, ClientAuth, Demand, Demands, Group, Scheme, TlsVersion};

/// The client of a scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientSpec {
    /// The certificates that it trusts, by name.
    pub(crate) trust: Spanned<Vec<Spanned<String>>>,
    /// The name that it wants to see in the server's certificate; a DNS name is sent as SNI.
    pub(crate) server_name: ServerName,
    /// Its own certificate.
    pub(crate) certificate: Option<Spanned<String>>,
    /// What it sends above its certificate; by default the intermediates.
    pub(crate) chain: Option<Vec<Spanned<String>>>,
    /// The certificate whose key it signs with; by default its own.
    pub(crate) key: Option<Spanned<String>>,
    /// When it sends its certificate.
    pub(crate) certificate_choice: Option<Spanned<CertificateChoice>>,
    /// The versions it speaks; by default those of the run.
    pub(crate) versions: Option<Vec<TlsVersion>>,
    /// Key exchange groups, best first; by default rustls's.
    pub(crate) groups: Option<Vec<Group>>,
    /// Cipher suites, best first; by default rustls's.
    pub(crate) cipher_suites: Option<Vec<CipherSuite>>,
    /// Protocols above TLS, best first.
    #[serde(default)]
    pub(crate) alpn: Vec<String>,
    /// How it resumes sessions.
    #[serde(default)]
    pub(crate) resumption: Resumption,
    /// The most bytes of a record, its header included (32 to 16389).
    pub(crate) max_fragment_size: Option<FragmentSize>,
    /// What it demands of the other's certificate beyond what rustls checks.
    #[serde(default)]
    pub(crate) strict: Vec<Demand>,
    /// The signature schemes that it accepts; by default all of rustls's.
    pub(crate) signature_schemes: Option<Vec<Scheme>>,
    /// Revocation lists that it holds, by name.
    #[serde(default)]
    pub(crate) crls: Vec<Spanned<String>>,
    /// Whether a list past its date counts as none.
    #[serde(default)]
    pub(crate) enforce_crl_expiry: bool,
    /// How far its clock is from the lab's.
    #[serde(default)]
    pub(crate) clock: ClockOffset,
    /// What it speaks.
    #[serde(default)]
    pub(crate) speaks: Protocol,
}

/// The server of a scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSpec {
    /// Its certificate.
    pub(crate) certificate: Spanned<String>,
    /// What it sends above its certificate; by default the intermediates.
    pub(crate) chain: Option<Vec<Spanned<String>>>,
    /// The certificate whose key it signs with; by default its own.
    pub(crate) key: Option<Spanned<String>>,
    /// The certificates that it trusts for clients, by name.
    #[serde(default)]
    pub(crate) trust: Vec<Spanned<String>>,
    /// Whether clients must show a certificate.
    #[serde(default)]
    pub(crate) client_auth: Option<Spanned<ClientAuth>>,
    /// The versions it speaks; by default those of the run.
    pub(crate) versions: Option<Vec<TlsVersion>>,
    /// Key exchange groups, best first; by default rustls's.
    pub(crate) groups: Option<Vec<Group>>,
    /// Cipher suites, best first; by default rustls's.
    pub(crate) cipher_suites: Option<Vec<CipherSuite>>,
    /// Protocols above TLS, best first.
    #[serde(default)]
    pub(crate) alpn: Vec<String>,
    /// How clients may resume sessions.
    #[serde(default)]
    pub(crate) resumption: Resumption,
    /// How many tickets it sends after a TLS 1.3 handshake; by default 2, as rustls does.
    pub(crate) tickets: Option<u8>,
    /// The most bytes of a record, its header included (32 to 16389).
    pub(crate) max_fragment_size: Option<FragmentSize>,
    /// What it demands of the other's certificate beyond what rustls checks.
    #[serde(default)]
    pub(crate) strict: Vec<Demand>,
    /// The signature schemes that it accepts; by default all of rustls's.
    pub(crate) signature_schemes: Option<Vec<Scheme>>,
    /// Revocation lists that it holds, by name.
    #[serde(default)]
    pub(crate) crls: Vec<Spanned<String>>,
    /// Whether a list past its date counts as none.
    #[serde(default)]
    pub(crate) enforce_crl_expiry: bool,
    /// How far its clock is from the lab's.
    #[serde(default)]
    pub(crate) clock: ClockOffset,
    /// What it speaks.
    #[serde(default)]
    pub(crate) speaks: Protocol,
    /// The subjects that it lets in, `CN=alice`; by default everybody whose certificate is good.
    pub(crate) allow_subjects: Option<Vec<String>>,
    /// The names (SNI) that it has its certificate for; by default it shows it to everybody.
    pub(crate) names: Option<Vec<String>>,
    /// Whether anybody is there to accept a connection.
    #[serde(default = "yes")]
    pub(crate) listens: bool,
}

impl ClientSpec {
    /// What it shows, if it has anything to show.
    pub(crate) fn identity(&self) -> Option<Identity<'_>> {
        let certificate = self.certificate.as_ref()?.get_ref();
        Some(Identity { certificate, chain: self.chain.as_deref(), key: self.key.as_ref().map(|key| key.get_ref().as_str()) })
    }

    /// What it demands of the server's certificate.
    pub(crate) fn demands(&self) -> Demands {
        Demands { strict: self.strict.clone(), allow_subjects: None, signature_schemes: schemes(self.signature_schemes.as_deref()) }
    }

    /// All certificates that it names.
    pub(crate) fn certificates(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.certificate.iter().chain(self.chain.iter().flatten()).chain(&self.key).chain(self.trust.get_ref())
    }
}

impl ServerSpec {
    /// What it shows.
    pub(crate) fn identity(&self) -> Identity<'_> {
        let key = self.key.as_ref().map(|key| key.get_ref().as_str());
        Identity { certificate: self.certificate.get_ref(), chain: self.chain.as_deref(), key }
    }

    /// What it demands of a client's certificate.
    pub(crate) fn demands(&self) -> Demands {
        Demands {
            strict: self.strict.clone(),
            allow_subjects: self.allow_subjects.clone(),
            signature_schemes: schemes(self.signature_schemes.as_deref()),
        }
    }

    /// All certificates that it names.
    pub(crate) fn certificates(&self) -> impl Iterator<Item = &Spanned<String>> {
        [&self.certificate].into_iter().chain(self.chain.iter().flatten()).chain(&self.key).chain(&self.trust)
    }

    /// Whether clients must show a certificate.
    #[must_use]
    pub fn client_auth(&self) -> ClientAuth {
        self.client_auth.as_ref().map_or(ClientAuth::None, |auth| *auth.get_ref())
    }
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
pub(crate) struct ServerName(pub(crate) rustls::pki_types::ServerName<'static>);

/// A limit that rustls accepts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FragmentSize(pub(crate) usize);

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
