//! Bringing a part of a module up: what it is done with, what it would come to, and fetching images for it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::outlook::Outlook;
use super::permission::{Allowed, Gate};
use super::task::Task;
use super::{Container, Part, Plan, Program, draft, image, list, port, refusal};
use crate::document::Document;
use crate::document::fields::Compose;
use crate::engine::Engine;
use crate::error::{Error, Result};

/// What Docker Compose is called with: everything was fetched before.
pub(super) const UP: &[&str] = &["--progress", "quiet", "up", "--detach", "--no-build", "--pull", "never"];

/// The same for what is fetched.
const PULL: &[&str] = &["pull", "--quiet", "--policy", "missing"];

/// What `up` works with.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct Up<'a> {
    /// The engine.
    pub engine: &'a Engine,
    /// Docker Compose.
    pub program: &'a Program,
    /// The program that the daemon's image is made of, where it has to be made.
    pub daemon: &'a Path,
    /// How long to wait until all are well; not at all without it.
    pub wait: Option<Duration>,
    /// Says that nothing more is to begin and nothing more is waited for.
    pub stop: &'a AtomicBool,
    /// Whether the operator says that nothing of what must never run twice runs elsewhere.
    pub moved_here: bool,
    /// Whether the operator says that a module whose adapter names no container any more is to run none.
    pub run_none: bool,
    /// Whether what ran last is meant, and not what the files say.
    pub back: bool,
    /// Whether after a signal nothing starts in the place of what was stopped: whoever calls puts back what ran.
    pub abandon: bool,
    /// What may be done beside what the document's `granted` names.
    pub allowed: Allowed<'a>,
}

/// Checks as much as can be checked without changing anything. Gives what bringing it up would do then, in words and as the
/// call of Docker Compose.
pub fn rehearse(with: &Up, document: &Document, part: Part) -> Result<Vec<String>> {
    let task = Task::of(document, part)?;
    let compose = task.files()?;
    let all = list(with.engine, None)?;
    let there: Vec<_> = all.iter().filter(|container| task.is_of_part(container)).cloned().collect();
    if task.is_empty() {
        return Ok(there.iter().map(going).collect());
    }
    let gate = Gate::of(with, document, &task)?;
    let plan = draft::make(with, &task, image::name)?;
    gate.check(&plan)?;
    refusal::foreign(with, &task, &plan, &all)?;
    let images = images(with.engine, &plan)?;
    let outlook = Outlook::of(&task, &plan, &images, &there, None);
    let mut lines: Vec<String> = outlook.goes.iter().copied().map(going).collect();
    if outlook.starts {
        port::refuse_taken(&plan, &all, &task.owner.home, &|_| true)?;
        let compose = plan.at(&task.file(), &compose.project_dir);
        lines.push(with.program.call(&compose, UP).to_string());
    }
    Ok(lines)
}

fn going(container: &Container) -> String {
    format!("stop and remove {}", container.service.container)
}

/// Fetches the images of a part of the document's module that are missing.
pub fn pull(program: &Program, document: &Document, part: Part) -> Result<()> {
    fetched(document, part)?.map_or(Ok(()), |compose| pull_missing(program, &compose, &document.fqmn()))
}

/// The call of Docker Compose that [`pull`] makes; `None` where there is nothing to fetch.
pub fn rehearse_pull(program: &Program, document: &Document, part: Part) -> Result<Option<String>> {
    Ok(fetched(document, part)?.map(|compose| program.call(&compose, PULL).to_string()))
}

/// The files whose images are fetched; `None` for the daemon's where its image is made on this machine.
fn fetched(document: &Document, part: Part) -> Result<Option<Compose>> {
    let task = Task::of(document, part)?;
    let compose = task.files()?.clone();
    if task.is_empty() {
        return Ok(None);
    }
    let names_local = |file: &PathBuf| {
        let text = fs::read_to_string(file).map_err(|cause| Error::file("read", file, &cause))?;
        Ok(text.contains(image::LOCAL))
    };
    let own = document.is_hyperdrive();
    let made_here = own && compose.files.iter().map(names_local).collect::<Result<Vec<_>>>()?.contains(&true);
    Ok((!made_here).then_some(compose))
}

/// The id of each image that the engine has, by the name in the plan.
pub(super) type Images = BTreeMap<String, String>;

/// Everything is fetched before anything is stopped. Gives what is there then.
pub(super) fn fetch(with: &Up, plan: &Plan, compose: &Compose, fqmn: &str) -> Result<Images> {
    let images = images(with.engine, plan)?;
    if plan.containers().iter().all(|(service, _)| images.contains_key(plan.image(service))) {
        return Ok(images);
    }
    pull_missing(with.program, compose, fqmn)?;
    self::images(with.engine, plan)
}

pub(super) fn images(engine: &Engine, plan: &Plan) -> Result<Images> {
    let mut images = Images::new();
    for (service, _) in plan.containers() {
        let name = plan.image(&service);
        if images.contains_key(name) {
            continue;
        }
        let found = engine.ask_for("look at the image", engine.docker.inspect_image(name))?;
        images.extend(found.and_then(|image| image.id).map(|id| (name.to_owned(), id)));
    }
    Ok(images)
}

fn pull_missing(program: &Program, compose: &Compose, fqmn: &str) -> Result<()> {
    let output = program.call(compose, PULL).run(b"")?;
    if output.status.success() {
        return Ok(());
    }
    Err(complaint(fqmn, "get the images of", &output.complaint())
        .hint("nothing was stopped for it; is the image's name right, and its registry reachable?"))
}

/// What Docker Compose says when it can't do something for a module.
pub(super) fn complaint(fqmn: &str, verb: &str, said: &str) -> Error {
    let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it doesn't say why");
    Error::machine(format!("Docker Compose cannot {verb} '{fqmn}': {}", last.trim()))
}
