//! A trial: containers are made, never started, and removed again, before those that run are stopped for them.

use super::task::Task;
use super::{Container, Plan, Up, container, list};
use crate::document::fields::Compose;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::state::file;

const CREATE: &[&str] = &["--progress", "quiet", "create", "--no-build", "--pull", "never"];

/// Removes what a run left that was cut off in a trial, or while it gave folders away.
pub(super) fn sweep(with: &Up, task: &Task, there: &[Container]) -> Result<()> {
    remove(with.engine, there, &of_task(task), &task.owner.home)
}

/// Finds out whether the engine takes the containers of a plan. What it refuses is bad input, in its own words.
pub(super) fn run(with: &Up, task: &Task, plan: &Plan) -> Result<()> {
    let project = of_task(task);
    let compose = task.files()?;
    let path = task.file().with_extension("trial.json");
    let compose = plan.trial(&project, &task.owner.home).write(&path, &compose.project_dir)?;
    let tried = create(with, &compose, &task.owner.fqmn);
    let removed = remove_of(with.engine, task.part.project(&task.names), &task.owner.home);
    tried.and(removed).and(file::remove(&path))
}

fn create(with: &Up, compose: &Compose, fqmn: &str) -> Result<()> {
    let output = with.program.call(compose, CREATE).run(b"")?;
    if output.status.success() {
        return Ok(());
    }
    let said = output.complaint();
    let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it doesn't say why");
    let refused = format!("the engine refuses a container of '{fqmn}': {}", last.trim());
    Err(Error::input(refused)
        .hint("nothing was stopped for it; mend the setting, template or override that asks for it"))
}

/// The Compose project of this task's trials.
pub(super) fn of_task(task: &Task) -> String {
    project(task.part.project(&task.names))
}

/// The Compose project of the trials of this one.
pub(super) fn project(of: &str) -> String {
    format!("{of}_trial")
}

/// Removes what a trial of this Compose project made, or one that was cut off.
pub(super) fn remove_of(engine: &Engine, project: &str, home: &str) -> Result<()> {
    remove(engine, &list(engine, Some(home))?, &self::project(project), home)
}

fn remove(engine: &Engine, there: &[Container], project: &str, home: &str) -> Result<()> {
    let left = there.iter().filter(|container| container.project == project && container.home == home);
    left.into_iter().try_for_each(|left| container::discard(engine, &left.service.id))
}
