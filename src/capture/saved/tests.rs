//! The released form, word for word: what was written once is read for good.

use super::*;
use crate::capture::{
    Closed, End, EndReport, EndState, Knowledge, Observation, Reason, Rewritten, SharedSecret, StoredCheck, StoredContent, StoredRecord,
    TcpEnd, Withheld, WithheldBecause,
};
use serde_json::{Value as Json, json};

/// A connection of which everything is known.
fn full() -> Connection {
    let chunk = |direction| Chunk { direction, time_us: 7, bytes: vec![0x16, 3] };
    let observation = Observation { time_us: 9, what: "accepted".into() };
    let withheld = Withheld { subject: "CN=a".into(), issuer: "CN=b".into(), because: WithheldBecause::AuthorityNotNamed };
    let end = EndReport {
        state: EndState::Failed,
        error: Some("words".into()),
        reason: Some(Reason::AlertReceived(42)),
        withheld: Some(withheld),
        tolerated: Some(Reason::WrongName),
        configured: vec![vec![0x30]],
        observations: vec![observation],
    };
    let knows = Knowledge {
        trust: Some(vec![vec![1]]),
        crls: vec![vec![2]],
        clock_s: Some(3),
        server_name: Some("localhost".into()),
        certificates: vec![vec![4]],
    };
    let opened = StoredContent::Opened { content_type: 22, starts_at: 0, bytes: vec![8], withheld: 1 };
    let (closed, rewritten) = (Some(Closed { chunk: 1, time_us: 16 }), Some(Rewritten { at: 1, segments: 17 }));
    let told = TcpEnd { segments: 14, unseen: 15, closed, rewritten };
    Connection {
        number: Some(2),
        client: "127.0.0.1:1".into(),
        server: "127.0.0.1:2".into(),
        started_us: 5,
        chunks: vec![chunk(Direction::ClientToServer)],
        gaps: vec![Gap { chunk: 1, bytes: 6 }],
        prelude: Some(Prelude {
            name: "SMTP STARTTLS".into(),
            client_bytes: vec![10],
            server_bytes: vec![11],
            chunks: vec![chunk(Direction::ServerToClient)],
        }),
        plaintext: [None, Some("HTTP".into())],
        closes: [Close::Fin, Close::Reset],
        not_tls: Some("HTTP".into()),
        first_close: Some(FirstClose { by: End::Server, idle_us: 12 }),
        tcp: Some([told, TcpEnd::default()]),
        watched_us: Some(18),
        keylog: KeyLog::parse("CLIENT_RANDOM 01 02").0,
        shared_secrets: vec![SharedSecret { group: 29, secret: vec![13] }],
        client_end: Some(end),
        server_end: None,
        client_knows: knows,
        server_knows: Knowledge::default(),
        stored_records: [vec![StoredRecord { record: 0, epoch: "handshake".into(), content: opened }], Vec::new()],
        stored_checks: vec![StoredCheck { id: "mac".into(), holds: true, detail: "recomputed".into(), step: Some(1) }],
    }
}

fn full_json() -> Json {
    let chunk = |direction: &str| json!({ "direction": direction, "time_us": 7, "bytes": "1603" });
    json!({
        "number": 2, "client": "127.0.0.1:1", "server": "127.0.0.1:2", "started_us": 5,
        "chunks": [chunk("client_to_server")],
        "gaps": [{ "chunk": 1, "bytes": 6 }],
        "prelude": { "name": "SMTP STARTTLS", "client_bytes": "0a", "server_bytes": "0b", "chunks": [chunk("server_to_client")] },
        "plaintext": [null, "HTTP"],
        "not_tls": "HTTP",
        "closes": ["fin", "reset"],
        "first_close": { "by": "server_to_client", "idle_us": 12 },
        "tcp": [
            { "segments": 14, "unseen": 15, "closed": { "chunk": 1, "time_us": 16 }, "rewritten": { "at": 1, "segments": 17 } },
            { "segments": 0, "unseen": 0, "closed": null, "rewritten": null },
        ],
        "watched_us": 18,
        "keylog": ["CLIENT_RANDOM 01 02"],
        "shared_secrets": [{ "group": 29, "secret": "0d" }],
        "client_end": {
            "state": "failed", "error": "words", "reason": { "alert_received": 42 },
            "withheld": { "subject": "CN=a", "issuer": "CN=b", "because": "authority_not_named" },
            "tolerated": "wrong_name",
            "configured": ["30"],
            "observations": [{ "time_us": 9, "what": "accepted" }],
        },
        "server_end": null,
        "client_knows": { "trust": ["01"], "crls": ["02"], "clock_s": 3, "server_name": "localhost", "certificates": ["04"] },
        "server_knows": { "trust": null, "crls": [], "clock_s": null, "server_name": null, "certificates": [] },
        "stored_records": [
            [{ "record": 0, "epoch": "handshake", "content": { "opened": { "content_type": 22, "starts_at": 0, "bytes": "08", "withheld": 1 } } }],
            [],
        ],
        "stored_checks": [{ "id": "mac", "holds": true, "detail": "recomputed", "step": 1 }],
    })
}

#[test]
fn the_form_stays_as_it_was_released() {
    assert_eq!(serde_json::to_value(SavedConnection::from(full())).unwrap(), full_json());
}

#[test]
fn what_is_read_is_what_was_written() {
    let read: SavedConnection = serde_json::from_value(full_json()).unwrap();
    let again = SavedConnection::from(Connection::from(read));
    assert_eq!(serde_json::to_value(again).unwrap(), full_json());
}

#[test]
fn an_older_trace_lacks_what_came_later() {
    let mut old = full_json();
    let later =
        ["number", "gaps", "prelude", "plaintext", "not_tls", "first_close", "tcp", "watched_us", "stored_records", "stored_checks"];
    for field in later {
        old.as_object_mut().unwrap().remove(field);
    }
    let read: Connection = serde_json::from_value::<SavedConnection>(old).unwrap().into();
    assert_eq!((read.number, read.gaps.len(), read.chunks.len()), (None, 0, 1));
}

#[test]
fn a_field_that_is_not_known_is_an_error_at_every_depth() {
    for place in
        ["", "/chunks/0", "/gaps/0", "/prelude", "/first_close", "/client_end", "/client_end/withheld", "/client_knows", "/stored_checks/0"]
    {
        let mut json = full_json();
        json.pointer_mut(place).unwrap()["from_the_future"] = json!(1);
        let error = serde_json::from_value::<SavedConnection>(json).unwrap_err().to_string();
        assert!(error.starts_with("unknown field `from_the_future`"), "{place}: {error}");
    }
}
