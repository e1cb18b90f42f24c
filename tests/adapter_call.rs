//! hd-adapter-call: adapters that are local processes, in every dialect, and everything that they can do wrong.

use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use crate::support::{Place, Test, wait};

const KEY: &str = "0123456789abcdef0123456789abcdef";

/// An adapter of the current dialect. It notes what it is sent, and who it is, in files beside it.
const CURRENT: &str = r#"#!/bin/sh
read -r request
echo "$2 $request" >>"$0.log"
case "$2" in
  version) echo '{"version":"v1.2.3"}' ;;
  get-log-file) echo '{"path":"adapter.log"}' ;;
  get-config) echo; echo '{"parameters":[{"id":"n","default":18446744073709551615,"value":1.50}],"sections":null}' ;;
  process-config)
    case "$request" in
      *bad*) echo '{"errors":["n is bad","so is m"],"ports":{}}' ;;
      *) echo '{"errors":null,"ports":{"a/x:port":8085}}' ;;
    esac ;;
  set-config) case "$request" in *fail*) echo "cannot save" >&2; exit 1 ;; esac ;;
  get-containers) echo '{"containers":["one","two"]}' ;;
  *) echo "No help topic for '$2'"; exit 3 ;;
esac
"#;

fn place() -> Place {
    let place = Place::default();
    place.write("key", KEY);
    place
}

fn script(place: &Place, name: &str, text: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    place.write(name, text);
    let path = place.path(name);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().into()
}

/// A module's document with this local adapter.
fn document(place: &Place, fqmn: &str, adapter: &str) -> Value {
    json!({
        "fqmn": fqmn,
        "descriptor": { "version": "1.2.3" },
        "adapter": { "command": [adapter], "keyFile": place.path("key") },
        "settings": { "n": 1 },
    })
}

fn stream(documents: &[Value]) -> String {
    documents.iter().map(Value::to_string).collect::<Vec<_>>().join("\n") + "\n"
}

fn on(place: &Place, command: &str, documents: &[Value]) -> Test {
    place.tool("hd-adapter-call").args([command]).stdin(stream(documents))
}

/// How long after this the adapter of this name was asked for the last time.
fn took(place: &Place, name: &str, begun: SystemTime) -> Duration {
    let log = std::fs::metadata(place.path(format!("{name}.log"))).unwrap();
    log.modified().unwrap().duration_since(begun).unwrap_or_default()
}

#[test]
fn any_number_of_jobs_will_do() {
    let place = place();
    let adapter = script(&place, "x", CURRENT);
    let documents = ["a/x", "a/y", "a/z"].map(|fqmn| document(&place, fqmn, &adapter));
    for jobs in ["0", "2", "100000", "18446744073709551615"] {
        let ran = on(&place, "version", &documents).args(["--jobs", jobs]).any_stdout().status(0);
        assert_eq!(
            ran.stdout.matches("\"version\":\"1.2.3\",\"dialect\"").count(),
            3,
            "{jobs}: {}",
            ran.stdout
        );
    }
}

#[test]
fn each_command_writes_its_field() {
    let place = place();
    let hw = document(&place, "a/x", &script(&place, "x", CURRENT));
    let one = |command| on(&place, command, std::slice::from_ref(&hw)).any_stdout().status(0).document();
    assert_eq!(one("version")["adapter"]["version"], "1.2.3");
    assert_eq!(one("version")["adapter"]["dialect"], "current");
    assert_eq!(one("get-log-file")["adapter"]["logFile"], "adapter.log");
    assert_eq!(one("get-config")["config"]["parameters"][0]["default"], json!(u64::MAX));
    assert_eq!(one("process-config")["processed"], json!({"errors":[],"ports":{"a/x:port":8085}}));
    assert_eq!(one("get-containers")["containers"], json!(["one", "two"]));
    assert_eq!(one("set-config")["error"], Value::Null);
    let log = place.read("x.log");
    assert!(log.contains(&format!("set-config {{\"key\":\"{KEY}\",\"config\":{{\"n\":1}}}}\n")), "{log}");
}

