//! Requests: the key, the line, each command, and what is refused.

use std::fs;

use serde_json::json;

use super::{Adapter, KEY, MODULE, config};
use crate::declared::{Folders, Refusal, Then};

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
