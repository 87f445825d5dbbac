//! The lab's certificates, made on the spot: keys for this run, dates counted from its clock.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_lc_rs::rand;
use rcgen::{
    BasicConstraints as PathLength, CertificateParams, CertificateRevocationListParams, CustomExtension, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyIdMethod, KeyUsagePurpose, RevocationReason, RevokedCertParams, SerialNumber,
};
use rustls::Error;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer};
use rustls::sign::CertifiedKey;

use super::certificate::{BasicConstraints, CertificateKind, CertificateSpec, Certificates};
use super::crl::CrlSpec;
use super::error::PkiError;
use super::forge::forge;
use super::generator::Generator;
use super::identity::Identity;
use super::issued::IssuedCertificate;
use super::key::Key;
use super::value::Subtree;

/// The certificates that a run needs, and their keys.
pub(crate) struct Pki {
    made: BTreeMap<String, Made>,
    crls: BTreeMap<String, CertificateRevocationListDer<'static>>,
}

struct Made {
    spec: CertificateSpec,
    params: CertificateParams,
    key: Key,
    der: CertificateDer<'static>,
}

/// Makes certificates.
pub(crate) struct Maker<'a> {
    /// What they are to say.
    pub(crate) certificates: &'a Certificates,
    /// The lab's clock: seconds since 1970-01-01 00:00 UTC.
    pub(crate) now_s: i64,
    /// Where keys and serial numbers come from; `None`: the machine's generator.
    pub(crate) seed: Option<u64>,
}

