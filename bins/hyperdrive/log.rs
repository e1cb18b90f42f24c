//! What a long command did, for who looks later: lines in the user directory's `log/hyperdrive.log`.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use hd::error::Report;
use hd::{Error, Result, escape};

/// From this size on the file is put aside and a new one begun.
const MOST: u64 = 1 << 20;

/// The log; nothing is written by default.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log {
    file: Option<Arc<File>>,
    verb: String,
}

impl Log {
    /// Opens it for a command, following no link: containers may write in that folder.
    pub(crate) fn open(folder: &Path, verb: &str) -> Result<Self> {
        hd::state::file::folder(folder, 0o700)?;
        let path = folder.join("hyperdrive.log");
        if fs::symlink_metadata(&path).is_ok_and(|about| about.len() > MOST) {
            let _ = fs::rename(&path, folder.join("hyperdrive.log.1"));
        }
        let no_link = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or_default();
        let file = OpenOptions::new().create(true).append(true).mode(0o600).custom_flags(no_link).open(&path);
        let file = file.map_err(|cause| Error::file("open", &path, &cause))?;
        Ok(Self { file: Some(Arc::new(file)), verb: verb.into() })
    }

    /// A line. A log that can't be written stops nothing.
    pub(crate) fn line(&self, text: &str) {
        if let Some(mut file) = self.file.as_deref() {
            let now = humantime::format_rfc3339_seconds(SystemTime::now());
            let _ = writeln!(file, "{now} {}: {}", self.verb, escape::line(text));
        }
    }

    /// A failure, with its faults and hints.
    pub(crate) fn report(&self, subject: &str, report: &Report) {
        self.line(&format!("{subject}: {}", report.message));
        report.faults.iter().for_each(|fault| self.line(&format!("  {}: {}", fault.at, fault.message)));
        report.hints.iter().for_each(|hint| self.line(&format!("  hint: {hint}")));
    }
}
