//! Loopback TCP: real sockets, on a port that the kernel chooses.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::fault::Resettable;

/// The port to which the client connects. It is bound once, also for a pair that plays many times: to look for a free
/// port among thousands of closed connections takes the kernel longer than a handshake.
#[derive(Debug)]
pub(super) struct Loopback(std::net::TcpListener);

impl Loopback {
    pub(super) fn bind() -> io::Result<Self> {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        Ok(Self(listener))
    }

    /// A client's and a server's socket, connected to each other.
    pub(super) async fn connect(&self) -> io::Result<(TcpStream, TcpStream)> {
        // A listener of tokio belongs to one runtime, and each run may have another.
        let listener = TcpListener::from_std(self.0.try_clone()?)?;
        let client = TcpStream::connect(listener.local_addr()?).await?;
        let mut accepted = listener.accept().await?;
        // Any process of this machine can connect to the port: only our own client is served.
        while accepted.1 != client.local_addr()? {
            accepted = listener.accept().await?;
        }
        let server = accepted.0;
        // A handshake is a few writes that wait for each other: the kernel must not hold one back.
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        Ok((client, server))
    }

    /// The addresses and the error of a client that connects to a port where nobody listens (any more).
    pub(super) async fn connect_to_nobody() -> io::Result<([SocketAddr; 2], io::Error)> {
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let nobody = std::net::TcpListener::bind(any_port)?.local_addr()?;
        let socket = TcpSocket::new_v4()?;
        socket.bind(any_port)?;
        let client = socket.local_addr()?;
        match socket.connect(nobody).await {
            Ok(_) => Err(io::Error::other("somebody took the port in between")),
            Err(error) => Ok(([client, nobody], error)),
        }
    }
}

impl Resettable for TcpStream {
    fn prepare_reset(&mut self) {
        // Where this fails the other end sees a FIN: nothing worse.
        let _ = self.set_zero_linger();
    }
}
