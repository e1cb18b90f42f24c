//! Ctrl-C in commands that change several modules, or go back to an old generation: each module is finished or as it was.

use std::thread::sleep;
use std::time::Duration;

use super::interrupted::wait_until_asked;
use super::order;
use crate::support::engine::{Container, address, docker, wait_until};
use crate::support::home::{Background, HELLO};
use crate::support::{Gate, Home, Moment, Witness};

const SECOND: &str = "other/second";

/// Until a signal has come to the tool that is at work.
const HEARD: Duration = Duration::from_secs(1);

/// Three modules that run, of which the second needs the first, behind a gate. The second takes long to be well.
fn three() -> (Home, Gate) {
    let mut home = order::home("3s");
    home.start();
    let gate = Gate::before(&home.engine, home.place.root());
    home.engine = gate.address();
    (home, gate)
}

/// A command that is in the middle of a request about this container, and gets a signal then.
fn interrupted_at(home: &Home, gate: &Gate, command: &[&str], (name, what): (&str, &str)) -> Background {
    let path = format!("/containers/{}/{what}", home.container(name).id());
    gate.hold("POST", &path, Moment::Before);
    let run = home.background(&home.hyperdrive(command));
    gate.wait();
    run.signal("INT");
    sleep(HEARD);
    gate.open();
    run
}

fn state(home: &Home, fqmn: &str) -> String {
    home.document(fqmn)["status"]["state"].as_str().unwrap().to_owned()
}

#[test]
fn ctrl_c_in_the_middle_of_a_stop_finishes_what_is_at_hand_and_begins_nothing_else() {
    let (home, gate) = three();
    let runs =
        |name: &str| Container::find(&format!("{}_{name}", home.project)).is_some_and(|one| one.runs());
    for verb in ["stop", "pause", "down"] {
        let run = interrupted_at(&home, &gate, &["service", verb], ("second-server", "stop"));
        let (status, out, err) = run.end();
        assert_eq!(status.code(), Some(130), "{out}{err}");
        assert!(!runs("second-server") && state(&home, SECOND) != "started", "{verb}: {out}{err}");
        for (fqmn, name) in [(HELLO, "hw"), ("other/third", "third")] {
            let both = [runs(&format!("{name}-server")), runs(&format!("{name}_adapter"))];
            let as_stored = state(&home, fqmn) == "started";
            assert_eq!(both, [as_stored, as_stored || verb == "pause"], "{verb}: {out}{err}");
        }
        assert!(err.contains("interrupted before it was begun"), "{verb}: {err}");
        let left = format!("user/state/compose/{SECOND}/services.begun.json");
        assert!(!home.place.path(left).exists(), "nothing is left for the next command");
        home.start();
    }

    let before = home.container("hw-server").life();
    let run = interrupted_at(&home, &gate, &["service", "restart", "hw"], ("hw-server", "restart"));
    let (status, out, err) = run.end();
    assert_eq!(status.code(), Some(130), "{out}{err}");
    assert!(runs("hw-server") && home.container("hw-server").life() != before, "{out}{err}");
    assert!(!home.place.path(format!("user/state/compose/{HELLO}/services.begun.json")).exists());
}

/// A start of other settings of the first and the second, in the middle of which the second isn't well so far.
fn change_two(home: &Home) {
    home.set([format!("{HELLO}:guests=Ada"), format!("{SECOND}:guests=Ada")]).any_stdout().status(0);
}

fn greets_ada(home: &Home, name: &str) -> bool {
    home.container(name).0["Config"]["Cmd"].to_string().contains("Ada")
}

fn wait_until_starting(home: &Home, name: &str, before: &str) {
    let name = format!("{}_{name}", home.project);
    wait_until("the new one is waited for", || {
        let now = Container::find(&name).filter(|now| now.id() != before && now.runs());
        now.is_some_and(|now| now.0["State"]["Health"]["Status"] == "starting")
    });
}

