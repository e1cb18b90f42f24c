//! A template rendered by itself, with a context that a file holds.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::Known;
use crate::document::HYPERDRIVE;
use crate::error::{Error, Result};
use crate::template::{Compose, Template};

/// A context file: `{"fqmn": …, "accessors": {…}, "settings": {"me/mod": {…}}}`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alone {
    /// The module whose parameters a bare name means.
    #[serde(default)]
    pub fqmn: Option<String>,
    /// Any JSON, by the name that the template finds it under.
    #[serde(default)]
    pub accessors: Map<String, Json>,
    /// Every module's instance, by FQMN.
    #[serde(default)]
    pub settings: HashMap<String, Json>,
    /// `GetValue` is the typed value to every function, as in metadata templates.
    #[serde(default)]
    pub typed: bool,
}

impl Alone {
    /// Reads a context file's text.
    pub fn read(name: &str, text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|cause| {
            Error::input(format!("cannot read the context '{name}': {cause}"))
                .hint("a context is {\"fqmn\": …, \"accessors\": {…}, \"settings\": {…}}")
        })
    }

    /// The text that the template makes.
    pub fn render(&self, template: &Template) -> Result<Vec<u8>> {
        self.with_context(|context| template.render(context))
    }

    /// The compose file that the template makes, with values guarded.
    pub fn render_compose(&self, template: Template) -> Result<Compose> {
        self.with_context(|context| template.render_compose(context))
    }

    fn with_context<T>(&self, work: impl FnOnce(&crate::template::Context) -> Result<T>) -> Result<T> {
        let own = self.settings.get(HYPERDRIVE).and_then(|own| own.get("projectName")).and_then(Json::as_str);
        let project = own.unwrap_or("hyperdrive");
        let known = Known::of_settings(self.settings.clone());
        let values = known.seen_by(&self.fqmn.as_deref().unwrap_or(HYPERDRIVE).parse()?, false);
        let context = super::context(&self.accessors, &values, project);
        work(&if self.typed { context.typed() } else { context })
    }
}
