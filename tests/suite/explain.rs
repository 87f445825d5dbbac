//! The pages and the error texts: complete, in one form, and shown as a reader meets them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tlstrace::diagnose::FindingId;
use tlstrace::diagnose::errors::{catalogue, recognise};
use tlstrace::names::{AlertDescription, ExtensionType, HandshakeType};
use tlstrace::teach::pages::{Answer, Kind, Page, library};

/// The headings of each kind of page, in order; a page about no registered value may leave some out.
fn headings(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Message | Kind::Extension => &["What it is for", "Fields", "In TLS 1.2", "In TLS 1.3", "What goes wrong", "Sources"],
        Kind::Alert => &["What it is for", "In TLS 1.2", "In TLS 1.3", "What goes wrong", "Sources"],
        Kind::Rung => &["The story", "What really happens", "In TLS 1.2", "In TLS 1.3", "Where the story is wrong", "Sources"],
        Kind::Term => &["Sources"],
        Kind::Finding => &[],
    }
}

/// Registered messages that no trace of TLS over TCP shows.
const MESSAGES_WITHOUT_PAGE: &[(&str, &str)] = &[
    ("hello_verify_request", "DTLS"),
    ("request_connection_id", "DTLS 1.3"),
    ("new_connection_id", "DTLS 1.3"),
    ("client_certificate_request", "reserved, never specified for TLS"),
    ("certificate_url", "RFC 6066 client_certificate_url: no stack sends it"),
    ("supplemental_data", "RFC 4680: no stack sends it"),
    ("ekt_key", "SRTP keys in DTLS"),
    ("next_protocol", "of an expired draft; its extension has a page"),
    ("message_hash", "stands in a transcript only, never on the wire"),
];

/// Registered extensions that no common stack sends: a trace shows their name and bytes.
const EXTENSIONS_WITHOUT_PAGE: &[&str] = &[
    // RFC 6066 and its time, never in use.
    "client_certificate_url",
    "trusted_ca_keys",
    "truncated_hmac",
    "user_mapping",
    "client_authz",
    "server_authz",
    "cert_type",
    "cached_info",
    // Passwords, tokens, other industries.
    "srp",
    "token_binding",
    "tls_lts",
    "pwd_protect",
    "pwd_clear",
    "password_salt",
    "TLMSP",
    "TLMSP_proxying",
    "TLMSP_delegate",
    "supported_ekt_ciphers",
    "tls_cert_with_extern_psk",
    "ticket_early_data_info",
    "transparency_info",
    "external_id_hash",
    "external_session_id",
    "dnssec_chain",
    "tlsflags",
    // DTLS.
    "connection_id_deprecated",
    "connection_id",
    "sequence_number_encryption_algorithms",
    // Drafts and experiments whose successors have a page.
    "key_share_draft",
    "application_settings_new",
    "channel_id_old",
    "channel_id",
    "quic_transport_parameters_draft",
    "encrypted_server_name",
    // Inside encrypted_client_hello, which has a page.
    "ech_outer_extensions",
];

/// Pages that are about no registered value.
const PAGES_WITHOUT_NUMBER: &[&str] = &["alert", "application_data", "change_cipher_spec", "grease"];

#[test]
fn every_name_that_a_trace_can_show_has_a_page() {
    let pages = |kind| library().pages.iter().filter(move |page| page.kind == kind).map(|page| page.name.as_str()).collect::<BTreeSet<_>>();
    complete(
        &names(HandshakeType::ALL.iter().map(|value| value.name())),
        &pages(Kind::Message),
        &MESSAGES_WITHOUT_PAGE.iter().map(|(name, _)| *name).collect(),
    );
    complete(
        &names(ExtensionType::ALL.iter().map(|value| value.name())),
        &pages(Kind::Extension),
        &EXTENSIONS_WITHOUT_PAGE.iter().copied().collect(),
    );
    complete(&names(AlertDescription::ALL.iter().map(|value| value.name())), &pages(Kind::Alert), &BTreeSet::new());
    let rungs: Vec<_> = library().pages.iter().filter(|page| page.kind == Kind::Rung).map(|page| page.number).collect();
    assert_eq!(rungs, (1..=11).map(Some).collect::<Vec<_>>());
}

