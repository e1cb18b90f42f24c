//! The directory of an archive: one header an entry.

use std::io::{BufReader, Read};

use crate::error::{Error, Result};

use super::end::{End, imitates};
use super::name::Name;
use super::record::Record;
use super::{Bytes, Limits, Method, Section, Tree, extra, refuse, unreadable};

const HEADER: usize = 46;
/// Most bytes of all names together: they are kept in memory.
const NAMES: usize = 8 << 20;
/// Above this size an entry's ratio is looked at.
const RATIO_ABOVE: u64 = 1 << 20;
/// Flags of an encrypted entry, a strongly encrypted one, and of masked headers.
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
const PATCH: u16 = 1 << 5;

/// An entry as the directory has it.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) name: Name,
    pub(super) folder: bool,
    pub(super) executable: bool,
    pub(super) flags: u16,
    pub(super) method: Method,
    pub(super) crc: u32,
    pub(super) packed: u64,
    pub(super) size: u64,
    /// Where its local header is.
    pub(super) offset: u64,
}

impl Header {
    /// Whether its sizes stand behind the content.
    pub(super) fn streamed(&self) -> bool {
        self.flags & 1 << 3 != 0
    }
}

/// Reads all headers. What the limits don't allow is refused before anything is unpacked.
pub(super) fn read(bytes: &dyn Bytes, end: &End, limits: &Limits) -> Result<Vec<Header>> {
    too_many(end.entries, limits)?;
    let section = Section { bytes, at: end.offset, end: end.offset + end.size };
    let mut walk = Walk { reader: BufReader::with_capacity(1 << 16, section), left: end.size };
    let (mut headers, mut tree, mut sums) = (Vec::new(), Tree::default(), (0, 0));
    for _ in 0..end.entries {
        let header = walk.header(limits)?;
        sums = (sums.0 + header.name.text().len(), header.size.saturating_add(sums.1));
        take_place(&mut tree, &header)?;
        too_many(tree.len(), limits)?;
        too_large(sums, limits)?;
        headers.push(header);
    }
    if walk.left != 0 {
        return Err(Error::input("the package's directory has more entries than its end says"));
    }
    Ok(headers)
}

fn take_place(tree: &mut Tree, header: &Header) -> Result<()> {
    tree.add(header.name.path(), header.folder).map_err(|why| refuse(header.name.text(), why))
}

fn too_many(entries: u64, limits: &Limits) -> Result<()> {
    if entries > limits.entries {
        return Err(Error::input(format!("the package has more than {} entries", limits.entries)));
    }
    Ok(())
}

fn too_large((names, unpacked): (usize, u64), limits: &Limits) -> Result<()> {
    if names > NAMES {
        return Err(Error::input("the package's names take more than 8 MiB"));
    }
    if unpacked > limits.unpacked {
        return Err(Error::input(format!("the package is more than {} bytes unpacked", limits.unpacked)));
    }
    Ok(())
}

struct Walk<'a> {
    reader: BufReader<Section<'a>>,
    left: u64,
}

impl Walk<'_> {
    fn take(&mut self, count: usize) -> Result<Vec<u8>> {
        let left = self.left.checked_sub(count as u64);
        self.left = left.ok_or_else(|| Error::input("the package's directory ends too early"))?;
        let mut part = vec![0; count];
        self.reader.read_exact(&mut part).map_err(|cause| unreadable(&cause))?;
        Ok(part)
    }

    fn header(&mut self, limits: &Limits) -> Result<Header> {
        let fixed = self.take(HEADER)?;
        let fixed = Fixed::read(&fixed)?;
        let name = self.take(fixed.name.into())?;
        let extra = self.take(fixed.extra.into())?;
        let comment = self.take(fixed.comment.into())?;
        let checked = fixed.checked(&name, &extra, &comment, limits);
        checked.map_err(|why| refuse(&String::from_utf8_lossy(&name), why))
    }
}

/// The part of a header that has a fixed size.
#[derive(Debug)]
struct Fixed {
    host: u16,
    flags: u16,
    method: u16,
    crc: u32,
    packed: u32,
    size: u32,
    name: u16,
    extra: u16,
    comment: u16,
    disk: u16,
    attributes: u32,
    offset: u32,
}

