//! The explanations: one page of `docs/` for each message, extension, alert, finding, step of the ladder and term.
//!
//! The pages are data, embedded in the program; [`Library::look_up`] finds one by any usual spelling of its name.

mod embedded;
mod fields;
mod lookup;
mod page;
mod registry;

use std::collections::BTreeMap;
use std::sync::OnceLock;

pub use fields::FieldLine;
pub use lookup::Answer;
pub use page::{Kind, Page, Section};

/// Every page, and by what further names they are known.
#[derive(Debug)]
pub struct Library {
    /// The pages, kind by kind, each kind in the order of its numbers or names.
    pub pages: Vec<Page>,
    /// For each kind's folder: name of a page, and its further names.
    aliases: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// The pages that come with the program.
pub fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(Library::embedded)
}

impl Library {
    /// The page of a kind with exactly that name.
    #[must_use]
    pub fn page(&self, kind: Kind, name: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.kind == kind && page.name == name)
    }

    /// The further names of a page.
    pub fn aliases(&self, page: &Page) -> &[String] {
        let of_kind = self.aliases.get(page.kind.folder());
        of_kind.and_then(|names| names.get(&page.name)).map_or(&[], Vec::as_slice)
    }

    /// Each page that `docs/aliases.toml` gives a further name: its folder and its name.
    pub fn aliased(&self) -> impl Iterator<Item = (&str, &str)> {
        self.aliases.iter().flat_map(|(folder, names)| names.keys().map(move |name| (folder.as_str(), name.as_str())))
    }

    fn embedded() -> Self {
        let mut pages: Vec<_> = embedded::EMBEDDED.iter().filter_map(|(folder, stem, text)| Page::new(folder, stem, text)).collect();
        pages.sort_by_key(|page| (page.kind, page.number.unwrap_or(u32::MAX)));
        // A test holds the file to its form.
        Self { pages, aliases: toml::from_str(embedded::ALIASES).unwrap_or_default() }
    }
}
