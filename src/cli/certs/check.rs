//! `tlstrace certs check`: would this certificate be accepted?

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::load::{self, Trusted};
use super::passwords::PasswordOptions;
use crate::capture::End;
use crate::cli::exit::Exit;
use crate::cli::options::Output;
use crate::diagnose::preflight::{FileNote, FileNoteKind, FileUse, Material, preflight};
use crate::offline::credentials::{File, Passwords, shell_word};
use crate::report::PreflightReport;

/// Check whether a certificate would be accepted, before any handshake
///
/// Looks at dates, usages, key, chain, names and the files themselves, and says what rustls, OpenSSL, Java and Go would
/// say. Exit code 1 if any of them would refuse it.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Check {
    /// The certificate, with the intermediates above it: PEM, DER, PKCS #7 or PKCS #12
    #[arg(long, value_name = "FILE")]
    cert: PathBuf,

    /// Its private key, if it is in another file
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,

    /// What the other end trusts: PEM, DER or PKCS #12
    #[arg(long, value_name = "FILE")]
    trust: Vec<PathBuf>,

    /// The password of a truststore, if it is another one
    #[arg(long, value_name = "PASSWORD", env = "TLSTRACE_TRUST_PASSWORD", hide_env_values = true)]
    trust_password: Option<String>,

    /// A revocation list that the other end has
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,

    /// As whose certificate
    #[arg(long = "for", value_enum, default_value_t = For::Client)]
    role: For,

    /// The name that a client wants to see in a server's certificate
    #[arg(long, value_name = "NAME")]
    host: Option<String>,

    /// By which clock, as 2026-11-21, 2026-11-21T10:00:00Z, or seconds since 1970 [default: this machine's]
    #[arg(long, value_name = "TIME", value_parser = load::time)]
    at: Option<i64>,

    #[command(flatten)]
    passwords: PasswordOptions,

    #[command(flatten)]
    output: Output,
}

const AFTER_HELP: &str = "\
Examples:
  tlstrace certs check --cert client.pem --key client.key --trust server-trust.pem
  tlstrace certs check --cert server.p12 --password-file password.txt --for server --host www.example.org
  tlstrace certs check --cert client.pem --at 2027-01-01       will it still be good then?";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum For {
    /// A client's: a server judges it
    Client,
    /// A server's: a client judges it
    Server,
}

impl Check {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        let preflight = preflight(&self.material()?)?;
        let exit = if preflight.is_fine() { Exit::AsExpected } else { Exit::Otherwise };
        let report = PreflightReport { preflight, depth: self.output.depth() };
        self.output.show(&report)?;
        Ok(exit)
    }

    fn material(&self) -> anyhow::Result<Material> {
        let passwords = self.passwords.read()?;
        let certificate = File::read(&self.cert, &passwords)?;
        let key = self.key.as_ref().map(|path| File::read(path, &passwords)).transpose()?;
        let Trusted { certificates: trust, lists: mut crls, notes } = self.trusted(&passwords)?;
        for path in &self.crl {
            crls.extend(load::crls(path)?);
        }
        let mut files: Vec<FileNote> = std::iter::once(&certificate).chain(&key).flat_map(|file| load::notes(file, FileUse::Own)).collect();
        if key.is_none() && load::is_without_key(&certificate) {
            files.push(FileNote { file: shell_word(&certificate.name), used: FileUse::Own, kind: FileNoteKind::WithoutKey });
        }
        let role = if self.role == For::Server { End::Server } else { End::Client };
        Ok(Material {
            role,
            chain: load::chain(&certificate, key.as_ref())?,
            key: load::key(&certificate, key.as_ref())?,
            trust: (!self.trust.is_empty()).then_some(trust),
            crls,
            host: self.host.clone(),
            at_s: self.at.unwrap_or_else(load::now_s),
            files: files.into_iter().chain(notes).collect(),
        })
    }

    /// Certificates and revocation lists of the files of `--trust`.
    fn trusted(&self, passwords: &Passwords) -> anyhow::Result<Trusted> {
        let own = Passwords(self.trust_password.iter().chain(&passwords.0).cloned().collect());
        let mut all = Trusted { certificates: Vec::new(), lists: Vec::new(), notes: Vec::new() };
        for path in &self.trust {
            let Trusted { certificates, lists, notes } = load::trust(path, &own)?;
            all.certificates.extend(certificates);
            all.lists.extend(lists);
            all.notes.extend(notes);
        }
        Ok(all)
    }
}
