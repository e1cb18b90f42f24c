//! Modules by their names: installed and upgraded from a registry, with what they need, and bound to it.

use std::fs;

use serde_json::{Value, json};

use crate::support::engine::Container;
use crate::support::home::HELLO;
use crate::support::registry::{Key, index, listing, publish};
use crate::support::{Home, Test};

fn run(home: &Home, args: &[&str]) -> Test {
    home.hyperdrive(args).env("HYPERDRIVE_CURATED", home.place.path("nowhere.json"))
}

/// A home that knows a registry with the example, and `other/second`, which needs it.
fn home() -> (Home, Key) {
    let home = Home::new();
    let needs = "\"dependencies\": [\"example/hello-world >= 1.0.0\"]";
    home.module("one").pack();
    home.module("two").misbehaving("wrong-version").replace("descriptor.json", "1.0.0", "9.9.9").pack();
    home.module("second").named("second").replace("descriptor.json", "\"dependencies\": []", needs).pack();
    fs::create_dir(home.place.path("r")).unwrap();
    for name in ["one.zip", "two.zip", "second.zip"] {
        fs::rename(home.place.path(name), home.place.path("r").join(name)).unwrap();
    }
    let key = Key::new();
    publish(&home.place, "r", &key, &index(&key, 1, modules(&home, &[("1.0.0", "one.zip", &[])])));
    let add = ["--project", &home.project, "registry", "add", "r/index.json", "--key", &key.public()];
    run(&home, &add).any_stdout().status(0);
    (home, key)
}

fn modules(home: &Home, versions: &[(&str, &str, &[&str])]) -> Value {
    let second: &[(&str, &str, &[&str])] = &[("1.0.0", "second.zip", &["example/hello-world >= 1.0.0"])];
    json!([listing(&home.place, "r", HELLO, versions), listing(&home.place, "r", "other/second", second)])
}

/// The word that trusts exactly this package of the registry.
fn pin(home: &Home, file: &str) -> String {
    format!("--trust=sha256:{}", hd::digest::sha256(fs::read(home.place.path("r").join(file)).unwrap()))
}

#[test]
fn a_module_comes_by_its_name_with_what_it_needs_and_is_upgraded() {
    let (home, key) = home();
    run(&home, &["module", "search", "hello"])
        .any_stdout()
        .any_stderr()
        .stdout_has("example/hello-world 1.0.0 (own): ")
        .status(0);
    let own = ["--registry", "own"];
    // It isn't the curated list: what comes from it has to be trusted, what others need too.
    run(&home, &["module", "install", "other/second"])
        .args(own)
        .stderr_has("2 packages aren't from the curated list\n")
        .stderr_has("  example/hello-world 1.0.0: is from the registry 'own'")
        .stderr_has("  other/second 1.0.0: is from the registry 'own'")
        .status(7);
    assert_eq!(home.load().len(), 1);
    // What comes along is trusted by its digest alone: nobody named it.
    run(&home, &["module", "install", "other/second", "--trust"])
        .args(own)
        .stderr_has("'example/hello-world' 1.0.0 is from the registry 'own'")
        .stderr_has("--trust alone trusts only what is named")
        .status(7);
    assert_eq!(home.load().len(), 1);
    run(&home, &["module", "install", "other/second", "--trust", &pin(&home, "one.zip")])
        .args(own)
        .stdout("installed: example/hello-world 1.0.0 (hw)\ninstalled: other/second 1.0.0 (second)\n")
        .status(0);
    assert_eq!(home.document(HELLO)["source"], json!({"registry": {"name": "own", "key": key.public()}}));
    assert_eq!(fs::read_dir(home.place.path("user/state/downloads")).unwrap().count(), 0);

    // A file of that name isn't from there.
    run(&home, &["module", "install", "--trust", "r/one.zip"])
        .stderr_has("'example/hello-world' came from the registry 'own'")
        .stderr_has("this package is from a file\n")
        .stderr_has("--replace-source")
        .status(7);
    run(&home, &["module", "upgrade", "--trust", "r/two.zip"])
        .any_stderr()
        .stderr_has("came from the registry 'own'")
        .status(7);

    run(&home, &["module", "upgrade", "--all", "--trust"])
        .args(own)
        .stderr("hyperdrive: nothing newer comes\n")
        .status(0);
    let newer = modules(&home, &[("1.0.0", "one.zip", &[]), ("9.9.9", "two.zip", &[])]);
    publish(&home.place, "r", &key, &index(&key, 2, newer));
    run(&home, &["module", "upgrade", "--all", "--trust"])
        .args(own)
        .stdout("upgraded: example/hello-world 9.9.9 (hw)\n")
        .status(0);
    assert_eq!(home.document(HELLO)["descriptor"]["version"], "9.9.9");
    run(&home, &["module", "install", "--trust", "--replace-source", "r/two.zip"])
        .stdout("installed: example/hello-world 9.9.9 (hw)\n")
        .status(0);
    assert_eq!(home.document(HELLO)["source"], "file");
}

