//! Writing a package: the same bytes for the same files on every machine.

use std::fs::{self, File, Metadata, Permissions};
use std::io::Read;
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::{Path, PathBuf};

use flate2::{Compress, Compression, Crc, FlushCompress, Status};

use crate::document::Document;
use crate::error::{Error, Result, reason};

use super::archive::{Limits, Snapshot, Tree, plain};
use super::package::{Contents, Package};
use super::source;

/// Folders of version control: they differ from machine to machine, and hold more than an author means to publish.
const LEFT_OUT: [&str; 1] = [".git"];
/// 1 January 1980, 00:00: the first moment of the format.
const TIME: [u8; 4] = [0, 0, 0x21, 0];
const BUFFER: usize = 64 << 10;

/// Packs a folder into an empty file. Files as they stand, sorted by path; links and devices are refused, `.git` is
/// left out, and so are these files, where they lie in it.
pub fn pack(folder: &Path, file: File, except: &[&Path], limits: &Limits) -> Result<Snapshot> {
    let mut found = Vec::new();
    let except: Vec<PathBuf> = except.iter().filter_map(|path| place(path)).collect();
    walk(folder, "", &except, &mut found)?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    check(&found, limits)?;
    let mut writer = Writer { file, at: 0, directory: Vec::new(), entries: 0, deflate: Deflate::new() };
    found.iter().try_for_each(|item| writer.add(item))?;
    source::snapshot(writer.finish()?)
}

/// The same into a temporary file without a name.
pub fn in_memory(folder: &Path, limits: &Limits) -> Result<Snapshot> {
    pack(folder, source::temporary()?, &[], limits)
}

