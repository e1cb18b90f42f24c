//! The bytes of one connection on their way. What the HTTP library refuses by itself, a head that is none or is too large,
//! gets an answer as every other problem does, in the place of the library's empty one. A token that makes a head too large
//! is a token that isn't accepted: 401.

use std::fmt::Display;
use std::io::{ErrorKind, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::http::StatusCode;
use hd::api::{Problem, Refusal};
use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::app::App;
use crate::body::LARGEST;
use crate::connections::Connection;
use crate::serve::{LARGEST_HEAD, MOST_HEADERS};

/// How the line with a token begins.
const TOKEN: &[u8] = b"authorization:";
/// How an answer begins, and how one without a body ends; the library's own are no longer than this.
const BEGINNING: &[u8] = b"HTTP/1.";
const END: &str = "\r\n\r\n";
const LONGEST: usize = 160;
/// The line of the library's own answers that says that there is no body.
const NO_BODY: &str = "content-length: 0\r\n";
/// What is still read of a client that was refused, so that the answer isn't lost with the connection.
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
    /// What is still to be written in the place of the library's own answer.
    instead: Bytes,
}

/// An answer of the library's own, at the end of what it sends.
struct Own<'a> {
    at: usize,
    status: u16,
    fields: &'a str,
}

impl<'a> Own<'a> {
    /// The one in these bytes, where they end with one. Every answer of ours has a body or the request's name.
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let from = bytes.len().saturating_sub(LONGEST);
        let begins = bytes[from..].windows(BEGINNING.len()).rposition(|some| some == BEGINNING)?;
        let head = std::str::from_utf8(&bytes[from + begins..]).ok()?;
        let (line, fields) = head.split_once("\r\n")?;
        let status = line.split(' ').nth(1)?.parse().ok()?;
        let is_one = head.find(END)? + END.len() == head.len() && fields.contains(NO_BODY) && status >= 400;
        (is_one && !fields.contains("x-request-id")).then_some(Self { at: from + begins, status, fields })
    }
}

impl Wire {
    pub(crate) fn new(stream: TcpStream, app: Arc<App>, connection: Arc<Connection>) -> Self {
        Self {
            stream,
            app,
            connection,
            line: [0; TOKEN.len()],
            length: 0,
            waits: false,
            unread: 0,
            instead: Bytes::new(),
        }
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

    /// The library's own answer in what it sends. It has one only while nothing is being answered.
    fn own<'a>(&self, bytes: &'a [u8]) -> Option<Own<'a>> {
        (bytes.ends_with(END.as_bytes()) && self.connection.is_idle()).then(|| Own::of(bytes)).flatten()
    }

    /// What a request is told that the library refuses with this status.
    fn problem(&self, status: u16) -> Problem {
        let head = Refusal::Head.status();
        if status != head {
            return Problem::new(Refusal::Malformed, "it isn't HTTP/1.1 as RFC 9112 has it");
        }
        if self.length == TOKEN.len() && self.line.eq_ignore_ascii_case(TOKEN) {
            return Problem::unauthenticated();
        }
        let most = format!("a request's head has at most {LARGEST_HEAD} bytes and {MOST_HEADERS} headers");
        Problem::new(Refusal::Head, most)
    }

    fn poll_instead(&mut self, context: &mut Context, own: &Own) -> Poll<Result<()>> {
        if self.instead.is_empty() {
            self.instead = written(&self.app, &self.problem(own.status), own.fields).into();
        }
        while !self.instead.is_empty() {
            let length = ready!(Pin::new(&mut self.stream).poll_write(context, &self.instead))?;
            drop(self.instead.split_to(length));
        }
        Poll::Ready(Ok(()))
    }
}

/// A problem of a request that no handler sees, logged, counted and written out; the other fields are the library's.
fn written(app: &App, problem: &Problem, fields: &str) -> String {
    let (name, status) = (app.next_request(), problem.refusal.status());
    let shown: [(&str, &dyn Display); 2] = [("request", &name), ("status", &status)];
    app.log.refusal(&app.daemon.view(), &problem.detail, &shown);
    app.metrics.count("", status, Duration::ZERO);
    let details = problem.details(&format!("urn:hyperdrive:request:{name}"));
    let body = serde_json::to_string(&details).unwrap_or_default();
    let bearer =
        if problem.refusal == Refusal::Unauthenticated { "www-authenticate: Bearer\r\n" } else { "" };
    let own = format!(
        "content-type: application/problem+json\r\n{bearer}x-request-id: {name}\r\n\
         x-content-type-options: nosniff\r\ncontent-length: {}\r\n",
        body.len()
    );
    let line = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    format!("HTTP/1.1 {line}\r\n{}{body}", fields.replace(NO_BODY, &own))
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
        let own = self.own(bytes);
        if let Some(own) = own.as_ref().filter(|own| own.at == 0) {
            return self.poll_instead(context, own).map_ok(|()| bytes.len());
        }
        // What it is sent after, a client that is slow to read may not have yet.
        let bytes = own.map_or(bytes, |own| &bytes[..own.at]);
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const REFUSED: &str = "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\
        date: Sat, 28 Nov 2026 22:00:00 GMT\r\n\r\n";

    #[test]
    fn the_library_s_own_answer_is_found_behind_what_goes_before_it_and_nothing_else_is_taken_for_it() {
        let own = |text: &str| Own::of(text.as_bytes()).map(|own| (own.at, own.status));
        assert_eq!(own(REFUSED), Some((0, 400)));
        assert_eq!(own(&format!("{}{REFUSED}", "}".repeat(300))), Some((300, 400)));
        for other in [
            "",
            "HTTP/1.1",
            "HTTP/1.1 100 Continue\r\n\r\n",
            &REFUSED.replace("400", "200"),
            &REFUSED.replace("date", "x-request-id"),
            &REFUSED.replace(": 0", ": 10"),
            &REFUSED.replace("HTTP", "http"),
            &format!("{REFUSED}{{}}"),
            // A log that prints one, in a chunk.
            &format!("{REFUSED}\r\n"),
            &format!("{REFUSED}\r\n0\r\n\r\n"),
        ] {
            assert_eq!(own(other), None, "{other:?}");
        }
    }
}
