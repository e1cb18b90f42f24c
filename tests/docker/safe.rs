//! Never two, never none: what can't be is found out before anything is stopped, what isn't well goes back, and nothing
//! overlaps.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::Home;
use crate::support::engine::{Container, address, wait_until};
use crate::support::home::HELLO;

const OVERRIDE: &str = "user/modules/example/hello-world/override/hw-server.yml";
const NEVER_WELL: &str = "services:\n  hw-server:\n    healthcheck: {test: [CMD, /hello-service, nothing], interval: 100ms, retries: 1}\n";

fn server(home: &Home, keys: &str) {
    home.place.write(OVERRIDE, format!("services:\n  hw-server:\n{keys}"));
}

/// The steps of a start, by hand: this container in the place of what the adapter says.
fn client(home: &Home, name: &str) -> String {
    let _ = home;
    format!(
        "hd-state load | hd-render adapter | hd-compose up adapter | hd-adapter-call set-config \
         | hd-adapter-call get-containers | jq -c 'if .containers then .containers = [\"{name}\"] else . end' \
         | hd-render services | hd-compose up services --wait | hd-state save started"
    )
}

/// An engine's address behind which everything is as it is, but for this: a stop of any container is refused.
fn engine_that_stops_nothing(folder: &Path) -> String {
    let socket = folder.join("proxy.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    let real = PathBuf::from(address().trim_start_matches("unix://"));
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let real = real.clone();
            thread::spawn(move || pass_on(client, &real));
        }
    });
    format!("unix://{}", socket.display())
}

fn pass_on(mut client: UnixStream, real: &Path) {
    let mut engine = UnixStream::connect(real).unwrap();
    let (mut back, mut out) = (engine.try_clone().unwrap(), client.try_clone().unwrap());
    thread::spawn(move || {
        let _ = std::io::copy(&mut back, &mut out);
        let _ = out.shutdown(std::net::Shutdown::Both);
    });
    let mut part = vec![0; 64 << 10];
    while let Ok(count @ 1..) = client.read(&mut part) {
        let head = String::from_utf8_lossy(&part[..count.min(300)]).into_owned();
        let line = head.lines().next().unwrap_or_default();
        if line.starts_with("POST ") && line.contains("/stop") {
            let said = r#"{"message":"it won't stop"}"#;
            let _ = write!(
                client,
                "HTTP/1.1 500 No\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{said}",
                said.len()
            );
            return;
        }
        if engine.write_all(&part[..count]).is_err() {
            return;
        }
    }
}

#[test]
fn a_client_takes_anothers_place_only_when_that_one_is_gone() {
    let home = Home::with_started_example();
    let before = home.container("hw-server");
    let engine = engine_that_stops_nothing(home.place.root());
    let refused = home.sh(&client(&home, "hw-mirror")).env("DOCKER_HOST", &engine).any_stdout();
    let said = format!("'{}' can't be stopped and removed, so nothing starts in its place", before.name());
    refused.stderr_has(&said).stderr_has("it won't stop").status(4);
    assert_eq!(home.container("hw-server").life(), before.life());
    assert!(home.container("hw-server").runs() && !home.has_container("hw-mirror"));

    let goes = format!("'{}' of '{HELLO}' isn't to run any more", before.name());
    home.sh(&client(&home, "hw-mirror")).any_stdout().stderr_has(&goes).status(0);
    assert!(home.container("hw-mirror").runs() && !home.has_container("hw-server"));
}

