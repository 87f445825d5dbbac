//! Private keys of the lab's certificates, the ones that aws-lc-rs has and the small ones that it refuses to have.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use aws_lc_rs::digest;
use getrandom::SysRng;
use rcgen::{KeyPair, PublicKeyData, SigningKey};
use rsa::pkcs1::EncodeRsaPublicKey as _;
use rsa::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use rsa::sha2::Sha256;
use rsa::{Pkcs1v15Sign, PrivateKey};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::Signer;
use rustls::{SignatureAlgorithm, SignatureScheme};

use sha1::Sha1;

use super::certificate::KeyAlgorithm;
use super::generator::Generator;

/// A private key.
pub(crate) enum Key {
    /// One that rcgen and rustls know how to use.
    Usual(KeyPair),
    /// An RSA key that is too small for them.
    SmallRsa(Box<SmallRsaKey>),
}

/// An RSA key of 1024 bits: broken by those who can pay for it, and so refused.
#[derive(Clone, Debug)]
pub(crate) struct SmallRsaKey {
    key: PrivateKey,
    /// RSAPublicKey (RFC 8017 A.1.1).
    public_der: Vec<u8>,
}

impl Key {
    /// A key for the certificate of that name. A seeded key is an Ed25519 key: it alone signs without randomness.
    pub(crate) fn make(name: &str, algorithm: KeyAlgorithm, seeded: Option<&mut Generator>) -> Result<Self, rcgen::Error> {
        match (seeded, algorithm) {
            (Some(generator), _) => seeded_key(generator).map(Self::Usual),
            (None, KeyAlgorithm::Rsa1024) => {
                SmallRsaKey::read(&kept(name, || small_rsa_pkcs8().ok_or(rcgen::Error::KeyGenerationUnavailable))?)
            }
            (None, KeyAlgorithm::Rsa2048) => {
                let pkcs8 = kept(name, || Ok(KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256)?.serialize_der()))?;
                KeyPair::try_from(&PrivatePkcs8KeyDer::from(pkcs8)).map(Self::Usual)
            }
            (None, KeyAlgorithm::EcdsaP256) => KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).map(Self::Usual),
            (None, KeyAlgorithm::EcdsaP384) => KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).map(Self::Usual),
            (None, KeyAlgorithm::EcdsaP521) => KeyPair::generate_for(&rcgen::PKCS_ECDSA_P521_SHA512).map(Self::Usual),
            (None, KeyAlgorithm::Ed25519) => KeyPair::generate_for(&rcgen::PKCS_ED25519).map(Self::Usual),
        }
    }

    /// The key as rustls uses it.
    pub(crate) fn for_rustls(&self, provider: &CryptoProvider) -> Result<Arc<dyn rustls::sign::SigningKey>, rustls::Error> {
        match self {
            Self::Usual(key) => provider.key_provider.load_private_key(PrivateKeyDer::Pkcs8(key.serialize_der().into())),
            Self::SmallRsa(key) => Ok(Arc::new(SmallRsaKey::clone(key))),
        }
    }

    /// The key in PKCS #8.
    pub(crate) fn pkcs8(&self) -> Vec<u8> {
        match self {
            Self::Usual(key) => key.serialize_der(),
            Self::SmallRsa(small) => small.key.to_pkcs8_der().map(|key| key.as_bytes().to_vec()).unwrap_or_default(),
        }
    }

    /// Signs with RSA and SHA-1 (RFC 8017 8.2), as no library for TLS does any more. `None`: it is no RSA key.
    pub(crate) fn sign_with_sha1(&self, message: &[u8]) -> Option<Vec<u8>> {
        let key = match self {
            Self::Usual(key) => &PrivateKey::from_pkcs8_der(&key.serialize_der()).ok()?,
            Self::SmallRsa(small) => &small.key,
        };
        let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, message);
        key.sign(Pkcs1v15Sign::new::<Sha1>(), hash.as_ref()).ok()
    }
}

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        match self {
            Self::Usual(key) => key.der_bytes(),
            Self::SmallRsa(key) => &key.public_der,
        }
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        match self {
            Self::Usual(key) => PublicKeyData::algorithm(key),
            Self::SmallRsa(_) => &rcgen::PKCS_RSA_SHA256,
        }
    }
}

impl SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        match self {
            Self::Usual(key) => key.sign(message),
            Self::SmallRsa(small) => {
                let hash = digest::digest(&digest::SHA256, message);
                small.key.sign(Pkcs1v15Sign::new::<Sha256>(), hash.as_ref()).map_err(|_| rcgen::Error::RingUnspecified)
            }
        }
    }
}

impl SmallRsaKey {
    fn read(pkcs8: &[u8]) -> Result<Key, rcgen::Error> {
        let unreadable = || rcgen::Error::CouldNotParseKeyPair;
        let key = PrivateKey::from_pkcs8_der(pkcs8).map_err(|_| unreadable())?;
        let public_der = key.to_public_key().to_pkcs1_der().map_err(|_| unreadable())?.into_vec();
        Ok(Key::SmallRsa(Box::new(Self { key, public_der })))
    }
}

/// rustls loads no RSA key below 2048 bits, but signs with what it is given.
impl rustls::sign::SigningKey for SmallRsaKey {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        offered.contains(&SignatureScheme::RSA_PSS_SHA256).then(|| Box::new(self.clone()) as Box<dyn Signer>)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::RSA
    }
}

impl Signer for SmallRsaKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        let hash = digest::digest(&digest::SHA256, message);
        let signature = self.key.pss_sign_prehash::<Sha256>(hash.as_ref());
        signature.map_err(|error| rustls::Error::General(error.to_string()))
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::RSA_PSS_SHA256
    }
}

/// RSA keys are slow to make: each is made once in a process, for the certificate of that name.
fn kept(name: &str, make: impl FnOnce() -> Result<Vec<u8>, rcgen::Error>) -> Result<Vec<u8>, rcgen::Error> {
    static KEPT: LazyLock<Mutex<BTreeMap<String, Vec<u8>>>> = LazyLock::new(Mutex::default);
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pkcs8) = kept.get(name) {
        return Ok(pkcs8.clone());
    }
    let pkcs8 = make()?;
    kept.insert(name.to_owned(), pkcs8.clone());
    Ok(pkcs8)
}

fn small_rsa_pkcs8() -> Option<Vec<u8>> {
    let key = PrivateKey::new(&mut SysRng, 1024).ok()?;
    Some(key.to_pkcs8_der().ok()?.as_bytes().to_vec())
}

fn seeded_key(generator: &mut Generator) -> Result<KeyPair, rcgen::Error> {
    /// PKCS#8 version 1 for an Ed25519 key, up to its 32 bytes (RFC 8410 7).
    const PKCS8: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
    let der = [PKCS8.as_slice(), &generator.bytes::<32>()].concat();
    KeyPair::try_from(&PrivatePkcs8KeyDer::from(der))
}
