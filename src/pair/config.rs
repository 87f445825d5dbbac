//! From a scenario to two rustls configurations.

use std::error::Error;
use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::client::{ClientSessionMemoryCache, Resumption as ClientResumption, Tls12Resumption, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, SupportedKxGroup, aws_lc_rs};
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{NoServerSessionStorage, ServerSessionMemoryCache, WebPkiClientVerifier};
use rustls::{ClientConfig, ServerConfig, SupportedProtocolVersion};
use toml::Spanned;

use super::clock::Clock;
use super::seeded::{SeededRandom, seeded_group};
use super::ticketer::SeededTicketer;
use crate::pki::{Generator, Pki};
use crate::scenario::{ClientAuth, ClientSpec, Resumption, ServerSpec};
use crate::watch::key_exchange::recorded;
use crate::watch::keylog::RecordingKeyLog;
use crate::watch::observer::{
    CertificateNames, ObservedClientResolver, ObservedClientVerifier, ObservedServerResolver, ObservedServerVerifier,
};
use crate::watch::resolver::{ClientCertificate, ServerCertificate};
use crate::watch::session_store::{CAPACITY, ObservedClientStore, ObservedServerStore};
use crate::watch::strict::{StrictClientVerifier, StrictServerVerifier};
use crate::watch::ticketer::ObservedTicketer;
use crate::watch::{CertificateChoice, CipherSuite, Group, TlsVersion};

/// Why rustls does not take a configuration.
pub(super) type Refusal = Box<dyn Error + Send + Sync>;

/// What both ends of a run have in common.
pub(super) struct Configurator {
    pub(super) versions: Vec<TlsVersion>,
    pub(super) clock: Clock,
    pub(super) seed: Option<u64>,
    /// Whether rustls's callbacks are watched.
    pub(super) recording: bool,
    pub(super) pki: Pki,
    pub(super) names: CertificateNames,
}

