//! What CertificateVerify signs, and whether the signature holds.

use super::signature::{self, Signed};
use super::{Calculation, Handshake, shell};
use crate::capture::End;
use crate::names::SignatureScheme;
use crate::trace::message::Message;
use crate::trace::{CheckId, Event};

const TITLE: &str = "signature of CertificateVerify";

pub(super) fn at(handshake: &Handshake<'_>, event: &Event) -> Vec<Calculation> {
    let Some(Message::CertificateVerify(verify)) = event.message() else { return Vec::new() };
    let is_first = handshake.first(event.sender(), |message| matches!(message, Message::CertificateVerify(_)));
    let Some(scheme) = verify.algorithm.filter(|_| is_first.is_some_and(|first| first.step == event.step)) else { return Vec::new() };
    if handshake.is_tls13 {
        return tls13(handshake, event, scheme, &verify.signature).unwrap_or_default();
    }
    tls12(handshake, event, scheme, &verify.signature).into_iter().collect()
}

/// 64 spaces, a text that says whose it is, a zero, and the transcript hash (RFC 8446 4.4.3).
fn tls13(handshake: &Handshake<'_>, event: &Event, scheme: SignatureScheme, bytes: &[u8]) -> Option<Vec<Calculation>> {
    const SOURCE: &str = "RFC 8446 section 4.4.3";
    let hash = hex::encode(handshake.hash_behind(event.step.checked_sub(1)?)?);
    let whose = event.sender();
    let text = format!("TLS 1.3, {whose} CertificateVerify");
    let content = format!("{}{}00{hash}", "20".repeat(64), hex::encode(&text));
    let signs = Calculation {
        title: "what CertificateVerify signs".into(),
        says: format!(
            "64 spaces, the text `{text}`, a zero, and the hash of {}. The spaces and the text keep a signature made for one purpose from being used for another.",
            handshake.names(event.step - 1)
        ),
        source: SOURCE,
        inputs: vec![("transcript hash".into(), hash.clone())],
        command: Some(format!(
            "{{\n  printf '%64s' ''\n  printf %s '{text}'\n  printf '\\000'\n  {}\n}} | xxd -p | tr -d '\\n'",
            shell::bytes(&hash)
        )),
        result: ("signed content".into(), content.clone()),
    };
    let signed = Signed {
        title: TITLE,
        says: says(event.sender(), "what the card above shows"),
        source: SOURCE,
        inputs: vec![("signed content".into(), content.clone())],
        content: (String::new(), shell::bytes(&content)),
        scheme,
        signature: bytes,
        check: CheckId::CertificateVerify(event.sender()),
    };
    Some([Some(signs), signature::card(handshake, event, signed)].into_iter().flatten().collect())
}

/// The messages themselves (RFC 5246 7.4.8).
fn tls12(handshake: &Handshake<'_>, event: &Event, scheme: SignatureScheme, bytes: &[u8]) -> Option<Calculation> {
    let before = event.step.checked_sub(1)?;
    let signed = Signed {
        title: TITLE,
        says: says(event.sender(), &format!("the messages themselves: {}", handshake.names(before))),
        source: "RFC 5246 section 7.4.8",
        inputs: Vec::new(),
        content: shell::messages(&handshake.transcript(before)?),
        scheme,
        signature: bytes,
        check: CheckId::CertificateVerify(event.sender()),
    };
    signature::card(handshake, event, signed)
}

fn says(from: End, what: &str) -> String {
    format!(
        "The {from} signs {what}. Whoever can do that has the private key of the certificate that was shown, and has it now: the randoms of this handshake are in it, so the signature is good for no other."
    )
}
