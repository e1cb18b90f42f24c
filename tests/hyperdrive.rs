//! The dispatcher without an engine: what it refuses before it begins, and the lock.

use std::io::Write;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::zip::{Part, archive};
use crate::support::{Place, Test};

/// Where no engine listens.
const NOTHING: &str = "unix:///nonexistent/nothing.sock";
const SILENT: &str = "hyperdrive: the Docker Engine at 'unix:///nonexistent/nothing.sock' doesn't answer\n  \
    hint: is it running? 'docker info' says; scripts/setup starts one\n";

fn hyperdrive(place: &Place, args: &[&str]) -> Test {
    place
        .tool("hyperdrive")
        .env("HYPERDRIVE_USER_DIR", place.path("user"))
        .env("HYPERDRIVE_SYSTEM_DIR", place.path("system"))
        .args(["--engine", NOTHING])
        .args(args)
}

fn descriptor() -> serde_json::Value {
    json!({"author": "me", "name": "mod", "shortcut": "m", "version": "1.0.0", "description": "",
        "dependencies": []})
}

fn package(descriptor: &serde_json::Value) -> Vec<u8> {
    let adapter = "services: {adapter: {image: none, container_name: {{AdapterContainerName}}}}\n";
    archive(&[Part::new("descriptor.json", descriptor.to_string()), Part::new("adapter.tmpl", adapter)])
}

/// A home with a module in it that was never started.
fn home() -> Place {
    let place = Place::default();
    place.write("mod.zip", package(&descriptor()));
    add(&place);
    place
}

fn add(place: &Place) {
    let add =
        "hd-unpack mod.zip --into system | hd-state add --user-dir user | hd-state save --user-dir user";
    place.sh(&add.replace("add ", "add --project demo ")).any_stdout().status(0);
}

#[test]
fn a_bad_package_is_refused_and_not_even_a_user_directory_is_made() {
    let place = Place::default();
    let with = |field: &str, value: &str| {
        let mut descriptor = descriptor();
        descriptor[field] = value.into();
        package(&descriptor)
    };
    place
        .write("none.zip", "this is no ZIP archive")
        .write("bare.zip", archive(&[Part::new("adapter.tmpl", "services: {}\n")]))
        .write("version.zip", with("version", "one"))
        .write("name.zip", with("name", "../../etc"))
        .write("good.zip", package(&descriptor()));
    for (package, said) in [
        ("none.zip", "no ZIP archive"),
        ("bare.zip", "descriptor.json"),
        ("version.zip", "/version"),
        ("name.zip", "/name"),
        ("missing.zip", "missing.zip"),
    ] {
        for packages in [&[package][..], &["good.zip", package]] {
            hyperdrive(&place, &["--project", "demo", "module", "install", "--trust"])
                .args(packages)
                .stderr_has(said)
                .stderr_has("hyperdrive: nothing was installed\n")
                .absent("user")
                .absent("system")
                .status(3);
        }
    }
}

#[test]
fn without_an_engine_nothing_is_begun() {
    let place = Place::default();
    place.write("mod.zip", package(&descriptor()));
    hyperdrive(&place, &["module", "install", "--trust", "mod.zip"])
        .stderr(SILENT)
        .absent("user")
        .absent("system")
        .status(4);

    let place = home();
    // That it was tried stands in the log.
    let tree = || {
        let lines = place.tree();
        lines.lines().filter(|line| !line.contains("user/log")).collect::<Vec<_>>().join("\n")
    };
    let before = tree();
    let kept = || ["user/state/modules.json", "user/state/generations/current"].map(|path| place.read(path));
    let text = kept();
    for args in [
        &["module", "install", "--trust", "mod.zip"][..],
        &["service", "config", "--set", "x=1"],
        &["service", "start"],
        &["service", "stop"],
        &["service", "down"],
        &["service", "status"],
    ] {
        hyperdrive(&place, args).stderr(SILENT).status(4);
        assert_eq!((tree(), kept()), (before.clone(), text.clone()), "{args:?}");
    }
    hyperdrive(&place, &["m", "hello"]).stderr_has("doesn't answer").stderr_has("hint: ").status(4);
    hyperdrive(&place, &["module", "list"]).stdout("project demo\nme/mod 1.0.0 (m): new\n").status(0);
}

