//! Labelled captures of real stacks, against what an independent decoder sees in them. Prints a score for each field.
//!
//! The folder has captures, key logs, and `truth.json`. Where we see more than the other decoder, and no check of ours fails, we
//! are right.

#![expect(clippy::expect_used, reason = "a test without the harness of the standard library")]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use tlstrace::capture::{Capture, Direction, KeyLog};
use tlstrace::diagnose::{Certainty, Finding, diagnose};
use tlstrace::names::NamedGroup;
use tlstrace::offline::{self, Options};
use tlstrace::trace::message::{Certificate, CertificateRequest, Message};
use tlstrace::trace::{Body, Connection, Event, trace};

use crate::common::betrayed;

/// A field of the truth: its name, the least share that must agree, and how it is compared.
struct Field {
    name: &'static str,
    at_least: f64,
    compare: fn(&Connection, &Value) -> Result<(), String>,
}

const FIELDS: [Field; 9] = [
    Field { name: "messages", at_least: 1.0, compare: messages },
    Field { name: "order", at_least: 0.95, compare: order },
    Field { name: "negotiated", at_least: 1.0, compare: negotiated },
    Field { name: "sni", at_least: 1.0, compare: |ours, truth| equal(ours.negotiated.server_name.as_deref(), truth["sni"].as_str()) },
    Field { name: "ja3", at_least: 1.0, compare: |ours, truth| equal(ours.fingerprints.ja3.as_deref(), truth["ja3"].as_str()) },
    Field { name: "ja4", at_least: 1.0, compare: |ours, truth| equal(ours.fingerprints.ja4.as_deref(), truth["ja4"].as_str()) },
    Field { name: "certificates", at_least: 1.0, compare: certificates },
    Field { name: "certificate_requests", at_least: 1.0, compare: certificate_requests },
    Field { name: "proofs", at_least: 1.0, compare: proofs },
];

pub(crate) fn trials(folder: &Path) -> Vec<Trial> {
    let text = fs::read_to_string(folder.join("truth.json")).expect("the corpus has a truth.json");
    let truth: Value = serde_json::from_str(&text).expect("truth.json is JSON");
    let corpus: Corpus = truth.as_object().expect("files by name").iter().map(|(name, file)| Labelled::read(folder, name, file)).collect();
    let corpus: &'static Corpus = Box::leak(Box::new(corpus));
    let fields = FIELDS.iter().map(|field| Trial::test(field.name, move || score(field, corpus)));
    let folder = folder.to_owned();
    let damage = Trial::test("damage", move || damage(&folder, corpus));
    let causes = Trial::test("root causes", move || causes(corpus));
    let inferred = Trial::test("inferred", move || inferred(corpus));
    fields.chain([causes, inferred, damage]).collect()
}

