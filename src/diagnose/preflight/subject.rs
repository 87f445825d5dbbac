//! What the rules look at: each certificate read with its place in its file, and what the judge of certificates makes of
//! the chain.

use super::NotJudged;
use super::material::{Given, GivenKey, Material};
use crate::capture::{End, Knowledge};
use crate::diagnose::fault::faults;
use crate::diagnose::ids::FindingId;
use crate::trace::Judgement;
use crate::trace::certificates::{PathResult, PrivateKey, Verdict, X509, certificate_signature, decode};
use crate::trace::judgement::{Exhibit, Issuer, Link, Place};

/// More certificates than this are sent by nobody.
const MOST_CERTIFICATES: usize = 100;

/// What is judged.
pub(super) struct Subject<'a> {
    pub(super) material: &'a Material,
    /// What would be sent, in the order of the file.
    pub(super) chain: Vec<Cert<'a>>,
    /// What the judge trusts.
    pub(super) trust: Vec<Cert<'a>>,
    /// The place of the end's own certificate in `chain`. Anything but 0 is a fault.
    pub(super) own: usize,
    pub(super) key: Key,
    /// In which order the chain would be judged: the end's own certificate first.
    order: Vec<usize>,
    /// What was recomputed of the chain.
    pub(super) judgement: Judgement,
}

/// A certificate that was read.
pub(super) struct Cert<'a> {
    pub(super) given: &'a Given,
    pub(super) x509: X509,
}

/// How the way upwards ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Top {
    /// At a certificate that the judge trusts.
    Trusted,
    /// At one that signed itself.
    SelfSigned,
    /// The issuer's name is known, and its key does not fit the signature.
    OtherKey(Place),
    /// Nobody of the issuer's name is known.
    Unknown,
}

/// The private key.
pub(super) enum Key {
    None,
    Encrypted,
    Read { key: PrivateKey, place: String, file: String },
}

impl<'a> Subject<'a> {
    pub(super) fn of(material: &'a Material) -> Result<Self, NotJudged> {
        let read = |given: &'a [Given]| given.iter().map(Cert::read).collect::<Result<Vec<_>, _>>();
        let chain = read(&material.chain)?;
        let trust = read(material.trust.as_deref().unwrap_or_default())?;
        if chain.is_empty() {
            return Err(NotJudged { place: "the chain".into(), says: "there is no certificate in it".into() });
        }
        if chain.len() > MOST_CERTIFICATES {
            let says = format!("{} certificates are no chain: this looks like a trust store; name the end's own certificate", chain.len());
            return Err(NotJudged { place: chain[0].given.file.clone(), says });
        }
        let key = Key::read(&material.key)?;
        let own = own(&chain, &key);
        let order: Vec<usize> = std::iter::once(own).chain((0..chain.len()).filter(|index| *index != own)).collect();
        let judgement = judge(material, &order);
        Ok(Self { material, chain, trust, own, key, order, judgement })
    }

    /// The end's own certificate.
    pub(super) fn own(&self) -> &Cert<'a> {
        &self.chain[self.own]
    }

    /// The certificate at a link.
    pub(super) fn at(&self, link: &Link) -> &Cert<'a> {
        self.at_place(link.place)
    }

    /// The certificate at a place.
    pub(super) fn at_place(&self, place: Place) -> &Cert<'a> {
        match place {
            Place::Sent(index) => &self.chain[self.order[index]],
            Place::Trusted(index) => &self.trust[index],
            Place::Known => self.own(),
        }
    }

    /// The way upwards, from the end's own certificate.
    pub(super) fn links(&self) -> &[Link] {
        &self.judgement.links
    }

    /// How the way upwards ends.
    pub(super) fn top(&self) -> Top {
        match self.judgement.top().map(|top| &top.issuer) {
            Some(Issuer::Trusted) => Top::Trusted,
            Some(Issuer::Itself) => Top::SelfSigned,
            Some(Issuer::OtherKey { place, .. }) => Top::OtherKey(*place),
            Some(Issuer::Next | Issuer::Unknown) | None => Top::Unknown,
        }
    }

    /// Whether webpki finds a path; `None` where nobody said what is trusted.
    pub(super) fn path(&self) -> Option<&PathResult> {
        self.material.trust.as_ref().map(|_| &self.judgement.path)
    }

    /// The places in the file of those that are on the way upwards.
    pub(super) fn sent(&self) -> Vec<usize> {
        let place = |link: &Link| if let Place::Sent(index) = link.place { self.order.get(index).copied() } else { None };
        self.links().iter().filter_map(place).collect()
    }

    /// Whether the chain has a fault of this id.
    pub(super) fn has(&self, id: FindingId) -> bool {
        faults(&self.judgement).any(|(kind, _)| (kind.id)(self.role()) == id)
    }

    /// The certificates above the end's own, upwards.
    pub(super) fn above(&self) -> impl Iterator<Item = &Cert<'a>> {
        self.links().iter().skip(1).map(|link| self.at(link))
    }

    /// The highest certificate that was reached.
    pub(super) fn highest(&self) -> &Cert<'a> {
        self.links().last().map_or(self.own(), |link| self.at(link))
    }

    pub(super) fn role(&self) -> End {
        self.material.role
    }
}

