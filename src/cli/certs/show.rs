//! `tlstrace certs show`: what is in these files?

use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args;

use super::load;
use super::passwords::PasswordOptions;
use crate::cli::exit::Exit;
use crate::cli::options::Output;
use crate::diagnose::preflight::description::{self, Description};
use crate::offline::credentials::{CredentialError, File, Item, Kind};
use crate::report::{CertificateFile, CertificateItem, CertificatesReport};
use crate::trace::certificates::{PrivateKey, X509};

/// Explain certificates, keys, revocation lists, PKCS #12 and PKCS #7 files in plain words
///
/// What a file is, its content tells, not its name. Private keys are never printed.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Show {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

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
  tlstrace certs show client.pem client.key        and whether they belong together
  tlstrace certs show server.p12 --password-file password.txt
  tlstrace certs show chain.pem --depth 2          with key ids, policies, all extensions";

impl Show {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        let passwords = self.passwords.read()?;
        let at_s = self.at.unwrap_or_else(load::now_s);
        let read = self.files.iter().map(|path| File::read(path, &passwords)).collect::<Result<Vec<_>, CredentialError>>()?;
        let files = read.iter().map(|file| of_file(file, at_s)).collect::<anyhow::Result<Vec<_>>>()?;
        let report = CertificatesReport { relations: relations(&files, &read), files, depth: self.output.depth() };
        self.output.show(&report)?;
        Ok(Exit::AsExpected)
    }
}

fn of_file(file: &File, at_s: i64) -> anyhow::Result<CertificateFile> {
    let items = file.items.iter().enumerate().map(|(index, item)| of_item(file, index, item, at_s)).collect::<anyhow::Result<_>>()?;
    Ok(CertificateFile { name: file.name.clone(), summary: load::summary(file), remarks: load::remarks(file), items })
}

fn of_item(file: &File, index: usize, item: &Item, at_s: i64) -> anyhow::Result<CertificateItem> {
    let place = load::place_in(file, index);
    let damaged = || {
        let error =
            CredentialError::new(&file.name, format!("{} cannot be read: it is damaged", item.kind), "get it again from where it was made");
        anyhow!(error.at_line(item.place.line))
    };
    let (kind, certificate, description) = match &item.kind {
        Kind::Certificate => {
            let (x509, description) = description::certificate(&item.der, at_s).ok_or_else(damaged)?;
            ("certificate", Some((item.der.clone(), x509)), description)
        }
        Kind::PrivateKey => ("private_key", None, private_key(item).ok_or_else(damaged)?),
        Kind::EncryptedKey { scheme } => ("encrypted_private_key", None, encrypted(scheme)),
        Kind::PublicKey => ("public_key", None, description::public_key(&item.der).ok_or_else(damaged)?),
        Kind::RevocationList => ("revocation_list", None, description::crl(&item.der, at_s).ok_or_else(damaged)?.1),
        Kind::CertificateRequest => ("certificate_request", None, request()),
        Kind::Other(label) => ("other", None, Description { title: label.clone(), ..Description::default() }),
    };
    Ok(CertificateItem { kind: kind.to_owned(), place, description, certificate })
}

fn private_key(item: &Item) -> Option<Description> {
    let (_, mut description) = description::private_key(&item.der)?;
    if item.place.decrypted {
        description.rows.push(("encrypted", "yes: the password opened it".into()));
    }
    Some(description)
}

fn encrypted(scheme: &str) -> Description {
    let rows = vec![("encrypted", format!("{scheme}; --password-file FILE opens it, if the cipher is a common one"))];
    Description { title: "an encrypted private key".into(), rows, details: Vec::new() }
}

fn request() -> Description {
    let rows =
        vec![("is", "what a CA is asked to sign: the certificate is the CA's answer; openssl req -in FILE -noout -text shows it".into())];
    Description { title: "a certificate signing request, no certificate".into(), rows, details: Vec::new() }
}

/// Which keys and certificates belong together, and which certificate issued which.
fn relations(files: &[CertificateFile], read: &[File]) -> Vec<String> {
    let certificates: Vec<Located<'_>> = files.iter().flat_map(Located::all).collect();
    let keys = read.iter().flat_map(|file| file.items.iter().enumerate().map(move |(index, item)| (file, index, item)));
    let keys = keys.filter(|(_, _, item)| item.kind == Kind::PrivateKey).filter_map(|(file, index, item)| {
        let key = PrivateKey::read(&item.der)?;
        Some(of_key(&load::place(file, index), &key, &certificates))
    });
    keys.chain(certificates.iter().take(MOST).filter_map(|certificate| of_issuer(certificate, &certificates))).collect()
}

/// Of how many certificates the issuer is looked for: a store of all the Web's roots has hundreds.
const MOST: usize = 50;

struct Located<'a> {
    place: String,
    der: &'a [u8],
    x509: &'a X509,
}

impl<'a> Located<'a> {
    fn all(file: &'a CertificateFile) -> impl Iterator<Item = Self> {
        file.items.iter().filter_map(|item| {
            let (der, x509) = item.certificate.as_ref()?;
            Some(Self { place: format!("{}, {}", file.name, item.place), der, x509 })
        })
    }
}

fn of_key(place: &str, key: &PrivateKey, certificates: &[Located<'_>]) -> String {
    let owner = certificates.iter().find(|certificate| key.belongs_to(&certificate.x509.public_key_info).holds() == Some(true));
    match owner {
        Some(owner) => format!("{place} is the key of {} ({})", owner.x509.subject, owner.place),
        None if certificates.is_empty() => format!("{place}: name a certificate beside it to see whether they belong together"),
        None => format!("{place} is the key of none of these certificates"),
    }
}

fn of_issuer(certificate: &Located<'_>, all: &[Located<'_>]) -> Option<String> {
    if certificate.x509.is_self_issued() {
        return None;
    }
    let named = || all.iter().filter(|other| other.x509.subject_der == certificate.x509.issuer_der && other.der != certificate.der);
    let issuer = named().find(|other| description::signed_by(certificate.der, other.x509));
    match (issuer, named().next()) {
        (Some(issuer), _) => Some(format!("{} was issued by {} ({})", certificate.place, issuer.x509.subject, issuer.place)),
        (None, Some(other)) => {
            Some(format!("{} names {} as its issuer, but {} has another key", certificate.place, other.x509.subject, other.place))
        }
        (None, None) => None,
    }
}
