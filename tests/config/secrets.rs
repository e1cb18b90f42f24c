//! Secrets: in files of their own, and seen nowhere else.

use serde_json::json;

use super::{lines, module, paths, run};
use crate::support::{Place, Terminal, Test};

#[test]
fn a_secret_that_the_module_reports_leaves_the_documents() {
    let place = Place::default();
    let mut document = module("me/mod");
    document["paths"] = paths(&place);
    document["config"]["parameters"][3]["value"] = "hunter2".into();
    let get = place.tool("hd-config").args(["get", "password"]).stdin(lines(&[document.clone()]));
    get.stdout("\"********\"\n").status(0);
    let set = place.tool("hd-config").args(["set"]).stdin(lines(&[document])).any_stdout().status(0);
    assert!(!set.stdout.contains("hunter2"));
    let kept = set.document()["settings"]["password"]["secretFile"].as_str().unwrap().to_owned();
    assert_eq!(place.read(kept), "hunter2");
    Test::tool("hd-config").args(["diff"]).stdin(&set.stdout).status(0);
    // Another module's template may not read it, whatever the metadata says of it.
    let peek = json!({"parameters": [{"id": "x", "type": "bool", "default": true, "description": {"default": "d",
        "template": "{{GetValue \"me/mod:password\"}}"}}]});
    let peek = json!({"fqmn": "me/peek", "config": peek}).to_string();
    let resolved = run(&["resolve"], &format!("{}{peek}", set.stdout)).documents();
    assert_eq!(resolved[1]["resolved"]["x"]["description"], "d");
    assert!(
        resolved[1]["resolved"]["x"]["warnings"][0]
            .as_str()
            .unwrap()
            .contains("is a secret of another module")
    );
}

