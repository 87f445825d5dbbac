//! The form of the files: whether the tools that need them can read them (F9 of the catalogue: nothing reaches the peer).

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::forms::{FileForm, file_form};
use crate::diagnose::preflight::material::{FileNote, FileNoteKind, FileUse};
use crate::diagnose::preflight::subject::Subject;

const ABOUT: &str = "file";

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    subject.material.files.iter().filter_map(|note| of_file(subject, note)).collect()
}

fn of_file(subject: &Subject<'_>, note: &FileNote) -> Option<Check> {
    let (file, role) = (&note.file, subject.role());
    let unloadable = |says: String| Check::refused(ABOUT, FindingId::CredentialsUnloadable(subject.role()), says);
    Some(match &note.kind {
        FileNoteKind::Pkcs12 { legacy: Some(legacy) } => {
            unloadable(format!("{file} is encrypted with {legacy}, which OpenSSL 3, curl and Node read no more"))
                .evidence(format!("the password is right: {file} was opened with it"))
                .fix(format!("openssl pkcs12 -legacy -in {file} -nodes | openssl pkcs12 -export -out new.p12"))
                .stacks("legacy-pkcs12", role)
        }
        FileNoteKind::Pkcs12 { legacy: None } => Check::note(
            ABOUT,
            format!("{file} is PKCS #12: Java, curl (--cert-type P12) and browsers read it; nginx, Go and rustls want PEM"),
        )
        .fix(format!("openssl pkcs12 -in {file} -nodes -out new.pem   # as PEM")),
        FileNoteKind::Der => Check::note(ABOUT, format!("{file} is DER: most tools want PEM, or have to be told"))
            .fix(format!("openssl x509 -inform DER -in {file} -out new.pem   # as PEM")),
        FileNoteKind::Pkcs7 => Check::note(ABOUT, format!("{file} is PKCS #7: most tools want PEM"))
            .fix(format!("openssl pkcs7 -inform DER -in {file} -print_certs -out new.pem   # as PEM")),
        FileNoteKind::Form { name, line } => of_form(subject, note, file_form(name)?, *line),
        FileNoteKind::SeveralKeys(count) => Check::note(
            ABOUT,
            format!(
                "{file} has {count} private keys, and the first was judged: OpenSSL takes the first, Java the first that fits the request"
            ),
        ),
        FileNoteKind::WithoutKey => {
            unloadable(format!("there is no private key in {file}: whoever loads it has a certificate, and nothing to prove it with"))
                .evidence("it was exported without its key (openssl pkcs12 -nokeys, or a certificate entry of keytool)")
                .fix(format!("openssl pkcs12 -export -in chain.pem -inkey client.key -out {file}   # with the key"))
        }
        FileNoteKind::TrailingBytes(count) => Check::note(ABOUT, format!("{file} has {count} bytes behind its end")),
        FileNoteKind::ReadableByOthers(_) => return None,
    })
}

/// A file that is not as everybody reads it; of the trusted ones it is the judge that cannot load it.
fn of_form(subject: &Subject<'_>, note: &FileNote, form: &FileForm, line: Option<usize>) -> Check {
    let says = form.says(&note.file, line);
    let unloadable = |end| Check::refused(ABOUT, FindingId::CredentialsUnloadable(end), says.clone());
    let check = match note.used {
        _ if form.is_note => Check::note(ABOUT, says),
        FileUse::Own => unloadable(subject.role()),
        FileUse::Trust => unloadable(subject.role().other()).evidence("it is what the other end trusts"),
    };
    Check { stacks: form.verdicts(), ..check.fix(form.fix(&note.file)) }
}