#[test]
fn what_a_new_version_needs_comes_with_it() {
    let (home, key) = home();
    let own = ["--registry", "own", "--trust"];
    run(&home, &["module", "install", HELLO]).args(own).any_stdout().status(0);
    let needs = "\"dependencies\": [\"other/third\"]";
    home.module("third").named("third").pack();
    let newer =
        home.module("newer").misbehaving("wrong-version").replace("descriptor.json", "1.0.0", "9.9.9");
    newer.replace("descriptor.json", "\"dependencies\": []", needs).pack();
    // From a file, nothing comes with it.
    run(&home, &["module", "upgrade", "--trust", "--replace-source", "newer.zip"])
        .any_stderr()
        .stderr_has("needs 'other/third', which isn't installed")
        .stderr_has("'example/hello-world' wasn't upgraded")
        .status(1);
    assert_eq!(home.document(HELLO)["descriptor"]["version"], "1.0.0");
    for name in ["newer.zip", "third.zip"] {
        fs::rename(home.place.path(name), home.place.path("r").join(name)).unwrap();
    }
    let versions: [(&str, &str, &[&str]); 2] =
        [("1.0.0", "one.zip", &[]), ("9.9.9", "newer.zip", &["other/third"])];
    let third = listing(&home.place, "r", "other/third", &[("1.0.0", "third.zip", &[])]);
    let listed = json!([listing(&home.place, "r", HELLO, &versions), third]);
    publish(&home.place, "r", &key, &index(&key, 2, listed));
    // It comes no more silently than another.
    run(&home, &["module", "upgrade", "--all", "--registry", "own"])
        .stderr_has("  other/third 1.0.0: is from")
        .status(7);
    assert_eq!(home.load().len(), 2);
    run(&home, &["module", "upgrade", "--all", &pin(&home, "third.zip")])
        .args(own)
        .stdout("installed: other/third 1.0.0 (third)\nupgraded: example/hello-world 9.9.9 (hw)\n")
        .status(0);
    assert!(home.container("third_adapter").runs() && home.container("hw_adapter").runs());
}

#[test]
fn what_a_running_modules_new_version_needs_is_started_before_it() {
    let (home, key) = home();
    let own = ["--registry", "own", "--trust"];
    run(&home, &["module", "install", HELLO]).args(own).any_stdout().status(0);
    home.configure();
    home.start();
    let third = home.module("third").named("third");
    let published =
        "    ports:\n      - 127.0.0.1:{{GetValue \"server/port\"}}:{{GetValue \"server/port\"}}\n";
    third.replace("templates/third-server.tmpl", published, "").pack();
    let newer =
        home.module("newer").misbehaving("wrong-version").replace("descriptor.json", "1.0.0", "9.9.9");
    newer.replace("descriptor.json", "\"dependencies\": []", "\"dependencies\": [\"other/third\"]").pack();
    for name in ["newer.zip", "third.zip"] {
        fs::rename(home.place.path(name), home.place.path("r").join(name)).unwrap();
    }
    let versions: [(&str, &str, &[&str]); 2] =
        [("1.0.0", "one.zip", &[]), ("9.9.9", "newer.zip", &["other/third"])];
    let third = listing(&home.place, "r", "other/third", &[("1.0.0", "third.zip", &[])]);
    publish(
        &home.place,
        "r",
        &key,
        &index(&key, 2, json!([listing(&home.place, "r", HELLO, &versions), third])),
    );
    run(&home, &["module", "upgrade", "--all", &pin(&home, "third.zip")])
        .args(own)
        .stdout("installed: other/third 1.0.0 (third)\nupgraded: example/hello-world 9.9.9 (hw)\n")
        .status(0);
    let (needed, needing) = (home.container("third-server"), home.container("hw-server"));
    assert!(needed.runs() && needing.runs());
    let begun = |container: &Container| container.0["State"]["StartedAt"].as_str().map(str::to_owned);
    assert!(
        begun(&needed) < begun(&home.container("hw_adapter")),
        "{:?} {:?}",
        needed.0["State"],
        needing.0["State"]
    );
}