impl Configurator {
    /// The client's configuration.
    pub(super) fn client(&self, spec: &ClientSpec) -> Result<ClientConfig, Refusal> {
        let provider = self.provider(spec.groups.as_deref(), spec.cipher_suites.as_deref());
        let clock = self.clock.wrong_by(spec.clock);
        let builder = ClientConfig::builder_with_details(Arc::clone(&provider), Arc::new(clock))
            .with_protocol_versions(&self.protocol_versions(spec.versions.as_deref()))?;
        let builder = builder.dangerous().with_custom_certificate_verifier(self.server_verifier(spec, &provider)?);
        let mut config = match spec.identity() {
            Some(identity) => {
                let key = Arc::new(self.pki.certified_key(identity, &provider)?);
                let choice = spec.certificate_choice.as_ref().map_or(CertificateChoice::AsRustls, |choice| *choice.get_ref());
                builder.with_client_cert_resolver(Arc::new(ClientCertificate { key, choice }))
            }
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = protocols(&spec.alpn);
        config.max_fragment_size = spec.max_fragment_size.map(|size| size.0);
        if self.recording {
            config.key_log = Arc::new(RecordingKeyLog);
            let inner = Arc::clone(&config.client_auth_cert_resolver);
            config.client_auth_cert_resolver = Arc::new(ObservedClientResolver { inner, names: self.names.clone() });
        }
        Ok(config)
    }

    /// The server's configuration.
    pub(super) fn server(&self, spec: &ServerSpec) -> Result<ServerConfig, Refusal> {
        let provider = self.provider(spec.groups.as_deref(), spec.cipher_suites.as_deref());
        let clock = self.clock.wrong_by(spec.clock);
        let builder = ServerConfig::builder_with_details(Arc::clone(&provider), Arc::new(clock))
            .with_protocol_versions(&self.protocol_versions(spec.versions.as_deref()))?;
        let builder = match spec.client_auth() {
            ClientAuth::None => builder.with_no_client_auth(),
            auth => builder.with_client_cert_verifier(self.client_verifier(spec, auth, &provider)?),
        };
        let key = Arc::new(self.pki.certified_key(spec.identity(), &provider)?);
        let mut config = builder.with_cert_resolver(Arc::new(ServerCertificate { key, only_for: spec.names.clone() }));
        config.alpn_protocols = protocols(&spec.alpn);
        config.max_fragment_size = spec.max_fragment_size.map(|size| size.0);
        config.send_tls13_tickets = spec.tickets.map_or(config.send_tls13_tickets, usize::from);
        if self.recording {
            config.key_log = Arc::new(RecordingKeyLog);
            let inner = Arc::clone(&config.cert_resolver);
            config.cert_resolver = Arc::new(ObservedServerResolver { inner, names: self.names.clone() });
        }
        Ok(config)
    }

    /// The client's memory of sessions: new for each run, so that runs know nothing of each other.
    pub(super) fn client_sessions(&self, resumption: Resumption) -> ClientResumption {
        let store = if self.recording {
            ClientResumption::store(ObservedClientStore::new())
        } else {
            ClientResumption::store(Arc::new(ClientSessionMemoryCache::new(CAPACITY)))
        };
        match resumption {
            Resumption::Off => ClientResumption::disabled(),
            Resumption::SessionId => store.tls12_resumption(Tls12Resumption::SessionIdOnly),
            Resumption::Default | Resumption::Ticket => store,
        }
    }

    /// Gives the server a memory of sessions, new for each run.
    pub(super) fn add_server_sessions(&self, resumption: Resumption, config: &mut ServerConfig) -> Result<(), Refusal> {
        config.session_storage = match (resumption, self.recording) {
            (Resumption::Off, _) => Arc::new(NoServerSessionStorage {}),
            (_, true) => ObservedServerStore::new(),
            (_, false) => ServerSessionMemoryCache::new(CAPACITY),
        };
        if resumption == Resumption::Ticket {
            config.ticketer = match self.seed {
                Some(seed) => Arc::new(SeededTicketer::new(Generator::new(seed, "ticketer")).ok_or("the ticketer's key cannot be made")?),
                None => aws_lc_rs::Ticketer::new()?,
            };
            if self.recording {
                config.ticketer = Arc::new(ObservedTicketer(Arc::clone(&config.ticketer)));
            }
        }
        Ok(())
    }

    /// Who judges the server: rustls, the scenario's further demands, and an observer.
    fn server_verifier(&self, spec: &ClientSpec, provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, Refusal> {
        let roots = Arc::new(self.pki.roots(names(spec.trust.get_ref()))?);
        let mut builder =
            WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(provider)).with_crls(self.pki.crls(names(&spec.crls)));
        if spec.enforce_crl_expiry {
            builder = builder.enforce_revocation_expiration();
        }
        let mut verifier: Arc<dyn ServerCertVerifier> = builder.build()?;
        let demands = spec.demands();
        if !demands.is_empty() {
            verifier = Arc::new(StrictServerVerifier { inner: verifier, demands });
        }
        if self.recording {
            verifier = Arc::new(ObservedServerVerifier { inner: verifier, names: self.names.clone() });
        }
        Ok(verifier)
    }

    /// Who judges the client.
    fn client_verifier(
        &self,
        spec: &ServerSpec,
        auth: ClientAuth,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Arc<dyn ClientCertVerifier>, Refusal> {
        let roots = Arc::new(self.pki.roots(names(&spec.trust))?);
        let mut builder =
            WebPkiClientVerifier::builder_with_provider(roots, Arc::clone(provider)).with_crls(self.pki.crls(names(&spec.crls)));
        if auth == ClientAuth::Optional {
            builder = builder.allow_unauthenticated();
        }
        if spec.enforce_crl_expiry {
            builder = builder.enforce_revocation_expiration();
        }
        let mut verifier = builder.build()?;
        let demands = spec.demands();
        if !demands.is_empty() {
            verifier = Arc::new(StrictClientVerifier { inner: verifier, demands });
        }
        if self.recording {
            verifier = Arc::new(ObservedClientVerifier { inner: verifier, names: self.names.clone() });
        }
        Ok(verifier)
    }

    fn provider(&self, groups: Option<&[Group]>, suites: Option<&[CipherSuite]>) -> Arc<CryptoProvider> {
        let mut provider = aws_lc_rs::default_provider();
        if let Some(suites) = suites {
            provider.cipher_suites = suites.iter().map(|suite| suite.0).collect();
        }
        if let Some(groups) = groups {
            provider.kx_groups = groups.iter().map(|group| group.0).collect();
        }
        if self.seed.is_some() {
            provider.secure_random = &SeededRandom;
            provider.kx_groups = seeded_groups(&provider.kx_groups);
        }
        if self.recording {
            provider.kx_groups = provider.kx_groups.into_iter().map(recorded).collect();
        }
        Arc::new(provider)
    }

    fn protocol_versions(&self, of_end: Option<&[TlsVersion]>) -> Vec<&'static SupportedProtocolVersion> {
        of_end.unwrap_or(&self.versions).iter().map(|version| version.rustls()).collect()
    }
}

/// Those that can be seeded, in the same order.
pub(super) fn seeded_groups(groups: &[&'static dyn SupportedKxGroup]) -> Vec<&'static dyn SupportedKxGroup> {
    groups.iter().filter_map(|group| seeded_group(*group)).collect()
}

/// The names, without their places.
pub(super) fn names(spanned: &[Spanned<String>]) -> impl Iterator<Item = &str> {
    spanned.iter().map(|name| name.get_ref().as_str())
}

fn protocols(alpn: &[String]) -> Vec<Vec<u8>> {
    alpn.iter().map(|protocol| protocol.clone().into_bytes()).collect()
}
