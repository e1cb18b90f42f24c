//! An attempt that failed: what its containers wrote is kept before they are gone.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::task::Task;
use super::{Container, list, log};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::state::file;

/// How many lines of each container are kept.
const LINES: u64 = 10_000;
/// How many such files are kept.
const FILES: usize = 30;
/// What their names begin with.
const PREFIX: &str = "failed-";

/// When the last attempt began, in seconds since 1970: when its plan was written.
pub(super) fn since(task: &Task) -> Option<u64> {
    let written = fs::metadata(task.file()).ok()?.modified().ok()?;
    written.duration_since(SystemTime::UNIX_EPOCH).ok().map(|since| since.as_secs())
}

/// Saves the logs of a part's containers below the user directory's `log/`. The error says where.
pub(super) fn save_logs(engine: &Engine, task: &Task, error: Error) -> Error {
    let folder = task.paths.user.join("log");
    match save(engine, task, &folder) {
        Ok(files) if files.is_empty() => error,
        Ok(files) => files.iter().fold(error, |error, path| {
            error.hint(format!("the log of this attempt is in '{}'", path.display()))
        }),
        Err(cause) => error.hint(format!("its log couldn't be saved: {}", cause.message())),
    }
}

fn save(engine: &Engine, task: &Task, folder: &Path) -> Result<Vec<PathBuf>> {
    file::folder(folder, 0o700)?;
    let there = list(engine, Some(&task.owner.home))?;
    let own = there.iter().filter(|container| task.is_of_part(container));
    let when = humantime::format_rfc3339_seconds(SystemTime::now()).to_string().replace(':', "");
    let saved =
        own.map(|container| save_one(engine, container, folder, &when)).collect::<Result<Vec<_>>>()?;
    forget_old(folder);
    Ok(saved.into_iter().flatten().collect())
}

fn save_one(engine: &Engine, container: &Container, folder: &Path, when: &str) -> Result<Option<PathBuf>> {
    let text = log(engine, container, LINES)?;
    if text.is_empty() {
        return Ok(None);
    }
    let path = folder.join(format!("{PREFIX}{when}-{}.log", container.service.container));
    file::write(&path, text, 0o600)?;
    Ok(Some(path))
}

/// The oldest go: their names say when they were written.
fn forget_old(folder: &Path) {
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let ours =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
    let mut files: Vec<PathBuf> = names.filter(ours).collect();
    files.sort();
    let many = files.len().saturating_sub(FILES);
    files.iter().take(many).for_each(|path| {
        let _ = fs::remove_file(path);
    });
}
