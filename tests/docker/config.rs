//! `hyperdrive service config` without a screen: what is changed, what is refused, what is kept.

use std::fs;

use serde_json::{Value, json};

use crate::support::Home;
use crate::support::home::HELLO;

const MODULE: &str = "user/modules/example/hello-world";

fn config(home: &Home, args: &[&str]) -> String {
    home.hyperdrive(["service", "config"].iter().chain(args)).any_stdout().status(0).stdout
}

/// The settings that wait, of one module.
fn settings(home: &Home, fqmn: &str) -> Value {
    home.document(fqmn)["settings"].clone()
}

/// Copies of the example as modules of these names; each needs the one before it.
fn chain(names: &[&str]) -> Home {
    let home = Home::new();
    let mut packages = vec![home.module("demo").pack()];
    let mut before = HELLO.to_owned();
    for name in names {
        let needs = format!("\"dependencies\": [\"{before}\"]");
        let module = home.module(name).replace("descriptor.json", "\"dependencies\": []", &needs);
        packages.push(module.named(name).pack());
        before = format!("other/{name}");
    }
    home.install(&packages).any_stdout().status(0);
    let ports = names.iter().zip([home.mirror.number, home.api.number]);
    let ports: Vec<String> = ports.map(|(name, port)| format!("{name}:server/port={port}")).collect();
    home.set(
        ports
            .into_iter()
            .chain([format!("hw:server/port={}", home.server.number), "hyperdrive:apiPort=9998".into()]),
    )
    .any_stdout()
    .status(0);
    home
}

#[test]
fn a_shortcut_names_a_module_and_a_reset_gives_the_default_back() {
    let home = Home::with_example();
    let said = config(&home, &["--set", "hw:greeting=Ahoi", "--set", "hello-world:server/clock/delay:=0.5"]);
    assert!(said.starts_with("example/hello-world:greeting: Hello -> Ahoi\n"), "{said}");
    assert_eq!(home.document(HELLO)["set"], json!({"greeting": "Ahoi", "server": {"clock": {"delay": 0.5}}}));
    let said = config(&home, &["--reset", "hw:greeting", "--set", "server/clock/utcOffset=3"]);
    assert!(said.contains("greeting: Ahoi -> Hello\n") && said.contains("utcOffset: 0 -> 3\n"), "{said}");
    assert_eq!(home.document(HELLO)["set"], json!({"server": {"clock": {"delay": 0.5, "utcOffset": 3}}}));

    let kept = home.kept();
    let json = config(&home, &["--json", "--dry-run", "--set", "hw:greeting=Ahoi"]);
    let documents: Vec<Value> =
        serde_json::Deserializer::from_str(&json).into_iter().map(Result::unwrap).collect();
    assert_eq!(documents[1]["settings"]["greeting"], "Ahoi");
    assert_eq!(documents[1]["restart"], json!(["hw-server"]));
    home.set(["nobody:x=1"])
        .stderr_has("'nobody' is no command and no installed module")
        .stderr_has("nothing was saved")
        .status(2);
    home.set(["hw:greeting"]).stderr_has("this is no edit").status(2);
    assert_eq!(home.kept(), kept);
}

#[test]
fn an_export_is_taken_back_and_an_unchanged_file_changes_nothing() {
    let home = Home::with_example();
    home.configure();
    home.place.write("secret", "open-sesame-4711");
    config(&home, &["--set", "hw:greeting=Ahoi: \"x\" #1", "--set", "hw:server/passphrase@secret"]);
    let yaml = config(&home, &["--export"]);
    assert!(
        yaml.contains("greeting: \"Ahoi: \\\"x\\\" #1\"") && yaml.contains("passphrase: \"********\""),
        "{yaml}"
    );
    assert!(!yaml.contains("sesame") && !yaml.contains("secretFile"), "{yaml}");
    assert_eq!(config(&home, &["--export", "all.yaml"]), "");
    assert_eq!(home.place.read("all.yaml"), yaml);

    let kept = home.kept();
    assert_eq!(config(&home, &["--file", "all.yaml"]), "nothing changes\n");
    assert_eq!(home.kept(), kept);
    home.place
        .write("all.yaml", yaml.replace("Ahoi", "Hi").replace("    enabled: true", "    enabled: false"));
    let said = config(&home, &["--file", "all.yaml"]);
    assert!(said.starts_with("example/hello-world: enabled -> disabled\n"), "{said}");
    assert_eq!(home.document(HELLO)["enabled"], false);
    // Enabling and setting in one file: its adapter is asked in between.
    home.place.write("all.yaml", yaml.replace("Ahoi", "Hey"));
    let said = config(&home, &["--file", "all.yaml"]);
    assert!(said.contains("disabled -> enabled\n") && said.contains("greeting: Hi"), "{said}");
    assert_eq!(settings(&home, HELLO)["greeting"], "Hey: \"x\" #1");

    let kept = home.kept();
    home.place.write("bad.yaml", "apiPort: 9000\n  nonsense: [\n");
    let bad = home.hyperdrive(["service", "config", "--file", "bad.yaml"]);
    bad.stderr_has("bad.yaml:2:").status(3);
    home.place.write("bad.yaml", yaml.replace("repeat: 1", "repeat: 9"));
    let bad = home.hyperdrive(["service", "config", "--file", "bad.yaml"]);
    bad.stderr_has(": example/hello-world:repeat: 9 isn't one of the options: 1, 2, 3\n")
        .stderr_has("\n  bad.yaml:")
        .stderr_has("nothing was saved")
        .status(3);
    home.place.write("bad.yaml", "modules: {me/gone: {enabled: true}}\n");
    let bad = home.hyperdrive(["service", "config", "--file", "bad.yaml"]);
    bad.stderr_has("\n  bad.yaml:1:11: there is no module 'me/gone'\n").status(3);
    assert_eq!(home.kept(), kept);
}

