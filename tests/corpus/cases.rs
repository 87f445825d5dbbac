//! Small inputs that were once read wrongly, as a user reads them: with the program, and the right value of each.

use std::path::Path;
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

/// Whether a folder holds the cases.
pub(crate) fn are_in(folder: &Path) -> bool {
    CASES.iter().all(|case| folder.join(case.file).is_file())
}

pub(crate) fn trials(folder: &Path) -> Vec<Trial> {
    let trial = |case: &'static Case| {
        let folder = folder.to_owned();
        Trial::test(format!("case {}", case.name()), move || case.holds(&folder))
    };
    CASES.iter().map(trial).collect()
}

/// One input: the capture, what is given beside it, and what is right.
struct Case {
    file: &'static str,
    keylog: Option<&'static str>,
    trust: Option<&'static str>,
    right: &'static [Right],
}

/// What is right of it: in words, and as a question.
type Right = (&'static str, fn(&Seen) -> bool);

/// What the program says of a capture.
struct Seen {
    exit: Option<i32>,
    errors: String,
    connections: Vec<Value>,
}

const fn case(file: &'static str, right: &'static [Right]) -> Case {
    Case { file, keylog: None, trust: None, right }
}

impl Case {
    const fn keylog(self, file: &'static str) -> Self {
        Self { keylog: Some(file), ..self }
    }

    const fn trust(self, file: &'static str) -> Self {
        Self { trust: Some(file), ..self }
    }

    /// The capture's name, and that of a key log with another name.
    fn name(&self) -> String {
        let stem = |file: &str| file.split('.').next().unwrap_or_default().to_owned();
        let keylog = self.keylog.map(stem).filter(|keylog| *keylog != stem(self.file));
        keylog.map_or_else(|| stem(self.file), |keylog| format!("{} with {keylog}", stem(self.file)))
    }

    fn holds(&self, folder: &Path) -> Result<(), Failed> {
        let seen = self.inspect(folder)?;
        let wrong: Vec<&str> = self.right.iter().filter(|(_, is_so)| !is_so(&seen)).map(|(what, _)| *what).collect();
        if wrong.is_empty() { Ok(()) } else { Err(format!("not so: {}; {}", wrong.join("; "), seen.tell()).into()) }
    }

    fn inspect(&self, folder: &Path) -> Result<Seen, Failed> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tlstrace"));
        command.args(["inspect", "--format", "json"]).arg(folder.join(self.file));
        for (option, file) in [("--keylog", self.keylog), ("--trust", self.trust)] {
            command.args(file.map(|file| [option.into(), folder.join(file)]).into_iter().flatten());
        }
        let output = command.output()?;
        let json: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let connections = json["connections"].as_array().cloned().unwrap_or_default();
        Ok(Seen { exit: output.status.code(), errors: String::from_utf8_lossy(&output.stderr).into_owned(), connections })
    }
}

const ESTABLISHED: Right = ("every connection is established, and nothing is the cause of anything", |seen| {
    seen.all(|one| one["outcome"]["state"] == "established") && seen.is_blameless()
});
const BLAMELESS: Right = ("nobody refused, and nothing is the cause of anything", Seen::is_blameless);
const NOT_FAILED: Right = ("it did not fail", |seen| seen.all(|one| one["outcome"]["state"] != "failed"));
const NOT_TLS: Right = ("it is not TLS", |seen| seen.all(|one| one["outcome"]["state"] == "not_tls"));
const EXIT_0: Right = ("the exit code is 0", |seen| seen.exit == Some(0));
const ONE: Right = ("it is one connection", |seen| seen.connections.len() == 1);
const NOTHING_MISSING: Right = ("nothing is missing", |seen| !seen.says("not captured"));
const CHECKED: Right = ("the server's Finished is checked", |seen| seen.checks("server_finished_mac") == [Some(true)]);

