//! `tlstrace certs make`: the lab's certificates as files, good and bad, for any TLS stack.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::Args;

use super::load;
use crate::capture::End;
use crate::cli::exit::Exit;
use crate::diagnose::FindingId;
use crate::diagnose::preflight::{Given, GivenKey, Material, preflight};
use crate::offline::credentials::{encode_pem, shell_word, write_keystore, write_legacy_keystore, write_truststore};
use crate::pki::{CertificateKind, IssuedCertificate, issue_all};

/// Write the lab's certificates, good and bad, as PEM, DER and PKCS #12
///
/// Keys are new each time and readable by you alone. README.txt in the directory says what each file is for.
#[derive(Debug, Args)]
pub(super) struct Make {
    /// The directory; it is made if it is not there
    dir: PathBuf,

    /// Write over files that are there
    #[arg(long)]
    force: bool,

    /// The password of the PKCS #12 files
    #[arg(long, default_value = "changeit")]
    password: String,
}

/// Roots that a server of the lab trusts; the others are there not to be trusted.
const TRUSTED: [&str; 2] = ["lab-root", "rsa-root"];

/// How other tools use the files, with holes `{DIR}` and `{PASSWORD}`.
const HOW_TO_USE: &str = include_str!("how_to_use.txt");

/// One file to be.
struct Output {
    name: String,
    content: Vec<u8>,
    is_secret: bool,
}

/// A line of the README.
struct Entry {
    name: String,
    says: String,
}

impl Make {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        let issued = issue_all()?;
        let outputs = self.outputs(&issued)?;
        self.refuse_to_overwrite(&outputs)?;
        fs::create_dir_all(&self.dir).with_context(|| format!("cannot make the directory {}", self.dir.display()))?;
        for output in &outputs {
            self.write(output)?;
        }
        let mut out = io::stdout().lock();
        writeln!(out, "{} files in {}: README.txt says what each is for.\n", outputs.len(), self.dir.display())?;
        write!(out, "{}", self.how_to_use())?;
        Ok(Exit::AsExpected)
    }

    fn outputs(&self, issued: &[IssuedCertificate]) -> anyhow::Result<Vec<Output>> {
        let mut outputs = Vec::new();
        let mut entries = Vec::new();
        for certificate in issued {
            outputs.extend(self.of_certificate(certificate)?);
            entries.push(Entry { name: certificate.name.clone(), says: verdict(certificate, issued)? });
        }
        outputs.extend(self.trust(issued)?);
        outputs.extend(self.legacy(issued)?);
        outputs.push(Output::public("README.txt", self.readme(&entries).into_bytes()));
        Ok(outputs)
    }

    fn of_certificate(&self, certificate: &IssuedCertificate) -> anyhow::Result<Vec<Output>> {
        let name = &certificate.name;
        let chain: Vec<&[u8]> = std::iter::once(&certificate.der).chain(&certificate.above).map(Vec::as_slice).collect();
        let pem: String = chain.iter().map(|der| encode_pem("CERTIFICATE", der)).collect();
        let key = encode_pem("PRIVATE KEY", &certificate.key_pkcs8);
        let mut outputs = vec![
            Output::public(&format!("{name}.pem"), pem.into_bytes()),
            Output::public(&format!("{name}.der"), certificate.der.clone()),
            Output::secret(&format!("{name}.key"), key.into_bytes()),
        ];
        if !certificate.kind.is_ca() {
            let store = write_keystore(name, &self.password, &certificate.key_pkcs8, &chain);
            outputs.push(Output::secret(&format!("{name}.p12"), store.map_err(|error| no_pkcs12(name, &error))?));
        }
        Ok(outputs)
    }

    /// What a server or a client of the lab trusts.
    fn trust(&self, issued: &[IssuedCertificate]) -> anyhow::Result<[Output; 2]> {
        let trusted: Vec<&IssuedCertificate> = trusted(issued).collect();
        let pem: String = trusted.iter().map(|root| encode_pem("CERTIFICATE", &root.der)).collect();
        let store = write_truststore(&self.password, trusted.iter().map(|root| (root.name.as_str(), root.der.as_slice())));
        let store = store.map_err(|error| no_pkcs12("trust", &error))?;
        Ok([Output::public("trust.pem", pem.into_bytes()), Output::public("trust.p12", store)])
    }

    /// The same client as ever, in a file that OpenSSL 3 reads no more.
    fn legacy(&self, issued: &[IssuedCertificate]) -> anyhow::Result<Option<Output>> {
        let Some(alice) = issued.iter().find(|certificate| certificate.name == "alice") else { return Ok(None) };
        let store = write_legacy_keystore("alice", &self.password, &alice.key_pkcs8, &[&alice.der]);
        Ok(Some(Output::secret("alice-legacy.p12", store.map_err(|error| no_pkcs12("alice-legacy", &error))?)))
    }

    fn readme(&self, entries: &[Entry]) -> String {
        let width = entries.iter().map(|entry| entry.name.len()).max().unwrap_or_default();
        let lines: Vec<String> = entries.iter().map(|Entry { name, says }| format!("{name:width$}  {says}")).collect();
        format!("{}{}\n\n{}", include_str!("readme.txt").replace("{PASSWORD}", &self.password), lines.join("\n"), self.how_to_use())
    }

    fn how_to_use(&self) -> String {
        HOW_TO_USE.replace("{DIR}", &shell_word(&self.dir.display().to_string())).replace("{PASSWORD}", &shell_word(&self.password))
    }

    /// All files are looked for before the first one is written.
    fn refuse_to_overwrite(&self, outputs: &[Output]) -> anyhow::Result<()> {
        if self.dir.exists() && !self.dir.is_dir() {
            bail!("{}: this is a file; name a directory", self.dir.display());
        }
        let there: Vec<&str> =
            outputs.iter().map(|output| output.name.as_str()).filter(|name| self.dir.join(name).symlink_metadata().is_ok()).collect();
        match there.as_slice() {
            [first, more @ ..] if !self.force => {
                let others = if more.is_empty() { String::new() } else { format!(" and {} more files", more.len()) };
                bail!(
                    "{}: {first}{others} exist already, and nothing was written; name another directory, or write over them with --force",
                    self.dir.display()
                )
            }
            _ => Ok(()),
        }
    }

    fn write(&self, output: &Output) -> anyhow::Result<()> {
        let path = self.dir.join(&output.name);
        output.write(&path, self.force).with_context(|| format!("cannot write {}", path.display()))
    }
}