impl Maker<'_> {
    /// Makes the named certificates, and the ones that sign them.
    pub(crate) fn make<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Result<Pki, PkiError> {
        let mut pki = Pki { made: BTreeMap::new(), crls: BTreeMap::new() };
        for name in names {
            self.make_with_issuers(name, &mut pki)?;
        }
        Ok(pki)
    }

    fn make_with_issuers(&self, name: &str, pki: &mut Pki) -> Result<(), PkiError> {
        let Some(spec) = self.certificates.find(name).filter(|_| !pki.made.contains_key(name)) else { return Ok(()) };
        let issuer = spec.issuer.as_ref().map(toml::Spanned::get_ref);
        if let Some(issuer) = issuer {
            self.make_with_issuers(issuer, pki)?;
        }
        let issuer = issuer.and_then(|issuer| pki.made.get(issuer));
        let made = self.make_one(name, spec, issuer).map_err(|error| PkiError::Certificate { name: name.to_owned(), error })?;
        pki.made.insert(name.to_owned(), made);
        Ok(())
    }

    fn make_one(&self, name: &str, spec: &CertificateSpec, issuer: Option<&Made>) -> Result<Made, rcgen::Error> {
        // A stream of its own for each certificate: which others a scenario needs changes nothing.
        let mut generator = self.seed.map(|seed| Generator::new(seed, &format!("certificate {name}")));
        let key = Key::make(name, spec.key, generator.as_mut())?;
        let params = self.params(spec, serial_number(generator.as_mut())?);
        let certificate = match issuer {
            Some(issuer) => params.signed_by(&key, &Issuer::from_params(&issuer.params, &issuer.key))?,
            None => params.self_signed(&key)?,
        };
        let signer = issuer.map_or(&key, |issuer| &issuer.key);
        let der = forge(certificate.der().to_vec(), spec, signer).ok_or(rcgen::Error::CouldNotParseCertificate)?;
        Ok(Made { spec: spec.clone(), params, key, der: der.into() })
    }

    /// Makes a revocation list, with the certificates that it speaks about.
    pub(crate) fn make_crl(&self, name: &str, spec: &CrlSpec, pki: &mut Pki) -> Result<(), PkiError> {
        for certificate in spec.certificates() {
            self.make_with_issuers(certificate, pki)?;
        }
        let made = self.crl(name, spec, pki).map_err(|error| PkiError::Crl { name: name.to_owned(), error })?;
        pki.crls.insert(name.to_owned(), made);
        Ok(())
    }

    fn crl(&self, name: &str, spec: &CrlSpec, pki: &Pki) -> Result<CertificateRevocationListDer<'static>, rcgen::Error> {
        let issuer = pki.made.get(spec.issuer.get_ref()).ok_or(rcgen::Error::IssuerNotCrlSigner)?;
        let mut generator = self.seed.map(|seed| Generator::new(seed, &format!("revocation list {name}")));
        let epoch = rcgen::date_time_ymd(1970, 1, 1);
        let this_update = epoch + self.since_1970(spec.validity.not_before_s);
        let serial_numbers = spec.revoked.iter().filter_map(|name| pki.made.get(name.get_ref())?.params.serial_number.clone());
        let revoked = |serial_number| RevokedCertParams {
            serial_number,
            revocation_time: this_update,
            reason_code: Some(RevocationReason::KeyCompromise),
            invalidity_date: None,
        };
        let params = CertificateRevocationListParams {
            this_update,
            next_update: epoch + self.since_1970(spec.validity.not_after_s),
            crl_number: serial_number(generator.as_mut())?,
            issuing_distribution_point: None,
            revoked_certs: serial_numbers.map(revoked).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        Ok(params.signed_by(&Issuer::from_params(&issuer.params, &issuer.key))?.into())
    }

    fn params(&self, spec: &CertificateSpec, serial_number: SerialNumber) -> CertificateParams {
        let mut params = CertificateParams::default();
        params.serial_number = Some(serial_number);
        params.distinguished_name = spec.subject.0.clone();
        let epoch = rcgen::date_time_ymd(1970, 1, 1);
        params.not_before = epoch + self.since_1970(spec.validity.not_before_s);
        params.not_after = epoch + self.since_1970(spec.validity.not_after_s);
        params.subject_alt_names = spec.san.iter().map(|name| name.0.clone()).collect();
        params.is_ca = match spec.basic_constraints() {
            BasicConstraints::Ca => IsCa::Ca(spec.path_length.map_or(PathLength::Unconstrained, PathLength::Constrained)),
            BasicConstraints::NotCa => IsCa::ExplicitNoCa,
            BasicConstraints::Absent => IsCa::NoCa,
        };
        params.name_constraints = spec.name_constraints.as_ref().map(|constraints| rcgen::NameConstraints {
            permitted_subtrees: subtrees(&constraints.permitted),
            excluded_subtrees: subtrees(&constraints.excluded),
        });
        params.custom_extensions = spec.critical_extension.iter().map(|oid| unknown_critical_extension(&oid.0)).collect();
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
    pub(crate) fn certificate(&self, name: &str) -> Option<&CertificateDer<'static>> {
        self.made.get(name).map(|made| &made.der)
    }

    /// What an end sends: its certificate and the ones above it, and the key that it signs with. Nothing is checked
    /// here: rustls itself would refuse to send what another stack sends.
    pub(crate) fn certified_key(&self, identity: Identity<'_>, provider: &CryptoProvider) -> Result<CertifiedKey, Error> {
        let find = |name: &str| self.made.get(name).ok_or_else(|| Error::General(format!("no certificate `{name}` was made")));
        let own = find(identity.certificate)?;
        let signer = identity.key.map_or(Ok(own), find)?;
        Ok(CertifiedKey::new(self.chain_of(identity, own), signer.key.for_rustls(provider)?))
    }

    /// All that was made, with the keys.
    pub(crate) fn issued(&self) -> Vec<IssuedCertificate> {
        let issued = |(name, made): (&String, &Made)| IssuedCertificate {
            name: name.clone(),
            kind: made.spec.kind,
            der: made.der.to_vec(),
            above: self.usual_chain(made).iter().skip(1).map(|der| der.to_vec()).collect(),
            key_pkcs8: made.key.pkcs8(),
        };
        self.made.iter().map(issued).collect()
    }

    /// The authorities that were made, trusted or not.
    pub(crate) fn authorities(&self) -> impl Iterator<Item = &CertificateDer<'static>> {
        self.made.values().filter(|made| made.spec.kind.is_ca()).map(|made| &made.der)
    }

    /// The revocation lists of these names.
    pub(crate) fn crls<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<CertificateRevocationListDer<'static>> {
        names.filter_map(|name| self.crls.get(name).cloned()).collect()
    }

    /// The certificates of these names.
    pub(crate) fn certificates<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<CertificateDer<'static>> {
        names.filter_map(|name| self.certificate(name).cloned()).collect()
    }

    fn chain_of(&self, identity: Identity<'_>, own: &Made) -> Vec<CertificateDer<'static>> {
        let Some(named) = identity.chain else { return self.usual_chain(own) };
        let above = named.iter().filter_map(|name| self.certificate(name.get_ref()));
        std::iter::once(&own.der).chain(above).cloned().collect()
    }

    /// The certificate and the intermediates above it: the root is what the other end has.
    fn usual_chain(&self, leaf: &Made) -> Vec<CertificateDer<'static>> {
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
}

fn subtrees(names: &[Subtree]) -> Vec<rcgen::GeneralSubtree> {
    names.iter().map(|name| name.0.clone()).collect()
}

/// An extension of that identifier whose value is NULL.
fn unknown_critical_extension(oid: &[u64]) -> CustomExtension {
    let mut extension = CustomExtension::from_oid_content(oid, vec![0x05, 0x00]);
    extension.set_criticality(true);
    extension
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
