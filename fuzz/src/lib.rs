//! What the fuzz targets share: from bytes to a connection, and everything that `inspect` does with one.

use std::io::ErrorKind;

use tlstrace::capture::Capture;
use tlstrace::diagnose::Diagnosed;
use tlstrace::export;
use tlstrace::render::{Format, Layout, render};
use tlstrace::report::{Depth, InspectionReport, Report};

pub mod input;

/// What `inspect` does: decode, prove and diagnose. `thorough`: lay it out in every format, and do what `--pcapng` does.
///
/// Layout takes ten times as long as all the rest, and depends less on the bytes: some inputs are enough.
pub fn inspect(capture: &Capture, thorough: bool) {
    let source = Diagnosed::from(capture.clone());
    if !thorough {
        return;
    }
    let connections = (0..source.findings.len()).map(|connection| (0, connection)).collect();
    show(&InspectionReport::new(vec![&source], connections, Depth::Bytes));
    export::pcapng(capture, &[], &mut Vec::new()).expect("a vector takes all");
    drop(export::keylog(capture));
}

/// Whether an input is among the sixteenth that is looked at thoroughly.
pub fn is_chosen(data: &[u8]) -> bool {
    data.len() % 16 == 0
}

/// Lays out a report in every format. Nothing from the wire may reach a terminal, a document or a page as a control character.
pub fn show(report: &dyn Report) {
    for format in Format::ALL {
        let mut out = Vec::new();
        match render(report, format, Layout::default(), &mut out) {
            Err(error) if error.kind() == ErrorKind::Unsupported => continue,
            result => result.expect("a vector takes all"),
        }
        let text = String::from_utf8(out).expect("text is UTF-8");
        let hostile = |character: &char| character.is_control() && *character != '\n';
        assert_eq!(text.chars().find(hostile), None, "{format:?} lets a control character through");
    }
}
