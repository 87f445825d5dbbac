//! The whole schedule at once: every secret that can be computed from what is known, with its names.

use super::{PskKind, binder_key, derive_secret, early_secret, handshake_secret, master_secret};
use crate::crypt::{Hash, Secret};

/// What the schedule is computed from. Whatever is not known yet leaves its secrets out.
#[derive(Clone, Debug)]
pub struct Inputs<'a> {
    /// The suite's hash.
    pub hash: Hash,
    /// The pre-shared key that was accepted (or, before a ServerHello, the first one offered).
    pub psk: Option<(PskKind, &'a [u8])>,
    /// The (EC)DHE shared secret; empty for a PSK without (EC)DHE.
    pub shared_secret: Option<&'a [u8]>,
    /// The transcript hash behind the ClientHello.
    pub client_hello: Option<&'a [u8]>,
    /// The transcript hash behind the ServerHello.
    pub server_hello: Option<&'a [u8]>,
    /// The transcript hash behind the server's Finished.
    pub server_finished: Option<&'a [u8]>,
    /// The transcript hash behind the client's Finished.
    pub client_finished: Option<&'a [u8]>,
}

impl Inputs<'_> {
    /// Nothing but the suite's hash.
    #[must_use]
    pub fn new(hash: Hash) -> Self {
        Self { hash, psk: None, shared_secret: None, client_hello: None, server_hello: None, server_finished: None, client_finished: None }
    }
}

/// A secret of the schedule, in the order of RFC 8446 7.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretName {
    /// Early Secret.
    Early,
    /// binder_key.
    Binder,
    /// client_early_traffic_secret: protects 0-RTT data.
    ClientEarlyTraffic,
    /// early_exporter_master_secret.
    EarlyExporterMaster,
    /// Handshake Secret.
    Handshake,
    /// client_handshake_traffic_secret.
    ClientHandshakeTraffic,
    /// server_handshake_traffic_secret.
    ServerHandshakeTraffic,
    /// Master Secret.
    Master,
    /// client_application_traffic_secret_0.
    ClientApplicationTraffic,
    /// server_application_traffic_secret_0.
    ServerApplicationTraffic,
    /// exporter_master_secret.
    ExporterMaster,
    /// resumption_master_secret.
    ResumptionMaster,
}

impl SecretName {
    /// Its name in RFC 8446 7.1.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Early => "early_secret",
            Self::Binder => "binder_key",
            Self::ClientEarlyTraffic => "client_early_traffic_secret",
            Self::EarlyExporterMaster => "early_exporter_master_secret",
            Self::Handshake => "handshake_secret",
            Self::ClientHandshakeTraffic => "client_handshake_traffic_secret",
            Self::ServerHandshakeTraffic => "server_handshake_traffic_secret",
            Self::Master => "master_secret",
            Self::ClientApplicationTraffic => "client_application_traffic_secret_0",
            Self::ServerApplicationTraffic => "server_application_traffic_secret_0",
            Self::ExporterMaster => "exporter_master_secret",
            Self::ResumptionMaster => "resumption_master_secret",
        }
    }

    /// The label of its Derive-Secret (RFC 8446 7.1); `None` for what HKDF-Extract makes. A binder's depends on its kind.
    #[must_use]
    pub fn label(self) -> Option<&'static str> {
        match self {
            Self::Early | Self::Binder | Self::Handshake | Self::Master => None,
            Self::ClientEarlyTraffic => Some("c e traffic"),
            Self::EarlyExporterMaster => Some("e exp master"),
            Self::ClientHandshakeTraffic => Some("c hs traffic"),
            Self::ServerHandshakeTraffic => Some("s hs traffic"),
            Self::ClientApplicationTraffic => Some("c ap traffic"),
            Self::ServerApplicationTraffic => Some("s ap traffic"),
            Self::ExporterMaster => Some("exp master"),
            Self::ResumptionMaster => Some("res master"),
        }
    }

    /// Its label in a key log (RFC 9850); `None` for what no key log holds.
    #[must_use]
    pub fn key_log_label(self) -> Option<&'static str> {
        match self {
            Self::ClientEarlyTraffic => Some("CLIENT_EARLY_TRAFFIC_SECRET"),
            Self::EarlyExporterMaster => Some("EARLY_EXPORTER_SECRET"),
            Self::ClientHandshakeTraffic => Some("CLIENT_HANDSHAKE_TRAFFIC_SECRET"),
            Self::ServerHandshakeTraffic => Some("SERVER_HANDSHAKE_TRAFFIC_SECRET"),
            Self::ClientApplicationTraffic => Some("CLIENT_TRAFFIC_SECRET_0"),
            Self::ServerApplicationTraffic => Some("SERVER_TRAFFIC_SECRET_0"),
            Self::ExporterMaster => Some("EXPORTER_SECRET"),
            Self::Early | Self::Binder | Self::Handshake | Self::Master | Self::ResumptionMaster => None,
        }
    }
}

