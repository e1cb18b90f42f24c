//! Documents → what is stored, as one step.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::add::Additions;
use super::generation::Placed;
use super::journal::Journal;
use super::upgrade::Upgrades;
use super::{
    Generation, Home, Installed, ModuleSettings, Record, add, dependencies, file, marker, removal, secrets,
    upgrade,
};
use crate::document::fields::{self, State, Status};
use crate::document::{Document, HYPERDRIVE};
use crate::error::{Error, Kind, Result};

/// What has just happened to the modules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// They were installed, or looked at.
    Known,
    /// Their settings were changed, for the next start.
    Pending,
    /// They were started.
    Started,
    /// Their new packages have proved themselves: those are the installed ones from here on, with these settings.
    Upgraded,
    /// Their new packages haven't: the old ones are back.
    Back,
    /// Their start failed, and what was well before runs again.
    Returned,
    /// The operator stopped them, or took them down.
    Stopped,
    /// The operator paused their services.
    Paused,
}

#[derive(Deserialize)]
struct Descriptor {
    version: String,
}

/// Stores what the documents say: each module's record and status; at [`Moment::Pending`] the settings as a generation
/// that waits, at [`Moment::Started`] that generation as the current one. A document whose module failed keeps its old
/// settings; one that refuses the change keeps everybody's. A new package that isn't well doesn't take the place of an installed
/// one that was. A state that has changed since the documents were made is
/// [`crate::Kind::Busy`]. `now`: seconds since 1970; `takes`: which documents are stored. Gives whether the settings are
/// others than before.
pub fn save(
    home: &Home,
    documents: &mut [Document],
    moment: Moment,
    now: u64,
    takes: impl Fn(&Document) -> bool,
) -> Result<bool> {
    check_rev(home, documents)?;
    let meant: Vec<&mut Document> = documents.iter_mut().filter(|document| takes(document)).collect();
    let refused = meant.iter().any(|document| document.error().is_some_and(|error| error.refuses_settings()));
    if moment == Moment::Pending && refused {
        return Ok(false);
    }
    let (mut installed, journal, upgrades) =
        (home.installed()?, Additions::read(home)?, Upgrades::read(home)?);
    let mut meant: Vec<Document> = meant.into_iter().map(|document| document.clone()).collect();
    if moment == Moment::Upgraded {
        upgraded(home, &mut meant, now)?;
        put_back(documents, meant);
        note_rev(home, documents)?;
        return Ok(true);
    }
    for document in meant.iter_mut().filter(|document| !document.is_hyperdrive()) {
        check_installation(&installed, &journal, document)?;
        if moment != Moment::Known || !upgrades.gives_way(&installed, document) {
            record(&mut installed, document, moment)?;
        }
    }
    if moment == Moment::Pending {
        check_frozen(home, &installed, &meant)?;
        mark_data(home, &meant)?;
    }
    let secrets = secrets::of_home(home)?;
    // First what may be too large, or have no room.
    let next = if moment == Moment::Pending { prepare(home, &meant, now)? } else { None };
    home.write_installed(&installed)?;
    let fqmns: Vec<String> = meant.iter().map(Document::fqmn).collect();
    add::end(home, &fqmns)?;
    let changed = match moment {
        Moment::Back => upgrade::end(home, &fqmns).map(|()| false)?,
        Moment::Known => upgrade::cross_out(home).map(|()| false)?,
        Moment::Stopped | Moment::Paused | Moment::Upgraded => false,
        Moment::Pending => next.map_or(Ok(false), |next| let_wait(home, &next))?,
        Moment::Started => commit(home, &installed, &meant, now)?,
        Moment::Returned => returned(home, &meant, now)?,
    };
    secrets::sweep(home, &secrets, &meant, now)?;
    if moment == Moment::Pending {
        note_generation(home, &mut meant)?;
    }
    put_back(documents, meant);
    note_rev(home, documents)?;
    Ok(changed)
}

