//! What somebody on the wire sees of a step, without any key and with the key log.

use crate::teach::step::Step;
use crate::trace::{Connection, Event};

/// What is seen from outside, a line each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// Without any key.
    pub without_keys: Vec<String>,
    /// With the key log.
    pub with_keys: Vec<String>,
}

pub(super) fn sight(_connection: &Connection, _event: Option<&Event>, step: &Step) -> Sight {
    let seen = vec![step.says.clone()];
    if !step.encrypted {
        return Sight { without_keys: seen.clone(), with_keys: seen };
    }
    Sight {
        without_keys: step.length.map(|length| format!("an encrypted record, about {length} bytes")).into_iter().collect(),
        with_keys: seen,
    }
}
