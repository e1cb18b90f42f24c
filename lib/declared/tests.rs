#![allow(clippy::unwrap_used)]
use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use super::{Folders, Module, Refusal, Then};

const KEY: &str = "0123456789abcdef0123456789abcdef";

const MODULE: &str = r#"
module: me/mod
version: 1.2.3
parameters:
  - {id: name, type: string, default: Ada, maxLength: 20, affectsContainers: [web]}
  - {id: port, type: uint, default: 80, maxValue: 100000, affectsContainers: [web, more]}
  - {id: big, type: bool, default: false}
  - {id: ratio, type: float, default: 1, overwriteOnUpgrade: true}
  - {id: pass, type: string, default: "", secret: true}
sections:
  - id: inner
    parameters:
      - {id: count, type: int, default: -3}
errors:
  - {parameter: name, when: eq (.GetValue "name") "root", message: 'not {{.GetValue "name"}}'}
ports: [port]
containers:
  - web
  - {name: more, when: GetValue "big"}
files:
  - path: sub/web.toml
    mode: 0640
    template: |
      name = {{GetValue "name"}}
      ratio = {{GetValue "ratio"}}
      text = '{{GetValue "inner/count"}}'
  - {path: big.env, when: GetValue "big", template: 'NAME={{GetValue "name"}}'}
commands:
  - {name: say, arguments: [WORD, '[MORE...]'], help: says it, print: '{{GetValue "name"}}: {{index Args 0}}'}
  - name: run
    process: [/bin/tool, '--name={{GetValue "name"}}', '{{Args}}', end]
    arguments: ['[X...]']
    environment: {NAME: '{{GetValue "name"}}'}
logs: {web: web.log}
"#;

/// A module's folders, and an adapter that was declared so.
struct Adapter {
    module: Module,
    place: TempDir,
}

impl Adapter {
    fn new(text: &str) -> Self {
        let place = tempfile::tempdir().unwrap();
        for folder in ["config", "log", "compose"] {
            fs::create_dir(place.path().join(folder)).unwrap();
        }
        fs::write(place.path().join("key"), KEY).unwrap();
        let module = Module::parse(text, place.path()).unwrap_or_else(|faults| panic!("{faults:?}"));
        Self { module, place }
    }

    fn of_dialect(dialect: &str) -> Self {
        Self::new(&format!("dialect: {dialect}{MODULE}"))
    }

    fn folders(&self) -> Folders {
        let path = |name: &str| Some(self.place.path().join(name));
        Folders {
            config: path("config"),
            log: path("log"),
            key: path("key"),
            compose: path("compose"),
            project: None,
        }
    }

    /// A command with these bytes on its standard input.
    fn raw(&self, command: &str, input: &[u8]) -> Result<(String, Then), Refusal> {
        let mut out = Vec::new();
        let then = self.module.answer(&self.folders(), command, input, &mut out)?;
        Ok((String::from_utf8(out).unwrap(), then))
    }

    fn ask(&self, command: &str, mut request: Json) -> Result<Json, Refusal> {
        request["key"] = KEY.into();
        let text = self.raw(command, format!("{request}\n").as_bytes())?.0;
        Ok(if text.is_empty() { Json::Null } else { serde_json::from_str(&text).unwrap() })
    }

    fn config(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.place.path().join("config").join(path)).ok()
    }

    fn entries(&self, path: &str) -> usize {
        fs::read_dir(self.place.path().join(path)).unwrap().count()
    }
}

fn config() -> Json {
    json!({"name": "Bob \"B\"\n", "port": 8080, "big": true, "ratio": 2, "pass": "open sesame", "inner": {"count": 7}})
}

fn faults(text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let faults = Module::parse(text, folder.path()).unwrap_err();
    faults.into_iter().map(|fault| format!("{}: {}", fault.at, fault.message)).collect()
}

