//! The guard: what every request passes before a handler sees it, and every answer on its way back.

use std::fmt::Display;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ALLOW, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, TRANSFER_ENCODING,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::Response;
use hd::api::containers::Action;
use hd::api::{Answer, Caller, Problem, Refusal, View};
use hyper::body::Incoming;
use tower_service::Service;

use crate::answer::{self, Refused};
use crate::app::App;
use crate::body;
use crate::connections::Connection;
use crate::log::Level;
use crate::routes::BASE;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Lets a request in where it is meant for this daemon and somebody vouches for it; gives every answer the request's
/// name and every problem its body.
pub(crate) async fn guard(
    app: &Arc<App>,
    mut router: Router,
    mut request: Request<Incoming>,
    connection: &Arc<Connection>,
) -> Response {
    let (name, began, view) = (app.next_request(), Instant::now(), app.daemon.view());
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let admitted = match admit(app, &view, &mut request, connection) {
        Ok(()) => body::measure(request.body_mut()).await,
        refused => refused,
    };
    let (response, problem) = match admitted.inspect_err(|problem| note(app, &view, &request, problem)) {
        Ok(()) => {
            // No route reads a body.
            let Ok(response) = router.call(request.map(|_| Body::empty())).await;
            finish(response, &name)
        }
        Err(problem) => (answer::problem(&problem, &name, None), Some(problem)),
    };
    let (status, time) = (response.status().as_u16(), began.elapsed());
    app.metrics.count(uri.path(), status, time);
    let (path, microseconds) = (Shown(&uri), time.as_micros());
    let fields: [(&str, &dyn Display); 5] = [
        ("request", &name),
        ("method", &method),
        ("path", &path),
        ("status", &status),
        ("us", &microseconds),
    ];
    match problem {
        Some(problem) if status >= 500 => {
            app.log.line(&view, Level::Error, &problem.detail, &fields);
        }
        Some(problem) => app.log.refusal(&view, &problem.detail, &fields),
        None if method == Method::POST => app.log.line(&view, Level::Info, "accepted", &fields),
        None => app.log.line(&view, Level::Debug, "answered", &fields),
    }
    named(response, name)
}

/// A path as a log shows it.
struct Shown<'a>(&'a Uri);

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hd::escape::short(self.0.path(), 200))
    }
}

/// What a handler is told of a request that was let in: who asks, what the home was then, and on which connection.
#[derive(Debug)]
pub(crate) struct Admitted {
    pub(crate) caller: Caller,
    pub(crate) view: Arc<View>,
    pub(crate) connection: Arc<Connection>,
}

fn admit(
    app: &App,
    view: &Arc<View>,
    request: &mut Request<Incoming>,
    connection: &Arc<Connection>,
) -> Answer<()> {
    check_host(request.uri(), request.headers(), view.settings.project())?;
    check_body(request.headers())?;
    if !is_open(request.uri().path()) {
        let caller = authenticate(app, view, request.headers())?;
        let admitted = Admitted { caller, view: view.clone(), connection: connection.clone() };
        request.extensions_mut().insert(Arc::new(admitted));
    }
    Ok(())
}

/// A change that was refused before a handler saw it, for its size or as it is broken, stands in the audit, where somebody
/// vouches for the request.
fn note(app: &App, view: &View, request: &Request<Incoming>, problem: &Problem) {
    let is_known = problem.refusal != Refusal::Unauthenticated;
    let Some((name, action)) = change(request).filter(|_| is_known) else { return };
    let admitted = request.extensions().get::<Arc<Admitted>>().map(|admitted| admitted.caller.clone());
    if let Some(caller) = admitted.or_else(|| authenticate(app, view, request.headers()).ok()) {
        app.daemon.note_refused(&caller, action, name, problem);
    }
}

/// The change that a request would make: of which container, and which.
fn change(request: &Request<Incoming>) -> Option<(&str, Action)> {
    let path = request.uri().path().strip_prefix(BASE)?.strip_prefix("/containers/")?;
    let (name, verb) = path.split_once('/').filter(|_| request.method() == Method::POST)?;
    let action = Action::ALL.into_iter().find(|action| action.to_string() == verb)?;
    Some((name, action))
}

/// What is answered without a token, below the base path or at the root.
pub(crate) const OPEN: [&str; 1] = ["/healthz"];

fn is_open(path: &str) -> bool {
    OPEN.contains(&path.strip_prefix(BASE).unwrap_or(path))
}

fn authenticate(app: &App, view: &View, headers: &HeaderMap) -> Answer<Caller> {
    app.daemon.caller(view, token(headers)?, hd::clock::now())
}

