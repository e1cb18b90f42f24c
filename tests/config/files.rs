//! Settings in files: taken as a whole or in part, and refused where they are nonsense.

use proptest::prelude::*;
use serde_json::json;

use super::{both, hyperdrive, lines, metadata, module, run};
use crate::support::{Place, Test};

#[test]
fn a_settings_file_is_taken_and_what_get_prints_changes_nothing() {
    let place = Place::default();
    let off = json!({"fqmn": "me/off", "enabled": true, "config": metadata()});
    let stream = lines(&[hyperdrive(), module("me/mod"), off]);
    place.write(
        "some.yaml",
        "apiPort: 9000\nmodules:\n  me/mod: {settings: {server: {title: no}}}\n  me/off: {enabled: false}\n",
    );
    let set = place.tool("hd-config").args(["set", "-f", "some.yaml", "me/mod:mode=light"]).stdin(&stream);
    let set = set.any_stdout().status(0);
    let documents = set.documents();
    assert_eq!(documents[0]["settings"]["apiPort"], 9000);
    assert_eq!(documents[1]["set"].to_string(), r#"{"server":{"title":"no"},"mode":"light"}"#);
    assert_eq!(documents[2]["enabled"], false);
    for (name, args) in [("all.yaml", ["get", "--yaml"]), ("all.json", ["get", "--compact"])] {
        let all = place.tool("hd-config").args(args).stdin(&set.stdout).any_stdout().status(0).stdout;
        place.write(name, all);
        let again =
            place.tool("hd-config").args(["set", "-f", name]).stdin(&set.stdout).any_stdout().status(0);
        assert_eq!(again.stdout, set.stdout);
    }
}

#[test]
fn a_settings_file_that_is_nonsense_is_refused_with_its_place() {
    let place = Place::default();
    place.write("bad.yaml", "apiPort: 1\n  x: 2\n");
    let run = place.tool("hd-config").args(["set", "-f", "bad.yaml"]).stdin(both());
    run.stderr_has("hd-config: bad.yaml:2:4: it is no YAML: ").status(3);
    place.write("bad.yaml", "modules: {me/gone: {settings: {a: 1}}}\n");
    let run = place.tool("hd-config").args(["set", "-f", "bad.yaml"]).stdin(both());
    run.stderr(
        "hd-config: the settings file names a module that isn't there\n  \
           bad.yaml:1:11: there is no module 'me/gone'\n  \
           hint: these are: me/mod, nodeset/hyperdrive\n",
    )
    .status(3);
    let run = place.tool("hd-config").args(["set", "-f", "none.yaml"]).stdin(both());
    run.stderr("hd-config: cannot read 'none.yaml': no such file\n").status(3);
}

#[test]
fn every_value_that_a_file_has_wrong_is_told_with_its_place() {
    let place = Place::default();
    let mut document = module("me/mod");
    document["config"]["parameters"][0]["options"][1]["disabled"] = true.into();
    let stream = lines(&[hyperdrive(), document]);
    let yaml = "apiPort: -1\nmodules:\n  me/mod:\n    settings:\n      ratio: much\n      server:\n        prot: 1\n        port: 70000\n        level:\n";
    place.write("bad.yaml", yaml);
    let run = place.tool("hd-config").args(["set", "-f", "bad.yaml", "me/mod:big=-1"]).stdin(&stream);
    let run = run.any_stdout().stderr(
        "hd-config: a value of 'nodeset/hyperdrive' can't be as wanted\n  \
           bad.yaml:1:10: nodeset/hyperdrive:apiPort: must be a whole number of 64 bits, 0 or above, not '-1'\n\
         hd-config: 5 values of 'me/mod' can't be as wanted\n  \
           bad.yaml:5:14: me/mod:ratio: must be a number, not 'much'\n  \
           bad.yaml:7:15: me/mod:server/prot: there is no such parameter; like it: 'server/port'\n  \
           bad.yaml:8:15: me/mod:server/port: 70000 is above the maximum 65535\n  \
           bad.yaml:9:14: me/mod:server/level: must be a simple value, not null\n  \
           me/mod:big: must be a whole number of 64 bits, 0 or above, not '-1'\n",
    );
    let faults = run.status(3).documents()[1]["error"]["faults"].clone();
    let fault = json!({"at": "me/mod:server/port", "place": "bad.yaml:8:15", "message": "70000 is above the maximum 65535"});
    assert_eq!(faults[2], fault);
    assert_eq!((&faults[4]["at"], faults[4].get("place")), (&json!("me/mod:big"), None));
    place.write("bad.json", "{\"modules\": {\"me/mod\": {\"settings\": {\n  \"mode\": \"light\"}}}}\n");
    let run = place.tool("hd-config").args(["set", "-f", "bad.json"]).stdin(&stream).any_stdout();
    run.stderr_has("\n  bad.json:2:11: me/mod:mode: the option 'light' can't be chosen now\n").status(3);
}

#[test]
fn settings_that_are_nonsense_are_not_replaced_silently() {
    let mut document = module("me/mod");
    document["settings"] =
        json!({"server": {"port": [1]}, "ratio": {"a": 1}, "mode": "full", "gone": {"by": 1}});
    let once =
        Test::tool("hd-config").args(["set", "mode=light"]).stdin(lines(&[document.clone()])).any_stdout();
    let ran = once.stderr(
        "hd-config: 2 values of 'me/mod' can't be as wanted\n  \
           me/mod:ratio: is an object, not a simple value\n  \
           me/mod:server/port: is a list, not a simple value\n",
    );
    let ran = ran.status(3);
    assert_eq!(ran.document()["settings"]["ratio"], json!({"a": 1}));
    let refused = Test::tool("hd-config").args(["defaults"]).stdin(lines(&[document.clone()])).any_stdout();
    refused.stderr_has("what is stored of 'me/mod' isn't an instance of its metadata\n").status(3);

    // What is named can be set, or reset, and then it is well.
    let edits = ["set", "server/port=9000", "--reset", "ratio"];
    let mended = run(&edits, &lines(&[document])).document();
    assert_eq!(
        (&mended["settings"]["server"]["port"], &mended["settings"]["ratio"]),
        (&json!(9000), &json!(1.0))
    );
}

#[test]
fn what_is_typed_wins_over_a_file_wherever_it_stands() {
    let place = Place::default();
    place.write("secret", "hunter2\n");
    let values = "{mode: light, ratio: 99, password: {secretFile: secret}, server: {port: 9000}}";
    let yaml = format!("apiPort: 9000\nmodules:\n  me/mod: {{enabled: false, settings: {values}}}\n");
    place.write("all.yaml", yaml);
    let mut document = module("me/mod");
    document["paths"] = super::paths(&place);
    document["settings"] = json!({"server": {"port": 9001}});
    document["set"] = json!({"server": {"port": 9001}});
    let typed = [
        "mode=full",
        "me/mod:ratio=2",
        "--reset",
        "server/port",
        "--reset",
        "password",
        "--enable",
        "me/mod",
    ];
    for args in [
        [&["set", "-f", "all.yaml"][..], &typed].concat(),
        [&["set"], &typed[..], &["-f", "all.yaml"]].concat(),
    ] {
        let run =
            place.tool("hd-config").args(&args).stdin(lines(&[hyperdrive(), document.clone()])).any_stdout();
        let documents = run.status(0).documents();
        assert_eq!(documents[1]["set"].to_string(), r#"{"mode":"full","ratio":2.0}"#);
        assert_eq!(
            (&documents[1]["settings"]["server"]["port"], &documents[1]["settings"]["password"]),
            (&json!(8081), &json!(""))
        );
        assert_eq!(
            (&documents[0]["settings"]["apiPort"], &documents[1]["enabled"]),
            (&json!(9000), &json!(true))
        );
        assert!(!place.path("secrets").exists(), "no file of a secret that nothing names");
    }
    // The document's own edits are typed ones too.
    document["edits"] = json!([{"fqpn": "ratio", "text": "1.5"}]);
    let args = ["set", "-f", "all.yaml", "--reset", "password"];
    let run = place.tool("hd-config").args(args).stdin(lines(&[hyperdrive(), document])).any_stdout();
    assert_eq!(run.status(0).documents()[1]["settings"]["ratio"], 1.5);
}

#[test]
fn what_a_file_names_without_a_value_is_known_or_refused() {
    let place = Place::default();
    let run = |yaml: &str| {
        place.write("a.yaml", yaml);
        place.tool("hd-config").args(["set", "-f", "a.yaml"]).stdin(both()).any_stdout()
    };
    run("modules: {me/mod: {settings: {server: {}}}}").status(0);
    run("modules: {me/mod: }").status(0);
    run("modules: {me/mod: {settings: {server: }}}").status(0);
    run("modules: {me/mod: {settings: {mode: }}}").stderr_has("must be a simple value, not null").status(3);
    run("modules: {me/mod: {settings: {sever: {}}}}")
        .stderr_has("a.yaml:1:38: me/mod:sever: there is no such parameter; like it: ")
        .status(3);
    run("modules: {me/mod: {settings: {mode: {}}}}")
        .stderr_has("me/mod:mode: holds a value, and is no section")
        .status(3);
    run("logging: {}").stderr_has("nodeset/hyperdrive:logging: there is no such parameter").status(3);
    run("modules: {me/gone: {settings: {}}}").stderr_has("there is no module 'me/gone'").status(3);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// As commands, one after the other: what was set comes out, and taken back it is the same, here and elsewhere.
    #[test]
    fn what_get_prints_set_takes_back(
        title in "[a-z ]{0,12}",
        text in "\\PC{0,12}",
        level in any::<i64>(),
        big in any::<u64>(),
        ratio in 0.0..2.5_f64,
        verbose in any::<bool>(),
        ending in prop::sample::select(vec!["yaml", "json"]),
    ) {
        let place = Place::default();
        let mut document = module("me/mod");
        document["config"]["parameters"].as_array_mut().unwrap().push(json!({"id": "text", "type": "string", "default": "x"}));
        let fresh = lines(&[hyperdrive(), document]);
        let edits = [
            format!("me/mod:server/title={title}"), format!("me/mod:text={text}"), format!("me/mod:server/level={level}"),
            format!("me/mod:big={big}"), format!("me/mod:ratio:={ratio:?}"), format!("me/mod:server/verbose={verbose}"),
        ];
        let set = place.tool("hd-config").args(["set", "--"]).args(&edits).stdin(&fresh).any_stdout().status(0);
        let print = if ending == "yaml" { ["get", "--yaml"] } else { ["get", "--compact"] };
        let all = place.tool("hd-config").args(print).stdin(&set.stdout).any_stdout().status(0).stdout;
        let name = format!("all.{ending}");
        place.write(&name, &all);
        let take = |stream: &str| place.tool("hd-config").args(["set", "--file", &name]).stdin(stream).any_stdout().status(0);
        prop_assert_eq!(take(&set.stdout).stdout, set.stdout.clone());
        let elsewhere = place.tool("hd-config").args(print).stdin(take(&fresh).stdout).any_stdout().status(0);
        prop_assert_eq!(elsewhere.stdout, all);
    }
}