#[test]
fn set_config_writes_every_file_and_get_config_tells_what_was_set() {
    let adapter = Adapter::new(MODULE);
    let before = adapter.ask("get-config", json!({})).unwrap();
    assert!(!before.to_string().contains("\"value\""), "{before}");
    let mut config = config();
    config["big"] = false.into();
    assert_eq!(adapter.ask("set-config", json!({"config": config})).unwrap(), Json::Null);
    let written = adapter.config("sub/web.toml").unwrap();
    assert_eq!(written, "name = \"Bob \\\"B\\\"\\n\"\nratio = 2.0\ntext = '7'\n");
    let metadata = adapter.ask("get-config", json!({})).unwrap();
    let values: Vec<&Json> =
        metadata["parameters"].as_array().unwrap().iter().map(|one| &one["value"]).collect();
    assert_eq!(json!(values), json!(["Bob \"B\"\n", 8080, false, 2.0, null]));
    assert_eq!(metadata["sections"][0]["parameters"][0]["value"], 7);
    use std::os::unix::fs::PermissionsExt;
    let mode =
        |path: &str| fs::metadata(adapter.place.path().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("config/sub/web.toml"), mode("config/settings.json")), (0o640, 0o600));
    let saved: Json = serde_json::from_str(&adapter.config("settings.json").unwrap()).unwrap();
    assert_eq!(saved["pass"], "open sesame");
}

#[test]
fn a_file_whose_condition_no_longer_holds_is_gone() {
    let adapter = Adapter::new(MODULE);
    let mut config = config();
    config["name"] = "b".into();
    adapter.ask("set-config", json!({"config": config})).unwrap();
    assert_eq!(adapter.config("big.env").unwrap(), "NAME=b");
    assert_eq!(adapter.ask("get-containers", json!({})).unwrap(), json!({"containers": ["web", "more"]}));
    config["big"] = false.into();
    adapter.ask("set-config", json!({"config": config})).unwrap();
    assert_eq!(adapter.config("big.env"), None);
    assert_eq!(adapter.ask("get-containers", json!({})).unwrap(), json!({"containers": ["web"]}));
}

#[test]
fn a_value_that_fits_no_file_is_refused_before_anything_is_written() {
    let adapter = Adapter::new(MODULE);
    let request = json!({"config": config()});
    // The name holds a line break, which an env file can't.
    let text = "cannot write 'big.env': the value of 'name' doesn't fit at line 1 of 'template (line 27)': it holds a line break";
    let mut plain = adapter.ask("process-config", request.clone()).unwrap();
    assert!(plain["errors"][0].as_str().unwrap().starts_with(text), "{plain}");
    assert_eq!(plain["ports"].take(), json!({"me/mod:port": 8080}));
    let refusal = adapter.ask("set-config", request).unwrap_err();
    assert_eq!((refusal.code, adapter.entries("config")), (1, 0));
}

#[test]
fn what_is_no_instance_is_told_field_by_field_and_unknown_names_are_dropped() {
    let adapter = Adapter::new(MODULE);
    let bad = json!({"name": 7, "port": -1, "big": false, "ratio": 1, "inner": {"count": "x"}, "new": 1});
    let answer = adapter.ask("process-config", json!({"config": bad})).unwrap();
    let expected = [
        "name: must be a text, not 7",
        "port: must be a whole number of 64 bits, 0 or above, not -1",
        "pass: is missing",
        "inner/count: must be a whole number of 64 bits, not 'x'",
    ];
    assert_eq!(answer, json!({"errors": expected, "ports": {}}));
    for bad in [Json::Null, json!([]), json!("x"), json!({"inner": 1})] {
        let answer = adapter.ask("process-config", json!({"config": bad})).unwrap();
        assert!(!answer["errors"].as_array().unwrap().is_empty(), "{bad}");
        assert_eq!(adapter.ask("set-config", json!({"config": bad})).unwrap_err().code, 1);
    }
    let mut more = config();
    more["name"] = "b".into();
    more["unknown"] = json!({"x": 1});
    more["inner"]["other"] = 1.into();
    adapter.ask("set-config", json!({"config": more})).unwrap();
    assert!(!adapter.config("settings.json").unwrap().contains("unknown"));
    more["port"] = 70000.into();
    let answer = adapter.ask("process-config", json!({"config": more})).unwrap();
    assert_eq!(answer, json!({"errors": ["port: is no port"], "ports": {}}));
    more["pass"] = json!({"secretFile": "/etc/passwd"});
    assert!(adapter.ask("set-config", json!({"config": more})).is_err());
}

