//! Secrets that a module reports: they leave the document for files as soon as it is read.

use serde_json::Value as Json;

use super::metadata::Metadata;
use super::parameter::Parameter;
use super::secret;
use super::value::Value;
use crate::document::{Document, fields::Paths};
use crate::error::Result;

/// Takes the secrets that the document's metadata reports in plain out of it. One that nothing is stored for gets a file,
/// which stands in its place from then on; where something is stored, that stays and the report goes.
pub fn hide_reported(document: &mut Document) -> Result<()> {
    // Most modules have no secret, and reading metadata for nothing takes its time.
    if !document.raw("config").is_some_and(|config| config.get().contains("\"secret\"")) {
        return Ok(());
    }
    // Broken metadata is reported where it is read.
    let Ok(metadata) = super::configured::metadata(document) else { return Ok(()) };
    let plain: Vec<&Parameter> = metadata.parameters().filter(|parameter| reports_plain(parameter)).collect();
    if plain.is_empty() {
        return Ok(());
    }
    let paths: Option<Paths> = document.get("paths")?;
    let folder = paths.as_ref().and_then(secret::folder);
    let mut config: Json = document.need("config")?;
    for parameter in plain {
        let stored = stored(document, &metadata, &parameter.path)?;
        let file = match (stored, &parameter.value, folder) {
            (None, Some(value), Some(folder)) => {
                Some(secret::keep(folder, &parameter.path, &value.to_string())?)
            }
            _ => None,
        };
        put(&mut config, &parameter.path, file.map_or(Json::Null, |file| Value::SecretFile(file).to_json()));
    }
    document.set("config", &config)
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
