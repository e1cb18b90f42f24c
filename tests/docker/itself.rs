//! An adapter that starts its services itself, with a Docker Compose of its own, from the files that Hyperdrive has checked.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::engine::{address, docker, words};
use crate::support::home::{HELLO, Module, docker_config};
use crate::support::{Gate, Home, Moment, Witness};

/// This machine's Docker Compose.
fn program() -> PathBuf {
    let folders = ["/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec"];
    let plugins = folders.iter().map(|folder| Path::new(folder).join("docker/cli-plugins"));
    let all = std::iter::once(docker_config().join("cli-plugins")).chain(plugins);
    let found =
        all.map(|folder| folder.join("docker-compose")).chain([PathBuf::from("/usr/bin/docker-compose")]);
    found.into_iter().find(|path| path.is_file()).expect("a Docker Compose").canonicalize().unwrap()
}

/// A module with such an adapter, and what it has to be allowed. It gets this machine's Docker Compose and the libraries that it
/// may need. Its services are the Compose project that Hyperdrive names, or one that the module has named itself.
fn module<'a>(home: &'a Home, folder: &str, own: Option<&str>) -> (Module<'a>, Vec<String>) {
    let program = program().display().to_string();
    let folders = ["/usr", "/lib", "/lib64"].into_iter().filter(|folder| Path::new(folder).is_dir());
    let mounts: Vec<(String, &str)> =
        folders.map(|folder| (folder.to_owned(), folder)).chain([(program, "/docker-compose")]).collect();
    let lines: String = mounts.iter().map(|(from, to)| format!("      - {from}:{to}:ro\n")).collect();
    let before = "      - type: bind\n        source: {{ModuleJwtKeyFile}}";
    let module = home
        .module(folder)
        .variable("HELLO_DIALECT", "2025-03")
        .variable("HELLO_COMPOSE", "/docker-compose")
        .variable("HELLO_PROJECT", &format!("{}-{}", home.project, own.unwrap_or("hw")))
        .replace("adapter.tmpl", before, &format!("{lines}{before}"));
    let names = mounts
        .iter()
        .map(|(from, _)| format!("mount:{}:ro", Path::new(from).canonicalize().unwrap().display()));
    let allowed = names.chain(["engine-socket".into()]).flat_map(|name| ["--allow".to_owned(), name]);
    (module, allowed.collect())
}

/// A home with such a module.
fn home(own: Option<&str>) -> Home {
    let home = Home::new();
    let (module, allowed) = module(&home, "demo", own);
    home.install([module.pack()]).args(allowed).any_stdout().status(0);
    home.configure();
    home
}

fn mode(home: &Home, mode: &str) {
    home.set([format!("{HELLO}:mode={mode}")]).any_stdout().status(0);
    home.start();
}

