//! hd-check without an engine: for each code a package or an adapter that it is found in, and the example, in which nothing is.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use hd::check::{Scope, code};
use serde_json::{Value, json};

use crate::support::wait::Fifo;
use crate::support::{Place, Ran, Test, example};

const HELLO: &str = "../examples/hello-adapter";

/// The example's adapter, as a program of this machine.
pub fn hello() -> String {
    let own = std::env::current_exe().unwrap();
    own.parent().unwrap().join(HELLO).canonicalize().unwrap().display().to_string()
}

/// A place with a copy of the example in the folder `module`.
fn with_module() -> Place {
    let place = Place::default();
    example::copy(
        &place,
        "module",
        &["hello-world-adapter:1.0.0".into(), "hello-world-service:1.0.0".into()],
    );
    place
}

/// A program around the example's adapter: before a line `---` what it does first while it idles, after it what it does with
/// a command, which is `$1`, and its request, which is `$line`.
fn around(place: &Place, first: &str) -> String {
    let (idle, command) = first.split_once("\n---\n").unwrap_or((":", first));
    let script = format!(
        r#"#!/bin/bash
hello={}
key=$(cat "$HD_KEY_FILE")
if [ "$1" != hd-module ]; then
{idle}
exec "$hello" "$@"
fi
shift
IFS= read -r line || {{ printf %s "$line" | "$hello" hd-module "$@"; exit; }}
{command}
{{ printf '%s\n' "$line"; cat; }} | "$hello" hd-module "$@"
"#,
        hello()
    );
    place.write("adapter", script);
    std::fs::set_permissions(place.path("adapter"), std::fs::Permissions::from_mode(0o755)).unwrap();
    place.path("adapter").display().to_string()
}

fn check(place: &Place, args: &[&str]) -> Test {
    place.tool("hd-check").args(args).args(["--format", "json"])
}

