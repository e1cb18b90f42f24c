//! A module.yaml that is wrong: every fault at once, each with its place and what to do.

use std::fs;
use std::path::Path;

use super::MODULE;
use crate::declared::Module;

/// A file in which everything is wrong that can be.
const FAULTY: &str = r#"module: mod
version: 1
dialect: 2023
paramters: []
parameters:
  - {id: a, type: string, default: x, minValue: 1}
  - {id: b, typ: int, type: int, default: 1, hidden: {default: false, templat: x}}
  - {id: c, type: bool, default: false, affectsContainers: [wep]}
  - {id: s, type: string, default: "", secret: true}
errors:
  - {when: '{{true}}', message: m}
  - {when: eq (GetValue "d") 1, message: '{{GetValue "s"}}'}
  - {matches: '(', message: m}
  - {message: m}
ports: [a, z]
containers: [web, web, "a b"]
files:
  - {path: ../x.toml, template: ''}
  - {path: x, template: ''}
  - {path: y.json, template: '', source: z}
  - {path: settings.json, template: '{}', mode: 999}
  - {path: z.yaml, source: nowhere.yaml}
commands:
  - {name: help, print: ''}
  - {name: x, print: '{{GetValu "a"}}', process: [a]}
  - {name: y, process: [a, '{{GetValue "s"}}']}
  - {name: z, request: {url: https://x, method: get}}
  - {name: w, arguments: ['[A]', B], print: '{{Args}}'}
logs: {wep: /x}
"#;

/// What is said about it, and where.
const FAULTS: &[&str] = &[
    "4:1: the file has no field 'paramters'; did you mean 'parameters'?",
    "1:9: 'mod' is no module name; it is AUTHOR/NAME",
    "2:10: '1' is no version: unexpected end of input while parsing major version number; it is three numbers, like 1.0.0",
    "3:10: no dialect of the adapter protocol is called '2023'; there are: current, 2024-12, 2025-01, 2025-03",
    "6:39: a parameter of type 'string' has no field 'minValue'; ",
    "7:13: a parameter of type 'int' has no field 'typ'; did you mean 'type'?",
    "7:71: a dynamic property has no field 'templat'; did you mean 'template'?",
    "16:19: the container 'web' stands twice",
    "16:24: 'a b' is no Identifier: ' ' isn't one of A-Z a-z 0-9 _ - .",
    "8:61: 'containers' has no 'wep'",
    "18:12: '../x.toml' is no path below the config folder: it has an empty part, '.' or '..'",
    "19:12: the name 'x' doesn't show which format the file has; say it in 'format'; there are env, ini, json, text, toml, yaml",
    "20:5: exactly one of 'template', 'source' has to be there",
    "21:49: a mode is three octal digits, like 0644 or 0600",
    "22:28: cannot read '",
    "11:12: 'when' is an expression without braces, like: eq (GetValue \"mode\") \"full\"",
    "12:12: there is no such parameter",
    "12:42: 's' is a secret, and what stands here is shown",
    "13:15: 'matches' is no regular expression: ",
    "14:5: an error needs 'when' or 'matches': when it is one",
    "15:9: 'a' is no whole number, so it is no port",
    "15:12: 'z': there is no such parameter",
    "29:8: 'containers' has no 'wep'",
    "29:13: '/x' is no path below the log folder: it has to be relative",
    "24:5: the command 'help' is there already",
    "25:5: exactly one of 'print', 'process', 'request' has to be there",
    "26:28: 's' is a secret, and what stands here is shown",
    "27:30: a service is asked over http: it is on the module's own network",
    "27:49: a method is GET, HEAD, POST, PUT, PATCH or DELETE",
    "28:34: an argument that has to be there can't follow one that may be left out",
];

fn faults(text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let faults = Module::parse(text, folder.path()).unwrap_err();
    faults.into_iter().map(|fault| format!("{}: {}", fault.at, fault.message)).collect()
}

#[test]
fn every_fault_is_reported_at_once_with_its_place_and_what_to_do() {
    let found = faults(FAULTY);
    for (number, expected) in FAULTS.iter().enumerate() {
        let holds = found.iter().any(|fault| fault.starts_with(expected));
        assert!(holds, "{number}: {expected}\n{}", found.join("\n"));
    }
    assert_eq!(found.len(), FAULTS.len(), "{}", found.join("\n"));
}

#[test]
fn metadata_is_judged_by_the_code_that_judges_every_adapters() {
    let text = "module: a/b\nversion: 1.0.0\nparameters:\n  - {id: p, type: uint, default: 9, maxValue: 8}\n  - {id: p q, type: x}\n  - {id: c, type: choice, default: a}\nsections:\n  - {id: p, parameters: 1}\n";
    let expected = [
        "8:25: 'parameters' is a text, not a list",
        "4:34: 'default' 9 is above the maximum 8",
        "5:10: 'id' 'p q' is no Identifier: ' ' isn't one of A-Z a-z 0-9 _ - .",
        "5:21: 'type' 'x' is no type of a parameter",
        "5:5: 'default' is missing",
        "6:5: 'options' holds no option",
    ];
    let found = faults(text);
    for expected in expected {
        assert!(found.iter().any(|fault| fault == expected), "{expected}\n{}", found.join("\n"));
    }
}

#[test]
fn a_template_that_cannot_work_is_a_fault_before_it_is_used() {
    let base = "module: a/b\nversion: 1.0.0\nparameters:\n  - {id: p, type: uint, default: 9}\n";
    let with = |more: &str| faults(&format!("{base}{more}")).join("\n");
    assert!(
        with("files:\n  - {path: a.toml, template: '{{#if}}'}\n")
            .starts_with("6:30: cannot read 'template (line 6)' at line 1")
    );
    assert!(
        with("files:\n  - {path: a.toml, template: '{{GetValue \"q\"}}'}\n")
            .starts_with("6:30: there is no such parameter")
    );
    assert!(
        with("files:\n  - {path: a.toml, template: '{{GetValue \"x/y:p\"}}'}\n")
            .contains("another module's parameter")
    );
    assert!(
        with("files:\n  - {path: a.toml, template: '{{ModuleConfigDir}}'}\n")
            .contains("nothing is called 'ModuleConfigDir' here")
    );
    assert!(
        with("files:\n  - {path: a.toml, template: '{{Args}}'}\n").contains("nothing is called 'Args' here")
    );
    let dynamic = "module: a/b\nversion: 1.0.0\nparameters:\n  - {id: p, type: bool, default: true, hidden: {default: false, template: '{{GetValue \"q\"}}'}}\n";
    assert!(faults(dynamic)[0].starts_with("4:75: there is no such parameter"), "{:?}", faults(dynamic));
}

#[test]
fn a_try_finds_what_only_some_settings_break() {
    let text = "module: a/b\nversion: 1.0.0\nparameters:\n  - {id: full, type: bool, default: false}\nfiles:\n  - path: a.json\n    template: '{\"x\": {{#if (GetValue \"full\")}}oops{{else}}1{{/if}}, \"y\": {{Env.SOME}}}'\n";
    let module = Module::parse(text, Path::new(".")).unwrap();
    let report = module.try_out().unwrap_err().report("t");
    assert_eq!((report.faults.len(), report.faults[0].at.as_str()), (1, "with full = true"));
    assert!(
        report.faults[0].message.starts_with("cannot write 'a.json': it makes no JSON: "),
        "{:?}",
        report.faults
    );
    Module::parse(MODULE, Path::new(".")).unwrap().try_out().unwrap();
}

#[test]
fn a_file_of_its_own_has_faults_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("t.toml"), "a = 1\nb = {{GetValue \"q\"}}\n").unwrap();
    let text = "module: a/b\nversion: 1.0.0\nparameters:\n  - {id: p, type: uint, default: 9}\nfiles: [{path: a.toml, source: t.toml}]\n";
    let faults = Module::parse(text, folder.path()).unwrap_err();
    assert!(faults[0].at.starts_with("t.toml:2:"), "{faults:?}");
    fs::write(folder.path().join("t.toml"), b"\xff").unwrap();
    assert!(Module::parse(text, folder.path()).unwrap_err()[0].message.contains("it isn't UTF-8"));
}

