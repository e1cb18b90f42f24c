//! Settings in files: taken as a whole or in part, and refused where they are nonsense.

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
           bad.yaml:1:35: there is no module 'me/gone'\n  \
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
    assert_eq!(run.status(3).documents()[1]["error"]["faults"][2]["at"], "bad.yaml:8:15");
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
