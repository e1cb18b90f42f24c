//! The history of a home: its generations as they are shown, gone back to, and forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::generation::Placed;
use super::{Generation, Home, file, secrets};
use crate::document::fields::Run;
use crate::error::{Error, Fault, Result};
use crate::module::System;

/// How many successful starts are kept where the settings don't say.
const KEPT: u64 = 10;

/// A generation, as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Its number.
    pub generation: u64,
    /// Whether it is what runs, or would.
    pub current: bool,
    /// Whether it waits for the next start.
    pub pending: bool,
    /// When a start of it was well, in seconds since 1970.
    pub started: Option<u64>,
    /// Its modules, by FQMN.
    pub modules: IndexMap<String, Module>,
}

/// A module in a generation.
#[derive(Debug, Clone, Serialize)]
pub struct Module {
    /// Its version.
    pub version: String,
    /// Whether its services run.
    pub enabled: bool,
    /// The SHA-256 of its package.
    pub package: Option<String>,
    /// The images and files that its containers were made from.
    #[serde(flatten)]
    pub run: Run,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Descriptor {
    irreversible: bool,
}

/// The generations that are kept, the newest first: those that ran, and the one that waits.
pub fn history(home: &Home) -> Result<Vec<Entry>> {
    let (current, pending) = (home.current()?.number, home.pending()?.map(|pending| pending.number));
    let shown =
        |one: &Generation| one.started.is_some() || one.number == current || Some(one.number) == pending;
    let entry = |one: Generation| Entry {
        generation: one.number,
        current: one.number == current,
        pending: Some(one.number) == pending,
        started: one.started,
        modules: modules(&one),
    };
    Ok(home.all_generations()?.into_iter().filter(shown).map(entry).collect())
}

fn modules(generation: &Generation) -> IndexMap<String, Module> {
    let module = |(fqmn, module): (&String, &super::ModuleSettings)| {
        let run = generation.runs.get(fqmn).cloned().unwrap_or_default();
        let package = generation.packages.get(fqmn).cloned();
        (fqmn.clone(), Module { version: module.version.clone(), enabled: module.enabled, package, run })
    };
    generation.settings.modules.iter().map(module).collect()
}

/// An old generation that waits.
#[derive(Debug, Clone, Serialize)]
pub struct RolledBack {
    /// The number of the new one that waits.
    pub generation: u64,
    /// That of the old one.
    pub of: u64,
    /// That of the one that waited before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<u64>,
}

/// Lets an old generation wait for the next start, with its settings, packages and images: the one with this number, else the
/// one that ran before the current one. `anyway`: though a module says that it can't be taken back. `now`: seconds since 1970.
pub fn roll_back(home: &Home, number: Option<u64>, anyway: bool, now: u64) -> Result<RolledBack> {
    let current = home.current()?;
    let instead = home.pending()?.map(|pending| pending.number);
    let old = wanted(home, &current, number)?;
    let mut next = Generation { settings: old.settings.clone(), set: old.set.clone(), ..current.clone() };
    // What names containers and holds data is frozen; modules that came later stay as they are.
    for frozen in ["projectName", "userDataPath"] {
        if let Some(value) = current.settings.own.get(frozen) {
            next.settings.own.insert(frozen.into(), value.clone());
        }
    }
    for (fqmn, module) in &current.settings.modules {
        next.settings.modules.entry(fqmn.clone()).or_insert_with(|| module.clone());
    }
    for (fqmn, placed) in &old.placed {
        next.packages.insert(fqmn.clone(), placed.package.sha256.clone());
        next.placed.insert(fqmn.clone(), placed.clone());
    }
    next.runs.extend(old.runs.clone());
    check(&current, &next, anyway)?;
    next.renew_differing(&current, now);
    (next.pinned, next.started, next.instead) = (true, None, instead);
    let written = home.generations().write(next)?;
    home.generations().let_wait(&written)?;
    Ok(RolledBack { generation: written.number, of: old.number, instead })
}

/// Lets the generation that a rollback made wait no longer, and what waited before it wait again.
pub fn call_off(home: &Home, number: u64) -> Result<()> {
    let (generations, pending) = (home.generations(), home.pending()?);
    if home.current()?.number == number || pending.is_some_and(|pending| pending.number != number) {
        return Ok(());
    }
    let instead = generations.numbered(number)?.and_then(|one| one.instead);
    match instead.map(|before| generations.numbered(before)).transpose()?.flatten() {
        Some(before) => generations.let_wait(&before),
        None => generations.forget_pending(),
    }
}

fn wanted(home: &Home, current: &Generation, number: Option<u64>) -> Result<Generation> {
    let mut ran = home.all_generations()?.into_iter().filter(|one| one.started.is_some());
    let found = match number {
        Some(number) => ran.find(|one| one.number == number),
        // By when they ran: one that waited while another was recorded has the lower number.
        None => ran.filter(|one| one.number != current.number).max_by_key(|one| (one.started, one.number)),
    };
    let which = number
        .map_or_else(|| "no generation ran before this one".into(), |n| format!("no generation {n} ran"));
    found
        .ok_or_else(|| Error::input(which).hint("'hyperdrive service generations' shows those that are kept"))
}

/// The old packages have to be there, and the new ones have to let go of their data.
fn check(current: &Generation, next: &Generation, anyway: bool) -> Result<()> {
    let gone = |(fqmn, placed): (&String, &Placed)| {
        let missing = !placed.dir.join("descriptor.json").exists();
        missing.then(|| Fault::new(fqmn, format!("its package isn't at '{}' any more", placed.dir.display())))
    };
    let faults: Vec<Fault> = next.placed.iter().filter_map(gone).collect();
    if !faults.is_empty() {
        return Err(Error::input("the generation can't be brought back")
            .with_faults(faults)
            .hint("install that version of the module again"));
    }
    let changes = |fqmn: &&String| current.packages.get(*fqmn) != next.packages.get(*fqmn);
    let tied = next
        .packages
        .keys()
        .filter(changes)
        .find(|fqmn| current.placed.get(*fqmn).is_some_and(|one| is_irreversible(&one.dir)));
    match tied {
        Some(fqmn) if !anyway => Err(Error::denied(format!(
            "'{fqmn}' says that it can't be taken back (irreversible): an older version may not read its data"
        ))
        .hint("ask its author, or make a copy of its data first")),
        _ => Ok(()),
    }
}

/// Whether the descriptor of an unpacked package says `irreversible`.
pub(super) fn is_irreversible(dir: &Path) -> bool {
    let descriptor: Option<Descriptor> = file::read_json(&dir.join("descriptor.json")).ok().flatten();
    descriptor.unwrap_or_default().irreversible
}

/// What retention no longer keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leftovers {
    /// Numbers of generations.
    pub generations: Vec<u64>,
    /// Folders of unpacked packages.
    pub packages: Vec<PathBuf>,
    /// Images that only those generations used: id and name.
    pub images: BTreeMap<String, String>,
}

