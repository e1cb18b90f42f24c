//! A module's life: installed, configured, started, asked, stopped, started again, taken down.

use std::fs;

use crate::support::Home;
use crate::support::engine::{Container, docker, words};
use crate::support::home::HELLO;

/// Everything of a container that says whose it is: home, module, Compose project and service.
fn belongs(container: &Container) -> [&str; 4] {
    ["hyperdrive.home", "hyperdrive.module", "com.docker.compose.project", "com.docker.compose.service"]
        .map(|label| container.label(label))
}

fn networks(home: &Home) -> Vec<String> {
    let label = format!("label=hyperdrive.home={}", home.id().unwrap());
    words(["network", "ls", "--filter", &label, "--format", "{{.Name}}"])
}

#[test]
fn a_module_is_installed_configured_started_asked_stopped_started_again_and_taken_down() {
    let home = Home::with_example();
    let project = home.project.clone();
    let named = |names: &[&str]| names.iter().map(|name| format!("{project}_{name}")).collect::<Vec<_>>();
    let (network, id) = (format!("{project}_net"), home.id().unwrap());

    // Installed: its package is placed under its digest, its adapter is up, and nothing else.
    let digest = hd::digest::sha256(fs::read(home.place.path("demo.zip")).unwrap());
    let placed = home.place.path("system/packages").join(&digest).canonicalize().unwrap();
    assert_eq!(home.place.path("system/modules/example/hello-world").canonicalize().unwrap(), placed);
    assert_eq!(home.document(HELLO)["package"]["sha256"], digest);
    assert_eq!(home.containers(), named(&["hw_adapter"]));
    let adapter = home.container("hw_adapter");
    assert_eq!(belongs(&adapter), [&id, HELLO, &format!("{project}-hw_adapter"), "adapter"]);
    assert_eq!((adapter.networks(), adapter.published()), (vec![network.as_str()], vec![]));
    assert_eq!(networks(&home), [network.as_str()]);
    let labels = r#"{{index .Labels "hyperdrive.home"}} {{index .Labels "hyperdrive.module"}}"#;
    let labels = docker(["network", "inspect", "--format", labels, &network]);
    assert_eq!(labels, format!("{id} nodeset/hyperdrive"));
    let list = format!("project {project}\nexample/hello-world 1.0.0 (hw): installed\n");
    home.hyperdrive(["module", "list"]).stdout(&list).status(0);

    // Configured: that changes nothing in the engine, and the settings wait.
    let changed = format!(
        "nodeset/hyperdrive:apiPort: 8080 -> {}\n{HELLO}:server/port: 8480 -> {}\n{HELLO}:mirror/port: 8481 -> {}\n\
         restarts at the next start: daemon, hw-mirror, hw-server\nsaved; 'hyperdrive service start' makes it run\n",
        home.api.number, home.server.number, home.mirror.number
    );
    let said = home.set(home.ports()).any_stdout().status(0).stdout;
    assert_eq!(without_api_port(&said), without_api_port(&changed));
    assert_eq!(home.containers(), named(&["hw_adapter"]));
    assert_eq!(home.container("hw_adapter").life(), adapter.life());
    assert_eq!(home.document(HELLO)["settings"]["server"]["port"], home.server.number);

    // Started: the daemon and the service beside it, healthy, for this machine alone.
    let up = format!(
        "project {project}\n  {project}_daemon  running             127.0.0.1:{api}->{api}/tcp\n\
         example/hello-world 1.0.0 (hw): started\n  {project}_hw-server  running, healthy    127.0.0.1:{port}->{port}/tcp\n",
        api = home.api.number,
        port = home.server.number
    );
    assert_eq!(home.start().stdout, up);
    assert_eq!(home.containers(), named(&["daemon", "hw-server", "hw_adapter"]));
    let (daemon, server) = (home.container("daemon"), home.container("hw-server"));
    assert_eq!(belongs(&daemon), [&id, "nodeset/hyperdrive", &project, "daemon"]);
    assert_eq!(belongs(&server), [&id, HELLO, &format!("{project}-hw"), "hw-server"]);
    assert_eq!(daemon.published(), [format!("127.0.0.1:{}", home.api.number)]);
    assert_eq!(server.published(), [format!("127.0.0.1:{}", home.server.number)]);
    for container in [&daemon, &server] {
        assert_eq!(container.networks(), [network.as_str()]);
        assert_eq!(container.policy(), "unless-stopped");
    }
    assert_eq!(networks(&home), [network.as_str()]);
    assert_eq!(home.container("hw_adapter").life(), adapter.life());

    // Asked: a command of the module reaches its adapter, and that the service.
    home.hyperdrive(["hw", "hello", "Ada", "it's me"]).stdout("Hello, Ada and it's me!\n").status(0);
    home.hyperdrive(["hw", "status"]).stdout_has(r#""greeting":"Hello, world!""#).status(0);
    for word in ["hello-world", HELLO] {
        home.hyperdrive([word, "echo-args", "a b", "$x", ""]).stdout("[\"a b\",\"$x\",\"\"]\n").status(0);
    }
    home.hyperdrive(["hw", "fail", "42"]).stderr_has("failed, as it was asked to").status(42);

    // Stopped: nothing runs, and an engine's restart brings nothing back.
    home.hyperdrive(["service", "stop"]).stdout_has("example/hello-world 1.0.0 (hw): stopped").status(0);
    for name in ["daemon", "hw-server", "hw_adapter"] {
        let container = home.container(name);
        assert!(!container.runs() && container.policy() == "no", "{name}: {}", container.0["State"]);
    }
    home.hyperdrive(["service", "status"]).stdout_has("(hw): stopped").stdout_has("exited").status(0);

    // Started again: the same containers, and their policies are back.
    assert_eq!(home.start().stdout, up);
    for (name, before) in [("daemon", &daemon), ("hw-server", &server), ("hw_adapter", &adapter)] {
        let container = home.container(name);
        assert_eq!(container.id(), before.id(), "{name}");
        assert!(container.runs() && container.policy() == "unless-stopped", "{name}");
    }

    // Taken down: the engine holds nothing of it, and what is kept is kept.
    let kept = home.document(HELLO)["settings"].clone();
    let down = format!("project {project}\nexample/hello-world 1.0.0 (hw): stopped\n");
    home.hyperdrive(["service", "down"]).stdout(&down).status(0);
    assert!(home.containers().is_empty() && networks(&home).is_empty());
    assert_eq!(home.document(HELLO)["settings"], kept);
    home.hyperdrive(["service", "down"]).stdout(&down).status(0);
}

/// The daemon's first port is the first free one, which is another with each run.
fn without_api_port(text: &str) -> String {
    text.lines().filter(|line| !line.contains("apiPort")).collect::<Vec<_>>().join("\n")
}