#[test]
fn a_rule_says_its_message_at_its_parameter() {
    let adapter = Adapter::new(MODULE);
    let mut config = config();
    config["name"] = "root".into();
    let answer = adapter.ask("process-config", json!({"config": config})).unwrap();
    assert_eq!(answer["errors"], json!(["name: not root"]));
}

#[test]
fn a_wrong_key_gets_nothing_and_is_shown_nowhere() {
    let adapter = Adapter::new(MODULE);
    for key in
        [json!(""), json!("wrong-key"), json!(KEY[1..]), json!(format!("{KEY}\n")), json!(KEY.to_uppercase())]
    {
        for command in [
            "get-log-file",
            "get-config",
            "process-config",
            "set-config",
            "get-containers",
            "run",
            "upgrade-instance",
        ] {
            let request = json!({"key": key, "config": config(), "command": "say x"});
            let refusal = adapter.raw(command, format!("{request}\n").as_bytes()).unwrap_err();
            assert_eq!(refusal, Refusal { code: 1, text: "invalid key".into() }, "{command}");
        }
    }
    for request in [json!([KEY]), json!(KEY), json!({"key": {"x": KEY}}), json!({"key": [KEY]})] {
        let refusal = adapter.raw("get-config", format!("{request}\n").as_bytes()).unwrap_err();
        assert!(refusal.code == 1 && !refusal.text.contains(KEY), "{refusal:?}");
    }
    fs::write(adapter.place.path().join("key"), "").unwrap();
    assert!(adapter.raw("get-config", b"{\"key\":\"\"}\n").is_err());
    let log = fs::read_to_string(adapter.place.path().join("log/adapter.log")).unwrap();
    assert!(log.contains("command=\"get-config\" ended=\"invalid key\"") && !log.contains(KEY), "{log}");
    assert_eq!(adapter.entries("config"), 0);
}

#[test]
fn a_request_is_one_whole_line_of_json() {
    let adapter = Adapter::new(MODULE);
    let said = |input: &[u8]| adapter.raw("get-config", input).unwrap_err().text;
    for input in [&b""[..], b"{}", format!("{{\"key\":\"{KEY}\"}}").as_bytes()] {
        assert_eq!(said(input), "the request is no whole line");
    }
    assert_eq!(said(b"\xff\xfe\n"), "the request isn't UTF-8");
    for input in ["\n", "{\n", "nonsense\n", "[1]\n", "{\"key\":\"a\",\"key\":\"b\"}\n", "{\"key\":1e999}\n"]
    {
        assert!(said(input.as_bytes()).starts_with("the request is no JSON of the form: "), "{input}");
    }
    let deep = format!("{{\"key\":{}1{}}}\n", "[".repeat(100_000), "]".repeat(100_000));
    assert!(said(deep.as_bytes()).starts_with("the request is no JSON"));
    let line = format!("{{\"key\":\"{KEY}\",\"more\":{{\"x\":1}}}}\nnot ours");
    assert!(adapter.raw("get-config", line.as_bytes()).is_ok(), "unknown fields are fine");
}

#[test]
fn version_needs_no_line_and_an_unknown_command_ends_with_3() {
    let adapter = Adapter::new(MODULE);
    assert_eq!(adapter.raw("version", b"").unwrap().0, "{\"version\":\"1.2.3\"}\n");
    for command in ["start", "get-config-metadata", "", "VERSION", "x\u{1b}[31m"] {
        let refusal = adapter.raw(command, b"{}\n").unwrap_err();
        assert_eq!(refusal.code, 3, "{command}");
        assert!(refusal.text.starts_with("No help topic for '") && !refusal.text.contains('\u{1b}'));
    }
}

