//! Every scenario, run for real; and handshakes that fail.

use std::fmt::Write as _;

use super::*;
use crate::capture::{Capture, Chunk, Close, Connection, Direction, EndReport, SavedConnection};
use crate::scenario::ExpectedOutcome;

/// All scenarios that come with the program, each for each version it exists for.
fn all() -> impl Iterator<Item = String> {
    Scenario::builtin().into_iter().flat_map(|builtin| {
        let versions = Scenario::load(builtin.name).unwrap().tls;
        versions.into_iter().map(move |version| format!("{}@{version}", builtin.name))
    })
}

fn run(source: &str, seed: Option<u64>) -> Capture {
    Scenario::load(source).unwrap().run_blocking(&RunOptions { seed, ..RunOptions::default() }).unwrap()
}

fn run_text(text: &str, tls: TlsVersion) -> Capture {
    let scenario = Scenario::read("test.toml", text).unwrap();
    scenario.run_blocking(&RunOptions { tls: Some(tls), ..RunOptions::default() }).unwrap()
}

fn ends(connection: &Connection) -> [&EndReport; 2] {
    [connection.client_end.as_ref().unwrap(), connection.server_end.as_ref().unwrap()]
}

/// How an end fared, in one line.
fn fared(end: &EndReport) -> String {
    format!("{:?}: {}", end.state, end.error.as_deref().unwrap_or("no error"))
}

fn observed(end: &EndReport, what: &str) -> bool {
    end.observations.iter().any(|observation| observation.what.contains(what))
}

fn stream(connection: &Connection, direction: Direction) -> Vec<u8> {
    let chunks = connection.chunks.iter().filter(|chunk| chunk.direction == direction);
    chunks.flat_map(|chunk| chunk.bytes.iter().copied()).collect()
}

/// Whether all is well in it, to the end.
fn succeeds(source: &str) -> bool {
    let scenario = Scenario::load(source).unwrap();
    let expect = scenario.expect.unwrap().in_version(scenario.version.unwrap());
    expect.outcome == ExpectedOutcome::Established && scenario.faults.is_empty()
}

/// The scenarios that need an RSA key, which cannot be seeded.
const UNSEEDED: [&str; 3] = ["client-cert-weak-key", "client-cert-weak-signature", "server-cert-weak-key"];

fn seedable() -> impl Iterator<Item = String> {
    all().filter(|source| !UNSEEDED.iter().any(|name| source.starts_with(name)))
}

#[test]
fn every_scenario_that_succeeds_is_fully_captured() {
    for source in all().filter(|source| succeeds(source)) {
        for seed in [None, Some(3)] {
            let capture = run(&source, seed);
            assert_eq!(capture.source.name, source);
            assert_eq!(capture.synthetic, seed.is_some());
            for connection in &capture.connections {
                for end in ends(connection) {
                    assert_eq!(fared(end), "Established: no error", "{source}");
                }
                assert_eq!(connection.closes, [Close::Fin; 2], "{source}");
                assert!(connection.chunks.is_sorted_by_key(|chunk| chunk.time_us));
                assert!(connection.chunks.iter().all(|chunk| !chunk.bytes.is_empty()));
                assert_eq!(connection.chunks[0].direction, Direction::ClientToServer);
                assert!(!connection.keylog.is_empty());
                assert!(connection.client_knows.trust.as_ref().is_some_and(|trust| trust.len() == 1));
            }
        }
    }
}

#[test]
fn resumption_resumes_in_each_of_its_ways() {
    for source in ["resumption@1.2", "resumption@1.3", "resumption-session-id", "mtls-resumption@1.2", "mtls-resumption@1.3"] {
        let capture = run(source, None);
        let [first, second] = &capture.connections[..] else { panic!("two connections") };
        assert!(ends(first).into_iter().all(|end| observed(end, ", full")), "{source}");
        assert!(ends(second).into_iter().all(|end| observed(end, ", resumed")), "{source}");
        let by_ticket = observed(ends(second)[1], "opened the client's ticket");
        assert_eq!(by_ticket, source != "resumption-session-id", "{source}");
        // TLS 1.2 uses the old master secret: there is no key exchange.
        assert_eq!(second.shared_secrets.is_empty(), !source.ends_with("1.3"), "{source}");
    }
}