#[test]
fn a_secret_goes_from_a_file_to_a_file_and_is_seen_nowhere() {
    let place = Place::default();
    let mut document = module("me/mod");
    document["paths"] = paths(&place);
    let stream = lines(&[document]);
    place.write("secret", "hunter2\n");

    let ran = place.tool("hd-config").args(["set", "password@secret"]).stdin(&stream).any_stdout().status(0);
    assert!(!ran.stdout.contains("hunter2"));
    let kept = ran.document()["settings"]["password"]["secretFile"].as_str().unwrap().to_owned();
    assert!(kept.starts_with(&format!("{}/password-", place.path("secrets").display())), "{kept}");
    assert_eq!(place.read(&kept), "hunter2");
    assert_eq!(ran.document()["set"]["password"]["secretFile"], kept);
    let diff = place.tool("hd-config").args(["diff"]).stdin(&ran.stdout);
    diff.stdout_has(r#""old":"","new":"********""#).status(1);
    let get = place
        .tool("hd-config")
        .args(["get", "--yaml"])
        .stdin(&ran.stdout)
        .stdout_has("password: \"********\"\n");
    assert!(!get.status(0).stdout.contains("secretFile"));

    let again =
        place.tool("hd-config").args(["set", "password@secret"]).stdin(&ran.stdout).any_stdout().status(0);
    assert_eq!(again.document()["settings"]["password"]["secretFile"], kept);

    let line =
        place.tool("hd-config").args(["set", "password@-"]).stdin(format!("hunter3\n{stream}")).any_stdout();
    let other = line.status(0).document()["settings"]["password"]["secretFile"].as_str().unwrap().to_owned();
    assert_eq!(place.read(&other), "hunter3");

    let typed = place.tool("hd-config").args(["set", "password=hunter2"]).stdin(&stream).any_stdout();
    let typed =
        typed.stderr_has("me/mod:password: is a secret, which is set from a file: FQPN@FILE\n").status(3);
    assert!(!typed.stdout.contains("hunter2") && !typed.stderr.contains("hunter2"));
    let long = place.write("secret", "hunter2-hunter2").tool("hd-config").args(["set", "password@secret"]);
    let long =
        long.stdin(&stream).any_stdout().stderr_has("me/mod:password: the secret doesn't fit").status(3);
    assert!(!long.stdout.contains("hunter2"));
}

#[test]
fn a_mask_in_a_file_that_stands_for_no_secret_of_this_machine_is_told() {
    let place = Place::default();
    let mut document = module("me/mod");
    document["paths"] = paths(&place);
    let stream = lines(&[document]);
    place.write("all.yaml", "modules:\n  me/mod:\n    settings: {mode: light, password: '********'}\n");
    place.write("secret", "hunter2\n");
    let set = place.tool("hd-config").args(["set", "-f", "all.yaml"]).stdin(&stream).any_stdout();
    let set = set.stderr(
        "hd-config: all.yaml:3:39: me/mod:password: is masked, and no such secret is stored here; \
         set it with FQPN@FILE or FQPN@-\n",
    );
    assert_eq!(set.status(0).document()["settings"]["mode"], "light");
    // Where it is set, by the same command or before, there is nothing to tell.
    let args = ["set", "-f", "all.yaml", "me/mod:password@secret"];
    let set = place.tool("hd-config").args(args).stdin(&stream).any_stdout().status(0);
    place.tool("hd-config").args(["set", "-f", "all.yaml"]).stdin(&set.stdout).stdout(&set.stdout).status(0);
}

#[test]
fn whatever_stands_in_a_secrets_place_is_printed_by_nothing() {
    for stored in [
        json!(["hunter2"]),
        json!({"a": "hunter2"}),
        json!({"secretFile": 1, "b": "hunter2"}),
        json!("hunter2"),
    ] {
        let mut document = module("me/mod");
        document["settings"] = json!({"password": stored, "server": {"port": 9000}});
        document["was"] = json!({"password": "hunter1", "server": {"port": 9000}});
        let stream = lines(&[document]);
        for args in [
            &["get"][..],
            &["get", "--yaml"],
            &["get", "password"],
            &["get", "--raw", "password", "mode"],
            &["diff"],
            &["diff", "--errors", "json"],
        ] {
            let ran =
                Test::tool("hd-config").args(args).stdin(&stream).any_stdout().any_stderr().any_status();
            assert!(
                !ran.stdout.contains("hunter") && !ran.stderr.contains("hunter"),
                "{args:?} {}",
                ran.stdout
            );
        }
        for args in [&["set", "mode=light"][..], &["validate"], &["defaults"], &["resolve"], &["ports"]] {
            let ran =
                Test::tool("hd-config").args(args).stdin(&stream).any_stdout().any_stderr().any_status();
            assert!(!ran.stderr.contains("hunter"), "{args:?} {}", ran.stderr);
        }
        let get = Test::tool("hd-config").args(["get", "--compact"]).stdin(&stream);
        get.stdout_has(r#""password":"********""#).stdout_has(r#""port":9000"#).status(0);
    }
}

#[test]
fn a_reported_secret_goes_from_metadata_with_another_fault_too() {
    for broken in [
        json!({"id": "x", "type": "nonsense"}),
        json!(7),
        json!({"id": "password", "type": "bool", "default": true}),
    ] {
        let place = Place::default();
        let mut document = module("me/mod");
        document["paths"] = paths(&place);
        document["config"]["parameters"][3]["value"] = "hunter2".into();
        document["config"]["parameters"].as_array_mut().unwrap().push(broken);
        for args in [&["set"][..], &["defaults"]] {
            let ran = place.tool("hd-config").args(args).stdin(lines(&[document.clone()])).any_stdout();
            let ran = ran.stderr_has("the metadata of 'me/mod' has ").status(5);
            assert!(!ran.stdout.contains("hunter2"), "{}", ran.stdout);
            assert_eq!(ran.document()["config"]["parameters"][3]["value"], json!(null));
        }
        assert!(!place.path("secrets").exists());
    }
    let mut deep =
        module("me/mod").to_string().replace("\"default\":\"\"", "\"default\":\"\",\"value\":\"hunter2\"");
    assert!(deep.contains("hunter2"));
    let sections = format!("{}{}", r#"{"id":"s","sections":["#.repeat(1000), "]}".repeat(1000));
    deep = deep.replace("\"sections\":[", &format!("\"sections\":[{sections},"));
    let ran = Test::tool("hd-config").args(["defaults"]).stdin(deep).any_stdout();
    let ran = ran.stderr_has("sections stand more than 32 deep").status(5);
    assert!(!ran.stdout.contains("hunter2"));
}

#[test]
fn a_stored_secret_of_which_the_file_is_no_good_is_not_valid() {
    let place = Place::default();
    let mut document = module("me/mod");
    document["paths"] = paths(&place);
    place.write("secret", "hunter2\n");
    let args = ["set", "password@secret"];
    let set = place.tool("hd-config").args(args).stdin(lines(&[document])).any_stdout().status(0);
    place.tool("hd-config").args(["validate"]).stdin(&set.stdout).any_stdout().status(0);
    let kept = set.document()["settings"]["password"]["secretFile"].as_str().unwrap().to_owned();
    let breaks = |fault: &str| {
        let run = |args: &[&str]| place.tool("hd-config").args(args).stdin(&set.stdout).any_stdout();
        let said = format!("me/mod:password: the secret{fault}");
        run(&["validate"])
            .stderr_has("hd-config: a setting of 'me/mod' isn't valid\n")
            .stderr_has(&said)
            .status(1);
        run(&["set", "mode=light"]).stderr_has(&said).status(3);
        run(&["set", "mode=light", "--reset", "password"]).status(0);
        let anew = run(&["set", "password@secret"]).status(0).document();
        assert_eq!(place.read(anew["settings"]["password"]["secretFile"].as_str().unwrap()), "hunter2");
    };
    std::fs::write(&kept, "hunter2-hunter2").unwrap();
    breaks(" doesn't fit its type, string, or its limits\n");
    std::fs::write(&kept, [0xff]).unwrap();
    breaks("'s file holds no UTF-8 text\n");
    std::fs::remove_file(&kept).unwrap();
    breaks("'s file can't be read: no such file\n");
    std::fs::create_dir(&kept).unwrap();
    breaks("'s file is no regular file\n");
    let elsewhere = set.stdout.replace(&kept, "/etc/hostname");
    let run = place.tool("hd-config").args(["validate"]).stdin(elsewhere).any_stdout();
    run.stderr_has("the secret's file isn't in the module's own folder of secrets\n").status(1);
}

#[test]
fn a_terminal_shows_no_stored_secret() {
    let terminal = Terminal::of(&Test::tool("hd-config"));
    let mut document = module("me/mod");
    document["settings"] = json!({"password": "hunter2", "mode": "light"});
    document["set"] = document["settings"].clone();
    document["config"]["parameters"][3]["value"] = "hunter3".into();
    document["edits"] = json!([{"fqpn": "password", "text": "hunter4"}]);
    terminal.place.write("in", lines(&[document]));
    terminal.tmux(&["resize-window", "-x", "200", "-y", "300"]);
    for command in ["set", "validate", "ports", "get", "diff", "resolve"] {
        terminal.begin(&format!("hd-config {command} < in; echo ended"));
        terminal.until("the end", |screen| screen.lines().any(|line| line == "ended"));
        let screen = terminal.screen();
        assert!(!screen.contains("hunter"), "{screen}");
        assert!(command == "diff" || screen.contains("\"********\""), "{screen}");
    }
}

#[test]
fn a_secret_cant_be_an_option_that_is_disabled() {
    let place = Place::default();
    let mut document = module("me/mod");
    document["paths"] = paths(&place);
    document["config"]["parameters"][3] = json!({"id": "password", "type": "choice", "default": "", "secret": true,
        "options": [{"value": ""}, {"value": "hunter1", "disabled": true}, {"value": "hunter2"}]});
    place.write("one", "hunter1\n").write("two", "hunter2\n");
    let set = |file: &str| {
        let edit = format!("password@{file}");
        place
            .tool("hd-config")
            .args(["set", &edit])
            .stdin(lines(std::slice::from_ref(&document)))
            .any_stdout()
    };
    set("one").stderr_has("me/mod:password: the option ******** can't be chosen now\n").status(3);
    set("two").status(0);
}
