//! The lab's certificates for use outside of it: made for good, with their keys.

use super::certificate::CertificateKind;
use super::clock::Clock;
use super::pki::Maker;
use super::{LabError, ScenarioError, builtin};

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
    Description(#[from] ScenarioError),
    /// One could not be made.
    #[error(transparent)]
    Lab(#[from] LabError),
}

/// Makes all certificates of `certs/`, with new keys and by the machine's clock.
pub fn issue_all() -> Result<Vec<IssuedCertificate>, IssueError> {
    let certificates = builtin::certificates().map_err(ScenarioError::from)?;
    let maker = Maker { certificates: &certificates, now_s: Clock::of_run(None).now_s(), seed: None };
    Ok(maker.make(certificates.names())?.issued())
}

/// Never the key.
impl std::fmt::Debug for IssuedCertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IssuedCertificate").field("name", &self.name).field("kind", &self.kind).finish_non_exhaustive()
    }
}
