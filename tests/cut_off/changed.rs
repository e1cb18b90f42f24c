//! Packages that were changed where they are unpacked: found, said, put right; no other module minds.

use std::fs;

use super::Ground;

#[test]
fn a_package_that_was_changed_holds_up_nothing_and_is_put_right() {
    let ground = Ground::with_module();
    let descriptor = ground.place.path("system/modules/me/demo/descriptor.json");
    for content in ["{", "[1]", "{}", "\0"] {
        fs::write(&descriptor, content).unwrap();
        ground
            .hyperdrive(&["module", "verify"])
            .stdout_has("not as it was unpacked: me/demo")
            .stderr_has("descriptor.json: was changed")
            .status(1);
        ground
            .hyperdrive(&["module", "install", "--trust", "1.0.0.zip"])
            .stdout("installed: me/demo 1.0.0 (demo)\n")
            .status(0);
        ground.hyperdrive(&["module", "verify"]).stdout("verified: me/demo 1.0.0 (demo)\n").status(0);
        assert_eq!(ground.version().as_deref(), Some("1.0.0"));
    }
    fs::write(&descriptor, "{").unwrap();
    ground.hyperdrive(&["module", "list"]).any_stdout().stderr_has("install the module again").status(3);
    ground.hyperdrive(&["module", "uninstall", "me/demo"]).stdout_has("removed: me/demo\n").status(0);
    assert_eq!(ground.version(), None);
}

#[test]
fn where_what_is_installed_cannot_be_read_that_is_said() {
    let ground = Ground::with_module();
    ground.place.write("user/state/modules.json", "{");
    for command in [&["module", "verify"][..], &["module", "info"], &["module", "list"]] {
        ground.hyperdrive(command).stderr_has("modules.json' isn't as Hyperdrive wrote it").status(3);
    }
}
