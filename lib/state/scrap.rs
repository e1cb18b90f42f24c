//! Scraps: temporary files that killed runs left in a home. Who writes one holds a lock on it, so what isn't locked is
//! nobody's.

use std::fs::{self, File};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rustix::fs::{FlockOperation, OFlags, flock};

use super::Home;

/// A download that was cut off, or that nobody has placed so far, may still be gone on with for so long.
const YOUNG: Duration = Duration::from_secs(24 * 3600);

/// Removes the scraps of a home: what was being written, downloads that nobody came back for, and secrets that were typed.
/// Under the lock. Folders whose content is a module's aren't touched; what can't be removed holds nobody up.
pub fn sweep(home: &Home) {
    let mut left = vec![home.state_dir()];
    while let Some(folder) = left.pop() {
        sweep_folder(&folder);
        left.extend(folders(&folder));
    }
    for author in folders(&home.dir().join("modules")) {
        for module in folders(&author) {
            for own in ["secrets", "runtime"] {
                sweep_folder(&module.join(own));
            }
        }
    }
}

fn sweep_folder(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if name.starts_with(".new-")
                && let Some(_held) = hold(&path)
            {
                let _ = fs::remove_dir_all(path);
            }
        } else if is_orphaned(&name) {
            let _ = fs::remove_file(path);
        } else if is_scrap(&path, &name)
            && let Some(_held) = hold(&path)
        {
            let _ = fs::remove_file(path);
        }
    }
}

fn is_scrap(path: &Path, name: &str) -> bool {
    let temporary = [".new-", ".key-", ".tmp"].iter().any(|begin| name.starts_with(begin));
    let download = path.parent().is_some_and(|folder| folder.ends_with("state/downloads"));
    temporary || (download && is_old(path))
}

/// Locks what nobody has locked, until it is gone. What can't be opened is left to whoever can.
fn hold(path: &Path) -> Option<File> {
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or_default();
    let opened = File::options().read(true).custom_flags(flags).open(path);
    opened.ok().filter(|file| flock(file, FlockOperation::NonBlockingLockExclusive).is_ok())
}

fn is_old(path: &Path) -> bool {
    let written = fs::symlink_metadata(path).and_then(|about| about.modified());
    written.is_ok_and(|written| written + YOUNG < SystemTime::now())
}

/// Whether it holds what was typed, and the process whose number ends its name is gone.
fn is_orphaned(name: &str) -> bool {
    let typed = name.strip_prefix(".typed-");
    let process = typed.unwrap_or_default().rsplit('-').next().and_then(|number| number.parse::<u32>().ok());
    process.is_some_and(|process| !Path::new("/proc").join(process.to_string()).exists())
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let inner = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    inner.map(|entry| entry.path()).collect()
}
