//! A saved trace: a document of the format `tlstrace/1`, of which the capture in each connection is read again.

use std::io::Read;

use serde::Deserialize;
use serde_json::Value as Json;

use super::{OfflineError, prelude};
use crate::capture::{Capture, Connection, KeyLog, SavedConnection, Source, SourceKind};

/// The name of the format.
const FORMAT: &str = "tlstrace/1";

/// Whether a file that begins like this may be a saved trace: JSON, an object.
#[must_use]
pub fn is_saved(start: &[u8]) -> bool {
    start.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// Reads a saved trace, and adds the lines of a key log to each connection. What stands beside the captures in it
/// (events, findings, …) is computed again.
pub fn read_saved(reader: impl Read, keylog: &KeyLog) -> Result<Capture, OfflineError> {
    let document: Json = serde_json::from_reader(reader).map_err(OfflineError::NotJson)?;
    if document["format"] != FORMAT {
        return Err(OfflineError::NotATrace);
    }
    let entries = document["connections"].as_array().map_or(&[][..], Vec::as_slice);
    let connections = entries.iter().enumerate().map(|(index, entry)| connection(index, entry, keylog)).collect::<Result<_, _>>()?;
    let source = &document["source"];
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let [client, server, transport] = ["client", "server", "transport"].map(|key| text(&source[key]));
    let name = text(&source["name"]).unwrap_or_default();
    let source = Source { kind: SourceKind::Trace, name, client, server, transport };
    Ok(Capture { source, synthetic: document["source"]["synthetic"] == true, connections })
}

fn connection(index: usize, entry: &Json, keylog: &KeyLog) -> Result<Connection, OfflineError> {
    let capture = entry.get("capture").filter(|capture| !capture.is_null());
    let capture = capture.ok_or(OfflineError::WithoutCapture { number: index + 1 })?;
    let saved = SavedConnection::deserialize(capture).map_err(|error| OfflineError::Connection { number: index + 1, error })?;
    let mut connection = Connection::from(saved);
    connection.keylog.merge(prelude::secrets(&connection, keylog));
    Ok(connection)
}
