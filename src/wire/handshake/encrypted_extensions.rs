//! EncryptedExtensions (RFC 8446 4.3.1): what the server answers beside the key exchange. TLS 1.3 only.

use super::Context;
use crate::bytes::{Reader, Sink, Stop};
use crate::wire::extension::{self, Extensions, Place};

/// What EncryptedExtensions says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EncryptedExtensions {
    /// The extensions.
    pub extensions: Extensions,
}

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, context: &Context, message: &mut Box<EncryptedExtensions>) -> Result<(), Stop> {
    extension::read(reader, Place::EncryptedExtensions, context, &mut message.extensions)
}
