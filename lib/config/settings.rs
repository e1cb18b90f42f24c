//! The settings of the whole system, put together from the documents of a stream (SPEC.md section 6).

use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::configured::Configured;
use crate::document::Document;
use crate::error::Result;

/// Who is to read the settings, which decides what they see of secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader<'a> {
    /// The operator: a secret's file stands for it.
    Operator,
    /// This module: its own secrets as the operator sees them, others' not at all.
    Module(&'a str),
}

/// The complete settings, `{version, …own, modules: {FQMN: {enabled, version, settings}}}`. Values that are stored
/// nowhere are those that would be used. A document without metadata gives its settings as they stand.
pub fn settings(documents: &[Document], reader: Reader) -> Result<Json> {
    let (mut own, mut modules) = (Map::new(), Map::new());
    for document in documents {
        let instance = instance(document, reader)?;
        match instance {
            Json::Object(fields) if document.is_hyperdrive() => own.extend(fields),
            instance => {
                let version = document.get::<Descriptor>("descriptor")?.unwrap_or_default().version;
                let module =
                    json!({"enabled": document.is_enabled(), "version": version, "settings": instance});
                modules.insert(document.fqmn(), module);
            }
        }
    }
    let mut settings = Map::from_iter([("version".into(), env!("CARGO_PKG_VERSION").into())]);
    settings.extend(own);
    settings.insert("modules".into(), modules.into());
    Ok(settings.into())
}

#[derive(Default, Deserialize)]
struct Descriptor {
    #[serde(default)]
    version: String,
}

fn instance(document: &Document, reader: Reader) -> Result<Json> {
    let public = matches!(reader, Reader::Module(fqmn) if fqmn != document.fqmn());
    match Configured::read(document) {
        Ok(Configured { metadata, settings, .. }) if public => Ok(settings.public_json(&metadata)),
        Ok(Configured { metadata, settings, .. }) => Ok(settings.masked_json(&metadata)),
        // Broken metadata must not keep the others from being read.
        Err(_) => {
            let mut stored = document.get("settings")?.unwrap_or_else(|| json!({}));
            if public {
                forget_secrets(&mut stored);
            }
            Ok(stored)
        }
    }
}

/// Takes out what has the form of a secret.
fn forget_secrets(json: &mut Json) {
    if let Json::Object(fields) = json {
        fields.retain(|_, value| value.get("secretFile").is_none());
        fields.values_mut().for_each(forget_secrets);
    }
}
