//! Packages as a home holds them: installed, upgraded, verified, removed, with what the engine and the disk hold after it.

use std::fs;
use std::path::Path;

use crate::support::engine::{Container, words};
use crate::support::home::HELLO;
use crate::support::{Home, Ran};

/// The digests that the home holds in its system directory.
pub fn held(home: &Home) -> Vec<String> {
    let id = home.id().expect("a home");
    let refs = names(&home.place.path("system/packages/refs"));
    refs.into_iter()
        .filter(|digest| home.place.path("system/packages/refs").join(digest).join(&id).exists())
        .collect()
}

/// The digests of the packages that are unpacked.
pub fn unpacked(home: &Home) -> Vec<String> {
    names(&home.place.path("system/packages")).into_iter().filter(|name| name.len() == 64).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The digest that the home renders the example from.
pub fn rendered(home: &Home) -> String {
    home.document(HELLO)["package"]["sha256"].as_str().unwrap().into()
}

/// The digest that the example's link leads to.
pub fn linked(home: &Home) -> String {
    let link = fs::read_link(home.place.path("system/modules/example/hello-world")).expect("a link");
    link.file_name().unwrap().to_str().unwrap().into()
}

/// A copy of the example that is version 9.9.9, and says so.
fn newer<'a>(home: &'a Home, folder: &str) -> crate::support::home::Module<'a> {
    home.module(folder).misbehaving("wrong-version").replace("descriptor.json", "1.0.0", "9.9.9")
}

fn upgrade(home: &Home, package: &str) -> crate::support::Test {
    home.hyperdrive(["module", "upgrade", "--trust", package])
}

fn life(home: &Home, name: &str) -> (String, String) {
    home.container(name).life()
}

/// The package that is installed, and the one that `hyperdrive service rollback` would go back to.
fn two_of_each(home: &Home) {
    assert_eq!((held(home).len(), linked(home)), (2, rendered(home)));
    assert_eq!(held(home), unpacked(home));
    assert!(held(home).contains(&rendered(home)));
}

fn one_of_each(home: &Home) {
    assert_eq!(held(home), [rendered(home)]);
    assert_eq!(unpacked(home), [rendered(home)]);
    assert_eq!(linked(home), rendered(home));
}

#[test]
fn a_package_is_held_as_long_as_the_home_needs_it() {
    let home = Home::with_started_example();
    one_of_each(&home);
    let first = rendered(&home);
    // One that runs is needed until another one runs in its place.
    let other = home.module("other").variable("ANOTHER", "adapter").pack();
    home.install([&other]).any_stdout().status(0);
    let second = rendered(&home);
    assert_ne!(first, second);
    assert_eq!(held(&home).len(), 2);
    home.start();
    home.hyperdrive(["service", "stop"]).any_stdout().status(0);
    two_of_each(&home);
    assert_eq!(rendered(&home), second);
}

#[test]
fn an_install_that_fails_or_is_not_trusted_holds_nothing() {
    let home = Home::new();
    home.module("demo").pack();
    let refused = home.hyperdrive(["--project", &home.project, "module", "install", "demo.zip"]);
    refused
        .stderr_has("hyperdrive: 'example/hello-world' 1.0.0 is from a file, not from the curated list\n")
        .stderr_has("hint: --trust=sha256:")
        .absent("user")
        .absent("system")
        .status(7);
    let frozen = home.install(["demo.zip", "--frozen"]).stderr_has("not from the curated list");
    frozen.absent("user").absent("system").status(7);
    let needs = home.module("needs").replace(
        "descriptor.json",
        "\"dependencies\": []",
        "\"dependencies\": [\"no/body >= 1.0.0\"]",
    );
    home.install([needs.pack()])
        .stderr_has("a dependency isn't met\n  example/hello-world: needs 'no/body >= 1.0.0', which isn't installed\n")
        .stderr_has("nothing was installed")
        .status(1);
    assert_eq!((held(&home).len(), unpacked(&home).len(), home.load().len()), (0, 0, 1));
    assert!(!home.place.path("user/modules/example").exists());

    let digest = hd::digest::sha256(fs::read(home.place.path("demo.zip")).unwrap());
    let pinned =
        ["--project", &home.project, "module", "install", "--frozen", &format!("--trust=sha256:{digest}")];
    home.hyperdrive(pinned).args(["demo.zip"]).any_stdout().status(0);
    one_of_each(&home);
    let newer = newer(&home, "newer").pack();
    home.install([newer])
        .stderr_has("'example/hello-world' 1.0.0 is installed, and this package is 9.9.9\n")
        .status(1);
    one_of_each(&home);
}

