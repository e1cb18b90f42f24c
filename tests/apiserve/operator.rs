//! The operator: `hyperdrive api`, and what the operator stopped.

use serde_json::{Value, json};

use super::engine::{ended, with_stub};
use super::{Daemon, home, modules};
use crate::support::{Place, Test};

/// `hyperdrive api WORDS`, asked of this daemon.
fn api(daemon: &Daemon, words: &[&str]) -> Test {
    let tool = daemon.place.tool("hyperdrive").args(["api", "--user-dir", "user"]);
    tool.args(["--address", &daemon.address]).args(words)
}

#[test]
fn the_operator_reads_and_has_things_done() {
    let (daemon, stub) = with_stub();
    let settings = api(&daemon, &["GET", "/config"]).any_stdout().status(0).stdout;
    assert_eq!(serde_json::from_str::<Value>(&settings).unwrap()["projectName"], "demo");
    let same = api(&daemon, &["get", "api/v1/config"]).any_stdout().status(0).stdout;
    assert_eq!(same, settings);
    let accepted = api(&daemon, &["POST", "containers/one/restart"]).any_stdout().status(0).stdout;
    let accepted: Value = serde_json::from_str(&accepted).unwrap();
    assert_eq!((&accepted["action"], &accepted["container"]), (&json!("restart"), &json!("demo_one")));
    let path = format!("operations/{}", accepted["id"].as_str().unwrap());
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let operation = api(&daemon, &["GET", &path]).any_stdout().status(0).stdout;
        if operation.contains("\"done\"") {
            break;
        }
        assert!(std::time::Instant::now() < end, "{operation}");
    }
    assert_eq!(stub.asked.lock().unwrap().iter().filter(|line| line.starts_with("POST")).count(), 2);
    let audit = daemon.place.read("user/log/audit.ndjson");
    assert!(audit.contains(r#""who":"nodeset/hyperdrive","what":"restart""#), "{audit}");
}

#[test]
fn an_interrupt_ends_the_look_at_a_stream_that_is_silent() {
    use std::io::Read;
    use std::os::unix::process::ExitStatusExt;
    let (daemon, _stub) = with_stub();
    let mut look = api(&daemon, &["GET", "/events"]).command();
    let mut look = look.stdout(std::process::Stdio::piped()).spawn().unwrap();
    // The stream has begun when its first byte is there.
    look.stdout.as_mut().unwrap().read_exact(&mut [0]).unwrap();
    rustix::process::kill_process(rustix::process::Pid::from_child(&look), rustix::process::Signal::INT)
        .unwrap();
    assert_eq!(look.wait().unwrap().signal(), Some(2));
}

#[test]
fn what_isnt_granted_is_said_with_the_exit_code_for_it() {
    let (daemon, _stub) = with_stub();
    let missing = "hyperdrive: the daemon refuses 'GET /config/me/none': there is no module of that name in the settings (404)\n";
    api(&daemon, &["GET", "/config/me/none"]).stdout_has(":not-found\"").stderr(missing).status(3);
    api(&daemon, &["POST", "/containers/daemon/stop"])
        .stdout_has(":forbidden\"")
        .stderr_has("may not stop 'demo_daemon' (403)")
        .status(7);
    api(&daemon, &["POST", "/containers/stopped/start"])
        .stdout_has(":conflict\"")
        .stderr_has("(409)")
        .status(1);
    api(&daemon, &["GET", "/a b"]).stderr_has("'/a b' is no path").status(2);
    api(&daemon, &["PUT", "/config"]).stderr_has("invalid value 'PUT'").status(2);
    let elsewhere = ["api", "GET", "/config", "--user-dir", "user", "--address", "192.0.2.1:80"];
    let refused = daemon.place.tool("hyperdrive").args(elsewhere);
    refused.stderr_has("refusing to send a token to '192.0.2.1:80'").status(2);
    let nobody = ["api", "GET", "/config", "--user-dir", "user", "--address", "127.0.0.1:9"];
    let nobody = daemon.place.tool("hyperdrive").args(nobody);
    nobody.stderr_has("cannot ask the daemon at '127.0.0.1:9'").status(4);
    std::fs::remove_dir_all(daemon.place.path("user/modules/nodeset")).unwrap();
    api(&daemon, &["GET", "/config"]).stderr_has("cannot read key").stderr_has("hint: ").status(3);
}

#[test]
fn an_answer_is_shown_whatever_its_status_is() {
    let daemon = Daemon::new(&modules());
    let ready = api(&daemon, &["GET", "/readyz"]).any_stdout().stderr_has("refuses 'GET /readyz'").status(4);
    let said: Value = serde_json::from_str(&ready.stdout).unwrap();
    assert_eq!((&said["ready"], &said["settings"]), (&json!(false), &json!({"ready": true})));
    let missing = api(&daemon, &["GET", "/config/me/none"]).any_stdout().stderr_has("(404)").status(3);
    let said: Value = serde_json::from_str(&missing.stdout).unwrap();
    assert_eq!(said["type"], "urn:hyperdrive:problem:not-found");
}

#[test]
fn the_operators_key_is_made_once_and_no_module_is_told_of_it() {
    let daemon = Daemon::new(&modules());
    let file = "user/modules/nodeset/hyperdrive/secrets/hyperdrive.key";
    let key = daemon.place.read(file);
    assert_eq!(key.len(), 96);
    let loaded = daemon.place.tool("hd-state").args(["load", "--user-dir", "user"]);
    let documents = loaded.any_stdout().status(0).stdout;
    let modules: Vec<&str> = documents.lines().filter(|line| line.contains("me/one")).collect();
    assert!(!modules.is_empty());
    assert!(modules.iter().all(|line| !line.contains("nodeset/hyperdrive/secrets")));
    assert!(!documents.contains(&key));
    daemon.place.sh("hd-state add --user-dir user </dev/null").any_stdout().status(0);
    assert_eq!(daemon.place.read(file), key);
}

#[test]
fn what_the_operator_stopped_isnt_started_until_the_operator_starts_it() {
    let (daemon, stub) = with_stub();
    let save = |moment: &str| {
        let line = format!("hd-state load --user-dir user | hd-state save {moment} --user-dir user");
        daemon.place.sh(&line).any_stdout().status(0);
    };
    save("stopped");
    for verb in ["start", "restart"] {
        let refused = daemon.ask("me/one", "POST", &format!("/containers/ended/{verb}"));
        assert_eq!(refused.status, 409, "{refused:?}");
        assert_eq!(refused.json()["detail"], "the operator stopped module 'me/one'");
    }
    assert!(!stub.asked.lock().unwrap().iter().any(|line| line.starts_with("POST")));
    save("");
    assert_eq!(daemon.ask("me/one", "POST", "/containers/ended/start").status, 409, "it is still stopped");
    save("started");
    let accepted = daemon.ask("me/one", "POST", "/containers/ended/start");
    assert_eq!(ended(&daemon, "me/one", &accepted)["state"], "done");
}

#[test]
fn without_a_command_it_shows_what_there_is() {
    Test::tool("hyperdrive").stderr_has("Usage: hyperdrive").stderr_has("Commands:").status(2);
}

#[test]
fn versions_are_told_though_nothing_answers() {
    let place = Place::default();
    home(&place, &modules());
    let words = ["service", "version", "--user-dir", "user", "--engine", "unix:///nowhere"];
    let version = || place.tool("hyperdrive").args(words);
    let own = env!("CARGO_PKG_VERSION");
    let text =
        version().stdout_has(&format!("hyperdrive {own}\nengine doesn't answer\ncompose ")).status(0).stdout;
    assert!(text.ends_with("\nme/one 1.0.0\nme/two 1.0.0\n"), "{text}");
    let said = version().args(["--json"]).any_stdout().status(0).document();
    assert_eq!((&said["hyperdrive"], &said["engine"]), (&json!(own), &Value::Null));
    assert_eq!(said["modules"], json!({"me/one": "1.0.0", "me/two": "1.0.0"}));
    let nothing = Test::tool("hyperdrive").args(words).stdout_has("engine doesn't answer").status(0).stdout;
    assert_eq!(nothing.lines().count(), 3, "before the first installation: {nothing}");
}

#[test]
fn a_shell_gets_what_completes_the_words() {
    for shell in ["bash", "fish", "zsh"] {
        let file = format!("{}/completions/hyperdrive.{shell}", env!("CARGO_MANIFEST_DIR"));
        let expected = std::fs::read_to_string(file).unwrap();
        Test::tool("hyperdrive").args(["completions", shell]).stdout(&expected).status(0);
    }
    Test::tool("hyperdrive").args(["completions", "sh"]).stderr_has("invalid value 'sh'").status(2);
}