#[test]
fn the_adapter_starts_what_it_wants_of_what_was_checked_and_nothing_runs_twice() {
    let home = home(None);
    let witness = Witness::of(&address(), &format!("com.docker.compose.project={}-hw", home.project));
    let status = home.start();
    assert!(status.stdout.contains("running, healthy"), "{}", status.stdout);
    let server = home.container("hw-server");
    assert_eq!(server.label("hyperdrive.home"), home.id().unwrap());
    assert_eq!((server.label("hyperdrive.module"), server.policy()), (HELLO, "unless-stopped"));
    assert!(!home.has_container("hw-mirror"), "its template is rendered, and it isn't wanted");
    let runtime = home.place.path("user/modules/example/hello-world/runtime");
    assert_eq!(
        server.label("com.docker.compose.project.config_files"),
        runtime.join("hw-server.yml").display().to_string()
    );
    for stem in ["hw-server", "hw-mirror"] {
        let text = fs::read_to_string(runtime.join(format!("{stem}.yml"))).unwrap();
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        let services: Vec<&String> = file["services"].as_object().unwrap().keys().collect();
        assert_eq!(services, [stem]);
        assert_eq!(file["services"][stem]["labels"]["hyperdrive.home"], home.id().unwrap());
        assert!(
            file["services"][stem]["volumes"].to_string().contains(r#""create_host_path":false"#),
            "{text}"
        );
    }

    // With nothing to change it isn't even asked.
    let asked = home.place.path("user/modules/example/hello-world/config/started");
    fs::remove_file(&asked).unwrap();
    home.start();
    assert_eq!(home.container("hw-server").life(), server.life());
    assert!(!asked.exists());

    // Nobody but the adapter knows what it starts: all goes before.
    mode(&home, "full");
    assert!(asked.exists() && home.container("hw-mirror").runs() && home.container("hw-server").runs());
    assert_ne!(home.container("hw-server").id(), server.id());
    mode(&home, "simple");
    assert!(home.container("hw-server").runs() && !home.has_container("hw-mirror"));
    witness.saw_nothing_twice();

    // What isn't well goes back to what the adapter had started.
    let path = "user/modules/example/hello-world/override/hw-server.yml";
    let never = "healthcheck: {test: [CMD, /hello-service, nothing], interval: 100ms, retries: 1}";
    home.place.write(path, format!("services: {{hw-server: {{{never}}}}}\n"));
    home.hyperdrive(["service", "start", "--wait", "20"])
        .any_stdout()
        .stderr_has("its health check fails")
        .stderr_has("went back to what ran before")
        .status(4);
    assert_eq!(home.container("hw-server").0["State"]["Health"]["Status"], "healthy");
    assert!(!home.has_container("hw-mirror"));

    // What is asked for and not granted is refused before the adapter sees it, and so before anything is stopped.
    let before = home.container("hw-server").life();
    home.place.write(path, "services: {hw-server: {pid: host}}\n");
    home.hyperdrive(["service", "start"]).any_stdout().stderr_has("--allow pid:host").status(7);
    assert_eq!(home.container("hw-server").life(), before);

    // An adapter that can't start anything says why, and its failure is taken back.
    fs::remove_file(home.place.path(path)).unwrap();
    home.place.write("user/modules/example/hello-world/config/misbehave", "fail@start");
    home.set([format!("{HELLO}:greeting=Ahoi")]).any_stdout().status(0);
    home.hyperdrive(["service", "start", "--wait", "20"])
        .any_stdout()
        .stderr_has("failed, as ")
        .stderr_has("went back to what ran before")
        .status(5);
    assert_eq!(home.container("hw-server").0["State"]["Health"]["Status"], "healthy");
    witness.saw_nothing_twice();
    let all = docker(["ps", "--quiet", "--filter", &format!("label=hyperdrive.home={}", home.id().unwrap())]);
    assert_eq!(all.lines().count(), 3);
}

#[test]
fn services_that_an_adapter_gave_another_compose_project_are_the_modules_all_the_same() {
    let home = home(Some("own"));
    let project = format!("{}-own", home.project);
    let witness = Witness::of(&address(), &format!("com.docker.compose.project={project}"));
    home.start();
    let server = home.container("hw-server");
    assert_eq!(server.label("com.docker.compose.project"), project);

    // Restarted, paused and stopped like any other.
    home.hyperdrive(["service", "restart"]).any_stdout().status(0);
    let restarted = home.container("hw-server");
    assert!(restarted.id() == server.id() && restarted.life() != server.life());
    for verb in ["pause", "stop"] {
        home.hyperdrive(["service", verb]).any_stdout().status(0);
        let stopped = home.container("hw-server");
        assert!(!stopped.runs() && stopped.policy() == "no", "{verb}");
        home.start();
        assert!(home.container("hw-server").runs(), "{verb}");
    }

    // A stop of it that was cut off is finished, and what is to go does.
    let before = home.container("hw-server");
    let mut gated = home;
    let gate = Gate::before(&address(), gated.place.root());
    gated.engine = gate.address();
    gate.hold("POST", &format!("/containers/{}/stop", before.id()), Moment::Before);
    let run = gated.background(&gated.hyperdrive(["service", "pause"]));
    gate.wait();
    run.kill_everything();
    gate.cut();
    mode(&gated, "full");
    // The engine's socket is in the adapter where clients look for it, wherever it is on this machine.
    let mounts = gated.container("hw_adapter").0["Mounts"].as_array().unwrap().clone();
    let socket =
        mounts.iter().find(|mount| mount["Destination"] == "/var/run/docker.sock").expect("a socket");
    assert_eq!(format!("unix://{}", socket["Source"].as_str().unwrap()), gate.address());
    assert_ne!(gated.container("hw-server").id(), before.id());
    assert!(gated.container("hw-server").runs() && gated.container("hw-mirror").runs());
    gated.hyperdrive(["service", "config", "--disable", HELLO]).any_stdout().status(0);
    gated.start();
    assert!(!gated.has_container("hw-server") && !gated.has_container("hw-mirror"));
    witness.saw_nothing_twice();

    // So are the networks and volumes that it made there: they go when the module's do.
    let more = "services: {hw-server: {networks: [own], volumes: ['kept:/kept']}}\nnetworks: {own: {}}\nvolumes: {kept: {}}\n";
    gated.place.write("user/modules/example/hello-world/override/hw-server.yml", more);
    gated.hyperdrive(["service", "config", "--enable", HELLO]).any_stdout().status(0);
    let made = |kind: &str| {
        words([kind, "ls", "--quiet", "--filter", &format!("label=com.docker.compose.project={project}")])
    };
    gated.start();
    assert_eq!((made("network").len(), made("volume").len()), (1, 1));
    gated.hyperdrive(["service", "down"]).any_stdout().status(0);
    assert_eq!((made("network").len(), made("volume").len()), (0, 1));
    gated.start();
    gated.hyperdrive(["module", "uninstall", "--purge-data", HELLO]).any_stdout().any_stderr().status(0);
    assert_eq!((made("network").len(), made("volume").len()), (0, 0));
}

#[test]
fn a_module_of_march_2025_is_upgraded_by_its_adapter_and_runs_again() {
    let home = home(None);
    home.set([format!("{HELLO}:greeting=Ahoi")]).any_stdout().status(0);
    home.start();
    let witness = Witness::of(&address(), &format!("com.docker.compose.project={}-hw", home.project));
    let before = home.container("hw-server").id();
    home.hyperdrive(["hw", "hello", "Ada"]).stdout("Ahoi, Ada!\n").status(0);
    let (newer, _) = module(&home, "newer", None);
    let newer = newer.misbehaving("wrong-version").replace("descriptor.json", "1.0.0", "9.9.9");
    let newer = newer.replace("templates/hw-server.tmpl", "interval: 200ms", "interval: 300ms").pack();
    home.hyperdrive(["module", "upgrade", "--trust", &newer])
        .stdout("upgraded: example/hello-world 9.9.9 (hw)\n")
        .stderr_has("greeting: Ahoi -> Ahoi since 1.0.0 (changed by the module)\n")
        .status(0);
    let document = home.document(HELLO);
    assert_eq!(document["settings"]["greeting"], "Ahoi since 1.0.0", "{document}");
    assert_ne!(home.container("hw-server").id(), before);
    assert_eq!(home.container("hw-server").0["State"]["Health"]["Status"], "healthy");
    home.hyperdrive(["hw", "hello", "Ada"]).stdout("Ahoi since 1.0.0, Ada!\n").status(0);
    witness.saw_nothing_twice();
    home.hyperdrive(["service", "down"]).any_stdout().status(0);
    assert!(home.containers().is_empty());
}
