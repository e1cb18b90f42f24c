//! Files of the config folder, written together: all of them are there on disk before the first takes an old one's place.
//! No link that somebody put there is followed.

use std::fs::{File, Permissions};
use std::io::{Error as IoError, ErrorKind, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, FileType, FlockOperation, Mode, OFlags};
use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// What files are called that aren't finished.
const UNFINISHED: &str = ".hd-adapter-";

/// A folder whose files are about to be written. Nobody else writes there while it lives.
pub(super) struct Batch {
    root: OwnedFd,
    staged: Vec<Staged>,
    unwanted: Vec<(OwnedFd, String)>,
}

/// The file goes before the folder through which it is reached.
struct Staged {
    file: NamedTempFile,
    name: String,
    folder: OwnedFd,
}

impl Batch {
    /// Begins to write below this folder. Waits while another one does.
    pub(super) fn begin(folder: &Path) -> Result<Self> {
        let fault = |cause: IoError| Error::file("open", folder, &cause);
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = rustix::fs::open(folder, flags, Mode::empty()).map_err(|cause| fault(cause.into()))?;
        rustix::fs::flock(&root, FlockOperation::LockExclusive).map_err(|cause| fault(cause.into()))?;
        Ok(Self { root, staged: Vec::new(), unwanted: Vec::new() })
    }

    /// Writes a file, which isn't seen under its name so far. `path` is relative and was checked.
    pub(super) fn write(&mut self, path: &str, content: &str, mode: u32) -> Result<()> {
        self.stage(path, content, mode).map_err(|cause| Error::file("write", path, &cause))
    }

    /// A file that isn't to be there any more.
    pub(super) fn remove(&mut self, path: &str) -> Result<()> {
        match self.folder_of(path, false) {
            Ok((folder, name)) => self.unwanted.push((folder, name.into())),
            Err(cause) if cause.kind() == ErrorKind::NotFound => {}
            Err(cause) => return Err(Error::file("remove", path, &cause)),
        }
        Ok(())
    }

    /// Gives the files their names, in the order in which they were written.
    pub(super) fn finish(self) -> Result<()> {
        for staged in self.staged {
            let path = in_folder(&staged.folder).join(&staged.name);
            let fault = |cause: &IoError| Error::file("write", &staged.name, cause);
            staged.file.persist(path).map_err(|cause| fault(&cause.error))?;
            File::from(staged.folder).sync_all().map_err(|cause| fault(&cause))?;
        }
        for (folder, name) in self.unwanted {
            match rustix::fs::unlinkat(&folder, &name, AtFlags::empty()) {
                Err(cause) if cause.kind() != ErrorKind::NotFound => {
                    return Err(Error::file("remove", name, &cause.into()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn stage(&mut self, path: &str, content: &str, mode: u32) -> Result<(), IoError> {
        let (folder, name) = self.folder_of(path, true)?;
        if is_folder(&folder, name)? {
            return Err(ErrorKind::IsADirectory.into());
        }
        let place = in_folder(&folder);
        clear(&place, &self.staged)?;
        let permissions = || Permissions::from_mode(mode);
        let mut file =
            tempfile::Builder::new().prefix(UNFINISHED).permissions(permissions()).tempfile_in(place)?;
        file.write_all(content.as_bytes())?;
        // The mode once more: the umask was in the way of the first.
        file.as_file().set_permissions(permissions())?;
        file.as_file().sync_all()?;
        self.staged.push(Staged { file, name: name.into(), folder });
        Ok(())
    }

    /// The folder of a path, opened without following a link, and the file's name; folders that are missing are made.
    fn folder_of<'p>(&self, path: &'p str, make: bool) -> Result<(OwnedFd, &'p str), IoError> {
        let (folders, name) = path.rsplit_once('/').map_or(("", path), |parts| parts);
        let mut folder = self.root.try_clone()?;
        for part in folders.split('/').filter(|part| !part.is_empty()) {
            if make {
                match rustix::fs::mkdirat(&folder, part, Mode::from_raw_mode(0o755)) {
                    Err(cause) if cause.kind() != ErrorKind::AlreadyExists => return Err(cause.into()),
                    _ => {}
                }
            }
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            folder = rustix::fs::openat(&folder, part, flags, Mode::empty())?;
        }
        Ok((folder, name))
    }
}

fn is_folder(folder: &OwnedFd, name: &str) -> Result<bool, IoError> {
    match rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => Ok(FileType::from_raw_mode(stat.st_mode) == FileType::Directory),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(false),
        Err(cause) => Err(cause.into()),
    }
}

/// A path to a folder that is open, whatever its name leads to by now.
fn in_folder(folder: &OwnedFd) -> PathBuf {
    format!("/proc/self/fd/{}", folder.as_raw_fd()).into()
}

/// Removes what a killed run left. Nobody else writes meanwhile: the folder is locked.
fn clear(folder: &Path, staged: &[Staged]) -> Result<(), IoError> {
    let ours =
        |name: &std::ffi::OsStr| staged.iter().any(|staged| staged.file.path().file_name() == Some(name));
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name();
        if name.to_string_lossy().starts_with(UNFINISHED) && !ours(&name) {
            let _ = std::fs::remove_file(folder.join(name));
        }
    }
    Ok(())
}
