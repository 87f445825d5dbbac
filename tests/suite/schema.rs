//! The JSON Schema in `docs/` describes what the program writes: all of it, and nothing else.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::common;
use jsonschema::Validator;
use serde_json::{Value as Json, json};

fn schema() -> Json {
    serde_json::from_str(include_str!("../../docs/tlstrace-1.schema.json")).unwrap()
}

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

fn assert_valid(validator: &Validator, document: &Json, about: &str) {
    let errors: Vec<_> = validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{about}:\n{}", errors.join("\n"));
}

#[test]
fn the_schema_is_one_of_draft_2020_12() {
    let schema = schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    jsonschema::draft202012::meta::validate(&schema).unwrap();
}

#[test]
fn every_scenario_gives_a_valid_document() {
    let validator = validator();
    for source in common::sources() {
        assert_valid(&validator, &common::json(&["compare", &source, "mtls"]), &source);
    }
    for source in common::established().iter().chain(&common::repeatable_failures()) {
        assert_valid(&validator, &common::json(&["inspect", source, "--seed", "5"]), source);
    }
}

/// Damaged handshakes have what whole ones do not: issues, sealed records, bytes that are not TLS, fatal alerts.
#[test]
fn damaged_handshakes_give_valid_documents() {
    use tlstrace::report::{Document, Secrets};
    let validator = validator();
    let mut kinds = std::collections::BTreeSet::new();
    for source in ["mtls@1.3", "mtls@1.2", "resumption@1.3"] {
        let capture = common::run(source, common::SEED);
        for at in (0..600).step_by(11) {
            let mut damaged = capture.clone();
            for chunk in &mut damaged.connections[0].chunks {
                if let Some(byte) = chunk.bytes.get_mut(at) {
                    *byte ^= 0x55;
                }
            }
            if at % 2 == 0 {
                damaged.connections[0].keylog = tlstrace::capture::KeyLog::default();
            }
            let document = serde_json::to_value(Document::of(&[&damaged.into()], Secrets::default())).unwrap();
            kinds.extend(
                document["connections"][0]["events"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap().to_owned()),
            );
            assert_valid(&validator, &document, &format!("{source} with a byte changed in each write, {at}"));
        }
    }
    assert!(["sealed", "plaintext", "handshake"].iter().all(|kind| kinds.contains(*kind)), "met only {kinds:?}");
}

/// What stands around TLS: said before it, spoken instead of it, and not captured.
#[test]
fn what_stands_around_tls_is_told_and_valid() {
    use tlstrace::capture::{Gap, Prelude};
    use tlstrace::report::{Document, Secrets};
    let mut capture = common::run("mtls@1.3", common::SEED);
    let connection = &mut capture.connections[0];
    connection.prelude =
        Some(Prelude { name: "SMTP STARTTLS".into(), client_bytes: vec![1; 9], server_bytes: vec![2; 30], chunks: Vec::new() });
    connection.gaps = vec![Gap { chunk: 2, bytes: 1460 }];
    let from = connection.chunks[2].direction.sender();
    connection.plaintext = [None, Some("HTTP".into())];
    let document = serde_json::to_value(Document::of(&[&capture.into()], Secrets::default())).unwrap();
    assert_valid(&validator(), &document, "SMTP, a hole, HTTP");
    let ours = &document["connections"][0];
    assert_eq!(ours["prelude"], json!({ "name": "SMTP STARTTLS", "client_length": 9, "server_length": 30 }));
    assert_eq!((&ours["gaps"][0]["from"], &ours["gaps"][0]["length"]), (&json!(from), &json!(1460)));
    assert_eq!(ours["plaintext"], json!({ "client": null, "server": "HTTP" }));
    let timeline = ours["timeline"].as_array().unwrap();
    let kinds: std::collections::BTreeSet<_> = timeline.iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["belief", "gap", "keys", "knowledge", "prelude"].into());
    assert!(timeline.is_sorted_by_key(|entry| entry["after_step"].as_u64()), "{timeline:?}");
    assert_eq!(
        timeline[0],
        json!({ "kind": "prelude", "after_step": 0, "of": null, "name": "SMTP STARTTLS", "says": timeline[0]["says"], "inferred": false })
    );
}

