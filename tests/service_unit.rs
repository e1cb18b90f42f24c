//! `scripts/setup --service`: the systemd unit of a user directory.

use std::process::Command;

use crate::support::Place;

const SETUP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/setup");

/// A user directory whose path has everything in it that a unit file could trip over.
fn place() -> Place {
    let place = Place::default();
    let args = ["add", "--user-dir", "a user $HOME 50%\"", "--project", "demo"];
    place.tool("hd-state").args(args).any_stdout().status(0);
    place
}

fn setup(place: &Place, args: &str) -> crate::support::Test {
    place
        .sh(&format!("'{SETUP}' --service {args}"))
        .env("HYPERDRIVE_USER_DIR", place.path("a user $HOME 50%\""))
}

#[test]
fn the_unit_waits_for_both_folders_and_starts_what_ran() {
    let place = place();
    let unit = setup(&place, "--check").any_stdout().status(0).stdout;
    let dir = place.root().canonicalize().unwrap().join("a user $HOME 50%%\\\"").display().to_string();
    let mounts = format!("RequiresMountsFor=\"{dir}\" \"");
    assert!(unit.contains(&mounts) && unit.contains("/data\"\n"), "{unit}");
    let command = format!("--user-dir \"{}\" service recover\n", dir.replace('$', "$$"));
    assert!(unit.contains(&command) && unit.contains("Requires=docker.service\n"), "{unit}");

    // What ends it waits as long as its services do, and asks it alone: its tools hear of it from itself.
    assert!(unit.contains("\nKillMode=mixed\nTimeoutStopSec=infinity\n"), "{unit}");

    // systemd's own judgement, where it is: it knows nothing of a docker.service that isn't installed.
    let Ok(verify) = Command::new("systemd-analyze").arg("--version").output() else {
        panic!("no systemd-analyze: scripts/setup --tests installs it");
    };
    assert!(verify.status.success());
    place
        .write("demo.service", &unit)
        .write("docker.service", "[Service]\nType=oneshot\nExecStart=/bin/true\n");
    let verify = Command::new("systemd-analyze")
        .args(["verify", "--man=no"])
        .arg(place.path("demo.service"))
        .env("SYSTEMD_UNIT_PATH", format!("{}:", place.root().display()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&verify.stderr);
    assert!(!said.contains("demo.service"), "{said}");
}

/// A rootless engine is none of the machine's services: a unit that requires one that isn't there never starts.
#[test]
fn the_unit_of_a_rootless_engine_waits_for_its_user() {
    let place = place();
    let unit = setup(&place, "--check").env("DOCKER_HOST", "unix:///run/user/1007/docker.sock");
    let unit = unit.any_stdout().status(0).stdout;
    assert!(unit.contains("\nRequires=user@1007.service\nAfter=user@1007.service network-online"), "{unit}");
    assert!(unit.contains("\nEnvironment=\"DOCKER_HOST=unix:///run/user/1007/docker.sock\"\n"), "{unit}");
}

/// The units of this machine, by name.
fn units() -> Vec<std::ffi::OsString> {
    let entries = std::fs::read_dir("/etc/systemd/system").into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
    names.sort();
    names
}

#[test]
fn to_look_at_it_writes_nothing() {
    let (place, before) = (place(), units());
    setup(&place, "--check").any_stdout().status(0);
    assert_eq!(units(), before);
}

#[test]
fn without_systemd_nothing_is_written() {
    let (place, before) = (place(), units());
    if std::path::Path::new("/run/systemd/system").is_dir() {
        // Here it would be installed for good: where systemd doesn't run is seen from within a root of its own.
        let hidden = format!(
            "unshare --user --map-root-user --mount sh -c 'mount -t tmpfs none /run && exec \"$@\"' sh '{SETUP}' --service"
        );
        place
            .sh(&hidden)
            .env("HYPERDRIVE_USER_DIR", place.path("a user $HOME 50%\""))
            .stderr_has("no systemd runs here: nothing was written")
            .status(1);
        assert_eq!(units(), before);
        return;
    }
    setup(&place, "")
        .stderr_has("no systemd runs here: nothing was written")
        .stderr_has("service recover")
        .status(1);
    assert_eq!(units(), before);
}
