//! A saved trace reads as what it was saved from: the same words at every depth, and without its secrets the same verdict.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::common;
use serde_json::Value as Json;
use tlstrace::capture::{Capture, KeyLog, SourceKind};
use tlstrace::diagnose::Diagnosed;
use tlstrace::offline;
use tlstrace::render::{Format, Layout, render};
use tlstrace::report::{Depth, Document, InspectionReport, Secrets};

fn saved(source: &Diagnosed) -> String {
    serde_json::to_string(&Document::of(&[source], Secrets::default())).unwrap()
}

fn read(document: &str) -> Diagnosed {
    offline::read_saved(document.as_bytes(), &KeyLog::default()).unwrap().into()
}

fn text(source: &Diagnosed) -> String {
    let shown = (0..source.findings.len()).map(|index| (0, index)).collect();
    let report = InspectionReport::new(vec![source], shown, Depth::Bytes);
    let mut out = Vec::new();
    render(&report, Format::Table, Layout::default(), &mut out).unwrap();
    common::text(&out)
}

/// The same capture, as if it were somebody else's.
fn of_others(capture: &Capture) -> Capture {
    let mut capture = capture.clone();
    capture.source.kind = SourceKind::Capture;
    capture
}

/// The connections of a document, without what a saved trace may have otherwise: the capture itself, which checks were
/// stored, and when secrets become computable.
fn connections(document: &str) -> Json {
    let mut document: Json = serde_json::from_str(document).unwrap();
    for connection in document["connections"].as_array_mut().unwrap() {
        connection.as_object_mut().unwrap().remove("capture");
        for check in connection["checks"].as_array_mut().unwrap() {
            check.as_object_mut().unwrap().remove("stored");
        }
        connection["timeline"].as_array_mut().unwrap().retain(|entry| entry["kind"] != "keys");
    }
    document["connections"].take()
}

#[test]
fn a_lab_run_reads_the_same_at_every_depth() {
    for source in common::established().iter().chain(&common::repeatable_failures()) {
        let ours = Diagnosed::from(common::run(source, common::SEED));
        let again = read(&saved(&ours));
        assert_eq!(text(&again), text(&ours), "{source}");
    }
}

#[test]
fn without_secrets_the_verdict_is_the_same() {
    for source in common::sources() {
        let ours = Diagnosed::from(of_others(&common::run(&source, None)));
        let document = saved(&ours);
        assert!(
            ours.capture
                .connections
                .iter()
                .flat_map(|connection| connection.keylog.lines())
                .all(|line| { !document.contains(&hex::encode(&line.secret.0)) }),
            "{source}: a secret stands in the document"
        );
        let again = read(&document);
        assert_eq!(connections(&saved(&again)), connections(&document), "{source}");
        assert_eq!(again.findings, ours.findings, "{source}");
    }
}

#[test]
fn secrets_are_saved_where_that_is_asked_for() {
    let ours = Diagnosed::from(of_others(&common::run("mtls@1.3", common::SEED)));
    let document = serde_json::to_string(&Document::of(&[&ours], Secrets::Shown)).unwrap();
    assert_eq!(text(&read(&document)), text(&ours));
}

#[test]
fn what_is_no_saved_trace_is_refused_with_the_reason() {
    let error = |text: &str| offline::read_saved(text.as_bytes(), &KeyLog::default()).unwrap_err().to_string();
    assert_eq!(error("{"), "it is not JSON");
    assert_eq!(error("{\"format\": \"tlstrace/2\"}"), "it is JSON, but no trace: its `format` is not `tlstrace/1`");
    let summary = "{\"format\": \"tlstrace/1\", \"connections\": [{}]}";
    assert!(error(summary).starts_with("its connection 1 has no `capture`"));
}