/// What is inferred without keys is never wrong, where the keys show what is there.
fn inferred(corpus: &Corpus) -> Result<(), Failed> {
    let mut score = betrayed::Score::default();
    for file in corpus {
        score.add(&file.name, &file.capture);
    }
    let betrayed::Score { right, silent, wrong, untold } = score;
    let counts = format!("inferred: {right} records right, {} wrong, {silent} silent\n", wrong.len());
    std::io::stderr().write_all((counts + &untold.join("\n") + "\n").as_bytes())?;
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// The cause that we name first is the labelled one, in at least 95 of 100 captures; and none is proven that is wrong.
fn causes(corpus: &Corpus) -> Result<(), Failed> {
    let is_right = |file: &&Labelled| file.causes.first().map(|(id, _)| *id) == file.finding.as_deref();
    let wrong: Vec<&Labelled> = corpus.iter().filter(|file| !is_right(file)).collect();
    let told = |file: &&Labelled| format!("{}: {:?} instead of {:?}", file.name, file.causes, file.finding);
    let right = corpus.len() - wrong.len();
    let told = wrong.iter().map(told).collect::<Vec<_>>().join("\n");
    writeln!(std::io::stderr(), "root causes: {right} of {}\n{told}", corpus.len())?;
    if let Some(file) = wrong.iter().find(|file| file.causes.iter().any(|(_, is_proven)| *is_proven)) {
        return Err(format!("{}: a cause is called proven, and it is not the one", file.name).into());
    }
    if right * 100 < corpus.len() * 95 { Err("under 95 %".into()) } else { Ok(()) }
}

/// Damaged files are read, and traced, without a panic: bytes flipped at places that follow from a fixed seed, and a cut.
fn damage(folder: &Path, corpus: &Corpus) -> Result<(), Failed> {
    let mut seed = 1_u64;
    let mut random = |below: usize| {
        // Knuth's constants for a linear congruential generator; its upper bits are good enough.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or_default() % below
    };
    for file in corpus {
        let path = folder.join(&file.name);
        let (whole, keylog) = (fs::read(&path)?, fs::read_to_string(path.with_extension("keys")).unwrap_or_default());
        for flips in 1..=20 {
            let mut bytes = whole.clone();
            (0..flips).for_each(|_| bytes[random(whole.len())] ^= u8::try_from(random(255)).unwrap_or_default() + 1);
            bytes.truncate(whole.len() - random(whole.len() / 4));
            let options = Options { name: file.name.clone(), keylog: KeyLog::parse(&keylog).0 };
            let _ = offline::read(bytes.as_slice(), options).map(|recording| trace(&recording.capture));
        }
    }
    Ok(())
}

type Corpus = Vec<Labelled>;

/// A capture, as we and as the other decoder see it.
struct Labelled {
    name: String,
    capture: Capture,
    ours: Vec<Connection>,
    truth: Vec<Value>,
    /// What failed on purpose there: a proof that does not hold is then no fault of ours.
    finding: Option<String>,
    /// The causes that we name, the first first, and whether each is proven.
    causes: Vec<(&'static str, bool)>,
}

impl Labelled {
    /// Whether a proof fails there because an end did it wrong: that is what we have to see.
    fn is_about_a_proof(&self) -> bool {
        self.finding.as_deref().is_some_and(|finding| finding.ends_with("key-mismatch"))
    }

    fn read(folder: &Path, name: &str, file: &Value) -> Self {
        let path = folder.join(name);
        let keylog = fs::read_to_string(path.with_extension("keys")).unwrap_or_default();
        let options = Options { name: name.to_owned(), keylog: KeyLog::parse(&keylog).0 };
        let recording = offline::read(open(&path), options).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(recording.problems.is_empty(), "{name}: {:?}", recording.problems);
        let truth = file["streams"].as_array().cloned().unwrap_or_default();
        let traced = trace(&recording.capture);
        let causes = diagnose(&traced).into_iter().flatten().filter(Finding::is_cause);
        Self {
            name: name.to_owned(),
            causes: causes.map(|cause| (cause.id, cause.certainty == Certainty::Proven)).collect(),
            ours: traced.connections,
            capture: recording.capture,
            truth,
            finding: file["finding"].as_str().map(str::to_owned),
        }
    }
}

fn open(path: &PathBuf) -> File {
    File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn score(field: &Field, corpus: &Corpus) -> Result<(), Failed> {
    let (mut agree, mut all, mut differences) = (0_u32, 0_u32, String::new());
    for file in corpus {
        for (index, truth) in file.truth.iter().enumerate() {
            all += 1;
            let compared = match find(&file.ours, truth) {
                _ if field.name == "proofs" && file.is_about_a_proof() => Ok(()),
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
        Body::Plaintext(_) => return None,
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

fn equal(ours: Option<&str>, theirs: Option<&str>) -> Result<(), String> {
    if ours == theirs { Ok(()) } else { Err(format!("ours {ours:?} | theirs {theirs:?}")) }
}

fn sha256(der: &[u8]) -> String {
    hex::encode(tlstrace::crypt::Hash::Sha256.digest(der))
}
