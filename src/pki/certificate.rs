//! The description of a certificate: a `[certificate.NAME]` table in `certs/` or in a scenario.
//!
//! No private key and no date stands in it: keys are made for each run, validity is counted from the lab's clock.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

use super::document::{Document, DocumentError};
use super::key_usage::{ExtendedKeyUsage, KeyUsage};
use super::value::{AlternativeName, Name, ObjectIdentifier, Subtree, Validity};
use crate::spelling::did_you_mean;

/// What a certificate is to say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateSpec {
    /// What it is for: decides basic constraints and the usages that are not named.
    pub kind: CertificateKind,
    /// The subject, as most tools print it: `CN=alice,O=Lab`.
    pub(crate) subject: Name,
    /// The certificate that signs this one. A root has none: it signs itself.
    pub(crate) issuer: Option<Spanned<String>>,
    /// The algorithm of its key. A seeded run makes every key an Ed25519 key.
    #[serde(default)]
    pub(crate) key: KeyAlgorithm,
    /// From when to when, counted from the lab's clock: `-1d..+90d`.
    #[serde(default)]
    pub(crate) validity: Validity,
    /// Subject alternative names: `dns:localhost`, `ip:127.0.0.1`, `email:a@b`, `uri:spiffe://lab/a`.
    #[serde(default)]
    pub(crate) san: Vec<AlternativeName>,
    /// Key usage (RFC 5280 4.2.1.3); by default what the kind needs.
    pub(crate) key_usage: Option<Vec<KeyUsage>>,
    /// Extended key usage (RFC 5280 4.2.1.12); by default what the kind needs.
    pub(crate) extended_key_usage: Option<Vec<ExtendedKeyUsage>>,
    /// A server's or client's certificate that no authority signed.
    #[serde(default)]
    pub(crate) self_signed: bool,
    /// Whether it says that it is an authority's (RFC 5280 4.2.1.9); by default what the kind needs.
    pub(crate) basic_constraints: Option<BasicConstraints>,
    /// How many authorities may stand between this one and an end's certificate.
    pub(crate) path_length: Option<u8>,
    /// For which names it may sign (RFC 5280 4.2.1.10).
    pub(crate) name_constraints: Option<NameConstraints>,
    /// An extension that nobody knows and everybody must: its object identifier.
    pub(crate) critical_extension: Option<ObjectIdentifier>,
    /// The version of X.509: 1 has no extensions at all.
    #[serde(default)]
    pub(crate) version: X509Version,
    /// The hash in the signature of its issuer, whose key must be an RSA key for `sha1`.
    #[serde(default)]
    pub(crate) signature_hash: SignatureHash,
    /// Whether a bit of its signature is flipped after the issuer made it.
    #[serde(default)]
    pub(crate) damage_signature: bool,
}

impl CertificateSpec {
    /// Whether it is its own issuer.
    fn signs_itself(&self) -> bool {
        self.kind == CertificateKind::Root || self.self_signed
    }

    /// Whether it says of itself that it is an authority's.
    pub(crate) fn basic_constraints(&self) -> BasicConstraints {
        self.basic_constraints.unwrap_or(if self.kind.is_ca() { BasicConstraints::Ca } else { BasicConstraints::NotCa })
    }

    /// What does not go together in this description alone.
    fn contradiction(&self) -> Option<&'static str> {
        let is_ca = self.basic_constraints() == BasicConstraints::Ca;
        match self {
            spec if spec.self_signed && spec.kind.is_ca() => {
                Some("`self_signed` is for a server or a client; an authority that signs itself is a root")
            }
            spec if spec.signs_itself() && spec.issuer.is_some() => {
                Some("a certificate that signs itself has no issuer: leave `issuer` out")
            }
            spec if !spec.signs_itself() && spec.issuer.is_none() => Some("`issuer` is missing"),
            spec if !is_ca && spec.path_length.is_some() => Some("`path_length` is for an authority: basic_constraints = \"ca\""),
            spec if !is_ca && spec.name_constraints.is_some() => {
                Some("`name_constraints` are for an authority: basic_constraints = \"ca\"")
            }
            _ => None,
        }
    }
}

/// What a certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateKind {
    /// A certification authority that signed itself.
    Root,
    /// A certification authority that another one signed.
    Intermediate,
    /// A server's.
    Server,
    /// A client's.
    Client,
}

impl CertificateKind {
    /// Whether it signs certificates.
    #[must_use]
    pub fn is_ca(self) -> bool {
        matches!(self, Self::Root | Self::Intermediate)
    }
}

/// All certificates that a scenario can name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Certificates(BTreeMap<String, CertificateSpec>);

/// A file of `certs/`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CertificateFile {
    certificate: BTreeMap<String, CertificateSpec>,
}

