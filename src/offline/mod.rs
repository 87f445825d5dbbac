//! What is read from files: nothing here opens a socket.

pub mod credentials;
