//! One engine: its address is found once, for every tool and for Docker Compose.

use std::fs;
use std::os::unix::fs::symlink;

use serde_json::{Value, json};

use crate::support::engine::address;
use crate::support::{Gate, Home};

const NOTHING: &str = "unix:///nonexistent/nothing.sock";

#[test]
fn the_engine_is_the_option_s_then_the_variable_s_then_the_context_s() {
    let home = Home::new();
    home.module("demo").pack();
    // The option wins, for Docker Compose too, which brings the adapter up.
    let install = home.install(["demo.zip"]).env("DOCKER_HOST", NOTHING).args(["--engine", &address()]);
    install.stdout("installed: example/hello-world 1.0.0 (hw)\n").status(0);
    assert!(home.container("hw_adapter").runs());

    // Then comes the variable, whatever the context says.
    let name = "hdt-elsewhere";
    let folder = home.place.path(".docker");
    let meta = folder.join("contexts/meta").join(hd::digest::sha256(name));
    fs::create_dir_all(&meta).unwrap();
    symlink(crate::support::home::docker_config().join("cli-plugins"), folder.join("cli-plugins")).unwrap();
    fs::write(folder.join("config.json"), format!(r#"{{"currentContext":"{name}"}}"#)).unwrap();
    let context = |host: &str| {
        let text = format!(r#"{{"Name":"{name}","Endpoints":{{"docker":{{"Host":"{host}"}}}}}}"#);
        fs::write(meta.join("meta.json"), text).unwrap();
    };
    context(NOTHING);
    let status = || home.hyperdrive(["service", "status"]).env("DOCKER_CONFIG", &folder);
    status().stdout_has("hw_adapter  running").status(0);

    // Then the context.
    status().env("DOCKER_HOST", "").stderr_has("'unix:///nonexistent/nothing.sock' doesn't answer").status(4);
    context(&address());
    status().env("DOCKER_HOST", "").stdout_has("hw_adapter  running").status(0);
    let down = home.hyperdrive(["service", "down"]).env("DOCKER_CONFIG", &folder).env("DOCKER_HOST", "");
    down.any_stdout().status(0);
    assert!(home.containers().is_empty());

    // One on another machine isn't driven.
    let far = home.hyperdrive(["service", "status", "--engine", "tcp://192.0.2.1:2375"]);
    far.stderr_has("isn't on this machine").stderr_has("hint: ").status(2);
}

/// A rootless engine runs as the operator, whom its containers know as root; groups of this machine they don't know at all.
#[test]
fn on_a_rootless_engine_the_daemon_is_the_operator_by_the_name_that_they_have_there() {
    let mut home = Home::with_example();
    let gate = Gate::before(&address(), home.place.root());
    home.engine = gate.address();
    home.configure();
    let says = json!({"ID": "here", "SecurityOptions": ["name=seccomp,profile=default", "name=rootless"]});
    let runs_as = |home: &Home| {
        home.start();
        let daemon = home.container("daemon");
        assert!(daemon.runs());
        (daemon.0["Config"]["User"].clone(), daemon.0["HostConfig"]["GroupAdd"].clone())
    };
    // Whose socket is root's is none, whatever it says; nor is one that doesn't say so.
    gate.answer_with("GET", "/info", &says);
    let (user, groups) = runs_as(&home);
    assert!(user == "0:0" && groups.as_array().is_some_and(|groups| groups.len() == 1), "{user} {groups}");
    gate.give_to(65534);
    gate.answer_with("GET", "/info", &json!({"ID": "here", "SecurityOptions": []}));
    assert_eq!(runs_as(&home), (user.clone(), groups));

    gate.answer_with("GET", "/info", &says);
    assert_eq!(runs_as(&home), (user, Value::Null));
}
