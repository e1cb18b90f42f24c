//! A check: what compose files ask for, told without running anything. Needs no engine.

use super::super::task::Task;
use super::super::{Part, Plan, Program, itself, merged};
use super::own::ENGINE_SOCKET;
use super::{Own, all, of_plan, of_sources};
use crate::document::Document;
use crate::document::fields::{Adapter, Compose, Permission, Rank};
use crate::error::Result;

/// What a part of the document's module asks of the machine, the highest rank first.
pub fn check(program: &Program, document: &Document, part: Part) -> Result<Vec<Permission>> {
    let task = Task::of(document, part)?;
    let compose = task.files()?;
    if task.is_empty() {
        return Ok(Vec::new());
    }
    let own = Own::of(document, part, &compose.project_dir)?;
    let mut asked = of_sources(compose, &own)?;
    asked.extend(of_dialect(document, part)?);
    let mut plan = Plan::merge(program, compose, &merged::path(&task.file()))?;
    if part == Part::Adapter {
        plan.join_network(&task.names.network);
    }
    plan.complete(&task.owner);
    Ok(all(&asked, of_plan(plan.json(), &own)))
}

/// The same of files that are no module's.
pub fn check_files(program: &Program, compose: &Compose, engine: &str) -> Result<Vec<Permission>> {
    let own = Own::of_project(&compose.project, &compose.project_dir, engine);
    let asked = of_sources(compose, &own)?;
    Ok(all(&asked, of_plan(Plan::merge_once(program, compose)?.json(), &own)))
}

/// What an adapter asks for by its dialect: one that brings services up itself gets the engine's socket, once that is
/// granted. Its files ask for nothing before.
fn of_dialect(document: &Document, part: Part) -> Result<Option<Permission>> {
    let dialect = document.get::<Adapter>("adapter")?.and_then(|adapter| adapter.dialect);
    let asks = part == Part::Adapter && dialect.as_deref() == Some(itself::DIALECT);
    Ok(asks.then(|| Permission {
        name: ENGINE_SOCKET.into(),
        rank: Rank::RootEquivalent,
        part: part.word().into(),
        service: None,
        place: "adapter.dialect".into(),
        text: "starts its services itself, for which it commands the container engine of this machine".into(),
    }))
}
