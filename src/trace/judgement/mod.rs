//! A chain as its judge sees it: followed upwards signature by signature, held against the judge's trust, clock and
//! revocation lists. What can be recomputed about a certificate is recomputed here, of a connection and of files alike;
//! what is wrong with it, and what that means, is for others to say.

mod climb;

use climb::Pool;

use super::event::Event;
use crate::capture::{self, End, Knowledge};
use crate::crypt::{Verdict, path, server_name};
use crate::wire::certificate::{RevocationList, X509, decode, revocation_list};
use crate::wire::handshake::Message;

pub use crate::crypt::{Failure, PathResult, Reason as Fault};

/// The most chains of a connection that are judged, the first ones. A renegotiation brings two more.
const MAX_CHAINS: usize = 16;

/// What was recomputed about the chain of one Certificate message.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The step of the Certificate message; 0 where files are judged.
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
    /// The judge trusts it: its place in what is trusted.
    Trusted(usize),
    /// It is known to exist, and was not sent.
    Known,
}

/// Who signed a certificate.
#[derive(Clone, Debug)]
pub enum Issuer {
    /// The next link: its key verifies the signature, or nothing here can compute it.
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

fn of_chain<'a>(
    connection: &'a capture::Connection,
    event: &Event,
    sent: &'a [&'a [u8]],
    mut others: Vec<&'a [u8]>,
    server_name: Option<&str>,
) -> Judgement {
    let of = event.sender();
    let (judge, peer) = (connection.knows(of.other()), connection.knows(of));
    // What one end trusts or knows of exists, also where the judge does not know it.
    others.extend(peer.certificates.iter().chain(peer.trust.iter().flatten()).map(Vec::as_slice));
    let clock_s = judge.clock_s.unwrap_or_else(|| time_s(connection, event));
    let exhibit = Exhibit { of, sent, others, judge, clock_s };
    let name = (of == End::Server).then(|| name(sent, judge, server_name)).flatten();
    Judgement { step: event.step, name, ..exhibit.judge() }
}

/// A chain that is to be judged, and by whom.
#[derive(Clone, Debug)]
pub struct Exhibit<'a> {
    /// Whose chain it is.
    pub of: End,
    /// What was sent, or would be, the end's own certificate first; DER.
    pub sent: &'a [&'a [u8]],
    /// Other certificates that are known to exist; DER.
    pub others: Vec<&'a [u8]>,
    /// What the judge knows.
    pub judge: &'a Knowledge,
    /// By which clock it is judged: seconds since 1970-01-01 00:00 UTC.
    pub clock_s: i64,
}

impl Exhibit<'_> {
    /// Judges it.
    #[must_use]
    pub fn judge(&self) -> Judgement {
        let Self { of, sent, judge, clock_s, .. } = *self;
        let pool = Pool::new(self);
        let (links, top) = pool.climb();
        let between: Vec<&[u8]> = sent.iter().copied().chain(pool.known()).collect();
        Judgement {
            step: 0,
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
            name: None,
        }
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
