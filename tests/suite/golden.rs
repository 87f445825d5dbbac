//! Golden output of seeded runs: what a reader sees, to the letter.
//!
//! The reports stand here as they are shown; the long ones, at depth 2 and 3, in `tests/snapshots/`.

#![expect(clippy::unwrap_used, clippy::too_many_lines, reason = "tests; the reports stand in them as they are")]

use tlstrace::diagnose::Diagnosed;
use tlstrace::pair::RunOptions;
use tlstrace::render::{Format, Layout, render};
use tlstrace::report::{ComparisonReport, Depth, PairOf, Report};
use tlstrace::scenario::Scenario;

fn seeded(source: &str, after: usize) -> Diagnosed {
    let options = RunOptions { seed: Some(1), after, ..RunOptions::default() };
    Scenario::load(source).unwrap().run_blocking(&options).unwrap().into()
}

fn report<'a>(left: (&'a Diagnosed, usize), right: (&'a Diagnosed, usize), depth: Depth) -> ComparisonReport<'a> {
    let pair = PairOf { left: (0, left.1), right: (1, right.1) };
    ComparisonReport::new(vec![left.0, right.0], vec![pair], depth)
}

fn text(report: &dyn Report, format: Format, width: usize) -> String {
    let mut out = Vec::new();
    render(report, format, Layout { width, color: false }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Two scenarios side by side, as text.
fn beside(left: &str, right: &str, depth: Depth, format: Format, width: usize) -> String {
    let left = seeded(left, 0);
    let right = seeded(right, left.findings.len());
    text(&report((&left, 0), (&right, 0), depth), format, width)
}

/// The part of a report at depth 2 or 3 that is about one step.
fn part(text: &str, heading: &str) -> String {
    let parts = text.split("\n\n").find(|part| part.starts_with(heading));
    parts.unwrap_or_else(|| panic!("no part {heading}")).to_owned()
}

#[test]
fn tls_beside_mtls() {
    insta::assert_snapshot!(beside("tls", "mtls", Depth::Steps, Format::Table, 80), @r#"
    TLS 1.3 · TLS_AES_256_GCM_SHA384 · x25519
    rustls 0.23 ⇄ rustls 0.23, in memory, seeded

     rung  step                     tls                     mtls
     ──────────────────────────────────────────────────────────────────────────────
     1     → ClientHello            235 B  SNI localhost,   the same
                                    9 suites, key share
                                    x25519
     2     ← ServerHello            118 B  TLS 1.3, TLS_    the same
                                    AES_256_GCM_SHA384,
                                    x25519
     9       handshake keys         from here the           the same
                                    handshake is encrypted
           ← ChangeCipherSpec       1 B  for middleboxes,   the same
                                    without meaning
           ← EncryptedExtensions *  6 B  server_name        the same
     5     ← CertificateRequest *   not sent                + 64 B  prove who you
                                                            are: 1 CA, 13 schemes
     3     ← Certificate *          399 B  CN=localhost     the same
                                    ✓ path
     8     ← CertificateVerify *    68 B  ed25519           the same
                                    ✓ signature
     10    ← Finished *             48 B  the server saw    the same
                                    the same handshake
                                    ✓ MAC
     9       application keys       for data, tickets and   the same
                                    late alerts
                                    ✓ key schedule
           → ChangeCipherSpec       1 B  for middleboxes,   the same
                                    without meaning
     6     → Certificate *          not sent                + 379 B  CN=alice
                                                            ✓ path
     8     → CertificateVerify *    not sent                + 68 B  ed25519
                                                            ✓ signature
     10    → Finished *             48 B  the client saw    the same
                                    the same handshake
                                    ✓ MAC
     9       resumption secret      tickets are made from   the same
                                    it
           ← NewSessionTicket *     77 B  ticket of 32 B,   the same
                                    valid 1 day
           ← NewSessionTicket *     77 B  ticket of 32 B,   the same
                                    valid 1 day
           ← Alert *                2 B  close_notify:      the same
                                    nothing more from the
                                    server
           → Alert *                2 B  close_notify:      the same
                                    nothing more from the
                                    client

     server proves itself  yes, as CN=localhost  the same
     client proves itself  no: it was not asked  yes, as CN=alice
     outcome               established           the same
     bytes on the wire     1248: → 348, ← 900    1771 (+42 %): → 803, ← 968
     round trips           1                     the same

     rung: the step of the classic eleven-step story that the message stands on
     *  encrypted on the wire, opened with the key log
     ✓  recomputed by this program, and it holds

    A seeded run: addresses, times and the interleaving of both directions are made
      up.
    "#);
}

#[test]
fn two_versions_beside_each_other() {
    insta::assert_snapshot!(beside("mtls@1.2", "mtls@1.3", Depth::Steps, Format::Table, 100), @r#"
    mtls@1.2  TLS 1.2 · TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 · x25519
              rustls 0.23 ⇄ rustls 0.23, in memory, seeded
    mtls@1.3  TLS 1.3 · TLS_AES_256_GCM_SHA384 · x25519
              rustls 0.23 ⇄ rustls 0.23, in memory, seeded

     rung  step                     mtls@1.2                          mtls@1.3
     ──────────────────────────────────────────────────────────────────────────────────────────────────
     1     → ClientHello            153 B  SNI localhost, 9 suites    227 B  SNI localhost, 9 suites,
                                                                      key share x25519
     2     ← ServerHello            85 B  TLS 1.2, TLS_ECDHE_ECDSA_   118 B  TLS 1.3,
                                    WITH_AES_256_GCM_SHA384           TLS_AES_256_GCM_SHA384, x25519
     3     ← Certificate            396 B  CN=localhost  ✓ path       not sent
     4     ← ServerKeyExchange      104 B  x25519, signed ed25519     not sent
                                    ✓ signature
     9       handshake keys         not computed                      + from here the handshake is
                                                                      encrypted
           ← ChangeCipherSpec       not sent                          + 1 B  for middleboxes, without
                                                                      meaning
           ← EncryptedExtensions *  not sent                          + 6 B  server_name
     5     ← CertificateRequest     50 B  prove who you are: 1 CA,    64 B  prove who you are: 1 CA,
                                    10 schemes                        13 schemes
           ← ServerHelloDone        0 B  the server's turn is over    not sent
     3     ← Certificate *          not sent                          + 399 B  CN=localhost  ✓ path
     8     ← CertificateVerify *    not sent                          + 68 B  ed25519  ✓ signature
     10    ← Finished *             not sent                          + 48 B  the server saw the same
                                                                      handshake  ✓ MAC
     9       application keys       not computed                      + for data, tickets and late
                                                                      alerts  ✓ key schedule
           → ChangeCipherSpec       not sent                          + 1 B  for middleboxes, without
                                                                      meaning
     6     → Certificate            376 B  CN=alice  ✓ path           379 B  CN=alice  ✓ path
     7     → ClientKeyExchange      33 B  the client's public value,  not sent
                                    32 B
     9       session keys           what ChangeCipherSpec switches    not computed
                                    on  ✓ key schedule
     8     → CertificateVerify      68 B  ed25519  ✓ signature        68 B  ed25519  ✓ signature
           → ChangeCipherSpec       1 B  from here the client         not sent
                                    encrypts
     10    → Finished *             12 B  the client saw the same     48 B, otherwise the same
                                    handshake  ✓ MAC
           ← ChangeCipherSpec       1 B  from here the server         not sent
                                    encrypts
     10    ← Finished *             12 B  the server saw the same     not sent
                                    handshake  ✓ MAC
     9       resumption secret      not computed                      + tickets are made from it
           ← NewSessionTicket *     not sent                          + 77 B  ticket of 32 B, valid 1
                                                                      day
           ← NewSessionTicket *     not sent                          + 77 B  ticket of 32 B, valid 1
                                                                      day
           ← Alert *                2 B  close_notify: nothing more   the same
                                    from the server
           → Alert *                2 B  close_notify: nothing more   the same
                                    from the client

     server proves itself  yes, as CN=localhost  the same
     client proves itself  yes, as CN=alice      the same
     outcome               established           the same
     bytes on the wire     1490: → 748, ← 742    1763 (+18 %): → 795, ← 968
     round trips           2                     1

     rung: the step of the classic eleven-step story that the message stands on
     *  encrypted on the wire, opened with the key log
     ✓  recomputed by this program, and it holds

    A seeded run: addresses, times and the interleaving of both directions are made up.
    "#);
}

#[test]
fn a_resumption_is_explained_by_the_connection_before_it() {
    let resumption = seeded("resumption@1.3", 0);
    insta::assert_snapshot!(text(&report((&resumption, 0), (&resumption, 1), Depth::Steps), Format::Table, 100), @r#"
    resumption@1.3#1  TLS 1.3 · TLS_AES_256_GCM_SHA384 · x25519
                      rustls 0.23 ⇄ rustls 0.23, in memory, seeded
    resumption@1.3#2  TLS 1.3 · TLS_AES_256_GCM_SHA384 · x25519 · resumed
                      rustls 0.23 ⇄ rustls 0.23, in memory, seeded

     rung  step                     resumption@1.3#1                  resumption@1.3#2
     ───────────────────────────────────────────────────────────────────────────────────────────────────
     1     → ClientHello            227 B  SNI localhost, 9 suites,   399 B  SNI localhost, 9 suites,
                                    key share x25519                  key share x25519, offers to
                                                                      resume from connection 1
                                                                      ✓ binder
     9       early keys             not computed                      + what the pre-shared key gives,
                                                                      before any answer
     2     ← ServerHello            118 B  TLS 1.3,                   124 B  TLS 1.3,
                                    TLS_AES_256_GCM_SHA384, x25519    TLS_AES_256_GCM_SHA384, x25519,
                                                                      resumed
     9       handshake keys         from here the handshake is        the same
                                    encrypted
           ← ChangeCipherSpec       1 B  for middleboxes, without     the same
                                    meaning
           ← EncryptedExtensions *  6 B  server_name                  2 B  nothing to add
     3     ← Certificate *          399 B  CN=localhost  ✓ path       not sent
     8     ← CertificateVerify *    68 B  ed25519  ✓ signature        not sent
     10    ← Finished *             48 B  the server saw the same     the same
                                    handshake  ✓ MAC
     9       application keys       for data, tickets and late        the same
                                    alerts  ✓ key schedule
           → ChangeCipherSpec       1 B  for middleboxes, without     the same
                                    meaning
     10    → Finished *             48 B  the client saw the same     the same
                                    handshake  ✓ MAC
     9       resumption secret      tickets are made from it          the same
     11    → application data *     6 B  data of the application      7 B, otherwise the same
           ← NewSessionTicket *     154 B  ticket of 109 B, valid 12  the same
                                    hours
           ← NewSessionTicket *     154 B  ticket of 109 B, valid 12  the same
                                    hours
     11    ← application data *     6 B  data of the application      12 B, otherwise the same
           ← Alert *                2 B  close_notify: nothing more   the same
                                    from the server
           → Alert *                2 B  close_notify: nothing more   the same
                                    from the client

     server proves itself  yes, as CN=localhost  no: resumed, it only knows the secret of connection 1
     client proves itself  no: it was not asked  no: resumed, it only knows the secret of connection 1
     outcome               established           the same
     bytes on the wire     1450: → 368, ← 1082   1156 (-20 %): → 541, ← 615
     round trips           1                     the same

     rung: the step of the classic eleven-step story that the message stands on
     *  encrypted on the wire, opened with the key log
     ✓  recomputed by this program, and it holds

    A seeded run: addresses, times and the interleaving of both directions are made up.
    "#);
}

#[test]
fn the_fields_of_a_message() {
    let fields = beside("tls", "mtls", Depth::Fields, Format::Table, 100);
    insta::assert_snapshot!(part(&fields, "← CertificateRequest"), @r#"
    ← CertificateRequest *   rung 5: CertificateRequest
     field                        tls  mtls
     ───────────────────────────────────────────────────────────────────────────────────────────────────
     certificate_request_context  –    empty
     extensions                   –
       signature_algorithms       –    ecdsa_secp384r1_sha384, ecdsa_secp256r1_sha256,
                                       ecdsa_secp521r1_sha512, ed25519, rsa_pss_rsae_sha512,
                                       rsa_pss_rsae_sha384, rsa_pss_rsae_sha256, rsa_pkcs1_sha512,
                                       rsa_pkcs1_sha384, rsa_pkcs1_sha256, mldsa44, mldsa65, mldsa87
       certificate_authorities    –    CN=Lab Root
     transcript hash              –    23bb70d690759998817b734a8e0fe243bfa93063ef828b43b3391b96dd5a794
                                       8aa2212e414758354a78748c10770dbfb
    "#);
    insta::assert_snapshot!(part(&fields, "handshake keys"), @r#"
    handshake keys   rung 9: session key generation
     field                            tls                              mtls
     ───────────────────────────────────────────────────────────────────────────────────────────────────
     shared_secret                    47b3f347a0709349f4f601955ead555  d5673cb96a856d1bab99b09f55f5370
                                      bae81f95c46ed6b69aeef5311e7d1a8  f40bec2fe931fc07ea2e809c76d695f
                                      25 recorded at the key exchange  3d recorded at the key exchange
     early_secret                     7ee8206f5570023e6dc7519eb1073bc  the same
                                      4e791ad37b5c382aa10ba18e2357e71
                                      6971f9362f2c2fe2a76bfd78dfec4ea
                                      9b5
     handshake_secret                 e6904ddc713673829515e8f19f122c2  41990275b1578234b5d665955eb3618
                                      a92f189ecfa9912c3fa82d0d4395739  985b2043c586f7a73999ee39ff5689e
                                      4fe3bbca188db624673d1d8e566c571  d3ae6ea0990a38f889145beb62fab1b
                                      386                              786
     client_handshake_traffic_secret  25d12679b6ecd322bb913835d3b1adb  7d24727f5e7ed3717f24a48a7707f60
                                      a8e70ba168d10ec42d2571ca999a89c  bc2d550da0145228764b1d749b7c1da
                                      ba2421006640769d09e9c9da7efaa30  36741254e597efb721a3a69c52c5ec5
                                      19e ✓ as in the key log          8f0 ✓ as in the key log
     client_handshake_key             f6ea73c6a55ccd72527ff75ab2617a8  2b8d7027783e96b824d358bb4a2e3d1
                                      038bd0bdf6dd5c9d665f0be870850a0  950139dff9ecb9fea5328b0772f5dbe
                                      87                               67
     client_handshake_iv              240e12e029265b1b00e975ce         eff1c885d4f3d33ec858ac89
     server_handshake_traffic_secret  c747f706d26b4aa4ece40c564623932  30af6f208fc7d5301e6b5921170788f
                                      a0e33dcdb6465fa404146b870143f07  b0931c769d62494294854c520a2fde3
                                      13c2c9dc5e377ecc1a112878aa08a9b  aa768c26c7cafbb21f54811c0ea3f49
                                      694 ✓ as in the key log          e96 ✓ as in the key log
     server_handshake_key             55a7d7e37692f28ba3165eb4de1132f  f91e849ccc65962db1e29a7cedf8cbe
                                      8faf1bcb26e96b4e1f103c42b382ece  3dbe9a64b80e918c2da79a85faf4463
                                      d7                               28
     server_handshake_iv              f5541422d77cf1fb8dcfea13         c40b7d586002e33749ab7629
    "#);
}

#[test]
fn the_bytes_of_a_message() {
    let bytes = beside("mtls@1.2", "mtls@1.3", Depth::Bytes, Format::Table, 80);
    insta::assert_snapshot!(part(&bytes, "→ CertificateVerify"), @r#"
    → CertificateVerify   rung 8: CertificateVerify
     field            mtls@1.2                       mtls@1.3
     ───────────────────────────────────────────────────────────────────────────────
     transcript hash  a716720bd1bd8b07abe7ce181cb21  d34070f72b393b08c31972e31fe8c
                      384af872b3bfac505630790571792  658d5ad1db61b5bd2edafad00495d
                      c95b144886fa303c6be7cad21381d  d0fddd18e0ac354e2121793b26af8
                      8da3a608f                      3fd87ee7e
     ✓ signature  the signature over the transcript so far verifies with the key of
        the certificate
     mtls@1.2: on the wire, from the client: record of 77 bytes at 589
       16                       content_type handshake
       03 03                    legacy_record_version TLS 1.2
       00 48                    length 0x48 (72)
                                72 bytes in the clear, at 594: see below
     mtls@1.2: in the clear: handshake message, 72 bytes
       0f                       msg_type certificate_verify
       00 00 44                 length 0x44 (68)
       08 07                    algorithm ed25519
                                signature
       00 40                      length 0x40 (64)
       4e 6f a4 ea b5 5b 84 d5    signature, 64 bytes
       52 bd ab 01 98 e5 fa 6b
       b8 3f 85 7b be 59 a5 94
       91 b1 a1 5e cf ec 4a 6c
       a0 e6 ed a6 dc 12 0f 6e
       f1 9e 22 e1 46 c5 22 33
       ff 80 1b 78 f1 6c 18 d0
       8c ef 8c 55 73 a7 df 0c
     mtls@1.3: on the wire, from the client: record of 529 bytes at 242, continued
       82 56 13 a7 6e 76 da 8a  encrypted, 72 bytes
       e2 a5 02 36 a6 da c1 ee
       a4 46 a2 59 5c 10 3f e9
       bd 73 c2 d6 43 bf 19 fb
       7f 1f 37 aa d2 3f 10 8d
       26 e3 41 e4 82 64 21 31
       f9 43 03 ca 0b 4d 14 48
       75 48 e9 bc 69 6b bb ec
       82 04 34 10 08 f8 7b 8c
     mtls@1.3: opened: handshake message, 72 bytes
       0f                       msg_type certificate_verify
       00 00 44                 length 0x44 (68)
       08 07                    algorithm ed25519
                                signature
       00 40                      length 0x40 (64)
       17 12 28 b4 2a 6c f7 64    signature, 64 bytes
       1c 61 6d 2e d4 45 6e 99
       22 c0 f4 03 22 a8 9d 51
       ec 1f da 3e 94 75 a4 c4
       cb 4f e5 0c bb 26 69 03
       83 aa c2 b3 ce 2e a4 19
       e8 37 c1 ee b1 96 52 27
       a4 37 69 59 d7 ff 70 06
    "#);
}

#[test]
fn everything_at_each_depth() {
    insta::assert_snapshot!("tls_mtls_fields", beside("tls", "mtls", Depth::Fields, Format::Table, 120));
    insta::assert_snapshot!("mtls_versions_bytes", beside("mtls@1.2", "mtls@1.3", Depth::Bytes, Format::Table, 120));
    insta::assert_snapshot!("hello_retry_key_update_fields", beside("hello-retry", "key-update", Depth::Fields, Format::Table, 120));
    insta::assert_snapshot!("tls_mtls_markdown", beside("tls", "mtls", Depth::Fields, Format::Markdown, 80));
    insta::assert_snapshot!("mtls_json", beside("mtls@1.2", "mtls@1.3", Depth::Steps, Format::Json, 80));
}
