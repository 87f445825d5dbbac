//! Embeds the pages and the lessons of `docs/`: writes the lists that `src/teach/pages/embedded.rs` and
//! `src/teach/lessons/mod.rs` include.
//!
//! A page is there by being a file in its folder: nothing else names it. Cargo runs this again when a page changes,
//! comes or goes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The folders of `docs/` that hold pages.
const FOLDERS: [&str; 6] = ["messages", "extensions", "alerts", "findings", "rungs", "glossary"];

fn main() -> io::Result<()> {
    let docs = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("docs");
    println!("cargo::rerun-if-changed=docs");
    let mut list = String::from("&[\n");
    for folder in FOLDERS {
        for file in pages(&docs.join(folder))? {
            let _ = writeln!(list, "({folder:?}, {:?}, include_str!({:?})),", stem(&file), file.to_string_lossy());
        }
    }
    list.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("pages.rs"), list)?;
    fs::write(out.join("lessons.rs"), lessons(&docs.join("lessons"))?)
}

/// The lessons of a folder; its README is their index.
fn lessons(folder: &Path) -> io::Result<String> {
    let mut list = String::from("&[\n");
    for file in pages(folder)?.iter().filter(|file| stem(file) != "README") {
        let _ = writeln!(list, "({:?}, include_str!({:?})),", stem(file), file.to_string_lossy());
    }
    list.push(']');
    Ok(list)
}

/// The Markdown files of a folder, in order; none if the folder is not there.
fn pages(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    let mut files: Vec<_> = entries.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect();
    files.sort();
    Ok(files)
}

fn stem(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
