//! The mark: when the newest token for one use was made that a daemon of this home has accepted. It outlives the daemon: what
//! one run has used up isn't accepted by the next (SPEC.md section 8).

use std::fs::{File, OpenOptions};
use std::io::{Error as Fault, ErrorKind, Result as Done};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, OFlags, access};

use crate::auth::small;
use crate::auth::token::{LONGEST as LIFE, SKEW};
use crate::error::{Error, Result};

/// A number of seconds has fewer bytes.
const LONGEST: usize = 32;

/// A home's mark, in `<user>/log/newest-token`: seconds since 1970.
#[derive(Debug)]
pub(super) struct Mark {
    path: PathBuf,
    newest: u64,
}

impl Mark {
    /// The mark as the daemon before left it; what is no number counts as none. One that is further ahead of now than a token
    /// can be of use was made by a clock that was set back since.
    pub(super) fn of(user_dir: &Path, now: u64) -> Self {
        let path = user_dir.join("log/newest-token");
        let bytes = small::read(&path, OFlags::NOFOLLOW, LONGEST).unwrap_or_default();
        let newest = String::from_utf8(bytes).ok().and_then(|text| text.trim().parse().ok());
        Self { path, newest: newest.unwrap_or(0).min(now + u64::from(LIFE + SKEW)) }
    }

    /// The first second of which no token for one use was accepted before now.
    pub(super) fn unused_since(&self, now: u64) -> u64 {
        now.max(self.newest + 1)
    }

    /// Notes that a token of this second is accepted. Once a second at most is there anything to write: it doesn't wait for
    /// the disk, as a machine takes longer to come up again than tokens may be ahead of its clock.
    pub(super) fn raise(&mut self, made: u64) -> Result<()> {
        if made > self.newest {
            self.write(made).map_err(|cause| self.unwritten(&cause))?;
            self.newest = made;
        }
        Ok(())
    }

    /// Why nothing can be noted now; nothing is written to find out.
    pub(super) fn fault(&self) -> Option<String> {
        let writable = match self.open(false) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => {
                let folder = self.path.parent().unwrap_or(Path::new("."));
                access(folder, Access::WRITE_OK | Access::EXEC_OK).map_err(Fault::from)
            }
            opened => opened.map(drop),
        };
        writable.err().map(|cause| self.unwritten(&cause).message().into())
    }

    fn unwritten(&self, cause: &Fault) -> Error {
        Error::file("note a used-up token in", &self.path, cause)
    }

    /// Writes it in the place of the number that is there, which takes no room: a full disk locks nobody out.
    fn write(&self, made: u64) -> Done<()> {
        self.open(true)?.write_all_at(format!("{made:020}\n").as_bytes(), 0)
    }

    fn open(&self, create: bool) -> Done<File> {
        let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or_default();
        let mut options = OpenOptions::new();
        options.write(true).create(create).truncate(false).mode(0o600).custom_flags(flags);
        let file = options.open(&self.path)?;
        if file.metadata()?.is_file() { Ok(file) } else { Err(Fault::other("not a regular file")) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NOW: u64 = 1_700_000_000;

    fn home() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("log")).unwrap();
        folder
    }

    #[test]
    fn the_next_run_begins_after_the_newest_that_was_accepted() {
        let folder = home();
        let unused = |now| Mark::of(folder.path(), now).unused_since(now);
        assert_eq!(unused(NOW), NOW, "nothing was accepted yet");
        let mut mark = Mark::of(folder.path(), NOW);
        mark.raise(NOW + 3).unwrap();
        mark.raise(NOW).unwrap();
        assert_eq!((unused(NOW), unused(NOW + 3), unused(NOW + 9)), (NOW + 4, NOW + 4, NOW + 9));
        assert_eq!(unused(NOW - 1000), NOW - 1000 + 66, "the clock was set back");
        Mark::of(folder.path(), NOW - 1000).raise(NOW - 900).unwrap();
        assert_eq!(unused(NOW - 900), NOW - 899, "it goes on from there");
    }

    #[test]
    fn where_nothing_can_be_noted_is_known_before_a_token_comes() {
        let folder = home();
        let (log, path) = (folder.path().join("log"), folder.path().join("log/newest-token"));
        let mut mark = Mark::of(folder.path(), NOW);
        assert_eq!(mark.fault(), None);
        assert!(!path.exists(), "nothing is written to find out");
        mark.raise(NOW).unwrap();
        assert_eq!(mark.fault(), None);
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        let fault = mark.fault().unwrap();
        assert!(fault.contains("note a used-up token in") && fault.contains("newest-token"), "{fault}");
        std::fs::remove_dir_all(&log).unwrap();
        assert!(mark.fault().is_some());
        std::fs::create_dir(&log).unwrap();
        assert_eq!(mark.fault(), None);
    }

    #[test]
    fn what_is_no_mark_holds_nobody_up_and_isnt_followed() {
        let folder = home();
        let path = folder.path().join("log/newest-token");
        for rubbish in ["", "x", "-1", "99999999999999999999999999", &"1".repeat(4096)] {
            std::fs::write(&path, rubbish).unwrap();
            assert_eq!(Mark::of(folder.path(), NOW).unused_since(NOW), NOW, "{rubbish}");
        }
        std::fs::write(&path, u64::MAX.to_string()).unwrap();
        assert_eq!(Mark::of(folder.path(), NOW).unused_since(NOW), NOW + 66);
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), &path).unwrap();
        assert!(
            Mark::of(folder.path(), NOW).raise(NOW).is_err() && !folder.path().join("elsewhere").exists()
        );
        std::fs::remove_file(&path).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR)
            .unwrap();
        assert!(Mark::of(folder.path(), NOW).raise(NOW).is_err());
    }
}
