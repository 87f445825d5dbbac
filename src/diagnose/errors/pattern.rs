//! How a text is found in a line: letter case and the amount of white space do not matter, `*` stands for anything,
//! and a text that begins or ends with a letter or digit does so at the edge of a word.

use serde::Deserialize;

/// A known text, ready to be looked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "String")]
pub struct Text {
    /// As it is written in the data.
    pub text: String,
    /// What stands between the stars, in normal form.
    pieces: Vec<String>,
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        let pieces = normal(&text).split('*').map(str::to_owned).collect();
        Self { text, pieces }
    }
}

impl Text {
    /// Whether the text is in a line in normal form; if so, how many bytes of it are literal.
    pub(super) fn matches(&self, line: &str) -> Option<usize> {
        let (first, rest) = self.pieces.split_first()?;
        let mut starts = line.match_indices(first).map(|(start, _)| start).filter(|&start| is_edge(line, start));
        starts.any(|start| rest_matches(rest, line, start + first.len())).then(|| self.pieces.iter().map(String::len).sum())
    }
}

/// A line as texts are looked for in it: in lower case, with single spaces.
pub(super) fn normal(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn rest_matches(pieces: &[String], line: &str, from: usize) -> bool {
    match pieces {
        [] => is_edge(line, from),
        [last] => line[from..].match_indices(last).any(|(at, _)| is_edge(line, from + at + last.len())),
        [next, further @ ..] => line[from..].find(next).is_some_and(|at| rest_matches(further, line, from + at + next.len())),
    }
}

/// Whether no word goes on across that place.
fn is_edge(line: &str, at: usize) -> bool {
    !(line[..at].ends_with(in_word) && line[at..].starts_with(in_word))
}

fn in_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(text: &str, line: &str) -> Option<usize> {
        Text::from(text.to_owned()).matches(&normal(line))
    }

    #[test]
    fn a_text_is_found_inside_a_line_at_the_edges_of_words() {
        assert_eq!(matches("tlsv1 alert unknown ca", "2026-11-21 x:  TLSv1  alert unknown ca:../ssl.c:1"), Some(22));
        assert_eq!(matches("bad_certificate", "received bad_certificate_status_response"), None);
        assert_eq!(matches("curl: (5", "curl: (56) read"), None);
        assert_eq!(matches("EOF", "tls: SSLEOFError"), None);
    }

    #[test]
    fn a_star_stands_for_anything() {
        assert_eq!(matches("cannot verify*for 127.0.0.1", "cannot verify the certificate for 127.0.0.1 because"), Some(26));
        assert_eq!(matches("a*b*c", "a b"), None);
        assert_eq!(matches("it is*not \"*\"", "it is bob, not \"x\""), Some(11));
    }
}