const CASES: &[Case] = &[
    case(
        "tls12_tail.pcap",
        &[NOT_FAILED, BLAMELESS, ("its beginning is missing", |seen| seen.says("beginning")), ("its alert is sealed", alert_is_sealed)],
    ),
    case("tls12_client_only.pcap", &[ESTABLISHED, ("one direction is told", |seen| seen.has("one-direction-only"))])
        .keylog("tls12_client_only.keys"),
    case(
        "tls12_server_only_no_alert.pcap",
        &[
            NOT_FAILED,
            BLAMELESS,
            ("no signature is judged", |seen| seen.checks("server_key_exchange_signature").iter().all(Option::is_none)),
        ],
    )
    .keylog("tls12_server_only_no_alert.keys"),
    case("one_sided_keys.pcap", &[ESTABLISHED, EXIT_0]).keylog("one_sided_keys.keys"),
    case("bom.pcap", &[ESTABLISHED, CHECKED, EXIT_0]).keylog("bom.keys"),
    case("bom.pcap", &[("it is read, or named", |seen| ESTABLISHED.1(seen) && CHECKED.1(seen) || seen.errors.contains("UTF-16"))])
        .keylog("utf16.keys"),
    case("seg2_ack_seg1.pcap", &[ESTABLISHED, NOTHING_MISSING, EXIT_0]).keylog("seg2_ack_seg1.keys"),
    case("second_synack.pcap", &[ONE, ESTABLISHED, NOTHING_MISSING, EXIT_0]).keylog("second_synack.keys"),
    case("http_gap_fake_alert.pcap", &[NOT_TLS, BLAMELESS, EXIT_0]),
    case("http_ok.pcap", &[NOT_TLS, BLAMELESS, EXIT_0]),
    case("ssh_ok.pcap", &[NOT_TLS, BLAMELESS, EXIT_0]),
    case(
        "rst_before_flight.pcap",
        &[
            ("no certificate is blamed", |seen| !seen.blames("cert") && !seen.blames("chain")),
            ("the reset is", |seen| seen.blames("peer-reset")),
        ],
    )
    .keylog("rst_before_flight.keys"),
    case("ackpad2.pcap", &[("it is TLS", |seen| seen.all(|one| one["negotiated"]["version"] == "TLS 1.3")), ESTABLISHED, NOTHING_MISSING]),
    case("deflate.pcap", &[ESTABLISHED, ("compression is told", |seen| seen.says("DEFLATE"))]).keylog("deflate.keys"),
    case("probe_tls12_success_no_data.pcapng", &[ESTABLISHED, EXIT_0, ("there are two", |seen| seen.connections.len() == 2)]),
    case(
        "depth13.pcap",
        &[
            ("the chain's length is the cause", |seen| seen.first_cause() == Some("client-chain-too-deep")),
            ("neither authorization nor a missing list is likely", |seen| {
                seen.is_not_surer_than("client-cert-not-authorized", "") && seen.is_not_surer_than("crl-missing", "possible")
            }),
        ],
    )
    .keylog("depth13.keys")
    .trust("bugs-root.pem"),
    case(
        "aki13.pcap",
        &[("the authority key id is the cause", |seen| seen.first_cause() == Some("client-cert-authority-key-id-mismatch"))],
    )
    .keylog("aki13.keys")
    .trust("aki-root.pem"),
    case(
        "expl13.pcap",
        &[
            ("the form of the curve is the cause", |seen| seen.first_cause() == Some("client-cert-explicit-curve")),
            ("no key is blamed", |seen| !seen.blames("key-mismatch") && !seen.blames("bad-signature")),
            ("no signature is called bad", |seen| seen.checks("client_certificate_verify").iter().all(|holds| *holds != Some(false))),
        ],
    )
    .keylog("expl13.keys")
    .trust("bugs-root.pem"),
    case("sni421.pcap", &[("the name in SNI is the cause", |seen| seen.first_cause() == Some("sni-host-mismatch"))]).keylog("sni421.keys"),
    case("big400.pcap", &[("the size is the cause", |seen| seen.first_cause() == Some("handshake-message-too-large"))])
        .keylog("big400.keys"),
    case(
        "sid1_2.pcap",
        &[
            ("the first is established", |seen| seen.connections.first().is_some_and(|one| one["outcome"]["state"] == "established")),
            ("the second has no session context", |seen| seen.first_cause() == Some("session-context-missing")),
        ],
    )
    .keylog("sid1_2.keys"),
];

fn alert_is_sealed(seen: &Seen) -> bool {
    seen.connections.iter().flat_map(|one| list(&one["events"])).all(|event| event["kind"] != "alert")
}

impl Seen {
    /// Whether there are connections, and each is so.
    fn all(&self, is_so: impl Fn(&Value) -> bool) -> bool {
        !self.connections.is_empty() && self.connections.iter().all(is_so)
    }

    fn findings(&self) -> impl Iterator<Item = &Value> {
        self.connections.iter().flat_map(|one| list(&one["findings"]))
    }

    fn causes(&self) -> impl Iterator<Item = &Value> {
        self.findings().filter(|finding| finding["severity"] == "cause")
    }

    fn first_cause(&self) -> Option<&str> {
        self.causes().next()?["id"].as_str()
    }

    /// Whether a cause has this in its id.
    fn blames(&self, part: &str) -> bool {
        self.causes().any(|cause| cause["id"].as_str().is_some_and(|id| id.contains(part)))
    }

    /// Whether a finding, cause or note, has this id.
    fn has(&self, id: &str) -> bool {
        self.findings().any(|finding| finding["id"] == id)
    }

    fn is_blameless(&self) -> bool {
        self.all(|one| one["outcome"]["refused_by"].is_null()) && self.causes().next().is_none()
    }

    /// Whether a cause is named at most with this certainty; with an empty one: not at all.
    fn is_not_surer_than(&self, id: &str, certainty: &str) -> bool {
        self.causes().filter(|cause| cause["id"] == id).all(|cause| cause["certainty"] == certainty)
    }

    fn checks(&self, id: &str) -> Vec<Option<bool>> {
        let all = self.connections.iter().flat_map(|one| list(&one["checks"]));
        all.filter(|check| check["id"] == id).map(|check| check["holds"].as_bool()).collect()
    }

    /// Whether it stands anywhere in what was printed.
    fn says(&self, words: &str) -> bool {
        self.errors.contains(words) || self.connections.iter().any(|one| one.to_string().contains(words))
    }

    fn tell(&self) -> String {
        let cause = |cause: &Value| format!("{} {}", cause["id"], cause["certainty"]);
        let causes: Vec<String> = self.causes().map(cause).collect();
        let outcomes: Vec<String> = self.connections.iter().map(|one| one["outcome"].to_string()).collect();
        format!("ours: {} [{}] exit {:?} {}", outcomes.join(" "), causes.join(", "), self.exit, self.errors)
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
