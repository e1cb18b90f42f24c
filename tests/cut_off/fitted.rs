//! Settings that an upgrade takes over to a new version whose adapter doesn't know how: each change is listed, and what the
//! operator set stays.

use serde_json::{Value, json};

use super::{Ground, spread};

impl Ground {
    /// The version's package again, whose adapter says that it has these parameters.
    fn pack_with(&self, version: &str, parameters: &[Value]) {
        let path = format!("{version}/adapter.tmpl");
        let mut adapter: Value = serde_json::from_str(&self.place.read(&path)).unwrap();
        let says = adapter["services"]["adapter"]["environment"].as_array_mut().unwrap();
        says.retain(|said| !said.as_str().unwrap().starts_with("get-config="));
        let config = json!({"parameters": parameters, "sections": []});
        says.push(format!("get-config={config}").into());
        self.place.write(&path, spread(&adapter));
        self.tool("hd-unpack", &["pack", version, "-o", &format!("{version}.zip")]).any_stdout().status(0);
    }
}

fn parameter(id: &str, default: i64, more: &Value) -> Value {
    let mut parameter = json!({"id": id, "name": id, "description": {"default": ""}, "type": "int",
        "default": default, "advanced": false, "overwriteOnUpgrade": false, "affectsContainers": []});
    parameter.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    parameter
}

#[test]
fn what_the_new_version_does_to_settings_is_listed_and_what_was_set_stays() {
    let ground = Ground::new();
    let none = json!({});
    ground.pack_with("1.0.0", &["kept", "gone", "tight", "tag"].map(|id| parameter(id, 1, &none)));
    let new = [
        parameter("kept", 7, &none),
        parameter("tight", 3, &json!({"maxValue": 10})),
        parameter("tag", 4, &json!({"overwriteOnUpgrade": true})),
        parameter("new", 5, &none),
    ];
    ground.pack_with("2.0.0", &new);
    let install = ["--project", "demo", "module", "install", "--trust", "1.0.0.zip"];
    ground.hyperdrive(&install).any_stdout().status(0);
    let set = ["kept=2", "gone=2", "tight=50", "tag=2"].map(|set| format!("me/demo:{set}"));
    let set = set.iter().flat_map(|set| ["--set", set.as_str()]);
    ground.hyperdrive(&["service", "config"]).args(set).any_stdout().status(0);
    ground
        .hyperdrive(&["module", "upgrade", "--trust", "2.0.0.zip"])
        .stdout("upgraded: me/demo 2.0.0 (demo)\n")
        .stderr_has("me/demo:gone: 2 -> (unset) (the new version doesn't have it)\n")
        .stderr_has("me/demo:tight: 50 -> 3 (the old value no longer fits)\n")
        .stderr_has("me/demo:tag: 2 -> 4 (set anew by every upgrade)\n")
        .stderr_has("me/demo:new: (unset) -> 5 (new)\n")
        .status(0);
    let installed = ground.installed().unwrap();
    assert_eq!(installed["settings"], json!({"kept": 2, "tight": 3, "tag": 4, "new": 5}));
    assert_eq!(installed["set"]["kept"], 2);
}
