//! A journal: what a command is about to change, written down before anything of it is, and crossed out when it is done. Who
//! finds something in one undoes or finishes it.

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Home, file, load};
use crate::document::Document;
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

/// A module's document as a journal holds it: without the descriptor, which stands in its package.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Noted(Document);

impl Noted {
    /// What is noted of a document.
    pub(super) fn of(document: &Document) -> Self {
        let mut noted = document.clone();
        noted.remove("descriptor");
        Self(noted)
    }

    /// What is noted.
    pub(super) fn document(&self) -> &Document {
        &self.0
    }

    /// The document again, with its descriptor where the package can be read.
    pub(super) fn restored(self) -> Result<Document> {
        let Self(mut document) = self;
        let dir: Option<PathBuf> = document.get("dir")?;
        if let Some(descriptor) = dir.and_then(|dir| load::read_descriptor(&dir).ok().flatten()) {
            document.set("descriptor", &descriptor)?;
        }
        Ok(document)
    }
}
