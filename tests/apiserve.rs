//! hd-apiserve: the daemon's API over real connections.

mod access;
mod audited;
mod docker;
mod docker_chain;
mod docker_daemon;
mod engine;
mod forged;
mod hostile;
mod logs;
mod operator;
mod streams;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hd::auth::token::sign;
use hd::auth::{Algorithm, Claims, Key};
use serde_json::{Value, json};

use crate::support::{Place, Test};

/// A home with modules in it, and its daemon.
pub(super) struct Daemon {
    pub(super) place: Place,
    child: Option<Child>,
    out: Option<BufReader<ChildStdout>>,
    pub(super) address: String,
}

/// An answer as it came.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Reply {
    /// The body as JSON.
    #[track_caller]
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|cause| panic!("{cause}: {self:?}"))
    }

    /// A header's value; empty where it isn't there.
    pub(super) fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|line| line.0.eq_ignore_ascii_case(name)).map_or("", |line| line.1)
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Makes a home `user` of project `demo` with these modules and their settings, all running.
pub(super) fn home(place: &Place, modules: &[(&str, Value)]) {
    let document = |(name, settings): &(&str, Value)| {
        let descriptor = json!({"author": "me", "name": name, "shortcut": name, "version": "1.0.0",
            "description": "", "dependencies": []});
        place.write(format!("packages/{name}/descriptor.json"), descriptor.to_string());
        let package = json!({"sha256": "00", "bytes": 1, "entries": 1});
        json!({"fqmn": format!("me/{name}"), "descriptor": descriptor, "package": package, "config": {},
            "dir": place.path(format!("packages/{name}")), "settings": settings})
        .to_string()
    };
    let documents: Vec<String> = modules.iter().map(document).collect();
    let state = |args: &[&str], input: String| {
        let tool = place.tool("hd-state").args(args).args(["--user-dir", "user"]);
        tool.stdin(input).any_stdout().status(0).stdout
    };
    let added = state(&["add", "--project", "demo"], documents.join("\n"));
    let saved = state(&["save", "pending"], added);
    state(&["save", "started"], saved);
}

impl Daemon {
    /// A daemon of a new home with these modules; there is no engine.
    pub(super) fn new(modules: &[(&str, Value)]) -> Self {
        let place = Place::default();
        home(&place, modules);
        let nowhere = format!("unix://{}", place.path("docker.sock").display());
        Self::start(place, &nowhere)
    }

    /// A daemon of the home that is there, with the engine at this address.
    pub(super) fn start(place: Place, engine: &str) -> Self {
        let tool = place.tool("hd-apiserve").args(["--listen", "127.0.0.1:0", "--user-dir", "user"]);
        let tool = tool.env("DOCKER_HOST", engine);
        let mut command = tool.command();
        let log = std::fs::File::create(place.path("stderr")).expect("a file");
        command.stdout(Stdio::piped()).stdin(Stdio::null()).stderr(log);
        let mut child = command.spawn().expect("a daemon");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        out.read_line(&mut line).expect("a line");
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|cause| panic!("{cause}: {line}"));
        let address = said["listening"].as_str().expect("an address").strip_prefix("http://");
        Self { child: Some(child), out: Some(out), address: address.expect("http").into(), place }
    }

    /// A daemon that somebody else runs, of the home that is there.
    pub(super) fn elsewhere(place: Place, address: &str) -> Self {
        Self { place, child: None, out: None, address: address.into() }
    }

    pub(super) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time-out");
        stream
    }

    /// Sends these bytes on a connection of their own, and reads until the daemon closes it.
    pub(super) fn raw(&self, bytes: &[u8]) -> Reply {
        let mut stream = self.connect();
        // The daemon may answer and close before it has read everything.
        let _ = stream.write_all(bytes);
        let mut text = Vec::new();
        let _ = stream.read_to_end(&mut text);
        let text = String::from_utf8_lossy(&text);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Reply { status, head: head.into(), body: body.into() }
    }

    /// A request with these headers.
    pub(super) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        for (name, value) in headers {
            text.extend([name, ": ", value, "\r\n"]);
        }
        self.raw(format!("{text}\r\n").as_bytes())
    }

    /// A request of a module, below the base path.
    pub(super) fn ask(&self, module: &str, method: &str, path: &str) -> Reply {
        self.send(method, &format!("/api/v1{path}"), &[("authorization", &self.bearer(module))])
    }

    pub(super) fn get(&self, module: &str, path: &str) -> Reply {
        self.ask(module, "GET", path)
    }

    /// Whether it is there. Where it is a container, the engine takes connections before the daemon does.
    pub(super) fn answers(&self) -> bool {
        TcpStream::connect(&self.address).is_ok() && self.send("GET", "/healthz", &[]).status == 200
    }

    /// A fresh token of this module.
    pub(super) fn bearer(&self, module: &str) -> String {
        bearer(&Claims::new(&module.parse().unwrap(), now(), 60), &self.key(module))
    }

    pub(super) fn key(&self, module: &str) -> Key {
        Key::read(&self.place.path(format!("user/modules/{module}/secrets/hyperdrive.key"))).unwrap()
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.as_ref().expect("a child").id()
    }

    /// Resident memory in KiB.
    pub(super) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).expect("a process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// Asks it to end; gives its exit code and how long it took.
    pub(super) fn end(&mut self) -> (Option<i32>, Duration) {
        let since = std::time::Instant::now();
        let sent = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status().expect("kill");
        assert!(sent.success());
        let status = self.child.as_mut().expect("a child").wait().expect("an end");
        (status.code(), since.elapsed())
    }
}

