//! An end that speaks HTTP where the other speaks TLS: the wrong port, or the wrong scheme in a URL.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::Instant;

use super::end::{failed, hang_up, report, timed_out, within};
use crate::capture::{End, EndReport, EndState, Reason};

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
const RESPONSE: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// Speaks HTTP until the other end closes, or `deadline` comes.
pub(super) async fn speak<IO>(side: End, mut io: IO, deadline: Instant) -> EndReport
where
    IO: AsyncRead + AsyncWrite + Unpin,
{
    let conversation = async {
        match side {
            End::Client => ask(&mut io).await,
            End::Server => answer(&mut io).await,
        }
    };
    let result = within(deadline, conversation).await;
    hang_up(io, deadline).await;
    match result {
        Some(Ok(heard)) => report(EndState::Failed, Some((format!("what came is not HTTP: {}", shown(&heard)), Reason::NotHttp))),
        Some(Err(error)) => failed(EndState::Failed, &error),
        None => timed_out(EndState::Incomplete),
    }
}

async fn ask<IO: AsyncRead + AsyncWrite + Unpin>(io: &mut IO) -> io::Result<Vec<u8>> {
    io.write_all(REQUEST).await?;
    io.flush().await?;
    read_some(io).await
}

async fn answer<IO: AsyncRead + AsyncWrite + Unpin>(io: &mut IO) -> io::Result<Vec<u8>> {
    let heard = read_some(io).await?;
    io.write_all(RESPONSE).await?;
    io.flush().await?;
    Ok(heard)
}

async fn read_some<IO: AsyncRead + Unpin>(io: &mut IO) -> io::Result<Vec<u8>> {
    let mut heard = vec![0; 4096];
    let length = io.read(&mut heard).await?;
    heard.truncate(length);
    if heard.is_empty() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(heard) }
}

/// The first bytes, as a log of a web server would show them.
fn shown(bytes: &[u8]) -> String {
    let first = bytes.iter().take(7).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
    if bytes.len() > 7 { first + " …" } else { first }
}
