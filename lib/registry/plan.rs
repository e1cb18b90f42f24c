//! A plan: which packages have to come, from where, so that what is asked for finds all that it needs.

use schemars::JsonSchema;
use semver::Version;
use serde::{Deserialize, Serialize};

use super::{Index, Registry};
use crate::document::fields::Source;
use crate::error::{Error, Result};
use crate::module::dependency::{Op, version};
use crate::module::release::find;
use crate::module::{Dependency, Release, resolve};
use crate::name::Fqmn;

/// What is asked for: a module, in one version or any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    /// The module.
    pub fqmn: Fqmn,
    /// The version.
    pub version: Option<Version>,
}

/// A package that has to come.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Planned {
    /// The module.
    pub fqmn: Fqmn,
    /// Its version.
    #[schemars(with = "String")]
    pub version: Version,
    /// What it needs.
    #[serde(with = "dependencies")]
    #[schemars(with = "Vec<String>")]
    pub dependencies: Vec<Dependency>,
    /// The registry that lists it.
    pub registry: String,
    /// What the module is bound to.
    pub source: Source,
    /// Where the package is.
    pub url: String,
    /// Its digest.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// Where it was put, once it is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<std::path::PathBuf>,
}

impl std::str::FromStr for Want {
    type Err = Error;

    /// `AUTHOR/NAME` or `AUTHOR/NAME@VERSION`.
    fn from_str(text: &str) -> Result<Self> {
        let (fqmn, number) = text.split_once('@').map_or((text, None), |(fqmn, number)| (fqmn, Some(number)));
        Ok(Self { fqmn: fqmn.parse()?, version: number.map(version).transpose()? })
    }
}

impl Want {
    /// Where no version is said, none that is older than the installed one.
    fn dependency(&self, installed: &[Release]) -> Dependency {
        let exactly = self.version.clone().map(|version| (Op::Exactly, version));
        let newer = || find(installed, &self.fqmn).map(|release| (Op::AtLeast, release.version.clone()));
        Dependency { fqmn: self.fqmn.clone(), range: exactly.or_else(newer) }
    }
}

/// What has to come, and what can't.
#[derive(Debug, Default)]
pub struct Plan {
    /// The packages, each after what it needs.
    pub packages: Vec<Planned>,
    /// The newest versions of what is asked for that something stands against.
    pub held: Vec<Held>,
}

/// Each costs a resolution, and more than these nobody reads at once.
const MOST_HELD: usize = 10;

/// A version that something stands against.
#[derive(Debug)]
pub struct Held {
    /// The module and the version.
    pub release: Release,
    /// The version that is there instead.
    pub instead: Version,
    /// What stands against it.
    pub error: Error,
}

/// The packages that have to come. Every module comes from the registry that it was asked for
/// from, or that it is bound to, and brings what it needs from the same one. `installed`: what is there, with where it
/// came from. Where it can't be had: bad input, or the answer no with what stands against it.
pub fn plan(
    wants: &[Want],
    installed: &[(Release, Source)],
    registries: &[(Registry, Index)],
) -> Result<Plan> {
    let mut there: Vec<Release> = installed.iter().map(|(release, _)| release.clone()).collect();
    let mut plan = Plan::default();
    for (registry, index) in registries {
        let own = |want: &&Want| chosen(want, installed, registries).is_ok_and(|name| name == registry.name);
        let wants: Vec<Dependency> = wants.iter().filter(own).map(|want| want.dependency(&there)).collect();
        if wants.is_empty() {
            continue;
        }
        let (before, candidates) = (there.clone(), index.releases().cloned().collect::<Vec<_>>());
        for release in resolve(&before, &wants, &candidates)? {
            plan.packages.extend(self::planned(registry, index, &release));
            there.retain(|old| old.fqmn != release.fqmn);
            there.push(release);
        }
        let held = wants.iter().filter_map(|want| held(want, &wants, &before, &there, &candidates));
        plan.held.extend(held.take(MOST_HELD));
    }
    wants.iter().try_for_each(|want| chosen(want, installed, registries).map(drop))?;
    Ok(plan)
}

/// What stands against the newest version of what is wanted in any, where that one doesn't come.
fn held(
    want: &Dependency,
    wants: &[Dependency],
    before: &[Release],
    there: &[Release],
    candidates: &[Release],
) -> Option<Held> {
    if want.range.as_ref().is_some_and(|(op, _)| *op == Op::Exactly) {
        return None;
    }
    let release = newest(candidates, &want.fqmn)?;
    let instead = find(there, &want.fqmn)?.version.clone();
    if release.version.cmp_precedence(&instead).is_le() {
        return None;
    }
    let exactly = |one: &Dependency| match &one.fqmn {
        fqmn if *fqmn == want.fqmn => {
            Dependency { fqmn: fqmn.clone(), range: Some((Op::Exactly, release.version.clone())) }
        }
        _ => one.clone(),
    };
    let wants: Vec<Dependency> = wants.iter().map(exactly).collect();
    let error = resolve(before, &wants, candidates).err()?;
    Some(Held { release: release.clone(), instead, error })
}

/// The newest release of a module; a pre-release only where there is nothing else.
fn newest<'a>(candidates: &'a [Release], fqmn: &Fqmn) -> Option<&'a Release> {
    let own = candidates.iter().filter(|release| release.fqmn == *fqmn);
    own.max_by(|one, other| {
        let finished = one.version.pre.is_empty().cmp(&other.version.pre.is_empty());
        finished.then(one.version.cmp_precedence(&other.version))
    })
}

/// The registry that a module is to come from: the one that it came from, else the only one that lists it.
fn chosen(want: &Want, installed: &[(Release, Source)], registries: &[(Registry, Index)]) -> Result<String> {
    let fqmn = &want.fqmn;
    let listing: Vec<&Registry> =
        registries.iter().filter(|(_, index)| index.lists(fqmn)).map(|(registry, _)| registry).collect();
    let bound = installed.iter().find(|(release, _)| release.fqmn == *fqmn).map(|(_, source)| source);
    if let Some(own) = listing.iter().find(|registry| bound == Some(&registry.source())) {
        return Ok(own.name.clone());
    }
    match listing.as_slice() {
        [one] => Ok(one.name.clone()),
        [] => Err(Error::input(format!("no registry lists '{fqmn}'")).hint(
            "'hyperdrive module search' shows what there is; a file is named with its path, as './mod.zip'",
        )),
        several => {
            let names: Vec<&str> = several.iter().map(|registry| registry.name.as_str()).collect();
            Err(Error::no(format!("several registries list '{fqmn}': {}", names.join(", ")))
                .hint("say which: --registry NAME"))
        }
    }
}

fn planned(registry: &Registry, index: &Index, release: &Release) -> Option<Planned> {
    let offer = index.find(&release.fqmn, &release.version)?;
    Some(Planned {
        fqmn: release.fqmn.clone(),
        version: release.version.clone(),
        dependencies: release.dependencies.clone(),
        registry: registry.name.clone(),
        source: registry.source(),
        url: offer.url.clone(),
        sha256: offer.sha256.clone(),
        size: offer.size,
        file: None,
    })
}

mod dependencies {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::module::Dependency;

    pub(super) fn serialize<S: Serializer>(all: &[Dependency], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(all.iter().map(ToString::to_string))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Dependency>, D::Error> {
        let texts: Vec<String> = Vec::deserialize(from)?;
        texts.iter().map(|text| text.parse().map_err(serde::de::Error::custom)).collect()
    }
}
