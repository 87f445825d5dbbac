//! What a run leaves behind: `--save-keylog` and `--pcapng`, for all captures of a command together.

use std::io::Write;

use super::options::Run;
use super::source::Loaded;
use super::{annotations, files};
use crate::capture::Capture;
use crate::export;

/// Writes the files that were asked for. Both hold secrets.
pub(super) fn save(run: &Run, loaded: &[&Loaded]) -> anyhow::Result<()> {
    if let Some(path) = &run.save_keylog {
        files::write_secret(path, |out| Ok(out.write_all(export::keylog(&merged(loaded)).as_bytes())?))?;
    }
    if let Some(path) = &run.pcapng {
        let annotations: Vec<_> = loaded.iter().flat_map(|loaded| annotations::of(&loaded.diagnosed.trace)).collect();
        files::write_secret(path, |out| Ok(export::pcapng(&merged(loaded), &annotations, out)?))?;
    }
    Ok(())
}

/// All captures as one.
fn merged(loaded: &[&Loaded]) -> Capture {
    let mut merged = loaded.first().map(|loaded| loaded.diagnosed.capture.clone()).unwrap_or_default();
    for other in loaded.iter().skip(1) {
        merged.source.name = format!("{}, {}", merged.source.name, other.diagnosed.capture.source.name);
        merged.connections.extend(other.diagnosed.capture.connections.iter().cloned());
    }
    merged
}
