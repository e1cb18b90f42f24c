//! Bringing a part of a module up: everything is checked first; then what is no longer wanted goes, then the rest comes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::permission::{Allowed, Gate};
use super::plan::{self, Owner, Plan};
use super::{Container, Part, Program, container, image, list, network, port, volume, wait};
use crate::document::fields::{Compose, Names, Paths, Service};
use crate::document::{Document, HYPERDRIVE};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::state::Lock;

/// How long one waits for another process that changes the same Compose project.
const PATIENCE: Duration = Duration::from_secs(10);

/// What Docker Compose is called with: everything was fetched before.
const UP: &[&str] = &["--progress", "quiet", "up", "--detach", "--no-build", "--pull", "never"];

/// The same for what is fetched.
const PULL: &[&str] = &["pull", "--quiet", "--policy", "missing"];

/// What `up` works with.
#[derive(Debug)]
pub struct Up<'a> {
    /// The engine.
    pub engine: &'a Engine,
    /// Docker Compose.
    pub program: &'a Program,
    /// The program that the daemon's image is made of, where it has to be made.
    pub daemon: &'a Path,
    /// How long to wait until all are well; not at all without it.
    pub wait: Option<Duration>,
    /// What may be done beside what the document's `granted` names.
    pub allowed: Allowed<'a>,
    /// Says that nothing more is to begin and nothing more is waited for.
    pub stop: &'a AtomicBool,
}

/// Everything of a document that bringing it up needs.
struct Task {
    part: Part,
    compose: Compose,
    names: Names,
    paths: Paths,
    owner: Owner,
    project: String,
    changed: BTreeMap<String, u64>,
}

impl Task {
    fn of(document: &Document, part: Part) -> Result<Self> {
        let names: Names = document.need("names")?;
        let compose = part.compose(document)?;
        let owner =
            Owner { home: document.need("home")?, fqmn: document.fqmn(), network: names.network.clone() };
        let (project, changed) = (document.need("project")?, document.get("changed")?.unwrap_or_default());
        Ok(Self { part, compose, paths: document.need("paths")?, owner, names, project, changed })
    }

    /// Whether a setting has changed since that the container reads from elsewhere than its compose file.
    fn restarts(&self, container: &Container) -> bool {
        let Service { service, container: own, .. } = &container.service;
        let named =
            |name: &String| name == service || name == own || format!("{}_{name}", self.project) == *own;
        let outdated = |(name, since): (&String, &u64)| named(name) && container.created <= *since;
        self.part == Part::Services && self.changed.iter().any(outdated)
    }

    fn is_ours(&self, container: &Container) -> bool {
        container.home == self.owner.home && container.fqmn == self.owner.fqmn
    }

    /// Of this part: a container that Compose made for this project.
    fn is_of_part(&self, container: &Container) -> bool {
        self.is_ours(container) && container.project == self.part.project(&self.names)
    }
}

/// Brings a part of the document's module up, on a network that is there. Gives its containers.
pub fn up(with: &Up, document: &Document, part: Part) -> Result<Vec<Service>> {
    if with.stop.load(Ordering::Relaxed) {
        return Err(Error::busy("interrupted before it was begun"));
    }
    let task = Task::of(document, part)?;
    let gate = Gate::of(document, part, with.allowed)?;
    let plan = make_plan(with, &task, image::ensure)?;
    gate.check(&plan)?;
    let file = plan::path(&task.paths.state, part.word());
    let _lock = Lock::take(&file.with_extension("lock"), PATIENCE, None)?;
    let there = own(with, &task, &plan)?;
    let compose = plan.write(&file, &task.compose.project_dir)?;
    let images = fetch(with, &plan, &compose)?;
    let outlook = Outlook::of(&task, &plan, &images, &there);
    if outlook.starts {
        refuse_taken(with, &task, &plan)?;
        outlast_change(&task);
        gate.check(&plan)?;
    }
    // What isn't wanted any more, and what will be replaced, is gone before anything starts in its place.
    outlook.goes.iter().try_for_each(|container| container::take_down(with.engine, &container.service.id))?;
    if outlook.starts {
        // Links may lead elsewhere by now.
        gate.check(&plan)?;
        start(with, &compose)?;
    }
    let started = of_part(with, &task)?;
    restore_policies(with, &plan, &started)?;
    check_adapter(with, &task, &started)?;
    with.wait.map_or(Ok(()), |timeout| wait::until_well(with.engine, &started, timeout, with.stop))?;
    Ok(of_part(with, &task)?.into_iter().map(|container| container.service).collect())
}

/// A port that somebody else has is no reason to stop what runs.
fn refuse_taken(with: &Up, task: &Task, plan: &Plan) -> Result<()> {
    port::refuse_taken(plan, &list(with.engine, None)?, &task.owner.home)
}

