//! Certificate revocation lists (RFC 5280 5): what they say, by x509-parser. They do not travel in a handshake.

use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::CertificateRevocationList;

/// What a revocation list says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevocationList {
    /// Who issued it, as `CN=…,O=…`.
    pub issuer: String,
    /// DER of the issuer's Name.
    pub issuer_der: Vec<u8>,
    /// When it was made: seconds since 1970-01-01 00:00 UTC.
    pub this_update: i64,
    /// When the next one is promised: seconds since 1970-01-01 00:00 UTC. `None` where it is not said.
    pub next_update: Option<i64>,
    /// Serial numbers, big-endian and without leading zeros, and when each was revoked, in the same seconds.
    pub revoked: Vec<(Vec<u8>, i64)>,
}

/// The facts of a revocation list in DER; `None` where it is none.
#[must_use]
pub fn revocation_list(der: &[u8]) -> Option<RevocationList> {
    let (_, list) = CertificateRevocationList::from_der(der).ok()?;
    let revoked = list
        .iter_revoked_certificates()
        .map(|entry| (super::meaning::without_leading_zeros(entry.raw_serial()).to_vec(), entry.revocation_date.timestamp()));
    Some(RevocationList {
        issuer: super::name::name_text(list.issuer()),
        issuer_der: list.issuer().as_raw().to_vec(),
        this_update: list.last_update().timestamp(),
        next_update: list.next_update().map(|time| time.timestamp()),
        revoked: revoked.collect(),
    })
}
