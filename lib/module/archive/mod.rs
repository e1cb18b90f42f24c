//! A ZIP archive, walked strictly: directory and local headers agree, and every byte belongs to exactly one of its
//! parts (SPEC.md section 2). What two readers could understand differently is refused.

mod content;
mod directory;
mod end;
mod extra;
mod local;
mod name;
mod record;
mod tree;

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, MetadataExt};

use crate::error::{Error, Result, reason};

pub use content::Inflater;
use name::Name;
pub(super) use name::plain;
pub(super) use tree::Tree;

/// How much an archive may hold (SPEC.md section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most entries; folders that have none of their own count too.
    pub entries: u64,
    /// Most bytes, unpacked.
    pub unpacked: u64,
    /// Most bytes that one packed byte may become, in an entry above 1 MiB.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { entries: 65_536, unpacked: 1 << 30, ratio: 200 }
    }
}

impl Limits {
    /// Most bytes of an archive that can keep to these limits: its content hardly packed, and its headers.
    pub fn archive(&self) -> u64 {
        (self.unpacked / 8).saturating_add(self.unpacked).saturating_add(64 << 20)
    }
}

/// Something that can be read at any place, from several threads at once.
pub trait Bytes: Sync {
    /// How many bytes it has.
    fn size(&self) -> u64;
    /// Fills the buffer from this place on; an error where that goes beyond the end.
    fn read_at(&self, buffer: &mut [u8], place: u64) -> io::Result<()>;
    /// Whether nobody wrote to it since it was opened.
    fn unchanged(&self) -> io::Result<bool> {
        Ok(true)
    }
}

impl Bytes for &[u8] {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, buffer: &mut [u8], place: u64) -> io::Result<()> {
        let start = usize::try_from(place).unwrap_or(usize::MAX);
        let end = start.saturating_add(buffer.len());
        let part = self.get(start..end).ok_or(io::ErrorKind::UnexpectedEof)?;
        buffer.copy_from_slice(part);
        Ok(())
    }
}

/// A file as it was when it was opened.
#[derive(Debug)]
pub struct Snapshot {
    file: File,
    before: Metadata,
}

impl Snapshot {
    /// Takes a regular file.
    pub fn new(file: File) -> io::Result<Self> {
        let before = file.metadata()?;
        Ok(Self { file, before })
    }
}

impl Bytes for Snapshot {
    fn size(&self) -> u64 {
        self.before.len()
    }

    fn read_at(&self, buffer: &mut [u8], place: u64) -> io::Result<()> {
        self.file.read_exact_at(buffer, place)
    }

    fn unchanged(&self) -> io::Result<bool> {
        let state = |of: &Metadata| (of.len(), of.mtime(), of.mtime_nsec(), of.ctime(), of.ctime_nsec());
        Ok(state(&self.file.metadata()?) == state(&self.before))
    }
}

/// One entry, checked against both of its headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    name: Name,
    /// Whether it is a folder.
    pub folder: bool,
    /// Whether the owner may execute it.
    pub executable: bool,
    /// Bytes of its content.
    pub size: u64,
    packed: u64,
    crc: u32,
    method: Method,
    /// Where its content begins.
    start: u64,
}

impl Entry {
    /// Its path: components separated by `/`, none of them special. Empty for the archive's root.
    pub fn path(&self) -> &str {
        self.name.path()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Stored = 0,
    Deflate = 8,
}

/// An archive whose structure is sound. Its entries' content isn't looked at before it is read.
pub struct Archive<'a> {
    bytes: &'a dyn Bytes,
    entries: Vec<Entry>,
}

impl<'a> Archive<'a> {
    /// Walks the directory and all headers. Bad input, with the entry named, where anything is to be refused.
    pub fn open(bytes: &'a dyn Bytes, limits: &Limits) -> Result<Self> {
        if bytes.size() > limits.archive() {
            let most = limits.archive() >> 20;
            return Err(Error::input(format!("the package is larger than {most} MiB")));
        }
        let end = end::find(bytes)?;
        let headers = directory::read(bytes, &end, limits)?;
        let entries = local::check(bytes, &end, headers)?;
        Ok(Self { bytes, entries })
    }

    /// Its entries, in the directory's order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The bytes that it is made of.
    pub fn bytes(&self) -> &'a dyn Bytes {
        self.bytes
    }

    /// A file of this path.
    pub fn find(&self, path: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.path() == path && !entry.folder)
    }

    /// Unpacks an entry, piece by piece. Size and checksum are checked at the end: before that, nothing is sure.
    pub fn unpack(
        &self,
        entry: &Entry,
        inflater: &mut Inflater,
        piece: &mut dyn FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        content::unpack(self.bytes, entry, inflater, piece)
    }
}

/// An entry that is refused, and why.
fn refuse(name: &str, why: impl std::fmt::Display) -> Error {
    Error::input(format!("refusing entry '{name}': {why}"))
}

/// The package couldn't be read: it was cut off meanwhile, or the machine failed.
fn unreadable(cause: &io::Error) -> Error {
    if cause.kind() == io::ErrorKind::UnexpectedEof {
        return Error::input("the package ends too early").hint("it was cut off: get it again");
    }
    Error::machine(format!("cannot read the package: {}", reason(cause)))
}

/// A part of the bytes, read in order.
struct Section<'a> {
    bytes: &'a dyn Bytes,
    at: u64,
    end: u64,
}

impl Read for Section<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let count = left.min(buffer.len());
        self.bytes.read_at(&mut buffer[..count], self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}
