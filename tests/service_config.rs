//! `hyperdrive service config` against a stand-in for Docker: files that it takes and gives, and who may change what meanwhile.

use std::fs;
use std::os::unix::fs::{FileTypeExt, symlink};

use serde_json::{Value, json};

use crate::cut_off::Ground;
use crate::support::{Ran, Terminal};

const CONFIG: [&str; 2] = ["service", "config"];

fn config(ground: &Ground, args: &[&str]) -> Ran {
    ground.hyperdrive(&[&CONFIG[..], args].concat()).any_stdout().status(0)
}

fn module(ground: &Ground) -> Value {
    ground.installed().unwrap()
}

/// Whether a command left a copy of settings behind.
fn has_copy(ground: &Ground) -> bool {
    let entries = fs::read_dir(ground.place.path("user/state")).unwrap().flatten();
    entries.map(|entry| entry.file_name()).any(|name| name.to_string_lossy().contains("settings"))
}

#[test]
fn a_network_that_cant_be_made_locks_nobody_out_of_changing_that_back() {
    let ground = Ground::with_module();
    config(&ground, &["--set", "hyperdrive:enableIPv6=true"]);
    // As 'service down' does.
    fs::remove_file(ground.place.path("engine/network")).unwrap();
    let args = |edit| [&CONFIG[..], &["--set", edit]].concat();
    let said = |edit| {
        let run = ground.hyperdrive(&args(edit)).any_stdout();
        run.stderr_has("could not find an available, non-overlapping IPv6 address pool")
            .stderr_has("the setting nodeset/hyperdrive:enableIPv6 asks for IPv6")
            .stderr_has("'me/demo' keeps the settings that it had")
            .status(4)
    };
    said("me/demo:n=3");
    assert_eq!(module(&ground)["settings"]["n"], 2);
    assert!(said("hyperdrive:clientTimeout=31").stdout.contains("clientTimeout: 30 -> 31"));

    let terminal = Terminal::of(&ground.hyperdrive(&[]));
    terminal.run("hyperdrive service config; echo ended $?");
    terminal.sees("API port").letters("]").sees("IPv6 address pool").letters("[/ipv6").keys(&["Enter"]);
    terminal.sees("nodeset/hyperdrive:enableIPv6").letters(" ").sees("1 change").letters("rs");
    terminal.sees("enableIPv6: true -> false").sees("Start it now?").keys(&["Enter"]).sees("ended 4");
    config(&ground, &["--set", "me/demo:n=3"]);
    assert_eq!(module(&ground)["settings"]["n"], 3);
}

#[test]
fn an_export_goes_through_links_and_into_pipes_and_replaces_none() {
    let ground = Ground::with_module();
    let yaml = config(&ground, &["--export"]).stdout;
    assert!(yaml.contains("\"n\": 2\n"), "{yaml}");
    ground.sh("hyperdrive service config --export /dev/stdout | cat").stdout(&yaml).status(0);
    ground.sh("hyperdrive service config --export /dev/stdout | true").status(0);
    ground.sh("echo first >all; hyperdrive service config --export /dev/stdout >>all").status(0);
    assert_eq!(ground.place.read("all"), format!("first\n{yaml}"));

    ground.place.write("target.yaml", "x".repeat(10_000));
    symlink("target.yaml", ground.place.path("link")).unwrap();
    config(&ground, &["--export", "link"]);
    assert_eq!(ground.place.read("target.yaml"), yaml);
    assert!(fs::symlink_metadata(ground.place.path("link")).unwrap().is_symlink());

    ground.sh("mkfifo pipe; cat pipe >got & hyperdrive service config --export pipe; wait").status(0);
    assert_eq!(ground.place.read("got"), yaml);
    assert!(fs::symlink_metadata(ground.place.path("pipe")).unwrap().file_type().is_fifo());

    fs::create_dir(ground.place.path("folder")).unwrap();
    let args = [&CONFIG[..], &["--export", "folder"]].concat();
    ground.hyperdrive(&args).stderr("hyperdrive: cannot write to 'folder': it is a folder\n").status(4);
}

