//! The system directory: packages, each in a folder named by its digest and never changed there, who holds them,
//! and which of them is installed (SPEC.md section 4).
//!
//! ```text
//! packages/<sha256>/             an unpacked package
//! packages/contents/<sha256>     its archive's size, its files and their digests, as JSON
//! packages/refs/<sha256>/<home>  a user directory that needs it
//! packages/staging/<any>/        what is being done; what a killed run left is finished or removed by the next
//! packages/lock                  held while any of this changes
//! modules/<author>/<name>        a link to ../../packages/<sha256>
//! ```

mod intent;
mod lock;
mod staging;
mod verify;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::document::Document;
use crate::error::{Error, Result, reason};
use crate::name::{Fqmn, identifier_fault};

use super::descriptor::Descriptor;
use super::package::{self, Contents, Package};
use intent::Intent;
use staging::{Staging, failed};

/// A system directory. It need not be there before something is placed in it.
#[derive(Debug, Clone)]
pub struct System {
    root: PathBuf,
}

impl System {
    /// The system directory at this path.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Unpacks a package into `packages/<sha256>`, notes the home that needs it, and makes it the installed one: all
    /// of it or nothing. One that is there and was changed since is put right. Gives its document with `dir`. Locked for longer than 10 s: kind [`crate::Kind::Busy`]; an
    /// installed module whose FQMN differs by letter case only: [`crate::Kind::No`].
    pub fn place(&self, package: &Package<'_>, home: Option<&str>) -> Result<(Document, Contents)> {
        home.map_or(Ok(()), check_home)?;
        self.check_link(package.descriptor().fqmn())?;
        let staging = Staging::new(self)?;
        let contents = package.read(Some(&staging.tree()?))?;
        let sha256 = contents.package.sha256.clone();
        staging.write("contents", &contents)?;
        let fqmn = package.descriptor().fqmn().clone();
        staging
            .finish(self, &Intent::Install { sha256: sha256.clone(), fqmn, home: home.map(Into::into) })?;
        let mut document = package.document(&contents)?;
        document.set("dir", &self.real(&sha256)?)?;
        Ok((document, contents))
    }

    /// The same for a package that was placed before, named by its digest. Bad input where it isn't there.
    pub fn place_again(&self, sha256: &str, home: Option<&str>) -> Result<(Document, Contents)> {
        home.map_or(Ok(()), check_home)?;
        check_digest(sha256)?;
        let found = self.find(sha256)?;
        let (_, descriptor) = self.descriptor(sha256)?;
        self.check_link(descriptor.fqmn())?;
        let (sha256, fqmn) = (sha256.to_owned(), descriptor.fqmn().clone());
        Staging::new(self)?.finish(self, &Intent::Install { sha256, fqmn, home: home.map(Into::into) })?;
        Ok(found)
    }

    /// The document and contents of a placed package. Bad input where it isn't there.
    pub fn find(&self, sha256: &str) -> Result<(Document, Contents)> {
        check_digest(sha256)?;
        let (text, descriptor) = self.descriptor(sha256)?;
        let contents = self.read_contents(sha256)?;
        let mut document = package::document(&descriptor, &text, &contents.package)?;
        document.set("dir", &self.real(sha256)?)?;
        Ok((document, contents))
    }

    /// The home no longer needs this package. Where no other does, it is removed, and its module is no longer
    /// installed, or as the newest version that some home still needs. A package that isn't there is no error.
    pub fn release(&self, sha256: &str, home: &str) -> Result<()> {
        check_home(home)?;
        check_digest(sha256)?;
        if !self.packages().exists() {
            return Ok(());
        }
        let intent = Intent::Release { sha256: sha256.into(), home: home.into() };
        Staging::new(self)?.finish(self, &intent)
    }

    /// Finishes or removes what killed runs left. Where nothing was ever placed there is nothing to do.
    pub fn tidy(&self) -> Result<()> {
        if self.has_leftovers()? { Staging::new(self).map(drop) } else { Ok(()) }
    }

    /// Digests of the packages that a home needs, sorted.
    pub fn held(&self, home: &str) -> Result<Vec<String>> {
        check_home(home)?;
        let digests = names(&self.packages().join("refs"))?;
        Ok(digests.into_iter().filter(|sha256| self.reference(sha256, home).exists()).collect())
    }

    /// Whether some other home than this one needs the package.
    pub fn is_shared(&self, sha256: &str, home: &str) -> Result<bool> {
        Ok(names(&self.references(sha256))?.iter().any(|other| other != home))
    }

    /// Whether a killed run left something, or somebody is at work.
    pub fn has_leftovers(&self) -> Result<bool> {
        Ok(!names(&self.packages().join("staging"))?.is_empty())
    }

    fn packages(&self) -> PathBuf {
        self.root.join("packages")
    }

    fn package(&self, sha256: &str) -> PathBuf {
        self.packages().join(sha256)
    }

    fn contents(&self, sha256: &str) -> PathBuf {
        self.packages().join("contents").join(sha256)
    }

