//! strace for TLS handshakes: run, capture or read a handshake, decrypt it, name every byte, prove what can be proved.
//!
//! The flow is a line of plain values: a scenario is run by the [`lab`] and gives a [`capture::Capture`]; the pure
//! function [`trace::trace`] turns a capture into a [`trace::Trace`]; [`teach`] puts it into words; [`report`] holds
//! what a reader is to see, and [`render`] turns that into bytes. `docs/architecture.md` is the map.

pub mod bytes;
pub mod capture;
pub mod cli;
pub mod crypt;
pub mod diagnose;
pub mod export;
pub mod lab;
pub mod names;
pub mod offline;
pub mod prose;
pub mod render;
pub mod report;
pub mod teach;
pub mod trace;
pub mod tui;
pub mod web;
pub mod wire;
