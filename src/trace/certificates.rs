//! What can be read and recomputed of certificates, keys and revocation lists without a handshake: the same grammar
//! and the same proofs as within one, for those who judge files.

pub use crate::crypt::PublicKey;
pub use crate::crypt::Verdict;
pub use crate::crypt::certificate::{certificate_signature, is_self_signed, subject_public_key_info};
pub use crate::crypt::path::{Failure, PathResult, Reason, path};
pub use crate::crypt::private_key::{KeyForm, PrivateKey};
pub use crate::crypt::server_name::names_match;
pub use crate::wire::certificate::{RevocationList, X509, decode, revocation_list};

/// The SHA-256 fingerprint, as OpenSSL and browsers show it.
#[must_use]
pub fn fingerprint(der: &[u8]) -> Vec<u8> {
    crate::crypt::Hash::Sha256.digest(der)
}
