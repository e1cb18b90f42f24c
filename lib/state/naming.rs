//! What modules call their containers, checked before one comes: no two may want the same name (SPEC.md section 1).

use std::path::PathBuf;

use super::Installed;
use crate::document::Document;
use crate::error::{Error, Fault, Result};
use crate::module::naming::containers;

/// Refuses packages whose templates write out the name of a container that another module's templates write out, be it
/// installed or among those that come. What settings decide is found out before a start.
pub(super) fn check_arrival(installed: &Installed, documents: &[Document]) -> Result<()> {
    let arriving = documents.iter().filter(|document| !document.is_hyperdrive());
    let arriving: Vec<(String, Vec<String>)> = arriving.map(of_document).collect::<Result<_>>()?;
    let is_replaced = |fqmn: &str| arriving.iter().any(|(arriving, _)| arriving == fqmn);
    let mut known: Vec<(String, Vec<String>)> = installed
        .modules
        .iter()
        .filter(|(fqmn, _)| !is_replaced(fqmn))
        .map(|(fqmn, record)| (fqmn.clone(), containers(&record.dir)))
        .collect();
    let mut faults = Vec::new();
    for new in arriving {
        faults.extend(known.iter().flat_map(|old| clashes(&new, old)));
        known.push(new);
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(Error::denied("two modules can't have containers of one name")
        .with_faults(faults)
        .hint("uninstall the one, or ask its author for other names"))
}

fn of_document(document: &Document) -> Result<(String, Vec<String>)> {
    let dir = document.get::<PathBuf>("dir")?.unwrap_or_default();
    Ok((document.fqmn(), containers(&dir)))
}

fn clashes(new: &(String, Vec<String>), old: &(String, Vec<String>)) -> Vec<Fault> {
    let same = |name: &&String| old.1.iter().any(|known| known.eq_ignore_ascii_case(name));
    let fault =
        |name: &String| Fault::new(&new.0, format!("its container '{name}' is called as one of '{}'", old.0));
    new.1.iter().filter(same).map(fault).collect()
}
