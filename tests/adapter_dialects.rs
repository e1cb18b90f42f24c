//! hd-adapter-call and the dialects of modules in the field: found out once, remembered, and said right.

use serde_json::{Value, json};

use crate::support::{Place, Test};

const KEY: &str = "0123456789abcdef0123456789abcdef";

/// What every adapter here begins with: it notes the command, reads one whole line or refuses, and checks the key, byte for byte.
const BEGIN: &str = r#"#!/bin/sh
# What its container does.
[ "$1" = hd-module ] || exec sleep 2147483647
echo "$2" >>"$0.commands"
say() { printf '\n%s\n\n' "$1"; echo progress >&2; }
request() {
  read -r line || { echo "no line" >&2; exit 1; }
  printf '%s\n' "$line" >"$0.$2"
}
key() {
  request "$@"
  case "$line" in *'"key":"0123456789abcdef0123456789abcdef'"$end"'"'*) ;; *) echo "invalid key" >&2; exit 1 ;; esac
}
# How the key ends, as JSON has it.
end=$(cat "$0.end" 2>/dev/null) || end=
metadata='{"version":"0.1.0","parameters":[{"id":"n","type":"int","default":1}],"sections":[{"id":"s","parameters":[{"id":"m","type":"int","default":2}],"sections":null}]}'
"#;

/// December 2024; for a command that it doesn't know it prints its help, and all is well.
pub const DECEMBER: &str = r#"
case "$2" in
  version) say '{"version":"1.0.0"}' ;;
  get-config-metadata) key "$@"; say "$metadata" ;;
  get-config-instance) key "$@"
    [ -f "$0.saved" ] || { echo "open config.yml: no such file or directory" >&2; exit 1; }
    say '{"n":7,"s":{"m":8}}' ;;
  process-config) key "$@"; say '{"errors":[],"ports":{}}' ;;
  set-config) key "$@"; : >"$0.saved" ;;
  get-containers) key "$@"; say '{"containers":["a"]}' ;;
  get-log-file) key "$@"; say '{"path":"x.log"}' ;;
  *) printf 'NAME:\n   adapter\n\nUSAGE:\n   adapter [command]\n' ;;
esac
"#;

/// January 2025; log lines stand before its answers, and no newline behind them.
pub const JANUARY: &str = r#"
say() { printf 'INFO answering {now}\n{"level":"info"}\n%s' "$1"; }
case "$2" in
  version) say '{"version":"1.0.0"}' ;;
  get-config-metadata) key "$@"; say "$metadata" ;;
  process-settings) key "$@"; say '{"errors":null,"ports":{"a/x:n":7}}' ;;
  set-settings) key "$@" ;;
  get-containers) key "$@"; say '{"containers":["a"]}' ;;
  get-log-file) key "$@"; say '{"path":"x.log"}' ;;
  upgrade-instance) key "$@"; say '{"enabled":true,"version":"1.0.0","settings":{"n":3}}' ;;
  *) echo "No help topic for '$2'"; exit 3 ;;
esac
"#;

/// March 2025: two commands want no key, and there is no list of containers.
pub const MARCH: &str = r#"
case "$2" in
  version) say '{"version":"1.0.0"}' ;;
  get-config-metadata) say "$metadata" ;;
  process-settings) request "$@"
    case "$line" in *currentSettings*newSettings*) ;; *) echo "panic: no settings" >&2; exit 2 ;; esac
    say '{"errors":[],"ports":{},"servicesToRestart":["a"]}' ;;
  set-settings) key "$@" ;;
  upgrade-instance) request "$@"; say '{"enabled":true,"version":"1.0.0","settings":{"n":3}}' ;;
  start) key "$@" ;;
  *) echo "No help topic for '$2'"; exit 3 ;;
esac
"#;

/// A place with the program `x`, an adapter of this dialect, and its key.
pub fn place(dialect: &str) -> Place {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::default();
    place.write("key", KEY).write("x", format!("{BEGIN}{dialect}"));
    std::fs::set_permissions(place.path("x"), std::fs::Permissions::from_mode(0o755)).unwrap();
    place
}

