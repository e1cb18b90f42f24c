//! A package judged: the archive, the descriptor, the templates, and what they make with every combination of settings.

mod combination;
mod made;
mod opened;

use std::path::Path;
use std::sync::{Arc, Mutex};

use super::code::{self, Code, Scope};
use super::finding::{Finding, Place};
use super::reach::{self, Reach};
use super::render::Bench;
use super::report::Report;
use super::rows;
use super::scratch::{self, Scratch};
use super::source;
use super::subject::Subject;
use crate::adapter::{Dialect, Limits, Records};
use crate::compose::Program;
use crate::config::Metadata;
use crate::error::{Error, Kind, Result};
use crate::module::Descriptor;
use combination::remark;
use made::Made;
pub(super) use opened::opened;

/// What there is to judge a package with.
#[derive(Debug, Default)]
pub struct Given {
    /// The module's metadata, as `get-config` answers them.
    pub metadata: Option<String>,
    /// Other modules' metadata, by FQMN.
    pub others: Vec<(String, String)>,
    /// The module's adapter.
    pub adapter: Option<Reach>,
    /// The dialect that it speaks, where somebody knows.
    pub dialect: Option<Dialect>,
    /// Where what the adapter says is kept.
    pub records: Option<Arc<Mutex<Records>>>,
    /// Docker Compose, where it is on this machine.
    pub program: Option<Program>,
    /// For each command of the adapter.
    pub limits: Limits,
}

/// What needs the module's metadata.
const NEED_METADATA: &[&Code] = &[
    code::RENDER,
    code::COMPOSE,
    code::CLASH,
    code::UNKNOWN_PARAMETER,
    code::NO_TEMPLATE,
    code::NO_CONTAINER,
];
/// What needs the answers of an adapter.
const NEED_ADAPTER: &[&Code] = &[code::CLASH, code::NO_CONTAINER];
/// What is seen in the files that templates make.
const NEED_FILES: &[&Code] = &[code::UNPINNED, code::NO_DIGEST, code::CAPABILITIES, code::SOCKET];
/// What nothing is known of without a package.
const NEED_PACKAGE: &[&Code] = &[
    code::TEMPLATE,
    code::RENDER,
    code::COMPOSE,
    code::CLASH,
    code::METADATA,
    code::UNKNOWN_PARAMETER,
    code::DEPENDENCY,
    code::NO_TEMPLATE,
    code::NO_CONTAINER,
    code::ACCESSOR,
    code::UNPINNED,
    code::NO_DIGEST,
    code::CAPABILITIES,
    code::SOCKET,
    code::LOG_DIR,
    code::BARE_WORD,
    code::RAW,
];

/// Judges a package: a file, or a folder as it would be packed. Bad input where it isn't there.
pub fn package(path: &Path, given: &Given) -> Result<Report> {
    let mut report = Report::new(path.display().to_string(), Scope::Package);
    if let Some((scratch, descriptor)) = opened(path, &mut report)? {
        Judge { given, scratch: &scratch, descriptor: &descriptor, report: &mut report }.judge()?;
    }
    report.end();
    Ok(report)
}

struct Judge<'j> {
    given: &'j Given,
    scratch: &'j Scratch,
    descriptor: &'j Descriptor,
    report: &'j mut Report,
}

impl Judge<'_> {
    fn judge(mut self) -> Result<()> {
        let sources = source::read_all(&self.scratch.package_dir()?, self.descriptor.fqmn(), self.report)?;
        let others = self.others()?;
        let reached = self.given.adapter.as_ref().map(|reach| self.reach(reach)).transpose()?.flatten();
        let (mut subject, held) = reached.unzip();
        let metadata = self.metadata(subject.as_mut())?;
        let known = source::Known { own: metadata.as_ref(), others: &others };
        source::judge(&sources, self.descriptor, &known, self.report);
        if let Some(metadata) = &metadata {
            source::judge_metadata(metadata, self.descriptor, &known, self.report);
        }
        let bench = Bench::new(self.scratch, &others, &sources)?;
        self.adapter_file(&bench, &sources);
        let mut made = Made::default();
        match &metadata {
            Some(metadata) => {
                let rows = rows::of(metadata);
                self.every(&bench, &sources, &rows, subject.as_mut(), &mut made)?;
                self.report.remarks.push(remark(&rows, &made));
                self.report.remarks.extend(rows::left_out(metadata));
            }
            None => self.without_metadata(&bench, &sources),
        }
        drop((subject, held));
        self.containers(metadata.as_ref(), &sources, made);
        Ok(())
    }

    /// Hyperdrive's metadata and those that were given.
    fn others(&self) -> Result<Vec<Metadata>> {
        let own = scratch::hyperdrive();
        let given = self.given.others.iter().map(|(fqmn, json)| Metadata::read(fqmn, json));
        std::iter::once(own).chain(given).collect()
    }

    /// The adapter, where it can be reached; else why not is a reason to skip.
    fn reach(&mut self, reach: &Reach) -> Result<Option<(Subject, reach::Reached)>> {
        let (given, version) = (self.given, self.descriptor.version.to_string());
        let (way, reached) = match reach::reach(reach, self.scratch, given.records.as_ref(), &given.limits) {
            Err(error) if matches!(error.kind(), Kind::Adapter | Kind::Input) => {
                self.report.skip(NEED_ADAPTER, &format!("the adapter can't be asked: {error}"));
                return Ok(None);
            }
            reached => reached?,
        };
        let fqmn = self.descriptor.fqmn().to_string();
        let subject = Subject::new(way, reached.key.clone(), &fqmn, &version, given.limits)?;
        Ok(Some((subject.speaking(given.dialect), reached)))
    }

    /// The module's metadata: those that were given, or the adapter's.
    fn metadata(&mut self, subject: Option<&mut Subject>) -> Result<Option<Metadata>> {
        let fqmn = self.descriptor.fqmn().to_string();
        let json = match (&self.given.metadata, subject) {
            (Some(json), _) => json.clone(),
            (None, Some(subject)) => match subject.config() {
                Ok(json) => json.get().to_owned(),
                Err(error) => {
                    self.no_metadata(&skippable(error)?);
                    return Ok(None);
                }
            },
            (None, None) => {
                self.no_metadata("there are no metadata");
                return Ok(None);
            }
        };
        self.report.look([&code::METADATA]);
        match Metadata::read(&fqmn, &json) {
            Ok(metadata) => Ok(Some(metadata)),
            Err(error) => {
                for fault in error.report("").faults {
                    let place = Place::at(format!("get-config#{}", fault.at));
                    self.report.add(Finding::new(code::METADATA, place, fault.message));
                }
                self.no_metadata("the metadata have to be sound first");
                Ok(None)
            }
        }
    }

    fn no_metadata(&mut self, why: &str) {
        self.report.skip(NEED_METADATA, why);
        self.report.skip([&code::METADATA], why);
    }
}

/// Why the adapter says nothing. An interruption is no reason, but an end.
fn skippable(error: Error) -> Result<String> {
    if error.kind() == Kind::Busy && error.message().contains("interrupted") {
        return Err(error);
    }
    Ok(error.message().to_owned())
}