fn note_rev(home: &Home, documents: &mut [Document]) -> Result<()> {
    let rev = home.rev()?;
    documents.iter_mut().try_for_each(|document| document.set("rev", &rev))
}

/// The generation that documents are of, which is the one that was just written for them: a start may follow in the same
/// pipeline.
fn note_generation(home: &Home, documents: &mut [Document]) -> Result<()> {
    let generation = home.pending()?.map_or_else(|| home.current(), Ok)?;
    documents.iter_mut().try_for_each(|document| document.set("generation", &generation.number))
}

/// Makes the new packages of modules the installed ones, all that belongs to it in one step. Where one failed, each keeps
/// what it has: they may need each other.
fn upgraded(home: &Home, meant: &mut [Document], now: u64) -> Result<()> {
    let journal = Upgrades::read(home)?;
    let mut installed = home.installed()?;
    let (base, mut records) = (home.pending()?.map_or_else(|| home.current(), Ok)?, IndexMap::new());
    let mut next = base.clone();
    let mut new: Vec<&mut Document> =
        meant.iter_mut().filter(|document| journal.began(&document.fqmn())).collect();
    if new.iter().any(|document| document.error().is_some()) {
        return Ok(());
    }
    for document in &mut new {
        record(&mut installed, document, Moment::Upgraded)?;
        if document.has("settings") {
            take_settings(&mut next, document, now)?;
        }
        if journal.restarts(&[document.fqmn()]) {
            note_run(&mut next, document)?;
        }
        records.extend(installed.modules.shift_remove_entry(&document.fqmn()));
    }
    if records.is_empty() {
        return Ok(());
    }
    upgrade::commit(home, records, (!same(&next, &base)).then_some(next))
}

/// The documents of modules whose installation or removal began and didn't end, or that came along with an upgrade which
/// wasn't well: what has to be taken down and removed. Under the lock: an installation that was done but for a note is
/// finished here.
pub fn interrupted(home: &Home, engine: &str) -> Result<Vec<Document>> {
    upgrade::drop_needed(home, engine)?;
    Ok(add::interrupted(home)?.into_iter().chain(removal::begun(home)?).collect())
}

/// The stored documents in the places of those that they were made of.
fn put_back(documents: &mut [Document], stored: Vec<Document>) {
    for document in stored {
        if let Some(place) = documents.iter_mut().find(|place| place.fqmn() == document.fqmn()) {
            *place = document;
        }
    }
}

/// A module that isn't installed so far has to be one that `add` has begun and nobody has undone.
fn check_installation(installed: &Installed, journal: &Additions, document: &Document) -> Result<()> {
    let fqmn = document.fqmn();
    if installed.modules.contains_key(&fqmn) || journal.began(&fqmn) {
        return Ok(());
    }
    Err(Error::busy(format!("the installation of '{fqmn}' was undone meanwhile, or never begun"))
        .hint("install the module again"))
}

/// What names containers and holds data can't change below installed modules (SPEC.md section 6).
fn check_frozen(home: &Home, installed: &Installed, documents: &[Document]) -> Result<()> {
    let own = documents.iter().find(|document| document.is_hyperdrive() && document.error().is_none());
    let new: Option<Map<String, Value>> = own.map(|own| own.get("settings")).transpose()?.flatten();
    let (Some(new), false) = (new, installed.modules.is_empty()) else { return Ok(()) };
    let old = home.current()?.settings.own;
    let changes = |parameter: &str| new.get(parameter) != old.get(parameter);
    if changes("projectName") {
        return Err(Error::no("'projectName' can't change while modules are installed: their containers would run twice")
            .hint("'hyperdrive service down' takes them down; another project is another user directory, --project NAME"));
    }
    if changes("userDataPath") {
        return Err(Error::no("'userDataPath' can't change while modules are installed: their data would stay behind")
            .hint("'hyperdrive service down' first, then move the folder and make a new user directory that names it"));
    }
    Ok(())
}

