//! The description of a certificate revocation list: a `[crl.NAME]` table in a scenario.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::certificate::Certificates;
use super::document::{Document, DocumentError};
use super::value::Validity;

/// What a revocation list is to say (RFC 5280 5).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CrlSpec {
    /// The authority that signs it.
    pub(crate) issuer: Spanned<String>,
    /// The certificates that are revoked, by name.
    #[serde(default)]
    pub(crate) revoked: Vec<Spanned<String>>,
    /// From its own date to the date of the next list, counted from the lab's clock.
    #[serde(default)]
    pub(crate) validity: Validity,
}

impl CrlSpec {
    /// The certificates that it names.
    pub(crate) fn certificates(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.issuer).chain(&self.revoked).map(|name| name.get_ref().as_str())
    }
}

/// Every certificate that a list names exists, and the authority may speak about it.
pub(crate) fn check(crls: &BTreeMap<String, CrlSpec>, certificates: &Certificates, document: Document<'_>) -> Result<(), DocumentError> {
    for (name, crl) in crls {
        if !certificates.check(&crl.issuer, document)?.kind.is_ca() {
            let message =
                format!("the list `{name}`: `{}` is no authority; only a root or an intermediate signs lists", crl.issuer.get_ref());
            return Err(document.error(&crl.issuer, message));
        }
        for revoked in &crl.revoked {
            let issuer = &certificates.check(revoked, document)?.issuer;
            if issuer.as_ref().map(Spanned::get_ref) != Some(crl.issuer.get_ref()) {
                let message = format!(
                    "the list `{name}`: `{}` was not issued by `{}`, which cannot revoke it",
                    revoked.get_ref(),
                    crl.issuer.get_ref()
                );
                return Err(document.error(revoked, message));
            }
        }
        if crl.validity.not_after_s <= crl.validity.not_before_s {
            let message = format!("the list `{name}`: its validity ends before it begins");
            return Err(document.error(&crl.issuer, message));
        }
    }
    Ok(())
}