/// A module whose adapter is the program of its place.
pub struct Module {
    place: Place,
    document: Value,
    /// Where the adapter is, for the raw form.
    way: Vec<String>,
}

impl Module {
    fn new(dialect: &str) -> Self {
        let place = place(dialect);
        let program = place.path("x").display().to_string();
        Self::at(place, json!({ "command": [program] }), vec!["--".into(), program])
    }

    /// One whose adapter is there, for a document and for the raw form.
    pub fn at(place: Place, mut adapter: Value, way: Vec<String>) -> Self {
        adapter["keyFile"] = json!(place.path("key"));
        let document = json!({
            "fqmn": "a/x",
            "home": "hdt-home",
            "descriptor": { "version": "1.0.0" },
            "adapter": adapter,
            "settings": { "n": 7 },
            "was": { "n": 6 },
        });
        Self { place, document, way }
    }

    fn on(&self, command: &str) -> Test {
        let others = [
            json!({"fqmn":"nodeset/hyperdrive","settings":{"projectName":"p"}}),
            json!({"fqmn":"b/y","enabled":false,"descriptor":{"version":"2.0.0"},"settings":{"k":1}}),
        ];
        let stream =
            others.iter().chain([&self.document]).map(Value::to_string).collect::<Vec<_>>().join("\n");
        self.place.tool("hd-adapter-call").args([command]).stdin(stream)
    }

    /// The module's document after the command.
    fn after(&self, command: &str) -> Value {
        let ran = self.on(command).any_stdout().status(0);
        ran.documents().pop().unwrap()
    }

    fn raw(&self, command: &str) -> Test {
        self.place.tool("hd-adapter-call").args([command, "--key-file", "key"]).args(&self.way)
    }

    /// What the adapter was sent with this command.
    fn sent(&self, command: &str) -> Value {
        serde_json::from_str(&self.place.read(format!("x.{command}"))).unwrap()
    }

    /// The commands since the last look.
    fn commands(&self) -> Vec<String> {
        let commands = self.place.read("x.commands").lines().map(Into::into).collect();
        self.place.write("x.commands", "");
        commands
    }
}

fn whole(n: i64) -> Value {
    json!({
        "version": "0.1.0",
        "projectName": "p",
        "modules": {
            "b/y": { "enabled": false, "version": "2.0.0", "settings": { "k": 1 } },
            "a/x": { "enabled": true, "version": "1.0.0", "settings": { "n": n } },
        },
    })
}

#[test]
fn december_has_metadata_and_values_apart() {
    december(&Module::new(DECEMBER));
}

/// What is so with an adapter of December 2024.
pub fn december(module: &Module) {
    let after = module.after("get-config");
    assert_eq!(after["adapter"]["dialect"], "2024-12");
    // Nothing was saved so far: no values.
    assert_eq!(after["config"]["parameters"][0], json!({"id":"n","type":"int","default":1}));
    module.after("set-config");
    assert_eq!(module.sent("set-config"), json!({"key":KEY,"config":{"n":7}}));
    let config = &module.after("get-config")["config"];
    assert_eq!(
        (&config["parameters"][0]["value"], &config["sections"][0]["parameters"][0]["value"]),
        (&json!(7), &json!(8))
    );
    assert_eq!(module.after("process-config")["processed"]["errors"], json!([]));
    assert_eq!(module.after("get-containers")["containers"], json!(["a"]));
    assert_eq!(module.after("get-log-file")["adapter"]["logFile"], "x.log");
}

#[test]
fn january_gets_the_settings_of_the_whole_system() {
    january(&Module::new(JANUARY));
}

