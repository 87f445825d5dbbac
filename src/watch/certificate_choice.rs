//! Which certificate an end shows: as rustls decides, or as other stacks do.

use std::sync::Arc;

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::pki_types::CertificateDer;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use serde::Deserialize;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer as _;

use super::certificate_names::subject_and_issuer;
use super::recorder;
use crate::capture::{Withheld, WithheldBecause};

/// When a client sends the certificate that it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateChoice {
    /// Always, whatever authorities the server names; so do OpenSSL, curl, Node and Python too.
    #[default]
    AsRustls,
    /// Only if the server names the issuer of a certificate of the chain; so do Go and Java.
    OnlyIfCaNamed,
}

/// A client's one certificate.
#[derive(Debug)]
pub(crate) struct ClientCertificate {
    pub(crate) key: Arc<CertifiedKey>,
    pub(crate) choice: CertificateChoice,
}

impl ResolvesClientCert for ClientCertificate {
    fn resolve(&self, root_hint_subjects: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        if self.choice == CertificateChoice::OnlyIfCaNamed && !names_an_issuer(root_hint_subjects, &self.key.cert) {
            self.withhold(WithheldBecause::AuthorityNotNamed);
            return None;
        }
        if self.key.key.choose_scheme(schemes).is_none() {
            self.withhold(WithheldBecause::NoCommonScheme);
            return None;
        }
        Some(Arc::clone(&self.key))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

impl ClientCertificate {
    fn withhold(&self, because: WithheldBecause) {
        recorder::withheld(|| {
            let (subject, issuer) = self.key.cert.first().and_then(subject_and_issuer).unwrap_or_default();
            Withheld { subject, issuer, because }
        });
    }
}

/// A server that names nobody takes what it gets (RFC 8446 4.2.4).
fn names_an_issuer(authorities: &[&[u8]], chain: &[CertificateDer<'_>]) -> bool {
    let issued_by_one_of_them = |certificate: &CertificateDer<'_>| {
        X509Certificate::from_der(certificate).is_ok_and(|(_, certificate)| authorities.contains(&certificate.issuer().as_raw()))
    };
    authorities.is_empty() || chain.iter().any(issued_by_one_of_them)
}

/// A server's one certificate, for all clients or for those that ask for one of its names.
#[derive(Debug)]
pub(crate) struct ServerCertificate {
    pub(crate) key: Arc<CertifiedKey>,
    /// `None`: for all clients.
    pub(crate) only_for: Option<Vec<String>>,
}

impl ResolvesServerCert for ServerCertificate {
    fn resolve(&self, client_hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let asked = client_hello.server_name();
        let answers =
            self.only_for.as_ref().is_none_or(|names| names.iter().any(|name| asked.is_some_and(|asked| asked.eq_ignore_ascii_case(name))));
        answers.then(|| Arc::clone(&self.key))
    }
}
