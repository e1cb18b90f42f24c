//! hd-adapter-call on adapters that are scripts in containers, whose entrypoint has flags: with the dialects of modules in the field
//! the same is so as with local processes.

use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::adapter_dialects::{self as dialects, DECEMBER, JANUARY, MARCH, Module};
use crate::support::{Place, engine};

/// An adapter's container, and its image. Both end with the test.
struct Contained {
    name: String,
    module: Module,
}

impl Contained {
    /// One of this dialect.
    fn new(dialect: &str) -> Self {
        Self::at(dialects::place(dialect))
    }

    /// This machine's busybox runs the adapter, which lies in its place.
    fn at(place: Place) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        engine::need();
        let name = format!("hdt-{}-script-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        make_image(&place, &name);
        let way = ["--container", &name, "--home", "hdt-home", "--fqmn", "a/x"].map(String::from).to_vec();
        let contained = Self { module: Module::at(place.clone(), json!({ "container": name }), way), name };
        let mount = format!("{}:/hd", place.root().display());
        let run = [
            "run",
            "--detach",
            "--init",
            "--pids-limit",
            "64",
            "--network",
            "none",
            "--name",
            &contained.name,
            "--volume",
            &mount,
        ];
        let labels = ["--label", "hyperdrive.home=hdt-home", "--label", "hyperdrive.module=a/x"];
        engine::docker(run.iter().chain(&labels).copied().chain([contained.name.as_str()]));
        contained
    }
}

impl Drop for Contained {
    fn drop(&mut self) {
        engine::ask(["rm", "--force", &self.name]);
        engine::ask(["image", "rm", "--force", &self.name]);
    }
}

fn make_image(place: &Place, name: &str) {
    let found = Command::new("sh").args(["-c", "command -v busybox"]).output().expect("sh");
    let busybox = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    assert!(!busybox.is_empty(), "no busybox is on this machine: run scripts/setup");
    std::fs::create_dir_all(place.path("image/bin")).unwrap();
    std::fs::copy(busybox, place.path("image/bin/busybox")).unwrap();
    for applet in ["sh", "cat", "sleep"] {
        symlink("busybox", place.path("image/bin").join(applet)).unwrap();
    }
    let entrypoint = r#"ENTRYPOINT ["/bin/sh", "-f", "-u", "/hd/x"]"#;
    let import = format!(
        "tar --create --directory image . | docker image import --change '{entrypoint}' --change 'CMD [\"idle\"]' - {name} >/dev/null"
    );
    place.sh(&import).env("DOCKER_HOST", engine::address()).status(0);
}

#[test]
fn december_has_metadata_and_values_apart() {
    let mut adapter = Contained::new(DECEMBER);
    dialects::december(&adapter.module);
    dialects::stays(&mut adapter.module);
    dialects::keys(&adapter.module);
}

#[test]
fn january_gets_the_settings_of_the_whole_system() {
    let mut adapter = Contained::new(JANUARY);
    dialects::january(&adapter.module);
    dialects::upgrades(&mut adapter.module, true);
    dialects::keys(&adapter.module);
}

#[test]
fn march_compares_settings_and_starts_by_itself() {
    let mut adapter = Contained::new(MARCH);
    dialects::march(&adapter.module);
    dialects::upgrades(&mut adapter.module, false);
    dialects::keys(&adapter.module);
}

#[test]
fn an_adapter_with_both_get_containers_and_start_is_asked_for_containers() {
    dialects::both(&Contained::new(&dialects::with_both()).module);
}

#[test]
fn what_starts_the_next_one_and_ends_is_ended_however_fast_it_does_so() {
    let follows =
        "f() { [ -e \"$0.live\" ] || return; echo >>\"$0.count\"; f & }\nf >/dev/null 2>&1 </dev/null\n";
    let place = dialects::place(&format!("[ \"$2\" != get-config ] || {{ {follows}sleep 300; }}\n"));
    let adapter = Contained::at(place.clone());
    place.write("x.live", "");
    let call = || {
        let raw = ["get-config", "--container", &adapter.name, "--home", "hdt-home", "--fqmn", "a/x"];
        let call = place.tool("hd-adapter-call").args(raw).args(["--key-file", "key", "--timeout", "1"]);
        call.any_stdout().stderr_has("hint: it had started other processes, which were ended too").status(6);
        let count = place.read("x.count").len();
        std::thread::sleep(std::time::Duration::from_millis(200));
        assert_eq!(place.read("x.count").len(), count);
    };
    (0..2).for_each(|_| call());
    assert_eq!(engine::docker(["top", &adapter.name]).matches("/hd/x").count(), 1);
}

#[test]
fn what_starts_more_and_more_is_ended_in_the_end() {
    let place = dialects::place("[ \"$2\" != get-config ] || { b() { b | b & }; b; sleep 300; }\n");
    let adapter = Contained::at(place.clone());
    let raw = ["get-config", "--container", &adapter.name, "--home", "hdt-home", "--fqmn", "a/x"];
    let call = place.tool("hd-adapter-call").args(raw).args(["--key-file", "key", "--timeout", "1"]);
    let start = std::time::Instant::now();
    // Some of them may not get the processes that they want, and say so.
    let ran = call.command().output().unwrap();
    assert!(matches!(ran.status.code(), Some(5 | 6)), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(start.elapsed() < std::time::Duration::from_secs(40), "{:?}", start.elapsed());
    let left = || engine::docker(["top", &adapter.name]).matches("/hd/x").count();
    engine::wait_until("nothing of it is left", || left() == 1);
}