/// The codes that were found, each once.
fn codes(ran: &Ran) -> BTreeSet<String> {
    let report = ran.document();
    let found = report["findings"].as_array().unwrap().iter();
    found.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

/// Changes a file of the module: this text for that.
fn change(place: &Place, file: &str, old: &str, new: &str) {
    let path = format!("module/{file}");
    let text = place.read(&path);
    assert!(text.contains(old), "{text}");
    place.write(path, text.replace(old, new));
}

#[test]
fn nothing_is_found_in_the_example() {
    let place = with_module();
    place.tool("hd-unpack").args(["pack", "module", "-o", "demo.zip"]).any_stdout().status(0);
    let whole = "rendered with 6 combinations of choices and booleans\n";
    for (package, compose) in [("module", "--format=text"), ("demo.zip", "--no-compose")] {
        let args = ["package", package, compose, "--", &hello()];
        let sum = format!("{whole}{package}: 0 errors, 0 warnings, 0 notes\n");
        place.tool("hd-check").args(args).stdout(&sum).status(0);
    }
    let start = Instant::now();
    let adapter = place.tool("hd-check").args(["adapter", "demo.zip", "--", &hello()]);
    let said = format!("it speaks the dialect current\n{}: 0 errors, 0 warnings, 0 notes\n", hello());
    adapter.stdout(&said).status(0);
    assert!(start.elapsed() < Duration::from_secs(60));
}

#[test]
fn what_cannot_be_looked_at_is_said() {
    let place = with_module();
    let ran = place.tool("hd-check").args(["package", "module"]).any_stdout().status(0);
    let first = ran.stdout.lines().next().unwrap();
    assert_eq!(first, "not looked at: HD004, HD005, HD006, HD007, HD010 (there are no metadata)");
    let tap = place.tool("hd-check").args(["package", "module", "--format", "tap"]).any_stdout().status(0);
    assert!(tap.stdout.contains("ok 4 - HD004 templates render"), "{}", tap.stdout);
    assert!(tap.stdout.contains("# SKIP there are no metadata\n"), "{}", tap.stdout);
    assert!(tap.stdout.contains("\nok 1 - HD001 the archive is a package\n"), "{}", tap.stdout);
}

#[test]
fn what_is_not_there_is_no_finding() {
    let place = with_module();
    let check = |args: &[&str]| place.tool("hd-check").args(args);
    check(&["package", "none.zip"]).stderr("hd-check: cannot open 'none.zip': no such file\n").status(3);
    check(&["package", "module", "--metadata", "none"]).stderr_has("cannot read 'none'").status(3);
    check(&["package", "module", "--replay", "none"])
        .stderr_has("cannot read the recording 'none'")
        .status(3);
    check(&["package", "module", "--record", "x"]).stderr_has("there is no adapter").status(2);
    check(&["adapter"]).stderr_has("required").status(2);
    check(&["adapter", "--container", "x"]).stderr_has("--key-file").status(2);
    check(&["adapter", "--timeout", "0", "--", "x"]).stderr_has("is none").status(2);
    place.write("bad.zip", "no archive");
    check(&["adapter", "bad.zip", "--", "x"]).stderr_has("'bad.zip' is no package").status(3);
    check(&["explain", "HD999"]).stderr_has("there is no code 'HD999'").status(2);
    let explained = check(&["explain", "hd020"]).any_stdout().status(0).stdout;
    assert!(explained.starts_with("HD020 (warning): images have a version\n"), "{explained}");
}

#[test]
fn its_schema_is_that_of_the_report() {
    let schema = Test::tool("hd-check").args(["--schema"]).any_stdout().status(0).document();
    assert_eq!(schema["title"], "hd-check");
    let properties = schema["properties"].as_object().unwrap();
    let place = with_module();
    let report = check(&place, &["package", "module"]).any_stdout().status(0).document();
    let fields = |object: &serde_json::Map<String, Value>| object.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(fields(properties), fields(report.as_object().unwrap()));
    assert!(schema["$defs"]["Finding"]["properties"]["fix"].is_object(), "{schema}");
}

/// What is found where one thing of the example is changed: the code, the file, what stood there and what stands there now.
const PACKAGES: &[(&str, &str, &str, &str)] = &[
    ("HD002", "descriptor.json", "\"shortcut\": \"hw\"", "\"shortcut\": \"\""),
    ("HD003", "templates/hw-mirror.tmpl", "services:", "services: {{#if}"),
    (
        "HD004",
        "templates/hw-mirror.tmpl",
        "command: [serve, mirror]",
        "command: [serve{{#if (eq (GetValue \"repeat\") 3)}}{{index (GetValueArray \"guests\" \",\") 9}}{{/if}}]",
    ),
    ("HD005", "templates/hw-mirror.tmpl", "cap_drop: [ALL]", "cap_drop: [ALL]\n    imag: x"),
    (
        "HD006",
        "templates/hw-mirror.tmpl",
        "services:",
        "services:\n  hw-server:\n    image: other:1\n    cap_drop: [ALL]\n    pull_policy: never",
    ),
    (
        "HD010",
        "templates/hw-mirror.tmpl",
        "command:",
        "{{#if (eq 1 2)}}{{GetValue \"mirror/prot\"}}{{/if}}\n    command:",
    ),
    (
        "HD010",
        "templates/hw-mirror.tmpl",
        "command:",
        "{{#if (eq 1 2)}}{{GetValue \"hyperdrive:apiProt\"}}{{/if}}\n    command:",
    ),
    (
        "HD011",
        "templates/hw-mirror.tmpl",
        "command:",
        "labels: [\"{{GetValue \"me/other:a/b\"}}\"]\n    command:",
    ),
    (
        "HD012",
        "descriptor.json",
        "\"dependencies\": []",
        "\"dependencies\": [], \"exactlyOne\": [\"nobody\"]",
    ),
    (
        "HD014",
        "templates/hw-mirror.tmpl",
        "command:",
        "{{#if (eq 1 2)}}{{ModuleConfigDri}}{{/if}}\n    command:",
    ),
    ("HD020", "templates/hw-mirror.tmpl", "hello-world-service:1.0.0", "hello-world-service"),
    ("HD021", "templates/hw-mirror.tmpl", "pull_policy: never", "pull_policy: missing"),
    ("HD022", "templates/hw-mirror.tmpl", "cap_drop: [ALL]", "cap_drop: []"),
    (
        "HD023",
        "adapter.tmpl",
        "- type: bind",
        "- /var/run/docker.sock:/var/run/docker.sock\n      - type: bind",
    ),
    (
        "HD024",
        "adapter.tmpl",
        "{{#each AdapterVolumes}}\n      - {{this}}\n      {{/each}}",
        "- {{ModuleConfigDir}}:/c",
    ),
    (
        "HD031",
        "templates/hw-mirror.tmpl",
        "command: [serve, mirror]",
        "command: [serve, {{raw (GetValue \"mode\")}}]",
    ),
];

#[test]
fn each_code_of_packages_is_found() {
    let mut met = BTreeSet::new();
    for (code, file, old, new) in PACKAGES {
        let place = with_module();
        change(&place, file, old, new);
        let level = code::find(code).unwrap().level;
        let status = i32::from(level == hd::check::Level::Error);
        let ran = check(&place, &["package", "module", "--no-compose"]);
        let ran = ran.args(["--", &hello()]).any_stdout().status(status);
        assert_eq!(codes(&ran), BTreeSet::from([(*code).to_owned()]), "{code}: {}", ran.stdout);
        let finding = &ran.document()["findings"][0];
        assert!(
            finding["place"]["at"].as_str().unwrap().starts_with(file)
                || *code == "HD012"
                || *code == "HD024",
            "{finding}"
        );
        assert!(finding["fix"].as_str().is_some_and(|fix| fix.len() > 10), "{finding}");
        met.insert((*code).to_owned());
    }
    met.extend(others());
    let all: BTreeSet<String> =
        code::ALL.iter().filter(|code| code.scope == Scope::Package).map(|code| code.id.into()).collect();
    assert_eq!(met, all);
}

/// Codes for which more than a text has to be changed.
fn others() -> Vec<String> {
    let place = with_module();
    place
        .write("bad.zip", "PK no archive")
        .write("metadata.json", json!({"parameters": [{"id": "a"}]}).to_string());
    let unused = place.read("module/templates/hw-mirror.tmpl").replace("hw-mirror", "unused");
    place.write("module/templates/unused.tmpl", unused);
    let found = |args: &[&str], status| {
        let ran = check(&place, args).any_stdout().status(status);
        assert_eq!(codes(&ran).len(), 1, "{}", ran.stdout);
        codes(&ran).pop_first().unwrap()
    };
    let archive = found(&["package", "bad.zip"], 1);
    let metadata = found(&["package", "module", "--metadata", "metadata.json"], 1);
    let container = {
        let ran = check(&place, &["package", "module"]).args(["--", &hello()]).any_stdout().status(0);
        codes(&ran).pop_first().unwrap()
    };
    std::fs::remove_file(place.path("module/templates/unused.tmpl")).unwrap();
    place.write(
        "module/templates/hw-mirror.tmpl",
        "services:\n  hw-mirror:\n    image: x:1\n    pull_policy: never\n    cap_drop: [ALL]\n    command: [\"{{.GetValue mode}}\"]\n",
    );
    let bare = {
        let ran =
            check(&place, &["package", "module", "--strict"]).args(["--", &hello()]).any_stdout().status(1);
        codes(&ran).pop_first().unwrap()
    };
    vec![archive, metadata, container, bare]
}

#[test]
fn parameters_of_a_dependency_are_taken_on_trust_or_looked_up() {
    let place = with_module();
    change(&place, "descriptor.json", "\"dependencies\": []", "\"dependencies\": [\"me/other >= 1.0.0\"]");
    let label = "labels: [\"{{GetValue \"me/other:a/b\"}}\"]\n    command:";
    change(&place, "templates/hw-mirror.tmpl", "command:", label);
    let other = |id: &str| {
        let parameter =
            json!({"id": id, "name": "b", "description": {"default": ""}, "type": "int", "default": 7});
        let section =
            json!({"id": "a", "name": "a", "description": {"default": ""}, "parameters": [parameter]});
        json!({ "parameters": [], "sections": [section] }).to_string()
    };
    place.write("b.json", other("b")).write("c.json", other("c"));
    let judged = |args: &[&str], status| {
        let ran = check(&place, &["package", "module"])
            .args(args)
            .args(["--", &hello()])
            .any_stdout()
            .status(status);
        codes(&ran).into_iter().collect::<Vec<_>>()
    };
    assert_eq!(judged(&[], 0), [""; 0]);
    assert_eq!(judged(&["--module", "me/other=b.json"], 0), [""; 0]);
    assert_eq!(judged(&["--module", "me/other=c.json"], 1), ["HD004", "HD010"]);
}

#[test]
fn a_combination_is_named_and_one_that_the_adapter_refuses_is_left_out() {
    let place = with_module();
    change(
        &place,
        "templates/hw-server.tmpl",
        "- serve",
        "- serve{{#if (eq (GetValue \"mode\") \"full\")}}{{#unless (GetValue \"server/logRequests\")}}{{index (GetValueArray \"guests\" \",\") 9}}{{/unless}}{{/if}}",
    );
    let ran = check(&place, &["package", "module"]).args(["--", &hello()]).any_stdout().status(1);
    let finding = ran.document()["findings"][0].clone();
    assert_eq!((&finding["code"], &finding["place"]["line"]), (&json!("HD004"), &json!(12)), "{finding}");
    let message = finding["message"].as_str().unwrap();
    assert!(message.contains("mode='full'") && message.contains("server/logRequests=false"), "{message}");
    let refuses = around(
        &place,
        "case \"$1$line\" in process-config*full*) echo '{\"errors\":[\"no\"],\"ports\":{}}'; exit ;; esac",
    );
    let ran = check(&place, &["package", "module"]).args(["--", &refuses]).any_stdout().status(0);
    // The mirror is never needed then.
    assert_eq!(codes(&ran), BTreeSet::from(["HD013".to_owned()]), "{}", ran.stdout);
    let remark = ran.document()["remarks"][0].as_str().unwrap().to_owned();
    assert!(remark.ends_with("of them refused by the adapter and left out"), "{remark}");
}

/// What is found where the adapter does one thing otherwise: before `---` what it does while it idles, after it what it does
/// with a command.
const ADAPTERS: &[(&str, &str)] = &[
    ("HD102", "[ $1 = version ] && { echo '{\"version\":\"one\"}'; exit; }"),
    ("HD103", "[ $1 = version ] && { echo '{\"version\":\"9.9.9\"}'; exit; }"),
    ("HD104", "[ $1 = get-config ] && { echo hello; exit; }"),
    (
        "HD105",
        "[ $1 = get-containers ] && { [[ $line == *$key* ]] || exit 1; echo '{\"containers\":[\"../x\"]}'; exit; }",
    ),
    (
        "HD106",
        "[[ $line == *'\"key\":\"'[0-9a-f]* ]] && line=$(sed \"s/\\\"key\\\":\\\"[0-9a-f]*/\\\"key\\\":\\\"$key/\" <<<\"$line\")",
    ),
    ("HD107", "[[ $line == *'\"key\":\"\"'* ]] && line=${line/'\"key\":\"\"'/'\"key\":\"'$key'\"'}"),
    ("HD108", "[ $1 = run ] && sleep 60"),
    ("HD109", "[ $1 = no-such-command ] && { echo 'USAGE: adapter [command]'; exit 0; }"),
    ("HD110", "[[ $line == *unknown* ]] && { echo 'unknown field' >&2; exit 1; }"),
    ("HD111", "[[ $1 = set-config && $line == *'no JSON'* ]] && kill -9 $$"),
    ("HD111", "[[ $1 = set-config && $line == *'no JSON'* ]] && { echo 'panic: no settings' >&2; exit 2; }"),
    ("HD112", "[ \"$line\" = 'this is no JSON' ] && [ $1 = get-config ] && line='{\"key\":\"'$key'\"}'"),
    ("HD113", "[[ $line == *$key* || $1 = version ]] || { echo \"invalid key, not $key\" >&2; exit 1; }"),
    (
        "HD114",
        "[[ $1 = get-config && $line == *$key* && $line == '{\"key'* ]] && { echo '{\"parameters\":[{\"id\":\"x\"}],\"sections\":[]}'; exit; }",
    ),
    ("HD115", "[ $1 = get-config ] && export HD_CONFIG_DIR=/nowhere"),
    (
        "HD116",
        "[[ $1 = process-config && $line == *'\"utcOffset\":14'* ]] && { echo 'out of range' >&2; exit 1; }",
    ),
    (
        "HD117",
        "[[ $1 = process-config && $line == *'\"utcOffset\":14'* ]] && { echo '{\"errors\":[\"too far\"],\"ports\":{}}'; exit; }",
    ),
    (
        "HD118",
        "[[ $1 = process-config && $line == *$key*'\"mode\":\"simple\"'* ]] && { echo '{\"errors\":[\"too simple\"],\"ports\":{}}'; exit; }",
    ),
    (
        "HD119",
        "[[ $1 = process-config && $line == *$key*'\"mode\":\"simple\"'* ]] && { echo '{\"errors\":[],\"ports\":{\"example/hello-world:prot\":70000}}'; exit; }",
    ),
    ("HD120", "[[ $1 = get-log-file && $line == *$key* ]] && { echo '{\"path\":\"adapter.log\"}'; exit; }"),
    ("HD121", "exit 0\n---\n:"),
    ("HD122", "trap '' TERM; while :; do sleep 1; done\n---\n:"),
    ("HD123", "while :; do :; done\n---\n:"),
    ("HD123", "setsid bash -c 'while :; do :; done' & wait\n---\n:"),
    ("HD123", "env -i setsid bash -c 'while :; do :; done' & wait\n---\n:"),
    ("HD123", "while :; do timeout 0.2 bash -c 'while :; do :; done'; done\n---\n:"),
];

/// Words that stand for codes that one and the same fault brings along.
fn brings_along(code: &str) -> &'static [&'static str] {
    match code {
        // Whoever takes a wrong key takes an empty one, by this means.
        "HD106" => &["HD107"],
        "HD118" | "HD119" => &["HD112"],
        _ => &[],
    }
}

