//! A key: 48 random bytes as 96 hex digits without a newline; the file's bytes are the HMAC key as they are.

use std::fmt;
use std::fs::{File, Permissions};
use std::io::Write;
use std::os::fd::BorrowedFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use rustix::fs::{FlockOperation, OFlags, flock};
use rustix::io::Errno;
use subtle::ConstantTimeEq;

use super::small;
use crate::digest;
use crate::error::{Error, Result};

/// A key file that only its owner reads.
pub const PRIVATE: u32 = 0o600;
/// A key file that is mounted into a container of any uid; its folder keeps others out (SPEC.md section 4).
pub const MOUNTED: u32 = 0o444;

/// How long a rotation waits for others of keys in the same folder, and how often it looks.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(20);

/// Shorter keys are refused.
const LEAST: usize = 32;
/// What is larger is no key.
const MOST: usize = 4096;

/// A secret key. Its bytes appear in no error and no debug output.
#[derive(Clone)]
pub struct Key(Vec<u8>);

impl Key {
    /// A new key from the operating system's randomness.
    pub fn generate() -> Result<Self> {
        let mut bytes = [0; 48];
        getrandom::fill(&mut bytes)
            .map_err(|cause| Error::machine(format!("cannot get randomness for a key: {cause}")))?;
        Ok(Self(digest::hex(&bytes).into_bytes()))
    }

    /// A key of these bytes. Under 32 or above 4,096 of them: bad input.
    pub fn new(bytes: Vec<u8>) -> Result<Self> {
        match bytes.len() {
            ..LEAST => Err(Error::input(format!("the key is shorter than {LEAST} bytes"))),
            LEAST..=MOST => Ok(Self(bytes)),
            _ => Err(Error::input(format!("the key is larger than {MOST} bytes"))),
        }
    }

    /// Reads a key file, as it is: a newline at its end is part of the key. Only regular files are read; a link
    /// as the last part of the path is followed.
    pub fn read(path: &Path) -> Result<Self> {
        Self::open(path, OFlags::empty())
    }

    /// The same, for a path that a stranger had a say in: a link as the last part of the path is refused.
    pub fn read_nofollow(path: &Path) -> Result<Self> {
        Self::open(path, OFlags::NOFOLLOW)
    }

    /// The same as [`Key::read_nofollow`] in fewer steps, for those who read it at each request: the path is below a folder
    /// that is open. `None` where the file is larger than a usual key.
    pub fn read_quickly(folder: BorrowedFd, path: &Path) -> Result<Option<Self>> {
        let few = small::read_few(folder, path).map_err(|cause| Error::file("read key", path, &cause))?;
        few.map(Self::new).transpose()
    }

    fn open(path: &Path, flags: OFlags) -> Result<Self> {
        let fault = |cause| {
            let error = Error::file("read key", path, &cause);
            if !flags.contains(OFlags::NOFOLLOW) || !path.is_symlink() {
                return error;
            }
            error.hint("it is a link, as is what a shell makes of '<(...)': name the key's file itself")
        };
        let bytes = small::read(path, flags, MOST).map_err(fault)?;
        Self::new(bytes).map_err(|error| error.within(&format!("cannot read key '{}'", path.display())))
    }

    /// Writes it to a file that isn't there yet, with these permission bits. A file that is: nothing changes.
    pub fn create(&self, path: &Path, mode: u32) -> Result<()> {
        let file = self.beside(path, mode)?;
        file.persist_noclobber(path).map_err(|cause| Error::file("create key", path, &cause.error))?;
        sync_folder(path)
    }

    /// Writes it in the place of the file that is there, by one rename that follows no link.
    pub fn replace(&self, path: &Path, mode: u32) -> Result<()> {
        self.beside(path, mode)?
            .persist(path)
            .map_err(|cause| Error::file("replace key", path, &cause.error))?;
        sync_folder(path)
    }

    /// Puts a new key in the place of the one that is there, with the same permission bits. The old one stays valid
    /// until this second since 1970, in the file of [`old_file`], whose modification time says so: containers see
    /// the old file until they are restarted.
    pub fn rotate(path: &Path, until: u64) -> Result<()> {
        let fault = |cause: std::io::Error| Error::file("rotate key", path, &cause);
        let (old, new) = (Self::read_nofollow(path)?, Self::generate()?);
        let mode = std::fs::symlink_metadata(path).map_err(fault)?.permissions().mode() & 0o777;
        let kept = old.beside(path, mode)?;
        kept.as_file().set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(until)).map_err(fault)?;
        kept.persist(old_file(path)).map_err(|cause| fault(cause.error))?;
        new.replace(path, mode)
    }

    /// The key that [`Key::rotate`] took out, where it is still valid.
    pub fn old(path: &Path, now: u64) -> Option<Self> {
        Self::overlaps(path, now).then(|| Self::read_nofollow(&old_file(path)).ok()).flatten()
    }

    /// Whether there is an old key whose time isn't over: another rotation would lose it.
    pub fn overlaps(path: &Path, now: u64) -> bool {
        let until = std::fs::symlink_metadata(old_file(path)).and_then(|data| data.modified());
        until.is_ok_and(|until| until > SystemTime::UNIX_EPOCH + Duration::from_secs(now))
    }

    /// The key's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn beside(&self, path: &Path, mode: u32) -> Result<tempfile::NamedTempFile> {
        let fault = |cause: std::io::Error| Error::file("write key", path, &cause);
        let mut file = tempfile::Builder::new().prefix(".key-").tempfile_in(folder(path)).map_err(fault)?;
        // Who finds it unlocked may remove it.
        let _ = flock(file.as_file(), FlockOperation::NonBlockingLockExclusive);
        file.write_all(&self.0).map_err(fault)?;
        file.as_file().set_permissions(Permissions::from_mode(mode)).map_err(fault)?;
        file.as_file().sync_all().map_err(fault)?;
        Ok(file)
    }
}