#[test]
fn what_the_engine_would_refuse_is_found_before_anything_is_stopped() {
    let home = Home::with_started_example();
    let before = home.container("hw-server").life();
    for (keys, said) in [
        ("    mem_limit: 1k\n", "the engine refuses a container of 'example/hello-world'"),
        (
            "    networks: [far]\nnetworks: {far: {name: hdt-nowhere, external: true}}\n",
            "the network 'hdt-nowhere' has to be there",
        ),
        (
            "    volumes: ['kept:/kept']\nvolumes: {kept: {name: hdt-nowhere, external: true}}\n",
            "the volume 'hdt-nowhere' has to be there",
        ),
        ("    scale: 2\n    ports: !override []\n", "container_name"),
        ("    deploy: {replicas: 2}\n    ports: !override []\n", "container_name"),
    ] {
        server(&home, keys);
        let start = home
            .hyperdrive(["service", "start"])
            .args(["--allow", "network:hdt-nowhere", "--allow", "volume:hdt-nowhere"])
            .any_stdout()
            .stderr_has(said)
            .stderr_has("example/hello-world");
        start.stderr_has("hint: ").status(3);
        assert_eq!(home.container("hw-server").life(), before, "{said}");
        let left = crate::support::engine::words([
            "ps",
            "--all",
            "--quiet",
            "--filter",
            &format!("label=com.docker.compose.project={}-hw_trial", home.project),
        ]);
        assert!(left.is_empty(), "{left:?}");
    }
    fs::remove_file(home.place.path(OVERRIDE)).unwrap();
    home.start();
    assert_eq!(home.container("hw-server").life(), before);
}

fn failed_logs(home: &Home) -> Vec<PathBuf> {
    let entries = fs::read_dir(home.place.path("user/log")).unwrap().flatten().map(|entry| entry.path());
    entries.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("failed-")).collect()
}

#[test]
fn what_never_gets_well_goes_back_by_itself_and_its_log_is_kept() {
    let home = Home::with_started_example();
    home.set([format!("{HELLO}:greeting=Ahoi")]).any_stdout().status(0);
    home.place.write(OVERRIDE, NEVER_WELL);
    let start = home.hyperdrive(["service", "start", "--wait", "20"]).stderr_has("its health check fails");
    let start = start
        .stderr_has("went back to what ran before; its data was not touched")
        .stderr_has("the log of this attempt is in");
    start.stdout_has("went back to what ran before; the start failed").status(4);
    let now = home.container("hw-server");
    assert_eq!(now.0["State"]["Health"]["Status"], "healthy");
    home.hyperdrive(["hw", "status"]).stdout_has("Hello, world!").status(0);
    assert_eq!(failed_logs(&home).len(), 1);
    home.hyperdrive(["service", "status"]).stdout_has("waits for the next start: settings").status(0);

    // What was refused goes on waiting, and is started when its reason is gone.
    fs::remove_file(home.place.path(OVERRIDE)).unwrap();
    home.start();
    home.hyperdrive(["hw", "status"]).stdout_has("Ahoi, world!").status(0);
    assert_eq!(home.document(HELLO)["status"]["state"], "started");
}

#[test]
fn what_ends_again_and_again_goes_back_by_itself_though_it_has_the_port() {
    let home = Home::with_started_example();
    let before = home.container("hw-server").id();
    home.place.write(OVERRIDE, "services: {hw-server: {environment: [HELLO_CONFIG=/config/none.toml]}}\n");
    home.hyperdrive(["service", "start", "--wait", "30"])
        .any_stdout()
        .stderr_has("doesn't stay up")
        .stderr_has("went back to what ran before; its data was not touched")
        .status(4);
    let now = home.container("hw-server");
    assert!(now.id() != before && now.runs());
    assert_eq!(now.0["State"]["Health"]["Status"], "healthy");
}

#[test]
fn what_says_that_it_cant_be_taken_back_stays_and_that_is_said_before() {
    let home = Home::new();
    let irreversible = home.module("demo").replace(
        "descriptor.json",
        r#""dependencies": []"#,
        r#""dependencies": [], "irreversible": true"#,
    );
    home.install([irreversible.pack()]).any_stdout().status(0);
    home.configure();
    home.hyperdrive(["service", "start"]).any_stdout().any_stderr().status(0);
    home.set([format!("{HELLO}:greeting=Ahoi")]).any_stdout().status(0);
    home.place.write(OVERRIDE, NEVER_WELL);
    let start = home.hyperdrive(["service", "start", "--wait", "20"]).any_stdout();
    start
        .stderr_has("this start isn't taken back by itself")
        .stderr_has("stays as it is: its package says irreversible")
        .status(4);
    assert_eq!(home.container("hw-server").0["State"]["Health"]["Status"], "unhealthy");
}

