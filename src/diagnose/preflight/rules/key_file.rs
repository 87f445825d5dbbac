//! The file of the private key: who can read it, and whether it is encrypted.

use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::material::{FileNoteKind, GivenKey};
use crate::diagnose::preflight::subject::Subject;

const ABOUT: &str = "key file";

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let exposed = subject.material.files.iter().filter_map(|note| match note.kind {
        FileNoteKind::ReadableByOthers(mode) => Some(exposed(subject, &note.file, mode)),
        _ => None,
    });
    exposed.chain(encrypted(subject)).collect()
}

fn exposed(subject: &Subject<'_>, file: &str, mode: u32) -> Check {
    Check::note(ABOUT, format!("others than its owner can read {file} (mode {mode:o}); PostgreSQL's clients and OpenSSH refuse such a key"))
        .fix(format!("chmod 600 {file}"))
        .stacks("exposed-key", subject.role())
}

fn encrypted(subject: &Subject<'_>) -> Option<Check> {
    let GivenKey::Encrypted { file, scheme } = &subject.material.key else { return None };
    let check = Check::note(
        ABOUT,
        format!("the key in {file} is encrypted ({scheme}): who uses it needs its password, and some stacks read no encrypted key"),
    );
    Some(check.fix(format!("openssl pkey -in {file} -out new.key   # without encryption")).stacks("encrypted-key", subject.role()))
}
