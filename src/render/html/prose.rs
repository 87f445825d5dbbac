//! Markdown as HTML, for a file that stands alone and for the lab's server. Tags in it are text, and a link leads to what is there,
//! or nowhere.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::link::Links;
use super::markup::Html;

/// Where a piece of Markdown stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// What its links may lead to.
    pub(super) links: &'a dyn Links,
    /// The folder that links are relative to.
    pub(super) folder: &'a str,
    /// The level of its highest heading: 2 to 6.
    pub(super) level: u8,
}

/// Markdown as blocks.
pub(super) fn blocks(markdown: &str, place: Place<'_>, out: &mut Html) {
    let mut writer = Writer { place, links: Vec::new(), in_head: false };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        writer.take(event, out);
    }
}

/// Markdown of one paragraph, without the paragraph; of more, as it is.
pub(super) fn inline(markdown: &str, place: Place<'_>) -> String {
    let mut out = Html::default();
    blocks(markdown, place, &mut out);
    let html = out.into_string();
    let paragraph = html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")).filter(|rest| !rest.contains("<p>"));
    paragraph.map_or(html.clone(), str::to_owned)
}

/// Where the links of a piece of Markdown lead to, as they are written.
pub(super) fn links(markdown: &str) -> Vec<String> {
    let link = |event: Event<'_>| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    };
    Parser::new_ext(markdown, Options::ENABLE_TABLES).filter_map(link).collect()
}

struct Writer<'a> {
    place: Place<'a>,
    /// The links that are open: whether each leads somewhere.
    links: Vec<bool>,
    in_head: bool,
}

impl Writer<'_> {
    fn take(&mut self, event: Event<'_>, out: &mut Html) {
        match event {
            Event::Text(text) => self.text(&text, out),
            Event::Html(text) | Event::InlineHtml(text) => drop(out.text(text.trim_end())),
            Event::Code(code) => drop(out.raw("<code>").text(&code).raw("</code>")),
            Event::SoftBreak => drop(out.raw("\n")),
            Event::HardBreak => drop(out.raw("<br>")),
            Event::Rule => drop(out.raw("<hr>")),
            Event::Start(tag) => self.start(tag, out),
            Event::End(tag) => self.end(tag, out),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, out: &mut Html) {
        match tag {
            Tag::Link { dest_url, .. } => self.link(&dest_url, out),
            Tag::Heading { level, .. } => drop(out.raw(self.heading(level).0)),
            Tag::List(Some(first)) => drop(out.raw("<ol start=\"").number(first).raw("\">")),
            Tag::CodeBlock(CodeBlockKind::Fenced(language)) if &*language == "text" => drop(out.raw("<pre class=\"text\"><code>")),
            other => drop(out.raw(self.opening(&other))),
        }
    }

    fn opening(&mut self, tag: &Tag<'_>) -> &'static str {
        match tag {
            Tag::Paragraph => "<p>",
            Tag::BlockQuote(_) => "<blockquote>",
            Tag::CodeBlock(_) => "<pre><code>",
            Tag::List(_) => "<ul>",
            Tag::Item => "<li>",
            Tag::Emphasis => "<em>",
            Tag::Strong => "<strong>",
            Tag::Table(_) => "<table class=\"prose\">",
            Tag::TableHead => {
                self.in_head = true;
                "<thead><tr>"
            }
            Tag::TableRow => "<tr>",
            Tag::TableCell if self.in_head => "<th scope=\"col\">",
            Tag::TableCell => "<td>",
            _ => "",
        }
    }

    fn end(&mut self, tag: TagEnd, out: &mut Html) {
        let closing = match tag {
            TagEnd::Link => self.links.pop().filter(|leads| *leads).map_or("", |_| "</a>"),
            TagEnd::Heading(level) => self.heading(level).1,
            TagEnd::Paragraph => "</p>",
            TagEnd::BlockQuote(_) => "</blockquote>",
            TagEnd::CodeBlock => "</code></pre>",
            TagEnd::List(true) => "</ol>",
            TagEnd::List(false) => "</ul>",
            TagEnd::Item => "</li>",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Table => "</tbody></table>",
            TagEnd::TableHead => {
                self.in_head = false;
                "</tr></thead><tbody>"
            }
            TagEnd::TableRow => "</tr>",
            TagEnd::TableCell if self.in_head => "</th>",
            TagEnd::TableCell => "</td>",
            _ => "",
        };
        out.raw(closing);
    }

    /// Text; a block of code comes with its line breaks.
    #[expect(clippy::unused_self, reason = "stands with its kin")]
    fn text(&self, text: &str, out: &mut Html) {
        for (index, line) in text.split('\n').enumerate() {
            out.raw(if index > 0 { "\n" } else { "" }).text(line);
        }
    }

    /// A link that leads nowhere is its text.
    fn link(&mut self, to: &str, out: &mut Html) {
        let address = self.place.links.address(to, self.place.folder);
        self.links.push(address.is_some());
        if let Some(address) = address {
            out.raw("<a href=\"").text(&address).raw("\">");
        }
    }

    /// The tags of a heading, as deep as the text stands.
    fn heading(&self, level: HeadingLevel) -> (&'static str, &'static str) {
        heading(self.place.level + level as u8 - 1)
    }
}

/// The tags of a heading.
pub(super) fn heading(level: u8) -> (&'static str, &'static str) {
    match level {
        ..=1 => ("<h1>", "</h1>"),
        2 => ("<h2>", "</h2>"),
        3 => ("<h3>", "</h3>"),
        4 => ("<h4>", "</h4>"),
        5 => ("<h5>", "</h5>"),
        _ => ("<h6>", "</h6>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nowhere;

    impl Links for Nowhere {
        fn address(&self, _: &str, _: &str) -> Option<String> {
            None
        }
    }

    fn place() -> Place<'static> {
        Place { links: &Nowhere, folder: "lessons", level: 1 }
    }

    #[test]
    fn html_stays_text_and_what_is_hidden_is_seen() {
        assert_eq!(inline("a <script>b</script> `c`", place()), "a &lt;script&gt;b&lt;/script&gt; <code>c</code>");
        assert_eq!(inline("a\u{202e}b", place()), "a\\u{202e}b");
        let mut out = Html::default();
        blocks("<div onclick=x>\n\ny", place(), &mut out);
        assert_eq!(out.into_string(), "&lt;div onclick=x&gt;<p>y</p>");
    }

    #[test]
    fn a_link_that_leads_nowhere_is_its_text() {
        assert_eq!(inline("[x](javascript:alert(1))", place()), "x");
    }
}
