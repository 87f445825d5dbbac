//! How the keys are agreed on up to TLS 1.2: the part of a cipher suite's name between `TLS_` and `_WITH_`.
//!
//! It decides the shape of ServerKeyExchange and ClientKeyExchange (RFC 5246 7.4.3 and 7.4.7, RFC 8422, RFC 4279,
//! RFC 5489). What is too old or too rare to be taken apart (export, SRP, Kerberos, GOST, …) has no variant.

use crate::names::CipherSuite;

/// A way to agree on keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyExchange {
    /// The client encrypts a secret with the key of the server's certificate. No ServerKeyExchange.
    Rsa,
    /// The server's certificate holds its Diffie-Hellman key. No ServerKeyExchange.
    Dh,
    /// Ephemeral Diffie-Hellman, signed.
    Dhe,
    /// Ephemeral Diffie-Hellman, not signed: nobody proves who they are.
    DhAnon,
    /// The server's certificate holds its key on an elliptic curve. No ServerKeyExchange.
    Ecdh,
    /// Ephemeral Diffie-Hellman on an elliptic curve, signed.
    Ecdhe,
    /// Ephemeral Diffie-Hellman on an elliptic curve, not signed.
    EcdhAnon,
    /// A key that both already have.
    Psk,
    /// A key that both already have, and [`Self::Rsa`].
    RsaPsk,
    /// A key that both already have, and ephemeral Diffie-Hellman.
    DhePsk,
    /// A key that both already have, and ephemeral Diffie-Hellman on an elliptic curve.
    EcdhePsk,
}

impl KeyExchange {
    /// The key exchange of a cipher suite; `None` for the suites of TLS 1.3, unknown ones and those left out.
    #[must_use]
    pub fn of(suite: CipherSuite) -> Option<Self> {
        let (name, _) = suite.name()?.strip_prefix("TLS_")?.split_once("_WITH_")?;
        Some(match name {
            "RSA" => Self::Rsa,
            "DH_RSA" | "DH_DSS" => Self::Dh,
            "DHE_RSA" | "DHE_DSS" => Self::Dhe,
            "DH_anon" => Self::DhAnon,
            "ECDH_RSA" | "ECDH_ECDSA" => Self::Ecdh,
            "ECDHE_RSA" | "ECDHE_ECDSA" => Self::Ecdhe,
            "ECDH_anon" => Self::EcdhAnon,
            "PSK" => Self::Psk,
            "RSA_PSK" => Self::RsaPsk,
            "DHE_PSK" | "PSK_DHE" => Self::DhePsk,
            "ECDHE_PSK" => Self::EcdhePsk,
            _ => return None,
        })
    }

    /// Whether a pre-shared key takes part: the server may hint at it, the client names it.
    #[must_use]
    pub fn has_psk(self) -> bool {
        matches!(self, Self::Psk | Self::RsaPsk | Self::DhePsk | Self::EcdhePsk)
    }

    /// Whether the server signs its half.
    #[must_use]
    pub fn is_signed(self) -> bool {
        matches!(self, Self::Dhe | Self::Ecdhe)
    }

    /// Whether each connection has fresh keys, so that a stolen one does not open what was recorded.
    #[must_use]
    pub fn is_forward_secret(self) -> bool {
        matches!(self, Self::Dhe | Self::DhAnon | Self::Ecdhe | Self::EcdhAnon | Self::DhePsk | Self::EcdhePsk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_suite_says_how_keys_are_agreed_on() {
        let of = KeyExchange::of;
        assert_eq!(of(CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256), Some(KeyExchange::Ecdhe));
        assert_eq!(of(CipherSuite::TLS_PSK_DHE_WITH_AES_128_CCM_8), Some(KeyExchange::DhePsk));
        assert_eq!(of(CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA), Some(KeyExchange::Rsa));
        assert_eq!(of(CipherSuite::TLS_DH_ANON_WITH_AES_128_CBC_SHA), Some(KeyExchange::DhAnon));
        assert_eq!(of(CipherSuite::TLS_AES_128_GCM_SHA256), None);
        assert_eq!(of(CipherSuite(0x7777)), None);
    }

    #[test]
    fn whatever_is_ephemeral_and_named_so_is_forward_secret() {
        let exchanges = CipherSuite::ALL.iter().filter_map(|&suite| Some((suite.name()?, KeyExchange::of(suite)?)));
        let (fresh, other): (Vec<_>, Vec<_>) = exchanges.partition(|(_, exchange)| exchange.is_forward_secret());
        assert!(fresh.iter().all(|(name, _)| name.contains("DHE") || name.contains("anon")));
        assert!(!other.is_empty() && other.iter().all(|(name, _)| !name.contains("DHE") && !name.contains("anon")));
    }
}
