//! A seeded run can be repeated, byte for byte, in another process; any other run cannot.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::common;
use crate::common::{output, scratch};

/// Everything that `compare` leaves behind.
#[derive(PartialEq, Eq)]
struct Left {
    stdout: Vec<u8>,
    pcapng: Vec<u8>,
    keylog: Vec<u8>,
}

/// Runs `tlstrace compare` in a process of its own. `run` names its files.
fn compare(run: &str, arguments: &[&str]) -> Left {
    let (pcapng, keylog) = (scratch(&format!("repeat-{run}.pcapng")), scratch(&format!("repeat-{run}.keys")));
    let files = ["--pcapng", pcapng.to_str().unwrap(), "--save-keylog", keylog.to_str().unwrap()];
    let stdout = output(&[&["compare"], arguments, &files].concat()).stdout;
    Left { stdout, pcapng: std::fs::read(pcapng).unwrap(), keylog: std::fs::read(keylog).unwrap() }
}

fn assert_repeats(name: &str, arguments: &[&str]) {
    let (first, second) = (compare(&format!("{name}-first"), arguments), compare(&format!("{name}-second"), arguments));
    assert!(!first.stdout.is_empty() && !first.pcapng.is_empty() && !first.keylog.is_empty());
    assert!(first.stdout == second.stdout, "{name}: standard output differs");
    assert!(first.pcapng == second.pcapng, "{name}: the packets differ");
    assert!(first.keylog == second.keylog, "{name}: the key log differs");
}

#[test]
fn the_same_seed_gives_the_same_in_another_process() {
    for source in common::established() {
        for format in ["json", "table"] {
            assert_repeats(&format!("{source}-{format}"), &[&source, &source, "--seed", "11", "--depth", "3", "--format", format]);
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_failure_in_another_process() {
    for source in common::repeatable_failures() {
        assert_repeats(&source, &[&source, &source, "--seed", "11", "--format", "json"]);
    }
}

#[test]
fn the_same_seed_gives_the_same_comparison_of_versions() {
    assert_repeats("both", &["tls", "mtls", "--tls", "both", "--seed", "11", "--format", "markdown", "--depth", "2"]);
}

#[test]
fn another_seed_gives_another_run() {
    let (one, two) = (compare("seed-1", &["--seed", "1", "--format", "json"]), compare("seed-2", &["--seed", "2", "--format", "json"]));
    assert!(one.stdout != two.stdout);
    assert!(one.pcapng != two.pcapng);
    assert!(one.keylog != two.keylog);
}

#[test]
fn without_a_seed_every_run_is_fresh() {
    let (one, two) = (compare("fresh-1", &["--format", "json"]), compare("fresh-2", &["--format", "json"]));
    assert!(one.stdout != two.stdout);
    assert!(one.keylog != two.keylog);
}

#[test]
fn both_sides_of_a_seeded_comparison_have_keys_and_ports_of_their_own() {
    let document = common::json(&["compare", "mtls", "mtls", "--seed", "3"]);
    let connections = document["connections"].as_array().unwrap();
    assert_ne!(connections[0]["client"], connections[1]["client"]);
    assert_ne!(connections[0]["started"], connections[1]["started"]);
    assert_ne!(connections[0]["events"][0]["fields"]["random"], connections[1]["events"][0]["fields"]["random"]);
}

#[test]
fn a_seeded_run_says_that_it_is_synthetic_and_a_fresh_one_does_not() {
    assert_eq!(common::json(&["compare", "--seed", "1"])["source"]["synthetic"], true);
    assert_eq!(common::json(&["compare"])["source"]["synthetic"], false);
    let (seeded, fresh) = (common::text(&output(&["compare", "--seed", "1"]).stdout), common::text(&output(&["compare"]).stdout));
    assert!(seeded.contains("seeded"), "{seeded}");
    assert!(!fresh.contains("seeded"), "{fresh}");
}
