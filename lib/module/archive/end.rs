//! The end of an archive, which says where its directory is.

use crate::error::{Error, Result};

use super::record::Record;
use super::{Bytes, unreadable};

const SIGNATURE: [u8; 4] = *b"PK\x05\x06";
const RECORD: u64 = 22;
const LOCATOR: u64 = 20;
const RECORD_64: u64 = 56;
/// First bytes of everything in an archive that a reader might look for.
const SIGNATURES: [[u8; 4]; 6] =
    [*b"PK\x01\x02", *b"PK\x03\x04", *b"PK\x05\x06", *b"PK\x06\x06", *b"PK\x06\x07", *b"PK\x07\x08"];

/// Where the directory is, and how many entries it has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct End {
    pub(super) entries: u64,
    pub(super) offset: u64,
    pub(super) size: u64,
}

/// Whether a text holds what could be taken for a part of the archive.
pub(super) fn imitates(comment: &[u8]) -> bool {
    comment.windows(4).any(|four| SIGNATURES.iter().any(|signature| signature == four))
}

/// Finds the one end that reaches exactly to the last byte.
pub(super) fn find(bytes: &dyn Bytes) -> Result<End> {
    let size = bytes.size();
    let length = size.min(RECORD + u64::from(u16::MAX));
    let tail = read(bytes, size - length, length)?;
    let ends: Vec<usize> = (0..tail.len()).filter(|place| reaches_the_end(&tail[*place..])).collect();
    let [place] = ends[..] else { return Err(none_or_many(bytes, &tail, ends.len())) };
    if imitates(&tail[place + 22..]) {
        return Err(Error::input("the package's comment imitates a part of an archive"));
    }
    directory(bytes, &tail[place..], size - length + place as u64)
}

fn reaches_the_end(part: &[u8]) -> bool {
    let comment = part.get(20..22).map(|two| usize::from(u16::from_le_bytes([two[0], two[1]])));
    part.starts_with(&SIGNATURE) && comment.is_some_and(|length| part.len() == 22 + length)
}

fn none_or_many(bytes: &dyn Bytes, tail: &[u8], ends: usize) -> Error {
    if ends > 1 {
        return Error::input("the package's comment imitates the end of an archive");
    }
    let begins = read(bytes, 0, bytes.size().min(2)).is_ok_and(|two| two == b"PK");
    if begins || tail.windows(4).any(|four| four == SIGNATURE) {
        return Error::input("the package is damaged: its end isn't where it should be")
            .hint("it was cut off, or something was added behind it: get it again");
    }
    Error::input("the package is no ZIP archive")
}

fn read(bytes: &dyn Bytes, place: u64, length: u64) -> Result<Vec<u8>> {
    let mut part = vec![0; usize::try_from(length).unwrap_or(0)];
    bytes.read_at(&mut part, place).map_err(|cause| unreadable(&cause))?;
    Ok(part)
}

/// The end's own numbers, and the ZIP64 ones where there are any: both have to say the same.
fn directory(bytes: &dyn Bytes, record: &[u8], place: u64) -> Result<End> {
    let mut record = Record(record.get(4..).unwrap_or_default());
    let disks = (record.u16()?, record.u16()?);
    let counts = (record.u16()?, record.u16()?);
    let (size, offset) = (record.u32()?, record.u32()?);
    let small = End { entries: counts.1.into(), offset: offset.into(), size: size.into() };
    let large = zip64(bytes, place)?;
    let agree = large.as_ref().is_none_or(|(large, _)| {
        fits(small.entries, large.entries, u16::MAX.into())
            && fits(small.offset, large.offset, u32::MAX.into())
            && fits(small.size, large.size, u32::MAX.into())
    });
    let sentinel = large.is_some().then_some(u16::MAX);
    if !agree || counts.0 != counts.1 {
        return Err(Error::input("the package's end says two different things"));
    }
    if [disks.0, disks.1].into_iter().any(|disk| disk != 0 && Some(disk) != sentinel) {
        return Err(Error::input("the package is one part of several"));
    }
    let (end, behind) = large.unwrap_or((small, place));
    if end.offset.checked_add(end.size) != Some(behind) {
        return Err(Error::input("the package's directory isn't where its end says"));
    }
    Ok(end)
}

/// A number of the old record is either the new one's or says that it doesn't fit.
fn fits(small: u64, large: u64, sentinel: u64) -> bool {
    small == large || small == sentinel
}

/// The ZIP64 end and its place, where a locator stands before the end.
fn zip64(bytes: &dyn Bytes, place: u64) -> Result<Option<(End, u64)>> {
    let Some(locator) = place.checked_sub(LOCATOR) else { return Ok(None) };
    let part = read(bytes, locator, LOCATOR)?;
    if !part.starts_with(b"PK\x06\x07") {
        return Ok(None);
    }
    let mut record = Record(&part[4..]);
    let (disk, at, disks) = (record.u32()?, record.u64()?, record.u32()?);
    if disk != 0 || disks > 1 || at.checked_add(RECORD_64) != Some(locator) {
        return Err(damaged());
    }
    record_64(&read(bytes, at, RECORD_64)?).map(|end| Some((end, at)))
}

fn record_64(part: &[u8]) -> Result<End> {
    let mut record = Record(part);
    if record.take(4)? != b"PK\x06\x06" || record.u64()? != RECORD_64 - 12 {
        return Err(damaged());
    }
    record.take(4)?;
    let disks = (record.u32()?, record.u32()?);
    let counts = (record.u64()?, record.u64()?);
    let (size, offset) = (record.u64()?, record.u64()?);
    if disks != (0, 0) || counts.0 != counts.1 {
        return Err(damaged());
    }
    Ok(End { entries: counts.1, offset, size })
}

fn damaged() -> Error {
    Error::input("the package's ZIP64 end is damaged")
}
