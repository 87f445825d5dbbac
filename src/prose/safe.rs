//! Text made safe to show: strings from the wire are hostile to terminals.

use std::borrow::Cow;

/// The text with everything that could move a cursor, change a colour or turn the direction of writing made visible.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars().map(|letter| if is_hidden(letter) { format!("\\u{{{:x}}}", u32::from(letter)) } else { letter.to_string() }).collect(),
    )
}

/// Control characters, and the invisible ones that reorder or hide text (Unicode's Bidi_Control and its kin).
#[must_use]
pub fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_harm_a_terminal_becomes_visible() {
        assert_eq!(visible("CN=alice"), "CN=alice");
        assert_eq!(visible("CN=\u{1b}[31mred\u{7}"), "CN=\\u{1b}[31mred\\u{7}");
        assert_eq!(visible("a\u{202e}b\u{200b}c\n"), "a\\u{202e}b\\u{200b}c\\u{a}");
        assert_eq!(visible("Zoë 東京"), "Zoë 東京");
    }
}
