//! What a saved trace knows without any secret: the content of its records, and what was checked when it was saved.

use super::Direction;

/// A record that was encrypted, as it was understood when the trace was saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredRecord {
    /// Its number among the records of its direction, from 0.
    pub record: usize,
    /// Under which keys it was sent: `early_data`, `handshake`, `application`.
    pub epoch: String,
    /// What is known of its content.
    pub content: StoredContent,
}

/// The content of a record that was encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredContent {
    /// It was opened.
    Opened {
        /// The content type that stood in it, by its number.
        content_type: u8,
        /// Where in the record's fragment the content begins, in bytes: behind an explicit nonce.
        starts_at: usize,
        /// The content, without inner content type and padding.
        bytes: Vec<u8>,
        /// How many more bytes there were: data of the application, which is not stored.
        withheld: usize,
    },
    /// It stayed sealed: why.
    Sealed(String),
}

impl Default for StoredContent {
    fn default() -> Self {
        Self::Sealed(String::new())
    }
}

/// The records of both directions, in stream order: client to server, server to client.
pub type StoredRecords = [Vec<StoredRecord>; 2];

/// A check that was made when the trace was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheck {
    /// Its id, as in the JSON format.
    pub id: String,
    /// Whether it held.
    pub holds: bool,
    /// How it was done, or why it failed.
    pub detail: String,
    /// The step that it is about, from 1.
    pub step: Option<usize>,
}

impl StoredRecord {
    /// The stored record of this number.
    #[must_use]
    pub fn find(records: &StoredRecords, direction: Direction, record: usize) -> Option<&Self> {
        let of_direction = &records[direction.index()];
        of_direction.binary_search_by_key(&record, |stored| stored.record).ok().and_then(|place| of_direction.get(place))
    }
}
