//! Whether a placed package is still as it was unpacked.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::digest;
use crate::error::{Error, Fault, Result};
use crate::module::package::Listed;

use super::{System, check_digest};

/// The mode of a package's folders.
const FOLDER: u32 = 0o755;

impl System {
    /// Reads every file of a placed package again, and looks at its folders: what was changed, added or removed since, by
    /// path. Bad input where it isn't there.
    pub fn verify(&self, sha256: &str) -> Result<Vec<Fault>> {
        check_digest(sha256)?;
        let package = self.package(sha256);
        if !package.exists() {
            return Err(self.missing(sha256));
        }
        let listed = self.read_contents(sha256)?.files.into_iter();
        let mut listed: BTreeMap<String, Listed> = listed.map(|file| (file.path.clone(), file)).collect();
        let mut faults = Vec::new();
        walk(&package, "", &mut |path| {
            let file = listed.remove(path);
            let fault = file.map_or(Ok(Some("was added")), |file| changed(&package.join(path), &file))?;
            faults.extend(fault.map(|fault| Fault::new(path, fault)));
            Ok(())
        })?;
        faults.extend(listed.into_keys().map(|path| Fault::new(path, "is missing")));
        let open = folders(&package)?.into_iter().filter(|(_, mode)| *mode != FOLDER);
        faults.extend(open.map(|(folder, _)| Fault::new(named(&folder), "has other permissions")));
        faults.sort_by(|a, b| a.at.cmp(&b.at));
        Ok(faults)
    }
}

/// A folder's path in the package; that of the package itself is a dot.
fn named(folder: &Path) -> String {
    if folder.as_os_str().is_empty() { ".".into() } else { folder.display().to_string() }
}

/// Calls with the path of everything that isn't a folder.
fn walk(folder: &Path, prefix: &str, found: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
    let entries = fs::read_dir(folder).map_err(|cause| Error::file("read", folder, &cause))?;
    for entry in entries {
        let entry = entry.map_err(|cause| Error::file("read", folder, &cause))?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found(&path)?;
        }
    }
    Ok(())
}

/// The modes of a folder and of those below it, by their paths in it.
pub(super) fn folders(root: &Path) -> Result<BTreeMap<PathBuf, u32>> {
    let (mut modes, mut left) = (BTreeMap::new(), vec![PathBuf::new()]);
    while let Some(inner) = left.pop() {
        let folder = root.join(&inner);
        let fault = |cause: &std::io::Error| Error::file("read", &folder, cause);
        let mode = fs::metadata(&folder).map_err(|cause| fault(&cause))?.permissions().mode() & 0o7777;
        for entry in fs::read_dir(&folder).map_err(|cause| fault(&cause))?.flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                left.push(inner.join(entry.file_name()));
            }
        }
        modes.insert(inner, mode);
    }
    Ok(modes)
}

fn changed(path: &Path, listed: &Listed) -> Result<Option<&'static str>> {
    let meta = fs::symlink_metadata(path).map_err(|cause| Error::file("read", path, &cause))?;
    let mode = if listed.executable { 0o755 } else { 0o644 };
    Ok(match meta {
        meta if !meta.is_file() => Some("isn't a file any more"),
        meta if meta.len() != listed.bytes => Some("was changed"),
        _ if digest(path)? != listed.sha256 => Some("was changed"),
        meta if meta.permissions().mode() & 0o7777 != mode => Some("has other permissions"),
        _ => None,
    })
}

fn digest(path: &Path) -> Result<String> {
    let unreadable = |cause| Error::file("read", path, &cause);
    digest::of_reader(File::open(path).map_err(unreadable)?).map_err(unreadable)
}
