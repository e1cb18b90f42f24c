//! The daemon as `hyperdrive service start` runs it: what its container may do, what becomes of it, and of its keys.

use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use hd::auth::{Claims, Key};
use serde_json::{Value, json};

use super::engine::ended;
use super::{Daemon, bearer, now};
use crate::docker::restarts::Second;
use crate::support::engine::{ask, docker, wait_until};
use crate::support::home::HELLO;
use crate::support::{Home, Test};

const SOCKET: &str = "/var/run/docker.sock";
const SYSTEM_LOG: &str = "/run/systemd/journal/dev-log";

/// The daemon that this home's container is.
fn daemon(home: &Home) -> Daemon {
    Daemon::elsewhere(home.place.clone(), &format!("127.0.0.1:{}", home.api.number))
}

/// A container's first process, as this machine numbers it.
fn process(home: &Home, name: &str) -> u64 {
    home.container(name).0["State"]["Pid"].as_u64().unwrap()
}

#[test]
fn its_container_may_do_next_to_nothing() {
    let home = Home::with_started_example();
    let container = home.container("daemon");
    let (config, host) = (&container.0["Config"], &container.0["HostConfig"]);
    let user = home.place.path("user");
    let owner = fs::metadata(&user).unwrap();
    assert_eq!(config["User"], format!("{}:{}", owner.uid(), owner.gid()));
    assert_eq!(host["GroupAdd"], json!([fs::metadata(SOCKET).unwrap().gid().to_string()]));
    for (name, value) in [
        ("Memory", json!(256 << 20)),
        ("PidsLimit", json!(64)),
        ("ReadonlyRootfs", json!(true)),
        ("Privileged", json!(false)),
        ("CapDrop", json!(["ALL"])),
        ("CapAdd", Value::Null),
        ("SecurityOpt", json!(["no-new-privileges:true"])),
        ("Devices", Value::Null),
        ("PidMode", json!("")),
        ("UsernsMode", json!("")),
        ("IpcMode", json!("private")),
        ("RestartPolicy", json!({"Name": "unless-stopped", "MaximumRetryCount": 0})),
    ] {
        assert_eq!(host[name], value, "{name}");
    }
    assert_eq!(container.networks(), [format!("{}_net", home.project)]);
    assert_eq!(container.published(), [format!("127.0.0.1:{}", home.api.number)]);
    assert_eq!(mounts(&container.0), expected_mounts(&user));
    is_made_of_one_program(&container.0);
}

/// Where something of the machine is, and whether it can be written there.
fn mounts(container: &Value) -> Vec<(String, bool)> {
    let all = container["Mounts"].as_array().unwrap().iter();
    let mut all: Vec<_> = all
        .map(|mount| {
            assert_eq!((&mount["Type"], &mount["Source"]), (&json!("bind"), &mount["Destination"]));
            (mount["Source"].as_str().unwrap().to_owned(), mount["RW"].as_bool().unwrap())
        })
        .collect();
    all.sort();
    all
}

fn expected_mounts(user: &Path) -> Vec<(String, bool)> {
    let text = |path: PathBuf| path.display().to_string();
    let log = fs::metadata(SYSTEM_LOG).is_ok_and(|there| there.file_type().is_socket());
    let mut all = vec![(text(user.into()), false), (text(user.join("log")), true), (SOCKET.to_owned(), true)];
    all.extend(log.then(|| (SYSTEM_LOG.to_owned(), false)));
    all.sort();
    all
}

/// Its image has one layer, of the size of the one program.
fn is_made_of_one_program(container: &Value) {
    let image = docker(["image", "inspect", container["Image"].as_str().unwrap()]);
    let image: Value = serde_json::from_str(&image).unwrap();
    assert_eq!(image[0]["RootFS"]["Layers"].as_array().unwrap().len(), 1);
    assert_eq!(image[0]["Config"]["Entrypoint"], json!(["/hd-apiserve"]));
    let (size, program) = (image[0]["Size"].as_u64().unwrap(), program("hd-apiserve"));
    let bytes = fs::metadata(program).unwrap().len();
    assert!((bytes..bytes + (1 << 20)).contains(&size), "{size} for {bytes}");
}

#[test]
fn what_the_kernel_says_of_it_is_what_was_asked_for() {
    let home = Home::with_started_example();
    let process = Path::new("/proc").join(process(&home, "daemon").to_string());
    let status = fs::read_to_string(process.join("status")).unwrap();
    let line = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_else(|| panic!("{name}: {status}")).trim().to_owned()
    };
    for name in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"] {
        assert_eq!(line(name), "0000000000000000", "{name}");
    }
    assert_eq!((line("NoNewPrivs").as_str(), line("Seccomp").as_str()), ("1", "2"));
    let owner = fs::metadata(home.place.path("user")).unwrap();
    assert_eq!(line("Uid"), [(); 4].map(|()| owner.uid().to_string()).join("\t"));
    let mounts = fs::read_to_string(process.join("mountinfo")).unwrap();
    let root = mounts.lines().find(|line| line.split(' ').nth(4) == Some("/")).unwrap();
    assert!(root.split(' ').nth(5).unwrap().split(',').any(|option| option == "ro"), "{root}");
}

