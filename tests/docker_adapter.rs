//! hd-adapter-call on containers: the example's adapter, well and misbehaving.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use crate::hello::{KEY, module, save, settings};
use crate::support::engine::{self, wait_until};
use crate::support::{Gate, Place, Pty, Test, example};

const FQMN: &str = "example/hello-world";

/// An adapter's container with a module's folders, of a home of its own. It ends with the test.
pub struct Adapter {
    place: Place,
    name: String,
}

impl Adapter {
    pub fn well() -> Self {
        Self::misbehaving("")
    }

    pub fn misbehaving(how: &str) -> Self {
        Self::with(&["--entrypoint", "/hello-adapter", "--env", &format!("HELLO_MISBEHAVE={how}")], &[])
    }

    fn with(options: &[&str], command: &[&str]) -> Self {
        Self::at(module(), options, command)
    }

    /// One that ends whenever it is started, and is started again.
    fn restarting() -> Self {
        let adapter = Self::with(&["--restart", "always", "--env", "HELLO_MISBEHAVE=fail@idle"], &[]);
        let restarts =
            || adapter.docker(&["inspect", "--format", "{{.RestartCount}}"]).parse::<u32>().unwrap();
        // It gets slower: soon it is restarting for most of the time.
        wait_until("it was restarted a few times", || restarts() >= 4);
        adapter
    }

    /// One whose program is gone, though it runs.
    fn without_entrypoint() -> Self {
        let place = module();
        std::fs::copy(crate::check::hello(), place.path("program")).unwrap();
        let adapter = Self::at(place, &["--entrypoint", "/hd/program"], &[]);
        adapter.on("version").any_stdout().status(0);
        std::fs::remove_file(adapter.place.path("program")).unwrap();
        adapter
    }

