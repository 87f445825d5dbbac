//! Up to TLS 1.2 a record's type is in the clear, and most of the handshake with it. What is left is Finished: the first
//! record of each direction behind its ChangeCipherSpec (RFC 5246 7.4.9).

use super::{Claim, Inferred, sealed};
use crate::capture::Direction;
use crate::names::ContentType;
use crate::trace::event::{Body, Event};

pub(super) fn infer(events: &[Event]) -> Vec<Inferred> {
    Direction::BOTH.into_iter().filter_map(|from| finished(events, from)).collect()
}

fn finished(events: &[Event], from: Direction) -> Option<Inferred> {
    let mut own = events.iter().filter(|event| event.from == from);
    own.find(|event| matches!(event.body, Body::ChangeCipherSpec))?;
    let event = own.next().filter(|event| sealed(event).is_some_and(|record| record.content_type == ContentType::HANDSHAKE))?;
    let because = "the first handshake record behind ChangeCipherSpec".to_owned();
    Some(Inferred { step: event.step, claim: Claim::Finished, because })
}
