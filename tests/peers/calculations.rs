//! The commands of the calculation cards, run by a real shell with a real openssl: they print what the trace has.
//!
//! Without openssl or xxd every trial is skipped, and says so on standard error, where no test harness hides it. With
//! `TLSTRACE_REQUIRE_PEERS=1` a skip is a failure.

#![allow(clippy::unwrap_used, clippy::verbose_bit_mask, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::process::Command;

use crate::{common, peer};
use libtest_mimic::{Failed, Trial};
use tlstrace::teach::Walk;
use tlstrace::teach::walk::Calculation;
use tlstrace::trace::trace;

pub(crate) fn trials() -> Vec<Trial> {
    let trial = |run: Run| peer::checked(run.name.clone(), &[peer::OPENSSL, peer::XXD], move || checked(&run));
    runs().into_iter().map(trial).collect()
}

/// A source, and the titles of the cards that it must have.
struct Run {
    name: String,
    source: String,
    seed: Option<u64>,
    titles: Vec<&'static str>,
}

const TLS13: [&str; 12] = [
    "shared secret",
    "early secret",
    "handshake secret",
    "client handshake traffic secret",
    "server handshake key",
    "server handshake IV",
    "transcript hash",
    "what CertificateVerify signs",
    "signature of CertificateVerify",
    "MAC of Finished",
    "master secret",
    "client application traffic secret",
];
const TLS12: [&str; 6] =
    ["pre-master secret", "master secret", "key block", "transcript hash", "what ServerKeyExchange signs", "MAC of Finished"];

/// Every scenario that ends well; the lessons with seeds, whose keys are Ed25519; every suite and a key of RSA.
fn runs() -> Vec<Run> {
    let real = common::established().into_iter().map(|source| Run { name: source.clone(), source, seed: None, titles: Vec::new() });
    let lessons = [
        ("tls@1.3", TLS13.to_vec()),
        ("mtls@1.3", TLS13.to_vec()),
        ("tls@1.2", TLS12.to_vec()),
        ("mtls@1.2", [&TLS12[..], &["signature of CertificateVerify"]].concat()),
        ("resumption@1.3", [&TLS13[..], &["binder", "binder key"]].concat()),
        ("resumption@1.2", TLS12.to_vec()),
        ("hello-retry@1.3", TLS13.to_vec()),
    ];
    let lesson = |(source, titles): (&str, Vec<&'static str>), seed: Option<u64>| Run {
        name: format!("lesson {source}{}", if seed.is_some() { " seeded" } else { "" }),
        source: source.to_owned(),
        seed,
        titles,
    };
    let lessons =
        lessons.into_iter().flat_map(|(source, titles)| [lesson((source, titles.clone()), None), lesson((source, titles), common::SEED)]);
    real.chain(lessons).chain(suites()).collect()
}

fn suites() -> impl Iterator<Item = Run> {
    let tls12 = ["AES_256_GCM_SHA384", "AES_128_GCM_SHA256", "CHACHA20_POLY1305_SHA256"];
    let tls12 = tls12.into_iter().flat_map(|cipher| {
        [("ECDSA", "localhost"), ("RSA", "localhost-rsa")]
            .map(|(signature, certificate)| scenario(&format!("TLS_ECDHE_{signature}_WITH_{cipher}"), "1.2", certificate))
    });
    let tls13 = ["TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"];
    tls12.chain(tls13.into_iter().map(|suite| scenario(suite, "1.3", "localhost-rsa")))
}

fn scenario(suite: &str, version: &str, certificate: &str) -> Run {
    let path = common::scratch(&format!("calculations-{suite}-{version}.toml"));
    let text = format!(
        r#"title = "{suite}"
description = "One suite."
tls = ["{version}"]
[client]
trust = ["lab-root"]
server_name = "localhost"
certificate = "alice"
cipher_suites = ["{suite}"]
[server]
certificate = "{certificate}"
trust = ["lab-root"]
client_auth = "required"
[[connection]]
then = [{{ client_sends = "ping" }}, {{ server_sends = "pong" }}]
[expect]
outcome = "established"
"#
    );
    std::fs::write(&path, text).unwrap();
    let titles = if version == "1.3" { TLS13.to_vec() } else { TLS12.to_vec() };
    Run { name: format!("{suite} with {certificate}"), source: path.to_str().unwrap().to_owned(), seed: None, titles }
}

fn checked(run: &Run) -> Result<(), Failed> {
    let trace = trace(&common::run(&run.source, run.seed));
    let mut titles = BTreeSet::new();
    for index in 0..trace.connections.len() {
        let walk = Walk::new((&trace, index), None).unwrap();
        for card in &walk.cards {
            for calculation in card.sides.iter().flatten().flat_map(|side| &side.calculations) {
                same(calculation).map_err(|why| Failed::from(format!("connection {}, {}: {why}", index + 1, card.name)))?;
                titles.insert(calculation.title.clone());
            }
        }
    }
    match run.titles.iter().find(|title| !titles.contains(**title)) {
        Some(missing) => Err(format!("there is no card about the {missing}; there are {titles:?}").into()),
        None => Ok(()),
    }
}

/// What the command prints is the result; and nothing from the wire is in it but digits.
fn same(calculation: &Calculation) -> Result<(), String> {
    let title = &calculation.title;
    let Some(command) = &calculation.command else {
        let by_itself = matches!(title.as_str(), "shared secret" | "pre-master secret");
        let is_resumed = title == "master secret" && calculation.says.contains("Resumed");
        return if by_itself || is_resumed { Ok(()) } else { Err(format!("{title} has no command")) };
    };
    if let Some(word) = words(command).find(|word| !is_known(word)) {
        return Err(format!("{title}: `{word}` stands in the command\n{command}"));
    }
    let output = Command::new("sh").args(["-eu", "-c", command]).output().unwrap();
    let printed = common::text(&output.stdout).trim().to_owned();
    if printed != calculation.result.1 || printed.is_empty() || !output.stderr.is_empty() {
        let stderr = common::text(&output.stderr);
        return Err(format!("{title} is {}, the command printed {printed}{stderr}\n{command}", calculation.result.1));
    }
    Ok(())
}

fn words(command: &str) -> impl Iterator<Item = &str> {
    command.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

/// Hexadecimal digits, numbers, what openssl and the shell want, labels of the RFCs, variables.
fn is_known(word: &str) -> bool {
    const KNOWN: &str = "
        openssl kdf keylen kdfopt digest SHA256 SHA384 mode EXTRACT_ONLY EXPAND_ONLY hexsalt hexkey hexdata hexsecret hexseed seed HKDF
        prefix tls13 label TLS13 KDF TLS1 PRF tr A F a f d cut r dgst sha256 sha384 sha512 mac HMAC macopt binary printf s xxd p n trap rm
        EXIT mktemp if then else fi echo holds does not hold dev null verify key keyform DER signature signed sigopt rsa_padding_mode pss
        rsa_pss_saltlen pkeyutl pubin inkey rawin in sigfile 000 64s TLS 1 3 client server CertificateVerify
        derived c hs s ap e exp res traffic master binder finished resumption iv extended secret expansion
        empty salt psk finished_key message_hash";
    let is_message = |word: &str| {
        let name = word.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '_');
        (name.starts_with("client_") || name.starts_with("server_"))
            && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')
    };
    word.chars().all(|letter| letter.is_ascii_hexdigit()) || KNOWN.split_whitespace().any(|known| known == word) || is_message(word)
}