fn names(registered: impl Iterator<Item = Option<&'static str>>) -> BTreeSet<&'static str> {
    registered.flatten().collect()
}

/// Each name has a page or is exempt, not both; each page has a name.
fn complete(names: &BTreeSet<&str>, pages: &BTreeSet<&str>, exempt: &BTreeSet<&str>) {
    let lacking: Vec<_> = names.iter().filter(|name| !pages.contains(*name) && !exempt.contains(*name)).collect();
    assert!(lacking.is_empty(), "without a page: {lacking:?}");
    let needless: Vec<_> = exempt.iter().filter(|name| pages.contains(*name) || !names.contains(*name)).collect();
    assert!(needless.is_empty(), "exempt for nothing: {needless:?}");
    let nameless: Vec<_> = pages.iter().filter(|page| !names.contains(*page) && !PAGES_WITHOUT_NUMBER.contains(page)).collect();
    assert!(nameless.is_empty(), "a page without a name: {nameless:?}");
}

#[test]
fn findings_have_a_page_each_once_there_are_any() {
    let pages: BTreeSet<_> = library().pages.iter().filter(|page| page.kind == Kind::Finding).map(|page| page.name.as_str()).collect();
    let known: BTreeSet<_> = FindingId::ALL.iter().map(|id| id.name()).collect();
    assert_eq!(known.len(), FindingId::ALL.len(), "an id stands twice");
    let unknown: Vec<_> = pages.difference(&known).collect();
    assert!(unknown.is_empty(), "no finding has these ids: {unknown:?}");
    let lacking: Vec<_> = known.difference(&pages).filter(|_| !pages.is_empty()).collect();
    assert!(lacking.is_empty(), "findings without a page: {lacking:?}");
}

#[test]
fn pages_have_their_headings_in_order() {
    for page in &library().pages {
        assert!(!page.title.is_empty() && page.sentence.ends_with(['.', '?', ')']), "{}: {:?}", page.label(), page.sentence);
        let seen: Vec<_> = page.sections.iter().map(|section| section.heading.as_str()).collect();
        let may_lack = PAGES_WITHOUT_NUMBER.contains(&page.name.as_str());
        let expected: Vec<_> = headings(page.kind).iter().copied().filter(|heading| !may_lack || seen.contains(heading)).collect();
        match page.kind {
            // The first finding's page sets the form for all.
            Kind::Finding => assert_eq!(seen, headings_of_first_finding(), "{}", page.label()),
            _ => assert_eq!(seen, expected, "{}", page.label()),
        }
        assert!(page.sections.iter().all(|section| !section.text.trim().is_empty()), "{}: an empty section", page.label());
    }
}

fn headings_of_first_finding() -> Vec<&'static str> {
    let first = library().pages.iter().find(|page| page.kind == Kind::Finding);
    first.into_iter().flat_map(|page| &page.sections).map(|section| section.heading.as_str()).collect()
}

#[test]
fn links_between_pages_resolve() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for page in &library().pages {
        for link in links(&page.markdown).filter(|link| !link.starts_with("http")) {
            let target = docs.join(page.kind.folder()).join(link.split('#').next().unwrap());
            assert!(target.is_file(), "{}: {link} leads nowhere", page.label());
        }
    }
}

fn links(markdown: &str) -> impl Iterator<Item = &str> {
    markdown.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link)
}

#[test]
fn findings_that_pages_name_exist() {
    for page in &library().pages {
        for name in page.markdown.split('`').skip(1).step_by(2).filter(|name| is_id(name)) {
            assert!(FindingId::named(name).is_some(), "{}: {name} is no finding", page.label());
        }
    }
}