#[test]
fn documents_without_an_adapter_to_call_pass_untouched() {
    let place = place();
    let text = concat!(
        "{\"fqmn\":\"nodeset/hyperdrive\",\"x\":1.50}\n",
        "{\"fqmn\":\"a/x\",\"enabled\":false}\n",
        "{\"fqmn\":\"b/y\",\"error\":{\"tool\":\"t\",\"code\":4,\"message\":\"m\",\"hints\":[]}}\n",
    );
    for command in ["version", "get-config", "process-config", "set-config", "get-containers", "start"] {
        place.tool("hd-adapter-call").args([command]).stdin(text).stdout(text).status(4);
    }
}

#[test]
fn another_version_than_the_packages_is_an_error() {
    let place = place();
    let mut hw = document(&place, "a/x", &script(&place, "x", CURRENT));
    hw["descriptor"]["version"] = "1.2.4".into();
    let ran = on(&place, "version", &[hw])
        .any_stdout()
        .stderr_has("the adapter of 'a/x' is of version 'v1.2.3', the package of version '1.2.4'")
        .status(5);
    assert_eq!(ran.document()["error"]["code"], 5);
}

#[test]
fn a_broken_module_does_not_stop_its_neighbours() {
    let place = place();
    let good = document(&place, "a/x", &script(&place, "x", CURRENT));
    let bad = document(&place, "b/y", &script(&place, "y", "#!/bin/sh\necho boom >&2; exit 1\n"));
    let ran = on(&place, "get-config", &[bad, good])
        .any_stdout()
        .stderr_has("hd-adapter-call: the adapter of 'b/y'")
        .stderr_has("failed 'get-config' with exit code 1: boom")
        .status(5);
    let documents = ran.documents();
    assert_eq!(documents[0]["error"]["code"], 5);
    assert!(documents[1]["config"].is_object());
}

#[test]
fn refused_settings_are_faults_with_code_1() {
    let place = place();
    let mut hw = document(&place, "a/x", &script(&place, "x", CURRENT));
    hw["settings"] = json!({ "n": "bad" });
    let ran = on(&place, "process-config", &[hw]).any_stdout().any_stderr().status(1);
    let error = &ran.document()["error"];
    assert_eq!(error["message"], "the settings of 'a/x' are refused by its adapter");
    assert_eq!(error["faults"][0], json!({"at":"a/x","message":"n is bad"}));
    assert_eq!(ran.document()["processed"]["errors"], json!(["n is bad", "so is m"]));
}

#[test]
fn a_refusal_anywhere_sends_no_settings_to_anybody() {
    let place = place();
    let hw = document(&place, "a/x", &script(&place, "x", CURRENT));
    let refused = json!({"fqmn":"b/y","error":{"tool":"hd-adapter-call","code":1,"message":"m","hints":[]}});
    let text = stream(&[hw, refused]);
    place.tool("hd-adapter-call").args(["set-config"]).stdin(&text).stdout(&text).absent("x.log").status(1);
}

#[test]
fn a_set_config_that_fails_gives_the_others_their_old_settings_again() {
    let place = place();
    let module = |fqmn: &str, name: &str, now: Value| {
        let mut document = document(&place, fqmn, &script(&place, name, CURRENT));
        document["settings"] = now;
        document["was"] = json!({ "n": 0 });
        document
    };
    let documents = [
        module("a/x", "x", json!({"n":1})),
        module("b/y", "y", json!({"n":"fail"})),
        module("c/z", "z", json!({"n":3})),
    ];
    let ran = on(&place, "set-config", &documents)
        .args(["--jobs", "1"])
        .any_stdout()
        .stderr_has("failed 'set-config' with exit code 1: cannot save")
        .status(5);
    let out = ran.documents();
    assert_eq!(out[1]["error"]["undone"], true);
    assert!(out[0]["error"].is_null() && out[2]["error"].is_null());
    let sent = place.read("x.log");
    let configs: Vec<_> = sent.lines().filter(|line| line.starts_with("set-config")).collect();
    assert!(configs[0].ends_with("\"config\":{\"n\":1}}") && configs[1].ends_with("\"config\":{\"n\":0}}"));
    assert!(!place.path("z.log").exists());
}

