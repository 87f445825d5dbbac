//! The cipher suites that rustls offers, by their IANA names.

use std::borrow::Cow;

use rustls::SupportedCipherSuite;
use rustls::crypto::aws_lc_rs::ALL_CIPHER_SUITES;
use serde::{Deserialize, Deserializer, de};

use crate::spelling::meant_or_all;

/// A cipher suite of a scenario, known to rustls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CipherSuite(pub(crate) SupportedCipherSuite);

impl CipherSuite {
    /// Its IANA name. rustls calls the suites of TLS 1.3 `TLS13_…`.
    pub(crate) fn iana_name(self) -> String {
        self.0.suite().as_str().unwrap_or("unknown").replace("TLS13_", "TLS_")
    }
}

impl<'de> Deserialize<'de> for CipherSuite {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        let found = ALL_CIPHER_SUITES.iter().find(|suite| Self(**suite).iana_name().eq_ignore_ascii_case(&name));
        found.map(|suite| Self(*suite)).ok_or_else(|| de::Error::custom(unknown(&name)))
    }
}

fn unknown(name: &str) -> String {
    let names: Vec<_> = ALL_CIPHER_SUITES.iter().map(|suite| CipherSuite(*suite).iana_name()).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    format!("rustls has no cipher suite `{name}`{}", meant_or_all(name, &names))
}