impl Certificates {
    /// Adds the certificates of one file of `certs/`.
    pub(crate) fn read_more(&mut self, document: Document<'_>) -> Result<(), DocumentError> {
        let file: CertificateFile = document.read()?;
        self.add(file.certificate, document)
    }

    /// Adds the certificates that `document` describes: their names must be new, their issuers known.
    pub(crate) fn add(&mut self, more: BTreeMap<String, CertificateSpec>, document: Document<'_>) -> Result<(), DocumentError> {
        for (name, spec) in &more {
            if self.0.contains_key(name) {
                let message = format!("the lab has a certificate `{name}` already; give this one another name");
                return Err(document.error_at(place_of(name, document), message));
            }
            if let Some(remedy) = spec.contradiction() {
                return Err(document.error_at(place_of(name, document), format!("certificate `{name}`: {remedy}")));
            }
        }
        let names: Vec<_> = more.keys().cloned().collect();
        self.0.extend(more);
        names.iter().try_for_each(|name| self.check_issuers(name, document))?;
        names.iter().try_for_each(|name| self.check_signature(name, document))
    }

    /// The names of all.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The description of that name.
    pub(crate) fn find(&self, name: &str) -> Option<&CertificateSpec> {
        self.0.get(name)
    }

    /// An error if there is no certificate of that name, with the one that was meant.
    pub(crate) fn check(&self, name: &Spanned<String>, document: Document<'_>) -> Result<&CertificateSpec, DocumentError> {
        let wanted = name.get_ref();
        self.find(wanted).ok_or_else(|| {
            let guess = did_you_mean(wanted, self.0.keys().map(String::as_str));
            document.error(name, format!("there is no certificate `{wanted}`{guess} (add a table [certificate.{wanted}] to have one)"))
        })
    }

    /// The certificate and its issuers, up to the one that signs itself.
    pub(crate) fn with_issuers<'c>(&'c self, name: &str) -> impl Iterator<Item = &'c CertificateSpec> {
        std::iter::successors(self.find(name), |spec| self.find(spec.issuer.as_ref()?.get_ref()))
    }

    /// SHA-1 is signed with RSA alone: no other key of the lab can.
    fn check_signature(&self, name: &str, document: Document<'_>) -> Result<(), DocumentError> {
        let signer = self.with_issuers(name).take(2).last();
        match self.find(name) {
            Some(spec) if spec.signature_hash == SignatureHash::Sha1 && !signer.is_some_and(|signer| signer.key.is_rsa()) => {
                let message = format!("certificate `{name}`: `sha1` needs an issuer with key = \"rsa_2048\"");
                Err(document.error_at(place_of(name, document), message))
            }
            _ => Ok(()),
        }
    }

    /// Follows the issuers up to a root. Two that sign each other would never end.
    fn check_issuers(&self, name: &str, document: Document<'_>) -> Result<(), DocumentError> {
        let mut current = self.find(name);
        for _ in 0..=self.0.len() {
            let Some(issuer) = current.and_then(|spec| spec.issuer.as_ref()) else { return Ok(()) };
            current = Some(self.check(issuer, document)?);
        }
        Err(document.error_at(place_of(name, document), format!("certificate `{name}` is its own issuer, by way of others")))
    }
}

fn place_of(name: &str, document: Document<'_>) -> usize {
    document.text.find(&format!("[certificate.{name}]")).unwrap_or(0)
}

/// The algorithm of a certificate's key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyAlgorithm {
    #[default]
    EcdsaP256,
    EcdsaP384,
    EcdsaP521,
    Ed25519,
    /// Too small for all but the oldest stacks.
    #[serde(rename = "rsa_1024")]
    Rsa1024,
    #[serde(rename = "rsa_2048")]
    Rsa2048,
}

impl KeyAlgorithm {
    pub(crate) fn is_rsa(self) -> bool {
        matches!(self, Self::Rsa1024 | Self::Rsa2048)
    }
}

/// What a certificate says about being an authority's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BasicConstraints {
    Ca,
    NotCa,
    /// The extension is not there.
    Absent,
}

/// The version of a certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum X509Version {
    V1,
    #[default]
    V3,
}

impl<'de> Deserialize<'de> for X509Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u8::deserialize(deserializer)? {
            1 => Ok(Self::V1),
            3 => Ok(Self::V3),
            other => Err(de::Error::custom(format!("a certificate of version {other} cannot be made: write 1 or 3"))),
        }
    }
}

/// The hash in the signature of a certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SignatureHash {
    /// What belongs to the issuer's key: SHA-256 and its like.
    #[default]
    Default,
    Sha1,
}

/// For which names an authority may sign.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameConstraints {
    #[serde(default)]
    pub(crate) permitted: Vec<Subtree>,
    #[serde(default)]
    pub(crate) excluded: Vec<Subtree>,
}
