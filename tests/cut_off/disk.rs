//! Disks that can't be written, and folders that are somebody else's: a clear error, and nothing changed.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};

use super::Ground;
use crate::support::{Ran, Test};

/// A run of a script with the ground's folders.
fn sh(ground: &Ground, script: &str) -> Test {
    let run = ground.standin.with(ground.place.sh(script));
    let run = run.env("HYPERDRIVE_USER_DIR", ground.place.path("user"));
    run.env("HYPERDRIVE_SYSTEM_DIR", ground.place.path("system"))
}

/// The same where `folder` is a disk of its own with what was in it, and where no byte more fits onto it, or which is
/// read-only. The next command finds room again.
fn on_a_bad_disk(ground: &Ground, folder: &str, bad: &str, command: &str, status: i32) -> Ran {
    let script = format!(
        "mkdir -p {folder} && cp -a {folder} kept && unshare --map-root-user --mount bash -c '
        mount -t tmpfs -o size=2m,mode=0700 none {folder} && cp -a kept/. {folder}/ && cd {folder} && {bad} && cd .. && \
        {{ {command}; status=$?; mount -o remount,rw none {folder}; rm -f {folder}/filler; \
        [[ ! -e {folder}/state ]] || hyperdrive module uninstall nobody; rm -rf kept; cp -a {folder} kept; exit $status; }}' \
        && status=0 || status=$?; rm -r {folder}; mv kept {folder}; exit $status"
    );
    sh(ground, &script).any_stdout().any_stderr().status(status)
}

const FULL: &str = "cat /dev/zero >filler 2>/dev/null; true";
const READ_ONLY: &str = "mount -o remount,ro none .";

#[test]
fn a_disk_that_cannot_be_written_is_said_and_nothing_is_installed() {
    for (bad, said) in [(FULL, "the disk is full"), (READ_ONLY, "read-only file")] {
        for folder in ["user", "system"] {
            let ground = Ground::new();
            let install = "hyperdrive --project demo module install --trust 1.0.0.zip";
            let ran = on_a_bad_disk(&ground, folder, bad, install, 4);
            assert!(ran.stderr.contains(said), "{folder}: {}", ran.stderr);
            assert_eq!(ground.version(), None);
            assert!(ground.standin.containers().is_empty());
        }
    }
}

#[test]
fn a_disk_that_cannot_be_written_is_said_and_the_old_version_stays() {
    for (bad, said) in [(FULL, "the disk is full"), (READ_ONLY, "read-only file")] {
        for folder in ["user", "system"] {
            let ground = Ground::with_module();
            let before = ground.standin.containers();
            let upgrade = "hyperdrive module upgrade --trust 2.0.0.zip";
            let ran = on_a_bad_disk(&ground, folder, bad, upgrade, 4);
            assert!(ran.stderr.contains(said), "{folder}: {}", ran.stderr);
            assert_eq!(ground.version().as_deref(), Some("1.0.0"));
            assert_eq!(ground.standin.containers(), before, "{folder}");
        }
    }
}

#[test]
fn a_disk_that_cannot_be_written_is_said_and_a_removal_is_whole_or_not_begun() {
    for (bad, folder, said, status) in [
        (FULL, "user", "the disk is full", 4),
        (READ_ONLY, "user", "read-only file", 4),
        (FULL, "system", "the disk is full", 4),
        (READ_ONLY, "system", "stay in '", 0),
    ] {
        let (ground, stays) = (Ground::with_module(), folder == "user");
        let ran = on_a_bad_disk(&ground, folder, bad, "hyperdrive module uninstall demo", status);
        assert!(ran.stderr.contains(said), "{folder}: {}", ran.stderr);
        assert_eq!(ran.stdout.contains("removed: me/demo\n"), !stays, "{}", ran.stdout);
        // What couldn't be freed then is by the next command.
        ground.hyperdrive(&["module", "uninstall", "nobody"]).any_stderr().status(2);
        assert_eq!(ground.version().is_some(), stays);
        assert_eq!(ground.standin.containers().len(), if stays { 2 } else { 0 });
    }
}