#[test]
fn a_stored_file_that_was_edited_into_nonsense_is_refused_and_the_last_good_one_kept() {
    let home = Home::with_started_example();
    config(&home, &["--set", "hw:greeting=Ahoi"]);
    let life = home.container("hw-server").life();
    let pending = home
        .place
        .path("user/state/generations")
        .join(fs::read_link(home.place.path("user/state/generations/pending")).unwrap());
    let good = home.place.read(&pending);
    home.place.write(&pending, good.replace("\"settings\": {", "\"settings\": {,"));
    for args in [&["service", "start"][..], &["service", "config", "--set", "hw:repeat=1"]] {
        let run = home.hyperdrive(args).any_stdout().stderr_has("isn't as Hyperdrive wrote it: ");
        run.stderr_has(" at line ").stderr_has(" column ").status(3);
    }
    assert_eq!(home.container("hw-server").life(), life);
    assert!(home.place.read("user/state/generations/current").contains("\"Hello\""));
    home.place.write(&pending, good);
    home.start();
    assert_ne!(home.container("hw-server").life(), life);
}

#[test]
fn enabling_and_disabling_mind_what_modules_need_of_each_other() {
    let home = chain(&["second", "third"]);
    let kept = home.kept();
    home.hyperdrive(["service", "config", "--disable", "hw"])
        .stderr(
            "hyperdrive: nothing was saved\n\
             hyperdrive: modules need each other: nothing was enabled or disabled\n  \
               other/second: is enabled, and needs 'example/hello-world'\n  \
               other/third: is enabled, and needs 'example/hello-world'\n  \
               hint: --yes enables and disables these too\n",
        )
        .status(1);
    assert_eq!(home.kept(), kept);
    let run = home.hyperdrive(["service", "config", "--disable", "hw", "--yes"]).any_stdout();
    let said = run
        .stderr_has("'other/third' is enabled, and needs 'example/hello-world': it is disabled too\n")
        .status(0);
    assert!(said.stdout.contains("other/second: enabled -> disabled\n"), "{}", said.stdout);

    let refused = home.hyperdrive(["service", "config", "--enable", "other/third"]);
    refused.stderr_has("  other/second: is disabled, and 'other/third' needs it\n").status(1);
    // Both asked for: nothing is left to ask.
    let said = config(&home, &["--enable", "hw", "--enable", "second"]);
    assert!(said.contains("other/second: disabled -> enabled\n"), "{said}");
    let run = home.hyperdrive(["service", "config", "--enable", "third", "--yes"]).any_stdout().status(0);
    assert_eq!(run.stderr, "");
    assert_eq!(home.document("other/third")["enabled"], true);

    let both = ["service", "config", "--enable", "third", "--disable", "second", "--yes"];
    home.hyperdrive(both).stderr_has("other/third: needs 'other/second', which is to be disabled").status(1);
}

