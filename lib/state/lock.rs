//! The lock of a home: one writer at a time. It is an open file; who inherits the file has the lock.

use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use rustix::io::{Errno, FdFlags, fcntl_setfd};

use crate::error::{Error, Result};

/// The environment variable that tells a child which of its descriptors is the lock.
pub const LOCK_VARIABLE: &str = "HYPERDRIVE_LOCK";

/// How often a waiting process looks again.
const PAUSE: Duration = Duration::from_millis(20);

/// The lock, held until this goes out of scope, or held by the process that this one was started by.
#[derive(Debug)]
pub struct Lock {
    held: Option<File>,
}

impl Lock {
    /// Takes the lock file, waiting as long as this; then [`crate::Kind::Busy`]. Where this process inherited the lock
    /// (`inherited`: what [`LOCK_VARIABLE`] says), it isn't taken again.
    pub fn take(path: &Path, wait: Duration, inherited: Option<&str>) -> Result<Self> {
        let end = Instant::now() + wait;
        loop {
            let file = open(path).map_err(|cause| Error::file("open", path, &cause))?;
            if inherited.is_some_and(|said| is_same_file(said, &file)) {
                return Ok(Self { held: None });
            }
            // One that was removed before it was locked is nobody's any more.
            if try_lock(&file, path)? && is_at(&file, path) {
                return Ok(Self { held: Some(file) });
            }
            if Instant::now() >= end {
                return Err(Error::busy("another hyperdrive is at work in this user directory").hint(
                    format!("wait for it to end; 'fuser {}' shows which process it is", path.display()),
                ));
            }
            sleep(PAUSE);
        }
    }

    /// Lets children inherit the lock. Gives the value that [`LOCK_VARIABLE`] must have for them.
    pub fn pass_on(&self) -> Result<Option<String>> {
        let Some(file) = &self.held else { return Ok(std::env::var(LOCK_VARIABLE).ok()) };
        fcntl_setfd(file, FdFlags::empty())
            .map_err(|cause| Error::machine(format!("cannot pass the lock on: {cause}")))?;
        Ok(Some(file.as_raw_fd().to_string()))
    }
}

/// The lock file, made where it isn't there. Reading is enough for the lock: the daemon sees its home read-only.
fn open(path: &Path) -> std::io::Result<File> {
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path);
    match file {
        Err(cause) if cause.kind() == ErrorKind::ReadOnlyFilesystem => File::open(path),
        opened => opened,
    }
}

fn try_lock(file: &File, path: &Path) -> Result<bool> {
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(Errno::WOULDBLOCK | Errno::INTR) => Ok(false),
        Err(cause) => Err(Error::file("lock", path, &cause.into())),
    }
}

/// Whether the descriptor with this number is an open file of the lock.
fn is_same_file(number: &str, lock: &File) -> bool {
    let number: Option<RawFd> = number.parse().ok().filter(|number| *number != lock.as_raw_fd());
    number.is_some_and(|number| is_at(lock, Path::new(&format!("/proc/self/fd/{number}"))))
}

/// Whether this open file is what the path leads to.
fn is_at(file: &File, path: &Path) -> bool {
    let same = || -> Option<bool> {
        let (theirs, ours) = (std::fs::metadata(path).ok()?, file.metadata().ok()?);
        Some((theirs.dev(), theirs.ino()) == (ours.dev(), ours.ino()))
    };
    same().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::Kind;

    #[test]
    fn the_second_waits_and_is_then_told_to_try_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = Lock::take(&path, Duration::ZERO, None).unwrap();
        let error = Lock::take(&path, Duration::from_millis(50), None).unwrap_err();
        assert_eq!(error.kind(), Kind::Busy);
        drop(first);
        Lock::take(&path, Duration::ZERO, None).unwrap();
    }

    #[test]
    fn one_that_is_removed_while_somebody_waits_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = Lock::take(&path, Duration::ZERO, None).unwrap();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| Lock::take(&path, Duration::from_secs(10), None).unwrap());
            sleep(PAUSE * 5);
            std::fs::remove_file(&path).unwrap();
            drop(first);
            let _held = waiting.join().unwrap();
            assert_eq!(Lock::take(&path, Duration::ZERO, None).unwrap_err().kind(), Kind::Busy);
        });
    }

    #[test]
    fn what_a_parent_holds_isnt_taken_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = Lock::take(&path, Duration::ZERO, None).unwrap();
        let number = held.pass_on().unwrap().unwrap();
        Lock::take(&path, Duration::ZERO, Some(&number)).unwrap();
        assert!(Lock::take(&path, Duration::ZERO, Some("0")).is_err());
    }
}
