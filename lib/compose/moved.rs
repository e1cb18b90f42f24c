//! Where a module ran last: services that must never run twice don't start before it is sure that they run nowhere else.

use std::fs;

use super::Part;
use super::Up;
use super::task::Task;
use crate::digest;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::state::marker;

/// Refuses a start of services where the module's data says that it ran on another machine, and a first start of one that
/// must never run twice.
pub(super) fn check(with: &Up, task: &Task) -> Result<()> {
    if task.part != Part::Services || with.moved_here {
        return Ok(());
    }
    let fqmn = &task.owner.fqmn;
    match marker::ran_at(&task.paths, fqmn)? {
        Some(machine) if machine == here(with.engine)? => Ok(()),
        Some(_) => Err(Error::denied(format!("the data of '{fqmn}' says that it ran on another machine"))
            .hint("it must have been stopped there for good: never two with the same keys")
            .asks()),
        None if task.exactly_one.is_empty() => Ok(()),
        None => Err(Error::denied(format!(
            "'{}' of '{fqmn}' must never run twice, and it has never run here",
            task.exactly_one.join("', '")
        ))
        .hint("be sure that its keys are used nowhere else: on no other machine, by no other client")
        .asks()),
    }
}

/// Notes down that the module's services run on this machine.
pub(super) fn note(with: &Up, task: &Task) -> Result<()> {
    if task.part != Part::Services {
        return Ok(());
    }
    let (fqmn, here) = (&task.owner.fqmn, here(with.engine)?);
    if marker::ran_at(&task.paths, fqmn)?.is_some_and(|machine| machine == here) {
        return Ok(());
    }
    marker::note(&task.paths, fqmn, &here)
}

/// What tells this machine from others: systemd's id of it; where it has none, the engine's.
fn here(engine: &Engine) -> Result<String> {
    let known = fs::read_to_string("/etc/machine-id").unwrap_or_default();
    let id = match known.trim() {
        "" | "uninitialized" => engine.ask("say who it is", engine.docker.info())?.id.unwrap_or_default(),
        id => id.to_owned(),
    };
    Ok(digest::sha256(format!("hyperdrive {id}"))[..16].into())
}
