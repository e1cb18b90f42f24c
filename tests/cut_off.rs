//! Install, upgrade and uninstall against a stand-in for Docker, cut off after every single system call that makes, names or
//! removes a file: from each state that was on the disk then, the next command comes to the old state or to the new one.
//!
//! strace holds whoever makes such a call, and what is on the disk is copied before it goes on. The next command runs on
//! every copy. What was written into a file is not looked at before the file has its name: it is renamed when it is whole.

mod asked;
mod changed;
mod disk;
mod far;
mod fitted;
mod left;
mod lockstep;
mod needed;
mod replaced;
mod rights;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::port::Port;
use crate::support::standin::Standin;
use crate::support::{Place, Test};

/// Calls that change which names there are.
const CHANGING: &str = "creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat,fsync,syncfs";

/// What strace says of each that it holds.
const HELD: &str = "--- stopped by SIGSTOP ---";

/// A place with two packages, and room for a home, a system directory and an engine.
pub(crate) struct Ground {
    pub(crate) place: Place,
    standin: Standin,
    /// The daemon's: the first free one may be somebody's the next moment.
    pub(crate) api: Port,
}

/// Everything that there was at one moment.
type Moment = BTreeMap<PathBuf, Thing>;

#[derive(Debug, Clone, PartialEq)]
enum Thing {
    Folder(u32),
    File(u32, Vec<u8>),
    Link(PathBuf),
}

impl Ground {
    pub(crate) fn new() -> Self {
        let place = Place::default();
        let standin = Standin::listen(&place);
        let ground = Self { place, standin, api: Port::take() };
        ground.pack("1.0.0");
        ground.pack("2.0.0");
        ground
    }

    /// A module with an adapter and a service, whose adapter says what it is to say.
    fn pack(&self, version: &str) {
        let descriptor = json!({"author": "me", "name": "demo", "shortcut": "demo", "version": version,
            "description": "", "dependencies": []});
        let parameter = json!({"id": "n", "name": "n", "description": {"default": ""}, "type": "int", "default": 1,
            "advanced": false, "overwriteOnUpgrade": false, "affectsContainers": []});
        let says = [
            ("version", json!({"version": version})),
            ("get-config", json!({"parameters": [parameter], "sections": []})),
            ("process-config", json!({"errors": [], "ports": {}})),
            ("set-config", json!({})),
            ("get-containers", json!({"containers": ["demo-s"]})),
        ];
        let says: Vec<String> = says.iter().map(|(command, said)| format!("{command}={said}")).collect();
        let adapter = json!({"image": "i", "environment": says, "container_name": "NAME"});
        let adapter =
            spread(&json!({"services": {"adapter": adapter}})).replace("NAME", "{{AdapterContainerName}}");
        let service = json!({"image": "i", "container_name": "NAME", "environment": [version]});
        let service = json!({"services": {"demo-s": service}});
        let service = spread(&service).replace("NAME", "{{GetContainerName \"demo-s\"}}");
        self.place
            .write(format!("{version}/descriptor.json"), descriptor.to_string())
            .write(format!("{version}/adapter.tmpl"), adapter)
            .write(format!("{version}/templates/demo-s.tmpl"), service);
        self.tool("hd-unpack", &["pack", version, "-o", &format!("{version}.zip")]).any_stdout().status(0);
    }

    fn tool(&self, name: &str, args: &[&str]) -> Test {
        let run = self.standin.with(self.place.tool(name));
        let run = run.env("HYPERDRIVE_USER_DIR", self.place.path("user"));
        let run = run.env("HYPERDRIVE_CURATED", self.place.path("nowhere.json"));
        run.env("HYPERDRIVE_SYSTEM_DIR", self.place.path("system")).args(args)
    }

    pub(crate) fn hyperdrive(&self, args: &[&str]) -> Test {
        self.tool("hyperdrive", args)
    }

    /// A script in which the tools have the same surroundings.
    pub(crate) fn sh(&self, script: &str) -> Test {
        let run = self.standin.with(self.place.sh(script));
        let run = run.env("HYPERDRIVE_USER_DIR", self.place.path("user"));
        run.env("HYPERDRIVE_SYSTEM_DIR", self.place.path("system"))
    }
}