#[test]
fn at_a_start_one_failing_set_config_takes_nothing_back() {
    let place = place();
    let mut bad = document(&place, "b/y", &script(&place, "y", CURRENT));
    bad["settings"] = json!({ "n": "fail" });
    let good = document(&place, "a/x", &script(&place, "x", CURRENT));
    let ran =
        on(&place, "set-config", &[bad, good]).args(["--jobs", "1"]).any_stdout().any_stderr().status(5);
    assert!(ran.documents()[0]["error"]["undone"].is_null());
    assert_eq!(place.read("x.log").matches("set-config").count(), 1);
}

#[test]
fn an_adapter_that_hangs_is_ended_and_its_neighbours_do_not_wait() {
    let place = place();
    let slow = "#!/bin/sh\necho $$ >\"$0.pid\"\nsetsid sleep 300 &\necho $! >>\"$0.pid\"\nsleep 300\n";
    let hung = document(&place, "b/y", &script(&place, "y", slow));
    let good = document(&place, "a/x", &script(&place, "x", CURRENT));
    let (start, begun) = (Instant::now(), SystemTime::now());
    let ran = on(&place, "get-config", &[hung, good])
        .args(["--timeout", "2"])
        .any_stdout()
        .stderr_has("didn't answer 'get-config' within 2 s")
        .status(6);
    assert!(start.elapsed().as_secs() < 20);
    assert!(took(&place, "x", begun).as_secs() < 2);
    assert!(ran.documents()[1]["config"].is_object());
    place.read("y.pid").lines().for_each(wait::end_of);
}

#[test]
fn a_version_takes_no_longer_though_the_dialect_cannot_be_found_out() {
    let place = place();
    let hides = "#!/bin/sh\nread -r request\n[ \"$2\" = version ] || exec sleep 300\nsleep 3; echo '{\"version\":\"1.2.3\"}'\n";
    let slow = document(&place, "b/y", &script(&place, "y", hides));
    let good = document(&place, "a/x", &script(&place, "x", CURRENT));
    let begun = SystemTime::now();
    let call = on(&place, "version", &[slow, good]).args(["--timeout", "5", "--jobs", "1"]);
    let documents = call.any_stdout().status(0).documents();
    let (slow, good) = (&documents[0]["adapter"], &documents[1]["adapter"]);
    assert_eq!((&slow["version"], &slow["dialect"]), (&json!("1.2.3"), &Value::Null));
    assert_eq!((&good["version"], &good["dialect"]), (&json!("1.2.3"), &json!("current")));
    assert!(took(&place, "x", begun) < Duration::from_millis(7500), "{:?}", took(&place, "x", begun));
}

#[test]
fn the_time_out_is_a_setting() {
    let place = place();
    let hyperdrive = json!({"fqmn":"nodeset/hyperdrive","settings":{"clientTimeout":1}});
    let hung = document(&place, "b/y", &script(&place, "y", "#!/bin/sh\nsleep 300\n"));
    on(&place, "get-config", &[hyperdrive, hung]).any_stdout().stderr_has("within 1 s").status(6);
}

