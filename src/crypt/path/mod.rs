//! Certificate paths, by webpki (RFC 5280 6): from the certificate that was sent first to one that is trusted.

use std::time::Duration;

use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{
    ALL_VERIFICATION_ALGS, BorrowedCertRevocationList, CertRevocationList, EndEntityCert, Error, ExpirationPolicy, KeyUsage,
    RevocationCheckDepth, RevocationOptionsBuilder, UnknownStatusPolicy, VerifiedPath,
};

use super::certificate::{Fields, certificate_signature};
use super::{PublicKey, Verdict, der};
use crate::names::End;

/// What became of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathResult {
    /// There is a path.
    Holds {
        /// Which of the trusted certificates it ends at.
        anchor: usize,
        /// That certificate's subject, a Name in DER.
        anchor_subject: Vec<u8>,
        /// Which certificates of the chain it leads over, from the first one's issuer on.
        intermediates: Vec<usize>,
    },
    /// There is none.
    Fails(Failure),
    /// It could not be looked for: why, in plain words.
    Unable(String),
}

impl PathResult {
    /// The result without its particulars.
    #[must_use]
    pub fn into_verdict(self) -> Verdict {
        match self {
            Self::Holds { .. } => Verdict::Holds,
            Self::Fails(failure) => Verdict::Fails(failure.says),
            Self::Unable(why) => Verdict::Unable(why),
        }
    }
}

/// Why there is no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The reason.
    pub reason: Reason,
    /// Which certificate of the chain it is about, 0 being the end's own; `None` where that is not known.
    pub at: Option<usize>,
    /// The reason in plain words.
    pub says: String,
}

/// The reasons why a path is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A certificate's time is over.
    Expired {
        /// Its last second, since 1970-01-01 00:00 UTC.
        not_after_s: i64,
    },
    /// A certificate's time has not begun.
    NotYetValid {
        /// Its first second, since 1970-01-01 00:00 UTC.
        not_before_s: i64,
    },
    /// The issuer is neither trusted nor among the certificates sent.
    UnknownIssuer,
    /// The issuer of that name has another key, or the certificate was changed.
    BadSignature,
    /// A key that signs is an RSA key under 2048 bits.
    KeyTooSmall,
    /// The algorithm of a signature is not accepted (SHA-1, MD5) or not known.
    UnsupportedAlgorithm,
    /// The extended key usage is for something else.
    WrongExtendedKeyUsage,
    /// A CA certificate stands where the end's own must be.
    CaUsedAsEndEntity,
    /// A certificate that is no CA's issued another one.
    EndEntityUsedAsCa,
    /// A CRL lists a certificate of the path.
    Revoked,
    /// A CRL that is needed is too old.
    CrlExpired,
    /// A CRL that is needed cannot be used: its signature, its signer or its kind.
    CrlUnusable,
    /// A CA may not issue for this name.
    NameConstraint,
    /// A CA has more CAs below it than its path length allows.
    PathLength,
    /// A certificate that is not X.509 v3.
    UnsupportedVersion,
    /// A critical extension that nobody knows.
    CriticalExtension,
    /// A certificate that cannot be read.
    Malformed,
    /// Anything else.
    Other,
}

/// Looks for a path from `chain[0]`, the certificate of this end, over the rest of `chain` to one of the `trust` certificates, all DER, at `time_s`
/// (seconds since 1970-01-01 00:00 UTC). A certificate that a CRL covers must not be revoked, and that CRL must not be
/// too old; one that no CRL covers passes. As in webpki, a trusted certificate's own dates and extensions do not count.
#[must_use]
pub fn path(chain: &[&[u8]], trust: &[Vec<u8>], crls: &[Vec<u8>], time_s: i64, of: End) -> PathResult {
    let Some((first, rest)) = chain.split_first() else {
        return PathResult::Unable("there is no certificate".into());
    };
    let trusted: Vec<CertificateDer<'_>> = trust.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let anchors: Vec<TrustAnchor<'_>> = trusted.iter().filter_map(|der| webpki::anchor_from_trusted_cert(der).ok()).collect();
    if anchors.is_empty() {
        return PathResult::Unable(no_anchors(trust.len()));
    }
    let crls = match read_crls(crls) {
        Ok(crls) => crls,
        Err(says) => return PathResult::Unable(says),
    };
    let end_entity = CertificateDer::from(*first);
    let intermediates: Vec<CertificateDer<'_>> = rest.iter().map(|der| CertificateDer::from(*der)).collect();
    let result = EndEntityCert::try_from(&end_entity).and_then(|end_entity| {
        let found = verify(&end_entity, &anchors, &intermediates, &crls, time_s, of)?;
        Ok(holds(&found, chain, trust))
    });
    result.unwrap_or_else(|error| PathResult::Fails(Failure::of(&error, chain, trust)))
}

