//! Why a capture could not be read at all.

use std::io;

use thiserror::Error;

/// Nothing could be read. Whatever is odd further on is a [`Problem`](super::Problem).
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OfflineError {
    /// The first bytes could not be read.
    #[error("it cannot be read")]
    Io(#[from] io::Error),
    /// The first bytes are those of something else.
    #[error("it is not a capture file: it begins neither as pcap nor as pcapng")]
    NotACapture,
    /// A document that is not JSON to its end.
    #[error("it is not JSON")]
    NotJson(#[source] serde_json::Error),
    /// JSON of another kind.
    #[error("it is JSON, but no trace: its `format` is not `tlstrace/1`")]
    NotATrace,
    /// A summary, or a document of an earlier version.
    #[error("its connection {number} has no `capture` to read again: save it with `inspect --format json`")]
    WithoutCapture {
        /// The connection, from 1.
        number: usize,
    },
    /// A connection that was changed by hand.
    #[error("the `capture` of its connection {number} cannot be read")]
    Connection {
        /// The connection, from 1.
        number: usize,
        /// What is wrong with it.
        #[source]
        error: serde_json::Error,
    },
}
