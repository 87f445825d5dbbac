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
            let presented: Vec<&str> = context.presented.iter().map(|name| bare(name)).collect();
            Verdict::Fails(format!("the certificate is for {}, not for {server_name}", presented.join(", ")))
        }
        Err(error) => Verdict::Fails(error.to_string()),
    }
}

/// webpki says `DnsName("example.org")`.
fn bare(presented: &str) -> &str {
    let inside = presented.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    inside.unwrap_or(presented).trim_matches('"')
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair};

    use super::*;

    fn certificate(names: &[&str]) -> Vec<u8> {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        CertificateParams::new(names).unwrap().self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    #[test]
    fn names_and_addresses() {
        let certificate = certificate(&["localhost", "*.example.org", "127.0.0.1"]);
        for name in ["localhost", "LOCALHOST", "www.example.org", "127.0.0.1"] {
            assert_eq!(names_match(&certificate, name), Verdict::Holds, "{name}");
        }
        for name in ["example.org", "a.b.example.org", "127.0.0.2", "::1", "other"] {
            assert_eq!(names_match(&certificate, name).holds(), Some(false), "{name}");
        }
        assert_eq!(names_match(&certificate, "no host").holds(), None);
        assert_eq!(names_match(&[0x30, 0], "localhost").holds(), None);
    }

    #[test]
    fn says_what_is_there() {
        let says = names_match(&certificate(&["alice.example"]), "bob.example");
        assert_eq!(says.reason(), Some("the certificate is for alice.example, not for bob.example"));
        let says = names_match(&certificate(&[]), "bob.example");
        assert_eq!(says.reason(), Some("the certificate names no host, bob.example was wanted"));
    }
}
