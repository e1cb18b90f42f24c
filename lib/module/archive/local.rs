//! The local headers of an archive, which stand before each content and have to say what the directory says.

use crate::error::{Error, Result};

use super::directory::Header;
use super::end::End;
use super::record::Record;
use super::{Bytes, Entry, extra, refuse, unreadable};

const HEADER: u64 = 30;
/// Flags that change the meaning of an entry; the others tell how hard it was packed.
const FLAGS: u16 = 1 | 1 << 3 | 1 << 5 | 1 << 6 | 1 << 11 | 1 << 13;

/// Checks every local header, and that all entries together take every byte before the directory once.
pub(super) fn check(bytes: &dyn Bytes, end: &End, headers: Vec<Header>) -> Result<Vec<Entry>> {
    let mut order: Vec<usize> = (0..headers.len()).collect();
    order.sort_by_key(|number| headers[*number].offset);
    let mut starts = vec![0; headers.len()];
    let mut taken = 0;
    for (place, number) in order.iter().enumerate() {
        let header = &headers[*number];
        let next = order.get(place + 1).map_or(end.offset, |next| headers[*next].offset);
        starts[*number] = one(bytes, header, taken, next).map_err(|why| why.refuse(header))?;
        taken = next;
    }
    if taken != end.offset {
        return Err(Error::input("the package has bytes that belong to no entry"));
    }
    Ok(headers.into_iter().zip(starts).map(|(header, start)| entry(header, start)).collect())
}

fn entry(header: Header, start: u64) -> Entry {
    let Header { name, folder, executable, size, packed, crc, method, .. } = header;
    Entry { name, folder, executable, size, packed, crc, method, start }
}

/// Why an entry isn't taken: it is bad, or the package couldn't be read.
enum Why {
    Bad(&'static str),
    Error(Error),
}

impl Why {
    fn refuse(self, header: &Header) -> Error {
        match self {
            Self::Bad(why) => refuse(header.name.text(), why),
            Self::Error(error) => error,
        }
    }
}

impl From<&'static str> for Why {
    fn from(why: &'static str) -> Self {
        Self::Bad(why)
    }
}

impl From<Error> for Why {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

fn read(bytes: &dyn Bytes, place: u64, length: u64, next: u64) -> Result<Vec<u8>, Why> {
    if place.checked_add(length).is_none_or(|behind| behind > next) {
        return Err("it overlaps what follows it".into());
    }
    let mut part = vec![0; usize::try_from(length).unwrap_or(0)];
    bytes.read_at(&mut part, place).map_err(|cause| unreadable(&cause))?;
    Ok(part)
}

/// Where the content of this entry begins. It lies between what is taken already and what comes next.
fn one(bytes: &dyn Bytes, header: &Header, taken: u64, next: u64) -> Result<u64, Why> {
    if header.offset != taken {
        let overlaps = header.offset < taken;
        return Err(if overlaps {
            "it overlaps another entry"
        } else {
            "bytes before it belong to no entry"
        }
        .into());
    }
    let fixed = read(bytes, header.offset, HEADER, next)?;
    let fixed = Fixed::read(&fixed)?;
    let rest = u64::from(fixed.name) + u64::from(fixed.extra);
    let rest = read(bytes, header.offset + HEADER, rest, next)?;
    let (name, extra) = rest.split_at_checked(fixed.name.into()).unwrap_or_default();
    fixed.agrees(header, name, extra)?;
    let start = header.offset + HEADER + rest.len() as u64;
    let behind = start.checked_add(header.packed).filter(|behind| *behind <= next);
    trailer(bytes, header, behind.ok_or("it overlaps what follows it")?, next)?;
    Ok(start)
}

struct Fixed {
    flags: u16,
    method: u16,
    crc: u32,
    packed: u32,
    size: u32,
    name: u16,
    extra: u16,
}

impl Fixed {
    fn read(bytes: &[u8]) -> Result<Self, Why> {
        let mut record = Record(bytes);
        if record.take(4)? != b"PK\x03\x04" {
            return Err("its local header isn't there".into());
        }
        record.take(2)?;
        let (flags, method) = (record.u16()?, record.u16()?);
        record.take(4)?;
        let (crc, packed, size) = (record.u32()?, record.u32()?, record.u32()?);
        let (name, extra) = (record.u16()?, record.u16()?);
        Ok(Self { flags, method, crc, packed, size, name, extra })
    }

    fn agrees(&self, header: &Header, name: &[u8], extra: &[u8]) -> Result<(), &'static str> {
        let extra = extra::read(extra)?;
        if name != header.name.text().as_bytes() || extra.unicode_name.is_some_and(|other| other != name) {
            return Err("its local header has another name");
        }
        if self.flags & FLAGS != header.flags & FLAGS || self.method != header.method as u16 {
            return Err("its local header says another method or other flags");
        }
        let (packed, size) = self.sizes(extra.zip64)?;
        // What isn't known before the content is written may be zero here: it stands behind the content then.
        let agrees = |here: u64, there: u64| here == there || (header.streamed() && here == 0);
        let same = agrees(self.crc.into(), header.crc.into())
            && agrees(packed, header.packed)
            && agrees(size, header.size);
        if extra.special || !same {
            return Err("its local header says another size or checksum");
        }
        Ok(())
    }

    /// Packed size and size: those of the ZIP64 field where the header's own don't fit.
    fn sizes(&self, zip64: Option<Record<'_>>) -> Result<(u64, u64), &'static str> {
        let small = (u64::from(self.packed), u64::from(self.size));
        let Some(mut record) = zip64 else { return Ok(small) };
        let mut next = || record.u64().map_err(|_| "its local ZIP64 field is too short");
        let (size, packed) = (next()?, next()?);
        let fits = |small: u32, large: u64| small == u32::MAX || u64::from(small) == large;
        if !record.0.is_empty() || !fits(self.size, size) || !fits(self.packed, packed) {
            return Err("its local ZIP64 field says what its header says otherwise");
        }
        Ok((packed, size))
    }
}

/// What stands between a content and the next entry: nothing, or the sizes once more.
fn trailer(bytes: &dyn Bytes, header: &Header, place: u64, next: u64) -> Result<(), Why> {
    let length = next - place;
    if !header.streamed() {
        return if length == 0 { Ok(()) } else { Err("bytes behind it belong to no entry".into()) };
    }
    if !matches!(length, 12 | 16 | 20 | 24) {
        return Err("the sizes behind it are missing, or bytes there belong to no entry".into());
    }
    let part = read(bytes, place, length, next)?;
    let mut record = Record(&part);
    if matches!(length, 16 | 24) && record.take(4)? != b"PK\x07\x08" {
        return Err("the sizes behind it are damaged".into());
    }
    let crc = record.u32()?;
    let wide = record.0.len() == 16;
    let mut number = || if wide { record.u64() } else { record.u32().map(u64::from) };
    if (crc, number()?, number()?) != (header.crc, header.packed, header.size) {
        return Err("the sizes behind it are others than its header's".into());
    }
    Ok(())
}
