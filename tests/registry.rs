//! hd-registry: signed lists of modules, on this machine and over the network.

use serde_json::{Value, json};

use std::sync::atomic::Ordering;

use crate::support::registry::{Answer, Key, Server, index, listing, publish};
use crate::support::tls::SelfSigned;
use crate::support::zip::{Part, archive, crc};
use crate::support::{Place, Terminal, Test};

fn package(name: &str, version: &str, needs: &[&str]) -> Vec<u8> {
    let descriptor = json!({"author": "me", "name": name, "shortcut": name, "version": version, "description": "",
        "dependencies": needs});
    // Enough that it can be cut off in the middle.
    let noise: Vec<u8> = (0..200_000_u32).map(|at| crc(&at.to_le_bytes()).to_le_bytes()[0]).collect();
    archive(&[
        Part::new("descriptor.json", descriptor.to_string()),
        Part::new("adapter.tmpl", "services: {}\n"),
        Part::new("noise", noise),
    ])
}

/// A home, and a registry with `me/top`, which needs `me/base`.
fn place() -> (Place, Key) {
    let place = Place::default();
    place.tool("hd-state").args(["add", "--user-dir", "user", "--project", "demo"]).any_stdout().status(0);
    place
        .write("r/top.zip", package("top", "1.0.0", &["me/base >= 1.0.0"]))
        .write("r/base1.zip", package("base", "1.0.0", &[]))
        .write("r/base2.zip", package("base", "2.0.0", &[]));
    let key = Key::new();
    publish(&place, "r", &key, &index(&key, 5, modules(&place)));
    (place, key)
}

fn modules(place: &Place) -> Value {
    json!([
        listing(place, "r", "me/top", &[("1.0.0", "top.zip", &["me/base >= 1.0.0"])]),
        listing(place, "r", "me/base", &[("1.0.0", "base1.zip", &[]), ("2.0.0", "base2.zip", &[])]),
    ])
}

fn registry(place: &Place, args: &[&str]) -> Test {
    let nowhere = place.path("nowhere/index.json");
    place
        .tool("hd-registry")
        .args(["--user-dir", "user", "--compact"])
        .env("HYPERDRIVE_CURATED", nowhere)
        .args(args)
}

fn own(place: &Place, args: &[&str]) -> Test {
    registry(place, args).args(["--registry", "own"])
}

fn add(place: &Place, key: &Key, at: &str) {
    registry(place, &["add", at, "--key", &key.public()]).any_stdout().status(0);
}

fn planned(place: &Place, words: &[&str]) -> String {
    own(place, &["plan"]).args(words).any_stdout().status(0).stdout
}

#[test]
fn a_registry_comes_in_with_its_key_only() {
    let (place, key) = place();
    registry(&place, &["add", "r/index.json"])
        .stderr(&format!(
            "hd-registry: the registry 'own' isn't trusted so far\n  hint: compare its key with what it publishes, then: --key {}\n",
            key.public()
        ))
        .status(7);
    let other = Key::new().public();
    registry(&place, &["add", "r/index.json", "--key", &other])
        .stderr_has("isn't signed by that key, but by")
        .status(7);
    assert_eq!(registry(&place, &["list"]).any_stdout().status(0).documents().len(), 1);
    add(&place, &key, "r/index.json");
    let known = registry(&place, &["list"]).any_stdout().status(0).documents();
    assert_eq!(
        (known[0]["name"].as_str(), known[1]["key"].as_str()),
        (Some("curated"), Some(key.public().as_str()))
    );
    registry(&place, &["add", "r/index.json", "--key", &key.public()])
        .stderr_has("is known already")
        .status(1);
    let mut curated = index(&key, 1, json!([]));
    curated["name"] = "curated".into();
    publish(&place, "c", &key, &curated);
    registry(&place, &["add", "c/index.json", "--key", &key.public()])
        .stderr_has("as the curated list does")
        .status(7);
    registry(&place, &["remove", "own"]).status(0);
    registry(&place, &["remove", "own"]).stderr("hd-registry: no registry 'own' is known\n").status(3);
}

