//! Volumes that a module's files name: one that is there and isn't this home's is refused.

use std::collections::HashMap;

use bollard::query_parameters::{ListVolumesOptionsBuilder, RemoveVolumeOptions};

use super::{Owner, Part};
use crate::document::fields::Names;
use crate::engine::{Engine, HOME_LABEL};
use crate::error::{Error, Result};

/// Refuses volumes of a wanted name that are there and aren't this home's.
pub(super) fn refuse_strangers(engine: &Engine, names: &[String], home: &str) -> Result<()> {
    for name in names {
        let found = engine.ask_for("look at the volume", engine.docker.inspect_volume(name))?;
        if found.is_some_and(|volume| volume.labels.get(HOME_LABEL).is_none_or(|owner| owner != home)) {
            return Err(Error::denied(format!(
                "the volume '{name}' is there already and isn't of this user directory"
            ))
            .hint(format!(
                "'docker volume inspect {name}' shows what it is; give the module's volume another name"
            )));
        }
    }
    Ok(())
}

/// The names of the volumes that Docker Compose made for a module's services, sorted.
pub fn of(engine: &Engine, owner: &Owner, names: &Names) -> Result<Vec<String>> {
    let labels = HashMap::from([("label", owner.labels())]);
    let options = ListVolumesOptionsBuilder::default().filters(&labels).build();
    let found = engine.ask("list volumes", engine.docker.list_volumes(Some(options)))?;
    let made = found.volumes.unwrap_or_default().into_iter();
    let own = made.filter(|volume| Part::Services.has_made(names, Some(&volume.labels)));
    let mut found: Vec<String> = own.map(|volume| volume.name).collect();
    found.sort();
    Ok(found)
}

/// Removes those volumes with all that is in them.
pub fn remove_of(engine: &Engine, owner: &Owner, names: &Names) -> Result<()> {
    of(engine, owner, names)?.iter().try_for_each(|name| {
        let request = engine.docker.remove_volume(name, None::<RemoveVolumeOptions>);
        engine.ask_for("remove the volume", request).map(|_| ())
    })
}

/// Refuses where a volume that has to be there already isn't.
pub(super) fn refuse_missing(engine: &Engine, names: &[String]) -> Result<()> {
    for name in names {
        if engine.ask_for("look at the volume", engine.docker.inspect_volume(name))?.is_none() {
            return Err(Error::input(format!(
                "the volume '{name}' has to be there already (external) and isn't"
            ))
            .hint(format!(
                "'docker volume create {name}' makes it, or mend the template or override that names it"
            )));
        }
    }
    Ok(())
}
