//! Settings: judged, saved, written into the module's files, and told again.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value as Json, json};

use super::{Adapter, MODULE, config};

#[test]
fn set_config_writes_every_file_and_get_config_tells_what_was_set() {
    let adapter = Adapter::new(MODULE);
    let before = adapter.ask("get-config", json!({})).unwrap();
    assert!(!before.to_string().contains("\"value\""), "{before}");
    let mut config = config();
    config["big"] = false.into();
    assert_eq!(adapter.ask("set-config", json!({"config": config})).unwrap(), Json::Null);
    let written = adapter.config("sub/web.toml").unwrap();
    assert_eq!(written, "name = \"Bob \\\"B\\\"\\n\"\nratio = 2.0\ntext = '7'\n");
    let metadata = adapter.ask("get-config", json!({})).unwrap();
    let values: Vec<&Json> =
        metadata["parameters"].as_array().unwrap().iter().map(|one| &one["value"]).collect();
    assert_eq!(json!(values), json!(["Bob \"B\"\n", 8080, false, 2.0, null]));
    assert_eq!(metadata["sections"][0]["parameters"][0]["value"], 7);
    let mode =
        |path: &str| fs::metadata(adapter.place.path().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("config/sub/web.toml"), mode("config/settings.json")), (0o640, 0o600));
    let saved: Json = serde_json::from_str(&adapter.config("settings.json").unwrap()).unwrap();
    assert_eq!(saved["pass"], "open sesame");
}

#[test]
fn a_file_whose_condition_no_longer_holds_is_gone() {
    let adapter = Adapter::new(MODULE);
    let mut config = config();
    config["name"] = "b".into();
    adapter.ask("set-config", json!({"config": config})).unwrap();
    assert_eq!(adapter.config("big.env").unwrap(), "NAME=b");
    assert_eq!(adapter.ask("get-containers", json!({})).unwrap(), json!({"containers": ["web", "more"]}));
    config["big"] = false.into();
    adapter.ask("set-config", json!({"config": config})).unwrap();
    assert_eq!(adapter.config("big.env"), None);
    assert_eq!(adapter.ask("get-containers", json!({})).unwrap(), json!({"containers": ["web"]}));
}

#[test]
fn a_value_that_fits_no_file_is_refused_before_anything_is_written() {
    let adapter = Adapter::new(MODULE);
    let request = json!({"config": config()});
    // The name holds a line break, which an env file can't.
    let text = "cannot write 'big.env': the value of 'name' doesn't fit at line 1 of 'template (line 27)': it holds a line break";
    let mut plain = adapter.ask("process-config", request.clone()).unwrap();
    assert!(plain["errors"][0].as_str().unwrap().starts_with(text), "{plain}");
    assert_eq!(plain["ports"].take(), json!({"me/mod:port": 8080}));
    let refusal = adapter.ask("set-config", request).unwrap_err();
    assert_eq!((refusal.code, adapter.entries("config")), (1, 0));
}

#[test]
fn what_is_no_instance_is_told_field_by_field_and_unknown_names_are_dropped() {
    let adapter = Adapter::new(MODULE);
    let bad = json!({"name": 7, "port": -1, "big": false, "ratio": 1, "inner": {"count": "x"}, "new": 1});
    let answer = adapter.ask("process-config", json!({"config": bad})).unwrap();
    let expected = [
        "name: must be a text, not 7",
        "port: must be a whole number of 64 bits, 0 or above, not -1",
        "pass: is missing",
        "inner/count: must be a whole number of 64 bits, not 'x'",
    ];
    assert_eq!(answer, json!({"errors": expected, "ports": {}}));
    for bad in [Json::Null, json!([]), json!("x"), json!({"inner": 1})] {
        let answer = adapter.ask("process-config", json!({"config": bad})).unwrap();
        assert!(!answer["errors"].as_array().unwrap().is_empty(), "{bad}");
        assert_eq!(adapter.ask("set-config", json!({"config": bad})).unwrap_err().code, 1);
    }
    let mut more = config();
    more["name"] = "b".into();
    more["unknown"] = json!({"x": 1});
    more["inner"]["other"] = 1.into();
    adapter.ask("set-config", json!({"config": more})).unwrap();
    assert!(!adapter.config("settings.json").unwrap().contains("unknown"));
    more["port"] = 70000.into();
    let answer = adapter.ask("process-config", json!({"config": more})).unwrap();
    assert_eq!(answer, json!({"errors": ["port: is no port"], "ports": {}}));
    more["pass"] = json!({"secretFile": "/etc/passwd"});
    assert!(adapter.ask("set-config", json!({"config": more})).is_err());
}