#[test]
fn it_is_searched() {
    let (place, key) = place();
    add(&place, &key, "r/index.json");
    let found = own(&place, &["search", "TOP"]).any_stdout().status(0).document();
    let expected = json!({"fqmn": "me/top", "description": "me/top does things", "versions": ["1.0.0"], "registry": "own"});
    assert_eq!(found, expected);
    own(&place, &["search", "nothing"]).status(1);
    // The others are asked though the curated list isn't to be had, which is said.
    registry(&place, &["search", "base"])
        .any_stdout()
        .stderr_has("the registry 'curated' isn't asked: ")
        .status(0);
}

#[test]
fn who_only_looks_waits_for_nobody() {
    let (place, key) = place();
    add(&place, &key, "r/index.json");
    own(&place, &["search"]).any_stdout().status(0);
    let run = "hd-state lock --user-dir user -- sleep 20 & sleep 0.3; timeout 5 hd-registry --user-dir user \
        --registry own search";
    place.sh(run).any_stdout().status(0);
}

#[test]
fn on_a_terminal_a_download_shows_how_far_it_is() {
    let (place, key) = place();
    add(&place, &key, "r/index.json");
    place.write("plan", planned(&place, &["me/base"]));
    let terminal = Terminal::of(&own(&place, &[]));
    terminal.begin("hd-registry --user-dir user fetch <plan >fetched; echo ended $?");
    terminal.sees("me/base 2.0.0: 196 of 196 KiB").sees("ended 0");
}

#[test]
fn what_a_module_needs_comes_first_and_from_the_same_registry() {
    let (place, key) = place();
    add(&place, &key, "r/index.json");
    let plan = planned(&place, &["me/top"]);
    let fetched = own(&place, &["fetch"]).stdin(&plan).any_stdout().status(0).documents();
    let got: Vec<String> = fetched
        .iter()
        .map(|one| format!("{} {}", one["fqmn"].as_str().unwrap(), one["version"].as_str().unwrap()))
        .collect();
    assert_eq!(got, ["me/base 2.0.0", "me/top 1.0.0"]);
    assert_eq!(fetched[0]["source"], json!({"registry": {"name": "own", "key": key.public()}}));
    let file = fetched[1]["file"].as_str().unwrap();
    assert_eq!(std::fs::read(file).unwrap(), std::fs::read(place.path("r/top.zip")).unwrap());
    assert!(planned(&place, &["me/base@1.0.0"]).contains("\"version\":\"1.0.0\""));
    own(&place, &["plan", "me/none"]).stderr_has("no registry lists 'me/none'\n").status(3);
    own(&place, &["plan", "me/base@3.0.0"]).stderr_has("the modules don't go together\n").status(1);
    own(&place, &["plan", "me/top@x"]).stderr_has("'x' is no semantic version").status(3);
}

/// The document of an installed module.
fn there(name: &str, version: &str, needs: &[&str], key: &Key) -> String {
    json!({"fqmn": format!("me/{name}"), "source": {"registry": {"name": "own", "key": key.public()}},
        "descriptor": {"author": "me", "name": name, "shortcut": name, "version": version, "description": "",
            "dependencies": needs}})
    .to_string()
}

