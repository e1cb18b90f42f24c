//! A scratch home: what judging a module needs of folders, keys and names, below a temporary folder that goes with it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::config::{Instance, Metadata, system};
use crate::document::fields::{Names, Paths};
use crate::document::{Document, HYPERDRIVE};
use crate::engine::{DEFAULT, Surroundings};
use crate::error::{Error, Result};
use crate::module::{Package, System};
use crate::name::Fqmn;
use crate::state::{self, Arrival, Home};

/// A home of its own for one module.
#[derive(Debug)]
pub(super) struct Scratch {
    folder: tempfile::TempDir,
    home: String,
    project: String,
    document: Document,
}

impl Scratch {
    /// A home with this package placed in it; every byte of it is checked.
    pub(super) fn with_package(package: &Package) -> Result<Self> {
        let folder = folder()?;
        let (document, _) = System::at(folder.path().join("system")).place(package, None)?;
        Self::of(folder, document)
    }

    /// A home for an adapter without a package.
    pub(super) fn without_package(fqmn: &str) -> Result<Self> {
        let folder = folder()?;
        let mut document = Document::new(fqmn)?;
        let fqmn: Fqmn = fqmn.parse()?;
        let descriptor = json!({
            "author": fqmn.author(), "name": fqmn.name(), "shortcut": "checked", "version": "0.0.0",
            "description": "an adapter without a package", "dependencies": [],
        });
        document.set("descriptor", &descriptor)?;
        document.set("package", &json!({ "sha256": "", "bytes": 0, "entries": 0 }))?;
        document.set("dir", &folder.path())?;
        Self::of(folder, document)
    }

    fn of(folder: tempfile::TempDir, document: Document) -> Result<Self> {
        let name = folder.path().file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let project = name.to_lowercase();
        let home = Home::open_or_create(&folder.path().join("user"), Some(&project), serde_json::Map::new())?;
        let engine = Surroundings::of_process(None).address().unwrap_or_else(|_| DEFAULT.into());
        // What it depends on isn't here, and needn't be.
        let descriptor: Value = document.need("descriptor")?;
        let mut alone = document;
        let mut without = descriptor.clone();
        without["dependencies"] = json!([]);
        alone.set("descriptor", &without)?;
        let mut documents = vec![alone];
        let failed = std::cell::RefCell::new(None);
        let arrival = Arrival { engine: &engine, replace_source: false };
        state::add(&home, &mut documents, arrival, |_, error| {
            failed.borrow_mut().get_or_insert(error);
        })?;
        if let Some(error) = failed.into_inner() {
            return Err(error);
        }
        let mut document = documents.pop().ok_or_else(|| Error::bug("a document was lost"))?;
        document.set("descriptor", &descriptor)?;
        Ok(Self { home: home.id().into(), folder, project, document })
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The home's id, which its containers carry.
    pub(super) fn home(&self) -> &str {
        &self.home
    }

    /// The project's name.
    pub(super) fn project(&self) -> &str {
        &self.project
    }

    /// The module's document.
    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    /// Where the module's folders are.
    pub(super) fn paths(&self) -> Result<Paths> {
        self.document.need("paths")
    }

    /// What its things are called.
    pub(super) fn names(&self) -> Result<Names> {
        self.document.need("names")
    }

    /// Where its package is.
    pub(super) fn package_dir(&self) -> Result<PathBuf> {
        self.document.need("dir")
    }
}

fn folder() -> Result<tempfile::TempDir> {
    // Its name is the project's: of those the engine takes letters, digits and '-' only.
    let made = tempfile::Builder::new().prefix("hd-check-").rand_bytes(8).tempdir();
    made.map_err(|cause| Error::file("make a folder in", std::env::temp_dir(), &cause))
}

/// Hyperdrive's own metadata, the same on every machine: so an answer that was recorded on one is found on another.
pub(super) fn hyperdrive() -> Result<Metadata> {
    let home = system::Home {
        project: "hyperdrive".into(),
        api_port: 8080,
        data: "/hyperdrive/data".into(),
        image: "hyperdrive-daemon:1".into(),
    };
    Metadata::read(HYPERDRIVE, &system::config(&home)?.to_string())
}

/// Hyperdrive's own settings with those defaults.
pub(super) fn own_settings() -> Result<Value> {
    let metadata = hyperdrive()?;
    Ok(Instance::defaults(&metadata).to_json(&metadata))
}
