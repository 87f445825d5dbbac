//! The lab's certificates for use outside of it: made for good, with their keys.

use std::time::SystemTime;

use super::certificate::CertificateKind;
use super::error::PkiError;
use super::make::Maker;
use super::{DocumentError, builtin};

/// A certificate of `certs/`, made, and its private key.
#[derive(Clone, PartialEq, Eq)]
pub struct IssuedCertificate {
    /// Its name in `certs/`.
    pub name: String,
    /// What it is for.
    pub kind: CertificateKind,
    /// Its DER.
    pub der: Vec<u8>,
    /// DER of the intermediates above it, its issuer first. The root is what the other end has.
    pub above: Vec<Vec<u8>>,
    /// Its private key in PKCS #8. A secret.
    pub key_pkcs8: Vec<u8>,
}

/// Why they could not be made.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// `certs/` has a mistake.
    #[error(transparent)]
    Description(#[from] DocumentError),
    /// One could not be made.
    #[error(transparent)]
    Making(#[from] PkiError),
}

/// Makes all certificates of `certs/`, with new keys and by the machine's clock.
pub fn issue_all() -> Result<Vec<IssuedCertificate>, IssueError> {
    let certificates = builtin::certificates()?;
    // Before 1970 only a broken machine lives: its certificates then begin in 1970.
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    let now_s = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    let maker = Maker { certificates: &certificates, now_s, seed: None };
    Ok(maker.make(certificates.names())?.issued())
}

/// Never the key.
impl std::fmt::Debug for IssuedCertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IssuedCertificate").field("name", &self.name).field("kind", &self.kind).finish_non_exhaustive()
    }
}
