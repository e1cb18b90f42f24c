//! `hd-config` on streams: defaults, get, set, diff, validate; a file below tests/config for each topic of its own.

mod files;
mod modules;
mod ports;
mod resolve;
mod secrets;

use serde_json::{Value, json};

use crate::support::{Place, Ran, Test};

/// The metadata of a module with a parameter of every type.
fn metadata() -> Value {
    json!({
        "parameters": [
            {"id": "mode", "name": "Mode", "type": "choice", "default": "full", "affectsContainers": ["node"],
             "options": [{"name": "Full", "value": "full"}, {"name": "Light", "value": "light"}]},
            {"id": "ratio", "name": "Ratio", "type": "float", "default": 1.0, "minValue": 0, "maxValue": 2.5},
            {"id": "big", "name": "Big", "type": "uint", "default": 18_446_744_073_709_551_615_u64},
            {"id": "password", "name": "Password", "type": "string", "default": "", "secret": true, "maxLength": 12},
        ],
        "sections": [{
            "id": "server", "name": "Server",
            "parameters": [
                {"id": "port", "name": "Port", "type": "uint", "default": 8081, "value": 8082, "minValue": 1024,
                 "maxValue": 65535, "affectedContainers": ["web", "node"]},
                {"id": "verbose", "name": "Verbose", "type": "bool", "default": false, "affectsContainers": null},
                {"id": "level", "name": "Level", "type": "int", "default": -3},
                {"id": "title", "name": "Title", "type": "string", "default": "hello", "regex": "^[a-z ]*$"},
            ],
        }],
    })
}

fn module(fqmn: &str) -> Value {
    json!({"fqmn": fqmn, "enabled": true, "config": metadata()})
}

fn hyperdrive() -> Value {
    let config = json!({"parameters": [
        {"id": "apiPort", "name": "API", "type": "uint", "default": 8080, "affectsContainers": ["daemon"]},
    ]});
    json!({"fqmn": "nodeset/hyperdrive", "config": config})
}

fn lines(documents: &[Value]) -> String {
    documents.iter().map(Value::to_string).collect::<Vec<_>>().join("\n")
}

fn both() -> String {
    lines(&[hyperdrive(), module("me/mod")])
}

#[track_caller]
fn run(args: &[&str], stdin: &str) -> Ran {
    Test::tool("hd-config").args(args).stdin(stdin).any_stdout().status(0)
}

#[test]
fn defaults_come_from_what_the_module_reports_else_from_its_metadata() {
    let documents = run(&["defaults"], &both()).documents();
    assert_eq!(documents[0]["settings"], json!({"apiPort": 8080}));
    assert_eq!(
        documents[1]["settings"].to_string(),
        r#"{"mode":"full","ratio":1.0,"big":18446744073709551615,"password":"","server":{"port":8082,"verbose":false,"level":-3,"title":"hello"}}"#
    );
    assert_eq!(documents[1]["restart"], json!([]));
}

#[test]
fn what_the_operator_set_wins_over_what_the_module_reports() {
    let mut document = module("me/mod");
    document["set"] = json!({"server": {"port": 9000}, "gone": 1});
    let ran = run(&["defaults"], &lines(&[document]));
    assert_eq!(ran.document()["settings"]["server"]["port"], 9000);
    assert_eq!(ran.document()["set"], json!({"server": {"port": 9000}, "gone": 1}));
}

