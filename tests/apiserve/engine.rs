//! The daemon with an engine that is only a stub on a Unix socket, or isn't there.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use super::{Daemon, home, modules, within};
use crate::support::Place;

/// What the stub was asked: `METHOD path`.
type Asked = Arc<Mutex<Vec<String>>>;

/// An engine with one container of `me/one`, one of `me/two`, an adapter and the daemon; it notes what it is asked.
#[derive(Clone)]
pub(super) struct Stub {
    pub(super) asked: Asked,
    containers: Arc<Mutex<Vec<Value>>>,
    /// Who has this has stops take as long.
    stops: Arc<Mutex<()>>,
    /// How many milliseconds each takes besides.
    stop_takes: Arc<AtomicU64>,
    /// Whether it breaks off whatever it is to do, once it has done it.
    dies: Arc<AtomicBool>,
}

fn container(home: &str, name: &str, module: &str, state: &str, policy: &str) -> Value {
    let project = if name.ends_with("_adapter") { "demo-x_adapter" } else { "demo-x" };
    let labels =
        json!({"hyperdrive.home": home, "hyperdrive.module": module, "com.docker.compose.project": project});
    json!({"Id": format!("id-{name}"), "Names": [format!("/{name}")], "Image": "i", "State": state,
        "Status": "Up 1 second (healthy)", "Labels": labels, "policy": policy, "started": now(),
        "Ports": [{"IP": "127.0.0.1", "PrivatePort": 80, "PublicPort": 8085, "Type": "tcp"}]})
}

impl Stub {
    pub(super) fn listen(socket: &Path, home: &str) -> Self {
        let containers = [
            ("demo_one", "me/one", "running", "unless-stopped"),
            ("demo_ended", "me/one", "exited", "unless-stopped"),
            ("demo_stopped", "me/one", "exited", "no"),
            ("demo_paused", "me/one", "paused", "always"),
            ("demo_two", "me/two", "running", "always"),
            ("demo_one_adapter", "me/one", "running", "always"),
            ("demo_daemon", "nodeset/hyperdrive", "running", "always"),
        ];
        let containers =
            containers.map(|(name, module, state, policy)| container(home, name, module, state, policy));
        let containers = Arc::new(Mutex::new(containers.into()));
        let (asked, stops, dies) = (Asked::default(), Arc::default(), Arc::default());
        let stub = Self { asked, containers, stops, stop_takes: Arc::default(), dies };
        let listener = UnixListener::bind(socket).expect("a socket");
        let engine = stub.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let engine = engine.clone();
                thread::spawn(move || engine.serve(stream));
            }
        });
        stub
    }

    /// More containers of this module, all running.
    fn add_many(&self, module: &str, count: usize) {
        let mut containers = self.containers.lock().unwrap();
        let home = containers[0]["Labels"]["hyperdrive.home"].as_str().unwrap().to_owned();
        let one = |number| container(&home, &format!("demo_many{number}"), module, "running", "always");
        containers.extend((0..count).map(one));
    }

    fn acts(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|line| line.starts_with("POST")).cloned().collect()
    }

    fn serve(&self, stream: UnixStream) -> Option<()> {
        let mut writer = stream.try_clone().ok()?;
        let mut reader = BufReader::new(stream);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok().filter(|bytes| *bytes > 0)?;
            let mut header = String::new();
            while header != "\r\n" {
                header.clear();
                reader.read_line(&mut header).ok().filter(|bytes| *bytes > 0)?;
            }
            let mut words = line.split(' ');
            let (method, path) = (words.next()?, words.next()?);
            let (path, query) = path.split_once('?').unwrap_or((path, ""));
            let path =
                path.strip_prefix("/v").and_then(|rest| rest.split_once('/')).map_or(path, |parts| parts.1);
            let path = path.trim_start_matches('/');
            self.asked.lock().unwrap().push(format!("{method} {path}"));
            if path.ends_with("/logs") {
                write!(writer, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").ok()?;
                if path.contains("ended") {
                    // It says nothing at all.
                    return reader.read_line(&mut line).ok().map(drop);
                }
                print(&mut writer).ok()?;
                if query.contains("follow=true") {
                    // It goes on: it ends when whoever reads it goes.
                    return reader.read_line(&mut line).ok().map(drop);
                }
                thread::sleep(Duration::from_millis(300));
                print(&mut writer).ok()?;
                return write!(writer, "0\r\n\r\n").ok();
            }
            let before = self.containers.lock().unwrap().clone();
            if path.ends_with("/stop") {
                drop(self.stops.lock().unwrap());
                thread::sleep(Duration::from_millis(self.stop_takes.load(Relaxed)));
            }
            let (status, body) = answer(path, &before, &mut self.containers.lock().unwrap());
            if method == "POST" && self.dies.load(Relaxed) {
                return None;
            }
            let text = body.to_string();
            write!(
                writer,
                "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{text}",
                text.len()
            )
            .ok()?;
        }
    }
}

