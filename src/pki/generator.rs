//! Bytes from a seed, so that a run can be repeated in another process.
//!
//! Such keys are worth nothing: whoever knows the seed knows them. So nothing in here is public.

use aws_lc_rs::hmac;

/// HMAC-SHA-256 in counter mode, keyed by the seed: each purpose has a stream of its own.
pub(crate) struct Generator {
    key: hmac::Key,
    purpose: String,
    counter: u64,
}

impl Generator {
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, &seed.to_be_bytes()), purpose: purpose.to_owned(), counter: 0 }
    }

    /// The next bytes of the stream.
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// Fills them with the next bytes of the stream.
    pub(crate) fn fill(&mut self, bytes: &mut [u8]) {
        for piece in bytes.chunks_mut(32) {
            let block = self.block();
            piece.copy_from_slice(&block.as_ref()[..piece.len()]);
        }
    }

    fn block(&mut self) -> hmac::Tag {
        self.counter += 1;
        let mut context = hmac::Context::with_key(&self.key);
        context.update(self.purpose.as_bytes());
        context.update(&self.counter.to_be_bytes());
        context.sign()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_seed_and_purpose_alone() {
        let stream = |seed, purpose| Generator::new(seed, purpose).bytes::<40>();
        assert_eq!(stream(1, "client"), stream(1, "client"));
        assert_ne!(stream(1, "client"), stream(2, "client"));
        assert_ne!(stream(1, "client"), stream(1, "server"));
    }
}
