//! What is installed: one record a module, all in one file that is replaced as a whole.

use std::path::PathBuf;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::fields::{Package, Source, Status};
use crate::error::{Error, Result};
use crate::name::{Fqmn, shortcut_in_names};

/// Every installed module, in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Installed {
    /// By FQMN.
    pub modules: IndexMap<String, Record>,
    /// Where modules came from that are gone and left their data here, by FQMN.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub left: IndexMap<String, Source>,
}

/// What is known of an installed module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// The package that this home renders from.
    pub package: Package,
    /// Where it is unpacked.
    pub dir: PathBuf,
    /// The shortcut as it stands in names: unique among the home's modules.
    pub shortcut: String,
    /// Permissions that the operator allowed.
    #[serde(default)]
    pub granted: Option<Vec<String>>,
    /// Which dialect its adapter speaks, once that was found out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<String>,
    /// What that was found out about: its image's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// What became of it.
    #[serde(default)]
    pub status: Option<Status>,
    /// Where the package came from.
    #[serde(default)]
    pub source: Source,
    /// Its adapter hasn't answered `version` as it has to: it stays failed until it does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub doubted: bool,
    /// The operator stopped it: nobody but the operator starts it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
}

impl Installed {
    /// Refuses a module whose FQMN differs from an installed one's in letter case only.
    pub(super) fn check_spelling(&self, fqmn: &Fqmn) -> Result<()> {
        let new = fqmn.to_string();
        let twin = self.modules.keys().find(|known| **known != new && known.eq_ignore_ascii_case(&new));
        twin.map_or(Ok(()), |known| {
            Err(Error::no(format!("module '{new}' differs from the installed '{known}' in letter case only")))
        })
    }

    /// Refuses a package that comes from elsewhere than what is installed, or was and left its data.
    pub(super) fn check_source(&self, fqmn: &str, source: &Source) -> Result<()> {
        let known = self.modules.get(fqmn).map(|record| &record.source).or_else(|| self.left.get(fqmn));
        let Some(known) = known.filter(|known| *known != source) else { return Ok(()) };
        Err(Error::denied(format!("'{fqmn}' came from {known}; this package is from {source}"))
            .hint(format!("a package from elsewhere would get the settings, data and keys of '{fqmn}'"))
            .elsewhere())
    }

    /// The shortcut that this module has in names: its own, or with 4 hex digits where another module has that one.
    pub(super) fn shortcut(&self, fqmn: &Fqmn, published: &str) -> String {
        if let Some(record) = self.modules.get(&fqmn.to_string()) {
            return record.shortcut.clone();
        }
        let wanted = shortcut_in_names(published);
        if wanted != "daemon" && self.modules.values().all(|record| record.shortcut != wanted) {
            return wanted;
        }
        let digest = crate::digest::sha256(fqmn.to_string());
        format!("{}-{}", &wanted[..wanted.len().min(26)], &digest[..4])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn record(shortcut: &str) -> Record {
        let package = Package { sha256: String::new(), bytes: 0, entries: 0 };
        let shortcut = shortcut.into();
        Record {
            package,
            dir: PathBuf::new(),
            shortcut,
            granted: None,
            dialect: None,
            image: None,
            status: None,
            source: Source::File,
            doubted: false,
            stopped: false,
        }
    }

    #[test]
    fn the_later_of_two_with_one_shortcut_gets_digits() {
        let mut installed = Installed::default();
        let (first, second) = ("a/x".parse().unwrap(), "b/x".parse().unwrap());
        assert_eq!(installed.shortcut(&first, "X"), "x");
        installed.modules.insert("a/x".into(), record("x"));
        assert_eq!(installed.shortcut(&second, "x"), format!("x-{}", &crate::digest::sha256("b/x")[..4]));
        assert_eq!(installed.shortcut(&first, "x"), "x");
    }

    #[test]
    fn letter_case_alone_makes_no_new_module() {
        let mut installed = Installed::default();
        installed.modules.insert("a/x".into(), record("x"));
        assert!(installed.check_spelling(&"A/x".parse().unwrap()).is_err());
        assert!(installed.check_spelling(&"a/x".parse().unwrap()).is_ok());
    }
}
