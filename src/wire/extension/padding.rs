//! `padding`: zeros that make the ClientHello longer, for the sake of peers that stumble over some lengths (RFC 7685).

use crate::bytes::{Reader, Sink};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>) {
    let start = reader.position();
    let padding = reader.rest("padding");
    if padding.iter().any(|&byte| byte != 0) {
        reader.issue(reader.since(start), "padding that is not zero");
    }
    reader.says(|| format!("{} B", padding.len()));
}
