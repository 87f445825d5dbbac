//! Markdown of lessons and pages as HTML: its links lead to pages of this server, and HTML in it stays text.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, html};

/// A text of the folder `docs/FOLDER`, as HTML.
pub(super) fn to_html(markdown: &str, folder: &str) -> String {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: target(&dest_url, folder), title, id })
        }
        other => other,
    });
    let mut page = String::new();
    html::push_html(&mut page, events);
    page
}

/// As [`to_html`], for a text of one paragraph, without the paragraph.
pub(super) fn to_inline_html(markdown: &str, folder: &str) -> String {
    let page = to_html(markdown, folder);
    let trimmed = page.trim();
    trimmed
        .strip_prefix("<p>")
        .and_then(|rest| rest.strip_suffix("</p>"))
        .filter(|rest| !rest.contains("<p>"))
        .unwrap_or(trimmed)
        .to_owned()
}

/// Where a link leads: a page of `docs/` or a lesson, a place on this page, a site. Anything else stays on this page.
fn target(link: &str, folder: &str) -> CowStr<'static> {
    if link.starts_with("https://") || link.starts_with('#') {
        return link.to_owned().into();
    }
    let path = link.split('#').next().unwrap_or_default();
    let Some(path) = path.strip_suffix(".md") else { return "#".into() };
    let (folder, name) = match path.strip_prefix("../") {
        Some(other) => other.split_once('/').unwrap_or(("", other)),
        None => (folder, path),
    };
    match (folder, name) {
        ("lessons", "README") => "/lessons".into(),
        ("lessons", name) => format!("/lessons/{name}").into(),
        ("", _) => "#".into(),
        (folder, name) => format!("/docs/{folder}/{name}").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_pages_of_this_server() {
        let link = |to: &str, folder| target(to, folder).to_string();
        assert_eq!(link("../findings/client-cert-expired.md", "lessons"), "/docs/findings/client-cert-expired");
        assert_eq!(link("flip-one-bit.md", "lessons"), "/lessons/flip-one-bit");
        assert_eq!(link("certificate.md#fields", "messages"), "/docs/messages/certificate");
        assert_eq!(link("../lessons/README.md", "findings"), "/lessons");
        assert_eq!(link("https://www.rfc-editor.org/rfc/rfc8446", "alerts"), "https://www.rfc-editor.org/rfc/rfc8446");
        for odd in ["javascript:alert(1)", "/etc/passwd", "../../Cargo.toml", "../architecture.md", "http://x"] {
            assert_eq!(link(odd, "lessons"), "#", "{odd}");
        }
    }

    #[test]
    fn html_stays_text() {
        assert_eq!(to_inline_html("a <script>b</script> `c`", "x"), "a &lt;script&gt;b&lt;/script&gt; <code>c</code>");
        assert!(to_html("<div onclick=x>\n\ny", "x").contains("&lt;div onclick=x&gt;"));
    }
}
