//! What can be set: `config.json`, which is the answer to `get-config` but for the values.

use serde_json::{Map, Value};

use crate::settings;

/// The metadata, with each parameter's `value` as it was saved. A secret isn't told.
pub(crate) fn with_values(saved: Option<&Value>) -> Value {
    let mut metadata = all();
    if let Some(saved) = saved {
        fill(&mut metadata, saved);
    }
    metadata
}

/// The instance in which every parameter has its default.
pub(crate) fn defaults() -> Value {
    instance(&all())
}

fn all() -> Value {
    let text = include_str!("config.json").replace("\"hw-", &format!("\"{}-", settings::shortcut()));
    serde_json::from_str(&text).unwrap_or_default()
}

fn fill(section: &mut Value, saved: &Value) {
    for parameter in list(section, "parameters").filter(|parameter| parameter["secret"] != true) {
        if let Some(value) = saved.get(id(parameter)) {
            parameter["value"] = value.clone();
        }
    }
    for section in list(section, "sections") {
        let saved = saved[id(section)].clone();
        fill(section, &saved);
    }
}

fn instance(section: &Value) -> Value {
    let mut section = section.clone();
    let mut values = Map::new();
    values.extend(list(&mut section, "parameters").map(|one| (id(one).to_owned(), one["default"].clone())));
    values.extend(list(&mut section, "sections").map(|one| (id(one).to_owned(), instance(one))));
    values.into()
}

fn list<'a>(section: &'a mut Value, what: &str) -> impl Iterator<Item = &'a mut Value> {
    section[what].as_array_mut().into_iter().flatten()
}

fn id(part: &Value) -> &str {
    part["id"].as_str().unwrap_or_default()
}
