//! Packages that a home needs: those that are installed, those that run or ran in a generation that is kept, and those that
//! a change is about.

use super::{Home, add, upgrade};
use crate::document::{Document, fields};
use crate::error::Result;

/// Digests of the packages that this home needs, sorted. What it holds beside them can be freed.
pub fn packages(home: &Home) -> Result<Vec<String>> {
    let installed = home.installed()?;
    let mut digests: Vec<String> =
        installed.modules.values().map(|record| record.package.sha256.clone()).collect();
    let meant = [Some(home.current()?), home.pending()?].into_iter().flatten();
    let ran = home.generations().all()?.into_iter().filter(|generation| generation.started.is_some());
    for generation in meant.chain(ran) {
        let there = generation.packages.into_iter().filter(|(fqmn, _)| installed.modules.contains_key(fqmn));
        digests.extend(there.map(|(_, sha256)| sha256));
    }
    let changing = add::begun(home)?.into_iter().chain(upgrade::begun(home)?);
    digests.extend(changing.filter_map(|document| digest(&document)));
    digests.sort();
    digests.dedup();
    Ok(digests)
}

fn digest(document: &Document) -> Option<String> {
    document.get::<fields::Package>("package").ok().flatten().map(|package| package.sha256)
}
