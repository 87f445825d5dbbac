//! A certificate, a key or a revocation list in plain words.

use crate::diagnose::time::{date, length};
use crate::names::oid_name;
use crate::trace::certificates::{
    PrivateKey, PublicKey, RevocationList, X509, certificate_signature, decode, fingerprint, is_self_signed, revocation_list,
};

/// Something in words: pairs of a name and what there is to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// The most important about it, for a heading.
    pub title: String,
    /// What everybody wants to know.
    pub rows: Vec<(&'static str, String)>,
    /// What is looked up now and then.
    pub details: Vec<(&'static str, String)>,
}

/// A certificate by the clock `at_s` (seconds since 1970-01-01 00:00 UTC); `None` if it cannot be read.
#[must_use]
pub fn certificate(der: &[u8], at_s: i64) -> Option<(X509, Description)> {
    let x509 = decode(der);
    let description = x509.well_formed.then(|| of_certificate(der, &x509, at_s))?;
    Some((x509, description))
}

/// A private key, without its secret; `None` if it cannot be read.
#[must_use]
pub fn private_key(der: &[u8]) -> Option<(PrivateKey, Description)> {
    let key = PrivateKey::read(der)?;
    let bits = key.bits().map_or_else(String::new, |bits| format!(", {bits} bits"));
    let rows = vec![("key", format!("{}{bits}", key.algorithm)), ("form", format!("{}; the secret is not shown", key.form))];
    Some((key, Description { title: "a private key".into(), rows, details: Vec::new() }))
}

/// A public key; `None` if it cannot be read.
#[must_use]
pub fn public_key(spki: &[u8]) -> Option<Description> {
    let key = PublicKey::parse(spki)?;
    let bits = key.bits().map_or_else(String::new, |bits| format!(", {bits} bits"));
    let rows =
        vec![("key", format!("{}{bits}", key.algorithm)), ("is", "the public half alone: it proves nothing, and is no secret".into())];
    Some(Description { title: "a public key".into(), rows, details: Vec::new() })
}

/// A revocation list by the clock `at_s`; `None` if it cannot be read.
#[must_use]
pub fn crl(der: &[u8], at_s: i64) -> Option<(RevocationList, Description)> {
    let list = revocation_list(der)?;
    let next = match list.next_update {
        Some(next) if next < at_s => {
            format!("{}: {} too old, OpenSSL refuses all certificates of this CA now", date(next), length(at_s - next))
        }
        Some(next) => format!("{}: {} left", date(next), length(next - at_s)),
        None => "not said".into(),
    };
    let rows = vec![
        ("issuer", list.issuer.clone()),
        ("made", date(list.this_update)),
        ("next one", next),
        ("revoked", format!("{} certificates", list.revoked.len())),
    ];
    let serials = list.revoked.iter().map(|(serial, since)| ("serial", format!("{} since {}", hex::encode(serial), date(*since))));
    let description = Description { title: format!("a revocation list of {}", list.issuer), rows, details: serials.collect() };
    Some((list, description))
}

/// Whether the key that is asked for made the certificate's signature.
#[must_use]
pub fn signed_by(certificate: &[u8], issuer: &X509) -> bool {
    certificate_signature(&issuer.public_key_info, certificate).holds() == Some(true)
}

fn of_certificate(der: &[u8], x509: &X509, at_s: i64) -> Description {
    let mut rows = vec![("subject", named(&x509.subject)), ("issuer", issuer(der, x509)), ("valid", validity(x509, at_s))];
    if !x509.subject_alt_names.is_empty() {
        rows.push(("names", x509.subject_alt_names.join(", ")));
    }
    rows.push(("may prove", purposes(x509)));
    rows.extend(x509.key_usage.as_ref().map(|usage| ("key may", if usage.is_empty() { "nothing".into() } else { usage.join(", ") })));
    rows.push(("is", kind(x509)));
    rows.push(("key", x509.public_key.clone()));
    rows.push(("signed with", oid(&x509.signature_algorithm)));
    rows.extend(oddities(x509).into_iter().map(|oddity| ("beware", oddity)));
    rows.push(("SHA-256", colons(&fingerprint(der))));
    Description { title: named(&x509.subject), rows, details: details(x509) }
}

fn details(x509: &X509) -> Vec<(&'static str, String)> {
    let id = |id: &Option<Vec<u8>>| id.as_deref().map(hex::encode);
    let list = |names: &[String]| (!names.is_empty()).then(|| names.join(", "));
    let extensions =
        x509.extensions.iter().map(|(number, critical)| format!("{}{}", oid(number), if *critical { " (critical)" } else { "" }));
    let all = [
        ("version", Some(x509.version.to_string())),
        ("serial", Some(hex::encode(&x509.serial))),
        ("its key id", id(&x509.subject_key_id)),
        ("issuer's key id", id(&x509.authority_key_id)),
        ("only names", list(&x509.permitted_names)),
        ("never names", list(&x509.excluded_names)),
        ("CRL at", list(&x509.crl_distribution_points)),
        ("OCSP at", list(&x509.ocsp_responders)),
        ("issuer at", list(&x509.ca_issuers)),
        ("extensions", list(&extensions.collect::<Vec<_>>())),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn named(name: &str) -> String {
    if name.is_empty() { "(no name)".into() } else { name.to_owned() }
}

fn issuer(der: &[u8], x509: &X509) -> String {
    match (x509.is_self_issued(), is_self_signed(der)) {
        (true, true) => "itself: its own key signed it".into(),
        (true, false) => format!("{}, the same name, but its own key did not sign it", x509.issuer),
        _ => named(&x509.issuer),
    }
}

fn validity(x509: &X509, at_s: i64) -> String {
    let state = if at_s < x509.not_before {
        format!("becomes valid in {}, not before", length(x509.not_before - at_s))
    } else if at_s > x509.not_after {
        format!("expired {} ago", length(at_s - x509.not_after))
    } else {
        format!("{} left", length(x509.not_after - at_s))
    };
    format!("{state} ({} to {})", date(x509.not_before), date(x509.not_after))
}

/// Extended key usage in words.
fn purposes(x509: &X509) -> String {
    let Some(purposes) = &x509.extended_key_usage else { return "a server and a client: no extended key usage limits it".into() };
    let has = |oid: &str| purposes.iter().any(|purpose| purpose == oid);
    let tls = match (has("1.3.6.1.5.5.7.3.1"), has("1.3.6.1.5.5.7.3.2"), has("2.5.29.37.0")) {
        (true, true, _) => "a server and a client",
        (true, false, false) => "a server, not a client",
        (false, true, false) => "a client, not a server",
        (_, _, true) => "anything, but OpenSSL and rustls want it by name",
        _ => "neither a server nor a client",
    };
    format!("{tls} ({})", purposes.iter().map(|purpose| oid(purpose)).collect::<Vec<_>>().join(", "))
}

fn kind(x509: &X509) -> String {
    match (x509.is_ca, x509.path_length) {
        (Some(true), Some(length)) => format!("a CA, with at most {length} CAs below it"),
        (Some(true), None) => "a CA: it may sign certificates".into(),
        (Some(false), _) => "an end's own certificate, no CA's".into(),
        (None, _) => "an end's own certificate: it does not say whether it is a CA's (no basicConstraints)".into(),
    }
}

fn oddities(x509: &X509) -> Vec<String> {
    let weak = ["sha1", "md5", "md2"].iter().any(|hash| oid(&x509.signature_algorithm).to_ascii_lowercase().contains(hash));
    let small = x509.public_key.starts_with("RSA") && x509.public_key_bits.is_some_and(|bits| bits < 2048);
    let all = [
        (x509.version != 3).then(|| format!("X.509 version {}: it has no extensions, and rustls does not read it", x509.version)),
        (weak && !x509.is_self_issued()).then(|| "its signature uses a broken hash".to_owned()),
        small.then(|| "its key is too small".to_owned()),
    ];
    all.into_iter().flatten().collect()
}

fn oid(dotted: &str) -> String {
    oid_name(dotted).unwrap_or(dotted).to_owned()
}

/// `AB:CD:…`, as OpenSSL and browsers show it.
fn colons(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}
