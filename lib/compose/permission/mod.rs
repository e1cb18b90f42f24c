//! What a module's final compose files ask of the machine: an allow list, ranked, each with its place (SPEC.md section 9).
//!
//! Two looks: at the plan, which is what will run, and at the files that it is made of, for what Docker Compose resolves
//! away (`include`, `extends`, `env_file`). A key that neither knows is a permission too.

mod check;
mod gate;
mod look;
mod mount;
mod network;
mod own;
mod rights;
mod rule;
mod source;
mod table;

#[cfg(test)]
mod tests;

pub use check::{check, check_files};
pub use gate::{Allowed, check_again, plan_files};

use serde_json::{Map, Value};

pub(super) use gate::Gate;
use look::{At, Look};
pub(super) use own::Own;

use crate::document::fields::{Compose, Permission};
use crate::error::Result;

/// What the files ask for that isn't to be seen in the plan any more. Bad input: a file that can't be read as Docker
/// Compose reads it, or one that refers to what no file is.
fn of_sources(compose: &Compose, own: &Own) -> Result<Vec<Permission>> {
    let mut look = Look::new(own, &[]);
    source::look(&mut look, compose)?;
    Ok(look.found())
}

/// What the plan asks for, as links on the machine lead now.
fn of_plan(plan: &Map<String, Value>, own: &Own) -> Vec<Permission> {
    let services = plan.get("services").and_then(Value::as_object).into_iter().flatten();
    let services: Vec<&str> = services.map(|(name, _)| &**name).collect();
    let mut look = Look::new(own, &services);
    rule::fields(&mut look, &At::default(), plan, table::TOP);
    look.found()
}

/// Both together: the highest rank first, each once.
fn all(sources: &[Permission], plan: Vec<Permission>) -> Vec<Permission> {
    let mut all: Vec<Permission> = Vec::new();
    for permission in sources.iter().cloned().chain(plan) {
        let known = |other: &Permission| other.name == permission.name && other.place == permission.place;
        if !all.iter().any(known) {
            all.push(permission);
        }
    }
    all.sort_by_key(|permission| std::cmp::Reverse(permission.rank));
    all
}
