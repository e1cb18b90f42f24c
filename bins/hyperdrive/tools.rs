//! The tools that the dispatcher spawns: where they are, and the words that all of them get.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use hd::process::Process;
use hd::{Error, Result};

/// Where an installation may keep the tools apart from `hyperdrive`.
const LIBEXEC: &str = "../libexec/hyperdrive";

/// Finds tools beside the dispatcher, in its libexec folder, or on PATH.
#[derive(Debug, Clone)]
pub(crate) struct Tools {
    folder: PathBuf,
}

impl Tools {
    /// The tools that go with this executable.
    pub(crate) fn of_this() -> Result<Self> {
        let own = std::env::current_exe().map_err(|cause| Error::file("find", "hyperdrive", &cause))?;
        Ok(Self { folder: own.parent().map(Path::to_path_buf).unwrap_or_default() })
    }

    /// A tool's path. One that is found elsewhere than beside us must be of our version.
    pub(crate) fn find(&self, name: &OsStr) -> Result<PathBuf> {
        let beside = self.folder.join(name);
        if beside.is_file() {
            return Ok(beside);
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut folders = std::iter::once(self.folder.join(LIBEXEC)).chain(std::env::split_paths(&path));
        let found = folders.find_map(|folder| Some(folder.join(name)).filter(|path| path.is_file()));
        let name = name.to_string_lossy();
        let found = found.ok_or_else(|| {
            Error::machine(format!("'{name}' isn't beside hyperdrive and not on PATH"))
                .hint("install all tools together: cargo install --path .")
        })?;
        check_version(&found, &name)?;
        Ok(found)
    }
}

fn check_version(path: &Path, name: &str) -> Result<()> {
    let output = Process::new(path).arg("--version").run(b"")?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let ours = env!("CARGO_PKG_VERSION");
    if said == format!("{name} {ours}") {
        return Ok(());
    }
    Err(Error::machine(format!("'{}' is of another version: '{said}', not {ours}", path.display()))
        .hint("install all tools together: cargo install --path ."))
}

/// Words of a command line, from anything that is one.
pub(crate) fn words<W: AsRef<OsStr>>(words: impl IntoIterator<Item = W>) -> Vec<OsString> {
    words.into_iter().map(|word| word.as_ref().to_owned()).collect()
}