/// A line of a log: a frame of standard output, in a chunk.
fn print(writer: &mut UnixStream) -> std::io::Result<()> {
    writer.write_all(b"d\r\n\x01\0\0\0\0\0\0\x05line\n\r\n")
}

/// The time, as the engine says it.
fn now() -> String {
    humantime::format_rfc3339_nanos(SystemTime::now()).to_string()
}

/// What it answers to what was asked for when the containers were like `before`.
fn answer(path: &str, before: &[Value], containers: &mut [Value]) -> (u16, Value) {
    let parts: Vec<&str> = path.split('/').collect();
    match parts[..] {
        ["version"] => (200, json!({"Version": "stub", "ApiVersion": "1.41"})),
        ["containers", "json"] => (200, Value::Array(containers.to_vec())),
        ["containers", id, verb] => {
            let Some(one) = containers.iter_mut().find(|one| one["Id"] == id) else {
                return (404, json!({"message": "no such container"}));
            };
            match verb {
                "json" => (200, inspected(one)),
                // It ends the life of which that was asked, and none after it.
                "stop"
                    if before
                        .iter()
                        .any(|before| before["Id"] == id && before["started"] == one["started"]) =>
                {
                    one["State"] = "exited".into();
                    (204, Value::Null)
                }
                "start" if one["State"] != "running" => {
                    (one["State"], one["started"]) = ("running".into(), now().into());
                    (204, Value::Null)
                }
                "stop" | "start" => (304, Value::Null),
                _ => (404, json!({"message": "?"})),
            }
        }
        _ => (404, json!({"message": "?"})),
    }
}

fn inspected(one: &Value) -> Value {
    json!({"Id": one["Id"], "Config": {"Labels": one["Labels"]}, "State": {"Status": one["State"], "StartedAt": one["started"]},
        "HostConfig": {"RestartPolicy": {"Name": one["policy"]}}})
}

/// The operator at work: whoever has the home's lock.
struct Operator(Child);

impl Operator {
    /// Takes the lock, and keeps it until [`Operator::ends`].
    fn at_work(place: &Place) -> Self {
        let command = place.sh("hd-state --user-dir user lock -- sh -c 'echo locked; cat'");
        let mut command = command.command();
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "locked\n");
        Self(child)
    }

    fn ends(mut self) {
        drop(self.0.stdin.take());
        assert!(self.0.wait().unwrap().success());
    }
}

/// A daemon with a stub of an engine.
pub(super) fn with_stub() -> (Daemon, Stub) {
    let place = Place::default();
    home(&place, &modules());
    let socket = place.path("docker.sock");
    let stub = Stub::listen(&socket, &id(&place));
    let engine = format!("unix://{}", socket.display());
    (Daemon::start(place, &engine), stub)
}

fn id(place: &Place) -> String {
    let home: Value = serde_json::from_str(&place.read("user/state/home.json")).unwrap();
    home["id"].as_str().unwrap().into()
}

/// Follows an operation to its end.
pub(super) fn ended(daemon: &Daemon, module: &str, accepted: &super::Reply) -> Value {
    assert_eq!(accepted.status, 202, "{accepted:?}");
    let path = accepted.header("location").strip_prefix("/api/v1").unwrap();
    let mut operation = Value::Null;
    within(30, "the operation ends", || {
        operation = daemon.get(module, path).json();
        operation["state"] != "running"
    });
    operation
}

