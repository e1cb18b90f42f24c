//! hd-check without an engine: for each code a package or an adapter that it is found in, and the example, in which nothing is.

mod adapters;
mod forms;
mod packages;
mod recordings;

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Place, Ran, Test, example};

const HELLO: &str = "../examples/hello-adapter";

/// The example's adapter, as a program of this machine.
pub fn hello() -> String {
    let own = std::env::current_exe().unwrap();
    own.parent().unwrap().join(HELLO).canonicalize().unwrap().display().to_string()
}

/// A place with a copy of the example in the folder `module`.
fn with_module() -> Place {
    let place = Place::default();
    example::copy(
        &place,
        "module",
        &["hello-world-adapter:1.0.0".into(), "hello-world-service:1.0.0".into()],
    );
    place
}

/// A program around the example's adapter: before a line `---` what it does first while it idles, after it what it does with
/// a command, which is `$1`, and its request, which is `$line`.
fn around(place: &Place, first: &str) -> String {
    let (idle, command) = first.split_once("\n---\n").unwrap_or((":", first));
    let script = format!(
        r#"#!/bin/bash
hello={}
key=$(cat "$HD_KEY_FILE")
if [ "$1" != hd-module ]; then
{idle}
exec "$hello" "$@"
fi
shift
IFS= read -r line || {{ printf %s "$line" | "$hello" hd-module "$@"; exit; }}
{command}
{{ printf '%s\n' "$line"; cat; }} | "$hello" hd-module "$@"
"#,
        hello()
    );
    program(place, "adapter", &script)
}

/// A program, with its path.
fn program(place: &Place, name: &str, script: &str) -> String {
    place.write(name, script);
    std::fs::set_permissions(place.path(name), std::fs::Permissions::from_mode(0o755)).unwrap();
    place.path(name).display().to_string()
}

fn check(place: &Place, args: &[&str]) -> Test {
    place.tool("hd-check").args(args).args(["--format", "json"])
}

/// The codes that were found, each once.
fn codes(ran: &Ran) -> BTreeSet<String> {
    let report = ran.document();
    let found = report["findings"].as_array().unwrap().iter();
    found.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

/// Changes a file of the module: this text for that.
fn change(place: &Place, file: &str, old: &str, new: &str) {
    let path = format!("module/{file}");
    let text = place.read(&path);
    assert!(text.contains(old), "{text}");
    place.write(path, text.replace(old, new));
}

#[test]
fn nothing_is_found_in_the_example() {
    let place = with_module();
    place.tool("hd-unpack").args(["pack", "module", "-o", "demo.zip"]).any_stdout().status(0);
    let whole = "rendered with 6 combinations of choices and booleans\n";
    for (package, compose) in [("module", "--format=text"), ("demo.zip", "--no-compose")] {
        let args = ["package", package, compose, "--", &hello()];
        let sum = format!("{whole}{package}: 0 errors, 0 warnings, 0 notes\n");
        place.tool("hd-check").args(args).stdout(&sum).status(0);
    }
    let start = Instant::now();
    let adapter = place.tool("hd-check").args(["adapter", "demo.zip", "--", &hello()]);
    let said = format!("it speaks the dialect current\n{}: 0 errors, 0 warnings, 0 notes\n", hello());
    adapter.stdout(&said).status(0);
    assert!(start.elapsed() < Duration::from_secs(60));
}

#[test]
fn what_cannot_be_looked_at_is_said() {
    let place = with_module();
    let ran = place.tool("hd-check").args(["package", "module"]).any_stdout().status(0);
    let first = ran.stdout.lines().next().unwrap();
    assert_eq!(
        first,
        "not looked at: HD004, HD005, HD006, HD007, HD010, HD012, HD013 (there are no metadata)"
    );
    let tap = place.tool("hd-check").args(["package", "module", "--format", "tap"]).any_stdout().status(0);
    assert!(tap.stdout.contains("ok 4 - HD004 templates render"), "{}", tap.stdout);
    assert!(tap.stdout.contains("# SKIP there are no metadata\n"), "{}", tap.stdout);
    assert!(tap.stdout.contains("\nok 1 - HD001 the archive is a package\n"), "{}", tap.stdout);
}

#[test]
fn what_is_not_there_is_no_finding() {
    let place = with_module();
    let check = |args: &[&str]| place.tool("hd-check").args(args);
    check(&["package", "none.zip"]).stderr("hd-check: cannot open 'none.zip': no such file\n").status(3);
    check(&["package", "module", "--metadata", "none"]).stderr_has("cannot read 'none'").status(3);
    check(&["package", "module", "--replay", "none"])
        .stderr_has("cannot read the recording 'none'")
        .status(3);
    check(&["package", "module", "--record", "x"]).stderr_has("there is no adapter").status(2);
    check(&["adapter"]).stderr_has("required").status(2);
    check(&["adapter", "--container", "x"]).stderr_has("--key-file").status(2);
    check(&["adapter", "--timeout", "0", "--", "x"]).stderr_has("is none").status(2);
    place.write("bad.zip", "no archive");
    check(&["adapter", "bad.zip", "--", "x"]).stderr_has("'bad.zip' is no package").status(3);
    check(&["explain", "HD999"]).stderr_has("there is no code 'HD999'").status(2);
    let explained = check(&["explain", "hd020"]).any_stdout().status(0).stdout;
    assert!(explained.starts_with("HD020 (warning): images have a version\n"), "{explained}");
}

#[test]
fn its_schema_is_that_of_the_report() {
    let schema = Test::tool("hd-check").args(["--schema"]).any_stdout().status(0).document();
    assert_eq!(schema["title"], "hd-check");
    let properties = schema["properties"].as_object().unwrap();
    let place = with_module();
    let report = check(&place, &["package", "module"]).any_stdout().status(0).document();
    let fields = |object: &serde_json::Map<String, Value>| object.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(fields(properties), fields(report.as_object().unwrap()));
    assert!(schema["$defs"]["Finding"]["properties"]["fix"].is_object(), "{schema}");
}
