//! sudo: who runs this as somebody else would make files that aren't the operator's, or look past what the operator has
//! (SPEC.md section 4).

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use hd::{Error, Result};

/// Stops where sudo runs this as one user and the user directory is another's, or who typed it has one of that name.
pub(crate) fn check(user_dir: &Path) -> Result<()> {
    let own = rustix::process::geteuid().as_raw();
    let typed: Option<u32> = std::env::var("SUDO_UID").ok().and_then(|id| id.parse().ok());
    let Some(typed) = typed.filter(|id| *id != own) else { return Ok(()) };
    let theirs = theirs(user_dir, typed);
    let others = theirs.as_deref().or_else(|| (owner(user_dir) != Some(own)).then_some(user_dir));
    let Some(dir) = others else { return Ok(()) };
    Err(Error::denied(format!("sudo runs this as another user than whose '{}' is", dir.display())).hint(
        "run it as yourself, without sudo: the one thing that needs more rights, placing a package, asks for them",
    ))
}

/// Who owns a folder, or would be next to own it.
fn owner(dir: &Path) -> Option<u32> {
    let there = dir.ancestors().find(|folder| folder.exists())?;
    there.metadata().ok().map(|about| about.uid())
}

/// The folder of this name in the home of who typed the command, where that is another one and there.
fn theirs(user_dir: &Path, typed: u32) -> Option<PathBuf> {
    let in_home = user_dir.parent() == std::env::var_os("HOME").as_deref().map(Path::new);
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let theirs = home_of(typed, &users)?.join(user_dir.file_name()?);
    (in_home && theirs != user_dir && theirs.exists()).then_some(theirs)
}

/// The home of this user in a file like `/etc/passwd`.
fn home_of(id: u32, users: &str) -> Option<PathBuf> {
    let mut users = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let user = users.find(|user| user.get(2).is_some_and(|number| *number == id.to_string()))?;
    user.get(5).map(PathBuf::from)
}
