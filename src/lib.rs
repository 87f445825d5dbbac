//! strace for TLS handshakes: run, capture or read a handshake, decrypt it, name every byte, prove what can be proved.
//!
//! The flow is a line of plain values: a scenario is run by a [`pair`] and gives a [`capture::Capture`]; the pure
//! function [`trace::trace`] turns a capture into a [`trace::Trace`]; [`teach`] puts it into words; [`report`] holds
//! what a reader is to see, and [`render`] turns that into bytes. `docs/architecture.md` is the map.

pub mod bytes;
pub mod capture;
pub mod cli;
pub mod crypt;
pub mod diagnose;
pub mod export;
pub mod names;
pub mod offline;
pub mod pair;
pub mod pki;
pub mod prose;
pub mod render;
pub mod report;
pub mod scenario;
mod spelling;
pub mod teach;
pub mod trace;
pub mod tui;
pub mod watch;
pub mod web;
pub mod wire;
