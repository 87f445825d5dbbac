//! What an end of a connection reported of itself.

use serde::{Deserialize, Serialize};

/// One end's own view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndReport {
    /// How far it came, by its own word.
    pub state: EndState,
    /// The error that it reported, as its stack words it.
    pub error: Option<String>,
    /// The same as a value: what it decided against, or what it read or met. `None` where nothing went wrong for it,
    /// or where only words are known.
    pub reason: Option<Reason>,
    /// The certificate that it was asked for, had, and did not send.
    pub withheld: Option<Withheld>,
    /// Why it would have refused the other's certificate, where it was told to go on all the same (`curl -k`).
    pub tolerated: Option<Reason>,
    /// The chain that it was configured with, DER, its own certificate first; empty where it has none or nobody told.
    pub configured: Vec<Vec<u8>>,
    /// What it decided on the way, in order.
    pub observations: Vec<Observation>,
}

/// How far an end came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndState {
    /// It never finished its handshake, and did not say why.
    #[default]
    Incomplete,
    /// It finished its handshake (in TLS 1.3 a client does so before it is judged).
    Established,
    /// It failed, during the handshake or afterwards.
    Failed,
}

/// One decision of an end, told by a callback of its TLS stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Microseconds since the connection began.
    pub time_us: u64,
    /// What it decided, in plain words (`accepted the server's certificate`).
    pub what: String,
}

/// Why an end gave up: its own decision, or what it met. Names are those of the JSON format.
///
/// An end that judges a certificate names the first fault that it found; which certificate of the chain has the fault,
/// it does not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// A certificate of the chain is past its `notAfter`.
    CertificateExpired {
        /// That date, in seconds since 1970-01-01 00:00 UTC.
        not_after_s: Option<i64>,
    },
    /// A certificate of the chain is before its `notBefore`.
    NotValidYet {
        /// That date, in seconds since 1970-01-01 00:00 UTC.
        not_before_s: Option<i64>,
    },
    /// No path leads to a trusted certificate.
    UnknownIssuer,
    /// A signature in the chain does not verify.
    BadSignature,
    /// A certificate stands on a revocation list.
    Revoked,
    /// No revocation list speaks about a certificate.
    UnknownRevocationStatus,
    /// The revocation list is past its `nextUpdate`, and that counts.
    ExpiredCrl {
        /// That date, in seconds since 1970-01-01 00:00 UTC.
        next_update_s: Option<i64>,
    },
    /// The extended key usage does not allow what the certificate is used for.
    WrongPurpose,
    /// The certificate is not for the name that was wanted.
    WrongName,
    /// The certificate is not of X.509 version 3.
    UnsupportedVersion,
    /// A certification authority's certificate was shown as an end's own.
    CaUsedAsEndEntity,
    /// A certificate that is no certification authority's signed another.
    EndEntityUsedAsCa,
    /// More certification authorities below one than its path length allows.
    PathLength,
    /// A name lies outside of what a certification authority may sign.
    NameConstraint,
    /// An extension is critical and unknown.
    CriticalExtension,
    /// A signature in the chain was made with an algorithm that is not accepted.
    UnsupportedSignatureAlgorithm,
    /// The certificate's key is too small.
    WeakKey,
    /// The key usage does not allow signing a handshake.
    KeyUsage,
    /// The certificate is good, and its holder is not wanted.
    NotAuthorized,
    /// A certificate was asked for and none was shown.
    NoCertificatePresented,
    /// There is no version of TLS that both speak.
    NoCommonVersion,
    /// There is no cipher suite that both have.
    NoCommonCipherSuite,
    /// There is no key exchange group that both have.
    NoCommonGroup,
    /// There is no signature scheme that one accepts and the other can sign with.
    NoCommonSignatureScheme,
    /// There is no protocol above TLS that both speak.
    NoCommonAlpn,
    /// The server has no certificate for the name that the client asked for, or the client asked for none.
    NoCertificateForName,
    /// The other end sent a fatal alert of this number.
    AlertReceived(u8),
    /// A record does not open with the keys that were agreed on (RFC 8446 5.2: `bad_record_mac`).
    DecryptError,
    /// The signature over the handshake does not verify with the certificate's key: CertificateVerify, or the
    /// signature of a ServerKeyExchange.
    BadCertificateVerify,
    /// A message cannot be decoded.
    Malformed,
    /// A message came that has no place there.
    UnexpectedMessage,
    /// A message could be decoded and says what it must not say; in the words of the end's TLS stack.
    IllegalParameter(String),
    /// What came is not TLS.
    NotTls,
    /// This end speaks HTTP in the clear, and what came is not HTTP.
    NotHttp,
    /// The other end closed the connection without a word.
    Closed,
    /// The other end reset the connection.
    Reset,
    /// Nothing came for as long as this end was ready to wait.
    TimedOut,
    /// Nobody listened at the other end's address.
    ConnectionRefused,
    /// Anything else, in the words of the end's TLS stack.
    Other(String),
}

/// A certificate that a client had and did not send. On the wire it looks as if it had none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// Its subject, `CN=…,O=…`.
    pub subject: String,
    /// Its issuer, `CN=…,O=…`.
    pub issuer: String,
    /// Why it stayed at home.
    pub because: WithheldBecause,
}

/// Why a client keeps its certificate to itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithheldBecause {
    /// The server's list of authorities names no issuer of the chain.
    AuthorityNotNamed,
    /// The server accepts no signature scheme that the key can sign with.
    NoCommonScheme,
}
