//! Operations on settings, which concern the whole system: one change, made for every module or for none.

use std::sync::{Mutex, MutexGuard, PoisonError};

use cli::Stream;
use hd::adapter::{Caller, Dialect, Operation, OwnSettings, Payload, System};
use hd::document::Document;
use hd::document::fields::Paths;
use hd::error::Report;
use hd::module::Needs;
use hd::{Error, Result};
use serde_json::value::RawValue;

use crate::interrupt::AtHand;
use crate::module::{Limited, hinted};

/// The operation on every module of the stream.
pub(crate) fn all(
    operation: Operation,
    limited: &Limited,
    stream: &Stream,
    documents: &mut [Document],
) -> Result<()> {
    let _at_hand = AtHand::begin();
    for document in documents.iter() {
        limited.see(document);
    }
    let refused = || documents.iter().filter_map(Document::error).any(|error| error.refuses_settings());
    // A refused change is refused for all: nothing is sent to anybody.
    if operation == Operation::SetConfig && refused() {
        return Ok(());
    }
    let change = Change {
        operation,
        limited,
        systems: Systems::of(documents)?,
        all_or_none: operation == Operation::SetConfig && documents.iter().any(differs),
        ended: Mutex::default(),
    };
    stream.side_by_side(documents, |document| change.one(document));
    if operation == Operation::ProcessConfig {
        keep_dependants(stream, documents);
    }
    let ended = change.ended.lock().unwrap_or_else(PoisonError::into_inner);
    if change.all_or_none && !ended.failed.is_empty() {
        change.take_back(&ended, stream, documents);
    }
    Ok(())
}

/// The system's settings, new and old.
struct Systems {
    new: System,
    old: System,
}

impl Systems {
    fn of(documents: &[Document]) -> Result<Self> {
        Ok(Self { new: System::of(documents, false)?, old: System::of(documents, true)? })
    }
}

/// How it went, by FQMN.
#[derive(Default)]
struct Ended {
    done: Vec<String>,
    failed: Vec<String>,
}

struct Change<'a> {
    operation: Operation,
    limited: &'a Limited<'a>,
    systems: Systems,
    /// Settings are being changed: what fails for one fails for all.
    all_or_none: bool,
    ended: Mutex<Ended>,
}

impl Change<'_> {
    fn one(&self, document: &mut Document) -> Result<()> {
        let over = || self.all_or_none && !self.ended().failed.is_empty();
        if !Limited::concerns(document) || over() {
            return Ok(());
        }
        let result = self.call(document);
        let mut ended = self.ended();
        let list = if result.is_ok() { &mut ended.done } else { &mut ended.failed };
        list.push(document.fqmn());
        result
    }

    fn ended(&self) -> MutexGuard<'_, Ended> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those that have their new settings get their old ones again; whoever saves learns of it by the failed ones.
    fn take_back(&self, ended: &Ended, stream: &Stream, documents: &mut [Document]) {
        for document in documents {
            let fqmn = document.fqmn();
            if ended.failed.contains(&fqmn) {
                mark_undone(document);
            } else if ended.done.contains(&fqmn)
                && differs(document)
                && let Err(error) = self.undo(document)
            {
                stream.fail(document, error);
            }
        }
    }

    fn call(&self, document: &mut Document) -> Result<()> {
        let mut caller = self.limited.caller(document, true)?;
        self.limited.who(document, &mut caller)?;
        let answer = hinted(self.said(document, &mut caller, false));
        self.limited.write(self.operation, document, &mut caller, answer)
    }

    fn said(
        &self,
        document: &Document,
        caller: &mut Caller,
        back: bool,
    ) -> Result<Option<hd::adapter::Answer>> {
        let dialect = caller.probe()?;
        if !dialect.has(self.operation) {
            return Ok(None);
        }
        let payload = self.payload(document, caller, dialect, back)?;
        caller.call(self.operation, &payload)
    }

    /// What an adapter of this dialect is told; the old settings where a change is taken back.
    fn payload(
        &self,
        document: &Document,
        caller: &mut Caller,
        dialect: Dialect,
        back: bool,
    ) -> Result<Payload> {
        let settings: Box<RawValue> = document.need("settings")?;
        let paths: Option<Paths> = document.get("paths")?;
        let was = document.get("was")?.unwrap_or_else(|| settings.clone());
        let mut plain = |settings: &RawValue| {
            let own = OwnSettings::of(settings, paths.as_ref())?;
            caller.hide(own.secrets());
            Ok::<_, hd::Error>(own.settings)
        };
        let (new, system) =
            if back { (plain(&was)?, &self.systems.old) } else { (plain(&settings)?, &self.systems.new) };
        if matches!(dialect, Dialect::Current | Dialect::Dec2024) {
            return Ok(Payload { config: Some(new), ..Payload::default() });
        }
        let fqmn = document.fqmn();
        Ok(Payload {
            settings: Some(system.for_module(&fqmn, &new)?),
            current_settings: Some(self.systems.old.for_module(&fqmn, &plain(&was)?)?),
            ..Payload::default()
        })
    }

    /// Gives a module its old settings again.
    fn undo(&self, document: &Document) -> Result<()> {
        let told = || {
            let mut caller = self.limited.caller(document, false)?;
            self.said(document, &mut caller, true)
        };
        told().map(drop).map_err(|error| {
            error
                .within(&format!("'{}' couldn't get its old settings again", document.fqmn()))
                .hint("the next start gives it the settings that are saved")
        })
    }
}

/// A module whose adapter couldn't judge its settings keeps those that it had, and so do those that depend on it.
fn keep_dependants(stream: &Stream, documents: &mut [Document]) {
    let needs = Needs::of(documents);
    for at in 0..documents.len() {
        let Some(cause) = documents[at].error().filter(|error| !error.refuses_settings() && !error.spared)
        else {
            continue;
        };
        let fqmn = documents[at].fqmn();
        for place in needs.dependants(at) {
            let document = &mut documents[place];
            if stream.takes(document) && Limited::concerns(document) && differs(document) {
                let message =
                    format!("'{}' keeps the settings that it had: it depends on '{fqmn}'", document.fqmn());
                let error = Error::new(cause.kind(), message);
                stream.fail_as(document, &Report { spared: true, ..error.report("hd-adapter-call") });
            }
        }
    }
}

/// Whether this module's settings are being changed.
fn differs(document: &Document) -> bool {
    let same = |was: &RawValue| document.raw("settings").is_some_and(|now| now.get() == was.get());
    document.raw("was").is_some_and(|was| !same(was))
}

/// Whoever saves has to know that the change was taken back.
fn mark_undone(document: &mut Document) {
    if let Some(mut report) = document.error() {
        report.undone = true;
        document.fail(&report);
    }
}
