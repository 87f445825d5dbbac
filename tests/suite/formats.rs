//! Every report appears in every format.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::ErrorKind;

use crate::common::{self, SEED, output, text, tlstrace};
use tlstrace::capture::KeyLog;
use tlstrace::diagnose::Diagnosed;
use tlstrace::render::{Format, Layout, render};
use tlstrace::report::{Block, ComparisonReport, Depth, InspectionReport, LessonReport, PairOf, QuizReport, Report};

fn shown(report: &dyn Report, format: Format) -> Option<String> {
    let mut out = Vec::new();
    match render(report, format, Layout::default(), &mut out) {
        Err(error) if error.kind() == ErrorKind::Unsupported => None,
        result => {
            result.unwrap();
            Some(text(&out))
        }
    }
}

/// Without white space and markup: what is said, however it is laid out.
fn words(text: &str) -> String {
    text.replace('\\', "").chars().filter(|letter| letter.is_alphanumeric()).collect()
}

#[test]
fn what_a_report_says_stands_in_each_format_for_people() {
    let (tls, failed) = (Diagnosed::from(common::run("tls@1.3", SEED)), Diagnosed::from(common::run("client-cert-expired@1.3", SEED)));
    let pair = PairOf { left: (0, 0), right: (1, 0) };
    let places = [(0, 0), (1, 0)];
    let both = vec![&tls, &failed];
    let reports: [(&str, Box<dyn Report + '_>); 4] = [
        ("inspection", Box::new(InspectionReport::new(both.clone(), places.into(), Depth::Bytes))),
        ("comparison", Box::new(ComparisonReport::new(both.clone(), vec![pair], Depth::Bytes))),
        ("lesson", Box::new(LessonReport::new(both.clone(), (0, 0), Some((1, 0)), Depth::Bytes))),
        ("quiz", Box::new(QuizReport::new(&both, &places, 1, 10, true))),
    ];
    for (name, report) in &reports {
        for format in [Format::Table, Format::Markdown] {
            let said = words(&shown(report.as_ref(), format).unwrap());
            for block in report.blocks() {
                if let Block::Verdict(verdict) = &block {
                    assert!(said.contains(&words(&verdict.says)), "{name}, {format:?}: {}", verdict.says);
                }
                if let Block::Command(command) = &block {
                    assert!(said.contains(&words(command)), "{name}, {format:?}: {command}");
                }
            }
        }
        let has_steps = report.walks().is_some();
        for format in Format::ALL {
            let shown = shown(report.as_ref(), format);
            assert_eq!(shown.is_some(), has_steps || format != Format::Worksheet, "{name}, {format:?}");
            let hostile = |letter: &char| letter.is_control() && *letter != '\n';
            assert_eq!(shown.unwrap_or_default().chars().find(hostile), None, "{name}, {format:?}");
        }
        let page = shown(report.as_ref(), Format::Html).unwrap();
        assert_eq!(page.contains("<section class=\"card\""), has_steps, "{name}: cards are of steps");
    }
}

/// `--format html` and `--html` are one page, and a worksheet is asked for in the same way of both.
#[test]
fn a_walk_as_a_page_is_the_lesson_however_it_is_asked_for() {
    let page = text(&output(&["walk", "--seed", "1", "--format", "html"]).stdout);
    assert_eq!(page.matches("<section class=\"card\"").count(), 19);
    let file = common::scratch("a_walk_as_a_page.html");
    output(&["walk", "--seed", "1", "--html", file.to_str().unwrap()]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), page);
    let sheet = text(&output(&["walk", "--seed", "1", "--format", "html", "--worksheet"]).stdout);
    assert!(sheet.contains("tls beside mtls: a worksheet") && !sheet.contains("<section class=\"card\""));
    let refused = tlstrace(&["run", "tls", "--format", "html", "--worksheet"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
}

/// A lesson with experiments is one document, also where programs read it.
#[test]
fn a_lesson_is_one_document_in_each_format() {
    let json: serde_json::Value =
        serde_json::from_slice(&output(&["walk", "--lesson", "late-refusal", "--format", "json"]).stdout).unwrap();
    assert!(json["comparisons"].as_array().is_some_and(|pairs| !pairs.is_empty()));
    let page = text(&output(&["walk", "--lesson", "late-refusal", "--format", "html"]).stdout);
    assert_eq!(page.matches("<!doctype html>").count(), 1);
}

/// What a key log did is said only where it did something.
#[test]
fn the_legend_tells_of_the_key_log_only_where_it_opened_something() {
    let with = common::run("mtls@1.3", SEED);
    let mut without = with.clone();
    for connection in &mut without.connections {
        connection.keylog = KeyLog::default();
        connection.shared_secrets.clear();
    }
    for (capture, is_opened) in [(with, true), (without, false)] {
        let source = Diagnosed::from(capture);
        let reports: [Box<dyn Report + '_>; 2] = [
            Box::new(InspectionReport::new(vec![&source], vec![(0, 0)], Depth::Steps)),
            Box::new(LessonReport::new(vec![&source], (0, 0), None, Depth::Steps)),
        ];
        for report in reports {
            for format in [Format::Table, Format::Markdown] {
                let shown = shown(report.as_ref(), format).unwrap();
                assert_eq!(shown.contains("encrypted on the wire, opened with the key log"), is_opened, "{format:?}: {shown}");
            }
        }
    }
}
