//! The dialects of before: what each asks for and is answered.

use serde_json::{Value as Json, json};

use super::{Adapter, config};

fn system(own: &Json) -> Json {
    json!({"version": "1", "projectName": "p", "modules": {"me/mod": {"enabled": true, "version": "1", "settings": own}}})
}

#[test]
fn december_2024_has_metadata_and_values_apart() {
    let adapter = Adapter::of_dialect("2024-12");
    let mut own = config();
    own["name"] = "b".into();
    let metadata = adapter.ask("get-config-metadata", json!({})).unwrap();
    assert_eq!(adapter.ask("get-config-instance", json!({})).unwrap_err().text, "no config was saved so far");
    adapter.ask("set-config", json!({"config": own})).unwrap();
    assert_eq!(adapter.ask("get-config-metadata", json!({})).unwrap(), metadata);
    let values = json!({"name": "b", "port": 8080, "big": true, "ratio": 2.0, "inner": {"count": 7}});
    assert_eq!(adapter.ask("get-config-instance", json!({})).unwrap(), values);
    for command in ["get-config", "upgrade-instance", "set-settings", "start"] {
        assert_eq!(adapter.ask(command, json!({})).unwrap_err().code, 3, "{command}");
    }
}

#[test]
fn january_2025_gets_the_settings_of_the_whole_system() {
    let adapter = Adapter::of_dialect("2025-01");
    let mut own = config();
    own["name"] = "b".into();
    let request = json!({"settings": system(&own)});
    let answer = adapter.ask("process-settings", request.clone()).unwrap();
    assert_eq!(answer, json!({"errors": [], "ports": {"me/mod:port": 8080}}));
    adapter.ask("set-settings", request).unwrap();
    assert_eq!(adapter.ask("get-config-metadata", json!({})).unwrap()["parameters"][0]["value"], "b");
    let answer = adapter.ask("process-settings", json!({"settings": {"modules": {}}})).unwrap();
    assert_eq!(answer["errors"], json!(["the settings hold none of 'me/mod'"]));
    for command in ["get-config", "set-config", "process-config"] {
        assert_eq!(adapter.ask(command, json!({})).unwrap_err().code, 3, "{command}");
    }
}

#[test]
fn march_2025_says_what_restarts_and_starts_itself() {
    let adapter = Adapter::of_dialect("2025-03");
    let mut new = config();
    new["name"] = "b".into();
    let mut old = new.clone();
    old["name"] = "a".into();
    for field in ["currentSettings", "oldSettings"] {
        let request = json!({field: system(&old), "newSettings": system(&new)});
        let answer = adapter.raw("process-settings", format!("{request}\n").as_bytes()).unwrap().0;
        let expected = json!({"errors": [], "ports": {"me/mod:port": 8080}, "servicesToRestart": ["web"]});
        assert_eq!(serde_json::from_str::<Json>(&answer).unwrap(), expected, "{field}");
    }
    adapter.ask("set-settings", json!({"settings": system(&new)})).unwrap();
    // It has no input, and waits for none.
    let metadata = adapter.raw("get-config-metadata", b"").unwrap().0;
    assert!(metadata.contains("\"value\":\"b\"") && !metadata.contains("sesame"));
    let refusal = adapter.ask("start", json!({"settings": system(&new)})).unwrap_err();
    assert!(refusal.text.starts_with("HD_COMPOSE_PROJECT isn't set"), "{refusal:?}");
    for command in ["get-containers", "get-log-file", "get-config"] {
        assert_eq!(adapter.ask(command, json!({})).unwrap_err().code, 3, "{command}");
    }
}
