//! An entry's content: inflated piece by piece, with size and checksum as its headers say.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::error::Result;

use super::{Bytes, Entry, Method, refuse, unreadable};

const INPUT: usize = 64 << 10;
const OUTPUT: usize = 256 << 10;

/// What inflating needs, kept from entry to entry.
pub struct Inflater {
    input: Vec<u8>,
    output: Vec<u8>,
    state: Decompress,
}

impl Default for Inflater {
    fn default() -> Self {
        Self { input: vec![0; INPUT], output: vec![0; OUTPUT], state: Decompress::new(false) }
    }
}

/// Unpacks an entry. No more than its size is ever given on.
pub(super) fn unpack(
    bytes: &dyn Bytes,
    entry: &Entry,
    inflater: &mut Inflater,
    piece: &mut dyn FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    let mut source = Source { bytes, at: entry.start, left: entry.packed };
    let mut crc = Crc::new();
    let mut counted = |part: &[u8]| {
        crc.update(part);
        piece(part)
    };
    match entry.method {
        Method::Stored => copy(&mut source, inflater, &mut counted)?,
        Method::Deflate => inflate(&mut source, entry, inflater, &mut counted)?,
    }
    if crc.sum() != entry.crc {
        return Err(refuse(entry.path(), "its checksum isn't the one in its header"));
    }
    Ok(())
}

/// What is left of an entry's packed content.
struct Source<'a> {
    bytes: &'a dyn Bytes,
    at: u64,
    left: u64,
}

impl Source<'_> {
    /// The next part, empty at the end.
    fn next<'b>(&mut self, buffer: &'b mut [u8]) -> Result<&'b [u8]> {
        let count = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let part = &mut buffer[..count];
        self.bytes.read_at(part, self.at).map_err(|cause| unreadable(&cause))?;
        self.at += count as u64;
        self.left -= count as u64;
        Ok(part)
    }
}

fn copy(
    source: &mut Source<'_>,
    inflater: &mut Inflater,
    piece: &mut dyn FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    while source.left > 0 {
        piece(source.next(&mut inflater.output)?)?;
    }
    Ok(())
}

fn inflate(
    source: &mut Source<'_>,
    entry: &Entry,
    inflater: &mut Inflater,
    piece: &mut dyn FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    let Inflater { input, output, state } = inflater;
    state.reset(false);
    let mut part: &[u8] = &[];
    loop {
        if part.is_empty() {
            part = source.next(input)?;
        }
        let before = (state.total_in(), state.total_out());
        let status = state
            .decompress(part, output, FlushDecompress::None)
            .map_err(|_| refuse(entry.path(), "its content is damaged"))?;
        let used = usize::try_from(state.total_in() - before.0).unwrap_or(0);
        let made = usize::try_from(state.total_out() - before.1).unwrap_or(0);
        part = part.get(used..).unwrap_or_default();
        if state.total_out() > entry.size {
            return Err(refuse(entry.path(), "its content is larger than its header says"));
        }
        piece(&output[..made])?;
        if status == Status::StreamEnd {
            break;
        }
        if used == 0 && made == 0 {
            return Err(refuse(entry.path(), "its content ends too early"));
        }
    }
    if state.total_out() != entry.size || source.left > 0 || !part.is_empty() {
        return Err(refuse(entry.path(), "its content is of another size than its header says"));
    }
    Ok(())
}
