//! An index: what a registry lists, as one signed JSON document (hyperdrive-registry(5)).

use std::collections::HashSet;
use std::time::SystemTime;

use minisign_verify::{PublicKey, Signature};
use semver::Version;
use serde::Deserialize;

use super::Location;
use crate::error::{Error, Fault, Result};
use crate::module::{Dependency, Release, dependency};
use crate::name::{Fqmn, identifier_fault};

/// Largest index, in bytes.
pub(super) const LARGEST: u64 = 16 << 20;

/// A checked index.
#[derive(Debug, Clone)]
pub struct Index {
    /// The registry's name.
    pub name: String,
    /// Counts up with every change.
    pub serial: u64,
    /// From then on it isn't taken any more.
    pub expires: SystemTime,
    /// The keys that may sign the next one; those that are known where there are none.
    pub keys: Vec<String>,
    /// What it lists.
    pub modules: Vec<Listing>,
}

/// A module of an index.
#[derive(Debug, Clone)]
pub struct Listing {
    /// The module.
    pub fqmn: Fqmn,
    /// What it is, in a stranger's words.
    pub description: String,
    /// Its versions, the newest last.
    pub versions: Vec<Offer>,
}

/// One version of a module.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Its version, and what it needs.
    pub release: Release,
    /// Where the package is: a URL, or a path.
    pub url: String,
    /// The package's digest, in lower-case hex.
    pub sha256: String,
    /// The package's size in bytes.
    pub size: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    name: String,
    serial: u64,
    expires: String,
    #[serde(default)]
    keys: Vec<String>,
    modules: Vec<RawListing>,
}

#[derive(Deserialize)]
struct RawListing {
    fqmn: String,
    #[serde(default)]
    description: String,
    versions: Vec<RawOffer>,
}

#[derive(Deserialize)]
struct RawOffer {
    version: String,
    url: String,
    sha256: String,
    size: u64,
    #[serde(default)]
    dependencies: Vec<String>,
}

impl Index {
    /// Reads an index that came from `at`. All that is wrong with it together is bad input. Unknown fields are ignored.
    pub fn parse(text: &[u8], at: &Location) -> Result<Self> {
        let raw: Raw = serde_json::from_slice(text)
            .map_err(|cause| Error::input(format!("'{at}' is no index of a registry: {cause}")))?;
        let mut faults = Vec::new();
        let index = checked(raw, at, &mut faults);
        match index {
            Some(index) if faults.is_empty() => Ok(index),
            _ => Err(Error::input(format!("'{at}' is no sound index of a registry")).with_faults(faults)),
        }
    }

    /// The offer of this module and version.
    pub fn find(&self, fqmn: &Fqmn, version: &Version) -> Option<&Offer> {
        let mut offers =
            self.modules.iter().filter(|listing| listing.fqmn == *fqmn).flat_map(|one| &one.versions);
        offers.find(|offer| offer.release.version == *version)
    }

    /// Whether it lists a module of this name.
    pub fn lists(&self, fqmn: &Fqmn) -> bool {
        self.modules.iter().any(|listing| listing.fqmn == *fqmn)
    }

    /// Everything that it offers.
    pub fn releases(&self) -> impl Iterator<Item = &Release> {
        self.modules.iter().flat_map(|listing| listing.versions.iter().map(|offer| &offer.release))
    }
}

/// Whether one of these keys signed the text. Gives that key. None of them did: [`crate::Kind::Denied`].
pub(super) fn signer<'a>(
    text: &[u8],
    signature: &str,
    keys: &'a [String],
    at: &Location,
) -> Result<&'a String> {
    let signature = Signature::decode(signature)
        .map_err(|_| Error::denied(format!("the signature of '{at}' is none of minisign's")))?;
    let signed = |key: &&String| {
        PublicKey::from_base64(key).is_ok_and(|key| key.verify(text, &signature, false).is_ok())
    };
    keys.iter().find(signed).ok_or_else(|| {
        Error::denied(format!("'{at}' isn't signed by a key of its registry"))
            .hint("somebody changed it, or the registry has a new key that its old one didn't announce")
    })
}

fn checked(raw: Raw, at: &Location, faults: &mut Vec<Fault>) -> Option<Index> {
    if let Some(fault) = identifier_fault(&raw.name).or_else(|| too_long(&raw.name)) {
        faults.push(Fault::new("/name", fault));
    }
    for (number, key) in raw.keys.iter().enumerate() {
        if PublicKey::from_base64(key).is_err() {
            faults.push(Fault::new(format!("/keys/{number}"), "is no public key of minisign's"));
        }
    }
    let expires = humantime::parse_rfc3339(&raw.expires);
    if expires.is_err() {
        faults.push(Fault::new("/expires", "is no time like 2030-01-31T00:00:00Z"));
    }
    let (mut modules, mut known) = (Vec::new(), HashSet::new());
    for (number, listing) in raw.modules.into_iter().enumerate() {
        let place = format!("/modules/{number}");
        let Some(listing) = self::listing(listing, &place, at, faults) else { continue };
        if !known.insert(listing.fqmn.to_string().to_ascii_lowercase()) {
            faults.push(Fault::new(format!("{place}/fqmn"), format!("'{}' stands twice", listing.fqmn)));
        }
        modules.push(listing);
    }
    Some(Index { name: raw.name, serial: raw.serial, expires: expires.ok()?, keys: raw.keys, modules })
}