/// JSON in which no two braces meet: they would be an action.
fn spread(json: &Value) -> String {
    serde_json::to_string_pretty(json).expect("JSON")
}

/// What is copied and put back.
const KEPT: [&str; 3] = ["engine", "system", "user"];

impl Ground {
    /// What is there now. Where somebody changes something meanwhile it is looked at again.
    fn look(&self) -> Moment {
        loop {
            let [one, two] = [(); 2].map(|()| {
                let mut moment = Moment::new();
                for folder in KEPT {
                    collect(&self.place.path(folder), &mut moment);
                }
                moment
            });
            if one == two {
                return one;
            }
        }
    }

    /// Puts back what was there.
    fn restore(&self, moment: &Moment) {
        for folder in KEPT {
            let _ = fs::remove_dir_all(self.place.path(folder));
        }
        for (path, thing) in moment {
            match thing {
                Thing::Folder(_) => fs::create_dir(path).expect("a folder"),
                Thing::File(mode, content) => {
                    fs::write(path, content).expect("a file");
                    fs::set_permissions(path, fs::Permissions::from_mode(*mode)).expect("a mode");
                }
                Thing::Link(target) => symlink(target, path).expect("a link"),
            }
        }
        for (path, thing) in moment.iter().rev() {
            if let Thing::Folder(mode) = thing {
                fs::set_permissions(path, fs::Permissions::from_mode(*mode)).expect("a mode");
            }
        }
    }

    /// Runs a command to its end and gives what there was on the way, each state once.
    fn moments(&self, test: &Test) -> Vec<Moment> {
        let mut child = held_at_each_call(test).spawn().expect("strace: scripts/setup --tests installs it");
        let lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let (mut moments, mut said): (Vec<Moment>, String) = Default::default();
        for line in lines.map_while(Result::ok) {
            if !line.ends_with(HELD) {
                said += &(line + "\n");
                continue;
            }
            let now = self.look();
            if moments.last() != Some(&now) {
                moments.push(now);
            }
            let held = line.split(' ').next().expect("a process");
            let _ = Command::new("kill").args(["-s", "CONT", held]).output().expect("kill");
        }
        assert!(child.wait().expect("an end").success(), "{said}");
        moments
    }

    /// Cuts a command off after each call. `is_new` looks at what the next command makes of it, and fails where that is
    /// neither the old state nor the new one. Gives how many states there were.
    fn cut_off(&self, args: &[&str], is_new: &dyn Fn() -> bool) -> usize {
        let old = self.look();
        let moments = self.moments(&self.hyperdrive(args));
        assert!(is_new(), "it isn't done");
        self.restore(&old);
        let mut ended = [0, 0];
        for moment in &moments {
            self.restore(moment);
            let next = self.hyperdrive(&["module", "uninstall", "nobody"]).any_stdout().any_stderr();
            let home = self.place.path("user/state/home.json").exists();
            next.status(if home { 2 } else { 3 });
            ended[usize::from(is_new())] += 1;
        }
        eprintln!("{ended:?}");
        assert!(ended.iter().all(|ended| *ended > 0), "{ended:?}");
        moments.len()
    }

    /// The version that is installed; everything else is as it has to be then.
    fn version(&self) -> Option<String> {
        let state = self.names("user/state");
        let journals = ["adding.json", "removing.json", "upgrading.json"];
        assert!(!state.iter().any(|name| journals.contains(&name.as_str())), "{state:?}");
        assert_eq!(self.names("system/packages/staging"), [""; 0]);
        let installed = self.installed();
        let version =
            installed.as_ref().map(|document| document["descriptor"]["version"].as_str().unwrap().to_owned());
        assert_eq!(self.place.path("user/modules/me/demo/secrets/adapter.key").exists(), version.is_some());
        let packages: Vec<String> =
            self.names("system/packages").into_iter().filter(|name| name.len() == 64).collect();
        assert_eq!(packages, self.names("system/packages/refs"));
        let link = fs::read_link(self.place.path("system/modules/me/demo")).ok();
        let digest = installed.map(|document| document["package"]["sha256"].as_str().unwrap().to_owned());
        assert_eq!(link.map(|link| link.file_name().unwrap().to_str().unwrap().to_owned()), digest);
        for container in self.standin.containers() {
            let own = format!("{:?}", version.as_ref().expect("a container without a module"));
            assert!(
                container["Env"].to_string().replace('\\', "").contains(&own),
                "{version:?}: {container}"
            );
            assert_eq!(container["State"], "running");
        }
        version
    }

