//! The walk through a run as a document of its own.

use crate::render::html::page;
use crate::report::WalkReport;

/// What the document may do, whatever stands in it: run the scripts that its own policy names by their hashes, print, and
/// nothing else. Its origin is nobody's.
pub(super) const POLICY: &str = "sandbox allow-scripts allow-modals; default-src 'none'; script-src 'unsafe-inline'; \
    style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// A walk, and where links into it lead.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) page: String,
    /// `mtls/certificate_request`: the column and the key of each card.
    anchors: Vec<String>,
}

impl Document {
    /// The walk through a report.
    pub(super) fn of(report: &WalkReport) -> Self {
        let page = page(report);
        let ids = page.split("<span class=\"anchor\" id=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let anchors = ids.map(str::to_owned).collect();
        Self { page, anchors }
    }

    /// The anchor of a card, in the right column where there are two: there is what an experiment is about.
    pub(super) fn anchor(&self, card: &str) -> Option<&str> {
        self.anchors.iter().rfind(|anchor| anchor.rsplit('/').next() == Some(card)).map(String::as_str)
    }
}
