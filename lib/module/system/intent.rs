//! An intent: what is to be done with a placed package, written down before it is begun, so that the next run can
//! finish it.

use std::fs;
use std::path::Path;

use rustix::fs::{CWD, RenameFlags};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::name::Fqmn;

use super::staging::failed;
use super::verify::folders;
use super::{System, make, names, remove, rename, sync, target};

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Intent {
    /// The home needs it, and it is the installed one.
    Install { sha256: String, fqmn: Fqmn, home: Option<String> },
    /// The home no longer needs it.
    Release { sha256: String, home: String },
}

impl System {
    /// Whether what is intended can still be done. Under the lock.
    pub(super) fn check(&self, intent: &Intent, staging: &Path) -> Result<()> {
        match intent {
            Intent::Install { sha256, .. }
                if !self.package(sha256).exists() && !staging.join("tree").exists() =>
            {
                Err(self.missing(sha256))
            }
            Intent::Install { fqmn, .. } => self.check_link(fqmn),
            Intent::Release { .. } => Ok(()),
        }
    }

    /// Does what was intended, from wherever an earlier run was stopped. Under the lock.
    pub(super) fn settle(&self, intent: &Intent, staging: &Path) -> Result<()> {
        match intent {
            Intent::Install { sha256, fqmn, home } => self.install(sha256, fqmn, home.as_deref(), staging),
            Intent::Release { sha256, home } => self.drop_reference(sha256, home, staging),
        }
    }

    /// Finishes what a killed run began; what it only prepared is undone.
    pub(super) fn recover(&self, intent: &Intent, staging: &Path) -> Result<()> {
        match intent {
            Intent::Install { sha256, .. } if !self.package(sha256).exists() => {
                let references = self.references(sha256);
                remove(fs::remove_dir_all(&references), &references)
            }
            intent => self.settle(intent, staging),
        }
    }

    /// Everything that can fail comes first; what follows are three renames, the link's the last.
    fn install(&self, sha256: &str, fqmn: &Fqmn, home: Option<&str>, staging: &Path) -> Result<()> {
        let (package, link) = (self.package(sha256), self.link(fqmn));
        let new = Undo {
            system: self,
            sha256,
            staging,
            package: !package.exists(),
            home: self.note(sha256, home)?,
        };
        make(&self.packages().join("contents"))?;
        make(link.parent().unwrap_or(&self.root))?;
        Self::prepare_link(sha256, staging)?;
        if new.package {
            rename(&staging.join("tree"), &package)?;
        }
        if staging.join("contents").exists() {
            rename(&staging.join("contents"), &self.contents(sha256))?;
        }
        if !new.package {
            self.put_right(sha256, staging)?;
        }
        sync(&self.packages())?;
        rename(&staging.join("link"), &link)?;
        // From here on it is installed, whatever follows.
        new.keep();
        sync(link.parent().unwrap_or(&self.root))
    }

    /// A package that isn't as it was unpacked gives way to the one that was unpacked now, in one step.
    fn put_right(&self, sha256: &str, staging: &Path) -> Result<()> {
        let (fresh, package) = (staging.join("tree"), self.package(sha256));
        if !fresh.exists() {
            return Ok(());
        }
        let wanted = folders(&fresh)?;
        let is_whole = self.verify(sha256).is_ok_and(|faults| faults.is_empty());
        if is_whole && folders(&package).is_ok_and(|there| there.keys().eq(wanted.keys())) {
            return Ok(());
        }
        rustix::fs::renameat_with(CWD, &fresh, CWD, &package, RenameFlags::EXCHANGE)
            .map_err(|cause| failed("replace", &package, &cause.into()))
    }

