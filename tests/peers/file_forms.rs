//! Files as people have them: who reads which form is measured here anew, and held against the table of `certs check`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use data_encoding::BASE64;
use libtest_mimic::Trial;
use serde_json::Value as Json;
use tlstrace::diagnose::preflight::file_form;
use tlstrace::offline::credentials::Form;

use crate::common::{self, scratch, text};
use crate::peer::{self, CERTTOOL, GO, JAVA, NODE, OPENSSL, PYTHON, Peer};

type Reads = fn(&Path) -> bool;

pub(crate) fn trials() -> Vec<Trial> {
    // The column of the table, and how its stack is asked.
    let stacks: [(&'static str, &'static [Peer], Reads); 5] = [
        ("OpenSSL 3.0", &[OPENSSL, PYTHON], python_reads),
        ("Node 20", &[OPENSSL, NODE], node_reads),
        ("Java 17", &[OPENSSL, JAVA], java_reads),
        ("Go 1.19", &[OPENSSL, GO], go_reads),
        ("GnuTLS 3.7", &[OPENSSL, CERTTOOL], gnutls_reads),
    ];
    let measured =
        stacks.map(|(stack, peers, reads)| peer::trial(format!("who reads what: {stack}"), peers, move || as_in_the_table(stack, reads)));
    let own: [(&str, fn()); 6] = [
        ("rustls reads what the table says", rustls_reads_what_the_table_says),
        ("every form is read and told", every_form_is_read_and_told),
        ("fixes", each_fix_makes_a_plain_file),
        ("passwords of keys", passwords_of_keys),
        ("keystores", keystores_with_other_passwords_and_without_keys),
        ("trust files", a_form_of_a_trust_file_is_told),
    ];
    measured.into_iter().chain(own.map(|(name, test)| peer::trial(name, &[OPENSSL], test))).collect()
}

struct Files {
    dir: PathBuf,
    /// The file of each form.
    of: BTreeMap<&'static str, PathBuf>,
}

/// A chain of two, in every form; and its key, in those of keys.
static FILES: LazyLock<Files> = LazyLock::new(|| {
    let dir = scratch("file-forms");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    let run = |arguments: &str| openssl(&dir, arguments);
    run(
        "req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj /CN=Root -days 3650 -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign",
    );
    run("req -newkey rsa:2048 -nodes -keyout plain.key -out own.csr -subj /CN=own");
    fs::write(dir.join("usage"), "extendedKeyUsage=clientAuth\nkeyUsage=critical,digitalSignature\nsubjectAltName=DNS:own.example\n")
        .unwrap();
    run("x509 -req -in own.csr -CA root.pem -CAkey root.key -days 365 -set_serial 77 -extfile usage -out plain.pem");
    run("x509 -in plain.pem -trustout -addtrust clientAuth -out trusted-label.pem");
    run(
        "pkcs8 -topk8 -in plain.key -v1 PBE-MD5-DES -passout pass:secret -out legacy-key-encryption.key -provider legacy -provider default",
    );
    run("rsa -in plain.key -traditional -aes256 -passout pass:secret -out traditional-key-encryption.key");
    run("pkey -in plain.key -outform DER -out der-key.key");
    let of = Form::ALL.into_iter().map(|form| (form.name(), written(&dir, form))).collect();
    Files { dir, of }
});

