//! A start that is cut off in the middle of each of its steps: killed, or its terminal lost. Nothing runs twice at any moment,
//! what ran goes on or what is wanted comes, and the next start is fine.

use std::fs;

use crate::support::engine::{address, wait_until, words};
use crate::support::home::HELLO;
use crate::support::{Gate, Home, Moment, Terminal, Test, Witness};

use Moment::{After, Before};

const OVERRIDE: &str = "user/modules/example/hello-world/override/hw-server.yml";

/// A step of a start: its name, and the request to the engine in whose middle it is cut off. `ID` is the id of the container
/// that goes, `PROJECT` the project's name.
type Step = (&'static str, &'static str, &'static str, Moment);

/// Every step that asks the engine for something. Rendering asks the adapter: see below.
const STEPS: &[Step] = &[
    ("look", "GET", "/containers/json", Before),
    ("check", "POST", "/containers/create?name=PROJECT-hw_trial", Before),
    ("check", "POST", "/containers/create?name=PROJECT-hw_trial", After),
    ("stop", "POST", "/containers/ID/stop", Before),
    ("stop", "POST", "/containers/ID/stop", After),
    ("remove", "DELETE", "/containers/ID", Before),
    ("remove", "DELETE", "/containers/ID", After),
    ("make", "POST", "/containers/create?name=PROJECT_hw-server", Before),
    ("make", "POST", "/containers/create?name=PROJECT_hw-server", After),
    ("start", "POST", "/start", Before),
    ("start", "POST", "/start", After),
];

/// A started home behind a gate, whose service must never run twice, takes a second to end and two to be well.
fn gated() -> (Home, Gate) {
    let mut home = Home::new();
    let gate = Gate::before(&address(), home.place.root());
    home.engine = gate.address();
    let module = home
        .module("demo")
        .replace(
            "descriptor.json",
            r#""dependencies": []"#,
            r#""dependencies": [], "exactlyOne": ["hw-server"]"#,
        )
        .replace("templates/hw-server.tmpl", "interval: 200ms", "interval: 1s");
    home.install([module.pack()]).any_stdout().status(0);
    home.configure();
    want(&home, 0);
    home.hyperdrive(["service", "start", "--moved-here"]).any_stdout().status(0);
    (home, gate)
}

/// From now on this is the one that is wanted: it has another environment, and so takes the place of the one that runs.
fn want(home: &Home, number: usize) {
    let keys = format!("stop_signal: SIGUSR2, stop_grace_period: 1s, environment: [NUMBER={number}]");
    home.place.write(OVERRIDE, format!("services: {{hw-server: {{{keys}}}}}\n"));
}

fn witness(home: &Home) -> Witness {
    Witness::of(&address(), &format!("com.docker.compose.project={}-hw", home.project))
}

fn hold(home: &Home, gate: &Gate, step: &Step) {
    let (_, method, path, moment) = step;
    let path = path.replace("ID", &home.container("hw-server").id()).replace("PROJECT", &home.project);
    gate.hold(method, &path, *moment);
}

#[track_caller]
fn runs_what_is_wanted(home: &Home, number: usize, step: &str) {
    let server = home.container("hw-server");
    let environment = server.0["Config"]["Env"].to_string();
    assert!(environment.contains(&format!("NUMBER={number}\"")), "{step}: {environment}");
    assert_eq!(server.0["State"]["Health"]["Status"], "healthy", "{step}");
    let of_module = format!("label=hyperdrive.module={HELLO}");
    let of_home = format!("label=hyperdrive.home={}", home.id().unwrap());
    let running = words(["ps", "--quiet", "--filter", &of_module, "--filter", &of_home]);
    assert_eq!(running.len(), 2, "{step}: an adapter and a service");
    assert_eq!(home.containers().len(), 3, "{step}: nothing is left beside them: {:?}", home.containers());
    assert_eq!(home.document(HELLO)["status"]["state"], "started", "{step}");
}

#[test]
fn a_start_that_is_killed_in_the_middle_of_any_step_leaves_nothing_twice_and_the_next_is_fine() {
    let (home, gate) = gated();
    let witness = witness(&home);
    for (number, step) in STEPS.iter().enumerate().map(|(number, step)| (number + 1, step)) {
        want(&home, number);
        hold(&home, &gate, step);
        let run = home.background(&home.hyperdrive(["service", "start"]));
        gate.wait();
        run.kill_everything();
        gate.cut();
        home.start();
        runs_what_is_wanted(&home, number, step.0);
        witness.saw_nothing_twice();
    }
    assert!(witness.starts("hw-server") >= STEPS.len());
}

/// Waits for its end: it goes on in the background.
#[track_caller]
fn has_ended(home: &Home, times: usize) {
    let log = || home.place.read("user/log/hyperdrive.log");
    wait_until("the run ends", || log().matches("ended with exit code ").count() >= times);
    assert_eq!(log().matches("ended with exit code 0").count(), times, "{}", log());
}

#[test]
fn a_start_whose_terminal_is_lost_in_the_middle_of_any_step_runs_to_its_end() {
    let (home, gate) = gated();
    let witness = witness(&home);
    fs::remove_file(home.place.path("user/log/hyperdrive.log")).unwrap();
    for (number, step) in STEPS.iter().enumerate().map(|(number, step)| (number + 1, step)) {
        want(&home, number);
        hold(&home, &gate, step);
        let terminal = Terminal::of(&home.hyperdrive(["service", "start"]));
        terminal.run("hyperdrive service start");
        gate.wait();
        drop(terminal);
        gate.open();
        has_ended(&home, number);
        runs_what_is_wanted(&home, number, step.0);
        witness.saw_nothing_twice();
    }
}

/// While a step runs that asks no engine, but the module's adapter or its user.
#[test]
fn a_start_is_killed_while_the_adapter_is_asked_and_while_it_waits_and_the_next_is_fine() {
    let (home, _gate) = gated();
    let witness = witness(&home);
    let misbehave = "user/modules/example/hello-world/config/misbehave";
    let adapter = format!("{}_hw_adapter", home.project);
    for (number, command) in [(1, "set-config"), (2, "get-containers")] {
        let before = home.container("hw-server").life();
        want(&home, number);
        home.place.write(misbehave, format!("hang@{command}"));
        let run = home.background(&home.hyperdrive(["service", "start"]));
        wait_until("the adapter is asked", || {
            let top = crate::support::engine::ask(["top", &adapter, "-o", "pid,args"]).stdout;
            String::from_utf8_lossy(&top).contains(&format!("hd-module {command}"))
        });
        run.kill_everything();
        fs::remove_file(home.place.path(misbehave)).unwrap();
        assert_eq!(home.container("hw-server").life(), before, "{command}: what ran goes on");
        home.start();
        runs_what_is_wanted(&home, number, command);
    }
    want(&home, 3);
    let before = home.container("hw-server").id();
    let run = home.background(&home.hyperdrive(["service", "start"]));
    wait_until("the new one is waited for", || {
        let all = crate::support::engine::Container::find(&format!("{}_hw-server", home.project));
        all.is_some_and(|now| now.id() != before && now.0["State"]["Health"]["Status"] == "starting")
    });
    run.kill_everything();
    home.start();
    runs_what_is_wanted(&home, 3, "wait");
    witness.saw_nothing_twice();
}

fn log(home: &Home) -> String {
    home.place.read("user/log/hyperdrive.log")
}

/// Types a command, loses its terminal while a service is being stopped for it, and waits for its end.
fn lose_terminal(home: &Home, gate: &Gate, test: &Test, command: &str) {
    gate.hold("POST", &format!("/containers/{}/stop", home.container("hw-server").id()), Before);
    let terminal = Terminal::of(test);
    terminal.run(command);
    gate.wait();
    drop(terminal);
    gate.open();
}

#[test]
fn an_upgrade_and_a_rollback_whose_terminal_is_lost_run_to_their_end() {
    let (home, gate) = gated();
    let witness = witness(&home);
    let newer = home
        .module("newer")
        .replace(
            "descriptor.json",
            r#""dependencies": []"#,
            r#""dependencies": [], "exactlyOne": ["hw-server"]"#,
        )
        .replace("descriptor.json", "1.0.0", "1.0.1")
        .misbehaving("wrong-version")
        .replace("descriptor.json", "1.0.1", "9.9.9")
        .replace("templates/hw-server.tmpl", "restart: unless-stopped", "restart: always")
        .pack();
    let version = |home: &Home| home.document(HELLO)["descriptor"]["version"].clone();
    let upgrade = home.hyperdrive(["module"]);
    lose_terminal(&home, &gate, &upgrade, &format!("hyperdrive module upgrade --trust {newer}"));
    wait_until("the upgrade ends", || log(&home).contains("upgrade: ended with exit code "));
    assert!(log(&home).contains("upgrade: begun") && log(&home).contains("upgrade: ended with exit code 0"));
    assert_eq!(version(&home), "9.9.9");
    assert_eq!(home.container("hw-server").policy(), "always");

    let generations =
        home.hyperdrive(["service", "generations", "--json"]).any_stdout().status(0).documents();
    let first = generations.last().unwrap()["generation"].to_string();
    let rollback = format!("hyperdrive service rollback {first} --anyway");
    lose_terminal(&home, &gate, &home.hyperdrive(["service"]), &rollback);
    wait_until("the rollback ends", || log(&home).contains("rollback: ended with exit code "));
    assert!(log(&home).contains("rollback: ended with exit code 0"), "{}", log(&home));
    assert_eq!(version(&home), "1.0.0");
    assert_eq!(home.container("hw-server").policy(), "unless-stopped");
    witness.saw_nothing_twice();
}
