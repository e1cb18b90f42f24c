//! The question whether a package is trusted, on a terminal.

use super::Ground;
use crate::support::Terminal;
use crate::support::registry::{Key, index, listing, publish};

#[test]
fn a_package_is_trusted_by_a_yes_and_by_nothing_else() {
    let ground = Ground::new();
    let terminal = Terminal::of(&ground.hyperdrive(&[]));
    let install = "hyperdrive --project demo module install 1.0.0.zip; echo ended $?";
    let question = "A module's programs run on this machine. Install it? [y/N]";
    terminal.run(install).sees("'me/demo' 1.0.0 is from a file").sees(question);
    terminal.keys(&["Enter"]).sees("ended 7");
    assert_eq!(ground.version(), None);
    terminal.begin(install).sees(question).keys(&["C-c"]).sees("ended 130");
    assert_eq!(ground.version(), None);
    terminal.begin(install).sees(question).letters("y").keys(&["Enter"]).sees("ended 0");
    assert_eq!(ground.version().as_deref(), Some("1.0.0"));
}

#[test]
fn nobody_is_held_up_while_somebody_thinks() {
    let ground = Ground::with_module();
    let terminal = Terminal::of(&ground.hyperdrive(&[]));
    let question = "A module's programs run on this machine. Install it? [y/N]";
    let upgrade = "hyperdrive module upgrade 2.0.0.zip; echo ended $?";
    terminal.run(upgrade).sees("'me/demo' 2.0.0 is from a file").sees(question);
    ground.hyperdrive(&["module", "uninstall", "demo"]).any_stdout().status(0);
    // What was asked about isn't what is there any more.
    terminal.letters("y").keys(&["Enter"]).sees("what is installed was changed meanwhile").sees("ended 6");
    assert_eq!(ground.version(), None);
    let install = "hyperdrive module install 2.0.0.zip; echo ended $?";
    terminal.run(install).sees("'me/demo' 2.0.0 is from a file").sees(question);
    ground.hyperdrive(&["module", "install", "--trust", "1.0.0.zip"]).any_stdout().status(0);
    terminal
        .letters("y")
        .keys(&["Enter"])
        .sees("1.0.0 is installed, and this package is 2.0.0")
        .sees("ended 1");
    assert_eq!(ground.version().as_deref(), Some("1.0.0"));
}

#[test]
fn two_runs_may_be_at_one_download() {
    let (ground, key) = (Ground::new(), Key::new());
    let place = &ground.place;
    place.sh("mkdir r && mv *.zip r/").status(0);
    let one = listing(place, "r", "me/demo", &[("1.0.0", "1.0.0.zip", &[])]);
    publish(place, "r", &key, &index(&key, 1, serde_json::json!([one])));
    let add = ["--project", "demo", "registry", "add", "r/index.json", "--key", &key.public()];
    ground.hyperdrive(&add).any_stdout().status(0);
    let terminal = Terminal::of(&ground.hyperdrive(&[]));
    let question = "A module's programs run on this machine. Install it? [y/N]";
    terminal.run("hyperdrive module install me/demo --registry own; echo ended $?").sees(question);
    let install = ["module", "install", "me/demo", "--registry", "own", "--trust"];
    ground.hyperdrive(&install).any_stdout().status(0);
    terminal.letters("y").keys(&["Enter"]).sees("installed: me/demo 1.0.0 (demo)").sees("ended 0");
    assert_eq!(ground.names("user/state/downloads"), [""; 0]);
}
