//! A page of `docs/`, the lines about a field, or the pages that a topic may mean.

use super::Explanation;
use crate::teach::pages::{FieldLine, Kind, Page};

impl Explanation {
    /// A page, and other pages by the same name.
    #[must_use]
    pub fn of_page(topic: &str, page: &Page, note: Option<String>, also: &[&Page]) -> Self {
        let mut sections: Vec<_> = page.sections.iter().map(|section| (section.heading.clone(), section.text.clone())).collect();
        let (_, mut text) =
            page.markdown.trim_start().split_once('\n').map(|(title, text)| (title, text.trim().to_owned())).unwrap_or_default();
        if !also.is_empty() {
            sections.push(("By the same name".into(), list(also)));
            text = format!("{text}\n\n## By the same name\n\n{}", list(also));
        }
        Self {
            topic: topic.to_owned(),
            kind: page.kind.word(),
            name: page.name.clone(),
            title: page.title.clone(),
            label: label(page),
            note,
            sentence: page.sentence.clone(),
            text: page.text.clone(),
            sections,
            page: Some(text),
            error: None,
        }
    }

    /// What the pages say about a field: each page's lines below a heading.
    #[must_use]
    pub fn of_field(topic: &str, lines: &[FieldLine<'_>]) -> Self {
        let mut sections: Vec<(String, String)> = Vec::new();
        for line in lines {
            let heading = format!("In {}", line.page.label());
            match sections.last_mut().filter(|(last, _)| *last == heading) {
                Some((_, table)) => *table += &row(&line.cells),
                None => sections.push((heading, row(&line.header) + &row(&vec!["---"; line.header.len()]) + &row(&line.cells))),
            }
        }
        let first = lines.first().map(|line| line.page.label()).unwrap_or_default();
        sections.push(("See also".into(), format!("The whole page: `tlstrace explain '{first}'`.")));
        Self {
            topic: topic.to_owned(),
            kind: "field",
            name: topic.to_owned(),
            title: topic.to_owned(),
            label: "field".into(),
            note: None,
            sentence: lines
                .first()
                .map(|line| line.page.sentence.clone())
                .map_or_else(String::new, |sentence| format!("A field. {first}: {sentence}")),
            text: String::new(),
            sections,
            page: None,
            error: None,
        }
    }

    /// Several pages that a topic may mean.
    #[must_use]
    pub fn of_choice(topic: &str, pages: &[&Page]) -> Self {
        Self {
            topic: topic.to_owned(),
            kind: "choice",
            name: topic.to_owned(),
            title: topic.to_owned(),
            label: String::new(),
            note: None,
            sentence: "Several things have that name.".into(),
            text: String::new(),
            sections: vec![("Ask for one of them".into(), list(pages))],
            page: None,
            error: None,
        }
    }
}

fn row(cells: &[&str]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn list(pages: &[&Page]) -> String {
    pages.iter().map(|page| format!("- `tlstrace explain '{}'`: {}", topic_of(page), page.sentence)).collect::<Vec<_>>().join("\n")
}

/// What finds a page and no other.
fn topic_of(page: &Page) -> String {
    match page.kind {
        Kind::Rung => page.name.clone(),
        kind => format!("{} {}", kind.word(), page.name),
    }
}

/// `alert 48`, `extension 0x0010`, `message`, `term`.
fn label(page: &Page) -> String {
    match (page.kind, page.number) {
        (Kind::Alert, Some(number)) => format!("alert {number}"),
        (Kind::Extension, Some(number)) => format!("extension 0x{number:04x}"),
        (Kind::Rung, _) => "rung of the eleven-step ladder".into(),
        (kind, _) => kind.word().into(),
    }
}