/// The file of a form. The later forms hold two certificates: that the second is lost without a word counts as not read.
fn written(dir: &Path, form: Form) -> PathBuf {
    let pem = fs::read_to_string(dir.join("plain.pem")).unwrap();
    let root = fs::read_to_string(dir.join("root.pem")).unwrap();
    let bytes = match form {
        Form::Utf16 => [0xfeff].into_iter().chain(pem.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        Form::ByteOrderMark => format!("\u{feff}{pem}").into_bytes(),
        Form::ByteOrderMarkLater => format!("{pem}\u{feff}{root}").into_bytes(),
        Form::CarriageReturns => pem.replace('\n', "\r").into_bytes(),
        Form::BlankLine => pem.replacen('\n', "\n\n", 4).replacen("-----\n\n", "-----\n", 1).into_bytes(),
        Form::GluedBlocks => format!("{}{root}", pem.trim_end()).into_bytes(),
        Form::OneLine => pem.replace('\n', " ").into_bytes(),
        Form::EscapedLineBreaks => pem.replace('\n', "\\n").into_bytes(),
        Form::Dashes => pem.replace("END CERTIFICATE-----", "END CERTIFICATE----").into_bytes(),
        Form::Indented => pem.lines().map(|line| format!("  {line}\n")).collect::<String>().into_bytes(),
        Form::TextOnLine => format!("certificate: {pem}").into_bytes(),
        Form::X509Label => pem.replace("CERTIFICATE", "X509 CERTIFICATE").into_bytes(),
        Form::Base64Twice => BASE64.encode(pem.as_bytes()).into_bytes(),
        Form::TrustedLabel => return dir.join("trusted-label.pem"),
        Form::LegacyKeyEncryption | Form::TraditionalKeyEncryption | Form::DerKey => return dir.join(format!("{}.key", form.name())),
    };
    let path = dir.join(format!("{}.pem", form.name()));
    fs::write(&path, bytes).unwrap();
    path
}

fn as_in_the_table(stack: &str, reads: Reads) {
    assert!(reads(&FILES.dir.join("plain.pem")) && !reads(&FILES.dir.join("own.csr")), "{stack} is asked in the wrong way");
    for (name, file) in &FILES.of {
        let says = file_form(name).unwrap().stacks().find(|(named, _)| *named == stack);
        let Some((_, refusal)) = says else { continue };
        // What a tool reads only if it is told is not asked here.
        if refusal.is_some_and(|refusal| refusal.starts_with("reads ") && refusal.contains("--")) {
            continue;
        }
        let expected = refusal.is_none_or(|refusal| refusal.starts_with("reads,"));
        assert_eq!(reads(file), expected, "{stack} and {name}: the table says {refusal:?}");
    }
}

fn rustls_reads_what_the_table_says() {
    as_in_the_table("rustls 0.23", rustls_reads);
}

fn rustls_reads(file: &Path) -> bool {
    use rustls_pki_types::pem::PemObject;
    use rustls_pki_types::{CertificateDer, PrivateKeyDer};
    let bytes = fs::read(file).unwrap();
    if is_key(file) {
        return PrivateKeyDer::from_pem_slice(&bytes).is_ok();
    }
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    read.is_ok_and(|read| read.len() == certificates_in(file))
}

fn is_key(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "key")
}

/// How many certificates a file was made of.
fn certificates_in(file: &Path) -> usize {
    let name = file.file_stem().unwrap().to_str().unwrap();
    if ["byte-order-mark-later", "glued-blocks"].contains(&name) { 2 } else { 1 }
}

/// The certificate and the key to load: the one in that form, the other as it is.
fn pair(file: &Path) -> [String; 2] {
    let plain = |name: &str| FILES.dir.join(name).display().to_string();
    let file = file.display().to_string();
    if file.ends_with(".key") { [plain("plain.pem"), file] } else { [file, plain("plain.key")] }
}

fn succeeds(command: &mut Command) -> bool {
    command.current_dir(&FILES.dir).output().unwrap().status.success()
}

/// What nginx, Apache, HAProxy and curl do, too: SSL_CTX_use_certificate_chain_file.
fn python_reads(file: &Path) -> bool {
    let program =
        "import ssl,sys; ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(sys.argv[1], sys.argv[2], password=lambda: 'secret')";
    succeeds(Command::new("python3").args(["-c", program]).args(pair(file)))
}

fn node_reads(file: &Path) -> bool {
    let program = "const [cert, key] = process.argv.slice(-2).map((f) => require('fs').readFileSync(f)); require('tls').createSecureContext({ cert, key, passphrase: 'secret' });";
    succeeds(Command::new("node").args(["-e", program]).args(pair(file)))
}

