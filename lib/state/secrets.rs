//! Files of secrets: which of them settings name. A secret that was replaced goes with the last settings that name it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};

use super::{Generation, Home, file};
use crate::document::Document;
use crate::document::fields::Paths;
use crate::error::Result;

/// What nothing names goes when it is older than this: younger ones may belong to settings that aren't saved yet.
const YOUNG: Duration = Duration::from_secs(24 * 3600);

/// The files of secrets that a document names, in its own folder of secrets: in its settings, and in what was set.
pub fn named(document: &Document) -> Vec<PathBuf> {
    let paths: Option<Paths> = document.get("paths").ok().flatten();
    let Some(folder) = paths.as_ref().and_then(|paths| paths.adapter_key.parent()) else { return Vec::new() };
    let instances = ["settings", "set"].map(|field| document.get::<Value>(field).ok().flatten());
    instances.iter().flatten().flat_map(files).filter(|file| is_kept(file, folder)).collect()
}

/// Every file that the settings of a home name: those that run, those that wait, and those that are kept to go back to.
pub(super) fn of_home(home: &Home) -> Result<BTreeSet<PathBuf>> {
    let linked = [Some(home.current()?), home.pending()?];
    let waited: Vec<u64> = linked.iter().flatten().filter_map(|one| one.instead).collect();
    let all = home.all_generations()?.into_iter();
    let kept = all.filter(|one| one.started.is_some() || waited.contains(&one.number));
    Ok(kept.chain(linked.into_iter().flatten()).flat_map(|one| of_generation(&one)).collect())
}

/// Removes what was named before and isn't any more, and what these modules' folders hold that nothing has named for a day.
/// What can't be removed now is found again then.
pub(super) fn sweep(home: &Home, before: &BTreeSet<PathBuf>, documents: &[Document], now: u64) -> Result<()> {
    let named = of_home(home)?;
    let own = home.dir().join("modules");
    let ours = |path: &&PathBuf| {
        let folder = path.parent().filter(|folder| folder.ends_with("secrets") && folder.starts_with(&own));
        folder.is_some_and(|folder| is_kept(path, folder) && !climbs(path))
    };
    before.difference(&named).filter(ours).for_each(|path| drop(file::remove(path)));
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(now);
    for folder in documents.iter().filter_map(folder) {
        let kept = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
        kept.filter(|path| is_kept(path, &folder) && !named.contains(path) && is_old(path, now))
            .for_each(|path| drop(file::remove(&path)));
    }
    Ok(())
}

fn folder(document: &Document) -> Option<PathBuf> {
    let paths: Paths = document.get("paths").ok().flatten()?;
    paths.adapter_key.parent().map(Path::to_path_buf)
}

fn of_generation(generation: &Generation) -> Vec<PathBuf> {
    let settings = generation.settings.modules.values().flat_map(|module| of_fields(&module.settings));
    settings.chain(generation.set.values().flat_map(of_fields)).collect()
}

fn of_fields(fields: &Map<String, Value>) -> Vec<PathBuf> {
    fields.values().flat_map(files).collect()
}

/// The files of secrets that an instance names: each stands as `{"secretFile": path}`.
fn files(instance: &Value) -> Vec<PathBuf> {
    let (mut found, mut waiting) = (Vec::new(), vec![instance]);
    while let Some(json) = waiting.pop() {
        let Value::Object(fields) = json else { continue };
        match fields.get("secretFile").and_then(Value::as_str).filter(|_| fields.len() == 1) {
            Some(path) => found.push(path.into()),
            None => waiting.extend(fields.values()),
        }
    }
    found
}

/// Whether this is a file in that folder as `hd-config` makes them: `NAME-` and 16 hex digits.
fn is_kept(file: &Path, folder: &Path) -> bool {
    let digits = |name: &str| {
        let digits = name.rsplit_once('-').map_or("", |(_, digits)| digits);
        digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    file.parent() == Some(folder) && file.file_name().and_then(|name| name.to_str()).is_some_and(digits)
}

fn climbs(path: &Path) -> bool {
    path.components().any(|part| part == std::path::Component::ParentDir)
}

fn is_old(path: &Path, now: SystemTime) -> bool {
    let written = fs::symlink_metadata(path).and_then(|metadata| metadata.modified());
    written.is_ok_and(|written| now.duration_since(written).is_ok_and(|age| age > YOUNG))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn only_files_of_that_form_in_the_modules_own_folder_are_secrets() {
        let document: Document = serde_json::from_value(json!({"fqmn": "me/mod",
            "paths": {"user": "/u", "state": "/u/s", "config": "/u/c", "log": "/u/l", "data": "/u/d", "runtime": "/u/r",
                "override": "/u/o", "adapterKey": "/u/m/secrets/adapter.key", "servicesKey": "/k", "hyperdriveKey": "/k"},
            "settings": {"a": {"b": {"secretFile": "/u/m/secrets/a.b-0123456789abcdef"}},
                "c": {"secretFile": "/u/m/secrets/adapter.key"}, "d": {"secretFile": "/etc/d-0123456789abcdef"},
                "e": {"secretFile": "/u/m/secrets/../secrets/e-0123456789abcdef"}, "f": {"secretFile": 1}, "g": [1]}}))
        .unwrap();
        assert_eq!(named(&document), [PathBuf::from("/u/m/secrets/a.b-0123456789abcdef")]);
    }
}
