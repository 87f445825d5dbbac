//! Up to TLS 1.2 a record's type is in the clear, and most of the handshake with it. What is left is Finished: the first
//! record of each direction behind its ChangeCipherSpec (RFC 5246 7.4.9).

use super::{Claim, Inferred, Outside};
use crate::capture::Direction;
use crate::names::ContentType;
use crate::trace::event::Protection;

pub(super) fn infer(outside: &Outside<'_>) -> Vec<Inferred> {
    let finished = Direction::BOTH.into_iter().filter_map(|from| finished(outside, from));
    finished.chain(Direction::BOTH.into_iter().flat_map(|from| alerts(outside, from))).collect()
}

fn finished(outside: &Outside<'_>, from: Direction) -> Option<Inferred> {
    let mut own = outside.records.iter().enumerate().filter(|(_, record)| record.from == from);
    own.find(|(_, record)| outside.content_type(record) == ContentType::CHANGE_CIPHER_SPEC)?;
    let (index, record) = own.next()?;
    let is_whole = outside.fragment(record).is_some() && record.span.end <= outside.whole[from.index()];
    let is_encrypted = record.protection != Protection::Clear && outside.content_type(record) == ContentType::HANDSHAKE;
    (is_whole && is_encrypted)
        .then(|| outside.inferred(index, Claim::Finished, "the first handshake record behind ChangeCipherSpec".into()))
        .flatten()
}

fn alerts(outside: &Outside<'_>, from: Direction) -> impl Iterator<Item = Inferred> {
    let alerts = outside.encrypted(from).filter(|(_, record)| outside.content_type(record) == ContentType::ALERT);
    alerts.filter_map(|(index, _)| outside.inferred(index, Claim::Alert, "the type of a record is not encrypted".into()))
}
