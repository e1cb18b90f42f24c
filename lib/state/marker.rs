//! The marker of the data folder: without it the disk isn't mounted, or it is somebody else's, and nothing starts.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::file;
use crate::document::fields::Paths;
use crate::error::{Error, Result};

/// The marker, in the folder that `userDataPath` names.
const MARKER: &str = ".hyperdrive";
/// Where each module ran last, beside it.
const RAN: &str = ".hyperdrive-ran";

#[derive(Serialize, Deserialize)]
struct Marker {
    home: String,
}

#[derive(Serialize, Deserialize)]
struct Ran {
    machine: String,
}

/// Marks a data folder as this home's; makes it first where it isn't there. One that is another home's is refused.
pub(super) fn mark(data: &Path, home: &str) -> Result<()> {
    match file::read_json::<Marker>(&data.join(MARKER))? {
        Some(marker) if marker.home == home => Ok(()),
        Some(_) => Err(foreign(data)),
        None => write(data, home),
    }
}

/// Marks a data folder as this home's, whosever it was.
pub fn write(data: &Path, home: &str) -> Result<()> {
    file::folder(data, 0o755)?;
    file::write_json(&data.join(MARKER), &Marker { home: home.into() })
}

/// Refuses a data folder that isn't marked as this home's.
pub(super) fn check_folder(data: &Path, home: &str) -> Result<()> {
    match file::read_json::<Marker>(&data.join(MARKER))? {
        Some(marker) if marker.home == home => Ok(()),
        Some(_) => Err(foreign(data)),
        None => Err(Error::machine(format!(
            "the data folder '{}' isn't there, or its disk isn't mounted: nothing starts",
            data.display()
        ))
        .hint(format!("mount it; it holds a file '{MARKER}' that says whose it is"))
        .hint("where the data was moved without that file, 'hd-state mark' writes it anew")),
    }
}

/// The same for the folder that these paths of a module lead to.
pub fn check(paths: &Paths) -> Result<()> {
    let Some((data, home)) = folder_and_home(paths)? else { return Ok(()) };
    check_folder(&data, &home)
}

/// The machine that the module ran on last; `None` where it never ran with this data.
pub fn ran_at(paths: &Paths, fqmn: &str) -> Result<Option<String>> {
    Ok(file::read_json::<Ran>(&stamp(paths, fqmn))?.map(|ran| ran.machine))
}

/// Notes down that the module runs on this machine.
pub fn note(paths: &Paths, fqmn: &str, machine: &str) -> Result<()> {
    let path = stamp(paths, fqmn);
    file::folder(path.parent().unwrap_or(&path), 0o700)?;
    file::write_json(&path, &Ran { machine: machine.into() })
}

fn stamp(paths: &Paths, fqmn: &str) -> PathBuf {
    data(paths).unwrap_or(&paths.data).join(RAN).join(format!("{fqmn}.json"))
}

/// `<userDataPath>` of `<userDataPath>/modules/<author>/<name>`.
fn data(paths: &Paths) -> Option<&Path> {
    paths.data.ancestors().nth(3)
}

/// The data folder and the id of the home; nothing where the paths are of no home.
fn folder_and_home(paths: &Paths) -> Result<Option<(PathBuf, String)>> {
    let identity: Option<Identity> = file::read_json(&paths.user.join("state/home.json"))?;
    Ok(data(paths).zip(identity).map(|(data, identity)| (data.to_path_buf(), identity.id)))
}

#[derive(Deserialize)]
struct Identity {
    id: String,
}

fn foreign(data: &Path) -> Error {
    Error::denied(format!("the data folder '{}' is of another user directory", data.display()))
        .hint("one user directory is one project, with a data folder of its own")
        .hint("where that one is gone for good, 'hd-state mark' makes the folder this one's")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::Kind;

    #[test]
    fn a_folder_without_its_marker_or_with_anothers_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        assert_eq!(check_folder(&data, "h1").unwrap_err().kind(), Kind::Machine);
        mark(&data, "h1").unwrap();
        mark(&data, "h1").unwrap();
        check_folder(&data, "h1").unwrap();
        assert_eq!(check_folder(&data, "h2").unwrap_err().kind(), Kind::Denied);
        assert_eq!(mark(&data, "h2").unwrap_err().kind(), Kind::Denied);
        write(&data, "h2").unwrap();
        check_folder(&data, "h2").unwrap();
    }
}