/// Finds generations beyond those that are kept, and the packages and images that only they used. What another user's system
/// directory holds is never among them, nor is what another home needs.
pub fn leftovers(home: &Home) -> Result<Leftovers> {
    let (current, pending) = (home.current()?, home.pending()?);
    let most =
        current.settings.own.get("keepGenerations").and_then(serde_json::Value::as_u64).unwrap_or(KEPT);
    let mut ran = 0;
    let (kept, old): (Vec<Generation>, Vec<Generation>) =
        home.all_generations()?.into_iter().partition(|one| {
            ran += u64::from(one.started.is_some());
            let linked = one.number == current.number
                || pending.as_ref().is_some_and(|pending| pending.number == one.number);
            linked || (one.started.is_some() && ran <= most)
        });
    let installed = home.installed()?;
    let used: BTreeSet<&PathBuf> = kept
        .iter()
        .flat_map(|one| one.placed.values())
        .map(|placed| &placed.dir)
        .chain(installed.modules.values().map(|one| &one.dir))
        .collect();
    let dirs: BTreeSet<&PathBuf> =
        old.iter().flat_map(|one| one.placed.values()).map(|placed| &placed.dir).collect();
    let images = |generations: &[Generation]| -> BTreeMap<String, String> {
        let runs = generations.iter().flat_map(|one| one.runs.values());
        runs.flat_map(|run| &run.images).map(|(name, id)| (id.clone(), name.clone())).collect()
    };
    let still = images(&kept);
    Ok(Leftovers {
        generations: old.iter().map(|one| one.number).collect(),
        packages: dirs.into_iter().filter(|dir| !used.contains(dir) && may_go(home, dir)).cloned().collect(),
        images: images(&old).into_iter().filter(|(id, _)| !still.contains_key(id)).collect(),
    })
}

/// A package is ours to remove where the folder is this user's, no other home needs it, and the module's link leads elsewhere.
fn may_go(home: &Home, dir: &Path) -> bool {
    let own = |path: &Path| {
        fs::metadata(path).is_ok_and(|about| about.uid() == rustix::process::geteuid().as_raw())
    };
    let digest = dir.file_name().unwrap_or_default().to_string_lossy();
    let is_needed = |system: &Path| {
        is_linked(&system.join("modules"), dir)
            || System::at(system).is_shared(&digest, home.id()).unwrap_or(true)
    };
    dir.is_dir()
        && dir.parent().is_some_and(own)
        && !dir.parent().and_then(Path::parent).is_some_and(is_needed)
}

fn is_linked(modules: &Path, dir: &Path) -> bool {
    let below = |folder: &Path| -> Vec<PathBuf> {
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
    };
    let target = dir.canonicalize().ok();
    below(modules).iter().flat_map(|author| below(author)).any(|link| link.canonicalize().ok() == target)
}

/// Removes generations, with the secrets that nothing names any more, and packages; images are the engine's. `now`: seconds
/// since 1970.
pub fn remove_leftovers(home: &Home, leftovers: &Leftovers, now: u64) -> Result<()> {
    let before = secrets::of_home(home)?;
    leftovers.generations.iter().try_for_each(|number| home.generations().forget(*number))?;
    secrets::sweep(home, &before, &[], now)?;
    leftovers.packages.iter().try_for_each(|dir| {
        make_writable(dir);
        file::remove_folder(dir)
    })
}

/// A package's folders may be read-only.
fn make_writable(dir: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let _ = fs::set_permissions(dir, fs::Permissions::from_mode(0o755));
    for entry in fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
    {
        make_writable(&entry.path());
    }
}
