//! A record of what was well: the plan that ran last, and what it was made from.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::container::list_of;
use super::task::Task;
use super::up::Images;
use super::{Container, Plan, Up};
use crate::digest;
use crate::document::fields::{Compose, Run};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::state::file;

/// A plan whose containers were all well.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// What it was: settings, package and plan.
    key: String,
    /// The id of each image, by its name in the plan.
    images: Images,
    /// What relative paths mean in it.
    dir: PathBuf,
    plan: Map<String, Value>,
}

/// Keeps a plan as the one that was well last, with those of its services that were started.
pub(super) fn keep(task: &Task, plan: &Plan, images: &Images, started: &[Container]) -> Result<()> {
    let ran = |service: &str| !task.starts_itself || started.iter().any(|one| one.service.service == service);
    let kept = Kept {
        key: key(task, plan),
        images: images.clone(),
        dir: task.files()?.project_dir.clone(),
        plan: plan.with_services(ran),
    };
    let path = path(task);
    let same = file::read_json::<Kept>(&path)
        .ok()
        .flatten()
        .is_some_and(|old| old.key == kept.key && old.images == kept.images && old.plan == kept.plan);
    if same { Ok(()) } else { file::write_json(&path, &kept) }
}

/// Forgets what was well: nothing is to run now, and that is well.
pub(super) fn forget(task: &Task) -> Result<()> {
    file::remove(&path(task))
}

/// The services that ran when this very plan with these images was well last, sorted; `None` where another was.
pub(super) fn services(task: &Task, plan: &Plan, images: &Images) -> Option<Vec<String>> {
    let kept: Kept = file::read_json(&path(task)).ok()??;
    let same = kept.key == key(task, plan) && kept.images == *images;
    let kept = Plan::of("", kept.plan);
    let mut names: Vec<String> = kept.service_names().map(Into::into).collect();
    names.sort();
    same.then_some(names)
}

/// Notes down what is tried now, so that going back knows whether it is anything else.
pub(super) fn note_attempt(task: &Task, plan: &Plan) -> Result<()> {
    let path = attempt(task);
    let key = key(task, plan);
    if fs::read_to_string(&path).is_ok_and(|noted| noted == key) {
        return Ok(());
    }
    file::write(&path, key, 0o600)
}

/// The plan that was well last, with the very images that it had. [`crate::Kind::No`] where there is none, or where it is what
/// has just been tried.
pub(super) fn last(with: &Up, task: &Task) -> Result<Plan> {
    let fqmn = &task.owner.fqmn;
    let kept: Kept = file::read_json(&path(task))?.ok_or_else(|| {
        Error::no(format!("nothing of '{fqmn}' was well before, so there is nothing to go back to"))
    })?;
    let mut plan = Plan::of(task.part.project(&task.names), kept.plan);
    let tried = fs::read_to_string(attempt(task)).is_ok_and(|tried| tried == kept.key);
    if tried && is_there(with, task, &plan)? {
        return Err(Error::no(format!(
            "what '{fqmn}' ran before is what it runs now: there is nothing to go back to"
        ))
        .spared());
    }
    for (name, id) in &kept.images {
        pin(with.engine, &mut plan, name, id)?;
    }
    Ok(plan)
}

/// Whether each container of the plan is there, though it may not be well. One that was removed to be made anew isn't.
fn is_there(with: &Up, task: &Task, plan: &Plan) -> Result<bool> {
    let there = list_of(with.engine, &task.owner.home, &task.owner.fqmn)?;
    let found = |name: &String| there.iter().any(|one| one.service.container == *name);
    Ok(plan.containers().iter().all(|(_, name)| found(name)))
}

/// What Docker Compose gets with that plan.
pub(super) fn files(task: &Task) -> Result<Compose> {
    let project = task.part.project(&task.names).to_owned();
    Ok(Compose { project, project_dir: kept(task)?.dir, files: Vec::new() })
}

fn kept(task: &Task) -> Result<Kept> {
    let fqmn = &task.owner.fqmn;
    file::read_json(&path(task))?.ok_or_else(|| {
        Error::no(format!("nothing of '{fqmn}' was well before, so there is nothing to go back to"))
    })
}

/// Puts an image's id in the place of its name where the name has come to mean another image and the old one is there.
pub(super) fn pin(engine: &Engine, plan: &mut Plan, name: &str, id: &str) -> Result<()> {
    let is_there = |name: &str| engine.ask_for("look at the image", engine.docker.inspect_image(name));
    let now = is_there(name)?.and_then(|image| image.id);
    if now.as_deref() != Some(id) && is_there(id)?.is_some() {
        plan.replace_image(name, id);
    }
    Ok(())
}

/// What a plan was made from.
pub(super) fn of(plan: &Plan, images: &Images, compose: &Compose) -> Run {
    let wanted: BTreeMap<String, String> = plan
        .containers()
        .iter()
        .filter_map(|(service, _)| images.get_key_value(plan.image(service)))
        .map(|(name, id)| (name.clone(), id.clone()))
        .collect();
    Run { images: wanted, files: compose.files.iter().filter_map(|path| digest_of(path)).collect() }
}

/// A file's name and digest; an override of the same name is told from the module's own by its folder.
fn digest_of(path: &Path) -> Option<(String, String)> {
    let folder = path.parent()?.file_name()?.to_string_lossy();
    let name = format!("{folder}/{}", path.file_name()?.to_string_lossy());
    Some((name, digest::sha256(fs::read(path).ok()?)))
}

fn key(task: &Task, plan: &Plan) -> String {
    digest::sha256(format!("{} {}", task.made_of, Value::Object(plan.json().clone())))
}

fn path(task: &Task) -> PathBuf {
    task.file().with_extension("good.json")
}

fn attempt(task: &Task) -> PathBuf {
    task.file().with_extension("tried")
}
