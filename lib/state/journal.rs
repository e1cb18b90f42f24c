//! A journal: what a command is about to change, written down before anything of it is, and crossed out when it is done. Who
//! finds something in one undoes or finishes it.

use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Home, file};
use crate::error::Result;

/// What each journal is.
pub(super) trait Journal: Default + Serialize + DeserializeOwned {
    /// The name of its file in the home's state directory.
    const FILE: &str;

    /// Whether nothing is begun.
    fn is_empty(&self) -> bool;

    /// The journal of this home; empty where there is none.
    fn read(home: &Home) -> Result<Self> {
        Ok(file::read_json(&Self::path(home))?.unwrap_or_default())
    }

    /// Writes it down; where nothing is begun there is none.
    fn write(&self, home: &Home) -> Result<()> {
        if self.is_empty() { Self::remove(home) } else { file::write_json(&Self::path(home), self) }
    }

    /// Crosses everything out.
    fn remove(home: &Home) -> Result<()> {
        file::remove(&Self::path(home))
    }

    /// Where it is.
    fn path(home: &Home) -> PathBuf {
        home.state_dir().join(Self::FILE)
    }
}