/// What an adapter does, and what is said about it.
const WRONG: &[(&str, i32, &str)] = &[
    ("head -c 1G /dev/zero", 5, "printed more than 16 MiB for 'get-config'"),
    ("yes 0123456789", 5, "printed more than 16 MiB for 'get-config'"),
    (
        "(setsid sleep 300 & echo $! >>pids); sleep 300 & echo $! >>pids; wait",
        6,
        "didn't answer 'get-config' within 1 s",
    ),
    ("exit 0", 5, "answered 'get-config' with nothing"),
    ("echo hello", 5, "answered 'get-config' with no JSON: 'hello'"),
    ("echo '{\"parameters\":[{\"id\":'", 5, "answered 'get-config' with JSON that breaks off"),
    (
        "echo '{\"containers\":[]}'",
        5,
        "else than was asked for: neither 'parameters' nor 'sections' are there; 'get-containers' is answered so",
    ),
    ("echo '{\"parameters\":[true]}'", 5, "else than was asked for: true stands where an object has to be"),
    ("echo '{\"parameters\":[],\"parameters\":[]}'", 5, "'parameters' stands twice"),
    ("echo '{\"parameters\":[{\"id\":\"a\",\"default\":1e400}]}'", 5, "number out of range"),
    ("printf '{\"parameters\":[\"\\377\"]}'", 5, "with no text"),
    (
        "echo '{\"para'; kill -9 $$",
        5,
        "was ended by signal 9 during 'get-config', in the middle of its answer",
    ),
    ("printf '{\"para'; exit 3", 5, "died in the middle of its answer to 'get-config', with exit code 3"),
    ("echo '[\"parameters\"]'", 5, "a list stands where an object has to be"),
    (
        "exec >&- 2>&-; sleep 300",
        6,
        "didn't answer 'get-config' within 1 s: it closed its output and went on",
    ),
    (
        "echo '{}'; sleep 300 & echo $! >>pids; exit 0",
        6,
        "didn't answer 'get-config' within 1 s: it ended, but what it had started held its output open\n",
    ),
    ("kill -STOP $$", 6, "didn't answer 'get-config' within 1 s: a signal stopped it, and none let it go on"),
    (
        "echo thinking; sleep 300",
        6,
        "didn't answer 'get-config' within 1 s: it printed 'thinking' and went on",
    ),
    ("echo 'panic: no settings' >&2; echo goroutine >&2; exit 2", 5, "with exit code 2: panic: no settings"),
    ("echo \"invalid key $request\" >&2; exit 1", 5, "invalid key {\"key\":\"***\"}"),
    ("no-such-program", 5, "cannot run 'hd-module get-config'"),
];

#[test]
fn every_way_to_answer_wrongly_has_its_own_message() {
    for (what, code, message) in WRONG {
        let place = place();
        let adapter = script(&place, "y", &format!("#!/bin/sh\nread -r request\n{what}\n"));
        let document = document(&place, "b/y", &adapter);
        let ran = on(&place, "get-config", &[document])
            .args(["--timeout", "1"])
            .any_stdout()
            .stderr_has(message)
            .stderr_has("the adapter of 'b/y'")
            .status(*code);
        assert!(!ran.stderr.contains(KEY) && !ran.stdout.contains(KEY), "{}", ran.stderr);
        let pids = std::fs::read_to_string(place.path("pids")).unwrap_or_default();
        pids.lines().for_each(wait::end_of);
    }
}

#[test]
fn whatever_one_does_its_neighbours_are_answered_in_their_own_time() {
    let place = place();
    let bad = WRONG.iter().enumerate().map(|(number, (what, ..))| {
        let text = format!("#!/bin/sh\nread -r request\n{what}\n");
        document(&place, &format!("bad/m{number}"), &script(&place, &format!("bad{number}"), &text))
    });
    let gone = document(&place, "bad/gone", "/no/such/adapter");
    let names = ["x", "y", "z"];
    let good = names.map(|name| document(&place, &format!("a/{name}"), &script(&place, name, CURRENT)));
    let documents: Vec<_> = bad.chain([gone]).chain(good).collect();
    let begun = SystemTime::now();
    let call = on(&place, "get-config", &documents).args(["--timeout", "4", "--jobs", "30"]);
    let ran = call.any_stdout().any_stderr().status(6);
    let documents = ran.documents();
    let (failed, answered) = documents.split_at(WRONG.len() + 1);
    for ((.., message), document) in WRONG.iter().zip(failed) {
        let error = &document["error"];
        let text = error["message"].as_str().unwrap();
        assert!(text.contains(message.replace("1 s", "4 s").trim_end()), "{text}");
    }
    assert!(failed[WRONG.len()]["error"]["message"].as_str().unwrap().contains("no such file"));
    assert!(answered.iter().all(|document| document["config"].is_object()));
    for name in names {
        assert!(took(&place, name, begun).as_secs() < 4, "{name}");
    }
    let pids = std::fs::read_to_string(place.path("pids")).unwrap_or_default();
    pids.lines().for_each(wait::end_of);
}

