//! What can go wrong with playing a scenario. A handshake that fails is none of it: it is a result.

use std::io;

use crate::capture::End;
use crate::pki::PkiError;
use crate::scenario::ScenarioError;

/// A run that could not take place: the tool's own trouble.
#[derive(Debug, thiserror::Error)]
pub enum PairError {
    /// The scenario cannot be run as asked.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// A certificate or a revocation list cannot be made.
    #[error(transparent)]
    Pki(#[from] PkiError),
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
