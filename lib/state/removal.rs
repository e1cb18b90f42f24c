//! A removal: modules that are to go, written down before anything of them is taken away. From then on they aren't
//! installed any more, and whoever comes next finishes what is left to do.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::journal::{Journal, Noted};
use super::{Generation, Home, Installed, dependencies, file, marker};
use crate::document::{Document, fields};
use crate::error::{Error, Result};

/// Removals that began and haven't ended.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Removals {
    modules: IndexMap<String, Removal>,
}

/// One of them.
#[derive(Debug, Serialize, Deserialize)]
struct Removal {
    document: Noted,
    purge: bool,
}

impl Journal for Removals {
    const FILE: &str = "removing.json";

    fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }
}

impl Removals {
    /// Takes the modules that are going out of what is installed; where they came from stays known with their data.
    pub(super) fn hide(&self, installed: &mut Installed) {
        for (fqmn, removal) in &self.modules {
            let record = installed.modules.shift_remove(fqmn);
            if let (Some(record), false) = (record, removal.purge) {
                installed.left.insert(fqmn.clone(), record.source);
            }
        }
    }

    fn removal(&self, fqmn: &str) -> Option<&Removal> {
        self.modules.get(fqmn)
    }
}

/// Notes that these modules are to be removed, with all their data where `purge` says so. From here on they are gone.
/// One that another module needs, which stays: [`crate::Kind::No`].
pub fn begin_removal(home: &Home, documents: &mut [Document], purge: bool) -> Result<()> {
    let going: Vec<String> = own(documents).map(Document::fqmn).collect();
    dependencies::check_removal(&home.installed()?, &going)?;
    let mut journal = Removals::read(home)?;
    for document in documents.iter_mut().filter(|document| !document.is_hyperdrive()) {
        document.set("purge", &purge)?;
        let paths: fields::Paths = document.need("paths")?;
        if purge {
            // What isn't mounted can't be taken away, and would be there again one day.
            marker::check(&paths).map_err(|error| error.within("nothing is removed"))?;
        }
        let removal = Removal { document: Noted::of(document), purge };
        journal.modules.insert(document.fqmn(), removal);
    }
    journal.write(home)
}

/// Refuses packages of modules whose removal began and hasn't ended: whoever finishes that would take the new one away.
pub(super) fn check_ended(home: &Home, documents: &[Document]) -> Result<()> {
    let journal = Removals::read(home)?;
    let going = documents.iter().map(Document::fqmn).find(|fqmn| journal.removal(fqmn).is_some());
    going.map_or(Ok(()), |fqmn| {
        Err(Error::busy(format!("the removal of '{fqmn}' isn't finished")).hint(
            "'hd-state interrupted | hd-compose down | hd-state remove' finishes it, as hyperdrive does",
        ))
    })
}

/// The documents of modules whose removal began and didn't end.
pub(super) fn begun(home: &Home) -> Result<Vec<Document>> {
    Removals::read(home)?.modules.into_values().map(|removal| removal.document.restored()).collect()
}

/// Takes away what a module has in this home beside its data: keys, rendered files; with its data, where that was said.
/// Gives the folders that were to go and stay, as something in them belongs to somebody else.
pub(super) fn clear(home: &Home, document: &Document) -> Result<Vec<PathBuf>> {
    let journal = Removals::read(home)?;
    let (paths, fqmn): (fields::Paths, String) = (document.need("paths")?, document.fqmn());
    match journal.removal(&fqmn) {
        None => {}
        Some(Removal { purge: true, .. }) => return purge(&paths),
        Some(_) => {
            for key in [&paths.adapter_key, &paths.services_key, &paths.hyperdrive_key] {
                file::remove(key)?;
            }
            file::remove_folder(&paths.runtime)?;
            remove_empty(&paths);
        }
    }
    Ok(Vec::new())
}

/// The module's folders that hold nothing, and the author's where nothing is left in them.
pub(super) fn remove_empty(paths: &fields::Paths) {
    let own = paths.config.parent().unwrap_or(&paths.config);
    let secrets = own.join("secrets");
    for folder in [&paths.config, &paths.log, &paths.r#override, &secrets, own, &paths.data] {
        // One with content stays.
        let _ = fs::remove_dir(folder);
    }
    for author in [own, &paths.data].into_iter().filter_map(std::path::Path::parent) {
        let _ = fs::remove_dir(author);
    }
}

/// Everything of the module, and the author's folders where they got empty. What belongs to a service's user stays, holds up
/// nothing else, and is given.
fn purge(paths: &fields::Paths) -> Result<Vec<PathBuf>> {
    let own = paths.config.parent().unwrap_or(&paths.config);
    let mut left = Vec::new();
    for folder in [&paths.data, own, &paths.state] {
        match fs::remove_dir_all(folder) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => {}
            Err(cause) if cause.kind() == ErrorKind::PermissionDenied => left.push(folder.to_path_buf()),
            done => done.map_err(|cause| Error::file("remove", folder, &cause))?,
        }
        let _ = folder.parent().map(fs::remove_dir);
    }
    Ok(left)
}

/// Forgets the settings of modules that go with all their data.
pub(super) fn forget_settings(home: &Home, fqmns: &[String]) -> Result<()> {
    let journal = Removals::read(home)?;
    let purged: Vec<&String> =
        fqmns.iter().filter(|fqmn| journal.removal(fqmn).is_some_and(|removal| removal.purge)).collect();
    let without = |mut generation: Generation| {
        let before = generation.clone();
        for fqmn in &purged {
            generation.settings.modules.shift_remove(*fqmn);
            generation.set.shift_remove(*fqmn);
            generation.packages.shift_remove(*fqmn);
            generation.changed.shift_remove(*fqmn);
        }
        (generation != before).then_some(generation)
    };
    // What waits comes first: once what runs is another one, nobody could tell which of them waited.
    if let Some(pending) = home.pending()?.and_then(without) {
        let written = home.generations().write(pending)?;
        home.generations().let_wait(&written)?;
    }
    if let Some(current) = without(home.current()?) {
        let written = home.generations().write(current)?;
        home.generations().make_current(&written)?;
    }
    Ok(())
}

/// The modules are gone.
pub(super) fn end(home: &Home, fqmns: &[String]) -> Result<()> {
    let mut journal = Removals::read(home)?;
    journal.modules.retain(|fqmn, _| !fqmns.contains(fqmn));
    journal.write(home)
}

fn own(documents: &[Document]) -> impl Iterator<Item = &Document> {
    documents.iter().filter(|document| !document.is_hyperdrive())
}
