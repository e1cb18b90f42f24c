//! A watch over folders: whether something may have changed in them since it was last asked, for the price of one short
//! call to the kernel. The kernel notes a change in the moment in which it is made: none is seen late.

use std::os::fd::OwnedFd;
use std::path::PathBuf;

use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
use rustix::io::Errno;

/// What is a change: of a file, of a name, of the folder itself.
const CHANGES: WatchFlags = WatchFlags::MODIFY
    .union(WatchFlags::ATTRIB)
    .union(WatchFlags::MOVE)
    .union(WatchFlags::CREATE)
    .union(WatchFlags::DELETE)
    .union(WatchFlags::DELETE_SELF)
    .union(WatchFlags::MOVE_SELF);

/// The folders, and the kernel's queue of what changed in them; without a queue everything may always have changed.
#[derive(Debug)]
pub(super) struct Watch {
    folders: Vec<PathBuf>,
    queue: Option<OwnedFd>,
}

impl Watch {
    pub(super) fn over(folders: Vec<PathBuf>) -> Self {
        let mut watch = Self { folders, queue: None };
        watch.renew();
        watch
    }

    /// Watches what stands at the folders' paths now. To be done before they are looked at.
    pub(super) fn renew(&mut self) {
        let queue = self.queue.take().or_else(|| init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).ok());
        self.queue = queue.filter(|queue| {
            self.folders.iter().all(|folder| add_watch(queue, folder.as_path(), CHANGES).is_ok())
        });
    }

    /// Whether nothing has changed since [`Watch::noticed`] was last asked. It leaves the changes to that one.
    pub(super) fn is_quiet(&self) -> bool {
        // Asking how much there is costs less than trying to read it.
        self.queue.as_ref().is_some_and(|queue| matches!(rustix::io::ioctl_fionread(queue), Ok(0)))
    }

    /// Whether something may have changed since this was last asked.
    pub(super) fn noticed(&self) -> bool {
        let Some(queue) = &self.queue else { return true };
        if self.is_quiet() {
            return false;
        }
        // Room for one change at least: a name has at most 255 bytes.
        let mut events = [0; 512];
        !matches!(rustix::io::read(queue, &mut events), Err(Errno::AGAIN))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;

    use super::*;

    #[test]
    fn every_change_is_noticed_once_and_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a"), "1").unwrap();
        let watch = Watch::over(vec![folder.path().into()]);
        assert!(!watch.noticed());
        for change in [
            &|| fs::write(path("a"), "2").unwrap(),
            &|| fs::write(path("b"), "").unwrap(),
            &|| fs::rename(path("b"), path("a")).unwrap(),
            &|| fs::remove_file(path("a")).unwrap(),
            &|| std::os::unix::fs::symlink("x", path("link")).unwrap(),
        ] as [&dyn Fn(); 5]
        {
            change();
            assert!(!watch.is_quiet() && watch.noticed());
            assert!(watch.is_quiet() && !watch.noticed());
        }
    }

    #[test]
    fn a_folder_in_another_s_place_is_watched_once_it_is_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let (own, old) = (folder.path().join("own"), folder.path().join("old"));
        fs::create_dir(&own).unwrap();
        let mut watch = Watch::over(vec![own.clone()]);
        fs::rename(&own, &old).unwrap();
        assert!(watch.noticed());
        watch.renew();
        assert!(watch.noticed(), "there is nothing to watch");
        fs::create_dir(&own).unwrap();
        watch.renew();
        assert!(!watch.noticed());
        fs::write(own.join("x"), "").unwrap();
        assert!(watch.noticed());
    }
}
