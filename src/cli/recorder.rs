//! The files of a run that grow while it goes on: connection by connection, so that memory does not.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;

use super::files;
use super::options::Files;
use crate::capture::Capture;
use crate::export::{PcapngStream, keylog_lines};

/// The files that were asked for. Both hold secrets.
pub(super) struct Recorder {
    pcapng: Option<PcapngStream<BufWriter<File>>>,
    keylog: Option<BufWriter<File>>,
}

impl Recorder {
    /// Creates the files. `source` says what is in them; `synthetic`: whether addresses and times are made up.
    pub(super) fn create(wanted: &Files, source: &str, synthetic: bool) -> anyhow::Result<Self> {
        let create = |path: &Path| anyhow::Ok(BufWriter::new(files::create_secret(path)?));
        let mut keylog = wanted.save_keylog.as_deref().map(create).transpose()?;
        if let Some(keylog) = &mut keylog {
            writeln!(keylog, "# tlstrace: the secrets of {source}")?;
        }
        let begin =
            |path: &Path| PcapngStream::begin(source, synthetic, create(path)?).with_context(|| format!("cannot write {}", path.display()));
        Ok(Self { pcapng: wanted.pcapng.as_deref().map(begin).transpose()?, keylog })
    }

    /// Whether there is a file at all.
    pub(super) fn is_on(&self) -> bool {
        self.pcapng.is_some() || self.keylog.is_some()
    }

    /// Adds the connections of a capture.
    pub(super) fn add(&mut self, capture: &Capture) -> anyhow::Result<()> {
        for connection in &capture.connections {
            if let Some(pcapng) = &mut self.pcapng {
                pcapng.add(connection).context("cannot write the packets")?;
            }
            if let Some(keylog) = &mut self.keylog {
                keylog.write_all(keylog_lines(&connection.keylog).as_bytes()).context("cannot write the secrets")?;
            }
        }
        Ok(())
    }

    /// Writes what is still in a buffer.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        self.pcapng.map_or(Ok(()), PcapngStream::finish).context("cannot write the packets")?;
        self.keylog.map_or(Ok(()), |mut keylog| keylog.flush()).context("cannot write the secrets")
    }
}