#[test]
fn a_full_system_disk_keeps_nobody_from_anything_else() {
    let ground = Ground::with_module();
    let place = "hd-unpack 2.0.0.zip --into system --home $(jq -r .id user/state/home.json)";
    sh(&ground, &format!("{place} | hd-state upgrade")).any_stdout().status(0);
    let ran = on_a_bad_disk(&ground, "system", FULL, "hyperdrive module uninstall nobody", 2);
    assert!(ran.stderr.contains("the upgrade of 'me/demo' is undone: 1.0.0 is back\n"), "{}", ran.stderr);
    let next = || ground.hyperdrive(&["module", "uninstall", "nobody"]).any_stderr().status(2);
    next();
    assert_eq!(ground.version().as_deref(), Some("1.0.0"));
    let twice = "hyperdrive module uninstall demo; hyperdrive module uninstall nobody";
    let ran = on_a_bad_disk(&ground, "system", FULL, twice, 2);
    assert!(ran.stderr.contains("what isn't needed any more stays in '"), "{}", ran.stderr);
    next();
    assert_eq!(ground.version(), None);
}

/// A run of somebody who owns nothing here but what is given to them.
fn as_nobody(ground: &Ground, command: &str) -> Test {
    for path in ["", ".tmp", "docker.sock"] {
        fs::set_permissions(ground.place.path(path), fs::Permissions::from_mode(0o777)).unwrap();
    }
    sh(ground, &format!("setpriv --reuid 65534 --regid 65534 --clear-groups {command}"))
}

#[test]
fn what_is_somebody_elses_is_not_changed() {
    let ground = Ground::with_module();
    let before = ground.look();
    for command in
        ["module install --trust 2.0.0.zip", "module upgrade --trust 2.0.0.zip", "module uninstall demo"]
    {
        let ran = as_nobody(&ground, &format!("hyperdrive {command}")).stderr_has("user/state");
        ran.stderr_has("permission denied").status(4);
        assert!(ground.look() == before, "{command}");
    }
}

#[test]
fn a_system_directory_of_somebody_elses_is_named_with_the_command_that_may() {
    let ground = Ground::new();
    fs::create_dir(ground.place.path("system")).unwrap();
    fs::create_dir(ground.place.path("user")).unwrap();
    chown(ground.place.path("user"), Some(65534), Some(65534)).unwrap();
    let install = "hyperdrive --project demo module install --trust 1.0.0.zip";
    as_nobody(&ground, install)
        .stderr_has("can't be written by this user")
        .stderr_has("hint: type: sudo -- ")
        .stderr_has("--system-dir")
        .status(7);
    assert_eq!(ground.names("system"), [""; 0]);
    assert!(ground.standin.containers().is_empty() && !ground.place.path("user/modules/me").exists());
}

#[test]
fn data_that_is_not_the_operators_stays_and_is_named_and_holds_up_nothing() {
    let ground = Ground::with_module();
    sh(&ground, "chown -R 65534:65534 user system").status(0);
    let data = ground.place.path("user/data/modules/me/demo");
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("chain"), "a").unwrap();
    chown(&data, Some(65532), Some(65532)).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
    let said = format!("'{}' can't be removed: something in it belongs to another user", data.display());
    as_nobody(&ground, "hyperdrive module uninstall demo --purge-data")
        .any_stdout()
        .stderr_has(&said)
        .stderr_has("hint: 'sudo rm -r ")
        .status(7);
    assert!(data.join("chain").exists() && !ground.place.path("user/modules/me/demo").exists());
    // Nothing waits to be finished.
    as_nobody(&ground, "hyperdrive module uninstall nobody").any_stderr().status(2);
    assert_eq!(ground.version(), None);
}