/// Whether it looks like a finding's id: all ids begin with one of these words.
fn is_id(name: &str) -> bool {
    let has_start =
        ["client-cert-", "client-ca-", "client-key-", "server-cert-", "server-key-", "crl-"].iter().any(|start| name.starts_with(start));
    has_start && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')
}

#[test]
fn the_embedded_pages_are_the_files_of_the_folder() {
    for kind in Kind::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(kind.folder());
        let files = folder.read_dir().map_or(0, |files| {
            files.filter(|file| file.as_ref().is_ok_and(|file| file.path().extension().is_some_and(|end| end == "md"))).count()
        });
        assert_eq!(library().pages.iter().filter(|page| page.kind == kind).count(), files, "{}", kind.folder());
    }
}

#[test]
fn every_page_is_found_by_its_name_its_kind_and_its_further_names() {
    for page in &library().pages {
        assert!(leads_to(&page.name, page), "{}", page.label());
        assert!(leads_to(&page.label(), page), "{}", page.label());
        for name in library().aliases(page) {
            assert!(leads_to(name, page), "{name} does not lead to {}", page.label());
        }
    }
}

#[test]
fn further_names_belong_to_pages() {
    for (folder, name) in library().aliased() {
        assert!(
            library().pages.iter().any(|page| page.kind.folder() == folder && page.name == name),
            "docs/aliases.toml: no page {folder}/{name}"
        );
    }
    assert!(library().aliased().count() > 50, "docs/aliases.toml is not in its form");
}

fn leads_to(topic: &str, wanted: &Page) -> bool {
    match library().look_up(topic) {
        Answer::Page { page, also, .. } => page == wanted || also.contains(&wanted),
        Answer::Several(pages) => pages.contains(&wanted),
        // Words such as `alert` and `finding` name a kind as well.
        Answer::Kind(_) => matches!(topic, "alert"),
        _ => false,
    }
}

#[test]
fn there_are_enough_error_texts_of_enough_stacks() {
    let texts = catalogue().entries.iter().map(|entry| entry.texts.len()).sum::<usize>();
    let seen = catalogue().entries.iter().filter(|entry| !entry.cited).map(|entry| entry.texts.len()).sum::<usize>();
    let stacks: BTreeSet<_> = catalogue().entries.iter().map(|entry| entry.stack).collect();
    assert!(texts >= 160 && seen >= 120, "{texts} texts, {seen} of them seen");
    assert!(stacks.len() >= 16, "{stacks:?}");
}

/// Lines as the stacks print them, and the cause that each is to lead to first.
#[test]
fn lines_from_the_trials_lead_to_their_cause() {
    for (line, first) in [
        ("curl: (35) OpenSSL/3.0.19: error:0A000410:SSL routines::sslv3 alert handshake failure", "client-cert-missing"),
        ("curl: (56) OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0", "client-cert-missing"),
        ("curl: (60) SSL certificate problem: unable to get local issuer certificate", "server-cert-unknown-ca"),
        ("curl: (60) SSL certificate verification failed", "client-cert-expired"),
        (
            "curl: (58) could not parse PKCS12 file, check password, OpenSSL error error:0308010C:digital envelope routines::unsupported",
            "client-credentials-unloadable",
        ),
        ("verify error:num=26:unsupported certificate purpose", "server-cert-wrong-eku"),
        ("remote error: tls: unknown certificate authority", "client-cert-unknown-ca"),
        ("javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_unknown", "client-cert-unknown-ca"),
        ("invalid peer certificate: BadSignature", "server-key-mismatch"),
        ("AH10158: cannot perform post-handshake authentication", "client-auth-after-handshake"),
        ("haproxy[7]: 10.0.0.7:51234 fe/1: SSL client certificate not trusted", "client-cert-unknown-ca"),
        ("psql: error: FATAL:  connection requires a valid client certificate", "client-cert-missing"),
        ("Error: write ECONNRESET", "client-cert-missing"),
        ("Error code: SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT", "client-cert-missing"),
        ("net::ERR_BAD_SSL_CLIENT_AUTH_CERT", "client-cert-missing"),
        ("schannel: SEC_E_UNTRUSTED_ROOT (0x80090325)", "server-cert-unknown-ca"),
        ("*** Received alert [116]: Certificate is required", "client-cert-missing"),
        ("ssl.SSLError: [SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca (_ssl.c:2580)", "client-cert-unknown-ca"),
    ] {
        let meaning = recognise(line).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(meaning.causes[0].ranked[0].finding, first, "{line}");
    }
}

