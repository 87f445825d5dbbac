//! The independent oracle: Wireshark's dissector reads the pcapng that a user gets, with no further option, and must see
//! what our JSON says.
//!
//! Without tshark every comparison is skipped, and says so on standard error, where no test harness hides it. With
//! `TLSTRACE_REQUIRE_PEERS=1` a skip is a failure.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::path::PathBuf;

use libtest_mimic::{Failed, Trial};
use serde_json::Value as Json;
use tlstrace::capture::{Chunk, Direction, Gap, Prelude};

use crate::tshark::{self, Seen};
use crate::{common, peer};

const CLIENT: Direction = Direction::ClientToServer;
const SERVER: Direction = Direction::ServerToClient;

pub(crate) fn trials() -> Vec<Trial> {
    let trials = runs().into_iter().map(|run| peer::checked(run.name.clone(), &[peer::TSHARK], move || checked(&run)));
    let captured = peer::checked("a capture, written again", &[peer::TSHARK], captured);
    trials.chain([captured]).chain(corpus()).collect()
}

/// A capture with SMTP before TLS and a hole: written again as pcapng, tshark sees the same in it.
fn captured() -> Result<(), Failed> {
    let mut capture = common::run("mtls@1.3", common::SEED);
    let connection = &mut capture.connections[0];
    let said = [
        (SERVER, "220 mx ESMTP\r\n"),
        (CLIENT, "EHLO me\r\n"),
        (SERVER, "250 STARTTLS\r\n"),
        (CLIENT, "STARTTLS\r\n"),
        (SERVER, "220 go\r\n"),
    ];
    let said = said.map(|(direction, line)| Chunk { direction, time_us: 0, bytes: line.into() });
    connection.prelude = Some(Prelude { chunks: said.to_vec(), ..Prelude::default() });
    // The client's last write but one is lost: its data.
    let lost = connection.chunks.iter().rposition(|chunk| chunk.direction == CLIENT).unwrap_or_default();
    let bytes = connection.chunks[lost].bytes.split_off(1);
    connection.chunks.insert(lost, Chunk { bytes, ..connection.chunks[lost].clone() });
    connection.chunks.remove(lost + 1);
    connection.gaps = vec![Gap { chunk: lost, bytes: 1 }];
    let path = common::scratch("oracle captured.pcapng");
    let mut file = Vec::new();
    tlstrace::export::pcapng(&capture, &[], &mut file).unwrap();
    std::fs::write(&path, file).unwrap();
    let seen = written_again(path.to_str().unwrap(), None)?;
    let is_hole = |problem: &String| problem.contains("not captured");
    same("the hole is one", &true, &seen[0].problems.iter().any(is_hole))?;
    same("messages behind SMTP", &true, &seen[0].steps[0].iter().any(|step| step == "client_hello"))
}

/// The captures of others, where there are some.
fn corpus() -> Vec<Trial> {
    let Some(folders) = std::env::var_os("TLSTRACE_CORPUS") else {
        return vec![common::without_captures()];
    };
    let names = [
        "starttls_smtp_mtls",
        "http_connect_mtls",
        "linux_sll_tls13",
        "ok_tls12_ipv6",
        "resume_psk_tls13",
        "cut_mid_server_flight_rst_tls12",
    ];
    let trial = |path: PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        peer::checked(format!("{name}, written again"), &[peer::TSHARK], move || {
            let keys = path.with_extension("keys");
            let keys = keys.exists().then_some(keys);
            written_again(path.to_str().unwrap(), keys.as_ref().and_then(|keys| keys.to_str())).map(drop)
        })
    };
    let folders = std::env::split_paths(&folders).flat_map(|folder| [folder.join("captures/mtls"), folder.join("mtls")]);
    let paths = folders.flat_map(|folder| names.map(|name| folder.join(name).with_extension("pcap")));
    paths.filter(|path| path.exists()).map(trial).collect()
}

