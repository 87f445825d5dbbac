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
    /// The same in loose form; none where too little is left to tell it from other words.
    loose: Vec<String>,
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        let pieces = normal(&text).split('*').map(str::to_owned).collect();
        let loose: Vec<String> = text.split('*').map(loose).collect();
        Self { text, pieces, loose }
    }
}

impl Text {
    /// Whether the text is in a line in normal form; if so, how many bytes of it are literal.
    pub(super) fn matches(&self, line: &str) -> Option<usize> {
        found(&self.pieces, line)
    }

    /// Whether it is in a line in loose form: `CERTIFICATE_VERIFY_FAILED` and `CertificateVerifyFailed` are `certificate verify
    /// failed`. Single short words are too common for that.
    pub(super) fn matches_loosely(&self, line: &str) -> Option<usize> {
        found(&self.loose, line)
    }

    /// Whether it may be looked for loosely: three words at least.
    pub(super) fn is_distinct(&self) -> bool {
        let letters: usize = self.loose.iter().map(String::len).sum();
        let begins_with_word = self.text.starts_with(char::is_alphanumeric);
        // A single word in capitals inside, as of Rust and Java, is looked for as it is.
        let words: usize = self.loose.iter().map(|piece| piece.split(' ').count()).sum();
        begins_with_word && self.text.contains([' ', '_', ':', ',']) && letters >= MIN_LOOSE && words >= MIN_WORDS
    }
}

/// A text shorter than this is not looked for in loose form.
const MIN_LOOSE: usize = 12;
/// Two words stand together by chance.
const MIN_WORDS: usize = 3;

fn found(pieces: &[String], line: &str) -> Option<usize> {
    let (first, rest) = pieces.split_first()?;
    let mut starts = line.match_indices(first.as_str()).map(|(start, _)| start).filter(|&start| is_edge(line, start));
    starts.any(|start| rest_matches(rest, line, start + first.len())).then(|| pieces.iter().map(String::len).sum())
}

/// A line without what stacks spell differently: letter case, underscores and other punctuation, words written as one.
pub(super) fn loose(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut last = ' ';
    for letter in line.chars() {
        let begins_word = letter.is_uppercase() && last.is_lowercase();
        if begins_word || !letter.is_alphanumeric() {
            push_space(&mut out);
        }
        if letter.is_alphanumeric() {
            out.extend(letter.to_lowercase());
        }
        last = letter;
    }
    out.trim_end().to_owned()
}

fn push_space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
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
