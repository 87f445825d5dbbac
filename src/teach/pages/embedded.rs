//! The text of every page, embedded by `build.rs`: folder in `docs/`, file name without `.md`, text.

/// The pages, folder by folder, in the order of their file names.
pub(super) const EMBEDDED: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// Further names of pages.
pub(super) const ALIASES: &str = include_str!("../../../docs/aliases.toml");
