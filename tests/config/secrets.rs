//! Secrets: in files of their own, and seen nowhere else.

use serde_json::json;

use super::{lines, module, paths, run};
use crate::support::{Place, Test};

#[test]
fn a_secret_that_the_module_reports_leaves_the_documents() {
    let place = Place::default();
    let mut document = module("me/mod");
    document["paths"] = paths(&place);
    document["config"]["parameters"][3]["value"] = "hunter2".into();
    let get = place.tool("hd-config").args(["get", "password"]).stdin(lines(&[document.clone()]));
    get.stdout("\"********\"\n").status(0);
    let set = place.tool("hd-config").args(["set"]).stdin(lines(&[document])).any_stdout().status(0);
    assert!(!set.stdout.contains("hunter2"));
    let kept = set.document()["settings"]["password"]["secretFile"].as_str().unwrap().to_owned();
    assert_eq!(place.read(kept), "hunter2");
    Test::tool("hd-config").args(["diff"]).stdin(&set.stdout).status(0);
    // Another module's template may not read it, whatever the metadata says of it.
    let peek = json!({"parameters": [{"id": "x", "type": "bool", "default": true, "description": {"default": "d",
        "template": "{{GetValue \"me/mod:password\"}}"}}]});
    let peek = json!({"fqmn": "me/peek", "config": peek}).to_string();
    let resolved = run(&["resolve"], &format!("{}{peek}", set.stdout)).documents();
    assert_eq!(resolved[1]["resolved"]["x"]["description"], "d");
    assert!(
        resolved[1]["resolved"]["x"]["warnings"][0]
            .as_str()
            .unwrap()
            .contains("is a secret of another module")
    );
}

#[test]
fn a_secret_goes_from_a_file_to_a_file_and_is_seen_nowhere() {
    let place = Place::default();
    let mut document = module("me/mod");
    document["paths"] = paths(&place);
    let stream = lines(&[document]);
    place.write("secret", "hunter2\n");

    let ran = place.tool("hd-config").args(["set", "password@secret"]).stdin(&stream).any_stdout().status(0);
    assert!(!ran.stdout.contains("hunter2"));
    let kept = ran.document()["settings"]["password"]["secretFile"].as_str().unwrap().to_owned();
    assert!(kept.starts_with(&format!("{}/password-", place.path("secrets").display())), "{kept}");
    assert_eq!(place.read(&kept), "hunter2");
    assert_eq!(ran.document()["set"]["password"]["secretFile"], kept);
    let diff = place.tool("hd-config").args(["diff"]).stdin(&ran.stdout);
    diff.stdout_has(r#""old":"","new":"********""#).status(1);
    let get = place
        .tool("hd-config")
        .args(["get", "--yaml"])
        .stdin(&ran.stdout)
        .stdout_has("password: \"********\"\n");
    assert!(!get.status(0).stdout.contains("secretFile"));

    let again =
        place.tool("hd-config").args(["set", "password@secret"]).stdin(&ran.stdout).any_stdout().status(0);
    assert_eq!(again.document()["settings"]["password"]["secretFile"], kept);

    let line =
        place.tool("hd-config").args(["set", "password@-"]).stdin(format!("hunter3\n{stream}")).any_stdout();
    let other = line.status(0).document()["settings"]["password"]["secretFile"].as_str().unwrap().to_owned();
    assert_eq!(place.read(&other), "hunter3");

    let typed = place.tool("hd-config").args(["set", "password=hunter2"]).stdin(&stream).any_stdout();
    let typed =
        typed.stderr_has("me/mod:password: is a secret, which is set from a file: FQPN@FILE\n").status(3);
    assert!(!typed.stdout.contains("hunter2") && !typed.stderr.contains("hunter2"));
    let long = place.write("secret", "hunter2-hunter2").tool("hd-config").args(["set", "password@secret"]);
    let long =
        long.stdin(&stream).any_stdout().stderr_has("me/mod:password: the secret doesn't fit").status(3);
    assert!(!long.stdout.contains("hunter2"));
}
