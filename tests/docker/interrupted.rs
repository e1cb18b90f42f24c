//! Runs that are cut off: by Ctrl-C, and by a machine that is lost.

use std::fs;
use std::io::{Read, Write};
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};

use crate::support::engine::{Container, address, ask, docker, wait_until};
use crate::support::home::{Background, HELLO};
use crate::support::{Home, Witness};

/// A home in which an installation hangs: its adapter's container is up, its adapter is asked and says nothing.
fn hanging_install() -> (Home, Background) {
    let home = Home::new();
    home.module("hanging").misbehaving("hang@version").pack();
    let run = home.background(&home.install(["hanging.zip"]));
    wait_until_asked(&home, "version");
    (home, run)
}

/// Waits until the module's adapter works on this command.
pub(super) fn wait_until_asked(home: &Home, command: &str) {
    let (adapter, words) = (format!("{}_hw_adapter", home.project), format!("hd-module {command}"));
    wait_until("the adapter is asked", || {
        let processes = ask(["top", &adapter, "-o", "pid,args"]).stdout;
        String::from_utf8_lossy(&processes).contains(&words)
    });
}

/// Nothing is installed, and the engine holds nothing of the project.
fn is_as_before(home: &Home) {
    assert_eq!(home.load().len(), 1);
    assert!(home.containers().is_empty());
    let networks = docker(["network", "ls", "--filter", &format!("name={}", home.project), "--quiet"]);
    assert_eq!(networks, "");
    assert!(!home.place.path("user/modules/example/hello-world").exists());
}

#[test]
fn ctrl_c_in_the_middle_of_an_install_leaves_nothing_installed() {
    for signal in ["INT", "TERM"] {
        let (home, run) = hanging_install();
        run.signal(signal);
        let (status, out, err) = run.end();
        assert_eq!(status.code(), Some(130), "{out}{err}");
        assert!(err.contains("the interrupted installation of 'example/hello-world' is undone"), "{err}");
        is_as_before(&home);
    }
}

#[test]
fn an_install_that_was_killed_is_undone_by_the_next_command() {
    let (home, run) = hanging_install();
    run.kill_everything();
    assert!(home.has_container("hw_adapter"));
    home.hyperdrive(["service", "down"])
        .any_stdout()
        .stderr("hyperdrive: the interrupted installation of 'example/hello-world' is undone\n")
        .status(0);
    is_as_before(&home);
    home.module("demo").pack();
    home.install(["demo.zip"]).stdout("installed: example/hello-world 1.0.0 (hw)\n").status(0);
    assert!(home.container("hw_adapter").runs());
}

/// The adapter's variables, in order: Docker Compose passes them on in any.
fn environment(home: &Home) -> Vec<String> {
    let variables = home.container("hw_adapter").0["Config"]["Env"].as_array().unwrap().clone();
    let mut variables: Vec<String> = variables.iter().map(ToString::to_string).collect();
    variables.sort();
    variables
}

#[test]
fn ctrl_c_in_the_middle_of_a_second_install_leaves_the_first() {
    let home = Home::with_example();
    let (installed, before) = (home.document(HELLO)["package"].clone(), environment(&home));
    home.module("hanging").misbehaving("hang@version").pack();
    let run = home.background(&home.install(["hanging.zip"]));
    wait_until_asked(&home, "version");
    run.signal("INT");
    let (status, out, err) = run.end();
    assert_eq!(status.code(), Some(130), "{out}{err}");
    assert_eq!(home.document(HELLO)["package"], installed);
    home.configure();
    assert_eq!(environment(&home), before);
}

#[test]
fn ctrl_c_in_the_middle_of_a_configuration_saves_nothing() {
    let home = Home::with_example();
    home.place.write("user/modules/example/hello-world/config/misbehave", "hang@process-config");
    let kept = home.kept();
    let run = home.background(&home.set(home.ports()));
    wait_until_asked(&home, "process-config");
    run.signal("INT");
    let (status, out, err) = run.end();
    assert_eq!(status.code(), Some(130), "{out}{err}");
    assert!(err.contains("nothing was saved"), "{err}");
    assert_eq!(home.kept(), kept);
}

/// A home whose service takes a while to become healthy.
fn slow_home() -> Home {
    let home = Home::new();
    let slow = home.module("slow").replace("templates/hw-server.tmpl", "interval: 200ms", "interval: 3s");
    home.install([slow.pack()]).any_stdout().status(0);
    home.configure();
    home
}

