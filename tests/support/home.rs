//! A home with a project of its own on the real engine: what it makes there is removed when the test ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};

use serde_json::Value;

use super::engine::{self, Container, ask, words};
use super::port::{Port, random};
use super::{Place, Ran, Test, example};

/// The example module's name.
pub const HELLO: &str = "example/hello-world";

/// A user directory and a system directory in a place, a project's name, and ports that no other test has.
#[derive(Debug)]
pub struct Home {
    /// The folder with everything in it.
    pub place: Place,
    /// The project's name.
    pub project: String,
    /// For the daemon.
    pub api: Port,
    /// For the example's service.
    pub server: Port,
    /// For its second one.
    pub mirror: Port,
    /// The address of the engine that runs in it are to use.
    pub engine: String,
}

/// A copy of the example module, to be changed and packed.
#[derive(Debug)]
#[must_use]
pub struct Module<'a> {
    home: &'a Home,
    folder: String,
}

impl Home {
    /// A new project, of which nothing is made so far.
    pub fn new() -> Self {
        Self::of_project(&format!("hdt-{:08x}", random() & 0xffff_ffff))
    }

    /// A home in which the example is installed.
    #[track_caller]
    pub fn with_example() -> Self {
        let home = Self::new();
        home.module("demo").pack();
        home.install(["demo.zip"]).stdout("installed: example/hello-world 1.0.0 (hw)\n").status(0);
        home
    }

    /// A home in which the example is installed, configured and started.
    #[track_caller]
    pub fn with_started_example() -> Self {
        let home = Self::with_example();
        home.configure();
        home.start();
        home
    }

    /// A new home for this project.
    pub fn of_project(project: &str) -> Self {
        engine::need();
        let [api, server, mirror] = std::array::from_fn(|_| Port::take());
        let engine = engine::address();
        Self { place: Place::default(), project: project.into(), api, server, mirror, engine }
    }

