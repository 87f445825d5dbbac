//! What the signatures of a handshake cover.

use super::End;

/// What a CertificateVerify of TLS 1.3 signs: 64 spaces, a text that says whose it is, a zero, and the hash of the
/// transcript up to and with Certificate (RFC 8446 4.4.3).
#[must_use]
pub fn certificate_verify_tls13(from: End, transcript_hash: &[u8]) -> Vec<u8> {
    let context: &[u8] = match from {
        End::Client => b"TLS 1.3, client CertificateVerify",
        End::Server => b"TLS 1.3, server CertificateVerify",
    };
    [&[b' '; 64], context, &[0], transcript_hash].concat()
}

/// What a ServerKeyExchange signs: both randoms and the parameters as they were sent (RFC 5246 7.4.3, RFC 8422 5.4).
///
/// A client's CertificateVerify of TLS 1.2 signs the messages themselves: see
/// [`Transcript::messages`](super::Transcript::messages).
#[must_use]
pub fn server_key_exchange(client_random: &[u8], server_random: &[u8], parameters: &[u8]) -> Vec<u8> {
    [client_random, server_random, parameters].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example in RFC 8446 4.4.3: the hash is 32 bytes of 01.
    #[test]
    fn example_of_the_rfc() {
        let content = certificate_verify_tls13(End::Server, &[1; 32]);
        let expected =
            "20".repeat(64) + "544c5320312e332c207365727665722043657274696669636174655665726966790000".trim_end_matches("00") + "00";
        assert_eq!(hex::encode(&content[..98]), expected);
        assert_eq!(content[98..], [1; 32]);
    }
}
