//! What a template sees: accessors, and the parameters that `GetValue` reads (SPEC.md section 5).

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::value::Data;
use super::{Budget, Values};

/// What a template sees.
#[derive(Clone, Default)]
pub struct Context<'a> {
    pub(super) fields: BTreeMap<&'a str, Data<'a>>,
    pub(super) values: Option<&'a dyn Values>,
    /// `GetProjectName`; `GetContainerName` puts it and `_` before a name.
    pub(super) project: Option<&'a str>,
    /// `GetValue` is the typed value to every function, as in metadata templates.
    pub(super) typed: bool,
    /// What this template may take together with others.
    pub(super) budget: Option<&'a Budget>,
}

impl<'a> Context<'a> {
    /// Nothing at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// An accessor: any JSON, which the template finds as `.Name` or `{{Name}}`.
    #[must_use]
    pub fn with(mut self, name: &'a str, value: &'a Json) -> Self {
        self.fields.insert(name, Data::of_json(value));
        self
    }

    /// The parameters for `GetValue` and `GetValueArray`.
    #[must_use]
    pub fn with_values(mut self, values: &'a dyn Values) -> Self {
        self.values = Some(values);
        self
    }

    /// The project for `GetProjectName` and `GetContainerName`.
    #[must_use]
    pub fn with_project(mut self, project: &'a str) -> Self {
        self.project = Some(project);
        self
    }

    /// `GetValue` keeps its type in every function, as metadata templates have it.
    #[must_use]
    pub fn typed(mut self) -> Self {
        self.typed = true;
        self
    }

    /// What this template may take together with others; without it, what one may.
    #[must_use]
    pub fn within(mut self, budget: &'a Budget) -> Self {
        self.budget = Some(budget);
        self
    }

    /// Every name that a template can use here.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let readers = ["GetValue", "GetValueArray"].into_iter().filter(|_| self.values.is_some());
        let named = ["GetContainerName", "GetProjectName"].into_iter().filter(|_| self.project.is_some());
        self.fields.keys().copied().chain(readers).chain(named)
    }
}
