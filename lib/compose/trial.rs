//! A trial: containers are made, never started, and removed again, before those that run are stopped for them.

use super::task::Task;
use super::{Container, Plan, Up, container, list};
use crate::document::fields::Compose;
use crate::error::{Error, Result};
use crate::state::file;

const CREATE: &[&str] = &["--progress", "quiet", "create", "--no-build", "--pull", "never"];

/// Removes what a run left that was cut off in a trial, or while it gave folders away.
pub(super) fn sweep(with: &Up, task: &Task, there: &[Container]) -> Result<()> {
    remove(with, there, &task.trial_project(), &task.owner.home)
}

/// Finds out whether the engine takes the containers of a plan. What it refuses is bad input, in its own words.
pub(super) fn run(with: &Up, task: &Task, plan: &Plan) -> Result<()> {
    let project = task.trial_project();
    let compose = task.files()?;
    let path = task.file().with_extension("trial.json");
    let compose = plan.trial(&project, &task.owner.home).write(&path, &compose.project_dir)?;
    let tried = create(with, &compose, &task.owner.fqmn);
    let removed = list(with.engine, Some(&task.owner.home))
        .and_then(|there| remove(with, &there, &project, &task.owner.home));
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

/// Removes what a trial made, or one that was cut off.
fn remove(with: &Up, there: &[Container], project: &str, home: &str) -> Result<()> {
    let left = there.iter().filter(|container| container.project == project && container.home == home);
    left.into_iter().try_for_each(|left| container::discard(with.engine, &left.service.id))
}
