//! What is hidden of a module: the places of its settings that hold secrets, as far as its metadata tells, sound or not.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::parameter::MASK;
use super::value::Value;
use crate::document::Document;
use crate::name::Fqpn;

/// The parameters and sections below one place of the settings.
#[derive(Debug, Default)]
pub(super) struct Places {
    inner: BTreeMap<String, Places>,
    /// For a secret: the defaults that its metadata names, which everybody knows.
    secret: Option<Vec<Json>>,
}

impl Places {
    /// Those that this metadata names. What else is wrong with it doesn't matter.
    pub(super) fn of(config: &Json) -> Self {
        let mut places = Self::default();
        places.add(config);
        places
    }

    /// Those of a document's metadata; none where it has none that can be read.
    pub(super) fn of_document(document: &Document) -> Self {
        Self::of(&document.get("config").ok().flatten().unwrap_or_default())
    }

    fn add(&mut self, section: &Json) {
        for parameter in items(section, "parameters") {
            let place = self.inner.entry(id(parameter)).or_default();
            if is_secret(parameter) {
                place.secret.get_or_insert_default().push(parameter["default"].clone());
            }
        }
        for inner in items(section, "sections") {
            self.inner.entry(id(inner)).or_default().add(inner);
        }
    }

    fn at<'a>(&self, path: impl IntoIterator<Item = &'a String>) -> Option<&Self> {
        path.into_iter().try_fold(self, |place, id| place.inner.get(id))
    }

    fn holds_secret(&self) -> bool {
        self.secret.is_some() || self.inner.values().any(Self::holds_secret)
    }
}

fn items<'a>(section: &'a Json, list: &str) -> impl Iterator<Item = &'a Json> {
    section[list].as_array().into_iter().flatten()
}

fn id(item: &Json) -> String {
    item["id"].as_str().unwrap_or_default().into()
}

/// Whatever says so but `false`: who errs there has something to hide.
fn is_secret(parameter: &Json) -> bool {
    !matches!(parameter["secret"], Json::Null | Json::Bool(false))
}

/// What stands for a file with a secret in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Files {
    /// Its path, as in documents.
    Shown,
    /// A mask, as for people.
    Masked,
}

/// Settings without their secrets, whatever stands in their places: only a default, which everybody knows, can be seen.
pub(super) fn masked(places: Option<&Places>, json: Json, files: Files) -> Json {
    let is_section = places.is_some_and(|place| place.inner.contains_key("secretFile"));
    if !is_section && matches!(Value::from_json(&json), Ok(Value::SecretFile(_))) {
        return if files == Files::Shown { json } else { MASK.into() };
    }
    match (json, places) {
        (Json::Null, _) => Json::Null,
        (json, Some(Places { secret: Some(defaults), .. })) => {
            if defaults.iter().any(|default| same(default, &json)) { json } else { MASK.into() }
        }
        (Json::Object(fields), places) => {
            let inner = |(id, json): (String, Json)| {
                let place = places.and_then(|places| places.inner.get(&id));
                (id, masked(place, json, files))
            };
            fields.into_iter().map(inner).collect()
        }
        (_, Some(places)) if places.holds_secret() => MASK.into(),
        (json, _) => json,
    }
}

fn same(one: &Json, other: &Json) -> bool {
    matches!((Value::from_json(one), Value::from_json(other)), (Ok(one), Ok(other)) if one.same(&other))
}

/// Calls for what each parameter reports that says it is secret, wherever metadata, sound or not, has it in plain.
pub(super) fn each_reported(config: &mut Json, change: &impl Fn(&mut Json)) {
    match config {
        Json::Array(list) => list.iter_mut().for_each(|item| each_reported(item, change)),
        Json::Object(fields) => {
            let is_secret = fields.contains_key("secret") && is_secret(&Json::Object(fields.clone()));
            let default = fields.get("default").cloned().unwrap_or_default();
            if let Some(value) =
                fields.get_mut("value").filter(|value| is_secret && is_plain(value, &default))
            {
                change(value);
            }
            let inner = fields.iter_mut().filter(|(name, _)| !matches!(name.as_str(), "value" | "default"));
            inner.for_each(|(_, json)| each_reported(json, change));
        }
        _ => {}
    }
}

fn is_plain(value: &Json, default: &Json) -> bool {
    let is_file = matches!(Value::from_json(value), Ok(Value::SecretFile(_)));
    !value.is_null() && !is_file && !same(value, default)
}

