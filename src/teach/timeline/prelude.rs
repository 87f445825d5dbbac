//! What was said in the clear before TLS.

use super::{ByteBlock, ByteLine, Entry, EntryKind, Weight};
use crate::capture::{Chunk, Prelude};
use crate::trace::Connection;

/// All of it as one step of both ends.
pub(super) fn of(connection: &Connection) -> Vec<Entry> {
    connection.prelude.iter().map(entry).collect()
}

fn entry(prelude: &Prelude) -> Entry {
    let name = if prelude.name == "unknown" { "not TLS" } else { &prelude.name };
    let [client, server] = [prelude.client_bytes.len(), prelude.server_bytes.len()];
    let says = format!("in the clear, before TLS: {client} B from the client, {server} B from the server");
    let length = Some(client + server);
    Entry { length, bytes: prelude.chunks.iter().map(block).collect(), ..Entry::new(EntryKind::Prelude, Weight::Step, 0, name, says) }
}

/// A write of either end, line by line.
fn block(chunk: &Chunk) -> ByteBlock {
    ByteBlock {
        title: format!("{} {}, in the clear", chunk.direction.arrow(), chunk.direction.sender()),
        lines: chunk.bytes.split_inclusive(|byte| *byte == b'\n').map(line).collect(),
    }
}

fn line(bytes: &[u8]) -> ByteLine {
    let is_text = bytes.iter().all(|byte| byte.is_ascii_graphic() || matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    let text = if is_text { String::from_utf8_lossy(bytes).trim_end().to_owned() } else { String::new() };
    ByteLine { indent: 0, bytes: bytes.to_vec(), text, at: None }
}
