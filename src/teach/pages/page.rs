//! A page: Markdown in a fixed order, read into a title, a first sentence and sections.

use crate::names::{AlertDescription, ExtensionType, HandshakeType};

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A handshake message, or another kind of record's content.
    Message,
    /// An extension.
    Extension,
    /// An alert.
    Alert,
    /// The root cause of a failure, or something worth knowing.
    Finding,
    /// A step of the classic ladder.
    Rung,
    /// A term of the field.
    Term,
}

impl Kind {
    /// Every kind, in the order in which they are listed.
    pub const ALL: [Self; 6] = [Self::Message, Self::Extension, Self::Alert, Self::Finding, Self::Rung, Self::Term];

    /// The kind's folder in `docs/`.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Message => "messages",
            Self::Extension => "extensions",
            Self::Alert => "alerts",
            Self::Finding => "findings",
            Self::Rung => "rungs",
            Self::Term => "glossary",
        }
    }

    /// One of the kind, in a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Extension => "extension",
            Self::Alert => "alert",
            Self::Finding => "finding",
            Self::Rung => "rung",
            Self::Term => "term",
        }
    }

    fn of_folder(folder: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.folder() == folder)
    }
}

/// A page of `docs/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What it is about.
    pub kind: Kind,
    /// The file's name without `.md`; of a step of the ladder `rung 5`.
    pub name: String,
    /// The number in its registry or on the ladder.
    pub number: Option<u32>,
    /// The heading.
    pub title: String,
    /// The first paragraph: what it is, in a sentence.
    pub sentence: String,
    /// What follows before the first section, as Markdown; empty on most pages.
    pub text: String,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// The points of its section `In this run`, whose holes `{like.this}` a walk fills with a connection's values. They are
    /// no part of the page's text: elsewhere they would say nothing.
    pub in_this_run: Vec<String>,
    /// The whole page, as Markdown, without that section.
    pub markdown: String,
}

/// The heading of the section with holes.
const IN_THIS_RUN: &str = "In this run";

/// A part of a page below a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// What stands below it, as Markdown.
    pub text: String,
}

impl Page {
    /// Reads a page; `None` for a folder that holds none.
    pub(super) fn new(folder: &str, stem: &str, markdown: &str) -> Option<Self> {
        let kind = Kind::of_folder(folder)?;
        let (number, name) = number_and_name(kind, stem);
        let (head, mut sections) = split(markdown);
        let in_this_run =
            sections.extract_if(.., |section| section.heading == IN_THIS_RUN).flat_map(|section| points(&section.text)).collect();
        let (title, rest) = head.trim_start().split_once('\n').unwrap_or((&head, ""));
        let (sentence, text) = rest.trim_start().split_once("\n\n").unwrap_or((rest, ""));
        Some(Self {
            kind,
            name,
            number,
            title: title.trim_start_matches('#').trim().to_owned(),
            sentence: sentence.split_whitespace().collect::<Vec<_>>().join(" "),
            text: text.trim().to_owned(),
            sections,
            in_this_run,
            markdown: without_holes(markdown),
        })
    }

    /// The section below that heading.
    #[must_use]
    pub fn section(&self, heading: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.heading == heading)
    }

    /// Its name for people: `alert 48 unknown_ca`, `the term "late refusal"`.
    #[must_use]
    pub fn label(&self) -> String {
        match (self.kind, self.number) {
            (Kind::Alert, Some(number)) => format!("alert {number} {}", self.name),
            (Kind::Extension, Some(number)) => format!("extension 0x{number:04x} {}", self.name),
            (Kind::Rung, _) => self.name.clone(),
            (kind, _) => format!("{} {}", kind.word(), self.name),
        }
    }
}

fn number_and_name(kind: Kind, stem: &str) -> (Option<u32>, String) {
    let registered = match kind {
        Kind::Alert => AlertDescription::ALL.iter().find(|alert| alert.name() == Some(stem)).map(|alert| alert.0.into()),
        Kind::Extension => ExtensionType::ALL.iter().find(|extension| extension.name() == Some(stem)).map(|extension| extension.0.into()),
        Kind::Message => HandshakeType::ALL.iter().find(|message| message.name() == Some(stem)).map(|message| message.0.into()),
        Kind::Rung => stem.split('-').next().and_then(|number| number.parse().ok()),
        Kind::Finding | Kind::Term => None,
    };
    let name = if kind == Kind::Rung { format!("rung {}", registered.unwrap_or_default()) } else { stem.to_owned() };
    (registered, name)
}

/// The items of a list, each on one line.
fn points(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("- "), found.last_mut()) {
            (Some(point), _) => found.push(point.trim().to_owned()),
            (None, Some(point)) => point.extend([" ", line.trim()]),
            (None, None) => {}
        }
    }
    found
}

/// The page without its section of holes.
fn without_holes(markdown: &str) -> String {
    let is_heading = |line: &&str| line.starts_with("## ");
    let mut is_hidden = false;
    let shown = markdown.split_inclusive('\n').filter(|line| {
        if is_heading(line) {
            is_hidden = line.trim_end().ends_with(IN_THIS_RUN);
        }
        !is_hidden
    });
    shown.collect()
}

/// What stands before the first `## ` heading, and the sections. Within code no line begins like that.
fn split(markdown: &str) -> (String, Vec<Section>) {
    let mut head = String::new();
    let mut sections: Vec<Section> = Vec::new();
    for line in markdown.lines() {
        match (line.strip_prefix("## "), sections.last_mut()) {
            (Some(heading), _) => sections.push(Section { heading: heading.trim().to_owned(), text: String::new() }),
            (None, Some(section)) => section.text.extend([line, "\n"]),
            (None, None) => head.extend([line, "\n"]),
        }
    }
    for section in &mut sections {
        section.text = section.text.trim_matches('\n').to_owned();
    }
    (head, sections)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_into_its_parts() {
        let page = Page::new(
            "alerts",
            "unknown_ca",
            "# unknown_ca\n\nAlert 48: the sender\nfound no path.\n\nMore.\n\n## What it is for\nText.\n\n## Sources\nRFC.\n",
        )
        .unwrap();
        assert_eq!((page.kind, page.number, page.title.as_str()), (Kind::Alert, Some(48), "unknown_ca"));
        assert_eq!((page.sentence.as_str(), page.text.as_str()), ("Alert 48: the sender found no path.", "More."));
        assert_eq!(page.section("Sources").map(|section| section.text.as_str()), Some("RFC."));
        assert_eq!(page.label(), "alert 48 unknown_ca");
        assert_eq!(Page::new("elsewhere", "x", "# x"), None);
    }

    #[test]
    fn points_with_holes_are_no_part_of_the_text() {
        let markdown = "# x\n\nOne.\n\n## Fields\nText.\n\n## In this run\n\n- It says {says}\n  and more.\n- Two.\n\n## Sources\nRFC.\n";
        let page = Page::new("messages", "finished", markdown).unwrap();
        assert_eq!(page.in_this_run, ["It says {says} and more.", "Two."]);
        assert_eq!(page.markdown, "# x\n\nOne.\n\n## Fields\nText.\n\n## Sources\nRFC.\n");
        assert_eq!(page.sections.iter().map(|section| section.heading.as_str()).collect::<Vec<_>>(), ["Fields", "Sources"]);
    }

    #[test]
    fn a_step_of_the_ladder_is_called_by_its_number() {
        let page = Page::new("rungs", "05-certificate-request", "# 5. CertificateRequest\n\nThe server asks.\n").unwrap();
        assert_eq!((page.name.as_str(), page.number, page.sentence.as_str()), ("rung 5", Some(5), "The server asks."));
    }
}