    /// Notes that a home needs a package; gives the home where that is new.
    fn note<'h>(&self, sha256: &str, home: Option<&'h str>) -> Result<Option<&'h str>> {
        let Some(home) = home.filter(|home| !self.reference(sha256, home).exists()) else { return Ok(None) };
        make(&self.references(sha256))?;
        let reference = self.reference(sha256, home);
        fs::write(&reference, "").map_err(|cause| failed("create", &reference, &cause))?;
        sync(&self.references(sha256))?;
        Ok(Some(home))
    }

    fn prepare_link(sha256: &str, staging: &Path) -> Result<()> {
        let new = staging.join("link");
        remove(fs::remove_file(&new), &new)?;
        std::os::unix::fs::symlink(target(sha256), &new).map_err(|cause| failed("create", &new, &cause))
    }

    /// The reference goes last: where the rest can't go, the home holds the package still and can try again.
    fn drop_reference(&self, sha256: &str, home: &str, staging: &Path) -> Result<()> {
        let is_shared = self.is_shared(sha256, home)?;
        if !is_shared {
            self.drop_package(sha256, staging)?;
        }
        remove(fs::remove_file(self.reference(sha256, home)), &self.reference(sha256, home))?;
        if is_shared {
            return Ok(());
        }
        remove(fs::remove_dir(self.references(sha256)), &self.references(sha256))
    }

    fn drop_package(&self, sha256: &str, staging: &Path) -> Result<()> {
        if self.package(sha256).exists() {
            self.unlink(sha256, staging)?;
            rename(&self.package(sha256), &staging.join("tree"))?;
        }
        remove(fs::remove_file(self.contents(sha256)), &self.contents(sha256))
    }

    /// Takes the link away from a package that goes; another one of its module that is still needed gets it.
    fn unlink(&self, sha256: &str, staging: &Path) -> Result<()> {
        let Some(fqmn) = self.installed_as(sha256)? else { return Ok(()) };
        let link = self.link(&fqmn);
        if let Some(other) = self.newest_other(&fqmn, sha256)? {
            Self::prepare_link(&other, staging)?;
            return rename(&staging.join("link"), &link);
        }
        remove(fs::remove_file(&link), &link)?;
        // The author's folder goes with the author's last module.
        let _ = link.parent().map(fs::remove_dir);
        Ok(())
    }

    /// The module whose link leads to this package.
    fn installed_as(&self, sha256: &str) -> Result<Option<Fqmn>> {
        let installed = self.installed()?.into_iter();
        Ok(installed.filter(|(_, digest)| digest == sha256).map(|(fqmn, _)| fqmn).next())
    }

    /// The newest version of a module that some home needs, but for the one that goes.
    fn newest_other(&self, fqmn: &Fqmn, going: &str) -> Result<Option<String>> {
        let held = names(&self.packages().join("refs"))?.into_iter().filter(|sha256| sha256 != going);
        let held = held.filter(|sha256| names(&self.references(sha256)).is_ok_and(|homes| !homes.is_empty()));
        let known = held.filter_map(|sha256| Some((self.descriptor(&sha256).ok()?.1, sha256)));
        let same = known.filter(|(descriptor, _)| descriptor.fqmn() == fqmn);
        Ok(same.max_by(|(a, _), (b, _)| a.version.cmp(&b.version)).map(|(_, sha256)| sha256))
    }
}

/// What an installation did that is new, undone where the rest of it fails.
struct Undo<'a> {
    system: &'a System,
    sha256: &'a str,
    staging: &'a Path,
    package: bool,
    home: Option<&'a str>,
}

impl Undo<'_> {
    fn keep(mut self) {
        (self.package, self.home) = (false, None);
    }
}

impl Drop for Undo<'_> {
    fn drop(&mut self) {
        if self.package {
            let _ = fs::rename(self.system.package(self.sha256), self.staging.join("tree"));
            let _ = fs::remove_file(self.system.contents(self.sha256));
        }
        if let Some(home) = self.home {
            let _ = fs::remove_file(self.system.reference(self.sha256, home));
            let _ = fs::remove_dir(self.system.references(self.sha256));
        }
    }
}