#[test]
fn the_ends_tell_what_they_decided() {
    let capture = run("mtls@1.3", None);
    let [client, server] = ends(&capture.connections[0]);
    for what in [
        "was asked for a certificate: 1 authority, 10 signature schemes",
        "chose its certificate: CN=alice, issued by CN=Lab Root",
        "accepted the server's certificate: CN=localhost, issued by CN=Lab Root",
        "accepted the server's signature (ecdsa_secp256r1_sha256)",
        "computed the shared secret with X25519MLKEM768",
        "kept a ticket",
    ] {
        assert!(observed(client, what), "{what}: {client:#?}");
    }
    for what in [
        "has a certificate for this client: CN=localhost, issued by CN=Lab Root",
        "accepted the client's certificate: CN=alice, issued by CN=Lab Root",
        "finished its handshake: TLS 1.3, TLS_AES_256_GCM_SHA384, X25519MLKEM768, full; the peer showed CN=alice, issued by CN=Lab Root",
    ] {
        assert!(observed(server, what), "{what}: {server:#?}");
    }
    let capture = run("mtls-optional@1.2", None);
    let [client, server] = ends(&capture.connections[0]);
    assert!(observed(client, "sends no certificate") && observed(server, "the peer showed no certificate"));
    let capture = run("hello-retry", None);
    assert!(observed(ends(&capture.connections[0])[0], "secp256r1, full, after a HelloRetryRequest"));
    let capture = run("alpn@1.2", None);
    assert!(observed(ends(&capture.connections[0])[1], "ALPN http/1.1"));
}

#[test]
fn a_seed_repeats_a_run_byte_for_byte() {
    let json = |source: &str, seed| {
        let connections = run(source, Some(seed)).connections;
        serde_json::to_string(&connections.into_iter().map(SavedConnection::from).collect::<Vec<_>>()).unwrap()
    };
    for source in seedable() {
        let first = json(&source, 1);
        assert_eq!(first, json(&source, 1), "{source}");
        assert_ne!(first, json(&source, 2), "{source}");
    }
}

#[test]
fn what_needs_an_rsa_key_refuses_a_seed() {
    for name in UNSEEDED {
        let options = RunOptions { seed: Some(1), ..RunOptions::default() };
        let error = Scenario::load(name).unwrap().run_blocking(&options).unwrap_err().to_string();
        assert!(error.contains("cannot be run with a seed") && error.contains("RSA"), "{error}");
    }
}

/// What each end of each scenario that fails reports of itself: the same in every seeded run.
#[test]
fn both_ends_say_how_they_fared() {
    let mut table = String::new();
    for source in seedable().filter(|source| !succeeds(source)) {
        let capture = run(&source, Some(1));
        let connection = capture.connections.last().unwrap();
        let [client, server] = [&connection.client_end, &connection.server_end].map(|end| end.as_ref().map_or("nobody".to_owned(), view));
        writeln!(table, "{source}: {client} | {server}").unwrap();
    }
    insta::assert_snapshot!(table);
}

fn view(end: &EndReport) -> String {
    let reason = end.reason.as_ref().map_or(String::new(), |reason| format!(" {reason:?}"));
    let withheld =
        end.withheld.as_ref().map_or(String::new(), |withheld| format!(", withheld {}: {:?}", withheld.subject, withheld.because));
    format!("{:?}{reason}{withheld}", end.state)
}

#[test]
fn a_real_run_and_a_seeded_one_go_the_same_way() {
    let fared = |capture: &Capture| {
        let last = capture.connections.last().unwrap();
        let ends = [&last.client_end, &last.server_end]
            .map(|end| end.as_ref().map(|end| (end.state, end.reason.as_ref().map(std::mem::discriminant))));
        (ends, last.closes)
    };
    for source in seedable() {
        assert_eq!(fared(&run(&source, None)), fared(&run(&source, Some(1))), "{source}");
    }
}