/// Waits until this is so, for so many seconds at most.
#[track_caller]
pub(super) fn within(seconds: u64, what: &str, mut so: impl FnMut() -> bool) {
    let end = std::time::Instant::now() + Duration::from_secs(seconds);
    while !so() {
        assert!(std::time::Instant::now() < end, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

pub(super) fn bearer(claims: &Claims, key: &Key) -> String {
    format!("Bearer {}", sign(claims, key, Algorithm::Hs384).unwrap())
}

pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn modules() -> [(&'static str, Value); 2] {
    [
        ("one", json!({"port": 8085, "server": {"name": "x"}})),
        ("two", json!({"big": 18_446_744_073_709_551_615_u64})),
    ]
}

#[test]
fn a_module_reads_the_settings_of_the_whole_system() {
    let daemon = Daemon::new(&modules());
    let all = daemon.get("me/one", "/config");
    assert_eq!((all.status, all.header("content-type")), (200, "application/json"));
    assert_eq!(all.json()["projectName"], "demo");
    assert_eq!(all.json()["modules"]["me/two"]["settings"], modules()[1].1);
    let own = daemon.get("me/one", "/config/me/one").json();
    assert_eq!(own, json!({"enabled": true, "version": "1.0.0", "settings": modules()[0].1}));
    assert_eq!(daemon.get("me/one", "/config/nodeset/hyperdrive").json()["settings"]["projectName"], "demo");
    let value = |fqpn: &str| daemon.get("me/one", &format!("/config/value?fqpn={fqpn}")).json();
    assert_eq!(value("me/two:big"), json!({"fqpn": "me/two:big", "value": 18_446_744_073_709_551_615_u64}));
    assert_eq!(value("server/name")["value"], "x");
    assert_eq!(value("me%2Fone:server%2Fname")["value"], "x");
}

#[test]
fn modules_are_listed_and_shown() {
    let daemon = Daemon::new(&modules());
    let all = daemon.get("me/one", "/modules").json();
    let names: Vec<_> = all["modules"].as_array().unwrap().iter().map(|module| &module["fqmn"]).collect();
    assert_eq!(names, ["me/one", "me/two"]);
    let two = daemon.get("me/one", "/modules/me/two").json();
    assert_eq!(
        (&two["enabled"], &two["status"]["state"], &two["version"]),
        (&json!(true), &json!("started"), &json!("1.0.0"))
    );
    assert_eq!(daemon.get("me/one", "/modules/me/three").status, 404);
}

#[test]
fn unchanged_settings_arent_sent_again() {
    let daemon = Daemon::new(&modules());
    let bearer = daemon.bearer("me/one");
    let ask = |tag: &str| {
        daemon.send("GET", "/api/v1/config", &[("authorization", &bearer), ("if-none-match", tag)])
    };
    let first = daemon.get("me/one", "/config");
    let tag = first.header("etag");
    let again = ask(tag);
    assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", tag));
    let path = daemon.place.path("user/state/generations/1.json");
    let path = std::fs::canonicalize(path.with_file_name("current")).unwrap();
    let changed = std::fs::read_to_string(&path).unwrap().replace("8085", "8086");
    std::fs::write(&path, changed).unwrap();
    let new = ask(tag);
    assert_eq!((new.status, &new.json()["modules"]["me/one"]["settings"]["port"]), (200, &json!(8086)));
}

#[test]
fn health_is_told_to_everybody_and_nothing_else() {
    let daemon = Daemon::new(&modules());
    for path in ["/healthz", "/api/v1/healthz"] {
        let reply = daemon.send("GET", path, &[]);
        assert_eq!((reply.status, reply.json()), (200, json!({"status": "ok"})));
    }
    for path in [
        "/",
        "/readyz",
        "/api/v1",
        "/api/v1/",
        "/api/v1/readyz",
        "/api/v1/config",
        "/api/v1/nope",
        "/healthz/",
        "/healthz/x",
    ] {
        let reply = daemon.send("GET", path, &[]);
        assert_eq!((reply.status, reply.header("www-authenticate")), (401, "Bearer"), "{path}");
        assert_eq!(reply.json()["type"], "urn:hyperdrive:problem:unauthenticated");
    }
}

#[test]
fn a_problem_says_what_it_is_and_which_request_it_was() {
    let daemon = Daemon::new(&modules());
    let problem = |method: &str, path: &str, status: u16, word: &str| {
        let reply = daemon.ask("me/one", method, path);
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (status, "application/problem+json"),
            "{reply:?}"
        );
        assert_eq!(reply.json()["type"], format!("urn:hyperdrive:problem:{word}"));
        assert_eq!(reply.json()["status"], status);
        let name = format!("urn:hyperdrive:request:{}", reply.header("x-request-id"));
        assert_eq!(reply.json()["instance"], name);
        reply
    };
    problem("GET", "/nope", 404, "not-found");
    problem("GET", "/config/me/none", 404, "not-found");
    problem("GET", "/config/value?fqpn=me/one:none", 404, "not-found");
    problem("GET", "/config/value?fqpn=", 400, "malformed");
    problem("GET", "/config/value", 400, "malformed");
    problem("GET", "/operations/00", 404, "not-found");
    let reply = problem("DELETE", "/config", 405, "method");
    assert_eq!(reply.header("allow"), "GET,HEAD");
    let reply = problem("GET", "/containers", 503, "unavailable");
    assert_eq!(reply.header("retry-after"), "5");
}

#[test]
fn it_ends_in_order_when_asked() {
    let mut daemon = Daemon::new(&modules());
    let _idle = daemon.connect();
    let (code, time) = daemon.end();
    assert_eq!(code, Some(0));
    assert!(time < Duration::from_secs(5), "{time:?}");
    let mut rest = String::new();
    daemon.out.as_mut().unwrap().read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "nothing but the address on standard output");
}

#[test]
fn it_is_ready_at_once() {
    let place = Place::default();
    home(&place, &modules());
    let since = std::time::Instant::now();
    let daemon = Daemon::start(place, "unix:///nowhere");
    assert_eq!(daemon.send("GET", "/healthz", &[]).status, 200);
    assert!(since.elapsed() < Duration::from_secs(1), "{:?}", since.elapsed());
}

#[test]
fn it_listens_on_loopback_only() {
    let place = Place::default();
    home(&place, &modules());
    let serve = |listen: &str| place.tool("hd-apiserve").args(["--user-dir", "user", "--listen", listen]);
    let refused = "refusing to listen on '0.0.0.0:0': others than this machine's users reach it";
    serve("0.0.0.0:0").stderr_has(refused).stderr_has("--container").status(2);
    serve("[::]:0").stderr_has("refusing to listen").status(2);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    serve(&taken).stderr_has(&format!("cannot listen on '{taken}'")).status(4);
}

#[test]
fn without_a_home_there_is_nothing_to_serve() {
    let serve = Test::tool("hd-apiserve").args(["--user-dir", "user", "--listen", "127.0.0.1:0"]);
    serve.stderr_has("is no user directory of Hyperdrive").status(3);
}

#[test]
fn rubbish_in_the_settings_leaves_the_last_good_ones_served() {
    let daemon = Daemon::new(&modules());
    let path = std::fs::canonicalize(daemon.place.path("user/state/generations/current")).unwrap();
    let good = std::fs::read(&path).unwrap();
    std::fs::write(&path, "{ rubbish").unwrap();
    assert_eq!(daemon.get("me/one", "/config").json()["projectName"], "demo");
    let ready = daemon.get("me/one", "/readyz");
    assert_eq!((ready.status, &ready.json()["settings"]["ready"]), (503, &json!(false)));
    assert!(ready.json()["settings"]["reason"].as_str().unwrap().contains("isn't as Hyperdrive wrote it"));
    std::fs::write(&path, good).unwrap();
    assert_eq!(daemon.get("me/one", "/readyz").json()["settings"], json!({"ready": true}));
}

#[test]
fn numbers_are_given_in_prometheus_format() {
    let daemon = Daemon::new(&modules());
    daemon.send("GET", "/healthz", &[]);
    daemon.send("GET", "/api/v1/config", &[]);
    daemon.get("me/one", "/config/me/none");
    let reply = daemon.get("me/one", "/metrics");
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, "text/plain; version=0.0.4; charset=utf-8")
    );
    for line in [
        "hyperdrive_requests_total{route=\"/healthz\",status=\"200\"} 1",
        "hyperdrive_requests_total{route=\"/api/v1/config\",status=\"401\"} 1",
        "hyperdrive_requests_total{route=\"/api/v1/config/{author}/{name}\",status=\"404\"} 1",
        "hyperdrive_unauthenticated_total 1",
        "hyperdrive_request_seconds_count 3",
    ] {
        assert!(reply.body.lines().any(|one| one == line), "{line}\n{}", reply.body);
    }
}

