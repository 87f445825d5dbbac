//! The format `tlstrace/1`, one document.

use std::io::{self, Write};

use crate::report::Report;

pub(super) fn render(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let document = match report {
        Report::Suite(suite) => {
            serde_json::to_writer_pretty(&mut *out, suite).map_err(io::Error::from)?;
            return writeln!(out);
        }
        Report::Comparison(comparison) => &comparison.document,
        Report::Inspection(inspection) => &inspection.document,
    };
    serde_json::to_writer_pretty(&mut *out, document).map_err(io::Error::from)?;
    writeln!(out)
}
