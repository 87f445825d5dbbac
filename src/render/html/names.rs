//! Names in links: `#mtls/certificate_request/bytes` is a column, a card, and how deep it is opened.

use crate::report::WalkReport;

/// A column of a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// What it is called.
    pub(super) name: String,
    /// Its name in links; no other column of the page has it.
    pub(super) link: String,
    /// The class of what stands in it alone.
    pub(super) class: &'static str,
}

/// The columns of each walk.
pub(super) fn columns(report: &WalkReport) -> Vec<Vec<Column>> {
    let mut taken = Vec::new();
    let mut of_walk = |subjects: &[crate::report::Subject]| -> Vec<Column> {
        let column = |(index, subject): (usize, &crate::report::Subject)| Column {
            name: subject.name.clone(),
            link: unique(link(&subject.name), &mut taken),
            class: if index == 0 { "s0" } else { "s1" },
        };
        subjects.iter().enumerate().map(column).collect()
    };
    report.walks.iter().map(|walked| of_walk(&walked.walk.subjects)).collect()
}

/// A name as it stands in a link: letters, digits and what needs no escape there.
fn link(name: &str) -> String {
    let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | '@');
    let link: String = name.chars().map(|letter| if is_plain(&letter) { letter } else { '-' }).collect();
    if link.is_empty() { "side".into() } else { link }
}

fn unique(wanted: String, taken: &mut Vec<String>) -> String {
    let further = (2..).map(|number| format!("{wanted}-{number}"));
    let found = std::iter::once(wanted.clone()).chain(further).find(|name| !taken.contains(name)).unwrap_or(wanted);
    taken.push(found.clone());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_columns_have_one_name_in_links() {
        let mut taken = Vec::new();
        let found = ["tls", "tls", "a/b#2", "\"><x"].map(|name| unique(link(name), &mut taken));
        assert_eq!(found, ["tls", "tls-2", "a-b-2", "---x"]);
    }
}
