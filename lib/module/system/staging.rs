//! Where a change of the system directory is prepared: a locked folder of its own, beside what it will change.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{self, BufWriter};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::{Error, Kind, Result, reason};

use super::System;
use super::intent::Intent;
use super::lock::{Lock, try_lock};

/// The folder; removed when this goes out of scope, with the folders that were made for it where nothing came into them.
#[derive(Debug)]
pub(super) struct Staging {
    folder: tempfile::TempDir,
    /// Locked as long as somebody works in the folder.
    _held: File,
    made: Made,
}

impl Staging {
    /// Finishes or removes what killed runs left, and makes a new folder.
    pub(super) fn new(system: &System) -> Result<Self> {
        let place = system.packages().join("staging");
        let made = Made::new(&place)?;
        let lock = Lock::take(&system.packages().join("lock"))?;
        // Once more: somebody whose change failed may just have removed it.
        make_all(&place)?;
        recover(system)?;
        let folder = tempfile::Builder::new()
            .permissions(Permissions::from_mode(0o700))
            .prefix("")
            .tempdir_in(&place)
            .map_err(|cause| failed("create a folder in", &place, &cause))?;
        let held = hold(folder.path())?.ok_or_else(|| Error::bug("a new folder is locked"))?;
        drop(lock);
        Ok(Self { folder, _held: held, made })
    }

    /// A new, empty folder to unpack into.
    pub(super) fn tree(&self) -> Result<PathBuf> {
        let tree = self.folder.path().join("tree");
        let created =
            fs::create_dir(&tree).and_then(|()| fs::set_permissions(&tree, Permissions::from_mode(0o755)));
        created.map_err(|cause| failed("create", &tree, &cause))?;
        Ok(tree)
    }

    /// Writes a file as JSON.
    pub(super) fn write(&self, name: &str, value: &impl Serialize) -> Result<()> {
        let path = self.folder.path().join(name);
        let put = || {
            let mut file = BufWriter::new(File::create(&path)?);
            serde_json::to_writer(&mut file, value)?;
            file.into_inner()?.set_permissions(Permissions::from_mode(0o644))
        };
        put().map_err(|cause| failed("write", &path, &cause))
    }

    /// Flushes everything, writes down what is to be done, and does it.
    pub(super) fn finish(mut self, system: &System, intent: &Intent) -> Result<()> {
        self.write("intent", intent)?;
        self.flush()?;
        let _lock = Lock::take(&system.packages().join("lock"))?;
        system.check(intent, self.folder.path())?;
        system.settle(intent, self.folder.path())?;
        self.made.keep();
        // Inside the lock: nobody sees a change whose remains are still there.
        let _ = fs::remove_dir_all(self.folder.path());
        Ok(())
    }

    fn flush(&self) -> Result<()> {
        let place = self.folder.path();
        let synced = File::open(place).and_then(|folder| rustix::fs::syncfs(folder).map_err(Into::into));
        synced.map_err(|cause| failed("flush", place, &cause))
    }
}

/// Finishes or removes what killed runs left. Under the lock.
fn recover(system: &System) -> Result<()> {
    for name in super::names(&system.packages().join("staging"))? {
        let path = system.packages().join("staging").join(name);
        let Some(_held) = hold(&path)? else { continue };
        let intent = fs::read(path.join("intent")).ok().and_then(|text| serde_json::from_slice(&text).ok());
        intent.map_or(Ok(()), |intent| system.recover(&intent, &path))?;
        fs::remove_dir_all(&path).map_err(|cause| failed("remove", &path, &cause))?;
    }
    Ok(())
}

/// Locks a folder; nothing where somebody works in it.
fn hold(path: &Path) -> Result<Option<File>> {
    let held = File::open(path).and_then(|folder| Ok(try_lock(&folder)?.then_some(folder)));
    held.map_err(|cause| failed("open", path, &cause))
}

/// Folders that were made for a change; gone again when it fails, as long as they are empty.
#[derive(Debug)]
struct Made {
    folders: Vec<PathBuf>,
    lock: PathBuf,
}

impl Made {
    fn new(staging: &Path) -> Result<Self> {
        let lock = staging.with_file_name("lock");
        Ok(Self { folders: make_all(staging)?, lock })
    }

    fn keep(&mut self) {
        self.folders.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        let Some(inner) = self.folders.first() else { return };
        // Only while nobody else is at it: whoever waits for a lock that is removed makes a new one.
        if let Ok(_lock) = Lock::take(&self.lock)
            && fs::remove_dir(inner).is_ok()
        {
            let _ = fs::remove_file(&self.lock);
            self.folders.iter().skip(1).for_each(|folder| drop(fs::remove_dir(folder)));
        }
    }
}

/// Makes a folder and those above it, 0755; gives those that weren't there, the innermost first.
pub(super) fn make_all(folder: &Path) -> Result<Vec<PathBuf>> {
    let missing: Vec<PathBuf> =
        folder.ancestors().take_while(|path| !path.exists()).map(Path::to_path_buf).collect();
    for folder in missing.iter().rev().filter(|folder| !folder.as_os_str().is_empty()) {
        let created = DirBuilder::new().mode(0o755).create(folder);
        let created = created.and_then(|()| fs::set_permissions(folder, Permissions::from_mode(0o755)));
        match created {
            Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => {
                return Err(failed("create", folder, &cause));
            }
            _ => {}
        }
    }
    Ok(missing)
}

/// A failed change of the system directory: [`Kind::Denied`] where it isn't ours to write, so that whoever runs this
/// can ask for the right to.
pub(super) fn failed(verb: &str, path: &Path, cause: &io::Error) -> Error {
    let kind = if cause.kind() == io::ErrorKind::PermissionDenied { Kind::Denied } else { Kind::Machine };
    let error = Error::new(kind, format!("cannot {verb} '{}': {}", path.display(), reason(cause)));
    if kind == Kind::Denied {
        error.hint("run this one command again as an administrator, through sudo")
    } else {
        error
    }
}