#[test]
fn its_log_is_told_and_those_of_its_containers() {
    let adapter = Adapter::new(MODULE);
    let path = |source: &str| adapter.ask("get-log-file", json!({"source": source})).unwrap()["path"].clone();
    assert_eq!([path("adapter"), path("web"), path("more"), path("")], ["adapter.log", "web.log", "", ""]);
}

#[test]
fn a_command_prints_or_becomes_a_program() {
    let adapter = Adapter::new(MODULE);
    let run = |command: &str| {
        let request = json!({"key": KEY, "command": command});
        adapter.raw("run", format!("{request}\nand more").as_bytes())
    };
    assert_eq!(run("say 'a b' c").unwrap().0, "Ada: a b\n");
    let help = "say WORD [MORE...]  says it\nrun [X...]\n";
    assert_eq!((run("").unwrap().0.as_str(), run("help").unwrap().0.as_str()), (help, help));
    let (said, then) = run("run a 'b c' '{{x}}' --flag").unwrap();
    let Then::Become(process) = then else { panic!("no process") };
    assert_eq!(said, "");
    assert_eq!(process.argv(), ["/bin/tool", "--name=Ada", "a", "b c", "{{x}}", "--flag", "end"]);
    let refused = |command: &str| run(command).map(drop).unwrap_err();
    assert_eq!(refused("say"), Refusal { code: 2, text: "usage: say WORD [MORE...]".into() });
    assert_eq!(refused("'open"), Refusal { code: 1, text: "missing closing quote".into() });
    assert_eq!(refused("fly").text, format!("mod has no command 'fly'\n{}", help.trim_end()));
}

#[test]
fn of_runs_input_nothing_is_taken_behind_the_request() {
    let adapter = Adapter::new(MODULE);
    let request = format!("{}\nthe rest", json!({"key": KEY, "command": "say x"}));
    let mut input = request.as_bytes();
    adapter.module.answer(&adapter.folders(), "run", &mut input, &mut Vec::new()).unwrap();
    assert_eq!(input, b"the rest");
}

#[test]
fn an_upgrade_keeps_what_fits_and_overwrites_what_it_should() {
    let adapter = Adapter::new(MODULE);
    let old = json!({"name": "Eve", "port": "x", "gone": 1, "ratio": 9.5, "inner": {"count": 4}});
    let request = json!({"instance": {"enabled": false, "version": "0.9.0", "settings": old}});
    let expected = json!({"enabled": false, "version": "1.2.3", "settings":
        {"name": "Eve", "port": 80, "big": false, "ratio": 1.0, "pass": "", "inner": {"count": 4}}});
    assert_eq!(adapter.ask("upgrade-instance", request).unwrap(), expected);
    assert!(adapter.ask("upgrade-instance", json!({"instance": null})).is_err());
}

fn system(own: &Json) -> Json {
    json!({"version": "1", "projectName": "p", "modules": {"me/mod": {"enabled": true, "version": "1", "settings": own}}})
}

#[test]
fn december_2024_has_metadata_and_values_apart() {
    let adapter = Adapter::of_dialect("2024-12");
    let mut own = config();
    own["name"] = "b".into();
    let metadata = adapter.ask("get-config-metadata", json!({})).unwrap();
    assert_eq!(adapter.ask("get-config-instance", json!({})).unwrap_err().text, "no config was saved so far");
    adapter.ask("set-config", json!({"config": own})).unwrap();
    assert_eq!(adapter.ask("get-config-metadata", json!({})).unwrap(), metadata);
    let values = json!({"name": "b", "port": 8080, "big": true, "ratio": 2.0, "inner": {"count": 7}});
    assert_eq!(adapter.ask("get-config-instance", json!({})).unwrap(), values);
    for command in ["get-config", "upgrade-instance", "set-settings", "start"] {
        assert_eq!(adapter.ask(command, json!({})).unwrap_err().code, 3, "{command}");
    }
}