#[test]
fn the_judge_knows_its_lists_its_clock_and_the_authorities_that_there_are() {
    let capture = run("crl-missing@1.3", Some(1));
    let knows = &capture.connections[0].server_knows;
    assert_eq!((knows.crls.len(), knows.certificates.len(), knows.trust.as_ref().map(Vec::len)), (1, 1, Some(1)));
    let clock = |source| run(source, Some(1)).connections[0].server_knows.clock_s.unwrap();
    assert_eq!(clock("client-cert-expired-server-clock@1.3") - clock("client-cert-expired@1.3"), 400 * 86_400);
    let sent = |source| run(source, Some(1)).connections[0].client_end.as_ref().unwrap().configured.len();
    assert_eq!((sent("client-cert-incomplete-chain@1.3"), sent("crl-missing@1.3"), sent("tls@1.3")), (1, 2, 0));
}

#[test]
fn a_fault_ends_a_connection_as_it_is_told_to() {
    let closes = |source| run(source, None).connections[0].closes;
    assert_eq!(closes("peer-closed@1.2"), [Close::Fin; 2]);
    assert_eq!(closes("peer-reset@1.3")[1], Close::Reset);
    assert_eq!(closes("peer-silent@1.3"), [Close::Open; 2]);
    let bytes = stream(&run("peer-closed-in-certificate@1.3", Some(1)).connections[0], Direction::ServerToClient);
    // ServerHello, ChangeCipherSpec and a full record of the flight.
    assert_eq!(record_lengths(&bytes).count(), 3);
}

/// Holds the bytes of two runs still: another process, another day and another machine must see the same.
#[test]
fn a_seed_gives_the_same_bytes_in_every_process() {
    let mut digests = String::new();
    for source in ["mtls@1.2", "resumption@1.3"] {
        for connection in run(source, Some(42)).connections {
            let chunks: Vec<_> = connection.chunks.iter().map(chunk_as_json).collect();
            let json = format!("[[{}],{}]", chunks.join(","), serde_json::to_string(&connection.keylog).unwrap());
            let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, json.as_bytes());
            writeln!(digests, "{source} {} {}", connection.client, hex::encode(&digest.as_ref()[..8])).unwrap();
        }
    }
    insta::assert_snapshot!(digests, @r#"
    mtls@1.2 127.0.0.1:50000 19d83cd17c533a46
    resumption@1.3 127.0.0.1:50000 4cc2edb060d68e9f
    resumption@1.3 127.0.0.1:50001 77ae8bb51aec9585
    "#);
}

fn chunk_as_json(chunk: &Chunk) -> String {
    let direction = serde_json::to_string(&chunk.direction).unwrap();
    format!(r#"{{"direction":{direction},"time_us":{},"bytes":"{}"}}"#, chunk.time_us, hex::encode(&chunk.bytes))
}

#[test]
fn unseeded_runs_differ() {
    let [first, second] = [run("tls", None), run("tls", None)].map(|capture| stream(&capture.connections[0], Direction::ClientToServer));
    assert_ne!(first, second);
}

#[test]
fn every_group_is_played_and_its_secret_recorded() {
    for group in rustls::crypto::aws_lc_rs::ALL_KX_GROUPS {
        let name = crate::watch::Group(*group).iana_name();
        let groups = format!("groups = ['{name}']");
        let text = scenario_with(&groups, &groups, "");
        for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
            if !group.usable_for_version(version.rustls().version) {
                continue;
            }
            let capture = run_text(&text, version);
            let connection = &capture.connections[0];
            assert_eq!(fared(ends(connection)[0]), "Established: no error", "{name}");
            // One secret: both ends computed the same.
            let recorded: Vec<_> = connection.shared_secrets.iter().map(|secret| secret.group).collect();
            assert_eq!(recorded, [u16::from(group.name())], "{name} {version}");
        }
    }
}

#[test]
fn a_server_that_takes_the_classical_half_gives_one_secret() {
    let capture = run_text(&scenario_with("", "groups = ['x25519']", ""), TlsVersion::Tls13);
    let recorded: Vec<_> = capture.connections[0].shared_secrets.iter().map(|secret| (secret.group, secret.secret.len())).collect();
    assert_eq!(recorded, [(0x001d, 32)]);
}

