//! What modules ask of the machine is shown, asked for and kept: by `hyperdrive`, with and without a terminal.

use serde_json::{Value, json};

use crate::support::engine::Container;
use crate::support::home::HELLO;
use crate::support::{Home, Ran, Test};

/// A run on a terminal of its own, where this is typed.
pub(super) fn typing(home: &Home, answer: &str, command: &str) -> Test {
    home.sh(&format!("printf '{answer}\\n' | script --quiet --return --command '{command}' /dev/null"))
}

fn granted(home: &Home) -> Value {
    home.document(HELLO)["granted"].clone()
}

fn with_mount(home: &Home, folder: &str, source: &str) -> String {
    let volume = "      - type: bind\n        source: {{ModuleJwtKeyFile}}";
    home.module(folder).replace("adapter.tmpl", volume, &format!("      - {source}:/x:ro\n{volume}")).pack()
}

#[track_caller]
fn is_mounted(container: &Container, source: &str) -> bool {
    container.0["Mounts"].as_array().unwrap().iter().any(|mount| mount["Source"] == source)
}

#[test]
fn an_installation_asks_before_the_first_container_and_again_when_an_upgrade_asks_for_more() {
    let home = Home::new();
    let first = with_mount(&home, "first", "/etc/hosts");
    let install = format!("hyperdrive --project {} module install --trust ", home.project);
    let nothing = |home: &Home| {
        assert!(home.containers().is_empty());
        assert_eq!(home.load().len(), 1);
        assert!(!home.place.path("user/modules/example").join("hello-world").exists());
    };

    let refused = home.install([&first]).stderr_has("'example/hello-world' isn't allowed what it asks for\n");
    let refused =
        refused.stderr_has("reads files of this machine that aren't its own (mount:/etc/hosts:ro)\n");
    refused.stderr_has("  hint: to allow it: --allow mount:/etc/hosts:ro\n").status(7);
    nothing(&home);
    // Another name allows nothing, and neither does a no, or nothing at all.
    home.install([&first]).args(["--allow", "mount:/etc:ro"]).any_stderr().status(7);
    for answer in ["n", "", "yeah"] {
        let said = typing(&home, answer, &format!("{install}{first}")).any_stdout().status(7).stdout;
        let shown = "  ROOT-EQUIVALENT: its adapter file reads files of this machine that aren't its own\r\n    'mount:/etc/hosts:ro' at 'services.adapter.volumes[";
        assert!(
            said.contains(shown)
                && said.contains("Allow all of this to 'example/hello-world' from now on? [y/N] "),
            "{said}"
        );
        nothing(&home);
    }
    typing(&home, "y", &format!("{install}{first}"))
        .stdout_has("installed: example/hello-world 1.0.0 (hw)")
        .status(0);
    assert_eq!(granted(&home), json!(["mount:/etc/hosts:ro"]));
    assert!(is_mounted(&home.container("hw_adapter"), "/etc/hosts"));

    // The same again asks nothing; more is asked for, and until it is granted the old one goes on.
    home.install([&first]).any_stdout().status(0);
    let before = home.container("hw_adapter").life();
    let more = with_mount(&home, "more", "/etc/passwd");
    home.install([&more]).stderr_has("--allow mount:/etc/passwd:ro").status(7);
    assert_eq!(home.container("hw_adapter").life(), before);
    assert_eq!(granted(&home), json!(["mount:/etc/hosts:ro"]));
    home.install([&more]).args(["--allow", "mount:/etc/passwd:ro"]).any_stdout().status(0);
    assert_eq!(granted(&home), json!(["mount:/etc/hosts:ro", "mount:/etc/passwd:ro"]));

    // An override of the operator's own is no exception.
    home.place.write(
        "user/modules/example/hello-world/override/adapter.yml",
        "services: {adapter: {privileged: true}}\n",
    );
    home.configure_refused();

    // With the answer settings are set anew, and what was typed for them is still known.
    home.place.write(
        "user/modules/example/hello-world/override/adapter.yml",
        "services: {adapter: {volumes: ['/etc/group:/group:ro']}}\n",
    );
    let edits = home.ports().into_iter().chain(["hw:server/passphrase@-".into()]);
    let set = home.set(edits).args(["--allow", "mount:/etc/group:ro"]).stdin("open-sesame\n");
    set.stdout_has("example/hello-world:server/passphrase: (empty) -> ********").status(0);
}