#[test]
fn a_silent_module_and_what_needs_it_keep_their_settings_and_the_others_are_saved() {
    let home = chain(&[]);
    let needs = "\"dependencies\": [\"other/silent\"]";
    let needing = home.module("needing").replace("descriptor.json", "\"dependencies\": []", needs);
    let packages = [home.module("silent").named("silent").pack(), needing.named("needing").pack()];
    home.install(&packages).any_stdout().status(0);
    let port = home.mirror.number;
    let ports = [
        format!("silent:server/port={port}"),
        "needing:server/port=9999".into(),
        format!("hw:server/port={}", home.server.number),
    ];
    home.set(&ports).any_stdout().status(0);
    let misbehave = "user/modules/other/silent/config/misbehave";
    for (how, said, status) in [
        ("hang@process-config", "didn't answer", 6),
        ("no-json@process-config", "this is no JSON", 5),
        ("exit@process-config", "process-config", 5),
        (
            "dies@process-config",
            "was ended by signal 6 during 'process-config', in the middle of its answer",
            5,
        ),
        ("wrong-json@process-config", "answered 'process-config' with something else than was asked for", 5),
        ("hang@get-config", "didn't answer", 6),
    ] {
        home.place.write(misbehave, how);
        let before = ["other/silent", "other/needing"].map(|fqmn| settings(&home, fqmn));
        let edits =
            [HELLO, "other/silent", "other/needing"].map(|fqmn| format!("{fqmn}:greeting={}", &how[..8]));
        let run = home.set(edits).args(["--timeout", "6"]).any_stdout().stderr_has(said);
        let run = run
            .stderr_has("'other/needing' keeps the settings that it had: it depends on 'other/silent'\n")
            .stderr_has("these keep the settings that they had: 'other/silent', 'other/needing'\n");
        let ran = run.status(status);
        assert!(!ran.stdout.contains("other/needing:greeting"), "{}", ran.stdout);
        assert_eq!(settings(&home, HELLO)["greeting"], how[..8], "{how}");
        assert_eq!(["other/silent", "other/needing"].map(|fqmn| settings(&home, fqmn)), before, "{how}");
        assert_eq!(home.document("other/needing")["status"]["state"], "installed");
        assert_eq!(home.document("other/silent")["status"]["state"], "failed");
    }
    // An answered refusal stops the whole change.
    fs::remove_file(home.place.path(misbehave)).unwrap();
    let run = home.set(["hw:greeting=Ahoi", "silent:guests=a,,b"]).any_stdout();
    run.stderr_has("guests: one has no name").stderr_has("nothing was saved").status(1);
    assert_ne!(settings(&home, HELLO)["greeting"], "Ahoi");
}

#[test]
fn if_one_module_cant_take_its_settings_the_others_get_their_old_ones_again() {
    let home = chain(&["second", "third"]);
    let native = || {
        ["example/hello-world", "other/second", "other/third"]
            .map(|fqmn| home.place.read(format!("user/modules/{fqmn}/config/server.toml")))
    };
    let before = native();
    home.place.write("user/modules/other/second/config/misbehave", "fail@set-config");
    let edits = [HELLO, "other/second", "other/third"].map(|fqmn| format!("{fqmn}:greeting=Ahoi"));
    home.set(edits).any_stdout().stderr_has("failed, as ").stderr_has("nothing was saved").status(5);
    assert_eq!(native(), before);
    assert_eq!(settings(&home, HELLO)["greeting"], "Hello");
}

/// The files of secrets of the example.
fn kept_secrets(home: &Home) -> Vec<String> {
    let names = fs::read_dir(home.place.path(format!("{MODULE}/secrets"))).unwrap().flatten();
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("server.passphrase-")).collect();
    names.sort();
    names
}

#[test]
fn a_secret_is_read_from_standard_input_and_goes_when_nothing_names_it_any_more() {
    let home = Home::with_started_example();
    let edit = ["service", "config", "--set", "hw:server/passphrase@-"];
    let dry = home.hyperdrive(edit.iter().chain(&["--dry-run"])).stdin("open-sesame-1\n");
    dry.stdout(
        "example/hello-world:server/passphrase: (empty) -> ********\nrestarts at the next start: hw-server\n",
    )
    .status(0);
    assert!(kept_secrets(&home).is_empty(), "a dry run leaves nothing");
    home.hyperdrive(edit).stdin("short\n").any_stdout().stderr_has("at least 8 characters").status(1);
    assert!(kept_secrets(&home).is_empty(), "a refused secret leaves nothing");

    home.hyperdrive(edit).stdin("open-sesame-1\n").any_stdout().status(0);
    let first = kept_secrets(&home);
    home.start();
    home.hyperdrive(edit).stdin("open-sesame-2\n").any_stdout().status(0);
    assert_eq!(kept_secrets(&home).len(), 2, "the one that runs, and the one that waits");
    let said = home
        .hyperdrive(edit)
        .stdin("open-sesame-3\n")
        .stdout_has("passphrase: ******** -> ********\n")
        .status(0);
    assert!(!said.stdout.contains("sesame"));
    assert_eq!(kept_secrets(&home).len(), 2);
    assert!(kept_secrets(&home).contains(&first[0]));
    home.start();
    let kept = kept_secrets(&home);
    assert!(
        kept.len() == 2 && kept.contains(&first[0]),
        "the generation that ran with it can be gone back to"
    );
    config(&home, &["--reset", "hw:server/passphrase", "--set", "hyperdrive:keepGenerations=1"]);
    home.start();
    assert_eq!(kept_secrets(&home), kept);
    home.hyperdrive(["service", "prune", "--yes"]).any_stdout().status(0);
    assert!(kept_secrets(&home).is_empty());
}