#[test]
fn containers_are_listed_with_what_they_are() {
    let (daemon, stub) = with_stub();
    let list = daemon.get("me/one", "/containers").json();
    let all = list["containers"].as_array().unwrap();
    let one = all.iter().find(|one| one["name"] == "demo_one").unwrap();
    assert_eq!(
        *one,
        json!({"name": "demo_one", "id": "id-demo_one", "module": "me/one", "role": "service", "image": "i",
            "state": "running", "health": "healthy", "ports": ["127.0.0.1:8085->80/tcp"]})
    );
    let role = |name: &str| all.iter().find(|one| one["name"] == name).unwrap()["role"].clone();
    assert_eq!((role("demo_one_adapter"), role("demo_daemon")), (json!("adapter"), json!("daemon")));
    assert!(stub.acts().is_empty());
}

#[test]
fn a_restart_stops_and_starts_by_id_and_is_followed_under_its_own() {
    let (daemon, stub) = with_stub();
    let accepted = daemon.ask("me/one", "POST", "/containers/one/restart");
    let operation = ended(&daemon, "me/one", &accepted);
    assert_eq!((&operation["state"], &operation["container"]), (&json!("done"), &json!("demo_one")));
    assert_eq!(stub.acts(), ["POST containers/id-demo_one/stop", "POST containers/id-demo_one/start"]);
    let path = accepted.header("location").strip_prefix("/api/v1").unwrap();
    assert_eq!(daemon.get("me/two", path).status, 404, "another module's operation");
}

#[test]
fn what_a_module_may_not_do_changes_nothing() {
    let (daemon, stub) = with_stub();
    let status =
        |name: &str, verb: &str| daemon.ask("me/one", "POST", &format!("/containers/{name}/{verb}")).status;
    for name in ["two", "demo_two", "one_adapter", "demo_daemon", "daemon"] {
        for verb in ["restart", "start", "stop"] {
            assert_eq!(status(name, verb), 403, "{verb} {name}");
        }
    }
    assert_eq!((status("none", "restart"), status("id-demo_one", "restart")), (404, 404));
    assert_eq!(
        (status("paused", "start"), status("paused", "restart"), status("paused", "stop")),
        (409, 409, 409)
    );
    assert_eq!((status("stopped", "start"), status("stopped", "restart")), (409, 409));
    assert!(stub.acts().is_empty(), "{:?}", stub.acts());
    let accepted = daemon.ask("me/one", "POST", "/containers/ended/start");
    assert_eq!(ended(&daemon, "me/one", &accepted)["state"], "done");
}

#[test]
fn a_restart_waits_for_the_operator_and_doesnt_undo_what_they_did() {
    let (daemon, stub) = with_stub();
    let operator = Operator::at_work(&daemon.place);
    let accepted = daemon.ask("me/one", "POST", "/containers/one/restart");
    within(30, "it is stopped", || stub.acts() == ["POST containers/id-demo_one/stop"]);
    // The operator's stop takes the restart policy away.
    stub.containers.lock().unwrap()[0]["policy"] = "no".into();
    operator.ends();
    let operation = ended(&daemon, "me/one", &accepted);
    assert_eq!(operation["state"], "failed", "{operation}");
    assert_eq!(stub.acts().len(), 1);
}

#[test]
fn without_an_engine_settings_are_served_and_with_it_all_works_again() {
    let daemon = Daemon::new(&modules());
    let ready = daemon.get("me/one", "/readyz");
    assert_eq!((ready.status, &ready.json()["engine"]["ready"]), (503, &json!(false)));
    assert_eq!(daemon.get("me/one", "/version").json().get("engine"), None);
    assert_eq!(daemon.get("me/one", "/config").status, 200);
    assert_eq!(daemon.ask("me/one", "POST", "/containers/one/restart").status, 503);
    let stub = Stub::listen(&daemon.place.path("docker.sock"), &id(&daemon.place));
    assert_eq!(daemon.get("me/one", "/readyz").status, 200);
    assert_eq!(daemon.get("me/one", "/version").json()["engine"]["version"], "stub");
    let accepted = daemon.ask("me/one", "POST", "/containers/one/restart");
    assert_eq!(ended(&daemon, "me/one", &accepted)["state"], "done");
    assert_eq!(stub.acts().len(), 2);
}

