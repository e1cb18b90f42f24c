//! The settings of the whole system (SPEC.md section 6): Hyperdrive's own parameters, and every module's.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The complete settings. Entries of modules that aren't installed are kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Settings {
    /// Version of Hyperdrive that wrote them.
    pub version: String,
    /// Every module's, by FQMN.
    #[serde(default)]
    pub modules: IndexMap<String, ModuleSettings>,
    /// Hyperdrive's own parameters: an instance of its own metadata.
    #[serde(flatten)]
    pub own: Map<String, Value>,
}

/// One module's part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ModuleSettings {
    /// Whether its services are to run.
    pub enabled: bool,
    /// The module's version that the instance is for.
    pub version: String,
    /// The instance.
    #[serde(default)]
    pub settings: Map<String, Value>,
}

impl Settings {
    /// One of Hyperdrive's own texts; empty where it isn't set.
    pub fn text(&self, parameter: &str) -> &str {
        self.own.get(parameter).and_then(Value::as_str).unwrap_or_default()
    }

    /// The project's name.
    pub fn project(&self) -> &str {
        Some(self.text("projectName")).filter(|name| !name.is_empty()).unwrap_or("hyperdrive")
    }
}
