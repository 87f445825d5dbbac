//! The lines of a text as PEM means them, whatever copying made of them: what was mended is told.
//!
//! A stack that was measured reads almost each of these (GnuTLS looks for the dashes anywhere), so all are read here.

use super::form::Form;
use super::label::Label;

const BYTE_ORDER_MARK: char = '\u{feff}';
const DASHES: usize = 5;
/// Fewer dashes than this are no spoiled line of PEM, but something else.
const MIN_DASHES: usize = 3;

/// A line, or the part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Its number in the file, from 1.
    pub(super) number: usize,
    pub(super) part: Part<'a>,
}

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Begin(Label<'a>),
    End(Label<'a>),
    /// Without blanks at its end; at its beginning only outside of a block.
    Text(&'a str),
}

/// A form that was met, and on which line.
pub(super) type Met = (Form, usize);

/// The lines of a text, and what was mended in them, each form where it was met first.
pub(super) fn lines(text: &str) -> (Vec<Line<'_>>, Vec<Met>) {
    let mut reader = Reader::default();
    // Old Macs ended a line with a carriage return alone.
    let is_old = text.contains('\r') && !text.contains('\n');
    let physical: Box<dyn Iterator<Item = &str>> = if is_old { Box::new(text.split('\r')) } else { Box::new(text.lines()) };
    for (index, line) in physical.enumerate() {
        reader.number = index + 1;
        reader.physical(line);
    }
    if is_old && reader.in_pem {
        reader.met.push((Form::CarriageReturns, 1));
    }
    (reader.lines, reader.met)
}

#[derive(Default)]
struct Reader<'a> {
    number: usize,
    lines: Vec<Line<'a>>,
    met: Vec<Met>,
    /// Whether a BEGIN was met at all, and whether one is open.
    in_pem: bool,
    in_block: bool,
}

impl<'a> Reader<'a> {
    fn physical(&mut self, line: &'a str) {
        let bare = line.trim_start_matches(BYTE_ORDER_MARK);
        if bare.len() < line.len() {
            self.note(Form::ByteOrderMarkLater);
        }
        if bare.contains("\\n") && !markers(bare).is_empty() {
            self.note(Form::EscapedLineBreaks);
            bare.split("\\n").for_each(|part| self.logical(part.trim_end_matches("\\r")));
        } else {
            self.logical(bare);
        }
    }

    fn logical(&mut self, line: &'a str) {
        let line = line.trim_end();
        let found = markers(line);
        if found.is_empty() {
            return self.push(Part::Text(line));
        }
        let mut at = 0;
        for (index, marker) in found.iter().enumerate() {
            self.before(line.get(at..marker.start).unwrap_or_default(), marker, index == 0);
            if marker.dashes != (DASHES, DASHES) {
                self.note(Form::Dashes);
            }
            self.in_pem |= marker.is_begin;
            self.in_block = marker.is_begin;
            self.push(if marker.is_begin { Part::Begin(marker.label) } else { Part::End(marker.label) });
            at = marker.end;
        }
        self.behind(line.get(at..).unwrap_or_default());
    }

    /// What stands before a line of dashes on its line.
    fn before(&mut self, text: &'a str, marker: &Marker<'a>, is_first: bool) {
        match (text.trim().is_empty(), is_first) {
            (true, true) if text.is_empty() => {}
            (true, true) => self.note(Form::Indented),
            (true, false) if marker.is_begin => self.note(Form::GluedBlocks),
            (true, false) => {}
            (false, _) if self.in_block => self.base64(text),
            (false, _) => self.note(Form::TextOnLine),
        }
    }

    /// What stands behind the last one.
    fn behind(&mut self, text: &'a str) {
        if text.trim().is_empty() {
            return;
        }
        if self.in_block { self.base64(text) } else { self.note(Form::TextOnLine) }
    }

    /// Base64 on the line of a BEGIN or an END: its line breaks became blanks, or nothing.
    fn base64(&mut self, text: &'a str) {
        self.note(Form::OneLine);
        text.split_whitespace().for_each(|word| self.push(Part::Text(word)));
    }

    fn push(&mut self, part: Part<'a>) {
        self.lines.push(Line { number: self.number, part });
    }

    fn note(&mut self, form: Form) {
        if !self.met.iter().any(|(met, _)| *met == form) {
            self.met.push((form, self.number));
        }
    }
}

/// `-----BEGIN LABEL-----` in a line, perhaps with some dashes too few or too many.
struct Marker<'a> {
    start: usize,
    end: usize,
    is_begin: bool,
    label: Label<'a>,
    dashes: (usize, usize),
}