    pub(crate) fn installed(&self) -> Option<Value> {
        if !self.place.path("user/state/home.json").exists() {
            return None;
        }
        let documents = self.tool("hd-state", &["load"]).any_stdout().status(0).documents();
        documents.into_iter().find(|document| document["fqmn"] == "me/demo")
    }

    /// The container of the service.
    fn service(&self) -> Option<Value> {
        self.standin
            .containers()
            .into_iter()
            .find(|one| one["Names"][0].as_str().unwrap().ends_with("_demo-s"))
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.place.path(folder)).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.retain(|name| !["contents", "lock", "refs", "staging"].contains(&name.as_str()));
        names.sort();
        names
    }

    /// The first version, installed, configured and running.
    pub(crate) fn with_module() -> Self {
        let ground = Self::new();
        ground
            .hyperdrive(&["--project", "demo", "module", "install", "--trust", "1.0.0.zip"])
            .any_stdout()
            .status(0);
        ground.start();
        ground
    }

    /// Configures and starts the module.
    fn start(&self) {
        let api = format!("hyperdrive:apiPort={}", self.api.number);
        self.hyperdrive(&["service", "config", "--set", "me/demo:n=2", "--set", &api]).any_stdout().status(0);
        let start = "hd-state load | hd-render adapter | hd-compose up adapter | hd-adapter-call get-containers \
            | hd-render services --only me/demo | hd-compose up services --only me/demo \
            | hd-state save started";
        self.sh(start).any_stdout().status(0);
        assert_eq!(self.standin.containers().len(), 2);
    }
}

/// The run below strace, whose words come on standard error.
fn held_at_each_call(test: &Test) -> Command {
    let run = test.command();
    let mut strace = Command::new("strace");
    strace
        .args(["-f", "-o", "|cat >&2", "-e", &format!("trace={CHANGING}")])
        .args(["-e", &format!("inject={CHANGING}:signal=STOP"), "--"])
        .arg(run.get_program())
        .args(run.get_args())
        .current_dir(test.place().root())
        .env_clear()
        .envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    strace
}

fn collect(path: &Path, moment: &mut Moment) {
    let Ok(about) = fs::symlink_metadata(path) else { return };
    let mode = about.permissions().mode() & 0o7777;
    let thing = if about.is_symlink() {
        fs::read_link(path).map(Thing::Link)
    } else if about.is_dir() {
        Ok(Thing::Folder(mode))
    } else {
        fs::read(path).map(|content| Thing::File(mode, content))
    };
    let Ok(thing) = thing else { return };
    if let Thing::Folder(_) = thing {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        entries.for_each(|entry| collect(&entry.path(), moment));
    }
    moment.insert(path.into(), thing);
}

#[test]
fn an_install_leaves_nothing_or_all() {
    let ground = Ground::new();
    let is_new = || {
        let version = ground.version();
        assert_eq!(ground.standin.containers().len(), usize::from(version.is_some()));
        for folder in ["user/modules/me", "user/data/modules/me"] {
            assert_eq!(ground.place.path(folder).exists(), version.is_some(), "{folder}");
        }
        version.is_some()
    };
    assert!(
        ground.cut_off(&["--project", "demo", "module", "install", "--trust", "1.0.0.zip"], &is_new) > 30
    );
}

#[test]
fn an_upgrade_leaves_the_old_version_or_the_new_one() {
    let ground = Ground::with_module();
    let is_new = || {
        let version = ground.version();
        assert_eq!(ground.standin.containers().len(), 2);
        version.as_deref() == Some("2.0.0")
    };
    assert!(ground.cut_off(&["module", "upgrade", "--trust", "2.0.0.zip"], &is_new) > 30);
}

#[test]
fn a_removal_leaves_all_or_nothing() {
    let ground = Ground::with_module();
    let is_new = || {
        let version = ground.version();
        assert_eq!(ground.standin.containers().len(), if version.is_some() { 2 } else { 0 });
        version.is_none()
    };
    assert!(ground.cut_off(&["module", "uninstall", "demo"], &is_new) > 30);
}
