//! What proofs need of a certificate: its key, its signature, its names and dates as bytes (RFC 5280 4.1).
//!
//! ```text
//! Certificate ::= SEQUENCE { tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE, signature BIT STRING }
//! TBSCertificate ::= SEQUENCE { version [0], serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo, … }
//! ```

use super::der::{self, Element, tag};
use super::{Verdict, signature};

/// The SubjectPublicKeyInfo of a certificate, whole; `None` if the certificate cannot be read so far.
#[must_use]
pub fn subject_public_key_info(certificate: &[u8]) -> Option<&[u8]> {
    Fields::of(certificate).map(|fields| fields.key)
}

/// Whether the issuer's key signed this certificate (or this CRL, which is built the same), SHA-1 and small keys
/// included (RFC 5280 4.1.1.3). Says nothing about dates, names or trust.
#[must_use]
pub fn certificate_signature(issuer_spki: &[u8], certificate: &[u8]) -> Verdict {
    match Signed::of(certificate) {
        Some(signed) => signature::verify_x509(signed.algorithm, issuer_spki, signed.content, signed.signature),
        None => Verdict::Unable("the certificate cannot be read".into()),
    }
}

/// Whether the certificate names itself as its issuer and its own key signed it.
#[must_use]
pub fn is_self_signed(certificate: &[u8]) -> bool {
    let Some(fields) = Fields::of(certificate) else { return false };
    fields.issuer == fields.subject && certificate_signature(fields.key, certificate) == Verdict::Holds
}

/// Content and signature.
struct Signed<'a> {
    content: &'a [u8],
    algorithm: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Signed<'a> {
    fn of(mut certificate: &'a [u8]) -> Option<Self> {
        let mut parts = der::take(&mut certificate, tag::SEQUENCE)?;
        let content = der::next(&mut parts)?.whole;
        let algorithm = der::next(&mut parts)?.whole;
        let signature = der::whole_bytes(der::take(&mut parts, tag::BIT_STRING)?)?;
        Some(Self { content, algorithm, signature })
    }
}

/// The fields that paths are built from; names and key whole, with their tags.
pub(super) struct Fields<'a> {
    pub(super) issuer: &'a [u8],
    /// In seconds since 1970-01-01 00:00 UTC.
    pub(super) not_before_s: Option<i64>,
    /// In seconds since 1970-01-01 00:00 UTC.
    pub(super) not_after_s: Option<i64>,
    pub(super) subject: &'a [u8],
    pub(super) key: &'a [u8],
}

impl<'a> Fields<'a> {
    pub(super) fn of(mut certificate: &'a [u8]) -> Option<Self> {
        let mut parts = der::take(&mut certificate, tag::SEQUENCE)?;
        let mut fields = der::take(&mut parts, tag::SEQUENCE)?;
        let _version = der::take(&mut fields, tag::CONTEXT_0);
        let _serial_number = der::take(&mut fields, tag::INTEGER)?;
        let _signature = der::take(&mut fields, tag::SEQUENCE)?;
        let issuer = der::next(&mut fields)?.whole;
        let mut validity = der::take(&mut fields, tag::SEQUENCE)?;
        let not_before_s = der::next(&mut validity).and_then(|time| seconds(&time));
        let not_after_s = der::next(&mut validity).and_then(|time| seconds(&time));
        let subject = der::next(&mut fields)?.whole;
        let key = der::next(&mut fields).filter(|element| element.tag == tag::SEQUENCE)?.whole;
        Some(Self { issuer, not_before_s, not_after_s, subject, key })
    }
}

/// `YYMMDDhhmmssZ` or `YYYYMMDDhhmmssZ` (RFC 5280 4.1.2.5); two digits below 50 are in this century.
fn seconds(time: &Element<'_>) -> Option<i64> {
    let digits = time.content.strip_suffix(b"Z")?;
    let number = |digits: &[u8]| digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0')));
    let (year, rest) = match (time.tag, digits.len()) {
        (tag::UTC_TIME, 12) => {
            let year = number(&digits[..2])?;
            (if year < 50 { 2000 + year } else { 1900 + year }, &digits[2..])
        }
        (tag::GENERALIZED_TIME, 14) => (number(&digits[..4])?, &digits[4..]),
        _ => return None,
    };
    let [month, day, hour, minute, second] = [0, 2, 4, 6, 8].map(|at| number(&rest[at..at + 2]));
    Some(((days_since_1970(year, month?, day?) * 24 + hour?) * 60 + minute?) * 60 + second?)
}

/// Days of the Gregorian calendar, counted in years that begin in March, so that a leap day is a year's last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 719_469
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(tag: u8, content: &[u8]) -> Option<i64> {
        seconds(&Element { tag, content, whole: content })
    }

    #[test]
    fn times() {
        assert_eq!(time(tag::UTC_TIME, b"700101000000Z"), Some(0));
        assert_eq!(time(tag::UTC_TIME, b"000229235959Z"), Some(951_868_799));
        assert_eq!(time(tag::GENERALIZED_TIME, b"20501231000000Z"), Some(2_556_057_600));
        assert_eq!(time(tag::UTC_TIME, b"49123123595Z"), None);
        assert_eq!(time(tag::UTC_TIME, b"4912312359x9Z"), None);
    }
}