/// Lines that people pasted into public reports, each with the cause that was found in the end.
#[test]
fn reported_lines_lead_to_what_it_was() {
    let (mut all, mut first, mut missed) = (0, 0, Vec::new());
    for block in include_str!("../data/reported_error_lines.txt").split("\n====\n").skip(1).filter(|block| block.starts_with("# ")) {
        let (head, lines) = block.split_once('\n').unwrap();
        let causes: Vec<&str> = head.trim_start_matches("# ").split(' ').next().unwrap().split('|').collect();
        let ranked = recognise(lines).map(|meaning| meaning.causes).unwrap_or_default();
        let is_cause = |cause: &tlstrace::diagnose::errors::Cause| causes.contains(&cause.finding.as_str());
        // Where it is open which end printed the line, the first of either list, then the second.
        let longest = ranked.iter().map(|list| list.ranked.len()).max().unwrap_or_default();
        let in_turn: Vec<_> = (0..longest).flat_map(|place| ranked.iter().filter_map(move |list| list.ranked.get(place))).collect();
        all += 1;
        first += usize::from(in_turn.first().is_some_and(|cause| is_cause(cause)));
        if !in_turn.iter().take(3).any(|cause| is_cause(cause)) {
            missed.push(format!("{head}: {:?}", in_turn.iter().take(3).map(|cause| &cause.finding).collect::<Vec<_>>()));
        }
    }
    let hit = all - missed.len();
    assert!(all >= 80 && hit * 100 >= all * 95 && first * 100 >= all * 80, "{first} first, {hit} of {all} among three: {missed:#?}");
}

/// What the end that printed a line did with the alert in it is in its words, whoever's they are.
#[test]
fn an_alert_that_was_sent_is_no_alert_that_was_received() {
    for (line, says) in [
        ("SSL3 alert write:fatal:unknown CA", "The end that printed this refused the other one with alert 48"),
        ("main, SEND TLSv1.2 ALERT:  fatal, description = internal_error", "The end that printed this refused the other one with alert 80"),
        (
            "TLS server: In state certify at ssl_handshake.erl:1626 generated SERVER ALERT: Fatal - Unknown CA",
            "The server refused the client with alert 48",
        ),
        ("TLS client: In state connection received SERVER ALERT: Fatal - Unknown CA", "The server refused the client with alert 48"),
        ("Sending fatal alert BadCertificate", "The end that printed this refused the other one with alert 42"),
    ] {
        let meaning = recognise(line).unwrap_or_else(|| panic!("{line}"));
        assert!(meaning.says.contains(says), "{line}: {}", meaning.says);
    }
}

#[test]
fn of_a_known_frame_an_unknown_reason_is_not_guessed() {
    for line in [
        "2026/11/21 10:00:00 http: TLS handshake error from 10.0.0.7:51234: tls: the moon is in the wrong house",
        "client SSL certificate verify error: (99:the moon is in the wrong house) while reading client request headers",
    ] {
        let meaning = recognise(line).unwrap();
        assert!(meaning.says.contains("not known here: `"), "{}", meaning.says);
        assert_eq!(meaning.causes[0].ranked.iter().map(|cause| cause.finding.as_str()).collect::<Vec<_>>(), ["unexplained"], "{line}");
    }
}

