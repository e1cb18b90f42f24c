//! A plan: which packages have to come, from where, so that what is asked for finds all that it needs.

use schemars::JsonSchema;
use semver::Version;
use serde::{Deserialize, Serialize};

use super::{Index, Registry};
use crate::document::fields::Source;
use crate::error::{Error, Result};
use crate::module::dependency::{Op, version};
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
    fn dependency(&self) -> Dependency {
        Dependency {
            fqmn: self.fqmn.clone(),
            range: self.version.clone().map(|version| (Op::Exactly, version)),
        }
    }
}

/// The packages that have to come, each after what it needs. Every module comes from the registry that it was asked for
/// from, or that it is bound to, and brings what it needs from the same one. `installed`: what is there, with where it
/// came from. Where it can't be had: bad input, or the answer no with what stands against it.
pub fn plan(
    wants: &[Want],
    installed: &[(Release, Source)],
    registries: &[(Registry, Index)],
) -> Result<Vec<Planned>> {
    let mut there: Vec<Release> = installed.iter().map(|(release, _)| release.clone()).collect();
    let mut planned: Vec<Planned> = Vec::new();
    for (registry, index) in registries {
        let own = |want: &&Want| chosen(want, installed, registries).is_ok_and(|name| name == registry.name);
        let wants: Vec<Dependency> = wants.iter().filter(own).map(Want::dependency).collect();
        if wants.is_empty() {
            continue;
        }
        let candidates: Vec<Release> = index.releases().cloned().collect();
        for release in resolve(&there, &wants, &candidates)? {
            planned.extend(self::planned(registry, index, &release));
            there.retain(|old| old.fqmn != release.fqmn);
            there.push(release);
        }
    }
    wants.iter().try_for_each(|want| chosen(want, installed, registries).map(drop))?;
    Ok(planned)
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
