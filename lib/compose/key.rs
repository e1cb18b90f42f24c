//! Keys that were rotated: the old one goes as soon as no container can hold it any more.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bollard::models::ContainerInspectResponse;
use bollard::query_parameters::InspectContainerOptions;

use super::list;
use crate::auth::key::old_file;
use crate::document::Document;
use crate::document::fields::Paths;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::state::file;

/// Removes the old keys of a document's module, where every running container that has the key's file mounted was started
/// after the rotation: it has the file that was there when it was started. Hyperdrive's own key is mounted into none.
pub fn forget_old_keys(engine: &Engine, document: &Document) -> Result<()> {
    let paths: Paths = document.need("paths")?;
    let keys = [paths.adapter_key, paths.services_key, paths.hyperdrive_key];
    let rotated: Vec<PathBuf> = keys.into_iter().filter(|key| old_file(key).exists()).collect();
    if rotated.is_empty() {
        return Ok(());
    }
    let holders = if document.is_hyperdrive() { Vec::new() } else { holders(engine, document)? };
    rotated.iter().try_for_each(|key| forget(key, oldest_start(&holders, key)))
}

/// A container that runs: since when, and which paths of the machine it has mounted.
struct Holder {
    started: SystemTime,
    mounted: Vec<PathBuf>,
}

impl Holder {
    fn of(seen: ContainerInspectResponse) -> Option<Self> {
        let state = seen.state.filter(|state| state.pid.is_some_and(|pid| pid > 0))?;
        // One of which nobody knows since when it runs may have run for ever.
        let started = state.started_at.and_then(|time| humantime::parse_rfc3339(&time).ok());
        let mounted = seen.mounts.unwrap_or_default().into_iter().filter_map(|mount| mount.source);
        Some(Self {
            started: started.unwrap_or(SystemTime::UNIX_EPOCH),
            mounted: mounted.map(PathBuf::from).collect(),
        })
    }

    /// Whether it has this file mounted. In a folder that is mounted it sees the new one, but may have read the old one
    /// when it was started.
    fn holds(&self, key: &Path) -> bool {
        let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.into());
        self.mounted.iter().any(|path| real(key).starts_with(real(path)))
    }
}

/// The containers of a document's module that run.
fn holders(engine: &Engine, document: &Document) -> Result<Vec<Holder>> {
    let (home, fqmn): (String, String) = (document.need("home")?, document.fqmn());
    let mut holders = Vec::new();
    for container in list(engine, Some(&home))?.iter().filter(|container| container.fqmn == fqmn) {
        let request = engine.docker.inspect_container(&container.service.id, None::<InspectContainerOptions>);
        holders.extend(engine.ask_for("look at the container", request)?.and_then(Holder::of));
    }
    Ok(holders)
}

/// When the container was started that has had this key mounted longest; `None` where none has it.
fn oldest_start(holders: &[Holder], key: &Path) -> Option<SystemTime> {
    holders.iter().filter(|holder| holder.holds(key)).map(|holder| holder.started).min()
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

    #[test]
    fn only_who_has_the_file_mounted_holds_the_old_key() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("k");
        fs::write(&key, "x").unwrap();
        let holder = |seconds, mounted: &[&Path]| Holder {
            started: SystemTime::UNIX_EPOCH + Duration::from_secs(seconds),
            mounted: mounted.iter().map(PathBuf::from).collect(),
        };
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&key, &link).unwrap();
        let holders = [
            holder(1, &[&folder.path().join("other")]),
            holder(2, &[]),
            holder(5, &[Path::new("/x"), &key]),
            holder(4, &[&link]),
            holder(3, &[folder.path()]),
        ];
        let oldest = |count: usize| {
            let oldest = oldest_start(&holders[..count], &key);
            oldest.map(|start| start.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs())
        };
        assert_eq!([2, 3, 4, 5].map(oldest), [None, Some(5), Some(4), Some(3)]);
    }
}