/// The example of the format's description: a failure, with what no successful run has.
#[test]
fn a_failed_connection_with_a_finding_is_valid() {
    assert_valid(&validator(), &failed(), "the example");
}

#[test]
fn a_key_that_is_not_described_is_refused() {
    let validator = validator();
    let broken = |document: &mut Json| _ = document.as_object_mut().unwrap().insert("surprise".to_owned(), Json::Null);
    assert_all_refused(&validator, Json::is_object, broken);
}

#[test]
fn a_key_that_is_missing_is_refused() {
    /// Documents without a comparison have no such list.
    const OPTIONAL: [&str; 1] = ["comparisons"];
    let (validator, document) = (validator(), failed());
    for (pointer, object) in places(&document, "").into_iter().filter(|(_, value)| value.is_object()) {
        for key in object.as_object().unwrap().keys().filter(|key| !OPTIONAL.contains(&key.as_str())) {
            let mut broken = document.clone();
            broken.pointer_mut(&pointer).unwrap().as_object_mut().unwrap().remove(key);
            assert!(!validator.is_valid(&broken), "valid without {pointer}/{key}");
        }
    }
}

#[test]
fn a_value_of_another_type_is_refused() {
    let validator = validator();
    assert_all_refused(&validator, |_| true, |value| *value = json!({ "of": "another type" }));
    assert_all_refused(&validator, |_| true, |value| *value = json!(-1.5));
}

#[test]
fn a_text_that_is_no_name_no_number_and_no_date_is_refused() {
    let free = [
        "name",
        "source",
        "subject",
        "issuer",
        "detail",
        "says",
        "fix",
        "settles",
        "error",
        "what",
        "buffer",
        "alpn",
        "server_name",
        "inferred",
    ];
    let (validator, document) = (validator(), failed());
    for (pointer, _) in places(&document, "").into_iter().filter(|(_, value)| value.is_string()) {
        let key = pointer.rsplit('/').next().unwrap();
        if free.contains(&key) && !pointer.contains("/events/") {
            continue;
        }
        let mut broken = document.clone();
        *broken.pointer_mut(&pointer).unwrap() = json!("Not A Value!");
        assert!(!validator.is_valid(&broken), "valid with any text as {pointer}");
    }
}

#[test]
fn parts_of_an_event_that_do_not_belong_together_are_refused() {
    let validator = validator();
    let alert = "/connections/0/events/1";
    let hello = "/connections/0/events/0";
    let cases = [
        (format!("{alert}/alert"), Json::Null),
        (format!("{alert}/name"), json!("finished")),
        (format!("{hello}/alert"), failed()["connections"][0]["events"][1]["alert"].clone()),
        (format!("{hello}/kind"), json!("sealed")),
        (format!("{hello}/protection"), json!("sealed")),
        (format!("{hello}/epoch"), json!("application")),
        (format!("{hello}/name"), Json::Null),
        (format!("{hello}/wire"), json!([])),
        (format!("{hello}/wire"), json!([[1, 2, 3]])),
        (format!("{hello}/step"), json!(0)),
        (format!("{hello}/rung"), json!(12)),
        ("/connections/0/findings/0/evidence".to_owned(), json!([])),
        ("/connections/0/resumes".to_owned(), json!(0)),
        ("/comparisons/0/rows/0/left".to_owned(), Json::Null),
    ];
    for (pointer, value) in cases {
        let mut broken = failed();
        *broken.pointer_mut(&pointer).unwrap() = value.clone();
        assert!(!validator.is_valid(&broken), "valid with {value} as {pointer}");
    }
}

/// Breaks each value of the example that `is_meant`, one at a time.
fn assert_all_refused(validator: &Validator, is_meant: impl Fn(&Json) -> bool, breaks: impl Fn(&mut Json)) {
    let document = failed();
    let all = places(&document, "");
    assert!(all.len() > 50);
    // What the program alone reads again is described in outline.
    let is_for_others = |pointer: &str| !pointer.contains("/capture/");
    for (pointer, _) in all.into_iter().filter(|(pointer, value)| is_meant(value) && is_for_others(pointer)) {
        let mut broken = document.clone();
        breaks(broken.pointer_mut(&pointer).unwrap());
        assert!(!validator.is_valid(&broken), "valid with {pointer} broken");
    }
}

