//! The manual's page of the file.

use std::fs;

use crate::support::Place;

#[test]
fn the_manuals_example_is_a_module() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/man/hd-adapter-module.5")).unwrap();
    let example =
        page.split(".\\\" example\n.nf\n").nth(1).and_then(|rest| rest.split("\n.fi\n").next()).unwrap();
    let text = example
        .replace("\\-", "-")
        .replace("\\(aq", "'")
        .replace("\\(dq", "\"")
        .replace("\\&", "")
        .replace("\\e", "\\");
    let place = Place::default();
    place.write("module.yaml", text);
    place.tool("hd-adapter").args(["check"]).any_stdout().status(0);
    assert_eq!(hd::declared::LARGEST, 1 << 20, "the page says 1 MiB");
    // Every field that the page's list names is one, and every one is named.
    for field in [
        "module",
        "version",
        "dialect",
        "saved",
        "log",
        "parameters",
        "sections",
        "errors",
        "ports",
        "containers",
        "files",
        "commands",
        "logs",
    ] {
        assert!(page.contains(&format!(".B {field}\n")), "{field}");
    }
}
