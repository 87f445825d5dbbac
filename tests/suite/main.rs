//! The tests that want nothing but this program. A module is a file, and has the name of what it is about.
//!
//! One module alone: `cargo test --test suite golden::`. What wants another program is in `tests/peers`, what wants captures
//! of others in `tests/corpus`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../common/mod.rs"]
mod common;

mod architecture;
mod cli;
mod damage;
mod diagnose;
mod effort;
mod evidence;
mod explain;
mod formats;
mod fragments;
mod golden;
mod hostile;
mod inferred;
mod keylog;
mod lab;
mod lesson;
mod lessons;
mod offline;
mod pass;
mod quiz;
mod raw_public_keys;
mod repeat;
mod saved;
mod scenarios;
mod schema;
mod survey;
mod walk;
mod watch;
