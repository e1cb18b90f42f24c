//! What the operator's tools did, as lines of the chain that the daemon writes too (hyperdrive-audit(7)).

use std::path::Path;

use hd::Result;
use hd::api::audit::{Audit, Entry, operator};
use hd::document::Document;
use hd::document::fields::Paths;

use crate::report;

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It is about to be tried.
    Begun,
    /// It was done; or it failed, where the document says so.
    Ended,
}

/// Writes a line for each of these documents, in the home that they are of. What can't be written is said and holds nothing
/// up: services can be stopped on a full disk.
pub fn changed<'a>(
    tool: &str,
    command: &str,
    stage: Stage,
    documents: impl IntoIterator<Item = &'a Document>,
) {
    let mut documents = documents.into_iter().peekable();
    let home = |document: &&Document| document.get::<Paths>("paths").ok().flatten().map(|paths| paths.user);
    let Some(user) = documents.peek().and_then(home) else { return };
    let (who, what) = (operator(), format!("{tool} {command}"));
    put(tool, &user, documents.map(|document| entry(&who, &what, stage, document)).collect());
}

/// Does something with a document's module, with a line before it and one after it.
pub fn around(
    tool: &str,
    command: &str,
    document: &mut Document,
    work: impl FnOnce(&mut Document) -> Result<()>,
) -> Result<()> {
    let (user, fqmn) = (document.need::<Paths>("paths")?.user, document.fqmn());
    let line = |result: &str, reason: Option<String>| {
        let entry = Entry::new(&operator(), &format!("{tool} {command}"), &fqmn, result);
        put(tool, &user, vec![Entry { reason, module: Some(fqmn.clone()), ..entry }]);
    };
    line("begun", None);
    let ended = work(document);
    match &ended {
        Ok(()) => line("done", None),
        Err(error) => line("failed", Some(error.message().into())),
    }
    ended
}

/// Writes a line on something that no document is about.
pub fn did(tool: &str, command: &str, user: &Path, on: &str) {
    put(tool, user, vec![Entry::new(&operator(), &format!("{tool} {command}"), on, "done")]);
}

fn entry(who: &str, what: &str, stage: Stage, document: &Document) -> Entry {
    let fqmn = document.fqmn();
    let failed = document.error().filter(|_| stage == Stage::Ended);
    let result = match (stage, &failed) {
        (Stage::Begun, _) => "begun",
        (Stage::Ended, None) => "done",
        (Stage::Ended, Some(_)) => "failed",
    };
    let reason = failed.map(|error| error.message);
    Entry { reason, module: Some(fqmn.clone()), ..Entry::new(who, what, &fqmn, result) }
}

fn put(tool: &str, user: &Path, entries: Vec<Entry>) {
    let Some(audit) = Audit::of_home(user) else { return };
    if let Err(error) = audit.write_all(entries) {
        report::warn(tool, error.message());
    }
}
