//! The example's adapter and its twin, which is declared: what the one answers and writes, the other does.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use super::{declared, folders};
use crate::hello::{KEY, module, settings};
use crate::support::{Place, Test, example};

/// Both adapters of the same module, each with folders of its own.
struct Twins {
    programmed: Place,
    declared: Place,
}

impl Twins {
    fn new() -> Self {
        Self { programmed: module(), declared: module() }
    }

    /// The same command of both with this input.
    fn ask(&self, command: &str, input: &str) -> [Said; 2] {
        [programmed(&self.programmed, command), declared(&self.declared, command)]
            .map(|test| ended(&test, input))
    }

    /// Both end in the same way, and say the same.
    #[track_caller]
    fn agree(&self, command: &str, mut request: Value) -> Said {
        request["key"] = KEY.into();
        let [one, two] = self.ask(command, &format!("{request}\n"));
        assert_eq!(one, two, "{command} {request}");
        one
    }

    /// Both write the same files: what they say is compared, as each writes it in its own way.
    #[track_caller]
    fn wrote_the_same(&self) {
        let names = |place: &Place| {
            let mut names: Vec<_> =
                fs::read_dir(place.path("config")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        assert_eq!(names(&self.programmed), names(&self.declared));
        let toml = |place: &Place, name: &str| {
            let text = place.read(Path::new("config").join(name));
            toml::from_str::<toml::Table>(&text).unwrap_or_else(|cause| panic!("{cause}: {text}"))
        };
        for name in ["server.toml", "mirror.toml"] {
            assert_eq!(toml(&self.programmed, name), toml(&self.declared, name), "{name}");
        }
        let saved =
            |place: &Place| serde_json::from_str::<Value>(&place.read("config/settings.json")).unwrap();
        assert_eq!(saved(&self.programmed), saved(&self.declared));
    }
}

/// How a command ended: its code, the JSON or text that it printed, and what it complained of.
#[derive(Debug, PartialEq)]
struct Said {
    code: Option<i32>,
    answer: Value,
    complaint: String,
}

fn ended(test: &Test, input: &str) -> Said {
    let mut command = test.command();
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let _ = std::io::Write::write_all(&mut stdin, input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let answered = String::from_utf8(output.stdout).unwrap();
    let complaint = String::from_utf8(output.stderr).unwrap();
    let answer = serde_json::from_str(&answered).unwrap_or_else(|_| answered.into());
    Said { code: output.status.code(), answer, complaint }
}

/// The adapter that is programmed, as that of the twin.
fn programmed(place: &Place, command: &str) -> Test {
    let test = place.tool("examples/hello-adapter").args(["hd-module", command]);
    folders(test, place).env("HELLO_FQMN", "example/hello-declared").env("HELLO_SHORTCUT", "hwd")
}

#[test]
fn the_twins_agree_on_metadata_before_and_after_settings_were_saved() {
    let twins = Twins::new();
    assert_eq!(twins.agree("version", json!({})).answer, json!({"version": "1.0.0"}));
    assert_eq!(twins.agree("get-config", json!({})).code, Some(0));
    for mode in ["simple", "full"] {
        let mut settings = settings(mode);
        settings["server"]["passphrase"] = "open-sesame".into();
        assert_eq!(twins.agree("set-config", json!({"config": settings})).code, Some(0));
        let metadata = twins.agree("get-config", json!({})).answer;
        assert!(metadata["parameters"][0]["value"] == "Ahoi" && !metadata.to_string().contains("sesame"));
        twins.wrote_the_same();
        let containers = twins.agree("get-containers", json!({})).answer;
        assert_eq!(containers["containers"].as_array().unwrap().len(), if mode == "full" { 2 } else { 1 });
    }
}

#[test]
fn the_twins_agree_on_what_is_wrong_and_which_ports_are_taken() {
    let twins = Twins::new();
    twins.agree("get-containers", json!({}));
    let changes = [
        ("/greeting", json!("x: \"y\" # z\\ 'é'")),
        ("/guests", json!("moon\n\"x\" = 1,{{sun}}")),
        ("/guests", json!("moon,,sun")),
        ("/guests", json!("")),
        ("/guests", json!(" , ")),
        ("/guests", json!(["x"; 10].join(","))),
        ("/guests", json!(["x"; 11].join(","))),
        ("/repeat", json!(3)),
        ("/server/passphrase", json!("short")),
        ("/server/passphrase", json!("long-enough")),
        ("/server/port", json!(9002)),
        ("/server/logRequests", json!(false)),
        ("/server/clock/utcOffset", json!(14)),
        ("/server/clock/delay", json!(5.0)),
        ("/mirror/port", json!(9001)),
        ("/mirror/greeting", json!("$HOME {{x}}")),
    ];
    for mode in ["simple", "full"] {
        for (pointer, value) in &changes {
            let mut settings = settings(mode);
            *settings.pointer_mut(pointer).unwrap() = value.clone();
            let processed = twins.agree("process-config", json!({"config": settings}));
            assert_eq!(processed.code, Some(0), "{processed:?}");
            let set = twins.agree("set-config", json!({"config": settings}));
            assert_eq!(set.code == Some(0), processed.answer["errors"] == json!([]), "{pointer} {value}");
            if set.code == Some(0) {
                twins.wrote_the_same();
            }
        }
    }
}

#[test]
fn the_twins_refuse_the_same_requests() {
    let twins = Twins::new();
    for key in ["", "wrong", &KEY[1..], &format!("{KEY}\n")] {
        for command in ["get-config", "process-config", "set-config", "get-containers", "get-log-file", "run"]
        {
            let [one, two] = twins.ask(command, &format!("{}\n", json!({"key": key})));
            assert_eq!(one, two, "{command}");
            assert_eq!((one.code, one.complaint.as_str()), (Some(1), "invalid key\n"));
        }
    }
    for input in ["", "{}", "[\n", "\n", "{\"key\":1}\n", "nonsense\n"] {
        let [one, two] = twins.ask("get-config", input);
        let begin = |ran: &Said| ran.complaint.split(':').next().unwrap_or_default().to_owned();
        assert_eq!((one.code, &one.answer, begin(&one)), (two.code, &two.answer, begin(&two)), "{input:?}");
    }
    for unknown in ["start", "get-config-metadata", "nonsense", ""] {
        assert_eq!(twins.agree(unknown, json!({})).code, Some(3));
    }
    for bad in [Value::Null, json!({}), json!({"greeting": 7}), json!([])] {
        let [one, two] = twins.ask("process-config", &format!("{}\n", json!({"key": KEY, "config": bad})));
        for answer in [one.answer, two.answer] {
            assert!(
                !answer["errors"].as_array().unwrap().is_empty() && answer["ports"] == json!({}),
                "{answer}"
            );
        }
        let set = twins.ask("set-config", &format!("{}\n", json!({"key": KEY, "config": bad})));
        assert_eq!(set.map(|ran| ran.code), [Some(1), Some(1)]);
    }
    for source in ["adapter", "hwd-server", "../x", ""] {
        twins.agree("get-log-file", json!({"source": source}));
    }
    assert_eq!(fs::read_dir(twins.declared.path("config")).unwrap().count(), 0);
}

#[test]
fn the_twins_run_the_same_commands() {
    let twins = Twins::new();
    let mut settings = settings("simple");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    settings["server"]["port"] = port.into();
    twins.agree("set-config", json!({"config": settings}));
    for command in ["hello Ada 'and all'", "hello", "'open"] {
        twins.agree("run", json!({"command": command}));
    }
    // Nobody listens at the service's port.
    let status = twins.ask("run", &format!("{}\n", json!({"key": KEY, "command": "status"})));
    for Said { code, complaint, .. } in status {
        assert_eq!(code, Some(1));
        assert!(
            complaint.starts_with(&format!("'http://127.0.0.1:{port}/hello' doesn't answer: ")),
            "{complaint}"
        );
    }
    let [one, two] = twins.ask("run", &format!("{}\n", json!({"key": KEY, "command": "fly"})));
    assert_eq!((one.code, two.code), (Some(2), Some(2)));
    let help =
        declared(&twins.declared, "run").stdin(format!("{}\n", json!({"key": KEY, "command": "help"})));
    help.stdout_has("hello [NAME...]  greets these\n")
        .stdout_has("status           asks the service")
        .status(0);
}

#[test]
fn the_twins_templates_are_those_of_the_example() {
    for part in ["server", "mirror"] {
        let of = |path: &Path| fs::read_to_string(path).unwrap();
        let one = of(&example::folder().join(format!("templates/hw-{part}.tmpl"))).replace("hw-", "hwd-");
        let two = of(&example::declared_folder().join(format!("templates/hwd-{part}.tmpl")));
        assert_eq!(one, two.replace("      - HELLO_FQMN=example/hello-declared\n", ""));
    }
}
