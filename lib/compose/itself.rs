//! A module that starts its services itself: its adapter runs Docker Compose on files that were checked, in the place of
//! Hyperdrive (SPEC.md section 7, the dialect of March 2025).
//!
//! Nobody but the adapter knows which of its templates it starts. So where anything changes, all that ran goes before.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::record;
use super::task::Task;
use super::up::Images;
use super::{Container, Part, Plan};
use crate::document::Document;
use crate::document::fields::Adapter;
use crate::error::{Error, Result};
use crate::state::file;
use crate::template::plain;

/// The dialect.
pub(super) const DIALECT: &str = "2025-03";

/// Whether this part of the document's module is started by its adapter.
pub(super) fn is_meant(document: &Document, part: Part) -> Result<bool> {
    let dialect = document.get::<Adapter>("adapter")?.and_then(|adapter| adapter.dialect);
    Ok(part == Part::Services && !document.is_hyperdrive() && dialect.as_deref() == Some(DIALECT))
}

/// Whether what runs is what the adapter started last, of the very same plan.
pub(super) fn runs_already(task: &Task, plan: &Plan, images: &Images, there: &[Container]) -> bool {
    let services: BTreeSet<&str> = there.iter().map(|one| one.service.service.as_str()).collect();
    let kept = record::services(task, plan, images);
    let same = kept.is_some_and(|kept| kept.iter().map(String::as_str).eq(services.iter().copied()));
    // One that was made to end has its work done.
    let is_done =
        |one: &Container| one.service.state == "exited" && plan.restart_policy(&one.service.service) == "no";
    same && there.iter().all(|one| (one.service.state == "running" || is_done(one)) && !task.restarts(one))
}

/// Puts the checked plan where the adapter finds it: a file for each template, with the services that it declares.
pub(super) fn hand_out(task: &Task, plan: &Plan) -> Result<()> {
    let all: BTreeSet<String> = plan.service_names().map(Into::into).collect();
    let mut named = BTreeSet::new();
    let folder = &task.paths.runtime;
    for path in &task.files()?.files {
        let (Some(name), false) = (path.file_name(), is_override(task, path)) else { continue };
        let own = declared(path)?;
        file::write_json(&folder.join(name), &plan.with_services_alone(|service| own.contains(service)))?;
        named.extend(own);
    }
    // What only an override declares belongs to no template: the adapter couldn't start it.
    match all.difference(&named).next() {
        None => Ok(()),
        Some(service) => Err(Error::input(format!(
            "the service '{service}' of '{}' stands in an override alone, and its adapter starts its services itself",
            task.owner.fqmn
        ))
        .hint("override services that the module's templates declare")),
    }
}

fn is_override(task: &Task, path: &Path) -> bool {
    path.parent() == Some(&task.paths.r#override)
}

/// The services that a rendered file declares.
fn declared(path: &Path) -> Result<BTreeSet<String>> {
    let text = fs::read_to_string(path).map_err(|cause| Error::file("read", path, &cause))?;
    let read = plain::read(&text);
    let read =
        read.map_err(|(line, why)| Error::input(format!("'{}', line {line}: {why}", path.display())))?;
    let services = read.value.get("services").and_then(Value::as_object).into_iter().flatten();
    Ok(services.map(|(name, _)| name.clone()).collect())
}

/// An adapter that says that it started its services, of which none is there.
pub(super) fn check_started(task: &Task, started: &[Container]) -> Result<()> {
    if !started.is_empty() {
        return Ok(());
    }
    Err(Error::adapter(format!(
        "the adapter of '{}' started no service that Hyperdrive finds",
        task.owner.fqmn
    ))
    .hint(format!(
        "it has to run Docker Compose on the files in '{}' as the project '{}'",
        task.paths.runtime.display(),
        task.part.project(&task.names)
    )))
}