#[test]
fn a_missing_adapter_program_or_key_is_named() {
    let place = place();
    let gone = document(&place, "a/x", "/no/such/adapter");
    on(&place, "version", &[gone])
        .any_stdout()
        .stderr_has("cannot run '/no/such/adapter': no such file")
        .status(4);
    let mut keyless = document(&place, "a/x", &script(&place, "x", CURRENT));
    keyless["adapter"]["keyFile"] = "/no/such/key".into();
    on(&place, "version", &[keyless])
        .any_stdout()
        .stderr_has("cannot read the key '/no/such/key': no such file")
        .status(3);
}

#[test]
fn the_raw_form_answers_in_the_first_tables_shape() {
    let place = place();
    let adapter = script(&place, "x", CURRENT);
    let raw =
        |command: &str| place.tool("hd-adapter-call").args([command, "--key-file", "key", "--", &adapter]);
    raw("version").stdout("{\"version\":\"v1.2.3\"}\n").status(0);
    raw("get-containers").stdout("{\"containers\":[\"one\",\"two\"]}\n").status(0);
    raw("get-log-file").stdout("{\"path\":\"adapter.log\"}\n").status(0);
    raw("set-config").stdin("{\"config\":{\"n\":2}}").status(0);
    raw("process-config")
        .stdin("{\"config\":{\"n\":2}}")
        .stdout("{\"errors\":[],\"ports\":{\"a/x:port\":8085}}\n")
        .status(0);
    raw("process-config").stdin("{\"config\":\"bad\"}").any_stdout().status(1);
    raw("process-config").stderr_has("needs 'config'").status(3);
    raw("process-config").stdin("{\"konfig\":1}").stderr_has("unknown field `konfig`").status(3);
    raw("start").stderr_has("the adapter has no 'start': it speaks the dialect current").status(5);
    raw("stop").stderr_has("an adapter has no command 'stop'").status(2);
}

#[test]
fn a_secret_reaches_its_own_adapter_and_nobody_else() {
    let place = place();
    place.write("secrets/adapter.key", KEY).write("secrets/pass", "open sesame");
    let leaky = CURRENT.replace("echo \"cannot save\" >&2", "echo \"cannot save $request\" >&2");
    let mut hw = document(&place, "a/x", &script(&place, "x", &leaky));
    let folder = |name: &str| place.path(name);
    hw["paths"] = json!({
        "user": folder(""), "state": folder("state"), "config": folder("config"), "log": folder("log"),
        "data": folder("data"), "runtime": folder("runtime"), "override": folder("override"),
        "adapterKey": folder("secrets/adapter.key"), "servicesKey": folder("secrets/services.key"),
        "hyperdriveKey": folder("secrets/hyperdrive.key"),
    });
    hw["settings"] = json!({ "s": { "pass": { "secretFile": folder("secrets/pass") } }, "n": "fail" });
    let ran = on(&place, "set-config", &[hw.clone()]).any_stdout().stderr_has("\"pass\":\"***\"").status(5);
    assert!(place.read("x.log").contains("\"config\":{\"s\":{\"pass\":\"open sesame\"},\"n\":\"fail\"}"));
    assert!(!ran.stdout.contains("sesame") && !ran.stderr.contains("sesame"), "{}", ran.stderr);
    // Settings could name any file.
    hw["settings"]["s"]["pass"]["secretFile"] = "/etc/hostname".into();
    on(&place, "set-config", &[hw])
        .any_stdout()
        .stderr_has("isn't in the module's own folder of secrets")
        .status(7);
}

