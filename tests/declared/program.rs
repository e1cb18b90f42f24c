//! hd-adapter as a program: what its streams, signals and files may do to it.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{DECLARATION, declared, folders};
use crate::hello::{KEY, module};
use crate::support::{Place, Test};

#[test]
fn its_metadata_are_those_that_hyperdrive_reads() {
    let metadata = declared(&module(), "get-config").stdin(format!("{}\n", json!({"key": KEY})));
    let metadata = metadata.any_stdout().status(0).stdout;
    let metadata = hd::config::Metadata::read("example/hello-declared", &metadata).unwrap();
    assert_eq!(metadata.parameters().count(), 11);
}

#[test]
fn a_closed_output_is_an_error_and_no_panic() {
    let place = module();
    let run = |redirect: &str| {
        let script = format!(
            "printf '{{\"key\":\"{KEY}\"}}\\n' | hd-adapter --module {DECLARATION} hd-module get-config {redirect}"
        );
        folders(place.sh(&script), &place)
    };
    run("> /dev/full").stderr_has("cannot write to 'standard output': ").status(1);
    run(">&- 2>&-").status(0);
    folders(place.sh(&format!("hd-adapter --module {DECLARATION} hd-module get-config <&-")), &place)
        .stderr("the request is no whole line\n")
        .status(1);
}

#[test]
fn a_broken_module_yaml_is_told_whole_and_ends_the_container() {
    let place = module();
    place.write("module.yaml", "module: a\nversion: 1.0.0\nfils: []\n");
    let faults = "hd-adapter: 'module.yaml' has 2 faults\n";
    let all = |test: Test| {
        test.stderr_has("module.yaml:3:1").stderr_has("did you mean 'files'?").stderr_has("module.yaml:1:9")
    };
    all(place.tool("hd-adapter").args(["check"])).stderr_has(faults).status(3);
    all(place.tool("hd-adapter").args(["--module", "module.yaml", "idle"])).stderr_has(faults).status(3);
    all(place.tool("hd-adapter").args(["--module", "module.yaml", "hd-module", "version"])).status(1);
    let missing = "hd-adapter: cannot read '/module.yaml': no such file\n";
    place.tool("hd-adapter").stderr(missing).status(3);
}

#[test]
fn check_tells_what_an_adapter_is() {
    let place = Place::default();
    let summary = place.tool("hd-adapter").args(["check", DECLARATION]).any_stdout().status(0).document();
    assert_eq!(summary["files"], json!(["server.toml", "mirror.toml"]));
    assert_eq!(summary["containers"], json!(["hwd-server", "hwd-mirror"]));
    assert_eq!(summary["parameters"].as_array().unwrap().len(), 11);
}

/// User and system time of a process, in clock ticks.
fn ticks(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    [11, 12].into_iter().map(|number| fields[number].parse::<u64>().unwrap()).sum()
}

#[test]
fn idle_uses_no_processor_and_ends_at_the_first_signal() {
    for signal in ["TERM", "INT"] {
        let place = Place::default();
        let test = place.tool("hd-adapter").args(["--module", DECLARATION, "idle"]);
        let mut child = test.command().spawn().unwrap();
        std::thread::sleep(Duration::from_millis(700));
        let before = ticks(child.id());
        std::thread::sleep(Duration::from_millis(500));
        assert!(ticks(child.id()) <= before, "it works while it waits");
        let kill = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap();
        let asked = Instant::now();
        assert!(kill.success() && child.wait().unwrap().success(), "{signal}");
        assert!(asked.elapsed() < Duration::from_secs(5), "{signal}");
    }
}