fn java_reads(file: &Path) -> bool {
    let program = FILES.dir.join("Reads.java");
    if !program.exists() {
        fs::write(&program, include_str!("Reads.java")).unwrap();
    }
    succeeds(Command::new("java").arg(program).arg(file).arg(certificates_in(file).to_string()))
}

fn go_reads(file: &Path) -> bool {
    let reader = FILES.dir.join("reads");
    if !reader.exists() {
        fs::write(FILES.dir.join("reads.go"), include_str!("reads.go")).unwrap();
        assert!(succeeds(Command::new("go").args(["build", "-o", "reads", "reads.go"]).env("GO111MODULE", "off")));
    }
    succeeds(Command::new(reader).args(pair(file)).arg(certificates_in(file).to_string()))
}

fn gnutls_reads(file: &Path) -> bool {
    let arguments: &[&str] = if is_key(file) { &["--key-info", "--password", "secret"] } else { &["--certificate-info"] };
    let output = Command::new("certtool").args(arguments).arg("--infile").arg(file).output().unwrap();
    let found = text(&output.stdout).matches("X.509 Certificate Information").count();
    output.status.success() && (is_key(file) || found == certificates_in(file))
}

fn openssl(dir: &Path, arguments: &str) {
    let output = Command::new("openssl").args(arguments.split(' ')).current_dir(dir).output().unwrap();
    assert!(output.status.success(), "openssl {arguments}: {}", text(&output.stderr));
}

/// The exit code and the checks of `certs check`.
fn check(arguments: &[&str]) -> (i32, Json) {
    let output = common::tlstrace(&[&["certs", "check", "--format", "json"], arguments].concat()).current_dir(&FILES.dir).output().unwrap();
    let code = output.status.code().unwrap();
    assert_ne!(code, 2, "{arguments:?}: {}", text(&output.stderr));
    (code, serde_json::from_slice(&output.stdout).unwrap())
}

fn refusal(arguments: &[&str]) -> String {
    let output = common::tlstrace(&[&["certs", "check"], arguments].concat()).current_dir(&FILES.dir).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stdout));
    text(&output.stderr)
}

/// Whatever the form: the certificate in it is judged, and who does not read the file is said.
fn every_form_is_read_and_told() {
    for (name, file) in &FILES.of {
        let [certificate, key] = pair(file);
        let (code, json) = check(&["--cert", &certificate, "--key", &key, "--trust", "root.pem", "--password", "secret"]);
        let form = file_form(name).unwrap();
        let checks = json["checks"].as_array().unwrap();
        let about: Vec<&Json> = checks.iter().filter(|check| check["about"] == "file").collect();
        let told = about.iter().find(|check| check["stacks"].as_array().is_some_and(|stacks| stacks.len() >= 5));
        let told = told.unwrap_or_else(|| panic!("{name} is not told: {about:?}"));
        assert_eq!(code, i32::from(!form.is_note), "{name}: {told}");
        assert!(form.is_note || told["finding"] == "client-credentials-unloadable", "{name}: {told}");
        assert!(checks.iter().any(|check| check["about"] == "key" && check["state"] == "fine"), "{name}: the key was not judged");
        let others = checks.iter().filter(|check| check["state"] == "refused" && check["about"] != "file");
        assert_eq!(others.count(), 0, "{name}: {json}");
    }
}

fn each_fix_makes_a_plain_file() {
    for (name, file) in &FILES.of {
        let made = FILES.dir.join(if is_key(file) { "new.key" } else { "new.pem" });
        let _ = fs::remove_file(&made);
        // Where the command only shows what is wrong there is nothing to try; where it asks for passwords they are given.
        let fix = file_form(name).unwrap().fix(&file.display().to_string());
        if !fix.contains(" new.") {
            continue;
        }
        let fix = fix.replace(" -in ", " -passin pass:secret -in ").replace("-topk8", "-topk8 -passout pass:new");
        let fix = if fix.contains("x509") { fix.replace("-passin pass:secret ", "") } else { fix };
        assert!(succeeds(Command::new("sh").args(["-c", &fix])), "{name}: {fix}");
        let (kind, password) = if is_key(file) { ("pkey", "-passin pass:new ") } else { ("x509", "") };
        openssl(&FILES.dir, &format!("{kind} -in {} {password}-noout", made.display()));
        assert!(is_key(file) || rustls_reads_as_many(&made, certificates_in(file)), "{name}: {fix}");
    }
}

