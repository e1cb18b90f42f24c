//! The bytes of one connection on their way. A token that makes a request's head too large is a token that isn't accepted,
//! and gets the answer of all those: 401, where the head of anything else gets 431.

use std::fmt::Display;
use std::io::{ErrorKind, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hd::api::{Problem, Refusal};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::app::App;
use crate::body::LARGEST;
use crate::connections::Connection;

/// How the line with a token begins, and how the answer to a head that is too large does.
const TOKEN: &[u8] = b"authorization:";
const TOO_LARGE: &[u8] = b"HTTP/1.1 431 ";
/// What is still read of a head that was refused, so that the answer isn't lost with the connection.
const LEFTOVER: u64 = 4 << 20;
const LEFTOVER_TIME: Duration = Duration::from_secs(2);

/// A connection, with the beginning of the line that is being read. It takes no lists of parts (`writev`): an answer is
/// small, and put together and sent at once it costs less.
pub(crate) struct Wire {
    stream: TcpStream,
    app: Arc<App>,
    connection: Arc<Connection>,
    line: [u8; TOKEN.len()],
    length: usize,
    /// The other side has still to take what was written.
    waits: bool,
    /// How much came after the request for a stream.
    unread: u64,
}

impl Wire {
    pub(crate) fn new(stream: TcpStream, app: Arc<App>, connection: Arc<Connection>) -> Self {
        Self { stream, app, connection, line: [0; TOKEN.len()], length: 0, waits: false, unread: 0 }
    }

    /// Reads what a refused client still sends, for a while: closed at once, its answer could be lost.
    pub(crate) async fn drain(self) {
        let mut rest = self.stream.take(LEFTOVER);
        let mut nowhere = tokio::io::sink();
        let _ = tokio::time::timeout(LEFTOVER_TIME, tokio::io::copy(&mut rest, &mut nowhere)).await;
    }

    fn note(&mut self, read: &[u8]) {
        let new = match read.iter().rposition(|byte| *byte == b'\n') {
            Some(at) => {
                self.length = 0;
                &read[at + 1..]
            }
            None => read,
        };
        let room = &mut self.line[self.length..];
        let taken = room.len().min(new.len());
        room[..taken].copy_from_slice(&new[..taken]);
        self.length += taken;
    }

    /// Whether who listens to a stream has gone. What they still say, as the rest of a body, is nobody's and bounded. This
    /// task is woken once they say more, or go.
    fn has_gone(&mut self, context: &mut Context) -> bool {
        let mut bytes = [0; 1024];
        while self.unread <= LARGEST {
            let mut buffer = ReadBuf::new(&mut bytes);
            match Pin::new(&mut self.stream).poll_read(context, &mut buffer) {
                Poll::Pending => return false,
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    self.unread += buffer.filled().len() as u64;
                }
                Poll::Ready(_) => return true,
            }
        }
        true
    }

    /// The answer to a token that is too long, where this is the answer to a head that is.
    fn instead(&self, answer: &[u8]) -> Option<String> {
        let token = answer.starts_with(TOO_LARGE) && self.line.eq_ignore_ascii_case(TOKEN);
        (token && self.length == TOKEN.len()).then(|| refused(&self.app))
    }
}

/// The one answer to every token that isn't accepted, written out.
fn refused(app: &App) -> String {
    let (name, problem, status) =
        (app.next_request(), Problem::unauthenticated(), Refusal::Unauthenticated.status());
    let fields: [(&str, &dyn Display); 2] = [("request", &name), ("status", &status)];
    app.log.refusal(&app.daemon.view(), &problem.detail, &fields);
    app.metrics.count("", status, Duration::ZERO);
    let details = problem.details(&format!("urn:hyperdrive:request:{name}"));
    let body = serde_json::to_string(&details).unwrap_or_default();
    format!(
        "HTTP/1.1 401 Unauthorized\r\ncontent-type: application/problem+json\r\nwww-authenticate: Bearer\r\n\
         x-request-id: {name}\r\nx-content-type-options: nosniff\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context, buffer: &mut ReadBuf) -> Poll<Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.note(&buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context, bytes: &[u8]) -> Poll<Result<usize>> {
        if let Some(answer) = self.instead(bytes) {
            // Nothing was written to this connection that it hasn't taken: there is room for a few hundred bytes.
            let _ = self.stream.try_write(answer.as_bytes());
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if self.waits && written.is_ready() {
            self.connection.goes_on();
        }
        self.waits = written.is_pending();
        written
    }

    /// Called after every piece of an answer, and whenever there is none: nobody else would find out that who listens to a
    /// stream has gone.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Result<()>> {
        if self.connection.is_streaming() && self.has_gone(context) {
            return Poll::Ready(Err(ErrorKind::BrokenPipe.into()));
        }
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