#[test]
fn ctrl_c_in_a_start_of_several_keeps_those_that_are_done_and_undoes_the_one_that_isnt() {
    let (home, gate) = three();
    let (third, second) = (home.container("third-server").life(), home.container("second-server").id());
    change_two(&home);
    let run = home.background(&home.hyperdrive(["service", "start"]));
    wait_until_starting(&home, "second-server", &second);
    run.signal("TERM");
    let (status, out, err) = run.end();
    assert_eq!(status.code(), Some(130), "{out}{err}");
    assert!(err.contains("other/second: went back to what ran before"), "{err}");
    assert!(greets_ada(&home, "hw-server") && !greets_ada(&home, "second-server"), "{out}{err}");
    let healthy = |name: &str| home.container(name).0["State"]["Health"]["Status"] == "healthy";
    assert!(healthy("hw-server") && healthy("second-server"), "{out}{err}");
    assert_eq!(home.container("third-server").life(), third);
    assert_eq!([HELLO, SECOND].map(|fqmn| state(&home, fqmn)), ["started", "returned"]);
    home.hyperdrive(["service", "status"]).stdout_has("waits for the next start: settings").status(0);

    // While the old one is being stopped nothing has come in its place, and nothing does.
    let witness = Witness::of(&address(), &format!("com.docker.compose.project={}-second", home.project));
    let run = interrupted_at(&home, &gate, &["service", "start"], ("second-server", "stop"));
    let (status, out, err) = run.end();
    assert_eq!(status.code(), Some(130), "{out}{err}");
    assert!(err.contains("other/second: went back to what ran before"), "{err}");
    assert!(!greets_ada(&home, "second-server") && healthy("second-server"), "{out}{err}");
    assert_eq!(witness.starts("second-server"), 1, "the old one alone: {out}{err}");
    witness.saw_nothing_twice();
    home.start();
    assert!(greets_ada(&home, "second-server"));
}

#[test]
fn ctrl_c_in_hd_compose_alone_finishes_what_it_has_stopped() {
    let (home, _gate) = three();
    change_two(&home);
    // What the second needs isn't well for a while.
    home.place.write(
        "user/modules/example/hello-world/override/hw-server.yml",
        "services: {hw-server: {healthcheck: {interval: 3s}}}\n",
    );
    let first = home.container("hw-server").id();
    home.sh("hd-state load | hd-render adapter | hd-compose up adapter | hd-adapter-call set-config \
        | hd-adapter-call get-containers | hd-render services >documents")
        .status(0);
    let run = home.background(&home.sh("exec hd-compose up services --wait <documents >done"));
    wait_until_starting(&home, "hw-server", &first);
    run.signal("INT");
    let (status, out, err) = run.end();
    assert_eq!(status.code(), Some(6), "{out}{err}");
    for name in ["hw-server", "second-server"] {
        assert!(home.container(name).runs() && greets_ada(&home, name), "{name}: {err}");
    }
    home.start();
}