#[test]
fn what_must_never_run_twice_starts_only_where_it_is_said_to_run_nowhere_else() {
    let home = Home::new();
    let one = home.module("demo").replace(
        "descriptor.json",
        r#""dependencies": []"#,
        r#""dependencies": [], "exactlyOne": ["hw-server"]"#,
    );
    home.install([one.pack()]).any_stdout().status(0);
    home.configure();
    let start = || home.hyperdrive(["service", "start"]).any_stdout();
    start()
        .stderr_has("'hw-server' of 'example/hello-world' must never run twice")
        .stderr_has("hint: ")
        .status(7);
    assert!(!home.has_container("hw-server") && home.container("daemon").runs());
    home.hyperdrive(["service", "start", "--moved-here"]).any_stdout().status(0);
    start().status(0);

    // Another machine's data: whatever the module, and though nothing else says so.
    let ran = "user/data/.hyperdrive-ran/example/hello-world.json";
    home.hyperdrive(["service", "down"]).any_stdout().status(0);
    home.place.write(ran, r#"{"machine":"another"}"#);
    start().stderr_has("the data of 'example/hello-world' says that it ran on another machine").status(7);
    assert!(!home.has_container("hw-server"));
    home.hyperdrive(["service", "start", "--moved-here"]).any_stdout().status(0);

    server(&home, "    scale: 2\n    container_name: !reset null\n    ports: !override []\n");
    start().stderr_has("must never run twice").status(3);
}

#[test]
fn without_the_data_folders_marker_nothing_starts_and_what_runs_can_be_stopped() {
    let home = Home::with_started_example();
    let before = home.container("hw-server").life();
    let [data, away] = ["user/data", "user/data.away"].map(|path| home.place.path(path));
    fs::rename(&data, &away).unwrap();
    fs::create_dir(&data).unwrap();
    let start = || home.hyperdrive(["service", "start"]).any_stdout();
    start().stderr_has("or its disk isn't mounted: nothing starts").stderr_has("hint: mount it").status(4);
    assert_eq!(home.container("hw-server").life(), before);
    home.install([home.module("second").named("second").pack()])
        .any_stdout()
        .stderr_has("isn't mounted")
        .status(4);
    assert_eq!(fs::read_dir(&data).unwrap().count(), 0);
    home.hyperdrive(["service", "stop"]).any_stdout().status(0);
    start().stderr_has("isn't mounted").status(4);
    assert!(!home.container("hw-server").runs() && !home.container("daemon").runs());
    fs::remove_dir(&data).unwrap();
    fs::rename(&away, &data).unwrap();
    home.start();
}

#[test]
fn modules_give_each_other_their_ports_in_one_start() {
    let home = Home::new();
    let packages = [home.module("demo").pack(), home.module("second").named("second").pack()];
    home.install(&packages).any_stdout().status(0);
    let ports = |one: u16, other: u16| {
        [format!("{HELLO}:server/port={one}"), format!("other/second:server/port={other}")]
    };
    let (one, other) = (home.server.number, home.mirror.number);
    home.set([format!("hyperdrive:apiPort={}", home.api.number)].into_iter().chain(ports(one, other)))
        .any_stdout()
        .status(0);
    home.start();
    home.set(ports(other, one)).any_stdout().status(0);
    home.start();
    assert_eq!(home.container("hw-server").published(), [format!("127.0.0.1:{other}")]);
    assert_eq!(home.container("second-server").published(), [format!("127.0.0.1:{one}")]);
}

#[test]
fn a_renamed_project_and_a_template_that_is_gone_change_nothing_that_runs() {
    let home = Home::with_example();
    home.configure();
    home.set([format!("{HELLO}:mode=full")]).any_stdout().status(0);
    home.start();
    let lives = || ["daemon", "hw-server", "hw-mirror"].map(|name| home.container(name).life());
    let before = lives();
    home.set(["hyperdrive:projectName=other"])
        .any_stdout()
        .stderr_has("'projectName' can't change")
        .status(1);

    let smaller = home.module("smaller").replace("descriptor.json", "1.0.0", "1.0.0");
    fs::remove_file(home.place.path("smaller/templates/hw-mirror.tmpl")).unwrap();
    home.install([smaller.pack()]).any_stdout().status(0);
    home.hyperdrive(["service", "start"])
        .any_stdout()
        .stderr_has("no template has, or declares, the container 'hw-mirror'")
        .status(3);
    assert_eq!(lives(), before);

    // With settings that don't need it, what it made goes.
    home.set([format!("{HELLO}:mode=simple")]).any_stdout().status(0);
    let goes = format!("'{}_hw-mirror' of '{HELLO}' isn't to run any more", home.project);
    home.hyperdrive(["service", "start"]).any_stdout().stderr_has(&goes).status(0);
    assert!(!home.has_container("hw-mirror") && home.container("hw-server").runs());
}

#[test]
fn a_service_that_takes_long_to_end_has_its_grace_period() {
    let home = Home::with_example();
    // Nobody handles this signal, and a container's first process gets none that it doesn't handle.
    server(&home, "    stop_signal: SIGUSR2\n    stop_grace_period: 60s\n");
    home.configure();
    home.start();
    let before = home.container("hw-server");
    assert_eq!(before.0["Config"]["StopTimeout"], 60);
    let begin = Instant::now();
    server(&home, "    stop_signal: SIGUSR2\n    stop_grace_period: 1s\n");
    home.start();
    let took = begin.elapsed();
    assert!(took >= Duration::from_secs(60) && took < Duration::from_secs(120), "{took:?}");
    assert_ne!(home.container("hw-server").id(), before.id());
}

fn log(home: &Home) -> String {
    home.place.read("user/log/hyperdrive.log")
}

#[test]
fn a_start_whose_terminal_is_lost_runs_to_its_end_and_writes_down_what_it_does() {
    let home = Home::new();
    let slow = home.module("slow").replace("templates/hw-server.tmpl", "interval: 200ms", "interval: 3s");
    home.install([slow.pack()]).any_stdout().status(0);
    home.configure();
    let run = home.background(&home.hyperdrive(["service", "start"]));
    let name = format!("{}_hw-server", home.project);
    wait_until("the service is starting", || Container::find(&name).is_some_and(|server| server.runs()));
    run.signal("HUP");
    let (status, out, err) = run.end();
    assert_eq!(status.code(), Some(0), "{out}{err}");
    assert_eq!(home.container("hw-server").0["State"]["Health"]["Status"], "healthy");
    assert!(
        log(&home).contains("start: begun") && log(&home).contains("ended with exit code 0"),
        "{}",
        log(&home)
    );
    assert_eq!(home.document(HELLO)["status"]["state"], "started");
}

#[test]
fn ctrl_c_before_a_module_was_begun_leaves_its_status() {
    let home = Home::with_started_example();
    home.place.write("user/modules/example/hello-world/config/misbehave", "slow@get-containers");
    let status = home.document(HELLO)["status"].clone();
    let run = home.background(&home.hyperdrive(["service", "start"]));
    let adapter = format!("{}_hw_adapter", home.project);
    wait_until("the adapter is asked", || {
        let top = crate::support::engine::ask(["top", &adapter, "-o", "pid,args"]).stdout;
        String::from_utf8_lossy(&top).contains("hd-module get-containers")
    });
    run.signal("INT");
    let (ended, out, err) = run.end();
    assert_eq!(ended.code(), Some(130), "{out}{err}");
    assert_eq!(home.document(HELLO)["status"], status);
}

#[test]
fn a_start_that_is_killed_in_any_step_leaves_nothing_twice_and_the_next_is_fine() {
    let home = Home::with_example();
    server(&home, "    stop_signal: SIGUSR2\n    stop_grace_period: 3s\n");
    home.configure();
    home.start();
    let misbehave = "user/modules/example/hello-world/config/misbehave";
    let adapter = format!("{}_hw_adapter", home.project);
    for (number, command) in ["set-config", "get-containers"].into_iter().enumerate() {
        home.place.write(misbehave, format!("hang@{command}"));
        let run = home.background(&home.hyperdrive(["service", "start"]));
        wait_until("the adapter is asked", || {
            let top = crate::support::engine::ask(["top", &adapter, "-o", "pid,args"]).stdout;
            String::from_utf8_lossy(&top).contains(&format!("hd-module {command}"))
        });
        run.kill_everything();
        fs::remove_file(home.place.path(misbehave)).unwrap();
        assert!(home.container("hw-server").runs());
        server(
            &home,
            &format!("    stop_signal: SIGUSR2\n    stop_grace_period: 3s\n    environment: [N={number}]\n"),
        );
    }
    // While the old one is being stopped, and once it is gone.
    for wait in [true, false] {
        let before = home.container("hw-server");
        server(
            &home,
            &format!("    stop_signal: SIGUSR2\n    stop_grace_period: 3s\n    environment: [W={wait}]\n"),
        );
        let run = home.background(&home.hyperdrive(["service", "start"]));
        if wait {
            wait_until("the plan is written", || {
                home.place
                    .read("user/state/compose/example/hello-world/services.json")
                    .contains("\"W\": \"true\"")
            });
        } else {
            wait_until("the old one is gone", || Container::find(&before.id()).is_none());
        }
        run.kill_everything();
        home.start();
        let running = crate::support::engine::words([
            "ps",
            "--quiet",
            "--filter",
            &format!("label=hyperdrive.module={HELLO}"),
            "--filter",
            &format!("name={}_hw-server", home.project),
        ]);
        assert_eq!(running.len(), 1);
        assert_ne!(home.container("hw-server").id(), before.id());
    }
}

#[test]
fn generations_are_kept_gone_back_to_and_pruned() {
    let home = Home::with_started_example();
    let greet = |word: &str| {
        home.set([format!("{HELLO}:greeting={word}")]).any_stdout().status(0);
        home.start();
    };
    greet("Ahoi");
    home.place.write("user/data/modules/example/hello-world/kept", "data");
    let entries = || home.hyperdrive(["service", "generations", "--json"]).any_stdout().status(0).documents();
    let [newest, older] = entries().try_into().expect("two generations");
    assert_eq!((&newest["current"], &older["current"]), (&Value::Bool(true), &Value::Bool(false)));
    let module = &newest["modules"][HELLO];
    assert!(module["package"].is_string() && module["images"].as_object().unwrap().len() == 1, "{module}");
    assert!(
        module["files"].as_object().unwrap().keys().any(|name| name == "services/hw-server.yml"),
        "{module}"
    );
    home.start();
    assert_eq!(entries().len(), 2, "the same start again is no other generation");

    // An upgrade, then back: the old package, its adapter, the old settings.
    let changed = home.module("changed").replace("descriptor.json", "Greets who", "Greets all who");
    home.install([changed.variable("ANOTHER", "adapter").pack()]).any_stdout().status(0);
    home.hyperdrive(["service", "status"]).stdout_has("waits for the next start: package").status(0);
    greet("Servus");
    let packages = || home.document(HELLO)["package"]["sha256"].as_str().unwrap().to_owned();
    let new = packages();
    let number = older["generation"].to_string();
    home.hyperdrive(["service", "rollback", &number])
        .any_stdout()
        .stderr_has("data and volumes are not touched")
        .status(0);
    assert_ne!(packages(), new);
    let environment = home.container("hw_adapter").0["Config"]["Env"].to_string();
    assert!(!environment.contains("ANOTHER"), "{environment}");
    home.hyperdrive(["hw", "status"]).stdout_has("Hello, world!").status(0);
    assert_eq!(home.place.read("user/data/modules/example/hello-world/kept"), "data");
    home.hyperdrive(["service", "rollback", "4711"]).stderr_has("no generation 4711 ran").status(3);

    // Fewer are kept: shown first, then removed.
    home.set(["hyperdrive:keepGenerations=1"]).any_stdout().status(0);
    home.start();
    let many = entries().len();
    home.hyperdrive(["service", "prune"])
        .stdout_has("no longer kept: generation 1\n")
        .stderr_has("nothing was removed")
        .status(0);
    assert_eq!(entries().len(), many);
    home.hyperdrive(["service", "prune", "--yes"]).stdout_has("removed: generation 1\n").status(0);
    assert_eq!(entries().len(), 1);
    home.hyperdrive(["service", "prune"]).stdout("nothing is there that isn't kept\n").status(0);
    home.start();
}

#[test]
fn services_are_restarted_paused_looked_at_and_recovered() {
    let home = Home::with_started_example();
    let (server, adapter) = (home.container("hw-server"), home.container("hw_adapter"));
    home.hyperdrive(["service", "restart", "hw"]).stdout_has("(hw): started").status(0);
    let restarted = home.container("hw-server");
    assert!(restarted.id() == server.id() && restarted.life() != server.life());
    assert_eq!(home.container("hw_adapter").life(), adapter.life());
    home.hyperdrive(["service", "logs", "hw"]).stdout_has("hw-server | listening at").status(0);
    let follow = home.background(&home.hyperdrive(["service", "logs", "-f", "hw"]));
    wait_until("the log is followed", || {
        home.place.read(".tmp/background.out").contains("hw-server | listening at")
    });
    follow.signal("INT");
    drop(follow);

    let pause = home.hyperdrive(["service", "pause"]).stdout_has("(hw): paused");
    pause.status(0);
    assert!(
        !home.container("hw-server").runs()
            && home.container("hw_adapter").runs()
            && home.container("daemon").runs()
    );
    assert_eq!(home.container("hw-server").policy(), "no");
    for command in ["recover", "restart"] {
        home.hyperdrive(["service", command]).any_stdout().status(0);
        assert!(!home.container("hw-server").runs(), "{command}: what was paused stays so");
    }
    home.start();
    assert!(home.container("hw-server").runs());
    home.hyperdrive(["service", "down"]).any_stdout().status(0);
    home.hyperdrive(["service", "recover"])
        .any_stdout()
        .stderr_has("everything was stopped, and stays so")
        .status(0);
    assert!(home.containers().is_empty());
    home.start();

    // What waits goes on waiting when the machine starts.
    home.set([format!("{HELLO}:greeting=Ahoi")]).any_stdout().status(0);
    crate::support::engine::docker(["rm", "--force", &home.container("hw-server").id()]);
    home.hyperdrive(["service", "recover"]).any_stdout().status(0);
    home.hyperdrive(["hw", "status"]).stdout_has("Hello, world!").status(0);
    let status = home.hyperdrive(["service", "status"]).stdout_has("waits for the next start: settings");
    let shown = status.stdout_has("running, healthy").status(0).stdout;
    assert!(!shown.contains("reached from other machines"), "{shown}");
    home.place.write(
        OVERRIDE,
        format!("services:\n  hw-server:\n    ports: !override ['0.0.0.0:{0}:{0}']\n", home.server.number),
    );
    let port = format!("port:0.0.0.0:{}/tcp", home.server.number);
    home.hyperdrive(["service", "start", "--allow", &port]).any_stdout().status(0);
    let open = format!("reached from other machines: 0.0.0.0:{0}->{0}/tcp", home.server.number);
    home.hyperdrive(["service", "status"]).stdout_has(&open).status(0);
}
