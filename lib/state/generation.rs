//! A generation: numbered settings that never change once written. Links say which is current and which waits.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Settings, file};
use crate::document::fields::{Package, Run};
use crate::error::{Error, Result};

/// What a start is made from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Generation {
    /// Its number, from 1.
    pub number: u64,
    /// The complete settings.
    pub settings: Settings,
    /// What the operator set, by FQMN: an instance with those values alone.
    #[serde(default)]
    pub set: IndexMap<String, Map<String, Value>>,
    /// Each module's package, by FQMN: its SHA-256.
    #[serde(default)]
    pub packages: IndexMap<String, String>,
    /// When a setting last changed that a container reads from elsewhere than its compose file: by FQMN and container, in
    /// seconds since 1970. A container that is older restarts.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub changed: IndexMap<String, BTreeMap<String, u64>>,
    /// Where each module's package is unpacked, by FQMN.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub placed: IndexMap<String, Placed>,
    /// What each module's containers were made from, by FQMN, once they were well.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub runs: IndexMap<String, Run>,
    /// When a start of it was well first, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<u64>,
    /// It is an old one again: its packages and images are meant, not those that are installed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// It is an old one again, and this one waited before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<u64>,
}

impl Generation {
    /// Lets every container restart of modules whose settings are others than in that generation: files that they read were
    /// written anew. `now`: seconds since 1970.
    pub(super) fn renew_differing(&mut self, other: &Self, now: u64) {
        let differing = self
            .settings
            .modules
            .iter()
            .filter(|(fqmn, module)| other.settings.modules.get(*fqmn) != Some(module));
        for (fqmn, _) in differing {
            self.changed.entry(fqmn.clone()).or_default().insert("*".into(), now);
        }
    }
}

/// Where a package is unpacked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// The package.
    pub package: Package,
    /// Its folder.
    pub dir: PathBuf,
}

/// The folder of a home's generations.
#[derive(Debug, Clone)]
pub(super) struct Generations(PathBuf);

impl Generations {
    pub(super) fn below(state: &Path) -> Self {
        Self(state.join("generations"))
    }

    /// What runs, or would after the first start.
    pub(super) fn current(&self) -> Result<Generation> {
        self.at("current")?.ok_or_else(|| {
            Error::input(format!("'{}' has no settings", self.0.display()))
                .hint("restore the folder from a backup, or make a new user directory")
        })
    }

    /// What waits for the next start, where something does.
    pub(super) fn pending(&self) -> Result<Option<Generation>> {
        if self.target("pending") == self.target("current") { Ok(None) } else { self.at("pending") }
    }

    /// Writes a generation under the next free number, for nobody to see yet.
    pub(super) fn write(&self, mut generation: Generation) -> Result<Generation> {
        file::folder(&self.0, 0o700)?;
        generation.number = self.last() + 1;
        file::write_json(&self.path(generation.number), &generation)?;
        Ok(generation)
    }

    /// Writes a generation anew, under its own number.
    pub(super) fn rewrite(&self, generation: &Generation) -> Result<()> {
        file::write_json(&self.path(generation.number), generation)
    }

    /// The generation with this number.
    pub(super) fn numbered(&self, number: u64) -> Result<Option<Generation>> {
        file::read_json(&self.path(number))
    }

    /// All of them, the newest first.
    pub(super) fn all(&self) -> Result<Vec<Generation>> {
        let mut numbers = self.numbers();
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        Ok(numbers
            .into_iter()
            .map(|number| self.numbered(number))
            .collect::<Result<Vec<_>>>()?
            .into_iter()
            .flatten()
            .collect())
    }

    /// Removes the generation with this number.
    pub(super) fn forget(&self, number: u64) -> Result<()> {
        file::remove(&self.path(number))
    }

    /// Lets this generation wait for the next start.
    pub(super) fn let_wait(&self, generation: &Generation) -> Result<()> {
        file::link(&self.0.join("pending"), Path::new(&name(generation.number)))
    }

    /// Makes this generation the one that runs; if it waited, nothing waits any more.
    pub(super) fn make_current(&self, generation: &Generation) -> Result<()> {
        file::link(&self.0.join("current"), Path::new(&name(generation.number)))?;
        if self.target("pending") == self.target("current") { self.forget_pending() } else { Ok(()) }
    }

    /// Lets nothing wait any more.
    pub(super) fn forget_pending(&self) -> Result<()> {
        file::remove(&self.0.join("pending"))
    }

    /// Makes the generation of this number the one that runs, or the one that waits.
    pub(super) fn put(&self, number: u64, runs: bool) -> Result<()> {
        let generation = Generation { number, ..Generation::default() };
        if runs {
            self.make_current(&generation)?;
            self.forget_pending()
        } else {
            self.let_wait(&generation)
        }
    }

    /// Where both links lead, for the state's revision.
    pub(super) fn links(&self) -> String {
        format!("{:?} {:?}", self.target("current"), self.target("pending"))
    }

    fn at(&self, link: &str) -> Result<Option<Generation>> {
        file::read_json(&self.0.join(link))
    }

    fn target(&self, link: &str) -> Option<PathBuf> {
        fs::read_link(self.0.join(link)).ok()
    }

    fn path(&self, number: u64) -> PathBuf {
        self.0.join(name(number))
    }

    fn last(&self) -> u64 {
        self.numbers().into_iter().max().unwrap_or(0)
    }

    fn numbers(&self) -> Vec<u64> {
        let names = fs::read_dir(&self.0).into_iter().flatten().flatten().map(|entry| entry.file_name());
        names.filter_map(|name| name.to_str()?.strip_suffix(".json")?.parse().ok()).collect()
    }
}

fn name(number: u64) -> String {
    format!("{number}.json")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_generation_waits_and_then_runs() {
        let folder = tempfile::tempdir().unwrap();
        let generations = Generations::below(folder.path());
        assert!(generations.current().is_err());
        let first = generations.write(Generation::default()).unwrap();
        generations.make_current(&first).unwrap();
        assert_eq!((generations.current().unwrap().number, generations.pending().unwrap()), (1, None));
        let second = generations.write(Generation::default()).unwrap();
        generations.let_wait(&second).unwrap();
        assert_eq!(generations.current().unwrap().number, 1);
        assert_eq!(generations.pending().unwrap().unwrap().number, 2);
        generations.make_current(&second).unwrap();
        assert_eq!((generations.current().unwrap().number, generations.pending().unwrap()), (2, None));
    }
}
