//! Placing: all or nothing, whoever else is at it, and whenever it is killed.

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::support::Place;

use super::{Part, package};

fn digest(place: &Place, file: &str) -> String {
    hd::digest::sha256(std::fs::read(place.path(file)).unwrap())
}

fn place_it(place: &Place, file: &str, home: &str) -> String {
    place.tool("hd-unpack").args([file, "--into", "system", "--home", home]).any_stdout().status(0);
    digest(place, file)
}

fn release(place: &Place, digest: &str, home: &str) {
    let digest = format!("sha256:{digest}");
    place.tool("hd-unpack").args([&digest, "--into", "system", "--release", home]).status(0);
}

/// The digest that the module's link leads to.
fn installed(place: &Place) -> Option<String> {
    let link = std::fs::read_link(place.path("system/modules/me/demo")).ok()?;
    Some(link.file_name()?.to_str()?.into())
}

fn list(place: &Place, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(place.path(folder)).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Digests of the packages that are there.
fn packages(place: &Place) -> Vec<String> {
    list(place, "system/packages").into_iter().filter(|name| name.len() == 64).collect()
}

/// Two versions of a module, `1.zip` and `2.zip`.
fn two_versions() -> Place {
    let place = Place::default();
    for version in 1..=2_u8 {
        let large = Part::new("large", vec![version; 300_000]);
        let small = (0..40).map(|number| Part::new(format!("small/{number}"), [version, number]));
        place.write(format!("{version}.zip"), package(small.chain([large])));
    }
    place
}

#[test]
fn an_upgrade_switches_the_link_and_keeps_what_a_home_holds() {
    let place = two_versions();
    let first = place_it(&place, "1.zip", "h1");
    let second = place_it(&place, "2.zip", "h1");
    assert_eq!(installed(&place), Some(second.clone()));
    assert_eq!(packages(&place).len(), 2);
    release(&place, &first, "h1");
    assert_eq!((packages(&place), installed(&place)), (vec![second.clone()], Some(second.clone())));
    release(&place, &second, "h1");
    assert_eq!((packages(&place), installed(&place)), (vec![], None));
    assert_eq!(list(&place, "system/packages/contents"), [""; 0]);
    assert_eq!(list(&place, "system/modules"), [""; 0]);
}

#[test]
fn one_homes_clean_up_leaves_the_others_package() {
    let place = two_versions();
    let first = place_it(&place, "1.zip", "h1");
    let second = place_it(&place, "2.zip", "h2");
    release(&place, &second, "h2");
    assert_eq!((packages(&place), installed(&place)), (vec![first.clone()], Some(first.clone())));
    release(&place, &first, "h2");
    assert_eq!(packages(&place), [first]);
}

#[test]
fn a_placed_package_is_linked_again_by_its_digest() {
    let place = two_versions();
    let first = place_it(&place, "1.zip", "h1");
    place_it(&place, "2.zip", "h1");
    let again = format!("sha256:{first}");
    let ran =
        place.tool("hd-unpack").args([&again, "--into", "system", "--home", "h1"]).any_stdout().status(0);
    assert_eq!(installed(&place), Some(first.clone()));
    let document = ran.document();
    let bytes = std::fs::metadata(place.path("1.zip")).unwrap().len();
    assert_eq!(document["package"], serde_json::json!({"sha256": first, "bytes": bytes, "entries": 44}));
    assert_eq!(document["descriptor"]["x"].to_string(), "1.5");
    let missing = format!("sha256:{}", "0".repeat(64));
    place
        .tool("hd-unpack")
        .args([&missing, "--into", "system"])
        .stderr(&format!("hd-unpack: no package '{missing}' is in 'system'\n"))
        .status(3);
}

#[test]
fn a_placed_package_is_checked_against_what_was_recorded() {
    let place = two_versions();
    let first = place_it(&place, "1.zip", "h1");
    let argument = format!("sha256:{first}");
    let check = || place.tool("hd-unpack").args(["--check", &argument, "--into", "system"]);
    check().status(0);
    place.sh("cd system/modules/me/demo/; echo x >>small/1; chmod 777 small/2; rm small/3; ln -sf 1 small/4; touch 'a b'; chmod 777 small .").status(0);
    let told = format!(
        "hd-unpack: the package '{argument}' isn't as it was unpacked
  .: has other permissions
  a b: was added
  small: has other permissions
  small/1: was changed
  small/2: has other permissions
  small/3: is missing
  small/4: isn't a file any more
  hint: placing the same package again puts it right
"
    );
    check().stderr(&told).status(1);
    // Naming it by its digest brings nothing new.
    place.tool("hd-unpack").args([&argument, "--into", "system", "--home", "h1"]).any_stdout().status(0);
    check().stderr(&told).status(1);
    place_it(&place, "1.zip", "h2");
    check().status(0);
    assert_eq!(list(&place, "system/packages/staging"), [""; 0]);
    assert_eq!(list(&place, &format!("system/packages/refs/{first}")), ["h1", "h2"]);
}

#[test]
fn placing_twice_changes_nothing() {
    let place = two_versions();
    place_it(&place, "1.zip", "h1");
    place.sh("find system -printf '%p %i %T@\\n' | grep -v -e packages/staging -e lock -e ' [0-9]* ' >/dev/null").status(1);
    let before = place
        .sh("cd system/packages; find */large */small -printf '%p %i %C@\\n'")
        .any_stdout()
        .status(0)
        .stdout;
    place_it(&place, "1.zip", "h1");
    let after = place
        .sh("cd system/packages; find */large */small -printf '%p %i %C@\\n'")
        .any_stdout()
        .status(0)
        .stdout;
    assert_eq!(before, after);
}

#[test]
fn a_name_that_differs_by_letter_case_only_is_refused() {
    let place = two_versions();
    let first = place_it(&place, "1.zip", "h1");
    let descriptor = super::DESCRIPTOR.replace("\"me\"", "\"ME\"");
    let parts = [Part::new("descriptor.json", descriptor), Part::new("adapter.tmpl", "")];
    place.write("3.zip", crate::support::zip::archive(&parts));
    place
        .tool("hd-unpack")
        .args(["3.zip", "--into", "system"])
        .stderr_has("hd-unpack: cannot place 'ME/demo': 'me/demo' is installed\n")
        .absent("system/modules/ME")
        .status(1);
    assert_eq!(packages(&place), [first]);
}

#[test]
fn what_is_not_ours_in_the_links_place_stays() {
    let place = two_versions();
    place.write("system/modules/me/demo/mine", "mine");
    place
        .tool("hd-unpack")
        .args(["1.zip", "--into", "system"])
        .stderr_has("hd-unpack: 'system/modules/me/demo' isn't a link\n")
        .status(3);
    assert_eq!((place.read("system/modules/me/demo/mine"), packages(&place).len()), ("mine".into(), 0));
}

#[test]
fn a_system_directory_that_cannot_be_written_says_so() {
    let place = two_versions();
    // Nobody, root included, makes a folder below a file or in /proc.
    place.write("file", "");
    let refused =
        |into: &str| place.tool("hd-unpack").args(["1.zip", "--into", into]).any_stderr().status(4).stderr;
    assert_eq!(refused("file/system"), "hd-unpack: cannot read 'file/system/modules': not a folder\n");
    assert_eq!(refused("/proc/system"), "hd-unpack: cannot create '/proc/system': no such file\n");
}

/// In a mount namespace of its own, where 'system' is a small disk; whether anything is left of a run that failed.
fn on_a_small_disk(place: &Place, mount: &str, status: i32) -> crate::support::Ran {
    let script = format!(
        "mkdir system; unshare --map-root-user --mount sh -c 'mount -t tmpfs -o {mount} none system && \
        {{ hd-unpack 1.zip --into system --home h1; status=$?; find system -mindepth 1; exit $status; }}'"
    );
    place.sh(&script).any_stderr().status(status)
}

#[test]
fn a_full_disk_is_said_and_nothing_is_left() {
    let ran = on_a_small_disk(&two_versions(), "size=200k", 4);
    assert!(ran.stderr.contains("the disk is full"), "{}", ran.stderr);
}

#[test]
fn a_read_only_disk_is_said() {
    let ran = on_a_small_disk(&two_versions(), "ro", 4);
    assert!(ran.stderr.contains("cannot create 'system/packages': read-only file"), "{}", ran.stderr);
}

#[test]
fn a_held_lock_is_waited_for_and_then_named() {
    let place = two_versions();
    place_it(&place, "1.zip", "h1");
    let start = Instant::now();
    place
        .sh("exec 9>>system/packages/lock; flock 9; hd-unpack 2.zip --into system 9>&-")
        .stderr_has("hd-unpack: 'system/packages/lock' is locked")
        .status(6);
    assert!(start.elapsed() > Duration::from_secs(9));
    place
        .sh("(flock 9; sleep 1) 9>>system/packages/lock & sleep 0.2; hd-unpack 2.zip --into system")
        .any_stdout()
        .status(0);
}

#[test]
fn many_at_once_all_succeed() {
    let place = two_versions();
    let script = "for i in 1 2 3 4 5 6; do hd-unpack 1.zip --into system --home h$i & hd-unpack 2.zip --into system --home h$i & done; wait";
    let ran = place.sh(script).any_stdout().status(0);
    assert_eq!(ran.documents().len(), 12);
    assert_eq!((packages(&place).len(), list(&place, "system/packages/staging").len()), (2, 0));
    let digests = [digest(&place, "1.zip"), digest(&place, "2.zip")];
    for digest in &digests {
        assert_eq!(list(&place, &format!("system/packages/refs/{digest}")).len(), 6);
    }
}

/// Starts a tool and kills it after this time; whether it was still running.
fn kill_after(place: &Place, args: &[&str], time: Duration) -> bool {
    let test = place.tool("hd-unpack").args(args);
    let mut child = test.command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // Not the thread's timer alone: it is coarser than what is tested.
    let end = Instant::now() + time;
    thread::sleep(time.saturating_sub(Duration::from_micros(200)));
    while Instant::now() < end {}
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

/// Every package that is there is whole, and the link leads to one.
fn assert_whole(place: &Place) {
    for digest in packages(place) {
        let version = if digest == self::digest(place, "1.zip") { 1 } else { 2 };
        let folder = format!("system/packages/{digest}");
        assert_eq!(std::fs::read(place.path(format!("{folder}/large"))).unwrap(), vec![version; 300_000]);
        assert_eq!(list(place, &format!("{folder}/small")).len(), 40);
    }
    if let Some(digest) = installed(place) {
        assert!(packages(place).contains(&digest), "{}", place.tree());
    }
}

#[test]
fn a_killed_upgrade_leaves_the_old_state_or_the_new() {
    let place = two_versions();
    let first = place_it(&place, "1.zip", "h1");
    let start = Instant::now();
    let second = place_it(&place, "2.zip", "h1");
    let usual = start.elapsed();
    let (mut killed, mut old) = (0, 0);
    for step in 0..30_u32 {
        release(&place, &second, "h1");
        place_it(&place, "1.zip", "h1");
        killed +=
            u32::from(kill_after(&place, &["2.zip", "--into", "system", "--home", "h1"], usual * step / 25));
        assert_whole(&place);
        let now = installed(&place).unwrap();
        assert!(now == first || now == second, "{}", place.tree());
        old += u32::from(now == first);
        // The next one cleans up, whatever it does itself.
        place_it(&place, "1.zip", "h2");
        assert_whole(&place);
        assert_eq!(list(&place, "system/packages/staging"), [""; 0], "{}", place.tree());
    }
    assert!(killed > 5 && old > 3, "{killed} of 30 were killed, {old} left the old state, in {usual:?}");
}

#[test]
fn what_a_killed_run_only_prepared_is_undone() {
    let place = two_versions();
    place_it(&place, "1.zip", "h1");
    let second = digest(&place, "2.zip");
    // Killed between noting the home and moving the package into its place.
    place.write(format!("system/packages/refs/{second}/h1"), "");
    let intent = format!(r#"{{"install":{{"sha256":"{second}","fqmn":"me/demo","home":"h1"}}}}"#);
    place.write("system/packages/staging/x/intent", intent);
    place.write("system/packages/staging/x/tree/descriptor.json", "half");
    // Killed before anything was noted, and while that was written.
    place.write("system/packages/staging/y/tree/a/b", "");
    place.write("system/packages/staging/z/intent", "{\"install");
    let first = place_it(&place, "1.zip", "h1");
    assert_eq!(list(&place, "system/packages/staging"), [""; 0]);
    assert_eq!(list(&place, "system/packages/refs"), std::slice::from_ref(&first));
    assert_eq!((packages(&place), installed(&place)), (vec![first.clone()], Some(first)));
}

#[test]
fn a_killed_release_leaves_the_package_whole_or_gone() {
    let place = two_versions();
    let first = place_it(&place, "1.zip", "h1");
    let second = digest(&place, "2.zip");
    let argument = format!("sha256:{second}");
    let start = Instant::now();
    release(&place, &second, "h1");
    let usual = start.elapsed();
    for step in 0..20_u32 {
        place_it(&place, "2.zip", "h1");
        kill_after(&place, &[&argument, "--into", "system", "--release", "h1"], usual * step / 8);
        assert_whole(&place);
        let now = installed(&place).unwrap();
        assert!(now == first || now == second, "{}", place.tree());
        place_it(&place, "1.zip", "h1");
        assert_whole(&place);
        let held = place.path(format!("system/packages/refs/{second}/h1")).exists();
        assert_eq!(held, packages(&place).contains(&second), "{}", place.tree());
        assert_eq!(list(&place, "system/packages/staging"), [""; 0]);
    }
}

#[test]
fn placing_again_puts_folders_right() {
    let place = Place::default();
    let inner = [Part::new("inner/file", "x"), Part::new("empty/", "")];
    place.write("1.zip", package(inner));
    place_it(&place, "1.zip", "h1");
    let modes = || {
        let find = "cd -P system/modules/me/demo; find . -type d -printf '%p %m\n' | sort";
        place.sh(find).any_stdout().status(0).stdout
    };
    assert_eq!(modes(), ". 755\n./empty 755\n./inner 755\n./templates 755\n");
    for harm in ["chmod 700 inner", "chmod 777 .", "rmdir empty", "mkdir more"] {
        place.sh(&format!("cd -P system/modules/me/demo; {harm}")).status(0);
        place_it(&place, "1.zip", "h1");
        assert_eq!(modes(), ". 755\n./empty 755\n./inner 755\n./templates 755\n", "{harm}");
    }
}
