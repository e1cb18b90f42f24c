//! The settings of the whole system, put together from the documents of a stream (SPEC.md section 6).

use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::configured::Configured;
use super::hidden::{Files, Places, masked};
use crate::document::Document;
use crate::error::Result;

/// The complete settings as the operator may see them, a mask in the place of every secret: `{version, …own, modules: {FQMN:
/// {enabled, version, settings}}}`. Values that are stored nowhere are those that would be used. A document without
/// metadata gives its settings as they stand.
pub fn settings(documents: &[Document]) -> Result<Json> {
    let (mut own, mut modules) = (Map::new(), Map::new());
    for document in documents {
        let instance = instance(document)?;
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

fn instance(document: &Document) -> Result<Json> {
    match Configured::read(document) {
        Ok(configured) if configured.odd.is_empty() => {
            Ok(configured.settings.masked_json(&configured.metadata))
        }
        // Broken metadata must not keep the others from being read.
        _ => {
            let stored = document.get("settings")?.unwrap_or_else(|| json!({}));
            Ok(masked(Some(&Places::of_document(document)), stored, Files::Masked))
        }
    }
}