/// The audit's lines on the modules' requests as `what result`.
fn audit(daemon: &Daemon) -> Vec<String> {
    let lines = daemon.place.read("user/log/audit.ndjson");
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let lines = lines.filter(|line| line["who"].as_str().is_some_and(|who| who.starts_with("me/")));
    lines.map(|line| format!("{} {} {}", line["what"], line["on"], line["result"]).replace('"', "")).collect()
}

#[test]
fn every_change_and_every_refused_one_stands_in_the_audit() {
    let (daemon, _stub) = with_stub();
    let accepted = daemon.ask("me/one", "POST", "/containers/one/restart");
    ended(&daemon, "me/one", &accepted);
    daemon.ask("me/one", "POST", "/containers/two/stop");
    daemon.get("me/one", "/containers");
    within(10, "what became of it is written", || audit(&daemon).len() == 3);
    let mut lines = audit(&daemon);
    lines.sort();
    assert_eq!(lines, ["restart demo_one accepted", "restart demo_one done", "stop two refused"]);
    let audit = hd::api::audit::Audit::of(&daemon.place.path("user"));
    // The tools that made the home wrote the first lines of the same chain.
    let entries = audit.entries();
    assert_eq!(audit.check().unwrap(), entries.len() as u64);
    let first: Vec<&str> = entries.iter().map(|entry| entry.what.as_str()).take(2).collect();
    assert_eq!(first, ["hd-state add", "hd-state add"]);
    assert!(
        entries[0].who != "me/one" && entries[entries.len() - 3..].iter().all(|entry| entry.who == "me/one")
    );
}

#[test]
fn without_an_audit_nothing_is_changed() {
    let (daemon, stub) = with_stub();
    let audit = daemon.place.path("user/log/audit.ndjson");
    std::fs::remove_file(&audit).unwrap();
    std::fs::create_dir(audit).unwrap();
    assert_eq!(daemon.ask("me/one", "POST", "/containers/one/restart").status, 503);
    assert!(stub.acts().is_empty(), "{:?}", stub.acts());
    assert_eq!(daemon.get("me/one", "/config").status, 200);
}

#[test]
fn too_many_changes_at_once_are_slowed_down() {
    let (daemon, _stub) = with_stub();
    let statuses: Vec<u16> =
        (0..100).map(|_| daemon.ask("me/one", "POST", "/containers/two/stop").status).collect();
    assert_eq!(statuses[0], 403);
    assert!(statuses.contains(&429), "{statuses:?}");
    assert_eq!(daemon.ask("me/two", "POST", "/containers/one/stop").status, 403, "others aren't");
}

#[test]
fn a_restart_that_a_killed_daemon_left_is_taken_up_again() {
    let (daemon, stub) = with_stub();
    let operator = Operator::at_work(&daemon.place);
    let accepted = daemon.ask("me/one", "POST", "/containers/one/restart");
    assert_eq!(accepted.status, 202);
    within(30, "it is stopped", || stub.acts() == ["POST containers/id-demo_one/stop"]);
    let place = daemon.place.clone();
    drop(daemon);
    let engine = format!("unix://{}", place.path("docker.sock").display());
    let daemon = Daemon::start(place, &engine);
    operator.ends();
    assert_eq!(ended(&daemon, "me/one", &accepted)["state"], "done");
    assert_eq!(stub.acts(), ["POST containers/id-demo_one/stop", "POST containers/id-demo_one/start"]);
}

/// The engine goes on with a stop though the daemon that asked for it has gone.
#[test]
fn a_restart_that_is_taken_up_while_its_container_is_being_stopped_ends_with_one_that_runs() {
    for policy in ["unless-stopped", "no"] {
        let (daemon, stub) = with_stub();
        stub.containers.lock().unwrap()[0]["policy"] = policy.into();
        let stops = stub.stops.lock().unwrap();
        let accepted = daemon.ask("me/one", "POST", "/containers/one/restart");
        within(30, "it is being stopped", || stub.acts() == ["POST containers/id-demo_one/stop"]);
        let (place, before) = (daemon.place.clone(), stub.containers.lock().unwrap()[0].clone());
        drop(daemon);
        let looked = || {
            let asked = stub.asked.lock().unwrap();
            asked.iter().filter(|line| line.ends_with("id-demo_one/json")).count()
        };
        let earlier = looked();
        let daemon = Daemon::start(place.clone(), &format!("unix://{}", place.path("docker.sock").display()));
        within(30, "it is looked at", || looked() > earlier);
        thread::sleep(Duration::from_millis(300));
        drop(stops);
        assert_eq!(ended(&daemon, "me/one", &accepted)["state"], "done", "{policy}");
        let now = stub.containers.lock().unwrap()[0].clone();
        assert_eq!(now["State"], "running", "{policy}");
        assert_ne!(now["started"], before["started"], "{policy}");
    }
}

