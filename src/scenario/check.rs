//! What a scenario says must go together: an impossible combination is an error with its place and a remedy.

use std::collections::BTreeMap;

use toml::Spanned;

use super::{ClientAuth, ClientSpec, ConnectionSpec, FaultSpec, Protocol, ServerSpec, Step};
use crate::pki::{Certificates, CrlSpec, Document, DocumentError, check_crls};
use crate::spelling::did_you_mean;
use crate::watch::TlsVersion;

/// Every certificate that is named exists, and whoever judges trusts somebody.
pub(crate) fn names(
    client: &ClientSpec,
    server: &ServerSpec,
    certificates: &Certificates,
    document: Document<'_>,
) -> Result<(), DocumentError> {
    for name in client.certificates().chain(server.certificates()) {
        certificates.check(name, document)?;
    }
    if client.trust.get_ref().is_empty() {
        let message = "a client that trusts nobody cannot be configured; name a certificate of another authority".to_owned();
        return Err(document.error(&client.trust, message));
    }
    match &server.client_auth {
        Some(auth) if *auth.get_ref() != ClientAuth::None && server.trust.is_empty() => {
            Err(document.error(auth, "a server that asks for certificates must trust somebody: add `trust`".to_owned()))
        }
        _ => Ok(()),
    }
}

/// The versions and the steps fit together.
pub(crate) fn versions(
    tls: &Spanned<Vec<TlsVersion>>,
    connections: &[ConnectionSpec],
    document: Document<'_>,
) -> Result<(), DocumentError> {
    if tls.get_ref().is_empty() {
        return Err(document.error(tls, "name at least one version: tls = [\"1.2\", \"1.3\"]".to_owned()));
    }
    if connections.is_empty() {
        return Err(document.error_at(0, "`connection` is empty: leave it out for one connection that says nothing".to_owned()));
    }
    let updates_keys = connections.iter().flat_map(|connection| &connection.then).any(Step::needs_tls13);
    if updates_keys && tls.get_ref().contains(&TlsVersion::Tls12) {
        return Err(document.error(tls, "TLS 1.2 has no KeyUpdate: tls = [\"1.3\"]".to_owned()));
    }
    Ok(())
}

/// The revocation lists are possible, and every one that an end holds exists.
pub(crate) fn crls(
    client: &ClientSpec,
    server: &ServerSpec,
    crls: &BTreeMap<String, CrlSpec>,
    certificates: &Certificates,
    document: Document<'_>,
) -> Result<(), DocumentError> {
    check_crls(crls, certificates, document)?;
    for name in client.crls.iter().chain(&server.crls) {
        let wanted = name.get_ref();
        if !crls.contains_key(wanted) {
            let guess = did_you_mean(wanted, crls.keys().map(String::as_str));
            return Err(
                document.error(name, format!("there is no revocation list `{wanted}`{guess} (add a table [crl.{wanted}] to have one)"))
            );
        }
    }
    Ok(())
}

/// What an end is told to do, it can do.
pub(crate) fn combinations(client: &ClientSpec, server: &ServerSpec, document: Document<'_>) -> Result<(), DocumentError> {
    const NAME_IT: &str = "and no `certificate`: name the one that the client shows";
    const NO_LISTS: &str = "and no `crls`: name the lists that it holds";
    const NOT_ASKED: &str = "and asks for no certificate: add client_auth = \"required\"";
    let shows_nothing = client.certificate.is_none();
    let asks_nobody = server.client_auth() == ClientAuth::None;
    let nobody_speaks_tls = client.speaks == Protocol::Http && server.speaks == Protocol::Http;
    let contradictions = [
        (shows_nothing && client.chain.is_some(), "client", "chain", NAME_IT),
        (shows_nothing && client.key.is_some(), "client", "key", NAME_IT),
        (shows_nothing && client.certificate_choice.is_some(), "client", "certificate_choice", NAME_IT),
        (client.enforce_crl_expiry && client.crls.is_empty(), "client", "enforce_crl_expiry", NO_LISTS),
        (server.enforce_crl_expiry && server.crls.is_empty(), "server", "enforce_crl_expiry", NO_LISTS),
        (asks_nobody && !server.crls.is_empty(), "server", "crls", NOT_ASKED),
        (asks_nobody && !server.strict.is_empty(), "server", "strict", NOT_ASKED),
        (asks_nobody && server.allow_subjects.is_some(), "server", "allow_subjects", NOT_ASKED),
        (asks_nobody && server.signature_schemes.is_some(), "server", "signature_schemes", NOT_ASKED),
        (nobody_speaks_tls, "server", "speaks", "as the client has: let one of them speak TLS, or there is nothing to trace"),
    ];
    match contradictions.into_iter().find(|(holds, ..)| *holds) {
        Some((_, end, key, remedy)) => Err(document.error_at(place_of(end, key, document), format!("[{end}] has `{key}` {remedy}"))),
        None => Ok(()),
    }
}

/// Where the key of a table stands.
fn place_of(table: &str, key: &str, document: Document<'_>) -> usize {
    let start = document.text.find(&format!("[{table}]")).unwrap_or(0);
    let rest = document.text.get(start..).unwrap_or_default();
    rest.find(&format!("\n{key}")).map_or(start, |offset| start + offset + 1)
}

/// The faults can happen in a run of these versions.
pub(crate) fn faults(faults: &[FaultSpec], tls: &Spanned<Vec<TlsVersion>>, document: Document<'_>) -> Result<(), DocumentError> {
    for fault in faults {
        if fault.record.get_ref() == &0 {
            return Err(document.error(&fault.record, "records are counted from 1".to_owned()));
        }
        if let Some(version) = fault.tls.as_ref().filter(|version| !tls.get_ref().contains(version.get_ref())) {
            return Err(document.error(version, format!("the scenario does not exist for TLS {}", version.get_ref())));
        }
        if fault.bits.as_ref().is_some_and(|bits| bits.get_ref() == &0) {
            return Err(document.error(&fault.record, "`bits` is 0, which flips nothing: write 0x01 for the lowest bit".to_owned()));
        }
    }
    Ok(())
}
