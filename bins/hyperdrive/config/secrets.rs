//! Files of secrets that were made for settings which then weren't saved: nothing names them, so they go.

use std::collections::BTreeSet;
use std::path::PathBuf;

use hd::document::Document;
use hd::state::secrets;

/// The files that what is stored names.
pub(super) struct Secrets(BTreeSet<PathBuf>);

impl Secrets {
    /// Those beside which new ones may come.
    pub(super) fn beside(stored: &[Document]) -> Self {
        Self(stored.iter().flat_map(secrets::named).collect())
    }

    /// Those that what is stored by now names stay too.
    pub(super) fn keep(&mut self, stored: &[Document]) {
        self.0.extend(stored.iter().flat_map(secrets::named));
    }

    /// Removes the files that these documents name and nothing stored does. One that can't be removed is found again when
    /// settings are saved.
    pub(super) fn forget(&self, documents: &[Document]) {
        let new = documents.iter().flat_map(secrets::named).filter(|path| !self.0.contains(path));
        new.for_each(|path| drop(std::fs::remove_file(path)));
    }
}
