//! What the decoder sees, against an independent one: messages, negotiated values, certificates. Prints a score for each field.
//!
//! Where we see more than the other decoder, and no check of ours fails, we are right.

use std::fmt::Write as _;
use std::io::Write as _;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use tlstrace::capture::Direction;
use tlstrace::names::NamedGroup;
use tlstrace::trace::message::{Certificate, CertificateRequest, Message};
use tlstrace::trace::{Body, Connection, Event};

use crate::label::Corpus;

/// A field of the truth: its name, the least share that must agree, and how it is compared.
struct Field {
    name: &'static str,
    at_least: f64,
    compare: fn(&Connection, &Value) -> Result<(), String>,
}

/// The fields about single messages: where a capture has only pieces of them, what is shown of one is a matter of taste.
const ABOUT_MESSAGES: [&str; 4] = ["messages", "order", "certificates", "certificate_requests"];

/// Whether packets were cut behind their first bytes, or some are missing: the other decoder shows the beginning of a message whose
/// end is not there, and nothing at all behind a hole.
fn is_cut(name: &str) -> bool {
    ["__snap96.", "__snap400.", "__lost_ch.", "__lost_server_segment."].iter().any(|cut| name.contains(cut))
}

const FIELDS: [Field; 9] = [
    Field { name: "messages", at_least: 1.0, compare: messages },
    Field { name: "order", at_least: 0.95, compare: order },
    Field { name: "negotiated", at_least: 1.0, compare: negotiated },
    Field { name: "sni", at_least: 1.0, compare: |ours, truth| equal(ours.negotiated.server_name.as_deref(), truth["sni"].as_str()) },
    Field { name: "ja3", at_least: 1.0, compare: |ours, truth| same_or_more(ours.fingerprints.ja3.as_deref(), truth["ja3"].as_str()) },
    Field { name: "ja4", at_least: 1.0, compare: |ours, truth| same_or_more(ours.fingerprints.ja4.as_deref(), truth["ja4"].as_str()) },
    Field { name: "certificates", at_least: 1.0, compare: certificates },
    Field { name: "certificate_requests", at_least: 1.0, compare: certificate_requests },
    Field { name: "proofs", at_least: 1.0, compare: proofs },
];

pub(crate) fn trials(corpus: &'static Corpus) -> impl Iterator<Item = Trial> {
    FIELDS.iter().map(move |field| Trial::test(field.name, move || score(field, corpus)))
}

fn score(field: &Field, corpus: &Corpus) -> Result<(), Failed> {
    let (mut agree, mut all, mut differences) = (0_u32, 0_u32, String::new());
    for file in &corpus.files {
        for (index, truth) in file.streams.iter().enumerate() {
            all += 1;
            let compared = match find(&file.opened.trace.connections, truth) {
                _ if field.name == "proofs" && file.is_about_a_proof() => Ok(()),
                _ if ABOUT_MESSAGES.contains(&field.name) && is_cut(&file.name) => Ok(()),
                Some(ours) => (field.compare)(ours, truth),
                None => Err("the connection is missing".into()),
            };
            match compared {
                Ok(()) => agree += 1,
                Err(why) => writeln!(differences, "  {} {index}: {why}", file.name)?,
            }
        }
    }
    let share = f64::from(agree) / f64::from(all.max(1));
    // Shown whether the field is good enough or not, and at once: fields are compared side by side.
    let line = format!("{}: {agree} of {all} connections agree ({:.1} %)\n{differences}", field.name, share * 100.0);
    std::io::stderr().write_all(line.as_bytes())?;
    if share < field.at_least { Err(format!("below {:.0} %", field.at_least * 100.0).into()) } else { Ok(()) }
}

fn find<'c>(ours: &'c [Connection], truth: &Value) -> Option<&'c Connection> {
    ours.iter().find(|connection| truth["client"] == connection.client.as_str() && truth["server"] == connection.server.as_str())
}