#[test]
fn what_stands_against_a_newer_version_is_said() {
    let (place, key) = place();
    add(&place, &key, "r/index.json");
    let base = there("base", "1.0.0", &[], &key);
    let old = there("old", "1.0.0", &["me/base < 2.0.0"], &key);
    let plan = |words: &[&str], installed: &[&String]| {
        let installed: String = installed.iter().map(|one| format!("{one}\n")).collect();
        own(&place, &["plan"]).args(words).stdin(installed)
    };
    let held = "hd-registry: 'me/base' 2.0.0 doesn't come, but 1.0.0: the modules don't go together\n";
    let why = "me/old 1.0.0: needs 'me/base < 2.0.0'\n";
    plan(&["me/base"], &[&base, &old]).stderr_has(held).stderr_has(why).status(1);
    plan(&["--all"], &[&base, &old]).stderr_has(held).stderr_has(why).status(0);
    let ran = plan(&["me/base", "me/top"], &[&base, &old]).any_stdout().stderr_has(held).status(0);
    assert!(ran.stdout.contains("me/top") && !ran.stdout.contains("base2.zip"), "{}", ran.stdout);
    assert!(plan(&["me/base"], &[&base]).any_stdout().status(0).stdout.contains("base2.zip"));
    // What was taken back, and what is newer than all that is listed, stays as it is.
    for version in ["1.5.0-rc.1", "2.0.0", "3.0.0", "3.0.0-rc.1"] {
        let ran = plan(&["--all"], &[&there("base", version, &[], &key)]).any_stdout().status(0);
        assert_eq!(ran.stdout.contains("base2.zip"), version.starts_with('1'), "{version}: {}", ran.stdout);
    }
}

#[test]
fn an_index_that_was_changed_is_old_or_has_expired_is_refused() {
    let (place, key) = place();
    add(&place, &key, "r/index.json");
    let refused = |said: &str| own(&place, &["search"]).stderr_has(said).status(7);
    let mut changed = index(&key, 6, modules(&place));
    place.write("r/index.json", changed.to_string());
    refused("isn't signed by a key of its registry");
    place.write("r/index.json.minisig", "nonsense");
    refused("is none of minisign's");
    publish(&place, "r", &Key::new(), &changed);
    refused("isn't signed by a key of its registry");
    publish(&place, "r", &key, &index(&key, 4, json!([])));
    refused("its serial is 4, and 5 was seen");
    changed["expires"] = "2020-01-01T00:00:00Z".into();
    publish(&place, "r", &key, &changed);
    refused("has expired at 2020-01-01T00:00:00Z");
    own(&place, &["search", "--allow-stale"]).any_stdout().status(0);
    changed["name"] = "other".into();
    publish(&place, "r", &key, &changed);
    refused("is the index of 'other', not of 'own'");
    place.write("r/index.json.minisig", "x");
    std::fs::remove_file(place.path("r/index.json.minisig")).unwrap();
    own(&place, &["search"]).stderr_has("an index comes with its signature").status(3);
}

#[test]
fn a_key_is_replaced_only_by_one_that_the_old_one_announced() {
    let (place, old) = place();
    add(&place, &old, "r/index.json");
    let new = Key::new();
    let mut announced = index(&old, 6, modules(&place));
    announced["keys"] = json!([old.public(), new.public()]);
    publish(&place, "r", &old, &announced);
    own(&place, &["search"]).any_stdout().status(0);
    publish(&place, "r", &new, &index(&new, 7, modules(&place)));
    own(&place, &["search"]).any_stdout().status(0);
    // From then on the old one counts no more; modules are bound to the key that the registry came in with.
    publish(&place, "r", &old, &index(&old, 8, modules(&place)));
    own(&place, &["search"]).stderr_has("isn't signed by a key").status(7);
    publish(&place, "r", &new, &index(&new, 8, modules(&place)));
    assert!(planned(&place, &["me/base"]).contains(&format!("\"key\":\"{}\"", old.public())));
}

#[test]
fn a_registry_that_comes_back_does_not_go_back() {
    let (place, key) = place();
    add(&place, &key, "r/index.json");
    registry(&place, &["remove", "own"]).status(0);
    publish(&place, "r", &key, &index(&key, 4, modules(&place)));
    let again = || registry(&place, &["add", "r/index.json", "--key", &key.public()]);
    again().stderr_has("its serial is 4, and 5 was seen").status(7);
    assert_eq!(registry(&place, &["list"]).any_stdout().status(0).documents().len(), 1);
    publish(&place, "r", &key, &index(&key, 5, modules(&place)));
    again().any_stdout().status(0);
    registry(&place, &["remove", "own"]).status(0);
    // One of that name whose key is another is another registry.
    let other = Key::new();
    publish(&place, "r", &other, &index(&other, 1, modules(&place)));
    add(&place, &other, "r/index.json");
}

