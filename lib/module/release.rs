//! A release: one version of a module, and what it needs. A set of them is what is installed, or would be.

use semver::Version;

use crate::error::Fault;
use crate::name::Fqmn;

use super::dependency::Dependency;
use super::descriptor::Descriptor;

/// One version of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The module.
    pub fqmn: Fqmn,
    /// Its version.
    pub version: Version,
    /// What it needs.
    pub dependencies: Vec<Dependency>,
}

impl From<&Descriptor> for Release {
    fn from(descriptor: &Descriptor) -> Self {
        let (fqmn, version) = (descriptor.fqmn().clone(), descriptor.version.clone());
        Self { fqmn, version, dependencies: descriptor.dependencies.clone() }
    }
}

/// The release of this module, where the set has one.
pub fn find<'a>(set: &'a [Release], fqmn: &Fqmn) -> Option<&'a Release> {
    set.iter().find(|release| release.fqmn == *fqmn)
}

/// What modules of the set need and don't find in it: each with the module that needs it, and what is there instead.
/// Hyperdrive itself counts as a module: its own version belongs into the set.
pub fn unmet(set: &[Release]) -> Vec<Fault> {
    needs(set)
        .filter_map(|(fqmn, needed)| Some(Fault::new(fqmn.to_string(), missing(set, needed)?)))
        .collect()
}

/// The same, as who needs what.
pub(super) fn lacking(set: &[Release]) -> impl Iterator<Item = (&Fqmn, &Dependency)> {
    needs(set).filter(|(_, needed)| missing(set, needed).is_some())
}

fn needs(set: &[Release]) -> impl Iterator<Item = (&Fqmn, &Dependency)> {
    set.iter().flat_map(|release| release.dependencies.iter().map(move |needed| (&release.fqmn, needed)))
}

/// Why a dependency isn't met.
pub(super) fn missing(set: &[Release], needed: &Dependency) -> Option<String> {
    let Some(found) = find(set, &needed.fqmn) else {
        let other =
            set.iter().find(|other| other.fqmn.to_string().eq_ignore_ascii_case(&needed.fqmn.to_string()));
        let instead = other.map(|other| format!(": '{}' is another name", other.fqmn)).unwrap_or_default();
        return Some(format!("needs '{needed}', which isn't installed{instead}"));
    };
    (!needed.allows(&found.version)).then(|| format!("needs '{needed}', but {} is installed", found.version))
}

/// Modules of the set that need this one, directly or not. Sorted by name.
pub fn dependants(set: &[Release], fqmn: &Fqmn) -> Vec<Fqmn> {
    let mut found = vec![fqmn.clone()];
    let mut next = 0;
    while let Some(needed) = found.get(next).cloned() {
        let needs =
            |release: &&Release| release.dependencies.iter().any(|dependency| dependency.fqmn == needed);
        let new: Vec<Fqmn> = set.iter().filter(needs).map(|release| release.fqmn.clone()).collect();
        found.extend(new.into_iter().filter(|new| !found.contains(new)).collect::<Vec<_>>());
        next += 1;
    }
    found.remove(0);
    found.sort();
    found
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// `a/b 1.0.0: c/d >= 2.0.0, e/f`
    pub(in crate::module) fn release(text: &str) -> Release {
        let (name, needs) = text.split_once(':').unwrap_or((text, ""));
        let (fqmn, version) = name.trim().split_once(' ').unwrap();
        let needs = needs.split(',').map(str::trim).filter(|need| !need.is_empty());
        Release {
            fqmn: fqmn.parse().unwrap(),
            version: version.parse().unwrap(),
            dependencies: needs.map(|need| need.parse().unwrap()).collect(),
        }
    }

    pub(in crate::module) fn set(text: &str) -> Vec<Release> {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(release).collect()
    }

    fn text(faults: &[Fault]) -> String {
        faults.iter().map(|fault| format!("{} {}", fault.at, fault.message)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn everything_that_is_missing_is_named_with_who_needs_it() {
        let set = set("
            nodeset/hyperdrive 1.0.0
            a/a 1.0.0: b/b >= 2.0.0, c/c, nodeset/hyperdrive >= 1.0.0
            b/b 1.5.0: C/C, d/d > 1.0.0, nodeset/hyperdrive > 1.0.0
            d/d 1.0.1
            c/C 1.0.0
        ");
        let expected = "a/a needs 'b/b >= 2.0.0', but 1.5.0 is installed
a/a needs 'c/c', which isn't installed: 'c/C' is another name
b/b needs 'C/C', which isn't installed: 'c/C' is another name
b/b needs 'nodeset/hyperdrive > 1.0.0', but 1.0.0 is installed";
        assert_eq!(text(&unmet(&set)), expected);
    }

    #[test]
    fn dependants_are_direct_or_not_and_a_cycle_ends() {
        let set = set("
            a/a 1.0.0: b/b
            b/b 1.0.0: c/c
            c/c 1.0.0
            d/d 1.0.0: a/a, e/e
            e/e 1.0.0: d/d
        ");
        let of = |fqmn: &str| {
            let found = dependants(&set, &fqmn.parse().unwrap());
            found.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of("c/c"), "a/a b/b d/d e/e");
        assert_eq!(of("a/a"), "d/d e/e");
        assert_eq!(of("d/d"), "e/e");
    }
}
