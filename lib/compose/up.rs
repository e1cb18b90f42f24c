//! Bringing a part of a module up: everything is checked first; then what is no longer wanted goes, then the rest comes.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::plan::{self, Owner, Plan};
use super::{Container, Part, Program, container, image, list, wait};
use crate::document::fields::{Adapter, Compose, Names, Paths, Service};
use crate::document::{Document, HYPERDRIVE};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::state::Lock;

/// How long one waits for another process that changes the same Compose project.
const PATIENCE: Duration = Duration::from_secs(10);

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
    /// Whether everything is only checked.
    pub dry_run: bool,
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
}

impl Task {
    fn of(document: &Document, part: Part) -> Result<Self> {
        let names: Names = document.need("names")?;
        let compose = match part {
            Part::Adapter => document.need::<Adapter>("adapter")?.compose,
            Part::Services => document.get("compose")?,
        };
        let compose = compose.ok_or_else(|| {
            Error::input(format!("the {} of '{}' have no compose files", part.word(), document.fqmn()))
                .hint(format!("put 'hd-render {}' before this step in the pipeline", part.word()))
        })?;
        let owner =
            Owner { home: document.need("home")?, fqmn: document.fqmn(), network: names.network.clone() };
        Ok(Self { part, compose, paths: document.need("paths")?, owner, names })
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
    let plan = make_plan(with, &task)?;
    let file = plan::path(&task.paths.state, part.word());
    let _lock = Lock::take(&file.with_extension("lock"), PATIENCE, None)?;
    let there = list(with.engine, None)?;
    refuse_strangers(&task, &plan, &there)?;
    if with.dry_run {
        return Ok(Vec::new());
    }
    let compose = plan.write(&file, &task.compose.project_dir)?;
    fetch(with.program, &compose)?;
    if part == Part::Services {
        take_down_unwanted(with, &task, &plan, &there)?;
    }
    start(with, &compose)?;
    let started = of_part(with, &task)?;
    for container in &started {
        let policy = plan.restart_policy(&container.service.service);
        container::set_policy(with.engine, &container.service.id, policy)?;
    }
    check_adapter(with, &task, &started)?;
    with.wait.map_or(Ok(()), |timeout| wait::until_well(with.engine, &started, timeout, with.stop))?;
    Ok(of_part(with, &task)?.into_iter().map(|container| container.service).collect())
}

fn make_plan(with: &Up, task: &Task) -> Result<Plan> {
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
        plan.replace_image(image::LOCAL, &image::ensure(with.engine, with.daemon)?);
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
    fetch(program, &Task::of(document, part)?.compose)
}

/// Everything is fetched before anything is stopped.
fn fetch(program: &Program, compose: &Compose) -> Result<()> {
    let output = program.call(compose, &["pull", "--quiet", "--policy", "missing"]).run(b"")?;
    if output.status.success() {
        return Ok(());
    }
    Err(complaint(compose, "get the images of", &output.complaint()))
}

/// What the new set doesn't name is stopped and removed before anything starts in its place.
fn take_down_unwanted(with: &Up, task: &Task, plan: &Plan, there: &[Container]) -> Result<()> {
    let wanted = plan.containers();
    let unwanted = |container: &&Container| {
        let service = &container.service;
        task.is_of_part(container) && !wanted.contains(&(service.service.clone(), service.container.clone()))
    };
    there
        .iter()
        .filter(unwanted)
        .try_for_each(|container| container::take_down(with.engine, &container.service.id))
}

fn start(with: &Up, compose: &Compose) -> Result<()> {
    let command = ["--progress", "quiet", "up", "--detach", "--no-build", "--pull", "never"];
    let output = with.program.call(compose, &command).run(b"")?;
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
