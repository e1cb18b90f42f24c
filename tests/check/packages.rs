//! Packages: for each code one that it is found in.

use std::collections::BTreeSet;

use hd::check::{Scope, code};
use serde_json::json;

use super::{around, change, check, codes, hello, with_module};

/// What is found where one thing of the example is changed: the code, the file, what stood there and what stands there now.
const PACKAGES: &[(&str, &str, &str, &str)] = &[
    ("HD002", "descriptor.json", "\"shortcut\": \"hw\"", "\"shortcut\": \"\""),
    ("HD003", "templates/hw-mirror.tmpl", "services:", "services: {{#if}"),
    (
        "HD004",
        "templates/hw-mirror.tmpl",
        "command: [serve, mirror]",
        "command: [serve{{#if (eq (GetValue \"repeat\") 3)}}{{index (GetValueArray \"guests\" \",\") 9}}{{/if}}]",
    ),
    ("HD005", "templates/hw-mirror.tmpl", "cap_drop: [ALL]", "cap_drop: [ALL]\n    imag: x"),
    (
        "HD006",
        "templates/hw-mirror.tmpl",
        "services:",
        "services:\n  hw-server:\n    image: other:1\n    cap_drop: [ALL]\n    pull_policy: never",
    ),
    (
        "HD010",
        "templates/hw-mirror.tmpl",
        "command:",
        "{{#if (eq 1 2)}}{{GetValue \"mirror/prot\"}}{{/if}}\n    command:",
    ),
    (
        "HD010",
        "templates/hw-mirror.tmpl",
        "command:",
        "{{#if (eq 1 2)}}{{GetValue \"hyperdrive:apiProt\"}}{{/if}}\n    command:",
    ),
    (
        "HD011",
        "templates/hw-mirror.tmpl",
        "command:",
        "labels: [\"{{GetValue \"me/other:a/b\"}}\"]\n    command:",
    ),
    (
        "HD012",
        "descriptor.json",
        "\"dependencies\": []",
        "\"dependencies\": [], \"exactlyOne\": [\"nobody\"]",
    ),
    (
        "HD014",
        "templates/hw-mirror.tmpl",
        "command:",
        "{{#if (eq 1 2)}}{{ModuleConfigDri}}{{/if}}\n    command:",
    ),
    ("HD020", "templates/hw-mirror.tmpl", "hello-world-service:1.0.0", "hello-world-service"),
    ("HD021", "templates/hw-mirror.tmpl", "pull_policy: never", "pull_policy: missing"),
    ("HD022", "templates/hw-mirror.tmpl", "cap_drop: [ALL]", "cap_drop: []"),
    (
        "HD023",
        "adapter.tmpl",
        "- type: bind",
        "- /var/run/docker.sock:/var/run/docker.sock\n      - type: bind",
    ),
    ("HD023", "adapter.tmpl", "- type: bind", "- /:/host:ro\n      - type: bind"),
    ("HD023", "adapter.tmpl", "- type: bind", "- ${SOCKET:-/var/run/docker.sock}:/s\n      - type: bind"),
    ("HD023", "adapter.tmpl", "- type: bind", "- {type: bind, source: /var, target: /v}\n      - type: bind"),
    (
        "HD023",
        "templates/hw-mirror.tmpl",
        "services:",
        "volumes:\n  v:\n    driver_opts: {type: none, o: bind, device: /run}\nservices:",
    ),
    (
        "HD024",
        "adapter.tmpl",
        "{{#each AdapterVolumes}}\n      - {{this}}\n      {{/each}}",
        "- {{ModuleConfigDir}}:/c",
    ),
    (
        "HD031",
        "templates/hw-mirror.tmpl",
        "command: [serve, mirror]",
        "command: [serve, {{raw (GetValue \"mode\")}}]",
    ),
];

#[test]
fn each_code_of_packages_is_found() {
    let mut met = BTreeSet::new();
    for (code, file, old, new) in PACKAGES {
        let place = with_module();
        change(&place, file, old, new);
        let level = code::find(code).unwrap().level;
        let status = i32::from(level == hd::check::Level::Error);
        let ran = check(&place, &["package", "module", "--no-compose"]);
        let ran = ran.args(["--", &hello()]).any_stdout().status(status);
        assert_eq!(codes(&ran), BTreeSet::from([(*code).to_owned()]), "{code}: {}", ran.stdout);
        let finding = &ran.document()["findings"][0];
        assert!(
            finding["place"]["at"].as_str().unwrap().starts_with(file)
                || *code == "HD012"
                || *code == "HD024",
            "{finding}"
        );
        assert!(finding["fix"].as_str().is_some_and(|fix| fix.len() > 10), "{finding}");
        met.insert((*code).to_owned());
    }
    met.extend(others());
    let all: BTreeSet<String> =
        code::ALL.iter().filter(|code| code.scope == Scope::Package).map(|code| code.id.into()).collect();
    assert_eq!(met, all);
}

