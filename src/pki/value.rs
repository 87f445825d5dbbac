//! Values of a description that are written as one string: dates from the lab's clock, names, object identifiers.

use std::borrow::Cow;
use std::net::IpAddr;

use rcgen::{DistinguishedName, DnType, GeneralSubtree, SanType};
use serde::{Deserialize, Deserializer, de};

/// A name and all below it.
#[derive(Clone, Debug)]
pub(crate) struct Subtree(pub(crate) GeneralSubtree);

impl Subtree {
    fn parse(text: &str) -> Option<Self> {
        let (kind, value) = text.split_once(':')?;
        Some(Self(match kind {
            "dns" => GeneralSubtree::DnsName(value.to_owned()),
            "email" => GeneralSubtree::Rfc822Name(value.to_owned()),
            _ => return None,
        }))
    }
}

/// An object identifier.
#[derive(Clone, Debug)]
pub(crate) struct ObjectIdentifier(pub(crate) Vec<u64>);

impl ObjectIdentifier {
    fn parse(text: &str) -> Option<Self> {
        let arcs = text.split('.').map(|arc| arc.parse().ok()).collect::<Option<Vec<u64>>>()?;
        // The first two arcs share a byte (X.690 8.19.4).
        let well_formed = matches!(arcs[..], [0 | 1, 0..40, ..] | [2, 0..=175, ..]);
        well_formed.then_some(Self(arcs))
    }
}

/// How far an end's clock is from the lab's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ClockOffset {
    pub(crate) seconds: i64,
}

impl ClockOffset {
    fn parse(text: &str) -> Option<Self> {
        Some(Self { seconds: parse_offset(text)? })
    }
}

/// Seconds from the lab's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    pub(crate) not_before_s: i64,
    pub(crate) not_after_s: i64,
}

const DAY_S: i64 = 86_400;

impl Default for Validity {
    fn default() -> Self {
        Self { not_before_s: -DAY_S, not_after_s: 90 * DAY_S }
    }
}

impl Validity {
    fn parse(text: &str) -> Option<Self> {
        let (not_before, not_after) = text.split_once("..")?;
        Some(Self { not_before_s: parse_offset(not_before)?, not_after_s: parse_offset(not_after)? })
    }
}

/// `-1d`, `+90d`, `+12h`, `0`.
fn parse_offset(text: &str) -> Option<i64> {
    if text == "0" {
        return Some(0);
    }
    let unit_s = match text.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => DAY_S,
        _ => return None,
    };
    let number: i64 = text.get(..text.len() - 1)?.parse().ok()?;
    number.checked_mul(unit_s).filter(|offset| offset.abs() <= 36_500 * DAY_S)
}

/// A distinguished name.
#[derive(Clone, Debug)]
pub(crate) struct Name(pub(crate) DistinguishedName);

impl Name {
    fn parse(text: &str) -> Option<Self> {
        let mut name = DistinguishedName::new();
        for part in text.split(',') {
            let (attribute, value) = part.trim().split_once('=')?;
            name.push(attribute_type(attribute)?, value);
        }
        Some(Self(name))
    }
}

fn attribute_type(attribute: &str) -> Option<DnType> {
    match attribute {
        "CN" => Some(DnType::CommonName),
        "O" => Some(DnType::OrganizationName),
        "OU" => Some(DnType::OrganizationalUnitName),
        "C" => Some(DnType::CountryName),
        "L" => Some(DnType::LocalityName),
        "ST" => Some(DnType::StateOrProvinceName),
        _ => None,
    }
}

/// A subject alternative name.
#[derive(Clone, Debug)]
pub(crate) struct AlternativeName(pub(crate) SanType);

impl AlternativeName {
    fn parse(text: &str) -> Option<Self> {
        let (kind, value) = text.split_once(':')?;
        Some(Self(match kind {
            "dns" => SanType::DnsName(value.try_into().ok()?),
            "email" => SanType::Rfc822Name(value.try_into().ok()?),
            "uri" => SanType::URI(value.try_into().ok()?),
            "ip" => SanType::IpAddress(value.parse::<IpAddr>().ok()?),
            _ => return None,
        }))
    }
}

/// Values that are written as one string: an error says how.
macro_rules! from_text {
    ($($type:ident: $form:literal,)*) => {$(
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<str>::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| de::Error::custom(format!("`{text}` is not of the form {}", $form)))
            }
        }
    )*};
}

from_text! {
    Validity: "`-1d..+90d` (units d, h, m, s; at most 100 years)",
    ClockOffset: "`+400d` (units d, h, m, s; at most 100 years)",
    Subtree: "`dns:example.org` or `email:example.org`",
    ObjectIdentifier: "`1.2.3` (numbers with dots)",
    Name: "`CN=alice,O=Lab` (attributes CN, O, OU, C, L, ST)",
    AlternativeName: "`dns:localhost`, `ip:127.0.0.1`, `email:a@example.org` or `uri:spiffe://lab/alice`",
}
