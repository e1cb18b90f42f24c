//! Where a package comes from: a file, a stream, or a folder that is packed first.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::error::{Error, Result, reason};

use super::archive::{Limits, Snapshot};
use super::pack;

/// Opens a package: a file as it is; a folder as [`pack::pack`] would write it; a pipe through a temporary file.
pub fn open(path: &Path, limits: &Limits) -> Result<Snapshot> {
    let meta = fs::metadata(path).map_err(|cause| Error::file("open", path, &cause))?;
    if meta.is_dir() {
        return pack::in_memory(path, limits);
    }
    let file = File::open(path).map_err(|cause| Error::file("open", path, &cause))?;
    if meta.is_file() { snapshot(file) } else { spool(file, limits) }
}

/// Keeps a stream in a temporary file without a name. Bad input where it is larger than a package may be.
pub fn spool(reader: impl Read, limits: &Limits) -> Result<Snapshot> {
    let mut file = temporary()?;
    let most = limits.archive();
    let copied = io::copy(&mut only_a_zip(reader)?.take(most + 1), &mut file)
        .map_err(|cause| Error::machine(format!("cannot keep the package: {}", reason(&cause))))?;
    if copied > most {
        return Err(Error::input(format!("the package is larger than {} MiB", most >> 20)));
    }
    snapshot(file)
}

/// What doesn't begin as a package is refused before anything is kept.
fn only_a_zip(mut reader: impl Read) -> Result<impl Read> {
    let mut begin = Vec::new();
    let read = reader.by_ref().take(2).read_to_end(&mut begin);
    read.map_err(|cause| Error::machine(format!("cannot read the package: {}", reason(&cause))))?;
    if begin != *b"PK" {
        return Err(Error::input("the package is no ZIP archive"));
    }
    Ok(io::Cursor::new(begin).chain(reader))
}

/// A file without a name in the folder for temporary files.
pub(super) fn temporary() -> Result<File> {
    tempfile::tempfile()
        .map_err(|cause| Error::machine(format!("cannot create a temporary file: {}", reason(&cause))))
}

pub(super) fn snapshot(file: File) -> Result<Snapshot> {
    Snapshot::new(file)
        .map_err(|cause| Error::machine(format!("cannot read the package: {}", reason(&cause))))
}
