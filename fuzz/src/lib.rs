//! What the fuzz targets share: from bytes to a connection, and everything that `inspect` does with one.

use tlstrace::capture::Capture;
use tlstrace::export;
use tlstrace::render::{Format, Layout, render};
use tlstrace::report::{Depth, InspectionReport, Report};
use tlstrace::trace::{Trace, trace};

pub mod input;

/// What `inspect` does: decode, prove, diagnose, and lay out in every format. Then what `--pcapng` does.
pub fn inspect(capture: &Capture) -> Trace {
    let trace = trace(capture);
    let connections: Vec<_> = (0..trace.connections.len()).map(|connection| (0, connection)).collect();
    show(&Report::Inspection(InspectionReport::new(&[&trace], &connections, Depth::Bytes)));
    export::pcapng(capture, &[], &mut Vec::new()).expect("a vector takes all");
    let _ = export::keylog(capture);
    trace
}

/// Lays out a report in every format. Nothing from the wire may reach a terminal as a control character.
pub fn show(report: &Report) {
    let mut json = Vec::new();
    render(report, Format::Json, Layout::default(), &mut json).expect("a vector takes all");
    for format in [Format::Table, Format::Markdown] {
        let mut out = Vec::new();
        render(report, format, Layout::default(), &mut out).expect("a vector takes all");
        let text = String::from_utf8(out).expect("text is UTF-8");
        let hostile = |character: &char| character.is_control() && *character != '\n';
        assert_eq!(text.chars().find(hostile), None, "{format:?} lets a control character through");
    }
}
