//! The folders and the key that Hyperdrive gives an adapter, named by the variables `HD_…` (SPEC.md section 5).

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use subtle::ConstantTimeEq;

use crate::auth::small;
use crate::error::{Error, Result};

/// What is larger is no key.
const KEY: usize = 64 << 10;
/// What was saved is never larger.
const SAVED: usize = 64 << 20;
/// A log above this size is set aside, in the place of the one that was set aside before.
const LOG: u64 = 1 << 20;

/// Where an adapter's things are; each is missing where its variable isn't set.
#[derive(Debug, Clone, Default)]
pub struct Folders {
    /// `HD_CONFIG_DIR`: what the services read, and what was saved.
    pub config: Option<PathBuf>,
    /// `HD_LOG_DIR`
    pub log: Option<PathBuf>,
    /// `HD_KEY_FILE`: the adapter's secret key.
    pub key: Option<PathBuf>,
    /// `HD_COMPOSE_DIR`: the compose files, for the dialect with `start`.
    pub compose: Option<PathBuf>,
    /// `HD_COMPOSE_PROJECT`
    pub project: Option<String>,
}

impl Folders {
    /// Those that this process's environment names.
    pub fn of_process() -> Self {
        let path = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        Self {
            config: path("HD_CONFIG_DIR"),
            log: path("HD_LOG_DIR"),
            key: path("HD_KEY_FILE"),
            compose: path("HD_COMPOSE_DIR"),
            project: std::env::var("HD_COMPOSE_PROJECT").ok().filter(|name| !name.is_empty()),
        }
    }

    pub(super) fn config(&self) -> Result<&Path> {
        self.config.as_deref().ok_or_else(|| unset("HD_CONFIG_DIR"))
    }

    /// Whether this is the adapter's key: the file's bytes as they are, in a time that says nothing about them.
    pub(super) fn is_key(&self, key: &str) -> Result<bool> {
        let path = self.key.as_deref().ok_or_else(|| unset("HD_KEY_FILE"))?;
        let secret =
            small::read(path, OFlags::empty(), KEY).map_err(|cause| Error::file("read", path, &cause))?;
        Ok(!secret.is_empty() && secret.len() <= KEY && secret.ct_eq(key.as_bytes()).into())
    }

    /// A file of the config folder; `None` where it isn't there.
    pub(super) fn read(&self, name: &str) -> Result<Option<String>> {
        let path = self.config()?.join(name);
        match small::read(&path, OFlags::NOFOLLOW, SAVED) {
            Ok(bytes) => crate::template::source_of(name, bytes).map(Some),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Error::file("read", path, &cause)),
        }
    }

    /// Adds a line to the adapter's own log. A log that can't be written stops nothing.
    pub(super) fn note(&self, log: &str, line: &str) {
        let Some(path) = self.log.as_ref().map(|folder| folder.join(log)) else { return };
        if fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.len() > LOG) {
            let mut old = path.clone().into_os_string();
            old.push(".1");
            let _ = fs::rename(&path, old);
        }
        let nofollow = i32::try_from(OFlags::NOFOLLOW.bits() | OFlags::NONBLOCK.bits()).unwrap_or_default();
        let open = OpenOptions::new().create(true).append(true).mode(0o644).custom_flags(nofollow).open(path);
        if let Ok(mut file) = open {
            // One write, so that lines of two commands don't mix.
            let _ = file.write_all(format!("{line}\n").as_bytes());
        }
    }
}

pub(super) fn unset(variable: &str) -> Error {
    let hint = "Hyperdrive sets it: 'AdapterEnvironmentVariables' has to stand in adapter.tmpl";
    Error::machine(format!("{variable} isn't set")).hint(hint)
}
