//! Secrets that a module reports: they leave the document for files as soon as it is read.

use serde_json::{Map, Value as Json};

use super::hidden;
use super::metadata::Metadata;
use super::parameter::Parameter;
use super::secret;
use super::value::Value;
use crate::document::{Document, fields::Paths};
use crate::error::Result;

/// Takes the secrets that the document's metadata reports in plain out of it. One that nothing is stored for gets a file,
/// which stands in its place from then on; where something is stored, that stays and the report goes, as it does where
/// the metadata has a fault, whatever that is about. Metadata that can't be read at all goes as a whole.
pub fn hide_reported(document: &mut Document) -> Result<()> {
    // Most modules have no secret, and reading metadata for nothing takes its time.
    if !document.raw("config").is_some_and(|config| may_have_secrets(config.get())) {
        return Ok(());
    }
    let read = super::configured::metadata(document);
    let Ok(Some(mut config)) = document.get::<Json>("config") else {
        document.remove("config");
        return read.map(drop);
    };
    let before = config.clone();
    // Broken metadata is reported where it is read.
    if let Ok(metadata) = &read {
        keep_reported(document, metadata, &mut config)?;
    }
    hidden::each_reported(&mut config, &|value| *value = emptied(value));
    if config == before { Ok(()) } else { document.set("config", &config) }
}

/// A letter of a name may be written as an escape.
fn may_have_secrets(config: &str) -> bool {
    config.contains("\"secret\"") || config.contains("\\u00")
}

/// Nothing, or what is as wrong as it was: whoever mends the metadata has to learn of it.
fn emptied(value: &Json) -> Json {
    match value {
        Json::Array(_) => Json::Array(Vec::new()),
        Json::Object(_) => Json::Object(Map::new()),
        _ => Json::Null,
    }
}

/// Puts secrets that are reported in plain, and for which nothing is stored, into files.
fn keep_reported(document: &Document, metadata: &Metadata, config: &mut Json) -> Result<()> {
    let paths: Option<Paths> = document.get("paths")?;
    let Some(folder) = paths.as_ref().and_then(secret::folder) else { return Ok(()) };
    for parameter in metadata.parameters().filter(|parameter| reports_plain(parameter)) {
        if let (None, Some(value)) = (stored(document, metadata, &parameter.path)?, &parameter.value) {
            let file = secret::keep(folder, &parameter.path, &value.to_string())?;
            put(config, &parameter.path, Value::SecretFile(file).to_json());
        }
    }
    Ok(())
}

fn reports_plain(parameter: &Parameter) -> bool {
    let plain = |value: &Value| !matches!(value, Value::SecretFile(_)) && !value.same(&parameter.default);
    parameter.secret && parameter.value.as_ref().is_some_and(plain)
}

fn stored(document: &Document, metadata: &Metadata, path: &str) -> Result<Option<Value>> {
    let found = |field: &str| -> Result<Option<Value>> {
        let instance: Option<Json> = document.get(field)?;
        Ok(instance.and_then(|json| super::Instance::read(metadata, &json).instance.get(path).cloned()))
    };
    Ok(found("settings")?.or(found("set")?))
}

/// Writes what the parameter at this path reports.
fn put(config: &mut Json, path: &str, value: Json) {
    let (list, id, rest) = match path.split_once('/') {
        Some((section, rest)) => ("sections", section, Some(rest)),
        None => ("parameters", path, None),
    };
    let items = config.get_mut(list).and_then(Json::as_array_mut);
    let item = items.into_iter().flatten().find(|item| item["id"] == id);
    match (item, rest) {
        (Some(section), Some(rest)) => put(section, rest, value),
        (Some(parameter), None) => parameter["value"] = value,
        (None, _) => {}
    }
}
