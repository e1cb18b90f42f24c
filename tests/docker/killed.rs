//! Install, upgrade and uninstall that are killed, with all that they started, at many moments: the next command sees the
//! old state or the new one, and nothing else is left.
//!
//! 25 moments of each, spread over the time that the command usually takes, in two tests, so that they go side by side;
//! `scripts/killtest` asks for more, and for random ones.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::packages::{held, linked, rendered, unpacked};
use crate::support::home::HELLO;
use crate::support::port::random;
use crate::support::{Home, Test};

/// What the engine was asked for by a run that was killed has come by then.
const LATER: Duration = Duration::from_millis(700);

/// How often a command is killed.
fn rounds() -> u32 {
    std::env::var("HD_KILL_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(25)
}

/// When the command of this round is killed, where it usually takes so long.
fn moment(round: u32, usual: Duration) -> Duration {
    // The first of each half comes before anything is begun, however fast the machine is.
    if round < 2 {
        return Duration::ZERO;
    }
    if std::env::var_os("HD_KILL_RANDOM").is_none() {
        return usual * round / rounds();
    }
    let share = u32::try_from(random() % 1_000_000).unwrap_or_default();
    usual * share / 1_000_000
}

/// What became of the rounds.
#[derive(Debug, Default)]
struct Ended {
    old: u32,
    new: u32,
    killed: u32,
}

/// Runs a command again and again and kills it, at the even moments or at the odd ones. `reset` brings the old state back, given whether the new one is there;
/// `is_new` looks at what the next command finds, and fails where that is neither.
fn kill(half: u32, home: &Home, command: &dyn Fn() -> Test, reset: &dyn Fn(), is_new: &dyn Fn() -> bool) {
    let begin = Instant::now();
    command().any_stdout().any_stderr().status(0);
    let mut usual = begin.elapsed();
    assert!(is_new(), "it isn't done");
    reset();
    assert!(!is_new(), "it isn't undone");
    let mut ended = Ended::default();
    for round in (half..rounds()).step_by(2) {
        let moment = moment(round, usual);
        let mut run = home.background(&command());
        sleep(moment);
        let killed = !run.has_ended();
        run.kill_everything();
        ended.killed += u32::from(killed);
        if !killed {
            // It was slower before than it usually is: the machine had something else to do.
            usual = usual.min(moment);
        }
        // Any command that takes the lock tidies up first; this one does nothing else.
        home.hyperdrive(["module", "uninstall", "nobody"]).any_stderr().status(2);
        for journal in ["adding", "removing", "upgrading"] {
            let left = home.place.path(format!("user/state/{journal}.json"));
            assert!(!left.exists(), "{journal} is left after {moment:?}");
        }
        let new = is_new();
        if killed {
            // Nothing comes after the look that the next command had.
            sleep(LATER);
            assert_eq!(is_new(), new, "it changed by itself after {moment:?}");
        }
        if new {
            ended.new += 1;
            reset();
            assert!(!is_new());
        } else {
            ended.old += 1;
        }
    }
    eprintln!("{ended:?} of half of {} rounds, usually {usual:?}", rounds());
    assert!(ended.killed * 4 > rounds() && ended.old > 0, "{ended:?}");
}

/// No reference, package or link is there without need.
fn nothing_too_much(home: &Home) {
    let said = home.tool("hd-state").args(["packages", "--user-dir", "user"]).any_stdout().status(0).stdout;
    let needed: Vec<String> =
        said.lines().map(|line| line.strip_prefix("sha256:").unwrap_or(line).into()).collect();
    assert_eq!((held(home), unpacked(home)), (needed.clone(), needed));
    let staging = std::fs::read_dir(home.place.path("system/packages/staging")).unwrap().count();
    assert_eq!(staging, 0);
}

fn has_keys(home: &Home) -> bool {
    home.place.path("user/modules/example/hello-world/secrets/adapter.key").exists()
}

#[test]
fn an_install_that_is_killed_leaves_nothing_or_all() {
    kill_installs(0);
}

#[test]
fn an_install_that_is_killed_leaves_nothing_or_all_at_other_moments_too() {
    kill_installs(1);
}

fn kill_installs(half: u32) {
    let home = Home::new();
    home.module("demo").pack();
    let install = || home.install(["demo.zip"]);
    let is_new = || {
        nothing_too_much(&home);
        let (installed, containers) = (home.load().len() == 2, home.containers());
        assert_eq!(has_keys(&home), installed);
        assert_eq!(containers.len(), usize::from(installed), "{containers:?}");
        assert_eq!(home.place.path("system/modules/example/hello-world").exists(), installed);
        installed
    };
    let reset = || {
        home.hyperdrive(["module", "uninstall", "hw", "--purge-data"]).any_stdout().status(0);
    };
    kill(half, &home, &install, &reset, &is_new);
}

#[test]
fn an_upgrade_that_is_killed_leaves_the_old_version_or_the_new_one_running() {
    kill_upgrades(0);
}

#[test]
fn an_upgrade_that_is_killed_leaves_the_old_version_or_the_new_one_running_at_other_moments_too() {
    kill_upgrades(1);
}

fn kill_upgrades(half: u32) {
    let home = Home::with_started_example();
    let old = rendered(&home);
    home.module("newer").misbehaving("wrong-version").replace("descriptor.json", "1.0.0", "9.9.9").pack();
    let upgrade = || home.hyperdrive(["module", "upgrade", "--trust", "newer.zip"]);
    let is_new = || {
        nothing_too_much(&home);
        let new = rendered(&home) != old;
        assert_eq!(linked(&home), rendered(&home));
        let document = home.document(HELLO);
        assert_eq!(document["descriptor"]["version"], if new { "9.9.9" } else { "1.0.0" });
        assert_eq!(document["settings"]["server"]["port"], home.server.number);
        assert_eq!(home.containers().len(), 3, "{:?}", home.containers());
        assert!(home.container("hw-server").runs());
        // The adapter that runs is that of the version.
        let adapter = home.container("hw_adapter");
        assert_eq!(adapter.0["Config"]["Env"].to_string().contains("HELLO_MISBEHAVE"), new);
        assert!(adapter.runs(), "{}", adapter.0["State"]);
        new
    };
    let reset = || {
        let back = ["module", "upgrade", "--trust", "--downgrade", "demo.zip"];
        home.hyperdrive(back).any_stdout().any_stderr().status(0);
    };
    kill(half, &home, &upgrade, &reset, &is_new);
}

#[test]
fn a_removal_that_is_killed_leaves_all_or_nothing() {
    kill_removals(0);
}

#[test]
fn a_removal_that_is_killed_leaves_all_or_nothing_at_other_moments_too() {
    kill_removals(1);
}

fn kill_removals(half: u32) {
    let home = Home::with_started_example();
    let uninstall = || home.hyperdrive(["module", "uninstall", "hw"]);
    let is_new = || {
        nothing_too_much(&home);
        let gone = home.load().len() == 1;
        assert_eq!(has_keys(&home), !gone);
        assert_eq!(home.containers().len(), if gone { 1 } else { 3 }, "{:?}", home.containers());
        gone
    };
    let reset = || {
        home.install(["demo.zip"]).any_stdout().status(0);
        home.start();
    };
    kill(half, &home, &uninstall, &reset, &is_new);
}
