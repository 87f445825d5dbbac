//! What a user may say about a capture file.

use crate::capture::KeyLog;

/// What is known beside the file.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The file's name, for people.
    pub name: String,
    /// Secrets; those embedded in the file are added to them.
    pub keylog: KeyLog,
}
