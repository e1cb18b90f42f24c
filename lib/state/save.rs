//! Documents → what is stored, as one step.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Generation, Home, Installed, ModuleSettings, Record, add, file};
use crate::document::fields::{self, State, Status};
use crate::document::{Document, HYPERDRIVE};
use crate::error::{Error, Result};

/// What has just happened to the modules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// They were installed, or looked at.
    Known,
    /// Their settings were changed, for the next start.
    Pending,
    /// They were started.
    Started,
}

#[derive(Deserialize)]
struct Descriptor {
    version: String,
}

/// Stores what the documents say: each module's record and status; at [`Moment::Pending`] the settings as a generation
/// that waits, at [`Moment::Started`] that generation as the current one. A document whose module failed keeps its old
/// settings; one that refuses the change keeps everybody's. A state that has changed since the documents were made is
/// [`crate::Kind::Busy`]. `now`: seconds since 1970. Gives whether the settings are others than before.
pub fn save(home: &Home, documents: &mut [Document], moment: Moment, now: u64) -> Result<bool> {
    check_rev(home, documents)?;
    let refused =
        documents.iter().any(|document| document.error().is_some_and(|error| error.refuses_settings()));
    if moment == Moment::Pending && refused {
        return Ok(false);
    }
    let mut installed = home.installed()?;
    let modules = documents.iter_mut().filter(|document| !document.is_hyperdrive());
    modules.into_iter().try_for_each(|document| record(&mut installed, document, moment))?;
    home.write_installed(&installed)?;
    add::end(home, &documents.iter().map(Document::fqmn).collect::<Vec<_>>())?;
    let changed = match moment {
        Moment::Known => false,
        Moment::Pending => let_wait(home, documents, now)?,
        Moment::Started => commit(home, documents)?,
    };
    let rev = home.rev()?;
    documents.iter_mut().try_for_each(|document| document.set("rev", &rev))?;
    Ok(changed)
}

/// Takes modules out of what is installed. Their settings stay, for when they come back. The folders of one that was
/// never wholly installed go too; those of others stay.
pub fn remove(home: &Home, documents: &[Document]) -> Result<()> {
    let mut installed = home.installed()?;
    let began: Vec<String> = add::read(home)?.documents.iter().map(Document::fqmn).collect();
    for document in documents.iter().filter(|document| !document.is_hyperdrive()) {
        let fqmn = document.fqmn();
        let paths: fields::Paths = document.need("paths")?;
        if installed.modules.shift_remove(&fqmn).is_none() && began.contains(&fqmn) {
            paths.config.parent().map_or(Ok(()), file::remove_folder)?;
        }
        file::remove_folder(&paths.state)?;
    }
    home.write_installed(&installed)?;
    add::end(home, &documents.iter().map(Document::fqmn).collect::<Vec<_>>())
}

fn check_rev(home: &Home, documents: &[Document]) -> Result<()> {
    let now = home.rev()?;
    for document in documents {
        if document.need::<String>("home")? != home.id() {
            return Err(Error::input(format!(
                "the document of '{}' is of another user directory",
                document.fqmn()
            )));
        }
        if document.need::<String>("rev")? != now {
            return Err(
                Error::busy("the state has changed since these documents were made").hint("load them again")
            );
        }
    }
    Ok(())
}

/// Brings a module's record up to date; the document gets the status that is stored.
fn record(installed: &mut Installed, document: &mut Document, moment: Moment) -> Result<()> {
    let fqmn = document.fqmn();
    let shortcut = shortcut(document)?;
    let status = status(document, moment)?;
    if let Some(status) = &status {
        document.set("status", status)?;
    }
    let adapter: Option<fields::Adapter> = document.get("adapter")?;
    let record = Record {
        package: document.need("package")?,
        dir: document.need::<PathBuf>("dir")?,
        shortcut,
        granted: document.get("granted")?,
        dialect: adapter.as_ref().and_then(|adapter| adapter.dialect.clone()),
        image: adapter.and_then(|adapter| adapter.image),
        status,
    };
    installed.modules.insert(fqmn, record);
    Ok(())
}

