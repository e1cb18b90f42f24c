//! Modules start after what they depend on, and not at all where that isn't well; what must never run twice asks for a yes.

use rustix::process::Signal;
use serde_json::Value;

use super::granted::typing;
use crate::support::home::HELLO;
use crate::support::{Home, Moment, Pty};

const SECOND: &str = "other/second";
const OVERRIDE: &str = "user/modules/example/hello-world/override/hw-server.yml";
const NEVER_WELL: &str = "services:\n  hw-server:\n    healthcheck: {test: [CMD, /hello-service, nothing], interval: 100ms, retries: 1}\n";

/// A home with the example, a module that depends on it, and one that depends on nothing; nothing is started. `interval`: how
/// long the second one takes to be well.
pub(super) fn home(interval: &str) -> Home {
    let home = Home::new();
    let first = home.module("demo").replace("templates/hw-server.tmpl", "interval: 200ms", "interval: 1s");
    let needs = format!(r#""dependencies": ["{HELLO}"]"#);
    let second = home
        .module("second")
        .replace("templates/hw-server.tmpl", "interval: 200ms", &format!("interval: {interval}"))
        .named("second")
        .replace("descriptor.json", r#""dependencies": []"#, &needs);
    let packages = [first.pack(), second.pack(), home.module("third").named("third").pack()];
    home.install(&packages).any_stdout().status(0);
    let third = crate::support::port::Port::take();
    let more = [
        format!("{SECOND}:server/port={}", home.mirror.number),
        format!("other/third:server/port={}", third.number),
    ];
    home.set(home.ports().into_iter().take(2).chain(more)).any_stdout().status(0);
    home
}

/// When a service was healthy first, by the engine's account.
fn healthy_at(home: &Home, name: &str) -> String {
    let checks = home.container(name).0["State"]["Health"]["Log"].as_array().unwrap().clone();
    let first = checks.iter().find(|check| check["ExitCode"] == 0).unwrap();
    utc(&first["Start"])
}

/// A time of the engine's, as text that can be compared.
fn utc(time: &Value) -> String {
    let text = time.as_str().unwrap();
    assert!(text.ends_with('Z') || text.ends_with("+00:00"), "{text}");
    text.trim_end_matches('Z').trim_end_matches("+00:00").to_owned()
}

#[test]
fn a_module_starts_when_what_it_depends_on_is_well_and_others_dont_wait() {
    let home = home("200ms");
    home.start();
    let started = |name: &str| utc(&home.container(name).0["State"]["StartedAt"]);
    assert!(started("second-server") > healthy_at(&home, "hw-server"), "after what it depends on");
    assert!(
        started("third-server") < healthy_at(&home, "hw-server"),
        "side by side with what it doesn't need"
    );
}

#[test]
fn a_question_that_is_left_keeps_no_other_module_from_going_back() {
    let home = Home::new();
    home.install([home.module("demo").pack(), home.module("third").named("third").pack()])
        .any_stdout()
        .status(0);
    let third = format!("other/third:server/port={}", home.mirror.number);
    home.set(home.ports().into_iter().take(2).chain([third])).any_stdout().status(0);
    home.start();
    let before = home.container("third-server").life();
    home.place.write(OVERRIDE, "services: {hw-server: {environment: [HELLO_CONFIG=/config/none.toml]}}\n");
    home.place.write("user/modules/other/third/config/misbehave", "no-names");
    let terminal = Pty::run(home.hyperdrive(["service", "start"]).command(), 100, 30);
    terminal.sees("Are they to run nothing?").signal(Signal::INT);
    let (_, said, code) = terminal.end();
    assert_eq!(code, Some(130), "{said}");
    assert!(said.contains("example/hello-world: went back to what ran before"), "{said}");
    let server = home.container("hw-server");
    assert_eq!(server.0["State"]["Health"]["Status"], "healthy", "{said}");
    assert!(!server.0["Config"]["Env"].to_string().contains("none.toml"), "{said}");
    assert_eq!(home.container("third-server").life(), before);
}

#[test]
fn what_depends_on_a_module_that_isnt_well_is_blocked_and_says_why() {
    let home = home("200ms");
    home.place.write(OVERRIDE, NEVER_WELL);
    let said = format!("blocked: '{SECOND}' needs '{HELLO}', which isn't well");
    let start = || home.hyperdrive(["service", "start", "--wait", "20"]).any_stdout();
    start().stderr_has(&said).stderr_has("its health check fails").status(4);
    assert!(!home.has_container("second-server") && home.container("third-server").runs());
    let status = home.hyperdrive(["service", "status"]).stdout_has(&format!("(second): {said}\n"));
    status.stdout_has("(hw): failed: ").stdout_has("(third): started\n").status(0);

    std::fs::remove_file(home.place.path(OVERRIDE)).unwrap();
    home.start();
    home.hyperdrive(["service", "status"]).stdout_has("(second): started\n").status(0);

    // One whose dependency can't even be begun isn't stopped for a change that wouldn't come; that the same module runs in another
    // home is nothing to it.
    let _another = Home::with_started_example();
    let before = home.container("second-server").life();
    crate::support::engine::docker(["rm", "--force", &home.container("hw-server").id()]);
    home.place.write("user/modules/example/hello-world/config/misbehave", "fail@get-containers");
    home.set([format!("{SECOND}:guests=Ada")]).any_stdout().status(0);
    start().stderr_has(&said).status(5);
    assert_eq!(home.container("second-server").life(), before);
}

#[test]
fn at_a_terminal_what_must_never_run_twice_asks_and_only_a_yes_starts_it() {
    let home = Home::new();
    let module = home.module("demo").replace(
        "descriptor.json",
        r#""dependencies": []"#,
        r#""dependencies": [], "exactlyOne": ["hw-server"]"#,
    );
    home.install([module.pack()]).any_stdout().status(0);
    home.configure();
    let question = "Are you sure that they run nowhere else, and start them here? [y/N]";
    for no in ["n", "", "yeah"] {
        let said = typing(&home, no, "hyperdrive service start").stdout_has(question);
        said.stdout_has("'hw-server' of 'example/hello-world' must never run twice").status(7);
        assert!(!home.has_container("hw-server"), "{no}");
    }
    typing(&home, "y", "hyperdrive service start")
        .stdout_has(question)
        .stdout_has("running, healthy")
        .status(0);

    // Data that ran on another machine asks too.
    home.hyperdrive(["service", "down"]).any_stdout().status(0);
    home.place.write("user/data/.hyperdrive-ran/example/hello-world.json", r#"{"machine":"another"}"#);
    let moved = "says that it ran on another machine";
    typing(&home, "n", "hyperdrive service start").stdout_has(moved).stdout_has(question).status(7);
    assert!(!home.has_container("hw-server"));
    typing(&home, "y", "hyperdrive service start").stdout_has(moved).stdout_has("running, healthy").status(0);

    // What was stopped stays so, though a start of it is refused: the next start of the machine asks nobody.
    for (verb, state) in [("stop", "stopped"), ("pause", "paused")] {
        home.hyperdrive(["service", verb]).any_stdout().status(0);
        let ran = "user/data/.hyperdrive-ran/example/hello-world.json";
        let here = home.place.read(ran);
        home.place.write(ran, r#"{"machine":"another"}"#);
        home.hyperdrive(["service", "start"]).any_stdout().any_stderr().status(7);
        home.place.write(ran, here);
        let said = format!("(hw): {state}; failed since: the data of 'example/hello-world' says that it ran");
        home.hyperdrive(["service", "status"]).stdout_has(&said).status(0);
        home.hyperdrive(["service", "recover"]).any_stdout().any_stderr().status(0);
        assert!(!home.container("hw-server").runs(), "{verb}");
        home.start();
        home.hyperdrive(["service", "status"]).stdout_has("(hw): started\n").status(0);
    }
}

/// A script beside another script, or beside the dispatcher: one Compose project is changed by one at a time.
#[test]
fn who_changes_a_project_while_another_does_waits_and_is_then_told_to_try_again() {
    let mut home = Home::with_started_example();
    let gate = crate::support::Gate::before(&home.engine, home.place.root());
    home.engine = gate.address();
    let load = format!(
        "hd-state load | hd-render adapter --only {HELLO} | hd-adapter-call get-containers --only {HELLO} \
        | hd-render services --only {HELLO} >documents"
    );
    home.sh(&load).status(0);
    let before = home.container("hw-server");
    let stop = || format!("hd-compose stop services --only {HELLO} <documents >stopped");
    gate.hold("POST", &format!("/containers/{}/stop", before.id()), Moment::Before);
    let run = home.background(&home.sh(&stop()));
    gate.wait();
    let all = format!(
        "for verb in stop restart down up; do {{ code=0; hd-compose $verb services --only {HELLO} <documents >/dev/null || code=$?; \
         echo $verb $code; }} & done; wait"
    );
    let mut said: Vec<String> = home
        .sh(&all)
        .any_stdout()
        .stderr_has("another hyperdrive is at work")
        .status(0)
        .stdout
        .lines()
        .map(Into::into)
        .collect();
    said.sort();
    assert_eq!(said, ["down 6", "restart 6", "stop 6", "up 6"]);
    assert_eq!(home.container("hw-server").life(), before.life());
    // The dispatcher holds another lock, and meets the same.
    home.hyperdrive(["service", "restart"])
        .any_stdout()
        .stderr_has("another hyperdrive is at work")
        .status(6);
    gate.open();
    assert_eq!(run.end().0.code(), Some(0));
    assert!(!home.container("hw-server").runs());

    // One that ends in time is waited for.
    home.start();
    let server = home.container("hw-server");
    gate.hold("POST", &format!("/containers/{}/stop", server.id()), Moment::Before);
    let run = home.background(&home.sh(&stop()));
    gate.wait();
    let opening = gate.clone();
    let opener = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_secs(1));
        opening.open();
    });
    home.sh(&format!("hd-compose down services --only {HELLO} <documents")).any_stdout().status(0);
    opener.join().unwrap();
    assert_eq!(run.end().0.code(), Some(0));
    assert!(!home.has_container("hw-server"));
}
