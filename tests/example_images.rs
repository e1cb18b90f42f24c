//! scripts/example-images, and what its images hold.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::hello::{KEY, module, save, settings};
use crate::support::{Place, example};

/// A container that ends with the test.
struct Container(String);

impl Container {
    fn run(name: &str, args: &[&str]) -> Self {
        let name = format!("hdt-{}-{name}", std::process::id());
        let container = Self(name.clone());
        docker(&[&["run", "--detach", "--name", &name][..], args].concat(), "");
        container
    }

    fn exec(&self, args: &[&str], input: &str) -> (Option<i32>, String) {
        docker_ends(&[&["exec", "--interactive", &self.0][..], args].concat(), input)
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        let _ = docker_ends(&["rm", "--force", "--volumes", &self.0], "");
    }
}

#[track_caller]
fn docker(args: &[&str], input: &str) -> String {
    let (status, text) = docker_ends(args, input);
    assert_eq!(status, Some(0), "docker {args:?}: {text}");
    text
}

fn docker_ends(args: &[&str], input: &str) -> (Option<i32>, String) {
    let mut command = Command::new("docker");
    let piped = command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().expect("docker");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&text).trim().into())
}

#[test]
fn docker_runs_the_adapter_from_nothing_but_itself() {
    let [image, _] = example::images();
    let place = module();
    let mount = format!("{}:/hd", place.root().display());
    let variables = ["HD_CONFIG_DIR=/hd/config", "HD_LOG_DIR=/hd/log", "HD_KEY_FILE=/hd/adapter.key"];
    let args = ["--network", "none", "--read-only", "--cap-drop", "ALL", "--volume", &mount, "--env"];
    let args = [&args[..], &[variables[0], "--env", variables[1], "--env", variables[2], image]].concat();
    let container = Container::run("adapter", &args);
    let module = |command, input: &str| container.exec(&["/hello-adapter", "hd-module", command], input);
    assert_eq!(module("version", ""), (Some(0), "{\"version\":\"1.0.0\"}".into()));
    let request = json!({ "key": KEY, "config": settings("full") });
    assert_eq!(module("set-config", &format!("{request}\n")), (Some(0), String::new()));
    assert_eq!(module("get-config", "{\"key\":\"wrong\"}\n"), (Some(1), "invalid key".into()));
    assert_eq!(module("start", ""), (Some(3), "No help topic for 'start'".into()));
    let asked = Instant::now();
    docker(&["stop", "--time", "30", &container.0], "");
    assert!(asked.elapsed() < Duration::from_secs(15), "it ends at the first signal");
    assert_eq!(docker(&["inspect", "--format", "{{.State.ExitCode}}", &container.0], ""), "0");
}

#[test]
fn docker_runs_the_service_as_a_user_without_rights() {
    let [_, image] = example::images();
    let place = module();
    save(&place, &settings("simple"));
    let mount = format!("{}:/hd:ro", place.root().display());
    let args = [
        "--network",
        "none",
        "--read-only",
        "--cap-drop",
        "ALL",
        "--user",
        "65532:65532",
        "--volume",
        &mount,
    ];
    let variables =
        ["--env", "HELLO_CONFIG=/hd/config/server.toml", "--env", "HELLO_KEY_FILE=/hd/services.key"];
    let container = Container::run("service", &[&args[..], &variables, &[image, "serve", "moon"]].concat());
    let deadline = Instant::now() + Duration::from_secs(20);
    while container.exec(&["/hello-service", "health", "9001"], "").0 != Some(0) {
        assert!(Instant::now() < deadline, "{}", docker(&["logs", &container.0], ""));
    }
    docker(&["stop", "--time", "30", &container.0], "");
    assert_eq!(docker(&["inspect", "--format", "{{.State.ExitCode}}", &container.0], ""), "0");
}

#[test]
fn a_copy_of_the_module_uses_the_images_of_the_test() {
    let place = Place::default();
    example::copy(&place, "mod", &["one:1".into(), "two:2".into()]);
    assert!(place.read("mod/adapter.tmpl").contains("image: one:1\n"));
    assert!(place.read("mod/templates/hw-mirror.tmpl").contains("image: two:2\n"));
}

#[test]
fn the_script_refuses_what_it_does_not_know() {
    let output = Command::new(example::SCRIPT).arg("--frobnicate").output().unwrap();
    let complaint =
        "example-images: unknown argument '--frobnicate'\n  see 'scripts/example-images --help'\n";
    assert_eq!(
        (output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()),
        (Some(2), complaint)
    );
}

#[test]
fn docker_images_of_one_build_are_made_once() {
    let id = |name: &String| docker(&["image", "inspect", "--format", "{{.Id}}", name], "");
    let images = example::images();
    let before = images.each_ref().map(id);
    let again = Command::new(example::SCRIPT).args(example::FOR_TESTS).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&again.stdout),
        format!("{}\n{}\n{}\n", images[0], images[1], example::declared_image())
    );
    assert_eq!(images.each_ref().map(id), before);
}
