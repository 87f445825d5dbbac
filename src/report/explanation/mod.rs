//! What `tlstrace explain` shows: a page, or a page made for the occasion, all as Markdown.

mod error;
mod index;
mod page;

use serde::{Serialize, Serializer};

use super::{Block, Heading, Report, Tone};

/// A page to show.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// What was asked; empty for the list of everything.
    pub topic: String,
    /// What it is: `message`, `extension`, `alert`, `finding`, `rung`, `term`, `field`, `error`, `choice`, `index`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// The heading.
    pub title: String,
    /// Kind and number, to stand beside the heading.
    #[serde(skip)]
    pub label: String,
    /// How the topic was read, where that needs saying.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What it is, in a sentence.
    pub sentence: String,
    /// What follows the sentence before the first section, as Markdown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The sections: heading and Markdown.
    #[serde(serialize_with = "as_object")]
    pub sections: Vec<(String, String)>,
    /// The text of the page of `docs/` as it is, if it is one.
    #[serde(skip)]
    pub page: Option<String>,
    /// What an error line means, for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<error::ErrorEntry>,
}

impl Report for Explanation {
    fn blocks(&self) -> Vec<Block> {
        let heading = Heading { level: 1, text: self.title.clone(), aside: self.label.clone(), ..Heading::default() };
        let note = self.note.iter().map(|note| Block::line(Tone::Quiet, note));
        note.chain([Block::Heading(heading), Block::Page(self.body())]).collect()
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl Explanation {
    /// What stands below the heading, as Markdown: of a page of `docs/` its text as it is.
    fn body(&self) -> String {
        if let Some(page) = &self.page {
            return page.clone();
        }
        let head = [self.sentence.clone(), self.text.clone()];
        let sections = self.sections.iter().map(|(heading, text)| format!("## {heading}\n\n{}", text.trim_end_matches('\n')));
        head.into_iter().chain(sections).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }
}

fn as_object<S: Serializer>(sections: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(sections.iter().map(|(heading, text)| (heading, text)))
}
