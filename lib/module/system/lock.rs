//! The lock of a system directory: held while something in it changes, never while a package is unpacked.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};

use crate::error::{Error, Result};

use super::staging::{failed, make_all};

const PATIENCE: Duration = Duration::from_secs(10);

/// The lock, held; free again when this goes out of scope.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock file, made with its folder where it isn't there. Held by another for longer than 10 s: kind [`crate::Kind::Busy`].
    pub(super) fn take(path: &Path) -> Result<Self> {
        let end = Instant::now() + PATIENCE;
        loop {
            match try_take(path) {
                Ok(Some(file)) => return Ok(Self { _file: file }),
                Ok(None) if Instant::now() < end => thread::sleep(Duration::from_millis(20)),
                Ok(None) => return Err(busy(path)),
                // Somebody whose change failed has just removed the folder that was made for it.
                Err(cause) if cause.kind() == io::ErrorKind::NotFound && Instant::now() < end => {
                    make_all(path.parent().unwrap_or(path))?;
                }
                Err(cause) => return Err(failed("lock", path, &cause)),
            }
        }
    }
}

fn busy(path: &Path) -> Error {
    Error::busy(format!(
        "'{}' is locked: another Hyperdrive is changing the system directory",
        path.display()
    ))
    .hint("try again when it is done")
}

/// The locked file; nothing where another holds it, or where it was removed between opening and locking.
fn try_take(path: &Path) -> io::Result<Option<File>> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
    if !try_lock(&file)? {
        return Ok(None);
    }
    let still =
        fs::metadata(path).is_ok_and(|there| Some(there.ino()) == file.metadata().ok().map(|it| it.ino()));
    Ok(still.then_some(file))
}

/// Locks a file or folder; `false` where another holds it.
pub(super) fn try_lock(file: &File) -> io::Result<bool> {
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::WOULDBLOCK | rustix::io::Errno::INTR) => Ok(false),
        Err(cause) => Err(cause.into()),
    }
}
