//! What is stored → documents: Hyperdrive's own first, then each module's.

use std::path::{Path, PathBuf};

use serde_json::Value;
use serde_json::value::RawValue;

use super::{Generation, Home, Record, file, module};
use crate::document::{Document, HYPERDRIVE, fields};
use crate::error::{Error, Result};
use crate::name::Fqmn;

/// Which settings are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that wait for the next start, where some do, else those that run.
    Pending,
    /// Those that run, with the packages that run.
    Running,
    /// The first, with the packages that are installed, whatever an old generation that waits was made with.
    Installed,
}

/// The documents of everything that is installed. `engine` is the engine's address.
pub fn load(home: &Home, which: Which, engine: &str) -> Result<Vec<Document>> {
    let view = View::of(home, which, engine)?;
    let mut documents = vec![view.hyperdrive()?];
    for (fqmn, record) in &home.installed()?.modules {
        documents.push(view.installed(&fqmn.parse()?, record)?);
    }
    Ok(documents)
}

/// What every document of one load shares.
pub(super) struct View<'a> {
    pub(super) home: &'a Home,
    pub(super) generation: Generation,
    /// What runs.
    current: Generation,
    /// What waits.
    waiting: Option<Generation>,
    /// Whether the packages of the generation are meant, not those that are installed.
    as_recorded: bool,
    engine: &'a str,
    rev: String,
}

impl<'a> View<'a> {
    pub(super) fn of(home: &'a Home, which: Which, engine: &'a str) -> Result<Self> {
        let (current, waiting) = (home.current()?, home.pending()?);
        let meant = waiting.as_ref().filter(|_| which != Which::Running);
        let generation = meant.unwrap_or(&current).clone();
        let as_recorded = which == Which::Running || (generation.pinned && which == Which::Pending);
        Ok(Self { home, generation, current, waiting, as_recorded, engine, rev: home.rev()? })
    }

    /// Hyperdrive itself, as one more module.
    pub(super) fn hyperdrive(&self) -> Result<Document> {
        let fqmn: Fqmn = HYPERDRIVE.parse()?;
        let mut document = Document::new(HYPERDRIVE)?;
        self.common(&mut document, &fqmn, None)?;
        document.set("settings", &self.generation.settings.own)?;
        let differs = |waiting: &Generation| waiting.settings.own != self.current.settings.own;
        if self.waiting.as_ref().is_some_and(differs) {
            document.set("waits", &["settings"])?;
        }
        self.set_by_operator(&mut document, HYPERDRIVE)?;
        Ok(document)
    }

    /// Adds to a module's document what this home knows of it.
    pub(super) fn complete(&self, document: &mut Document, fqmn: &Fqmn, shortcut: &str) -> Result<()> {
        let key = fqmn.to_string();
        let stored = self.generation.settings.modules.get(&key);
        self.common(document, fqmn, Some(shortcut))?;
        document.set("enabled", &stored.is_none_or(|module| module.enabled))?;
        if let Some(stored) = stored.filter(|module| !module.settings.is_empty()) {
            document.set("settings", &stored.settings)?;
        }
        self.set_by_operator(document, &key)
    }

    /// The package that is meant: the installed one, or the one that the generation was made with.
    fn meant(&self, fqmn: &str, record: &Record) -> Record {
        let placed = self.generation.placed.get(fqmn).filter(|_| self.as_recorded);
        match placed.filter(|placed| placed.package.sha256 != record.package.sha256) {
            None => record.clone(),
            Some(placed) => {
                // What was found out about another package's adapter says nothing about this one's.
                let (dir, package) = (placed.dir.clone(), placed.package.clone());
                Record { dir, package, dialect: None, image: None, ..record.clone() }
            }
        }
    }

