//! `inspect` of a capture file with many connections: a line for each, a selection, and lines for programs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::PathBuf;

use crate::common;
use serde_json::Value as Json;

/// Five good handshakes, five that fail, five without a client certificate.
fn capture(name: &str) -> PathBuf {
    let path = common::scratch(name);
    let file = path.to_str().unwrap();
    common::output(&["run", "mtls", "client-cert-expired", "tls", "--tls", "1.3", "--seed", "3", "--repeat", "5", "--pcapng", file]);
    path
}

/// The output of `inspect` with these arguments, and its exit code.
fn inspect(path: &std::path::Path, arguments: &[&str]) -> (String, Option<i32>) {
    let all = [&["inspect", path.to_str().unwrap()], arguments].concat();
    let output = common::tlstrace(&all).output().unwrap();
    (common::text(&output.stdout), output.status.code())
}

#[test]
fn many_connections_are_a_line_each_and_those_that_failed_in_detail() {
    let (text, code) = inspect(&capture("many.pcapng"), &[]);
    assert_eq!(code, Some(1));
    assert!(text.contains("15 connections") && text.contains("5 failed or were refused"), "{text}");
    assert_eq!(text.matches("REFUSED by the server: the client's certificate expired").count(), 5, "{text}");
}

#[test]
fn a_selection_shows_what_was_asked_for() {
    let path = capture("selected.pcapng");
    let (failed, code) = inspect(&path, &["--failed", "--format", "jsonl"]);
    let lines: Vec<Json> = failed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), code), (5, Some(1)));
    assert!(lines.iter().all(|line| line["findings"][0]["id"] == "client-cert-expired" && line["format"] == "tlstrace/1"));
    let number = lines[0]["index"].to_string();
    let (one, _) = inspect(&path, &["--connection", &number, "--format", "json"]);
    let document: Json = serde_json::from_str(&one).unwrap();
    assert_eq!(document["connections"].as_array().unwrap().len(), 1);
    assert_eq!(document["connections"][0]["client"], lines[0]["client"]);
    assert_eq!(inspect(&path, &["--finding", "client-cert-revoked", "--format", "jsonl"]), (String::new(), Some(0)));
    assert_eq!(inspect(&path, &["--server-name", "LOCALHOST", "--format", "jsonl"]).0.lines().count(), 15);
}

#[test]
fn names_are_those_of_every_message() {
    let (names, code) = inspect(&capture("names.pcapng"), &["--format", "names"]);
    assert_eq!((names.lines().count(), code), (15, Some(0)));
    let whole = " > client_hello < server_hello < encrypted_extensions < certificate_request < certificate < certificate_verify < finished";
    assert_eq!(names.lines().filter(|line| line.contains(whole)).count(), 10, "{names}");
}

#[test]
fn what_is_for_capture_files_is_refused_elsewhere() {
    for arguments in [&["inspect", "mtls", "--failed"][..], &["inspect", "mtls", "--format", "jsonl"], &["compare", "--format", "names"]] {
        let output = common::tlstrace(arguments).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(2), true), "{arguments:?}");
        assert!(common::text(&output.stderr).contains("capture file"), "{arguments:?}");
    }
}
