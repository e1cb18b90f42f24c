//! Modules whose adapter is declared: the example's twin from install to command, and what `hd-adapter init` writes.

use std::process::Command;

use serde_json::json;

use crate::support::engine::docker;
use crate::support::{Home, example};

const TWIN: &str = "example/hello-declared";

#[test]
fn a_module_without_a_line_of_code_is_installed_configured_started_and_asked() {
    let home = Home::new();
    let [_, service] = example::images();
    example::copy_declared(&home.place, "twin", example::declared_image(), service);
    home.tool("hd-unpack").args(["pack", "twin", "-o", "twin.zip"]).any_stdout().status(0);
    home.install(["twin.zip"]).stdout("installed: example/hello-declared 1.0.0 (hwd)\n").status(0);
    let edits = [
        format!("hyperdrive:apiPort={}", home.api.number),
        format!("{TWIN}:server/port={}", home.server.number),
        format!("{TWIN}:mirror/port={}", home.mirror.number),
        format!("{TWIN}:guests=moon, \"sun\"\n"),
        format!("{TWIN}:mode=full"),
    ];
    home.set(&edits).any_stdout().status(0);
    let wrong = home.set([format!("{TWIN}:mirror/port={}", home.server.number)]).any_stdout();
    wrong.stderr_has("the server listens at this port already").status(1);
    // It must never run twice: who starts it for the first time says that it runs nowhere else.
    home.hyperdrive(["service", "start", "--moved-here"]).any_stdout().status(0);
    for name in ["hwd-server", "hwd-mirror", "hwd_adapter"] {
        assert!(home.container(name).runs(), "{name}");
    }
    let published = home.container("hwd-server").published();
    assert_eq!(published, [format!("127.0.0.1:{}", home.server.number)]);

    // Its own commands: a text, a request that is signed with the services' key, one to the daemon behind it, a process.
    home.hyperdrive(["hwd", "hello", "Ada", "it's me"]).stdout("Hello, Ada and it's me!\n").status(0);
    home.hyperdrive(["hwd", "status"]).stdout_has(r#""greeting":"Hello, moon and "#).status(0);
    home.hyperdrive(["hwd", "greet", "A&B #1"]).stdout_has(r#""greeting":"Hello, A&B #1!""#).status(0);
    home.hyperdrive(["hwd", "settings"]).stdout_has(r#""modules":{"#).stdout_has(TWIN).status(0);
    home.hyperdrive(["hello-declared", "about"]).stdout_has("hd-adapter ").status(0);
    home.hyperdrive(["hwd", "fly"]).stderr_has("hello-declared has no command 'fly'").status(2);

    // With another mode the second container goes.
    home.set([format!("{TWIN}:mode=simple")]).any_stdout().status(0);
    let start = home.hyperdrive(["service", "start"]).any_stdout();
    start.stderr_has("_hwd-mirror' of 'example/hello-declared' isn't to run any more").status(0);
    assert!(!home.has_container("hwd-mirror") && home.container("hwd-server").runs());
    home.hyperdrive(["service", "down"]).any_stdout().status(0);
    assert!(home.containers().is_empty());
}

/// An adapter that brings its services up itself, as those of March 2025 do.
const STARTS: &str = r#"dialect: 2025-03
module: me/mod
version: 1.0.0
parameters:
  - {id: more, type: bool, default: false}
containers:
  - web
  - {name: more, when: GetValue "more"}
"#;

#[test]
fn a_declared_start_brings_up_what_the_settings_name_with_docker_compose() {
    let home = Home::new();
    let project = format!("{}-mod", home.project);
    let service = |name: &str, image: &str| {
        format!(
            "services:\n  {name}:\n    image: {image}\n    container_name: {}_{name}\n    network_mode: none\n",
            home.project
        )
    };
    let [image, _] = example::images();
    home.place
        .write("compose/web.yml", service("web", image))
        .write("compose/more.yml", service("more", image));
    home.place
        .write("module.yaml", STARTS)
        .write("key", "k")
        .write("config/.keep", "")
        .write("log/.keep", "");
    let ask = |command: &str, more: bool| {
        let own = json!({"enabled": true, "version": "1.0.0", "settings": {"more": more}});
        let request = json!({"key": "k", "settings": {"modules": {"me/mod": own}}});
        let test = home.tool("hd-adapter").args(["--module", "module.yaml", "hd-module", command]);
        let folders = [("CONFIG", "config"), ("LOG", "log"), ("COMPOSE", "compose")];
        let test = folders
            .iter()
            .fold(test, |test, (name, folder)| test.env(&format!("HD_{name}_DIR"), home.place.path(folder)));
        let test = test.env("HD_KEY_FILE", home.place.path("key")).env("HD_COMPOSE_PROJECT", &project);
        test.stdin(format!("{request}\n"))
    };
    ask("set-settings", false).status(0);
    ask("start", false).status(0);
    let web = home.container("web");
    assert!(web.runs() && !home.has_container("more"));
    assert_eq!(web.label("com.docker.compose.project"), project);
    ask("start", true).status(0);
    assert!(home.container("more").runs());
    assert_eq!(home.container("web").life(), web.life(), "what runs as it is wanted goes on");

    home.place.write("compose/more.yml", service("more", "hdt-nowhere.invalid/none:1"));
    ask("start", true).stderr_has("Docker Compose failed: ").stderr_has("hdt-nowhere.invalid").status(1);
    home.place.write("compose/more.yml", "services: {}\n");
    std::fs::remove_file(home.place.path("compose/web.yml")).unwrap();
    ask("start", false).stderr_has("declares the container 'web'").status(1);
    assert_eq!(home.container("web").life(), web.life());
}

/// An image that is gone when the test ends.
struct Image(String);

impl Drop for Image {
    fn drop(&mut self) {
        let _ = Command::new("docker").args(["image", "rm", "--force", &self.0]).output();
    }
}

#[test]
fn what_init_writes_is_made_installed_started_and_asked() {
    let home = Home::new();
    let (name, project) = (home.project.clone(), home.project.clone());
    let fqmn = format!("me/{name}");
    let init = ["init", "mod", "--fqmn", &fqmn, "--shortcut", "new"];
    home.tool("hd-adapter").args(init).any_stdout().status(0);
    // As it is released: without what only debuggers read.
    home.sh("strip -o small $(command -v hd-adapter)").status(0);
    // Dropped after the home, whose containers use it.
    let image = Image(format!("{name}-adapter:0.1.0"));
    let home = home;
    home.sh("HD_ADAPTER=$PWD/small mod/adapter/make-image").any_stdout().any_stderr().status(0);
    assert!(!docker(["image", "inspect", "--format", "{{.Id}}", &image.0]).is_empty());
    home.tool("hd-unpack").args(["pack", "mod", "-o", "mod.zip"]).any_stdout().status(0);
    home.install(["mod.zip"]).stdout(&format!("installed: {fqmn} 0.1.0 (new)\n")).status(0);
    let port = format!("{fqmn}:port={}", home.server.number);
    home.set([format!("hyperdrive:apiPort={}", home.api.number), port, format!("{fqmn}:greeting=Good: day")])
        .any_stdout()
        .status(0);
    home.start();
    assert!(home.container("new-service").runs());
    home.hyperdrive(["new", "greeting"]).stdout("Good: day!\n").status(0);
    let written = home.place.read(format!("user/modules/{fqmn}/config/service.toml"));
    assert!(written.contains("greeting = \"Good: day\"\n"), "{written}");
    home.hyperdrive(["new", "status"]).stderr_has(&format!("'http://{project}_new-service:")).status(1);
    home.hyperdrive(["service", "down"]).any_stdout().status(0);
}
