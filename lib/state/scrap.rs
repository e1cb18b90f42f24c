//! Scraps: temporary files that killed runs left in a home. Who writes one holds a lock on it, so what isn't locked is
//! nobody's.

use std::fs::{self, File};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use rustix::fs::{FlockOperation, OFlags, flock};

use super::{Home, file};
use crate::error::Result;

/// A download that was cut off, or that nobody has placed so far, may still be gone on with for so long.
const YOUNG: Duration = Duration::from_secs(24 * 3600);

/// Removes the scraps of a home: what was being written, downloads that nobody came back for, and secrets that were typed.
/// Under the lock. Folders that containers write in aren't touched.
pub fn sweep(home: &Home) -> Result<()> {
    sweep_below(&home.state_dir())?;
    for author in folders(&home.dir().join("modules")) {
        for module in folders(&author) {
            ["secrets", "runtime"].iter().try_for_each(|own| sweep_below(&module.join(own)))?;
        }
    }
    Ok(())
}

fn sweep_below(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        match (is_folder, is_scrap(&path, &name.to_string_lossy())) {
            (true, true) => file::remove_folder(&path)?,
            (true, false) => sweep_below(&path)?,
            (false, true) => file::remove(&path)?,
            (false, false) => {}
        }
    }
    Ok(())
}

fn is_scrap(path: &Path, name: &str) -> bool {
    let temporary = [".new-", ".key-", ".tmp"].iter().any(|begin| name.starts_with(begin));
    let download = name.ends_with(".part") || name.ends_with(".zip");
    (temporary && is_free(path))
        || (download && is_old(path) && is_free(path))
        || (name.starts_with(".typed-") && is_orphaned(name))
}

/// Whether nobody has it locked. What can't be opened is left to whoever can.
fn is_free(path: &Path) -> bool {
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or_default();
    let opened = File::options().read(true).custom_flags(flags).open(path);
    opened.is_ok_and(|file| flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok())
}

fn is_old(path: &Path) -> bool {
    let written = fs::symlink_metadata(path).and_then(|about| about.modified());
    written.is_ok_and(|written| written + YOUNG < SystemTime::now())
}

/// Whether the process whose number ends the name is gone.
fn is_orphaned(name: &str) -> bool {
    let process = name.rsplit('-').next().and_then(|number| number.parse::<u32>().ok());
    process.is_some_and(|process| !Path::new("/proc").join(process.to_string()).exists())
}

fn folders(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let inner = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    inner.map(|entry| entry.path()).collect()
}