impl PartialEq for Key {
    /// Takes as long for a key that differs early as for one that differs late.
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Key {}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Waits until nobody else rotates a key of the same folder, and holds it as long as this isn't dropped.
pub fn hold(path: &Path) -> Result<File> {
    let (folder, end) = (folder(path), Instant::now() + PATIENCE);
    let held = File::open(folder).map_err(|cause| Error::file("open", folder, &cause))?;
    loop {
        match flock(&held, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(held),
            Err(Errno::WOULDBLOCK | Errno::INTR) if Instant::now() < end => sleep(PAUSE),
            Err(Errno::WOULDBLOCK | Errno::INTR) => {
                let text = format!("another rotation holds '{}' for too long", folder.display());
                return Err(Error::busy(text));
            }
            Err(cause) => return Err(Error::file("lock", folder, &cause.into())),
        }
    }
}

/// Where the key before the last rotation of this key file is kept.
pub fn old_file(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".old");
    name.into()
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn sync_folder(path: &Path) -> Result<()> {
    let folder = folder(path);
    File::open(folder).and_then(|file| file.sync_all()).map_err(|cause| Error::file("sync", folder, &cause))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_new_key_is_96_hex_digits_and_another_one_each_time() {
        let (one, two) = (Key::generate().unwrap(), Key::generate().unwrap());
        assert_eq!(one.bytes().len(), 96);
        assert!(one.bytes().iter().all(u8::is_ascii_hexdigit));
        assert_ne!(one, two);
    }

    #[test]
    fn a_key_file_has_the_wanted_mode_and_is_never_overwritten_by_chance() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("k");
        let key = Key::generate().unwrap();
        key.create(&path, MOUNTED).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o7777, MOUNTED);
        assert_eq!(Key::read(&path).unwrap(), key);
        let error = Key::generate().unwrap().create(&path, PRIVATE).unwrap_err();
        assert!(error.message().ends_with("it exists already"), "{error}");
        assert_eq!(Key::read(&path).unwrap(), key);
        let new = Key::generate().unwrap();
        new.replace(&path, PRIVATE).unwrap();
        assert_eq!(Key::read(&path).unwrap(), new);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn replacing_a_link_leaves_what_it_points_to() {
        let dir = tempfile::tempdir().unwrap();
        let (target, path) = (dir.path().join("target"), dir.path().join("k"));
        std::fs::write(&target, "x").unwrap();
        std::os::unix::fs::symlink(&target, &path).unwrap();
        Key::generate().unwrap().replace(&path, PRIVATE).unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"x");
        assert!(!path.is_symlink());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("k");
        let message = || Key::read(&path).unwrap_err().message().to_owned();
        assert!(message().ends_with("no such file"), "{}", message());
        std::fs::write(&path, [b'a'; 31]).unwrap();
        assert!(message().ends_with("the key is shorter than 32 bytes"), "{}", message());
        std::fs::write(&path, [b'a'; 4097]).unwrap();
        assert!(message().ends_with("the key is larger than 4096 bytes"), "{}", message());
        std::fs::remove_file(&path).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RUSR).unwrap();
        assert!(message().ends_with("not a regular file"), "{}", message());
    }

    #[test]
    fn a_link_is_followed_only_where_the_path_is_the_operators() {
        let dir = tempfile::tempdir().unwrap();
        let (target, link) = (dir.path().join("target"), dir.path().join("k"));
        Key::generate().unwrap().create(&target, PRIVATE).unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert!(Key::read(&link).is_ok());
        assert!(Key::read_nofollow(&link).is_err());
    }

    #[test]
    fn a_rotated_key_stays_valid_for_a_while() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("k");
        let old = Key::generate().unwrap();
        old.create(&path, MOUNTED).unwrap();
        Key::rotate(&path, 2_000).unwrap();
        let new = Key::read(&path).unwrap();
        assert_ne!(new, old);
        assert_eq!(Key::old(&path, 1_999), Some(old));
        assert_eq!(Key::old(&path, 2_000), None);
        Key::rotate(&path, 3_000).unwrap();
        assert_eq!(Key::old(&path, 2_000), Some(new));
        for file in [path.clone(), old_file(&path)] {
            assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o7777, MOUNTED);
        }
    }

    #[test]
    fn a_key_never_prints_itself() {
        let key = Key::new(vec![b'a'; 40]).unwrap();
        assert_eq!(format!("{key:?}"), "Key(…)");
    }
}
