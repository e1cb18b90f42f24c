//! Getting something over the network: bounded in time and size, redirected only to what is no less safe.

use std::io::Read;
use std::time::Duration;

use ureq::http::Response;
use ureq::{Agent, Body};

use super::Location;
use super::impatient::Impatient;
use crate::error::{Error, Result, reason};

/// How often one is sent elsewhere.
const REDIRECTS: usize = 5;
const CONNECT: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_secs(30);
/// Nothing for so long is no download.
const IDLE: Duration = Duration::from_secs(30);
/// Slower than 16 KiB a second for a whole package is no download.
const SLOWEST: u64 = 16 << 10;

/// What a server sent.
pub(super) struct Got {
    /// Where the content begins: 0, or where it was asked to go on from.
    pub(super) from: u64,
    /// The content from there on.
    pub(super) content: Box<dyn Read + Send>,
}

impl Got {
    fn new(from: u64, answer: Response<Body>, at: &Location) -> Result<Self> {
        let content = Impatient::new(answer.into_body().into_reader(), IDLE);
        let content =
            content.map_err(|cause| Error::machine(format!("'{at}' can't be had: {}", reason(&cause))))?;
        Ok(Self { from, content: Box::new(content) })
    }
}

/// Asks for what is at this URL, from this byte on; `most` bytes are expected. Gives `None` where nothing is after that.
pub(super) fn get(url: &url::Url, from: u64, most: u64) -> Result<Option<Got>> {
    let mut at = Location::Url(url.clone());
    for _ in 0..=REDIRECTS {
        let answer = ask(&agent(most), &at, from)?;
        match answer.status().as_u16() {
            200 => return Got::new(0, answer, &at).map(Some),
            206 if begins_at(&answer, from) => return Got::new(from, answer, &at).map(Some),
            416 if from > 0 => return Ok(None),
            301 | 302 | 303 | 307 | 308 => at = at.join(header(&answer, "location").unwrap_or_default())?,
            404 | 410 => return Err(Error::input(format!("'{at}' isn't there"))),
            other => return Err(Error::machine(format!("'{at}' can't be had: the server says {other}"))),
        }
    }
    Err(Error::machine(format!("'{url}' sends one elsewhere again and again")))
}

fn agent(most: u64) -> Agent {
    let body = Duration::from_secs(60 + most / SLOWEST);
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_connect(Some(CONNECT))
        .timeout_recv_response(Some(ANSWER))
        .timeout_recv_body(Some(body))
        .user_agent(concat!("hyperdrive/", env!("CARGO_PKG_VERSION")));
    config.build().into()
}

fn ask(agent: &Agent, at: &Location, from: u64) -> Result<Response<Body>> {
    let mut request = agent.get(at.to_string());
    if from > 0 {
        request = request.header("range", format!("bytes={from}-"));
    }
    request.call().map_err(|cause| match cause {
        ureq::Error::Timeout(_) => Error::busy(format!("'{at}' doesn't answer in time")),
        ureq::Error::Io(cause) => Error::machine(format!("'{at}' can't be had: {}", reason(&cause)))
            .hint("is this machine connected to the network, and the server up?"),
        other => Error::machine(format!("'{at}' can't be had: {other}"))
            .hint("is this machine connected to the network?"),
    })
}

fn header<'a>(answer: &'a Response<Body>, name: &str) -> Option<&'a str> {
    answer.headers().get(name)?.to_str().ok()
}

/// Whether the server goes on from where it was asked to.
fn begins_at(answer: &Response<Body>, from: u64) -> bool {
    header(answer, "content-range").is_some_and(|range| range.starts_with(&format!("bytes {from}-")))
}