#[test]
fn one_that_was_killed_is_back_by_itself() {
    let home = Home::with_started_example();
    let (daemon, before) = (daemon(&home), home.container("daemon"));
    let killed = Command::new("kill").args(["-s", "KILL", &process(&home, "daemon").to_string()]).status();
    assert!(killed.unwrap().success());
    wait_until("it is started anew", || {
        let now = home.container("daemon");
        now.runs() && now.life() != before.life()
    });
    wait_until("it answers", || daemon.answers());
    assert_eq!(home.container("daemon").id(), before.id());
    assert_eq!(daemon.get(HELLO, "/readyz").status, 200);
    let path = format!("/containers/{}_hw-server/restart", home.project);
    assert_eq!(ended(&daemon, HELLO, &daemon.ask(HELLO, "POST", &path))["state"], "done");
    let audit = hd::api::audit::Audit::of(&home.place.path("user"));
    assert_eq!(audit.check().unwrap(), audit.entries().len() as u64);
}

#[test]
fn what_the_operator_stopped_or_paused_is_refused_until_the_next_start() {
    let home = Home::with_started_example();
    let daemon = daemon(&home);
    let ask =
        |verb: &str| daemon.ask(HELLO, "POST", &format!("/containers/{}_hw-server/{verb}", home.project));
    for verb in ["stop", "pause"] {
        home.hyperdrive(["service", verb, "hw"]).any_stdout().status(0);
        for asked in ["restart", "start"] {
            let refused = ask(asked);
            assert_eq!(refused.status, 409, "{asked} after {verb}: {refused:?}");
            assert!(
                refused.json()["detail"].as_str().unwrap().contains("the operator stopped"),
                "{refused:?}"
            );
        }
        assert!(!home.container("hw-server").runs() && home.container("daemon").runs());
        home.start();
        assert_eq!(ended(&daemon, HELLO, &ask("restart"))["state"], "done");
        assert!(home.container("hw-server").runs());
    }
}

#[test]
fn an_old_key_counts_as_long_as_a_container_has_it_mounted() {
    let home = Home::with_started_example();
    let daemon = daemon(&home);
    let file = home.place.path(format!("user/modules/{HELLO}/secrets/hyperdrive.key"));
    let (old, kept) = (Key::read(&file).unwrap(), hd::auth::key::old_file(&file));
    let status = |key: &Key| {
        let bearer = bearer(&Claims::new(&HELLO.parse().unwrap(), now(), 60), key);
        daemon.send("GET", "/api/v1/config", &[("authorization", &bearer)]).status
    };
    let rotate = home.tool("hd-token").args(["rotate", "--key-file"]).args([&file]);
    rotate.any_stdout().status(0);
    let new = Key::read(&file).unwrap();
    assert_eq!((new == old, status(&old), status(&new)), (false, 200, 200));
    // The service's own requests are signed with what it has mounted, the old one.
    home.hyperdrive(["hw", "settings"]).any_stdout().status(0);

    // One of the two that mount it, past the tools: a restart of the others doesn't end its life.
    let restart = |part: &str| home.sh(&format!("hd-state load | hd-compose restart {part} >/dev/null"));
    restart("adapter").status(0);
    assert_eq!((kept.exists(), status(&old), status(&new)), (true, 200, 200));

    home.hyperdrive(["service", "restart", "hw"]).any_stdout().status(0);
    assert_eq!((kept.exists(), status(&old), status(&new)), (false, 401, 200));
    wait_until("the service asks with the new one", || {
        let asked = home.hyperdrive(["hw", "settings"]).any_stdout().any_stderr().any_status();
        serde_json::from_str::<Value>(&asked.stdout).is_ok_and(|said| said["projectName"] == home.project)
    });
}

/// A tool's executable.
fn program(name: &str) -> PathBuf {
    crate::support::Place::default().tool(name).command().get_program().into()
}

/// All tools, with a daemon that is another program by its bytes, and by nothing that it does.
struct Build {
    folder: tempfile::TempDir,
}

