//! The one way to write a file or make a folder: whole or not at all, with the mode it is to have, following no link.

use std::fs::{self, DirBuilder, File};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, symlink};
use std::path::Path;

use rustix::fs::{FlockOperation, OFlags, flock};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result, reason};

/// What is larger is neither written nor read.
const LARGEST: u64 = 16 << 20;

/// Writes a file anew: to a temporary file in the same folder, flushed, then renamed over what was there.
pub fn write(path: &Path, content: impl AsRef<[u8]>, mode: u32) -> Result<()> {
    let fault = |cause: &std::io::Error| Error::file("write", path, cause);
    let mut temporary = tempfile::Builder::new()
        .prefix(".new-")
        .permissions(fs::Permissions::from_mode(mode))
        .tempfile_in(parent(path))
        .map_err(|cause| fault(&cause))?;
    // Who finds it unlocked may remove it.
    let _ = flock(temporary.as_file(), FlockOperation::NonBlockingLockExclusive);
    temporary.write_all(content.as_ref()).map_err(|cause| fault(&cause))?;
    // The mode once more: the umask was in the way of the first.
    temporary.as_file().set_permissions(fs::Permissions::from_mode(mode)).map_err(|cause| fault(&cause))?;
    temporary.as_file().sync_all().map_err(|cause| fault(&cause))?;
    temporary.persist(path).map_err(|cause| fault(&cause.error))?;
    sync_folder(path)
}

/// Writes a file that isn't already there as it is to be: to flush one is most of what a small one costs.
pub fn renew(path: &Path, content: impl AsRef<[u8]>, mode: u32) -> Result<()> {
    if is_as(path, content.as_ref(), mode).unwrap_or(false) { Ok(()) } else { write(path, content, mode) }
}

/// Whether there is a file of ours alone, reached by no link, with this content and mode.
fn is_as(path: &Path, content: &[u8], mode: u32) -> std::io::Result<bool> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    let file = File::options().read(true).custom_flags(flags).open(path)?;
    let data = file.metadata()?;
    let own = data.is_file() && data.nlink() == 1 && data.uid() == rustix::process::geteuid().as_raw();
    if !own || data.mode() & 0o7777 != mode || data.len() != content.len() as u64 {
        return Ok(false);
    }
    let mut found = Vec::with_capacity(content.len());
    file.take(data.len() + 1).read_to_end(&mut found)?;
    Ok(found == content)
}

/// Writes a file as JSON, as [`write()`] does, readable by its owner alone. What [`read_json`] wouldn't take isn't written.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|cause| Error::bug(format!("cannot write '{}': {cause}", path.display())))?;
    if text.len() as u64 >= LARGEST {
        let most = LARGEST >> 20;
        return Err(Error::input(format!("cannot write '{}': more than {most} MiB", path.display()))
            .hint("fewer modules at once, or smaller settings, fit"));
    }
    write(path, text + "\n", 0o600)
}

/// Reads a JSON file. `None` where it isn't there; bad input, with line and column, where it is no such JSON.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    match read(path) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::file("read", path, &cause)),
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|cause| {
            Error::input(format!("'{}' isn't as Hyperdrive wrote it: {cause}", path.display()))
        }),
    }
}

/// A file's bytes; `verb` is for the message: `read`. Bad input where it is larger than `most` bytes, or has no end.
pub fn read_at_most(verb: &str, path: &Path, most: u64) -> Result<Vec<u8>> {
    let fault = |cause: &std::io::Error| Error::file(verb, path, cause);
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|cause| fault(&cause))?;
    std::io::Read::read_to_end(&mut std::io::Read::take(file, most + 1), &mut bytes)
        .map_err(|cause| fault(&cause))?;
    if bytes.len() as u64 > most {
        return Err(Error::input(format!("'{}' is larger than {} MiB", path.display(), most >> 20)));
    }
    Ok(bytes)
}

/// A regular file's bytes, without waiting for anybody: a pipe in its place would hold up the daemon and all who ask it.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let nonblock = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let file = File::options().read(true).custom_flags(nonblock).open(path)?;
    let data = file.metadata()?;
    if data.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if !data.is_file() {
        return Err(std::io::Error::other("not a regular file"));
    }
    if data.len() > LARGEST {
        return Err(std::io::Error::other("it is too large"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(data.len()).unwrap_or_default());
    file.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Points a link elsewhere by one rename; the link is made where there was none.
pub fn link(path: &Path, target: &Path) -> Result<()> {
    let fault = |cause: &std::io::Error| Error::file("link", path, cause);
    let folder =
        tempfile::Builder::new().prefix(".new-").tempdir_in(parent(path)).map_err(|cause| fault(&cause))?;
    let new = folder.path().join("link");
    symlink(target, &new).map_err(|cause| fault(&cause))?;
    fs::rename(&new, path).map_err(|cause| fault(&cause))?;
    sync_folder(path)
}

/// Removes a file or link; one that isn't there is fine.
pub fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(Error::file("remove", path, &cause)),
        _ => Ok(()),
    }
}

