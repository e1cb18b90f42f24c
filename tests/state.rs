//! hd-state: what is stored of a home ↔ module documents.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::support::zip::{Part, archive};
use crate::support::{Place, Test};

/// The document of a package, as `hd-unpack --into` writes it.
fn package(place: &Place, name: &str) -> String {
    let descriptor = json!({"author": "me", "name": name, "shortcut": name, "version": "1.0.0", "description": "",
        "dependencies": [], "x": 1.50});
    place.write(format!("system/{name}/descriptor.json"), descriptor.to_string());
    let dir = place.path(format!("system/{name}"));
    let package = json!({"sha256": "00", "bytes": 1, "entries": 1});
    json!({"fqmn": format!("me/{name}"), "descriptor": descriptor, "dir": dir, "package": package})
        .to_string()
}

fn add(place: &Place, names: &[&str]) -> Vec<Value> {
    let packages: Vec<String> = names.iter().map(|name| package(place, name)).collect();
    let args = ["add", "--user-dir", "user", "--project", "demo"];
    place.tool("hd-state").args(args).stdin(packages.join("\n")).any_stdout().status(0).documents()
}

fn save(place: &Place, moment: &str, documents: &[Value]) -> Vec<Value> {
    let args = ["save", "--user-dir", "user"].into_iter().chain(Some(moment).filter(|word| !word.is_empty()));
    place.tool("hd-state").args(args).stdin(lines(documents)).any_stdout().status(0).documents()
}

fn load(place: &Place, more: &[&str]) -> Vec<Value> {
    let args = ["load", "--user-dir", "user"].iter().chain(more);
    place.tool("hd-state").args(args).any_stdout().status(0).documents()
}

