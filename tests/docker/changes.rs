//! Changes of what runs: each takes effect at the next start, whole, and touches nothing else.

use std::fs;
use std::net::TcpListener;

use crate::support::engine::docker;
use crate::support::home::HELLO;
use crate::support::{Home, Pty};

const MODULE: &str = "user/modules/example/hello-world";

fn lives(home: &Home, names: &[&str]) -> Vec<(String, String)> {
    names.iter().map(|name| home.container(name).life()).collect()
}

/// The home's containers, without the project's name.
fn names(home: &Home) -> Vec<String> {
    let prefix = format!("{}_", home.project);
    home.containers().iter().map(|name| name.strip_prefix(&prefix).unwrap().to_owned()).collect()
}

fn config(home: &Home, args: &[&str]) -> String {
    home.hyperdrive(["service", "config"].iter().chain(args)).any_stdout().status(0).stdout
}

#[test]
fn a_container_that_settings_no_longer_name_is_gone_after_the_next_start_and_not_before() {
    let home = Home::with_example();
    home.configure();
    config(&home, &["--set", "example/hello-world:mode=full"]);
    home.start();
    assert_eq!(names(&home), ["daemon", "hw-mirror", "hw-server", "hw_adapter"]);
    let mirror = format!("http://{}_hw-mirror:{}", home.project, home.mirror.number);
    home.hyperdrive(["hw", "status"]).stdout_has(&mirror).status(0);
    let others = lives(&home, &["daemon", "hw_adapter"]);

    let said = config(&home, &["--set", "example/hello-world:mode=simple"]);
    assert!(said.starts_with("example/hello-world:mode: full -> simple\n"), "{said}");
    assert!(home.container("hw-mirror").runs());
    let before = home.container("hw-server").life();
    let goes = format!("'{}_hw-mirror' of 'example/hello-world' isn't to run any more", home.project);
    home.hyperdrive(["service", "start"]).any_stdout().stderr_has(&goes).status(0);
    assert_eq!(names(&home), ["daemon", "hw-server", "hw_adapter"]);
    assert_ne!(home.container("hw-server").life(), before, "it has another environment");

    let before = home.container("hw-server").life();
    let said = config(&home, &["--disable", HELLO]);
    assert!(said.starts_with("example/hello-world: enabled -> disabled\n"), "{said}");
    assert_eq!(home.container("hw-server").life(), before);
    let up = home.start().stdout;
    assert!(up.contains("example/hello-world 1.0.0 (hw): disabled\n"), "{up}");
    assert!(!home.has_container("hw-server"));

    let said = config(&home, &["--enable", HELLO]);
    assert!(said.starts_with("example/hello-world: disabled -> enabled\n"), "{said}");
    assert!(!home.has_container("hw-server"));
    home.start();
    assert!(home.container("hw-server").runs());
    assert_eq!(lives(&home, &["daemon", "hw_adapter"]), others);
}

#[test]
fn an_adapter_an_install_a_configuration_and_a_second_start_touch_no_running_service() {
    let home = Home::with_started_example();
    let services = ["daemon", "hw-server"];
    let before = lives(&home, &services);
    let adapter = home.container("hw_adapter");

    home.start();
    assert_eq!(lives(&home, &services), before, "a second start");
    assert_eq!(home.container("hw_adapter").life(), adapter.life());

    docker(["rm", "--force", &adapter.id()]);
    let kept = home.kept();
    let said = config(&home, &["--set", "example/hello-world:greeting=Ahoi", "--dry-run"]);
    assert_eq!(said, "example/hello-world:greeting: Hello -> Ahoi\nrestarts at the next start: hw-server\n");
    assert_eq!(home.kept(), kept, "a dry run");
    assert!(home.container("hw_adapter").runs());
    assert_eq!(lives(&home, &services), before, "an adapter brought up");

    home.place.write(
        "settings.yml",
        "modules:\n  example/hello-world:\n    settings: {greeting: Ahoi, repeat: 2}\n",
    );
    let clock = "example/hello-world:server/clock";
    let typed = [
        format!("{clock}/utcOffset=-3"),
        format!("{clock}/delay=0.25"),
        "example/hello-world:server/logRequests=false".into(),
    ];
    config(&home, &["--file", "settings.yml", "--set", &typed[0], "--set", &typed[1], "--set", &typed[2]]);
    assert_eq!(lives(&home, &services), before, "a configuration");

    let changed = home.module("changed").replace("descriptor.json", "Greets who", "Greets all who");
    let changed = changed.variable("ANOTHER", "adapter").pack();
    home.install([&changed]).any_stdout().status(0);
    home.install([home.module("second").named("second").pack()]).any_stdout().status(0);
    assert_eq!(lives(&home, &services), before, "two installations");
    assert_ne!(home.container("hw_adapter").life(), adapter.life());
    assert!(home.container("second_adapter").runs());

    // What the service reads from its own file takes effect at the next start, once.
    config(&home, &["--disable", "other/second"]);
    home.start();
    home.hyperdrive(["hw", "status"]).stdout_has("Ahoi Ahoi, world!").status(0);
    let after = lives(&home, &services);
    assert!(after[0] == before[0] && after[1] != before[1], "{after:?} {before:?}");
    home.start();
    assert_eq!(lives(&home, &services), after);
}

