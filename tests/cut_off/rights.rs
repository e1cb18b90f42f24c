//! The rule of sudo: one tool alone is run through it, and nobody runs the whole as somebody else.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};

use super::{Ground, Moment, Thing};
use crate::support::{Terminal, Test};

/// Writes down what it is asked for, a word a line, and does it where that may be.
const SUDO: &str = "#!/bin/sh\nprintf '%s\\n' \"$@\" >>asked\nshift\nchmod 755 system\n\"$@\"\n";

/// A ground that belongs to nobody, who can't write its system directory, with a stand-in for sudo.
fn nobodys() -> Ground {
    let ground = Ground::new();
    ground.place.write("bin/sudo", SUDO);
    fs::set_permissions(ground.place.path("bin/sudo"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::create_dir(ground.place.path("system")).unwrap();
    ground.place.sh("chown -R 65534:65534 . .tmp; chmod 555 system; chmod 777 docker.sock").status(0);
    ground
}

#[test]
fn on_a_terminal_one_tool_alone_is_run_through_sudo() {
    let ground = nobodys();
    let terminal = Terminal::of(&ground.hyperdrive(&[]));
    terminal.run("PATH=$PWD/bin:$PATH exec setpriv --reuid 65534 --regid 65534 --clear-groups sh");
    terminal.begin("hyperdrive --project demo module install --trust 1.0.0.zip; echo ended $?");
    terminal.sees("hd-unpack runs through sudo").sees("installed: me/demo 1.0.0 (demo)").sees("ended 0");
    let asked = ground.place.read("asked");
    let words: Vec<&str> = asked.lines().collect();
    assert!(words[0] == "--" && words[1].ends_with("/hd-unpack"), "{asked}");
    assert_eq!((words[2], words[3], words[5]), ("1.0.0.zip", "--home", "--into"), "{asked}");
    assert_eq!(words.len(), 7, "{asked}");
    assert_eq!(ground.version().as_deref(), Some("1.0.0"));
}

#[test]
fn nothing_is_done_as_another_user_than_the_operator() {
    let ground = Ground::with_module();
    let before = ground.look();
    let user = ground.place.path("user");
    let sudo = |args: &[&str]| ground.hyperdrive(args).env("SUDO_UID", "65534").env("SUDO_USER", "nobody");
    // Root's own folder is root's, however the command came.
    sudo(&["module", "list"]).any_stdout().status(0);
    chown(&user, Some(65534), Some(65534)).unwrap();
    let said = format!("sudo runs this as another user than whose '{}' is\n", user.display());
    for command in [
        &["module", "list"][..],
        &["module", "install", "--trust", "2.0.0.zip"],
        &["module", "uninstall", "demo"],
    ] {
        sudo(command).stderr_has(&said).stderr_has("run it as yourself, without sudo").status(7);
    }
    // Nor is one made where the folder above is another's.
    let elsewhere = ground.place.path("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    chown(&elsewhere, Some(65534), Some(65534)).unwrap();
    sudo(&["--project", "demo", "module", "install", "--trust", "2.0.0.zip"])
        .env("HYPERDRIVE_USER_DIR", elsewhere.join("user"))
        .stderr_has("sudo runs this as another user")
        .absent("elsewhere/user")
        .status(7);
    chown(&user, Some(0), Some(0)).unwrap();
    assert!(ground.look() == before);
}

/// The command run as nobody, without a terminal.
fn as_nobody(ground: &Ground, command: &str) -> Test {
    let run = format!("exec setpriv --reuid 65534 --regid 65534 --clear-groups {command}");
    let run =
        ground.standin.with(ground.place.sh(&run)).env("HYPERDRIVE_USER_DIR", ground.place.path("user"));
    let run = run.env("HYPERDRIVE_CURATED", ground.place.path("nowhere.json"));
    run.env("HYPERDRIVE_SYSTEM_DIR", ground.place.path("system"))
}

#[test]
fn what_root_was_asked_to_place_is_there_when_the_command_is_run_again() {
    let ground = nobodys();
    let install = "hyperdrive --project demo module install --trust 1.0.0.zip";
    let refused = as_nobody(&ground, install).stderr_has("can't be written by this user").status(7).stderr;
    let typed = refused.split("type: sudo -- ").nth(1).expect("a hint").lines().next().unwrap();
    ground.place.sh(typed).any_stdout().status(0);
    as_nobody(&ground, install).stdout("installed: me/demo 1.0.0 (demo)\n").status(0);
    assert_eq!(ground.version().as_deref(), Some("1.0.0"));
    // What was changed there since is to be put right by who can.
    ground.place.write("system/modules/me/demo/descriptor.json", "{");
    as_nobody(&ground, install).any_stderr().stderr_has("can't be written by this user").status(7);
}

#[test]
fn an_upgrade_is_undone_where_the_system_directory_is_roots() {
    let ground = Ground::with_module();
    let moments = ground.moments(&ground.hyperdrive(&["module", "upgrade", "--trust", "2.0.0.zip"]));
    let journal = ground.place.path("user/state/upgrading.json");
    let undecided = |moment: &&Moment| match moment.get(&journal) {
        Some(Thing::File(_, text)) => String::from_utf8_lossy(text).contains("\"commit\": null"),
        _ => false,
    };
    let began = moments.iter().rfind(undecided).expect("an upgrade that began");
    // All of it is root's, or only what was placed through sudo.
    for roots in ["system", "system/*"] {
        ground.restore(began);
        let own = format!("chown -R 65534:65534 . .tmp; chown -R 0:0 {roots}; chmod 777 docker.sock");
        ground.place.sh(&own).status(0);
        as_nobody(&ground, "hyperdrive module uninstall nobody")
            .stderr_has("the upgrade of 'me/demo' is undone: 1.0.0 is back\n")
            .status(2);
        as_nobody(&ground, "hyperdrive module list").stdout_has("1.0.0").status(0);
        // Whoever can sets the link right.
        ground.hyperdrive(&["module", "uninstall", "nobody"]).any_stderr().status(2);
        assert_eq!(ground.version().as_deref(), Some("1.0.0"));
    }
}

#[test]
fn without_sudo_it_is_said_what_is_missing() {
    let ground = nobodys();
    fs::remove_file(ground.place.path("bin/sudo")).unwrap();
    let terminal = Terminal::of(&ground.hyperdrive(&[]));
    terminal.run("exec setpriv --reuid 65534 --regid 65534 --clear-groups env PATH=${PATH%%:*} /bin/sh");
    terminal.run("hyperdrive --project demo module install --trust 1.0.0.zip; echo ended $?");
    terminal.sees("cannot run 'sudo'").sees("type as root: ").sees("ended 7");
}

#[test]
fn what_isnt_needed_any_more_is_freed_by_who_can() {
    let ground = Ground::with_module();
    ground.place.sh("chown -R 65534:65534 . .tmp; chown -R 0:0 system; chmod 777 docker.sock").status(0);
    let ran = as_nobody(&ground, "hyperdrive module uninstall demo").any_stdout();
    let said = ran.stderr_has("packages that aren't needed any more stay in '").status(0).stderr;
    let typed = said.split("type: sudo -- ").nth(1).expect("a command").lines().next().unwrap();
    assert_eq!(ground.names("system/packages").len(), 1);
    ground.place.sh(typed).any_stdout().status(0);
    assert_eq!(ground.names("system/packages"), [""; 0]);
    assert_eq!(ground.names("system/modules"), [""; 0]);
}

#[test]
fn what_cannot_be_removed_stays_held_until_it_can() {
    let ground = Ground::with_module();
    ground
        .place
        .sh("chown -R 65534:65534 . .tmp; chown 0:0 system/modules/me; chmod 777 docker.sock")
        .status(0);
    let ran = as_nobody(&ground, "hyperdrive module uninstall demo").any_stdout();
    ran.stderr_has("permission denied").stderr_has("what isn't needed any more stays in '").status(7);
    as_nobody(&ground, "hyperdrive module uninstall nobody").stderr_has("stays in '").status(2);
    assert_eq!(ground.names("system/packages").len(), 1);
    ground.place.sh("chown 65534:65534 system/modules/me").status(0);
    as_nobody(&ground, "hyperdrive module uninstall nobody").any_stderr().status(2);
    assert_eq!(ground.names("system/packages"), [""; 0]);
    assert_eq!(ground.names("system/modules"), [""; 0]);
}
