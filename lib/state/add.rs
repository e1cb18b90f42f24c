//! A package's document → a module's document in this home, with its folders and keys made.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::journal::{Journal, Noted};
use super::load::{View, remember};
use super::{Home, Installed, Which, dependencies, marker, module, naming, removal, upgrade};
use crate::document::{Document, HYPERDRIVE, fields};
use crate::error::{Error, Result};
use crate::name::Fqmn;

/// What `add` began and `save` hasn't ended: modules whose folders were made for the first time.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Additions {
    documents: Vec<Noted>,
    /// Those of them that had no folder before.
    #[serde(default)]
    new: Vec<String>,
    /// Keys that weren't there before.
    #[serde(default)]
    keys: Vec<PathBuf>,
}

impl Journal for Additions {
    const FILE: &str = "adding.json";

    fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }
}

impl Additions {
    /// Whether the module's installation began and hasn't ended.
    pub(super) fn began(&self, fqmn: &str) -> bool {
        self.documents.iter().any(|noted| noted.document().fqmn() == fqmn)
    }

    /// Whether that installation made the module's folders: then they hold nothing of the operator's.
    pub(super) fn made_folders(&self, fqmn: &str) -> bool {
        self.began(fqmn) && self.new.iter().any(|known| known == fqmn)
    }

    /// Whether an installation that hasn't ended made this key: then nobody else has used it.
    pub(super) fn made_key(&self, key: &Path) -> bool {
        self.keys.iter().any(|known| known == key)
    }
}

#[derive(Deserialize)]
struct Descriptor {
    shortcut: String,
}

/// Adds to the documents of packages what this home knows of their modules, makes their folders and keys, and puts
/// Hyperdrive's own document first. Nothing is installed before `save`; [`interrupted`] knows what is in between. Where
/// another package of a module is installed, that one stays so until then ([`upgrade::unfinished`]).
///
/// A package from elsewhere than what is installed is [`crate::Kind::Denied`], unless `replace_source` says otherwise; one
/// that needs what isn't there is the answer no. Then nothing is begun. Each document comes after those that it needs.
pub fn add(
    home: &Home,
    documents: &mut Vec<Document>,
    arrival: Arrival,
    fail: impl Fn(&mut Document, Error),
) -> Result<()> {
    let installed = home.installed()?;
    removal::check_ended(home, documents)?;
    check(&installed, documents, arrival.replace_source)?;
    let view = View::of(home, Which::Pending, arrival.engine)?;
    marker::check_folder(Path::new(view.generation.settings.text("userDataPath")), home.id())?;
    for document in documents.iter_mut().filter(|document| document.error().is_none()) {
        if let Err(error) = add_one(&view, document) {
            fail(document, error);
        }
    }
    module::create_own(&view.paths(&HYPERDRIVE.parse()?))?;
    documents.insert(0, view.hyperdrive()?);
    Ok(())
}

/// How packages come in.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// The engine's address.
    pub engine: &'a str,
    /// A package may come from elsewhere than what it replaces.
    pub replace_source: bool,
}

/// Whether these packages may come at all.
fn check(installed: &Installed, documents: &mut [Document], replace_source: bool) -> Result<()> {
    if documents.iter().any(|document| document.error().is_some()) {
        return Ok(());
    }
    for document in documents.iter().filter(|_| !replace_source) {
        let source = document.get::<fields::Source>("source")?.unwrap_or_default();
        installed.check_source(&document.fqmn(), &source)?;
    }
    dependencies::sort(documents)?;
    dependencies::check_arrival(installed, documents)?;
    naming::check_arrival(installed, documents)
}

fn add_one(view: &View, document: &mut Document) -> Result<()> {
    let fqmn: Fqmn = document.need("fqmn")?;
    let descriptor: Descriptor = document.need("descriptor")?;
    document.need::<PathBuf>("dir")?;
    document.need::<fields::Package>("package")?;
    let installed = view.home.installed()?;
    installed.check_spelling(&fqmn)?;
    let record = installed.modules.get(&fqmn.to_string());
    view.complete(document, &fqmn, &installed.shortcut(&fqmn, &descriptor.shortcut))?;
    if let Some(record) = record {
        let source: fields::Source = document.get("source")?.unwrap_or_default();
        remember(document, record)?;
        document.set("source", &source)?;
        upgrade::begin_replacement(view.home, document, record)?;
    } else {
        if document.get("needed")?.unwrap_or(false) {
            upgrade::begin_needed(view.home, fqmn.to_string())?;
        }
        begin(view.home, document)?;
    }
    module::create(&view.paths(&fqmn))
}

/// Notes the module down before anything of it is made.
fn begin(home: &Home, document: &Document) -> Result<()> {
    let mut journal = Additions::read(home)?;
    let (fqmn, paths): (String, fields::Paths) = (document.fqmn(), document.need("paths")?);
    if !journal.began(&fqmn) && !paths.config.parent().is_some_and(Path::exists) {
        journal.new.push(fqmn.clone());
    }
    let keys = [&paths.adapter_key, &paths.services_key, &paths.hyperdrive_key];
    journal.keys.extend(keys.into_iter().filter(|key| !key.exists()).cloned());
    journal.documents.retain(|known| known.document().fqmn() != fqmn);
    journal.documents.push(Noted::of(document));
    journal.write(home)
}

/// The documents of modules whose installation began and didn't end. One that is installed only wasn't crossed out.
pub(super) fn begun(home: &Home) -> Result<Vec<Document>> {
    let (installed, mut noted) = (home.installed()?, Additions::read(home)?.documents);
    noted.retain(|noted| !installed.modules.contains_key(&noted.document().fqmn()));
    noted.into_iter().map(Noted::restored).collect()
}

/// The same, and crosses out what is installed.
pub(super) fn interrupted(home: &Home) -> Result<Vec<Document>> {
    let done: Vec<String> = home.installed()?.modules.into_keys().collect();
    if Additions::read(home)?.documents.iter().any(|noted| done.contains(&noted.document().fqmn())) {
        end(home, &done)?;
    }
    begun(home)
}

/// Forgets what began; the module is installed, or gone again.
pub(super) fn end(home: &Home, fqmns: &[String]) -> Result<()> {
    let mut journal = Additions::read(home)?;
    journal.documents.retain(|noted| !fqmns.contains(&noted.document().fqmn()));
    journal.new.retain(|fqmn| !fqmns.contains(fqmn));
    journal.write(home)
}
