//! Strings of the wire within Markdown: they must not mean anything there.

/// The longest value that is put into a sentence, in characters.
const LONGEST: usize = 300;

/// A value as code: visible, not longer than a sentence bears, and between more backticks than it has itself.
pub(super) fn code(value: &str) -> String {
    let harmless: String = value.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).take(LONGEST).collect();
    let cut = if value.chars().nth(LONGEST).is_some() { "…" } else { "" };
    let longest = harmless.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{harmless}{cut}{space}{fence}")
}

/// Words in which Markdown is to mean nothing.
pub(super) fn plain(text: &str) -> String {
    let escape = |letter: char| match letter {
        letter if letter.is_control() => vec!['\u{fffd}'],
        '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '#' | '|' | '!' => vec!['\\', letter],
        letter => vec![letter],
    };
    text.chars().take(LONGEST).flat_map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_the_wire_mean_nothing_in_markdown() {
        assert_eq!(code("CN=alice"), "`CN=alice`");
        assert_eq!(code("a`b``c\n<script>"), "``` a`b``c\u{fffd}<script> ```");
        assert!(code(&"x".repeat(1000)).chars().count() < 310);
        assert_eq!(plain("[x](y) <b>\u{1b}"), "\\[x\\](y) \\<b\\>\u{fffd}");
    }
}
