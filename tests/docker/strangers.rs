//! Containers and networks of a wanted name that this home didn't make: refused, and untouched.

use crate::support::Home;
use crate::support::engine::{Container, docker};
use crate::support::example;
use crate::support::home::HELLO;
use crate::support::port::Port;

/// A container of nobody's, which runs.
fn stranger(home: &Home, name: &str) -> Container {
    let name = format!("{}_{name}", home.project);
    let [image, _] = example::images();
    docker(["run", "--detach", "--network", "none", "--name", &name, image]);
    Container::find(&name).unwrap()
}

#[track_caller]
fn is_untouched(stranger: &Container) {
    let now = Container::find(&stranger.id()).expect("it is there");
    assert_eq!((now.life(), now.runs(), now.name()), (stranger.life(), true, stranger.name()));
    assert_eq!((now.policy(), now.networks()), (stranger.policy(), stranger.networks()));
}

#[test]
fn a_strangers_network_is_refused_and_untouched() {
    let home = Home::new();
    home.module("demo").pack();
    let network = format!("{}_net", home.project);
    let id = docker(["network", "create", &network]);
    let said = format!("the network '{network}' is there already");
    home.install(["demo.zip"]).any_stdout().stderr_has(&said).stderr_has("hint: ").status(7);
    home.hyperdrive(["service", "down"]).any_stdout().status(0);
    assert_eq!(
        docker(["network", "inspect", "--format", "{{.Id}} {{.Containers}} {{.Labels}}", &network]),
        format!("{id} map[] map[]")
    );
    assert!(home.containers().is_empty());
}

#[test]
fn a_strangers_container_is_refused_and_untouched() {
    let home = Home::new();
    home.module("demo").pack();
    let adapter = stranger(&home, "hw_adapter");
    let said = format!("the container '{}' is there already: Hyperdrive didn't make it", adapter.name());
    home.install(["demo.zip"]).any_stdout().stderr_has(&said).stderr_has("hint: ").status(7);
    home.hyperdrive(["module", "list"]).stdout_has("(hw): failed: ").status(0);
    home.hyperdrive(["hw", "hello"]).stderr_has("hw_adapter").status(7);
    home.hyperdrive(["service", "down"]).any_stdout().status(0);
    is_untouched(&adapter);
    docker(["rm", "--force", &adapter.id()]);

    home.install(["demo.zip"]).stdout("installed: example/hello-world 1.0.0 (hw)\n").status(0);
    home.configure();
    let (server, daemon) = (stranger(&home, "hw-server"), stranger(&home, "daemon"));
    let start = home.hyperdrive(["service", "start"]).any_stdout();
    start.stderr_has(server.name()).stderr_has(daemon.name()).status(7);
    for verb in ["stop", "down"] {
        home.hyperdrive(["service", verb]).any_stdout().status(0);
    }
    is_untouched(&server);
    is_untouched(&daemon);
}

#[test]
fn a_second_operator_with_the_same_project_name_is_refused_and_nothing_of_the_first_changes() {
    let first = Home::with_started_example();
    let names = ["daemon", "hw-server", "hw_adapter"];
    let before = names.map(|name| first.container(name));
    let second = Home::of_project(&first.project);
    second.module("demo").pack();
    second.install(["demo.zip"]).any_stdout().stderr_has("is there already").status(7);
    second.hyperdrive(["service", "start"]).any_stdout().any_stderr().status(7);
    second.hyperdrive(["hw", "hello"]).stderr_has("hw_adapter").status(7);
    for verb in ["stop", "down"] {
        second.hyperdrive(["service", verb]).any_stdout().status(0);
    }
    assert!(second.containers().is_empty());
    before.iter().for_each(is_untouched);
    first.hyperdrive(["hw", "status"]).stdout_has("Hello, world!").status(0);
}

#[test]
fn a_port_that_a_strange_container_publishes_is_refused_with_its_name_and_udp_is_not_tcp() {
    let home = Home::with_example();
    let (name, port) = (format!("{}_stranger", home.project), Port::take());
    let [image, _] = example::images();
    let publish = |protocol: &str| format!("127.0.0.1:{}:80/{protocol}", port.number);
    let run = |protocol: &str| {
        docker(["run", "--detach", "--name", &name, "--publish", &publish(protocol), image]);
    };
    let want = [format!("{HELLO}:server/port={}", port.number)];

    run("tcp");
    let refused = home.set(&want).any_stdout();
    refused.stderr_has("is taken by").stderr_has(&name).stderr_has("nothing was saved").status(1);
    docker(["rm", "--force", &name]);

    run("udp");
    home.set(&want).any_stdout().status(0);
}
