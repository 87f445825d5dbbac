//! The tickets of a seeded run.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use rustls::server::ProducesTickets;

use crate::pki::Generator;

/// A ticketer of a seeded run. rustls's own draws its key and nonces from the machine, so its tickets differ each time.
pub(super) struct SeededTicketer {
    key: LessSafeKey,
    /// The number of the next ticket: never used twice under a key.
    next: AtomicU32,
}

impl SeededTicketer {
    pub(super) fn new(mut generator: Generator) -> Option<Self> {
        let key = UnboundKey::new(&AES_256_GCM, &generator.bytes::<32>()).ok()?;
        Some(Self { key: LessSafeKey::new(key), next: AtomicU32::new(0) })
    }
}

impl fmt::Debug for SeededTicketer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SeededTicketer")
    }
}

/// A ticket: nonce, then the sealed state with its tag.
impl ProducesTickets for SeededTicketer {
    fn enabled(&self) -> bool {
        true
    }

    fn lifetime(&self) -> u32 {
        12 * 60 * 60
    }

    fn encrypt(&self, plain: &[u8]) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        nonce[NONCE_LEN - 4..].copy_from_slice(&self.next.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        let mut sealed = plain.to_vec();
        self.key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    fn decrypt(&self, cipher: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = cipher.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut state = sealed.to_vec();
        let length = self.key.open_in_place(nonce, Aad::empty(), &mut state).ok()?.len();
        state.truncate(length);
        Some(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_its_own_tickets_and_no_others() {
        let ticketer = |seed| SeededTicketer::new(Generator::new(seed, "ticketer")).unwrap();
        let ticket = ticketer(1).encrypt(b"state").unwrap();
        assert_eq!(ticketer(1).encrypt(b"state").unwrap(), ticket);
        assert_eq!(ticketer(1).decrypt(&ticket).as_deref(), Some(&b"state"[..]));
        assert_eq!(ticketer(2).decrypt(&ticket), None);
        assert_eq!(ticketer(1).decrypt(&ticket[..5]), None);
        let two = ticketer(1);
        assert_ne!(two.encrypt(b"state"), two.encrypt(b"state"));
    }
}