#[test]
fn january_2025_gets_the_settings_of_the_whole_system() {
    let adapter = Adapter::of_dialect("2025-01");
    let mut own = config();
    own["name"] = "b".into();
    let request = json!({"settings": system(&own)});
    let answer = adapter.ask("process-settings", request.clone()).unwrap();
    assert_eq!(answer, json!({"errors": [], "ports": {"me/mod:port": 8080}}));
    adapter.ask("set-settings", request).unwrap();
    assert_eq!(adapter.ask("get-config-metadata", json!({})).unwrap()["parameters"][0]["value"], "b");
    let answer = adapter.ask("process-settings", json!({"settings": {"modules": {}}})).unwrap();
    assert_eq!(answer["errors"], json!(["the settings hold none of 'me/mod'"]));
    for command in ["get-config", "set-config", "process-config"] {
        assert_eq!(adapter.ask(command, json!({})).unwrap_err().code, 3, "{command}");
    }
}

#[test]
fn march_2025_says_what_restarts_and_starts_itself() {
    let adapter = Adapter::of_dialect("2025-03");
    let mut new = config();
    new["name"] = "b".into();
    let mut old = new.clone();
    old["name"] = "a".into();
    for field in ["currentSettings", "oldSettings"] {
        let request = json!({field: system(&old), "newSettings": system(&new)});
        let answer = adapter.raw("process-settings", format!("{request}\n").as_bytes()).unwrap().0;
        let expected = json!({"errors": [], "ports": {"me/mod:port": 8080}, "servicesToRestart": ["web"]});
        assert_eq!(serde_json::from_str::<Json>(&answer).unwrap(), expected, "{field}");
    }
    adapter.ask("set-settings", json!({"settings": system(&new)})).unwrap();
    // It has no input, and waits for none.
    let metadata = adapter.raw("get-config-metadata", b"").unwrap().0;
    assert!(metadata.contains("\"value\":\"b\"") && !metadata.contains("sesame"));
    let refusal = adapter.ask("start", json!({"settings": system(&new)})).unwrap_err();
    assert!(refusal.text.starts_with("HD_COMPOSE_PROJECT isn't set"), "{refusal:?}");
    for command in ["get-containers", "get-log-file", "get-config"] {
        assert_eq!(adapter.ask(command, json!({})).unwrap_err().code, 3, "{command}");
    }
}

#[test]
fn what_was_saved_before_an_upgrade_or_broken_is_read_as_far_as_it_goes() {
    let adapter = Adapter::new(MODULE);
    let saved = adapter.place.path().join("config/settings.json");
    fs::write(&saved, r#"{"big": true, "port": "x", "gone": 1}"#).unwrap();
    assert_eq!(adapter.ask("get-containers", json!({})).unwrap(), json!({"containers": ["web", "more"]}));
    for broken in ["", "[]", "{", "\u{0}"] {
        fs::write(&saved, broken).unwrap();
        let refusal = adapter.ask("get-containers", json!({})).unwrap_err();
        assert!(refusal.text.starts_with("'settings.json' isn't as it was saved: "), "{refusal:?}");
    }
}

#[test]
fn no_link_that_somebody_put_there_is_followed() {
    let adapter = Adapter::new(MODULE);
    let elsewhere = tempfile::tempdir().unwrap();
    let mut own = config();
    own["name"] = "b".into();
    std::os::unix::fs::symlink(elsewhere.path(), adapter.place.path().join("config/sub")).unwrap();
    let refusal = adapter.ask("set-config", json!({"config": own})).unwrap_err();
    assert!(refusal.text.starts_with("cannot write 'sub/web.toml': "), "{refusal:?}");
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    assert_eq!(adapter.config("settings.json"), None);
    fs::remove_file(adapter.place.path().join("config/sub")).unwrap();
    fs::write(elsewhere.path().join("x"), "theirs").unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("x"), adapter.place.path().join("config/settings.json"))
        .unwrap();
    adapter.ask("set-config", json!({"config": own})).unwrap();
    assert_eq!(fs::read_to_string(elsewhere.path().join("x")).unwrap(), "theirs");
}

