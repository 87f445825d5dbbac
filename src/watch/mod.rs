//! Watching rustls: a tap round any stream of tokio, and observers in any configuration of rustls, each through a public
//! trait. They record; nothing in here prints or decodes.
//!
//! ```
//! # use std::sync::Arc;
//! # use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
//! # use tlstrace::capture::{Capture, End};
//! # use tlstrace::watch::{self, Recorder, Tap};
//! # use tokio_rustls::TlsConnector;
//! # async fn example(tcp: tokio::net::TcpStream, roots: RootCertStore) -> Result<(), Box<dyn std::error::Error>> {
//! let provider = Arc::new(watch::provider(aws_lc_rs::default_provider()));
//! let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
//! let mut config = builder.with_root_certificates(roots).with_no_client_auth();
//! watch::client(&mut config);
//!
//! let recorder = Recorder::of_one_end(End::Client);
//! let connect = TlsConnector::from(Arc::new(config)).connect("localhost".try_into()?, Tap::new(tcp, &recorder));
//! match recorder.watch(connect).await {
//!     Ok(stream) => recorder.established(stream.get_ref().1),
//!     Err(error) => recorder.failed(&error),
//! }
//! let connections = vec![watch::connection(&[recorder])];
//! let trace = tlstrace::trace::trace(&Capture { connections, ..Capture::default() });
//! # Ok(())
//! # }
//! ```
//!
//! `tap` and `recorder` are what it is about, `timeline` their clock. `configuration` puts the observers in: `judge` of the other's
//! certificate (with `demands` that rustls does not make), `resolver`, `key_exchange`, `keylog`, `session_store`, `ticketer`;
//! `session` tells what was agreed on, and `reason` turns an error into a value. `end_config` makes a configuration of an end of one's own.

mod certificate_choice;
mod certificate_names;
mod cipher_suite;
mod configuration;
mod demands;
mod end_config;
mod group;
mod judge;
mod key_exchange;
mod keylog;
mod reason;
mod recorder;
mod resolver;
mod session;
mod session_store;
mod signature_scheme;
mod tap;
mod ticketer;
mod timeline;
mod tls_version;

pub use certificate_choice::CertificateChoice;
pub(crate) use cipher_suite::CipherSuite;
pub(crate) use configuration::server_memory;
pub use configuration::{client, provider, server};
pub(crate) use demands::{Demand, Demands};
pub use end_config::ClientAuth;
pub(crate) use end_config::{EndConfig, Refusal};
pub(crate) use group::Group;
pub use judge::Judge;
pub(crate) use reason::{in_words, of_io_error, tls_error};
pub use recorder::{Recorder, connection};
pub(crate) use recorder::{collect, observe_session};
pub use session_store::WatchedClientSessions;
pub(crate) use signature_scheme::Scheme;
pub use tap::Tap;
pub(crate) use timeline::Timeline;
pub use tls_version::TlsVersion;