/// The document as a terminal may show it: no secret that stands in plain in its metadata, settings or edits.
pub fn for_terminal(document: &Document) -> Document {
    let mut shown = document.clone();
    let places = Places::of_document(document);
    let mut put = |field: &str, change: &dyn Fn(Json) -> Json| {
        let found: Option<Json> = document.get(field).ok().flatten();
        let Some(json) = found else { return };
        let changed = change(json.clone());
        // What is the same stays to the byte.
        if changed != json && shown.set(field, &changed).is_err() {
            shown.remove(field);
        }
    };
    for field in ["settings", "was", "set"] {
        put(field, &|json| masked(Some(&places), json, Files::Shown));
    }
    put("config", &|mut json| {
        each_reported(&mut json, &|value| *value = MASK.into());
        json
    });
    put("edits", &|mut json| {
        let edits = json.as_array_mut().into_iter().flatten().filter_map(Json::as_object_mut);
        edits.filter(|edit| is_of_secret(edit, document, &places)).for_each(mask_edit);
        json
    });
    shown
}

/// Whether the edit is of a secret of this document's module; of another's, nobody here can tell.
fn is_of_secret(edit: &Map<String, Json>, document: &Document, places: &Places) -> bool {
    let fqpn: Option<Fqpn> = edit.get("fqpn").and_then(Json::as_str).and_then(|text| text.parse().ok());
    let own = |fqpn: &Fqpn| fqpn.module().is_none_or(|module| module.as_str() == document.fqmn());
    let place = fqpn.filter(own).and_then(|fqpn| places.at(fqpn.path()));
    place.is_some_and(Places::holds_secret)
}

fn mask_edit(edit: &mut Map<String, Json>) {
    for field in ["value", "text"] {
        if let Some(value) = edit.get_mut(field) {
            *value = masked(None, value.take(), Files::Shown);
            if !value.is_object() || value.get("secretFile").is_none() {
                *value = MASK.into();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn places() -> Places {
        Places::of(&json!({"parameters": [
            {"id": "pass", "secret": true, "type": "nonsense", "default": ""},
            {"id": "pin", "secret": "yes", "default": 0},
            {"id": "open", "secret": false},
        ], "sections": [{"id": "s", "parameters": [{"id": "deep", "secret": true, "default": ""}]}, 7]}))
    }

    #[test]
    fn whatever_stands_at_a_secrets_place_is_masked() {
        for (settings, shown) in [
            (json!({"pass": "hunter2"}), json!({"pass": MASK})),
            (json!({"pass": ["hunter2"]}), json!({"pass": MASK})),
            (json!({"pass": {"a": "hunter2"}}), json!({"pass": MASK})),
            (json!({"pass": {"secretFile": "/a", "b": "hunter2"}}), json!({"pass": MASK})),
            (json!({"pass": {"secretFile": ["hunter2"]}}), json!({"pass": MASK})),
            (json!({"pass": {"secretFile": "/a"}}), json!({"pass": MASK})),
            (json!({"pass": "", "pin": 0.0, "open": [1]}), json!({"pass": "", "pin": 0.0, "open": [1]})),
            (json!({"pin": true, "open": {"secretFile": "/a"}}), json!({"pin": MASK, "open": MASK})),
            (json!({"s": {"deep": 7, "other": 7}}), json!({"s": {"deep": MASK, "other": 7}})),
            (json!({"s": "hunter2"}), json!({"s": MASK})),
            (json!(["hunter2"]), json!(MASK)),
            (
                json!({"pass": null, "gone": {"x": {"secretFile": "/a"}}}),
                json!({"pass": null, "gone": {"x": MASK}}),
            ),
        ] {
            assert_eq!(masked(Some(&places()), settings.clone(), Files::Masked), shown, "{settings}");
        }
        let file = json!({"pass": {"secretFile": "/a"}});
        assert_eq!(masked(Some(&places()), file.clone(), Files::Shown), file);
    }

    #[test]
    fn a_terminal_sees_no_secret_of_a_document() {
        let document: Document = serde_json::from_value(json!({
            "fqmn": "me/mod", "settings": {"pass": "hunter2", "n": 1}, "was": {"s": {"deep": ["hunter2"]}}, "set": "hunter2",
            "config": {"parameters": [{"id": "pass", "secret": true, "default": "", "value": "hunter2"},
                {"id": "n", "value": 7, "default": 1}],
                "sections": [{"id": "s", "parameters": [{"id": "deep", "secret": true, "default": "", "value": ["hunter2"]}]}]},
            "edits": [{"fqpn": "pass", "text": "hunter2"}, {"fqpn": "me/mod:s/deep", "value": {"a": "hunter2"}},
                {"fqpn": "n", "value": 7}],
        }))
        .unwrap();
        let shown = serde_json::to_string(&for_terminal(&document)).unwrap();
        assert!(!shown.contains("hunter2") && shown.matches(MASK).count() == 7, "{shown}");
        assert!(
            shown.contains(r#"{"fqpn":"n","value":7}"#) && shown.contains(r#""value":7,"default":1"#),
            "{shown}"
        );
    }
}
