//! What the end that judges a certificate knew when it judged.

/// The judge's knowledge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Knowledge {
    /// Trusted certificates, DER. `None` where nobody told.
    pub trust: Option<Vec<Vec<u8>>>,
    /// Revocation lists, DER.
    pub crls: Vec<Vec<u8>>,
    /// The judge's clock in seconds since 1970-01-01 00:00 UTC. `None`: judge by the time of the message.
    pub clock_s: Option<i64>,
    /// The host name that the judge wants to see in the certificate.
    pub server_name: Option<String>,
    /// Other certificates known to exist (an intermediate that was not sent), DER.
    pub certificates: Vec<Vec<u8>>,
}

/// The result of one key exchange, recorded by a wrapped key exchange group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedSecret {
    /// The group's number in the TLS Supported Groups registry.
    pub group: u16,
    /// The shared secret as it enters the key schedule.
    pub secret: Vec<u8>,
}
