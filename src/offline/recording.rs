//! A whole capture file: every connection, every secret, every problem.

use std::io::Read;

use super::file::{CaptureFile, Item};
use super::tcp::{Assembler, Finished};
use super::{OfflineError, Options, Problem, prelude};
use crate::capture::{Capture, Connection, KeyLog, KeyLogLine, Source, SourceKind};

/// What a capture file holds.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    /// The connections, in the order of their first packet.
    pub capture: Capture,
    /// What is odd, and what was left out.
    pub problems: Vec<Problem>,
    /// What the packets were, in words: for a file in which no connection is.
    pub holds: String,
}

/// Reads a capture file to its end, and keeps all of it; [`each`](super::each) forgets what is over. Each connection gets the lines
/// of the key logs with its client random.
pub fn read(reader: impl Read, options: Options) -> Result<Recording, OfflineError> {
    let mut finished = Vec::new();
    let source = Source { kind: SourceKind::Capture, name: options.name.clone(), ..Source::default() };
    let mut keylog = options.keylog;
    let told = assemble(reader, Assembler::default(), &mut |met| match met {
        Met::Secrets(lines) => lines.into_iter().for_each(|line| keylog.insert(line)),
        Met::Connection(one) => finished.push(one),
    })?;
    finished.sort_by_key(|one| one.index);
    let connections = finished.into_iter().map(|one| with_secrets(one.connection, &keylog)).collect();
    Ok(Recording { capture: Capture { source, synthetic: false, connections }, problems: told.problems, holds: told.holds })
}

/// What a capture file gives, in the order in which it is complete.
#[expect(clippy::large_enum_variant, reason = "it is handed on at once")]
pub(super) enum Met {
    Secrets(Vec<KeyLogLine>),
    Connection(Finished),
}

/// What is known when a file was read to its end.
pub(super) struct Told {
    pub(super) problems: Vec<Problem>,
    /// What the packets were, in words.
    pub(super) holds: String,
}

/// Reads a capture file to its end, and gives what is odd.
pub(super) fn assemble(reader: impl Read, mut assembler: Assembler, met: &mut impl FnMut(Met)) -> Result<Told, OfflineError> {
    let mut file = CaptureFile::open(reader)?;
    while let Some(item) = file.next() {
        match item {
            Item::Packet(packet) => assembler.packet(packet.link, packet.time_us, packet.data),
            Item::KeyLog(lines) => met(Met::Secrets(lines)),
        }
        while let Some(one) = assembler.next_finished() {
            met(Met::Connection(one));
        }
    }
    assembler.finish();
    while let Some(one) = assembler.next_finished() {
        met(Met::Connection(one));
    }
    let mut problems = file.problems();
    problems.extend(assembler.problems());
    Ok(Told { problems, holds: assembler.holds() })
}

fn with_secrets(connection: Connection, keylog: &KeyLog) -> Connection {
    let keylog = prelude::secrets(&connection, keylog);
    Connection { keylog, ..connection }
}
