//! The settings file of one command, read once whatever it is, and settings that are written.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use hd::config::file::{self, Wanted};
use hd::config::{Configured, Edit};
use hd::document::Document;
use hd::{Error, Result};
use rustix::fs::{FlockOperation, flock};

use crate::prompt;
use crate::session::Session;

/// What a settings file asks for, and a copy of it for the tools, which goes when this goes.
pub(super) struct Settings {
    /// What it asks for.
    pub(super) wanted: Wanted,
    /// The copy.
    pub(super) copy: PathBuf,
    name: PathBuf,
    written: File,
}

impl Settings {
    /// Reads it to its end: a pipe gives what it holds only once.
    pub(super) fn read(session: &Session, name: &Path) -> Result<Self> {
        session.home()?;
        let is_input = name == Path::new("-");
        let name = if is_input { PathBuf::from("/dev/stdin") } else { name.to_owned() };
        let source = name.clone();
        let text = prompt::awaited(move || {
            if is_input { file::text_of(&source, std::io::stdin().lock()) } else { file::text(&source) }
        })??;
        let wanted = file::wanted(&name, &text)?;
        // Its name says in which language it is.
        let ending = if file::is_json(&name) { ".json" } else { ".yaml" };
        let mut copy = session.scratch("tmp-settings").into_os_string();
        copy.push(ending);
        let copy = PathBuf::from(copy);
        // A process of the same number may have been killed.
        hd::state::file::remove(&copy)?;
        let written = locked(&copy).map_err(|cause| Error::file("make", &copy, &cause))?;
        let mut settings = Self { wanted, copy, name, written };
        settings
            .written
            .write_all(text.as_bytes())
            .map_err(|cause| Error::file("write", &settings.copy, &cause))?;
        Ok(settings)
    }

    /// Says which masks of it stand for no secret of this machine.
    pub(super) fn say_unset(&self, session: &Session, documents: &[Document]) {
        for document in documents.iter().filter(|document| document.error().is_none()) {
            let Ok(configured) = Configured::read(document) else { continue };
            let fqmn = document.fqmn();
            let is_own = |edit: &&Edit| edit.fqpn.module().is_some_and(|module| module.to_string() == fqmn);
            let own: Vec<Edit> = self.wanted.edits.iter().filter(is_own).cloned().collect();
            for fault in configured.unset_masks(&own) {
                session.say(&format!("{fault}; set it with --set FQPN@FILE or FQPN@-"));
            }
        }
    }

    /// Gives every fault its place in the file that the operator named.
    pub(super) fn name_places(&self, documents: &mut [Document]) -> Result<()> {
        let (copy, name) = (self.copy.display().to_string(), self.name.display());
        for document in documents {
            let Some(mut report) = document.error() else { continue };
            for place in report.faults.iter_mut().filter_map(|fault| fault.place.as_mut()) {
                if let Some(rest) = place.strip_prefix(&copy) {
                    *place = format!("{name}{rest}");
                }
            }
            document.set("error", &report)?;
        }
        Ok(())
    }
}

impl Drop for Settings {
    fn drop(&mut self) {
        let _ = hd::state::file::remove(&self.copy);
    }
}

/// A new file that is locked as long as this is open: who finds it unlocked may remove it.
fn locked(path: &Path) -> std::io::Result<File> {
    let file = File::options().write(true).create_new(true).mode(0o600).open(path)?;
    flock(&file, FlockOperation::NonBlockingLockExclusive)?;
    Ok(file)
}

/// Writes settings into this file. A link stays one; into a pipe, a terminal or a device goes what is written.
pub(super) fn write(path: &Path, content: &[u8]) -> Result<()> {
    let streams = ["/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/fd", "/proc"];
    let is_stream = streams.iter().any(|stream| path.starts_with(stream));
    let is_file = |path: &Path| fs::metadata(path).is_ok_and(|data| data.is_file());
    match fs::canonicalize(path) {
        Ok(target) if !is_stream && is_file(&target) => hd::state::file::write(&target, content, 0o600),
        Err(_) if !is_stream && fs::symlink_metadata(path).is_err() => {
            hd::state::file::write(path, content, 0o600)
        }
        _ => {
            let (to, content) = (path.to_owned(), content.to_vec());
            let written = move || File::options().append(true).open(to)?.write_all(&content);
            match prompt::awaited(written)? {
                // Who reads no further has what they wanted.
                Err(cause) if cause.kind() == ErrorKind::BrokenPipe => Ok(()),
                other => other.map_err(|cause| Error::file("write to", path, &cause)),
            }
        }
    }
}
