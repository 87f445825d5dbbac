//! PPP over Ethernet (RFC 2516 4): lines of subscribers.

use super::super::layer::Layer;

/// Version and type, code, session, length; in a session the code is 0.
pub(in super::super) fn unwrap(bytes: &[u8]) -> Layer<'_> {
    match bytes.split_first_chunk::<6>() {
        Some((&[0x11, 0, ..], rest)) => Layer::Ppp(rest),
        _ => Layer::Short,
    }
}
