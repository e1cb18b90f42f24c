//! A check: what compose files ask for, told without running anything. Needs no engine.

use super::super::{Owner, Part, Plan, Program};
use super::own::ENGINE_SOCKET;
use super::{Own, all, of_plan, of_sources};
use crate::document::Document;
use crate::document::fields::{Adapter, Compose, Names, Permission, Rank};
use crate::error::Result;

/// The dialect whose adapter brings services up itself (SPEC.md section 7).
const STARTS_ITSELF: &str = "2025-03";

/// What a part of the document's module asks of the machine, the highest rank first.
pub fn check(program: &Program, document: &Document, part: Part) -> Result<Vec<Permission>> {
    let compose = part.compose(document)?;
    let own = Own::of(document, part, &compose.project_dir)?;
    let mut asked = of_sources(&compose, &own)?;
    asked.extend(of_dialect(document, part)?);
    let mut plan = Plan::merge(program, &compose)?;
    let network = document.need::<Names>("names")?.network;
    if part == Part::Adapter {
        plan.join_network(&network);
    }
    plan.complete(&Owner { home: document.need("home")?, fqmn: document.fqmn(), network });
    Ok(all(&asked, of_plan(plan.json(), &own)))
}

/// The same of files that are no module's.
pub fn check_files(program: &Program, compose: &Compose, engine: &str) -> Result<Vec<Permission>> {
    let own = Own::of_project(&compose.project, &compose.project_dir, engine);
    let asked = of_sources(compose, &own)?;
    Ok(all(&asked, of_plan(Plan::merge(program, compose)?.json(), &own)))
}

/// What an adapter asks for by its dialect: one that brings services up itself gets the engine's socket, once that is
/// granted. Its files ask for nothing before.
fn of_dialect(document: &Document, part: Part) -> Result<Option<Permission>> {
    let dialect = document.get::<Adapter>("adapter")?.and_then(|adapter| adapter.dialect);
    let asks = part == Part::Adapter && dialect.as_deref() == Some(STARTS_ITSELF);
    Ok(asks.then(|| Permission {
        name: ENGINE_SOCKET.into(),
        rank: Rank::RootEquivalent,
        part: part.word().into(),
        service: None,
        place: "adapter.dialect".into(),
        text: "starts its services itself, for which it commands the container engine of this machine".into(),
    }))
}

impl Part {
    /// The files of this part of the document's module. Bad input where it has none so far.
    pub(in crate::compose) fn compose(self, document: &Document) -> Result<Compose> {
        let compose = match self {
            Self::Adapter => document.need::<Adapter>("adapter")?.compose,
            Self::Services => document.get("compose")?,
        };
        compose.ok_or_else(|| {
            crate::Error::input(format!("the {} of '{}' have no compose files", self.word(), document.fqmn()))
                .hint(format!("put 'hd-render {}' before this step in the pipeline", self.word()))
        })
    }
}