fn verify<'p>(
    end_entity: &'p EndEntityCert<'p>,
    anchors: &'p [TrustAnchor<'p>],
    intermediates: &'p [CertificateDer<'p>],
    crls: &[CertRevocationList<'_>],
    time_s: i64,
    of: End,
) -> Result<VerifiedPath<'p>, Error> {
    let crls: Vec<&CertRevocationList<'_>> = crls.iter().collect();
    let revocation = RevocationOptionsBuilder::new(&crls).ok().map(|builder| {
        builder
            .with_depth(RevocationCheckDepth::Chain)
            .with_status_policy(UnknownStatusPolicy::Allow)
            .with_expiration_policy(ExpirationPolicy::Enforce)
            .build()
    });
    let usage = match of {
        End::Server => KeyUsage::server_auth(),
        End::Client => KeyUsage::client_auth(),
    };
    let time = UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(time_s).unwrap_or(0)));
    end_entity.verify_for_usage(ALL_VERIFICATION_ALGS, anchors, intermediates, time, usage, revocation, None)
}

fn read_crls(crls: &[Vec<u8>]) -> Result<Vec<CertRevocationList<'_>>, String> {
    let read = |(number, der): (usize, &'_ Vec<u8>)| match BorrowedCertRevocationList::from_der(der) {
        Ok(crl) => crl.to_owned().map(CertRevocationList::from).map_err(|error| (number, error)),
        Err(error) => Err((number, error)),
    };
    let crls: Result<Vec<_>, _> = crls.iter().enumerate().map(read).collect();
    crls.map_err(|(number, error)| format!("revocation list {} cannot be read: {error}", number + 1))
}

fn no_anchors(given: usize) -> String {
    match given {
        0 => "nothing is known to be trusted".into(),
        _ => "none of the trusted certificates can be read".into(),
    }
}

fn holds(found: &VerifiedPath<'_>, chain: &[&[u8]], trust: &[Vec<u8>]) -> PathResult {
    // webpki keeps names and keys without tag and length.
    let subject = der::sequence(found.anchor().subject.as_ref());
    let key = der::sequence(found.anchor().subject_public_key_info.as_ref());
    let is_anchor = |der: &Vec<u8>| Fields::of(der).is_some_and(|fields| fields.subject == subject && fields.key == key);
    let position = |der: &[u8]| chain.iter().position(|sent| *sent == der);
    PathResult::Holds {
        anchor: trust.iter().position(is_anchor).unwrap_or(0),
        intermediates: found.intermediate_certificates().filter_map(|certificate| position(&certificate.der())).collect(),
        anchor_subject: subject,
    }
}

impl Failure {
    fn of(error: &Error, chain: &[&[u8]], trust: &[Vec<u8>]) -> Self {
        let (reason, at) = match Reason::of(error) {
            Reason::Expired { not_after_s } => {
                (Reason::Expired { not_after_s }, position(chain, |fields| fields.not_after_s == Some(not_after_s)))
            }
            Reason::NotYetValid { not_before_s } => {
                (Reason::NotYetValid { not_before_s }, position(chain, |fields| fields.not_before_s == Some(not_before_s)))
            }
            Reason::BadSignature => whose_signature(chain, trust),
            Reason::CaUsedAsEndEntity => (Reason::CaUsedAsEndEntity, Some(0)),
            other => (other, None),
        };
        Self { reason, at, says: reason.says(error) }
    }
}

