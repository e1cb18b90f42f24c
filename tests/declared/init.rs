//! What `hd-adapter init` writes.

use serde_json::json;

use super::program;
use crate::support::Place;

#[test]
fn init_writes_a_module_that_packs_and_checks() {
    let place = Place::default();
    let made = place.tool("hd-adapter").args(["init", "my-mod"]).any_stdout().status(0).document();
    assert_eq!((&made["module"], &made["shortcut"]), (&json!("example/my-mod"), &json!("mm")));
    let check = ["check", "my-mod/adapter/module.yaml"];
    place.tool("hd-adapter").args(check).any_stdout().status(0);
    place.tool("hd-unpack").args(["pack", "my-mod", "-o", "my-mod.zip"]).any_stdout().status(0);
    place.tool("hd-unpack").args(["my-mod.zip", "--check"]).any_stdout().status(0);
    let adapter = program("hd-adapter");
    let command = ["--", &adapter, "--module", "my-mod/adapter/module.yaml"];
    let nothing = "0 errors, 0 warnings, 0 notes\n";
    for judged in ["package", "adapter"] {
        let check = place.tool("hd-check").args([judged, "my-mod"]).args(command);
        check.stdout_has(nothing).any_stderr().status(0);
    }
    let again = place.tool("hd-adapter").args(["init", "my-mod"]);
    again.stderr_has("hd-adapter: the folder 'my-mod' isn't empty\n").status(3);
    let named = ["init", "x", "--fqmn", "me/Thing_2", "--shortcut", "t2"];
    let made = place.tool("hd-adapter").args(named).any_stdout().status(0).document();
    assert_eq!(made["files"][2], "templates/t2-service.tmpl");
    place
        .tool("hd-adapter")
        .args(["init", "y", "--shortcut", "A B"])
        .stderr_has("'A B' is no shortcut")
        .absent("y")
        .status(3);
    place
        .tool("hd-adapter")
        .args(["init", "y", "--fqmn", "nobody"])
        .stderr_has("'nobody' is no module name")
        .absent("y")
        .status(3);
    place
        .tool("hd-adapter")
        .args(["init", "a b"])
        .stderr_has("name the module with --fqmn")
        .absent("a b")
        .status(3);
}

/// Words that mean something to Hyperdrive, and so are nothing that an operator could type for a module.
const RESERVED: &[&str] = &["completions", "daemon", "doctor", "help", "hyperdrive", "module", "service"];

#[test]
fn init_refuses_what_no_package_may_be_called() {
    let place = Place::default();
    let init = |args: &[&str]| place.tool("hd-adapter").args(["init"]).args(args).absent("x");
    for word in RESERVED {
        let said =
            format!("hd-adapter: '{word}' is a word of Hyperdrive's own\n  hint: name one with --shortcut\n");
        init(&["x", "--shortcut", word]).stderr(&said).status(3);
        // The folder's name gives the shortcut, too.
        init(&[word]).stderr(&said).absent(word).status(3);
        init(&[word, "--shortcut", "sc"]).any_stdout().status(0);
        place.tool("hd-unpack").args(["pack", word, "-o", "word.zip"]).any_stdout().status(0);
        place.tool("hd-unpack").args(["word.zip", "--check"]).any_stdout().status(0);
    }
    for own in ["nodeset/hyperdrive", "NodeSet/HyperDrive"] {
        init(&["x", "--fqmn", own, "--shortcut", "sc"])
            .stderr_has(&format!("hd-adapter: '{own}' is Hyperdrive itself, which is no module to install\n"))
            .stderr_has("  hint: name the module with --fqmn AUTHOR/NAME\n")
            .status(3);
    }
}

#[test]
fn whatever_init_makes_of_an_odd_name_is_a_package() {
    let place = Place::default();
    let long = "a".repeat(120);
    let names =
        ["_", "_x", "A.B-c_D", "9", "x_adapter", "a-", "true", "null", "1e3", "0x1F", "no", "_.-", &long];
    for (number, name) in names.into_iter().enumerate() {
        let (dir, fqmn) = (format!("m{number}"), format!("{name}/{name}"));
        let args = ["init", &dir, "--fqmn", &fqmn, "--shortcut", "sc"];
        place.tool("hd-adapter").args(args).any_stdout().status(0);
        let file = format!("{dir}/adapter/module.yaml");
        let adapter = program("hd-adapter");
        let judged = place.tool("hd-check").args(["package", &dir, "--", &adapter, "--module", &file]);
        judged.stdout_has("0 errors, 0 warnings, 0 notes\n").status(0);
    }
}
