//! The form of the files: whether the tools that need them can read them (F9 of the catalogue: nothing reaches the peer).

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::material::{FileNote, FileNoteKind};
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
        FileNoteKind::Utf16 => unloadable(format!("{file} is text in UTF-16: no TLS stack reads that"))
            .fix(format!("iconv -f UTF-16 -t ASCII {file} > new.pem"))
            .stacks("not-ascii", role),
        FileNoteKind::ByteOrderMark => {
            unloadable(format!("{file} begins with a byte order mark: its first line is not seen as -----BEGIN"))
                .fix(format!("sed '1s/^\\xEF\\xBB\\xBF//' {file} > new.pem"))
                .stacks("not-ascii", role)
        }
        FileNoteKind::TrailingBytes(count) => Check::note(ABOUT, format!("{file} has {count} bytes behind its end")),
        FileNoteKind::ReadableByOthers(_) => return None,
    })
}
