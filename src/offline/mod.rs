//! Files: capture files as a source, and in [`credentials`] certificates and keys. Nothing here opens a socket.
//!
//! The order of work: `file` reads packets and secrets, `packet` finds the TCP segment in each, `tcp` puts the
//! streams of each connection together, `prelude` finds where TLS begins in them. Captures are an attacker's bytes: each step
//! has bounds, they are constants with docs, and what goes beyond them is told as a [`Problem`].

mod census;
pub mod credentials;
mod error;
mod file;
mod options;
mod packet;
mod pass;
mod prelude;
mod problem;
mod recording;
mod saved;
mod secrets;
mod tcp;

pub use error::OfflineError;
pub use file::is_capture;
pub use options::Options;
pub use packet::LinkType;
pub use pass::{Ended, Pass, each};
pub use problem::Problem;
pub use recording::{Recording, read};
pub use saved::{is_saved, read_saved};
pub use tcp::{Assembler, Finished};