fn rustls_reads_as_many(file: &Path, count: usize) -> bool {
    use rustls_pki_types::CertificateDer;
    use rustls_pki_types::pem::PemObject;
    CertificateDer::pem_slice_iter(&fs::read(file).unwrap()).flatten().count() == count
}

/// Right: opened. Wrong: exit code 2. None: said, and the rest is judged.
fn passwords_of_keys() {
    let dir = &FILES.dir;
    for (name, make) in [
        ("aes-128.key", "rsa -in plain.key -traditional -aes128"),
        ("aes-192.key", "rsa -in plain.key -traditional -aes192"),
        ("aes-256.key", "rsa -in plain.key -traditional -aes256"),
        ("3des.key", "rsa -in plain.key -traditional -des3"),
        ("pbes2.key", "pkcs8 -topk8 -in plain.key"),
        ("scrypt.key", "pkcs8 -topk8 -in plain.key -scrypt"),
        ("pbe-md5-des.key", "pkcs8 -topk8 -in plain.key -v1 PBE-MD5-DES -provider legacy -provider default"),
        ("pbe-sha1-des.key", "pkcs8 -topk8 -in plain.key -v1 PBE-SHA1-DES -provider legacy -provider default"),
        ("pbe-sha1-3des.key", "pkcs8 -topk8 -in plain.key -v1 PBE-SHA1-3DES"),
        ("pbe-sha1-rc2-40.key", "pkcs8 -topk8 -in plain.key -v1 PBE-SHA1-RC2-40 -provider legacy -provider default"),
    ] {
        openssl(dir, &format!("{make} -passout pass:secret -out {name}"));
        let with = |password: &'static str| ["--cert", "plain.pem", "--key", name, "--password", password];
        let (_, json) = check(&with("secret"));
        let says = |about: &str| json["checks"].as_array().unwrap().iter().any(|check| check["about"] == about && check["state"] == "fine");
        assert!(says("key"), "{name}: {json}");
        let wrong = refusal(&with("wrong"));
        assert!(wrong.contains("the password does not open this private key"), "{name}: {wrong}");
        let (_, json) = check(&["--cert", "plain.pem", "--key", name]);
        assert!(json.to_string().contains("is encrypted"), "{name}: {json}");
    }
}

fn keystores_with_other_passwords_and_without_keys() {
    let dir = &FILES.dir;
    openssl(dir, "pkcs12 -export -nokeys -in plain.pem -passout pass:changeit -out without-key.p12");
    let (code, json) = check(&["--cert", "without-key.p12", "--password", "changeit", "--trust", "root.pem"]);
    assert_eq!((code, json.to_string().contains("there is no private key in without-key.p12")), (1, true), "{json}");
    assert!(json.to_string().contains("client-credentials-unloadable") && !json.to_string().contains("--key FILE"), "{json}");
    // With a key beside it, it is a chain like any other.
    assert_eq!(check(&["--cert", "without-key.p12", "--key", "plain.key", "--password", "changeit", "--trust", "root.pem"]).0, 0);
    openssl(dir, "pkcs12 -export -in plain.pem -inkey plain.key -passout pass:changeit -out with-key.p12");
    assert_eq!(check(&["--cert", "with-key.p12", "--password", "changeit", "--trust", "root.pem"]).0, 0);
}

fn a_form_of_a_trust_file_is_told() {
    let root = fs::read_to_string(FILES.dir.join("root.pem")).unwrap();
    fs::write(FILES.dir.join("marked-root.pem"), format!("\u{feff}{root}")).unwrap();
    let (code, json) = check(&["--cert", "plain.pem", "--key", "plain.key", "--trust", "marked-root.pem"]);
    let checks = json["checks"].as_array().unwrap();
    assert!(checks.iter().any(|check| check["finding"] == "server-credentials-unloadable"), "{json}");
    assert_eq!(code, 1);
}
