//! A chain as its judge sees it: followed upwards signature by signature, held against the judge's trust, clock and
//! revocation lists. What can be recomputed about a certificate is recomputed here; what it means is for others to say.

use super::event::Event;
use crate::capture::{self, End, Knowledge};
use crate::crypt::{Verdict, certificate, path, server_name};
use crate::wire::certificate::{RevocationList, X509, decode, revocation_list};
use crate::wire::handshake::Message;

pub use crate::crypt::{Failure, PathResult, Reason as Fault};

/// The longest way upwards that is followed. Real ones have two or three links.
const MAX_LINKS: usize = 12;

/// The most chains of a connection that are judged, the first ones. A renegotiation brings two more.
const MAX_CHAINS: usize = 16;
/// The most certificates of an issuer's name whose keys are tried on one signature.
const MAX_NAMESAKES: usize = 8;

/// What was recomputed about the chain of one Certificate message.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The step of the Certificate message.
    pub step: usize,
    /// Who presented the chain.
    pub of: End,
    /// The judge's clock, seconds since 1970-01-01 00:00 UTC.
    pub clock_s: i64,
    /// Whether that is the judge's own clock; else it is the time of the message.
    pub clock_is_known: bool,
    /// Subjects of the certificates that the judge trusts; `None` where nobody told.
    pub trusted: Option<Vec<String>>,
    /// Whether webpki finds a path, and if not, the fault that it names.
    pub path: PathResult,
    /// The same with the highest certificate that could be reached as trusted: faults below it, whatever the judge trusts.
    pub structure: PathResult,
    /// From the presented certificate upwards, each signed by the next, as far as it goes.
    pub links: Vec<Link>,
    /// The revocation lists that the judge has.
    pub lists: Vec<RevocationList>,
    /// The name that the judge wanted to see, and whether the certificate has it. Of a server's chain only.
    pub name: Option<NameMatch>,
}

/// One certificate on the way upwards.
#[derive(Clone, Debug)]
pub struct Link {
    /// Where it is known from.
    pub place: Place,
    /// What it says.
    pub x509: Box<X509>,
    /// Who signed it.
    pub issuer: Issuer,
}

/// Where a certificate is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It was sent: its place in the message, 0 for the end's own.
    Sent(usize),
    /// The judge trusts it.
    Trusted,
    /// It is known to exist, and was not sent.
    Known,
}

/// Who signed a certificate.
#[derive(Clone, Debug)]
pub enum Issuer {
    /// The next link: its key verifies the signature.
    Next,
    /// The certificate itself: its own key verifies the signature.
    Itself,
    /// Nobody needs to: the judge trusts the certificate as it is.
    Trusted,
    /// A certificate of the issuer's name is known, and its key does not verify the signature.
    OtherKey {
        /// Where that certificate is known from.
        place: Place,
        /// That certificate.
        x509: Box<X509>,
        /// Why the signature does not verify, or could not be verified.
        why: String,
    },
    /// No certificate of the issuer's name is known.
    Unknown,
}

/// A name that was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameMatch {
    /// The name.
    pub wanted: String,
    /// Whether it is told by the judge; else it is what the client asked for with `server_name`.
    pub is_told: bool,
    /// `None` where it fits or cannot be compared; else what the certificate is for.
    pub mismatch: Option<String>,
}

impl Judgement {
    /// The presented certificate.
    #[must_use]
    pub fn own(&self) -> Option<&X509> {
        self.links.first().map(|link| &*link.x509)
    }

    /// The highest certificate that could be reached.
    #[must_use]
    pub fn top(&self) -> Option<&Link> {
        self.links.last()
    }

    /// Whether the way upwards ends at something that the judge trusts.
    #[must_use]
    pub fn leads_to_trust(&self) -> bool {
        self.top().is_some_and(|link| matches!(link.issuer, Issuer::Trusted))
    }

    /// Whether webpki names this fault, of the path to what the judge trusts or below the highest certificate known.
    #[must_use]
    pub fn has_fault(&self, fault: Fault) -> bool {
        [&self.path, &self.structure].into_iter().any(|result| matches!(result, PathResult::Fails(failure) if failure.reason == fault))
    }

    /// Whether webpki finds a path.
    #[must_use]
    pub fn holds(&self) -> bool {
        matches!(self.path, PathResult::Holds { .. })
    }
}

/// Judges each chain of a connection.
pub(super) fn judge(connection: &capture::Connection, events: &[Event], server_name: Option<&str>) -> Vec<Judgement> {
    let chains = events.iter().filter_map(|event| match event.message() {
        Some(Message::Certificate(certificate)) => Some((event, certificate.chain.iter().map(|entry| entry.der.as_slice()).collect())),
        _ => None,
    });
    let presented: Vec<(&Event, Vec<&[u8]>)> = chains.take(MAX_CHAINS).collect();
    let of = |(event, chain): &(&Event, Vec<&[u8]>)| {
        let others = presented.iter().filter(|(other, _)| other.from != event.from).flat_map(|(_, chain)| chain.iter().copied());
        of_chain(connection, event, chain, others.collect(), server_name)
    };
    presented.iter().filter(|(_, chain)| !chain.is_empty()).map(of).collect()
}

