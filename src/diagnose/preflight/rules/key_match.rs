//! Whether the private key is the certificate's.

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::material::FileNoteKind;
use crate::diagnose::preflight::subject::{Key, Subject};
use crate::trace::certificates::Verdict;

const ABOUT: &str = "key";

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let own = subject.own();
    // What `file_form` said already.
    if subject.material.files.iter().any(|note| note.kind == FileNoteKind::WithoutKey) {
        return Vec::new();
    }
    let check = match &subject.key {
        Key::None => Check::unknown(ABOUT, "no private key was given").fix("give it with --key FILE"),
        Key::Encrypted => Check::unknown(ABOUT, "the private key is encrypted").fix("give its password with --password-file FILE"),
        Key::Read { key, place, file } => match key.belongs_to(&own.x509.public_key_info) {
            Verdict::Holds => Check::fine(ABOUT, format!("{} belongs to the certificate ({}, {})", place, own.x509.public_key, key.form)),
            Verdict::Unable(why) => Check::unknown(ABOUT, why),
            Verdict::Fails(why) => {
                Check::refused(ABOUT, FindingId::KeyMismatch(subject.role()), format!("{place} is not the key of {}", own.x509.subject))
                    .evidence(why)
                    .fix("find the key that was made with this certificate's request, or issue a certificate for this key")
                    .fix(format!(
                        "openssl pkey -in {file} -pubout; openssl x509 -in {} -noout -pubkey   # have to be the same",
                        own.given.file
                    ))
                    .stacks("key-mismatch", subject.role())
            }
        },
    };
    vec![check]
}
