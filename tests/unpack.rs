//! hd-unpack: packages in, module documents out.

mod hostile;
mod mutated;
mod placing;

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::support::zip::{Part, archive};
use crate::support::{Place, Test};

const DESCRIPTOR: &str = r#"{"name":"demo","shortcut":"dm","description":"A demo","version":"v1.2.3","author":"me",
    "dependencies":["a/b >= 1.0.0"],"x":1.50}"#;

/// The parts that every package has.
fn needed() -> Vec<Part> {
    let descriptor = Part::deflated("descriptor.json", DESCRIPTOR);
    vec![descriptor, Part::new("adapter.tmpl", "services: {}\n"), Part::deflated("templates/a.tmpl", "a\n")]
}

/// A good package with these parts besides.
fn package(more: impl IntoIterator<Item = Part>) -> Vec<u8> {
    archive(&needed().into_iter().chain(more).collect::<Vec<_>>())
}

/// A folder that can be packed.
fn folder(place: &Place, name: &str) {
    place.write(format!("{name}/templates/a.tmpl"), "services: {a: {}}\n");
    place.write(format!("{name}/adapter.tmpl"), "services: {}\n");
    place.write(format!("{name}/descriptor.json"), DESCRIPTOR);
    place.write(format!("{name}/bin/run"), "#!/bin/sh\n".repeat(100));
    let executable = std::fs::Permissions::from_mode(0o750);
    std::fs::set_permissions(place.path(format!("{name}/bin/run")), executable).unwrap();
    std::fs::create_dir_all(place.path(format!("{name}/empty"))).unwrap();
}

fn mode(place: &Place, path: &str) -> u32 {
    std::fs::metadata(place.path(path)).unwrap().permissions().mode() & 0o7777
}

#[test]
fn a_package_becomes_a_document_with_its_descriptor_to_the_byte() {
    let descriptor = DESCRIPTOR.replace("1.50", "1.50e400");
    let parts = [Part::deflated("descriptor.json", &descriptor), Part::new("adapter.tmpl", "")];
    let zip = archive(&parts);
    let (digest, bytes) = (hd::digest::sha256(&zip), zip.len());
    let expected = format!(
        "{{\"fqmn\":\"me/demo\",\"descriptor\":{},\"package\":{{\"sha256\":\"{digest}\",\"bytes\":{bytes},\"entries\":2}}}}\n",
        descriptor.replace("\n    ", ""),
    );
    Test::tool("hd-unpack").file("demo.zip", zip).args(["demo.zip"]).stdout(&expected).status(0);
}

#[test]
fn standard_input_a_pipe_and_a_file_are_the_same() {
    let place = Place::default();
    place.write("demo.zip", package([]));
    let file = place.tool("hd-unpack").args(["demo.zip"]).any_stdout().status(0).stdout;
    place.tool("hd-unpack").args(["-"]).stdin(package([])).stdout(&file).status(0);
    place.sh("hd-unpack <(cat demo.zip)").stdout(&file).status(0);
}

#[test]
fn placing_unpacks_by_digest_and_links_the_module() {
    let place = Place::default();
    let run = Part::deflated("bin/run", "#!/bin/sh\n").mode(0o104_755);
    place.write("demo.zip", package([run, Part::new("empty/", "").mode(0o40700)]));
    let ran = place.tool("hd-unpack").args(["demo.zip", "--into", "system"]).any_stdout().status(0);
    let document = ran.document();
    let digest = document["package"]["sha256"].as_str().unwrap();
    let dir = place.root().canonicalize().unwrap().join("system/packages").join(digest);
    assert_eq!(document["dir"], dir.display().to_string());
    assert_eq!(place.read("system/modules/me/demo/descriptor.json"), DESCRIPTOR);
    let modes = ["bin/run", "bin", "empty", "adapter.tmpl", ""]
        .map(|path| mode(&place, &format!("system/modules/me/demo/{path}")));
    assert_eq!(modes, [0o755, 0o755, 0o755, 0o644, 0o755]);
    let link = std::fs::read_link(place.path("system/modules/me/demo")).unwrap();
    assert_eq!(link, std::path::Path::new("../../packages").join(digest));
}

#[test]
fn modes_do_not_depend_on_the_process_own_mask() {
    let place = Place::default();
    place.write("demo.zip", package([Part::new("x/y", "")]));
    place.sh("umask 077; hd-unpack demo.zip --into system --home h1").any_stdout().status(0);
    let modes = [
        "system",
        "system/packages",
        "system/modules/me",
        "system/modules/me/demo/x",
        "system/modules/me/demo/x/y",
    ];
    assert_eq!(modes.map(|path| mode(&place, path)), [0o755, 0o755, 0o755, 0o755, 0o644]);
}