/// Removes a folder with all that is in it; one that isn't there is fine. A link is removed, not what it points to.
pub fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(Error::file("remove", path, &cause)),
        _ => Ok(()),
    }
}

/// Makes a folder with this mode, and those above it that are missing with 0700. One that is there keeps its mode.
pub fn folder(path: &Path, mode: u32) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let builder = DirBuilder::new().recursive(true).mode(0o700).create(path);
    builder
        .and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(mode)))
        // That something above it isn't there is no bad input: all of it would have been made.
        .map_err(|cause| {
            Error::machine(format!("cannot make folder '{}': {}", path.display(), reason(&cause)))
        })
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A rename is kept only when its folder was flushed too.
fn sync_folder(path: &Path) -> Result<()> {
    let folder = parent(path);
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|cause| Error::file("flush", folder, &cause))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_link_in_the_way_is_replaced_and_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (own, other) = (folder.path().join("own"), folder.path().join("other"));
        fs::write(&other, "theirs").unwrap();
        symlink(&other, &own).unwrap();
        write(&own, "ours", 0o444).unwrap();
        assert_eq!(fs::read_to_string(&other).unwrap(), "theirs");
        assert_eq!(fs::read_to_string(&own).unwrap(), "ours");
        assert_eq!(fs::metadata(&own).unwrap().permissions().mode() & 0o777, 0o444);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn only_a_file_that_is_as_it_is_to_be_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("x"), folder.path().join("other"));
        let number = || fs::symlink_metadata(&path).unwrap().ino();
        let renewed = |content: &str, mode| {
            // Held open, so that its number isn't given to the next one.
            let (before, _held) = (number(), File::open(&path));
            renew(&path, content, mode).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
            assert_eq!(fs::symlink_metadata(&path).unwrap().mode() & 0o7777, mode);
            number() != before
        };
        renew(&path, "one", 0o600).unwrap();
        assert!(!renewed("one", 0o600));
        assert!(renewed("two", 0o600));
        assert!(renewed("two", 0o644));
        fs::hard_link(&path, &other).unwrap();
        assert!(renewed("two", 0o644));
        fs::rename(&path, &other).unwrap();
        symlink(&other, &path).unwrap();
        assert!(renewed("two", 0o644));
        assert!(!renewed("two", 0o644));
    }

    #[test]
    fn what_is_no_file_of_ours_is_said_and_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let said = || read_json::<serde_json::Value>(&path).unwrap_err().message().to_owned();
        fs::create_dir(&path).unwrap();
        assert!(said().ends_with("it is a folder"), "{}", said());
        fs::remove_dir(&path).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RUSR).unwrap();
        assert!(said().ends_with("not a regular file"), "{}", said());
        fs::remove_file(&path).unwrap();
        symlink("/dev/zero", &path).unwrap();
        assert!(said().ends_with("not a regular file"), "{}", said());
        fs::remove_file(&path).unwrap();
        File::create(&path).unwrap().set_len(3 << 30).unwrap();
        assert!(said().ends_with("it is too large"), "{}", said());
        fs::write(&path, "[1]").unwrap();
        assert_eq!(read_json(&path).unwrap(), Some(vec![1]));
    }

    #[test]
    fn what_could_not_be_read_again_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        write_json(&path, &"old").unwrap();
        let most = usize::try_from(LARGEST).unwrap() - "\"\"\n".len();
        let refused = write_json(&path, &"x".repeat(most + 1)).unwrap_err();
        assert!(refused.message().ends_with("more than 16 MiB"), "{}", refused.message());
        assert_eq!(read_json(&path).unwrap(), Some("old".to_owned()));
        write_json(&path, &"x".repeat(most)).unwrap();
        assert_eq!(read_json::<String>(&path).unwrap().map(|text| text.len()), Some(most));
    }

    #[test]
    fn a_link_is_switched() {
        let folder = tempfile::tempdir().unwrap();
        let current = folder.path().join("current");
        link(&current, Path::new("1")).unwrap();
        link(&current, Path::new("2")).unwrap();
        assert_eq!(fs::read_link(&current).unwrap(), Path::new("2"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