#[test]
fn every_cipher_suite_is_played() {
    for suite in rustls::crypto::aws_lc_rs::ALL_CIPHER_SUITES {
        let name = crate::watch::CipherSuite(*suite).iana_name();
        let version = if suite.tls13().is_some() { TlsVersion::Tls13 } else { TlsVersion::Tls12 };
        let certificate = if name.contains("_RSA_") { "localhost-rsa" } else { "localhost" };
        let text = scenario_with(&format!("cipher_suites = ['{name}']"), "", "").replace("'localhost' #", &format!("'{certificate}' #"));
        let capture = run_text(&text, version);
        assert!(observed(ends(&capture.connections[0])[1], &format!(", {name},")), "{name}");
    }
}

#[test]
fn records_are_as_small_as_the_scenario_wants() {
    let size = "max_fragment_size = 64";
    let capture = run_text(&scenario_with(size, size, ""), TlsVersion::Tls13);
    for direction in Direction::BOTH {
        let bytes = stream(&capture.connections[0], direction);
        let lengths: Vec<_> = record_lengths(&bytes).collect();
        assert!(lengths.len() > 5);
        // A sealed record is its 64 bytes, the type of its content and the tag of AES-GCM.
        assert!(lengths.iter().all(|length| *length <= 64 + 17), "{lengths:?}");
    }
}

/// The lengths of the records, their headers included.
fn record_lengths(mut bytes: &[u8]) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let length = 5 + usize::from(u16::from_be_bytes([*bytes.get(3)?, *bytes.get(4)?]));
        bytes = &bytes[length..];
        Some(length)
    })
}

#[test]
fn the_late_refusal_of_tls_1_3_is_read_by_a_client_that_had_finished() {
    let required = "trust = ['lab-root']\nclient_auth = 'required'";
    for then in ["", "[[connection]]\nthen = [{ client_sends = 'hello' }, { server_sends = 'hello' }]"] {
        let capture = run_text(&scenario_with("", required, then), TlsVersion::Tls13);
        let connection = &capture.connections[0];
        let [client, server] = ends(connection);
        assert_eq!(fared(client), "Established: received fatal alert: CertificateRequired");
        assert_eq!(fared(server), "Failed: peer sent no certificates");
        assert_eq!(connection.closes, [Close::Fin; 2]);
        assert!(connection.server_knows.trust.is_some());

        let capture = run_text(&scenario_with("", required, then), TlsVersion::Tls12);
        let [client, server] = ends(&capture.connections[0]);
        assert_eq!(fared(client), "Failed: received fatal alert: CertificateRequired");
        assert_eq!(fared(server), "Failed: peer sent no certificates");
    }
}

#[test]
fn a_client_that_refuses_the_server_tells_it_so() {
    let stranger = "[certificate.stranger]\nkind = 'root'\nsubject = 'CN=Stranger'\n";
    for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
        let text = scenario_with("", "", stranger).replace("trust = ['lab-root'] #", "trust = ['stranger'] #");
        let capture = run_text(&text, version);
        let connection = &capture.connections[0];
        let [client, server] = ends(connection);
        assert_eq!(fared(client), "Failed: invalid peer certificate: UnknownIssuer");
        assert_eq!(fared(server), "Failed: received fatal alert: UnknownCA");
        assert!(observed(client, "refused the server's certificate: CN=localhost, issued by CN=Lab Root: "));
        assert_eq!(connection.closes, [Close::Fin; 2]);
    }
}

#[test]
fn an_intermediate_is_sent_and_a_root_is_not() {
    let below = "[certificate.below]\nkind = 'server'\nsubject = 'CN=below'\nissuer = 'lab-intermediate'\nsan = ['dns:localhost']\n";
    let text = scenario_with("", "", below).replace("'localhost' #", "'below' #");
    let capture = run_text(&text, TlsVersion::Tls12);
    let connection = &capture.connections[0];
    assert_eq!(fared(ends(connection)[0]), "Established: no error");
    let sent = stream(connection, Direction::ServerToClient);
    let occurs = |text: &[u8]| sent.windows(text.len()).filter(|window| *window == text).count();
    // Once as the leaf's issuer and once as a subject; the root only as an issuer.
    assert_eq!((occurs(b"Lab Intermediate"), occurs(b"Lab Root")), (2, 1));
}