#[test]
fn a_stop_that_takes_its_time_keeps_the_operator_out_of_nothing() {
    let (daemon, stub) = with_stub();
    stub.containers.lock().unwrap()[0]["policy"] = "no".into();
    let stops = stub.stops.lock().unwrap();
    let accepted = daemon.ask("me/one", "POST", "/containers/one/restart");
    within(30, "it is being stopped", || stub.acts() == ["POST containers/id-demo_one/stop"]);
    Operator::at_work(&daemon.place).ends();
    drop(stops);
    assert_eq!(ended(&daemon, "me/one", &accepted)["state"], "done");
    assert_eq!(stub.containers.lock().unwrap()[0]["State"], "running");
}

/// Has a container without restart policy restarted by a daemon that is killed during the stop, and does this before the
/// next daemon comes. Gives how the restart ended.
fn left_without_policy(meanwhile: impl Fn(&Place, &Stub)) -> (Value, Vec<String>) {
    let (daemon, stub) = with_stub();
    stub.containers.lock().unwrap()[0]["policy"] = "no".into();
    let stops = stub.stops.lock().unwrap();
    let accepted = daemon.ask("me/one", "POST", "/containers/one/restart");
    assert_eq!(accepted.status, 202);
    within(30, "it is being stopped", || stub.acts() == ["POST containers/id-demo_one/stop"]);
    let place = daemon.place.clone();
    drop(daemon);
    drop(stops);
    within(30, "it is stopped", || stub.containers.lock().unwrap()[0]["State"] == "exited");
    let engine = format!("unix://{}", place.path("docker.sock").display());
    meanwhile(&place, &stub);
    let daemon = Daemon::start(place, &engine);
    let operation = ended(&daemon, "me/one", &accepted);
    (operation, stub.acts())
}

#[test]
fn a_restart_without_policy_that_a_killed_daemon_left_is_taken_up_again() {
    let (operation, acts) = left_without_policy(|_, _| {});
    assert_eq!(operation["state"], "done", "{operation}");
    assert_eq!(acts, ["POST containers/id-demo_one/stop", "POST containers/id-demo_one/start"]);
}

#[test]
fn a_restart_without_policy_that_was_left_doesnt_undo_the_operators_stop() {
    let (operation, acts) = left_without_policy(|place, _| {
        let line = "hd-state load --user-dir user | hd-state save stopped --user-dir user";
        place.sh(line).any_stdout().status(0);
    });
    assert_eq!(operation["reason"], "the operator stopped module 'me/one'", "{operation}");
    assert_eq!(acts, ["POST containers/id-demo_one/stop"]);
}

#[test]
fn a_restart_without_policy_that_was_left_is_left_to_the_operator_s_tools() {
    let (operation, acts) = left_without_policy(|place, _| {
        let line = hd::api::audit::Entry {
            module: Some("me/one".into()),
            ..hd::api::audit::Entry::new("op", "hd-compose stop", "me/one", "begun")
        };
        hd::api::audit::Audit::of(&place.path("user")).write(line).unwrap();
    });
    assert_eq!(operation["state"], "failed", "{operation}");
    assert_eq!(acts, ["POST containers/id-demo_one/stop"]);
}