#[test]
fn where_one_file_cannot_be_written_none_is() {
    let adapter = Adapter::new(MODULE);
    let mut own = config();
    own["name"] = "b".into();
    fs::create_dir(adapter.place.path().join("config/settings.json")).unwrap();
    let refusal = adapter.ask("set-config", json!({"config": own})).unwrap_err();
    assert_eq!(refusal.text, "cannot write 'settings.json': it is a folder");
    assert_eq!((adapter.config("sub/web.toml"), adapter.config("big.env")), (None, None));
    assert_eq!(adapter.entries("config/sub"), 0, "no unfinished file is left");
    fs::remove_dir(adapter.place.path().join("config/settings.json")).unwrap();
    fs::write(adapter.place.path().join("config/.hd-adapter-old"), "of a killed run").unwrap();
    adapter.ask("set-config", json!({"config": own})).unwrap();
    assert_eq!(adapter.entries("config"), 3, "sub, big.env, settings.json");
}

#[test]
fn without_its_variables_an_adapter_says_which_is_missing() {
    let adapter = Adapter::new(MODULE);
    let line = format!("{{\"key\":\"{KEY}\"}}\n");
    let refusal = adapter
        .module
        .answer(&Folders::default(), "get-config", line.as_bytes(), &mut Vec::new())
        .unwrap_err();
    assert!(refusal.text.starts_with("HD_KEY_FILE isn't set\n"), "{refusal:?}");
    let folders = Folders { config: None, ..adapter.folders() };
    let refusal =
        adapter.module.answer(&folders, "get-config", line.as_bytes(), &mut Vec::new()).unwrap_err();
    assert!(refusal.text.starts_with("HD_CONFIG_DIR isn't set\n"), "{refusal:?}");
}

#[test]
fn a_failing_template_shows_no_secret() {
    let text = MODULE.replace(
        "errors:",
        "errors:\n  - {parameter: pass, when: 'index (GetValue \"pass\") 99', message: x}",
    );
    let adapter = Adapter::new(&text);
    let refusal = adapter.ask("process-config", json!({"config": config()})).unwrap_err();
    assert!(refusal.text.contains("'when (line 15)'") && !refusal.text.contains("sesame"), "{refusal:?}");
}