/// Makes a package of a folder, in this file: all of it or nothing. What was written is read as any package is, and
/// gives its document.
pub fn to_file(folder: &Path, output: &Path, limits: &Limits) -> Result<(Document, Contents)> {
    let place = output.parent().filter(|place| !place.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let new = tempfile::Builder::new()
        .permissions(Permissions::from_mode(0o666))
        .prefix(".hd-unpack-")
        .tempfile_in(place)
        .map_err(|cause| Error::file("write in", place, &cause))?;
    let file = new.as_file().try_clone().map_err(|cause| unwritable(&cause))?;
    let bytes = pack(folder, file, &[output, new.path()], limits)?;
    let read = Package::open(&bytes, limits)?.check()?;
    new.as_file().sync_all().map_err(|cause| unwritable(&cause))?;
    new.persist(output).map_err(|cause| Error::file("write", output, &cause.error))?;
    Ok(read)
}

/// A file, or a folder with nothing in it, that becomes an entry.
struct Item {
    /// Its path in the package; a folder's ends with `/`.
    path: String,
    source: PathBuf,
    executable: bool,
    size: u64,
}

impl Item {
    fn folder(&self) -> bool {
        self.path.ends_with('/')
    }
}

fn walk(folder: &Path, prefix: &str, except: &[PathBuf], found: &mut Vec<Item>) -> Result<()> {
    let entries = fs::read_dir(folder).map_err(|cause| Error::file("read", folder, &cause))?;
    let before = found.len();
    for entry in entries {
        let entry = entry.map_err(|cause| Error::file("read", folder, &cause))?;
        let source = entry.path();
        let Ok(name) = entry.file_name().into_string() else {
            return Err(refuse(&source.to_string_lossy(), "its name isn't UTF-8"));
        };
        let same =
            |path: &PathBuf| path.file_name() == source.file_name() && place(&source).as_ref() == Some(path);
        if except.iter().any(same) || LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        let meta = fs::symlink_metadata(&source).map_err(|cause| Error::file("read", &source, &cause))?;
        add(source, format!("{prefix}{name}"), &meta, except, found)?;
    }
    if found.len() == before && !prefix.is_empty() {
        found.push(Item { path: prefix.into(), source: folder.into(), executable: false, size: 0 });
    }
    Ok(())
}

/// The same path for the same file, whichever way it is written.
fn place(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(fs::canonicalize(folder).ok()?.join(path.file_name()?))
}

fn add(
    source: PathBuf,
    path: String,
    meta: &Metadata,
    except: &[PathBuf],
    found: &mut Vec<Item>,
) -> Result<()> {
    if meta.is_dir() {
        return walk(&source, &format!("{path}/"), except, found);
    }
    if !meta.is_file() {
        let is =
            if meta.is_symlink() { "it is a symbolic link" } else { "it is neither a file nor a folder" };
        return Err(refuse(&path, is));
    }
    let executable = meta.permissions().mode() & 0o100 != 0;
    found.push(Item { path, source, executable, size: meta.len() });
    Ok(())
}

/// What can be known before a byte is written: names and sizes.
fn check(found: &[Item], limits: &Limits) -> Result<()> {
    let mut tree = Tree::default();
    for item in found {
        let (path, folder) = plain(item.path.as_bytes()).map_err(|why| refuse(&item.path, why))?;
        tree.add(path, folder).map_err(|why| refuse(&item.path, &why))?;
    }
    if tree.len() > limits.entries {
        return Err(Error::input(format!("the folder has more than {} entries", limits.entries)));
    }
    if found.iter().map(|item| item.size).sum::<u64>() > limits.unpacked.min(u64::from(u32::MAX >> 1)) {
        return Err(Error::input(format!("the folder holds more than {} bytes", limits.unpacked)));
    }
    Ok(())
}

fn refuse(path: &str, why: &str) -> Error {
    Error::input(format!("refusing '{path}': {why}"))
}

/// An archive in the making.
struct Writer {
    file: File,
    at: u64,
    directory: Vec<u8>,
    entries: u64,
    deflate: Deflate,
}

/// What both headers of an entry say.
struct Header {
    deflated: bool,
    crc: u32,
    packed: u32,
    size: u32,
}

impl Writer {
    fn add(&mut self, item: &Item) -> Result<()> {
        let offset = self.at;
        let content = offset + 30 + item.path.len() as u64;
        let mut header = self.content(item, content, true)?;
        // What doesn't get smaller is stored as it is; so is what gets so small that a reader would think it a bomb.
        let most = u64::from(header.packed) * Limits::default().ratio;
        if header.packed >= header.size || u64::from(header.size) > most {
            header = self.content(item, content, false)?;
        }
        let common = common(&header, &item.path)?;
        let local = [b"PK\x03\x04", &common[..], &[0, 0], item.path.as_bytes()].concat();
        self.write(&local, offset)?;
        self.at = content + u64::from(header.packed);
        self.entries += 1;
        self.list(item, &common, offset)
    }

    fn list(&mut self, item: &Item, common: &[u8], offset: u64) -> Result<()> {
        let mode: u32 = match (item.folder(), item.executable) {
            (true, _) => 0o40755,
            (false, true) => 0o100_755,
            (false, false) => 0o100_644,
        };
        let attributes = mode << 16 | u32::from(item.folder()) << 4;
        // Made by: version 2.0 of the format, on Unix.
        self.directory.extend_from_slice(b"PK\x01\x02\x14\x03");
        self.directory.extend_from_slice(common);
        // No extra field, no comment, first disk, no internal attributes.
        self.directory.extend_from_slice(&[0; 8]);
        self.directory.extend_from_slice(&attributes.to_le_bytes());
        self.directory.extend_from_slice(&small(offset)?.to_le_bytes());
        self.directory.extend_from_slice(item.path.as_bytes());
        Ok(())
    }

    /// Writes a content at this place.
    fn content(&mut self, item: &Item, start: u64, deflated: bool) -> Result<Header> {
        if item.folder() {
            return Ok(Header { deflated: false, crc: 0, packed: 0, size: 0 });
        }
        let unreadable = |cause| Error::file("read", &item.source, &cause);
        let mut source = File::open(&item.source).map_err(unreadable)?;
        let (mut crc, mut size, mut buffer) = (Crc::new(), 0, vec![0; BUFFER]);
        let mut output = Output { file: &self.file, at: start };
        self.deflate.state.reset();
        loop {
            let part = fill(&mut source, &mut buffer).map_err(unreadable)?;
            crc.update(part);
            size += part.len() as u64;
            let last = part.len() < BUFFER;
            if deflated {
                self.deflate.pack(part, last, &mut output)?;
            } else {
                output.write(part)?;
            }
            if last {
                return Ok(Header {
                    deflated,
                    crc: crc.sum(),
                    packed: small(output.at - start)?,
                    size: small(size)?,
                });
            }
        }
    }

    fn write(&self, bytes: &[u8], place: u64) -> Result<()> {
        self.file.write_all_at(bytes, place).map_err(|cause| unwritable(&cause))
    }

    fn finish(self) -> Result<File> {
        let size = self.directory.len() as u64;
        let mut end = Vec::new();
        if self.entries >= u16::MAX.into() {
            end.extend(end_64(self.entries, size, self.at));
        }
        let count = u16::try_from(self.entries).unwrap_or(u16::MAX);
        end.extend(b"PK\x05\x06\0\0\0\0");
        end.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
        end.extend([small(size)?.to_le_bytes(), small(self.at)?.to_le_bytes()].concat());
        end.extend([0, 0]);
        self.write(&self.directory, self.at)?;
        self.write(&end, self.at + size)?;
        let length = self.at + size + end.len() as u64;
        self.file.set_len(length).map_err(|cause| unwritable(&cause))?;
        Ok(self.file)
    }
}

/// From the version that is needed to the length of the name: the same in both headers.
fn common(header: &Header, path: &str) -> Result<Vec<u8>> {
    let utf8 = u16::from(!path.is_ascii()) << 11;
    let method = u16::from(header.deflated) << 3;
    let name = u16::try_from(path.len()).map_err(|_| refuse(path, "its path is too long"))?;
    let mut bytes = vec![20, 0];
    bytes.extend([utf8.to_le_bytes(), method.to_le_bytes()].concat());
    bytes.extend(TIME);
    bytes.extend([header.crc.to_le_bytes(), header.packed.to_le_bytes(), header.size.to_le_bytes()].concat());
    bytes.extend(name.to_le_bytes());
    Ok(bytes)
}

/// The ZIP64 end and its locator, for more entries than the old end can count.
fn end_64(entries: u64, size: u64, offset: u64) -> Vec<u8> {
    let mut end = b"PK\x06\x06".to_vec();
    end.extend(44_u64.to_le_bytes());
    end.extend([45, 3, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    end.extend([entries, entries, size, offset].map(u64::to_le_bytes).concat());
    end.extend(b"PK\x06\x07\0\0\0\0");
    end.extend((offset + size).to_le_bytes());
    end.extend(1_u32.to_le_bytes());
    end
}

fn small(number: u64) -> Result<u32> {
    u32::try_from(number).map_err(|_| Error::input("the package would be larger than 4 GiB"))
}

fn unwritable(cause: &std::io::Error) -> Error {
    Error::machine(format!("cannot write the package: {}", reason(cause)))
}

/// Fills the buffer as far as there is something: what is packed must not depend on how a file is read.
fn fill<'a>(source: &mut File, buffer: &'a mut [u8]) -> std::io::Result<&'a [u8]> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..])? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(&buffer[..filled])
}

/// Where the next bytes of a content go.
struct Output<'a> {
    file: &'a File,
    at: u64,
}

impl Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all_at(bytes, self.at).map_err(|cause| unwritable(&cause))?;
        self.at += bytes.len() as u64;
        Ok(())
    }
}

/// Deflating, kept from entry to entry.
struct Deflate {
    state: Compress,
    output: Vec<u8>,
}

impl Deflate {
    fn new() -> Self {
        Self { state: Compress::new(Compression::new(6), false), output: vec![0; BUFFER] }
    }

    fn pack(&mut self, mut part: &[u8], last: bool, output: &mut Output<'_>) -> Result<()> {
        let flush = if last { FlushCompress::Finish } else { FlushCompress::None };
        loop {
            let before = (self.state.total_in(), self.state.total_out());
            let status = self
                .state
                .compress(part, &mut self.output, flush)
                .map_err(|cause| Error::bug(format!("cannot deflate: {cause}")))?;
            let used = usize::try_from(self.state.total_in() - before.0).unwrap_or(0);
            let made = usize::try_from(self.state.total_out() - before.1).unwrap_or(0);
            output.write(&self.output[..made])?;
            part = part.get(used..).unwrap_or_default();
            let full = made == self.output.len();
            if status == Status::StreamEnd || (!last && part.is_empty() && !full) {
                return Ok(());
            }
        }
    }
}
