//! A pair that plays again and again, for callers without a runtime.

use tokio::runtime::{Builder, Runtime};

use super::{Pair, PairError, RunOptions};
use crate::capture::Capture;
use crate::scenario::Scenario;

/// A [`Pair`] with a runtime of its own.
pub struct Player {
    pair: Pair,
    runtime: Runtime,
}

impl Player {
    /// Makes the certificates and both configurations.
    pub fn new(scenario: &Scenario, options: &RunOptions) -> Result<Self, PairError> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(PairError::Runtime)?;
        Ok(Self { pair: Pair::new(scenario, options)?, runtime })
    }

    /// Plays the scenario behind so many connections that it is to share a file with: see [`RunOptions::after`].
    pub fn play(&self, after: usize) -> Result<Capture, PairError> {
        self.runtime.block_on(self.pair.run_after(after))
    }
}