#[test]
fn a_curated_list_is_signed_by_a_key_of_the_program() {
    let (place, key) = place();
    let mut index = index(&key, 1, modules(&place));
    index["name"] = "curated".into();
    publish(&place, "c", &key, &index);
    let tool = place.tool("hd-registry").args([
        "--user-dir",
        "user",
        "--curated",
        "c/index.json",
        "--registry",
        "curated",
    ]);
    tool.args(["search"]).stderr_has("isn't signed by a key of its registry").status(7);
}

#[test]
fn a_download_goes_on_where_it_was_cut_off() {
    let (place, key) = place();
    let server = Server::new();
    server.put_folder(&place, "r");
    add(&place, &key, &format!("{}/index.json", server.url));
    let plan = planned(&place, &["me/base"]);
    let bytes = std::fs::read(place.path("r/base2.zip")).unwrap();
    server.put("/base2.zip", Answer::Cut(bytes, 70_000));
    own(&place, &["fetch"])
        .stdin(&plan)
        .stderr_has("was cut off")
        .stderr_has("it goes on from there")
        .status(4);
    own(&place, &["fetch"]).stdin(&plan).any_stdout().status(0);
    let asked = server.asked.lock().unwrap().clone();
    assert!(
        asked.last().unwrap().starts_with("/base2.zip ") && asked.contains(&"/base2.zip".into()),
        "{asked:?}"
    );
    let left = std::fs::read_dir(place.path("user/state/downloads")).unwrap().count();
    assert_eq!(left, 1);
}

#[test]
fn what_is_not_what_the_index_lists_is_refused_and_not_kept() {
    let (place, key) = place();
    let server = Server::new();
    server.put_folder(&place, "r");
    add(&place, &key, &format!("{}/index.json", server.url));
    let plan = planned(&place, &["me/base"]);
    let good = std::fs::read(place.path("r/base2.zip")).unwrap();
    let mut bad = good.clone();
    bad[100_000] ^= 1;
    let refused = |content: Vec<u8>, said: &str| {
        server.put("/base2.zip", Answer::Content(content));
        own(&place, &["fetch"]).stdin(&plan).stderr_has(said).status(7);
        let left = std::fs::read_dir(place.path("user/state/downloads")).unwrap().count();
        assert_eq!(left, 0, "{said}");
    };
    refused(bad, "its SHA-256 is ");
    refused([good.clone(), vec![0; 100_000]].concat(), "it is larger than ");
    // The package under another name.
    let lies = json!([listing(&place, "r", "me/base", &[("3.0.0", "base2.zip", &[])])]);
    publish(&place, "r", &key, &index(&key, 9, lies));
    server.put_folder(&place, "r");
    let plan = planned(&place, &["me/base"]);
    own(&place, &["fetch"])
        .stdin(&plan)
        .stderr_has(
            "the registry 'own' lists 'me/base' 3.0.0, and the package says that it is 'me/base' 2.0.0",
        )
        .status(7);
}

#[test]
fn a_file_that_is_there_already_is_what_is_listed_or_is_fetched_anew() {
    let (place, key) = place();
    let server = Server::new();
    server.put_folder(&place, "r");
    add(&place, &key, &format!("{}/index.json", server.url));
    let plan = planned(&place, &["me/base"]);
    let fetch = || own(&place, &["fetch"]).stdin(&plan).any_stdout();
    let file = fetch().status(0).documents()[0]["file"].as_str().unwrap().to_owned();
    let good = std::fs::read(&file).unwrap();
    let mut other = good.clone();
    other[100_000] ^= 1;
    std::fs::write(&file, &other).unwrap();
    fetch().status(0);
    assert!(std::fs::read(&file).unwrap() == good);
    // What isn't to be had anew doesn't stay either.
    std::fs::write(&file, &other).unwrap();
    server.put("/base2.zip", Answer::Content(other));
    fetch().stderr_has("its SHA-256 is ").status(7);
    assert!(!std::path::Path::new(&file).exists());
}

