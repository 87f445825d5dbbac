//! A signature, verified with the public key of the certificate.

use super::shell::{self, Hash};
use super::{Calculation, Handshake};
use crate::names::SignatureScheme;
use crate::trace::{CheckId, Event};

/// What was signed, by whom, with what result.
pub(super) struct Signed<'a> {
    pub(super) title: &'static str,
    pub(super) says: String,
    pub(super) source: &'static str,
    pub(super) inputs: Vec<(String, String)>,
    /// Lines before the command, and a command that prints the bytes that are signed.
    pub(super) content: (String, String),
    pub(super) scheme: SignatureScheme,
    pub(super) signature: &'a [u8],
    /// The id of the check.
    pub(super) check: CheckId,
}

/// The card; `None` where the check could not be made, or the scheme is none that openssl verifies from its command line.
pub(super) fn card(handshake: &Handshake<'_>, event: &Event, signed: Signed<'_>) -> Option<Calculation> {
    let check = handshake.connection.checks.iter().find(|check| check.id == signed.check && check.step == Some(event.step))?;
    let result = if check.holds? { "holds" } else { "does not hold" };
    let key = hex::encode(public_key(handshake, event)?);
    let signature = hex::encode(signed.signature);
    let (before, content) = signed.content;
    let command = verify(signed.scheme).map(|verify| {
        format!(
            "(\nd=$(mktemp -d) && trap 'rm -r \"$d\"' EXIT\n{before}{} >\"$d/key\"\n{} >\"$d/signature\"\n{content} >\"$d/signed\"\n\
             if {verify} >/dev/null\nthen echo holds; else echo 'does not hold'; fi\n)",
            shell::bytes(&key),
            shell::bytes(&signature),
        )
    });
    let more = [("public key of the certificate".to_owned(), key), (format!("signature, {}", signed.scheme), signature)];
    Some(Calculation {
        title: signed.title.into(),
        says: signed.says,
        source: signed.source,
        inputs: signed.inputs.into_iter().chain(more).collect(),
        command,
        result: ("signature".into(), result.into()),
    })
}

/// The key of the certificate that the sender showed last.
fn public_key<'a>(handshake: &Handshake<'a>, event: &Event) -> Option<&'a [u8]> {
    let earlier = handshake.connection.events.iter().take_while(|other| other.step < event.step).filter(|other| other.from == event.from);
    earlier.filter_map(|other| other.message()?.certificate()).last()?.chain.first()?.public_key_info()
}

fn verify(scheme: SignatureScheme) -> Option<String> {
    let name = scheme.name()?;
    if matches!(name, "ed25519" | "ed448") {
        let files = "-inkey \"$d/key\" -rawin -in \"$d/signed\" -sigfile \"$d/signature\"";
        return Some(format!("openssl pkeyutl -verify -pubin -keyform DER {files}"));
    }
    let hash = [("sha256", Hash::SHA256), ("sha384", Hash::SHA384), ("sha512", Hash::SHA512)];
    let (_, hash) = hash.into_iter().find(|(ending, _)| name.ends_with(ending))?;
    match name.split('_').take(2).collect::<Vec<_>>().as_slice() {
        ["ecdsa", _] | ["rsa", "pkcs1"] => Some(hash.verify("")),
        ["rsa", "pss"] => Some(hash.verify(" \\\n  -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest")),
        _ => None,
    }
}
