//! A small regular file, read without waiting: what stands in its place, a pipe or something huge, holds nobody up.

use std::fs::File;
use std::io::{Error, Read, Result};
use std::os::fd::BorrowedFd;
use std::path::Path;

use rustix::fs::{Mode, OFlags};

/// The bytes of a file in this folder where they are few, as a key's are, in one read: a regular file gives as much as it
/// has, a pipe what happens to be in it. `None` where there are more. A link as the path's last part is refused.
pub(crate) fn read_few(folder: BorrowedFd, path: &Path) -> Result<Option<Vec<u8>>> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW;
    let file = rustix::fs::openat(folder, path, flags, Mode::empty())?;
    let mut bytes = [0; 256];
    let length = rustix::io::read(&file, &mut bytes)?;
    Ok(bytes.get(..length).filter(|read| read.len() < bytes.len()).map(<[u8]>::to_vec))
}

/// The file's bytes, cut one byte above this many. `more`: [`OFlags::NOFOLLOW`] refuses a link as the path's last part.
pub(crate) fn read(path: &Path, more: OFlags, most: usize) -> Result<Vec<u8>> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY | more;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    if !file.metadata()?.is_file() {
        return Err(Error::other("not a regular file"));
    }
    let mut bytes = Vec::with_capacity(128);
    file.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
