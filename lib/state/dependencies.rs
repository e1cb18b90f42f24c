//! What installed modules need of each other, checked before one comes or goes.

use super::{Installed, Record, load};
use crate::document::{Document, HYPERDRIVE};
use crate::error::{Error, Fault, Result};
use crate::module::release::{dependants, unmet};
use crate::module::{Descriptor, Release, order};
use crate::name::Fqmn;

/// Refuses packages that need what isn't there, or that a module which stays couldn't live with: the answer no, with all
/// that is missing. What is missing already is no reason.
pub(super) fn check_arrival(installed: &Installed, documents: &[Document]) -> Result<()> {
    let before = releases(installed);
    let faults = faults(&after(&before, documents)?, &unmet(&before));
    if faults.is_empty() {
        return Ok(());
    }
    let words = if faults.len() == 1 { "a dependency isn't" } else { "dependencies aren't" };
    Err(Error::no(format!("{words} met")).with_faults(faults).hint("install what is missing with it"))
}

fn faults(after: &[Release], before: &[Fault]) -> Vec<Fault> {
    unmet(after).into_iter().filter(|fault| !before.contains(fault)).collect()
}

/// What would be installed with these packages.
fn after(before: &[Release], documents: &[Document]) -> Result<Vec<Release>> {
    let mut after = before.to_vec();
    for document in documents.iter().filter(|document| !document.is_hyperdrive()) {
        let new = of_document(document)?;
        after.retain(|release| release.fqmn != new.fqmn);
        after.push(new);
    }
    order(&after)?;
    Ok(after)
}

/// Refuses the removal of modules that others need, which stay.
pub(super) fn check_removal(installed: &Installed, going: &[String]) -> Result<()> {
    let releases = releases(installed);
    let mut faults = Vec::new();
    for fqmn in going.iter().filter(|fqmn| installed.modules.contains_key(*fqmn)) {
        let fqmn: Fqmn = fqmn.parse()?;
        let needing = dependants(&releases, &fqmn).into_iter().map(|needing| needing.to_string());
        faults.extend(
            needing
                .filter(|needing| !going.contains(needing))
                .map(|needing| Fault::new(fqmn.to_string(), format!("'{needing}' depends on it"))),
        );
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(Error::no("what other modules depend on can't be removed alone").with_faults(faults))
}

/// Those of these modules that are installed and that none which stays needs.
pub(super) fn unneeded(installed: &Installed, modules: &[String]) -> Result<Vec<String>> {
    let releases = releases(installed);
    let mut going: Vec<String> =
        modules.iter().filter(|fqmn| installed.modules.contains_key(*fqmn)).cloned().collect();
    loop {
        let mut staying = Vec::new();
        for fqmn in &going {
            let needing = dependants(&releases, &fqmn.parse()?);
            if needing.iter().any(|needing| !going.contains(&needing.to_string())) {
                staying.push(fqmn.clone());
            }
        }
        if staying.is_empty() {
            return Ok(going);
        }
        going.retain(|fqmn| !staying.contains(fqmn));
    }
}

/// Sorts documents of packages so that each comes after what it needs.
pub(super) fn sort(documents: &mut [Document]) -> Result<()> {
    let releases = documents.iter().map(of_document).collect::<Result<Vec<_>>>()?;
    let ordered = order(&releases)?;
    let place = |document: &Document| ordered.iter().position(|fqmn| fqmn.to_string() == document.fqmn());
    documents.sort_by_key(place);
    Ok(())
}

fn of_document(document: &Document) -> Result<Release> {
    let descriptor: Box<serde_json::value::RawValue> = document.need("descriptor")?;
    Ok(Release::from(&Descriptor::parse(descriptor.get())?))
}

/// What is installed; a module whose package can't be read needs nothing.
fn releases(installed: &Installed) -> Vec<Release> {
    let version = semver::Version::parse(env!("CARGO_PKG_VERSION")).unwrap_or(semver::Version::new(0, 0, 0));
    let own = HYPERDRIVE.parse().ok().map(|fqmn| Release { fqmn, version, dependencies: Vec::new() });
    let release = |record: &Record| {
        let text = load::read_descriptor(&record.dir).ok()??;
        Descriptor::parse(text.get()).ok().map(|descriptor| Release::from(&descriptor))
    };
    own.into_iter().chain(installed.modules.values().filter_map(release)).collect()
}
