//! Which check: the name that the JSON format and the saved traces know it by.

use std::fmt;

use crate::capture::End;

/// What was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CheckId {
    /// The proof that a client has the pre-shared key that it offers.
    PskBinder,
    /// The signature over the server's key exchange, up to TLS 1.2.
    ServerKeyExchangeSignature,
    /// The path from an end's certificate to what the other one trusts.
    CertificatePath(End),
    /// An end's signature over the handshake so far.
    CertificateVerify(End),
    /// The MAC of an end's Finished.
    FinishedMac(End),
    /// The secrets that were derived, beside those of the key log.
    KeySchedule,
}

impl CheckId {
    /// Every check, in the order of a handshake.
    pub const ALL: [Self; 9] = [
        Self::PskBinder,
        Self::ServerKeyExchangeSignature,
        Self::CertificatePath(End::Server),
        Self::CertificateVerify(End::Server),
        Self::FinishedMac(End::Server),
        Self::CertificatePath(End::Client),
        Self::CertificateVerify(End::Client),
        Self::FinishedMac(End::Client),
        Self::KeySchedule,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PskBinder => "psk_binder",
            Self::ServerKeyExchangeSignature => "server_key_exchange_signature",
            Self::CertificatePath(End::Client) => "client_certificate_path",
            Self::CertificatePath(End::Server) => "server_certificate_path",
            Self::CertificateVerify(End::Client) => "client_certificate_verify",
            Self::CertificateVerify(End::Server) => "server_certificate_verify",
            Self::FinishedMac(End::Client) => "client_finished_mac",
            Self::FinishedMac(End::Server) => "server_finished_mac",
            Self::KeySchedule => "key_schedule",
        }
    }

    /// The check of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|id| id.name() == name)
    }

    /// The checks of an end's signature over the handshake: with its certificate's key, over what both have said.
    #[must_use]
    pub fn signatures_of(end: End) -> &'static [Self] {
        match end {
            End::Client => &[Self::CertificateVerify(End::Client)],
            End::Server => &[Self::CertificateVerify(End::Server), Self::ServerKeyExchangeSignature],
        }
    }

    /// Whether it covers what was said before: all of it, or the hellos' randoms.
    pub(super) fn covers_the_handshake(self) -> bool {
        !matches!(self, Self::CertificatePath(_))
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