#[test]
fn the_published_description_is_what_is_served() {
    let daemon = Daemon::new(&modules());
    let served = format!("{:#}\n", daemon.get("me/one", "/openapi.json").json());
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("man/openapi.json");
    // scripts/generate asks for it.
    if std::env::var_os("HD_GENERATE").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &served).unwrap();
    }
    let published = std::fs::read_to_string(file).unwrap_or_default();
    assert!(published == served, "run scripts/generate: man/openapi.json is stale");
}

#[test]
fn the_log_says_what_was_refused_and_by_the_settings_everything() {
    let place = Place::default();
    home(&place, &modules());
    let path = std::fs::canonicalize(place.path("user/state/generations/current")).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let daemon = Daemon::start(place, "unix:///nowhere");
    daemon.send("GET", "/api/v1/x%0d%0aforged=1?secret", &[("authorization", "Bearer s3cret")]);
    let token = daemon.bearer("me/one");
    let ask = || daemon.send("GET", "/api/v1/config", &[("authorization", &token)]);
    ask();
    let log = daemon.place.read("user/log/daemon.log");
    assert!(
        log.contains("level=warn") && log.contains("path=/api/v1/x%0d%0aforged=1")
            || log.contains("path=\"/api/v1/x%0d%0aforged=1\""),
        "{log}"
    );
    assert!(log.contains("msg=listening") && !log.contains("path=/api/v1/config"), "{log}");
    let mut generation: Value = serde_json::from_str(&text).unwrap();
    generation["settings"]["logging"] = json!({"level": "debug", "format": "json"});
    std::fs::write(&path, generation.to_string()).unwrap();
    let name = ask().header("x-request-id").to_owned();
    let log = daemon.place.read("user/log/daemon.log");
    let last: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&last["path"], &last["request"], &last["level"]),
        (&json!("/api/v1/config"), &json!(name), &json!("debug"))
    );
    assert!(
        !log.contains("s3cret")
            && !log.contains("secret")
            && !log.contains(token.strip_prefix("Bearer ").unwrap())
    );
}
