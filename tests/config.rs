//! `hd-config` on streams: defaults, get, set, diff, validate, ports.

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
fn modules_are_enabled_and_disabled() {
    let two = lines(&[hyperdrive(), json!({"fqmn": "me/off", "enabled": false}), module("me/mod")]);
    let documents = run(&["set", "--enable", "me/off", "--disable", "me/mod"], &two).documents();
    assert_eq!((&documents[1]["enabled"], &documents[2]["enabled"]), (&json!(true), &json!(false)));
    let ran = Test::tool("hd-config").args(["set", "--enable", "me/none"]).stdin(two);
    ran.stderr_has("no module 'me/none' is in the stream").status(3);
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

#[test]
fn metadata_that_is_broken_breaks_its_module_alone() {
    let mut broken = module("me/broken");
    broken["config"]["parameters"][1]["default"] = json!(9);
    broken["config"]["parameters"][2]["id"] = json!("mode");
    let stream = lines(&[hyperdrive(), broken, module("me/mod")]);
    let ran = Test::tool("hd-config").args(["set", "me/mod:server/port=8085"]).stdin(stream).any_stdout();
    let ran = ran
        .stderr(
            "hd-config: the metadata of 'me/broken' has 2 faults\n  \
               /parameters/1/default: 9 is above the maximum 2.5\n  \
               /parameters/2/id: 'mode' stands twice in its section\n  \
               hint: its author has to mend it; the module keeps its last settings\n",
        )
        .status(5);
    assert_eq!(ran.documents()[2]["settings"]["server"]["port"], 8085);
}

#[test]
fn two_modules_that_want_one_port_are_both_told() {
    let mut one = module("me/one");
    one["processed"] = json!({"errors": [], "ports": {"server/port": 8080, "p2p": 70000}});
    let mut two = module("me/two");
    two["processed"] = json!({"errors": null, "ports": {"me/two:http": 8081, "udp": 8081}});
    let mut off = module("me/off");
    off["enabled"] = json!(false);
    off["processed"] = json!({"ports": {"server/port": 8081}});
    let ran =
        Test::tool("hd-config").args(["ports"]).stdin(lines(&[hyperdrive(), one, two, off])).any_stdout();
    let ran = ran
        .stderr(
            "hd-config: a port of 'nodeset/hyperdrive' can't be had\n  \
               nodeset/hyperdrive:apiPort: port 8080 is wanted by 'me/one:server/port' too\n\
             hd-config: 2 ports of 'me/one' can't be had\n  \
               me/one:p2p: 70000 is no port: ports are 1 to 65535\n  \
               me/one:server/port: port 8080 is wanted by 'nodeset/hyperdrive:apiPort' too\n",
        )
        .status(1);
    assert_eq!(ran.documents()[1]["error"]["code"], 1);
    assert_eq!(ran.documents()[2].get("error"), None);
}

fn paths(place: &Place) -> Value {
    let names =
        ["user", "state", "config", "log", "data", "runtime", "override", "servicesKey", "hyperdriveKey"];
    let mut paths: Value = names.iter().map(|name| (*name, place.path(name).display().to_string())).collect();
    paths["adapterKey"] = place.path("secrets/adapter.key").display().to_string().into();
    paths
}

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
    run.stderr_has("hd-config: 'bad.yaml', line 2, column 4: ").status(3);
    place.write("bad.yaml", "modules: {me/gone: {settings: {a: 1}}}\n");
    let run = place.tool("hd-config").args(["set", "-f", "bad.yaml"]).stdin(both());
    run.stderr_has("hd-config: no module 'me/gone' is in the stream\n").status(3);
    let run = place.tool("hd-config").args(["set", "-f", "none.yaml"]).stdin(both());
    run.stderr("hd-config: cannot read 'none.yaml': no such file\n").status(3);
}

#[test]
fn a_port_that_somebody_else_has_bound_is_refused() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut document = module("me/mod");
    document["settings"] = run(&["defaults"], &lines(&[module("me/mod")])).document()["settings"].clone();
    document["was"] = document["settings"].clone();
    document["settings"]["server"]["port"] = port.into();
    document["processed"] = json!({"errors": [], "ports": {"server/port": port}});
    let fault =
        format!("  me/mod:server/port: TCP port {port} is taken by another program on this machine\n");
    let ran =
        Test::tool("hd-config").args(["ports", "--machine"]).stdin(lines(&[document.clone()])).any_stdout();
    ran.stderr(&format!("hd-config: a port of 'me/mod' can't be had\n{fault}")).status(1);

    // Its own container has it, as far as the documents know.
    let mut own = document.clone();
    own["services"] = json!([{"service": "web", "container": "p_web", "id": "1", "image": "i", "state": "running",
        "ports": [format!("127.0.0.1:{port}->80/tcp")]}]);
    run(&["ports", "--machine"], &lines(&[own]));

    // What it had before it may well have now.
    document["was"] = document["settings"].clone();
    run(&["ports", "--machine"], &lines(&[document.clone()]));

    document["engine"] = "unix:///no/such/socket".into();
    let ran = Test::tool("hd-config").args(["ports", "--machine"]).stdin(lines(&[document])).any_stdout();
    ran.stderr_has("ports are checked without it\n").status(0);
}

#[test]
fn what_is_hidden_disabled_and_described_is_resolved() {
    let config = json!({"parameters": [{"id": "mode", "type": "string", "default": "full"}], "sections": [{
        "id": "light", "hidden": {"default": true, "template": "{{ne (GetValue \"mode\") \"light\"}}"},
        "parameters": [{"id": "port", "type": "uint", "default": 1, "description": {"default": "d", "template": "{{x}}"}}],
    }]});
    let stream = lines(&[json!({"fqmn": "me/mod", "config": config})]);
    let changed = run(&["set", "mode=light"], &stream).stdout;
    let (before, after) = (run(&["resolve"], &stream).document(), run(&["resolve"], &changed).document());
    assert_eq!(before["resolved"]["light/port"]["hidden"], true);
    assert_eq!(after["resolved"]["light/port"]["hidden"], false);
    assert_eq!(after["resolved"]["light/port"]["description"], "d");
    assert_eq!(after["resolved"]["light/port"]["warnings"].as_array().unwrap().len(), 1);
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
fn a_template_in_gos_syntax_decides_as_well() {
    let config = json!({"parameters": [
        {"id": "mode", "type": "string", "default": "full"},
        {"id": "port", "type": "uint", "default": 1, "hidden": {"default": false, "template":
            "{{- if eq (.GetValue \"mode\") \"light\"}}true{{else}}{{.UseDefault}}{{end -}}"}},
    ]});
    let stream = lines(&[json!({"fqmn": "me/mod", "config": config})]);
    let changed = run(&["set", "mode=light"], &stream).stdout;
    assert_eq!(run(&["resolve"], &stream).document()["resolved"]["port"]["hidden"], false);
    assert_eq!(run(&["resolve"], &changed).document()["resolved"]["port"]["hidden"], true);
}
