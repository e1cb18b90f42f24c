//! `hd-config resolve`: what templates decide.

use serde_json::json;

use super::{lines, run};

#[test]
fn what_is_hidden_disabled_and_described_is_resolved() {
    let config = json!({"parameters": [{"id": "mode", "type": "string", "default": "full"}], "sections": [{
        "id": "light", "hidden": {"default": true, "template": "{{ne (GetValue \"mode\") \"light\"}}"},
        "parameters": [{"id": "port", "type": "uint", "default": 1, "description": {"default": "d", "template": "{{x}}"}}],
    }]});
    let stream = lines(&[json!({"fqmn": "me/mod", "config": config})]);
    let changed = run(&["set", "mode=light"], &stream).stdout;
    let (before, after) = (run(&["resolve"], &stream).document(), run(&["resolve"], &changed).document());
    assert_eq!(before["resolved"]["light/port"]["hidden"], true);
    assert_eq!(after["resolved"]["light/port"]["hidden"], false);
    assert_eq!(after["resolved"]["light/port"]["description"], "d");
    assert_eq!(after["resolved"]["light/port"]["warnings"].as_array().unwrap().len(), 1);
}

#[test]
fn a_template_in_gos_syntax_decides_as_well() {
    let config = json!({"parameters": [
        {"id": "mode", "type": "string", "default": "full"},
        {"id": "port", "type": "uint", "default": 1, "hidden": {"default": false, "template":
            "{{- if eq (.GetValue \"mode\") \"light\"}}true{{else}}{{.UseDefault}}{{end -}}"}},
    ]});
    let stream = lines(&[json!({"fqmn": "me/mod", "config": config})]);
    let changed = run(&["set", "mode=light"], &stream).stdout;
    assert_eq!(run(&["resolve"], &stream).document()["resolved"]["port"]["hidden"], false);
    assert_eq!(run(&["resolve"], &changed).document()["resolved"]["port"]["hidden"], true);
}
