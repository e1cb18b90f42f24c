//! hd-adapter-call, hd-check and an engine that falls silent, at each request that there is: a time-out and signals end them all the
//! same.

use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::standin::Standin;
use crate::support::{Place, Test};

/// Where it falls silent.
const MOMENTS: [&str; 5] = ["/containers/c/json", "/exec", "/start", "stream", "/exec/get-config-1/json"];
/// What is asked afterwards takes no longer than this, on a machine that has much to do.
const REST: Duration = Duration::from_secs(20);

fn place(moment: &str) -> (Place, Standin) {
    let place = Place::default();
    place.write("key", "0123456789abcdef");
    let standin = Standin::listen(&place);
    let container =
        r#"{"Id":"1","Names":["/c"],"State":"running","ImageID":"i","Labels":{},"Env":["get-config={}"]}"#;
    place.write("engine/1.json", container);
    standin.falls_silent_at(moment);
    (place, standin)
}

fn call(place: &Place, standin: &Standin, command: &str) -> Test {
    standin.with(place.tool("hd-adapter-call").args([command, "--container", "c", "--key-file", "key"]))
}

/// At each moment, all of them at once.
fn each(command: &'static str, check: impl Fn(&str, Test, Place) + Sync) {
    std::thread::scope(|scope| {
        for moment in MOMENTS.map(|moment| moment.replace("get-config", command)) {
            let check = &check;
            scope.spawn(move || {
                let (place, standin) = place(&moment);
                check(&moment, call(&place, &standin, command), place);
            });
        }
    });
}

#[test]
fn a_time_out_ends_a_call_of_an_engine_that_fell_silent() {
    for command in ["get-config", "run"] {
        each(command, |moment, call, _| {
            let start = Instant::now();
            let ran = call.args(["--timeout", "1"]).any_stdout().any_stderr().status(6);
            let said = if moment == "/containers/c/json" {
                "the Docker Engine didn't answer within 5 s"
            } else {
                "within 1 s: the Docker Engine doesn't answer either"
            };
            assert!(command == "run" || ran.stderr.contains(said), "{moment}: {}", ran.stderr);
            assert!(start.elapsed() < REST, "{moment}: {:?}", start.elapsed());
        });
    }
}

#[test]
fn a_signal_ends_a_call_of_an_engine_that_fell_silent() {
    for (command, signal) in [("get-config", Signal::TERM), ("run", Signal::INT)] {
        each(command, |moment, call, place| {
            let mut command = call.args(["--timeout", "600"]).command();
            let streams = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
            let child = streams.spawn().unwrap();
            let silent = || place.read("engine/silent").is_empty();
            crate::support::engine::wait_until("it is silent", silent);
            let start = Instant::now();
            kill_process(Pid::from_child(&child), signal).unwrap();
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(6), "{moment}: {said}");
            assert!(said.contains("interrupted while"), "{moment}: {said}");
            assert!(start.elapsed() < REST, "{moment}: {:?}", start.elapsed());
        });
    }
}

#[test]
fn a_judgement_ends_where_the_engine_falls_silent_about_the_processor() {
    for signal in [None, Some(Signal::INT)] {
        let (place, standin) = place("/containers/c/stats");
        let call = place.tool("hd-check").args(["adapter", "--container", "c", "--key-file", "key"]);
        let mut command = standin.with(call).command();
        let streams = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let child = streams.spawn().unwrap();
        let silent = || place.read("engine/silent").is_empty();
        crate::support::engine::wait_until("it is silent", silent);
        let start = Instant::now();
        if let Some(signal) = signal {
            kill_process(Pid::from_child(&child), signal).unwrap();
        }
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(6), "{said}");
        let expected = signal.map_or("didn't tell what the adapter's container uses", |_| "interrupted");
        assert!(said.contains(expected), "{said}");
        assert!(start.elapsed() < REST, "{:?}", start.elapsed());
        assert_eq!(standin.containers()[0]["State"], "running");
    }
}
