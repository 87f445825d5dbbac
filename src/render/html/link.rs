//! Where a link in a page of `docs/` leads. The one reader of such links; who shows a page says what is there to be led to.

/// What a link names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target<'a> {
    /// Another site, by https.
    Site(&'a str),
    /// A place on the same page: `#fields`.
    Here(&'a str),
    /// A page of `docs/`, by its folder and the name of its file without `.md`.
    Page {
        /// The folder.
        folder: &'a str,
        /// The name.
        stem: &'a str,
    },
}

impl<'a> Target<'a> {
    /// What a link in a page of this folder names; `None` for anything that is not one of these.
    pub(crate) fn of(link: &'a str, folder: &'a str) -> Option<Self> {
        if link.starts_with("https://") {
            return Some(Self::Site(link));
        }
        if link.starts_with('#') {
            return Some(Self::Here(link));
        }
        let path = link.split('#').next()?.strip_suffix(".md")?;
        let (folder, stem) = match path.strip_prefix("../") {
            Some(other) => other.split_once('/')?,
            None => (folder, path),
        };
        let is_name = |part: &str| !part.is_empty() && !part.contains(['/', ':', '\\', '.']);
        (is_name(folder) && is_name(stem)).then_some(Self::Page { folder, stem })
    }
}

/// What the links of a piece of Markdown may lead to.
pub(crate) trait Links {
    /// The address of what a link in a page of this folder names; `None` where it leads nowhere: then the link is its text.
    fn address(&self, link: &str, folder: &str) -> Option<String>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_name_pages_places_and_sites_and_nothing_else() {
        let page = |folder, stem| Some(Target::Page { folder, stem });
        assert_eq!(Target::of("certificate.md#fields", "messages"), page("messages", "certificate"));
        assert_eq!(Target::of("../rungs/05-certificate-request.md", "messages"), page("rungs", "05-certificate-request"));
        assert_eq!(Target::of("https://www.rfc-editor.org/x", "alerts"), Some(Target::Site("https://www.rfc-editor.org/x")));
        assert_eq!(Target::of("#fields", "alerts"), Some(Target::Here("#fields")));
        for odd in ["javascript:alert(1)", "/etc/passwd", "../../Cargo.toml", "../architecture.md", "http://x", "//x.md", "javascript:a.md"]
        {
            assert_eq!(Target::of(odd, "lessons"), None, "{odd}");
        }
    }
}