/// A process that holds the lock until its input ends.
fn holder(place: &Place) -> Child {
    let mut command = place.tool("hd-state").args(["lock", "--user-dir", "user", "--", "cat"]).command();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    // Once it answers, it has the lock.
    child.stdin.as_mut().unwrap().write_all(b"x").unwrap();
    let mut answer = [0];
    std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut answer).unwrap();
    child
}

#[test]
fn a_second_hyperdrive_waits_for_the_first_and_is_told_to_try_again() {
    let place = home();
    let mut first = holder(&place);
    let begin = Instant::now();
    hyperdrive(&place, &["service", "start"])
        .stderr_has("hyperdrive: another hyperdrive is at work in this user directory\n  hint: ")
        .status(6);
    let waited = begin.elapsed();
    assert!((Duration::from_secs(10)..Duration::from_secs(14)).contains(&waited), "{waited:?}");
    // Who only looks doesn't wait.
    hyperdrive(&place, &["module", "list"]).any_stdout().status(0);

    // It goes on as soon as the first one ends.
    let mut second = hyperdrive(&place, &["service", "start"]).command();
    let mut second = second.stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(second.try_wait().unwrap().is_none());
    drop(first.stdin.take());
    first.wait().unwrap();
    let ended = second.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(4), SILENT));
}

#[test]
fn a_shortcut_that_two_modules_share_is_refused_with_both() {
    let place = home();
    let mut other = descriptor();
    other["author"] = "you".into();
    place.write("mod.zip", package(&other));
    add(&place);
    hyperdrive(&place, &["m", "hello"])
        .stderr("hyperdrive: 'm' could be any of: me/mod, you/mod\n  hint: type one of them in full\n")
        .status(2);
    hyperdrive(&place, &["you/mod", "hello"]).stderr_has("doesn't answer").any_stdout().status(4);
}

#[test]
fn a_word_that_is_no_module_is_told_what_there_is() {
    let place = home();
    hyperdrive(&place, &["nobody", "hello"])
        .stderr(
            "hyperdrive: 'nobody' is no command and no installed module\n  hint: installed: me/mod\n  \
            hint: 'hyperdrive --help' shows the commands\n",
        )
        .status(2);
    // Where nothing is installed so far, a slip of the pen is all that is wrong.
    hyperdrive(&Place::default(), &["servce", "start"])
        .stderr(
            "hyperdrive: 'servce' is no command and no installed module\n  hint: installed: none\n  \
            hint: 'hyperdrive --help' shows the commands\n",
        )
        .status(2);
    hyperdrive(&Place::default(), &["module", "list"])
        .stderr_has("is no user directory of Hyperdrive")
        .status(3);
}

#[test]
fn no_time_to_answer_is_a_wrong_usage_and_begins_nothing() {
    let place = home();
    let said = "error: invalid value '0' for '--timeout <SECONDS>': 0 is not in 1..18446744073709551615\n\n\
        For more information, try '--help'.\n";
    hyperdrive(&place, &["service", "start", "--timeout", "0"]).stderr(said).status(2);
}

#[test]
fn a_trust_of_no_digest_is_a_wrong_usage() {
    let place = home();
    for (command, said, status) in [("install", "'x.zip'", 3), ("upgrade", "doesn't answer", 4)] {
        for said in ["--trust=", "--trust=named", "--trust=sha256:", "--trust=sha256:00"] {
            hyperdrive(&place, &["module", command, said, "x.zip"]).stderr_has("'--trust[=").status(2);
        }
        hyperdrive(&place, &["module", command, "--trust", "x.zip"]).stderr_has(said).status(status);
    }
}
