//! Adapters: for each code one that it is found in; and nothing of them stays.

use std::collections::BTreeSet;

use hd::check::{Scope, code};

use super::{around, check, codes, program, with_module};
use crate::support::Place;
use crate::support::wait::Fifo;

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
    ("HD122", "trap '' TERM; for n in {1..60}; do sleep 1; done\n---\n:"),
    ("HD123", "timeout 30 bash -c 'while :; do :; done'\n---\n:"),
    ("HD123", "setsid timeout 30 bash -c 'while :; do :; done' & wait\n---\n:"),
    ("HD123", "env -i setsid timeout 30 bash -c 'while :; do :; done' & wait\n---\n:"),
    ("HD123", "for n in {1..150}; do timeout 0.2 bash -c 'while :; do :; done'; done\n---\n:"),
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
    let timeout = if code == "HD108" { "2" } else { "30" };
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
fn nothing_that_an_adapter_started_outlives_the_judgement() {
    let place = with_module();
    let away = "setsid sleep 60 </dev/null >/dev/null 2>&1 & echo $! >>\"$0.pids\"\n\
        (env -i setsid sh -c 'echo $$ >>\"$0\"; exec sleep 60' \"$0.pids\" </dev/null >/dev/null 2>&1 &)";
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
    let adapter = around(&place, "[ $1 = get-config ] && { echo $$ >\"$0.pid\"; sleep 60; }");
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

/// An adapter that refuses whatever it is asked.
const REFUSES: &str = "#!/bin/sh\n[ \"$1\" = hd-module ] || exec sleep 60\nexit 1\n";

/// What can't be seen of it: it would be refused with the right key, too.
const UNSEEN: &[&str] = &[
    "HD103", "HD106", "HD107", "HD110", "HD112", "HD114", "HD115", "HD116", "HD117", "HD118", "HD119",
    "HD120",
];

#[test]
fn what_was_not_judged_is_not_well_in_any_form() {
    let place = with_module();
    let adapter = program(&place, "refuses", REFUSES);
    let form = |form: &str| {
        let args = ["adapter", "module", "--format", form, "--", &adapter];
        place.tool("hd-check").args(args).any_stdout().status(1).stdout
    };
    let json: serde_json::Value = serde_json::from_str(&form("json")).unwrap();
    let found: BTreeSet<&str> =
        json["findings"].as_array().unwrap().iter().filter_map(|found| found["code"].as_str()).collect();
    assert!(found.contains("HD102") && found.contains("HD104"), "{json}");
    let (tap, junit, text) = (form("tap"), form("junit"), form("text"));
    let sarif: serde_json::Value = serde_json::from_str(&form("sarif")).unwrap();
    let notes = &sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    for code in UNSEEN {
        assert!(json["skipped"][code].as_str().is_some_and(|why| !why.is_empty()), "{code}: {json}");
        assert!(!json["looked"].as_array().unwrap().contains(&(*code).into()), "{code}: {json}");
        let line = tap.lines().find(|line| line.contains(code)).unwrap();
        assert!(line.starts_with("ok ") && line.contains(" # SKIP "), "{line}");
        let case = junit.split("<testcase ").find(|case| case.contains(code)).unwrap();
        assert!(case.contains("<skipped message="), "{case}");
        assert!(
            text.lines().any(|line| line.starts_with("not looked at: ") && line.contains(code)),
            "{text}"
        );
        let named = notes.as_array().unwrap().iter().any(|note| note["descriptor"]["id"] == **code);
        assert!(named, "{code}: {notes}");
    }
    assert!(tap.contains("\nnot ok 4 - HD104 "), "{tap}");
}
