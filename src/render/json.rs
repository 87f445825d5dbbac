//! The format `tlstrace/1`, one document.

use std::borrow::Cow;
use std::io::{self, Write};

use super::text::is_hidden;
use crate::report::{Report, SurveyLine};

/// The whole document.
pub(super) fn write(report: &dyn Report, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", harmless(&report.json()?))
}

/// One connection as a line.
pub(super) fn line(line: &SurveyLine) -> io::Result<String> {
    let text = serde_json::to_string(line).map_err(io::Error::from)?;
    Ok(harmless(&text).into_owned())
}

/// JSON in which every character that could harm a terminal is escaped: JSON itself wants that of some only. Outside of
/// strings there is none but the line breaks.
fn harmless(json: &str) -> Cow<'_, str> {
    let harms = |letter: char| letter != '\n' && is_hidden(letter);
    if !json.contains(harms) {
        return Cow::Borrowed(json);
    }
    let units = |letter: char| letter.encode_utf16(&mut [0; 2]).to_vec();
    let escaped = |letter: char| units(letter).iter().fold(String::new(), |text, unit| format!("{text}\\u{unit:04x}"));
    Cow::Owned(json.chars().map(|letter| if harms(letter) { escaped(letter) } else { letter.to_string() }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_harm_a_terminal_is_escaped() {
        let json = serde_json::to_string_pretty(&["a\u{7f}b\u{202e}\u{e0001}c\n"]).unwrap();
        assert_eq!(harmless(&json), "[\n  \"a\\u007fb\\u202e\\udb40\\udc01c\\n\"\n]");
        assert_eq!(serde_json::from_str::<[String; 1]>(&harmless(&json)).unwrap(), ["a\u{7f}b\u{202e}\u{e0001}c\n"]);
    }
}