#[test]
fn a_file_that_is_no_yaml_huge_or_missing_is_refused_as_such() {
    for text in ["", "[]", "x", "a: b: c", "\t", "module: [", "- - -", "\u{0}"] {
        assert!(!faults(text).is_empty(), "{text:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("module.yaml");
    let missing = Module::read(&path).unwrap_err();
    assert!(missing.message().ends_with("module.yaml': no such file"), "{missing}");
    fs::write(&path, vec![b'#'; (1 << 20) + 1]).unwrap();
    assert!(Module::read(&path).unwrap_err().message().ends_with("is larger than 1 MiB"));
    fs::write(&path, b"module: \xff").unwrap();
    assert!(Module::read(&path).unwrap_err().message().contains("isn't UTF-8"));
    fs::write(&path, "module: a/b\nversion: 1.0.0\nx: 1\n").unwrap();
    let report = Module::read(&path).unwrap_err().report("t");
    assert_eq!((report.code, report.faults.len()), (3, 1));
    assert_eq!(report.faults[0].at, format!("{}:3:1", path.display()));
}

#[test]
fn faults_of_the_parameters_hide_no_others() {
    let faults = |text: &str| {
        let found = Module::parse(text, Path::new("/nowhere")).unwrap_err();
        found.iter().map(|fault| format!("{}: {}", fault.at, fault.message)).collect::<Vec<_>>()
    };
    let said = |text: &str, starts: &[&str]| {
        let found = faults(text);
        assert_eq!(found.len(), starts.len(), "{found:#?}");
        for start in starts {
            assert!(found.iter().any(|fault| fault.starts_with(start)), "'{start}' isn't in {found:#?}");
        }
    };
    let head = "module: a/b\nversion: 1.0.0\n";
    said(
        &format!("{head}paramters: []\nports: [nix]\n"),
        &["3:1: the file has no field 'paramters'", "4:9: 'nix': there is no such parameter"],
    );
    // A parameter that is wrong is there all the same: who names it does no wrong.
    said(
        &format!(
            "{head}parameters:\n  - {{id: p, type: uint, default: -1}}\n  - {{id: q, type: nix, default: 1}}\n  \
             - {{id: q, type: int, default: 1}}\nports: [p, nix]\ncontainers: [w, w]\nerrors:\n  \
             - {{when: eq (GetValue \"q\") 1, message: m}}\nlogs: {{z: z.log}}\n"
        ),
        &[
            "4:",
            "5:",
            "6:",
            "7:12: 'nix': there is no such parameter",
            "8:17: the container 'w' stands twice",
            "11:8: 'containers' has no 'z'",
        ],
    );
}