fn is_found(code: &str, first: &str) {
    let place = with_module();
    let adapter = around(&place, first);
    let timeout = if code == "HD108" { "0.5" } else { "30" };
    let args = ["adapter", "module", "--strict", "--timeout", timeout];
    let status = i32::from(code::find(code).unwrap().level > hd::check::Level::Note);
    let ran = check(&place, &args).args(["--", &adapter]).any_stdout().status(status);
    let mut found = codes(&ran);
    assert!(found.remove(code), "{code}: {}", ran.stdout);
    found.retain(|other| !brings_along(code).contains(&other.as_str()));
    assert!(found.is_empty(), "{code}: {}", ran.stdout);
}

#[test]
fn each_code_of_adapters_is_found() {
    std::thread::scope(|scope| {
        // Each waits for most of its time.
        for cases in ADAPTERS.chunks(ADAPTERS.len().div_ceil(4)) {
            scope.spawn(|| cases.iter().for_each(|(code, first)| is_found(code, first)));
        }
    });
    let mut met: BTreeSet<String> = ADAPTERS.iter().map(|(code, _)| (*code).into()).collect();
    met.insert("HD101".into());
    let missing = check(&Place::default(), &["adapter"]).args(["--", "/no/such/adapter"]);
    let ran = missing.any_stdout().status(1);
    assert_eq!(codes(&ran), BTreeSet::from(["HD101".to_owned()]));
    let all: BTreeSet<String> =
        code::ALL.iter().filter(|code| code.scope == Scope::Adapter).map(|code| code.id.into()).collect();
    assert_eq!(met, all);
}