#[test]
fn a_rule_says_its_message_at_its_parameter() {
    let adapter = Adapter::new(MODULE);
    let mut config = config();
    config["name"] = "root".into();
    let answer = adapter.ask("process-config", json!({"config": config})).unwrap();
    assert_eq!(answer["errors"], json!(["name: not root"]));
}

#[test]
fn an_upgrade_keeps_what_fits_and_overwrites_what_it_should() {
    let adapter = Adapter::new(MODULE);
    let old = json!({"name": "Eve", "port": "x", "gone": 1, "ratio": 9.5, "inner": {"count": 4}});
    let request = json!({"instance": {"enabled": false, "version": "0.9.0", "settings": old}});
    let expected = json!({"enabled": false, "version": "1.2.3", "settings":
        {"name": "Eve", "port": 80, "big": false, "ratio": 1.0, "pass": "", "inner": {"count": 4}}});
    assert_eq!(adapter.ask("upgrade-instance", request).unwrap(), expected);
    assert!(adapter.ask("upgrade-instance", json!({"instance": null})).is_err());
}

#[test]
fn what_was_saved_before_an_upgrade_or_broken_is_read_as_far_as_it_goes() {
    let adapter = Adapter::new(MODULE);
    let saved = adapter.place.path().join("config/settings.json");
    fs::write(&saved, r#"{"big": true, "port": "x", "gone": 1}"#).unwrap();
    assert_eq!(adapter.ask("get-containers", json!({})).unwrap(), json!({"containers": ["web", "more"]}));
    for broken in ["", "[]", "{", "\u{0}"] {
        fs::write(&saved, broken).unwrap();
        let refusal = adapter.ask("get-containers", json!({})).unwrap_err();
        assert!(refusal.text.starts_with("'settings.json' isn't as it was saved: "), "{refusal:?}");
    }
}

#[test]
fn no_link_that_somebody_put_there_is_followed() {
    let adapter = Adapter::new(MODULE);
    let elsewhere = tempfile::tempdir().unwrap();
    let mut own = config();
    own["name"] = "b".into();
    std::os::unix::fs::symlink(elsewhere.path(), adapter.place.path().join("config/sub")).unwrap();
    let refusal = adapter.ask("set-config", json!({"config": own})).unwrap_err();
    assert!(refusal.text.starts_with("cannot write 'sub/web.toml': "), "{refusal:?}");
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    assert_eq!(adapter.config("settings.json"), None);
    fs::remove_file(adapter.place.path().join("config/sub")).unwrap();
    fs::write(elsewhere.path().join("x"), "theirs").unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("x"), adapter.place.path().join("config/settings.json"))
        .unwrap();
    adapter.ask("set-config", json!({"config": own})).unwrap();
    assert_eq!(fs::read_to_string(elsewhere.path().join("x")).unwrap(), "theirs");
}

#[test]
fn where_one_file_cannot_be_written_none_is() {
    let adapter = Adapter::new(MODULE);
    let mut own = config();
    own["name"] = "b".into();
    fs::create_dir(adapter.place.path().join("config/settings.json")).unwrap();
    let refusal = adapter.ask("set-config", json!({"config": own})).unwrap_err();
    assert_eq!(refusal.text, "cannot write 'settings.json': it is a folder");
    assert_eq!((adapter.config("sub/web.toml"), adapter.config("big.env")), (None, None));
    assert_eq!(adapter.entries("config/sub"), 0, "no unfinished file is left");
    fs::remove_dir(adapter.place.path().join("config/settings.json")).unwrap();
    fs::write(adapter.place.path().join("config/.hd-adapter-old"), "of a killed run").unwrap();
    adapter.ask("set-config", json!({"config": own})).unwrap();
    assert_eq!(adapter.entries("config"), 3, "sub, big.env, settings.json");
}