#[test]
fn what_is_removed_leaves_its_data_and_no_key() {
    let home = Home::with_started_example();
    home.place.write("user/data/modules/example/hello-world/kept", "data");
    let own = "user/modules/example/hello-world";
    let ran = home.hyperdrive(["module", "uninstall", "hw"]);
    let data = home.place.path("user/data/modules/example/hello-world");
    ran.stdout_has("removed: example/hello-world\n")
        .stdout_has(&format!("  left: {}\n", data.display()))
        .status(0);
    assert_eq!(home.containers(), [format!("{}_daemon", home.project)]);
    assert_eq!((held(&home).len(), unpacked(&home).len(), home.load().len()), (0, 0, 1));
    for key in ["adapter.key", "services.key", "hyperdrive.key"] {
        assert!(!home.place.path(format!("{own}/secrets/{key}")).exists(), "{key}");
    }
    assert!(data.join("kept").exists() && !home.place.path("system/modules/example").exists());
    home.hyperdrive(["module", "uninstall", "hw"])
        .stderr_has("'hw' is no command and no installed")
        .status(2);

    // It comes back with its settings.
    home.install(["demo.zip"]).any_stdout().status(0);
    assert_eq!(home.document(HELLO)["settings"]["server"]["port"], home.server.number);
    home.hyperdrive(["module", "uninstall", "hw", "--purge-data"])
        .stdout("removed: example/hello-world\n")
        .status(0);
    assert!(!data.exists() && !home.place.path("user/modules/example").exists());
    home.install(["demo.zip"]).any_stdout().status(0);
    assert!(home.document(HELLO)["settings"].is_null());
}

#[test]
fn what_others_depend_on_goes_only_with_them() {
    let home = Home::new();
    home.module("demo").pack();
    let second = home.module("second").named("second");
    let second = second.replace(
        "descriptor.json",
        "\"dependencies\": []",
        "\"dependencies\": [\"example/hello-world >= 1.0.0\"]",
    );
    // Whatever the order of the words: what is needed comes first.
    home.install([second.pack().as_str(), "demo.zip"])
        .stdout("installed: example/hello-world 1.0.0 (hw)\ninstalled: other/second 1.0.0 (second)\n")
        .status(0);
    home.hyperdrive(["module", "uninstall", "hw"])
        .stderr_has("example/hello-world: 'other/second' depends on it")
        .stderr_has("nothing was removed")
        .status(1);
    assert_eq!(home.load().len(), 3);
    home.hyperdrive(["module", "info", "hw"]).stdout_has("  needed by  other/second\n").status(0);
    home.hyperdrive(["module", "uninstall", "hw", "--with-dependants"])
        .stdout_has("removed: other/second\n")
        .stdout_has("removed: example/hello-world\n")
        .status(0);
    assert_eq!((home.load().len(), held(&home).len()), (1, 0));
    assert!(home.containers().is_empty());
}

#[test]
fn what_was_changed_after_it_was_unpacked_is_found() {
    let home = Home::with_example();
    let verify = |words: &[&str]| home.hyperdrive(["module", "verify"].iter().chain(words));
    verify(&[]).stdout("verified: example/hello-world 1.0.0 (hw)\n").status(0);
    home.place.write("system/modules/example/hello-world/adapter.tmpl", "services: {}\n");
    verify(&["hw"])
        .stdout("not as it was unpacked: example/hello-world 1.0.0 (hw)\n")
        .stderr_has("adapter.tmpl: was changed")
        .status(1);
}