#[test]
fn settings_come_from_whatever_can_be_read() {
    let ground = Ground::with_module();
    let taken = |script: &str, n: u64| {
        ground.sh(script).any_stdout().status(0);
        assert_eq!(module(&ground)["settings"]["n"], n, "{script}");
        assert!(!has_copy(&ground), "{script}");
    };
    let yaml = |n: u64| format!("modules: {{me/demo: {{settings: {{n: {n}}}}}}}\n");
    taken(&format!("echo '{}' | hyperdrive service config --file /dev/stdin", yaml(3)), 3);
    taken(&format!("hyperdrive service config --file <(echo '{}')", yaml(4)), 4);
    ground
        .place
        .write("own.yaml", yaml(5))
        .write("own.json", "{\"modules\": {\"me/demo\": {\"settings\": {\"n\": 6}}}}");
    taken("hyperdrive service config --file /dev/stdin <own.yaml", 5);
    taken("hyperdrive service config --file own.json", 6);
    taken("hyperdrive service config --file - <own.yaml", 5);
    taken("cp own.json a.$(printf 'x%.0s' {1..250}); hyperdrive service config --file a.x*", 6);
    taken(
        "f=$(mktemp -p /dev/shm hdt-XXXXXX); cp own.yaml $f; hyperdrive service config --file $f; rm $f",
        5,
    );

    let bad = ground
        .sh("echo 'modules: {me/demo: {settings: {n: x}}}' | hyperdrive service config --file /dev/stdin");
    bad.any_stdout()
        .stderr_has("\n  /dev/stdin:1:35: me/demo:n: must be a whole number")
        .stderr_has("nothing was saved")
        .status(3);
    let bad = ground.sh("echo 'a: [' | hyperdrive service config --file /dev/stdin");
    bad.stderr_has("hyperdrive: /dev/stdin:2:1: it is no YAML: ").status(3);
    let both = ground.sh("hyperdrive service config --file - --set me/demo:n@- <own.yaml");
    both.stderr_has("standard input ended before the value of 'me/demo:n'")
        .stderr_has("nothing was saved")
        .status(3);
    assert!(!has_copy(&ground));
}

#[test]
fn a_copy_of_settings_that_a_killed_run_leaves_is_one_that_is_swept() {
    let ground = Ground::with_module();
    ground.place.write("own.yaml", "modules: {me/demo: {settings: {n: 3}}}\n");
    let killed =
        "mkfifo silent; hyperdrive service config --file own.yaml --set me/demo:n@- <> silent & run=$!
        until copy=$(ls user/state/.tmp*.yaml 2>&-); do sleep 0.05; done; sleep 0.3
        flock -n $copy true || echo used; stat -c %a $copy
        kill -9 $run; wait $run || true; flock -n $copy true && echo free";
    ground.sh(killed).any_stderr().stdout("used\n600\nfree\n").status(0);
}

#[test]
fn what_is_typed_wins_over_the_file_wherever_it_stands() {
    let ground = Ground::with_module();
    ground.place.write("all.yaml", "modules: {me/demo: {enabled: false, settings: {n: 7}}}\n");
    for args in [
        ["--file", "all.yaml", "--set", "me/demo:n=5", "--enable", "demo"],
        ["--enable", "demo", "--set", "me/demo:n=5", "--file", "all.yaml"],
    ] {
        config(&ground, &["--set", "me/demo:n=2"]);
        config(&ground, &args);
        assert_eq!(
            (&module(&ground)["settings"]["n"], &module(&ground)["enabled"]),
            (&json!(5), &json!(true)),
            "{args:?}"
        );
    }
    config(&ground, &["--reset", "me/demo:n", "--enable", "demo", "--file", "all.yaml"]);
    assert_eq!(module(&ground)["set"], json!({}));
    config(&ground, &["--file", "all.yaml"]);
    assert_eq!(module(&ground)["enabled"], false);
}

#[test]
fn a_disabled_module_that_is_configured_stays_disabled() {
    let ground = Ground::with_module();
    let state = || (module(&ground)["settings"]["n"].clone(), module(&ground)["enabled"].clone());
    ground.place.write("n.yaml", "modules: {me/demo: {settings: {n: 7}}}\n");
    config(&ground, &["--disable", "demo"]);
    let said = config(&ground, &["--file", "n.yaml"]).stdout;
    assert!(said.contains("me/demo:n: 2 -> 7") && !said.contains("enabled"), "{said}");
    assert_eq!(state(), (json!(7), json!(false)));
    config(&ground, &["--set", "demo:n=5"]);
    assert_eq!(state(), (json!(5), json!(false)));
    config(&ground, &["--reset", "demo:n"]);
    assert_eq!(state(), (json!(1), json!(false)));
    config(&ground, &["--file", "n.yaml", "--disable", "demo"]);
    assert_eq!(state(), (json!(7), json!(false)));
    config(&ground, &["--set", "demo:n=5", "--enable", "demo"]);
    assert_eq!(state(), (json!(5), json!(true)));
    config(&ground, &["--file", "n.yaml", "--disable", "demo"]);
    assert_eq!(state(), (json!(7), json!(false)));

    let both = [&CONFIG[..], &["--enable", "me/demo", "--disable", "demo"]].concat();
    let both = ground.hyperdrive(&both).stderr_has("'me/demo' is to be both enabled and disabled");
    both.stderr_has("nothing was saved").status(2);
    let null = ground.hyperdrive(&[&CONFIG[..], &["--set", "demo:n:=null"]].concat());
    null.stderr_has("the edit of 'me/demo:n' says no value: null is none").status(3);
}

#[test]
fn what_never_comes_is_not_waited_for_when_ctrl_c_does() {
    let ground = with_secret();
    ground.sh("mkfifo silent").status(0);
    let terminal = Terminal::of(&ground.hyperdrive(&[]));
    for words in ["--file silent", "--file -", "--set me/demo:pw@- <> silent", "--export silent"] {
        terminal
            .begin(&format!("echo begun; hyperdrive service config {words}; echo ended $?"))
            .sees("\nbegun");
        std::thread::sleep(std::time::Duration::from_secs(1));
        terminal.keys(&["C-c"]).sees("ended 130");
    }
}