/// The same with a start that waits for it.
fn waiting_start() -> (Home, Background) {
    let home = slow_home();
    let run = home.background(&home.hyperdrive(["service", "start"]));
    let server = format!("{}_hw-server", home.project);
    wait_until("the service is starting", || {
        let server = Container::find(&server);
        server.is_some_and(|server| server.0["State"]["Health"]["Status"] == "starting" && server.runs())
    });
    (home, run)
}

fn next_start_is_fine(home: &Home) {
    let server = home.container("hw-server").life();
    home.start();
    let now = home.container("hw-server");
    assert_eq!((now.life(), &now.0["State"]["Health"]["Status"]), (server, &"healthy".into()));
    assert_eq!(home.containers().len(), 3);
    home.hyperdrive(["hw", "status"]).stdout_has("Hello, world!").status(0);
    assert_eq!(home.document(HELLO)["status"]["state"], "started");
}

#[test]
fn ctrl_c_in_the_middle_of_a_first_start_undoes_it_and_the_next_start_is_fine() {
    let (home, run) = waiting_start();
    run.signal("INT");
    let (status, out, err) = run.end();
    assert_eq!(status.code(), Some(130), "{out}{err}");
    assert!(err.contains("interrupted: what was begun is undone"), "{err}");
    assert!(err.contains("example/hello-world: nothing of it runs, as before"), "{err}");
    assert!(!home.has_container("hw-server"));
    home.hyperdrive(["service", "status"]).stdout_has("(hw): failed: interrupted while container ").status(0);
    home.start();
    runs_well(&home, "Hello, world!", 3);
}

#[test]
fn ctrl_c_in_the_middle_of_a_start_of_what_was_stopped_leaves_it_stopped() {
    let home = slow_home();
    home.start();
    let server = format!("{}_hw-server", home.project);
    // Once as it was, once other settings: nor does what ran before those come back.
    for verb in ["stop", "down"] {
        home.hyperdrive(["service", verb]).any_stdout().status(0);
        let run = home.background(&home.hyperdrive(["service", "start"]));
        wait_until("the service is starting", || Container::find(&server).is_some_and(|one| one.runs()));
        run.signal("INT");
        let (status, out, err) = run.end();
        assert_eq!(status.code(), Some(130), "{out}{err}");
        assert!(err.contains("example/hello-world: nothing of it runs, as before"), "{err}");
        assert!(Container::find(&server).is_none_or(|one| !one.runs() && one.policy() == "no"), "{err}");
        assert_eq!(home.has_container("hw-server"), verb == "stop");
        // Nor does it when the machine starts.
        home.hyperdrive(["service", "recover"]).any_stdout().stderr_has("everything was stopped").status(0);
        home.set([format!("{HELLO}:guests=Ada")]).any_stdout().status(0);
    }
    home.start();
    runs_well(&home, "Hello, Ada!", 3);
}

/// What comes out of a start that fails, with Ctrl-C between two of its steps: while it waits for somebody to read its errors.
fn interrupted_between(home: &Home) -> (Option<i32>, String) {
    let (mut said, errors) = std::io::pipe().unwrap();
    let flags = rustix::fs::fcntl_getfl(&errors).unwrap();
    rustix::fs::fcntl_setfl(&errors, flags | rustix::fs::OFlags::NONBLOCK).unwrap();
    while (&errors).write(&[b'\n'; 4096]).is_ok() {}
    rustix::fs::fcntl_setfl(&errors, flags).unwrap();
    let mut command = home.hyperdrive(["service", "start"]).command();
    let mut run = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors).spawn().unwrap();
    drop(command);
    let log = home.place.path("user/log/hyperdrive.log");
    wait_until("it failed", || fs::read_to_string(&log).is_ok_and(|log| log.contains("doesn't stay up")));
    kill_process(Pid::from_child(&run), Signal::INT).unwrap();
    let mut text = String::new();
    said.read_to_string(&mut text).unwrap();
    (run.wait().unwrap().code(), text.trim().to_owned())
}

#[test]
fn ctrl_c_between_two_steps_of_a_start_keeps_nothing_from_going_back() {
    let home = Home::with_started_example();
    home.place.write(
        "user/modules/example/hello-world/override/hw-server.yml",
        "services: {hw-server: {environment: [HELLO_CONFIG=/config/none.toml]}}\n",
    );
    fs::remove_file(home.place.path("user/log/hyperdrive.log")).unwrap();
    let (code, said) = interrupted_between(&home);
    assert_eq!(code, Some(130), "{said}");
    assert!(said.contains("interrupted: what was begun is undone"), "{said}");
    assert!(said.contains("example/hello-world: went back to what ran before"), "{said}");
    runs_well_as(&home, "Hello, world!", 3, "returned");
}

