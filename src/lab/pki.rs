//! The lab's certificates, made on the spot: keys for this run, dates counted from its clock.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::rand;
use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, SerialNumber};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use rustls::{Error, RootCertStore};

use super::LabError;
use super::certificate::{CertificateKind, CertificateSpec, Certificates, KeyAlgorithm};
use super::observer::CertificateNames;
use super::seeded::Generator;

/// The certificates that a run needs, and their keys.
pub(super) struct Pki {
    made: BTreeMap<String, Made>,
}

struct Made {
    spec: CertificateSpec,
    params: CertificateParams,
    key: KeyPair,
    der: CertificateDer<'static>,
}

/// Makes certificates.
pub(super) struct Maker<'a> {
    /// What they are to say.
    pub(super) certificates: &'a Certificates,
    /// The lab's clock: seconds since 1970-01-01 00:00 UTC.
    pub(super) now_s: i64,
    /// Where keys and serial numbers come from; `None`: the machine's generator.
    pub(super) seed: Option<u64>,
}

impl Maker<'_> {
    /// Makes the named certificates, and the ones that sign them.
    pub(super) fn make<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Result<Pki, LabError> {
        let mut pki = Pki { made: BTreeMap::new() };
        for name in names {
            self.make_with_issuers(name, &mut pki)?;
        }
        Ok(pki)
    }

    fn make_with_issuers(&self, name: &str, pki: &mut Pki) -> Result<(), LabError> {
        let Some(spec) = self.certificates.find(name).filter(|_| !pki.made.contains_key(name)) else { return Ok(()) };
        let issuer = spec.issuer.as_ref().map(toml::Spanned::get_ref);
        if let Some(issuer) = issuer {
            self.make_with_issuers(issuer, pki)?;
        }
        let issuer = issuer.and_then(|issuer| pki.made.get(issuer));
        let made = self.make_one(name, spec, issuer).map_err(|error| LabError::Certificate { name: name.to_owned(), error })?;
        pki.made.insert(name.to_owned(), made);
        Ok(())
    }

    fn make_one(&self, name: &str, spec: &CertificateSpec, issuer: Option<&Made>) -> Result<Made, rcgen::Error> {
        // A stream of its own for each certificate: which others a scenario needs changes nothing.
        let mut generator = self.seed.map(|seed| Generator::new(seed, &format!("certificate {name}")));
        let key = match &mut generator {
            Some(generator) => seeded_key(generator)?,
            None => KeyPair::generate_for(algorithm(spec.key))?,
        };
        let params = self.params(spec, serial_number(generator.as_mut())?);
        let certificate = match issuer {
            Some(issuer) => params.signed_by(&key, &Issuer::from_params(&issuer.params, &issuer.key))?,
            None => params.self_signed(&key)?,
        };
        Ok(Made { spec: spec.clone(), params, key, der: certificate.into() })
    }

    fn params(&self, spec: &CertificateSpec, serial_number: SerialNumber) -> CertificateParams {
        let mut params = CertificateParams::default();
        params.serial_number = Some(serial_number);
        params.distinguished_name = spec.subject.rcgen.clone();
        let epoch = rcgen::date_time_ymd(1970, 1, 1);
        params.not_before = epoch + self.since_1970(spec.validity.not_before_s);
        params.not_after = epoch + self.since_1970(spec.validity.not_after_s);
        params.subject_alt_names = spec.san.iter().map(|name| name.0.clone()).collect();
        params.is_ca = if spec.kind.is_ca() { IsCa::Ca(BasicConstraints::Unconstrained) } else { IsCa::ExplicitNoCa };
        params.use_authority_key_identifier_extension = true;
        params.key_usages =
            spec.key_usage.as_ref().map_or_else(|| key_usages(spec.kind), |usages| usages.iter().map(|usage| (*usage).into()).collect());
        params.extended_key_usages = spec
            .extended_key_usage
            .as_ref()
            .map_or_else(|| extended_key_usages(spec.kind), |usages| usages.iter().map(|usage| (*usage).into()).collect());
        params
    }

    /// A date: the time since 1970 of an offset from the lab's clock.
    fn since_1970(&self, offset_s: i64) -> Duration {
        Duration::from_secs(u64::try_from(self.now_s.saturating_add(offset_s)).unwrap_or(0))
    }
}