#[test]
fn what_an_adapter_says_has_to_restart_does_so_at_the_next_start() {
    let home = Home::with_example();
    home.configure();
    config(&home, &["--set", "hw:mode=full"]);
    home.start();
    let services = ["daemon", "hw-server", "hw-mirror"];
    let before = lives(&home, &services);

    // The greeting is the server's alone; its mirror restarts for it only where the adapter says so.
    let said = config(&home, &["--set", "hw:greeting=Ahoi"]);
    assert!(said.contains("restarts at the next start: hw-server\n"), "{said}");
    home.start();
    let between = lives(&home, &services);
    assert!(between[1] != before[1] && between[2] == before[2], "{between:?} {before:?}");

    home.place.write(format!("{MODULE}/config/misbehave"), "restarts");
    let said = config(&home, &["--set", "hw:greeting=Hey"]);
    assert!(said.contains("restarts at the next start: hw-mirror, hw-server\n"), "{said}");
    assert_eq!(lives(&home, &services), between, "not before the next start");
    home.start();
    let after = lives(&home, &services);
    assert!(after[1] != between[1] && after[2] != between[2], "{after:?} {between:?}");
    assert_eq!(after[0], before[0]);
    home.start();
    assert_eq!(lives(&home, &services), after, "once");
}

#[test]
fn a_port_that_somebody_took_meanwhile_stops_nothing() {
    let home = Home::with_started_example();
    let before = home.container("hw-server").life();
    let port = home.mirror.number;
    config(&home, &["--set", &format!("{HELLO}:server/port={port}")]);
    let stranger = TcpListener::bind(("127.0.0.1", port)).unwrap();
    home.hyperdrive(["service", "start"])
        .any_stdout()
        .stderr_has(&format!("hw-server: port {port} is taken by another program on this machine"))
        .status(4);
    assert_eq!(home.container("hw-server").life(), before);
    assert!(home.container("hw-server").runs());
    drop(stranger);
    home.start();
    assert_eq!(home.container("hw-server").published(), [format!("127.0.0.1:{port}")]);
}

#[test]
fn a_network_of_a_module_goes_with_it_and_a_volume_stays() {
    let home = Home::with_example();
    let more = "services:\n  hw-server:\n    networks: [own]\n    volumes: ['kept:/kept']\n\
        networks:\n  own: {}\nvolumes:\n  kept: {}\n";
    home.place.write(format!("{MODULE}/override/hw-server.yml"), more);
    home.configure();
    home.start();
    let [network, volume] = ["own", "kept"].map(|name| format!("{}-hw_{name}", home.project));
    let net = format!("{}_net", home.project);
    assert_eq!(home.container("hw-server").networks(), [network.as_str(), &net]);
    let id = home.id().unwrap();
    for (kind, name) in [("network", &network), ("volume", &volume)] {
        let labels = r#"{{index .Labels "hyperdrive.home"}} {{index .Labels "hyperdrive.module"}}"#;
        assert_eq!(docker([kind, "inspect", "--format", labels, name]), format!("{id} {HELLO}"));
    }
    home.hyperdrive(["service", "down"]).any_stdout().status(0);
    let left = |kind: &str| docker([kind, "ls", "--quiet", "--filter", &format!("name={}", home.project)]);
    assert_eq!((left("network"), left("volume")), (String::new(), volume));
}

#[test]
fn an_override_is_honoured_and_never_touched_and_what_runs_comes_from_the_state() {
    let home = Home::with_example();
    let path = format!("{MODULE}/override/hw-server.yml");
    home.place
        .write(&path, "services:\n  hw-server:\n    environment: [EXTRA=$$5]\n    stop_grace_period: 15m\n");
    let written = || fs::metadata(home.place.path(&path)).unwrap().modified().unwrap();
    let (text, when) = (home.place.read(&path), written());
    home.configure();
    home.start();
    let server = home.container("hw-server");
    assert!(server.0["Config"]["Env"].as_array().unwrap().contains(&"EXTRA=$5".into()), "{}", server.0);
    assert_eq!(server.0["Config"]["StopTimeout"], 900);
    let run = home.place.path("user/state/compose/example/hello-world/services.json");
    assert_eq!(server.label("com.docker.compose.project.config_files"), run.display().to_string());

    // The copy for the adapter is never read back.
    let runtime = format!("{MODULE}/runtime/hw-server.yml");
    assert!(home.place.read(&runtime).contains("hw-server"));
    home.place.write(&runtime, "services: {hw-server: {image: nonsense, privileged: true}}\n");
    home.start();
    assert_eq!(home.container("hw-server").life(), server.life());

    // One that Docker Compose refuses stops nothing, nor does one whose image can't be had.
    let image = |policy: &str| {
        format!("services:\n  hw-server: {{image: 'hdt-nowhere.invalid/none:1', pull_policy: {policy}}}\n")
    };
    for (text, said, status) in [
        ("services: [nonsense]\n".into(), "override/hw-server.yml", 3),
        (image("missing"), "hdt-nowhere.invalid", 4),
        (image("never"), "hdt-nowhere.invalid", 4),
    ] {
        home.place.write(&path, text);
        home.hyperdrive(["service", "start"]).any_stdout().stderr_has(said).status(status);
        assert_eq!(home.container("hw-server").life(), server.life(), "{said}");
    }
    home.place.write(&path, &text);
    assert!(written() > when);
    let when = written();
    home.start();
    assert_eq!((home.place.read(&path), written()), (text, when));
    assert_eq!(home.container("hw-server").life(), server.life());
}