    /// A copy of the example, its images those of this build, its health looked at often.
    pub fn module(&self, folder: &str) -> Module<'_> {
        example::copy(&self.place, folder, example::images());
        Module { home: self, folder: folder.into() }
            .replace("templates/hw-server.tmpl", "interval: 2s", "interval: 200ms")
            .replace("templates/hw-mirror.tmpl", "interval: 2s", "interval: 200ms")
    }

    /// A run of a tool in this home.
    pub fn tool(&self, name: &str) -> Test {
        self.here(self.place.tool(name))
    }

    /// A run of a shell script in this home, as [`Place::sh`].
    pub fn sh(&self, script: &str) -> Test {
        self.here(self.place.sh(script))
    }

    fn here(&self, test: Test) -> Test {
        test.env("HYPERDRIVE_USER_DIR", self.place.path("user"))
            .env("HYPERDRIVE_SYSTEM_DIR", self.place.path("system"))
            .env("DOCKER_HOST", &self.engine)
            .env("DOCKER_CONFIG", docker_config())
    }

    /// A run of `hyperdrive` in this home.
    pub fn hyperdrive<A: AsRef<str>>(&self, args: impl IntoIterator<Item = A>) -> Test {
        self.tool("hyperdrive").args(args.into_iter().map(|arg| arg.as_ref().to_owned()))
    }

    /// `hyperdrive module install …`
    pub fn install<A: AsRef<str>>(&self, args: impl IntoIterator<Item = A>) -> Test {
        let words = ["--project", &self.project, "module", "install", "--trust"];
        self.hyperdrive(words).args(args.into_iter().map(|arg| arg.as_ref().to_owned()))
    }

    /// `hyperdrive service config --set …` with each of these.
    pub fn set<A: AsRef<str>>(&self, edits: impl IntoIterator<Item = A>) -> Test {
        let edits = edits.into_iter().flat_map(|edit| ["--set".to_owned(), edit.as_ref().to_owned()]);
        self.hyperdrive(["service", "config"]).args(edits)
    }

    /// The settings that give the daemon and the example this home's ports.
    pub fn ports(&self) -> [String; 3] {
        [
            format!("hyperdrive:apiPort={}", self.api.number),
            format!("{HELLO}:server/port={}", self.server.number),
            format!("{HELLO}:mirror/port={}", self.mirror.number),
        ]
    }

    /// Gives the daemon and the example this home's ports.
    #[track_caller]
    pub fn configure(&self) {
        self.set(self.ports()).any_stdout().status(0);
    }

    /// `hyperdrive service start`, which has to succeed.
    #[track_caller]
    pub fn start(&self) -> Ran {
        self.hyperdrive(["service", "start"]).any_stdout().status(0)
    }

    /// A start that stops this container for good, and names it.
    pub fn start_without(&self, container: &str) -> Ran {
        let goes = format!("hd-compose: '{}_{container}' of ", self.project);
        let start = self.hyperdrive(["service", "start"]).any_stdout().stderr_has(&goes);
        start.stderr_has("isn't to run any more: stopping and removing").status(0)
    }

    /// A run that goes on while the test does something else.
    pub fn background(&self, test: &Test) -> Background {
        let mut command = test.command();
        let streams = ["out", "err"].map(|name| self.place.path(format!(".tmp/background.{name}")));
        let [out, err] = streams.each_ref().map(|path| fs::File::create(path).expect("a file"));
        command.stdin(Stdio::null()).stdout(out).stderr(err);
        Background { child: command.spawn().expect("a child"), streams }
    }

    /// The home's id; `None` before it is made.
    pub fn id(&self) -> Option<String> {
        let text = fs::read(self.place.path("user/state/home.json")).ok()?;
        let home: Value = serde_json::from_slice(&text).ok()?;
        home["id"].as_str().map(Into::into)
    }

    /// The names of the containers that carry the home's id.
    #[track_caller]
    pub fn containers(&self) -> Vec<String> {
        let label = format!("label=hyperdrive.home={}", self.id().expect("a home"));
        words(["ps", "--all", "--filter", &label, "--format", "{{.Names}}"])
    }

    /// The container `<project>_<name>`.
    #[track_caller]
    pub fn container(&self, name: &str) -> Container {
        let name = format!("{}_{name}", self.project);
        Container::find(&name).unwrap_or_else(|| panic!("no container '{name}'"))
    }

    /// Whether there is a container `<project>_<name>`, whoever made it.
    pub fn has_container(&self, name: &str) -> bool {
        Container::find(&format!("{}_{name}", self.project)).is_some()
    }

    /// What is installed, as `hd-state load` tells it.
    #[track_caller]
    pub fn load(&self) -> Vec<Value> {
        self.tool("hd-state").args(["load"]).any_stdout().status(0).documents()
    }

    /// The document of a module.
    #[track_caller]
    pub fn document(&self, fqmn: &str) -> Value {
        let found = self.load().into_iter().find(|document| document["fqmn"] == fqmn);
        found.unwrap_or_else(|| panic!("'{fqmn}' isn't installed"))
    }

    /// Every file of the user directory but logs, with its content: where two such lists are equal, nothing was changed.
    pub fn kept(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut kept = Vec::new();
        collect(&self.place.path("user"), &mut kept);
        kept.sort();
        kept
    }
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() && !path.is_symlink() && !path.ends_with("log") {
            collect(&path, files);
        } else if let Ok(content) = fs::read(&path) {
            files.push((path, content));
        }
    }
}

/// Where the user of this machine has Docker's plugins.
pub fn docker_config() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".docker");
    std::env::var_os("DOCKER_CONFIG").map_or_else(home, PathBuf::from)
}

impl Drop for Home {
    fn drop(&mut self) {
        // The name is random: whatever begins with it, a test has made.
        let mut filters = vec![format!("name=^{}[_-]", self.project)];
        filters.extend(self.id().map(|id| format!("label=hyperdrive.home={id}")));
        let removing = ["rm", "--force", "--volumes"];
        for (kind, remove) in [("container", &removing[..]), ("network", &["rm"]), ("volume", &["rm"])] {
            for filter in &filters {
                let found = ask([kind, "ls", "--quiet", "--filter", filter].into_iter().chain(all(kind)));
                for id in String::from_utf8_lossy(&found.stdout).split_whitespace() {
                    ask([kind].iter().chain(remove).copied().chain([id]));
                }
            }
        }
    }
}

/// Containers that don't run are shown only to who asks for all.
fn all(kind: &str) -> Option<&'static str> {
    (kind == "container").then_some("--all")
}

