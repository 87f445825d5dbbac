//! What can go wrong with a scenario and with running it. A handshake that fails is neither: it is a result.

use std::io;
use std::path::PathBuf;

use super::{DocumentError, End, TlsVersion};

/// A scenario that cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// There is no scenario of that name.
    #[error("there is no scenario `{name}`{remedy} (a file of your own ends in .toml)")]
    Unknown {
        /// The name that was asked for.
        name: String,
        /// `; did you mean …?`, or where they are listed.
        remedy: String,
    },
    /// What stands after the `@` is no version.
    #[error("`{source_name}`: `{version}` is not a version of TLS that scenarios can have; write NAME@1.2 or NAME@1.3")]
    UnknownVersion {
        /// The whole source.
        source_name: String,
        /// What stands after the `@`.
        version: String,
    },
    /// The scenario does not exist for the version that was asked for.
    #[error("the scenario `{name}` does not exist for TLS {asked}, only for TLS {has}")]
    NotForVersion {
        /// The scenario.
        name: String,
        /// The version that was asked for.
        asked: TlsVersion,
        /// The versions it exists for.
        has: String,
    },
    /// The file cannot be read.
    #[error("cannot read the scenario {path}: {error}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file, or a description of certificates, has a mistake.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

/// A run that could not take place: the tool's own trouble.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    /// The scenario cannot be run as asked.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
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
    /// rustls refuses an end's configuration.
    #[error("rustls refuses the configuration of [{side}] in the scenario `{scenario}`: {error}")]
    Configuration {
        /// The scenario.
        scenario: String,
        /// The end.
        side: End,
        /// Why, as rustls words it.
        error: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The scenario needs what cannot be seeded.
    #[error("the scenario `{scenario}` cannot be run with a seed: {why}")]
    CannotSeed {
        /// The scenario.
        scenario: String,
        /// What cannot be seeded, and what to use instead.
        why: String,
    },
    /// Loopback TCP does not work.
    #[error("cannot connect the two ends over loopback TCP (127.0.0.1): {0}")]
    Loopback(#[source] io::Error),
    /// The runtime cannot be started.
    #[error("cannot start the asynchronous runtime: {0}")]
    Runtime(#[source] io::Error),
}
