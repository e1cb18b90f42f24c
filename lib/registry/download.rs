//! A download: a package into a file, gone on with where it was cut off, checked before anybody sees it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

use super::{Location, Planned, http};
use crate::digest;
use crate::error::{Error, Kind, Result, reason};
use crate::module::{Limits, Package, source};
use crate::state::{Lock, file};

/// The patience with a package whose size nobody says is that with one of so many bytes.
const LONG: u64 = 64 << 20;

/// How long to wait for who is at the same package.
const PATIENCE: Duration = Duration::from_secs(10);

/// Gets a planned package into this folder, as `<sha256>.zip`, and checks that it is what the index says: size, digest,
/// name and version. `progress` is told how much of it is there. Where the bytes are others, nothing of them stays.
pub fn download(planned: &Planned, folder: &Path, progress: &mut dyn FnMut(u64)) -> Result<PathBuf> {
    let limits = Limits::default();
    if planned.size > limits.archive() {
        return Err(Error::input(format!(
            "the package of '{}' is too large: {} bytes",
            planned.fqmn, planned.size
        )));
    }
    file::folder(folder, 0o700)?;
    let done = folder.join(format!("{}.zip", planned.sha256));
    if !is_there(planned, &done) {
        let part = folder.join(format!("{}.part", planned.sha256));
        let _lock = Lock::take(&part, PATIENCE, None).map_err(|error| busy(planned, error))?;
        // Whoever had the lock may have got it meanwhile.
        if is_there(planned, &done) {
            remove_empty(&part);
        } else {
            get(planned, &part, progress).inspect_err(|_| remove_empty(&part))?;
            keep(planned, &part)?;
            fs::rename(&part, &done).map_err(|cause| Error::file("rename", &part, &cause))?;
        }
    }
    check_package(planned, &done, &limits).inspect_err(|_| drop(fs::remove_file(&done)))?;
    Ok(done)
}

/// Gets the package at an https URL into this folder, as `<sha256>.zip`. Nobody says what it is to be: whoever installs it is
/// shown its digest. `progress` is told how much of it is there.
pub fn download_unlisted(url: &str, folder: &Path, progress: &mut dyn FnMut(u64)) -> Result<PathBuf> {
    let Location::Url(url) = Location::parse(url)? else {
        return Err(Error::input(format!("'{url}' is no URL")));
    };
    file::folder(folder, 0o700)?;
    let fault = |cause: &io::Error| Error::file("write to", folder, cause);
    let mut part = tempfile::NamedTempFile::new_in(folder).map_err(|cause| fault(&cause))?;
    // Who finds it unlocked may remove it.
    let _ = flock(part.as_file(), FlockOperation::NonBlockingLockExclusive);
    let cut =
        |cause: &io::Error| Error::machine(format!("the download of '{url}' was cut off: {}", reason(cause)));
    let most = Limits::default().archive();
    if let Some(got) = http::get(&url, 0, LONG)?
        && copy(got.content.take(most + 1), &mut part, 0, progress, cut, fault)? > most
    {
        return Err(Error::input(format!("the package at '{url}' is too large: more than {most} bytes")));
    }
    part.as_file().sync_all().map_err(|cause| fault(&cause))?;
    let sha256 = File::open(part.path()).and_then(digest::of_reader).map_err(|cause| fault(&cause))?;
    let done = folder.join(format!("{sha256}.zip"));
    part.persist(&done).map_err(|cause| fault(&cause.error))?;
    Ok(done)
}

/// Copies all that comes behind so many bytes, and gives how many there are then. What can't be read and what can't be
/// written are different failures.
fn copy(
    mut content: impl Read,
    to: &mut impl Write,
    from: u64,
    progress: &mut dyn FnMut(u64),
    cut: impl Fn(&io::Error) -> Error,
    fault: impl Fn(&io::Error) -> Error,
) -> Result<u64> {
    let (mut at, mut buffer) = (from, vec![0; 64 << 10]);
    loop {
        let read = content.read(&mut buffer).map_err(|cause| cut(&cause))?;
        if read == 0 {
            return Ok(at);
        }
        to.write_all(&buffer[..read]).map_err(|cause| fault(&cause))?;
        at += read as u64;
        progress(at);
    }
}

