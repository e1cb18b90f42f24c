//! Names and ports that two modules want: refused before anything is changed, both modules named.

use std::fs;

use crate::support::Home;
use crate::support::home::HELLO;

const SECOND: &str = "other/second";

/// A home with two modules, both started.
fn two() -> Home {
    let home = Home::new();
    let packages = [home.module("demo").pack(), home.module("second").named("second").pack()];
    home.install(&packages).any_stdout().status(0);
    let ports = home.ports().into_iter().chain([format!("{SECOND}:server/port={}", home.mirror.number)]);
    home.set(ports).any_stdout().status(0);
    home.start();
    home
}

fn path(fqmn: &str, service: &str) -> String {
    format!("user/modules/{fqmn}/override/{service}.yml")
}

fn lives(home: &Home) -> [(String, String); 2] {
    ["hw-server", "second-server"].map(|name| home.container(name).life())
}

#[test]
fn a_package_whose_templates_name_a_container_of_another_module_is_refused() {
    let home = Home::with_example();
    let kept = home.kept();
    let same = home
        .module("same")
        .replace("descriptor.json", r#""example""#, r#""other""#)
        .replace("descriptor.json", r#""hw"#, r#""twin"#)
        .pack();
    let said =
        "other/hello-world: its container '<project>_hw-mirror' is called as one of 'example/hello-world'";
    let also =
        "other/hello-world: its container '<project>_hw-server' is called as one of 'example/hello-world'";
    home.install([&same]).stderr_has(said).stderr_has(also).stderr_has("nothing was installed").status(7);
    assert_eq!(home.kept(), kept);
    assert_eq!(home.containers(), [format!("{}_hw_adapter", home.project)]);
    // Two that come together are no better.
    let fresh = Home::new();
    let packages = [fresh.module("demo").pack(), {
        let twin = fresh.module("same").replace("descriptor.json", r#""example""#, r#""other""#);
        twin.replace("descriptor.json", r#""hw"#, r#""twin"#).pack()
    }];
    fresh.install(&packages).stderr_has(said).status(7);
    assert_eq!(fresh.load().len(), 1);
}

#[test]
fn what_another_module_has_is_refused_at_a_start_and_nothing_is_stopped() {
    let home = two();
    let before = lives(&home);
    let project = &home.project;
    let net = |keys: &str| format!("services: {{second-server: {{networks: {{net: {{{keys}}}}}}}}}\n");
    let port = home.server.number;
    for (text, said) in [
        (
            format!("services: {{second-server: {{container_name: {project}_hw-server}}}}\n"),
            format!("the container name '{project}_hw-server' is that of '{HELLO}'"),
        ),
        (net("aliases: [HW-server]"), format!("the host name 'hw-server' is that of '{HELLO}'")),
        (
            net(&format!("aliases: [{project}_hw-server]")),
            format!("the host name '{project}_hw-server' is that of '{HELLO}'"),
        ),
        (
            "services: {second-server: {hostname: hw-server}}\n".into(),
            format!("the host name 'hw-server' is that of '{HELLO}'"),
        ),
        (
            format!("services: {{second-server: {{ports: !override ['127.0.0.1:{port}:1']}}}}\n"),
            format!("the port '{port}/tcp' is that of '{HELLO}'"),
        ),
    ] {
        home.place.write(path(SECOND, "second-server"), text);
        let start = home
            .hyperdrive(["service", "start", "--allow", &format!("name:{project}_hw-server")])
            .args(["--allow", &format!("name:{project}_hw-server")])
            .any_stdout();
        start.stderr_has(&format!("'{SECOND}' asks for what another module has")).stderr_has(&said).status(7);
        assert_eq!(lives(&home), before, "{said}");
        // What was refused claims nothing: the other one starts.
        home.sh(&format!(
            "hd-state load | hd-render adapter --only {HELLO} \
            | hd-adapter-call get-containers --only {HELLO} | hd-render services --only {HELLO} \
            | hd-compose up services --only {HELLO} >out"
        ))
        .any_stdout()
        .any_stderr()
        .status(0);
        assert_eq!(lives(&home), before, "{said}");
    }
    fs::remove_file(home.place.path(path(SECOND, "second-server"))).unwrap();
    home.start();
    assert_eq!(lives(&home), before);
}

#[test]
fn a_stopped_modules_names_are_its_own_and_a_disabled_ones_are_free() {
    let home = two();
    let port = home.server.number;
    home.hyperdrive(["service", "down"]).any_stdout().status(0);
    home.place.write(
        path(SECOND, "second-server"),
        format!("services: {{second-server: {{ports: !override ['127.0.0.1:{port}:1']}}}}\n"),
    );
    // Nothing of the two runs: who had it first has it.
    home.hyperdrive(["service", "start"])
        .any_stdout()
        .stderr_has(&format!("the port '{port}/tcp' is that of '{HELLO}'"))
        .status(7);
    assert!(home.container("hw-server").runs() && !home.has_container("second-server"));
    home.hyperdrive(["service", "config", "--disable", HELLO]).any_stdout().status(0);
    home.start();
    assert!(!home.has_container("hw-server"));
    assert_eq!(home.container("second-server").published(), [format!("127.0.0.1:{port}")]);

    // Now that one has it.
    home.hyperdrive(["service", "config", "--enable", HELLO]).any_stdout().any_stderr().status(0);
    let start = home.hyperdrive(["service", "start"]).any_stdout();
    start.stderr_has(&format!("the port '{port}/tcp' is that of '{SECOND}'")).status(7);
    assert!(home.container("second-server").runs() && !home.has_container("hw-server"));
}
