//! From what a scenario says of its ends to the ends themselves: names become certificates.

use std::sync::Arc;

use rustls::client::{ClientSessionMemoryCache, ClientSessionStore, Resumption as ClientResumption, Tls12Resumption};
use rustls::crypto::{CryptoProvider, SupportedKxGroup, aws_lc_rs};
use rustls::server::{NoServerSessionStorage, ServerSessionMemoryCache};
use rustls::{ClientConfig, ServerConfig};
use toml::Spanned;

use super::clock::Clock;
use super::seeded::{SeededRandom, seeded_group};
use super::ticketer::SeededTicketer;
use crate::capture::Knowledge;
use crate::pki::{ClockOffset, Generator, Identity, Pki};
use crate::scenario::{ClientSpec, Resumption, ServerSpec};
use crate::watch::{self, CertificateChoice, CipherSuite, EndConfig, Group, Refusal, TlsVersion, WatchedClientSessions};

/// As many sessions as rustls keeps by default.
const SESSIONS: usize = 256;

/// What both ends of a run have in common.
pub(super) struct Configurator {
    pub(super) versions: Vec<TlsVersion>,
    pub(super) clock: Clock,
    pub(super) seed: Option<u64>,
    /// Whether rustls's callbacks are watched.
    pub(super) recording: bool,
    pub(super) pki: Pki,
}

impl Configurator {
    /// The client.
    pub(super) fn client_end(&self, spec: &ClientSpec) -> Result<EndConfig, Refusal> {
        let provider = self.provider(spec.groups.as_deref(), spec.cipher_suites.as_deref());
        Ok(EndConfig {
            identity: self.identity(spec.identity(), &provider)?,
            versions: spec.versions.clone().unwrap_or_else(|| self.versions.clone()),
            clock: self.clock_of(spec.clock),
            trust: self.pki.certificates(names(spec.trust.get_ref())),
            crls: self.pki.crls(names(&spec.crls)),
            enforce_crl_expiry: spec.enforce_crl_expiry,
            demands: spec.demands(),
            tolerant: false,
            alpn: protocols(&spec.alpn),
            max_fragment_size: spec.max_fragment_size.map(|size| size.0),
            is_watched: self.recording,
            provider,
        })
    }

    /// The server.
    pub(super) fn server_end(&self, spec: &ServerSpec) -> Result<EndConfig, Refusal> {
        let provider = self.provider(spec.groups.as_deref(), spec.cipher_suites.as_deref());
        Ok(EndConfig {
            identity: self.identity(Some(spec.identity()), &provider)?,
            versions: spec.versions.clone().unwrap_or_else(|| self.versions.clone()),
            clock: self.clock_of(spec.clock),
            trust: self.pki.certificates(names(&spec.trust)),
            crls: self.pki.crls(names(&spec.crls)),
            enforce_crl_expiry: spec.enforce_crl_expiry,
            demands: spec.demands(),
            tolerant: false,
            alpn: protocols(&spec.alpn),
            max_fragment_size: spec.max_fragment_size.map(|size| size.0),
            is_watched: self.recording,
            provider,
        })
    }

    /// The client's configuration.
    pub(super) fn client(spec: &ClientSpec, end: &EndConfig) -> Result<ClientConfig, Refusal> {
        end.client(spec.certificate_choice.as_ref().map_or(CertificateChoice::AsRustls, |choice| *choice.get_ref()))
    }

    /// The server's configuration.
    pub(super) fn server(spec: &ServerSpec, end: &EndConfig) -> Result<ServerConfig, Refusal> {
        let mut config = end.server(spec.client_auth(), spec.names.as_deref())?;
        config.send_tls13_tickets = spec.tickets.map_or(config.send_tls13_tickets, usize::from);
        Ok(config)
    }

    /// What an end knows when it judges the other: also the authorities that it does not trust are known to exist.
    pub(super) fn knowledge(&self, end: &EndConfig, name: Option<String>) -> Knowledge {
        let others = self.pki.authorities().filter(|authority| !end.trust.contains(authority));
        Knowledge { certificates: others.map(|authority| authority.to_vec()).collect(), ..end.knowledge(name) }
    }

    /// The client's memory of sessions: new for each run, so that runs know nothing of each other.
    pub(super) fn client_sessions(&self, resumption: Resumption) -> ClientResumption {
        let mut sessions: Arc<dyn ClientSessionStore> = Arc::new(ClientSessionMemoryCache::new(SESSIONS));
        if self.recording {
            sessions = Arc::new(WatchedClientSessions(sessions));
        }
        match resumption {
            Resumption::Off => ClientResumption::disabled(),
            Resumption::SessionId => ClientResumption::store(sessions).tls12_resumption(Tls12Resumption::SessionIdOnly),
            Resumption::Default | Resumption::Ticket => ClientResumption::store(sessions),
        }
    }

    /// Gives the server a memory of sessions, new for each run.
    pub(super) fn add_server_sessions(&self, resumption: Resumption, config: &mut ServerConfig) -> Result<(), Refusal> {
        config.session_storage = match resumption {
            Resumption::Off => Arc::new(NoServerSessionStorage {}),
            _ => ServerSessionMemoryCache::new(SESSIONS),
        };
        if resumption == Resumption::Ticket {
            config.ticketer = match self.seed {
                Some(seed) => Arc::new(SeededTicketer::new(Generator::new(seed, "ticketer")).ok_or("the ticketer's key cannot be made")?),
                None => aws_lc_rs::Ticketer::new()?,
            };
        }
        if self.recording {
            watch::server_memory(config);
        }
        Ok(())
    }

    fn identity(&self, named: Option<Identity<'_>>, provider: &CryptoProvider) -> Result<Option<Arc<rustls::sign::CertifiedKey>>, Refusal> {
        Ok(named.map(|named| self.pki.certified_key(named, provider)).transpose()?.map(Arc::new))
    }

    fn clock_of(&self, offset: ClockOffset) -> Arc<Clock> {
        Arc::new(self.clock.wrong_by(offset))
    }

    fn provider(&self, groups: Option<&[Group]>, suites: Option<&[CipherSuite]>) -> CryptoProvider {
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
        provider
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
