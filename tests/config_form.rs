//! `hd-config edit` in a real terminal: tmux draws it, keys go in, documents come out.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Terminal, Test};

/// A terminal with the documents in a file.
fn terminal() -> Terminal {
    let terminal = Terminal::of(&Test::tool("hd-config"));
    terminal.place.write("in", documents());
    terminal
}

/// The screen stands in README as it is; with `HYPERDRIVE_SCREENS` set (scripts/screens) it is written there.
#[track_caller]
fn is_in_readme(terminal: &Terminal, name: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let lines: Vec<String> = terminal.screen().lines().map(|line| line.trim_end().to_owned()).collect();
    let screen = lines.join("\n").trim_end().to_owned() + "\n";
    let begin = format!("<!-- screen: {name} -->\n```text\n");
    let (before, rest) = readme.split_once(&begin).unwrap_or_else(|| panic!("README has no screen '{name}'"));
    let (shown, after) = rest.split_once("```\n").unwrap();
    if std::env::var_os("HYPERDRIVE_SCREENS").is_some() {
        std::fs::write(path, format!("{before}{begin}{screen}```\n{after}")).unwrap();
    } else {
        assert_eq!(shown, screen, "README is stale: run scripts/screens");
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
    let terminal = terminal();
    terminal.run("cat in | hd-config edit | cat > out; echo ended ${PIPESTATUS:-$?}");
    terminal.sees("API port");
    terminal.letters("]").sees("▾ Pruning");
    terminal.letters("/mode").sees("1 parameter");
    terminal.keys(&["Enter"]).sees("me/node:mode");
    terminal.keys(&["Enter"]).sees("• Full").keys(&["Down"]).sees("Headers alone.");
    terminal.keys(&["Enter"]).until("no pruning", |screen| !screen.contains("Pruning"));
    terminal.keys(&["Down", "Down", "Enter"]).letters("5").sees("! 80815 is above the maximum 65535");
    is_in_readme(&terminal, "fault");
    terminal.keys(&["Enter"]).sees("! 80815");
    terminal.keys(&["BSpace", "BSpace"]).letters("9").keys(&["Enter"]).sees("2 changes");
    terminal.letters("r").sees("mode: full → light").sees("server/port: 8081 → 8089");
    is_in_readme(&terminal, "review");
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
    let terminal = terminal();
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

/// Presses the left button on the first place where this stands, as a terminal tells it, and lets go.
#[track_caller]
fn click(terminal: &Terminal, text: &str) {
    terminal.sees(text);
    let screen = terminal.screen();
    let at = |(row, line): (usize, &str)| Some((row + 1, line[..line.find(text)?].chars().count() + 1));
    let (row, column) = screen.lines().enumerate().find_map(at).unwrap();
    terminal.letters(&format!("\u{1b}[<0;{column};{row}M")).letters(&format!("\u{1b}[<0;{column};{row}m"));
}

#[test]
fn a_mouse_opens_picks_reviews_and_saves() {
    let terminal = terminal();
    terminal.run("hd-config edit < in > out; echo ended $?").sees("API port");
    click(&terminal, "me/node");
    terminal.sees("▾ Pruning");
    click(&terminal, "Mode");
    terminal.sees("me/node:mode");
    click(&terminal, "Mode");
    terminal.sees("• Full");
    click(&terminal, "  Light");
    terminal.sees("1 change");
    click(&terminal, "review, save");
    terminal.sees("mode: full → light");
    click(&terminal, "s save");
    terminal.sees("ended 0");
    let out = terminal.place.read("out");
    assert!(out.contains(r#""set":{"mode":"light"}"#), "{out}");
}

#[test]
fn a_terminal_that_shrinks_and_grows_while_a_value_is_typed_keeps_it() {
    let terminal = terminal();
    terminal.run("hd-config edit < in > out; echo ended $?").sees("API port");
    terminal.keys(&["Enter"]).letters("9").sees("80809");
    for (width, height, sight) in [
        ("60", "16", "80809"),
        ("20", "6", "The terminal is too"),
        ("120", "40", "80809"),
        ("80", "24", "80809"),
    ] {
        terminal.tmux(&["resize-window", "-x", width, "-y", height]);
        terminal
            .sees(sight)
            .until(width, |screen| screen.lines().count() == height.parse::<usize>().unwrap());
    }
    terminal
        .keys(&["BSpace", "BSpace"])
        .letters("1")
        .keys(&["Enter"])
        .sees("1 change")
        .letters("rs")
        .sees("ended 0");
    assert!(terminal.place.read("out").contains(r#""set":{"apiPort":8081}"#));
}

#[test]
fn a_signal_gives_the_terminal_back() {
    let signals = ["TERM", "HUP", "INT", "QUIT", "ABRT", "ALRM", "USR1", "USR2", "XCPU"];
    for (signal, keys) in signals.map(|signal| (signal, &[][..])).into_iter().chain([("", &["C-c"][..])]) {
        let terminal = terminal();
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
fn a_stop_gives_the_terminal_back_and_it_is_drawn_anew_when_it_goes_on() {
    let terminal = terminal();
    terminal.run("hd-config edit < in > out & echo $! > pid; fg; stty -a | grep -c ' echo '");
    terminal.sees("API port");
    let pid = terminal.place.read("pid");
    assert!(Command::new("kill").args(["-TSTP", pid.trim()]).status().unwrap().success());
    terminal.until("the shell", |screen| !screen.contains("API port"));
    terminal.until("an echo", |screen| screen.trim_end().lines().any(|line| line == "1"));
    terminal.begin("fg; stty -a | grep -c ' echo '").sees("API port").letters("]").sees("▾ Pruning");
    terminal.keys(&["q"]).sees("the form was left");
    terminal.until("an echo", |screen| screen.trim_end().lines().any(|line| line == "1"));
}

#[test]
fn on_a_terminal_that_cant_draw_it_says_so() {
    let terminal = terminal();
    terminal.run("TERM=dumb hd-config edit < in; echo ended $?").sees("ended 4");
    terminal.sees("cannot open the terminal: it is dumb: no form can be drawn on it");
}

#[test]
fn pasted_lines_end_as_lines_do() {
    let terminal = terminal();
    let module = json!({"fqmn": "me/one", "config": {"parameters": [
        {"id": "text", "name": "Text", "type": "string", "default": ""}]}});
    terminal.place.write("in", module.to_string());
    terminal.run("hd-config edit < in > out; echo ended $?").sees("Text");
    terminal.keys(&["Down", "Enter"]).sees("Enter");
    terminal.place.write("paste", "one\rtwo\r\nthree");
    let path = terminal.place.path("paste");
    terminal.tmux(&["load-buffer", path.to_str().unwrap()]);
    terminal.tmux(&["paste-buffer", "-p", "-r"]);
    terminal.sees("three").keys(&["Enter"]).letters("rs").sees("ended 0");
    let out: Value = serde_json::from_str(&terminal.place.read("out")).unwrap();
    assert_eq!(out["settings"]["text"], "one\ntwo\nthree");
}

#[test]
fn a_terminal_that_goes_away_ends_it() {
    let terminal = terminal();
    terminal.run("hd-config edit < in > out & echo $! > pid; fg");
    terminal.sees("API port");
    let process = std::path::Path::new("/proc").join(terminal.place.read("pid").trim());
    assert!(process.exists());
    terminal.tmux(&["kill-server"]);
    let start = std::time::Instant::now();
    while process.exists() {
        assert!(start.elapsed().as_secs() < 20, "it goes on without a terminal");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn without_colours_it_has_none() {
    let terminal = terminal();
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
