//! What rustls, webpki and openssl also compute, computed again: key schedules, record opening, signatures, paths.
//!
//! Reading order: a [`Suite`] says which algorithms, a [`Transcript`] what was said so far, [`key_schedule`] (TLS 1.3)
//! and [`prf`] (up to TLS 1.2) which keys follow from it, an [`Opener`] what the records hold, [`signature`] and
//! [`path`] who is proved. Nothing here knows about connections: bytes in, bytes or a [`Verdict`] out.

mod algorithm;
pub mod certificate;
mod der;
pub mod hash;
pub mod key_schedule;
pub mod open;
pub mod path;
pub mod prf;
pub mod private_key;
pub mod public_key;
#[cfg(test)]
mod rfc8448;
mod rsa;
pub mod secret;
pub mod server_name;
pub mod signature;
pub mod signed_content;
pub mod ssl3;
pub mod suite;
pub mod transcript;
pub mod verdict;

pub use crate::names::End;
pub use hash::{Hash, Hasher};
pub use key_schedule::{KeySchedule, PskKind, SecretName};
pub use open::{Lacking, OpenError, Opened, Opener};
pub use path::{Failure, PathResult, Reason};
pub use prf::{DirectionKeys, KeyBlock, Prf};
pub use private_key::PrivateKey;
pub use public_key::PublicKey;
pub use secret::Secret;
pub use suite::Suite;
pub use transcript::Transcript;
pub use verdict::Verdict;
