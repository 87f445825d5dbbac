//! What the request and the chain say for a cause, or against it. None decides alone.

use crate::capture::End;
use crate::diagnose::FindingId;
use crate::diagnose::facts::{Facts, Judged, Sign};
use crate::names::{CipherSuite, ProtocolVersion};
use crate::trace::Kind;
use crate::trace::judgement::{Issuer, Link, Place};
use crate::trace::message::{Message, X509};

/// What makes a cause so many times likelier.
pub(super) struct Circumstance {
    pub(super) times: f64,
    pub(super) says: &'static str,
}

/// All that apply to a cause.
pub(super) fn of(id: FindingId, facts: &Facts<'_>) -> Vec<Circumstance> {
    let judged = facts.judged.as_ref();
    let mut found = Vec::new();
    if let Some((judged, top)) = judged.and_then(|judged| Some((judged, judged.judgement.top()?))) {
        found.extend(match id {
            FindingId::CertUnknownCa(_) => unknown_ca(facts, judged, top),
            FindingId::CertIncompleteChain(_) => incomplete_chain(facts, judged, top),
            FindingId::CrlMissing => looks_at_lists(judged),
            _ => Vec::new(),
        });
    }
    found.extend(judged_after_the_handshake(id, facts));
    found.extend(offer(id, facts));
    found
}

/// Whether it stands in what was sent, and is no guess from the way in which somebody gave up.
pub(super) fn is_seen(id: FindingId, facts: &Facts<'_>) -> bool {
    let Some(judged) = facts.judged.as_ref() else { return id == FindingId::ClientCertMissing && is_empty(facts) };
    match id {
        FindingId::CertExpired(_) => judged.own.not_after < judged.judgement.clock_s,
        FindingId::CertIssuerKeyMismatch(_) | FindingId::CertBadSignature(_) => {
            judged.links().any(|link| matches!(link.issuer, Issuer::OtherKey { .. }))
        }
        FindingId::CertUnknownCa(_)
        | FindingId::CertIncompleteChain(_)
        | FindingId::CertRevoked(_)
        | FindingId::ClientCertNotAuthorized
        | FindingId::CrlExpired
        | FindingId::CrlMissing => false,
        _ => true,
    }
}

/// Whether the client's Certificate could be read, and is empty.
fn is_empty(facts: &Facts<'_>) -> bool {
    facts.certificate(End::Client).is_some_and(|(_, certificate)| certificate.chain.is_empty())
}

fn unknown_ca(facts: &Facts<'_>, judged: &Judged<'_>, top: &Link) -> Vec<Circumstance> {
    let asked = facts.authorities_asked_of(judged.end);
    let is_another = !asked.is_empty() && !asked.contains(&top.x509.issuer_der);
    let another = Circumstance { times: 15.0, says: "its issuer is none of the authorities that the judge names" };
    is_another.then_some(another).into_iter().collect()
}

/// Who has a revocation list looks at lists, and refuses whom none speaks about.
fn looks_at_lists(judged: &Judged<'_>) -> Vec<Circumstance> {
    let has_lists = Circumstance { times: 50.0, says: "the judge has revocation lists, and none of this authority" };
    if judged.judgement.lists.is_empty() { Vec::new() } else { vec![has_lists] }
}

/// Servers do not send roots: a chain of several that ends below one is as it should be. A certificate alone may lack what is between.
fn incomplete_chain(facts: &Facts<'_>, judged: &Judged<'_>, top: &Link) -> Vec<Circumstance> {
    let sent = judged.links().filter(|link| matches!(link.place, Place::Sent(_))).count();
    let mut found = Vec::new();
    if sent > 1 {
        found.push(Circumstance { times: 0.1, says: "the chain has an intermediate" });
    }
    let issuer = &top.x509.issuer;
    if is_related(facts, judged, issuer) {
        found.push(Circumstance { times: 15.0, says: "its issuer is of the organisation of an authority that is accepted" });
    }
    let name = issuer.to_lowercase();
    if ["intermediate", "issuing", "sub ca", "subca", "subordinate"].iter().any(|word| name.contains(word)) {
        found.push(Circumstance { times: 3.0, says: "its issuer has the name of one in between" });
    }
    if name.contains("root") {
        found.push(Circumstance { times: 0.3, says: "its issuer has the name of a root" });
    }
    found
}

/// Whether an issuer has the organisation of an authority that the judge is known to accept, and is not that authority.
fn is_related(facts: &Facts<'_>, judged: &Judged<'_>, issuer: &str) -> bool {
    let asked = [judged.end, judged.end.other()].into_iter().flat_map(|end| facts.authorities_asked_of(end));
    let accepted = asked.map(|der| X509::name_of(der)).chain(judged.judgement.trusted.iter().flatten().cloned());
    let own = organisation(issuer);
    own.is_some() && accepted.into_iter().any(|other| other != issuer && organisation(&other) == own)
}

/// `o=acme` of `CN=Root,O=Acme,C=SE`.
fn organisation(name: &str) -> Option<String> {
    name.to_lowercase().split(',').find(|part| part.starts_with("o=")).map(ToOwned::to_owned)
}

/// A client that finished its handshake, and hung up without having sent anything, has looked at the certificate by itself.
fn judged_after_the_handshake(id: FindingId, facts: &Facts<'_>) -> Option<Circumstance> {
    let refusal = facts.refusal.as_ref().filter(|refusal| refusal.by == Some(End::Client))?;
    let of_client = |kind| facts.connection.events.iter().any(|event| event.sender() == End::Client && event.kind() == kind);
    let finished = facts.message(End::Client, |message| matches!(message, Message::Finished(_)).then_some(())).is_some();
    let left = matches!(refusal.sign, Sign::Closed(_)) && finished && !of_client(Kind::ApplicationData);
    (left && id.end() == Some(End::Server))
        .then_some(Circumstance { times: 10.0, says: "the client had finished its handshake, and left without having said anything" })
}

/// A server that refuses a ClientHello lacks something of what it offers: most likely that of which it offers little.
fn offer(id: FindingId, facts: &Facts<'_>) -> Option<Circumstance> {
    /// Whose writer lists no more has chosen them.
    const FEW: usize = 2;
    let (_, hello) = facts.client_hello()?;
    let suites = hello.cipher_suites.iter().filter(|suite| !suite.is_grease() && !is_signal(**suite)).count();
    let groups = hello.extensions.supported_groups.iter().filter(|group| !group.is_grease()).count();
    let is_tls13_alone = hello.extensions.supported_versions.iter().filter(|version| !version.is_grease()).eq([&ProtocolVersion::TLS_1_3]);
    match id {
        FindingId::CipherMismatch if suites <= FEW => Some(Circumstance { times: 10.0, says: "the client offers very few cipher suites" }),
        FindingId::CipherMismatch if is_tls13_alone => {
            Some(Circumstance { times: 0.05, says: "every server of TLS 1.3 has one of these cipher suites" })
        }
        FindingId::GroupMismatch if groups <= FEW => Some(Circumstance { times: 10.0, says: "the client offers very few groups" }),
        FindingId::SigalgMismatch => Some(Circumstance { times: 5.0, says: "a whole family of signature schemes is not accepted" }),
        _ => None,
    }
}

fn is_signal(suite: CipherSuite) -> bool {
    matches!(suite, CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV | CipherSuite::TLS_FALLBACK_SCSV)
}