#[test]
fn what_is_recorded_is_judged_again_without_the_adapter() {
    let place = with_module();
    let judged = |args: &[&str], rest: &[&str], status| {
        let ran = place
            .tool("hd-check")
            .args(args)
            .args(["--format", "json"])
            .args(rest)
            .any_stdout()
            .status(status);
        let mut report = ran.document();
        report.as_object_mut().unwrap().remove("subject");
        report
    };
    let adapter = around(
        &place,
        "[[ $1 = process-config && $line == *'\"utcOffset\":14'* ]] && { echo '{\"errors\":[\"too far\"],\"ports\":{}}'; exit; }",
    );
    let live = judged(&["adapter", "--record", "a.json"], &["--", &adapter], 0);
    assert_eq!(live["findings"][0]["code"], "HD117");
    let recorded: Value = serde_json::from_str(&place.read("a.json")).unwrap();
    assert!(recorded["answers"].as_array().unwrap().len() > 50);
    std::fs::remove_file(&adapter).unwrap();
    assert_eq!(judged(&["adapter", "--replay", "a.json"], &[], 0), live);
    // A package is judged by its own recording, and as far as possible by an adapter's.
    let live = judged(&["package", "module", "--record", "p.json"], &["--", &hello()], 0);
    assert_eq!(judged(&["package", "module", "--replay", "p.json"], &[], 0), live);
    let partly = judged(&["package", "module", "--replay", "a.json"], &[], 0);
    assert_eq!(partly["findings"], json!([]));
    place.write("a.json", "{}");
    place.tool("hd-check").args(["adapter", "--replay", "a.json"]).any_stderr().status(3);
}

