//! Files that killed runs were writing: the next changing command sweeps them, but for those that somebody is at.

use std::fs::File;
use std::time::{Duration, SystemTime};

use super::Ground;

#[test]
fn what_killed_runs_were_writing_is_swept_and_what_somebody_writes_is_not() {
    let ground = Ground::with_module();
    let old = ["state/.new-a", "state/generations/.new-b", "state/downloads/.tmpc", "state/.typed-0-4194999"];
    let old = old.into_iter().chain(["modules/me/demo/secrets/.key-d", "modules/me/demo/runtime/.new-e"]);
    let old: Vec<&str> = old.chain(["state/downloads/old.part", "state/downloads/old.zip"]).collect();
    let own = format!("state/.typed-0-{}", std::process::id());
    let kept =
        ["modules/me/demo/config/.new-f", "state/downloads/young.part", "state/downloads/young.zip", &own];
    for path in old.iter().chain(&kept).chain(&["state/.new-held"]) {
        ground.place.write(format!("user/{path}"), "");
    }
    let path = |path: &&str| ground.place.path(format!("user/{path}"));
    let yesterday = SystemTime::now() - Duration::from_secs(25 * 3600);
    for path in old.iter().map(path) {
        File::options().write(true).open(path).unwrap().set_modified(yesterday).unwrap();
    }
    let held = File::open(path(&"state/.new-held")).unwrap();
    held.lock().unwrap();
    ground.hyperdrive(&["module", "uninstall", "nobody"]).any_stderr().status(2);
    assert_eq!(old.iter().map(path).filter(|path| path.exists()).count(), 0);
    assert!(kept.iter().chain(&["state/.new-held"]).map(path).all(|path| path.exists()));
}

#[test]
fn a_package_that_is_named_twice_or_can_be_read_only_once_is_refused() {
    let ground = Ground::new();
    let install = |words: &[&str]| {
        ground.hyperdrive(&["--project", "demo", "module", "install", "--trust"]).args(words)
    };
    let twice = "hyperdrive: two of these packages are of 'me/demo'\n  hint: name one of them\n";
    install(&["1.0.0.zip", "1.0.0.zip"]).stderr(twice).status(2);
    install(&["1.0.0.zip", "2.0.0.zip"]).stderr(twice).status(2);
    install(&["-"]).stderr_has("'-' is no file, and a package is read twice\n").status(2);
    ground.place.sh("mkfifo pipe.zip").status(0);
    install(&["pipe.zip"]).stderr_has("'pipe.zip' is no file").status(2);
    install(&["me/demo@1"]).stderr_has("hd-registry: '1' is no semantic version").status(3);
    assert_eq!(ground.version(), None);
    ground.place.sh("mv 1.0.0.zip ./--list.zip").status(0);
    install(&["--", "--list.zip"]).any_stdout().status(0);
    assert_eq!(ground.version().as_deref(), Some("1.0.0"));
}
