//! The client has a certificate, and kept it: the server's list of authorities does not name its issuer
//! (RFC 8446 4.2.4). Java and Go do so; on the wire it looks as if there were none.

use super::client_cert_missing::missed;
use crate::capture::{End, Withheld, WithheldBecause};
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::trace::message::X509;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let (answer, certainty) = missed(facts)?;
    let (request, asked) = facts.request().filter(|(_, request)| !request.certificate_authorities.is_empty())?;
    let names = asked.certificate_authorities.iter().map(|der| X509::name_of(der)).collect::<Vec<_>>().join(", ");
    let list = field::named(request, "certificate_authorities", format!("the server asks for a certificate of: {names}"));
    let client = facts.end(End::Client);
    let (certainty, says, evidence) = match client.and_then(|client| client.withheld.as_ref()) {
        Some(withheld) if withheld.because == WithheldBecause::AuthorityNotNamed => (certainty, told(withheld), word(withheld)),
        Some(_) => return None,
        None if client.is_some() => return None,
        None => {
            (Certainty::Possible, "the client may have a certificate, of an authority that the server did not name".into(), list.clone())
        }
    };
    Some(
        Finding::cause(FindingId::ClientCertWithheld, certainty, says, evidence)
            .by(facts.by())
            .and((certainty != Certainty::Possible).then_some(list))
            .and([field::named(answer, "certificate_list", "the client's Certificate: an empty list")])
            .and(facts.sign())
            .fix("send the intermediate too, so that the chain leads to a name of the list; or have the server name the authority, or none")
            .settled_by("the client's own view: its log, or its certificate beside the list"),
    )
}

fn told(withheld: &Withheld) -> String {
    format!("the client has the certificate {} of {}, and kept it: the server names other authorities", withheld.subject, withheld.issuer)
}

fn word(withheld: &Withheld) -> Evidence {
    let detail = format!("it had {} of {}, and did not send it", withheld.subject, withheld.issuer);
    Evidence::End { end: End::Client, detail }
}
