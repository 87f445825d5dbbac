//! The one climb: from an end's own certificate upwards, signature by signature, to what the judge trusts, to one that
//! signed itself, or to where nobody is known.

use super::{Exhibit, Issuer, Link, Place};
use crate::crypt::{Verdict, certificate};
use crate::wire::certificate::{X509, decode};

/// The longest way upwards that is followed. Real ones have two or three links.
const MAX_LINKS: usize = 12;

/// The most certificates of an issuer's name whose keys are tried on one signature.
const MAX_NAMESAKES: usize = 8;

/// Every certificate that may be an issuer, the judge's own first.
pub(super) struct Pool<'a>(Vec<Candidate<'a>>);

struct Candidate<'a> {
    place: Place,
    der: &'a [u8],
    x509: X509,
}

impl<'a> Pool<'a> {
    pub(super) fn new(exhibit: &Exhibit<'a>) -> Self {
        let trusted = exhibit.judge.trust.iter().flatten().enumerate().map(|(index, der)| (Place::Trusted(index), der.as_slice()));
        let own = exhibit.sent.iter().enumerate().map(|(index, der)| (Place::Sent(index), *der));
        let known = exhibit.judge.certificates.iter().map(Vec::as_slice).chain(exhibit.others.iter().copied());
        let known = known.map(|der| (Place::Known, der));
        let candidates = trusted.chain(own).chain(known).map(|(place, der)| Candidate { place, der, x509: decode(der) });
        Self(candidates.collect())
    }

    /// The links, and the last one's DER where there is more than one.
    pub(super) fn climb(&self) -> (Vec<Link>, Vec<Vec<u8>>) {
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
    pub(super) fn known(&self) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(|candidate| candidate.place == Place::Known).map(|candidate| candidate.der)
    }

    fn issuer_of(&self, of: &Candidate<'a>) -> (Issuer, Option<&Candidate<'a>>) {
        if of.is_trusted() || self.0.iter().any(|other| other.is_trusted() && other.der == of.der) {
            return (Issuer::Trusted, None);
        }
        // A signature that could not be verified is none that does not verify.
        if of.x509.is_self_issued() && signature(of, of).holds() != Some(false) {
            return (Issuer::Itself, None);
        }
        let named = || self.0.iter().filter(|other| !other.x509.subject_der.is_empty() && other.x509.subject_der == of.x509.issuer_der);
        let signs = |other: &&Candidate<'_>| other.der != of.der && signature(other, of) == Verdict::Holds;
        let trusted_namesake = named().find(|other| other.is_trusted());
        // A root of the same name as a trusted one leads nowhere: the authority was made anew.
        let leads_on = |next: &&Candidate<'_>| next.is_trusted() || trusted_namesake.is_none() || !next.x509.is_self_issued();
        if let Some(next) = named().take(MAX_NAMESAKES).find(signs).filter(leads_on) {
            return (Issuer::Next, Some(next));
        }
        // The same name in another kind of string: for some stacks the same, for others not. The signature decides.
        let reads_the_same =
            |other: &&Candidate<'_>| other.x509.subject_der != of.x509.issuer_der && other.x509.is_named_like_issuer_of(&of.x509);
        if let Some(next) = self.0.iter().filter(reads_the_same).take(MAX_NAMESAKES).find(signs) {
            return (Issuer::Next, Some(next));
        }
        let may_sign = |other: &&Candidate<'_>| other.der != of.der && signature(other, of).holds().is_none();
        if let Some(next) = named().take(MAX_NAMESAKES).find(may_sign).filter(leads_on) {
            return (Issuer::Next, Some(next));
        }
        let Some(other) = trusted_namesake.or(named().next()) else { return (Issuer::Unknown, None) };
        let why = signature(other, of).reason().unwrap_or_default().to_owned();
        (Issuer::OtherKey { place: other.place, x509: Box::new(other.x509.clone()), why }, None)
    }
}

impl Candidate<'_> {
    fn is_trusted(&self) -> bool {
        matches!(self.place, Place::Trusted(_))
    }
}

fn signature(issuer: &Candidate<'_>, of: &Candidate<'_>) -> Verdict {
    certificate::certificate_signature(&issuer.x509.public_key_info, of.der)
}
