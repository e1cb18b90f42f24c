//! man/hyperdrive-module.7: its commands make a module from nothing, and it runs.

use std::process::Command;

use crate::support::home::Home;
use crate::support::{Place, engine};

/// What stands between .EX and .EE of a page, as a reader sees it.
pub fn blocks(page: &str) -> Vec<String> {
    let block = |text: &str| -> String {
        let lines = text.lines().skip(1);
        lines.map(|line| line.strip_prefix("\\&").unwrap_or(line).to_owned() + "\n").collect()
    };
    let blocks = page.split("\n.EX").skip(1).map(|rest| block(rest.split("\n.EE").next().unwrap()));
    let letters =
        [("\\-", "-"), ("\\(aq", "'"), ("\\(ga", "`"), ("\\(ha", "^"), ("\\(ti", "~"), ("\\e", "\\")];
    blocks.map(|text| letters.iter().fold(text, |text, (roff, plain)| text.replace(roff, plain))).collect()
}

/// Images that are removed with the test.
struct Images(Vec<String>);

impl Drop for Images {
    fn drop(&mut self) {
        self.0.iter().for_each(|image| {
            engine::ask(["image", "rm", "--force", image]);
        });
    }
}

/// An image with this machine's busybox in it, which stands for the one that the page names: nothing is fetched.
fn make_base(place: &Place, name: &str) {
    let found = Command::new("sh").args(["-c", "command -v busybox"]).output().expect("sh");
    let busybox = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    assert!(!busybox.is_empty(), "no busybox is on this machine: run scripts/setup");
    std::fs::create_dir_all(place.path("base/bin")).unwrap();
    std::fs::copy(busybox, place.path("base/bin/busybox")).unwrap();
    for applet in ["sh", "sed", "cat", "mv", "sleep", "httpd"] {
        std::os::unix::fs::symlink("busybox", place.path("base/bin").join(applet)).unwrap();
    }
    let import = format!("tar --create --directory base . | docker image import - {name} >/dev/null");
    place.sh(&import).env("DOCKER_HOST", engine::address()).status(0);
    std::fs::remove_dir_all(place.path("base")).unwrap();
}

#[test]
fn its_commands_make_a_module_that_runs() {
    let home = Home::new();
    let (base, image) = (format!("{}-base:1", home.project), format!("{}-greeter:1.0.0", home.project));
    let _images = Images(vec![base.clone(), image.clone()]);
    make_base(&home.place, &base);
    let port = home.server.number.to_string();
    // The daemon's own default may be somebody else's on this machine.
    let config = format!("service config --set hyperdrive:apiPort={}", home.api.number);
    let blocks = blocks(include_str!("../man/hyperdrive-module.7"));
    assert_eq!(blocks.len(), 11);
    for block in &blocks {
        // Names, a port and the builder's remarks are all that differs.
        let script = block
            .replace("busybox:1.36", &base)
            .replace("greeter:1.0.0", &image)
            .replace("--project demo", &format!("--project {}", home.project))
            .replace("service config", &config)
            .replace("8095", &port)
            .replace("docker build", "docker build --quiet");
        let ran = home.sh(&script).any_stdout().any_stderr().status(0);
        if block.contains("hd-check") && !block.contains(">report.xml") {
            assert!(ran.stdout.contains("0 errors, 0 warnings, 0 notes\n"), "{script}\n{}", ran.stdout);
        }
        if block.contains("wget") {
            assert!(ran.stdout.contains("\nAhoy\nAhoy\n"), "{}", ran.stdout);
        }
    }
    assert!(home.place.read("report.xml").contains("failures=\"0\""));
    assert!(home.containers().iter().all(|name| !name.ends_with("greet-web")));
}
