//! The ids of findings: the root cause of a failure, never the alert. An id that was released is never renamed.

use std::fmt;

use crate::capture::End;

/// Declares the ids: those that an end's certificate can have, of either end; those of one end; the others.
macro_rules! ids {
    (
        either { $($either:ident = $rest:literal,)* }
        client { $($client:ident = $of_client:literal,)* }
        server { $($server:ident = $of_server:literal,)* }
        nobody { $($nobody:ident = $name:literal,)* }
    ) => {
        /// What a finding is about. One line below is the one place where an id is listed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum FindingId {
            $(#[doc = concat!("`client-", $rest, "` or `server-", $rest, "`.")] $either(End),)*
            $(#[doc = concat!("`", $of_client, "`.")] $client,)*
            $(#[doc = concat!("`", $of_server, "`.")] $server,)*
            $(#[doc = concat!("`", $name, "`.")] $nobody,)*
        }

        impl FindingId {
            /// Every id.
            pub const ALL: &'static [Self] = &[
                $(Self::$either(End::Client), Self::$either(End::Server),)*
                $(Self::$client,)*
                $(Self::$server,)*
                $(Self::$nobody,)*
            ];

            /// Its name, which never changes.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$either(End::Client) => concat!("client-", $rest),
                      Self::$either(End::Server) => concat!("server-", $rest),)*
                    $(Self::$client => $of_client,)*
                    $(Self::$server => $of_server,)*
                    $(Self::$nobody => $name,)*
                }
            }

            /// Its name without whose certificate it is about, where either end's can have it.
            pub(super) fn kind(self) -> &'static str {
                match self {
                    $(Self::$either(_) => $rest,)*
                    other => other.name(),
                }
            }

            /// Whose certificate it is about, where it is about one end's.
            #[must_use]
            pub fn end(self) -> Option<End> {
                match self {
                    $(Self::$either(end) => Some(end),)*
                    $(Self::$client => Some(End::Client),)*
                    $(Self::$server => Some(End::Server),)*
                    $(Self::$nobody => None,)*
                }
            }
        }
    };
}

ids! {
    either {
        CertExpired = "cert-expired",
        CertNotYetValid = "cert-not-yet-valid",
        CertUnknownCa = "cert-unknown-ca",
        CertSelfSigned = "cert-self-signed",
        CertIncompleteChain = "cert-incomplete-chain",
        CertIssuerKeyMismatch = "cert-issuer-key-mismatch",
        CertBadSignature = "cert-bad-signature",
        CaExpired = "ca-expired",
        CaInvalid = "ca-invalid",
        CertAuthorityKeyIdMismatch = "cert-authority-key-id-mismatch",
        CertNameEncoding = "cert-name-encoding",
        CertNegativeSerial = "cert-negative-serial",
        CertExplicitCurve = "cert-explicit-curve",
        CertCompressedPoint = "cert-compressed-point",
        ChainTooDeep = "chain-too-deep",
        CertWrongEku = "cert-wrong-eku",
        CertWrongKeyUsage = "cert-wrong-key-usage",
        CertRevoked = "cert-revoked",
        CertWeakKey = "cert-weak-key",
        CertWeakSignature = "cert-weak-signature",
        KeyMismatch = "key-mismatch",
        CertNameConstraint = "cert-name-constraint",
        CertCriticalExtension = "cert-critical-extension",
        CertIsCa = "cert-is-ca",
        CertUnsupportedVersion = "cert-unsupported-version",
        CertExpiresSoon = "cert-expires-soon",
        // Found by the preflight of files, before anybody connects.
        ChainOrder = "chain-order",
        CredentialsUnloadable = "credentials-unloadable",
    }
    client {
        ClientCertMissing = "client-cert-missing",
        ClientCertWithheld = "client-cert-withheld",
        ClientCertNotAuthorized = "client-cert-not-authorized",
        ClientAuthOptional = "client-auth-optional",
        ClientAuthAfterHandshake = "client-auth-after-handshake",
    }
    server {
        ServerCertNameMismatch = "server-cert-name-mismatch",
    }
    nobody {
        CrlMissing = "crl-missing",
        CrlExpired = "crl-expired",
        VersionMismatch = "version-mismatch",
        CipherMismatch = "cipher-mismatch",
        GroupMismatch = "group-mismatch",
        SigalgMismatch = "sigalg-mismatch",
        AlpnMismatch = "alpn-mismatch",
        SniUnrecognized = "sni-unrecognized",
        SniHostMismatch = "sni-host-mismatch",
        SessionContextMissing = "session-context-missing",
        HandshakeMessageTooLarge = "handshake-message-too-large",
        PskMismatch = "psk-mismatch",
        RenegotiationRefused = "renegotiation-refused",
        PlaintextToTlsPort = "plaintext-to-tls-port",
        TlsToPlaintextPort = "tls-to-plaintext-port",
        ConnectionRefused = "connection-refused",
        PeerClosed = "peer-closed",
        PeerReset = "peer-reset",
        PeerSilent = "peer-silent",
        RecordCorrupted = "record-corrupted",
        ProtocolViolation = "protocol-violation",
        ClosedWithoutCloseNotify = "closed-without-close-notify",
        OneDirectionOnly = "one-direction-only",
        ResumedWithoutCertificate = "resumed-without-certificate",
        Unexplained = "unexplained",
    }
}

impl FindingId {
    /// The id of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|id| id.name() == name)
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// An id beside its name, as tests and expectations write it.
impl PartialEq<str> for FindingId {
    fn eq(&self, name: &str) -> bool {
        self.name() == name
    }
}

impl PartialEq<&str> for FindingId {
    fn eq(&self, name: &&str) -> bool {
        self.name() == *name
    }
}
