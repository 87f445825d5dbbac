//! From an error of an end to its reason as a value, so that nobody has to read words.

use std::io;

use rustls::pki_types::UnixTime;
use rustls::{CertificateError, Error, InvalidMessage, OtherError, PeerIncompatible};

use super::demands::Refused;
use crate::capture::Reason;

/// The reason of an error that tokio-rustls gave.
pub(crate) fn of_io_error(error: &io::Error) -> Reason {
    match tls_error(error) {
        Some(error) => of_tls_error(error),
        None => of_transport_error(error),
    }
}

/// The words of an error: as rustls has them, if it is one of rustls.
pub(crate) fn in_words(error: &io::Error) -> String {
    tls_error(error).map_or_else(|| error.to_string(), ToString::to_string)
}

/// The error of rustls inside, if there is one.
pub(crate) fn tls_error(error: &io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref()
}

fn of_transport_error(error: &io::Error) -> Reason {
    match error.kind() {
        // A write finds out that the other end is gone, not how it went: a reset would have been read first.
        io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe => Reason::Closed,
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => Reason::Reset,
        io::ErrorKind::ConnectionRefused => Reason::ConnectionRefused,
        io::ErrorKind::TimedOut => Reason::TimedOut,
        _ => Reason::Other(error.to_string()),
    }
}

/// The reason of an error of rustls.
pub(super) fn of_tls_error(error: &Error) -> Reason {
    match error {
        Error::InvalidCertificate(error) => of_certificate_error(error),
        Error::PeerIncompatible(why) => of_incompatibility(why).unwrap_or_else(|| Reason::Other(error.to_string())),
        Error::NoCertificatesPresented => Reason::NoCertificatePresented,
        Error::NoApplicationProtocol => Reason::NoCommonAlpn,
        Error::AlertReceived(alert) => Reason::AlertReceived(u8::from(*alert)),
        Error::DecryptError => Reason::DecryptError,
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => Reason::NotTls,
        Error::InvalidMessage(InvalidMessage::UnexpectedMessage(_))
        | Error::InappropriateMessage { .. }
        | Error::InappropriateHandshakeMessage { .. } => Reason::UnexpectedMessage,
        Error::InvalidMessage(_) | Error::PeerSentOversizedRecord => Reason::Malformed,
        Error::PeerMisbehaved(_) => Reason::IllegalParameter(error.to_string()),
        // rustls has no value for it, only these words.
        Error::General(words) if words == "no server certificate chain resolved" => Reason::NoCertificateForName,
        other => Reason::Other(other.to_string()),
    }
}

fn of_incompatibility(why: &PeerIncompatible) -> Option<Reason> {
    Some(match why {
        PeerIncompatible::NoCipherSuitesInCommon => Reason::NoCommonCipherSuite,
        PeerIncompatible::NoKxGroupsInCommon | PeerIncompatible::NamedGroupsExtensionRequired => Reason::NoCommonGroup,
        PeerIncompatible::NoSignatureSchemesInCommon
        | PeerIncompatible::NoCertificateRequestSignatureSchemesInCommon
        | PeerIncompatible::SignatureAlgorithmsExtensionRequired => Reason::NoCommonSignatureScheme,
        PeerIncompatible::ServerDoesNotSupportTls12Or13
        | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
        | PeerIncompatible::SupportedVersionsExtensionRequired
        | PeerIncompatible::Tls12NotOffered
        | PeerIncompatible::Tls12NotOfferedOrEnabled => Reason::NoCommonVersion,
        _ => return None,
    })
}

#[expect(deprecated, reason = "rustls may still use the older variants without context")]
fn of_certificate_error(error: &CertificateError) -> Reason {
    match error {
        CertificateError::BadEncoding => Reason::Malformed,
        CertificateError::Expired => Reason::CertificateExpired { not_after_s: None },
        CertificateError::ExpiredContext { not_after, .. } => Reason::CertificateExpired { not_after_s: seconds(*not_after) },
        CertificateError::NotValidYet => Reason::NotValidYet { not_before_s: None },
        CertificateError::NotValidYetContext { not_before, .. } => Reason::NotValidYet { not_before_s: seconds(*not_before) },
        CertificateError::Revoked => Reason::Revoked,
        CertificateError::UnhandledCriticalExtension => Reason::CriticalExtension,
        CertificateError::UnknownIssuer => Reason::UnknownIssuer,
        CertificateError::UnknownRevocationStatus => Reason::UnknownRevocationStatus,
        CertificateError::ExpiredRevocationList => Reason::ExpiredCrl { next_update_s: None },
        CertificateError::ExpiredRevocationListContext { next_update, .. } => Reason::ExpiredCrl { next_update_s: seconds(*next_update) },
        CertificateError::BadSignature => Reason::BadSignature,
        CertificateError::UnsupportedSignatureAlgorithm
        | CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => Reason::UnsupportedSignatureAlgorithm,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Reason::WrongName,
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => Reason::WrongPurpose,
        CertificateError::ApplicationVerificationFailure => Reason::NotAuthorized,
        CertificateError::Other(inner) => of_other(inner).unwrap_or_else(|| Reason::Other(error.to_string())),
        other => Reason::Other(other.to_string()),
    }
}

/// What rustls passes on without a name of its own: webpki's errors, and those of the lab's stricter verifiers.
fn of_other(OtherError(inner): &OtherError) -> Option<Reason> {
    if let Some(refused) = inner.downcast_ref::<Refused>() {
        return Some(match refused {
            Refused::KeyUsage => Reason::KeyUsage,
            Refused::KeySize { .. } => Reason::WeakKey,
            Refused::Unreadable => Reason::Malformed,
        });
    }
    Some(match inner.downcast_ref::<webpki::Error>()? {
        webpki::Error::CaUsedAsEndEntity => Reason::CaUsedAsEndEntity,
        webpki::Error::EndEntityUsedAsCa => Reason::EndEntityUsedAsCa,
        webpki::Error::PathLenConstraintViolated => Reason::PathLength,
        webpki::Error::NameConstraintViolation => Reason::NameConstraint,
        webpki::Error::UnsupportedCertVersion => Reason::UnsupportedVersion,
        webpki::Error::UnsupportedCriticalExtension => Reason::CriticalExtension,
        webpki::Error::EmptyEkuExtension => Reason::WrongPurpose,
        _ => return None,
    })
}

fn seconds(time: UnixTime) -> Option<i64> {
    i64::try_from(time.as_secs()).ok()
}