#[test]
fn a_restart_without_policy_that_was_left_starts_nothing_in_the_place_of_what_the_operator_replaced() {
    let gone = "there is no such container any more";
    let first = |stub: &Stub, field: &str, value: Value| stub.containers.lock().unwrap()[0][field] = value;
    for (what, change) in [
        ("removed", (&|stub: &Stub| drop(stub.containers.lock().unwrap().remove(0))) as &dyn Fn(&Stub)),
        ("replaced by another of that name", &|stub| first(stub, "Id", "id-new".into())),
        ("another home's", &|stub| {
            stub.containers.lock().unwrap()[0]["Labels"]["hyperdrive.home"] = "other".into();
        }),
        ("another module's", &|stub| {
            stub.containers.lock().unwrap()[0]["Labels"]["hyperdrive.module"] = "me/two".into();
        }),
    ] {
        let (operation, acts) = left_without_policy(|_, stub| change(stub));
        assert_eq!(operation["reason"], gone, "{what}: {operation}");
        assert_eq!(acts, ["POST containers/id-demo_one/stop"], "{what}");
    }
    let (operation, acts) = left_without_policy(|_, stub| first(stub, "State", "paused".into()));
    assert_eq!((&operation["reason"], acts.len()), (&json!("the operator paused it"), 1), "{operation}");
    // Stopped by the operator, and started again.
    let (operation, acts) = left_without_policy(|place, stub| {
        let line = hd::api::audit::Entry {
            module: Some("me/one".into()),
            ..hd::api::audit::Entry::new("op", "hd-compose stop", "me/one", "done")
        };
        hd::api::audit::Audit::of(&place.path("user")).write(line).unwrap();
        first(stub, "State", "running".into());
        first(stub, "started", now().into());
    });
    assert_eq!(operation["state"], "done", "{operation}");
    assert_eq!(acts.iter().filter(|act| act.ends_with("/stop")).count(), 1, "{acts:?}");
}

#[test]
fn many_slow_restarts_let_the_operator_in_between() {
    const MANY: usize = 24;
    let (daemon, stub) = with_stub();
    stub.add_many("me/one", MANY);
    stub.containers.lock().unwrap().iter_mut().for_each(|one| one["policy"] = "no".into());
    stub.stop_takes.store(150, Relaxed);
    for number in 0..MANY {
        let accepted = daemon.ask("me/one", "POST", &format!("/containers/many{number}/restart"));
        assert_eq!(accepted.status, 202, "{number}: {accepted:?}");
    }
    let stops = || stub.acts().iter().filter(|act| act.ends_with("/stop")).count();
    let home = hd::state::Home::open(&daemon.place.path("user")).unwrap();
    for turn in 0..5 {
        let before = stops();
        let lock = home.lock().unwrap();
        let meanwhile = stops() - before;
        assert!(meanwhile <= 2, "{meanwhile} restarts came before the operator's turn {turn}");
        drop(lock);
        within(30, "the next one is being stopped", || stops() > before + meanwhile);
    }
    assert!(stops() < MANY, "all were done before");
    within(60, "all are started", || stub.acts().len() == 2 * MANY);
}

#[test]
fn a_restart_without_policy_comes_to_its_end_though_the_engine_goes_away_meanwhile() {
    let (daemon, stub) = with_stub();
    stub.containers.lock().unwrap()[0]["policy"] = "no".into();
    stub.dies.store(true, Relaxed);
    let state = || stub.containers.lock().unwrap()[0]["State"].clone();
    let accepted = daemon.ask("me/one", "POST", "/containers/one/restart");
    within(30, "it is to be started, too", || stub.acts().len() > 2);
    stub.containers.lock().unwrap()[0]["State"] = "exited".into();
    stub.dies.store(false, Relaxed);
    let operation = ended(&daemon, "me/one", &accepted);
    assert_eq!(
        (state(), &operation["state"]),
        (json!("running"), &json!("failed")),
        "the stop failed: {operation}"
    );
}

#[test]
fn a_log_of_a_silent_engine_holds_no_place_of_who_has_gone() {
    let (daemon, _stub) = with_stub();
    for _ in 0..3 {
        drop(super::access::open(&daemon, "me/one", "/containers/ended/logs"));
    }
    within(30, "nothing is open", || {
        daemon.get("me/one", "/metrics").body.contains("\nhyperdrive_streams 0\n")
    });
}

