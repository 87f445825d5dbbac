//! What the rules look at: each certificate read, and the way upwards from the end's own followed signature by
//! signature.

use super::NotJudged;
use super::material::{Given, GivenKey, Material};
use crate::capture::End;
use crate::trace::certificates::{PathResult, PrivateKey, Verdict, X509, certificate_signature, decode, is_self_signed, path};

/// The longest way upwards that is followed. Real ones have two or three links.
const MAX_LINKS: usize = 12;

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
    /// From the end's own certificate upwards.
    pub(super) links: Vec<Link>,
    /// How the way upwards ends.
    pub(super) top: Top,
    /// Whether webpki finds a path; `None` where nobody said what is trusted.
    pub(super) path: Option<PathResult>,
}

/// A certificate that was read.
pub(super) struct Cert<'a> {
    pub(super) given: &'a Given,
    pub(super) x509: X509,
}

/// Where a certificate on the way upwards stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// In the chain.
    Sent(usize),
    /// In what the judge trusts.
    Trusted(usize),
}

/// How the way upwards ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Top {
    /// At a certificate that the judge trusts.
    Trusted,
    /// At one that signed itself.
    SelfSigned,
    /// The issuer's name is known, and its key does not fit the signature.
    OtherKey(Link),
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
        let mut subject = Self { material, chain, trust, own, key, links: Vec::new(), top: Top::Unknown, path: None };
        (subject.links, subject.top) = subject.climb();
        subject.path = material.trust.as_ref().map(|_| subject.find_path());
        Ok(subject)
    }

    /// The end's own certificate.
    pub(super) fn own(&self) -> &Cert<'a> {
        &self.chain[self.own]
    }

    /// The certificate at a link.
    pub(super) fn at(&self, link: Link) -> &Cert<'a> {
        match link {
            Link::Sent(index) => &self.chain[index],
            Link::Trusted(index) => &self.trust[index],
        }
    }

    /// The certificates above the end's own, upwards.
    pub(super) fn above(&self) -> impl Iterator<Item = &Cert<'a>> {
        self.links.iter().skip(1).map(|link| self.at(*link))
    }

    /// The highest certificate that was reached.
    pub(super) fn highest(&self) -> &Cert<'a> {
        self.links.last().map_or(self.own(), |link| self.at(*link))
    }

    pub(super) fn role(&self) -> End {
        self.material.role
    }

    fn climb(&self) -> (Vec<Link>, Top) {
        let mut links = vec![Link::Sent(self.own)];
        loop {
            let current = self.at(links[links.len() - 1]);
            if let Some(top) = self.ends_at(current) {
                return (links, top);
            }
            match self.issuer(current) {
                Ok(link) if !links.contains(&link) && links.len() < MAX_LINKS => links.push(link),
                Ok(_) => return (links, Top::Unknown),
                Err(top) => return (links, top),
            }
        }
    }

    fn ends_at(&self, certificate: &Cert<'_>) -> Option<Top> {
        if self.trust.iter().any(|trusted| trusted.given.der == certificate.given.der) {
            return Some(Top::Trusted);
        }
        (certificate.x509.is_self_issued() && is_self_signed(&certificate.given.der)).then_some(Top::SelfSigned)
    }

    /// Trusted ones first: they end the way.
    fn issuer(&self, of: &Cert<'_>) -> Result<Link, Top> {
        let trusted = (0..self.trust.len()).map(Link::Trusted);
        let named: Vec<Link> = trusted.chain((0..self.chain.len()).map(Link::Sent)).filter(|link| names(self.at(*link), of)).collect();
        match named.iter().find(|link| signs(self.at(**link), of)) {
            Some(link) => Ok(*link),
            None => Err(named.first().map_or(Top::Unknown, |link| Top::OtherKey(*link))),
        }
    }

    fn find_path(&self) -> PathResult {
        let sent: Vec<&[u8]> = std::iter::once(self.own)
            .chain((0..self.chain.len()).filter(|index| *index != self.own))
            .map(|index| self.chain[index].given.der.as_slice())
            .collect();
        let trust: Vec<Vec<u8>> = self.trust.iter().map(|certificate| certificate.given.der.clone()).collect();
        let crls: Vec<Vec<u8>> = self.material.crls.iter().map(|list| list.der.clone()).collect();
        path(&sent, &trust, &crls, self.material.at_s, self.role())
    }
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