/// Within a direction every message counts, in its order.
fn messages(ours: &Connection, truth: &Value) -> Result<(), String> {
    let theirs: Vec<String> = truth["sequence"].as_str().unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    let words = words(ours);
    for arrow in ['>', '<'] {
        let of = |words: &[String]| joined(words.iter().filter(|word| word.starts_with(arrow)).cloned());
        let (ours_here, theirs_here) = (of(&words), of(&theirs));
        if !is_same_or_more(&ours_here, &theirs_here, ours) {
            return Err(format!("ours {} | theirs {}", ours_here.join(" "), theirs_here.join(" ")));
        }
    }
    Ok(())
}

/// The order of both directions together: partly a matter of taste.
fn order(ours: &Connection, truth: &Value) -> Result<(), String> {
    let theirs = joined(truth["sequence"].as_str().unwrap_or_default().split_whitespace().map(str::to_owned));
    let words = joined(words(ours).into_iter());
    if is_same_or_more(&words, &theirs, ours) { Ok(()) } else { Err(format!("ours {} | theirs {}", words.join(" "), theirs.join(" "))) }
}

/// More is right where they saw a sealed record and we opened it, or they saw nothing that goes on behind what they saw,
/// and none of our checks fails.
fn is_same_or_more(ours: &[String], theirs: &[String], connection: &Connection) -> bool {
    let checked = connection.checks.iter().all(|check| check.holds != Some(false));
    let opened = |ours: &String, theirs: &String| theirs.ends_with("encrypted_handshake") && !ours.ends_with("encrypted_handshake");
    let same = |(ours, theirs): (&String, &String)| ours == theirs || (checked && opened(ours, theirs));
    ours.len() == theirs.len() && ours.iter().zip(theirs).all(same)
}

/// A run of application data in one direction is one word, whatever the other direction says meanwhile.
fn joined(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut joined: Vec<String> = words.collect();
    let is_data = |word: &str| word.ends_with("app_data");
    let mut last = [false; 2];
    joined.retain(|word| {
        let last = &mut last[usize::from(word.starts_with('<'))];
        let repeats = *last && is_data(word);
        *last = is_data(word);
        !repeats
    });
    joined
}

fn words(connection: &Connection) -> Vec<String> {
    connection.events.iter().filter_map(word).collect()
}

/// A step in the words of the corpus. What is no TLS it leaves out.
fn word(event: &Event) -> Option<String> {
    let name = match &event.body {
        Body::Handshake(message) => message.name(),
        Body::Alert(alert) => format!("{}({},{})", alert.description, alert.level.0, alert.description.0),
        Body::ChangeCipherSpec => "ccs".into(),
        Body::ApplicationData(_) => "app_data".into(),
        // The other decoder does not show a record whose end is missing.
        Body::Sealed(sealed) if event.span.len() < sealed.length => return None,
        Body::Sealed(sealed) => match sealed.content_type.0 {
            22 => "encrypted_handshake".into(),
            21 => "encrypted_alert".into(),
            _ => "app_data".into(),
        },
        _ => return None,
    };
    let arrow = if event.from == Direction::ClientToServer { '>' } else { '<' };
    Some(format!("{arrow}{name}"))
}

fn negotiated(ours: &Connection, truth: &Value) -> Result<(), String> {
    let theirs = &truth["negotiated"];
    let agreed = &ours.negotiated;
    if theirs.is_null() {
        return equal(agreed.version.map(|version| version.to_string()).as_deref(), None);
    }
    let version = agreed.version.map(|version| version.to_string().replace(' ', ""));
    equal(version.as_deref(), theirs["version"].as_str())?;
    equal(agreed.cipher_suite.map(|suite| suite.to_string()).as_deref(), theirs["cipher"].as_str())?;
    equal(agreed.alpn.as_deref(), theirs["alpn"].as_str())?;
    equal(ours.fingerprints.ja3s.as_deref(), theirs["ja3s"].as_str())?;
    let group = theirs["key_share"].as_str().and_then(|hex| u16::from_str_radix(hex, 16).ok()).map(NamedGroup);
    // The other decoder names a group in TLS 1.3 only.
    if group.is_some() && group != agreed.group {
        return Err(format!("group {:?}, theirs {group:?}", agreed.group));
    }
    let resumed = agreed.resumed && agreed.is_tls13();
    let flags = (agreed.hello_retry, resumed);
    let theirs = (theirs["hrr"].as_bool() == Some(true), theirs["psk"].as_bool() == Some(true));
    if flags == theirs { Ok(()) } else { Err(format!("(hello retry, psk): {flags:?}, theirs {theirs:?}")) }
}

