//! How a text is found in a line: letter case and the amount of white space do not matter, `*` stands for anything,
//! and a text that begins or ends with a letter or digit does so at the edge of a word.

/// Where a text matches, told by how much of it is literal.
pub(super) fn matches(text: &str, line: &str) -> Option<usize> {
    let (text, line) = (normal(text), normal(line));
    let pieces: Vec<&str> = text.split('*').collect();
    let first = *pieces.first()?;
    let mut starts = line.match_indices(first).map(|(start, _)| start).filter(|&start| begins_word(&line, start));
    starts.any(|start| rest_matches(&pieces[1..], &line, start + first.len())).then(|| text.len() + 1 - pieces.len())
}

fn rest_matches(pieces: &[&str], line: &str, from: usize) -> bool {
    match pieces {
        [] => ends_word(line, from),
        [last] => line[from..].match_indices(last).any(|(at, _)| ends_word(line, from + at + last.len())),
        [next, further @ ..] => line[from..].find(next).is_some_and(|at| rest_matches(further, line, from + at + next.len())),
    }
}

fn begins_word(line: &str, at: usize) -> bool {
    !(line[..at].ends_with(in_word) && line[at..].starts_with(in_word))
}

fn ends_word(line: &str, at: usize) -> bool {
    !(line[..at].ends_with(in_word) && line[at..].starts_with(in_word))
}

fn in_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

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