#[test]
fn of_nested_exceptions_the_innermost_counts() {
    let trace = "javax.net.ssl.SSLHandshakeException: PKIX path validation failed\n\tat sun.security.ssl.Alert.createSSLException(Alert.java:131)\nCaused by: java.security.cert.CertPathValidatorException: validity check failed\n\tat sun.security.provider.certpath.PKIX(X.java:1)\nCaused by: java.security.cert.CertificateNotYetValidException: NotBefore: Sun Nov 22 10:00:00 UTC 2026\n\t... 12 more\n";
    assert_eq!(recognise(trace).unwrap().text, "CertificateNotYetValidException: NotBefore");
}

#[test]
fn a_key_in_a_pasted_log_is_not_repeated() {
    let secret = "MHcCAQEEIDd9mQ3kX0c1b5rUu8Y2aZ4eVv7Tt6SsAbCdEf12";
    let out = stdout(&[&format!("error: {secret}: tlsv1 alert unknown ca")]);
    assert!(!out.contains(secret) && out.contains("may be a secret"), "{out}");
}

fn explain(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tlstrace"))
        .arg("explain")
        .args(arguments)
        .env("COLUMNS", "80")
        .env_remove("NO_COLOR")
        .output()
        .unwrap()
}

fn stdout(arguments: &[&str]) -> String {
    let output = explain(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_page_on_a_terminal() {
    insta::assert_snapshot!(stdout(&["certificate_verify"]), @r#"
    certificate_verify   message

     The sender signs the handshake so far with its private key: this is the proof
     that the certificate is its own.

    What it is for
     Anyone can send a copy of a certificate. Only the owner of the private key can
     make this signature, and it covers everything said so far, with both ends'
     fresh random values. So it cannot be replayed in another connection.

    Fields
     field      size              meaning
     ──────────────────────────────────────────────────────────────────────────
     algorithm  2 B               the signature scheme; one that the receiver
                                  offered
     signature  2 B length, then  over the transcript (below)
                bytes

    In TLS 1.2
     Only the client sends it, after ClientKeyExchange, and only if its Certificate
     was not empty. The signature is over all handshake messages from ClientHello up
     to, but not including, this one. The algorithm is a pair of hash and signature
     from the CertificateRequest. A TLS 1.2 server proves its key by the signature
     in server_key_exchange instead or, with RSA key exchange, by being able to
     decrypt.

    In TLS 1.3
     Both ends send it, directly after their Certificate. What is signed is: 64
     bytes 0x20 (space); the text "TLS 1.3, server CertificateVerify" or "TLS 1.3,
     client CertificateVerify"; one byte 0; the transcript hash up to and including
     that Certificate. The fixed text keeps a signature made for one role from being
     used in another.

     RSA keys must sign with RSA-PSS; PKCS#1 v1.5 and SHA-1 are not allowed here
     (they may still stand inside certificates). An ECDSA scheme names its curve:
     ecdsa_secp256r1_sha256 needs a P-256 key.

    What goes wrong
     - The key is not the certificate's: the signature does not verify. Alert
       decrypt_error; Java servers send handshake_failure. Many clients notice the
       mismatch when they load the files and send nothing at all.
       client-key-mismatch, server-key-mismatch.
     - Something on the way changed the handshake: the same alert.
     - A smart card, TPM or PKCS#11 token that only does PKCS#1 v1.5 works in TLS
       1.2 and fails in TLS 1.3.
     - It is missing after a client's Certificate: then that Certificate was empty;
       that is correct.
     - Faulty certificates are found earlier: rustls servers check the chain at
       Certificate and the signature here.

     tlstrace recomputes it. In TLS 1.2 that needs no secret; in TLS 1.3 it needs
     the handshake secrets, to see the message at all.

    Sources
     RFC 8446 section 4.4.3; RFC 5246 section 7.4.8.

    By the same name
     - `tlstrace explain 'rung 8'`: The proof: a signature over the handshake with
       the private key of the certificate.
    "#);
}

#[test]
fn a_pasted_error_on_a_terminal() {
    insta::assert_snapshot!(stdout(&["curl: (56) OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0"]), @r"
    A text of OpenSSL, printed by the client

     The server refused the client with alert 116 certificate_required: it demands a
     client certificate and got an empty list.

         curl: (56) OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert
         certificate required, errno 0

     curl's exit code 56: reading failed. In TLS 1.3 the server's verdict on the
     client's certificate arrives there, after the client's handshake.

     Misleading: tlsv13 names the version that defined the alert: rustls servers
     send it in TLS 1.2, too.

    Causes, likeliest first
      1. client-cert-missing: no certificate is configured, or it could not be
         loaded
      2. client-cert-withheld: the client has one, but the server's CA names do not
         lead to it, or its intermediate is missing (Go, Java, GnuTLS clients)
      3. sigalg-mismatch: no signature scheme of the request fits the client's key

    Check next
     - Is a certificate configured, and could the client load it? (`curl --cert
       c.pem --key k.pem`, -Djavax.net.ssl.keyStore=, tls.Config.Certificates)
     - Compare the CA names in the request with your issuer: `openssl s_client
       -connect HOST:PORT </dev/null | sed -n '/Acceptable client/,/---/p'` and
       `openssl x509 -in client.pem -noout -issuer`.
     - If the issuer is an intermediate, put it into the client's chain file. Then
       look for a proxy that terminates TLS in between.

    See also
     - `tlstrace explain certificate_required`
     - `tlstrace explain client-cert-missing`
     - `tlstrace explain late-refusal`
    ");
}

#[test]
fn everything_fits_the_width() {
    let pages = library().pages.iter().map(Page::label).filter(|label| label != "message alert");
    let samples = catalogue().entries.iter().map(|entry| entry.samples[0].clone());
    // A command stays on its line, so that it can be copied.
    let is_command = |line: &str| line.starts_with("     ");
    for text in std::iter::once(stdout(&[])).chain(pages.chain(samples).step_by(9).map(|topic| stdout(&["--", &topic]))) {
        for line in text.lines().filter(|line| !is_command(line)) {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}

#[test]
fn markdown_is_the_page_as_it_is() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/alerts/unknown_ca.md");
    assert_eq!(stdout(&["unknown_ca", "--format", "markdown"]), std::fs::read_to_string(file).unwrap());
}

#[test]
fn json_has_topic_kind_name_sentence_and_sections() {
    let page: serde_json::Value = serde_json::from_str(&stdout(&["48", "--format", "json"])).unwrap();
    assert_eq!((&page["topic"], &page["kind"], &page["name"]), (&"48".into(), &"alert".into(), &"unknown_ca".into()));
    assert!(page["sentence"].as_str().unwrap().starts_with("Alert 48: "));
    assert!(page["sections"]["What goes wrong"].as_str().unwrap().contains("client-cert-unknown-ca"));
    let error: serde_json::Value =
        serde_json::from_str(&stdout(&["curl: (98) SSL client certificate required", "--format", "json"])).unwrap();
    assert_eq!(
        (&error["kind"], &error["error"]["printed_by"], &error["error"]["alert"]["code"]),
        (&"error".into(), &"client".into(), &116.into())
    );
}

#[test]
fn what_is_unknown_ends_with_2_and_a_suggestion() {
    let output = explain(&["cleint_hello"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "tlstrace: nothing is called `cleint_hello`; did you mean `client_hello`?\n");
    let output = explain(&["the \u{1b}[31mcat sat on the mat"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!output.stderr.contains(&0x1b));
}

#[test]
fn a_line_from_outside_cannot_harm_the_terminal_or_the_markup() {
    for format in ["table", "markdown", "json"] {
        let text = stdout(&["`````\u{1b}[2J # x tlsv1 alert unknown ca", "--format", format]);
        assert!(!text.contains('\u{1b}'), "{format}");
        assert!(format != "markdown" || text.contains("\n``````text\n"), "{text}");
    }
}
