//! One HTTP request to a service of the module, in HTTP/1.0: head, body until the end, nothing to unpack. A client library
//! would double the executable, which goes into every image.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use crate::error::{Error, Result, reason};

/// An answer above this many bytes is refused.
const MOST: u64 = 16 << 20;
/// A head above this many bytes is refused.
const HEAD: usize = 64 << 10;
const HEADERS: usize = 100;

/// A request, its parts free of control characters.
#[derive(Debug, PartialEq)]
pub(super) struct Request<'r> {
    pub(super) method: &'r str,
    pub(super) target: Target,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<String>,
}

/// Where a request goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) url: String,
    host: String,
    port: u16,
    path: String,
}

impl Target {
    /// The target that a URL names: `http://HOST[:PORT][/PATH][?QUERY]`.
    pub(super) fn of(url: &str) -> Result<Self> {
        let bad = |why: &str| {
            Error::input(format!("'{}' is no URL of a service: {why}", crate::escape::short(url, 200)))
        };
        let rest = url.strip_prefix("http://").ok_or_else(|| bad("it doesn't begin with http://"))?;
        if !url.chars().all(|letter| letter.is_ascii_graphic()) {
            return Err(bad("it holds a letter that has to be escaped"));
        }
        let rest = rest.split('#').next().unwrap_or_default();
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                (host, port.parse().map_err(|_| bad("its port is no number"))?)
            }
            _ => (authority, 80),
        };
        let good = |letter: char| letter.is_ascii_alphanumeric() || "-._[]:".contains(letter);
        if host.is_empty() || !host.chars().all(good) {
            return Err(bad("its host is no name"));
        }
        let path = if path.starts_with('/') { path.into() } else { format!("/{path}") };
        Ok(Self { url: url.into(), host: host.into(), port, path })
    }
}

/// Sends a request: the status and the body of the answer, which has to be there within this time.
pub(super) fn send(request: &Request, within: Duration) -> Result<(u16, Vec<u8>)> {
    let end = Instant::now() + within;
    let mut stream = connect(&request.target, end)?;
    let silent = |cause: &std::io::Error| no_answer(&request.target, cause);
    write(&mut stream, request).map_err(|cause| silent(&cause))?;
    let mut answer = Vec::new();
    let (status, start) = head(&mut stream, &mut answer, end).map_err(|cause| silent(&cause))?;
    // These have no body, whatever its length is said to be.
    if request.method == "HEAD" || matches!(status, 204 | 304) {
        return Ok((status, Vec::new()));
    }
    let mut body = answer.split_off(start.body);
    let most = start.length.unwrap_or(MOST + 1).min(MOST + 1);
    while (body.len() as u64) < most && read(&mut stream, &mut body, end).map_err(|cause| silent(&cause))? {}
    if body.len() as u64 > MOST {
        return Err(Error::machine(format!("'{}' answers more than {} MiB", request.target.url, MOST >> 20)));
    }
    match start.length {
        Some(length) if (body.len() as u64) < length => {
            Err(Error::machine(format!("'{}' broke off its answer", request.target.url)))
        }
        _ => Ok((status, body)),
    }
}

fn connect(target: &Target, end: Instant) -> Result<TcpStream> {
    let host = target.host.trim_start_matches('[').trim_end_matches(']');
    let addresses = (host, target.port).to_socket_addrs().map_err(|cause| no_answer(target, &cause))?;
    let mut failed = None;
    for address in addresses {
        match TcpStream::connect_timeout(&address, left(end)) {
            Ok(stream) => return Ok(stream),
            Err(cause) => failed = Some(cause),
        }
    }
    Err(no_answer(target, &failed.unwrap_or_else(|| ErrorKind::AddrNotAvailable.into())))
}

fn no_answer(target: &Target, cause: &std::io::Error) -> Error {
    let why = match cause.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => "its time is up".into(),
        _ => reason(cause),
    };
    Error::machine(format!("'{}' doesn't answer: {why}", target.url))
}

/// What is left of the time; never nothing, which would mean for ever.
fn left(end: Instant) -> Duration {
    end.saturating_duration_since(Instant::now()).max(Duration::from_millis(1))
}

fn write(stream: &mut TcpStream, request: &Request) -> std::io::Result<()> {
    let Target { host, port, path, .. } = &request.target;
    let mut text =
        format!("{} {path} HTTP/1.0\r\nHost: {host}:{port}\r\nConnection: close\r\n", request.method);
    for (name, value) in &request.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if let Some(body) = &request.body {
        text.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(request.body.as_deref().unwrap_or_default());
    stream.set_write_timeout(Some(Duration::from_secs(10)))?;
    stream.write_all(text.as_bytes())
}

/// Where a head ends, and how long the body is where that was said.
struct Start {
    body: usize,
    length: Option<u64>,
}

fn head(stream: &mut TcpStream, answer: &mut Vec<u8>, end: Instant) -> std::io::Result<(u16, Start)> {
    let bad = || std::io::Error::new(ErrorKind::InvalidData, "that is no HTTP");
    loop {
        let more = read(stream, answer, end)?;
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut response = httparse::Response::new(&mut headers);
        if let httparse::Status::Complete(body) = response.parse(answer).map_err(|_| bad())? {
            let status = response.code.ok_or_else(bad)?;
            let header = |name: &str| {
                let found = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
                std::str::from_utf8(found.value).ok()
            };
            if header("transfer-encoding").is_some() {
                return Err(std::io::Error::other("it answers in pieces, which HTTP/1.0 doesn't know"));
            }
            let length = header("content-length").and_then(|text| text.trim().parse().ok());
            return Ok((status, Start { body, length }));
        }
        if !more || answer.len() > HEAD {
            return Err(bad());
        }
    }
}

/// Reads once; `false` at the end.
fn read(stream: &mut TcpStream, into: &mut Vec<u8>, end: Instant) -> std::io::Result<bool> {
    if Instant::now() >= end {
        return Err(ErrorKind::TimedOut.into());
    }
    stream.set_read_timeout(Some(left(end)))?;
    let mut bytes = [0; 16 << 10];
    let count = stream.read(&mut bytes)?;
    into.extend_from_slice(&bytes[..count]);
    Ok(count > 0)
}

/// A value as a piece of a URL: it stays one, whatever it holds.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte.into()),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
