//! A certificate or a list that cannot be made: the tool's own trouble.

/// What could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PkiError {
    /// A certificate cannot be made.
    #[error("cannot make the certificate `{name}`: {error}; see its table in certs/ or in the scenario")]
    Certificate {
        /// The certificate's name.
        name: String,
        /// Why.
        error: rcgen::Error,
    },
    /// A revocation list cannot be made.
    #[error("cannot make the revocation list `{name}`: {error}; see [crl.{name}] in the scenario")]
    Crl {
        /// The list's name.
        name: String,
        /// Why.
        error: rcgen::Error,
    },
}