/// Codes for which more than a text has to be changed.
fn others() -> Vec<String> {
    let place = with_module();
    place
        .write("bad.zip", "PK no archive")
        .write("metadata.json", json!({"parameters": [{"id": "a"}]}).to_string());
    let unused = place.read("module/templates/hw-mirror.tmpl").replace("hw-mirror", "unused");
    place.write("module/templates/unused.tmpl", unused);
    let found = |args: &[&str], status| {
        let ran = check(&place, args).any_stdout().status(status);
        assert_eq!(codes(&ran).len(), 1, "{}", ran.stdout);
        codes(&ran).pop_first().unwrap()
    };
    let archive = found(&["package", "bad.zip"], 1);
    let metadata = found(&["package", "module", "--metadata", "metadata.json"], 1);
    let container = {
        let ran = check(&place, &["package", "module"]).args(["--", &hello()]).any_stdout().status(0);
        codes(&ran).pop_first().unwrap()
    };
    std::fs::remove_file(place.path("module/templates/unused.tmpl")).unwrap();
    place.write(
        "module/templates/hw-mirror.tmpl",
        "services:\n  hw-mirror:\n    image: x:1\n    pull_policy: never\n    cap_drop: [ALL]\n    command: [\"{{.GetValue mode}}\"]\n",
    );
    let bare = {
        let ran =
            check(&place, &["package", "module", "--strict"]).args(["--", &hello()]).any_stdout().status(1);
        codes(&ran).pop_first().unwrap()
    };
    vec![archive, metadata, container, bare]
}

#[test]
fn parameters_of_a_dependency_are_taken_on_trust_or_looked_up() {
    let place = with_module();
    change(&place, "descriptor.json", "\"dependencies\": []", "\"dependencies\": [\"me/other >= 1.0.0\"]");
    let label = "labels: [\"{{GetValue \"me/other:a/b\"}}\"]\n    command:";
    change(&place, "templates/hw-mirror.tmpl", "command:", label);
    let other = |id: &str| {
        let parameter =
            json!({"id": id, "name": "b", "description": {"default": ""}, "type": "int", "default": 7});
        let section =
            json!({"id": "a", "name": "a", "description": {"default": ""}, "parameters": [parameter]});
        json!({ "parameters": [], "sections": [section] }).to_string()
    };
    place.write("b.json", other("b")).write("c.json", other("c"));
    let judged = |args: &[&str], status| {
        let ran = check(&place, &["package", "module"])
            .args(args)
            .args(["--", &hello()])
            .any_stdout()
            .status(status);
        codes(&ran).into_iter().collect::<Vec<_>>()
    };
    assert_eq!(judged(&[], 0), [""; 0]);
    assert_eq!(judged(&["--module", "me/other=b.json"], 0), [""; 0]);
    assert_eq!(judged(&["--module", "me/other=c.json"], 1), ["HD004", "HD010"]);
}

#[test]
fn a_combination_is_named_and_one_that_the_adapter_refuses_is_left_out() {
    let place = with_module();
    change(
        &place,
        "templates/hw-server.tmpl",
        "- serve",
        "- serve{{#if (eq (GetValue \"mode\") \"full\")}}{{#unless (GetValue \"server/logRequests\")}}{{index (GetValueArray \"guests\" \",\") 9}}{{/unless}}{{/if}}",
    );
    let ran = check(&place, &["package", "module"]).args(["--", &hello()]).any_stdout().status(1);
    let finding = ran.document()["findings"][0].clone();
    assert_eq!((&finding["code"], &finding["place"]["line"]), (&json!("HD004"), &json!(12)), "{finding}");
    let message = finding["message"].as_str().unwrap();
    assert!(message.contains("mode='full'") && message.contains("server/logRequests=false"), "{message}");
    let refuses = around(
        &place,
        "case \"$1$line\" in process-config*full*) echo '{\"errors\":[\"no\"],\"ports\":{}}'; exit ;; esac",
    );
    let ran = check(&place, &["package", "module"]).args(["--", &refuses]).any_stdout().status(0);
    // The mirror is never needed then.
    assert_eq!(codes(&ran), BTreeSet::from(["HD013".to_owned()]), "{}", ran.stdout);
    let remark = ran.document()["remarks"][0].as_str().unwrap().to_owned();
    assert!(remark.ends_with("of them refused by the adapter and left out"), "{remark}");
}