fn lines(documents: &[Value]) -> String {
    documents.iter().map(Value::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn adding_makes_folders_and_keys_and_names_but_installs_nothing() {
    let place = Place::default();
    let documents = add(&place, &["mod"]);
    assert_eq!(documents[0]["fqmn"], "nodeset/hyperdrive");
    assert_eq!(documents[1]["names"]["adapterContainer"], "demo_mod_adapter");
    assert_eq!(documents[1]["names"]["services"], "demo-mod");
    let key = place.path("user/modules/me/mod/secrets/adapter.key");
    assert_eq!(documents[1]["paths"]["adapterKey"], key.display().to_string());
    assert_eq!(std::fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o444);
    assert_eq!(std::fs::metadata(place.path("user")).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(load(&place, &[]).len(), 1);
}

#[test]
fn long_descriptors_of_many_modules_are_nothing_that_cant_be_read_again() {
    let place = Place::default();
    let packages: Vec<String> = (0..18)
        .map(|at| {
            let mut document: Value = serde_json::from_str(&package(&place, &format!("m{at}"))).unwrap();
            document["descriptor"]["description"] = "x".repeat(1_000_000).into();
            place.write(format!("system/m{at}/descriptor.json"), document["descriptor"].to_string());
            document.to_string()
        })
        .collect();
    let run = |words: &[&str], input: String| {
        let run = place.tool("hd-state").args(words).args(["--user-dir", "user"]).stdin(input);
        run.any_stdout().status(0).stdout
    };
    let begun = run(&["add", "--project", "demo"], packages.join("\n"));
    // Killed here, it is known what came, descriptors included.
    let left = run(&["interrupted"], String::new());
    assert_eq!(left.matches(&"x".repeat(1_000_000)).count(), 18);
    let installed = run(&["save"], begun);
    run(&["upgrade"], packages.iter().map(|package| package.replace("\"00\"", "\"01\"") + "\n").collect());
    assert_eq!(run(&["interrupted", "--upgrades"], String::new()).matches("\"interrupted\"").count(), 18);
    run(&["save", "back"], run(&["load"], String::new()));
    run(&["remove", "--begin"], installed);
    assert_eq!(run(&["interrupted"], String::new()).lines().count(), 18);
    assert_eq!(load(&place, &[]).len(), 1);
}

#[test]
fn what_is_saved_is_loaded_again() {
    let place = Place::default();
    let mut documents = add(&place, &["mod"]);
    documents[1]["config"] = json!({"parameters": []});
    documents[1]["settings"] = json!({"port": 18_446_744_073_709_551_615_u64, "f": 1.0});
    documents[1]["set"] = json!({"port": 18_446_744_073_709_551_615_u64});
    let saved = save(&place, "", &documents);
    assert_eq!(saved[1]["status"]["state"], "installed");
    assert_eq!(load(&place, &[])[1]["settings"], Value::Null);
    save(&place, "pending", &saved);
    assert_eq!(load(&place, &["--running"])[1]["settings"], Value::Null);
    let loaded = load(&place, &[]);
    assert_eq!(loaded[1]["settings"], documents[1]["settings"]);
    assert_eq!(loaded[1]["set"], documents[1]["set"]);
    assert_eq!(loaded[1]["descriptor"]["x"], 1.50);
    save(&place, "started", &loaded);
    let running = load(&place, &["--running"]);
    assert_eq!(
        (&running[1]["settings"], &running[1]["status"]["state"]),
        (&documents[1]["settings"], &json!("started"))
    );
}

#[test]
fn a_refusal_on_one_document_keeps_the_settings_of_all() {
    let place = Place::default();
    let mut documents = save(&place, "", &add(&place, &["one", "two"]));
    documents[1]["settings"] = json!({"a": 1});
    documents[2]["error"] = json!({"tool": "hd-adapter-call", "code": 1, "message": "no", "hints": []});
    let run = place.tool("hd-state").args(["save", "pending", "--user-dir", "user"]);
    run.stdin(lines(&documents)).any_stdout().status(1);
    assert_eq!(load(&place, &[])[1]["settings"], Value::Null);
    documents[2]["error"] = json!({"tool": "hd-adapter-call", "code": 6, "message": "silent", "hints": []});
    let run = place.tool("hd-state").args(["save", "pending", "--user-dir", "user"]);
    run.stdin(lines(&documents)).any_stdout().status(6);
    let loaded = load(&place, &[]);
    assert_eq!(loaded[1]["settings"], json!({"a": 1}));
    assert_eq!(loaded[2]["status"], json!({"state": "failed", "reason": "silent"}));
}

#[test]
fn saving_the_same_settings_again_changes_nothing() {
    let place = Place::default();
    let mut documents = save(&place, "", &add(&place, &["mod"]));
    documents[1]["settings"] = json!({"a": 1});
    let once = save(&place, "pending", &documents);
    let generations = || std::fs::read_dir(place.path("user/state/generations")).unwrap().count();
    let before = generations();
    assert_eq!(save(&place, "pending", &once)[1]["rev"], once[1]["rev"]);
    assert_eq!(generations(), before);
}

#[test]
fn a_state_that_moved_is_not_overwritten() {
    let place = Place::default();
    let old = save(&place, "", &add(&place, &["mod"]));
    let mut new = old.clone();
    new[1]["settings"] = json!({"a": 1});
    save(&place, "pending", &new);
    let run = place.tool("hd-state").args(["save", "pending", "--user-dir", "user"]).stdin(lines(&old));
    run.stderr("hd-state: the state has changed since these documents were made\n  hint: load them again\n")
        .status(6);
}

#[test]
fn an_installation_that_was_cut_off_is_known_and_can_be_undone() {
    let place = Place::default();
    add(&place, &["mod"]);
    let left = place.tool("hd-state").args(["interrupted", "--user-dir", "user"]).any_stdout().status(0);
    assert_eq!(left.document()["fqmn"], "me/mod");
    let undo = place.tool("hd-state").args(["remove", "--user-dir", "user"]).stdin(&left.stdout);
    undo.any_stdout().absent("user/modules/me/mod").absent("user/state/adding.json").status(0);
}

#[test]
fn a_removed_module_keeps_its_folders_and_settings() {
    let place = Place::default();
    let mut documents = save(&place, "", &add(&place, &["mod"]));
    documents[1]["settings"] = json!({"a": 1});
    let saved = save(&place, "pending", &documents);
    place.tool("hd-state").args(["remove", "--user-dir", "user"]).stdin(lines(&saved)).any_stdout().status(0);
    assert_eq!(load(&place, &[]).len(), 1);
    assert!(place.path("user/modules/me/mod/config").is_dir());
    assert_eq!(add(&place, &["mod"])[1]["settings"], json!({"a": 1}));
}

#[test]
fn a_directory_that_is_no_home_says_so() {
    let hint = "  hint: installing a module makes one; another is named by the option or variable for it\n";
    let run = Test::tool("hd-state").args(["load", "--user-dir", "nowhere"]);
    let place = run
        .stderr_has("hd-state: '")
        .stderr_has("/nowhere' is no user directory of Hyperdrive\n")
        .stderr_has(hint);
    place.absent("nowhere").status(3);
}

#[test]
fn one_directory_is_one_project() {
    let place = Place::default();
    add(&place, &[]);
    let run = place.tool("hd-state").args(["add", "--user-dir", "user", "--project", "other"]);
    run.stderr_has("belongs to project 'demo', not 'other'").status(1);
}

#[test]
fn a_bad_project_name_makes_nothing() {
    let run = Test::tool("hd-state").args(["add", "--user-dir", "user", "--project", "No_Good"]);
    run.stderr_has("hd-state: 'No_Good' is no project name: ").absent("user").status(3);
}

#[test]
fn a_second_writer_waits_for_the_lock_and_a_child_has_it_already() {
    let place = Place::default();
    let documents = add(&place, &["mod"]);
    place.write("documents", lines(&documents));
    let inside = "hd-state lock --user-dir user -- hd-state save --user-dir user < documents";
    place.sh(inside).any_stdout().status(0);
    let beside =
        "hd-state lock --user-dir user -- sleep 11 & sleep 0.2; hd-state save --user-dir user < documents";
    place.sh(beside).stderr_has("hd-state: another hyperdrive is at work in this user directory").status(6);
}

#[test]
fn the_exit_code_of_a_locked_command_is_its_own() {
    let place = Place::default();
    add(&place, &[]);
    place.tool("hd-state").args(["lock", "--user-dir", "user", "--", "sh", "-c", "exit 42"]).status(42);
}

#[test]
fn rubbish_on_standard_input_is_named_with_its_place() {
    let place = Place::default();
    add(&place, &[]);
    let run = place.tool("hd-state").args(["save", "--user-dir", "user"]).stdin("{}\n{]");
    run.stderr_has("hd-state: document 2 on standard input is no module document: ").status(3);
}

#[test]
fn the_directory_may_be_made_by_the_same_pipeline_that_saves() {
    let place = Place::default();
    place.write("package", package(&place, "mod"));
    let pipeline = "(sleep 0.3; cat package) | hd-state add --user-dir user | hd-state save --user-dir user";
    place.sh(pipeline).any_stdout().status(0);
    assert_eq!(load(&place, &[]).len(), 2);
}

#[test]
fn saving_goes_where_the_documents_are_from() {
    let place = Place::default();
    let documents = add(&place, &["mod"]);
    place.tool("hd-state").args(["save"]).stdin(lines(&documents)).any_stdout().status(0);
    assert_eq!(load(&place, &[]).len(), 2);
    let other = ["add", "--user-dir", "other", "--project", "other"];
    place.tool("hd-state").args(other).any_stdout().status(0);
    let run = place.tool("hd-state").args(["save", "--user-dir", "other"]).stdin(lines(&documents));
    run.stderr_has("hd-state: the documents are of '").status(3);
}

#[test]
fn only_what_is_named_is_removed_or_stored() {
    let place = Place::default();
    let mut documents = save(&place, "", &add(&place, &["one", "two"]));
    documents[1]["settings"] = json!({"a": 1});
    documents[2]["settings"] = json!({"b": 2});
    let stored = ["save", "pending", "--only", "me/one"];
    place.tool("hd-state").args(stored).stdin(lines(&documents)).any_stdout().status(0);
    let loaded = load(&place, &[]);
    assert_eq!((&loaded[1]["settings"], &loaded[2]["settings"]), (&json!({"a": 1}), &Value::Null));
    place.tool("hd-state").args(["remove", "--only", "me/two"]).stdin(lines(&loaded)).any_stdout().status(0);
    let left: Vec<Value> = load(&place, &[]).into_iter().map(|document| document["fqmn"].clone()).collect();
    assert_eq!(left, ["nodeset/hyperdrive", "me/one"]);
}

#[test]
fn a_module_that_failed_isnt_removed_by_the_way() {
    let place = Place::default();
    let mut documents = save(&place, "", &add(&place, &["mod"]));
    documents[1]["error"] =
        json!({"tool": "hd-compose", "code": 4, "message": "cannot stop it", "hints": []});
    place.tool("hd-state").args(["remove"]).stdin(lines(&documents)).any_stdout().status(4);
    assert_eq!(load(&place, &[]).len(), 2);
}

#[test]
fn undoing_an_installation_leaves_folders_that_were_there_before_it() {
    let place = Place::default();
    let documents = save(&place, "", &add(&place, &["mod"]));
    place.write("user/modules/me/mod/override/mod.yml", "services: {}\n");
    place.tool("hd-state").args(["remove"]).stdin(lines(&documents)).any_stdout().status(0);
    let begun = add(&place, &["mod"]);
    place.tool("hd-state").args(["remove"]).stdin(lines(&begun)).any_stdout().status(0);
    assert_eq!(place.read("user/modules/me/mod/override/mod.yml"), "services: {}\n");
    let run = place.tool("hd-state").args(["save"]).stdin(lines(&begun));
    run.stderr_has("hd-state: the installation of 'me/mod' was undone meanwhile, or never begun\n").status(6);
}

#[test]
fn a_module_that_failed_to_start_keeps_what_ran_and_its_new_settings_wait() {
    let place = Place::default();
    let mut documents = save(&place, "", &add(&place, &["one", "two"]));
    for (at, value) in [(1, 1), (2, 1)] {
        documents[at]["settings"] = json!({"a": value});
    }
    save(&place, "pending", &documents);
    let mut documents = save(&place, "started", &load(&place, &[]));
    for at in [1, 2] {
        documents[at]["settings"] = json!({"a": 2});
    }
    save(&place, "pending", &documents);
    let mut documents = load(&place, &[]);
    documents[2]["error"] = json!({"tool": "hd-compose", "code": 4, "message": "no", "hints": []});
    place.tool("hd-state").args(["save", "started"]).stdin(lines(&documents)).any_stdout().status(4);
    let (running, next) = (load(&place, &["--running"]), load(&place, &[]));
    assert_eq!((&running[1]["settings"]["a"], &running[2]["settings"]["a"]), (&json!(2), &json!(1)));
    assert_eq!((&next[1]["settings"]["a"], &next[2]["settings"]["a"]), (&json!(2), &json!(2)));

    // What waited starts well now, and something else after it: what ran before that is not the half of it, which was recorded
    // under a higher number.
    save(&place, "started", &next);
    let mut documents = load(&place, &[]);
    documents[1]["settings"] = json!({"a": 3});
    save(&place, "pending", &documents);
    save(&place, "started", &load(&place, &[]));
    let history =
        place.tool("hd-state").args(["generations", "--user-dir", "user"]).any_stdout().status(0).documents();
    let half = history.iter().find(|one| settings_of(&place, one) == [2, 1]).expect("the half of it");
    let whole = history.iter().find(|one| settings_of(&place, one) == [2, 2]).expect("the whole");
    assert!(half["generation"].as_u64() > whole["generation"].as_u64(), "{history:?}");
    let first = history.iter().find(|one| settings_of(&place, one) == [1, 1]).expect("the first");
    for (one, started) in [(first, 500), (half, 1000), (whole, 2000)] {
        let path = generation(one);
        let mut stored: Value = serde_json::from_str(&place.read(&path)).unwrap();
        stored["started"] = started.into();
        place.write(path, stored.to_string());
    }
    let back = place.tool("hd-state").args(["rollback", "--user-dir", "user"]).any_stdout().status(0).stdout;
    assert_eq!(serde_json::from_str::<Value>(&back).unwrap()["of"], whole["generation"]);
}

/// What was stopped, at a moment at which something fails for it: before anything was stopped or started, or after.
#[test]
fn a_module_that_was_stopped_stays_so_where_a_start_of_it_is_refused() {
    let place = Place::default();
    save(&place, "", &add(&place, &["mod"]));
    let failing = |moment: &str, changed: bool| {
        let mut documents = load(&place, &[]);
        documents[1]["error"] =
            json!({"tool": "t", "code": 7, "message": "no", "hints": [], "changed": changed});
        place.tool("hd-state").args(["save", moment]).stdin(lines(&documents)).any_stdout().status(7);
        let stored: Value = serde_json::from_str(&place.read("user/state/modules.json")).unwrap();
        (load(&place, &[])[1]["status"].clone(), stored["modules"]["me/mod"]["stopped"] == true)
    };
    for moment in ["stopped", "paused"] {
        save(&place, "started", &load(&place, &[]));
        save(&place, moment, &load(&place, &[]));
        assert_eq!(failing("started", false), (json!({"state": moment, "reason": "no"}), true));
        assert_eq!(failing("pending", false), (json!({"state": moment, "reason": "no"}), true));
        assert_eq!(failing("started", true), (json!({"state": "failed", "reason": "no"}), false));
    }
    // Nor is one stopped that a signal kept from it.
    let mut documents = save(&place, "started", &load(&place, &[]));
    documents[1]["error"] = json!({"tool": "t", "code": 6, "message": "no", "hints": [], "spared": true});
    place.tool("hd-state").args(["save", "stopped"]).stdin(lines(&documents)).any_stdout().status(6);
    let stored: Value = serde_json::from_str(&place.read("user/state/modules.json")).unwrap();
    let module = &stored["modules"]["me/mod"];
    assert_eq!((&module["status"]["state"], &module["stopped"]), (&json!("started"), &Value::Null));
}

#[test]
fn a_rollback_that_is_called_off_lets_wait_what_waited_before() {
    let place = Place::default();
    save(&place, "", &add(&place, &["mod"]));
    let set = |value: u64| {
        let mut documents = load(&place, &[]);
        documents[1]["settings"] = json!({"a": value});
        save(&place, "pending", &documents)
    };
    for value in [1, 2] {
        set(value);
        save(&place, "started", &load(&place, &[]));
    }
    let state = |args: &[&str]| {
        let args = args.iter().chain(&["--user-dir", "user"]);
        place.tool("hd-state").args(args).any_stdout().status(0).documents()
    };
    let waits = || load(&place, &[])[1]["settings"]["a"].clone();
    let off = |rolled: &[Value]| state(&["rollback", &format!("--off={}", rolled[0]["generation"])]);
    let first = state(&["rollback"]);
    assert_eq!((first[0].get("instead"), waits()), (None, json!(1)));
    off(&first);
    assert_eq!((load(&place, &[])[1].get("waits"), waits()), (None, json!(2)));
    set(3);
    let second = state(&["rollback"]);
    assert_eq!((second[0]["instead"].is_u64(), waits()), (true, json!(1)));
    off(&second);
    assert_eq!(waits(), 3);
    // What was started meanwhile, or waits in its place, isn't called off.
    off(&first);
    assert_eq!(waits(), 3);
    let third = state(&["rollback"]);
    save(&place, "started", &load(&place, &[]));
    off(&third);
    assert_eq!((load(&place, &["--running"])[1]["settings"]["a"].clone(), waits()), (json!(1), json!(1)));
}

/// Where a generation is stored.
fn generation(entry: &Value) -> String {
    format!("user/state/generations/{}.json", entry["generation"])
}

/// The setting `a` of both modules in a generation.
fn settings_of(place: &Place, entry: &Value) -> [u64; 2] {
    let stored: Value = serde_json::from_str(&place.read(generation(entry))).unwrap();
    let of = |name: &str| stored["settings"]["modules"][format!("me/{name}")]["settings"]["a"].as_u64();
    ["one", "two"].map(|name| of(name).unwrap_or_default())
}

#[test]
fn names_of_containers_and_the_place_of_data_are_frozen_below_installed_modules() {
    let place = Place::default();
    let documents = save(&place, "", &add(&place, &["mod"]));
    for (parameter, value) in [("projectName", "other"), ("userDataPath", "/elsewhere")] {
        let mut changed = documents.clone();
        changed[0]["settings"][parameter] = value.into();
        let run = place.tool("hd-state").args(["save", "pending"]).stdin(lines(&changed));
        run.stderr_has(&format!("hd-state: '{parameter}' can't change while modules are installed"))
            .status(1);
    }
    assert_eq!(load(&place, &[])[0]["project"], "demo");
}

#[test]
fn only_a_module_is_named_to_run_again() {
    let place = Place::default();
    add(&place, &[]);
    for named in ["", "mod"] {
        let restart = format!("--restart={named}");
        let run = place.tool("hd-state").args(["upgrade", "--user-dir", "user", &restart]);
        run.any_stderr().status(2);
    }
}

#[test]
fn a_package_that_another_home_needs_isnt_pruned() {
    let place = Place::default();
    for version in ["1.0.0", "2.0.0"] {
        let descriptor = json!({"author": "me", "name": "mod", "shortcut": "mod", "version": version,
            "description": "", "dependencies": []});
        let parts = [Part::new("descriptor.json", descriptor.to_string()), Part::new("adapter.tmpl", "")];
        place.write(format!("{version}.zip"), archive(&parts));
    }
    let run = |script: &str| place.sh(script).any_stdout().status(0).stdout;
    let started = |home: &str, version: &str| {
        run(&format!(
            "hd-state add --user-dir {home} --project {home} </dev/null >made; id=$(jq -r .id {home}/state/home.json)
            hd-unpack {version}.zip --into system --home $id | hd-state add --user-dir {home} | hd-state save \
            | jq -c 'if .descriptor then .settings = {{v: \"{version}\"}} else .settings.keepGenerations = 1 end' \
            | hd-state save pending | hd-state save started"
        ))
    };
    started("b", "1.0.0");
    started("a", "1.0.0");
    started("a", "2.0.0");
    let package =
        format!("system/packages/{}", hd::digest::sha256(std::fs::read(place.path("1.0.0.zip")).unwrap()));
    let pruned = |more: &str| {
        let said: Value = serde_json::from_str(&run(&format!("hd-state prune --user-dir a {more}"))).unwrap();
        said["packages"].as_array().unwrap().len()
    };
    assert_eq!(pruned(""), 0);
    let release = "hd-unpack sha256:$(basename system/packages/PACKAGE) --into system --release $(jq -r .id b/state/home.json)";
    run(&release.replace("system/packages/PACKAGE", &package));
    assert_eq!((pruned("--yes"), place.path(package).exists()), (1, false));
}

#[test]
fn several_that_make_a_home_at_once_make_one() {
    let place = Place::default();
    for round in 0..5 {
        let all = "for i in 1 2 3 4; do hd-state add --user-dir HOME --project demo </dev/null >/dev/null & all+=($!); done
            for one in ${all[@]}; do wait $one; done; jq -r .id HOME/state/home.json; jq -r .home HOME/data/.hyperdrive";
        let said = place.sh(&all.replace("HOME", &format!("home{round}"))).any_stdout().status(0).stdout;
        let ids: Vec<&str> = said.lines().collect();
        assert_eq!(ids[0], ids[1]);
    }
}

#[test]
fn data_whose_disk_isnt_mounted_isnt_said_to_be_removed() {
    let place = Place::default();
    let documents = save(&place, "", &add(&place, &["mod"]));
    place.sh("mv user/data elsewhere").status(0);
    let begin = |more: &[&str]| {
        let run = place.tool("hd-state").args(["remove", "--begin"]).args(more);
        run.stdin(lines(&documents)).any_stdout()
    };
    begin(&["--purge-data"])
        .stderr_has("hd-state: nothing is removed: the data folder '")
        .stderr_has("isn't mounted")
        .status(4);
    assert_eq!(load(&place, &[]).len(), 2);
    begin(&[]).status(0);
    assert_eq!(load(&place, &[]).len(), 1);
}

#[test]
fn a_module_whose_removal_isnt_finished_doesnt_come_in() {
    let place = Place::default();
    let documents = save(&place, "", &add(&place, &["mod"]));
    let begin = place.tool("hd-state").args(["remove", "--begin"]).stdin(lines(&documents));
    begin.any_stdout().status(0);
    let again = || place.tool("hd-state").args(["add", "--user-dir", "user"]).stdin(package(&place, "mod"));
    again().stderr_has("hd-state: the removal of 'me/mod' isn't finished\n  hint: ").status(6);
    let finish = "hd-state interrupted --user-dir user | hd-state remove --user-dir user";
    place.sh(finish).any_stdout().status(0);
    again().any_stdout().status(0);
}

#[test]
fn what_cant_be_saved_changes_nothing() {
    let place = Place::default();
    let mut documents = save(&place, "", &add(&place, &["one", "two"]));
    let before = place.read("user/state/modules.json");
    documents[1]["settings"] = json!({"a": "x".repeat(17 << 20)});
    documents[2]["error"] = json!({"tool": "hd-adapter-call", "code": 6, "message": "silent", "hints": []});
    let run = place.tool("hd-state").args(["save", "pending"]).stdin(lines(&documents));
    run.stderr_has("more than 16 MiB\n").status(3);
    assert_eq!(place.read("user/state/modules.json"), before);
    assert_eq!(load(&place, &[])[1]["settings"], Value::Null);
}

/// A generation that is kept keeps its secrets; with it they go.
#[test]
fn a_secret_that_was_replaced_is_there_as_long_as_a_generation_names_it() {
    let place = Place::default();
    save(&place, "", &add(&place, &["mod"]));
    let file = |name: &str| place.path(format!("user/modules/me/mod/secrets/word-{name}"));
    let names = ["00000000000000aa", "00000000000000bb", "00000000000000cc"];
    for name in names {
        std::fs::write(file(name), "word").unwrap();
        let mut documents = load(&place, &[]);
        documents[0]["settings"]["keepGenerations"] = 1.into();
        documents[1]["settings"] = json!({"word": {"secretFile": file(name)}});
        save(&place, "pending", &documents);
        if name != names[1] {
            save(&place, "started", &load(&place, &[]));
        }
    }
    // The one that never ran is gone, the others can be gone back to.
    assert_eq!(names.map(|name| file(name).exists()), [true, false, true]);
    let prune = ["prune", "--yes", "--user-dir", "user", "--engine", "unix:///dev/null"];
    place.tool("hd-state").args(prune).any_stdout().status(0);
    assert_eq!(names.map(|name| file(name).exists()), [false, false, true]);
}