impl Pki {
    /// The certificate itself.
    pub(super) fn certificate(&self, name: &str) -> Option<&CertificateDer<'static>> {
        self.made.get(name).map(|made| &made.der)
    }

    /// What an end sends: its certificate and the intermediates above it, and the key.
    pub(super) fn certified_key(&self, name: &str, provider: &CryptoProvider) -> Result<CertifiedKey, Error> {
        let made = self.made.get(name).ok_or_else(|| Error::General(format!("no certificate `{name}` was made")))?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.key.serialize_der()));
        CertifiedKey::from_der(self.chain(made), key, provider)
    }

    /// What an end trusts.
    pub(super) fn roots<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Result<RootCertStore, Error> {
        let mut roots = RootCertStore::empty();
        for certificate in names.into_iter().filter_map(|name| self.certificate(name)) {
            roots.add(certificate.clone())?;
        }
        Ok(roots)
    }

    /// What people call them.
    pub(super) fn names(&self) -> CertificateNames {
        CertificateNames(Arc::new(self.made.values().map(|made| (made.der.clone(), self.describe(made))).collect()))
    }

    fn chain(&self, leaf: &Made) -> Vec<CertificateDer<'static>> {
        let above = std::iter::successors(Some(leaf), |made| self.issuer(made));
        above
            .enumerate()
            .filter(|(depth, made)| *depth == 0 || made.spec.kind == CertificateKind::Intermediate)
            .map(|(_, made)| made.der.clone())
            .collect()
    }

    fn issuer(&self, made: &Made) -> Option<&Made> {
        self.made.get(made.spec.issuer.as_ref()?.get_ref())
    }

    fn describe(&self, made: &Made) -> String {
        let subject = &made.spec.subject.text;
        match self.issuer(made) {
            Some(issuer) => format!("{subject}, issued by {}", issuer.spec.subject.text),
            None => format!("{subject}, self-signed"),
        }
    }
}

fn algorithm(key: KeyAlgorithm) -> &'static rcgen::SignatureAlgorithm {
    match key {
        KeyAlgorithm::EcdsaP256 => &rcgen::PKCS_ECDSA_P256_SHA256,
        KeyAlgorithm::EcdsaP384 => &rcgen::PKCS_ECDSA_P384_SHA384,
        KeyAlgorithm::EcdsaP521 => &rcgen::PKCS_ECDSA_P521_SHA512,
        KeyAlgorithm::Ed25519 => &rcgen::PKCS_ED25519,
        KeyAlgorithm::Rsa2048 => &rcgen::PKCS_RSA_SHA256,
    }
}

/// Ed25519 alone signs without randomness.
fn seeded_key(generator: &mut Generator) -> Result<KeyPair, rcgen::Error> {
    /// PKCS#8 version 1 for an Ed25519 key, up to its 32 bytes (RFC 8410 7).
    const PKCS8: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
    let der = [PKCS8.as_slice(), &generator.bytes::<32>()].concat();
    KeyPair::try_from(&PrivatePkcs8KeyDer::from(der))
}

/// Eight bytes, positive and never shorter.
fn serial_number(generator: Option<&mut Generator>) -> Result<SerialNumber, rcgen::Error> {
    let mut bytes = [0; 8];
    match generator {
        Some(generator) => bytes = generator.bytes(),
        None => rand::fill(&mut bytes).map_err(|_| rcgen::Error::RingUnspecified)?,
    }
    bytes[0] = bytes[0] & 0x3f | 0x40;
    Ok(SerialNumber::from_slice(&bytes))
}

fn key_usages(kind: CertificateKind) -> Vec<KeyUsagePurpose> {
    if kind.is_ca() { vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign] } else { vec![KeyUsagePurpose::DigitalSignature] }
}

fn extended_key_usages(kind: CertificateKind) -> Vec<ExtendedKeyUsagePurpose> {
    match kind {
        CertificateKind::Root | CertificateKind::Intermediate => Vec::new(),
        CertificateKind::Server => vec![ExtendedKeyUsagePurpose::ServerAuth],
        CertificateKind::Client => vec![ExtendedKeyUsagePurpose::ClientAuth],
    }
}