fn get(planned: &Planned, part: &Path, progress: &mut dyn FnMut(u64)) -> Result<()> {
    let there = fs::metadata(part).map_or(0, |meta| meta.len());
    let there = if there >= planned.size { 0 } else { there };
    match Location::parse(&planned.url)? {
        Location::Path(path) => {
            let content = File::open(&path).map_err(|cause| Error::file("open", &path, &cause))?;
            write(planned, part, 0, content, progress)
        }
        Location::Url(url) => match http::get(&url, there, planned.size)? {
            Some(got) => write(planned, part, got.from, got.content, progress),
            None => Err(Error::machine(format!("'{url}' has no more than the {there} bytes that are here"))),
        },
    }
}

/// Writes what comes behind what is there, and not more than is expected.
fn write(
    planned: &Planned,
    part: &Path,
    from: u64,
    content: impl Read,
    progress: &mut dyn FnMut(u64),
) -> Result<()> {
    let fault = |cause: &io::Error| Error::file("write", part, cause);
    let mut to = OpenOptions::new();
    let to = to.write(true).create(true).truncate(from == 0).append(from > 0).mode(0o600);
    let mut to = to.open(part).map_err(|cause| fault(&cause))?;
    let cut = |cause: &io::Error| {
        Error::machine(format!("the download of '{}' was cut off: {}", planned.fqmn, reason(cause)))
            .hint("run the command again: it goes on from there")
    };
    let at = copy(content.take(planned.size - from + 1), &mut to, from, progress, cut, fault)?;
    to.sync_all().map_err(|cause| fault(&cause))?;
    if at < planned.size {
        return Err(Error::machine(format!(
            "the download of '{}' was cut off: {at} of {} bytes are here",
            planned.fqmn, planned.size
        ))
        .hint("run the command again: it goes on from there"));
    }
    Ok(())
}

/// Whether it is there already, as it is listed: it may have been changed since.
fn is_there(planned: &Planned, done: &Path) -> bool {
    done.exists() && keep(planned, done).is_ok()
}

/// The lock alone made it.
fn remove_empty(part: &Path) {
    if fs::metadata(part).is_ok_and(|about| about.len() == 0) {
        let _ = fs::remove_file(part);
    }
}

fn busy(planned: &Planned, error: Error) -> Error {
    if error.kind() != Kind::Busy {
        return error;
    }
    Error::busy(format!("another hyperdrive is getting the package of '{}'", planned.fqmn))
        .hint("run the command again when that is done")
}

/// Keeps the file only where its bytes are those that are listed.
fn keep(planned: &Planned, file: &Path) -> Result<()> {
    check_bytes(planned, file).inspect_err(|_| drop(fs::remove_file(file)))
}

fn check_bytes(planned: &Planned, part: &Path) -> Result<()> {
    let other = |what: &str| {
        Error::denied(format!("what came for '{}' isn't what its registry lists: {what}", planned.fqmn))
            .hint("the server, or somebody on the way, gave another file; nothing of it was kept")
    };
    let size = fs::metadata(part).map_err(|cause| Error::file("read", part, &cause))?.len();
    if size != planned.size {
        return Err(other(&format!("it is larger than {} bytes", planned.size)));
    }
    let file = File::open(part).map_err(|cause| Error::file("open", part, &cause))?;
    let found = digest::of_reader(file).map_err(|cause| Error::file("read", part, &cause))?;
    if found == planned.sha256 { Ok(()) } else { Err(other(&format!("its SHA-256 is {found}"))) }
}

/// The list's name and version have to be the package's own.
fn check_package(planned: &Planned, path: &Path, limits: &Limits) -> Result<()> {
    let bytes = source::open(path, limits)?;
    let package = Package::open(&bytes, limits)?;
    let found = package.descriptor();
    let same = found.fqmn() == &planned.fqmn
        && found.version.to_string() == planned.version.to_string()
        && texts(&found.dependencies) == texts(&planned.dependencies);
    if same {
        return Ok(());
    }
    Err(Error::denied(format!(
        "the registry '{}' lists '{}' {}, and the package says that it is '{}' {}, or that it needs something else",
        planned.registry, planned.fqmn, planned.version, found.fqmn(), found.version
    ))
    .hint("the registry's index is wrong: tell those who keep it"))
}

fn texts(dependencies: &[crate::module::Dependency]) -> Vec<String> {
    dependencies.iter().map(ToString::to_string).collect()
}