fn upgraded(home: &Home) -> Ran {
    upgrade(home, "newer.zip").stdout("upgraded: example/hello-world 9.9.9 (hw)\n").any_stderr().status(0)
}

#[test]
fn a_module_that_runs_is_upgraded_and_runs_again() {
    let home = Home::with_started_example();
    let (old, before) = (rendered(&home), life(&home, "hw-server"));
    newer(&home, "newer").replace("templates/hw-server.tmpl", "interval: 200ms", "interval: 300ms").pack();
    upgraded(&home);
    two_of_each(&home);
    assert_ne!(rendered(&home), old);
    assert_ne!(life(&home, "hw-server"), before);
    let document = home.document(HELLO);
    assert_eq!(
        (&document["descriptor"]["version"], &document["status"]["state"]),
        (&"9.9.9".into(), &"started".into())
    );
    assert_eq!(document["settings"]["server"]["port"], home.server.number);
    assert_eq!(home.container("hw-server").0["State"]["Health"]["Status"], "healthy");
    // Nothing waits, and nothing starts anew.
    let now = life(&home, "hw-server");
    home.start();
    assert_eq!(life(&home, "hw-server"), now);
    upgrade(&home, "newer.zip")
        .stderr("hyperdrive: 'example/hello-world' is this package already\n")
        .status(0);
    upgrade(&home, "demo.zip").stderr_has("9.9.9 is installed, and 1.0.0 is older\n").status(1);
}

#[test]
fn a_module_that_was_stopped_stays_stopped() {
    let home = Home::with_started_example();
    home.hyperdrive(["service", "stop"]).any_stdout().status(0);
    newer(&home, "newer").pack();
    upgraded(&home);
    assert!(!home.container("hw-server").runs());
    assert_eq!(linked(&home), rendered(&home));
    home.start();
    assert!(home.container("hw-server").runs());
    assert_eq!(home.document(HELLO)["descriptor"]["version"], "9.9.9");
}

/// What has to be as before after an upgrade that failed.
fn is_old(home: &Home, old: &str) {
    one_of_each(home);
    assert_eq!(rendered(home), old);
    assert_eq!(home.document(HELLO)["status"]["state"], "started");
    assert!(home.container("hw_adapter").runs() && home.container("hw-server").runs());
    home.hyperdrive(["hw", "status"]).stdout_has("Hello, world!").status(0);
    assert!(!home.place.path("user/state/upgrading.json").exists());
}

#[test]
fn a_new_version_that_is_not_well_gives_way_to_the_old_one() {
    let home = Home::with_started_example();
    let (old, before) = (rendered(&home), life(&home, "hw-server"));
    // Its adapter says another version than the package.
    let lying = home.module("lying").replace("descriptor.json", "1.0.0", "1.1.0").pack();
    upgrade(&home, &lying)
        .stderr_has("is of version '1.0.0', the package of version '1.1.0'")
        .stderr_has("the upgrade of 'example/hello-world' is undone: 1.0.0 is back\n")
        .status(5);
    is_old(&home, &old);
    assert_eq!(life(&home, "hw-server"), before);
    // Its services never get well.
    let sick = newer(&home, "sick").replace("templates/hw-server.tmpl", "health, ", "no-such, ").pack();
    upgrade(&home, &sick)
        .args(["--wait", "5"])
        .any_stderr()
        .stderr_has("wasn't upgraded")
        .stderr_has("1.0.0 is back")
        .status(6);
    is_old(&home, &old);
}

