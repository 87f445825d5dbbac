//! Files that are written: whole or with an error that names them; secrets for the owner alone.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;

/// Writes a file.
pub(super) fn write(path: &Path, content: impl FnOnce(&mut BufWriter<File>) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    fill(file, path, content)
}

/// Writes a file that holds secrets: on Unix only its owner can read it.
pub(super) fn write_secret(path: &Path, content: impl FnOnce(&mut BufWriter<File>) -> anyhow::Result<()>) -> anyhow::Result<()> {
    fill(create_secret(path)?, path, content)
}

/// Creates a file that will hold secrets, see [`write_secret`].
pub(super) fn create_secret(path: &Path) -> anyhow::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).with_context(|| format!("cannot write {}", path.display()))?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .with_context(|| format!("cannot protect {}", path.display()))?;
    Ok(file)
}

fn fill(file: File, path: &Path, content: impl FnOnce(&mut BufWriter<File>) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::new(file);
    content(&mut out).with_context(|| format!("cannot write {}", path.display()))?;
    out.flush().with_context(|| format!("cannot write {}", path.display()))
}
