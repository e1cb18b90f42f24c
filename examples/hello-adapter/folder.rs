//! The folders and the key that Hyperdrive gives an adapter, named by the variables `HD_…`.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::SystemTime;

use subtle::ConstantTimeEq;

use crate::failure::Result;

/// The adapter's log, relative to the log folder.
pub(crate) const LOG: &str = "adapter.log";

/// The path that a variable names.
pub(crate) fn path(variable: &str) -> Result<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).ok_or_else(|| format!("{variable} isn't set").into())
}

/// A file of the config folder; `None` where it isn't there.
pub(crate) fn read(name: &str) -> Result<Option<String>> {
    match fs::read_to_string(path("HD_CONFIG_DIR")?.join(name)) {
        Ok(text) => Ok(Some(text)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(format!("cannot read '{name}': {cause}").into()),
    }
}

/// Writes a file of the config folder. Who reads it meanwhile finds the old one or the new one, whole.
pub(crate) fn write(name: &str, text: &str) -> Result<()> {
    let folder = path("HD_CONFIG_DIR")?;
    let write = || {
        let mut file =
            tempfile::Builder::new().permissions(Permissions::from_mode(0o644)).tempfile_in(&folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(folder.join(name)).map_err(|cause| cause.error)
    };
    write().map(drop).map_err(|cause: io::Error| format!("cannot write '{name}': {cause}").into())
}

/// Whether this is the adapter's secret key: the file's bytes as they are, in a time that says nothing about them.
pub(crate) fn is_key(key: &str) -> Result<bool> {
    let path = path("HD_KEY_FILE")?;
    let secret = fs::read(&path).map_err(|cause| format!("cannot read '{}': {cause}", path.display()))?;
    Ok(!secret.is_empty() && secret.ct_eq(key.as_bytes()).into())
}

/// Notes a command and how it ended. A log that can't be written stops nothing.
pub(crate) fn log(command: &str, ended: &Result<()>) {
    let ended =
        ended.as_ref().map_or_else(|failure| format!("{:?}", failure.to_string()), |()| "done".into());
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs();
    if let Ok(folder) = path("HD_LOG_DIR")
        && let Ok(mut file) = OpenOptions::new().create(true).append(true).open(folder.join(LOG))
    {
        let _ = writeln!(file, "time={now} command={command:?} ended={ended}");
    }
}