#[test]
fn another_package_of_the_installed_version_gives_way_where_it_is_not_well_and_restarts_nothing() {
    let home = Home::with_started_example();
    let (old, service) = (rendered(&home), life(&home, "hw-server"));
    let lying = home.module("lying").misbehaving("wrong-version").pack();
    home.install([lying])
        .stderr_has("is of version '9.9.9', the package of version '1.0.0'")
        .stderr_has("hyperdrive: 'example/hello-world' has its old package of 1.0.0 again\n")
        .status(5);
    is_old(&home, &old);
    assert_eq!(life(&home, "hw-server"), service);
    let other = home.module("other").variable("ANOTHER", "adapter").pack();
    home.install([&other]).stdout("installed: example/hello-world 1.0.0 (hw)\n").status(0);
    assert_ne!(rendered(&home), old);
    assert_eq!(life(&home, "hw-server"), service);
    assert!(home.container("hw_adapter").0["Config"]["Env"].to_string().contains("ANOTHER"));
}

#[test]
fn a_module_whose_version_was_wrong_is_well_only_when_it_answers_right() {
    let home = Home::new();
    let wrong = home.module("wrong").misbehaving("wrong-version").pack();
    home.install([wrong]).stdout_has("but failed").any_stderr().status(5);
    home.set(home.ports()).any_stdout().any_stderr().status(5);
    assert_eq!(home.document(HELLO)["status"]["state"], "failed");
    home.hyperdrive(["service", "start"]).any_stdout().any_stderr().status(5);
    assert_eq!(home.document(HELLO)["status"]["state"], "failed");
    home.module("demo").pack();
    home.install(["demo.zip"]).any_stdout().status(0);
    assert_eq!(home.document(HELLO)["status"]["state"], "installed");
}

#[test]
fn a_killed_removal_is_finished_by_the_next_command() {
    let home = Home::with_started_example();
    let load = home.tool("hd-state").args(["load", "--running"]).any_stdout().status(0).stdout;
    let one = load.lines().find(|line| line.contains("\"fqmn\":\"example/hello-world\"")).unwrap();
    home.tool("hd-state").args(["remove", "--begin"]).stdin(one).any_stdout().status(0);
    // It is gone from here on, whoever looks.
    home.hyperdrive(["module", "list"]).stdout(&format!("project {}\n", home.project)).status(0);
    assert!(home.container("hw-server").runs());
    home.hyperdrive(["service", "stop"])
        .any_stdout()
        .stderr("hyperdrive: the interrupted removal of 'example/hello-world' is finished\n")
        .status(0);
    assert!(Container::find(&format!("{}_hw-server", home.project)).is_none());
    assert_eq!(
        words([
            "ps",
            "--all",
            "--quiet",
            "--filter",
            &format!("label=hyperdrive.home={}", home.id().unwrap())
        ])
        .len(),
        1
    );
    assert_eq!((held(&home).len(), unpacked(&home).len()), (0, 0));
}

#[test]
fn what_is_needed_starts_first_and_stops_last() {
    let home = Home::new();
    home.module("demo").pack();
    let needs = "\"dependencies\": [\"example/hello-world\"]";
    let module = home.module("a").named("a").replace("descriptor.json", "\"dependencies\": []", needs);
    home.install([module.pack().as_str(), "demo.zip"]).any_stdout().status(0);
    let (server, mirror) = (crate::support::port::Port::take(), crate::support::port::Port::take());
    let ports =
        [format!("other/a:server/port={}", server.number), format!("other/a:mirror/port={}", mirror.number)];
    home.set(home.ports().into_iter().chain(ports)).any_stdout().status(0);
    home.start();
    let at = |name: &str, what: &str| home.container(name).0["State"][what].as_str().unwrap().to_owned();
    // Well, and not only started: its health was looked at in between.
    assert!(at("hw-server", "StartedAt") < at("a-server", "StartedAt"));
    home.hyperdrive(["service", "stop"]).any_stdout().status(0);
    assert!(at("a-server", "FinishedAt") < at("hw-server", "FinishedAt"));
}
