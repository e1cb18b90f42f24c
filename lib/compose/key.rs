//! Keys that were rotated: the old one goes as soon as no container can hold it any more.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bollard::query_parameters::InspectContainerOptions;

use super::list;
use crate::auth::key::old_file;
use crate::document::Document;
use crate::document::fields::Paths;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::state::file;

/// Removes the old keys of a document's module, where every container of it that runs was started after the rotation: a
/// container has the file mounted that was there when it was started. Hyperdrive's own key is mounted into none.
pub fn forget_old_keys(engine: &Engine, document: &Document) -> Result<()> {
    let paths: Paths = document.need("paths")?;
    let keys = [paths.adapter_key, paths.services_key, paths.hyperdrive_key];
    let rotated: Vec<PathBuf> = keys.into_iter().filter(|key| old_file(key).exists()).collect();
    if rotated.is_empty() {
        return Ok(());
    }
    let oldest = if document.is_hyperdrive() { None } else { oldest_start(engine, document)? };
    rotated.iter().try_for_each(|key| forget(key, oldest))
}

/// When the container of the module was started that has run longest; `None` where none runs.
fn oldest_start(engine: &Engine, document: &Document) -> Result<Option<SystemTime>> {
    let (home, fqmn): (String, String) = (document.need("home")?, document.fqmn());
    let mut oldest = None;
    for container in list(engine, Some(&home))?.iter().filter(|container| container.fqmn == fqmn) {
        let request = engine.docker.inspect_container(&container.service.id, None::<InspectContainerOptions>);
        let state = engine.ask_for("look at the container", request)?.and_then(|seen| seen.state);
        let Some(state) = state.filter(|state| state.pid.is_some_and(|pid| pid > 0)) else { continue };
        let started = state.started_at.and_then(|time| humantime::parse_rfc3339(&time).ok());
        // One of which nobody knows since when it runs may have run for ever.
        let started = started.unwrap_or(SystemTime::UNIX_EPOCH);
        oldest = Some(oldest.map_or(started, |oldest: SystemTime| oldest.min(started)));
    }
    Ok(oldest)
}

fn forget(key: &Path, oldest: Option<SystemTime>) -> Result<()> {
    let rotated = fs::metadata(key).and_then(|data| data.modified());
    let rotated = rotated.map_err(|cause| Error::file("look at key", key, &cause))?;
    if oldest.is_some_and(|oldest| oldest <= rotated) {
        return Ok(());
    }
    file::remove(&old_file(key))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::time::Duration;

    use super::*;
    use crate::auth::Key;

    #[test]
    fn an_old_key_goes_once_no_container_can_hold_it() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("k");
        Key::generate().unwrap().create(&key, 0o444).unwrap();
        Key::rotate(&key, 1 << 40).unwrap();
        let rotated = fs::metadata(&key).unwrap().modified().unwrap();
        for before in [rotated, rotated - Duration::from_secs(1), SystemTime::UNIX_EPOCH] {
            forget(&key, Some(before)).unwrap();
            assert!(old_file(&key).exists());
        }
        forget(&key, Some(rotated + Duration::from_millis(1))).unwrap();
        assert!(!old_file(&key).exists() && key.exists());
        Key::rotate(&key, 1 << 40).unwrap();
        forget(&key, None).unwrap();
        assert!(!old_file(&key).exists());
    }
}
