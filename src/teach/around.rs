//! What stands around the steps of TLS: what was said in the clear before it, and bytes that were not captured.

use super::step::{ByteBlock, ByteLine, Step, StepKind};
use crate::capture::{Direction, Prelude};
use crate::trace::{Connection, Event, Gap};

/// What was said before TLS, as one step of both ends.
pub(super) fn prelude(connection: &Connection) -> Option<Step> {
    let prelude = connection.prelude.as_ref()?;
    let name = if prelude.name == "unknown" { "not TLS" } else { &prelude.name };
    let [client, server] = [prelude.client_bytes.len(), prelude.server_bytes.len()];
    let says = format!("in the clear, before TLS: {client} B from the client, {server} B from the server");
    Some(Step { length: Some(client + server), bytes: blocks(prelude), ..bare(StepKind::Prelude, None, "prelude", name, says) })
}

/// The holes before a step.
pub(super) fn gaps_before(connection: &Connection, event: &Event) -> impl Iterator<Item = Step> {
    connection.gaps.iter().filter(|gap| gap.before_step == Some(event.step)).map(gap)
}

fn gap(gap: &Gap) -> Step {
    let says = match gap.bytes {
        0 => "the beginning was not captured".to_owned(),
        1 => "1 byte is missing here: it was not captured".to_owned(),
        bytes => format!("{bytes} bytes are missing here: they were not captured"),
    };
    bare(StepKind::Gap, Some(gap.from), "gap", "gap", says)
}

fn bare(kind: StepKind, from: Option<Direction>, key: &str, name: &str, says: String) -> Step {
    Step {
        kind,
        from,
        key: key.to_owned(),
        name: name.to_owned(),
        rung: None,
        encrypted: false,
        length: None,
        says,
        marks: Vec::new(),
        fields: Vec::new(),
        bytes: Vec::new(),
    }
}

/// Each write of either end, line by line.
fn blocks(prelude: &Prelude) -> Vec<ByteBlock> {
    let block = |chunk: &crate::capture::Chunk| ByteBlock {
        title: format!("{} {}, in the clear", chunk.direction.arrow(), chunk.direction.sender()),
        lines: chunk.bytes.split_inclusive(|byte| *byte == b'\n').map(line).collect(),
    };
    prelude.chunks.iter().map(block).collect()
}

fn line(bytes: &[u8]) -> ByteLine {
    let is_text = bytes.iter().all(|byte| byte.is_ascii_graphic() || matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    let text = if is_text { String::from_utf8_lossy(bytes).trim_end().to_owned() } else { String::new() };
    ByteLine { indent: 0, bytes: bytes.to_vec(), text, at: None }
}
