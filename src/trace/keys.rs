//! The secrets of one connection, and what opens records with them. Of several secrets of one name all are tried: some programs
//! log a wrong one first.

use super::event::Epoch;
use crate::capture::{Direction, KeyLog};
use crate::crypt::{Opener, Prf, Secret, Suite, key_schedule};
use crate::names::{CipherSuite, CompressionMethod, ProtocolVersion};
use crate::wire::handshake::ServerHello;

/// The first draft of TLS 1.3 whose records are opened (draft-ietf-tls-tls13-25 5.2).
const FIRST_DRAFT_OPENED: u8 = 25;

/// The secrets of one connection, and what is needed to turn them into keys.
#[derive(Debug)]
pub(super) struct Keys<'a> {
    keylog: &'a KeyLog,
    client_random: Vec<u8>,
    pub(super) server_random: Vec<u8>,
    pub(super) version: ProtocolVersion,
    cipher_suite: CipherSuite,
    encrypt_then_mac: bool,
    pub(super) compression: CompressionMethod,
}

impl<'a> Keys<'a> {
    pub(super) fn new(keylog: &'a KeyLog) -> Self {
        Self {
            keylog,
            client_random: Vec::new(),
            server_random: Vec::new(),
            version: ProtocolVersion::default(),
            cipher_suite: CipherSuite::default(),
            encrypt_then_mac: false,
            compression: CompressionMethod::NULL,
        }
    }

    pub(super) fn client_random(&self) -> &[u8] {
        &self.client_random
    }

    pub(super) fn client_hello(&mut self, random: &[u8]) {
        self.client_random = random.to_vec();
    }

    pub(super) fn server_hello(&mut self, hello: &ServerHello) {
        self.server_random.clone_from(&hello.random);
        self.version = hello.version();
        self.cipher_suite = hello.cipher_suite;
        self.encrypt_then_mac = hello.extensions.has(crate::names::ExtensionType::ENCRYPT_THEN_MAC);
        self.compression = if hello.version().is_tls13() { CompressionMethod::NULL } else { hello.compression_method };
    }

    /// The openers of a direction and epoch: one for each secret that the key log has under that name.
    pub(super) fn openers(&self, from: Direction, epoch: Epoch) -> Result<Candidates, String> {
        let found = if self.version.is_tls13() || epoch == Epoch::EarlyData {
            self.openers_of_tls13(from, epoch)
        } else {
            self.openers_of_tls12(from)
        }?;
        Ok(Candidates { label: if self.version.is_tls13() || epoch == Epoch::EarlyData { label(from, epoch) } else { MASTER }, found })
    }

    fn openers_of_tls13(&self, from: Direction, epoch: Epoch) -> Result<Vec<(Opener, Secret)>, String> {
        // Drafts before 20 have other labels in their key schedule, those before 25 do not authenticate a record's header.
        if let Some(draft) = self.version.draft().filter(|draft| *draft < FIRST_DRAFT_OPENED) {
            return Err(format!(
                "how draft {draft} of TLS 1.3 protects records is not known here: from draft {FIRST_DRAFT_OPENED} on it is as in RFC 8446"
            ));
        }
        let label = label(from, epoch);
        let secrets = self.keylog.secrets(label, &self.client_random).map(Secret::from);
        let opener = |secret: Secret| {
            let opener = Opener::tls13(&self.suite(secret.len())?, &secret).map_err(|lacking| lacking.to_string())?;
            Ok((opener, secret))
        };
        of_any(secrets.map(opener), || format!("the key log has no {label} for this connection"))
    }

    fn openers_of_tls12(&self, from: Direction) -> Result<Vec<(Opener, Secret)>, String> {
        let suite = self.suite(0)?;
        let masters = self.keylog.secrets(MASTER, &self.client_random).map(Secret::from);
        let opener = |master: Secret| {
            let prf = Prf::of(self.version, &suite).ok_or_else(|| format!("how {} derives keys is not known", self.version))?;
            let block = prf.key_block(self.version, &suite, &master, &self.client_random, &self.server_random);
            let block = block.ok_or_else(|| format!("how {} protects records is not known", self.cipher_suite))?;
            let keys = if from == Direction::ClientToServer { block.client } else { block.server };
            let opener = Opener::tls12(self.version, &suite, &keys, self.encrypt_then_mac).map_err(|lacking| lacking.to_string())?;
            Ok((opener, master))
        };
        let found = of_any(masters.map(opener), || "the key log has no CLIENT_RANDOM line for this connection".into());
        match Opener::bare(&suite) {
            // Nothing is encrypted there: without keys only the MAC cannot be checked.
            Some(bare) if found.is_err() => Ok(vec![(bare, Secret::default())]),
            _ => found,
        }
    }

    /// What comes behind a KeyUpdate: the next secret follows from the last (RFC 8446 7.2).
    pub(super) fn next_generation(&self, secret: &Secret) -> Result<(Opener, Secret), String> {
        let suite = self.suite(secret.len())?;
        let next = key_schedule::next_traffic_secret(suite.hash, secret);
        let opener = Opener::tls13(&suite, &next).map_err(|lacking| lacking.to_string())?;
        Ok((opener, next))
    }

    /// The negotiated suite; for 0-RTT data, sent before any is negotiated, one whose hash is as long as the secret.
    fn suite(&self, secret_length: usize) -> Result<Suite, String> {
        let suite = match self.cipher_suite {
            CipherSuite(0) if secret_length == 48 => CipherSuite::TLS_AES_256_GCM_SHA384,
            CipherSuite(0) => CipherSuite::TLS_AES_128_GCM_SHA256,
            known => known,
        };
        Suite::of(suite).ok_or_else(|| format!("how {suite} protects records is not known"))
    }
}

/// The key log's label of a master secret.
const MASTER: &str = "CLIENT_RANDOM";

/// What may open the records of a direction and epoch: of several secrets of one name the one that fits the first record.
#[derive(Debug)]
pub(super) struct Candidates {
    pub(super) label: &'static str,
    pub(super) found: Vec<(Opener, Secret)>,
}

/// Those that could be made; why not, where none could.
fn of_any<T>(made: impl Iterator<Item = Result<T, String>>, none: impl FnOnce() -> String) -> Result<Vec<T>, String> {
    let (mut found, mut why) = (Vec::new(), None);
    for made in made {
        match made {
            Ok(made) => found.push(made),
            Err(error) => why = why.or(Some(error)),
        }
    }
    if found.is_empty() { Err(why.unwrap_or_else(none)) } else { Ok(found) }
}

/// The key log's label of a direction's secret in TLS 1.3.
fn label(from: Direction, epoch: Epoch) -> &'static str {
    match (from, epoch) {
        (Direction::ClientToServer, Epoch::EarlyData) => "CLIENT_EARLY_TRAFFIC_SECRET",
        (Direction::ClientToServer, Epoch::Handshake) => "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        (Direction::ServerToClient, Epoch::Handshake) => "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        (Direction::ClientToServer, _) => "CLIENT_TRAFFIC_SECRET_0",
        (Direction::ServerToClient, _) => "SERVER_TRAFFIC_SECRET_0",
    }
}
