//! What a certificate means, by x509-parser.

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{DistributionPointName, ExtendedKeyUsage, GeneralName, KeyUsage, ParsedExtension, X509Extension};
use x509_parser::prelude::FromDer;

use super::X509;
use super::general_name::general_name_text;
use super::key::Key;
use super::name::name_text;
use super::readable::{dotted, hex};

/// The facts of a certificate; the defaults, where x509-parser refuses it.
pub(super) fn read(der: &[u8]) -> X509 {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else { return X509::default() };
    let mut facts = names_and_dates(&certificate);
    let key = Key::of(certificate.public_key());
    facts.public_key_info = certificate.public_key().raw.to_vec();
    facts.public_key = key.name;
    facts.public_key_algorithm = key.algorithm;
    facts.public_key_bits = key.bits;
    facts.curve_form = key.curve_form;
    for extension in certificate.extensions() {
        add_extension(&mut facts, extension);
    }
    facts.well_formed = true;
    facts
}

fn names_and_dates(certificate: &X509Certificate<'_>) -> X509 {
    X509 {
        version: certificate.version().0.saturating_add(1),
        serial: without_leading_zeros(certificate.raw_serial()).to_vec(),
        serial_is_negative: certificate.raw_serial().first().is_some_and(|first| first & 0x80 != 0),
        subject: name_text(certificate.subject()),
        subject_der: certificate.subject().as_raw().to_vec(),
        issuer: name_text(certificate.issuer()),
        issuer_der: certificate.issuer().as_raw().to_vec(),
        not_before: certificate.validity().not_before.timestamp(),
        not_after: certificate.validity().not_after.timestamp(),
        signature_algorithm: oid(certificate.signature_algorithm.algorithm.as_bytes()),
        signature: certificate.signature_value.data.to_vec(),
        ..X509::default()
    }
}

fn add_extension(facts: &mut X509, extension: &X509Extension<'_>) {
    facts.extensions.push((oid(extension.oid.as_bytes()), extension.critical));
    match extension.parsed_extension() {
        ParsedExtension::SubjectAlternativeName(names) => facts.subject_alt_names.extend(names.general_names.iter().map(general_name_text)),
        ParsedExtension::ExtendedKeyUsage(usage) => facts.extended_key_usage = Some(purposes(usage)),
        ParsedExtension::KeyUsage(usage) => facts.key_usage = Some(usages(*usage)),
        ParsedExtension::BasicConstraints(constraints) => {
            facts.is_ca = Some(constraints.ca);
            facts.path_length = constraints.path_len_constraint;
        }
        ParsedExtension::AuthorityKeyIdentifier(identifier) => {
            facts.authority_key_id = identifier.key_identifier.as_ref().map(|id| id.0.to_vec());
            facts.authority_cert_issuer = identifier.authority_cert_issuer.iter().flatten().find_map(|name| match name {
                GeneralName::DirectoryName(name) => Some(name.as_raw().to_vec()),
                _ => None,
            });
            facts.authority_cert_serial = identifier.authority_cert_serial.map(|serial| without_leading_zeros(serial).to_vec());
        }
        ParsedExtension::SubjectKeyIdentifier(identifier) => facts.subject_key_id = Some(identifier.0.to_vec()),
        ParsedExtension::NameConstraints(constraints) => {
            let texts = |subtrees: &Option<Vec<_>>| texts(subtrees.iter().flatten());
            facts.name_constraints = Some(extension.value.to_vec());
            facts.permitted_names = texts(&constraints.permitted_subtrees);
            facts.excluded_names = texts(&constraints.excluded_subtrees);
        }
        ParsedExtension::CRLDistributionPoints(points) => {
            let names = points.points.iter().filter_map(|point| match &point.distribution_point {
                Some(DistributionPointName::FullName(names)) => Some(names),
                _ => None,
            });
            facts.crl_distribution_points = uris(names.flatten());
        }
        ParsedExtension::AuthorityInfoAccess(access) => {
            let of =
                |method| access.accessdescs.iter().filter(move |a| oid(a.access_method.as_bytes()) == method).map(|a| &a.access_location);
            facts.ocsp_responders = uris(of("1.3.6.1.5.5.7.48.1"));
            facts.ca_issuers = uris(of("1.3.6.1.5.5.7.48.2"));
        }
        _ => {}
    }
}

fn texts<'a>(subtrees: impl Iterator<Item = &'a x509_parser::extensions::GeneralSubtree<'a>>) -> Vec<String> {
    subtrees.map(|subtree| general_name_text(&subtree.base)).collect()
}

fn uris<'a>(names: impl Iterator<Item = &'a GeneralName<'a>>) -> Vec<String> {
    names.filter_map(|name| if let GeneralName::URI(uri) = name { Some((*uri).to_owned()) } else { None }).collect()
}

/// The purposes: the known ones in the order of their numbers, the others behind them.
fn purposes(usage: &ExtendedKeyUsage<'_>) -> Vec<String> {
    let known = [
        (usage.any, "2.5.29.37.0"),
        (usage.server_auth, "1.3.6.1.5.5.7.3.1"),
        (usage.client_auth, "1.3.6.1.5.5.7.3.2"),
        (usage.code_signing, "1.3.6.1.5.5.7.3.3"),
        (usage.email_protection, "1.3.6.1.5.5.7.3.4"),
        (usage.time_stamping, "1.3.6.1.5.5.7.3.8"),
        (usage.ocsp_signing, "1.3.6.1.5.5.7.3.9"),
    ];
    let known = known.into_iter().filter(|(set, _)| *set).map(|(_, oid)| oid.to_owned());
    known.chain(usage.other.iter().map(|other| oid(other.as_bytes()))).collect()
}

fn usages(usage: KeyUsage) -> Vec<&'static str> {
    super::extension::KEY_USAGES.iter().enumerate().filter(|(bit, _)| usage.flags >> bit & 1 == 1).map(|(_, name)| *name).collect()
}

fn oid(content: &[u8]) -> String {
    dotted(content).unwrap_or_else(|| hex(content))
}

/// At least one byte stays.
pub(super) fn without_leading_zeros(number: &[u8]) -> &[u8] {
    let first = number.iter().position(|&byte| byte != 0).unwrap_or(number.len().saturating_sub(1));
    number.get(first..).unwrap_or_default()
}
