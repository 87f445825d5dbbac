//! What people call a certificate: `CN=alice,O=Lab, issued by CN=Lab Root`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::pki_types::CertificateDer;
use rustls::sign::CertifiedKey;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer as _;
use x509_parser::x509::X509Name;

/// How many names are remembered: an end sees the same few certificates again and again, and asks for their names in the
/// middle of its handshake.
const MAX_REMEMBERED: usize = 64;

/// The name of a certificate.
pub(super) fn name(certificate: &CertificateDer<'_>) -> Arc<str> {
    static KNOWN: Mutex<VecDeque<(CertificateDer<'static>, Arc<str>)>> = Mutex::new(VecDeque::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, name)) = known.iter().find(|(known, _)| known == certificate) {
        return Arc::clone(name);
    }
    let name: Arc<str> = read(certificate).into();
    if known.len() == MAX_REMEMBERED {
        known.pop_front();
    }
    known.push_back((certificate.clone().into_owned(), Arc::clone(&name)));
    name
}

/// The name of the certificate that belongs to a key.
pub(super) fn of_key(key: &CertifiedKey) -> Arc<str> {
    key.cert.first().map_or_else(|| "a key without a certificate".into(), name)
}

fn read(certificate: &CertificateDer<'_>) -> String {
    match subject_and_issuer(certificate) {
        Some((subject, issuer)) if subject == issuer => format!("{subject}, self-signed"),
        Some((subject, issuer)) => format!("{subject}, issued by {issuer}"),
        None => "a certificate that cannot be read".to_owned(),
    }
}

/// Who a certificate is about and who issued it, `CN=…,O=…` each.
pub(super) fn subject_and_issuer(certificate: &CertificateDer<'_>) -> Option<(String, String)> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    Some((in_words(certificate.subject()), in_words(certificate.issuer())))
}

/// A distinguished name, as most tools print it.
pub(super) fn in_words(name: &X509Name<'_>) -> String {
    name.to_string().replace(", ", ",")
}
