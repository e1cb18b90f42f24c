//! hd-check on containers: the package's own adapter, started for it, and one that runs.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use crate::docker_adapter::Adapter;
use crate::support::{Place, Test, engine, example};

/// The example with the images of this build, in the folder `module`.
fn with_module() -> Place {
    engine::need();
    let place = Place::default();
    example::copy(&place, "module", example::images());
    place
}

fn check(place: &Place, args: &[&str]) -> Test {
    let test = place.tool("hd-check").args(args).args(["--format", "json"]);
    test.env("DOCKER_HOST", engine::address()).env("DOCKER_CONFIG", crate::support::home::docker_config())
}

/// What hd-check names its projects with: the name of its folder below TMPDIR is random, and nothing of it is left.
#[track_caller]
fn nothing_left(place: &Place) {
    let left: Vec<_> =
        std::fs::read_dir(place.path(".tmp")).unwrap().flatten().map(|entry| entry.path()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn nothing_is_found_in_the_examples_own_adapter() {
    let place = with_module();
    let ran = check(&place, &["adapter", "module", "--record", "kept.json"]).any_stdout().status(0);
    let report = ran.document();
    assert_eq!((&report["findings"], &report["skipped"]), (&json!([]), &json!({})), "{report}");
    nothing_left(&place);
    let project = place.read("kept.json");
    assert!(!project.contains("hd-check-"), "nothing of this machine is in a recording");
    let again =
        check(&place, &["adapter", "module", "--replay", "kept.json"]).any_stdout().status(0).document();
    assert_eq!(again["findings"], json!([]));
    let whole = check(&place, &["package", "module", "--start"]).any_stdout().status(0).document();
    assert_eq!((&whole["findings"], &whole["skipped"]), (&json!([]), &json!({})), "{whole}");
    nothing_left(&place);
}

#[test]
fn a_container_is_judged_and_runs_again() {
    let adapter = Adapter::well();
    let before = adapter.started_at();
    let args = ["adapter", "--container", adapter.name(), "--key-file", "adapter.key"];
    let ran = check(adapter.place(), &args).any_stdout().status(0);
    assert_eq!(ran.document()["findings"], json!([]), "{}", ran.stdout);
    assert_ne!(adapter.started_at(), before);
    assert_eq!(adapter.commands(), 0);
    let adapter = Adapter::misbehaving("hang@idle");
    let args = ["adapter", "--container", adapter.name(), "--key-file", "adapter.key"];
    let ran = check(adapter.place(), &args).any_stdout().status(1);
    let found = &ran.document()["findings"];
    assert_eq!((&found[0]["code"], &found[1]), (&json!("HD122"), &json!(null)), "{found}");
    check(adapter.place(), &["adapter", "--container", "hdt-none", "--key-file", "adapter.key"])
        .stderr_has("'hdt-none' isn't there")
        .status(4);
}

#[test]
fn a_container_runs_again_where_a_signal_came_while_it_was_stopped() {
    let adapter = Adapter::misbehaving("hang@idle");
    let before = adapter.started_at();
    let place = adapter.place();
    let container = format!("container={}", adapter.name());
    let mut docker = Command::new("docker");
    let told = ["events", "--since", "1m", "--filter", &container, "--filter", "event=kill"];
    let mut told = docker.args(told).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let args = ["adapter", "--container", adapter.name(), "--key-file", "adapter.key"];
    let mut check = check(place, &args).command();
    let mut child = check.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    BufReader::new(told.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
    told.kill().unwrap();
    told.wait().unwrap();
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(6));
    assert_ne!(adapter.started_at(), before);
    assert_eq!(adapter.docker(&["inspect", "--format", "{{.State.Running}}"]), "true");
}

#[test]
fn the_processor_is_counted_for_every_process_of_a_container() {
    let adapter = Adapter::misbehaving("busy@idle");
    let args = ["adapter", "--container", adapter.name(), "--key-file", "adapter.key"];
    let found = check(adapter.place(), &args).any_stdout().status(0).document()["findings"].clone();
    assert_eq!((&found[0]["code"], &found[1]), (&json!("HD123"), &json!(null)), "{found}");
}

#[test]
fn a_container_that_does_not_stay_is_found_and_taken_down() {
    let place = with_module();
    let text = place
        .read("module/adapter.tmpl")
        .replace("environment:", "environment:\n      - HELLO_MISBEHAVE=fail@idle");
    place.write("module/adapter.tmpl", text.replace("restart: unless-stopped", "restart: \"no\""));
    let ran = check(&place, &["adapter", "module"]).any_stdout().status(1);
    let found = &ran.document()["findings"];
    assert_eq!(found[0]["code"], "HD101", "{found}");
    assert!(found[0]["message"].as_str().unwrap().contains("failed, as"), "{found}");
    nothing_left(&place);
}

#[test]
fn docker_compose_has_the_word_where_it_is_there() {
    let place = with_module();
    let text = place.read("module/templates/hw-mirror.tmpl");
    place.write(
        "module/templates/hw-mirror.tmpl",
        text.replace("read_only: true\n    cap", "mem_limit: lots\n    cap"),
    );
    let hello = crate::check::hello();
    let ran = check(&place, &["package", "module"]).args(["--", &hello]).any_stdout().status(1);
    let finding = &ran.document()["findings"][0];
    assert_eq!(
        (&finding["code"], &finding["place"]["at"]),
        (&json!("HD005"), &json!("templates/hw-mirror.tmpl"))
    );
    assert!(finding["message"].as_str().unwrap().starts_with("Docker Compose says: "), "{finding}");
    // Our own rules don't know every form.
    check(&place, &["package", "module", "--no-compose"]).args(["--", &hello]).any_stdout().status(0);
}
