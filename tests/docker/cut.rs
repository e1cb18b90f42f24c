//! A start that is cut off in the middle of each of its steps: killed, or its terminal lost. Nothing runs twice at any moment,
//! what ran goes on or what is wanted comes, and the next start is fine.

use std::fs;

use crate::support::engine::{Container, address, docker, wait_until, words};
use crate::support::home::HELLO;
use crate::support::wait::HeldFile;
use crate::support::{Gate, Home, Images, Moment, Terminal, Test, Witness, example};

use super::interrupted::wait_until_asked;
use Moment::{After, Before};

const OVERRIDE: &str = "user/modules/example/hello-world/override/hw-server.yml";

/// A step of a start: its name, and the request to the engine in whose middle it is cut off. `ID` is the id of the container
/// that goes, `PROJECT` the project's name.
type Step = (&'static str, &'static str, &'static str, Moment);

/// Every step that asks the engine for something. What asks the module, or nobody: see below.
const STEPS: &[Step] = &[
    ("look", "GET", "/containers/json", Before),
    ("pull", "POST", "/images/create", Before),
    ("pull", "POST", "/images/create", After),
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

/// The images that the steps fetch which do: one each, of which the engine knows nothing before.
fn images() -> Images {
    Images::of(&example::images()[1], 1..=STEPS.len())
}

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
    want_with(home, number, "");
}

/// The same with more keys.
fn want_with(home: &Home, number: usize, more: &str) {
    let keys = format!("stop_signal: SIGUSR2, stop_grace_period: 1s, environment: [NUMBER={number}]{more}");
    home.place.write(OVERRIDE, format!("services: {{hw-server: {{{keys}}}}}\n"));
}

/// The same for a step: where that fetches an image, one that has to be.
fn want_for(home: &Home, images: &Images, number: usize, step: &Step) {
    let fetched = format!(", image: '{}', pull_policy: missing", images.name(number));
    want_with(home, number, if step.0 == "pull" { &fetched } else { "" });
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

/// The steps that are cut off at this moment, each with a number.
fn at(moment: Moment) -> impl Iterator<Item = (usize, &'static Step)> {
    STEPS
        .iter()
        .enumerate()
        .map(|(number, step)| (number + 1, step))
        .filter(move |(_, step)| step.3 == moment)
}

#[track_caller]
fn kill_at(moment: Moment) {
    let ((home, gate), images) = (gated(), images());
    let witness = witness(&home);
    for (number, step) in at(moment) {
        want_for(&home, &images, number, step);
        hold(&home, &gate, step);
        let run = home.background(&home.hyperdrive(["service", "start"]));
        gate.wait();
        run.kill_everything();
        gate.cut();
        home.start();
        runs_what_is_wanted(&home, number, step.0);
        witness.saw_nothing_twice();
    }
    assert!(witness.starts("hw-server") >= at(moment).count());
}

#[test]
fn a_start_that_is_killed_before_the_engine_is_asked_leaves_nothing_twice_and_the_next_is_fine() {
    kill_at(Before);
}

#[test]
fn a_start_that_is_killed_when_the_engine_has_done_it_leaves_nothing_twice_and_the_next_is_fine() {
    kill_at(After);
}

/// Waits for its end: it goes on in the background.
#[track_caller]
fn has_ended(home: &Home, times: usize) {
    let log = || home.place.read("user/log/hyperdrive.log");
    wait_until("the run ends", || log().matches("ended with exit code ").count() >= times);
    assert_eq!(log().matches("ended with exit code 0").count(), times, "{}", log());
}

#[track_caller]
fn lose_the_terminal_at(moment: Moment) {
    let ((home, gate), images) = (gated(), images());
    let witness = witness(&home);
    fs::remove_file(home.place.path("user/log/hyperdrive.log")).unwrap();
    for (times, (number, step)) in at(moment).enumerate() {
        want_for(&home, &images, number, step);
        hold(&home, &gate, step);
        let terminal = Terminal::of(&home.hyperdrive(["service", "start"]));
        terminal.run("hyperdrive service start");
        gate.wait();
        drop(terminal);
        gate.open();
        has_ended(&home, times + 1);
        runs_what_is_wanted(&home, number, step.0);
        witness.saw_nothing_twice();
    }
}

#[test]
fn a_start_whose_terminal_is_lost_before_the_engine_is_asked_runs_to_its_end() {
    lose_the_terminal_at(Before);
}

#[test]
fn a_start_whose_terminal_is_lost_while_the_engine_is_at_work_runs_to_its_end() {
    lose_the_terminal_at(After);
}

/// A step that asks the module's templates, its adapter or its containers, and not the engine alone.
#[derive(Debug, Clone, Copy)]
enum Own {
    /// The template of this name is rendered.
    Render(&'static str),
    /// The adapter is asked for this.
    Ask(&'static str),
    /// The new container isn't well so far.
    Wait,
}

const OWN: &[Own] = &[
    Own::Render("adapter.tmpl"),
    Own::Ask("set-config"),
    Own::Ask("get-containers"),
    Own::Render("templates/hw-server.tmpl"),
    Own::Wait,
];

const MISBEHAVE: &str = "user/modules/example/hello-world/config/misbehave";

impl Own {
    /// Begins a start with this, and gives it once it is in the middle of the step, with what lets that go on.
    fn begin<T>(self, home: &Home, begin: impl FnOnce() -> T) -> (T, Box<dyn FnOnce()>) {
        match self {
            Self::Render(template) => {
                let file = HeldFile::at(home.place.path("system/modules/example/hello-world").join(template));
                let run = begin();
                let reader = file.reader();
                (run, Box::new(|| reader.release()))
            }
            Self::Ask(command) => {
                home.place.write(MISBEHAVE, format!("waits@{command}"));
                let (run, misbehave) = (begin(), home.place.path(MISBEHAVE));
                wait_until_asked(home, command);
                (run, Box::new(|| fs::remove_file(misbehave).unwrap()))
            }
            Self::Wait => {
                let (before, name) =
                    (home.container("hw-server").id(), format!("{}_hw-server", home.project));
                let run = begin();
                wait_until("the new one is waited for", || {
                    let now = Container::find(&name).filter(|now| now.id() != before);
                    now.is_some_and(|now| now.0["State"]["Health"]["Status"] == "starting")
                });
                (run, Box::new(|| ()))
            }
        }
    }
}

#[test]
fn a_start_that_is_killed_while_it_renders_asks_or_waits_leaves_nothing_twice_and_the_next_is_fine() {
    let (home, _gate) = gated();
    let witness = witness(&home);
    for (number, step) in (1..).zip(OWN) {
        let before = home.container("hw-server").life();
        want(&home, number);
        let start = || home.background(&home.hyperdrive(["service", "start"]));
        let (run, go_on) = step.begin(&home, start);
        run.kill_everything();
        go_on();
        if !matches!(step, Own::Wait) {
            assert_eq!(home.container("hw-server").life(), before, "{step:?}: what ran goes on");
        }
        home.start();
        runs_what_is_wanted(&home, number, &format!("{step:?}"));
    }
    witness.saw_nothing_twice();
}

#[test]
fn a_start_whose_terminal_is_lost_while_it_renders_asks_or_waits_runs_to_its_end() {
    let (home, _gate) = gated();
    let witness = witness(&home);
    fs::remove_file(home.place.path("user/log/hyperdrive.log")).unwrap();
    for (number, step) in (1..).zip(OWN) {
        want(&home, number);
        let start = || {
            let terminal = Terminal::of(&home.hyperdrive(["service", "start"]));
            terminal.run("hyperdrive service start");
            terminal
        };
        let (terminal, go_on) = step.begin(&home, start);
        drop(terminal);
        go_on();
        has_ended(&home, number);
        runs_what_is_wanted(&home, number, &format!("{step:?}"));
    }
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

#[test]
fn a_start_that_isnt_well_goes_back_though_its_terminal_was_lost() {
    let (home, gate) = gated();
    let witness = witness(&home);
    let keys = "stop_signal: SIGUSR2, stop_grace_period: 1s, environment: [HELLO_CONFIG=/config/none.toml]";
    home.place.write(OVERRIDE, format!("services: {{hw-server: {{{keys}}}}}\n"));
    lose_terminal(&home, &gate, &home.hyperdrive(["service"]), "hyperdrive service start --wait 20");
    wait_until("the start ends", || log(&home).contains("start: ended with exit code 4"));
    let server = home.container("hw-server");
    assert!(server.runs() && server.0["Config"]["Env"].to_string().contains("NUMBER=0\""), "{server:?}");
    witness.saw_nothing_twice();
}

#[test]
fn what_is_gone_and_couldnt_be_made_again_comes_back_though_nothing_else_was_tried() {
    let (home, gate) = gated();
    let before = home.container("hw-server").id();
    docker(["rm", "--force", &before]);
    gate.hold("POST", &format!("/containers/create?name={}_hw-server", home.project), Before);
    let run = home.background(&home.hyperdrive(["service", "start"]));
    gate.wait();
    gate.cut();
    let (status, out, err) = run.end();
    assert_eq!(status.code(), Some(4), "{out}{err}");
    assert!(err.contains("went back to what ran before"), "{err}");
    let server = home.container("hw-server");
    assert_eq!(server.0["State"]["Health"]["Status"], "healthy", "{err}");
}
