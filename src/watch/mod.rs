//! Watching rustls: a tap round any stream, and observers in its configuration, each through a public trait.

pub(crate) mod cipher_suite;
pub(crate) mod group;
pub(crate) mod key_exchange;
pub(crate) mod keylog;
pub(crate) mod observer;
pub(crate) mod reason;
pub(crate) mod recorder;
pub(crate) mod resolver;
pub(crate) mod session_store;
pub(crate) mod signature_scheme;
pub(crate) mod strict;
pub(crate) mod tap;
pub(crate) mod ticketer;
pub(crate) mod tls_version;

pub(crate) use cipher_suite::CipherSuite;
pub(crate) use group::Group;
pub use resolver::CertificateChoice;
pub(crate) use signature_scheme::Scheme;
pub(crate) use strict::{Demand, Demands};
pub(crate) use tap::Tap;
pub use tls_version::TlsVersion;
