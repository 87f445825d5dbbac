//! The transcript: every handshake message so far, and its hash (RFC 8446 4.4.1, RFC 5246 7.4.9).

use crate::crypt::{Hash, Hasher};

/// The message type of the synthetic message that stands for the first ClientHello after a HelloRetryRequest.
const MESSAGE_HASH: u8 = 254;

/// The handshake messages of both directions, headers included, in the order in which they were sent.
///
/// The bytes are kept, because the hash is known only after the ServerHello, and because TLS 1.2 signs the messages
/// themselves. Once the hash is chosen, a hash in between costs no more than a copy of the hash's state.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    messages: Vec<u8>,
    running: Option<Hasher>,
}

impl Transcript {
    /// A transcript without a message.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a message as it was sent, with its four bytes of header. (A compressed certificate stays compressed.)
    pub fn append(&mut self, message: &[u8]) {
        self.messages.extend_from_slice(message);
        if let Some(running) = &mut self.running {
            running.update(message);
        }
    }

    /// Chooses the hash: from here on [`Self::hash`] answers.
    pub fn choose(&mut self, hash: Hash) {
        if self.chosen() != Some(hash) {
            self.running = Some(self.hasher(hash));
        }
    }

    /// The hash that was chosen.
    #[must_use]
    pub fn chosen(&self) -> Option<Hash> {
        self.running.as_ref().map(Hasher::hash)
    }

    /// The hash of all messages so far; `None` before [`Self::choose`].
    #[must_use]
    pub fn hash(&self) -> Option<Vec<u8>> {
        self.running.clone().map(Hasher::finish)
    }

    /// The hash of all messages so far, by `hash`.
    #[must_use]
    pub fn hash_by(&self, hash: Hash) -> Vec<u8> {
        self.hasher(hash).finish()
    }

    /// The hash that a PSK binder covers: all messages so far and a ClientHello cut before its list of binders
    /// (RFC 8446 4.2.11.2). `hash` is the PSK's own, which need not be the chosen one.
    #[must_use]
    pub fn hash_with_prefix_of(&self, hash: Hash, truncated_client_hello: &[u8]) -> Vec<u8> {
        let mut hasher = self.hasher(hash);
        hasher.update(truncated_client_hello);
        hasher.finish()
    }

    /// Puts the hash of the first ClientHello in its place, and chooses `hash`. To be called when a HelloRetryRequest
    /// arrives, before that is appended (RFC 8446 4.4.1).
    pub fn replace_with_message_hash(&mut self, hash: Hash) {
        let digest = self.hash_by(hash);
        let length = u8::try_from(digest.len()).unwrap_or(u8::MAX);
        self.messages = vec![MESSAGE_HASH, 0, 0, length];
        self.messages.extend_from_slice(&digest);
        self.running = None;
        self.choose(hash);
    }

    /// The messages: what the client's CertificateVerify of TLS 1.2 signs (RFC 5246 7.4.8).
    #[must_use]
    pub fn messages(&self) -> &[u8] {
        &self.messages
    }

    fn hasher(&self, hash: Hash) -> Hasher {
        match &self.running {
            Some(running) if running.hash() == hash => running.clone(),
            _ => {
                let mut hasher = Hasher::new(hash);
                hasher.update(&self.messages);
                hasher
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_may_be_chosen_late() {
        let mut early = Transcript::new();
        early.choose(Hash::Sha256);
        let mut late = Transcript::new();
        for message in [&b"one"[..], b"two"] {
            early.append(message);
            late.append(message);
        }
        assert_eq!(late.hash(), None);
        late.choose(Hash::Sha256);
        assert_eq!(early.hash(), late.hash());
        assert_eq!(early.hash(), Some(Hash::Sha256.digest(b"onetwo")));
        assert_eq!(late.hash_with_prefix_of(Hash::Sha384, b"thr"), Hash::Sha384.digest(b"onetwothr"));
        late.append(b"three");
        assert_eq!(late.hash(), Some(Hash::Sha256.digest(b"onetwothree")));
        assert_eq!(late.messages(), b"onetwothree");
    }

    #[test]
    fn hello_retry_request_shortens_the_first_hello() {
        let mut transcript = Transcript::new();
        transcript.append(b"first hello");
        transcript.replace_with_message_hash(Hash::Sha256);
        transcript.append(b"retry");
        let mut expected = vec![254, 0, 0, 32];
        expected.extend(Hash::Sha256.digest(b"first hello"));
        expected.extend(b"retry");
        assert_eq!(transcript.hash(), Some(Hash::Sha256.digest(&expected)));
    }
}
