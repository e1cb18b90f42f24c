//! An upgrade: a module's new package beside the old one, which stays the installed one until the new one has proved
//! itself. Written down before anything is done; committed by one rename, undone by whoever finds it uncommitted. A package
//! that an installation puts in an installed one's place is one too, of the adapter alone.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::journal::{Journal, Noted};
use super::load::{View, load};
use super::removal::begin_removal;
use super::{Generation, Home, Installed, Record, Which, dependencies, naming};
use crate::document::fields::State;
use crate::document::{Document, fields};
use crate::error::{Error, Result};

/// Upgrades that began and haven't ended, by FQMN.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Upgrades {
    modules: IndexMap<String, Upgrade>,
    /// What they come to, once that is decided.
    #[serde(default)]
    commit: Option<Commit>,
    /// Modules that come along because a new version needs them, and go again where no installed one does.
    #[serde(default)]
    needed: Vec<String>,
}

/// One of them.
#[derive(Debug, Serialize, Deserialize)]
struct Upgrade {
    /// The document of the new package.
    document: Noted,
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
        self.modules.is_empty() && self.needed.is_empty()
    }
}

impl Upgrades {
    /// Whether the module's upgrade began and hasn't ended.
    pub(super) fn began(&self, fqmn: &str) -> bool {
        self.modules.contains_key(fqmn)
    }

    /// Whether this document is of the new package of such an upgrade.
    fn is_new(&self, document: &Document) -> bool {
        let new = self.modules.get(&document.fqmn());
        new.is_some_and(|upgrade| digest(upgrade.document.document()) == digest(document))
    }

    /// Whether this is a new package that isn't well, and the old one, which was, stays the installed one.
    pub(super) fn gives_way(&self, installed: &Installed, document: &Document) -> bool {
        let was_well = |record: &Record| {
            record.status.as_ref().is_none_or(|status| status.state != State::Failed) && !record.doubted
        };
        self.is_new(document)
            && document.error().is_some()
            && installed.modules.get(&document.fqmn()).is_some_and(was_well)
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
/// `restart`: whose services run, and are to run again. A module that isn't installed, or whose settings wait while it
/// runs: the answer no.
pub fn begin_upgrade(
    home: &Home,
    documents: &mut Vec<Document>,
    engine: &str,
    restart: impl Fn(&str) -> bool,
    replace_source: bool,
) -> Result<()> {
    let installed = home.installed()?;
    let any = documents.iter().any(|document| restart(&document.fqmn()));
    check(home, &installed, documents, any, replace_source)?;
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
        let noted = Upgrade { document: Noted::of(&document), restart: restart(fqmn) };
        journal.modules.insert(fqmn.clone(), noted);
        all.push(document);
    }
    journal.write(home)?;
    *documents = all;
    Ok(())
}

/// Notes down that a package is to take an installed one's place, before anything of it is done.
pub(super) fn begin_replacement(home: &Home, document: &Document, old: &Record) -> Result<()> {
    if digest(document).is_none_or(|new| new == old.package.sha256) {
        return Ok(());
    }
    let mut journal = Upgrades::read(home)?;
    journal.modules.insert(document.fqmn(), Upgrade { document: Noted::of(document), restart: false });
    journal.write(home)
}

fn digest(document: &Document) -> Option<String> {
    document.get::<fields::Package>("package").ok().flatten().map(|package| package.sha256)
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
    if restart { nothing_waits(home, installed, documents) } else { Ok(()) }
}

/// What runs again where an upgrade isn't well is what ran: so nothing else may wait.
fn nothing_waits(home: &Home, installed: &Installed, documents: &[Document]) -> Result<()> {
    let current = home.current()?;
    let another = |fqmn: &String| {
        let (runs, record) = (current.placed.get(fqmn), installed.modules.get(fqmn));
        runs.zip(record).is_some_and(|(runs, record)| runs.package.sha256 != record.package.sha256)
    };
    let what = match documents.iter().map(Document::fqmn).find(another) {
        Some(fqmn) => format!("another package of '{fqmn}' waits"),
        None if home.pending()?.is_some() => "settings wait".into(),
        None => return Ok(()),
    };
    Err(Error::no(format!("{what} for the next start, which an upgrade would make run"))
        .hint("start first: 'hyperdrive service start'"))
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
    Upgrades::read(home)?.modules.into_values().map(|upgrade| upgrade.document.restored()).collect()
}

/// An upgrade that has to be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// The module.
    pub fqmn: String,
    /// Its services ran before: they are to run again.
    pub restart: bool,
    /// The new version.
    pub version: String,
}

/// The upgrades that have to be undone. One that was decided is finished here.
pub fn unfinished(home: &Home) -> Result<Vec<Unfinished>> {
    let journal = Upgrades::read(home)?;
    if journal.commit.is_some() {
        apply(home, &journal)?;
        return Ok(Vec::new());
    }
    cross_out(home)?;
    let left = Upgrades::read(home)?.modules.into_iter();
    left.map(|(fqmn, Upgrade { document, restart })| {
        let descriptor: Option<serde_json::Value> = document.restored()?.get("descriptor")?;
        let version = descriptor.unwrap_or_default()["version"].as_str().unwrap_or_default().into();
        Ok(Unfinished { fqmn, restart, version })
    })
    .collect()
}

/// Forgets those whose new package is the installed one by now: an installation that was stored, all modules in one step.
pub(super) fn cross_out(home: &Home) -> Result<()> {
    let (mut journal, installed) = (Upgrades::read(home)?, home.installed()?);
    let before = journal.modules.len();
    journal.modules.retain(|fqmn, upgrade| {
        let record = installed.modules.get(fqmn);
        record
            .is_none_or(|record| digest(upgrade.document.document()).as_ref() != Some(&record.package.sha256))
    });
    if journal.modules.len() == before { Ok(()) } else { journal.write(home) }
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
    let needed = Upgrades::read(home)?.needed;
    Upgrades { needed, ..Upgrades::default() }.write(home)
}

/// Notes down that a module comes along with an upgrade, before anything of it is there.
pub(super) fn begin_needed(home: &Home, fqmn: String) -> Result<()> {
    let mut journal = Upgrades::read(home)?;
    journal.needed.push(fqmn);
    journal.write(home)
}

/// Begins the removal of modules that came along with upgrades and that no installed module needs: those weren't well. Their
/// documents have the field `interrupted`. While an upgrade isn't decided nothing is.
pub(super) fn drop_needed(home: &Home, engine: &str) -> Result<()> {
    let mut journal = Upgrades::read(home)?;
    if journal.needed.is_empty() || !journal.modules.is_empty() {
        return Ok(());
    }
    let going = dependencies::unneeded(&home.installed()?, &journal.needed)?;
    let mut documents = load(home, Which::Running, engine)?;
    documents.retain(|document| going.contains(&document.fqmn()));
    for document in &mut documents {
        document.remove("error");
        document.set("interrupted", &serde_json::json!({ "needed": true }))?;
    }
    begin_removal(home, &mut documents, false)?;
    journal.needed.clear();
    journal.write(home)
}

/// Forgets upgrades: the old packages stay the installed ones.
pub(super) fn end(home: &Home, fqmns: &[String]) -> Result<()> {
    let mut journal = Upgrades::read(home)?;
    journal.modules.retain(|fqmn, _| !fqmns.contains(fqmn));
    journal.write(home)
}
