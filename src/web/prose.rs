//! Texts of `docs/` on the lab's pages: as the walk's page has them, with links that lead to pages of this server.

use crate::render::html::{self, Links, Target};

/// A text of the folder `docs/FOLDER`, as HTML.
pub(super) fn to_html(markdown: &str, folder: &str) -> String {
    html::prose(markdown, folder, &Served)
}

/// As [`to_html`], for a text of one paragraph, without the paragraph.
pub(super) fn to_inline_html(markdown: &str, folder: &str) -> String {
    html::inline_prose(markdown, folder, &Served)
}

/// The pages that this server has.
struct Served;

impl Links for Served {
    fn address(&self, link: &str, folder: &str) -> Option<String> {
        Some(match Target::of(link, folder)? {
            Target::Site(address) | Target::Here(address) => address.to_owned(),
            Target::Page { folder: "lessons", stem: "README" } => "/lessons".into(),
            Target::Page { folder: "lessons", stem } => format!("/lessons/{stem}"),
            Target::Page { folder, stem } => format!("/docs/{folder}/{stem}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_pages_of_this_server() {
        let link = |to: &str, folder| Served.address(to, folder);
        let to = |address: &str| Some(address.to_owned());
        assert_eq!(link("../findings/client-cert-expired.md", "lessons"), to("/docs/findings/client-cert-expired"));
        assert_eq!(link("flip-one-bit.md", "lessons"), to("/lessons/flip-one-bit"));
        assert_eq!(link("../lessons/README.md", "findings"), to("/lessons"));
        assert_eq!(link("https://www.rfc-editor.org/rfc/rfc8446", "alerts"), to("https://www.rfc-editor.org/rfc/rfc8446"));
        assert_eq!(link("javascript:alert(1)", "lessons"), None);
    }
}