#[test]
fn the_words_of_run_and_a_local_command_line_are_told_apart() {
    let place = place();
    let echo = script(&place, "x", "#!/bin/sh\nread -r request\necho \"$1 $2 $3 $request\"; cat; exit 9\n");
    let run = |args: &[&str]| {
        let place = place.clone();
        place.tool("hd-adapter-call").args(["run", "--key-file", "key"]).args(args).stdin("typed\n")
    };
    let says = |command: &str, first: &str| {
        format!("{first} {{\"key\":\"{KEY}\",\"command\":\"{command}\"}}\ntyped\n")
    };
    run(&["a b", "c", "--", &echo]).stdout(&says("'a b' c", "hd-module run ")).status(9);
    run(&["--words", "2", "--", "-x", "--", &echo, "flag"])
        .stdout(&says("-x --", "flag hd-module run"))
        .status(9);
    run(&["--words", "2", "--", "-x", &echo]).stderr_has("no local adapter's command line").status(2);
    place.tool("hd-adapter-call").args(["run", "a"]).stderr_has("works on one adapter").status(2);
}

#[test]
fn a_signal_takes_a_change_back() {
    let place = place();
    let mut done = document(&place, "a/x", &script(&place, "x", CURRENT));
    let hangs =
        CURRENT.replace("  set-config)", "  set-config) echo begun >\"$0.begun\"; sleep 300 ;;\n  other)");
    let begun = wait::Fifo::new(&place, "y.begun");
    let mut hung = document(&place, "b/y", &script(&place, "y", &hangs));
    (done["was"], hung["was"]) = (json!({"n":0}), json!({"n":0}));
    let test = on(&place, "set-config", &[]).args(["--jobs", "1"]);
    let mut call = test.command();
    let mut child = call
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), stream(&[done, hung]).as_bytes()).unwrap();
    assert_eq!(begun.line(), "begun");
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(6), "{}", String::from_utf8_lossy(&output.stderr));
    let sent = place.read("x.log");
    assert!(sent.trim_end().ends_with("\"config\":{\"n\":0}}"), "{sent}");
}

#[test]
fn what_an_adapter_started_is_ended_with_it_and_told() {
    let place = place();
    let forks = "#!/bin/sh\nsetsid sleep 300 & echo $! >>pids\nsleep 300 & echo $! >>pids\nwait\n";
    let document = document(&place, "b/y", &script(&place, "y", forks));
    let call = on(&place, "get-config", &[document]).args(["--timeout", "1"]).any_stdout();
    call.stderr_has("hint: it had started other processes, which were ended too\n").status(6);
    place.read("pids").lines().for_each(wait::end_of);
}

/// Ways to leave a process behind that says nothing more.
const BEHIND: &[&str] = &[
    "sleep 300 >&- 2>&- <&- &",
    "nohup sleep 300 >/dev/null 2>&1 </dev/null &",
    "setsid sleep 300 >/dev/null 2>&1 </dev/null &",
    "(setsid sh -c 'echo $$ >>pids; (exec sleep 300) & echo $! >>pids' >/dev/null 2>&1 </dev/null &) &",
    // Without its environment, its session and its parent.
    "(env -i setsid sh -c 'echo $$ >>pids; exec sleep 300' >/dev/null 2>&1 </dev/null &) & sleep 0.1",
    "(env -i setsid sh -c 'echo $$ >>pids; sleep 300 & echo $! >>pids' >/dev/null 2>&1 </dev/null &) & sleep 0.1",
];

