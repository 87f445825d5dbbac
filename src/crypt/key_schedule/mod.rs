//! The key schedule of TLS 1.3 (RFC 8446 7.1), first as small functions, then as a whole in [`KeySchedule`].
//!
//! ```text
//!              0
//!              |
//!   PSK ->  HKDF-Extract = Early Secret ------> binder, early traffic, early exporter
//!              | "derived"
//!   (EC)DHE -> HKDF-Extract = Handshake Secret -> client and server handshake traffic
//!              | "derived"
//!   0 ->    HKDF-Extract = Master Secret -----> client and server application traffic, exporter, resumption
//! ```

mod hkdf;
mod schedule;

pub use hkdf::{derive_secret, hkdf_expand, hkdf_expand_label, hkdf_extract};
pub use schedule::{Derived, Inputs, KeySchedule, SecretName};

use super::hash::HmacKey;
use super::{Hash, Secret};

/// Where a pre-shared key comes from: binders of one kind must not pass for the other (RFC 8446 7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PskKind {
    /// Provisioned outside of TLS.
    External,
    /// From a NewSessionTicket.
    Resumption,
}

/// The Early Secret; without a PSK zeros take its place (RFC 8446 7.1).
#[must_use]
pub fn early_secret(hash: Hash, psk: Option<&[u8]>) -> Secret {
    hkdf_extract(hash, &[], psk.unwrap_or(&zeros(hash)))
}

/// The Handshake Secret; for a PSK without (EC)DHE give an empty shared secret: zeros take its place (RFC 8446 7.1).
#[must_use]
pub fn handshake_secret(hash: Hash, early: &Secret, shared: &[u8]) -> Secret {
    let salt = derived(hash, early);
    hkdf_extract(hash, salt.expose(), if shared.is_empty() { zeros(hash) } else { shared.to_vec() }.as_slice())
}

/// The Master Secret (RFC 8446 7.1).
#[must_use]
pub fn master_secret(hash: Hash, handshake: &Secret) -> Secret {
    hkdf_extract(hash, derived(hash, handshake).expose(), &zeros(hash))
}

/// The key from which a binder's Finished key is made (RFC 8446 4.2.11.2).
#[must_use]
pub fn binder_key(hash: Hash, early: &Secret, kind: PskKind) -> Secret {
    let label = match kind {
        PskKind::External => "ext binder",
        PskKind::Resumption => "res binder",
    };
    derive_secret(hash, early, label, &hash.digest(&[]))
}

/// The key of a Finished MAC, from a traffic secret or a binder key (RFC 8446 4.4.4).
#[must_use]
pub fn finished_key(hash: Hash, base: &Secret) -> Secret {
    hkdf_expand_label(hash, base, "finished", &[], hash.length())
}

/// The MAC in a Finished message, or a PSK binder: over the hash of the transcript before it (RFC 8446 4.4.4).
#[must_use]
pub fn verify_data(hash: Hash, base: &Secret, transcript_hash: &[u8]) -> Vec<u8> {
    hash.hmac(finished_key(hash, base).expose(), &[transcript_hash])
}

/// The key of the records under a traffic secret, `length` bytes long (RFC 8446 7.3).
#[must_use]
pub fn traffic_key(hash: Hash, traffic: &Secret, length: usize) -> Secret {
    hkdf_expand_label(hash, traffic, "key", &[], length)
}

/// The IV of the records under a traffic secret, 12 bytes (RFC 8446 7.3).
#[must_use]
pub fn traffic_iv(hash: Hash, traffic: &Secret) -> Secret {
    hkdf_expand_label(hash, traffic, "iv", &[], 12)
}

/// Both at once, [`traffic_key`] and [`traffic_iv`]: the secret is made ready once.
#[must_use]
pub fn traffic_key_and_iv(hash: Hash, traffic: &Secret, length: usize) -> (Secret, Secret) {
    let traffic = HmacKey::new(hash, traffic.expose());
    (hkdf::expand_label(&traffic, "key", &[], length), hkdf::expand_label(&traffic, "iv", &[], 12))
}

/// The traffic secret after a KeyUpdate (RFC 8446 7.2).
#[must_use]
pub fn next_traffic_secret(hash: Hash, traffic: &Secret) -> Secret {
    hkdf_expand_label(hash, traffic, "traffic upd", &[], hash.length())
}

/// The PSK of a ticket, from the resumption master secret and the ticket's nonce (RFC 8446 4.6.1).
#[must_use]
pub fn resumption_psk(hash: Hash, resumption_master: &Secret, nonce: &[u8]) -> Secret {
    hkdf_expand_label(hash, resumption_master, "resumption", nonce, hash.length())
}

/// Keying material for an application, from an exporter master secret (RFC 8446 7.5).
#[must_use]
pub fn exporter(hash: Hash, exporter_master: &Secret, label: &str, context: &[u8], length: usize) -> Secret {
    let secret = derive_secret(hash, exporter_master, label, &hash.digest(&[]));
    hkdf_expand_label(hash, &secret, "exporter", &hash.digest(context), length)
}

/// The salt of the next stage.
fn derived(hash: Hash, secret: &Secret) -> Secret {
    derive_secret(hash, secret, "derived", &hash.digest(&[]))
}

fn zeros(hash: Hash) -> Vec<u8> {
    vec![0; hash.length()]
}
