//! The example modules, `tests/modules/hello-world` and its twin `hello-declared`: copies that use images of their own.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use super::Place;

/// The module's source folder.
pub fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/modules/hello-world"))
}

/// The script that makes the images, and how tests call it.
pub const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/example-images");
pub const FOR_TESTS: [&str; 3] = ["--for-tests", "--profile", "dev"];

/// The images of its adapter and its service, made of this build where they aren't there. Shared by all tests: to be
/// removed by none.
pub fn images() -> &'static [String; 2] {
    static IMAGES: OnceLock<[String; 2]> = OnceLock::new();
    IMAGES.get_or_init(|| ready().unwrap_or_else(make))
}

/// The image of the twin's adapter: `hd-adapter` and the files that declare it.
pub fn declared_image() -> &'static str {
    static IMAGE: OnceLock<String> = OnceLock::new();
    IMAGE.get_or_init(|| declared_ready().unwrap_or_else(|| made()[2].clone()))
}

fn declared_ready() -> Option<String> {
    let mut all = fs::read(super::run::bin("hd-adapter")).ok()?;
    for file in ["files/mirror.toml", "files/server.toml", "module.yaml"] {
        all.extend(fs::read(declared_folder().join("adapter").join(file)).expect(file));
    }
    has(format!("hello-declared-adapter:test-{}", &hd::digest::sha256(all)[..16]))
}

/// The twin's source folder.
pub fn declared_folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/modules/hello-declared"))
}

/// The image's name, where the engine has it.
fn has(name: String) -> Option<String> {
    let inspect = ["image", "inspect", "--format", "{{.Id}}", &name];
    let output = Command::new("docker").args(inspect).output().expect("docker");
    output.status.success().then_some(name)
}

/// Their names, where the engine has them already: asking is faster than the script, which builds first.
fn ready() -> Option<[String; 2]> {
    let there = |program: &str, repository: &str| {
        let program = fs::read(super::run::bin("examples").join(program)).ok()?;
        has(format!("{repository}:test-{}", &hd::digest::sha256(program)[..16]))
    };
    Some([there("hello-adapter", "hello-world-adapter")?, there("hello-service", "hello-world-service")?])
}

fn make() -> [String; 2] {
    let [adapter, service, _] = made();
    [adapter, service]
}

/// What the script makes.
fn made() -> [String; 3] {
    let output = Command::new(SCRIPT).args(FOR_TESTS).output().expect(SCRIPT);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names: Vec<String> = String::from_utf8_lossy(&output.stdout).lines().map(Into::into).collect();
    names.try_into().expect("three names")
}

/// Copies the module to this folder of the place, its templates naming these images in place of the operator's.
pub fn copy(place: &Place, to: &str, images: &[String; 2]) {
    for file in ["descriptor.json", "adapter.tmpl", "templates/hw-server.tmpl", "templates/hw-mirror.tmpl"] {
        let text = fs::read_to_string(folder().join(file)).expect(file);
        let text = text.replace("hello-world-adapter:1.0.0", &images[0]);
        place.write(Path::new(to).join(file), text.replace("hello-world-service:1.0.0", &images[1]));
    }
}

/// Copies the twin to this folder of the place, in the same way.
pub fn copy_declared(place: &Place, to: &str, adapter: &str, service: &str) {
    for file in ["descriptor.json", "adapter.tmpl", "templates/hwd-server.tmpl", "templates/hwd-mirror.tmpl"]
    {
        let text = fs::read_to_string(declared_folder().join(file)).expect(file);
        let text = text.replace("hello-declared-adapter:1.0.0", adapter);
        place.write(Path::new(to).join(file), text.replace("hello-world-service:1.0.0", service));
    }
}
