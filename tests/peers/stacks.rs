//! What `certs check` says that a stack makes of a chain is what that stack, as it is installed here, makes of it: over
//! the certificates of the lab and over faulty ones that openssl makes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use libtest_mimic::{Failed, Trial};
use serde_json::Value as Json;

use crate::common::{self, scratch, text};
use crate::peer::{self, CERTTOOL, GO, JAVA, OPENSSL};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        peer::checked("openssl judges", &[OPENSSL], || compare("OpenSSL", &|case| openssl(case))),
        peer::checked("gnutls judges", &[OPENSSL, CERTTOOL], || compare("GnuTLS", &|case| gnutls(case))),
        peer::checked("java judges", &[OPENSSL, JAVA], || {
            let verdicts = all_at_once(Command::new("java").arg(source("Judge.java")));
            compare("Java", &|case| verdicts[&case.name].clone())
        }),
        peer::checked("go judges", &[OPENSSL, GO], || {
            let verdicts = all_at_once(Command::new("go").arg("run").arg(source("judge.go")));
            compare("Go", &|case| verdicts[&case.name].clone())
        }),
    ]
}

/// A chain, who judges it, and what is trusted.
struct Case {
    name: String,
    end: &'static str,
    chain: PathBuf,
    trust: PathBuf,
}

/// Whether it was accepted, and the words if not.
type Verdict = Result<(), String>;

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let folder = scratch("stacks");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    lab(&folder).into_iter().chain(made(&folder)).collect()
});

/// What the lab makes for clients and for servers.
fn lab(folder: &Path) -> Vec<Case> {
    let made = folder.join("lab");
    let output = common::tlstrace(&["certs", "make", made.to_str().unwrap()]).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let mut names: Vec<String> = std::fs::read_dir(&made)
        .unwrap()
        .filter_map(|file| file.unwrap().file_name().to_str()?.strip_suffix(".key").map(str::to_owned))
        .filter(|name| made.join(format!("{name}.pem")).exists())
        .filter(|name| !is_an_authoritys(name))
        .collect();
    names.sort();
    let end =
        |name: &str| if name.contains("server") && !name.contains("client") || name.starts_with("localhost") { "server" } else { "client" };
    let case = |name: String| Case { end: end(&name), chain: made.join(format!("{name}.pem")), trust: made.join("trust.pem"), name };
    names.into_iter().map(case).collect()
}

/// Authorities are there to issue; trusted ones that are used as an end's own are another question.
fn is_an_authoritys(name: &str) -> bool {
    name.ends_with("root") || (name.contains("intermediate") && !name.contains("client"))
}

/// What is asked for of a client's certificate, and what is odd about it.
const GOOD: &str = "extendedKeyUsage=clientAuth\nkeyUsage=critical,digitalSignature\nsubjectAltName=DNS:c.example\n";