#[test]
fn set_writes_settings_the_ones_before_what_was_set_and_who_restarts() {
    let edits = ["set", "server/port=8085", "hyperdrive:apiPort=9000", "me/mod:ratio:=2", "mode=light"];
    let documents = run(&edits, &both()).documents();
    assert_eq!(documents[0]["settings"]["apiPort"], 9000);
    assert_eq!(documents[0]["restart"], json!(["daemon"]));
    let module = &documents[1];
    assert_eq!(module["settings"]["server"]["port"], 8085);
    assert_eq!(module["was"]["server"]["port"], 8082);
    assert_eq!(module["set"].to_string(), r#"{"server":{"port":8085},"ratio":2.0,"mode":"light"}"#);
    assert_eq!(module["restart"], json!(["node", "web"]));
}

#[test]
fn a_document_that_nobody_edits_still_gets_complete_settings() {
    let documents = run(&["set", "server/level=-9223372036854775808"], &both()).documents();
    assert_eq!(documents[0]["settings"]["apiPort"], 8080);
    assert_eq!(documents[1]["settings"]["server"]["level"], i64::MIN);
}

#[test]
fn every_fault_of_an_edit_is_named_and_nothing_of_its_module_changes() {
    let edits =
        ["set", "server/port=70000", "big=-1", "server/prot=1", "mode=dark", "hyperdrive:apiPort=9000"];
    let ran = Test::tool("hd-config").args(edits).stdin(both()).any_stdout();
    let ran = ran
        .stderr(
            "hd-config: 4 values of 'me/mod' can't be as wanted\n  \
               me/mod:server/port: 70000 is above the maximum 65535\n  \
               me/mod:big: must be a whole number of 64 bits, 0 or above, not '-1'\n  \
               me/mod:server/prot: there is no such parameter; like it: 'server/port'\n  \
               me/mod:mode: 'dark' isn't one of the options: 'full', 'light'\n",
        )
        .status(3);
    let documents = ran.documents();
    assert_eq!(documents[1]["error"]["code"], 3);
    assert_eq!(documents[1]["error"]["faults"][0]["at"], "me/mod:server/port");
    assert_eq!(documents[1].get("settings"), None);
    assert_eq!(documents[0]["settings"]["apiPort"], 9000);
}

#[test]
fn a_module_that_is_not_there_ends_it_and_nothing_is_written() {
    let ran = Test::tool("hd-config").args(["set", "me/other:x=1", "server/port=9000"]).stdin(both());
    ran.stderr(
        "hd-config: no module 'me/other' is in the stream\n  hint: these are: nodeset/hyperdrive, me/mod\n",
    )
    .status(3);
}

#[test]
fn a_bare_path_needs_exactly_one_module() {
    let two = lines(&[hyperdrive(), module("me/mod"), module("me/two")]);
    let ran = Test::tool("hd-config").args(["set", "mode=light"]).stdin(two);
    ran.stderr_has("hd-config: 'mode' names no module, and 2 are in the stream\n").status(3);
    let ran = Test::tool("hd-config").args(["get", "apiPort"]).stdin(lines(&[hyperdrive()]));
    ran.stderr_has("hint: a parameter of Hyperdrive itself is hyperdrive:apiPort\n").status(3);
}

#[test]
fn edits_may_travel_in_the_document() {
    let mut document = module("me/mod");
    document["edits"] = json!([
        {"fqpn": "server/port", "text": "8086"},
        {"fqpn": "nodeset/hyperdrive:apiPort", "value": 9001},
        {"fqpn": "me/mod:mode", "reset": true},
    ]);
    let documents = run(&["set"], &lines(&[hyperdrive(), document])).documents();
    assert_eq!(documents[1]["settings"]["server"]["port"], 8086);
    assert_eq!(documents[0]["settings"]["apiPort"], 9001);
    assert_eq!(documents[1].get("edits"), None);
}

#[test]
fn an_edit_that_says_two_things_is_refused() {
    let mut document = module("me/mod");
    document["edits"] = json!([{"fqpn": "mode", "text": "light", "reset": true}]);
    let ran = Test::tool("hd-config").args(["set"]).stdin(lines(&[document]));
    ran.stderr_has("hd-config: the edit of 'mode' doesn't say one thing\n").status(3);
}

#[test]
fn get_prints_values_sections_or_everything() {
    let stream = both();
    let ran = Test::tool("hd-config")
        .args(["get", "server/port", "me/mod:mode", "hyperdrive:apiPort"])
        .stdin(&stream);
    ran.stdout("8082\n\"full\"\n8080\n").status(0);
    let ran = Test::tool("hd-config").args(["get", "-r", "mode", "server/title"]).stdin(&stream);
    ran.stdout("full\nhello\n").status(0);
    let ran = Test::tool("hd-config").args(["get", "server"]).stdin(&stream);
    ran.stdout("{\"port\":8082,\"verbose\":false,\"level\":-3,\"title\":\"hello\"}\n").status(0);
    let all = run(&["get"], &stream).document();
    assert_eq!(all["apiPort"], 8080);
    assert_eq!(all["modules"]["me/mod"]["settings"]["server"]["port"], 8082);
    let ran = Test::tool("hd-config").args(["get", "server/porte"]).stdin(&stream);
    ran.stderr(
        "hd-config: cannot get 'me/mod:server/porte': there is no such parameter; like it: 'server/port'\n",
    )
    .status(3);
}

#[test]
fn diff_shows_old_and_new_and_answers_as_diff_does() {
    let changed = run(&["set", "server/port=8085"], &both()).stdout;
    let ran = Test::tool("hd-config").args(["diff"]).stdin(&changed);
    ran.stdout(concat!(
        r#"{"fqmn":"me/mod","changes":[{"fqpn":"me/mod:server/port","old":8082,"new":8085,"containers":["web","node"]}]}"#,
        "\n"
    ))
    .status(1);
    let same = run(&["set", "server/port=8082"], &both()).stdout;
    Test::tool("hd-config").args(["diff"]).stdin(&same).status(0);
}

#[test]
fn validate_answers_no_with_every_fault() {
    let mut document = module("me/mod");
    document["settings"] =
        json!({"mode": 1, "ratio": 3, "big": 1.5, "extra": true, "server": {"port": [], "level": 1}});
    let ran = Test::tool("hd-config").args(["validate"]).stdin(lines(&[document])).any_stdout();
    let ran = ran.stderr_has("hd-config: 8 settings of 'me/mod' aren't valid\n").status(1);
    for line in [
        "me/mod:extra: there is no such parameter\n",
        "me/mod:server/port: is a list, not a simple value\n",
        "me/mod:mode: 1 isn't one of the options: 'full', 'light'\n",
        "me/mod:ratio: 3 is above the maximum 2.5\n",
        "me/mod:big: must be a whole number of 64 bits, 0 or above, not 1.5\n",
        "me/mod:password: is missing\n",
        "me/mod:server/verbose: is missing\n",
        "me/mod:server/title: is missing\n",
    ] {
        assert!(ran.stderr.contains(line), "{line}{}", ran.stderr);
    }
    let set = run(&["set", "server/port=8085"], &both()).stdout;
    run(&["validate"], &set);
}

fn paths(place: &Place) -> Value {
    let names =
        ["user", "state", "config", "log", "data", "runtime", "override", "servicesKey", "hyperdriveKey"];
    let mut paths: Value = names.iter().map(|name| (*name, place.path(name).display().to_string())).collect();
    paths["adapterKey"] = place.path("secrets/adapter.key").display().to_string().into();
    paths
}