/// Writes a capture with its key log as pcapng, and wants tshark to see in it what it saw in the original with that key log.
fn written_again(path: &str, keys: Option<&str>) -> Result<Vec<Seen>, Failed> {
    let written = common::scratch(&format!("oracle {} again.pcapng", path.replace('/', " ")));
    let written = written.to_str().unwrap();
    let with_keys = keys.map(|keys| ["--keylog", keys]);
    let arguments = [&["inspect", path, "--pcapng", written][..], with_keys.as_ref().map_or(&[][..], |keys| keys)].concat();
    // A failed handshake has an exit code of its own.
    let output = common::tlstrace(&arguments).output().unwrap();
    same("tlstrace could do its work", &true, &matches!(output.status.code(), Some(0 | 1)))?;
    let option = keys.map(|keys| format!("tls.keylog_file:{keys}"));
    let original = tshark::read_with(path, &option.as_ref().map_or(Vec::new(), |option| vec!["-o", option]));
    let again = tshark::read(written);
    same("connections", &original.len(), &again.len())?;
    for (before, after) in original.iter().zip(&again) {
        same("steps", &before.steps, &after.steps)?;
        same("certificates", &before.certificates, &after.certificates)?;
        same("names", &(&before.alpn, &before.server_name, &before.ja3), &(&after.alpn, &after.server_name, &after.ja3))?;
    }
    Ok(again)
}

/// One call of `tlstrace compare`.
struct Run {
    name: String,
    sources: [String; 2],
    more: Vec<&'static str>,
}

/// Every scenario in every version as a real run, some seeded, every cipher suite and every group.
fn runs() -> Vec<Run> {
    let real =
        common::established().into_iter().map(|source| Run { name: source.clone(), sources: [source.clone(), source], more: Vec::new() });
    let seeded = [("tls@1.3", "mtls@1.3"), ("tls@1.2", "mtls@1.2"), ("resumption@1.3", "resumption@1.2")];
    let seeded = seeded.map(|(left, right)| Run {
        name: format!("seeded {left} {right}"),
        sources: [left.to_owned(), right.to_owned()],
        more: vec!["--seed", "7"],
    });
    real.chain(seeded).chain(suites()).chain(groups()).collect()
}

/// The cipher suites that rustls offers, with the certificate that each needs.
fn suites() -> impl Iterator<Item = Run> {
    let tls12 = ["AES_256_GCM_SHA384", "AES_128_GCM_SHA256", "CHACHA20_POLY1305_SHA256"];
    let tls12 = tls12.into_iter().flat_map(|cipher| {
        [("ECDSA", "localhost"), ("RSA", "localhost-rsa")]
            .map(|(signature, certificate)| scenario(&format!("TLS_ECDHE_{signature}_WITH_{cipher}"), "1.2", certificate, "cipher_suites"))
    });
    let tls13 = ["TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"];
    tls12.chain(tls13.into_iter().map(|suite| scenario(suite, "1.3", "localhost", "cipher_suites")))
}

/// The key exchange groups that rustls offers.
fn groups() -> impl Iterator<Item = Run> {
    let tls12 = ["x25519", "secp256r1", "secp384r1"].into_iter().map(|group| scenario(group, "1.2", "localhost", "groups"));
    let tls13 = ["x25519", "secp256r1", "secp384r1", "X25519MLKEM768", "SecP256r1MLKEM768", "MLKEM768", "MLKEM1024"];
    tls12.chain(tls13.into_iter().map(|group| scenario(group, "1.3", "localhost", "groups")))
}

/// mTLS with one choice for one of the client's lists.
fn scenario(choice: &str, version: &str, certificate: &str, list: &str) -> Run {
    let path = common::scratch(&format!("oracle-{choice}-{version}.toml"));
    let text = format!(
        r#"title = "{choice}"
description = "One choice."
tls = ["{version}"]
[client]
trust = ["lab-root"]
server_name = "localhost"
certificate = "alice"
{list} = ["{choice}"]
[server]
certificate = "{certificate}"
trust = ["lab-root"]
client_auth = "required"
{list} = ["{choice}"]
[[connection]]
then = [{{ client_sends = "ping" }}, {{ server_sends = "pong" }}]
[expect]
outcome = "established"
"#
    );
    std::fs::write(&path, text).unwrap();
    let source = path.to_str().unwrap().to_owned();
    Run { name: format!("{choice} in TLS {version}"), sources: [source.clone(), source], more: Vec::new() }
}