fn made(folder: &Path) -> Vec<Case> {
    let authority = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"];
    root(folder, "root", "1", &authority, &[]);
    root(folder, "renewed", "2", &authority, &["-key", "root.key"]);
    root(folder, "silent", "3", &["basicConstraints=critical,CA:TRUE", "keyUsage=critical,cRLSign"], &[]);
    run(folder, "printf '[req]\\ndistinguished_name=d\\nstring_mask=MASK:0x2\\n[d]\\n' > printable.cnf");
    root(folder, "printable", "4", &authority, &["-key", "root.key", "-config", "printable.cnf"]);
    run(folder, "cp root.key printable.key");
    let mut cases = Vec::new();
    let mut leaf = |name: &str, by: &str, trust: &str, extensions: &str, serial: &str, key: &str| {
        issue(folder, name, by, extensions, serial, key);
        cases.push(Case {
            name: name.into(),
            end: "client",
            chain: folder.join(format!("{name}.pem")),
            trust: folder.join(format!("{trust}.pem")),
        });
    };
    let usage = |kind: &str, key: &str| format!("extendedKeyUsage={kind}\nkeyUsage=critical,{key}\nsubjectAltName=DNS:c.example\n");
    let ec = "openssl ecparam -name prime256v1 -genkey -noout -out";
    leaf("good", "root", "root", GOOD, "16", ec);
    leaf("explicit-curve", "root", "root", GOOD, "17", "openssl ecparam -name prime256v1 -genkey -param_enc explicit -noout -out");
    leaf("negative-serial", "root", "root", GOOD, "-5", ec);
    leaf("name-encoding", "printable", "root", GOOD, "18", ec);
    leaf("old-serial", "root", "renewed", &format!("{GOOD}authorityKeyIdentifier=keyid,issuer:always\n"), "19", ec);
    leaf(
        "other-key-id",
        "root",
        "root",
        &format!("{GOOD}authorityKeyIdentifier=none\n2.5.29.35=DER:30:0A:80:08:01:02:03:04:05:06:07:08\n"),
        "20",
        ec,
    );
    leaf("any-usage", "root", "root", &usage("anyExtendedKeyUsage", "digitalSignature"), "21", ec);
    leaf("servers-usage", "root", "root", &usage("serverAuth", "digitalSignature"), "22", ec);
    leaf("encipherment", "root", "root", &usage("clientAuth", "keyEncipherment"), "23", ec);
    leaf("agreement", "root", "root", &usage("clientAuth", "keyAgreement"), "24", ec);
    leaf("critical-policy", "root", "root", &format!("{GOOD}certificatePolicies=critical,1.2.3.4\n"), "25", ec);
    leaf("critical-unknown", "root", "root", &format!("{GOOD}1.2.3.4=critical,DER:05:00\n"), "26", ec);
    leaf("silent-root", "silent", "silent", GOOD, "27", ec);
    cases.extend(below(folder, "constrained", "keyUsage=critical,keyCertSign\nnameConstraints=critical,permitted;DNS:example.org\n"));
    cases.extend(below(folder, "may-not-sign", "keyUsage=critical,cRLSign\n"));
    cases.extend(below(folder, "good-intermediate", "keyUsage=critical,keyCertSign\n"));
    cases.push(compressed(folder));
    cases
}

fn root(folder: &Path, name: &str, serial: &str, extensions: &[&str], more: &[&str]) {
    let extensions = extensions.iter().map(|extension| format!("-addext {extension}")).collect::<Vec<_>>().join(" ");
    let key = if more.contains(&"-key") {
        String::new()
    } else {
        format!("-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {name}.key")
    };
    run(
        folder,
        &format!(
            "openssl req -x509 {key} -out {name}.pem -subj '/CN=Root' -days 3650 -set_serial {serial} {extensions} {}",
            more.join(" ")
        ),
    );
}

fn issue(folder: &Path, name: &str, by: &str, extensions: &str, serial: &str, key: &str) {
    std::fs::write(folder.join(format!("{name}.ext")), extensions).unwrap();
    run(folder, &format!("{key} {name}.key && openssl req -new -key {name}.key -subj '/CN={name}' -out {name}.csr"));
    sign(folder, name, by, serial);
}

fn sign(folder: &Path, name: &str, by: &str, serial: &str) {
    run(
        folder,
        &format!(
            "openssl x509 -req -in {name}.csr -CA {by}.pem -CAkey {by}.key -days 365 -set_serial {serial} -extfile {name}.ext -out {name}.pem"
        ),
    );
}

/// A chain of two, whose intermediate has these extensions.
fn below(folder: &Path, name: &str, extensions: &str) -> Option<Case> {
    let ec = "openssl ecparam -name prime256v1 -genkey -noout -out";
    let (authority, own) = (format!("{name}-ca"), format!("{name}-own"));
    issue(folder, &authority, "root", &format!("basicConstraints=critical,CA:TRUE\n{extensions}"), "48", ec);
    issue(folder, &own, &authority, GOOD, "49", ec);
    run(folder, &format!("cat {own}.pem {authority}.pem > {name}.pem"));
    Some(Case { name: name.into(), end: "client", chain: folder.join(format!("{name}.pem")), trust: folder.join("root.pem") })
}

fn compressed(folder: &Path) -> Case {
    let name = "compressed-point";
    std::fs::write(folder.join(format!("{name}.ext")), GOOD).unwrap();
    run(
        folder,
        &format!(
            "openssl ecparam -name prime256v1 -genkey -noout -out whole.key && openssl ec -in whole.key -conv_form compressed -out {name}.key"
        ),
    );
    run(folder, &format!("openssl req -new -key {name}.key -subj '/CN={name}' -out {name}.csr"));
    sign(folder, name, "root", "50");
    Case { name: name.into(), end: "client", chain: folder.join(format!("{name}.pem")), trust: folder.join("root.pem") }
}