#[test]
fn what_is_typed_as_an_edit_and_is_none_is_not_told() {
    let ground = Ground::with_module();
    for word in ["x hunter2", "hunter2", "demo:n hunter2", "x: hunter2", "demo:n hunter2=", "x hunter2@y"] {
        let run = ground.hyperdrive(&[&CONFIG[..], &["--set", word]].concat()).any_stderr().any_status();
        assert!(run.stderr.contains("edit") && !run.stderr.contains("hunter2"), "{word}: {}", run.stderr);
    }
}

#[test]
fn a_form_that_is_left_gives_everything_back_and_one_that_is_saved_only_what_was_changed_in_it() {
    let ground = Ground::with_module();
    let terminal = Terminal::of(&ground.hyperdrive(&[]));
    terminal.run("hyperdrive service config; echo ended $?");
    terminal
        .sees("API port")
        .letters("/demo:n")
        .keys(&["Enter"])
        .sees("me/demo:n")
        .keys(&["Enter"])
        .letters("9")
        .keys(&["Enter"]);
    terminal.sees("1 change");
    config(&ground, &["--set", "me/demo:n=4"]);
    terminal.letters("q").sees("Leave without saving").letters("y").sees("ended 1");
    assert_eq!(module(&ground)["settings"]["n"], 4);
    config(&ground, &["--set", "me/demo:n=2"]);

    // What was reset in it stays the module's, though somebody else saved meanwhile.
    terminal.begin("hyperdrive service config; echo ended $?");
    terminal
        .sees("API port")
        .letters("/demo:n")
        .keys(&["Enter"])
        .sees("me/demo:n")
        .letters("d")
        .sees("1 change");
    config(&ground, &["--set", "hyperdrive:clientTimeout=31"]);
    terminal.letters("rs").sees("changed by somebody else meanwhile").sees("Start it now?");
    config(&ground, &["--set", "hyperdrive:clientTimeout=32"]);
    terminal.keys(&["Enter"]).sees("ended 0");
    assert_eq!((&module(&ground)["set"], &module(&ground)["settings"]["n"]), (&json!({}), &json!(1)));
}

/// A module that has a secret, installed.
fn with_secret() -> Ground {
    let ground = Ground::new();
    let adapter = ground.place.read("1.0.0/adapter.tmpl");
    let secret =
        r#",{"description":{"default":""},"id":"pw","name":"pw","type":"string","default":"","secret":true}"#;
    let end = r#"],"sections":[]"#.replace('"', "\\\"");
    assert!(adapter.contains(&end), "{adapter}");
    let with = adapter.replace(&end, &(secret.replace('"', "\\\"") + &end));
    ground.place.write("1.0.0/adapter.tmpl", with);
    let install = "hd-unpack pack 1.0.0 -o s.zip && hyperdrive --project demo module install --trust s.zip";
    ground.sh(install).any_stdout().status(0);
    config(&ground, &["--set", &format!("hyperdrive:apiPort={}", ground.api.number)]);
    ground
}

#[test]
fn a_secret_that_is_lost_or_masked_is_told_and_can_be_set_anew() {
    let ground = with_secret();
    let set = [&CONFIG[..], &["--set", "me/demo:pw@-"]].concat();
    let kept = || module(&ground)["settings"]["pw"]["secretFile"].as_str().unwrap().to_owned();
    ground.hyperdrive(&set).stdin("hunter2\n").any_stdout().status(0);
    fs::remove_file(kept()).unwrap();
    let lost = ground.hyperdrive(&[&CONFIG[..], &["--set", "me/demo:n=3"]].concat()).any_stdout();
    lost.stderr_has("me/demo:pw: the secret's file can't be read: no such file")
        .stderr_has("nothing was saved")
        .status(3);
    ground.hyperdrive(&set).stdin("hunter3\n").any_stdout().status(0);
    assert_eq!(ground.place.read(kept()), "hunter3");

    config(&ground, &["--export", "all.yaml"]);
    config(&ground, &["--reset", "me/demo:pw"]);
    let masked = ground.hyperdrive(&[&CONFIG[..], &["--file", "all.yaml"]].concat()).any_stdout();
    let said =
        "me/demo:pw: is masked, and no such secret is stored here; set it with --set FQPN@FILE or FQPN@-\n";
    masked.stderr_has("hyperdrive: all.yaml:").stderr_has(said).status(0);

    // Stored while a form is open, it stays when that is left.
    let terminal = Terminal::of(&ground.hyperdrive(&[]));
    terminal.run("hyperdrive service config; echo ended $?").sees("API port").letters("/demo:n");
    terminal
        .keys(&["Enter"])
        .sees("me/demo:n")
        .keys(&["Enter"])
        .letters("9")
        .keys(&["Enter"])
        .sees("1 change");
    ground.hyperdrive(&set).stdin("hunter4\n").any_stdout().status(0);
    terminal.letters("qy").sees("ended 1");
    assert_eq!(ground.place.read(kept()), "hunter4");
}
