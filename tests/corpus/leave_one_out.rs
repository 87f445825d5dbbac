//! The ranking, judged by what it never saw: for each stack, the causes that a model without that stack names first.
//!
//! Beside it the same with all stacks, with stacks that are not told apart, and with no knowledge of stacks at all: if a simpler way did
//! better, it would be the better way. `docs/diagnosis.md` has the table.

use std::collections::BTreeMap;
use std::io::Write as _;

use libtest_mimic::Failed;
use tlstrace::diagnose::{Diagnosed, Model, diagnose_with};

use crate::causes::disagreements;
use crate::label::{Corpus, Expected, Labelled};

/// How a label calls what the model knows by another name.
const STACKS: [(&str, &[&str]); 22] = [
    ("BoringSSL", &["Envoy"]),
    ("Botan", &["Botan"]),
    ("Bouncy Castle JSSE", &["Bouncy Castle"]),
    ("Bun", &["Bun"]),
    ("Dovecot", &["Dovecot"]),
    ("Erlang/OTP", &["Erlang"]),
    ("GnuTLS", &["gnutls-"]),
    ("Go up to 1.19", &["Go 1.19", "Caddy 2.6", "etcd", "nats-server"]),
    ("Go from 1.20 on", &["Go 1.27", "Caddy 2.11", "Traefik"]),
    ("Java 17", &["java 17", "JSSE 17"]),
    ("Java 25", &["Java 25", "JSSE 25"]),
    ("Mbed TLS", &["mbedTLS"]),
    ("nginx", &["nginx"]),
    ("Node", &["node"]),
    ("NSS", &["NSS"]),
    ("OpenLDAP on GnuTLS", &["OpenLDAP", "ldapsearch"]),
    ("PHP", &["PHP"]),
    ("PostgreSQL", &["PostgreSQL"]),
    ("rustls", &["rustls"]),
    ("tlslite-ng", &["tlslite"]),
    ("wolfSSL", &["wolfSSL"]),
    // Last: the library of many.
    (
        "OpenSSL 3",
        &[
            "openssl",
            "curl",
            "Apache",
            "haproxy",
            "python",
            "mosquitto",
            "Redis",
            "hitch",
            "stunnel",
            "lighttpd",
            "Perl",
            "Ruby",
            "MariaDB",
        ],
    ),
];

/// How many of a stack's refusals are explained right, by each way to rank.
#[derive(Default)]
struct Row {
    all: usize,
    right: [usize; WAYS.len()],
}

const WAYS: [&str; 4] = ["without it", "with it", "not told apart, without it", "no stacks"];

pub(crate) fn table(corpus: &Corpus) -> Result<(), Failed> {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for file in &corpus.files {
        for expected in file.expected.iter().filter(|expected| !expected.is_success) {
            let Some(stack) = stack(file, expected) else { continue };
            let row = rows.entry(stack).or_default();
            row.all += 1;
            let models = models(stack);
            models.iter().enumerate().for_each(|(way, model)| row.right[way] += usize::from(is_right(file, expected, model)));
        }
    }
    let shown = rows.iter().map(|(stack, row)| format!("{stack:<20} {:>4} {:?}", row.all, row.right)).collect::<Vec<_>>().join("\n");
    let sum = |way: usize| rows.values().map(|row| row.right[way]).sum::<usize>();
    let all: usize = rows.values().map(|row| row.all).sum();
    let sums: Vec<usize> = (0..WAYS.len()).map(sum).collect();
    writeln!(std::io::stderr(), "leave one stack out: {WAYS:?}\n{shown}\n{:<20} {all:>4} {sums:?}", "all")?;
    // The knowledge of stacks is worth its place, and does not rest on having seen the very stack.
    if sums[0] < sums[3] || sums[0] * 100 < sums[1] * 95 {
        Err("the model does not carry over to stacks that it never saw".into())
    } else {
        Ok(())
    }
}

fn models(stack: &str) -> [Model; WAYS.len()] {
    let all = Model::measured();
    let names: Vec<&str> = all.names().collect();
    let without = Model::without(&[stack]);
    [without.clone(), Model::measured(), without.not_told_apart(), Model::without(&names)]
}

fn is_right(file: &Labelled, expected: &Expected, model: &Model) -> bool {
    let seen = &file.opened;
    let findings = diagnose_with(&seen.trace, model);
    let seen = Diagnosed { capture: seen.capture.clone(), trace: seen.trace.clone(), findings };
    disagreements(expected, &seen, file.has_keys).is_empty()
}

/// The stack that refused, as the model calls it.
fn stack(file: &Labelled, expected: &Expected) -> Option<&'static str> {
    let label = if expected.is_refused_by_client { &file.client } else { &file.server };
    STACKS.iter().find(|(_, parts)| parts.iter().any(|part| label.contains(part))).map(|(name, _)| *name)
}