    fn at(place: Place, options: &[&str], command: &[&str]) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("hdt-{}-adapter-{number}", std::process::id());
        let adapter = Self { place, name };
        let mount = format!("{}:/hd", adapter.place.root().display());
        let labels = ["hyperdrive.home=hdt-home", "hyperdrive.module=example/hello-world"];
        let mut run = docker();
        run.args(["run", "--detach", "--network", "none", "--name", &adapter.name, "--volume", &mount]);
        run.args(labels.iter().flat_map(|label| ["--label", label]));
        for variable in ["HD_CONFIG_DIR=/hd/config", "HD_LOG_DIR=/hd/log", "HD_KEY_FILE=/hd/adapter.key"] {
            run.args(["--env", variable]);
        }
        said(run.args(options).arg(&example::images()[0]).args(command));
        adapter
    }

    /// Its container.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The place with its folders and its key.
    pub fn place(&self) -> &Place {
        &self.place
    }

    fn document(&self) -> Value {
        json!({
            "fqmn": FQMN,
            "home": "hdt-home",
            "descriptor": { "version": "1.0.0" },
            "adapter": { "container": self.name, "keyFile": self.place.path("adapter.key") },
            "settings": settings("full"),
        })
    }

    fn on(&self, command: &str) -> Test {
        self.place.tool("hd-adapter-call").args([command]).stdin(self.document().to_string())
    }

    fn raw(&self, command: &str) -> Test {
        self.place.tool("hd-adapter-call").args([
            command,
            "--container",
            &self.name,
            "--key-file",
            "adapter.key",
        ])
    }

    /// What `docker` says of its container.
    pub fn docker(&self, args: &[&str]) -> String {
        said(docker().args(args).arg(&self.name))
    }

    /// How many processes run in it, beside the one that it is there for.
    pub fn commands(&self) -> usize {
        self.docker(&["top"]).matches("hd-module").count()
    }

    /// How long after this it said the last thing, as its log says.
    fn took(&self, begun: SystemTime) -> Duration {
        let log = std::fs::metadata(self.place.path("log/adapter.log")).unwrap();
        log.modified().unwrap().duration_since(begun).unwrap_or_default()
    }

    pub fn started_at(&self) -> String {
        self.docker(&["inspect", "--format", "{{.State.StartedAt}}"])
    }

    fn wait_for(&self, commands: usize) {
        let end = Instant::now() + Duration::from_secs(20);
        while self.commands() != commands {
            assert!(Instant::now() < end, "{}", self.docker(&["top"]));
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Adapter {
    fn drop(&mut self) {
        let _ = docker().args(["rm", "--force", "--volumes", &self.name]).output();
    }
}

fn docker() -> Command {
    Command::new("docker")
}

#[track_caller]
fn said(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().expect("docker");
    assert!(status.success(), "{command:?}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8_lossy(&stdout).trim().into()
}

#[test]
fn each_command_works_in_a_container() {
    let adapter = Adapter::well();
    let one = |command| adapter.on(command).any_stdout().status(0).document();
    let version = &one("version")["adapter"];
    assert_eq!((&version["version"], &version["dialect"]), (&json!("1.0.0"), &json!("current")));
    assert!(version["image"].as_str().unwrap().starts_with("sha256:"), "{version}");
    assert_eq!(one("set-config")["error"], Value::Null);
    assert!(one("get-config")["config"]["sections"].is_array());
    let ports = &one("process-config")["processed"]["ports"];
    assert_eq!(ports["example/hello-world:server/port"], 9001, "{ports}");
    assert_eq!(one("get-containers")["containers"], json!(["hw-server", "hw-mirror"]));
    adapter.raw("version").stdout("{\"version\":\"1.0.0\"}\n").status(0);
}

#[test]
fn no_key_goes_to_a_container_of_another_home_or_module() {
    let adapter = Adapter::well();
    for (field, value, label) in [
        ("home", "another", "hyperdrive.home is 'hdt-home'"),
        ("fqmn", "a/b", "hyperdrive.module is 'example/hello-world'"),
    ] {
        let mut document = adapter.document();
        document[field] = value.into();
        let call = adapter.place.tool("hd-adapter-call").args(["get-config"]).stdin(document.to_string());
        call.any_stdout().stderr_has(label).stderr_has("no key was sent to it").status(7);
    }
    adapter
        .raw("get-config")
        .args(["--home", "another"])
        .stderr_has("isn't the adapter that is meant")
        .status(7);
    adapter.raw("run").args(["--fqmn", "a/b", "--", "help"]).stderr_has("no key was sent").status(7);
    assert!(!adapter.place.path("log/adapter.log").exists());
}

#[test]
fn what_misbehaves_is_ended_and_the_container_goes_on() {
    let cases = [
        ("hang", 6, "didn't answer 'get-config' within 2 s\n"),
        ("forks", 6, "within 2 s\n  hint: it had started other processes, which were ended too\n"),
        ("closes", 6, "didn't answer 'get-config' within 2 s: it closed its output and went on"),
        ("hides", 6, "within 2 s\n  hint: it had started other processes, which were ended too\n"),
        ("sheds", 6, "didn't answer 'get-config' within 2 s\n  hint: --timeout"),
        (
            "outlived",
            6,
            "within 2 s: it ended, but what it had started held its output open\n  hint: it had started other",
        ),
        ("stops", 6, "didn't answer 'get-config' within 2 s: a signal stopped it, and none let it go on"),
        ("giant", 5, "printed more than 16 MiB for 'get-config'"),
        ("dies", 5, "was ended by signal 6 during 'get-config', in the middle of its answer"),
        (
            "other-answer",
            5,
            "something else than was asked for: neither 'parameters' nor 'sections' are there; 'process-config' is answered so",
        ),
        ("twice", 5, "answered 'get-config' with bad JSON: ''parameters' stands twice"),
        ("infinite", 5, "answered 'get-config' with bad JSON: 'number out of range"),
        ("no-json", 5, "answered 'get-config' with no JSON: 'this is no JSON'"),
        ("wrong-json", 5, "answered 'get-config' with something else than was asked for"),
        ("fail", 5, "failed 'get-config' with exit code 1: failed, as \\u{1b}[31mit\\u{1b}[0m was asked to"),
    ];
    for (how, code, message) in cases {
        let adapter = Adapter::misbehaving(&format!("{how}@get-config"));
        let before = adapter.started_at();
        let call = adapter.on("get-config").args(["--timeout", "2"]);
        let ran =
            call.any_stdout().stderr_has(message).stderr_has(&adapter.name).stderr_has(FQMN).status(code);
        assert!(!ran.stdout.contains(KEY) && !ran.stderr.contains(KEY));
        assert_eq!(adapter.commands(), 0, "{how}");
        assert_eq!(adapter.started_at(), before, "{how}");
        adapter.raw("version").stdout("{\"version\":\"1.0.0\"}\n").status(0);
    }
}

#[test]
fn what_a_command_leaves_behind_ends_however_the_command_ended() {
    for (how, code) in [("", 0), ("fail@get-config", 5), ("dies@get-config", 5)] {
        let all = ["strays", "sneaks", "unmarked"];
        let leaves: String = all.iter().map(|word| format!("{word}@get-config {word}@run ")).collect();
        let adapter = Adapter::misbehaving(&format!("{leaves} {how}"));
        let before = adapter.started_at();
        adapter.on("get-config").any_stdout().any_stderr().status(code);
        assert_eq!(adapter.commands(), 0, "{how}");
        adapter.raw("run").args(["--", "fail", "42"]).any_stderr().status(42);
        assert_eq!(adapter.commands(), 0, "{how}");
        assert_eq!(adapter.started_at(), before, "{how}");
    }
}

#[test]
fn what_the_container_starts_itself_meanwhile_goes_on() {
    let adapter = Adapter::misbehaving("works@idle hang@get-config strays@version");
    adapter.raw("version").any_stdout().status(0);
    adapter.on("get-config").args(["--timeout", "2"]).any_stdout().stderr_has("within 2 s\n").status(6);
    adapter.wait_for(10);
    adapter.raw("version").any_stdout().status(0);
    assert_eq!(adapter.commands(), 10);
}

#[test]
fn what_cannot_be_ended_from_here_ends_with_a_restart() {
    for how in ["hang", "outlived"] {
        let adapter = Adapter::misbehaving(&format!("{how}@get-containers"));
        let before = adapter.started_at();
        // In a namespace of its own the tool sees no process of the container, as somebody without rights.
        let own = if rustix::process::getuid().is_root() { "unshare --pid --fork --mount-proc" } else { "" };
        let call = format!("{own} hd-adapter-call get-containers --timeout 1");
        let call = adapter.place.sh(&call).stdin(adapter.document().to_string());
        let ran = call.any_stdout().stderr_has("its container was restarted").status(6);
        assert!(!ran.stderr.contains("meanwhile"), "it was this tool that did it: {}", ran.stderr);
        assert_ne!(adapter.started_at(), before, "{how}");
        assert_eq!(adapter.commands(), 0, "{how}");
    }
}

#[test]
fn a_container_that_does_not_run_is_described() {
    let adapter = Adapter::misbehaving("fail@idle");
    said(docker().args(["wait", &adapter.name]));
    let exited = adapter.on("version").any_stdout();
    exited
        .stderr_has("example/hello-world: 'version': ")
        .stderr_has("is exited (exit code 1)")
        .stderr_has("its log: failed, as")
        .status(5);

    let adapter = Adapter::well();
    adapter.docker(&["pause"]);
    adapter.on("version").any_stdout().stderr_has("is paused").status(5);
    adapter.docker(&["unpause"]);
    adapter.docker(&["rm", "--force"]);
    let gone = format!("the adapter's container '{}' isn't there", adapter.name);
    adapter.on("version").any_stdout().stderr_has(&gone).status(4);

    let adapter = Adapter::restarting();
    let ran = adapter.on("version").any_stdout().any_stderr().status(5);
    let said = ran.stderr;
    assert!(said.contains("is restarting (exit code 1)") || said.contains("was started again"), "{said}");
    assert!(said.contains("its log: failed, as"), "{said}");
}

#[test]
fn a_container_without_the_program_is_described() {
    let adapter = Adapter::with(&["--entrypoint", ""], &["/hello-adapter", "idle"]);
    adapter.on("version").any_stdout().stderr_has("cannot run 'hd-module version'").status(5);
}

#[test]
fn a_container_whose_entrypoint_is_gone_is_described() {
    let adapter = Adapter::without_entrypoint();
    let ran = adapter.on("version").any_stdout().stderr_has("cannot run 'hd-module version'");
    ran.stderr_has(FQMN).stderr_has(&adapter.name).stderr_has("no such file").status(5);
}

#[test]
fn whatever_one_does_its_neighbours_are_answered() {
    let ways = [
        "hang",
        "forks",
        "closes",
        "giant",
        "dies",
        "other-answer",
        "twice",
        "infinite",
        "no-json",
        "wrong-json",
        "fail",
    ];
    let bad: Vec<_> = ways.iter().map(|how| Adapter::misbehaving(&format!("{how}@get-config"))).collect();
    let paused = Adapter::well();
    paused.docker(&["pause"]);
    let gone = Adapter::well();
    gone.docker(&["rm", "--force"]);
    let restarting = Adapter::restarting();
    let without = Adapter::without_entrypoint();
    let well: Vec<_> = (0..3).map(|_| Adapter::well()).collect();
    let cannot: Vec<_> = bad.iter().chain([&paused, &gone, &restarting, &without]).collect();
    let documents: Vec<_> =
        cannot.iter().copied().chain(&well).map(|adapter| adapter.document().to_string()).collect();
    let start = Instant::now();
    let begun = SystemTime::now();
    let call = paused.place.tool("hd-adapter-call").args(["get-config", "--timeout", "4", "--jobs", "20"]);
    let ran = call.stdin(documents.join("\n")).any_stdout().any_stderr().status(6);
    // Those that hang take their own time, all of them at once, and no more than that.
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
    paused.docker(&["unpause"]);
    let documents = ran.documents();
    let (failed, answered) = documents.split_at(cannot.len());
    // Each has a text of its own, whoever it is about.
    let said = |(document, adapter): (&Value, &&Adapter)| {
        let error = &document["error"];
        let text = format!("{} {}", error["message"].as_str().unwrap(), error["hints"]);
        assert!(text.contains("get-config") && text.contains(&adapter.name), "{text}");
        text.replace(&adapter.name, "it")
    };
    let messages: BTreeSet<_> = failed.iter().zip(&cannot).map(said).collect();
    assert_eq!(messages.len(), failed.len(), "{messages:?}");
    assert!(answered.iter().all(|document| document["config"].is_object()));
    for adapter in &well {
        assert!(adapter.took(begun) < Duration::from_secs(4), "{}", adapter.name);
    }
    for adapter in bad.iter().chain([&paused, &without]).chain(&well) {
        assert_eq!(adapter.commands(), 0);
    }
}

#[test]
fn a_container_that_is_paused_restarted_stopped_or_removed_meanwhile_is_described() {
    let adapter = Adapter::misbehaving("hang@get-config");
    let during = |what: &'static [&'static str], timeout: &str| {
        let test = adapter.on("get-config").args(["--timeout", timeout]);
        let mut call = test.command();
        let streams = call.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = streams.spawn().unwrap();
        child.stdin.take().unwrap().write_all(adapter.document().to_string().as_bytes()).unwrap();
        adapter.wait_for(1);
        adapter.docker(what);
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = during(&["pause"], "2");
    assert_eq!(code, Some(6), "{said}");
    let paused = format!("within 2 s: the adapter's container '{}' is paused\n", adapter.name);
    assert!(said.contains(&paused), "{said}");
    adapter.docker(&["unpause"]);
    adapter.wait_for(0);
    let (code, said) = during(&["restart", "--time", "0"], "30");
    assert_eq!(code, Some(5), "{said}");
    // As one comes to look: between its end and its start, or after both.
    assert!(said.contains("stopped meanwhile and was started again") || said.contains("is exited"), "{said}");
    let (code, said) = during(&["stop", "--time", "0"], "30");
    assert_eq!(code, Some(5), "{said}");
    assert!(said.contains("is exited (exit code "), "{said}");
    adapter.docker(&["start"]);
    let (code, said) = during(&["rm", "--force"], "30");
    assert_eq!(code, Some(5), "{said}");
    assert!(said.contains("was removed meanwhile") || said.contains("is being removed"), "{said}");
}

#[test]
fn one_that_hangs_holds_up_nobody_else() {
    let hung = Adapter::misbehaving("hang@get-config");
    let well: Vec<_> = (0..6).map(|_| Adapter::well()).collect();
    let begun = SystemTime::now();
    let documents: Vec<_> = std::iter::once(&hung).chain(&well).map(|a| a.document().to_string()).collect();
    let start = Instant::now();
    let call = hung.place.tool("hd-adapter-call").args(["get-config", "--timeout", "4"]);
    let ran = call.stdin(documents.join("\n")).any_stdout().any_stderr().status(6);
    assert!(start.elapsed() < Duration::from_secs(9), "{:?}", start.elapsed());
    let documents = ran.documents();
    assert_eq!(documents[0]["error"]["code"], 6);
    assert!(documents[1..].iter().all(|document| document["config"].is_object()));
    for adapter in &well {
        assert!(adapter.took(begun) < Duration::from_secs(4), "{}", adapter.name);
    }
}

#[test]
fn a_stream_has_one_pool_of_connections() {
    const CALLS: usize = 12;
    const JOBS: usize = 3;
    let adapter = Adapter::well();
    let gate = Gate::before(&engine::address(), adapter.place.root());
    let mut document = adapter.on("version").any_stdout().status(0).document();
    document["engine"] = gate.address().into();
    let call = adapter.place.tool("hd-adapter-call").args(["get-config", "--jobs", &JOBS.to_string()]);
    let ran = call.stdin(vec![document.to_string(); CALLS].join("\n")).any_stdout().status(0);
    assert!(ran.documents().iter().all(|document| document["config"].is_object()));
    // A command takes the connection on which it is started for itself; all else is asked on those that are there.
    assert!((CALLS..=CALLS + JOBS).contains(&gate.connections()), "{}", gate.connections());
}

#[test]
fn an_interrupt_or_a_lost_terminal_ends_what_runs_in_the_container() {
    use rustix::process::Signal;
    let adapter = Adapter::misbehaving("hang@get-config");
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        interrupted(&adapter, signal);
    }
}

fn interrupted(adapter: &Adapter, signal: rustix::process::Signal) {
    let mut call = adapter.on("get-config").command();
    let mut child = call.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(adapter.document().to_string().as_bytes()).unwrap();
    adapter.wait_for(1);
    let child_id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(child_id, signal).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(6));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(document["error"]["message"].as_str().unwrap().starts_with("interrupted while"), "{document}");
    adapter.wait_for(0);
}

#[test]
fn run_passes_words_and_streams_and_the_exit_code() {
    let adapter = Adapter::well();
    save(&adapter.place, &settings("full"));
    let run =
        |words: &[&str]| adapter.raw("run").args(["--home", "hdt-home", "--fqmn", FQMN, "--"]).args(words);
    let words = ["", "a b", "it's", "$HOME", "\"q\" \\", "--version", "-x", "é\n", "*", "#"];
    let echoed = run(&[&["echo-args"][..], &words].concat()).any_stdout().status(0);
    assert_eq!(echoed.document(), json!(words));
    run(&["ask"]).stdin("moon\n").stdout("What is your name? Ahoi, moon!\n").status(0);
    run(&["fail", "42"]).stderr("failed, as it was asked to\n").status(42);
}

/// The tool on a terminal, running this.
fn on_terminal(adapter: &Adapter, words: &[&str]) -> Pty {
    let mut call = adapter.raw("run").args(["--"]).args(words).command();
    call.env("TERM", "xterm");
    Pty::run(call, 77, 33)
}

#[test]
fn run_on_a_terminal_shows_no_key() {
    let adapter = Adapter::well();
    save(&adapter.place, &settings("full"));
    let failed = on_terminal(&adapter, &["fail", "42"]).end();
    assert_eq!(failed, (true, "failed, as it was asked to\r\n".into(), Some(42)));
    let asks = on_terminal(&adapter, &["ask"]);
    asks.sees("What is your name? ").types("moon\n");
    let (_, shown, code) = asks.end();
    assert!(code == Some(0) && shown.ends_with("Ahoi, moon!\r\n"), "{shown}");
    assert!(!shown.contains(KEY) && !shown.contains("\"key\""), "{shown}");
    // A line that a terminal would cut goes without one.
    let long = "x".repeat(5000);
    let (_, shown, code) = on_terminal(&adapter, &["echo-args", &long]).end();
    assert_eq!((shown.trim_end(), code), (json!([long]).to_string().as_str(), Some(0)));
}

#[test]
fn run_follows_the_terminals_size() {
    let adapter = Adapter::well();
    let size = on_terminal(&adapter, &["size"]);
    size.sees("77 x 33").resize(100, 40).sees("100 x 40").resize(20, 5).sees("20 x 5");
    assert!(size.is_raw());
    size.types("\n");
    let (is_restored, shown, code) = size.end();
    assert!(is_restored && code == Some(0) && !shown.contains("key"), "{shown}");
}

#[test]
fn a_key_that_makes_a_signal_makes_it_in_the_container() {
    let adapter = Adapter::well();
    for (key, signal) in [("\u{3}", 2), ("\u{1c}", 3)] {
        let asks = on_terminal(&adapter, &["ask"]);
        asks.sees("What is your name? ").types(key);
        let (is_restored, shown, code) = asks.end();
        assert_eq!((is_restored, code), (true, Some(128 + signal)), "{shown}");
        assert_eq!(adapter.commands(), 0);
    }
}

#[test]
fn an_output_that_nobody_reads_holds_up_no_end() {
    use rustix::process::{Pid, Signal, kill_process};
    let adapter = Adapter::misbehaving("giant@run");
    for (timeout, signal) in [("2", None), ("600", Some(Signal::TERM))] {
        let mut call = adapter.raw("run").args(["--timeout", timeout, "--", "ask"]).command();
        let mut child =
            call.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        if let Some(signal) = signal {
            adapter.wait_for(1);
            kill_process(Pid::from_child(&child), signal).unwrap();
        }
        let begun = Instant::now();
        wait_until("it has ended", || {
            begun.elapsed() > Duration::from_secs(20) || child.try_wait().unwrap().is_some()
        });
        let _ = child.kill();
        assert_eq!(child.wait().unwrap().code(), Some(6), "{timeout}");
        assert_eq!(adapter.commands(), 0, "{timeout}");
    }
}

#[test]
fn a_signal_to_the_tool_ends_the_command_and_gives_the_terminal_back() {
    use rustix::process::Signal;
    let adapter = Adapter::well();
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let asks = on_terminal(&adapter, &["ask"]);
        asks.sees("What is your name? ").signal(signal);
        let (is_restored, shown, code) = asks.end();
        assert_eq!((is_restored, code), (true, Some(6)), "{shown}");
        assert!(shown.contains("interrupted while the adapter") && !shown.contains(KEY), "{shown}");
        assert_eq!(adapter.commands(), 0);
    }
}