#[test]
fn the_files_of_a_package_are_listed_with_their_digests() {
    let ran = Test::tool("hd-unpack")
        .file("demo.zip", package([]))
        .args(["--list", "demo.zip"])
        .any_stdout()
        .status(0);
    let digest = hd::digest::sha256("services: {}\n");
    let first = json!({"path": "adapter.tmpl", "bytes": 13, "executable": false, "sha256": digest});
    assert_eq!(ran.document()["files"][0], first);
    assert_eq!(ran.document()["files"].as_array().unwrap().len(), 3);
}

#[test]
fn checking_prints_nothing() {
    let place = Place::default();
    place.write("demo.zip", package([]));
    place.tool("hd-unpack").args(["--check", "demo.zip"]).status(0);
    place.write("bad.zip", package([Part::new("../x", "")]));
    let refused = "hd-unpack: 'bad.zip': refusing entry '../x': it leaves the target directory\n";
    place.tool("hd-unpack").args(["--check", "demo.zip", "bad.zip"]).stderr(refused).status(3);
}

#[test]
fn refuses_an_entry_that_leaves_the_target() {
    Test::tool("hd-unpack")
        .file("evil.zip", package([Part::new("../escape", "x")]))
        .args(["evil.zip", "--into", "out"])
        .stderr("hd-unpack: refusing entry '../escape': it leaves the target directory\n")
        .absent("escape")
        .absent("out")
        .status(3);
}

#[test]
fn all_faults_of_a_descriptor_are_named_and_nothing_is_placed() {
    let descriptor = r#"{"name":"a b","version":"1","author":"me","description":"","dependencies":["x"]}"#;
    let parts = [Part::new("descriptor.json", descriptor), Part::new("adapter.tmpl", "")];
    Test::tool("hd-unpack")
        .file("bad.zip", archive(&parts))
        .args(["bad.zip", "--into", "out"])
        .stderr_has(
            "hd-unpack: the descriptor has 4 faults\n  /name: 'a b' is no Identifier: ' ' isn't one of A-Z",
        )
        .stderr_has("\n  /shortcut: is missing")
        .stderr_has("\n  /version: '1' is no semantic version")
        .stderr_has("\n  /dependencies/0: 'x' is no module name")
        .absent("out")
        .status(3);
}

#[test]
fn what_is_missing_is_named() {
    let hint = "  hint: they stand at its root, or in its only top-level folder\n";
    Test::tool("hd-unpack")
        .file("x.zip", archive(&[Part::new("a/descriptor.json", "{}"), Part::new("b", "")]))
        .args(["x.zip"])
        .stderr(&format!("hd-unpack: the package has no 'descriptor.json' and 'adapter.tmpl'\n{hint}"))
        .status(3);
    Test::tool("hd-unpack")
        .args(["none.zip"])
        .stderr("hd-unpack: cannot open 'none.zip': no such file\n")
        .status(3);
}

#[test]
fn a_package_may_be_one_folder() {
    let place = Place::default();
    let inside = |part: Part| part.both(|header| header.name = [b"demo-1.0/", &header.name[..]].concat());
    let parts: Vec<Part> =
        [Part::new("demo-1.0/", "")].into_iter().chain(needed().into_iter().map(inside)).collect();
    place.write("demo.zip", archive(&parts));
    place.tool("hd-unpack").args(["demo.zip", "--into", "system"]).any_stdout().status(0);
    assert_eq!(place.read("system/modules/me/demo/descriptor.json"), DESCRIPTOR);
    assert_eq!(place.read("system/modules/me/demo/templates/a.tmpl"), "a\n");
}

#[test]
fn every_common_way_to_write_an_archive_is_taken() {
    let text = "a text that can be packed ".repeat(50);
    let wide = |part: Part| {
        let sizes = [u64::from(part.local.size), part.local.packed.into()].map(u64::to_le_bytes).concat();
        let large = crate::support::zip::extra(1, &sizes);
        part.both(|header| {
            (header.size, header.packed, header.extra) = (u32::MAX, u32::MAX, large.clone());
        })
    };
    let parts = [
        Part::deflated("streamed", &text).streamed(true),
        Part::deflated("streamed-bare", &text).streamed(false),
        Part::new("stored-streamed", &text).streamed(true),
        wide(Part::deflated("wide", &text)),
        Part::new("ünï/cödé", &text).both(|header| header.flags |= 1 << 11),
        Part::new("./dotted", &text),
        Part::deflated("dos", &text).with(|part| (part.host, part.attributes) = (0, 0x20)),
        Part::new("dos-folder/", "").with(|part| (part.host, part.attributes) = (0, 0x10)),
        Part::deflated("timed", &text)
            .both(|header| header.extra = crate::support::zip::extra(0x5455, &[1, 0, 0, 0, 0])),
        Part::deflated("said", &text).with(|part| part.comment = b"a comment".to_vec()),
        Part::deflated("nothing", ""),
        Part::new("nothing-stored", ""),
    ];
    let ran = Test::tool("hd-unpack")
        .file("x.zip", package(parts))
        .args(["x.zip", "--list"])
        .any_stdout()
        .status(0);
    let digest = Value::from(hd::digest::sha256(&text));
    let files = ran.document()["files"].as_array().unwrap().clone();
    assert_eq!(files.iter().filter(|file| file["sha256"] == digest).count(), 9, "{files:#?}");
}

