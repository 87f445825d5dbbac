//! Whether a certificate is for a host name or an address (RFC 9525, RFC 5280 4.2.1.6).

use rustls_pki_types::{CertificateDer, ServerName};
use webpki::{EndEntityCert, Error};

use super::Verdict;

/// Whether the certificate's subjectAltName fits `server_name`, a DNS name or an IP address. The subject's common name
/// does not count.
#[must_use]
pub fn names_match(certificate: &[u8], server_name: &str) -> Verdict {
    let Ok(name) = ServerName::try_from(server_name) else {
        return Verdict::Unable(format!("{server_name:?} is no host name"));
    };
    let certificate = CertificateDer::from(certificate);
    let certificate = match EndEntityCert::try_from(&certificate) {
        Ok(certificate) => certificate,
        Err(error) => return Verdict::Unable(format!("the certificate cannot be read: {error}")),
    };
    match certificate.verify_is_valid_for_subject_name(&name) {
        Ok(()) => Verdict::Holds,
        Err(Error::CertNotValidForName(context)) if context.presented.is_empty() => {
            Verdict::Fails(format!("the certificate names no host, {server_name} was wanted"))
        }
        Err(Error::CertNotValidForName(context)) => {
            Verdict::Fails(format!("the certificate is for {}, not for {server_name}", context.presented.join(", ")))
        }
        Err(error) => Verdict::Fails(error.to_string()),
    }
}
