//! Settings of an older version of a module, fitted to its new metadata (SPEC.md section 6; `overwriteOnUpgrade`).

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::configured::metadata;
use super::instance::Instance;
use super::metadata::Metadata;
use super::parameter::Parameter;
use super::value::Value;
use crate::document::Document;
use crate::error::Result;

/// One setting that isn't what it was. Secrets are masked.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Fitted {
    /// The parameter's full name.
    pub fqpn: String,
    /// Its value before; `null` where it is new.
    pub old: Json,
    /// Its value now; `null` where it is gone.
    pub new: Json,
    /// Why: `gone`, `new`, `overwritten`, `invalid`, or `module` where the module's own upgrade did it.
    pub why: &'static str,
}

/// Fits the document's settings to its metadata and notes every change in `upgraded`; `was` is what they were. Where the
/// module upgraded them itself (`from` is gone), they are taken as they are, completed with defaults.
///
/// Parameters that are gone are dropped, new ones get what the operator once set or their default, those with
/// `overwriteOnUpgrade` and values that no longer fit get their default. What the operator set stays in `set`, but for
/// what is overwritten.
pub fn upgrade(document: &mut Document) -> Result<()> {
    let metadata = metadata(document)?;
    let by_module = !document.has("from");
    let now: Json = document.get("settings")?.unwrap_or_else(|| Json::Object(Map::new()));
    let was: Json = document.get("was")?.unwrap_or_else(|| now.clone());
    let mut set: Json = document.get("set")?.unwrap_or_else(|| Json::Object(Map::new()));
    let known = |json: &Json| Instance::read(&metadata, json).instance;
    let (stored, chosen, before) = (known(&now), known(&set), known(&was));
    let mut fitted = Instance::defaults(&metadata);
    let mut changes = gone(&metadata, &was);
    for parameter in metadata.parameters() {
        let old = before.get(&parameter.path);
        let (value, why) =
            fit(parameter, stored.get(&parameter.path), chosen.get(&parameter.path), by_module);
        if why == "overwritten" {
            take_out(&mut set, &parameter.path);
        }
        let same = old.is_some_and(|old| parameter.check(old).is_ok_and(|old| old.same(&value)));
        if !same {
            changes.push(Fitted {
                fqpn: metadata.fqpn(&parameter.path),
                old: old.map_or(Json::Null, |old| parameter.masked_json(old)),
                new: parameter.masked_json(&value),
                why: if by_module {
                    "module"
                } else if old.is_none() {
                    "new"
                } else {
                    why
                },
            });
        }
        fitted.set(&parameter.path, value);
    }
    document.set("was", &was)?;
    document.set("set", &set)?;
    document.set("settings", &fitted.to_json(&metadata))?;
    document.remove("from");
    document.set("upgraded", &changes)
}

/// A parameter's value after the upgrade, and why it is that where it isn't the old one.
fn fit(
    parameter: &Parameter,
    stored: Option<&Value>,
    chosen: Option<&Value>,
    by_module: bool,
) -> (Value, &'static str) {
    let default = || parameter.default.clone();
    if parameter.overwrite_on_upgrade && !by_module {
        return (default(), "overwritten");
    }
    let good = [stored, chosen].into_iter().flatten().find_map(|value| parameter.check(value).ok());
    let why = if stored.is_some() { "invalid" } else { "new" };
    (good.unwrap_or_else(default), why)
}

/// What the new metadata has no place for. Whether it was a secret, nobody can say any more: only its name is told.
fn gone(metadata: &Metadata, was: &Json) -> Vec<Fitted> {
    let unknown = Instance::read(metadata, was).unknown.into_iter();
    unknown
        .map(|fault| {
            let path = fault.at.split_once(':').map_or("", |(_, path)| path);
            let old = was.pointer(&format!("/{path}")).filter(|old| !old.is_object());
            let old = old.cloned().unwrap_or_else(|| "…".into());
            Fitted { fqpn: fault.at.clone(), old, new: Json::Null, why: "gone" }
        })
        .collect()
}