impl Build {
    fn new(mark: &[u8]) -> Self {
        let own = program("hd-apiserve");
        let folder = tempfile::Builder::new().prefix("hdt-").tempdir_in(own.parent().unwrap()).unwrap();
        for tool in fs::read_dir(own.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path()) {
            let name = tool.file_name().unwrap().to_str().unwrap();
            if tool.is_file() && !name.contains('.') && (name.starts_with("hd-") || name == "hyperdrive") {
                fs::hard_link(&tool, folder.path().join(name)).unwrap();
            }
        }
        let other = folder.path().join("hd-apiserve");
        fs::remove_file(&other).unwrap();
        fs::write(&other, [&fs::read(own).unwrap(), mark].concat()).unwrap();
        fs::set_permissions(&other, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        Self { folder }
    }

    fn hyperdrive(&self, home: &Home, words: &str) -> Test {
        let program = self.folder.path().join("hyperdrive");
        home.sh(&format!("'{}' --project {} {words}", program.display(), home.project))
    }

    /// The image that is made of its daemon.
    fn image(&self) -> String {
        let bytes = fs::read(self.folder.path().join("hd-apiserve")).unwrap();
        format!("hyperdrive-daemon:{}", &hd::digest::sha256(bytes)[..12])
    }
}

impl Drop for Build {
    fn drop(&mut self) {
        ask(["image", "rm", &self.image()]);
    }
}

#[test]
fn a_daemon_of_another_build_takes_its_place_and_the_old_image_goes() {
    let salt = crate::support::port::random().to_le_bytes();
    let builds = [b"one", b"two"].map(|word| Build::new(&[word.as_slice(), &salt].concat()));
    let home = Home::new();
    home.module("demo").pack();
    let [one, two] = &builds;
    one.hyperdrive(&home, "module install --trust demo.zip").any_stdout().status(0);
    let sets = home.ports().map(|edit| format!("--set {edit}")).join(" ");
    one.hyperdrive(&home, &format!("service config {sets}")).any_stdout().status(0);
    one.hyperdrive(&home, "service start").any_stdout().status(0);
    let (first, server) = (home.container("daemon"), home.container("hw-server"));
    assert_eq!(first.0["Config"]["Image"], one.image());

    two.hyperdrive(&home, "service start").any_stdout().status(0);
    let second = home.container("daemon");
    assert_eq!(second.0["Config"]["Image"], two.image());
    assert!(second.runs() && second.id() != first.id());
    assert_eq!(home.container("hw-server").life(), server.life(), "nothing else was touched");
    assert!(!ask(["image", "inspect", &one.image()]).status.success(), "the old image is there still");
    wait_until("it answers", || daemon(&home).answers());
    two.hyperdrive(&home, "service start").any_stdout().status(0);
    assert_eq!(home.container("daemon").life(), second.life(), "the same build stays");
    drop(home);
}

#[test]
fn while_docker_is_gone_settings_are_served_and_with_it_restarts_work_again() {
    let home = Home::new();
    super::home(&home.place, &super::modules());
    let mut engine = Second::start(home.place.path("engine"));
    let adapter = &crate::support::example::images()[0];
    let state: Value = serde_json::from_str(&home.place.read("user/state/home.json")).unwrap();
    let label = format!("hyperdrive.home={}", state["id"].as_str().unwrap());
    let name = format!("{}_one", home.project);
    #[rustfmt::skip]
    let container = engine.docker(&[
        "run", "-d", "-i", "--network", "none", "--restart", "unless-stopped", "--name", &name,
        "--label", &label, "--label", "hyperdrive.module=me/one", "--stop-signal", "KILL",
        adapter, "idle",
    ]);
    let started = |engine: &Second| engine.docker(&["inspect", "-f", "{{.State.StartedAt}}", &container]);
    let daemon = Daemon::start(home.place.clone(), &engine.address());
    let path = format!("/containers/{name}/restart");
    assert_eq!(daemon.get("me/one", "/readyz").status, 200);

    engine.end();
    let ready = daemon.get("me/one", "/readyz");
    assert_eq!((ready.status, &ready.json()["engine"]["ready"]), (503, &json!(false)), "{ready:?}");
    assert!(ready.json()["engine"]["reason"].is_string() && ready.json()["settings"]["ready"] == true);
    assert_eq!(daemon.get("me/one", "/config/value?fqpn=port").json()["value"], 8085);
    assert_eq!(daemon.get("me/one", "/version").json().get("engine"), None);
    for (method, path) in [("GET", "/containers"), ("POST", path.as_str())] {
        let refused = daemon.ask("me/one", method, path);
        assert_eq!((refused.status, refused.header("retry-after")), (503, "5"), "{path}");
    }

    engine.run();
    wait_until("the container is back", || engine.runs(&name));
    let before = started(&engine);
    assert_eq!(daemon.get("me/one", "/readyz").status, 200);
    assert_eq!(ended(&daemon, "me/one", &daemon.ask("me/one", "POST", &path))["state"], "done");
    assert!(engine.runs(&name) && started(&engine) != before);
}
