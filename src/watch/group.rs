//! The key exchange groups that rustls offers, by their IANA names.

use std::borrow::Cow;

use rustls::NamedGroup;
use rustls::crypto::SupportedKxGroup;
use rustls::crypto::aws_lc_rs::ALL_KX_GROUPS;
use serde::{Deserialize, Deserializer, de};

use crate::spelling::meant_or_all;

/// A key exchange group of a scenario, known to rustls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group(pub(crate) &'static dyn SupportedKxGroup);

impl Group {
    /// Its IANA name.
    pub(crate) fn iana_name(self) -> String {
        iana_name(self.0.name())
    }
}

impl<'de> Deserialize<'de> for Group {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        let found = ALL_KX_GROUPS.iter().find(|group| Self(**group).iana_name().eq_ignore_ascii_case(&name));
        found.map(|group| Self(*group)).ok_or_else(|| de::Error::custom(unknown(&name)))
    }
}

/// The IANA name, where rustls writes it otherwise.
pub(super) fn iana_name(group: NamedGroup) -> String {
    match group {
        NamedGroup::X25519 => "x25519".to_owned(),
        NamedGroup::secp256r1MLKEM768 => "SecP256r1MLKEM768".to_owned(),
        other => other.as_str().map_or_else(|| format!("group 0x{:04x}", u16::from(other)), str::to_owned),
    }
}

fn unknown(name: &str) -> String {
    let names: Vec<_> = ALL_KX_GROUPS.iter().map(|group| Group(*group).iana_name()).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    format!("rustls has no key exchange group `{name}`{}", meant_or_all(name, &names))
}
