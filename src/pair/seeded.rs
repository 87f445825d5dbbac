//! Randomness from a seed, so that a run can be repeated byte for byte in another process.
//!
//! Such keys are worth nothing: whoever knows the seed knows them. So nothing in here is public, and the generators
//! work only inside [`drive`], which the pair alone calls: a seeded provider that escaped would fail at its first
//! random byte.

use std::cell::RefCell;
use std::future::Future;

use aws_lc_rs::agreement::{self, Algorithm, PrivateKey, PublicKey, UnparsedPublicKey};
use rustls::crypto::{ActiveKeyExchange, GetRandomFailed, SecureRandom, SharedSecret, SupportedKxGroup};
use rustls::{Error, NamedGroup, PeerMisbehaved};

use crate::pki::Generator;

tokio::task_local! {
    /// The generator of the end that is being polled.
    static RUNNING: RefCell<Generator>;
}

/// Runs an end's future with this generator as its only source of random bytes.
pub(super) fn drive<F: Future>(generator: Generator, end: F) -> impl Future<Output = F::Output> {
    RUNNING.scope(RefCell::new(generator), end)
}

/// What rustls draws its random bytes from.
#[derive(Debug)]
pub(super) struct SeededRandom;

impl SecureRandom for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), GetRandomFailed> {
        RUNNING.try_with(|generator| generator.borrow_mut().fill(bytes)).map_err(|_| GetRandomFailed)
    }
}

/// The groups that can be seeded. aws-lc-rs makes no ML-KEM key from given bytes.
pub(super) static GROUPS: &[&dyn SupportedKxGroup] = &[
    &SeededGroup { name: NamedGroup::X25519, algorithm: &agreement::X25519, private_key_length: 32, first_byte: None },
    &SeededGroup { name: NamedGroup::secp256r1, algorithm: &agreement::ECDH_P256, private_key_length: 32, first_byte: Some(4) },
    &SeededGroup { name: NamedGroup::secp384r1, algorithm: &agreement::ECDH_P384, private_key_length: 48, first_byte: Some(4) },
];

/// The seeded twin of a group, if it has one.
pub(super) fn seeded_group(group: &'static dyn SupportedKxGroup) -> Option<&'static dyn SupportedKxGroup> {
    GROUPS.iter().find(|seeded| seeded.name() == group.name()).copied()
}

#[derive(Debug)]
struct SeededGroup {
    name: NamedGroup,
    algorithm: &'static Algorithm,
    private_key_length: usize,
    /// TLS sends points uncompressed: they begin with this byte (RFC 8446 4.2.8.2).
    first_byte: Option<u8>,
}

impl SupportedKxGroup for SeededGroup {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        let private_key = self.private_key()?;
        let public_key = private_key.compute_public_key().map_err(|_| Error::FailedToGetRandomBytes)?;
        Ok(Box::new(SeededExchange { group: self.name, first_byte: self.first_byte, private_key, public_key }))
    }

    fn name(&self) -> NamedGroup {
        self.name
    }

    fn ffdhe_group(&self) -> Option<rustls::ffdhe_groups::FfdheGroup<'static>> {
        None
    }
}

impl SeededGroup {
    /// Draws until the bytes are a number below the group's order: nearly always the first ones are.
    fn private_key(&self) -> Result<PrivateKey, Error> {
        for _ in 0..64 {
            let mut bytes = vec![0; self.private_key_length];
            SeededRandom.fill(&mut bytes)?;
            if let Ok(key) = PrivateKey::from_private_key(self.algorithm, &bytes) {
                return Ok(key);
            }
        }
        Err(Error::FailedToGetRandomBytes)
    }
}

struct SeededExchange {
    group: NamedGroup,
    first_byte: Option<u8>,
    private_key: PrivateKey,
    public_key: PublicKey,
}

impl ActiveKeyExchange for SeededExchange {
    fn complete(self: Box<Self>, peer_pub_key: &[u8]) -> Result<SharedSecret, Error> {
        let refused = || Error::from(PeerMisbehaved::InvalidKeyShare);
        if self.first_byte.is_some_and(|byte| peer_pub_key.first() != Some(&byte)) {
            return Err(refused());
        }
        let peer = UnparsedPublicKey::new(self.private_key.algorithm(), peer_pub_key);
        agreement::agree(&self.private_key, peer, refused(), |secret| Ok(SharedSecret::from(secret)))
    }

    fn pub_key(&self) -> &[u8] {
        self.public_key.as_ref()
    }

    fn group(&self) -> NamedGroup {
        self.group
    }

    fn ffdhe_group(&self) -> Option<rustls::ffdhe_groups::FfdheGroup<'static>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_of_the_pair_there_is_no_randomness() {
        assert!(SeededRandom.fill(&mut [0; 4]).is_err());
        assert!(GROUPS.iter().all(|group| group.start().is_err()));
    }

    #[tokio::test]
    async fn seeded_groups_agree_with_the_real_ones() {
        let check = async {
            for group in GROUPS {
                let real = rustls::crypto::aws_lc_rs::ALL_KX_GROUPS.iter().find(|real| real.name() == group.name()).unwrap();
                let ours = group.start().unwrap();
                let theirs = real.start_and_complete(ours.pub_key()).unwrap();
                assert_eq!(ours.complete(&theirs.pub_key).unwrap().secret_bytes(), theirs.secret.secret_bytes());
            }
        };
        drive(Generator::new(7, "test"), check).await;
    }
}