#[test]
fn nobody_is_led_to_a_less_safe_place() {
    let (place, key) = place();
    let server = Server::new();
    server.put_folder(&place, "r");
    for unsafe_place in ["http://example.org/index.json", "http://10.0.0.1/i.json"] {
        registry(&place, &["add", unsafe_place, "--key", &key.public()]).stderr_has("isn't https").status(7);
        server.put("/moved.json", Answer::Elsewhere(unsafe_place.into()));
        let moved = format!("{}/moved.json", server.url);
        registry(&place, &["add", &moved, "--key", &key.public()]).stderr_has("isn't https").status(7);
    }
    server.put("/moved.json", Answer::Elsewhere("/moved.json".into()));
    let moved = format!("{}/moved.json", server.url);
    registry(&place, &["add", &moved, "--key", &key.public()]).stderr_has("again and again").status(4);
    server.put("/moved.json", Answer::Elsewhere("file:///etc/passwd".into()));
    registry(&place, &["add", &moved, "--key", &key.public()]).stderr_has("'file:' is no way").status(3);
    server.put("/moved.json", Answer::Elsewhere("/index.json".into()));
    server.put("/moved.json.minisig", Answer::Elsewhere("/index.json.minisig".into()));
    add(&place, &key, &moved);
}

#[test]
fn a_package_comes_from_a_url_and_is_named_by_its_digest() {
    let (place, _) = place();
    let server = Server::new();
    server.put_folder(&place, "r");
    let url = format!("{}/top.zip", server.url);
    let got = registry(&place, &["get", &url]).any_stdout().status(0).document();
    let bytes = std::fs::read(place.path("r/top.zip")).unwrap();
    assert_eq!(got["sha256"], hd::digest::sha256(&bytes));
    assert_eq!(std::fs::read(got["file"].as_str().unwrap()).unwrap(), bytes);
    registry(&place, &["get", &format!("{}/none.zip", server.url)]).stderr_has("isn't there").status(3);
    registry(&place, &["get", "r/top.zip"]).stderr_has("is no URL").status(3);
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = format!("http://{closed}/top.zip");
    registry(&place, &["get", &nobody])
        .stderr_has(&format!("hd-registry: '{nobody}' can't be had: connection refused\n"))
        .stderr_has("hint: ")
        .status(4);
    server.put("/top.zip", Answer::Elsewhere("http://example.org/top.zip".into()));
    registry(&place, &["get", &url]).stderr_has("isn't https").status(7);
    server.put("/top.zip", Answer::Cut(bytes, 1000));
    registry(&place, &["get", &url]).stderr_has("was cut off").status(4);
    assert_eq!(std::fs::read_dir(place.path("user/state/downloads")).unwrap().count(), 1);
}

#[test]
fn a_server_that_nobody_vouches_for_is_asked_for_nothing() {
    let (place, key) = place();
    let server = SelfSigned::giving(package("top", "1.0.0", &[]));
    let refused = |test: Test| test.stderr_has("can't be had: ").stderr_has("certificate").status(4);
    refused(registry(&place, &["get", &format!("{}/top.zip", server.url)]));
    refused(registry(&place, &["add", &format!("{}/index.json", server.url), "--key", &key.public()]));
    // A list that is trusted doesn't make its packages' server so.
    let mut far = modules(&place);
    far[1]["versions"][1]["url"] = format!("{}/base2.zip", server.url).into();
    publish(&place, "r", &key, &index(&key, 6, far));
    add(&place, &key, "r/index.json");
    let plan = planned(&place, &["me/base"]);
    refused(own(&place, &["fetch"]).stdin(&plan));
    assert_eq!(server.asked.load(Ordering::Relaxed), 0);
}
