//! Everything there is to explain, or all of one kind: a table of names and first sentences for each kind.

use super::Explanation;
use crate::teach::pages::{Kind, Library, Page};

impl Explanation {
    /// The list of all pages of these kinds.
    #[must_use]
    pub fn of_index(topic: &str, library: &Library, kinds: &[Kind]) -> Self {
        let sections = kinds.iter().filter_map(|kind| section(library, *kind));
        let title = match kinds {
            [kind] => heading(*kind),
            _ => "What there is to explain",
        };
        Self {
            topic: topic.to_owned(),
            kind: "index",
            name: if topic.is_empty() { "index".into() } else { topic.to_owned() },
            title: title.into(),
            label: String::new(),
            note: None,
            sentence: "Ask for one: `tlstrace explain NAME`. Or paste an error line: `tlstrace explain 'curl: (56) …'`.".into(),
            text: String::new(),
            sections: sections.collect(),
            page: None,
            error: None,
        }
    }
}

fn section(library: &Library, kind: Kind) -> Option<(String, String)> {
    let rows: String = library.pages.iter().filter(|page| page.kind == kind).map(row).collect();
    (!rows.is_empty()).then(|| (heading(kind).to_owned(), format!("| name | what it is |\n| --- | --- |\n{rows}")))
}

fn row(page: &Page) -> String {
    let number = match (page.kind, page.number) {
        (Kind::Alert, Some(number)) => format!("{number} "),
        _ => String::new(),
    };
    let title = match page.kind {
        Kind::Term => &page.title,
        _ => &page.name,
    };
    // The heading of a rung is its number and the message; the number of an alert stands before its name already.
    let title = if page.kind == Kind::Rung { page.title.clone() } else { format!("{number}{title}") };
    let repeated = page.number.map(|number| format!("Alert {number}: ")).unwrap_or_default();
    let sentence = page.sentence.strip_prefix(&repeated).unwrap_or(&page.sentence);
    format!("| {title} | {} |\n", sentence.replace('|', "\\|"))
}

fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Message => "Messages",
        Kind::Extension => "Extensions",
        Kind::Alert => "Alerts",
        Kind::Finding => "Findings: root causes",
        Kind::Rung => "The eleven steps",
        Kind::Term => "Terms",
    }
}
