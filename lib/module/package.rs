//! A package: an archive with a descriptor, an adapter template, and whatever else a module needs (SPEC.md section 2).

use std::collections::BTreeSet;
use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::digest::hex;
use crate::document::{Document, fields};
use crate::error::{Error, Result, reason};

use super::archive::{Archive, Bytes, Entry, Inflater, Limits};
use super::descriptor::Descriptor;

/// The file that says what a package is.
pub const DESCRIPTOR: &str = "descriptor.json";
/// The template of a package's adapter.
pub const ADAPTER: &str = "adapter.tmpl";
/// Largest descriptor, in bytes.
const DESCRIPTOR_SIZE: u64 = 1 << 20;
/// Most threads that unpack: each has its own buffers.
const THREADS: usize = 16;

/// A package whose structure and descriptor are sound.
pub struct Package<'a> {
    archive: Archive<'a>,
    /// What stands before every path: the one top-level folder, or nothing.
    folder: String,
    text: String,
    descriptor: Descriptor,
}

/// What was read of a package, every byte of it checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// The archive.
    pub package: fields::Package,
    /// Its files, by path.
    pub files: Vec<Listed>,
}

/// One file of a package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Listed {
    /// Its path below the unpacked package.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Whether it becomes 0755, not 0644.
    pub executable: bool,
    /// SHA-256 of its content, in lower-case hex.
    pub sha256: String,
}

impl<'a> Package<'a> {
    /// Reads the structure and the descriptor. Bad input, with the reason, where anything is to be refused.
    pub fn open(bytes: &'a dyn Bytes, limits: &Limits) -> Result<Self> {
        let archive = Archive::open(bytes, limits)?;
        let folder = only_folder(archive.entries());
        complete(&archive, &folder)?;
        let text = descriptor_text(&archive, &folder)?;
        let descriptor = Descriptor::parse(&text)?;
        Ok(Self { archive, folder, text, descriptor })
    }

    /// What it says of itself.
    pub fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    /// Its module document: FQMN, descriptor as it stands in the package, digest and size.
    pub fn document(&self, contents: &Contents) -> Result<Document> {
        document(&self.descriptor, &self.text, &contents.package)
    }

    /// Reads all of it and writes nothing: its document and contents.
    pub fn check(&self) -> Result<(Document, Contents)> {
        let contents = self.read(None)?;
        Ok((self.document(&contents)?, contents))
    }

    /// Reads all of it, on all cores, and unpacks it into this folder where there is one; it must be new and empty.
    /// A failure leaves what was unpacked so far.
    pub fn read(&self, into: Option<&Path>) -> Result<Contents> {
        if let Some(into) = into {
            self.make_folders(into)?;
        }
        let work = Work::new(self, into);
        let (sha256, mut files) = work.run()?;
        self.still_the_same()?;
        files.sort();
        let (bytes, entries) = (self.archive.bytes().size(), files.len() as u64);
        Ok(Contents { package: fields::Package { sha256, bytes, entries }, files })
    }

    fn still_the_same(&self) -> Result<()> {
        match self.archive.bytes().unchanged() {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::busy("the package was changed while it was read")),
            Err(cause) => Err(Error::machine(format!("cannot read the package: {}", reason(&cause)))),
        }
    }

    /// Folders of all entries, parents first.
    fn make_folders(&self, into: &Path) -> Result<()> {
        let mut folders = BTreeSet::new();
        for entry in self.archive.entries() {
            let path = self.path(entry);
            let above = Path::new(path).ancestors().skip(usize::from(!entry.folder));
            // One that is known has parents that are known.
            above.map_while(|folder| folders.insert(folder).then_some(())).for_each(drop);
        }
        folders.remove(Path::new(""));
        folders.into_iter().try_for_each(|folder| make_folder(into, folder))
    }

    /// An entry's path below the unpacked package.
    fn path<'b>(&self, entry: &'b Entry) -> &'b str {
        entry.path().get(self.folder.len()..).unwrap_or_default()
    }
}

