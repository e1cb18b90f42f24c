//! An engine that restarts: one of the test's own, as nobody else's may be touched.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::support::engine::wait_until;
use crate::support::home::HELLO;
use crate::support::wait::HeldFile;
use crate::support::{Gate, Home, Images, Moment, Test, Witness, example};

/// A second Docker Engine, with everything of its own in one folder.
pub(crate) struct Second {
    folder: PathBuf,
    child: Option<Child>,
}

impl Second {
    pub(crate) fn start(folder: PathBuf) -> Self {
        fs::create_dir_all(&folder).unwrap();
        let mut second = Self { folder, child: None };
        second.run();
        let [adapter, service] = example::images();
        let loaded = second.folder.join("images.tar");
        let saved =
            Command::new("docker").args(["save", "-o", loaded.to_str().unwrap(), adapter, service]).status();
        assert!(saved.unwrap().success());
        second.docker(&["load", "-i", loaded.to_str().unwrap()]);
        second
    }

    pub(crate) fn address(&self) -> String {
        format!("unix://{}/docker.sock", self.folder.display())
    }

    pub(crate) fn run(&mut self) {
        let log = File::options().create(true).append(true).open(self.folder.join("log")).unwrap();
        let path = |name: &str| self.folder.join(name).display().to_string();
        // In a network of its own: an engine without a default bridge takes away the one that it finds.
        let mut command = Command::new("unshare");
        command
            .args(["--net", "sh", "-c", "ip link set lo up && exec dockerd \"$@\"", "dockerd"])
            .args(["--data-root", &path("data"), "--exec-root", &path("exec"), "--pidfile", &path("pid")])
            .args(["--host", &self.address(), "--bridge", "none", "--iptables=false", "--ip6tables=false"])
            .args(["--storage-driver", "vfs", "--config-file", &path("none.json")]);
        fs::write(self.folder.join("none.json"), "{}").unwrap();
        let child = command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).spawn();
        self.child = Some(child.expect("dockerd: a test of an engine's restart needs one of its own"));
        wait_until("the second engine answers", || self.ask(&["version"]).status.success());
    }

    /// As a machine's restart or an upgrade of Docker does it: it ends its containers, and comes back.
    fn restart(&mut self) {
        self.end();
        self.run();
    }

    pub(crate) fn end(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status();
            let _ = child.wait();
        }
    }

    /// Its process, which has a network of its own.
    fn process(&self) -> u32 {
        self.child.as_ref().expect("it runs").id()
    }

    fn ask(&self, args: &[&str]) -> std::process::Output {
        Command::new("docker").args(["--host", &self.address()]).args(args).output().unwrap()
    }

    #[track_caller]
    pub(crate) fn docker(&self, args: &[&str]) -> String {
        let output = self.ask(args);
        let log = || fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        assert!(output.status.success(), "{}\n{}", String::from_utf8_lossy(&output.stderr), log());
        String::from_utf8_lossy(&output.stdout).trim().into()
    }

    pub(crate) fn runs(&self, name: &str) -> bool {
        let found = self.ask(&["container", "inspect", name]).stdout;
        let found: Value = serde_json::from_slice(&found).unwrap_or_default();
        found[0]["State"]["Running"] == true
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        let ids = String::from_utf8_lossy(&self.ask(&["ps", "--all", "--quiet"]).stdout).into_owned();
        for id in ids.split_whitespace() {
            self.ask(&["rm", "--force", "--volumes", id]);
        }
        for id in String::from_utf8_lossy(
            &self.ask(&["network", "ls", "--quiet", "--filter", "type=custom"]).stdout,
        )
        .split_whitespace()
        {
            self.ask(&["network", "rm", id]);
        }
        self.end();
    }
}

