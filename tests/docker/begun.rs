//! What a killed run asked the engine for is finished before anybody looks.

use serde_json::json;

use crate::support::Home;
use crate::support::engine::{Container, docker};

const NOTE: &str = "user/state/compose/example/hello-world/services.begun.json";

/// Leaves the note of a run that was killed.
fn begun(home: &Home, asked: &serde_json::Value) {
    home.place.write(NOTE, asked.to_string());
}

fn is_forgotten(home: &Home) {
    assert!(!home.place.path(NOTE).exists());
}

#[test]
fn a_stop_that_was_begun_is_finished_before_a_start() {
    let home = Home::with_started_example();
    is_forgotten(&home);
    let before = home.container("hw-server");
    begun(&home, &json!({"stops": [before.id(), "0123456789ab"]}));
    home.start();
    let now = home.container("hw-server");
    assert!(now.runs() && now.id() == before.id() && now.life() != before.life());
    is_forgotten(&home);
}

#[test]
fn a_restart_that_was_begun_is_finished_before_a_stop() {
    let home = Home::with_started_example();
    let before = home.container("hw-server");
    begun(&home, &json!({"restarts": [before.id()]}));
    home.hyperdrive(["service", "stop"]).any_stdout().status(0);
    let now = home.container("hw-server");
    assert!(!now.runs() && now.id() == before.id() && now.life() != before.life());
    is_forgotten(&home);
}

#[test]
fn a_restart_that_was_begun_starts_nothing_that_was_stopped_meanwhile() {
    let home = Home::with_started_example();
    let server = home.container("hw-server");
    docker(["stop", &server.id()]);
    let before = home.container("hw-server").life();
    begun(&home, &json!({"restarts": [server.id()]}));
    home.hyperdrive(["service", "stop"]).any_stdout().status(0);
    assert_eq!(home.container("hw-server").life(), before);
    is_forgotten(&home);
}

#[test]
fn what_one_part_was_asked_for_is_no_matter_of_the_other() {
    let home = Home::with_started_example();
    // As a stop of everything that was cut off while it stopped the service.
    begun(&home, &json!({"stops": [home.container("hw-server").id()]}));
    let adapter = home.container("hw_adapter");
    home.hyperdrive(["service", "stop"]).any_stdout().status(0);
    home.start();
    assert!(home.container("hw_adapter").runs() && home.container("hw_adapter").id() == adapter.id());
    is_forgotten(&home);
}

#[test]
fn containers_that_were_only_tried_go() {
    let home = Home::with_started_example();
    let labels = [
        format!("hyperdrive.home={}", home.id().unwrap()),
        format!("com.docker.compose.project={}-hw_trial", home.project),
    ];
    let (name, image) = (format!("{}-trial", home.project), home.container("hw-server"));
    let image = image.0["Image"].as_str().unwrap();
    docker(["create", "--name", &name, "--label", &labels[0], "--label", &labels[1], image]);
    begun(&home, &json!({}));
    let server = home.container("hw-server").life();
    home.start();
    assert!(Container::find(&name).is_none());
    assert_eq!(home.container("hw-server").life(), server);
    is_forgotten(&home);
}
