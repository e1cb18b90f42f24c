//! A draft: the plan that a part's files come to, before anybody has looked at what is there.

use std::path::Path;

use super::task::Task;
use super::{Part, Plan, Up, image, merged, record};
use crate::document::HYPERDRIVE;
use crate::engine::Engine;
use crate::error::{Error, Result};

/// Makes the plan: what was well last where that is meant, else what Docker Compose makes of the files, completed. `image`
/// gives the name of the daemon's image.
pub(super) fn make(with: &Up, task: &Task, image: fn(&Engine, &Path) -> Result<String>) -> Result<Plan> {
    if with.back {
        return record::last(with, task);
    }
    let merged = Plan::merge(with.program, task.files()?, &merged::path(&task.file()));
    let mut plan = merged.map_err(|error| error.within(&format!("'{}'", task.owner.fqmn)))?;
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
    if task.owner.fqmn == HYPERDRIVE && with.engine.is_rootless()? {
        plan.run_as_root();
    }
    for (name, id) in &task.pins {
        record::pin(with.engine, &mut plan, name, id)?;
    }
    plan.complete(&task.owner);
    Ok(plan)
}