#[test]
fn a_parameter_without_quotes_is_told_to_want_them() {
    let place = with_module();
    change(
        &place,
        "templates/hw-mirror.tmpl",
        "command: [serve, mirror]",
        "command: [serve, {{GetValue mode}}]",
    );
    let hint = "'mode' is a parameter's name, which has to stand in quotes: {{GetValue \"mode\"}}";
    let metadata = check(&place, &["package", "module", "--no-compose"]).args(["--", &hello()]);
    let ran = metadata.any_stdout().status(1);
    assert_eq!(codes(&ran), BTreeSet::from(["HD004".to_owned(), "HD014".to_owned()]), "{}", ran.stdout);
    for finding in ran.document()["findings"].as_array().unwrap() {
        assert!(finding["message"].as_str().unwrap().contains(hint), "{finding}");
    }
    let ran = check(&place, &["package", "module", "--no-compose"]).any_stdout().status(1);
    let finding = &ran.document()["findings"][0];
    assert!(finding["message"].as_str().unwrap().contains("has to stand in quotes"), "{finding}");
}

/// What is seen only in the files that templates make.
const FILES: [&str; 4] = ["HD020", "HD021", "HD022", "HD023"];

/// The codes of files that this report leaves out, each with this reason; those of them that were found all the same.
fn left_out(ran: &crate::support::Ran, why: &str) -> Vec<String> {
    let report = ran.document();
    for code in FILES {
        assert_eq!(report["skipped"][code], why, "{code}: {}", ran.stdout);
        assert!(!report["looked"].as_array().unwrap().contains(&code.into()), "{code}: {}", ran.stdout);
    }
    codes(ran).into_iter().filter(|code| FILES.contains(&code.as_str())).collect()
}

#[test]
fn files_that_no_template_made_are_not_well() {
    const NEVER: &str = "a template renders with no combination, or no container needs it";
    let command = "command: [serve, mirror]";
    let place = with_module();
    change(&place, "templates/hw-server.tmpl", "hello-world-service:1.0.0", "hello-world-service");
    change(
        &place,
        "templates/hw-mirror.tmpl",
        command,
        "command: [\"{{index (GetValueArray \"guests\" \",\") 9}}\"]",
    );
    let asked = || check(&place, &["package", "module", "--no-compose"]).args(["--", &hello()]).any_stdout();
    // It fails with every combination; what is seen in the other one's file is found.
    let ran = asked().status(1);
    assert!(codes(&ran).contains("HD004"), "{}", ran.stdout);
    assert_eq!(left_out(&ran, NEVER), ["HD020"]);
    // Without metadata stand-ins don't do either.
    let alone = check(&place, &["package", "module", "--no-compose"]).any_stdout().status(0);
    assert_eq!(left_out(&alone, "a template can't be rendered without metadata"), ["HD020"]);
    let tap = place.tool("hd-check").args(["package", "module", "--no-compose", "--format", "tap"]);
    let tap = tap.any_stdout().status(0).stdout;
    for code in &FILES[1..] {
        let line = tap.lines().find(|line| line.contains(code)).unwrap();
        assert!(line.ends_with("# SKIP a template can't be rendered without metadata"), "{line}");
    }

    // It renders, and no combination needs it.
    let place = with_module();
    let unused = place.read("module/templates/hw-mirror.tmpl").replace("hw-mirror", "unused");
    place.write("module/templates/unused.tmpl", unused.replace("hello-world-service:1.0.0", "anything"));
    let ran =
        check(&place, &["package", "module", "--no-compose"]).args(["--", &hello()]).any_stdout().status(0);
    assert_eq!(codes(&ran), BTreeSet::from(["HD013".to_owned()]), "{}", ran.stdout);
    assert_eq!(left_out(&ran, NEVER), [""; 0]);
}

#[test]
fn what_needs_metadata_is_not_well_without_them() {
    let place = with_module();
    let ran = check(&place, &["package", "module"]).any_stdout().status(0);
    for code in ["HD004", "HD005", "HD006", "HD007", "HD010", "HD012", "HD013"] {
        assert_eq!(ran.document()["skipped"][code], "there are no metadata", "{code}: {}", ran.stdout);
    }
    let tap = place.tool("hd-check").args(["package", "module", "--format", "tap"]).any_stdout().status(0);
    let line = tap.stdout.lines().find(|line| line.contains("HD013")).unwrap();
    assert!(line.ends_with("# SKIP there are no metadata"), "{line}");
}
