//! Refusals: what a plan can't have, found out before anything is stopped for it.

use super::change::Leaving;
use super::task::Task;
use super::{Container, Plan, Up, network, volume};
use crate::error::{Error, Result};

/// Refuses what the plan can't have, whatever becomes of this home's own containers.
pub(super) fn foreign(with: &Up, task: &Task, plan: &Plan, there: &[Container]) -> Result<()> {
    let faults = plan.faults(&task.exactly_one);
    if !faults.is_empty() {
        let fqmn = &task.owner.fqmn;
        return Err(Error::input(format!("the files of '{fqmn}' ask for what can't be"))
            .with_faults(faults)
            .hint("mend the template or override that says 'scale' or 'replicas'; nothing was changed"));
    }
    let own =
        there.iter().filter(|one| one.home == task.owner.home).map(|one| one.service.id.clone()).collect();
    names(task, plan, there, &own)?;
    let engine = with.engine;
    network::refuse_strangers(engine, &plan.made("networks"), &task.owner.home)?;
    volume::refuse_strangers(engine, &plan.made("volumes"), &task.owner.home)?;
    // The project's own network is made before anything that is on it.
    let mut external = plan.external("networks");
    external.retain(|name| *name != task.owner.network);
    network::refuse_missing(engine, &external)?;
    volume::refuse_missing(engine, &plan.external("volumes"))?;
    check_sources(plan)
}

/// What is to be mounted is there before anything is stopped.
fn check_sources(plan: &Plan) -> Result<()> {
    match plan.bind_sources().into_iter().find(|source| !source.exists()) {
        None => Ok(()),
        Some(gone) => Err(Error::input(format!("'{}' is to be mounted and isn't there", gone.display()))
            .hint("make it, or mend the template or override that names it")),
    }
}

/// A container of a wanted name that isn't this part's own, and doesn't go, is never adopted, changed, stopped or removed.
pub(super) fn names(task: &Task, plan: &Plan, there: &[Container], leaving: &Leaving) -> Result<()> {
    for (_, name) in plan.containers() {
        let stranger = there.iter().find(|container| {
            container.service.container == name
                && !task.is_of_part(container)
                && !leaving.contains(&container.service.id)
        });
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