#[test]
fn what_was_stopped_stays_so_when_the_engine_restarts_and_what_runs_comes_back() {
    let home = Home::new();
    let mut engine = Second::start(home.place.path("engine"));
    let on = |test: Test, engine: &Second| test.env("DOCKER_HOST", engine.address());
    let always = home
        .module("demo")
        .replace("templates/hw-server.tmpl", "restart: unless-stopped", "restart: always")
        .replace("templates/hw-server.tmpl", "interval: 200ms", "interval: 2s");
    on(home.install([always.pack()]), &engine).any_stdout().status(0);
    on(home.set(home.ports()), &engine).any_stdout().status(0);
    let start = |engine: &Second| on(home.hyperdrive(["service", "start"]), engine).any_stdout().any_stderr();
    start(&engine).status(0);
    let [server, daemon] = ["hw-server", "daemon"].map(|name| format!("{}_{name}", home.project));

    engine.restart();
    wait_until("what ran comes back", || engine.runs(&server) && engine.runs(&daemon));

    for verb in ["pause", "stop"] {
        on(home.hyperdrive(["service", verb]), &engine).any_stdout().status(0);
        engine.restart();
        assert!(!engine.runs(&server), "after {verb}");
        on(home.hyperdrive(["service", "recover"]), &engine).any_stdout().any_stderr().status(0);
        assert!(!engine.runs(&server), "after {verb}");
        start(&engine).status(0);
        assert!(engine.runs(&server) && engine.runs(&daemon));
    }

    // In the middle of a start that waits for it, and of one that stops the old one.
    let edit = |word: &str| on(home.set([format!("{HELLO}:guests={word}")]), &engine);
    edit("Ada").any_stdout().status(0);
    let run = home.background(&on(home.hyperdrive(["service", "start"]), &engine));
    let before = engine.docker(&["container", "inspect", "--format", "{{.Id}}", &server]);
    wait_until("the new one is there", || {
        let now = engine.ask(&["container", "inspect", "--format", "{{.Id}}", &server]).stdout;
        let now = String::from_utf8_lossy(&now).trim().to_owned();
        !now.is_empty() && now != before
    });
    engine.restart();
    let (_, out, err) = run.end();
    start(&engine).status(0);
    assert!(engine.runs(&server), "{out}{err}");
    let all = engine.docker(&["ps", "--quiet", "--filter", &format!("name={server}")]);
    assert_eq!(all.lines().count(), 1);

    // Between a start and what is stored of it.
    on(home.set([format!("{HELLO}:guests=Bob")]), &engine).any_stdout().status(0);
    let steps = "hd-state load | hd-render adapter | hd-compose up adapter | hd-adapter-call set-config \
        | hd-adapter-call get-containers | hd-render services | hd-compose up services --wait >started";
    on(home.sh(steps), &engine).any_stderr().status(0);
    engine.restart();
    on(home.sh("hd-state save started <started >saved"), &engine).status(0);
    assert_eq!(home.document(HELLO)["status"]["state"], "started");
    start(&engine).status(0);
    assert!(engine.runs(&server));

    // When the machine starts, the systemd unit starts what doesn't come back by itself.
    home.place.write(
        "user/modules/example/hello-world/override/hw-server.yml",
        "services: {hw-server: {restart: 'no'}}\n",
    );
    start(&engine).status(0);
    let unit = on(home.sh(&format!("'{SETUP}' --service --check")), &engine).any_stdout().status(0).stdout;
    engine.restart();
    assert!(!engine.runs(&server));
    let output = boot(&unit).output().unwrap();
    assert!(output.status.success(), "{unit}{}", String::from_utf8_lossy(&output.stderr));
    assert!(engine.runs(&server) && engine.runs(&daemon));
}

const SETUP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/setup");

/// What a unit runs, in the surroundings that systemd gives a service of this user.
fn boot(unit: &str) -> Command {
    let lines = |key: &'static str| unit.lines().filter_map(move |line| line.strip_prefix(key));
    let argv = lines("ExecStart=").flat_map(unit_words).collect::<Vec<_>>();
    let mut command = Command::new(&argv[0]);
    command.args(&argv[1..]).env_clear().stdin(Stdio::null()).current_dir("/");
    command.env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin").env("LANG", "C.UTF-8");
    command.env("HOME", std::env::var_os("HOME").unwrap()).env("SHELL", "/bin/sh");
    lines("User=").for_each(|user| _ = command.env("USER", user).env("LOGNAME", user));
    for word in lines("Environment=").flat_map(unit_words) {
        let (name, value) = word.split_once('=').unwrap();
        command.env(name, value);
    }
    command
}

/// The words of a line of a unit, as systemd reads them.
fn unit_words(line: &str) -> Vec<String> {
    let (mut words, mut quoted, mut letters) = (vec![String::new()], false, line.chars().peekable());
    while let Some(letter) = letters.next() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            '\\' => words.last_mut().unwrap().extend(letters.next()),
            '%' | '$' => words.last_mut().unwrap().extend(letters.next_if_eq(&letter)),
            other => words.last_mut().unwrap().push(other),
        }
    }
    words
}

