//! Secrets: set from a file, known to their module, and seen nowhere else.

use std::fs;
use std::path::Path;

use crate::support::Home;
use crate::support::engine::{docker, words};
use crate::support::home::HELLO;

const SECRET: &str = "open-sesame-4711";

/// Files below this folder that hold the text.
fn holding(folder: &Path, text: &str, found: &mut Vec<String>) {
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() && !path.is_symlink() {
            holding(&path, text, found);
        } else if fs::read(&path)
            .is_ok_and(|bytes| bytes.windows(text.len()).any(|part| part == text.as_bytes()))
        {
            found.push(path.display().to_string());
        }
    }
}

#[test]
fn a_passphrase_is_set_from_a_file_and_is_nowhere_but_with_its_module() {
    let home = Home::with_example();
    let edit = format!("{HELLO}:server/passphrase");
    let refused = home.set([format!("{edit}={SECRET}")]).any_stdout().any_stderr().status(3);
    assert!(refused.stderr.contains("from a file") && !refused.stderr.contains(SECRET), "{}", refused.stderr);

    home.place.write("elsewhere/passphrase", format!("{SECRET}\n"));
    let mut said = String::new();
    let mut run = |args: &[&str]| {
        let ran =
            home.hyperdrive(["--trace", "--verbose"].iter().chain(args)).any_stdout().any_stderr().status(0);
        said += &(ran.stdout + &ran.stderr);
    };
    let from_file = format!("{edit}@elsewhere/passphrase");
    let ports = home.ports();
    let sets = ports.iter().chain([&from_file]).flat_map(|edit| ["--set", edit]).collect::<Vec<_>>();
    run(&[["service", "config", "--dry-run"].as_slice(), &sets].concat());
    run(&[["service", "config", "--json"].as_slice(), &sets].concat());
    for args in [
        ["service", "config"].as_slice(),
        &["service", "start", "--json"],
        &["service", "status", "--json"],
        &["module", "list", "--json"],
        &["hw", "status"],
    ] {
        run(args);
    }
    said += &home
        .sh("hd-state load; hd-state load | hd-config get; hd-state load | hd-compose logs")
        .any_stdout()
        .status(0)
        .stdout;
    assert!(!said.contains(SECRET), "{said}");
    assert!(
        said.contains("+ hd-state load ") && said.contains(" | hd-compose up services --wait "),
        "{said}"
    );
    assert!(said.contains(r#""greeting":"Hello, world!""#), "the service knows it: {said}");

    for container in words(["ps", "--all", "--quiet", "--filter", &format!("name=^{}_", home.project)]) {
        assert!(!docker(["inspect", &container]).contains(SECRET));
        assert!(!docker(["logs", &container]).contains(SECRET));
        assert!(!docker(["top", &container, "-eo", "pid,args"]).contains(SECRET));
    }
    let mut found = Vec::new();
    holding(&home.place.path("user"), SECRET, &mut found);
    holding(&home.place.path("system"), SECRET, &mut found);
    let own = home.place.path("user/modules/example/hello-world");
    let strange: Vec<_> = found.iter().filter(|path| !Path::new(path).starts_with(&own)).collect();
    assert!(strange.is_empty() && !found.is_empty(), "{found:?}");
    assert!(found.iter().all(|path| !path.contains("/runtime/") && !path.contains("/log/")), "{found:?}");
}