#[test]
fn ctrl_c_in_a_rollback_undoes_it_and_nothing_of_it_waits() {
    let home = Home::new();
    let slow = home.module("slow").replace("templates/hw-server.tmpl", "interval: 200ms", "interval: 3s");
    home.install([slow.pack()]).any_stdout().status(0);
    home.configure();
    for greeting in ["Ahoi", "Servus"] {
        home.set([format!("{HELLO}:greeting={greeting}")]).any_stdout().status(0);
        home.start();
    }
    home.set([format!("{HELLO}:guests=Ada")]).any_stdout().status(0);
    let kept = || {
        let stored = |name: &str| home.place.read(format!("user/state/generations/{name}"));
        let native = home.place.read("user/modules/example/hello-world/config/server.toml");
        [stored("current"), stored("pending"), native]
    };
    let (before, server) = (kept(), home.container("hw-server").id());

    // Before anything is stopped: its adapter has the old settings by then.
    let misbehave = "user/modules/example/hello-world/config/misbehave";
    home.place.write(misbehave, "slow@get-containers");
    let run = home.background(&home.hyperdrive(["service", "rollback"]));
    wait_until_asked(&home, "get-containers");
    run.signal("INT");
    let (status, out, err) = run.end();
    std::fs::remove_file(home.place.path(misbehave)).unwrap();
    assert_eq!(status.code(), Some(130), "{out}{err}");
    assert!(err.contains("what waited for the next start before waits again"), "{err}");
    assert_eq!(kept(), before, "{out}{err}");
    assert_eq!(home.container("hw-server").id(), server);

    // While the old one isn't well so far.
    let run = home.background(&home.hyperdrive(["service", "rollback"]));
    wait_until("the new one is waited for", || {
        let name = format!("{}_hw-server", home.project);
        Container::find(&name)
            .is_some_and(|now| now.runs() && now.0["State"]["Health"]["Status"] == "starting")
    });
    run.signal("INT");
    let (status, out, err) = run.end();
    assert_eq!(status.code(), Some(130), "{out}{err}");
    assert!(err.contains("example/hello-world: went back to what ran before"), "{err}");
    home.hyperdrive(["hw", "status"]).stdout_has("Servus, world!").status(0);
    assert_eq!(kept(), before, "{out}{err}");

    // Not cut off it comes to its end, and says what waits no more.
    home.hyperdrive(["service", "rollback"])
        .any_stdout()
        .stderr_has("what waited for the next start doesn't wait any more")
        .status(0);
    home.hyperdrive(["hw", "status"]).stdout_has("Ahoi, world!").status(0);

    // Killed, it is finished by the next start.
    let witness = Witness::of(&address(), &format!("com.docker.compose.project={}-hw", home.project));
    let server = home.container("hw-server").id();
    let run = home.background(&home.hyperdrive(["service", "rollback"]));
    wait_until_starting(&home, "hw-server", &server);
    run.kill_everything();
    home.start();
    home.hyperdrive(["hw", "status"]).stdout_has("Servus, world!").status(0);
    witness.saw_nothing_twice();
}

#[test]
fn ctrl_c_in_an_upgrade_brings_the_old_version_back() {
    let home = Home::with_started_example();
    let newer = home
        .module("newer")
        .replace("descriptor.json", "1.0.0", "9.9.9")
        .misbehaving("wrong-version")
        .replace("templates/hw-server.tmpl", "interval: 200ms", "interval: 3s")
        .pack();
    let witness = Witness::of(&address(), &format!("com.docker.compose.project={}-hw", home.project));
    for signal in ["INT", "TERM"] {
        let server = home.container("hw-server").id();
        let run = home.background(&home.hyperdrive(["module", "upgrade", "--trust", &newer]));
        wait_until_starting(&home, "hw-server", &server);
        run.signal(signal);
        let (status, out, err) = run.end();
        assert_eq!(status.code(), Some(130), "{out}{err}");
        assert!(err.contains("the upgrade of 'example/hello-world' is undone: 1.0.0 is back"), "{err}");
        assert_eq!(home.document(HELLO)["descriptor"]["version"], "1.0.0");
        assert_eq!(home.container("hw-server").0["State"]["Health"]["Status"], "healthy");
    }
    witness.saw_nothing_twice();
}

#[test]
fn ctrl_c_in_a_start_of_what_somebody_removed_by_hand_leaves_nothing_of_it() {
    let home = Home::new();
    let slow = home.module("slow").replace("templates/hw-server.tmpl", "interval: 200ms", "interval: 3s");
    home.install([slow.pack()]).any_stdout().status(0);
    home.configure();
    home.start();
    // Once the same, once with other settings: nor does what ran long before come.
    for other in [false, true] {
        if other {
            home.set([format!("{HELLO}:guests=Ada")]).any_stdout().status(0);
        }
        let server = home.container("hw-server").id();
        docker(["rm", "--force", &server]);
        let run = home.background(&home.hyperdrive(["service", "start"]));
        wait_until_starting(&home, "hw-server", &server);
        run.signal("INT");
        let (status, out, err) = run.end();
        assert_eq!(status.code(), Some(130), "{out}{err}");
        assert!(err.contains("example/hello-world: nothing of it runs, as before"), "{err}");
        assert!(!home.has_container("hw-server"), "{out}{err}");
        home.start();
    }
}