/// A request to the engine in whose middle it restarts; `ID` is the container that goes.
type Step = (&'static str, &'static str, Moment);

/// Those of a start that has stopped nothing so far.
const FIRST: &[Step] = &[
    ("GET", "/containers/json", Moment::Before),
    ("POST", "/exec/", Moment::After),
    ("POST", "/images/create", Moment::Before),
    ("POST", "/images/create", Moment::After),
    ("POST", "/containers/create?name=PROJECT-hw_trial", Moment::Before),
    ("POST", "/containers/create?name=PROJECT-hw_trial", Moment::After),
];

/// Those that stop and start.
const THEN: &[Step] = &[
    ("POST", "/containers/ID/stop", Moment::Before),
    ("POST", "/containers/ID/stop", Moment::After),
    ("DELETE", "/containers/ID", Moment::Before),
    ("DELETE", "/containers/ID", Moment::After),
    ("POST", "/containers/create?name=PROJECT_hw-server", Moment::Before),
    ("POST", "/containers/create?name=PROJECT_hw-server", Moment::After),
    ("POST", "/start", Moment::Before),
    ("POST", "/start", Moment::After),
];

const START: &[&str] = &["service", "start"];

/// A started home on an engine of its own, behind a gate.
fn gated() -> (Home, Second, Gate) {
    let mut home = Home::new();
    let engine = Second::start(home.place.path("engine"));
    let gate = Gate::before(&engine.address(), home.place.root());
    home.engine = gate.address();
    let module = home.module("demo").replace("templates/hw-server.tmpl", "interval: 200ms", "interval: 1s");
    home.install([module.pack()]).any_stdout().status(0);
    home.set(home.ports()).any_stdout().status(0);
    home.start();
    (home, engine, gate)
}

/// From now on the service is to have this number, of this image where one is named.
fn want(home: &Home, number: usize, image: Option<String>) {
    let image = image.map_or_else(String::new, |name| format!(", image: '{name}', pull_policy: missing"));
    home.place.write(
        "user/modules/example/hello-world/override/hw-server.yml",
        format!(
            "services: {{hw-server: {{stop_signal: SIGUSR2, stop_grace_period: 1s, environment: [NUMBER={number}]{image}}}}}\n"
        ),
    );
}

/// What is wanted runs, alone.
#[track_caller]
fn runs_what_is_wanted(home: &Home, engine: &Second, number: usize, said: &str) {
    let server = format!("{}_hw-server", home.project);
    let about = "{{.Config.Env}} {{.State.Health.Status}}";
    let environment = engine.docker(&["container", "inspect", "--format", about, &server]);
    assert!(environment.contains(&format!("NUMBER={number}")), "{said}: {environment}");
    assert!(environment.ends_with("healthy") && !environment.ends_with("unhealthy"), "{said}: {environment}");
    let all = engine.docker(&["ps", "--all", "--quiet", "--filter", &format!("name={}", home.project)]);
    assert_eq!(all.lines().count(), 3, "nothing is left beside them: {said}");
}

/// A command in whose middle the engine restarts: `middle` waits for it and gives what is done when the engine is back. Then
/// the next start is fine, and nothing ran twice.
#[track_caller]
fn restart_in<T>(
    home: &Home,
    engine: &mut Second,
    number: usize,
    (command, step): (&[&str], &str),
    middle: impl FnOnce() -> T,
    back: impl FnOnce(T, &Second),
) {
    let label = format!("com.docker.compose.project={}-hw", home.project);
    let before = Witness::of(&engine.address(), &label);
    let run = home.background(&home.hyperdrive(command));
    let held = middle();
    engine.restart();
    let after = Witness::of(&engine.address(), &label);
    back(held, engine);
    let (_, out, err) = run.end();
    home.hyperdrive(["service", "start"]).any_stdout().any_stderr().status(0);
    before.saw_nothing_twice();
    after.saw_nothing_twice();
    runs_what_is_wanted(home, engine, number, &format!("{step}\n{out}{err}"));
}

