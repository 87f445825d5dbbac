//! What the ends of a saved connection reported, knew, and agreed on.

use serde::{Deserialize, Serialize};

use super::super::{EndReport, EndState, Knowledge, Observation, Reason, SharedSecret, Withheld, WithheldBecause};
use super::{all, hexadecimal};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SavedEnd {
    state: EndState,
    error: Option<String>,
    #[serde(default)]
    reason: Option<Reason>,
    #[serde(default)]
    withheld: Option<SavedWithheld>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tolerated: Option<Reason>,
    #[serde(default, with = "hexadecimal::list")]
    configured: Vec<Vec<u8>>,
    observations: Vec<SavedObservation>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedObservation {
    time_us: u64,
    what: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedWithheld {
    subject: String,
    issuer: String,
    because: WithheldBecause,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SavedKnowledge {
    #[serde(with = "hexadecimal::known_list")]
    trust: Option<Vec<Vec<u8>>>,
    #[serde(with = "hexadecimal::list")]
    crls: Vec<Vec<u8>>,
    clock_s: Option<i64>,
    server_name: Option<String>,
    #[serde(with = "hexadecimal::list")]
    certificates: Vec<Vec<u8>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SavedSharedSecret {
    group: u16,
    #[serde(with = "hex::serde")]
    secret: Vec<u8>,
}

impl From<EndReport> for SavedEnd {
    fn from(EndReport { state, error, reason, withheld, tolerated, configured, observations }: EndReport) -> Self {
        Self { state, error, reason, withheld: withheld.map(Into::into), tolerated, configured, observations: all(observations) }
    }
}

impl From<SavedEnd> for EndReport {
    fn from(SavedEnd { state, error, reason, withheld, tolerated, configured, observations }: SavedEnd) -> Self {
        Self { state, error, reason, withheld: withheld.map(Into::into), tolerated, configured, observations: all(observations) }
    }
}

impl From<Observation> for SavedObservation {
    fn from(Observation { time_us, what }: Observation) -> Self {
        Self { time_us, what }
    }
}

impl From<SavedObservation> for Observation {
    fn from(SavedObservation { time_us, what }: SavedObservation) -> Self {
        Self { time_us, what }
    }
}

impl From<Withheld> for SavedWithheld {
    fn from(Withheld { subject, issuer, because }: Withheld) -> Self {
        Self { subject, issuer, because }
    }
}

impl From<SavedWithheld> for Withheld {
    fn from(SavedWithheld { subject, issuer, because }: SavedWithheld) -> Self {
        Self { subject, issuer, because }
    }
}

impl From<Knowledge> for SavedKnowledge {
    fn from(Knowledge { trust, crls, clock_s, server_name, certificates }: Knowledge) -> Self {
        Self { trust, crls, clock_s, server_name, certificates }
    }
}

impl From<SavedKnowledge> for Knowledge {
    fn from(SavedKnowledge { trust, crls, clock_s, server_name, certificates }: SavedKnowledge) -> Self {
        Self { trust, crls, clock_s, server_name, certificates }
    }
}

impl From<SharedSecret> for SavedSharedSecret {
    fn from(SharedSecret { group, secret }: SharedSecret) -> Self {
        Self { group, secret }
    }
}

impl From<SavedSharedSecret> for SharedSecret {
    fn from(SavedSharedSecret { group, secret }: SavedSharedSecret) -> Self {
        Self { group, secret }
    }
}
