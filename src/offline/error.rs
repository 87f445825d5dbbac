//! Why a capture could not be read at all.

use std::io;

use thiserror::Error;

/// Nothing could be read. Whatever is odd further on is a [`Problem`](super::Problem).
#[derive(Debug, Error)]
pub enum OfflineError {
    /// The first bytes could not be read.
    #[error("it cannot be read")]
    Io(#[from] io::Error),
    /// The first bytes are those of something else.
    #[error("it is not a capture file: it begins neither as pcap nor as pcapng")]
    NotACapture,
}
