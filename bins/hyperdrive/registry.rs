//! What the words of `module install` and `module upgrade` mean: packages that are here, or names in a registry.

use hd::document::Document;
use hd::document::fields::Source;
use hd::{Error, Result};

use crate::args::Registry;
use crate::install::Incoming;
use crate::session::Session;

/// What is asked for.
pub(crate) struct Wanted<'a> {
    /// Files, folders, names.
    pub(crate) words: &'a [String],
    /// What is installed.
    pub(crate) installed: &'a [Document],
    /// Nothing is taken that isn't pinned.
    pub(crate) frozen: bool,
}

/// Whether packages from there are trusted without a word.
pub(crate) fn is_curated(_source: &Source) -> bool {
    false
}

/// The packages that are meant.
pub(crate) fn fetch(_session: &Session, wanted: &Wanted, _args: &Registry) -> Result<Vec<Incoming>> {
    let local = |word: &String| Incoming { package: word.into(), source: Source::File };
    Ok(wanted.words.iter().map(local).collect())
}

/// The newest packages of all that is installed.
pub(crate) fn newer(_session: &Session, _wanted: &Wanted, _args: &Registry) -> Result<Vec<Incoming>> {
    Err(Error::usage("no registry is known"))
}