#[test]
fn an_unrecorded_run_holds_no_bytes() {
    for seed in [None, Some(1)] {
        let options = RunOptions { recording: Recording::Off, seed, ..RunOptions::default() };
        let capture = Scenario::load("mtls").unwrap().run_blocking(&options).unwrap();
        let connection = &capture.connections[0];
        assert!(connection.chunks.is_empty() && connection.keylog.is_empty() && connection.shared_secrets.is_empty());
        assert!(ends(connection).into_iter().all(|end| fared(end) == "Established: no error" && end.observations.is_empty()));
    }
}

#[test]
fn a_pair_plays_again_and_remembers_nothing() {
    let pair = Pair::new(&Scenario::load("resumption@1.3").unwrap(), &RunOptions::default()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for _ in 0..2 {
        let capture = runtime.block_on(pair.run()).unwrap();
        assert!(observed(ends(&capture.connections[0])[0], ", full"));
    }
}

#[test]
fn what_cannot_be_seeded_is_refused() {
    let options = RunOptions { seed: Some(1), ..RunOptions::default() };
    let refusal = |text: &str| Scenario::read("test.toml", text).unwrap().run_blocking(&options).unwrap_err().to_string();
    insta::assert_snapshot!(refusal(&scenario_with("groups = ['MLKEM768']", "", "")), @r#"the scenario `test.toml` cannot be run with a seed: none of the groups of [client] can be seeded; add x25519, secp256r1 or secp384r1"#);
    insta::assert_snapshot!(refusal(&scenario_with("", "", "").replace("'localhost' #", "'localhost-rsa' #")), @r#"the scenario `test.toml` cannot be run with a seed: the certificate `localhost-rsa` or its issuer has an RSA key, and RSA signatures are random; use ed25519"#);
}

#[test]
fn an_impossible_configuration_names_the_end() {
    let text = scenario_with("", "cipher_suites = ['TLS_AES_128_GCM_SHA256']", "");
    let scenario = Scenario::read("test.toml", &text).unwrap();
    let error = scenario.run_blocking(&RunOptions { tls: Some(TlsVersion::Tls12), ..RunOptions::default() }).unwrap_err();
    insta::assert_snapshot!(error, @r#"rustls refuses the configuration of [server] in the scenario `test.toml`: unexpected error: no usable cipher suites configured"#);
}

#[test]
fn mistakes_in_a_scenario_name_file_place_and_what_was_meant() {
    let errors = mistakes(&[
        ("trsut = ['lab-root']", "", ""),
        ("certificate = 'alcie'", "", ""),
        ("groups = ['x25519', 'secp256k1']", "", ""),
        ("groups = ['ffdhe2048']", "", ""),
        ("cipher_suites = ['TLS_AES_256_GCM_SHA348']", "", ""),
        ("max_fragment_size = 8", "", ""),
        ("resumption = 'tickets'", "", ""),
        ("versions = ['1.1']", "", ""),
        ("", "client_auth = 'required'", ""),
        ("", "", "[[connection]]\nthen = ['client_updates_keys']"),
        ("", "", "[[connection]]\nthen = [{ client_send = 'x' }]"),
        ("", "", "[certificate.alice]\nkind = 'root'\nsubject = 'CN=alice'"),
        ("", "", "[certificate.carol]\nkind = 'client'\nsubject = 'carol'"),
        ("", "", "[certificate.carol]\nkind = 'client'\nsubject = 'CN=carol'"),
        ("", "", "[certificate.carol]\nkind = 'client'\nsubject = 'CN=carol'\nissuer = 'carol'"),
        ("", "", "[certificate.carol]\nkind = 'root'\nsubject = 'CN=carol'\nvalidity = '1 day'"),
        ("", "", "[expect]\noutcome = 'success'"),
        ("", "", "[expect"),
    ]);
    insta::assert_snapshot!(errors, @r#"
    test.toml:7:1: unknown field `trsut`, expected one of `trust`, `server_name`, `certificate`, `chain`, `key`, `certificate_choice`, `versions`, `groups`, `cipher_suites`, `alpn`, `resumption`, `max_fragment_size`, `strict`, `signature_schemes`, `crls`, `enforce_crl_expiry`, `clock`, `speaks`; did you mean `trust`?
    test.toml:7:15: there is no certificate `alcie`; did you mean `alice`? (add a table [certificate.alcie] to have one)
    test.toml:7:10: rustls has no key exchange group `secp256k1`; did you mean `secp256r1`?
    test.toml:7:10: rustls has no key exchange group `ffdhe2048`; there are: X25519MLKEM768, SecP256r1MLKEM768, x25519, secp256r1, secp384r1, MLKEM768, MLKEM1024
    test.toml:7:17: rustls has no cipher suite `TLS_AES_256_GCM_SHA348`; did you mean `TLS_AES_256_GCM_SHA384`?
    test.toml:7:21: max_fragment_size is 8; it must lie between 32 and 16389
    test.toml:7:14: unknown variant `tickets`, expected one of `default`, `off`, `session_id`, `ticket`; did you mean `ticket`?
    test.toml:7:13: unknown variant `1.1`, expected `1.2` or `1.3`
    test.toml:10:15: a server that asks for certificates must trust somebody: add `trust`
    test.toml:3:7: TLS 1.2 has no KeyUpdate: tls = ["1.3"]
    test.toml:12:11: unknown variant `client_send`, expected one of `client_sends`, `server_sends`, `client_updates_keys`, `server_updates_keys`, `client_closes`; did you mean `client_sends`?
    test.toml:11:1: the lab has a certificate `alice` already; give this one another name
    test.toml:13:11: `carol` is not of the form `CN=alice,O=Lab` (attributes CN, O, OU, C, L, ST)
    test.toml:11:1: certificate `carol`: `issuer` is missing
    test.toml:11:1: certificate `carol` is its own issuer, by way of others
    test.toml:14:12: `1 day` is not of the form `-1d..+90d` (units d, h, m, s; at most 100 years)
    test.toml:12:11: unknown variant `success`, expected one of `established`, `failed`, `incomplete`
    test.toml:11:8: unclosed table, expected `]`
    "#);
}

#[test]
fn mistakes_in_a_fault_name_file_place_and_what_was_meant() {
    let errors = mistakes(&[
        ("chain = []", "", ""),
        ("certificate = 'alice'\ncertificate_choice = 'as_java'", "", ""),
        ("clock = 'yesterday'", "", ""),
        ("signature_schemes = ['rsa_pss_rsae_sha1']", "", ""),
        ("speaks = 'http'", "speaks = 'http'", ""),
        ("", "strict = ['key_usage']", ""),
        ("", "crls = ['of-root']", "[crl.of-roots]\nissuer = 'lab-root'"),
        ("", "", "[crl.a]\nissuer = 'alice'"),
        ("", "", "[crl.a]\nissuer = 'other-root'\nrevoked = ['alice']"),
        ("", "", "[crl.a]\nissuer = 'lab-root'\nvalidity = '+1d..-1d'"),
        ("", "", "[[fault]]\ndirection = 'client_to_server'\nrecord = 0\ndo = 'cut'"),
        ("", "", "[[fault]]\ndirection = 'server_to_client'\nrecord = 1\ndo = 'drop'"),
        ("", "", "[certificate.carol]\nkind = 'client'\nsubject = 'CN=carol'\nself_signed = true\nissuer = 'lab-root'"),
        ("", "", "[certificate.carol]\nkind = 'root'\nsubject = 'CN=carol'\nself_signed = true"),
        ("", "", "[certificate.carol]\nkind = 'client'\nsubject = 'CN=carol'\nissuer = 'lab-root'\npath_length = 1"),
        ("", "", "[certificate.carol]\nkind = 'client'\nsubject = 'CN=carol'\nissuer = 'lab-root'\nsignature_hash = 'sha1'"),
        ("", "", "[certificate.carol]\nkind = 'client'\nsubject = 'CN=carol'\nissuer = 'lab-root'\nversion = 2"),
        ("", "", "[certificate.carol]\nkind = 'client'\nsubject = 'CN=carol'\nissuer = 'lab-root'\ncritical_extension = '3.1'"),
        ("", "", "[expect]\noutcome = 'failed'\n[expect.'1.1']\nalert = 'none'"),
    ]);
    insta::assert_snapshot!(errors, @r#"
    test.toml:7:1: [client] has `chain` and no `certificate`: name the one that the client shows
    test.toml:8:22: unknown variant `as_java`, expected `as_rustls` or `only_if_ca_named`
    test.toml:7:9: `yesterday` is not of the form `+400d` (units d, h, m, s; at most 100 years)
    test.toml:7:21: rustls has no signature scheme `rsa_pss_rsae_sha1`; did you mean `rsa_pss_rsae_sha512`?
    test.toml:10:1: [server] has `speaks` as the client has: let one of them speak TLS, or there is nothing to trace
    test.toml:10:1: [server] has `strict` and asks for no certificate: add client_auth = "required"
    test.toml:10:9: there is no revocation list `of-root`; did you mean `of-roots`? (add a table [crl.of-root] to have one)
    test.toml:12:10: the list `a`: `alice` is no authority; only a root or an intermediate signs lists
    test.toml:13:12: the list `a`: `alice` was not issued by `other-root`, which cannot revoke it
    test.toml:12:10: the list `a`: its validity ends before it begins
    test.toml:13:10: records are counted from 1
    test.toml:14:6: unknown variant `drop`, expected one of `cut`, `reset`, `stall`, `flip`
    test.toml:11:1: certificate `carol`: a certificate that signs itself has no issuer: leave `issuer` out
    test.toml:11:1: certificate `carol`: `self_signed` is for a server or a client; an authority that signs itself is a root
    test.toml:11:1: certificate `carol`: `path_length` is for an authority: basic_constraints = "ca"
    test.toml:11:1: certificate `carol`: `sha1` needs an issuer with key = "rsa_2048"
    test.toml:15:11: a certificate of version 2 cannot be made: write 1 or 3
    test.toml:15:22: `3.1` is not of the form `1.2.3` (numbers with dots)
    test.toml:13:9: unknown field `1.1`, expected one of `outcome`, `refused_by`, `alert`, `finding`, `version`, `cipher_suite`, `group`, `alpn`, `resumed`, `hello_retry`, `client_auth`, `1.2`, `1.3`
    "#);
}

/// The errors of scenarios with one mistake each, in the client, the server or below.
fn mistakes(scenarios: &[(&str, &str, &str)]) -> String {
    let error = |&(client, server, more): &(&str, &str, &str)| {
        Scenario::read("test.toml", &scenario_with(client, server, more)).unwrap_err().to_string() + "\n"
    };
    scenarios.iter().map(error).collect()
}

#[test]
fn a_source_that_does_not_exist_is_told_from_one_that_was_meant() {
    let mut errors = String::new();
    for source in ["mtsl", "banana", "mtls@1.1", "hello-retry@1.2", "missing.toml", "src/pair"] {
        writeln!(errors, "{}", Scenario::load(source).unwrap_err()).unwrap();
    }
    let options = RunOptions { tls: Some(TlsVersion::Tls13), ..RunOptions::default() };
    writeln!(errors, "{}", Scenario::load("resumption-session-id").unwrap().run_blocking(&options).unwrap_err()).unwrap();
    insta::assert_snapshot!(errors, @r#"
    there is no scenario `mtsl`; did you mean `mtls`? (a file of your own ends in .toml)
    there is no scenario `banana`; `tlstrace scenarios` lists what there is (a file of your own ends in .toml)
    `mtls@1.1`: `1.1` is not a version of TLS that scenarios can have; write NAME@1.2 or NAME@1.3
    the scenario `hello-retry` does not exist for TLS 1.2, only for TLS 1.3
    cannot read the scenario missing.toml: No such file or directory (os error 2)
    cannot read the scenario src/pair: Is a directory (os error 21)
    the scenario `resumption-session-id` does not exist for TLS 1.3, only for TLS 1.2
    "#);
}

/// `tls.toml` with more in each of its parts. The marks `#` are for tests that change a value.
fn scenario_with(client: &str, server: &str, more: &str) -> String {
    format!(
        "title = 'a test'\ndescription = ''\ntls = ['1.2', '1.3']\n\
         [client]\ntrust = ['lab-root'] #\nserver_name = 'localhost'\n{client}\n\
         [server]\ncertificate = 'localhost' #\n{server}\n{more}\n"
    )
}
