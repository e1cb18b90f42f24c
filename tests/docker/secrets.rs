//! Secrets: set from a file, known to their module, and seen nowhere else.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use serde_json::Value;

use crate::support::Home;
use crate::support::engine::{docker, words};
use crate::support::home::HELLO;

const SECRET: &str = "open-sesame-4711";

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

/// Files below this folder that hold the text.
fn holding(folder: &Path, text: &str, found: &mut Vec<String>) {
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() && !path.is_symlink() {
            holding(&path, text, found);
        } else if fs::read(&path).is_ok_and(|bytes| holds(&bytes, text)) {
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

/// Looks again and again at every process of the machine, until it is dropped: which had the text among its arguments or
/// in its environment.
struct Watch {
    over: Arc<AtomicBool>,
    seen: JoinHandle<(usize, BTreeSet<String>)>,
}

impl Watch {
    fn begin(text: &'static str) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&over);
        let seen = std::thread::spawn(move || {
            let (mut looks, mut found) = (0, BTreeSet::new());
            while !until.load(Ordering::Relaxed) {
                looks += 1;
                let processes = fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
                for process in processes.filter(|path| path.join("cmdline").exists()) {
                    for part in ["cmdline", "environ"] {
                        let bytes = fs::read(process.join(part)).unwrap_or_default();
                        if holds(&bytes, text) {
                            found.insert(String::from_utf8_lossy(&bytes).replace('\0', " "));
                        }
                    }
                }
            }
            (looks, found)
        });
        Self { over, seen }
    }

    /// How often it looked, and what it saw.
    fn end(self) -> (usize, BTreeSet<String>) {
        self.over.store(true, Ordering::Relaxed);
        self.seen.join().unwrap()
    }
}

/// Everybody else who could learn of it: a module that is sent the settings of all, and the daemon's clients.
#[test]
fn a_secret_is_nowhere_else_whatever_is_done_with_it() {
    const SECRET: &str = "open-sesame-0815-4711";
    let home = Home::with_example();
    let nosy = home.module("nosy").named("nosy").variable("HELLO_DIALECT", "2025-03");
    home.install([nosy.pack()]).args(["--allow", "engine-socket"]).any_stdout().status(0);
    let [api, server, mirror] = [&home.api, &home.server, &home.mirror].map(|port| port.number);
    home.place.write("given/passphrase", format!("{SECRET}\n"));
    let watch = Watch::begin(SECRET);

    let mut said = String::new();
    let mut run = |words: &str, input: &str| {
        let test = home.hyperdrive(["--trace", "--verbose"].into_iter().chain(words.split(' '))).stdin(input);
        let ran = test.any_stdout().any_stderr().status(0);
        said += &(ran.stdout + &ran.stderr);
    };
    let ports = format!(
        "--set hyperdrive:apiPort={api} --set hw:server/port={server} --set nosy:server/port={mirror}"
    );
    run(&format!("service config {ports} --set hw:server/passphrase@given/passphrase"), "");
    run("service config --set hw:greeting=Ahoi --set nosy:greeting=Hm", "");
    run("service config --disable nosy", "");
    run("service start", "");
    run("service config --set hw:server/passphrase@-", &format!("{SECRET}-2\n"));
    run("service config --set hw:server/passphrase@given/passphrase --dry-run --json", "");
    run("service config --export exported.yaml", "");
    run("service config --file exported.yaml", "");
    run("service start --json", "");
    for words in [
        "service config --export",
        "service status",
        "service status --json",
        "service generations --json",
        "service logs",
        "module info hw --json",
        "module list --json",
        "hw status",
        "api GET /config",
        "api GET /modules",
        "api GET /containers",
    ] {
        run(words, "");
    }
    for script in
        ["hd-state load", "hd-state load | hd-render adapter | hd-adapter-call get-config | hd-config diff"]
    {
        let ran = home.sh(script).any_stdout().any_stderr().any_status();
        said += &(ran.stdout + &ran.stderr);
    }
    let (looks, seen) = watch.end();
    assert!(looks > 20 && seen.is_empty(), "{looks}: {seen:?}");
    assert!(!said.contains(SECRET), "{said}");
    assert!(said.contains(r#""greeting":"Ahoi, world!""#), "the service knows it: {said}");
    assert!(said.contains("********"), "{said}");

    // The other module was sent everybody's settings: its own secret place is there, the neighbour's isn't.
    for command in ["process-settings", "set-settings"] {
        let asked = home.place.read(format!("user/modules/other/nosy/config/asked-{command}"));
        let asked: Value = serde_json::from_str(&asked).unwrap();
        let all = if asked["settings"].is_null() { &asked["newSettings"] } else { &asked["settings"] };
        let neighbour = &all["modules"][HELLO]["settings"]["server"];
        assert!(neighbour["port"] == server && neighbour.get("passphrase").is_none(), "{all}");
    }

    for container in home.containers() {
        assert!(!docker(["inspect", &container]).contains(SECRET), "{container}");
        assert!(!docker(["logs", &container]).contains(SECRET), "{container}");
    }

    // What holds it lies in the module's own folders, where nobody else of the machine gets to.
    let mut found = Vec::new();
    holding(home.place.root(), SECRET, &mut found);
    let own = home.place.path(format!("user/modules/{HELLO}"));
    let places: BTreeSet<String> = found
        .iter()
        .filter(|path| !path.ends_with("given/passphrase"))
        .map(|path| Path::new(path).strip_prefix(&own).unwrap_or_else(|_| panic!("{path}")))
        .map(|path| path.iter().next().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(places, BTreeSet::from(["config".to_owned(), "secrets".into()]), "{found:?}");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&home.place.path("user")), mode(&own.join("secrets"))), (0o700, 0o700));
    let kept = found.iter().filter(|path| path.contains("/secrets/"));
    assert!(kept.clone().count() > 0 && kept.clone().all(|path| mode(Path::new(path)) == 0o600), "{found:?}");

    // With the module it is gone.
    home.hyperdrive(["service", "down"]).any_stdout().status(0);
    home.hyperdrive(["module", "uninstall", "hw", "--purge-data"]).any_stdout().any_stderr().status(0);
    let mut left = Vec::new();
    holding(&home.place.path("user"), SECRET, &mut left);
    assert!(left.is_empty(), "{left:?}");
}
