//! An upgrade: a module's new package beside the old one, which stays the installed one until the new one has proved
//! itself. Written down before anything is done; committed by one rename, undone by whoever finds it uncommitted.
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::journal::Journal;
use super::load::View;
use super::{Generation, Home, Installed, Record, Which, dependencies, naming};
use crate::document::{Document, fields};
use crate::error::{Error, Result};

/// Upgrades that began and haven't ended, by FQMN.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Upgrades {
    modules: IndexMap<String, Upgrade>,
    /// What they come to, once that is decided.
    #[serde(default)]
    commit: Option<Commit>,
}

/// One of them.
#[derive(Debug, Serialize, Deserialize)]
struct Upgrade {
    /// The document of the new package.
    document: Document,
    /// Its services ran when it began: they are to run again.
    restart: bool,
}

/// What is to be installed from now on.
#[derive(Debug, Serialize, Deserialize)]
struct Commit {
    records: IndexMap<String, Record>,
    /// The generation with the new settings, where there is a new one.
    generation: Option<u64>,
    /// Whether that one runs already.
    runs: bool,
}

impl Journal for Upgrades {
    const FILE: &str = "upgrading.json";

    fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }
}

impl Upgrades {
    /// Whether the module's upgrade began and hasn't ended.
    pub(super) fn began(&self, fqmn: &str) -> bool {
        self.modules.contains_key(fqmn)
    }

    /// Whether the services of one of these modules ran.
    pub(super) fn restarts(&self, fqmns: &[String]) -> bool {
        fqmns.iter().any(|fqmn| self.modules.get(fqmn).is_some_and(|upgrade| upgrade.restart))
    }

    /// What is decided counts, whether it is written in its place or not.
    pub(super) fn overlay(&self, installed: &mut Installed) {
        for (fqmn, record) in self.commit.iter().flat_map(|commit| &commit.records) {
            installed.modules.insert(fqmn.clone(), record.clone());
        }
    }

    /// The generation that is decided on: its number, and whether it runs.
    pub(super) fn generation(&self) -> Option<(u64, bool)> {
        let commit = self.commit.as_ref()?;
        Some((commit.generation?, commit.runs))
    }
}

/// Documents of new packages → the documents of everything that is installed, in which those are the new ones: with
/// `from`, the version that their settings are of. Nothing is changed before a save at [`super::Moment::Upgraded`].
/// `restart`: their services run, and are to run again. A module that isn't installed, or whose settings wait while it
/// runs: the answer no.
pub fn begin_upgrade(
    home: &Home,
    documents: &mut Vec<Document>,
    engine: &str,
    restart: bool,
    replace_source: bool,
) -> Result<()> {
    let installed = home.installed()?;
    check(home, &installed, documents, restart, replace_source)?;
    dependencies::check_arrival(&installed, documents)?;
    naming::check_arrival(&installed, documents)?;
    let view = View::of(home, Which::Pending, engine)?;
    let (mut all, mut journal) = (vec![view.hyperdrive()?], Upgrades::read(home)?);
    for (fqmn, record) in &installed.modules {
        let old = view.installed(&fqmn.parse()?, record)?;
        let new = documents.iter().find(|document| document.fqmn() == *fqmn);
        let Some(package) = new else {
            all.push(old);
            continue;
        };
        let document = upgraded(old, package)?;
        journal.modules.insert(fqmn.clone(), Upgrade { document: document.clone(), restart });
        all.push(document);
    }
    journal.write(home)?;
    *documents = all;
    Ok(())
}

fn check(
    home: &Home,
    installed: &Installed,
    documents: &[Document],
    restart: bool,
    replace_source: bool,
) -> Result<()> {
    for document in documents {
        let fqmn = document.fqmn();
        if !installed.modules.contains_key(&fqmn) {
            return Err(Error::no(format!("'{fqmn}' isn't installed, so it can't be upgraded")));
        }
        if !replace_source {
            installed.check_source(&fqmn, &document.get::<fields::Source>("source")?.unwrap_or_default())?;
        }
    }
    if restart && home.pending()?.is_some() {
        return Err(Error::no("settings wait for the next start, which an upgrade would make run")
            .hint("start them first: 'hyperdrive service start'"));
    }
    Ok(())
}

/// What is known of the installed module, with the new package in place of the old one.
fn upgraded(mut old: Document, package: &Document) -> Result<Document> {
    let version: Option<serde_json::Value> = old.get("descriptor")?;
    if let (Some(version), true) = (version, old.has("settings")) {
        old.set("from", &version["version"])?;
    }
    old.remove("error");
    for field in ["descriptor", "dir", "package"] {
        old.set(field, &package.need::<Box<serde_json::value::RawValue>>(field)?)?;
    }
    old.set("source", &package.get::<fields::Source>("source")?.unwrap_or_default())?;
    Ok(old)
}

/// The new documents of upgrades that began and didn't end.
pub(super) fn begun(home: &Home) -> Result<Vec<Document>> {
    Ok(Upgrades::read(home)?.modules.into_values().map(|upgrade| upgrade.document).collect())
}

/// The names of modules whose upgrade has to be undone, each with whether its services ran before. One that was decided is finished here.
pub fn unfinished(home: &Home) -> Result<Vec<(String, bool)>> {
    let journal = Upgrades::read(home)?;
    if journal.commit.is_some() {
        apply(home, &journal)?;
        return Ok(Vec::new());
    }
    Ok(journal.modules.into_iter().map(|(fqmn, upgrade)| (fqmn, upgrade.restart)).collect())
}

/// The new packages are the installed ones from here on, `next` the settings.
pub(super) fn commit(home: &Home, records: IndexMap<String, Record>, next: Option<Generation>) -> Result<()> {
    let mut journal = Upgrades::read(home)?;
    let fqmns: Vec<String> = records.keys().cloned().collect();
    let generation = next.map(|next| home.generations().write(next)).transpose()?;
    let runs = journal.restarts(&fqmns);
    let generation = generation.map(|written| written.number);
    journal.commit = Some(Commit { records, generation, runs });
    journal.write(home)?;
    apply(home, &journal)
}

/// Writes what is decided in its place, from wherever an earlier run was stopped.
fn apply(home: &Home, journal: &Upgrades) -> Result<()> {
    let mut installed = home.installed()?;
    journal.overlay(&mut installed);
    home.write_installed(&installed)?;
    if let Some((number, runs)) = journal.generation() {
        home.generations().put(number, runs)?;
    }
    Upgrades::remove(home)
}

/// Forgets upgrades: the old packages stay the installed ones.
pub(super) fn end(home: &Home, fqmns: &[String]) -> Result<()> {
    let mut journal = Upgrades::read(home)?;
    journal.modules.retain(|fqmn, _| !fqmns.contains(fqmn));
    journal.write(home)
}
