//! HTML being written. By its types a string from a trace cannot get in unescaped: markup is text of the program.

use std::fmt::{self, Write as _};

use crate::render::text::visible;

/// A text inside of HTML, also inside of an attribute in quotes: escaped, and with all that is hidden made visible.
pub(crate) struct Text<'a>(pub(crate) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in visible(self.0).chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// A piece of HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Html(String);

impl Html {
    /// Markup: what the program itself says. Nothing that was read lives as long.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text, in an element or in an attribute's quotes, with all that is hidden made visible.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        // Writing into a string never fails.
        let _ = write!(self.0, "{}", Text(text));
        self
    }

    /// Text of more than one line.
    pub(super) fn lines(&mut self, text: &str) -> &mut Self {
        for (index, line) in text.lines().enumerate() {
            self.raw(if index > 0 { "\n" } else { "" }).text(line);
        }
        self
    }

    /// A number.
    pub(super) fn number(&mut self, number: impl Into<u64>) -> &mut Self {
        self.0.push_str(&number.into().to_string());
        self
    }

    /// A count or a place.
    pub(super) fn count(&mut self, count: usize) -> &mut Self {
        self.0.push_str(&count.to_string());
        self
    }

    /// Another piece.
    pub(super) fn add(&mut self, piece: &Self) -> &mut Self {
        self.0.push_str(&piece.0);
        self
    }

    /// Whether nothing was written.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The HTML as text.
    pub(super) fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_place() {
        let mut html = Html::default();
        html.raw("<a title=\"").text("\"onmouseover='x'").raw("\">").text("<script>&\u{202e}\u{7}").raw("</a>");
        assert_eq!(html.into_string(), "<a title=\"&quot;onmouseover=&#39;x&#39;\">&lt;script&gt;&amp;\\u{202e}\\u{7}</a>");
    }

    #[test]
    fn lines_stay_lines() {
        let mut html = Html::default();
        html.lines("a <\n\tb\n");
        assert_eq!(html.into_string(), "a &lt;\n\\u{9}b");
    }
}
