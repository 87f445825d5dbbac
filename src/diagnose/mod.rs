//! Why a handshake failed, or would fail.

pub mod preflight;
