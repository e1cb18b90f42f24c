//! Modules that start their services themselves: their adapters are asked to, through hd-adapter-call.

use hd::compose::Part;
use hd::document::{self, Document, Layout};
use hd::process::Process;
use hd::{Error, Result};

use crate::beside_us;

/// What adapters are asked with: every document, as `start` tells each the settings of all.
pub(crate) struct Asked {
    documents: Vec<u8>,
}

impl Asked {
    /// With these documents. Nothing is kept for adapters, which nobody starts but we.
    pub(crate) fn of(documents: &[Document], part: Part) -> Self {
        let mut bytes = Vec::new();
        for document in documents.iter().filter(|_| part == Part::Services) {
            // One that can't be written is missing, and whoever is to start it is told so.
            let _ = document::write(document, Layout::Compact, &mut bytes);
        }
        Self { documents: bytes }
    }

    /// Lets the adapter of this document's module start its services.
    pub(crate) fn start(&self, document: &Document) -> Result<()> {
        let fqmn = document.fqmn();
        let call = Process::new(beside_us("hd-adapter-call")?);
        let output = call.args(["--quiet", "start", "--only", &fqmn]).run(&self.documents)?;
        let answered = document::read(&output.stdout[..]).collect::<Result<Vec<_>>>()?;
        let Some(answered) = document::find(&answered, &fqmn) else {
            return Err(Error::adapter(format!(
                "the adapter of '{fqmn}' can't be asked: {}",
                output.complaint()
            )));
        };
        answered.error().map_or(Ok(()), |report| {
            let error = Error::new(report.kind(), report.message.clone()).with_faults(report.faults.clone());
            Err(report.hints.iter().fold(error, Error::hint))
        })
    }
}