/// The token that a request comes with.
pub(crate) fn token(headers: &HeaderMap) -> Answer<&str> {
    single(headers, &AUTHORIZATION).and_then(bearer).ok_or_else(Problem::unauthenticated)
}

/// The header's text, where it stands there once.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(first)
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A page of a stranger's host name that was made to mean this address (DNS rebinding) gets nothing: names have to be
/// the daemon's own, or addresses.
fn check_host(uri: &Uri, headers: &HeaderMap, project: &str) -> Answer<()> {
    let host = single(headers, &HOST)
        .ok_or_else(|| Problem::new(Refusal::Malformed, "the request needs one 'Host' header"))?;
    let all = uri.authority().map(axum::http::uri::Authority::as_str).into_iter().chain([host]);
    for host in all {
        if !is_own(host, project) {
            return Err(Problem::new(Refusal::Misdirected, "this daemon has another name"));
        }
    }
    Ok(())
}

fn is_own(host: &str, project: &str) -> bool {
    let port = |text: &str| {
        text.is_empty() || text.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok())
    };
    let (name, rest) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some(parts) => parts,
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let daemon = name.split_at_checked(project.len()).is_some_and(|(own, rest)| {
        let is = |text: &str| rest.eq_ignore_ascii_case(text);
        own.eq_ignore_ascii_case(project) && (is("-daemon") || is("_daemon"))
    });
    port(rest) && (name.parse::<IpAddr>().is_ok() || name.eq_ignore_ascii_case("localhost") || daemon)
}

fn check_body(headers: &HeaderMap) -> Answer<()> {
    let length = headers.get(CONTENT_LENGTH);
    if length.is_some() && headers.contains_key(TRANSFER_ENCODING) {
        return Err(Problem::new(Refusal::Malformed, "a body has one length"));
    }
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok()).unwrap_or(0);
    body::judge(length)
}

/// Writes out the problem that an answer carries, or stands for where the router or an extractor made it.
fn finish(mut response: Response, name: &str) -> (Response, Option<Problem>) {
    let status = response.status();
    let carried = response.extensions_mut().remove::<Refused>().map(|refused| refused.0);
    let bare = || (status.is_client_error() || status.is_server_error()) && !is_json(&response);
    let problem = carried.or_else(|| bare().then(|| stands_for(status)));
    let allow = response.headers_mut().remove(ALLOW);
    match problem {
        Some(problem) => (answer::problem(&problem, name, allow), Some(problem)),
        None => (response, None),
    }
}

fn is_json(response: &Response) -> bool {
    response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/"))
}

fn stands_for(status: StatusCode) -> Problem {
    let found = Refusal::ALL.into_iter().find(|refusal| refusal.status() == status.as_u16());
    let refusal =
        found.unwrap_or(if status.is_client_error() { Refusal::Malformed } else { Refusal::Broken });
    Problem::new(refusal, refusal.title())
}

fn named(mut response: Response, name: String) -> Response {
    let headers = response.headers_mut();
    HeaderValue::try_from(name).ok().and_then(|name| headers.insert(REQUEST_ID, name));
    headers.insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_daemon_s_own_names_and_addresses_are_answered() {
        for own in [
            "localhost",
            "LOCALHOST:1",
            "127.0.0.1:8080",
            "[::1]:80",
            "10.1.2.3",
            "demo-daemon:8080",
            "demo_daemon",
            "DEMO-daemon:8080",
            "Demo_Daemon",
        ] {
            assert!(is_own(own, "demo"), "{own}");
        }
        for other in [
            "",
            "evil.example",
            "localhost.evil.example",
            "demo-daemon.evil",
            "127.0.0.1.evil:80",
            "demo",
            "dem",
            "demé-daemon",
            "other-daemon",
            "localhost:",
            "localhost:x",
            "[::1",
            "::1",
            "127.0.0.1:80:80",
            "a@localhost",
            "[localhost]x",
        ] {
            assert!(!is_own(other, "demo"), "{other}");
        }
    }

    #[test]
    fn a_token_is_the_bearer_of_one_header() {
        assert_eq!(bearer("Bearer a.b.c"), Some("a.b.c"));
        assert_eq!(bearer("bearer  a "), Some("a"));
        assert_eq!((bearer("Basic x"), bearer("a.b.c"), bearer("")), (None, None, None));
        let twice = HeaderMap::from_iter([(HOST, HeaderValue::from_static("a"))]);
        assert_eq!(single(&twice, &HOST), Some("a"));
        let mut twice = twice;
        twice.append(HOST, HeaderValue::from_static("a"));
        assert_eq!(single(&twice, &HOST), None);
    }
}