/// The engine tells when a container was made in whole seconds. One that is made in the very second of a change would pass
/// for older and restart once more at the next start.
fn outlast_change(task: &Task) {
    const SECOND: Duration = Duration::from_secs(1);
    let Some(change) = task.changed.values().max() else { return };
    let end = UNIX_EPOCH + Duration::from_secs(*change) + SECOND;
    if let Ok(left) = end.duration_since(SystemTime::now()) {
        sleep(left.min(SECOND));
    }
}

/// Checks as much as can be checked without changing anything. Gives what [`up`] would do then, in words and as the call of
/// Docker Compose.
pub fn rehearse(with: &Up, document: &Document, part: Part) -> Result<Vec<String>> {
    let task = Task::of(document, part)?;
    let gate = Gate::of(document, part, with.allowed)?;
    let plan = make_plan(with, &task, image::name)?;
    gate.check(&plan)?;
    let there = own(with, &task, &plan)?;
    let images = images(with.engine, &plan)?;
    let outlook = Outlook::of(&task, &plan, &images, &there);
    let goes = |container: &&Container| format!("stop and remove {}", container.service.container);
    let mut lines: Vec<String> = outlook.goes.iter().map(goes).collect();
    if outlook.starts {
        refuse_taken(with, &task, &plan)?;
        let file = plan::path(&task.paths.state, part.word());
        let compose = plan.at(&file, &task.compose.project_dir);
        lines.push(with.program.call(&compose, UP).to_string());
    }
    Ok(lines)
}

/// What bringing a part up comes to.
struct Outlook<'a> {
    /// What has to go first.
    goes: Vec<&'a Container>,
    /// Whether Docker Compose has anything to start.
    starts: bool,
}

impl<'a> Outlook<'a> {
    fn of(task: &Task, plan: &Plan, images: &Images, there: &'a [Container]) -> Self {
        let as_wanted =
            |container: &Container| is_as_wanted(container, plan, images) && !task.restarts(container);
        let runs = |name: &String| {
            there.iter().any(|there| {
                there.service.container == *name && there.service.state == "running" && as_wanted(there)
            })
        };
        // Bringing an adapter up stops nothing: Docker Compose replaces it.
        let goes = there.iter().filter(|there| task.part == Part::Services && !as_wanted(there)).collect();
        Self { goes, starts: !plan.containers().iter().all(|(_, name)| runs(name)) }
    }
}

/// The part's containers as they are; a stranger of a wanted name is refused.
fn own(with: &Up, task: &Task, plan: &Plan) -> Result<Vec<Container>> {
    let all = list(with.engine, None)?;
    refuse_strangers(task, plan, &all)?;
    network::refuse_strangers(with.engine, &plan.made("networks"), &task.owner.home)?;
    volume::refuse_strangers(with.engine, &plan.made("volumes"), &task.owner.home)?;
    check_sources(plan)?;
    Ok(all.into_iter().filter(|container| task.is_of_part(container)).collect())
}

/// What is to be mounted is there before anything is stopped.
fn check_sources(plan: &Plan) -> Result<()> {
    match plan.bind_sources().into_iter().find(|source| !source.exists()) {
        None => Ok(()),
        Some(gone) => Err(Error::input(format!("'{}' is to be mounted and isn't there", gone.display()))
            .hint("make it, or mend the template or override that names it")),
    }
}

/// A container of a wanted service, made from what would be made now.
fn is_as_wanted(container: &Container, plan: &Plan, images: &Images) -> bool {
    let service = &container.service;
    plan.containers().contains(&(service.service.clone(), service.container.clone()))
        && container.digest == plan.digest(&service.service)
        && images.get(plan.image(&service.service)) == Some(&container.image_id)
}

/// What was stopped has no restart policy; what is started has that of its file again.
fn restore_policies(with: &Up, plan: &Plan, started: &[Container]) -> Result<()> {
    started.iter().try_for_each(|container| {
        let policy = plan.restart_policy(&container.service.service);
        container::restore_policy(with.engine, &container.service.id, policy)
    })
}

fn make_plan(with: &Up, task: &Task, image: fn(&Engine, &Path) -> Result<String>) -> Result<Plan> {
    let mut plan = Plan::merge(with.program, &task.compose)?;
    if task.part == Part::Adapter {
        plan.join_network(&task.names.network);
        let named = plan.containers().iter().any(|(_, name)| *name == task.names.adapter_container);
        if !named {
            let name = &task.names.adapter_container;
            return Err(Error::input(format!("the adapter of '{}' isn't called '{name}'", task.owner.fqmn))
                .hint("its template says 'container_name: {{AdapterContainerName}}'"));
        }
    }
    if task.owner.fqmn == HYPERDRIVE && plan.json()["services"].to_string().contains(image::LOCAL) {
        plan.replace_image(image::LOCAL, &image(with.engine, with.daemon)?);
    }
    plan.complete(&task.owner);
    Ok(plan)
}