fn markers(line: &str) -> Vec<Marker<'_>> {
    let (mut found, mut from): (Vec<Marker<'_>>, usize) = (Vec::new(), 0);
    while let Some((at, is_begin)) = keyword(line, from) {
        from = at + 1;
        let Some(marker) = marker(line, at, is_begin, found.last().map_or(0, |last| last.end)) else { continue };
        from = marker.end;
        found.push(marker);
    }
    found
}

/// The next `BEGIN ` or `END ` behind a dash.
fn keyword(line: &str, from: usize) -> Option<(usize, bool)> {
    let at = |word: &str| line.get(from..)?.find(word).map(|at| from + at + 1);
    match (at("-BEGIN "), at("-END ")) {
        (Some(begin), Some(end)) if end < begin => Some((end, false)),
        (Some(begin), _) => Some((begin, true)),
        (None, end) => Some((end?, false)),
    }
}

/// The line of dashes round the keyword at `at`; it begins no earlier than `floor`, where the one before it ends.
fn marker(line: &str, at: usize, is_begin: bool, floor: usize) -> Option<Marker<'_>> {
    let before = trailing_dashes(line.get(floor..at)?);
    let label_at = at + if is_begin { "BEGIN ".len() } else { "END ".len() };
    let label = Label::of(line.get(label_at..)?.split("--").next()?)?;
    let label_end = label_at + label.0.len();
    let rest = line.get(label_end..)?;
    let run = rest.len() - rest.trim_start_matches('-').len();
    // Ten dashes between END and BEGIN belong to both.
    let is_shared = ["BEGIN ", "END "].iter().any(|next| rest.get(run..).is_some_and(|rest| rest.starts_with(next)));
    let after = if is_shared { run - run / 2 } else { run };
    let marker = Marker { start: at - before, end: label_end + after, is_begin, label, dashes: (before, after) };
    (before >= MIN_DASHES && after >= MIN_DASHES).then_some(marker)
}

fn trailing_dashes(text: &str) -> usize {
    text.len() - text.trim_end_matches('-').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<Met> {
        lines(text).1
    }

    fn parts(text: &str) -> Vec<Part<'_>> {
        lines(text).0.into_iter().map(|line| line.part).filter(|part| *part != Part::Text("")).collect()
    }

    #[test]
    fn what_copies_make_of_lines_is_mended_and_told() {
        let plain = "-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n";
        assert_eq!((parts(plain).len(), forms(plain)), (3, vec![]));
        for (text, form) in [
            (plain.replace('\n', " "), Form::OneLine),
            (plain.replace('\n', ""), Form::OneLine),
            (plain.replace('\n', "\\n"), Form::EscapedLineBreaks),
            (plain.replace('\n', "\r"), Form::CarriageReturns),
            (plain.replacen("-----\n", "----\n", 1), Form::Dashes),
            (format!("  {plain}"), Form::Indented),
            (format!("cert: {plain}"), Form::TextOnLine),
        ] {
            assert_eq!(forms(&text), [(form, 1)], "{text}");
            assert_eq!(parts(&text), parts(plain), "{text}");
        }
        let glued = plain.trim_end().repeat(2);
        assert_eq!((forms(&glued), parts(&glued).len()), (vec![(Form::GluedBlocks, 3)], 6));
        assert_eq!(forms(&format!("{plain}\u{feff}{plain}")), [(Form::ByteOrderMarkLater, 4)]);
    }

    #[test]
    fn other_text_is_left_alone() {
        for text in ["a\n\nb\r\n", "--BEGIN X--", "-----BEGIN of a letter-----", "---- END", "-----BEGIN MIIBCgKCAQEA-----"] {
            let (lines, met) = lines(text);
            assert!(met.is_empty() && lines.iter().all(|line| matches!(line.part, Part::Text(_))), "{text}: {met:?}");
        }
    }
}