fn take_out(fields: &mut Json, path: &str) {
    let (section, id) = path.rsplit_once('/').unwrap_or(("", path));
    let pointer = if section.is_empty() { String::new() } else { format!("/{section}") };
    if let Some(Json::Object(fields)) = fields.pointer_mut(&pointer) {
        fields.shift_remove(id);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn document(settings: &Json, set: &Json, from: bool) -> Document {
        let config = json!({"parameters": [
            {"id": "kept", "name": "", "description": {"default": ""}, "type": "int", "default": 1},
            {"id": "fresh", "name": "", "description": {"default": ""}, "type": "string", "default": "new"},
            {"id": "tight", "name": "", "description": {"default": ""}, "type": "uint", "default": 5, "maxValue": 9},
            {"id": "tag", "name": "", "description": {"default": ""}, "type": "string", "default": "v2",
                "overwriteOnUpgrade": true},
            {"id": "key", "name": "", "description": {"default": ""}, "type": "string", "default": "", "secret": true}
        ], "sections": [{"id": "s", "name": "", "description": {"default": ""}, "sections": [], "parameters": [
            {"id": "in", "name": "", "description": {"default": ""}, "type": "bool", "default": true}]}]});
        let mut document = Document::new("a/b").unwrap();
        document.set("config", &config).unwrap();
        document.set("settings", settings).unwrap();
        document.set("set", set).unwrap();
        if from {
            document.set("from", &"1.0.0").unwrap();
        }
        document
    }

    fn told(document: &Document) -> Vec<String> {
        let changes: Vec<Json> = document.need("upgraded").unwrap();
        let text = |one: &Json| {
            format!(
                "{} {}>{} {}",
                one["fqpn"].as_str().unwrap(),
                one["old"],
                one["new"],
                one["why"].as_str().unwrap()
            )
        };
        changes.iter().map(text).collect()
    }

    #[test]
    fn settings_are_fitted_and_every_change_is_told() {
        let old = json!({"kept": 7, "tight": 12, "tag": "mine", "gone": "x", "key": {"secretFile": "/k"},
            "s": {"in": false, "out": 1}, "old": {"deep": 2}});
        let set = json!({"kept": 7, "tight": 12, "tag": "mine", "gone": "x"});
        let mut document = document(&old, &set, true);
        upgrade(&mut document).unwrap();
        let new: Json = document.need("settings").unwrap();
        let expected = json!({"kept": 7, "fresh": "new", "tight": 5, "tag": "v2", "key": {"secretFile": "/k"},
            "s": {"in": false}});
        assert_eq!(new, expected);
        let mut told = told(&document);
        told.sort();
        let expected = [
            "a/b:fresh null>\"new\" new",
            "a/b:gone \"x\">null gone",
            "a/b:old \"…\">null gone",
            "a/b:s/out 1>null gone",
            "a/b:tag \"mine\">\"v2\" overwritten",
            "a/b:tight 12>5 invalid",
        ];
        assert_eq!(told, expected);
        // What the operator set isn't lost, but for what is overwritten.
        let set: Json = document.need("set").unwrap();
        assert_eq!(set, json!({"kept": 7, "tight": 12, "gone": "x"}));
        assert_eq!(document.need::<Json>("was").unwrap(), old);
        assert!(!document.has("from"));
    }

    #[test]
    fn what_the_operator_once_set_comes_back_with_its_parameter() {
        let mut document = document(&json!({"kept": 1}), &json!({"fresh": "mine"}), true);
        upgrade(&mut document).unwrap();
        assert_eq!(document.need::<Json>("settings").unwrap()["fresh"], "mine");
    }

    #[test]
    fn what_the_module_upgraded_itself_is_taken_as_it_is() {
        let mut document = document(&json!({"kept": 8, "tag": "mine"}), &json!({}), false);
        document
            .set(
                "was",
                &json!({"kept": 7, "tag": "mine", "tight": 5, "fresh": "new", "key": "", "s": {"in": true}}),
            )
            .unwrap();
        upgrade(&mut document).unwrap();
        assert_eq!(told(&document), ["a/b:kept 7>8 module"]);
    }
}
