//! Finished (RFC 8446 4.4.4, RFC 5246 7.4.9): a MAC over everything said so far.

use super::Context;
use crate::bytes::{Reader, Sink, Stop};

/// What Finished says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finished {
    /// The MAC: as long as the hash in TLS 1.3, 12 bytes up to TLS 1.2, 36 in SSL 3.0.
    pub verify_data: Vec<u8>,
}

#[expect(clippy::unnecessary_wraps, reason = "the grammars of all messages look alike")]
pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, _: &Context, finished: &mut Finished) -> Result<(), Stop> {
    finished.verify_data = reader.rest("verify_data").to_vec();
    Ok(())
}
