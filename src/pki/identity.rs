//! What an end shows of itself, by the names of certificates.

use toml::Spanned;

/// What an end shows of itself, and signs with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Identity<'a> {
    /// Its certificate.
    pub(crate) certificate: &'a str,
    /// What it sends above its certificate.
    pub(crate) chain: Option<&'a [Spanned<String>]>,
    /// The certificate whose key it signs with.
    pub(crate) key: Option<&'a str>,
}
