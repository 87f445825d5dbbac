//! A scenario that cannot be had.

use std::io;
use std::path::PathBuf;

use crate::pki::DocumentError;
use crate::watch::TlsVersion;

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