/// A secret and which one it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// Which one.
    pub name: SecretName,
    /// Its bytes.
    pub secret: Secret,
}

/// Every secret that the inputs allow, in the order of RFC 8446 7.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySchedule {
    hash: Hash,
    secrets: Vec<Derived>,
}

impl KeySchedule {
    /// Computes the schedule as far as the inputs allow.
    #[must_use]
    pub fn compute(inputs: &Inputs<'_>) -> Self {
        let mut schedule = Self { hash: inputs.hash, secrets: Vec::new() };
        let early = schedule.early(inputs);
        if let Some(shared) = inputs.shared_secret {
            let handshake = schedule.handshake(inputs, &early, shared);
            schedule.master(inputs, &handshake);
        }
        schedule
    }

    /// All the secrets.
    #[must_use]
    pub fn secrets(&self) -> &[Derived] {
        &self.secrets
    }

    /// One secret, if it could be computed.
    #[must_use]
    pub fn secret(&self, name: SecretName) -> Option<&Secret> {
        self.secrets.iter().find(|derived| derived.name == name).map(|derived| &derived.secret)
    }

    /// The secret that a key log knows under `label`, if it could be computed.
    #[must_use]
    pub fn by_key_log_label(&self, label: &str) -> Option<&Secret> {
        self.secrets.iter().find(|derived| derived.name.key_log_label() == Some(label)).map(|derived| &derived.secret)
    }

    fn early(&mut self, inputs: &Inputs<'_>) -> Secret {
        let early = early_secret(self.hash, inputs.psk.map(|(_, psk)| psk));
        self.push(SecretName::Early, early.clone());
        if let Some((kind, _)) = inputs.psk {
            self.push(SecretName::Binder, binder_key(self.hash, &early, kind));
            self.derive(&early, SecretName::ClientEarlyTraffic, inputs.client_hello);
            self.derive(&early, SecretName::EarlyExporterMaster, inputs.client_hello);
        }
        early
    }

    fn handshake(&mut self, inputs: &Inputs<'_>, early: &Secret, shared: &[u8]) -> Secret {
        let handshake = handshake_secret(self.hash, early, shared);
        self.push(SecretName::Handshake, handshake.clone());
        self.derive(&handshake, SecretName::ClientHandshakeTraffic, inputs.server_hello);
        self.derive(&handshake, SecretName::ServerHandshakeTraffic, inputs.server_hello);
        handshake
    }

    fn master(&mut self, inputs: &Inputs<'_>, handshake: &Secret) {
        let master = master_secret(self.hash, handshake);
        self.push(SecretName::Master, master.clone());
        self.derive(&master, SecretName::ClientApplicationTraffic, inputs.server_finished);
        self.derive(&master, SecretName::ServerApplicationTraffic, inputs.server_finished);
        self.derive(&master, SecretName::ExporterMaster, inputs.server_finished);
        self.derive(&master, SecretName::ResumptionMaster, inputs.client_finished);
    }

    fn derive(&mut self, from: &Secret, name: SecretName, transcript_hash: Option<&[u8]>) {
        if let (Some(label), Some(transcript_hash)) = (name.label(), transcript_hash) {
            self.push(name, derive_secret(self.hash, from, label, transcript_hash));
        }
    }

    fn push(&mut self, name: SecretName, secret: Secret) {
        self.secrets.push(Derived { name, secret });
    }
}
