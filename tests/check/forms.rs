//! The report's forms for machines.

use std::path::Path;

use serde_json::{Value, json};

use super::{change, hello, with_module};

#[test]
fn the_forms_for_machines_tell_the_same() {
    let place = with_module();
    change(&place, "templates/hw-mirror.tmpl", "cap_drop: [ALL]", "cap_drop: []");
    let form = |form: &str, strict: &[&str], status| {
        let args = ["package", "module", "--format", form];
        place
            .tool("hd-check")
            .args(args)
            .args(strict)
            .args(["--", &hello()])
            .any_stdout()
            .status(status)
            .stdout
    };
    let tap = form("tap", &[], 0);
    assert!(tap.contains("HD022 containers drop capabilities # TODO warning\n"), "{tap}");
    assert!(form("tap", &["--strict"], 1).contains("HD022 containers drop capabilities\n  ---\n"));
    let junit = form("junit", &["--strict"], 1);
    assert!(junit.contains("failures=\"1\"") && junit.contains("type=\"warning\""), "{junit}");
    let sarif: Value = serde_json::from_str(&form("sarif", &[], 0)).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&json!("HD022"), &json!("warning")));
    let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "templates/hw-mirror.tmpl");
}

/// Names that a file may have, and that mean something else in a form.
const ODD: &[&str] = &["a #b% [c]|é&<d>\"e'.tmpl", "# SKIP.tmpl", "]]>.tmpl", "\u{ffff}.tmpl"];

#[test]
fn odd_names_break_no_form() {
    for name in ODD {
        let place = with_module();
        place.write(Path::new("module/templates").join(name), "services: {{#if}");
        let form = |form: &str| {
            let args = ["package", "module", "--format", form];
            place.tool("hd-check").args(args).any_stdout().status(1).stdout
        };
        let file = format!("templates/{name}");
        let found: Value = serde_json::from_str(&form("json")).unwrap();
        assert_eq!(found["findings"][0]["place"]["at"], file);
        let sarif: Value = serde_json::from_str(&form("sarif")).unwrap();
        let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        let url = url::Url::parse("file:///p/").unwrap().join(uri).unwrap();
        assert_eq!(url.to_file_path().unwrap(), Path::new("/p").join(&file), "{uri}");
        let junit = form("junit");
        let document = roxmltree::Document::parse(&junit).unwrap_or_else(|cause| panic!("{cause}: {junit}"));
        assert_eq!(document.descendants().filter(|node| node.has_tag_name("failure")).count(), 1, "{junit}");
        let tap = form("tap");
        assert_eq!(tap.matches("\nnot ok ").count(), 1, "{tap}");
        assert!(tap.lines().all(|line| line.starts_with([' ', 'o', 'n', 'T', '1'])), "{tap}");
    }
}
