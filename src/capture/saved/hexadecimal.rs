//! Bytes as hexadecimal digits, where a saved trace is written as text.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes that are written as digits.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Digits(#[serde(with = "hex::serde")] Vec<u8>);

/// For a list of byte strings.
pub(super) mod list {
    use super::{Deserialize, Deserializer, Digits, Serializer};

    pub(in crate::capture::saved) fn serialize<S: Serializer>(list: &[Vec<u8>], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().cloned().map(Digits))
    }

    pub(in crate::capture::saved) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<u8>>, D::Error> {
        Ok(Vec::<Digits>::deserialize(deserializer)?.into_iter().map(|digits| digits.0).collect())
    }
}

/// For a list of byte strings that may be unknown.
pub(super) mod known_list {
    use super::{Deserialize, Deserializer, Digits, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde asks for this shape")]
    pub(in crate::capture::saved) fn serialize<S: Serializer>(list: &Option<Vec<Vec<u8>>>, serializer: S) -> Result<S::Ok, S::Error> {
        list.as_ref().map(|list| list.iter().cloned().map(Digits).collect::<Vec<_>>()).serialize(serializer)
    }

    pub(in crate::capture::saved) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Vec<u8>>>, D::Error> {
        let list = Option::<Vec<Digits>>::deserialize(deserializer)?;
        Ok(list.map(|list| list.into_iter().map(|digits| digits.0).collect()))
    }
}
