//! The installed modules, as one caller may see them.

use schemars::JsonSchema;
use serde::Serialize;

use crate::document::fields::Status;
use crate::name::Fqmn;
use crate::state::Record;

use super::{Answer, Caller, Problem, View};

/// Every installed module.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Modules {
    /// In the order in which they came.
    pub modules: Vec<Module>,
}

/// An installed module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Module {
    /// Its FQMN.
    pub fqmn: String,
    /// The version whose settings run; missing before the first start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The word that names of its containers begin with.
    pub shortcut: String,
    /// Whether its services are to run.
    pub enabled: bool,
    /// What became of it; the reason of a failure is for itself and the operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// What the operator allowed it; for itself and the operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted: Option<Vec<String>>,
}

impl View {
    /// Every installed module, in the order in which they came.
    pub fn modules_for(&self, caller: &Caller) -> Modules {
        let parsed =
            self.installed.modules.iter().filter_map(|(fqmn, record)| Some((fqmn.parse().ok()?, record)));
        let modules = parsed.map(|(fqmn, record)| self.describe(caller, &fqmn, record)).collect();
        Modules { modules }
    }

    /// One installed module.
    pub fn module_for(&self, caller: &Caller, fqmn: &Fqmn) -> Answer<Module> {
        let record = self.record(fqmn).ok_or_else(|| Problem::missing("installed module of that name"))?;
        Ok(self.describe(caller, fqmn, record))
    }

    fn describe(&self, caller: &Caller, fqmn: &Fqmn, record: &Record) -> Module {
        let own = caller.owns(fqmn);
        let status =
            record.status.clone().map(|status| Status { reason: status.reason.filter(|_| own), ..status });
        Module {
            fqmn: fqmn.to_string(),
            version: self.entry(fqmn).map(|entry| entry.version.clone()),
            shortcut: record.shortcut.clone(),
            enabled: self.is_enabled(fqmn),
            granted: record.granted.clone().filter(|_| own),
            status,
        }
    }
}