/// How many bytes each of a process' threads has read so far, the fewest first.
fn read_by_threads(process: u32) -> Vec<u64> {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let read = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(path).ok()?;
        text.lines().find_map(|line| line.strip_prefix("rchar: ")?.parse().ok())
    };
    let mut all: Vec<u64> = threads.filter_map(|thread| read(thread.unwrap().path().join("io"))).collect();
    all.sort_unstable();
    all
}

#[test]
fn a_full_audit_holds_nobody_up_and_what_it_left_is_taken_up_again() {
    let place = Place::default();
    home(&place, &modules());
    let audit = place.path("user/log/audit.ndjson");
    let entry = |operation: &str, container: &str, result: &str| {
        let entry = hd::api::audit::Entry::new("me/one", "restart", "demo_one", result);
        let (operation, container) = (Some(operation.into()), Some(container.into()));
        let entry = hd::api::audit::Entry { operation, container, module: Some("me/one".into()), ..entry };
        serde_json::to_string(&entry).unwrap() + "\n"
    };
    let other = entry("other", "id-other", "done");
    let filler = other.repeat((32 << 20) / other.len() - 10);
    std::fs::write(&audit, entry("left", "id-demo_ended", "accepted") + &filler).unwrap();
    let socket = place.path("docker.sock");
    let stub = Stub::listen(&socket, &id(&place));
    let daemon = Daemon::start(place, &format!("unix://{}", socket.display()));
    assert_eq!(daemon.send("GET", "/healthz", &[]).status, 200);
    assert_eq!(daemon.get("me/one", "/operations/left").status, 200, "it waits until that is known");
    // The thread that has read the audit is none of those that listen and answer.
    let mut read = read_by_threads(daemon.pid());
    let whole = read.pop().unwrap();
    assert!(whole > 31 << 20 && read.iter().sum::<u64>() < 1 << 20, "{whole} and {read:?} bytes");
    within(30, "it is started", || stub.acts() == ["POST containers/id-demo_ended/start"]);
    assert!(daemon.memory() < 64 << 10, "{} KiB", daemon.memory());
}

/// Asks for a change and breaks the connection off while the daemon is at it; it can't say so in the audit yet.
fn break_off_during(daemon: &Daemon, stub: &Stub, path: &str) {
    let audit = std::fs::File::open(daemon.place.path("user/log/audit.ndjson")).unwrap();
    audit.lock().unwrap();
    let mut stream = daemon.connect();
    let bearer = daemon.bearer("me/one");
    // An answer that was never read makes of the end of a connection a break.
    let text = format!(
        "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n\
         POST /api/v1{path} HTTP/1.1\r\nhost: localhost\r\nauthorization: {bearer}\r\n\r\n"
    );
    stream.write_all(text.as_bytes()).unwrap();
    within(10, "the container is looked at", || {
        stub.asked.lock().unwrap().contains(&"GET containers/id-demo_one/json".to_owned())
    });
    thread::sleep(Duration::from_millis(200));
    drop(stream);
    thread::sleep(Duration::from_millis(200));
}

#[test]
fn who_breaks_off_leaves_nothing_half_begun() {
    let (daemon, stub) = with_stub();
    break_off_during(&daemon, &stub, "/containers/one/restart");
    within(30, "it is restarted", || stub.acts().len() == 2);
    within(10, "that stands in the audit", || {
        audit(&daemon) == ["restart demo_one accepted", "restart demo_one done"]
    });
    let again = daemon.ask("me/one", "POST", "/containers/one/restart");
    assert_eq!(ended(&daemon, "me/one", &again)["state"], "done");
}

#[test]
fn restarts_that_wait_for_the_operator_hold_nobody_else_up() {
    let (daemon, stub) = with_stub();
    stub.add_many("me/one", 20);
    let operator = Operator::at_work(&daemon.place);
    let since = Instant::now();
    for number in 0..20 {
        let accepted = daemon.ask("me/one", "POST", &format!("/containers/many{number}/restart"));
        assert_eq!(accepted.status, 202, "{number}: {accepted:?}");
    }
    for _ in 0..4 {
        assert_eq!(daemon.ask("me/two", "POST", "/containers/one/stop").status, 403);
    }
    assert!(since.elapsed() < Duration::from_secs(9), "{:?}", since.elapsed());
    operator.ends();
    within(30, "all are started", || stub.acts().len() == 40);
}