#[test]
fn the_forms_for_machines_tell_the_same() {
    let place = with_module();
    change(&place, "templates/hw-mirror.tmpl", "cap_drop: [ALL]", "cap_drop: []");
    let form = |form: &str, strict: &[&str], status| {
        let args = ["package", "module", "--format", form];
        place
            .tool("hd-check")
            .args(args)
            .args(strict)
            .args(["--", &hello()])
            .any_stdout()
            .status(status)
            .stdout
    };
    let tap = form("tap", &[], 0);
    assert!(tap.contains("HD022 containers drop capabilities # TODO warning\n"), "{tap}");
    assert!(form("tap", &["--strict"], 1).contains("HD022 containers drop capabilities\n  ---\n"));
    let junit = form("junit", &["--strict"], 1);
    assert!(junit.contains("failures=\"1\"") && junit.contains("type=\"warning\""), "{junit}");
    let sarif: Value = serde_json::from_str(&form("sarif", &[], 0)).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&json!("HD022"), &json!("warning")));
    let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "templates/hw-mirror.tmpl");
}

#[test]
fn nothing_that_an_adapter_started_outlives_the_judgement() {
    let place = with_module();
    let away = "setsid sleep 300 </dev/null >/dev/null 2>&1 & echo $! >>\"$0.pids\"";
    let adapter = around(&place, &format!("{away}\n---\n{away}"));
    for judged in ["adapter", "package"] {
        let ran = check(&place, &[judged, "module"]).args(["--", &adapter]).any_stdout().status(0);
        assert_eq!(codes(&ran), BTreeSet::new(), "{}", ran.stdout);
    }
    let pids = place.read("adapter.pids");
    assert!(pids.lines().count() > 50, "{pids}");
    pids.lines().for_each(crate::support::wait::end_of);
}

#[test]
fn an_interrupt_ends_it_and_leaves_nothing() {
    let place = with_module();
    let adapter = around(&place, "[ $1 = get-config ] && { echo $$ >\"$0.pid\"; sleep 300; }");
    let begun = Fifo::new(&place, "adapter.pid");
    let test = place.tool("hd-check").args(["adapter", "--timeout", "60", "--", &adapter]);
    let mut child = test
        .command()
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let pid = begun.line();
    rustix::process::kill_process(rustix::process::Pid::from_child(&child), rustix::process::Signal::INT)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(6));
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    assert!(stat.is_empty() || stat.contains(") Z "), "{stat}");
    let left: Vec<_> =
        std::fs::read_dir(place.path(".tmp")).unwrap().flatten().map(|entry| entry.path()).collect();
    assert!(left.is_empty(), "{left:?}");
}
