//! The lesson as text, as a user gets it without a terminal.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::common;
use crate::common::{output, text, tlstrace};

fn walk(arguments: &[&str]) -> String {
    text(&output(&[&["walk", "--seed", "1"], arguments].concat()).stdout)
}

#[test]
fn every_card_stands_in_the_text_with_its_page_and_the_end_comes_last() {
    let lesson = walk(&[]);
    for part in
        ["1 of 19  → ClientHello", "6 of 19  ← CertificateRequest *", "no such step", "What is seen on the wire", "19 of 19  → Alert *"]
    {
        assert!(lesson.contains(part), "no `{part}`");
    }
    assert!(lesson.contains("The server asks the client to prove who it is"));
    let end = lesson.split("How it ended").nth(1).unwrap();
    assert!(end.contains("the client is proved to be CN=alice") && end.contains("bytes on the wire"), "{end}");
}

#[test]
fn depth_adds_fields_and_bytes() {
    let [steps, fields, bytes] = ["1", "2", "3"].map(|depth| walk(&["mtls", "--depth", depth]));
    let value = "ecdsa_secp384r1_sha384, ecdsa_secp256r1_sha256";
    assert!(!steps.contains(value) && fields.contains(value) && bytes.contains(value));
    assert!(!fields.contains("msg_type certificate_request") && bytes.contains("msg_type certificate_request"));
}

#[test]
fn a_failure_ends_with_its_cause_and_the_fix() {
    let lesson = walk(&["client-cert-expired"]);
    assert!(lesson.starts_with("client-cert-expired  TLS 1.3"));
    let end = lesson.split("How it ended").nth(1).unwrap();
    assert!(end.contains("REFUSED by the server") && end.contains("client-cert-expired, proven") && end.contains("fix"), "{end}");
}

#[test]
fn a_source_stands_alone_unless_its_connections_belong_together() {
    assert!(walk(&["resumption"]).lines().take(4).any(|line| line.starts_with("resumption#2")));
    assert!(!walk(&["resumption#1"]).contains("resumption#2  TLS"));
    let versions: Vec<String> = walk(&["mtls", "--tls", "both"]).lines().take(4).map(str::to_owned).collect();
    assert!(versions[0].contains("TLS 1.2 ·") && versions[2].contains("TLS 1.3 ·"), "{versions:?}");
    let both = output(&["walk", "tls", "mtls", "--tls", "both", "--seed", "1"]);
    assert!(text(&both.stderr).contains("the first of 2 pairs of connections"));
}

#[test]
fn markdown_and_json_are_there_too() {
    let markdown = walk(&["--format", "markdown", "--depth", "3"]);
    assert!(
        markdown.starts_with("# tls beside mtls") && markdown.contains("## 6 of 19: ← CertificateRequest") && markdown.contains("```text")
    );
    let json = common::json(&["walk", "--seed", "1"]);
    assert_eq!((json["format"].as_str(), json["connections"].as_array().unwrap().len()), (Some("tlstrace/1"), 2));
}

#[test]
fn no_terminal_no_screen_codes() {
    let seen = walk(&[]);
    assert!(!seen.contains('\u{1b}'));
    let painted = text(&tlstrace(&["walk", "--seed", "1", "--color", "always"]).output().unwrap().stdout);
    assert!(painted.contains("\u{1b}[1m") && !painted.contains("\u{1b}[?1049h"));
}
