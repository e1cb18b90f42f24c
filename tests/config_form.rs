//! `hd-config edit` in a real terminal: tmux draws it, keys go in, documents come out.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Place, Test};

/// A terminal of 80 by 24 with a shell in it, in a place of its own.
struct Terminal {
    place: Place,
    socket: PathBuf,
}

impl Terminal {
    fn new() -> Self {
        let place = Place::default();
        let terminal = Self { socket: place.path(".tmp/tmux"), place };
        let shell = Test::tool("hd-config").command();
        let path = shell.get_envs().find(|(name, _)| *name == "PATH").and_then(|(_, path)| path).unwrap();
        let run =
            format!("cd '{}'; PATH='{}' exec sh", terminal.place.root().display(), path.to_string_lossy());
        terminal.tmux(&["-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", &run]);
        terminal
    }

    #[track_caller]
    fn tmux(&self, args: &[&str]) -> Output {
        let mut command = Command::new("tmux");
        command.arg("-u").arg("-S").arg(&self.socket).args(args).env("LC_ALL", "C.UTF-8").env_remove("TMUX");
        let output = command.output().expect("tmux, which scripts/setup looks for");
        assert!(output.status.success(), "tmux {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }

    /// Types a command and starts it.
    #[track_caller]
    fn run(&self, command: &str) -> &Self {
        self.tmux(&["send-keys", "-l", command]);
        self.keys(&["Enter"])
    }

    /// Presses keys, by tmux's names.
    #[track_caller]
    fn keys(&self, keys: &[&str]) -> &Self {
        self.tmux(&[&["send-keys"], keys].concat());
        self
    }

    /// Types letters.
    #[track_caller]
    fn letters(&self, text: &str) -> &Self {
        self.tmux(&["send-keys", "-l", text]);
        self
    }

    fn screen(&self) -> String {
        String::from_utf8_lossy(&self.tmux(&["capture-pane", "-p"]).stdout).into_owned()
    }

    /// Waits until the screen shows this; keeps the screen where somebody collects them.
    #[track_caller]
    fn sees(&self, text: &str) -> &Self {
        self.until(text, |screen| screen.contains(text))
    }

    #[track_caller]
    fn until(&self, what: &str, holds: impl Fn(&str) -> bool) -> &Self {
        let start = Instant::now();
        while !holds(&self.screen()) {
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "no '{what}' on the screen:\n{}",
                self.screen()
            );
            sleep(Duration::from_millis(50));
        }
        self
    }

    /// Keeps the screen for README, in the folder that `HYPERDRIVE_SCREENS` names.
    fn keep(&self, name: &str) -> &Self {
        if let Some(folder) = std::env::var_os("HYPERDRIVE_SCREENS") {
            std::fs::write(PathBuf::from(folder).join(format!("{name}.txt")), self.screen()).unwrap();
        }
        self
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = Command::new("tmux").arg("-S").arg(&self.socket).arg("kill-server").output();
    }
}

fn documents() -> String {
    let system: Value = serde_json::from_str(include_str!("../lib/config/system.json")).unwrap();
    let node = json!({
        "parameters": [
            {"id": "mode", "name": "Mode", "type": "choice", "default": "full", "affectsContainers": ["node"],
             "description": {"default": "How much of the [orange]chain[-] is kept."},
             "options": [
                {"name": "Full", "value": "full", "description": {"default": "Everything from now on."}},
                {"name": "Light", "value": "light", "description": {"default": "Headers alone."}},
             ]},
        ],
        "sections": [
            {"id": "pruning", "name": "Pruning", "description": "What is thrown away.",
             "hidden": {"default": false, "template": "{{eq (GetValue \"mode\") \"light\"}}"},
             "parameters": [{"id": "blocks", "name": "Blocks", "type": "uint", "default": 128}]},
            {"id": "server", "name": "Server", "parameters": [
                {"id": "port", "name": "Port", "type": "uint", "default": 8081, "minValue": 1024, "maxValue": 65535,
                 "affectsContainers": ["node", "web"], "description": {"default": "The port that it listens on."}},
            ]},
        ],
    });
    let own = json!({"fqmn": "nodeset/hyperdrive", "project": "demo", "config": system, "settings": {
        "projectName": "demo", "apiPort": 8080, "userDataPath": "/data"}});
    let node = json!({"fqmn": "me/node", "config": node, "processed": {"ports": {"server/port": 8081}}});
    format!("{own}\n{node}\n")
}

#[test]
fn settings_are_found_changed_mended_reviewed_and_saved() {
    let terminal = Terminal::new();
    terminal.place.write("in", documents());
    terminal.run("cat in | hd-config edit | cat > out; echo ended ${PIPESTATUS:-$?}");
    terminal.sees("API port").keep("home");
    terminal.letters("]").sees("▾ Pruning");
    terminal.letters("/mode").sees("1 parameter").keep("search");
    terminal.keys(&["Enter"]).sees("me/node:mode");
    terminal.keys(&["Enter"]).sees("• Full").keys(&["Down"]).sees("Headers alone.").keep("choice");
    terminal.keys(&["Enter"]).until("no pruning", |screen| !screen.contains("Pruning"));
    terminal
        .keys(&["Down", "Down", "Enter"])
        .letters("5")
        .sees("! 80815 is above the maximum 65535")
        .keep("fault");
    terminal.keys(&["Enter"]).sees("! 80815");
    terminal.keys(&["BSpace", "BSpace"]).letters("9").keys(&["Enter"]).sees("2 changes").keep("module");
    terminal.letters("r").sees("mode: full → light").sees("server/port: 8081 → 8089").keep("review");
    terminal.letters("s").sees("ended 0");

    let out = terminal.place.read("out");
    let documents: Vec<Value> =
        serde_json::Deserializer::from_str(&out).into_iter().map(Result::unwrap).collect();
    assert_eq!(
        documents[1]["settings"],
        json!({"mode": "light", "pruning": {"blocks": 128}, "server": {"port": 8089}})
    );
    assert_eq!(
        documents[1]["was"],
        json!({"mode": "full", "pruning": {"blocks": 128}, "server": {"port": 8081}})
    );
    assert_eq!(documents[1]["set"], json!({"mode": "light", "server": {"port": 8089}}));
    assert_eq!(documents[1]["restart"], json!(["node", "web"]));
    assert_eq!(documents[0]["set"], json!({}));
}

#[test]
fn it_flows_anew_when_the_terminal_is_resized_and_leaves_it_as_it_was() {
    let terminal = Terminal::new();
    terminal.place.write("in", documents());
    terminal.run("echo before; hd-config edit < in > out; echo ended $?; stty -a | grep -c ' echo '");
    terminal.sees("API port");
    terminal.tmux(&["resize-window", "-x", "120", "-y", "40"]);
    terminal.until("120 columns", |screen| screen.lines().any(|line| line.chars().count() == 120));
    terminal
        .keys(&["q"])
        .sees("ended 1")
        .sees("before")
        .sees("hd-config: the form was left, nothing was changed");
    terminal.until("an echo", |screen| screen.trim_end().lines().any(|line| line == "1"));
    assert_eq!(terminal.place.read("out"), "");
}

#[test]
fn a_signal_gives_the_terminal_back() {
    for (signal, keys) in [("TERM", &[][..]), ("HUP", &[]), ("INT", &[]), ("", &["C-c"])] {
        let terminal = Terminal::new();
        terminal.place.write("in", documents());
        terminal
            .run("hd-config edit < in > out & echo $! > pid; fg; echo ended $?; stty -a | grep -c ' echo '");
        terminal.sees("API port");
        if keys.is_empty() {
            let pid = terminal.place.read("pid");
            assert!(
                Command::new("kill").args([&format!("-{signal}"), pid.trim()]).status().unwrap().success()
            );
        } else {
            terminal.keys(keys);
        }
        terminal.sees("ended 1").until("an echo", |screen| screen.trim_end().lines().any(|line| line == "1"));
        assert_eq!(terminal.place.read("out"), "");
    }
}

#[test]
fn without_colours_it_has_none() {
    let terminal = Terminal::new();
    terminal.place.write("in", documents());
    terminal.run("NO_COLOR=1 hd-config edit < in > out");
    terminal.sees("API port").letters("]").sees("▾ Server");
    let screen = terminal.tmux(&["capture-pane", "-p", "-e"]).stdout;
    let screen = String::from_utf8_lossy(&screen);
    let coloured = screen.split('\u{1b}').any(|part| part.starts_with("[3") && !part.starts_with("[39m"));
    assert!(!coloured, "{screen:?}");
    terminal.keys(&["q"]);
}

#[test]
fn without_a_terminal_it_says_so() {
    let test = Test::tool("hd-config").args(["edit"]);
    let mut command = Command::new("setsid");
    command.arg("--wait").arg(test.command().get_program()).arg("edit").stdin(std::process::Stdio::piped());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), documents().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.starts_with("hd-config: cannot open the terminal: "), "{said}");
    assert!(said.contains("hint: without one, 'hd-config set' changes settings"), "{said}");
    assert!(output.stdout.is_empty());
}
