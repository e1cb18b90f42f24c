//! README's tour of the pipeline: its commands run as they stand there, and print what stands there.

use crate::support::{Place, example};

/// The port that README's commands set.
const PORT: &str = "8085";

/// A shell block of README and the output that it shows.
struct Shown {
    script: String,
    output: String,
}

/// README's blocks in the order in which they stand.
fn shown() -> Vec<Shown> {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let mut all: Vec<Shown> = Vec::new();
    for block in readme.split("\n```").skip(1).step_by(2) {
        let (language, text) = block.split_once('\n').unwrap();
        match language {
            "sh" => all.push(Shown { script: text.into(), output: String::new() }),
            "json" => all.last_mut().unwrap().output = format!("{text}\n"),
            _ => {}
        }
    }
    all
}

/// Takes down what the tour made, however it ended.
struct Tour(Place);

impl Drop for Tour {
    fn drop(&mut self) {
        drop(self.0.sh("hd-state load --user-dir user | hd-compose down").command().output());
    }
}

#[test]
fn the_tour_runs_as_it_is_printed_and_prints_what_is_shown() {
    let place = Place::default();
    let project = format!("hdt-{:08x}", std::process::id());
    let port = free_port();
    example::copy(&place, "hello-world", example::images());
    place.tool("hd-unpack").args(["pack", "hello-world", "-o", "demo.zip"]).any_stdout().status(0);
    let tour = Tour(place.clone());
    let blocks = shown();
    assert_eq!(blocks.len(), 4);
    for Shown { script, output } in blocks {
        // A project and a port of its own is all that is changed.
        let script = script.replace("--project demo", &format!("--project {project}")).replace(PORT, &port);
        let ran = place.sh(&script).any_stdout().status(0);
        if !output.is_empty() {
            assert_eq!(ran.stdout, output.replace("demo_", &format!("{project}_")));
        }
    }
    drop(tour);
}

fn free_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port().to_string()
}