/// The shortcut as it stands in the module's names.
fn shortcut(document: &Document) -> Result<String> {
    let (project, names): (String, fields::Names) = (document.need("project")?, document.need("names")?);
    let shortcut = names.services.strip_prefix(&project).and_then(|rest| rest.strip_prefix('-'));
    shortcut.map(Into::into).ok_or_else(|| {
        Error::input(format!("'{}' isn't the name of a module in project '{project}'", names.services))
    })
}

fn status(document: &Document, moment: Moment) -> Result<Option<Status>> {
    if let Some(error) = document.error() {
        // A refused change of settings says nothing about the module.
        let failed = Status { state: State::Failed, reason: Some(error.message.clone()) };
        return if error.refuses_settings() { document.get("status") } else { Ok(Some(failed)) };
    }
    let before: Option<Status> = document.get("status")?;
    let was_started = before.as_ref().is_some_and(|status| status.state == State::Started);
    let answered =
        document.get::<fields::Adapter>("adapter")?.is_some_and(|adapter| adapter.version.is_some());
    let state = match moment {
        Moment::Started if document.is_enabled() => State::Started,
        Moment::Started => State::Installed,
        _ if was_started => State::Started,
        _ if answered || document.has("config") => State::Installed,
        _ => return Ok(before),
    };
    Ok(Some(Status { state, reason: None }))
}

/// Writes the settings of the documents as a generation that waits, unless nothing differs.
fn let_wait(home: &Home, documents: &[Document], now: u64) -> Result<bool> {
    let (current, pending) = (home.current()?, home.pending()?);
    let base = pending.unwrap_or_else(|| current.clone());
    let mut next = base.clone();
    for document in documents.iter().filter(|document| document.error().is_none()) {
        take_settings(&mut next, document, now)?;
    }
    if same(&next, &base) {
        return Ok(false);
    }
    if same(&next, &current) {
        // Back to what runs: then nothing waits.
        home.generations().forget_pending()?;
        return Ok(true);
    }
    let written = home.generations().write(next)?;
    home.generations().let_wait(&written)?;
    Ok(true)
}

/// What was started is current from now on, unless nothing could be started at all.
fn commit(home: &Home, documents: &[Document]) -> Result<bool> {
    let Some(pending) = home.pending()? else { return Ok(false) };
    if documents.iter().all(|document| document.error().is_some()) {
        return Ok(false);
    }
    home.generations().make_current(&pending)?;
    Ok(true)
}

fn take_settings(next: &mut Generation, document: &Document, now: u64) -> Result<()> {
    let (fqmn, settings) = (document.fqmn(), document.get::<Map<String, Value>>("settings")?);
    if let Some(set) = document.get("set")? {
        next.set.insert(fqmn.clone(), set);
    }
    let restart: Vec<String> = document.get("restart")?.unwrap_or_default();
    if !restart.is_empty() {
        let changed = restart.into_iter().map(|container| (container, now));
        next.changed.entry(fqmn.clone()).or_default().extend(changed);
    }
    if fqmn == HYPERDRIVE {
        next.settings.own = settings.unwrap_or_else(|| next.settings.own.clone());
        return Ok(());
    }
    let package: fields::Package = document.need("package")?;
    let descriptor: Descriptor = document.need("descriptor")?;
    next.packages.insert(fqmn.clone(), package.sha256);
    let old = next.settings.modules.get(&fqmn).map(|module| module.settings.clone());
    let settings = settings.or(old).unwrap_or_default();
    let module = ModuleSettings { enabled: document.is_enabled(), version: descriptor.version, settings };
    next.settings.modules.insert(fqmn, module);
    Ok(())
}

fn same(one: &Generation, other: &Generation) -> bool {
    (&one.settings, &one.set, &one.packages) == (&other.settings, &other.set, &other.packages)
}
