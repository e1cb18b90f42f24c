//! `hyperdrive api METHOD PATH`: a request to the daemon, with a token of the operator's own key.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use cli::Exit;
use hd::api::Details;
use hd::auth::token::{Audience, sign};
use hd::auth::{Algorithm, Claims, Key};
use hd::document::HYPERDRIVE;
use hd::state::Home;
use hd::{Error, Kind, Result};
use ureq::http::{Request, Uri};
use ureq::{Agent, Body, SendBody};

use crate::args::{Api, Method};
use crate::pipeline;
use crate::session::Session;

/// What paths begin with that are written without it.
const BASE: &str = "/api/v1";
/// How long the daemon may take to be reached and to begin its answer; the answer itself may be a stream without an end.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a problem may be.
const LONGEST_PROBLEM: u64 = 1 << 16;

pub(crate) fn run(session: &Session, args: &Api) -> Result<Exit> {
    let home = session.home()?;
    let settings = home.current()?.settings;
    let port = settings.own.get("apiPort").and_then(serde_json::Value::as_u64);
    let port = port.and_then(|port| u16::try_from(port).ok()).unwrap_or(hd::state::FIRST_PORT);
    let address = args.address.unwrap_or_else(|| (Ipv4Addr::LOCALHOST, port).into());
    if !address.ip().is_loopback() {
        return Err(Error::usage(format!("refusing to send a token to '{address}': it isn't this machine"))
            .hint("the daemon is published on 127.0.0.1"));
    }
    let uri = uri(address, &args.path)?;
    pipeline::end_on_signals()?;
    let answer = ask(args.method, &uri, &token(&home, settings.project())?)
        .map_err(|cause| unreached(address, &cause))?;
    let (status, mut body) = (answer.status(), answer.into_body());
    if status.is_success() {
        show(body.as_reader())
    } else {
        refused(args, status.as_u16(), body.as_reader())
    }
}

/// The path below the API's base, where it isn't written out.
fn uri(address: SocketAddr, path: &str) -> Result<Uri> {
    let slash = if path.starts_with('/') { "" } else { "/" };
    let whole = path.trim_start_matches('/').split(['/', '?']).next() == Some("api");
    let base = if whole { "" } else { BASE };
    format!("http://{address}{base}{slash}{path}")
        .parse()
        .map_err(|cause| Error::usage(format!("'{}' is no path: {cause}", hd::escape::short(path, 80))))
}

/// A token for one request to this project's daemon.
fn token(home: &Home, project: &str) -> Result<String> {
    let file = home.dir().join("modules").join(HYPERDRIVE).join("secrets/hyperdrive.key");
    let key = Key::read_nofollow(&file)
        .map_err(|error| error.hint("installing a module makes the key of a user directory that has none"))?;
    let mut claims = Claims::new(&HYPERDRIVE.parse()?, hd::clock::now(), 60).for_one_use()?;
    claims.aud = Some(Audience::One(project.into()));
    sign(&claims, &key, Algorithm::Hs384)
}

fn ask(
    method: Method,
    uri: &Uri,
    token: &str,
) -> std::result::Result<ureq::http::Response<Body>, ureq::Error> {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_connect(Some(PATIENCE))
        .timeout_recv_response(Some(PATIENCE));
    let request = Request::builder().uri(uri).header("authorization", format!("Bearer {token}"));
    let request = match method {
        Method::Get => request.method("GET").body(SendBody::none()),
        Method::Post => request.method("POST").header("content-length", "0").body(SendBody::none()),
    };
    Agent::new_with_config(config.build()).run(request?)
}

/// The answer, as it comes.
fn show(mut from: impl Read) -> Result<Exit> {
    let mut out = io::stdout().lock();
    let copied = io::copy(&mut from, &mut Flushed(&mut out));
    match copied.and_then(|_| out.flush()) {
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::DONE),
        Err(cause) => Err(Error::file("pass on", "the daemon's answer", &cause)),
        Ok(()) => Ok(Exit::DONE),
    }
}

/// Each part of a stream is to be seen when it comes.
struct Flushed<'a, W: Write>(&'a mut W);

impl<W: Write> Write for Flushed<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.0.write(bytes)?;
        self.0.flush().map(|()| written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Shows an answer that grants nothing like any other; the problem that it may be is also the error.
fn refused(args: &Api, status: u16, mut from: impl Read) -> Result<Exit> {
    let mut beginning = Vec::new();
    // What breaks off here breaks off again where it is shown.
    let _ = Read::by_ref(&mut from).take(LONGEST_PROBLEM).read_to_end(&mut beginning);
    show(beginning.as_slice().chain(from))?;
    Err(problem(args, status, &beginning))
}

/// What the daemon says of a request that it doesn't grant.
fn problem(args: &Api, status: u16, answer: &[u8]) -> Error {
    let said: Option<Details> = serde_json::from_slice(answer).ok();
    let silent = if answer.is_empty() { "it doesn't say why" } else { "its answer says why" };
    let detail = said.map_or_else(|| silent.into(), |said| said.detail);
    let (method, path) = (args.method, hd::escape::short(&args.path, 80));
    Error::new(kind(status), format!("the daemon refuses '{method} {path}': {detail} ({status})"))
}

fn kind(status: u16) -> Kind {
    match status {
        401 | 403 | 421 => Kind::Denied,
        409 => Kind::No,
        429 => Kind::Busy,
        400..=499 => Kind::Input,
        _ => Kind::Machine,
    }
}

fn unreached(address: SocketAddr, cause: &ureq::Error) -> Error {
    let why = match cause {
        ureq::Error::Io(cause) => hd::error::reason(cause),
        other => other.to_string(),
    };
    Error::machine(format!("cannot ask the daemon at '{address}': {why}"))
        .hint("'hyperdrive service start' starts it; 'hyperdrive service status' shows whether it runs")
}