impl Output {
    fn public(name: &str, content: Vec<u8>) -> Self {
        Self { name: name.to_owned(), content, is_secret: false }
    }

    fn secret(name: &str, content: Vec<u8>) -> Self {
        Self { name: name.to_owned(), content, is_secret: true }
    }

    /// Without `force` a file that appeared meanwhile is left alone; with it the old one goes first, and with it its mode.
    fn write(&self, path: &Path, force: bool) -> io::Result<()> {
        if force && path.symlink_metadata().is_ok() {
            fs::remove_file(path)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, if self.is_secret { 0o600 } else { 0o644 });
        options.open(path)?.write_all(&self.content)
    }
}

fn trusted(issued: &[IssuedCertificate]) -> impl Iterator<Item = &IssuedCertificate> {
    issued.iter().filter(|certificate| TRUSTED.contains(&certificate.name.as_str()))
}

/// What is good or bad about a certificate: what a preflight says to it.
fn verdict(certificate: &IssuedCertificate, issued: &[IssuedCertificate]) -> anyhow::Result<String> {
    let kind = match certificate.kind {
        CertificateKind::Root if TRUSTED.contains(&certificate.name.as_str()) => {
            return Ok("a root: trust.pem and trust.p12 have it".into());
        }
        CertificateKind::Root => return Ok("a root that nobody trusts".into()),
        CertificateKind::Intermediate => return Ok("an intermediate, in the files of those below it".into()),
        CertificateKind::Client => End::Client,
        CertificateKind::Server => End::Server,
    };
    let given = |der: &Vec<u8>| Given { der: der.clone(), file: certificate.name.clone(), place: certificate.name.clone() };
    let material = Material {
        role: kind,
        chain: std::iter::once(&certificate.der).chain(&certificate.above).map(given).collect(),
        key: GivenKey::Plain(given(&certificate.key_pkcs8)),
        trust: Some(trusted(issued).map(|root| given(&root.der)).collect()),
        host: (kind == End::Server).then(|| "localhost".to_owned()),
        at_s: load::now_s(),
        ..Material::default()
    };
    let preflight = preflight(&material)?;
    let worst = preflight.refusals().next();
    let says = worst.map_or_else(|| good(&preflight), |check| format!("{} ({})", check.says, check.finding.map_or("", FindingId::name)));
    Ok(format!("{}: {says}", kind.name()))
}

fn good(preflight: &crate::diagnose::preflight::Preflight) -> String {
    let about =
        |check: &&crate::diagnose::preflight::Check| check.about == "dates" && check.state == crate::diagnose::preflight::State::Note;
    let soon = preflight.checks.iter().find(about).map(|check| format!(", {}", check.says));
    format!("{}, good{}", preflight.subject, soon.unwrap_or_default())
}

fn no_pkcs12(name: &str, error: &str) -> anyhow::Error {
    anyhow!("cannot write {name}.p12: {error}")
}