/// Every value and its JSON pointer; what stands in `fields` is free.
fn places<'a>(value: &'a Json, pointer: &str) -> Vec<(String, &'a Json)> {
    let mut found = Vec::new();
    if !pointer.ends_with("/fields") {
        found.push((pointer.to_owned(), value));
        match value {
            Json::Object(map) => map.iter().for_each(|(key, value)| found.extend(places(value, &format!("{pointer}/{key}")))),
            Json::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    found.extend(places(value, &format!("{pointer}/{index}")));
                }
            }
            _ => {}
        }
    }
    found
}

fn failed() -> Json {
    json!({
        "format": "tlstrace/1",
        "source": {
            "kind": "capture", "name": "refused.pcapng", "synthetic": false, "client": null, "server": null, "transport": null
        },
        "connections": [{
            "source": "refused.pcapng",
            "client": "127.0.0.1:50412", "server": "[::1]:8443", "started": "2026-11-21T10:00:00.000001Z",
            "outcome": { "state": "failed", "refused_by": "server" },
            "negotiated": {
                "version": "TLS 1.3", "cipher_suite": "TLS_AES_256_GCM_SHA384", "group": "X25519MLKEM768", "alpn": "h2",
                "server_name": "localhost", "resumed": false, "hello_retry": false, "client_auth": "presented"
            },
            "fingerprints": {
                "ja3": "75a1a252d0d3bd27561ec4f4e3c11fc1", "ja3s": "907bf3ecef1c987c889946b737b43de8",
                "ja4": "t13d0909h2_f91f431d341e_76ad8fd2bde2"
            },
            "certificates": {
                "server": [{
                    "subject": "CN=localhost", "issuer": "CN=Lab Root", "serial": "01", "not_before": "2026-11-20T00:00:00Z",
                    "not_after": "2027-11-20T00:00:00Z", "sha256": "9f71eb815880872680ab951209395179e3661a086a80cf793a27f8d545d7d024"
                }],
                "client": []
            },
            "resumes": 1,
            "events": [
                {
                    "step": 1, "rung": 1, "from": "client", "kind": "handshake", "name": "client_hello", "length": 1457,
                    "protection": "clear", "epoch": "initial", "time_us": 0, "alert": null, "inferred": null, "transcript_hash": "00ff",
                    "fields": { "legacy_version": "TLS 1.2" }, "bytes": "0100", "wire": [[5, 1466]]
                },
                {
                    "step": 2, "rung": null, "from": "server", "kind": "alert", "name": "alert", "length": 2, "protection": "opened",
                    "epoch": "application", "time_us": 900, "alert": { "level": "fatal", "code": 45, "description": "certificate_expired" },
                    "inferred": null, "transcript_hash": null, "fields": {}, "bytes": "022d", "wire": [[700, 702]]
                }
            ],
            "checks": [{ "id": "server_finished_mac", "holds": null, "detail": "the key log has no such secret", "step": 1, "stored": false }],
            "findings": [{
                "id": "client-cert-expired", "severity": "cause", "says": "the client's certificate expired 3 days ago", "by": "server",
                "certainty": "proven", "evidence": [{ "kind": "bytes", "detail": "validity.notAfter", "event": 1, "start": 141, "end": 156 }],
                "fix": "issue a new certificate", "settles": "a file"
            }],
            "ends": {
                "client": { "state": "established", "error": null, "observations": [{ "time_us": 3, "what": "sent its certificate" }] },
                "server": { "state": "failed", "error": "invalid peer certificate: certificate expired", "observations": [] }
            },
            "issues": [{ "what": "one byte is left over", "buffer": "client to server", "start": 3, "end": 4 }],
            "capture": {
                "client": "127.0.0.1:50412", "server": "[::1]:8443", "started_us": 1,
                "chunks": [{ "direction": "client_to_server", "time_us": 0, "bytes": "1603" }],
                "closes": ["fin", "reset"], "keylog": [], "shared_secrets": [], "client_end": null, "server_end": null,
                "client_knows": { "trust": null, "crls": [], "clock_s": null, "server_name": null, "certificates": [] },
                "server_knows": { "trust": ["3082"], "crls": ["3081"], "clock_s": 9, "server_name": "localhost", "certificates": ["3080"] }
            }
        }],
        "comparisons": [{ "left": 0, "right": 0, "rows": [{ "left": 1, "right": null, "same": false }] }]
    })
}
