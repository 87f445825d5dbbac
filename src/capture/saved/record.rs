//! What a saved trace has in place of its secrets.

use serde::{Deserialize, Serialize};

use super::super::{StoredCheck, StoredContent, StoredRecord};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SavedRecord {
    record: usize,
    epoch: String,
    content: SavedContent,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum SavedContent {
    Opened {
        content_type: u8,
        starts_at: usize,
        #[serde(with = "hex::serde")]
        bytes: Vec<u8>,
        withheld: usize,
    },
    Sealed(String),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SavedCheck {
    id: String,
    holds: bool,
    detail: String,
    step: Option<usize>,
}

impl From<StoredRecord> for SavedRecord {
    fn from(StoredRecord { record, epoch, content }: StoredRecord) -> Self {
        Self { record, epoch, content: content.into() }
    }
}

impl From<SavedRecord> for StoredRecord {
    fn from(SavedRecord { record, epoch, content }: SavedRecord) -> Self {
        Self { record, epoch, content: content.into() }
    }
}

impl From<StoredContent> for SavedContent {
    fn from(content: StoredContent) -> Self {
        match content {
            StoredContent::Opened { content_type, starts_at, bytes, withheld } => Self::Opened { content_type, starts_at, bytes, withheld },
            StoredContent::Sealed(why) => Self::Sealed(why),
        }
    }
}

impl From<SavedContent> for StoredContent {
    fn from(content: SavedContent) -> Self {
        match content {
            SavedContent::Opened { content_type, starts_at, bytes, withheld } => Self::Opened { content_type, starts_at, bytes, withheld },
            SavedContent::Sealed(why) => Self::Sealed(why),
        }
    }
}

impl From<StoredCheck> for SavedCheck {
    fn from(StoredCheck { id, holds, detail, step }: StoredCheck) -> Self {
        Self { id, holds, detail, step }
    }
}

impl From<SavedCheck> for StoredCheck {
    fn from(SavedCheck { id, holds, detail, step }: SavedCheck) -> Self {
        Self { id, holds, detail, step }
    }
}
