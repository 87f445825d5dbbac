//! An end of one's own: certificates, trust and choices as values in, a configuration of rustls out, watched or bare.
//!
//! Nothing is checked that rustls would not check: an end shows what it is told to show, as other stacks do.

use std::error::Error;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::sign::CertifiedKey;
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion};
use serde::Deserialize;

use super::certificate_choice::{CertificateChoice, ClientCertificate, ServerCertificate};
use super::demands::Demands;
use super::judge::Judge;
use super::{TlsVersion, configuration};
use crate::capture::Knowledge;

/// Why rustls does not take a configuration.
pub(crate) type Refusal = Box<dyn Error + Send + Sync>;

/// What an end is.
#[derive(Clone, Debug)]
pub(crate) struct EndConfig {
    /// The versions that it speaks.
    pub(crate) versions: Vec<TlsVersion>,
    /// Its groups, its cipher suites and its randomness, best first.
    pub(crate) provider: CryptoProvider,
    /// Its clock.
    pub(crate) clock: Arc<dyn TimeProvider>,
    /// What it shows of itself, and signs with.
    pub(crate) identity: Option<Arc<CertifiedKey>>,
    /// The certificates that it trusts.
    pub(crate) trust: Vec<CertificateDer<'static>>,
    /// The revocation lists that it holds.
    pub(crate) crls: Vec<CertificateRevocationListDer<'static>>,
    /// Whether a list past its date counts as none.
    pub(crate) enforce_crl_expiry: bool,
    /// What it demands of the other's certificate beyond what rustls checks.
    pub(crate) demands: Demands,
    /// Whether it goes on with a certificate that it would refuse.
    pub(crate) tolerant: bool,
    /// Protocols above TLS, best first.
    pub(crate) alpn: Vec<Vec<u8>>,
    /// The most bytes of a record, its header included.
    pub(crate) max_fragment_size: Option<usize>,
    /// Whether rustls's callbacks are watched.
    pub(crate) is_watched: bool,
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

impl EndConfig {
    /// A client that sends its certificate as `choice` says.
    pub(crate) fn client(&self, choice: CertificateChoice) -> Result<ClientConfig, Refusal> {
        let provider = self.provider();
        let builder = ClientConfig::builder_with_details(Arc::clone(&provider), Arc::clone(&self.clock))
            .with_protocol_versions(&self.versions())?
            .dangerous()
            .with_custom_certificate_verifier(self.server_verifier(provider)?);
        let mut config = match &self.identity {
            Some(key) => builder.with_client_cert_resolver(Arc::new(ClientCertificate { key: Arc::clone(key), choice })),
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols.clone_from(&self.alpn);
        config.max_fragment_size = self.max_fragment_size;
        if self.is_watched {
            configuration::client(&mut config);
        }
        Ok(config)
    }

    /// A server that has its certificate for these names only, or for everybody. Without an identity it has none for anybody.
    pub(crate) fn server(&self, auth: ClientAuth, only_for: Option<&[String]>) -> Result<ServerConfig, Refusal> {
        let provider = self.provider();
        let builder =
            ServerConfig::builder_with_details(Arc::clone(&provider), Arc::clone(&self.clock)).with_protocol_versions(&self.versions())?;
        let builder = match auth {
            ClientAuth::None => builder.with_no_client_auth(),
            auth => builder.with_client_cert_verifier(self.client_verifier(auth, provider)?),
        };
        let key = self.identity.clone().ok_or("a server needs a certificate")?;
        let certificate = ServerCertificate { key, only_for: only_for.map(<[_]>::to_vec) };
        let mut config = builder.with_cert_resolver(Arc::new(certificate));
        config.alpn_protocols.clone_from(&self.alpn);
        config.max_fragment_size = self.max_fragment_size;
        if self.is_watched {
            configuration::server(&mut config);
        }
        Ok(config)
    }

    /// What it knows when it judges the other's certificate; `name`: the one that it wants to see there.
    pub(crate) fn knowledge(&self, name: Option<String>) -> Knowledge {
        Knowledge {
            trust: Some(self.trust.iter().map(|certificate| certificate.to_vec()).collect()),
            crls: self.crls.iter().map(|crl| crl.to_vec()).collect(),
            clock_s: self.clock.current_time().and_then(|now| i64::try_from(now.as_secs()).ok()),
            server_name: name,
            certificates: Vec::new(),
        }
    }

    /// The chain that it was configured with, DER.
    pub(crate) fn chain(&self) -> Vec<Vec<u8>> {
        self.identity.iter().flat_map(|key| &key.cert).map(|certificate| certificate.to_vec()).collect()
    }

    fn server_verifier(&self, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, Refusal> {
        let mut builder = WebPkiServerVerifier::builder_with_provider(self.roots()?, provider).with_crls(self.crls.clone());
        if self.enforce_crl_expiry {
            builder = builder.enforce_revocation_expiration();
        }
        let verifier: Arc<dyn ServerCertVerifier> = builder.build()?;
        Ok(if self.needs_judge() { Arc::new(self.judge(verifier)) } else { verifier })
    }

    fn client_verifier(&self, auth: ClientAuth, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ClientCertVerifier>, Refusal> {
        let mut builder = WebPkiClientVerifier::builder_with_provider(self.roots()?, provider).with_crls(self.crls.clone());
        if auth == ClientAuth::Optional {
            builder = builder.allow_unauthenticated();
        }
        if self.enforce_crl_expiry {
            builder = builder.enforce_revocation_expiration();
        }
        let verifier = builder.build()?;
        Ok(if self.needs_judge() { Arc::new(self.judge(verifier)) } else { verifier })
    }

    /// A bare end is measured against a watched one: it has no judge that nobody needs.
    fn needs_judge(&self) -> bool {
        self.is_watched || self.tolerant || !self.demands.is_empty()
    }

    fn judge<V: ?Sized>(&self, verifier: Arc<V>) -> Judge<V> {
        let judge = Judge::new(verifier).demanding(self.demands.clone());
        if self.tolerant { judge.tolerant() } else { judge }
    }

    fn roots(&self) -> Result<Arc<RootCertStore>, Refusal> {
        let mut roots = RootCertStore::empty();
        for certificate in &self.trust {
            roots.add(certificate.clone())?;
        }
        Ok(Arc::new(roots))
    }

    fn provider(&self) -> Arc<CryptoProvider> {
        let provider = self.provider.clone();
        Arc::new(if self.is_watched { configuration::provider(provider) } else { provider })
    }

    fn versions(&self) -> Vec<&'static SupportedProtocolVersion> {
        self.versions.iter().map(|version| version.rustls()).collect()
    }
}
