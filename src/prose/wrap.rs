//! Styled words broken into lines.

use textwrap::core::display_width;

use super::{Line, Style};

/// A word: what stands between two spaces, in one style or several.
#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    parts: Line,
}

/// Words that come one after the other, as they are read.
#[derive(Debug, Default)]
pub(super) struct Words {
    done: Vec<Word>,
    /// Whether the last word is still open: no space has come behind it.
    is_open: bool,
}

impl Words {
    /// Adds text: its spaces end words.
    pub(super) fn push(&mut self, text: &str, style: Style) {
        for (index, piece) in text.split(' ').enumerate() {
            self.is_open &= index == 0;
            if !piece.is_empty() {
                self.extend(piece, style);
            }
        }
    }

    fn extend(&mut self, piece: &str, style: Style) {
        if !self.is_open {
            self.done.push(Word::default());
            self.is_open = true;
        }
        if let Some(word) = self.done.last_mut() {
            word.parts.push(piece, style);
        }
    }

    /// Takes all words.
    pub(super) fn take(&mut self) -> Vec<Word> {
        self.is_open = false;
        std::mem::take(&mut self.done)
    }
}

impl Word {
    pub(super) fn width(&self) -> usize {
        display_width(&self.parts.text())
    }

    /// Cuts the word into pieces of at most that width.
    fn cut(&self, width: usize) -> Vec<Self> {
        let mut pieces = vec![Self::default()];
        let mut taken = 0;
        for span in &self.parts.spans {
            for letter in span.text.chars() {
                let needed = display_width(letter.encode_utf8(&mut [0; 4]));
                if taken + needed > width && taken > 0 {
                    pieces.push(Self::default());
                    taken = 0;
                }
                taken += needed;
                if let Some(piece) = pieces.last_mut() {
                    piece.parts.push(letter.encode_utf8(&mut [0; 4]), span.style);
                }
            }
        }
        pieces
    }
}

/// Lines of at most that width. `first` stands before the first one, as much space before each further one.
pub(super) fn wrap(words: Vec<Word>, width: usize, first: &str) -> Vec<Line> {
    let indent = display_width(first);
    let room = width.saturating_sub(indent).max(1);
    let mut lines = vec![Line::default()];
    lines[0].push(first, Style::Plain);
    let mut taken = 0;
    let pieces = words.into_iter().flat_map(|word| if word.width() > room { word.cut(room) } else { vec![word] });
    for word in pieces {
        let gap = usize::from(taken > 0);
        if taken + gap + word.width() > room && taken > 0 {
            lines.push(Line::default());
            taken = 0;
        }
        let Some(line) = lines.last_mut() else { continue };
        let before = match taken {
            0 if line.spans.is_empty() => " ".repeat(indent),
            0 => String::new(),
            _ => " ".into(),
        };
        line.push(&before, Style::Plain);
        taken += usize::from(taken > 0) + word.width();
        word.parts.spans.iter().for_each(|span| line.push(&span.text, span.style));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_may_have_two_styles_and_one_that_is_too_long_is_cut() {
        let mut words = Words::default();
        words.push("a ", Style::Plain);
        words.push("name", Style::Code);
        words.push(", and abcdefghijkl", Style::Plain);
        let lines = wrap(words.take(), 8, "- ");
        assert_eq!(lines.iter().map(Line::text).collect::<Vec<_>>(), ["- a", "  name,", "  and", "  abcdef", "  ghijkl"]);
        assert_eq!(lines[1].spans.len(), 3);
    }
}