/// The module document of an unpacked package.
pub fn document(descriptor: &Descriptor, text: &str, package: &fields::Package) -> Result<Document> {
    let mut document = Document::new(&descriptor.fqmn().to_string())?;
    let raw: &RawValue = serde_json::from_str(text.trim())
        .map_err(|cause| Error::bug(format!("a descriptor twice: {cause}")))?;
    document.set("descriptor", &raw)?;
    document.set("package", package)?;
    Ok(document)
}

/// The one folder at the top, with a slash, where everything is in it and the descriptor isn't outside.
fn only_folder(entries: &[Entry]) -> String {
    let top = |entry: &Entry| entry.path().split_once('/').map(|(top, _)| top.to_owned());
    let inside =
        |entry: &Entry, top: &str| entry.path().is_empty() || in_folder(entry.path(), top, entry.folder);
    let Some(folder) = entries.iter().find_map(top) else { return String::new() };
    if entries.iter().all(|entry| inside(entry, &folder)) { format!("{folder}/") } else { String::new() }
}

fn in_folder(path: &str, folder: &str, is_folder: bool) -> bool {
    match path.strip_prefix(folder) {
        Some("") => is_folder,
        Some(rest) => rest.starts_with('/'),
        None => false,
    }
}

/// Whether everything that a package must have is there.
fn complete(archive: &Archive<'_>, folder: &str) -> Result<()> {
    let there = |name: &&str| archive.find(&format!("{folder}{name}")).is_some();
    let missing: Vec<&str> = [DESCRIPTOR, ADAPTER].into_iter().filter(|name| !there(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(" and ");
    Err(Error::input(format!("the package has no {names}"))
        .hint("they stand at its root, or in its only top-level folder"))
}

fn descriptor_text(archive: &Archive<'_>, folder: &str) -> Result<String> {
    let entry = archive.find(&format!("{folder}{DESCRIPTOR}"));
    let entry = entry.filter(|entry| entry.size <= DESCRIPTOR_SIZE);
    let entry = entry.ok_or_else(|| Error::input("the descriptor is larger than 1 MiB"))?;
    let mut bytes = Vec::new();
    archive.unpack(entry, &mut Inflater::default(), &mut |part| {
        bytes.extend_from_slice(part);
        Ok(())
    })?;
    String::from_utf8(bytes).map_err(|_| Error::input("the descriptor isn't UTF-8"))
}

/// Everything there is to read, in the order in which it is taken: the archive itself, for its digest, then its
/// entries, the largest first, so that all cores end at about the same time.
struct Work<'a> {
    package: &'a Package<'a>,
    into: Option<&'a Path>,
    entries: Vec<&'a Entry>,
    next: AtomicUsize,
    done: Mutex<Done>,
}

#[derive(Default)]
struct Done {
    sha256: String,
    files: Vec<Listed>,
    /// The first in the order that failed, so that the same package always gives the same answer.
    failed: Option<(usize, Error)>,
}

impl<'a> Work<'a> {
    fn new(package: &'a Package<'a>, into: Option<&'a Path>) -> Self {
        let mut entries: Vec<&Entry> = package.archive.entries().iter().collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.size));
        Self { package, into, entries, next: AtomicUsize::new(0), done: Mutex::default() }
    }

    fn run(self) -> Result<(String, Vec<Listed>)> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let threads = cores.min(THREADS).min(self.entries.len() + 1);
        thread::scope(|scope| {
            for _ in 1..threads {
                // A thread that can't be had is done without: this one takes everything that is left.
                let _ = thread::Builder::new().spawn_scoped(scope, || self.take_all());
            }
            self.take_all();
        });
        let done = self.done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.failed.map_or(Ok((done.sha256, done.files)), |(_, error)| Err(error))
    }

    /// Takes one after the other, until all are taken or one failed. What was taken is finished.
    fn take_all(&self) {
        let mut inflater = Inflater::default();
        while self.with_done(|done| done.failed.is_none()) {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(result) = self.take(number, &mut inflater) else { return };
            self.with_done(|done| match result {
                Ok(taken) => done.add(taken),
                Err(error) => done.fail(number, error),
            });
        }
    }

    fn with_done<T>(&self, then: impl FnOnce(&mut Done) -> T) -> T {
        then(&mut self.done.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn take(&self, number: usize, inflater: &mut Inflater) -> Option<Result<Taken>> {
        if number == 0 {
            return Some(digest(self.package.archive.bytes()).map(Taken::Archive));
        }
        let entry = self.entries.get(number - 1)?;
        Some(self.entry(entry, inflater))
    }

    /// An entry into its file, where there is one, and through its digest.
    fn entry(&self, entry: &Entry, inflater: &mut Inflater) -> Result<Taken> {
        let path = self.package.path(entry);
        let mut file =
            self.into.filter(|_| !entry.folder).map(|into| Output::new(into, path, entry)).transpose()?;
        let mut digest = Sha256::new();
        self.package.archive.unpack(entry, inflater, &mut |part| {
            digest.update(part);
            file.as_mut().map_or(Ok(()), |file| file.write(part))
        })?;
        if entry.folder {
            return Ok(Taken::Folder);
        }
        let sha256 = hex(&digest.finalize());
        Ok(Taken::File(Listed { path: path.into(), bytes: entry.size, executable: entry.executable, sha256 }))
    }
}

enum Taken {
    Archive(String),
    File(Listed),
    Folder,
}

impl Done {
    fn add(&mut self, taken: Taken) {
        match taken {
            Taken::Archive(sha256) => self.sha256 = sha256,
            Taken::File(file) => self.files.push(file),
            Taken::Folder => {}
        }
    }

    fn fail(&mut self, number: usize, error: Error) {
        if self.failed.as_ref().is_none_or(|(first, _)| number < *first) {
            self.failed = Some((number, error));
        }
    }
}

/// SHA-256 of all bytes.
fn digest(bytes: &dyn Bytes) -> Result<String> {
    let (mut digest, mut buffer, mut at) = (Sha256::new(), vec![0; 256 << 10], 0);
    while at < bytes.size() {
        let count = usize::try_from(bytes.size() - at).unwrap_or(usize::MAX).min(buffer.len());
        bytes
            .read_at(&mut buffer[..count], at)
            .map_err(|cause| Error::machine(format!("cannot read the package: {}", reason(&cause))))?;
        digest.update(&buffer[..count]);
        at += count as u64;
    }
    Ok(hex(&digest.finalize()))
}

fn make_folder(into: &Path, path: &Path) -> Result<()> {
    let whole = into.join(path);
    let made = DirBuilder::new().mode(0o755).create(&whole);
    // Once more, because the process's own mask may have taken bits away.
    let made = made.and_then(|()| std::fs::set_permissions(&whole, Permissions::from_mode(0o755)));
    made.map_err(|cause| {
        Error::machine(format!("cannot create folder '{}': {}", path.display(), reason(&cause)))
    })
}

/// A file that is being unpacked.
struct Output<'a> {
    file: File,
    path: &'a str,
}

impl<'a> Output<'a> {
    fn new(into: &Path, path: &'a str, entry: &Entry) -> Result<Self> {
        let mode = if entry.executable { 0o755 } else { 0o644 };
        let created = OpenOptions::new().write(true).create_new(true).mode(mode).open(into.join(path));
        let created = created.and_then(|file| {
            file.set_permissions(Permissions::from_mode(mode))?;
            Ok(file)
        });
        created
            .map(|file| Self { file, path })
            .map_err(|cause| Error::machine(format!("cannot create '{path}': {}", reason(&cause))))
    }

    fn write(&mut self, part: &[u8]) -> Result<()> {
        self.file
            .write_all(part)
            .map_err(|cause| Error::machine(format!("cannot write '{}': {}", self.path, reason(&cause))))
    }
}