impl Module<'_> {
    /// Puts other text into one of its files, where this stands there.
    #[track_caller]
    pub fn replace(self, file: &str, old: &str, new: &str) -> Self {
        let path = Path::new(&self.folder).join(file);
        let text = self.home.place.read(&path);
        assert!(text.contains(old), "'{file}' holds no '{old}'");
        self.home.place.write(path, text.replace(old, new));
        self
    }

    /// Lets its adapter have one more variable.
    #[track_caller]
    pub fn variable(self, name: &str, value: &str) -> Self {
        let before = "      - HELLO_KEY_FILE=";
        self.replace("adapter.tmpl", before, &format!("      - {name}={value}\n{before}"))
    }

    /// Lets its adapter do wrong in this way (tests/modules/README.md).
    #[track_caller]
    pub fn misbehaving(self, how: &str) -> Self {
        self.variable("HELLO_MISBEHAVE", how)
    }

    /// Makes another module of it, `other/<name>`, whose shortcut is its name.
    #[track_caller]
    pub fn named(self, name: &str) -> Self {
        for part in ["server", "mirror"] {
            let [old, new] = ["hw", name].map(|word| format!("{}/templates/{word}-{part}.tmpl", self.folder));
            let [old, new] = [old, new].map(|path| self.home.place.path(path));
            fs::rename(old, new).expect("a template");
        }
        let fqmn = format!("other/{name}");
        let mut module = self
            .replace("descriptor.json", r#""hello-world""#, &format!(r#""{name}""#))
            .replace("descriptor.json", r#""example""#, r#""other""#)
            .replace("descriptor.json", r#""hw"#, &format!(r#""{name}"#))
            .variable("HELLO_FQMN", &fqmn)
            .variable("HELLO_SHORTCUT", name);
        let prefix = format!("{name}-");
        let variable = format!("HELLO_FQMN={fqmn}\n      - HELLO_KEY_FILE=");
        for template in ["server", "mirror"].map(|part| format!("templates/{name}-{part}.tmpl")) {
            module =
                module.replace(&template, "hw-", &prefix).replace(&template, "HELLO_KEY_FILE=", &variable);
        }
        module.replace("adapter.tmpl", "hw-", &prefix)
    }

    /// Packs it as `<folder>.zip`, whose name it gives.
    #[track_caller]
    pub fn pack(self) -> String {
        let package = format!("{}.zip", self.folder);
        self.home.tool("hd-unpack").args(["pack", &self.folder, "-o", &package]).any_stdout().status(0);
        package
    }
}

/// A run that goes on; ended when the test ends.
#[derive(Debug)]
pub struct Background {
    child: Child,
    streams: [PathBuf; 2],
}

impl Background {
    /// Its process number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a state").is_some()
    }

    /// Sends it this signal, as `kill` names it.
    pub fn signal(&self, signal: &str) {
        kill(signal, &[self.pid()]);
    }

    /// Ends it and all that it started: at once, with nothing tidied up.
    pub fn kill_everything(mut self) {
        // Stopped first, all of them: one that is started meanwhile would get away.
        let mut held = Vec::new();
        loop {
            let all = with_descendants(self.pid());
            if all.iter().all(|process| held.contains(process)) {
                break;
            }
            kill("STOP", &all);
            held = all;
        }
        kill("KILL", &held);
        self.child.wait().expect("an end");
    }

    /// Waits for its end. Gives its status, standard output and standard error.
    #[track_caller]
    pub fn end(mut self) -> (ExitStatus, String, String) {
        engine::wait_until("the run ends", || self.has_ended());
        let status = self.child.wait().expect("an end");
        let [out, err] = self.streams.each_ref().map(|path| fs::read_to_string(path).expect("a stream"));
        (status, out, err)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            kill("KILL", &with_descendants(self.pid()));
            let _ = self.child.wait();
        }
    }
}

fn kill(signal: &str, processes: &[u32]) {
    let numbers = processes.iter().map(u32::to_string);
    // One of them may have ended by itself.
    let _ = std::process::Command::new("kill").args(["-s", signal]).args(numbers).output().expect("kill");
}

/// A process and all that it started and that still runs.
fn with_descendants(process: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let children: String =
        threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok()).collect();
    let children = children.split_whitespace().filter_map(|number| number.parse().ok());
    std::iter::once(process).chain(children.flat_map(with_descendants)).collect()
}
