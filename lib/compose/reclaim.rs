//! Reclaiming: folders of a module that is to go with all its data come back to the operator, who can delete them then
//! (SPEC.md section 4). What a folder holds can be deleted by whoever owns the folder: files stay whose they are.

use std::fs;
use std::path::{Path, PathBuf};

use super::carrier::{Carrier, User};
use super::{Container, trial};
use crate::document::Document;
use crate::document::fields::{Names, Paths};
use crate::engine::Engine;
use crate::error::{Error, Result};

/// How many folders are given back at once.
const AT_ONCE: usize = 10_000;

/// Takes the folders of a module back that its services' users own. `before`: the containers that the module had, one of whose
/// images the engine needs for it. Where there is none, nothing is done: what can't be deleted is named then.
pub fn reclaim(engine: &Engine, document: &Document, before: &[Container]) -> Result<()> {
    let (names, paths): (Names, Paths) = (document.need("names")?, document.need("paths")?);
    let Some(image) = before.iter().map(|one| one.image_id.as_str()).find(|id| !id.is_empty()) else {
        return Ok(());
    };
    let (home, project): (String, String) = (document.need("home")?, trial::project(&names.services));
    for folder in [&paths.data, &paths.log] {
        while let Some(strange) = strange(folder) {
            Carrier::with(engine, &home, &project, image, Some(folder), |carrier| {
                carrier.give(folder, strange.iter().map(PathBuf::as_path), User::operator_in(engine)?)
            })?;
            if strange.iter().any(|below| is_strange(&folder.join(below))) {
                return Err(Error::machine(format!("the engine doesn't give '{}' back", folder.display())));
            }
        }
    }
    Ok(())
}

/// Folders that are somebody else's, named as they are below this one, as far as they can be seen; `None` where there are none,
/// or where nobody's folders hold us up.
fn strange(folder: &Path) -> Option<Vec<PathBuf>> {
    if User::operator().id == 0 {
        return None;
    }
    let (mut found, mut open) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(below) = open.pop().filter(|_| found.len() < AT_ONCE) {
        let path = folder.join(&below);
        if is_strange(&path) {
            found.push(below.clone());
        }
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        open.extend(folders.map(|entry| below.join(entry.file_name())));
    }
    (!found.is_empty()).then_some(found)
}

fn is_strange(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| about.is_dir()) && !User::operator().owns(path)
}