fn runs_well(home: &Home, greeting: &str, count: usize) {
    runs_well_as(home, greeting, count, "started");
}

fn runs_well_as(home: &Home, greeting: &str, count: usize, state: &str) {
    assert_eq!(home.container("hw-server").0["State"]["Health"]["Status"], "healthy");
    assert_eq!(home.containers().len(), count);
    home.hyperdrive(["hw", "status"]).stdout_has(greeting).status(0);
    assert_eq!(home.document(HELLO)["status"]["state"], state);
}

/// A start of other settings in the place of what runs, which takes a while to be well. `other`: of another plan, too.
fn waiting_change(home: &Home, other: bool) -> Background {
    home.set([format!("{HELLO}:greeting=Ahoi")]).any_stdout().status(0);
    let keys = if other { ", environment: [NUMBER=1]" } else { "" };
    home.place.write(
        "user/modules/example/hello-world/override/hw-server.yml",
        format!("services: {{hw-server: {{stop_grace_period: 1s{keys}}}}}\n"),
    );
    let before = home.container("hw-server").id();
    let run = home.background(&home.hyperdrive(["service", "start"]));
    let server = format!("{}_hw-server", home.project);
    wait_until("the new one is starting", || {
        Container::find(&server).is_some_and(|server| server.id() != before && server.runs())
    });
    run
}

#[test]
fn ctrl_c_in_the_middle_of_a_start_puts_back_what_ran_before() {
    let home = slow_home();
    home.place.write(
        "user/modules/example/hello-world/override/hw-server.yml",
        "services: {hw-server: {stop_grace_period: 1s}}\n",
    );
    home.set([format!("{HELLO}:mode=full")]).any_stdout().status(0);
    home.start();
    let mirror = home.container("hw-mirror").life();
    let witness = Witness::of(&address(), &format!("com.docker.compose.project={}-hw", home.project));
    for (signal, other) in [("TERM", false), ("INT", true)] {
        let run = waiting_change(&home, other);
        run.signal(signal);
        let (status, out, err) = run.end();
        assert_eq!(status.code(), Some(130), "{out}{err}");
        assert!(err.contains("example/hello-world: went back to what ran before"), "{err}");
        assert!(out.contains("the start failed: interrupted while container"), "{out}");
        let server = home.container("hw-server");
        assert_eq!(server.0["State"]["Health"]["Status"], "healthy");
        assert!(!server.0["Config"]["Env"].to_string().contains("NUMBER=1"), "{}", server.0);
        // It reads the old settings, though its plan may be the same; what the first one didn't touch stays so.
        home.hyperdrive(["hw", "status"]).stdout_has("Hello, world!").status(0);
        assert!(other || home.container("hw-mirror").life() == mirror);
        assert_eq!(home.containers().len(), 4);
    }

    // Broken off while it goes back, it says so, and the next start is fine.
    let run = waiting_change(&home, true);
    let server = format!("{}_hw-server", home.project);
    let new = home.container("hw-server").id();
    run.signal("INT");
    wait_until("it goes", || Container::find(&server).is_none_or(|server| server.id() != new));
    run.signal("INT");
    let (status, out, err) = run.end();
    assert_eq!(status.code(), Some(130), "{out}{err}");
    assert!(err.contains("broken off, and left as it is"), "{err}");
    home.start();
    runs_well(&home, "Ahoi, world!", 4);

    // What is interrupted twice at once stays as it is; the next start is fine again.
    home.set([format!("{HELLO}:greeting=Hey")]).any_stdout().status(0);
    let before = home.container("hw-server").life();
    let run = home.background(&home.hyperdrive(["service", "start"]));
    wait_until("it goes", || Container::find(&server).is_none_or(|server| server.life() != before));
    run.signal("INT");
    run.signal("TERM");
    let (status, out, err) = run.end();
    assert_eq!(status.code(), Some(130), "{out}{err}");
    home.start();
    runs_well(&home, "Hey, world!", 4);
    witness.saw_nothing_twice();
}

#[test]
fn after_a_start_that_was_killed_the_next_one_is_fine() {
    let (home, run) = waiting_start();
    run.kill_everything();
    next_start_is_fine(&home);
}

#[test]
fn a_start_waits_only_so_long_and_the_next_one_is_fine() {
    let home = slow_home();
    let start = home.hyperdrive(["service", "start", "--wait", "1"]).any_stdout();
    start.stderr_has("_hw-server' isn't well in time").stderr_has("hint: ").status(6);
    home.hyperdrive(["module", "list"]).stdout_has("(hw): failed: ").status(0);
    next_start_is_fine(&home);
}
