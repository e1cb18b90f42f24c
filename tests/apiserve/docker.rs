//! The daemon with a real engine: as a process, and as the container that it is for an operator.

use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::engine::ended;
use super::streams::Events;
use super::{Daemon, home, modules, within};
use crate::support::Place;
use crate::support::engine::wait_until;

const SOCKET: &str = "/var/run/docker.sock";

/// What a test makes in the engine; removed with this.
struct Made {
    /// What every name begins with.
    prefix: String,
    containers: Vec<String>,
    images: Vec<String>,
}

impl Drop for Made {
    fn drop(&mut self) {
        for container in &self.containers {
            let _ = Command::new("docker").args(["rm", "-f", "-v", container]).output();
        }
        for image in &self.images {
            let _ = Command::new("docker").args(["rmi", image]).output();
        }
    }
}

#[track_caller]
fn docker(args: &[&str]) -> String {
    let output = Command::new("docker").args(args).output().expect("docker");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "docker {args:?}: {said}");
    String::from_utf8_lossy(&output.stdout).trim().into()
}

impl Made {
    fn new(place: &Place) -> Self {
        let root = place.root().file_name().unwrap().to_str().unwrap().to_lowercase();
        let prefix = root.replace(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-', "0");
        Self { prefix, containers: Vec::new(), images: Vec::new() }
    }

    /// An image that holds nothing but this executable.
    fn image(&mut self, place: &Place, tool: &str, entrypoint: &[&str]) -> String {
        let archive = place.path(format!("{tool}.tar"));
        let mut tar = tar::Builder::new(std::fs::File::create(&archive).unwrap());
        let program = place.tool(tool).command().get_program().to_owned();
        // The engine takes no sparse files.
        tar.sparse(false);
        tar.append_path_with_name(Path::new(&program), tool).unwrap();
        tar.finish().unwrap();
        let name = format!("{}-{tool}:test", self.prefix);
        let change = format!("ENTRYPOINT {}", json!(entrypoint));
        docker(&["image", "import", "--change", &change, archive.to_str().unwrap(), &name]);
        self.images.push(name.clone());
        name
    }

    /// A running container that waits for input which never comes.
    fn service(&mut self, image: &str, name: &str, home: &str, module: &str, more: &[&str]) -> String {
        let name = format!("{}_{name}", self.prefix);
        let labels = [format!("hyperdrive.home={home}"), format!("hyperdrive.module={module}")];
        let fixed = ["run", "-d", "-i", "--network", "none", "--stop-signal", "KILL", "--name", &name];
        let labels = ["--label", &labels[0], "--label", &labels[1]];
        let args: Vec<&str> = fixed.iter().chain(&labels).chain(more).copied().chain([image]).collect();
        let id = docker(&args);
        self.containers.push(id.clone());
        id
    }

    /// A container that printed its usage and ended.
    fn printer(&mut self, image: &str, name: &str, home: &str, module: &str) {
        let name = format!("{}_{name}", self.prefix);
        let labels = [format!("hyperdrive.home={home}"), format!("hyperdrive.module={module}")];
        let label = ["--label", &labels[0], "--label", &labels[1]];
        let args = [&["run", "-d", "--name", &name][..], &label, &[image, "--help"]].concat();
        let id = docker(&args);
        docker(&["wait", &id]);
        self.containers.push(id);
    }
}

fn id(place: &Place) -> String {
    let home: Value = serde_json::from_str(&place.read("user/state/home.json")).unwrap();
    home["id"].as_str().unwrap().into()
}

fn started(container: &str) -> String {
    docker(&["inspect", "-f", "{{.State.Running}} {{.State.StartedAt}}", container])
}

/// A home with the containers of two modules, an adapter's, and one of another home.
fn homestead() -> (Place, Made) {
    let place = Place::default();
    let mut made = Made::new(&place);
    home(&place, &modules());
    let image = made.image(&place, "hd-token", &["/hd-token", "inspect"]);
    let comes_back = ["--restart", "unless-stopped"];
    let id = id(&place);
    made.service(&image, "one", &id, "me/one", &comes_back);
    made.service(&image, "lone", &id, "me/one", &[]);
    made.service(&image, "two", &id, "me/two", &comes_back);
    made.service(&image, "one_adapter", &id, "me/one", &comes_back);
    made.service(&image, "foreign", "another", "me/one", &comes_back);
    made.printer(&image, "talker", &id, "me/one");
    (place, made)
}

/// Every promise about acting on containers, whoever runs the daemon.
fn acts_as_promised(daemon: &Daemon, made: &Made) {
    let [one, lone, two, adapter, foreign] = &made.containers[..5] else { panic!("five containers") };
    let list = daemon.get("me/one", "/containers").json();
    let names: Vec<&str> =
        list["containers"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    for (name, seen) in [("one", true), ("two", true), ("one_adapter", true), ("foreign", false)] {
        assert_eq!(names.contains(&format!("{}_{name}", made.prefix).as_str()), seen, "{name} {names:?}");
    }
    let path = |name: &str, verb: &str| format!("/containers/{}_{name}/{verb}", made.prefix);
    let before = [one, lone, two, adapter, foreign].map(|container| started(container));
    for (name, status) in [("two", 403), ("one_adapter", 403), ("foreign", 404), ("none", 404)] {
        for verb in ["restart", "stop", "start"] {
            assert_eq!(daemon.ask("me/one", "POST", &path(name, verb)).status, status, "{verb} {name}");
        }
    }
    let mut events = Events::open(daemon, "me/one", None);
    for (place, name) in ["one", "lone"].into_iter().enumerate() {
        let operation = ended(daemon, "me/one", &daemon.ask("me/one", "POST", &path(name, "restart")));
        assert_eq!(operation["state"], "done", "{operation}");
        let now = started(&made.containers[place]);
        assert!(now.starts_with("true") && now != before[place], "{now}");
    }
    let mut told = || {
        let data = events.next_of("container").data;
        (data["action"].as_str().unwrap().to_owned(), data["container"].as_str().unwrap().to_owned())
    };
    for name in ["one", "lone"].map(|name| format!("{}_{name}", made.prefix)) {
        assert_eq!([told(), told()], [("die".into(), name.clone()), ("start".into(), name)]);
    }
    assert_eq!([two, adapter, foreign].map(|container| started(container)), before[2..]);
    let stopped = ended(daemon, "me/one", &daemon.ask("me/one", "POST", &path("one", "stop")));
    assert!(stopped["state"] == "done" && started(one).starts_with("false"), "{stopped}");
    let again = ended(daemon, "me/one", &daemon.ask("me/one", "POST", &path("one", "start")));
    assert!(again["state"] == "done" && started(one).starts_with("true"), "{again}");
    reads_logs_as_promised(daemon, made);
    // As the operator stops things.
    docker(&["update", "--restart", "no", one]);
    docker(&["stop", one]);
    assert_eq!(daemon.ask("me/one", "POST", &path("one", "start")).status, 409);
    assert_eq!(daemon.ask("me/one", "POST", &path("one", "restart")).status, 409);
    docker(&["pause", lone]);
    assert_eq!(daemon.ask("me/one", "POST", &path("lone", "restart")).status, 409);
    docker(&["unpause", lone]);
    assert!(started(one).starts_with("false"));
}

fn reads_logs_as_promised(daemon: &Daemon, made: &Made) {
    let logs = |module: &str, name: &str, query: &str| {
        daemon.get(module, &format!("/containers/{}_{name}/logs{query}", made.prefix))
    };
    let all = logs("me/one", "talker", "?follow=true");
    assert_eq!((all.status, all.header("content-type")), (200, "text/plain; charset=utf-8"));
    assert!(all.body.contains("Usage: hd-token"), "{all:?}");
    let last = logs("me/one", "talker", "?tail=1");
    assert!(last.status == 200 && !last.body.contains("Usage"), "{last:?}");
    assert_eq!(logs("me/one", "one_adapter", "").status, 200, "a module's own adapter");
    assert_eq!((logs("me/two", "talker", "").status, logs("me/one", "foreign", "").status), (403, 404));
    assert_eq!(
        (logs("me/one", "talker", "?tail=all").status, logs("me/one", "talker", "?tail=10001").status),
        (400, 400)
    );
}

#[test]
fn a_process_acts_on_containers_as_promised() {
    let (place, made) = homestead();
    let daemon = Daemon::start(place, &format!("unix://{SOCKET}"));
    acts_as_promised(&daemon, &made);
}

/// A system's log in this place, and what it was told.
fn system_log(place: &Place) -> Arc<Mutex<Vec<String>>> {
    let socket = UnixDatagram::bind(place.path("dev-log")).expect("a socket");
    let told = Arc::new(Mutex::new(Vec::new()));
    let lines = told.clone();
    std::thread::spawn(move || {
        let mut line = [0; 1024];
        while let Ok(length) = socket.recv(&mut line) {
            lines.lock().unwrap().push(String::from_utf8_lossy(&line[..length]).into_owned());
        }
    });
    told
}

/// The hash of each line that a module's request made, as the system's log has to be told of it.
fn heads(place: &Place) -> Vec<String> {
    let audit = place.read("user/log/audit.ndjson");
    let lines = audit.lines().filter(|line| line.contains(r#""who":"me/"#));
    lines.map(|line| format!("<85>hyperdrive-audit: head {}", hd::digest::sha256(line))).collect()
}

#[test]
fn the_daemon_s_own_container_needs_next_to_nothing() {
    let (place, mut made) = homestead();
    let image = made.image(&place, "hd-apiserve", &["/hd-apiserve"]);
    let user = place.path("user");
    let socket = std::fs::metadata(SOCKET).unwrap();
    let owner = std::fs::metadata(&user).unwrap();
    let name = format!("{}_daemon", made.prefix);
    let (ids, group) = (format!("{}:{}", owner.uid(), owner.gid()), socket.gid().to_string());
    let told = system_log(&place);
    let volumes = [
        format!("{0}:{0}:ro", user.display()),
        format!("{0}/log:{0}/log", user.display()),
        format!("{SOCKET}:{SOCKET}"),
        format!("{}:/run/systemd/journal/dev-log:ro", place.path("dev-log").display()),
    ];
    let home = format!("hyperdrive.home={}", id(&place));
    #[rustfmt::skip]
    let container = docker(&[
        "run", "-d", "--name", &name, "--label", &home, "--label", "hyperdrive.module=nodeset/hyperdrive",
        "--user", &ids, "--group-add", &group, "--read-only", "--cap-drop", "ALL",
        "--security-opt", "no-new-privileges", "--memory", "64m", "--pids-limit", "64",
        "-v", &volumes[0], "-v", &volumes[1], "-v", &volumes[2], "-v", &volumes[3], "-p", "127.0.0.1::8080",
        &image, "--container", "--listen", "0.0.0.0:8080", "--user-dir", user.to_str().unwrap(),
    ]);
    made.containers.push(container.clone());
    let address = docker(&["port", &container, "8080/tcp"]);
    let daemon = Daemon::elsewhere(place, address.lines().next().unwrap());
    within(20, "it answers", || daemon.answers());
    assert_eq!(daemon.get("me/one", "/readyz").status, 200);
    assert_eq!(daemon.get("me/one", "/config").json()["projectName"], "demo");
    acts_as_promised(&daemon, &made);
    let path = format!("/containers/{name}/restart");
    assert_eq!(daemon.ask("me/one", "POST", &path).status, 403);
    wait_until("the system's log is told of every line", || {
        let (heads, told) = (heads(&daemon.place), told.lock().unwrap());
        heads.len() > 10 && heads.iter().all(|head| told.contains(head))
    });
    let since = Instant::now();
    docker(&["stop", &container]);
    assert!(since.elapsed() < Duration::from_secs(9), "it ends when asked: {:?}", since.elapsed());
    assert_eq!(docker(&["inspect", "-f", "{{.State.ExitCode}}", &container]), "0");
}