#[test]
fn what_an_adapter_leaves_behind_ends_though_it_answered_well() {
    for behind in BEHIND {
        let place = place();
        let leaves = CURRENT.replacen("#!/bin/sh\n", &format!("#!/bin/sh\n{behind}\necho $! >>pids\n"), 1);
        let adapter = script(&place, "y", &leaves);
        let ran = on(&place, "get-config", &[document(&place, "b/y", &adapter)]).any_stdout().status(0);
        assert!(ran.document()["config"].is_object(), "{}", ran.stdout);
        let run = ["run", "--key-file", "key", "a", "--", &adapter];
        place.tool("hd-adapter-call").args(run).any_stdout().status(3);
        let pids = place.read("pids");
        assert!(pids.lines().count() >= 2, "{pids}");
        pids.lines().for_each(wait::end_of);
    }
}

#[test]
fn children_of_a_shell_that_becomes_the_tool_are_nobodys_orphans() {
    let place = place();
    let hides =
        "(env -i setsid sh -c 'echo $$ >>hidden; exec sleep 300' >/dev/null 2>&1 </dev/null &) & sleep 0.5";
    let hides = CURRENT.replacen("#!/bin/sh\n", &format!("#!/bin/sh\n{hides}\n"), 1);
    let adapter = script(&place, "y", &hides);
    let tool = env!("CARGO_BIN_EXE_hd-adapter-call");
    // Each is a child of the tool; what the last of them starts becomes one while the adapter is at hand.
    let own = [
        "sleep 60",
        "env -i sleep 60",
        "setsid sleep 60",
        "sh -c 'sleep 0.1; setsid sleep 60 & echo $! >>children; exec sleep 0.1'",
    ];
    let own = own.map(|command| format!("{command} >/dev/null 2>&1 & echo $! >>children; ")).concat();
    let text = format!("{own} exec {tool} version --key-file key -- {adapter}");
    let said =
        std::process::Command::new("bash").args(["-c", &text]).current_dir(place.root()).output().unwrap();
    let children = place.read("children");
    let alive = children
        .lines()
        .filter(|child| std::process::Command::new("kill").arg(child).output().unwrap().status.success());
    assert_eq!((alive.count(), children.lines().count()), (4, 5), "{said:?}");
    assert!(said.status.success() && String::from_utf8_lossy(&said.stdout).contains("1.2.3"), "{said:?}");
    // What the adapter hid doesn't.
    place.read("hidden").lines().for_each(wait::end_of);
}

#[test]
fn orphans_that_ended_are_not_in_the_way_while_others_are_called() {
    let place = place();
    let leaves = "setsid sleep 60 >/dev/null 2>&1 </dev/null &\n";
    let leaves = CURRENT.replacen("#!/bin/sh\n", &format!("#!/bin/sh\n{leaves}"), 1);
    let counts = CURRENT.replacen("#!/bin/sh\n", "#!/bin/sh\nps -o stat= --ppid $PPID >\"$0.seen\"\n", 1);
    let many = (0..8).map(|number| {
        document(&place, &format!("a/m{number}"), &script(&place, &format!("m{number}"), &leaves))
    });
    let last = document(&place, "a/z", &script(&place, "z", &counts));
    let slow = document(
        &place,
        "a/slow",
        &script(&place, "slow", &CURRENT.replacen("#!/bin/sh\n", "#!/bin/sh\nsleep 3\n", 1)),
    );
    let documents: Vec<_> = std::iter::once(slow).chain(many).chain([last]).collect();
    on(&place, "version", &documents).args(["--jobs", "2"]).any_stdout().status(0);
    let seen = place.read("z.seen");
    assert!(seen.lines().count() >= 2 && !seen.contains('Z'), "{seen}");
}