/// What is so with one of January 2025.
pub fn january(module: &Module) {
    assert_eq!(module.after("get-config")["adapter"]["dialect"], "2025-01");
    assert_eq!(module.after("process-config")["processed"]["ports"], json!({"a/x:n":7}));
    let (new, old) = (whole(7), whole(6));
    assert_eq!(
        module.sent("process-settings"),
        json!({"key":KEY,"settings":new,"currentSettings":old,"oldSettings":old,"newSettings":new})
    );
    module.raw("process-config").stdin("{\"settings\":{}}").any_stdout().status(0);
    assert_eq!(module.sent("process-settings"), json!({"key":KEY,"settings":{},"newSettings":{}}));
    module.after("set-config");
    assert_eq!(module.sent("set-settings"), json!({"key":KEY,"settings":whole(7)}));
    assert_eq!(module.after("get-containers")["containers"], json!(["a"]));
}

#[test]
fn an_adapter_with_both_get_containers_and_start_is_asked_for_containers_and_gets_all_settings() {
    both(&Module::new(&with_both()));
}

/// An adapter with both.
pub fn with_both() -> String {
    let containers = "get-containers) key \"$@\"; say '{\"containers\":[\"a\"]}' ;;\n  start)";
    MARCH.replace("start)", containers)
}

/// What is so with one that has both.
pub fn both(module: &Module) {
    assert_eq!(module.after("process-config")["processed"]["servicesToRestart"], json!(["a"]));
    assert_eq!(module.after("set-config")["adapter"]["dialect"], "2025-01");
    assert_eq!(module.after("get-containers")["containers"], json!(["a"]));
    assert_eq!(module.after("get-log-file")["adapter"]["logFile"], Value::Null);
    assert_eq!(module.after("start")["error"], Value::Null);
    assert!(!module.commands().contains(&"start".into()));
    module.raw("process-config").stdin("{\"currentSettings\":{},\"newSettings\":{}}").any_stdout().status(0);
}

#[test]
fn a_dialect_that_was_found_out_is_remembered_though_the_call_failed() {
    for command in ["get-containers", "process-config", "set-config"] {
        let mut module = Module::new(JANUARY);
        module.place.write("key", format!("{KEY}x"));
        let metadata = JANUARY.replace("get-config-metadata) key \"$@\";", "get-config-metadata)");
        module.place.write("x", format!("{BEGIN}{metadata}"));
        let ran = module.on(command).any_stdout().any_stderr().status(5);
        module.document = ran.documents().pop().unwrap();
        assert_eq!(module.document["adapter"]["dialect"], "2025-01", "{command}");
        module.document["error"] = Value::Null;
        module.commands();
        module.on(command).any_stdout().any_stderr().status(5);
        assert_eq!(module.commands().len(), 1, "{command}");
    }
}

#[test]
fn march_compares_settings_and_starts_by_itself() {
    march(&Module::new(MARCH));
}

/// What is so with one of March 2025.
pub fn march(module: &Module) {
    assert_eq!(module.after("version")["adapter"]["dialect"], "2025-03");
    let processed = &module.after("process-config")["processed"];
    assert_eq!(processed["servicesToRestart"], json!(["a"]));
    let sent = module.sent("process-settings");
    assert_eq!(sent, json!({"currentSettings":whole(6),"oldSettings":whole(6),"newSettings":whole(7)}));
    let after = module.after("get-containers");
    assert_eq!((&after["containers"], &after["error"]), (&Value::Null, &Value::Null));
    assert_eq!(module.after("get-log-file")["adapter"]["logFile"], Value::Null);
    module.after("start");
    assert_eq!(module.sent("start"), json!({"key":KEY,"settings":whole(7)}));
}

#[test]
fn what_a_dialect_cannot_do_is_said_in_the_raw_form() {
    let march = Module::new(MARCH);
    let starts = "it speaks the dialect 2025-03\n  hint: 'start' makes it start its services itself";
    march.raw("get-containers").stderr_has(starts).status(5);
    march.raw("get-log-file").stdout("{\"path\":\"\"}\n").status(0);
    march.raw("start").stdin("{\"settings\":{}}").status(0);
    let december = Module::new(DECEMBER);
    december
        .raw("upgrade-instance")
        .stdin("{\"instance\":{}}")
        .stderr_has("speaks the dialect 2024-12")
        .status(5);
    december.raw("start").stdin("{\"settings\":{}}").stderr_has("speaks the dialect 2024-12").status(5);
}