#[test]
fn a_module_whose_adapter_names_no_container_runs_none_and_is_well() {
    let home = Home::with_started_example();
    home.place.write(format!("{MODULE}/config/misbehave"), "no-names");
    let rehearsed = "hd-state load | hd-render adapter | hd-adapter-call get-containers | hd-render services \
        | hd-compose -n up services >/dev/null";
    let goes = format!("stop and remove {}_hw-server\n", home.project);
    home.sh(rehearsed).stderr_has(&goes).status(0);
    home.sh(&rehearsed.replace("-n up services", "check services")).status(0);
    home.sh(&rehearsed.replace("-n up services", "pull services")).status(0);
    assert!(home.container("hw-server").runs());

    // An adapter that just doesn't know better takes nobody's client down.
    let before = home.container("hw-server").life();
    for command in ["start", "recover"] {
        let named = format!("names no container any more, so '{}_hw-server' would go", home.project);
        let refused = home.hyperdrive(["service", command]).any_stdout().stderr_has(&named);
        refused.stderr_has("hint: nothing was stopped").stderr_has("'--run-none' says").status(7);
        assert_eq!(home.container("hw-server").life(), before);
    }
    let terminal = Pty::run(home.hyperdrive(["service", "start"]).command(), 100, 30);
    terminal.sees("Are they to run nothing?").types("n\n");
    assert_eq!(terminal.end().2, Some(7));
    assert_eq!(home.container("hw-server").life(), before);

    // As with a client that runs elsewhere: what it ran goes, at a start that says so before.
    let said = format!("'{}_hw-server' of 'example/hello-world' isn't to run any more", home.project);
    let started = home.hyperdrive(["service", "start", "--run-none"]).any_stdout().stderr_has(&said);
    let started = started.status(0).stdout;
    assert!(started.contains("(hw): started, nothing of it runs\n"), "{started}");
    assert_eq!(names(&home), ["daemon", "hw_adapter"]);
    let current: serde_json::Value =
        serde_json::from_str(&home.place.read("user/state/generations/current")).unwrap();
    assert!(current["packages"][HELLO].is_string() && current["runs"][HELLO].is_null(), "{current}");
    home.start();
    home.hyperdrive(["service", "restart"]).any_stdout().status(0);
    home.hyperdrive(["service", "status"]).stdout_has("(hw): started, nothing of it runs\n").status(0);

    // Nothing ran, so there is nothing to go back to: no client of long ago comes back.
    fs::remove_file(home.place.path(format!("{MODULE}/config/misbehave"))).unwrap();
    let path = format!("{MODULE}/override/hw-server.yml");
    home.place.write(&path, "services: {hw-server: {environment: [HELLO_CONFIG=/config/none.toml]}}\n");
    home.hyperdrive(["service", "start", "--wait", "20"])
        .any_stdout()
        .stderr_has("doesn't stay up")
        .stderr_has("nothing of 'example/hello-world' was well before, so there is nothing to go back to")
        .status(4);
    let environment = home.container("hw-server").0["Config"]["Env"].to_string();
    assert!(environment.contains("HELLO_CONFIG=/config/none.toml"), "{environment}");
    home.hyperdrive(["service", "status"]).stdout_has("(hw): failed: container ").status(0);
    fs::remove_file(home.place.path(&path)).unwrap();
    home.start();
    assert_eq!(names(&home), ["daemon", "hw-server", "hw_adapter"]);

    // An upgrade to one whose adapter names none needs the same word.
    let newer = |folder| {
        let newer = home.module(folder).replace("descriptor.json", "1.0.0", "9.9.9");
        newer.misbehaving("wrong-version no-names")
    };
    let (upgrade, before) =
        (["module", "upgrade", "--trust", &newer("newer").pack()], home.container("hw-server").life());
    let refused = home.hyperdrive(upgrade).any_stdout().stderr_has("names no container any more");
    refused.stderr_has("hint: '--run-none' says that it is to run nothing\n").status(7);
    assert_eq!(home.container("hw-server").life(), before);
    home.hyperdrive(upgrade).args(["--run-none"]).any_stdout().stderr_has(&said).status(0);
    assert_eq!(names(&home), ["daemon", "hw_adapter"]);

    // One that has no templates at all runs none either.
    let bare = newer("bare");
    fs::remove_dir_all(home.place.path("bare/templates")).unwrap();
    home.install([bare.pack()]).any_stdout().status(0);
    home.start();
    assert_eq!(names(&home), ["daemon", "hw_adapter"]);
}