#[test]
fn every_fault_is_reported_at_once_with_its_place_and_what_to_do() {
    let text = r#"module: mod
version: 1
dialect: 2023
paramters: []
parameters:
  - {id: a, type: string, default: x, minValue: 1}
  - {id: b, typ: int, type: int, default: 1, hidden: {default: false, templat: x}}
  - {id: c, type: bool, default: false, affectsContainers: [wep]}
  - {id: s, type: string, default: "", secret: true}
errors:
  - {when: '{{true}}', message: m}
  - {when: eq (GetValue "d") 1, message: '{{GetValue "s"}}'}
  - {matches: '(', message: m}
  - {message: m}
ports: [a, z]
containers: [web, web, "a b"]
files:
  - {path: ../x.toml, template: ''}
  - {path: x, template: ''}
  - {path: y.json, template: '', source: z}
  - {path: settings.json, template: '{}', mode: 999}
  - {path: z.yaml, source: nowhere.yaml}
commands:
  - {name: help, print: ''}
  - {name: x, print: '{{GetValu "a"}}', process: [a]}
  - {name: y, process: [a, '{{GetValue "s"}}']}
  - {name: z, request: {url: https://x, method: get}}
  - {name: w, arguments: ['[A]', B], print: '{{Args}}'}
logs: {wep: /x}
"#;
    let expected = [
        "4:1: the file has no field 'paramters'; did you mean 'parameters'?",
        "1:9: 'mod' is no module name; it is AUTHOR/NAME",
        "2:10: '1' is no version: unexpected end of input while parsing major version number; it is three numbers, like 1.0.0",
        "3:10: no dialect of the adapter protocol is called '2023'; there are: current, 2024-12, 2025-01, 2025-03",
        "6:39: a parameter of type 'string' has no field 'minValue'; ",
        "7:13: a parameter of type 'int' has no field 'typ'; did you mean 'type'?",
        "7:71: a dynamic property has no field 'templat'; did you mean 'template'?",
        "16:19: the container 'web' stands twice",
        "16:24: 'a b' is no Identifier: ' ' isn't one of A-Z a-z 0-9 _ - .",
        "8:61: 'containers' has no 'wep'",
        "18:12: '../x.toml' is no path below the config folder: it has an empty part, '.' or '..'",
        "19:12: the name 'x' doesn't show which format the file has; say it in 'format'; there are env, ini, json, text, toml, yaml",
        "20:5: exactly one of 'template', 'source' has to be there",
        "21:49: a mode is three octal digits, like 0644 or 0600",
        "22:28: cannot read '",
        "11:12: 'when' is an expression without braces, like: eq (GetValue \"mode\") \"full\"",
        "12:12: there is no such parameter",
        "12:42: 's' is a secret, and what stands here is shown",
        "13:15: 'matches' is no regular expression: ",
        "14:5: an error needs 'when' or 'matches': when it is one",
        "15:9: 'a' is no whole number, so it is no port",
        "15:12: 'z': there is no such parameter",
        "29:8: 'containers' has no 'wep'",
        "29:13: '/x' is no path below the log folder: it has to be relative",
        "24:5: the command 'help' is there already",
        "25:5: exactly one of 'print', 'process', 'request' has to be there",
        "26:28: 's' is a secret, and what stands here is shown",
        "27:30: a service is asked over http: it is on the module's own network",
        "27:49: a method is GET, HEAD, POST, PUT, PATCH or DELETE",
        "28:34: an argument that has to be there can't follow one that may be left out",
    ];
    let found = faults(text);
    for (number, expected) in expected.iter().enumerate() {
        let holds = found.iter().any(|fault| fault.starts_with(expected));
        assert!(holds, "{number}: {expected}\n{}", found.join("\n"));
    }
    assert_eq!(found.len(), expected.len(), "{}", found.join("\n"));
}

#[test]
fn metadata_is_judged_by_the_code_that_judges_every_adapters() {
    let text = "module: a/b\nversion: 1.0.0\nparameters:\n  - {id: p, type: uint, default: 9, maxValue: 8}\n  - {id: p q, type: x}\n  - {id: c, type: choice, default: a}\nsections:\n  - {id: p, parameters: 1}\n";
    let expected = [
        "8:25: 'parameters' is a text, not a list",
        "4:34: 'default' 9 is above the maximum 8",
        "5:10: 'id' 'p q' is no Identifier: ' ' isn't one of A-Z a-z 0-9 _ - .",
        "5:21: 'type' 'x' is no type of a parameter",
        "5:5: 'default' is missing",
        "6:5: 'options' holds no option",
    ];
    let found = faults(text);
    for expected in expected {
        assert!(found.iter().any(|fault| fault == expected), "{expected}\n{}", found.join("\n"));
    }
}

#[test]
fn a_template_that_cannot_work_is_a_fault_before_it_is_used() {
    let base = "module: a/b\nversion: 1.0.0\nparameters:\n  - {id: p, type: uint, default: 9}\n";
    let with = |more: &str| faults(&format!("{base}{more}")).join("\n");
    assert!(
        with("files:\n  - {path: a.toml, template: '{{#if}}'}\n")
            .starts_with("6:30: cannot read 'template (line 6)' at line 1")
    );
    assert!(
        with("files:\n  - {path: a.toml, template: '{{GetValue \"q\"}}'}\n")
            .starts_with("6:30: there is no such parameter")
    );
    assert!(
        with("files:\n  - {path: a.toml, template: '{{GetValue \"x/y:p\"}}'}\n")
            .contains("another module's parameter")
    );
    assert!(
        with("files:\n  - {path: a.toml, template: '{{ModuleConfigDir}}'}\n")
            .contains("nothing is called 'ModuleConfigDir' here")
    );
    assert!(
        with("files:\n  - {path: a.toml, template: '{{Args}}'}\n").contains("nothing is called 'Args' here")
    );
    let dynamic = "module: a/b\nversion: 1.0.0\nparameters:\n  - {id: p, type: bool, default: true, hidden: {default: false, template: '{{GetValue \"q\"}}'}}\n";
    assert!(faults(dynamic)[0].starts_with("4:75: there is no such parameter"), "{:?}", faults(dynamic));
}

#[test]
fn a_try_finds_what_only_some_settings_break() {
    let text = "module: a/b\nversion: 1.0.0\nparameters:\n  - {id: full, type: bool, default: false}\nfiles:\n  - path: a.json\n    template: '{\"x\": {{#if (GetValue \"full\")}}oops{{else}}1{{/if}}, \"y\": {{Env.SOME}}}'\n";
    let module = Module::parse(text, Path::new(".")).unwrap();
    let report = module.try_out().unwrap_err().report("t");
    assert_eq!((report.faults.len(), report.faults[0].at.as_str()), (1, "with full = true"));
    assert!(
        report.faults[0].message.starts_with("cannot write 'a.json': it makes no JSON: "),
        "{:?}",
        report.faults
    );
    Module::parse(MODULE, Path::new(".")).unwrap().try_out().unwrap();
}

#[test]
fn a_file_of_its_own_has_faults_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("t.toml"), "a = 1\nb = {{GetValue \"q\"}}\n").unwrap();
    let text = "module: a/b\nversion: 1.0.0\nparameters:\n  - {id: p, type: uint, default: 9}\nfiles: [{path: a.toml, source: t.toml}]\n";
    let faults = Module::parse(text, folder.path()).unwrap_err();
    assert!(faults[0].at.starts_with("t.toml:2:"), "{faults:?}");
    fs::write(folder.path().join("t.toml"), b"\xff").unwrap();
    assert!(Module::parse(text, folder.path()).unwrap_err()[0].message.contains("it isn't UTF-8"));
}