fn too_long(name: &str) -> Option<String> {
    (name.len() > 64).then(|| "is longer than 64 characters".into())
}

fn listing(raw: RawListing, place: &str, at: &Location, faults: &mut Vec<Fault>) -> Option<Listing> {
    let fqmn: Option<Fqmn> = noted(raw.fqmn.parse(), format!("{place}/fqmn"), faults);
    let fqmn = fqmn?;
    if fqmn.is_hyperdrive() {
        faults
            .push(Fault::new(format!("{place}/fqmn"), "is Hyperdrive itself, which is no module to install"));
    }
    let (mut versions, mut known): (Vec<Offer>, HashSet<Version>) = Default::default();
    for (number, offer) in raw.versions.into_iter().enumerate() {
        let place = format!("{place}/versions/{number}");
        let Some(offer) = self::offer(&fqmn, offer, &place, at, faults) else { continue };
        if !known.insert(dependency::plain(&offer.release.version)) {
            let twice = "stands twice: build metadata makes no other version of it";
            faults.push(Fault::new(format!("{place}/version"), twice));
        }
        versions.push(offer);
    }
    versions.sort_by(|one, other| one.release.version.cmp(&other.release.version));
    Some(Listing { fqmn, description: raw.description, versions })
}

fn offer(fqmn: &Fqmn, raw: RawOffer, place: &str, at: &Location, faults: &mut Vec<Fault>) -> Option<Offer> {
    let version = noted(dependency::version(&raw.version), format!("{place}/version"), faults);
    let url = noted(at.join(&raw.url), format!("{place}/url"), faults);
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if raw.sha256.len() != 64 || !raw.sha256.bytes().all(digit) {
        faults.push(Fault::new(format!("{place}/sha256"), "is no SHA-256: it has 64 digits 0-9 a-f"));
    }
    let mut dependencies: Vec<Dependency> = Vec::new();
    for (number, text) in raw.dependencies.iter().enumerate() {
        dependencies.extend(noted(text.parse(), format!("{place}/dependencies/{number}"), faults));
    }
    let release = Release { fqmn: fqmn.clone(), version: version?, dependencies };
    Some(Offer { release, url: url?.to_string(), sha256: raw.sha256, size: raw.size })
}

fn noted<T>(read: Result<T>, place: String, faults: &mut Vec<Fault>) -> Option<T> {
    read.map_err(|error| faults.push(Fault::new(place, error.message()))).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn all_that_is_wrong_is_told_together() {
        let at = Location::parse("https://example.org/index.json").unwrap();
        let bad = r#"{"name":"a b","serial":1,"expires":"tomorrow","keys":["x"],"modules":[
            {"fqmn":"a/b","versions":[
                {"version":"1","url":"http://127.0.0.1/x","sha256":"00","size":1,"dependencies":["?"]},
                {"version":"1.0.0","url":"x.zip","sha256":"AA","size":1},
                {"version":"v1.0.0+b","url":"x.zip","sha256":"bb","size":1}]},
            {"fqmn":"A/B","versions":[]},{"fqmn":"nodeset/Hyperdrive","versions":[]},{"fqmn":"x","versions":[]}]}"#;
        let report = Index::parse(bad.as_bytes(), &at).unwrap_err().report("t");
        let places: Vec<String> = report.faults.into_iter().map(|fault| fault.at).collect();
        let expected = "/name /keys/0 /expires /modules/0/versions/0/version /modules/0/versions/0/url \
            /modules/0/versions/0/sha256 /modules/0/versions/0/dependencies/0 /modules/0/versions/1/sha256 \
            /modules/0/versions/2/sha256 /modules/0/versions/2/version /modules/1/fqmn /modules/2/fqmn /modules/3/fqmn";
        assert_eq!(places.join(" "), expected);
        for bad in ["", "[]", "{}", "{\"name\":1}"] {
            assert!(Index::parse(bad.as_bytes(), &at).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_list_made_to_be_slow_is_not() {
        let at = Location::parse("https://example.org/index.json").unwrap();
        let offer = |number| {
            let sha256 = "0".repeat(64);
            format!(r#"{{"version":"1.0.{number}","url":"x","sha256":"{sha256}","size":1}}"#)
        };
        let versions: Vec<String> = (0..10_000).map(offer).collect();
        let listing = |number| format!(r#"{{"fqmn":"a/m{number}","versions":[]}}"#);
        let modules: Vec<String> = (0..30_000).map(listing).collect();
        let (versions, modules) = (versions.join(","), modules.join(","));
        let text = format!(
            r#"{{"name":"x","serial":1,"expires":"2100-01-01T00:00:00Z","modules":[
            {{"fqmn":"a/a","versions":[{versions}]}},{modules}]}}"#
        );
        let start = std::time::Instant::now();
        assert_eq!(Index::parse(text.as_bytes(), &at).unwrap().modules.len(), 30_001);
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }
}