impl Fixed {
    fn read(bytes: &[u8]) -> Result<Self> {
        let mut record = Record(bytes);
        if record.take(4)? != b"PK\x01\x02" {
            return Err(Error::input("the package's directory is damaged"));
        }
        let host = record.u16()? >> 8;
        record.take(2)?;
        let (flags, method) = (record.u16()?, record.u16()?);
        record.take(4)?;
        let (crc, packed, size) = (record.u32()?, record.u32()?, record.u32()?);
        let (name, extra, comment) = (record.u16()?, record.u16()?, record.u16()?);
        let disk = record.u16()?;
        record.take(2)?;
        let (attributes, offset) = (record.u32()?, record.u32()?);
        Ok(Self { host, flags, method, crc, packed, size, name, extra, comment, disk, attributes, offset })
    }

    /// The header, or why it is refused.
    fn checked(&self, raw: &[u8], extra: &[u8], comment: &[u8], limits: &Limits) -> Result<Header, String> {
        let (name, folder) = Name::new(raw)?;
        let mut extra = extra::read(extra)?;
        if extra.unicode_name.is_some_and(|other| other != raw) {
            return Err("its Unicode name is another one".into());
        }
        if imitates(comment) {
            return Err("its comment imitates a part of an archive".into());
        }
        let method = self.method(folder)?;
        self.kind(folder, extra.special)?;
        let (packed, size, offset) = self.large(extra.zip64.as_mut())?;
        sizes(method, packed, size, folder, limits)?;
        let executable = self.mode().is_some_and(|mode| mode & 0o100 != 0);
        let (flags, crc) = (self.flags, self.crc);
        Ok(Header { name, folder, executable, flags, method, crc, packed, size, offset })
    }

    fn method(&self, folder: bool) -> Result<Method, String> {
        if self.flags & ENCRYPTED != 0 {
            return Err("it is encrypted".into());
        }
        if self.flags & PATCH != 0 {
            return Err("it is a patch".into());
        }
        match self.method {
            0 => Ok(Method::Stored),
            8 => Ok(Method::Deflate),
            _ if folder => Err("it is a folder with content".into()),
            99 => Err("it is encrypted".into()),
            other => Err(format!("it is packed by method {other}; only Stored and Deflate are taken")),
        }
    }

    /// The mode, where a system that has modes wrote the archive.
    fn mode(&self) -> Option<u32> {
        matches!(self.host, 3 | 19).then_some(self.attributes >> 16)
    }

    /// Regular files and folders only; whichever system says otherwise is believed.
    fn kind(&self, folder: bool, special: bool) -> Result<(), String> {
        let marked_folder = self.attributes & 0x10 != 0;
        let is = match self.attributes >> 28 {
            _ if special => "a link or a device",
            0o12 => "a symbolic link",
            0o2 | 0o6 => "a device",
            0o1 => "a pipe",
            0o14 => "a socket",
            0o4 if !folder => "a folder with the name of a file",
            0o10 if folder => "a file with the name of a folder",
            0 if marked_folder && !folder => "a folder with the name of a file",
            0 | 0o4 | 0o10 => return Ok(()),
            _ => "neither a file nor a folder",
        };
        Err(format!("it is {is}"))
    }

    /// The numbers that may not fit into 32 bits: packed size, size, offset.
    fn large(&self, mut zip64: Option<&mut Record<'_>>) -> Result<(u64, u64, u64), String> {
        let mut wide = |small: u32| match (&mut zip64, small) {
            (Some(record), u32::MAX) => record.u64().map_err(|_| "its ZIP64 field is too short"),
            _ => Ok(u64::from(small)),
        };
        let (size, packed, offset) = (wide(self.size)?, wide(self.packed)?, wide(self.offset)?);
        let disk = match (&mut zip64, self.disk) {
            (Some(record), u16::MAX) => record.u32().map_err(|_| "its ZIP64 field is too short")?,
            _ => self.disk.into(),
        };
        if disk != 0 {
            return Err("it is on another part of the archive".into());
        }
        if zip64.is_some_and(|record| !record.0.is_empty()) {
            return Err("its ZIP64 field says what its header says otherwise".into());
        }
        Ok((packed, size, offset))
    }
}

fn sizes(method: Method, packed: u64, size: u64, folder: bool, limits: &Limits) -> Result<(), String> {
    if folder && size != 0 {
        return Err("it is a folder with content".into());
    }
    if method == Method::Stored && packed != size {
        return Err("it is stored, but its two sizes differ".into());
    }
    if size > RATIO_ABOVE && size > packed.saturating_mul(limits.ratio) {
        return Err(format!("it would grow by more than {}:1", limits.ratio));
    }
    Ok(())
}