/// A data folder that is newly named gets its marker, unless it is another home's.
fn mark_data(home: &Home, documents: &[Document]) -> Result<()> {
    let own = documents.iter().find(|document| document.is_hyperdrive() && document.error().is_none());
    let new: Option<Map<String, Value>> = own.map(|own| own.get("settings")).transpose()?.flatten();
    let new = new.as_ref().and_then(|new| new.get("userDataPath")).and_then(Value::as_str);
    match new {
        Some(path) if home.current()?.settings.text("userDataPath") != path => {
            marker::mark(Path::new(path), home.id())
        }
        _ => Ok(()),
    }
}

/// Takes modules out of what is installed. Their settings stay, for when they come back. The folders that an installation
/// made which was never ended go too; those of others stay. Gives the folders, with their FQMN, that were to go with the data and
/// stay, as something in them belongs to another user.
pub fn remove(home: &Home, documents: &[Document]) -> Result<Vec<(String, PathBuf)>> {
    let mut left = Vec::new();
    let mut installed = home.installed()?;
    let journal = Additions::read(home)?;
    let fqmns: Vec<String> = documents.iter().map(Document::fqmn).collect();
    dependencies::check_removal(&installed, &fqmns)?;
    for document in documents.iter().filter(|document| !document.is_hyperdrive()) {
        let fqmn = document.fqmn();
        let paths: fields::Paths = document.need("paths")?;
        left.extend(removal::clear(home, document)?.into_iter().map(|folder| (fqmn.clone(), folder)));
        if installed.modules.shift_remove(&fqmn).is_none() && journal.made_folders(&fqmn) {
            paths.config.parent().map_or(Ok(()), file::remove_folder)?;
        }
        let keys = [&paths.adapter_key, &paths.services_key, &paths.hyperdrive_key];
        keys.into_iter().filter(|key| journal.made_key(key)).try_for_each(|key| file::remove(key))?;
        file::remove_folder(&paths.state)?;
        if journal.began(&fqmn) {
            removal::remove_empty(&paths);
        }
    }
    removal::forget_settings(home, &fqmns)?;
    home.write_installed(&installed)?;
    add::end(home, &fqmns)?;
    removal::end(home, &fqmns)?;
    Ok(left)
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
    let known = installed.modules.get(&fqmn).is_some_and(|record| record.doubted);
    let status = status(document, moment, known)?;
    let was_stopped = installed.modules.get(&fqmn).is_some_and(|record| record.stopped);
    let rests = status.as_ref().is_some_and(|status| status.state.rests());
    let stopped = match moment {
        Moment::Started | Moment::Returned => was_stopped && rests,
        // One that a signal kept from being begun goes on.
        Moment::Stopped | Moment::Paused => {
            was_stopped || !document.error().is_some_and(|error| error.spared)
        }
        Moment::Known | Moment::Pending | Moment::Upgraded | Moment::Back => was_stopped,
    };
    if let Some(status) = &status {
        document.set("status", status)?;
    }
    let adapter: Option<fields::Adapter> = document.get("adapter")?;
    let answered = adapter.as_ref().is_some_and(|adapter| adapter.version.is_some());
    let doubted = !answered && (known || (moment == Moment::Known && document.error().is_some()));
    let record = Record {
        package: document.need("package")?,
        dir: document.need::<PathBuf>("dir")?,
        shortcut,
        granted: document.get("granted")?,
        dialect: adapter.as_ref().and_then(|adapter| adapter.dialect.clone()),
        image: adapter.and_then(|adapter| adapter.image),
        status,
        source: document.get("source")?.unwrap_or_default(),
        doubted,
        stopped,
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

/// A module whose adapter never said who it is stays failed until it does, whatever else goes well.
fn status(document: &Document, moment: Moment, doubted: bool) -> Result<Option<Status>> {
    if let Some(error) = document.error() {
        // A refused change of settings says nothing about the module, nor does another one's failure or what never came to it.
        let before: Option<Status> = document.get("status")?;
        // What was stopped or paused stays so, where a start of it didn't come to stopping or starting anything.
        let rests = before.as_ref().filter(|before| before.state.rests() && !error.changed);
        let state = rests.filter(|_| moment != Moment::Known).map_or(State::Failed, |before| before.state);
        let failed = Status { state, reason: Some(error.message.clone()) };
        // Nor does it that there was nothing to go back to: why the start failed stands there already.
        let had_nothing = moment == Moment::Returned && error.kind() == Kind::No;
        return if error.refuses_settings() || error.spared || had_nothing {
            Ok(before)
        } else {
            Ok(Some(failed))
        };
    }
    let before: Option<Status> = document.get("status")?;
    let answered =
        document.get::<fields::Adapter>("adapter")?.is_some_and(|adapter| adapter.version.is_some());
    let old = before.as_ref().map(|status| status.state);
    let state = match (moment, old) {
        _ if doubted && !answered => return Ok(before),
        (Moment::Started, _) if document.is_enabled() => State::Started,
        (Moment::Started, _) => State::Installed,
        (Moment::Returned, _) => {
            let reason = before.and_then(|status| status.reason);
            return Ok(Some(Status { state: State::Returned, reason }));
        }
        (Moment::Stopped, _) => State::Stopped,
        (Moment::Paused, _) => State::Paused,
        (_, Some(State::Returned)) => return Ok(before),
        (_, Some(kept @ (State::Started | State::Stopped | State::Paused))) => kept,
        _ if answered || document.has("config") => State::Installed,
        _ => return Ok(before),
    };
    Ok(Some(Status { state, reason: None }))
}

/// Writes the settings of the documents as a generation that nobody sees yet; nothing where none differs. What runs already is
/// that generation.
fn prepare(home: &Home, documents: &[Document], now: u64) -> Result<Option<Generation>> {
    let (current, pending) = (home.current()?, home.pending()?);
    let base = pending.unwrap_or_else(|| current.clone());
    let mut next = base.clone();
    for document in documents.iter().filter(|document| document.error().is_none()) {
        take_settings(&mut next, document, now)?;
    }
    if same(&next, &base) {
        return Ok(None);
    }
    if same(&next, &current) {
        return Ok(Some(current));
    }
    home.generations().write(Generation { started: None, pinned: false, instead: None, ..next }).map(Some)
}

/// Lets a generation wait for the next start. Where it is the one that runs, nothing waits.
fn let_wait(home: &Home, next: &Generation) -> Result<bool> {
    if next.number == home.current()?.number {
        home.generations().forget_pending()?;
    } else {
        home.generations().let_wait(next)?;
    }
    Ok(true)
}

/// What was started is current from now on. A module that failed, or wasn't meant, keeps what ran, and its new settings go on
/// waiting. Nothing is recorded where the same ran before.
fn commit(home: &Home, installed: &Installed, documents: &[Document], now: u64) -> Result<bool> {
    let (generations, current, pending) = (home.generations(), home.current()?, home.pending()?);
    let well: Vec<&Document> = documents.iter().filter(|document| document.error().is_none()).collect();
    let from: Option<u64> = well.iter().find_map(|document| document.get("generation").ok().flatten());
    // What was loaded to be started: what waits, or what ran already.
    let pending = pending.filter(|pending| from.is_none_or(|from| from == pending.number));
    let mut next = pending.clone().unwrap_or_else(|| current.clone());
    let all = installed.modules.keys().map(String::as_str).chain([HYPERDRIVE]);
    let left: Vec<&str> = all.filter(|fqmn| !well.iter().any(|document| document.fqmn() == *fqmn)).collect();
    for fqmn in &left {
        keep(&mut next, &current, fqmn);
    }
    for document in well.iter().filter(|document| !document.is_hyperdrive()) {
        note_run(&mut next, document)?;
    }
    (next.started, next.pinned, next.instead) = (Some(now), false, None);
    // Where those that are left keep what waited for them, nothing waits any longer.
    let complete = left.is_empty() || pending.as_ref().is_some_and(|pending| same(&next, pending));
    if current.started.is_some() && same_run(&next, &current) {
        if complete && pending.is_some() {
            generations.forget_pending()?;
        }
        return Ok(complete && pending.is_some());
    }
    if complete && let Some(pending) = pending {
        next.number = pending.number;
        generations.rewrite(&next)?;
        generations.make_current(&next)?;
    } else {
        generations.make_current(&generations.write(next)?)?;
    }
    Ok(true)
}

/// Notes down in a generation what a module's containers were made from.
fn note_run(next: &mut Generation, document: &Document) -> Result<()> {
    let (fqmn, package): (String, fields::Package) = (document.fqmn(), document.need("package")?);
    next.packages.insert(fqmn.clone(), package.sha256.clone());
    next.placed.insert(fqmn.clone(), Placed { package, dir: document.need("dir")? });
    match document.get("run")? {
        Some(run) => next.runs.insert(fqmn.clone(), run),
        // It was started, and nothing of it is to run.
        None if document.has("services") => next.runs.shift_remove(&fqmn),
        None => None,
    };
    if let (Some(module), Ok(descriptor)) =
        (next.settings.modules.get_mut(&fqmn), document.need::<Descriptor>("descriptor"))
    {
        module.version = descriptor.version;
    }
    Ok(())
}

fn same_run(one: &Generation, other: &Generation) -> bool {
    same(one, other) && one.runs == other.runs && one.placed == other.placed
}

/// A package that was given up with its start waits no longer, nor do the settings that were made for it. Other settings go on
/// waiting, and what reads them has been made anew since they were made.
fn returned(home: &Home, documents: &[Document], now: u64) -> Result<bool> {
    let (current, Some(mut pending)) = (home.current()?, home.pending()?) else { return Ok(false) };
    let differs = |fqmn: &String| pending.packages.get(fqmn) != current.packages.get(fqmn);
    let left: Vec<String> = documents.iter().map(Document::fqmn).filter(differs).collect();
    for fqmn in &left {
        keep(&mut pending, &current, fqmn);
    }
    if same(&pending, &current) {
        home.generations().forget_pending()?;
        return Ok(true);
    }
    pending.renew_differing(&current, now);
    home.generations().rewrite(&Generation { pinned: pending.pinned && left.is_empty(), ..pending })?;
    Ok(!left.is_empty())
}

/// Puts a module's part of the running generation back into the next one.
fn keep(next: &mut Generation, running: &Generation, fqmn: &str) {
    if fqmn == HYPERDRIVE {
        next.settings.own.clone_from(&running.settings.own);
    }
    match running.settings.modules.get(fqmn) {
        Some(module) => next.settings.modules.insert(fqmn.into(), module.clone()),
        None => next.settings.modules.shift_remove(fqmn),
    };
    match running.set.get(fqmn) {
        Some(set) => next.set.insert(fqmn.into(), set.clone()),
        None => next.set.shift_remove(fqmn),
    };
    match running.packages.get(fqmn) {
        Some(package) => next.packages.insert(fqmn.into(), package.clone()),
        None => next.packages.shift_remove(fqmn),
    };
    match running.placed.get(fqmn) {
        Some(placed) => next.placed.insert(fqmn.into(), placed.clone()),
        None => next.placed.shift_remove(fqmn),
    };
    match running.runs.get(fqmn) {
        Some(run) => next.runs.insert(fqmn.into(), run.clone()),
        None => next.runs.shift_remove(fqmn),
    };
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
