//! What two ends say to each other in the clear before they begin TLS.

use super::Chunk;

/// The part of a connection before TLS: STARTTLS and its like, HTTP CONNECT, the PROXY protocol.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prelude {
    /// What it is: `SMTP STARTTLS`, `HTTP CONNECT`, `PROXY protocol v2`; several joined with ` + `, or `unknown`.
    pub name: String,
    /// What the client wrote before its ClientHello.
    pub client_bytes: Vec<u8>,
    /// What the server wrote before its first record.
    pub server_bytes: Vec<u8>,
    /// The same, in the order in which it was said.
    pub chunks: Vec<Chunk>,
}