fn checked(run: &Run) -> Result<(), Failed> {
    let (pcapng, json) = (common::scratch(&format!("oracle {}.pcapng", run.name)), common::scratch(&format!("oracle {}.json", run.name)));
    let (pcapng, json) = (pcapng.to_str().unwrap(), json.to_str().unwrap());
    let ours = ["compare", &run.sources[0], &run.sources[1], "--pcapng", pcapng, "--format", "json", "-o", json];
    common::output(&[&ours, run.more.as_slice()].concat());
    let document: Json = serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
    let connections = document["connections"].as_array().unwrap();
    let seen = tshark::read(pcapng);
    same("connections", &connections.len(), &seen.len())?;
    for (number, (ours, seen)) in connections.iter().zip(&seen).enumerate() {
        compare(ours, seen)
            .map_err(|failed| Failed::from(format!("connection {}: {}", number + 1, failed.message().unwrap_or_default())))?;
        let (data, client) = (application_data(ours), ours["client"].as_str().unwrap());
        if data.iter().any(|bytes| !bytes.is_empty()) {
            same(&format!("connection {}: application data", number + 1), &data, &tshark::application_data(pcapng, number, client))?;
        }
    }
    Ok(())
}

fn compare(ours: &Json, seen: &Seen) -> Result<(), Failed> {
    same("problems of the packets", &Vec::<String>::new(), &seen.problems)?;
    for (direction, from) in ["client", "server"].into_iter().enumerate() {
        same(&format!("steps of the {from}"), &steps(ours, from), &seen.steps[direction])?;
        same(&format!("certificates of the {from}"), &sha256_of_certificates(ours, from), &seen.certificates[direction])?;
    }
    let negotiated = &ours["negotiated"];
    same("version", &text(&negotiated["version"]), &seen.version())?;
    same("cipher suite", &text(&negotiated["cipher_suite"]), &seen.cipher_suite())?;
    same("group", &text(&negotiated["group"]), &seen.group())?;
    same("ALPN", &text(&negotiated["alpn"]), &seen.alpn)?;
    same("server name", &text(&negotiated["server_name"]), &seen.server_name)?;
    same("JA3", &text(&ours["fingerprints"]["ja3"]), &seen.ja3)?;
    same("JA3S", &text(&ours["fingerprints"]["ja3s"]), &seen.ja3s)?;
    same("resumed", &negotiated["resumed"].as_bool().unwrap(), &seen.resumed())?;
    same("client authentication", &negotiated["client_auth"].as_str().unwrap(), &seen.client_auth())?;
    comments(ours, seen)
}

/// The steps of one end in words that tshark can say too.
fn steps(connection: &Json, from: &str) -> Vec<String> {
    let events = connection["events"].as_array().unwrap().iter().filter(|event| event["from"] == from);
    let word = |event: &Json| match event["kind"].as_str().unwrap() {
        "alert" => format!("alert({},{})", event["alert"]["level"].as_str().unwrap(), event["alert"]["code"]),
        "sealed" => "sealed".to_owned(),
        _ => event["name"].as_str().unwrap_or("null").to_owned(),
    };
    events.map(word).collect()
}

fn sha256_of_certificates(connection: &Json, from: &str) -> Vec<String> {
    let entries = connection["certificates"][from].as_array().unwrap();
    entries.iter().map(|entry| entry["sha256"].as_str().unwrap().to_owned()).collect()
}

fn application_data(connection: &Json) -> [String; 2] {
    ["client", "server"].map(|from| {
        let events =
            connection["events"].as_array().unwrap().iter().filter(|event| event["from"] == from && event["kind"] == "application_data");
        events.map(|event| event["bytes"].as_str().unwrap()).collect()
    })
}

/// Each step is told in a comment, on a packet of its own direction.
fn comments(ours: &Json, seen: &Seen) -> Result<(), Failed> {
    for event in ours["events"].as_array().unwrap() {
        let direction = usize::from(event["from"] == "server");
        let wanted = format!("step {}: {},", event["step"], event["name"].as_str().unwrap_or("sealed record"));
        if !seen.comments[direction].iter().any(|comment| comment.contains(&wanted)) {
            return Err(format!("no packet comment `{wanted}…` among {:?}", seen.comments[direction]).into());
        }
    }
    Ok(())
}

fn text(json: &Json) -> Option<String> {
    json.as_str().map(str::to_owned)
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, ours: &T, theirs: &T) -> Result<(), Failed> {
    if ours == theirs { Ok(()) } else { Err(format!("{what}\n  tlstrace: {ours:?}\n  tshark:   {theirs:?}").into()) }
}