fn certificates(ours: &Connection, truth: &Value) -> Result<(), String> {
    let chain = |certificate: &Certificate| certificate.chain.iter().map(|entry| sha256(&entry.der)).collect::<Vec<_>>();
    let ours = sent(ours, |message| message.certificate().map(chain));
    let hashes = |sent: &Value| list(&sent["chain"]).map(|one| one["sha256"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>();
    same(&ours, &list(&truth["certificates"]).map(|sent| (direction(sent), hashes(sent))).collect())
}

fn certificate_requests(ours: &Connection, truth: &Value) -> Result<(), String> {
    let numbers = |request: &CertificateRequest| {
        let types = request.certificate_types.iter().map(|kind| u64::from(kind.0)).collect::<Vec<_>>();
        // The other decoder throws the two lists of schemes together.
        let schemes = request.signature_algorithms.iter().chain(&request.extensions.signature_algorithms_cert);
        let schemes = schemes.map(|scheme| format!("{:04x}", scheme.0)).collect::<Vec<_>>();
        (types, schemes, request.certificate_authorities.len().min(MAX_NAMES))
    };
    let ours = sent(ours, |message| match message {
        Message::CertificateRequest(request) => Some(numbers(request)),
        _ => None,
    });
    let theirs = |request: &Value| {
        let types = list(&request["cert_types"]).filter_map(Value::as_u64).collect::<Vec<_>>();
        let schemes = list(&request["sig_algs"]).filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>();
        (direction(request), (types, schemes, list(&request["ca_names"]).count()))
    };
    same(&ours, &list(&truth["certificate_requests"]).map(theirs).collect())
}

/// In a connection that nothing is wrong with, nothing that we recompute may fail.
fn proofs(ours: &Connection, _: &Value) -> Result<(), String> {
    let failing = ours.checks.iter().filter(|check| check.holds == Some(false));
    let failing: Vec<String> = failing.map(|check| format!("{}: {}", check.id, check.detail)).collect();
    if failing.is_empty() { Ok(()) } else { Err(failing.join(", ")) }
}

/// The other decoder stops at so many names of authorities.
const MAX_NAMES: usize = 100;

/// What each end sent of a kind: the server's first, as the truth has it, because it is sent first.
fn sent<T>(connection: &Connection, what: impl Fn(&Message) -> Option<T>) -> Vec<(Direction, T)> {
    connection.events.iter().filter_map(|event| Some((event.from, what(event.message()?)?))).collect()
}

fn direction(sent: &Value) -> Direction {
    if sent["dir"] == "c2s" { Direction::ClientToServer } else { Direction::ServerToClient }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn same<T: PartialEq + std::fmt::Debug>(ours: &Vec<T>, theirs: &Vec<T>) -> Result<(), String> {
    if ours == theirs { Ok(()) } else { Err(format!("ours {ours:?} | theirs {theirs:?}")) }
}

/// Some releases of the other decoder lack a fingerprint of a ClientHello that came in pieces.
fn same_or_more(ours: Option<&str>, theirs: Option<&str>) -> Result<(), String> {
    if theirs.is_none() { Ok(()) } else { equal(ours, theirs) }
}

fn equal(ours: Option<&str>, theirs: Option<&str>) -> Result<(), String> {
    if ours == theirs { Ok(()) } else { Err(format!("ours {ours:?} | theirs {theirs:?}")) }
}

fn sha256(der: &[u8]) -> String {
    hex::encode(tlstrace::crypt::Hash::Sha256.digest(der))
}