#[test]
fn packing_gives_the_same_bytes_everywhere() {
    let place = Place::default();
    folder(&place, "demo");
    let packed = place.tool("hd-unpack").args(["pack", "demo", "-o", "demo.zip"]).any_stdout().status(0);
    // Changes when what is written changes: packages that were made before then get other digests.
    let known = "bee54cf07f15b3266140854b366e33dd9b785ca677f71ab584ffcfda17d16ab4";
    assert_eq!(packed.document()["package"]["sha256"], known);
    place.sh("mkdir other; cp -r demo/* other; touch -d 2001-01-01 other/adapter.tmpl; mkdir -p other/.git/x; echo 1 >other/.git/x/y").status(0);
    place
        .sh("umask 027; cd other; hd-unpack pack . -o own.zip; hd-unpack pack . -o own.zip")
        .any_stdout()
        .status(0);
    place.sh("cmp demo.zip other/own.zip").status(0);
    place.tool("hd-unpack").args(["demo"]).stdout(&packed.stdout).status(0);
}

#[test]
fn what_was_packed_comes_out_again() {
    let place = Place::default();
    folder(&place, "demo");
    place.write("demo/large", (0..3_000_000_u32).map(|at| (at / 70 % 251) as u8).collect::<Vec<_>>());
    let noise: Vec<u8> =
        (0..400_000_u64).map(|at| (at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8).collect();
    place.write("demo/noise", noise);
    place
        .sh("chmod 700 demo/bin/run; hd-unpack pack demo -o d.zip && hd-unpack d.zip --into system")
        .any_stdout()
        .status(0);
    place.sh("diff -r demo system/modules/me/demo").status(0);
    assert_eq!(mode(&place, "system/modules/me/demo/bin/run"), 0o755);
    place.sh("test $(stat -c %s d.zip) -lt 1000000").status(0);
}

#[test]
fn what_is_no_package_is_not_packed() {
    let place = Place::default();
    folder(&place, "demo");
    let pack = || place.tool("hd-unpack").args(["pack", "demo", "-o", "demo.zip"]).absent("demo.zip");
    place.sh("ln -s /etc/passwd demo/link").status(0);
    pack().stderr("hd-unpack: refusing 'link': it is a symbolic link\n").status(3);
    place.sh("rm demo/link; mkfifo demo/pipe").status(0);
    pack().stderr("hd-unpack: refusing 'pipe': it is neither a file nor a folder\n").status(3);
    place.sh("rm demo/pipe; touch demo/README demo/readme").status(0);
    pack().stderr("hd-unpack: refusing 'readme': 'readme' and 'README' differ by letter case or Unicode form only\n").status(3);
    place.sh("rm demo/R* demo/adapter.tmpl").status(0);
    pack().stderr_has("hd-unpack: the package has no 'adapter.tmpl'\n").status(3);
    place.sh("test -z \"$(ls -A | grep hd-unpack)\"").status(0);
}

#[test]
fn limits_are_flags() {
    let place = Place::default();
    place.write("demo.zip", package([Part::deflated("zeros", vec![0; 3 << 20])]));
    let unpack = |args: &[&str]| place.tool("hd-unpack").args(["demo.zip"]).args(args);
    unpack(&[]).stderr("hd-unpack: refusing entry 'zeros': it would grow by more than 200:1\n").status(3);
    unpack(&["--max-ratio", "2000"]).any_stdout().status(0);
    let small = "hd-unpack: the package is more than 1000000 bytes unpacked\n";
    unpack(&["--max-ratio", "2000", "--max-unpacked", "1000000"]).stderr(small).status(3);
    unpack(&["--max-ratio", "2000", "--max-entries", "4"])
        .stderr("hd-unpack: the package has more than 4 entries\n")
        .status(3);
}

#[test]
fn wrong_usage_is_told_apart() {
    let refused = |args: &[&str]| Test::tool("hd-unpack").args(args).any_stderr().status(2).stderr;
    assert!(refused(&[]).contains("PACKAGE"));
    assert!(refused(&["x.zip", "--home", "h"]).contains("--into"));
    assert!(refused(&["x.zip", "--release", "h", "--into", "d"]).contains("'x.zip' is no digest"));
    assert!(refused(&["sha256:00"]).contains("--into"));
    assert!(refused(&["x.zip", "--check", "--into", "d"]).contains("'x.zip' is no digest"));
}