/// A container of a wanted name that isn't this module's own is never adopted, changed, stopped or removed.
fn refuse_strangers(task: &Task, plan: &Plan, there: &[Container]) -> Result<()> {
    for (_, name) in plan.containers() {
        let stranger =
            there.iter().find(|container| container.service.container == name && !task.is_of_part(container));
        let Some(stranger) = stranger else { continue };
        let whose = match (stranger.home == task.owner.home, stranger.fqmn.as_str()) {
            (true, fqmn) => format!("it belongs to '{fqmn}'"),
            (false, "") => "Hyperdrive didn't make it".into(),
            (false, fqmn) => format!("it belongs to '{fqmn}' of another user directory"),
        };
        return Err(Error::denied(format!("the container '{name}' is there already: {whose}"))
            .hint("remove or rename it yourself, or use another project name"));
    }
    Ok(())
}

/// Fetches the images of a part of the document's module that are missing.
pub fn pull(program: &Program, document: &Document, part: Part) -> Result<()> {
    fetched(document, part)?.map_or(Ok(()), |compose| pull_missing(program, &compose))
}

/// The call of Docker Compose that [`pull`] makes; `None` where there is nothing to fetch.
pub fn rehearse_pull(program: &Program, document: &Document, part: Part) -> Result<Option<String>> {
    Ok(fetched(document, part)?.map(|compose| program.call(&compose, PULL).to_string()))
}

/// The files whose images are fetched; `None` for the daemon's where its image is made on this machine.
fn fetched(document: &Document, part: Part) -> Result<Option<Compose>> {
    let compose = Task::of(document, part)?.compose;
    let names_local = |file: &PathBuf| {
        let text = fs::read_to_string(file).map_err(|cause| Error::file("read", file, &cause))?;
        Ok(text.contains(image::LOCAL))
    };
    let own = document.is_hyperdrive();
    let made_here = own && compose.files.iter().map(names_local).collect::<Result<Vec<_>>>()?.contains(&true);
    Ok((!made_here).then_some(compose))
}

/// The id of each image that the engine has, by the name in the plan.
type Images = BTreeMap<String, String>;

/// Everything is fetched before anything is stopped. Gives what is there then.
fn fetch(with: &Up, plan: &Plan, compose: &Compose) -> Result<Images> {
    let images = images(with.engine, plan)?;
    if plan.containers().iter().all(|(service, _)| images.contains_key(plan.image(service))) {
        return Ok(images);
    }
    pull_missing(with.program, compose)?;
    self::images(with.engine, plan)
}

fn images(engine: &Engine, plan: &Plan) -> Result<Images> {
    let mut images = Images::new();
    for (service, _) in plan.containers() {
        let name = plan.image(&service);
        let found = engine.ask_for("look at the image", engine.docker.inspect_image(name))?;
        images.extend(found.and_then(|image| image.id).map(|id| (name.to_owned(), id)));
    }
    Ok(images)
}

fn pull_missing(program: &Program, compose: &Compose) -> Result<()> {
    let output = program.call(compose, PULL).run(b"")?;
    if output.status.success() {
        return Ok(());
    }
    Err(complaint(compose, "get the images of", &output.complaint()))
}

fn start(with: &Up, compose: &Compose) -> Result<()> {
    let output = with.program.call(compose, UP).run(b"")?;
    if output.status.success() {
        return Ok(());
    }
    Err(complaint(compose, "start", &output.complaint()))
}

fn complaint(compose: &Compose, verb: &str, said: &str) -> Error {
    let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it doesn't say why");
    Error::machine(format!("Docker Compose cannot {verb} '{}': {}", compose.project, last.trim()))
}

fn of_part(with: &Up, task: &Task) -> Result<Vec<Container>> {
    let all = list(with.engine, Some(&task.owner.home))?;
    Ok(all.into_iter().filter(|container| task.is_of_part(container)).collect())
}

/// An adapter that ended at once is no adapter.
fn check_adapter(with: &Up, task: &Task, started: &[Container]) -> Result<()> {
    let ended = |container: &&Container| container.service.state != "running";
    match started.iter().find(ended).filter(|_| task.part == Part::Adapter) {
        None => Ok(()),
        Some(container) => {
            let (name, state) = (&container.service.container, &container.service.state);
            let error =
                Error::adapter(format!("the adapter's container '{name}' doesn't stay up: it is {state}"));
            Err(wait::with_log(with.engine, container, error))
        }
    }
}