#[test]
fn a_file_that_is_no_yaml_huge_or_missing_is_refused_as_such() {
    for text in ["", "[]", "x", "a: b: c", "\t", "module: [", "- - -", "\u{0}"] {
        assert!(!faults(text).is_empty(), "{text:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("module.yaml");
    let missing = Module::read(&path).unwrap_err();
    assert!(missing.message().ends_with("module.yaml': no such file"), "{missing}");
    fs::write(&path, vec![b'#'; (1 << 20) + 1]).unwrap();
    assert!(Module::read(&path).unwrap_err().message().ends_with("is larger than 1 MiB"));
    fs::write(&path, b"module: \xff").unwrap();
    assert!(Module::read(&path).unwrap_err().message().contains("isn't UTF-8"));
    fs::write(&path, "module: a/b\nversion: 1.0.0\nx: 1\n").unwrap();
    let report = Module::read(&path).unwrap_err().report("t");
    assert_eq!((report.code, report.faults.len()), (3, 1));
    assert_eq!(report.faults[0].at, format!("{}:3:1", path.display()));
}

#[test]
fn what_init_writes_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("new");
    let files = super::starter::write(&to, &"me/my-mod".parse().unwrap(), "mm").unwrap();
    for file in &files {
        assert!(!fs::read_to_string(to.join(file)).unwrap().contains('@'), "{file:?}");
    }
    let module = Module::read(&to.join("adapter/module.yaml")).unwrap_or_else(|error| panic!("{error}"));
    module.try_out().unwrap();
    assert_eq!(module.fqmn.to_string(), "me/my-mod");
    assert!(super::starter::write(&to, &"me/my-mod".parse().unwrap(), "mm").is_err());
    assert_eq!(super::starter::shortcut("my-mod"), "mm");
    assert_eq!(super::starter::shortcut("Hello"), "hello");
}
