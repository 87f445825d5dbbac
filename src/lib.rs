//! strace for TLS handshakes: run, capture or read a handshake, decrypt it, name every byte, prove what can be proved.
//!
//! # In a test of your own
//!
//! Read a capture file, and say what must be true of it. Secrets in the file are used; others are given in [`Options`].
//!
//! ```
//! use tlstrace::{Certainty, Diagnosed, End, FindingId, Options, read};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let file = std::fs::File::open("examples/client_cert_expired.pcapng")?;
//! let seen = Diagnosed::from(read(file, Options::default())?.capture);
//!
//! let cause = seen.cause().expect("the handshake fails");
//! assert_eq!(cause.id, FindingId::CertExpired(End::Client));
//! assert_eq!(cause.id.name(), "client-cert-expired");
//! assert_eq!(cause.certainty, Certainty::Proven);
//! # Ok(())
//! # }
//! ```
//!
//! The flow is a line of plain values: a source gives a [`Capture`]; the pure function [`trace()`] turns it into a
//! [`Trace`], and [`diagnose()`] that into [`Finding`]s; [`teach`] puts it into words; [`report`] holds what a reader is to see,
//! and [`render`] turns that into bytes. `docs/architecture.md` is the map.
//!
//! # Features
//!
//! Reading, tracing, diagnosing, teaching and rendering are always there. Features add the rest; all are on by default.
//!
//! | feature | adds |
//! | --- | --- |
//! | `watch` | connections of your own rustls, recorded as they happen |
//! | `lab` | scenarios, certificates made on the spot, and the pair that plays them |
//! | `tui` | the lesson on a full screen |
//! | `web` | the lab's page |
//! | `cli` | the command, with all of the above |

pub mod bytes;
pub mod capture;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod crypt;
pub mod diagnose;
pub mod export;
pub mod names;
pub mod offline;
#[cfg(feature = "lab")]
pub mod pair;
#[cfg(feature = "lab")]
pub mod pki;
pub mod prose;
pub mod render;
pub mod report;
#[cfg(feature = "lab")]
pub mod scenario;
mod spelling;
pub mod teach;
pub mod trace;
#[cfg(feature = "tui")]
#[doc(hidden)]
pub mod tui;
#[cfg(feature = "watch")]
pub mod watch;
#[cfg(feature = "web")]
#[doc(hidden)]
pub mod web;
pub mod wire;

pub use capture::{Capture, Direction, End, KeyLog};
pub use diagnose::{Certainty, Diagnosed, Evidence, Finding, FindingId, Severity, diagnose};
pub use offline::{OfflineError, Options, Recording, read};
pub use trace::{CheckId, Outcome, State, Trace, trace};