impl Home {
    #[track_caller]
    fn configure_refused(&self) -> Ran {
        self.set(self.ports()).any_stdout().stderr_has("--allow privileged").status(7)
    }
}

#[test]
fn services_are_asked_for_when_settings_or_overrides_ask_for_more_and_nothing_is_stopped_before() {
    let home = Home::new();
    let template = "templates/hw-server.tmpl";
    let asks =
        "cap_drop: [ALL]\n    cap_add: [CHOWN{{#if (eq (GetValue \"mode\") \"full\")}}, NET_RAW{{/if}}]";
    home.install([home.module("demo").replace(template, "cap_drop: [ALL]", asks).pack()])
        .any_stdout()
        .status(0);
    assert_eq!(granted(&home), json!([]));
    home.set(home.ports())
        .any_stdout()
        .stderr_has("the next start asks for more of 'example/hello-world': cap:CHOWN")
        .status(0);

    let refused = home.hyperdrive(["service", "start"]).any_stdout();
    refused
        .stderr_has("it has a capability that every container can have (cap:CHOWN)")
        .stderr_has("--allow cap:CHOWN")
        .status(7);
    assert!(home.container("daemon").runs() && !home.has_container("hw-server"));
    let start = typing(&home, "y", "hyperdrive service start")
        .stdout_has("minor: its services file has a capability")
        .status(0);
    assert!(
        start.stdout.contains("running, healthy") && home.container("hw-server").runs(),
        "{}",
        start.stdout
    );
    assert_eq!(granted(&home), json!(["cap:CHOWN"]));
    home.start();

    // A setting asks for more: said when it is changed, asked for by name or at the start.
    let before = home.container("hw-server").life();
    home.set(["example/hello-world:mode=full"]).any_stdout().stderr_has("cap:NET_RAW").status(0);
    home.hyperdrive(["service", "start"]).any_stdout().stderr_has("--allow cap:NET_RAW").status(7);
    assert_eq!(home.container("hw-server").life(), before);
    home.hyperdrive(["service", "start", "--allow", "cap:NET_RAW"]).any_stdout().status(0);
    assert_ne!(home.container("hw-server").life(), before);
    assert_eq!(granted(&home), json!(["cap:CHOWN", "cap:NET_RAW"]));

    // So does an override, which may be allowed where settings are changed.
    let before = home.container("hw-server").life();
    home.place.write(
        "user/modules/example/hello-world/override/hw-server.yml",
        "services: {hw-server: {pid: host}}\n",
    );
    home.hyperdrive(["service", "start"]).any_stdout().stderr_has("--allow pid:host").status(7);
    assert_eq!(home.container("hw-server").life(), before);
    home.set(["example/hello-world:greeting=Ahoi"]).args(["--allow", "pid:host"]).any_stdout().status(0);
    home.start();
    assert_eq!(home.container("hw-server").0["HostConfig"]["PidMode"], "host");
}

#[test]
fn an_adapter_that_starts_services_itself_gets_the_engines_socket_only_when_it_is_granted() {
    let home = Home::new();
    let package = home.module("demo").variable("HELLO_DIALECT", "2025-03").pack();
    let socket = "/var/run/docker.sock";
    home.install([&package]).stderr_has("--allow engine-socket").status(7);
    assert!(home.containers().is_empty() && home.load().len() == 1);
    home.install([&package])
        .args(["--allow", "engine-socket"])
        .stdout("installed: example/hello-world 1.0.0 (hw)\n")
        .status(0);
    assert_eq!(
        (granted(&home), &home.document(HELLO)["adapter"]["dialect"]),
        (json!(["engine-socket"]), &json!("2025-03"))
    );
    assert!(is_mounted(&home.container("hw_adapter"), socket));
}
