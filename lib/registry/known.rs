//! The registries that a home knows: where each is, its keys, and the highest serial that was seen of it.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::time::SystemTime;

use minisign_verify::PublicKey;
use serde::{Deserialize, Serialize};

use super::index::{LARGEST, signer};
use super::{Index, Location, curated, http};
use crate::document::fields::Source;
use crate::error::{Error, Result, reason};
use crate::state::{Home, file};

/// What is remembered of a registry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Registry {
    /// Its name.
    pub name: String,
    /// Where its index is.
    pub location: String,
    /// The key that it was added with, which its modules are bound to.
    pub key: String,
    /// The keys that may sign its index.
    pub keys: Vec<String>,
    /// The highest serial that was seen.
    #[serde(default)]
    pub serial: u64,
}

/// All of them, but for the curated list, of which only what was seen is kept.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Known {
    registries: Vec<Registry>,
    #[serde(default)]
    curated: Option<Registry>,
    /// The program's own keys when the curated list was last seen: of those, only what it names counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    built_in: Vec<String>,
    /// What was seen of registries that were removed: one that comes back doesn't go back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    removed: Vec<Registry>,
    #[serde(skip)]
    path: PathBuf,
}

/// An index as it was got.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The index.
    pub index: Index,
    /// The key that signed it.
    pub signer: String,
}

impl Registry {
    /// A registry with these keys, of which nothing was seen. Bad input without a good key.
    pub fn new(name: &str, location: &Location, keys: Vec<String>) -> Result<Self> {
        let bad = keys.iter().find(|key| PublicKey::from_base64(key).is_err());
        match (bad, keys.first().cloned()) {
            (Some(bad), _) => Err(Error::input(format!("'{bad}' is no public key of minisign's"))),
            (None, None) => Err(Error::input(format!("the registry '{name}' has no key"))),
            (None, Some(key)) => {
                Ok(Self { name: name.into(), location: location.to_string(), key, keys, serial: 0 })
            }
        }
    }

    /// What its modules are bound to.
    pub fn source(&self) -> Source {
        Source::Registry { name: self.name.clone(), key: self.key.clone() }
    }

    /// Gets the index, signed by one of its keys, of the expected name, not older than one that was seen, and not expired
    /// unless `stale` takes it. All else is [`crate::Kind::Denied`].
    pub fn get(&self, now: SystemTime, stale: bool) -> Result<Seen> {
        let at = Location::parse(&self.location)?;
        let seen = read(&at, Some(&self.keys))?;
        let index = &seen.index;
        if index.name != self.name {
            return Err(Error::denied(format!(
                "'{at}' is the index of '{}', not of '{}'",
                index.name, self.name
            )));
        }
        self.check_serial(&at, index)?;
        if index.expires <= now && !stale {
            let since = humantime::format_rfc3339_seconds(index.expires);
            return Err(Error::denied(format!("'{at}' has expired at {since}")).hint(
                "its registry should have signed a new one; --allow-stale takes this one all the same",
            ));
        }
        Ok(seen)
    }

    /// Whether nothing of what was seen now is new.
    pub fn has_noted(&self, seen: &Seen) -> bool {
        let index = &seen.index;
        self.serial == index.serial && (index.keys.is_empty() || index.keys == self.keys)
    }

    fn check_serial(&self, at: &Location, index: &Index) -> Result<()> {
        if index.serial >= self.serial {
            return Ok(());
        }
        let (old, new) = (index.serial, self.serial);
        Err(Error::denied(format!("'{at}' is an old index: its serial is {old}, and {new} was seen"))
            .hint("a server that goes back may want to hide what was mended since"))
    }

    /// Whether this key is one of its own, from the first to the last.
    fn is_signed_by(&self, key: &String) -> bool {
        self.key == *key || self.keys.contains(key)
    }
}

/// Reads an index and its signature. Without keys its own are taken: then somebody has to look at them.
pub(super) fn read(at: &Location, keys: Option<&[String]>) -> Result<Seen> {
    let text = content(at)?;
    let signature = content(&at.with_suffix(".minisig"))
        .map_err(|error| error.within("an index comes with its signature"))?;
    let signature = String::from_utf8_lossy(&signature).into_owned();
    if let Some(keys) = keys {
        // What isn't signed isn't looked into.
        let signer = signer(&text, &signature, keys, at)?.clone();
        return Ok(Seen { index: Index::parse(&text, at)?, signer });
    }
    let index = Index::parse(&text, at)?;
    let signer = signer(&text, &signature, &index.keys, at)?.clone();
    Ok(Seen { index, signer })
}

fn content(at: &Location) -> Result<Vec<u8>> {
    let reader: Box<dyn Read> = match at {
        Location::Path(path) => {
            Box::new(File::open(path).map_err(|cause| Error::file("open", path, &cause))?)
        }
        Location::Url(url) => match http::get(url, 0, LARGEST)? {
            Some(got) => got.content,
            None => return Err(Error::machine(format!("'{at}' is empty"))),
        },
    };
    let mut bytes = Vec::new();
    reader
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|cause| Error::machine(format!("cannot read '{at}': {}", reason(&cause))))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::input(format!("'{at}' is larger than {} MiB", LARGEST >> 20)));
    }
    Ok(bytes)
}