#[test]
fn an_engine_that_restarts_before_a_step_of_a_start_that_stopped_nothing_leaves_nothing_twice() {
    restart_at(FIRST, Moment::Before);
}

#[test]
fn an_engine_that_restarts_when_it_has_done_a_step_of_a_start_that_stopped_nothing_leaves_nothing_twice() {
    restart_at(FIRST, Moment::After);
}

#[test]
fn an_engine_that_restarts_before_it_stops_or_starts_anything_leaves_nothing_twice() {
    restart_at(THEN, Moment::Before);
}

#[test]
fn an_engine_that_restarts_when_it_has_stopped_or_started_anything_leaves_nothing_twice() {
    restart_at(THEN, Moment::After);
}

/// One after the other, and the next start is fine.
fn restart_at(steps: &[Step], moment: Moment) {
    let (home, mut engine, gate) = gated();
    let images = Images::of(&example::images()[1], 0..=steps.len());
    images.serve_beside(engine.process());
    let server = format!("{}_hw-server", home.project);
    for (number, (method, path, _)) in steps.iter().enumerate().filter(|(_, step)| step.2 == moment) {
        want(&home, number, path.starts_with("/images/").then(|| images.name(number)));
        let id = engine.docker(&["container", "inspect", "--format", "{{.Id}}", &server]);
        gate.hold(method, &path.replace("ID", &id).replace("PROJECT", &home.project), moment);
        let back = |(), engine: &Second| {
            images.serve_beside(engine.process());
            gate.cut();
        };
        let step = format!("{method} {path} {moment:?}");
        restart_in(&home, &mut engine, number, (START, &step), || gate.wait(), back);
    }
}

#[test]
fn an_engine_that_restarts_while_templates_are_rendered_leaves_nothing_twice_and_the_next_start_is_fine() {
    let (home, mut engine, _gate) = gated();
    for (number, template) in ["adapter.tmpl", "templates/hw-server.tmpl"].into_iter().enumerate() {
        want(&home, number, None);
        let file = HeldFile::at(home.place.path("system/modules/example/hello-world").join(template));
        let step = (START, template);
        restart_in(&home, &mut engine, number, step, || file.reader(), |reader, _| reader.release());
    }
}

#[test]
fn an_engine_that_restarts_in_an_upgrade_or_a_rollback_leaves_nothing_twice_and_the_next_start_is_fine() {
    let (home, mut engine, gate) = gated();
    let newer =
        home.module("newer").misbehaving("wrong-version").replace("descriptor.json", "1.0.0", "9.9.9");
    let newer = newer.replace("templates/hw-server.tmpl", "interval: 200ms", "interval: 1s").pack();
    let (server, version) =
        (format!("{}_hw-server", home.project), || home.document(HELLO)["descriptor"]["version"].clone());
    let upgrade = ["module", "upgrade", "--trust", &newer];
    let (upgrade, rollback) = (&upgrade[..], &["service", "rollback"][..]);
    let rounds = [
        (upgrade, THEN[0]),
        (upgrade, THEN[5]),
        (upgrade, THEN[7]),
        (rollback, THEN[1]),
        (rollback, THEN[6]),
    ];
    for (number, (command, (method, path, moment))) in rounds.into_iter().enumerate() {
        // What the command is to change is there: an upgrade begins with the old version, a rollback with the new one.
        let wanted = if command == rollback { "9.9.9" } else { "1.0.0" };
        if version() != wanted {
            let package = if command == rollback { newer.as_str() } else { "demo.zip" };
            let switch = ["module", "upgrade", "--trust", "--downgrade", package];
            home.hyperdrive(switch).any_stdout().any_stderr().status(0);
        }
        want(&home, number, None);
        let id = engine.docker(&["container", "inspect", "--format", "{{.Id}}", &server]);
        gate.hold(method, &path.replace("ID", &id).replace("PROJECT", &home.project), moment);
        let step = format!("{command:?}: {method} {path} {moment:?}");
        restart_in(&home, &mut engine, number, (command, &step), || gate.wait(), |(), _| gate.cut());
        let package = home.place.path("system/modules/example/hello-world").canonicalize().unwrap();
        assert_eq!(home.document(HELLO)["dir"], package.display().to_string(), "{step}");
        assert!(["1.0.0", "9.9.9"].contains(&version().as_str().unwrap()), "{step}");
    }
}