fn run(folder: &Path, command: &str) {
    let output = Command::new("sh").arg("-c").arg(command).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{command}: {}", text(&output.stderr));
}

/// Each case by this stack, beside what we say of it.
fn compare(stack: &str, judge: &dyn Fn(&Case) -> Verdict) -> Result<(), Failed> {
    let differ = |case: &Case| {
        let (said, verdict) = (said(case, stack)?, judge(case));
        let says = verdict.as_ref().err().map_or("accepts it", String::as_str);
        (said != verdict.is_ok() && !is_of_another_version(stack, case))
            .then(|| format!("{}: we say that {stack} {} it; it says: {says}", case.name, if said { "accepts" } else { "refuses" }))
    };
    let wrong: Vec<String> = CASES.iter().filter_map(differ).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// Go reads negative serial numbers up to 1.22: the data is that of the Go that refuses them.
fn is_of_another_version(stack: &str, case: &Case) -> bool {
    stack == "Go" && case.name == "negative-serial"
}

/// Whether this stack accepts the chain as `certs check` has it; `None` where a fault was not tried with it.
fn said(case: &Case, stack: &str) -> Option<bool> {
    let arguments = ["certs", "check", "--format", "json", "--for", case.end, "--cert", path(&case.chain), "--trust", path(&case.trust)];
    let output = common::tlstrace(&arguments).output().unwrap();
    let json: Json = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}: {}", case.name, text(&output.stderr)));
    // A client looks at the name itself, apart from the path.
    let of_path = |check: &&Json| check["state"] == "refused" && check["finding"] != "server-cert-name-mismatch";
    let faults: Vec<&Json> = json["checks"].as_array().unwrap().iter().filter(of_path).collect();
    let verdicts = faults.iter().map(|fault| {
        let judges = fault["stacks"].as_array().unwrap().iter().filter(|says| says["of_its_own"] == false);
        let mut own = judges.filter(|says| says["stack"].as_str().is_some_and(|name| name.starts_with(stack)));
        own.next().map(|says| says["verdict"] == "accepts")
    });
    let verdicts: Vec<Option<bool>> = verdicts.collect();
    if verdicts.contains(&Some(false)) { Some(false) } else { verdicts.into_iter().collect::<Option<Vec<_>>>().map(|_| true) }
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn openssl(case: &Case) -> Verdict {
    let purpose = format!("ssl{}", case.end);
    let arguments = [
        "verify",
        "-purpose",
        &purpose,
        "-auth_level",
        "2",
        "-CAfile",
        path(&case.trust),
        "-untrusted",
        path(&case.chain),
        path(&case.chain),
    ];
    let output = Command::new("openssl").args(arguments).output().unwrap();
    if output.status.success() { Ok(()) } else { Err(text(&output.stderr)) }
}

fn gnutls(case: &Case) -> Verdict {
    let purpose = if case.end == "client" { "1.3.6.1.5.5.7.3.2" } else { "1.3.6.1.5.5.7.3.1" };
    let arguments = ["--verify", "--load-ca-certificate", path(&case.trust), "--infile", path(&case.chain), "--verify-purpose", purpose];
    let output = Command::new("certtool").args(arguments).output().unwrap();
    if output.status.success() { Ok(()) } else { Err(text(&output.stdout)) }
}

/// One process for all: starting Java or Go takes longer than judging.
fn all_at_once(command: &mut Command) -> BTreeMap<String, Verdict> {
    // Not with the ending `.go`: `go run` would take it for more of the program.
    let list = scratch(&format!("stacks-list-{}", command.get_program().to_str().unwrap()));
    let lines = CASES.iter().map(|case| format!("{} {} {}\n", case.end, path(&case.chain), path(&case.trust)));
    std::fs::write(&list, lines.collect::<String>()).unwrap();
    let output = command.arg(&list).output().unwrap();
    let said = text(&output.stdout);
    assert_eq!(said.lines().count(), CASES.len(), "{said}{}", text(&output.stderr));
    let verdict = |line: &str| line.strip_prefix("refuses").map_or(Ok(()), |words| Err(words.to_owned()));
    CASES.iter().zip(said.lines()).map(|(case, line)| (case.name.clone(), verdict(line))).collect()
}

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/judges").join(name)
}