impl Known {
    /// What this home knows.
    pub fn of(home: &Home) -> Result<Self> {
        let path = home.state_dir().join("registries.json");
        let known: Option<Self> = file::read_json(&path)?;
        Ok(Self { path, ..known.unwrap_or_default() })
    }

    /// All of them, the curated list first; `mirror` is another place for that.
    pub fn all(&self, mirror: Option<&str>) -> Result<Vec<Registry>> {
        let mut curated = curated::registry(mirror)?;
        if let Some(seen) = &self.curated {
            curated.serial = seen.serial;
            curated.keys = self.curated_keys(seen, curated.keys);
        }
        Ok(std::iter::once(curated).chain(self.registries.iter().cloned()).collect())
    }

    /// The keys that the curated list named last, and those that came into the program since.
    fn curated_keys(&self, seen: &Registry, program: Vec<String>) -> Vec<String> {
        let new = program.into_iter().filter(|key| !self.built_in.contains(key) && !seen.keys.contains(key));
        seen.keys.iter().cloned().chain(new).collect()
    }

    /// What the index at this place says of itself, for somebody to look at before it is added.
    pub fn look(location: &str) -> Result<(Location, Seen)> {
        let at = Location::parse(location)?;
        let seen = read(&at, None)?;
        if seen.index.name == curated::NAME {
            return Err(Error::denied(format!(
                "'{at}' calls itself '{}', as the curated list does",
                curated::NAME
            )));
        }
        Ok((at, seen))
    }

    /// Adds a registry with the key that signed its index. One of that name is replaced only by itself.
    pub fn add(&mut self, at: &Location, seen: &Seen) -> Result<()> {
        let name = &seen.index.name;
        if let Some(known) = self.registries.iter().find(|known| known.name == *name) {
            return Err(Error::no(format!("a registry '{name}' is known already, at '{}'", known.location))
                .hint(format!("'hd-registry remove {name}' forgets it")));
        }
        self.check_return(at, seen)?;
        let mut keys = vec![seen.signer.clone()];
        keys.extend(seen.index.keys.iter().filter(|key| **key != seen.signer).cloned());
        let mut registry = Registry::new(name, at, keys)?;
        registry.serial = seen.index.serial;
        self.registries.push(registry);
        self.write()
    }

    /// Forgets where a registry is; modules that came from it stay bound to it, and the serial that was seen counts when it
    /// comes back.
    pub fn remove(&mut self, name: &str) -> Result<()> {
        let place = self.registries.iter().position(|known| known.name == name);
        let place = place.ok_or_else(|| Error::input(format!("no registry '{name}' is known")))?;
        let gone = self.registries.remove(place);
        self.removed.retain(|old| (&old.name, &old.key) != (&gone.name, &gone.key));
        self.removed.push(gone);
        self.write()
    }

    /// Refuses an index that is older than one that was seen before its registry was removed.
    fn check_return(&self, at: &Location, seen: &Seen) -> Result<()> {
        let index = &seen.index;
        let same = |old: &&Registry| old.name == index.name && old.is_signed_by(&seen.signer);
        self.removed.iter().filter(same).try_for_each(|old| old.check_serial(at, index))
    }

    /// Remembers what was seen of a registry: its serial, and the keys that it announces. Under the lock, on what is known
    /// then: who saw a newer index meanwhile is right, and a registry that was removed meanwhile stays so.
    pub fn note(&mut self, registry: &Registry, seen: &Seen) -> Result<()> {
        let is_curated = registry.name == curated::NAME;
        let known = if is_curated {
            Some(self.curated.get_or_insert_with(|| registry.clone()))
        } else {
            self.registries.iter_mut().find(|known| known.name == registry.name)
        };
        let Some(known) = known.filter(|known| known.serial <= seen.index.serial) else { return Ok(()) };
        known.serial = seen.index.serial;
        if !seen.index.keys.is_empty() {
            known.keys.clone_from(&seen.index.keys);
            if is_curated {
                self.built_in = curated::KEYS.iter().map(|key| (*key).to_owned()).collect();
            }
        }
        self.write()
    }

    fn write(&self) -> Result<()> {
        file::write_json(&self.path, self)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::time::Duration;

    use super::*;

    const ANNOUNCED: &str = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";

    fn seen(serial: u64, keys: &[&str]) -> Seen {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        let expires = SystemTime::now() + Duration::from_secs(60);
        let index = Index { name: curated::NAME.into(), serial, expires, keys, modules: Vec::new() };
        Seen { index, signer: curated::KEYS[0].into() }
    }

    #[test]
    fn a_key_of_the_program_goes_by_not_being_named_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let mut known = Known { path: folder.path().join("registries.json"), ..Known::default() };
        let keys = |known: &Known| known.all(None).unwrap()[0].keys.clone();
        let note = |known: &mut Known, seen: &Seen| {
            let registry = known.all(None).unwrap().remove(0);
            known.note(&registry, seen).unwrap();
        };
        assert_eq!(keys(&known), curated::KEYS);
        note(&mut known, &seen(1, &[curated::KEYS[0], ANNOUNCED]));
        assert_eq!(keys(&known), [curated::KEYS[0], ANNOUNCED]);
        note(&mut known, &seen(2, &[ANNOUNCED]));
        assert_eq!(keys(&known), [ANNOUNCED]);
        // One that came into the program since counts.
        known.built_in.clear();
        assert_eq!(keys(&known), [ANNOUNCED, curated::KEYS[0]]);
    }
}