fn of_chain(connection: &capture::Connection, event: &Event, sent: &[&[u8]], others: Vec<&[u8]>, server_name: Option<&str>) -> Judgement {
    let of = event.sender();
    let (judge, peer) = (connection.knows(of.other()), connection.knows(of));
    let clock_s = judge.clock_s.unwrap_or_else(|| time_s(connection, event));
    let pool = Pool::new(sent, judge, peer, others);
    let (links, top) = pool.climb();
    let between: Vec<&[u8]> = sent.iter().copied().chain(pool.known()).collect();
    Judgement {
        step: event.step,
        of,
        clock_s,
        clock_is_known: judge.clock_s.is_some(),
        trusted: judge.trust.as_ref().map(|trust| trust.iter().map(|der| decode(der).subject).collect()),
        path: match &judge.trust {
            Some(trust) => path::path(sent, trust, &judge.crls, clock_s, of),
            None => PathResult::Unable("what the judge trusts is not known".into()),
        },
        structure: path::path(&between, &top, &[], clock_s, of),
        links,
        lists: judge.crls.iter().filter_map(|der| revocation_list(der)).collect(),
        name: (of == End::Server).then(|| name(sent, judge, server_name)).flatten(),
    }
}

/// Without a clock of the judge: when the message was seen.
fn time_s(connection: &capture::Connection, event: &Event) -> i64 {
    let since = i64::try_from(event.time_us).unwrap_or(i64::MAX);
    connection.started_us.saturating_add(since).div_euclid(1_000_000)
}

fn name(sent: &[&[u8]], judge: &Knowledge, asked: Option<&str>) -> Option<NameMatch> {
    let (wanted, is_told) = judge.server_name.as_deref().map(|name| (name, true)).or(asked.map(|name| (name, false)))?;
    let mismatch = match server_name::names_match(sent.first()?, wanted) {
        Verdict::Fails(why) => Some(why),
        Verdict::Holds | Verdict::Unable(_) => None,
    };
    Some(NameMatch { wanted: wanted.to_owned(), is_told, mismatch })
}

/// Every certificate that may be an issuer, the judge's own first.
struct Pool<'a>(Vec<Candidate<'a>>);

struct Candidate<'a> {
    place: Place,
    der: &'a [u8],
    x509: X509,
}

impl<'a> Pool<'a> {
    /// What one end trusts or knows of exists, also where the judge does not know it.
    fn new(sent: &[&'a [u8]], judge: &'a Knowledge, peer: &'a Knowledge, others: Vec<&'a [u8]>) -> Self {
        let trusted = judge.trust.iter().flatten().map(|der| (Place::Trusted, der.as_slice()));
        let own = sent.iter().enumerate().map(|(index, der)| (Place::Sent(index), *der));
        let known = judge.certificates.iter().chain(&peer.certificates).chain(peer.trust.iter().flatten()).map(Vec::as_slice);
        let known = known.chain(others).map(|der| (Place::Known, der));
        let candidates = trusted.chain(own).chain(known).map(|(place, der)| Candidate { place, der, x509: decode(der) });
        Self(candidates.collect())
    }

    /// The links, and the last one's DER where there is more than one.
    fn climb(&self) -> (Vec<Link>, Vec<Vec<u8>>) {
        let (mut links, mut top): (Vec<Link>, _) = (Vec::new(), Vec::new());
        let mut current = self.0.iter().find(|candidate| candidate.place == Place::Sent(0));
        while let Some(candidate) = current.filter(|_| links.len() < MAX_LINKS) {
            let (issuer, next) = self.issuer_of(candidate);
            top = if links.is_empty() { Vec::new() } else { vec![candidate.der.to_vec()] };
            links.push(Link { place: candidate.place, x509: Box::new(candidate.x509.clone()), issuer });
            current = next;
        }
        (links, top)
    }

    /// Certificates that are known and were not sent.
    fn known(&self) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(|candidate| candidate.place == Place::Known).map(|candidate| candidate.der)
    }

    fn issuer_of(&self, of: &Candidate<'a>) -> (Issuer, Option<&Candidate<'a>>) {
        if of.place == Place::Trusted || self.0.iter().any(|other| other.place == Place::Trusted && other.der == of.der) {
            return (Issuer::Trusted, None);
        }
        if of.x509.is_self_issued() && certificate::is_self_signed(of.der) {
            return (Issuer::Itself, None);
        }
        let named = || self.0.iter().filter(|other| !other.x509.subject_der.is_empty() && other.x509.subject_der == of.x509.issuer_der);
        let signs = |other: &&Candidate<'_>| other.der != of.der && signature(other, of) == Verdict::Holds;
        let trusted_namesake = named().find(|other| other.place == Place::Trusted);
        // A root of the same name as a trusted one leads nowhere: the authority was made anew.
        let leads_on = |next: &&Candidate<'_>| next.place == Place::Trusted || trusted_namesake.is_none() || !next.x509.is_self_issued();
        if let Some(next) = named().take(MAX_NAMESAKES).find(signs).filter(leads_on) {
            return (Issuer::Next, Some(next));
        }
        let Some(other) = trusted_namesake.or(named().next()) else { return (Issuer::Unknown, None) };
        let why = signature(other, of).reason().unwrap_or_default().to_owned();
        (Issuer::OtherKey { place: other.place, x509: Box::new(other.x509.clone()), why }, None)
    }
}

fn signature(issuer: &Candidate<'_>, of: &Candidate<'_>) -> Verdict {
    certificate::certificate_signature(&issuer.x509.public_key_info, of.der)
}
