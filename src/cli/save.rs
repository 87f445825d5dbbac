//! What a run leaves behind: `--save-keylog` and `--pcapng`, for all captures of a command together.

use std::io::Write;

use super::loaded::Loaded;
use super::options::Files;
use super::{annotations, files};
use crate::capture::Capture;
use crate::diagnose::Diagnosed;
use crate::export;

/// Writes the files that were asked for. Both hold secrets.
pub(super) fn save(wanted: &Files, loaded: &Loaded) -> anyhow::Result<()> {
    let sources = loaded.diagnosed();
    if let Some(path) = &wanted.save_keylog {
        files::write_secret(path, |out| Ok(out.write_all(export::keylog(&merged(&sources)).as_bytes())?))?;
    }
    if let Some(path) = &wanted.pcapng {
        let annotations: Vec<_> = sources.iter().flat_map(|source| annotations::of(&source.trace)).collect();
        files::write_secret(path, |out| Ok(export::pcapng(&merged(&sources), &annotations, out)?))?;
    }
    Ok(())
}

/// All captures as one.
fn merged(sources: &[&Diagnosed]) -> Capture {
    let mut merged = sources.first().map(|source| source.capture.clone()).unwrap_or_default();
    for other in sources.iter().skip(1) {
        merged.source.name = format!("{}, {}", merged.source.name, other.capture.source.name);
        merged.connections.extend(other.capture.connections.iter().cloned());
    }
    merged
}