fn judge(material: &Material, order: &[usize]) -> Judgement {
    let ders = |given: &[Given]| given.iter().map(|one| one.der.clone()).collect::<Vec<_>>();
    let knows = Knowledge {
        trust: material.trust.as_deref().map(ders),
        crls: ders(&material.crls),
        clock_s: Some(material.at_s),
        server_name: material.host.clone(),
        certificates: Vec::new(),
    };
    let sent: Vec<&[u8]> = order.iter().map(|index| material.chain[*index].der.as_slice()).collect();
    Exhibit { of: material.role, sent: &sent, others: Vec::new(), judge: &knows, clock_s: material.at_s }.judge()
}

impl<'a> Cert<'a> {
    fn read(given: &'a Given) -> Result<Self, NotJudged> {
        let x509 = decode(&given.der);
        if x509.well_formed {
            return Ok(Self { given, x509 });
        }
        let says = "this cannot be read as a certificate: it is damaged or incomplete; get it again from where it was issued";
        Err(NotJudged { place: given.place.clone(), says: says.into() })
    }
}

impl Key {
    fn read(given: &GivenKey) -> Result<Self, NotJudged> {
        match given {
            GivenKey::None => Ok(Self::None),
            GivenKey::Encrypted { .. } => Ok(Self::Encrypted),
            GivenKey::Plain(given) => match PrivateKey::read(&given.der) {
                Some(key) => Ok(Self::Read { key, place: given.place.clone(), file: given.file.clone() }),
                None => Err(NotJudged {
                    place: given.place.clone(),
                    says: "this cannot be read as a private key: it is damaged or of a kind that is not known here".into(),
                }),
            },
        }
    }
}

/// The certificate that the key belongs to; without a key the one that issued none of the others.
fn own(chain: &[Cert<'_>], key: &Key) -> usize {
    if let Key::Read { key, .. } = key {
        let belongs = |certificate: &Cert<'_>| key.belongs_to(&certificate.x509.public_key_info) == Verdict::Holds;
        return chain.iter().position(belongs).unwrap_or(0);
    }
    let is_issuer = |certificate: &Cert<'_>| {
        chain.iter().any(|other| other.given.der != certificate.given.der && names(certificate, other) && signs(certificate, other))
    };
    let is_reversed = chain.len() > 1 && chain[0].x509.is_ca == Some(true) && is_issuer(&chain[0]);
    if !is_reversed {
        return 0;
    }
    chain.iter().position(|certificate| !is_issuer(certificate)).unwrap_or(0)
}

fn names(issuer: &Cert<'_>, of: &Cert<'_>) -> bool {
    issuer.given.der != of.given.der && !issuer.x509.subject_der.is_empty() && issuer.x509.subject_der == of.x509.issuer_der
}

fn signs(issuer: &Cert<'_>, of: &Cert<'_>) -> bool {
    certificate_signature(&issuer.x509.public_key_info, &of.given.der) == Verdict::Holds
}
