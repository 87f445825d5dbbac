//! The walk through a run as a document of its own.

use std::io;

use super::html::Text;
use crate::report::{Card, WalkReport};

/// What the document may do, whatever stands in it: run its own script, and nothing else. Its origin is nobody's.
pub(super) const POLICY: &str = "sandbox allow-scripts allow-modals; default-src 'none'; script-src 'unsafe-inline'; \
    style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// The document.
pub(super) fn document(report: &WalkReport) -> io::Result<Vec<u8>> {
    let mut page = String::from("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>walk</title>");
    for walked in &report.walks {
        for (subject, end) in walked.walk.subjects.iter().zip(&walked.conclusions) {
            page += &format!("<h2>{}</h2><p>{}</p>", Text(&subject.name), Text(&end.headline));
        }
        page += "<table>";
        page.extend(walked.walk.cards.iter().map(row));
        page += "</table>";
    }
    Ok(page.into_bytes())
}

fn row(card: &Card) -> String {
    let cell =
        |side: &Option<crate::report::Side>| format!("<td>{}</td>", Text(side.as_ref().map_or("not sent", |side| side.step.says.as_str())));
    let cells: String = card.sides.iter().map(cell).collect();
    format!("<tr id=\"{}\"><th>{}</th>{cells}</tr>", Text(&card.key), Text(&card.name))
}