#[test]
fn an_orphan_that_could_be_anybodys_ends_with_the_last_of_them() {
    let place = place();
    let hides =
        "(env -i setsid sh -c 'echo $$ >>pids; exec sleep 300' >/dev/null 2>&1 </dev/null &) & sleep 0.1";
    let leaves = CURRENT.replacen("#!/bin/sh\n", &format!("#!/bin/sh\n{hides}\n"), 1);
    let slow = CURRENT.replacen("#!/bin/sh\n", "#!/bin/sh\nsleep 0.7\n", 1);
    let hangs = format!("#!/bin/sh\n{hides}\nsleep 300\n");
    let module =
        |fqmn: &str, text: &str| document(&place, fqmn, &script(&place, &fqmn.replace('/', "-"), text));
    let documents =
        [module("a/x", &leaves), module("b/y", &slow), module("c/z", &hangs), module("d/w", &leaves)];
    let call = on(&place, "version", &documents).args(["--timeout", "2"]);
    let ran = call.any_stdout().stderr_has("the adapter of 'c/z'").status(6);
    let answered = |at: usize| ran.documents()[at]["adapter"]["version"] == "1.2.3";
    assert!(answered(0) && answered(1) && answered(3), "{}", ran.stdout);
    let pids = place.read("pids");
    assert!(pids.lines().count() >= 3, "{pids}");
    pids.lines().for_each(wait::end_of);
}

#[test]
fn a_signal_ends_a_raw_call_that_waits_for_its_request_or_its_key() {
    use std::os::unix::process::ExitStatusExt;
    let place = place();
    let adapter = script(&place, "x", CURRENT);
    let pipe = wait::Fifo::new(&place, "pipe");
    for key in ["key", "pipe"] {
        let raw = ["process-config", "--key-file", key, "--", &adapter];
        let mut call = place.tool("hd-adapter-call").args(raw).command();
        let mut child = call.stdin(std::process::Stdio::piped()).spawn().unwrap();
        let _open = child.stdin.take();
        let pid = rustix::process::Pid::from_child(&child);
        // By then it watches for signals; else it ends of them at once.
        std::thread::sleep(Duration::from_millis(300));
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        assert_eq!(child.wait().unwrap().signal(), Some(15), "{key}");
    }
    drop(pipe);
    let mut waits = document(&place, "a/x", &adapter);
    waits["adapter"]["keyFile"] = json!(place.path("pipe"));
    on(&place, "version", &[waits]).any_stdout().stderr_has("is no file").status(3);
}

#[test]
fn a_signal_ends_a_tool_that_waits_for_its_input() {
    use std::os::unix::process::ExitStatusExt;
    let place = place();
    let mut call = on(&place, "version", &[]).command();
    let mut child =
        call.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::null()).spawn().unwrap();
    let says = CURRENT
        .replace("read -r request", "read -r request; [ \"$2\" != version ] || echo here >\"$0.here\"");
    let here = wait::Fifo::new(&place, "x.here");
    let document = document(&place, "a/x", &script(&place, "x", &says));
    // It stays open: there could be more.
    let mut input = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, stream(&[document]).as_bytes()).unwrap();
    assert_eq!(here.line(), "here", "it has begun, and so it watches for signals");
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(15));
}

#[test]
fn what_starts_the_next_one_and_ends_is_ended_however_fast_it_does_so() {
    let place = place();
    let follows = "setsid bash -c 'f() { [ -e live ] || return; echo >>count; f & }; f' >/dev/null 2>&1 </dev/null &\nsleep 0.05";
    let follows = CURRENT.replacen("#!/bin/sh\n", &format!("#!/bin/sh\n{follows}\n"), 1);
    let document = document(&place, "b/y", &script(&place, "y", &follows));
    place.write("live", "");
    for _ in 0..4 {
        on(&place, "get-config", std::slice::from_ref(&document)).any_stdout().status(0);
        let count = place.read("count").len();
        std::thread::sleep(Duration::from_millis(200));
        assert_eq!(place.read("count").len(), count);
    }
}