impl Reason {
    #[allow(deprecated, reason = "webpki still gives some of its deprecated errors")]
    fn of(error: &Error) -> Self {
        match error {
            Error::CertExpired { not_after, .. } => Self::Expired { not_after_s: seconds(*not_after) },
            Error::CertNotValidYet { not_before, .. } => Self::NotYetValid { not_before_s: seconds(*not_before) },
            Error::UnknownIssuer => Self::UnknownIssuer,
            Error::InvalidSignatureForPublicKey => Self::BadSignature,
            Error::UnsupportedSignatureAlgorithm
            | Error::UnsupportedSignatureAlgorithmContext(_)
            | Error::UnsupportedSignatureAlgorithmForPublicKey
            | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => Self::UnsupportedAlgorithm,
            Error::RequiredEkuNotFound | Error::RequiredEkuNotFoundContext(_) | Error::EmptyEkuExtension => Self::WrongExtendedKeyUsage,
            Error::CaUsedAsEndEntity => Self::CaUsedAsEndEntity,
            Error::EndEntityUsedAsCa => Self::EndEntityUsedAsCa,
            Error::CertRevoked => Self::Revoked,
            Error::CrlExpired { .. } => Self::CrlExpired,
            Error::InvalidCrlSignatureForPublicKey
            | Error::IssuerNotCrlSigner
            | Error::UnsupportedCrlSignatureAlgorithm
            | Error::UnsupportedCrlSignatureAlgorithmContext(_)
            | Error::UnsupportedCrlSignatureAlgorithmForPublicKey
            | Error::UnsupportedCrlSignatureAlgorithmForPublicKeyContext(_) => Self::CrlUnusable,
            Error::NameConstraintViolation | Error::MalformedNameConstraint => Self::NameConstraint,
            Error::PathLenConstraintViolated => Self::PathLength,
            Error::UnsupportedCertVersion => Self::UnsupportedVersion,
            Error::UnsupportedCriticalExtension => Self::CriticalExtension,
            Error::BadDer
            | Error::BadDerTime
            | Error::ExtensionValueInvalid
            | Error::InvalidCertValidity
            | Error::InvalidSerialNumber
            | Error::MalformedExtensions
            | Error::SignatureAlgorithmMismatch
            | Error::TrailingData(_) => Self::Malformed,
            _ => Self::Other,
        }
    }

    fn says(self, error: &Error) -> String {
        match self {
            Self::Expired { .. } => "a certificate has expired",
            Self::NotYetValid { .. } => "a certificate is not valid yet",
            Self::UnknownIssuer => "no trusted certificate issued it, nor did one that was sent with it",
            Self::BadSignature => "its signature does not fit the key of the issuer that it names",
            Self::KeyTooSmall => "it is signed with an RSA key of less than 2048 bits",
            Self::UnsupportedAlgorithm => "it is signed with an algorithm that is not accepted",
            Self::WrongExtendedKeyUsage => "its extended key usage does not allow this use",
            Self::CaUsedAsEndEntity => "it is a CA's certificate, used as an end's own",
            Self::EndEntityUsedAsCa => "its issuer is not a CA",
            Self::Revoked => "it is revoked",
            Self::CrlExpired => "the revocation list is too old",
            Self::CrlUnusable => "the revocation list cannot be used",
            Self::NameConstraint => "a CA above it may not issue for this name",
            Self::PathLength => "there are more CAs in between than a CA above allows",
            Self::UnsupportedVersion => "it is not an X.509 v3 certificate",
            Self::CriticalExtension => "it has a critical extension that is not known",
            Self::Malformed => return format!("it cannot be read: {error}"),
            Self::Other => return error.to_string(),
        }
        .into()
    }
}

/// The certificate whose signature fits no issuer of that name. If each one fits, webpki refused the key's size.
fn whose_signature(chain: &[&[u8]], trust: &[Vec<u8>]) -> (Reason, Option<usize>) {
    let signers: Vec<Vec<&[u8]>> = chain.iter().map(|certificate| issuer_keys(certificate, chain, trust)).collect();
    let signed_by = |at: usize, key: &[u8]| certificate_signature(key, chain[at]) == Verdict::Holds;
    let is_bad = |at: &usize| !signers[*at].is_empty() && !signers[*at].iter().any(|key| signed_by(*at, key));
    let is_small = |key: &[u8]| PublicKey::parse(key).and_then(|key| key.bits()).is_some_and(|bits| bits < 2048);
    let has_small = |at: &usize| signers[*at].iter().any(|key| signed_by(*at, key) && is_small(key));
    if let Some(at) = (0..chain.len()).find(is_bad) {
        return (Reason::BadSignature, Some(at));
    }
    match (0..chain.len()).find(has_small) {
        Some(at) => (Reason::KeyTooSmall, Some(at)),
        None => (Reason::BadSignature, None),
    }
}

/// The keys of those whose name is the certificate's issuer.
fn issuer_keys<'a>(certificate: &[u8], chain: &[&'a [u8]], trust: &'a [Vec<u8>]) -> Vec<&'a [u8]> {
    let Some(issuer) = Fields::of(certificate).map(|fields| fields.issuer) else { return Vec::new() };
    let known = chain.iter().copied().chain(trust.iter().map(Vec::as_slice));
    known.filter_map(Fields::of).filter(|fields| fields.subject == issuer).map(|fields| fields.key).collect()
}

fn position(chain: &[&[u8]], fits: impl Fn(&Fields<'_>) -> bool) -> Option<usize> {
    chain.iter().position(|certificate| Fields::of(certificate).is_some_and(|fields| fits(&fields)))
}

fn seconds(time: UnixTime) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
