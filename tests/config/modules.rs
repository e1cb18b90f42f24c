//! Modules: enabled and disabled, broken, upgraded.

use serde_json::{Value, json};

use super::{hyperdrive, lines, module, run};
use crate::support::{Ran, Test};

#[test]
fn modules_are_enabled_and_disabled() {
    let two = lines(&[hyperdrive(), json!({"fqmn": "me/off", "enabled": false}), module("me/mod")]);
    let documents = run(&["set", "--enable", "me/off", "--disable", "me/mod"], &two).documents();
    assert_eq!((&documents[1]["enabled"], &documents[2]["enabled"]), (&json!(true), &json!(false)));
    let ran = Test::tool("hd-config").args(["set", "--enable", "me/none"]).stdin(&two);
    ran.stderr_has("no module 'me/none' is in the stream").status(3);
    let both = Test::tool("hd-config").args(["set", "--enable", "me/mod", "--disable", "me/mod"]).stdin(two);
    both.stderr_has("'me/mod' is to be both enabled and disabled").status(2);
}

#[test]
fn metadata_that_is_broken_breaks_its_module_alone() {
    let mut broken = module("me/broken");
    broken["config"]["parameters"][1]["default"] = json!(9);
    broken["config"]["parameters"][2]["id"] = json!("mode");
    let stream = lines(&[hyperdrive(), broken, module("me/mod")]);
    let ran = Test::tool("hd-config").args(["set", "me/mod:server/port=8085"]).stdin(stream).any_stdout();
    let ran = ran
        .stderr(
            "hd-config: the metadata of 'me/broken' has 2 faults\n  \
               /parameters/1/default: 9 is above the maximum 2.5\n  \
               /parameters/2/id: 'mode' stands twice in its section\n  \
               hint: its author has to mend it; the module keeps its last settings\n",
        )
        .status(5);
    assert_eq!(ran.documents()[2]["settings"]["server"]["port"], 8085);
}

#[test]
fn an_upgrade_overwrites_what_it_is_to_and_nothing_else() {
    let mut document = module("me/mod");
    document["config"]["parameters"][0]["overwriteOnUpgrade"] = true.into();
    document["settings"] = json!({"mode": "light", "ratio": 2.0, "big": 1, "password": "",
        "server": {"port": 9000, "verbose": true, "level": 1, "title": "x"}});
    document["set"] = json!({"mode": "light", "ratio": 2.0});
    let same = run(&["set"], &lines(&[document.clone()])).document();
    assert_eq!((&same["settings"]["mode"], &same["set"]["mode"]), (&json!("light"), &json!("light")));
    for field in ["from", "upgraded"] {
        let mut old = document.clone();
        old[field] = "0.9.0".into();
        let new = run(&["defaults"], &lines(&[old])).document();
        assert_eq!((&new["settings"]["mode"], &new["was"]["mode"]), (&json!("full"), &json!("light")));
        assert_eq!((&new["set"], &new["settings"]["ratio"]), (&json!({"ratio": 2.0}), &json!(2.0)));
        assert_eq!((new.get(field), &new["restart"]), (None, &json!(["node"])));
    }
}

#[test]
fn modules_that_need_each_other_are_switched_together_or_not_at_all() {
    let of = |name: &str, enabled: bool, needs: &[&str]| {
        let descriptor = json!({"author": "me", "name": name, "shortcut": name, "version": "1.0.0", "description": "",
            "dependencies": needs});
        json!({"fqmn": format!("me/{name}"), "enabled": enabled, "descriptor": descriptor})
    };
    let stream = lines(&[
        hyperdrive(),
        of("base", false, &[]),
        of("top", false, &["me/base >= 1.0.0"]),
        of("lost", false, &["me/gone"]),
    ]);
    let refused = Test::tool("hd-config").args(["set", "--enable", "me/top"]).stdin(&stream);
    refused
        .stderr(
            "hd-config: modules need each other: nothing was enabled or disabled\n  \
               me/base: is disabled, and 'me/top' needs it\n  \
               hint: --follow enables and disables these too\n",
        )
        .status(1);
    let lost = Test::tool("hd-config").args(["set", "--enable", "me/lost", "--follow"]).stdin(&stream);
    lost.stderr_has("  me/lost: needs 'me/gone', which isn't installed\n").status(1);
    let on = run(&["set", "--enable", "me/top", "--follow"], &stream);
    let enabled =
        |ran: &Ran| ran.documents().iter().map(|one| one["enabled"].clone()).skip(1).collect::<Vec<_>>();
    assert_eq!(enabled(&on), [true, true, false]);
    let off = Test::tool("hd-config").args(["set", "--disable", "me/base"]).stdin(&on.stdout);
    off.stderr_has("  me/top: is enabled, and needs 'me/base'\n").status(1);
    assert_eq!(
        enabled(&run(&["set", "--disable", "me/base", "--follow"], &on.stdout)),
        [false, false, false]
    );
}

/// A module with a parameter, and what it needs.
fn needing(name: &str, enabled: bool, needs: &[&str]) -> Value {
    let descriptor = json!({"author": "me", "name": name, "shortcut": name, "version": "1.0.0", "description": "",
        "dependencies": needs});
    json!({"fqmn": format!("me/{name}"), "enabled": enabled, "descriptor": descriptor, "config": {}, "settings": {}})
}

#[test]
fn a_module_isnt_enabled_while_what_it_needs_by_way_of_others_is_disabled() {
    let stream =
        lines(&[needing("a", false, &["me/b"]), needing("b", true, &["me/c"]), needing("c", true, &[])]);
    for follow in [&[][..], &["--follow"]] {
        let args = [&["set", "--enable", "me/a", "--disable", "me/c"], follow].concat();
        let ran = Test::tool("hd-config").args(args).stdin(&stream);
        let chain = "  me/a: needs 'me/b', which needs 'me/c', which is to be disabled\n";
        ran.stderr_has(chain).status(1);
    }
}

#[test]
fn an_enabled_module_whose_dependency_is_here_and_disabled_isnt_valid() {
    let refused =
        |documents: &[Value]| Test::tool("hd-config").args(["validate"]).stdin(lines(documents)).any_stdout();
    let top = needing("a", true, &["me/b >= 1.0.0"]);
    refused(&[top.clone(), needing("b", false, &[])])
        .stderr(
            "hd-config: 'me/a' is enabled without what it needs\n  me/a: needs 'me/b', which is disabled\n",
        )
        .status(1);
    let later = needing("a", true, &["me/b > 1.0.0"]);
    refused(&[later, needing("b", true, &[])])
        .stderr_has("me/a: needs 'me/b > 1.0.0', but 1.0.0 is installed\n")
        .status(1);
    // A stream may hold a part of the modules.
    for part in [
        &[top.clone()][..],
        &[top.clone(), needing("b", true, &[])],
        &[needing("a", false, &["me/b"]), needing("b", false, &[])],
    ] {
        run(&["validate"], &lines(part));
    }
}