    /// What of the module will be another after the next start.
    fn waits(&self, fqmn: &str, record: &Record) -> Vec<&'static str> {
        let current = &self.current;
        let waiting = self.waiting.as_ref().unwrap_or(current);
        let part = |generation: &Generation| generation.settings.modules.get(fqmn).cloned();
        let (old, new) = (part(current), part(waiting));
        let enabled = |part: &Option<super::ModuleSettings>| part.as_ref().is_none_or(|part| part.enabled);
        let settings = |part: &Option<super::ModuleSettings>| part.as_ref().map(|part| part.settings.clone());
        let package = |generation: &Generation| generation.packages.get(fqmn).cloned();
        let newer = if waiting.pinned { package(waiting) } else { Some(record.package.sha256.clone()) };
        let mut waits = Vec::new();
        if enabled(&old) != enabled(&new) {
            waits.push("enabled");
        }
        if settings(&old) != settings(&new) {
            waits.push("settings");
        }
        if package(current).is_some_and(|package| newer.is_some_and(|newer| newer != package)) {
            waits.push("package");
        }
        waits
    }

    pub(super) fn installed(&self, fqmn: &Fqmn, installed: &Record) -> Result<Document> {
        let record = &self.meant(&fqmn.to_string(), installed);
        let mut document = Document::new(&fqmn.to_string())?;
        let (descriptor, fault) = match read_descriptor(&record.dir) {
            Ok(None) => {
                let gone = format!("the package of '{fqmn}' isn't at '{}' any more", record.dir.display());
                (None, Some(Error::input(gone)))
            }
            Ok(descriptor) => (descriptor, None),
            Err(error) => (None, Some(error)),
        };
        descriptor.map_or(Ok(()), |descriptor| document.set("descriptor", &descriptor))?;
        document.set("dir", &record.dir)?;
        document.set("package", &record.package)?;
        self.complete(&mut document, fqmn, &record.shortcut)?;
        remember(&mut document, record)?;
        let waits = self.waits(&fqmn.to_string(), installed);
        if !waits.is_empty() {
            document.set("waits", &waits)?;
        }
        let run = self.generation.runs.get(&fqmn.to_string()).filter(|_| self.generation.pinned);
        run.map_or(Ok(()), |run| document.set("images", &run.images))?;
        if let Some(fault) = fault {
            document.fail(&fault.hint("install the module again from the same package").report("hd-state"));
        }
        Ok(document)
    }

    fn common(&self, document: &mut Document, fqmn: &Fqmn, shortcut: Option<&str>) -> Result<()> {
        let project = self.generation.settings.project();
        document.set("project", &project)?;
        document.set("home", &self.home.id())?;
        document.set("rev", &self.rev)?;
        document.set("generation", &self.generation.number)?;
        document.set("engine", &self.engine)?;
        document.set("names", &module::names(project, shortcut))?;
        document.set("paths", &self.paths(fqmn))?;
        let changed = self.generation.changed.get(&fqmn.to_string());
        changed.map_or(Ok(()), |changed| document.set("changed", changed))
    }

    pub(super) fn paths(&self, fqmn: &Fqmn) -> fields::Paths {
        let data = PathBuf::from(self.generation.settings.text("userDataPath"));
        module::paths(self.home.dir(), &data, fqmn)
    }

    fn set_by_operator(&self, document: &mut Document, fqmn: &str) -> Result<()> {
        self.generation.set.get(fqmn).map_or(Ok(()), |set| document.set("set", &Value::Object(set.clone())))
    }
}

/// Adds what was found out about an installed module.
pub(super) fn remember(document: &mut Document, record: &Record) -> Result<()> {
    document.set("source", &record.source)?;
    if let Some(granted) = &record.granted {
        document.set("granted", granted)?;
    }
    if let Some(dialect) = &record.dialect {
        let (dialect, image) = (Some(dialect.clone()), record.image.clone());
        let adapter = fields::Adapter { dialect, image, ..fields::Adapter::default() };
        document.set("adapter", &adapter)?;
    }
    record.status.as_ref().map_or(Ok(()), |status| document.set("status", status))
}

/// The descriptor as the package has it, to the byte; `None` where the package is gone.
pub(super) fn read_descriptor(dir: &Path) -> Result<Option<Box<RawValue>>> {
    file::read_json(&dir.join("descriptor.json"))
}