#[test]
fn only_start_concerns_an_adapter_that_starts_by_itself() {
    for dialect in [DECEMBER, JANUARY] {
        let module = Module::new(dialect);
        assert_eq!(module.after("start")["error"], Value::Null);
        assert!(!module.commands().contains(&"start".into()));
    }
}

#[test]
fn a_dialect_is_found_out_once() {
    let mut module = Module::new(JANUARY);
    module.document = module.after("version");
    let probes = ["version", "get-config", "get-config-metadata", "get-config-instance", "get-containers"];
    assert_eq!(module.commands(), probes);
    module.after("get-config");
    module.after("get-containers");
    assert_eq!(module.commands(), ["get-config-metadata", "get-containers"]);
    // Another image may speak another.
    module.document["adapter"]["image"] = "another".into();
    module.after("get-containers");
    assert_eq!(module.commands().len(), 5);
}

#[test]
fn the_operators_word_is_law() {
    let module = Module::new(JANUARY);
    let test = module.on("get-containers").args(["--dialect", "2025-01"]);
    test.any_stdout().status(0);
    assert_eq!(module.commands(), ["get-containers"]);
    let wrong = module.on("get-config").args(["--dialect", "current"]);
    wrong
        .any_stdout()
        .stderr_has("doesn't know the command 'get-config': No help topic for 'get-config'")
        .status(5);
    module.on("get-config").args(["--dialect", "2023"]).stderr_has("no dialect").status(2);
}

#[test]
fn an_instance_is_upgraded_where_the_adapter_can() {
    for (dialect, key) in [(JANUARY, true), (MARCH, false)] {
        upgrades(&mut Module::new(dialect), key);
    }
    stays(&mut Module::new(DECEMBER));
}

/// What is so with one that makes an older version's instance into one of its own, and wants its key for it or doesn't.
pub fn upgrades(module: &mut Module, key: bool) {
    module.document["from"] = "0.9.0".into();
    let after = module.after("upgrade-instance");
    assert_eq!(
        (&after["settings"], &after["was"], &after["from"]),
        (&json!({"n":3}), &json!({"n":7}), &Value::Null)
    );
    let sent = module.sent("upgrade-instance");
    assert_eq!(sent["instance"], json!({"enabled":true,"version":"0.9.0","settings":{"n":7}}));
    assert_eq!(sent["key"].is_string(), key);
}

/// What is so with one that can't.
pub fn stays(module: &mut Module) {
    module.document["from"] = "0.9.0".into();
    let after = module.after("upgrade-instance");
    assert_eq!((&after["settings"], &after["from"]), (&json!({"n":7}), &json!("0.9.0")));
}

#[test]
fn a_key_is_sent_as_its_file_has_it() {
    for dialect in [DECEMBER, JANUARY, MARCH] {
        keys(&Module::new(dialect));
    }
}

/// What is so with one whose key file ends in this or in that.
pub fn keys(module: &Module) {
    for (end, json) in [("", ""), ("\n", "\\n"), ("\r\n", "\\r\\n")] {
        let key = format!("{KEY}{end}");
        module.place.write("key", &key).write("x.end", json);
        assert_eq!(module.after("set-config")["error"], Value::Null, "{json}");
        let sent = ["set-config", "set-settings"].map(|command| format!("x.{command}"));
        let sent = sent.iter().find(|file| module.place.path(file).exists()).unwrap();
        let sent: Value = serde_json::from_str(&module.place.read(sent)).unwrap();
        assert_eq!(sent["key"], key);
    }
}

#[test]
fn a_wrong_key_is_the_adapters_failure() {
    for (dialect, command) in
        [(DECEMBER, "get-config-metadata"), (JANUARY, "get-config-metadata"), (MARCH, "set-settings")]
    {
        let module = Module::new(dialect);
        module.place.write("key", format!("{KEY}x"));
        let failed = format!("failed '{command}' with exit code 1: invalid key");
        module.on("set-config").any_stdout().stderr_has(&failed).status(5);
    }
}
