//! The MAC of a Finished message, over everything said before it (RFC 8446 4.4.4, RFC 5246 7.4.9).

use super::super::proof::{Case, Moment};
use super::{Check, CheckId};
use crate::capture::End;
use crate::crypt::{Hash, Secret, Verdict, key_schedule};
use crate::wire::handshake::Message;

pub(super) fn check(case: &Case<'_>, moment: &Moment<'_>) -> Option<Check> {
    let Message::Finished(finished) = moment.message else { return None };
    let id = CheckId::FinishedMac(moment.event.sender());
    let expected = if case.negotiated.is_tls13() { tls13(case, moment) } else { up_to_tls12(case, moment) };
    Some(match expected {
        Ok(expected) => {
            let verdict = Verdict::of(expected == finished.verify_data, "the MAC is not the one that follows from the handshake");
            Check::new(id, moment, verdict, "recomputed from the secret and the transcript so far")
        }
        Err(missing) => Check::new(id, moment, Verdict::Unable(missing), ""),
    })
}

fn tls13(case: &Case<'_>, moment: &Moment<'_>) -> Result<Vec<u8>, String> {
    let hash = case.suite.as_ref().ok_or("the cipher suite is not known")?.hash;
    let label = label(moment);
    let mut secret = case.secret(label).ok_or_else(|| format!("the key log has no {label} for this connection"))?;
    if moment.afterwards {
        secret = current(case, moment, secret, hash);
    }
    Ok(key_schedule::verify_data(hash, &secret, &moment.before.hash_by(hash)))
}

/// After the handshake, Finished is under the client's application secret (RFC 8446 4.4, table 2).
fn label(moment: &Moment<'_>) -> &'static str {
    match (moment.event.sender(), moment.afterwards) {
        (End::Client, false) => "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        (End::Server, false) => "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        (End::Client, true) => "CLIENT_TRAFFIC_SECRET_0",
        (End::Server, true) => "SERVER_TRAFFIC_SECRET_0",
    }
}

/// The application secret after the sender's key updates so far.
fn current(case: &Case<'_>, moment: &Moment<'_>, first: Secret, hash: Hash) -> Secret {
    let earlier = case.events.iter().take_while(|event| event.step < moment.event.step);
    let updates = earlier.filter(|event| event.from == moment.event.from && matches!(event.message(), Some(Message::KeyUpdate(_)))).count();
    (0..updates).fold(first, |secret, _| key_schedule::next_traffic_secret(hash, &secret))
}

fn up_to_tls12(case: &Case<'_>, moment: &Moment<'_>) -> Result<Vec<u8>, String> {
    let prf = case.prf().ok_or("how this version computes its MAC is not known")?;
    let master =
        case.secret_of("CLIENT_RANDOM", moment.randoms.client).ok_or("the key log has no CLIENT_RANDOM line for this connection")?;
    Ok(prf.finished(&master, moment.event.sender(), moment.before))
}
