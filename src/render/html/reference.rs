//! The pages of `docs/` that a file carries: those of its steps, and what they and the fields lead to.

use std::collections::BTreeSet;

use super::link::{Links, Target};
use super::markup::Html;
use super::prose::{self, Place};
use crate::report::{Card, Page, PageKind, WalkReport, library};

/// Pages that links of the file can lead to.
#[derive(Debug, Default)]
pub(super) struct Reference {
    /// Folder and name of each, as in its link.
    there: BTreeSet<String>,
}

impl Reference {
    /// The pages of a report's steps and extensions, of the causes of its failures, and every term that these lead to.
    pub(super) fn of(report: &WalkReport) -> Self {
        let mut found = Self::default();
        for walked in &report.walks {
            walked.walk.cards.iter().for_each(|card| found.with_card(card));
            let causes = walked.conclusions.iter().filter_map(|conclusion| conclusion.cause);
            causes.filter_map(|cause| library().page(PageKind::Finding, cause.id.name())).for_each(|page| found.with(page));
        }
        found
    }

    fn with_card(&mut self, card: &Card) {
        card.page.into_iter().for_each(|page| self.with(page));
        let extensions = card.fields.iter().filter_map(|row| library().page(PageKind::Extension, &row.name));
        extensions.for_each(|page| self.with(page));
        let folder = card.page.map_or("messages", |page| page.kind.folder());
        for side in card.sides.iter().flatten() {
            let texts = side.in_this_run.iter().chain(side.calculations.iter().map(|calculation| &calculation.says));
            texts.for_each(|text| self.with_terms(text, folder));
        }
    }

    fn with(&mut self, page: &'static Page) {
        if self.there.insert(id(page)) {
            self.with_terms(&page.markdown, page.kind.folder());
        }
    }

    /// The terms that a text leads to, and those that they lead to.
    fn with_terms(&mut self, markdown: &str, folder: &str) {
        let terms = prose::links(markdown).into_iter().filter_map(|link| target(&link, folder));
        terms.filter(|page| page.kind == PageKind::Term).for_each(|page| self.with(page));
    }

    /// The name, in links, of a page that is in the file.
    pub(super) fn link_to(&self, kind: PageKind, name: &str) -> Option<String> {
        library().page(kind, name).map(id).filter(|id| self.there.contains(id))
    }

    /// The pages that stand in no card, as a section of their own.
    pub(super) fn section(&self, shown: &BTreeSet<String>, out: &mut Html) {
        let pages: Vec<&Page> =
            library().pages.iter().filter(|page| self.there.contains(&id(page)) && !shown.contains(&id(page))).collect();
        if pages.is_empty() {
            return;
        }
        out.raw("<section id=\"reference\" aria-labelledby=\"reference-title\"><h2 id=\"reference-title\">Words and pages</h2>");
        out.raw("<p class=\"lead\">What the steps refer to, in a few lines each.</p>");
        for page in pages {
            out.raw("<article class=\"page\" id=\"").text(&id(page)).raw("\"><h3>").text(&page.title).raw("</h3><p class=\"kind\">");
            out.text(page.kind.word()).raw("</p>");
            self.whole(page, 4, out);
            out.raw("</article>");
        }
        out.raw("</section>");
    }

    /// A page without its title; its sections' headings are of that level.
    pub(super) fn whole(&self, page: &Page, level: u8, out: &mut Html) {
        let place = Place { links: self, folder: page.kind.folder(), level: level.saturating_sub(1) };
        let (_, body) = page.markdown.trim_start().split_once('\n').unwrap_or_default();
        prose::blocks(body, place, out);
    }
}

/// The name of a page in links: `page/messages/client_hello`.
pub(super) fn id(page: &Page) -> String {
    format!("page/{}/{}", page.kind.folder(), page.name.replace(' ', "-"))
}

impl Links for Reference {
    /// A page that is in the file; no other site: the file stands alone.
    fn address(&self, link: &str, folder: &str) -> Option<String> {
        target(link, folder).map(id).filter(|id| self.there.contains(id)).map(|id| format!("#{id}"))
    }
}

/// The page that a link in a page leads to: `certificate.md`, `../extensions/key_share.md`.
fn target(link: &str, folder: &str) -> Option<&'static Page> {
    let Target::Page { folder, stem } = Target::of(link, folder)? else { return None };
    let number = stem.split('-').next().and_then(|number| number.parse().ok());
    let is_it = |page: &&Page| match page.kind {
        PageKind::Rung => page.number == number,
        _ => page.name == stem,
    };
    library().pages.iter().filter(|page| page.kind.folder() == folder).find(is_it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_pages_lead_to_pages() {
        let name = |link: &str| target(link, "messages").map(id);
        assert_eq!(name("certificate.md").as_deref(), Some("page/messages/certificate"));
        assert_eq!(name("../rungs/05-certificate-request.md").as_deref(), Some("page/rungs/rung-5"));
        assert_eq!(name("../glossary/leaf.md#x").as_deref(), Some("page/glossary/leaf"));
        assert_eq!(name("https://example.org/leaf.md"), None);
        assert_eq!(name("javascript:alert(1)"), None);
    }
}