    fn references(&self, sha256: &str) -> PathBuf {
        self.packages().join("refs").join(sha256)
    }

    fn reference(&self, sha256: &str, home: &str) -> PathBuf {
        self.references(sha256).join(home)
    }

    fn link(&self, fqmn: &Fqmn) -> PathBuf {
        self.root.join("modules").join(fqmn.author()).join(fqmn.name())
    }

    /// The absolute path of a placed package, links resolved.
    fn real(&self, sha256: &str) -> Result<PathBuf> {
        let path = self.package(sha256);
        fs::canonicalize(&path).map_err(|cause| Error::file("open", &path, &cause))
    }

    fn descriptor(&self, sha256: &str) -> Result<(String, Descriptor)> {
        let path = self.package(sha256).join(package::DESCRIPTOR);
        let text = fs::read_to_string(&path).map_err(|cause| match cause.kind() {
            io::ErrorKind::NotFound => self.missing(sha256),
            _ => Error::file("read", &path, &cause),
        })?;
        let descriptor = Descriptor::parse(&text)?;
        Ok((text, descriptor))
    }

    fn missing(&self, sha256: &str) -> Error {
        Error::input(format!("no package 'sha256:{sha256}' is in '{}'", self.root.display()))
    }

    fn read_contents(&self, sha256: &str) -> Result<Contents> {
        let path = self.contents(sha256);
        let read = fs::read(&path).map_err(|cause| Error::file("read", &path, &cause))?;
        serde_json::from_slice(&read)
            .map_err(|cause| Error::input(format!("cannot read '{}': {cause}", path.display())))
    }

    /// Whether the module's link can be made: nothing else is in its place, nor a name that differs by case only.
    fn check_link(&self, fqmn: &Fqmn) -> Result<()> {
        let modules = self.root.join("modules");
        for author in names(&modules)?.iter().filter(|author| author.eq_ignore_ascii_case(fqmn.author())) {
            for name in
                names(&modules.join(author))?.iter().filter(|name| name.eq_ignore_ascii_case(fqmn.name()))
            {
                if (author.as_str(), name.as_str()) != (fqmn.author(), fqmn.name()) {
                    return Err(Error::no(format!("cannot place '{fqmn}': '{author}/{name}' is installed"))
                        .hint("names of modules that differ by letter case only are one name"));
                }
            }
        }
        let link = self.link(fqmn);
        match fs::symlink_metadata(&link) {
            Ok(there) if !there.is_symlink() => {
                Err(Error::input(format!("'{}' isn't a link", link.display()))
                    .hint("Hyperdrive didn't make it: move it away"))
            }
            _ => Ok(()),
        }
    }

    /// Every installed module with the digest of its package, sorted by name.
    pub fn installed(&self) -> Result<Vec<(Fqmn, String)>> {
        let mut found = Vec::new();
        for author in names(&self.root.join("modules"))? {
            for name in names(&self.root.join("modules").join(&author))? {
                let Ok(fqmn) = Fqmn::new(&author, &name) else { continue };
                let digest = fs::read_link(self.link(&fqmn)).ok().and_then(|path| digest_of(&path));
                found.extend(digest.map(|digest| (fqmn, digest)));
            }
        }
        Ok(found)
    }
}

/// The digest in what the link of an installed module holds.
fn digest_of(link: &Path) -> Option<String> {
    let sha256 = link.strip_prefix("../../packages").ok()?.to_str()?;
    check_digest(sha256).ok().map(|()| sha256.into())
}

/// What the link of an installed module holds.
fn target(sha256: &str) -> PathBuf {
    Path::new("../../packages").join(sha256)
}

fn check_home(home: &str) -> Result<()> {
    identifier_fault(home)
        .map_or(Ok(()), |fault| Err(Error::input(format!("'{home}' is no id of a user directory: {fault}"))))
}

fn check_digest(sha256: &str) -> Result<()> {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if sha256.len() == 64 && sha256.bytes().all(digit) {
        return Ok(());
    }
    Err(Error::input(format!("'{sha256}' is no SHA-256: it has 64 digits 0-9 a-f")))
}

/// Names in a folder, sorted; none where it isn't there.
fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(failed("read", folder, &cause)),
    };
    let name = |entry: io::Result<fs::DirEntry>| Some(entry.ok()?.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = entries.filter_map(name).collect();
    names.sort();
    Ok(names)
}

fn make(folder: &Path) -> Result<()> {
    staging::make_all(folder).map(drop)
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|cause| {
        let (from, to) = (from.display(), to.display());
        Error::machine(format!("cannot rename '{from}' to '{to}': {}", reason(&cause)))
    })
}

/// That something isn't there any more is what was wanted.
fn remove(removed: io::Result<()>, path: &Path) -> Result<()> {
    match removed {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(failed("remove", path, &cause)),
        _ => Ok(()),
    }
}

/// Makes the names in a folder last.
fn sync(folder: &Path) -> Result<()> {
    let synced = fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|cause| failed("flush", folder, &cause))
}
