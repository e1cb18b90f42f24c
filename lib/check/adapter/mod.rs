//! An adapter judged: every command with everything that it may meet.

mod bounds;
mod idle;
mod input;
mod keys;
mod talk;
mod work;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value as Json;

use super::code::{self, Code, Scope};
use super::finding::{Finding, Place};
use super::reach::{self, Reach, Reached};
use super::report::Report;
use super::scratch::Scratch;
use super::subject::Subject;
use crate::adapter::{Dialect, Idle, Limits, Operation, Payload, Records};
use crate::config::{Instance, Metadata};
use crate::error::{Error, Kind, Result};
use crate::module::Descriptor;
use talk::{Said, Talk};

/// What there is to judge an adapter with.
#[derive(Debug)]
pub struct Asked<'a> {
    /// Where it is.
    pub reach: &'a Reach,
    /// The package that it belongs to.
    pub package: Option<&'a Path>,
    /// The module's FQMN, where there is no package to say it.
    pub fqmn: &'a str,
    /// The dialect that it speaks, where somebody knows.
    pub dialect: Option<Dialect>,
    /// Where what it says is kept.
    pub records: Option<Arc<Mutex<Records>>>,
    /// For each command.
    pub limits: Limits,
}

/// What can't be judged of an adapter that isn't there.
const NEED_START: &[&Code] = &[
    code::VERSION,
    code::OTHER_VERSION,
    code::DIALECT,
    code::HANGS,
    code::UNKNOWN_COMMAND,
    code::LEAK,
    code::IDLE,
    code::SIGTERM,
    code::BUSY,
];
/// What can't be judged without knowing its dialect.
const NEED_DIALECT: &[&Code] = &[
    code::ANSWER,
    code::WRONG_KEY,
    code::NO_KEY,
    code::UNKNOWN_FIELD,
    code::CRASH,
    code::BAD_INPUT,
    code::PARAMETERS,
    code::LOG_FILE,
];
/// What can't be judged without its metadata.
const NEED_METADATA: &[&Code] =
    &[code::FORGETS, code::BOUND, code::BOUND_REFUSED, code::DEFAULTS, code::PORTS];

/// Judges an adapter. Bad input where the package or the recording isn't there, or the package is none.
pub fn adapter(subject: &str, asked: &Asked) -> Result<Report> {
    let mut report = Report::new(subject, Scope::Adapter);
    let (scratch, descriptor) = home(asked)?;
    match reach::reach(asked.reach, &scratch, asked.records.as_ref(), &asked.limits) {
        Ok((way, reached)) => {
            let fqmn = scratch.document().fqmn();
            let version = descriptor.as_ref().map_or_else(|| "0.0.0".into(), |one| one.version.to_string());
            let subject = Subject::new(way, reached.key.clone(), &fqmn, &version, asked.limits)?;
            let subject = subject.speaking(asked.dialect);
            let talk = Talk::new(subject, &mut report);
            let judge = Judge { talk, asked, scratch: &scratch, reached: &reached };
            judge.judge(descriptor.as_ref())?;
        }
        Err(error) if error.kind() == Kind::Adapter => unreached(&error, &mut report),
        Err(error) => return Err(error),
    }
    report.end();
    Ok(report)
}

/// A home for the adapter, and its package's descriptor where there is one.
fn home(asked: &Asked) -> Result<(Scratch, Option<Descriptor>)> {
    let Some(package) = asked.package else {
        return Ok((Scratch::without_package(asked.fqmn)?, None));
    };
    let mut refused = Report::new(package.display().to_string(), Scope::Package);
    if let Some((scratch, descriptor)) = super::package::opened(package, &mut refused)? {
        return Ok((scratch, Some(descriptor)));
    }
    let why = refused.findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>();
    Err(Error::input(format!("'{}' is no package: {}", package.display(), why.join("; "))))
}

fn unreached(error: &Error, report: &mut Report) {
    report.add(Finding::new(code::START, Place::at("container"), with_hints(error)));
    let why = "the adapter has to run first";
    report.skip(NEED_START, why);
    report.skip(NEED_DIALECT, why);
    report.skip(NEED_METADATA, why);
}

/// A failure with what is known of it: the end of a container's log is a hint.
fn with_hints(error: &Error) -> String {
    let hints: String = error.hints().iter().map(|hint| format!("; {hint}")).collect();
    format!("{error}{hints}")
}

struct Judge<'j> {
    talk: Talk<'j>,
    asked: &'j Asked<'j>,
    scratch: &'j Scratch,
    reached: &'j Reached,
}

impl Judge<'_> {
    fn judge(mut self, descriptor: Option<&Descriptor>) -> Result<()> {
        let told = self.commands(descriptor);
        match told {
            Err(talk::Over::Enough) => {
                let why = "it was given up on: too much of it doesn't end, or it is gone";
                self.talk.report.skip(NEED_DIALECT, why);
                self.talk.report.skip(NEED_METADATA, why);
            }
            Err(talk::Over::Failed(error)) => return Err(error),
            Ok(()) => {}
        }
        if self.talk.report.has(code::START) { Ok(()) } else { self.idles() }
    }

    fn commands(&mut self, descriptor: Option<&Descriptor>) -> talk::Result<()> {
        self.version(descriptor)?;
        if self.talk.report.has(code::START) {
            return Err(talk::Over::Enough);
        }
        self.unknown_command()?;
        let Some(dialect) = self.dialect()? else { return Ok(()) };
        let metadata = self.metadata()?;
        let defaults = metadata.as_ref().map(|known| Instance::defaults(known).to_json(known));
        let payload =
            self.talk.subject.payload(defaults.as_ref().unwrap_or(&Json::Object(serde_json::Map::new())))?;
        self.keys(dialect, &payload)?;
        self.input(dialect, &payload)?;
        self.log_file(dialect, &payload)?;
        let Some(metadata) = metadata else {
            self.talk.report.skip(NEED_METADATA, "the metadata have to be there and sound first");
            return Ok(());
        };
        self.work(dialect, &metadata)?;
        self.bounds(dialect, &metadata)
    }

    /// `version`, with no key.
    fn version(&mut self, descriptor: Option<&Descriptor>) -> talk::Result<()> {
        let said = match self.talk.say("version", b"{}\n") {
            // A program that isn't there is the first thing to be seen.
            Err(talk::Over::Failed(error)) if error.kind() == Kind::Machine => {
                unreached(&error, self.talk.report);
                return Err(talk::Over::Enough);
            }
            said => said?,
        };
        let Some(said) = said else { return Ok(()) };
        let place = || Place::at("version");
        if let Some(code @ (126 | 127)) = said.code() {
            let message = format!("exit code {code}: {}", said.last_line());
            return self.talk.found(code::START, place(), message);
        }
        self.talk.report.look([&code::START, &code::VERSION]);
        let answer = said.answer(Dialect::Current, Operation::Version);
        let version = match answer {
            Ok(crate::adapter::Answer::Version(version)) => version,
            Ok(_) => return Ok(()),
            Err(why) => return self.talk.found(code::VERSION, place(), why),
        };
        let Ok(parsed) = crate::module::dependency::version(version.trim()) else {
            let message = format!("'{version}' is no semantic version");
            return self.talk.found(code::VERSION, place(), message);
        };
        self.talk.report.look(descriptor.map(|_| &code::OTHER_VERSION));
        match descriptor {
            None => self.talk.report.skip([&code::OTHER_VERSION], "there is no package"),
            Some(descriptor) if descriptor.version != parsed => {
                let message = format!("it says {parsed}, the descriptor {}", descriptor.version);
                self.talk.found(code::OTHER_VERSION, place(), message)?;
            }
            Some(_) => {}
        }
        Ok(())
    }

    fn unknown_command(&mut self) -> talk::Result<()> {
        const COMMAND: &str = "no-such-command";
        let line = self.talk.subject.line()?;
        let Some(said) = self.talk.say(COMMAND, &line)? else { return Ok(()) };
        self.talk.report.look([&code::UNKNOWN_COMMAND]);
        self.talk.crashed(&said)?;
        if said.code() == Some(0) {
            let message = format!("it ended with exit code 0 and said '{}'", said.last_line());
            self.talk.found(code::UNKNOWN_COMMAND, Place::at(COMMAND), message)?;
        }
        Ok(())
    }

    fn dialect(&mut self) -> talk::Result<Option<Dialect>> {
        match self.talk.subject.dialect() {
            Ok(dialect) => {
                self.talk.report.remarks.push(format!("it speaks the dialect {dialect}"));
                self.say_whose(dialect);
                Ok(Some(dialect))
            }
            Err(error) => {
                let code = match error.kind() {
                    Kind::Busy if !error.message().contains("interrupted") => code::HANGS,
                    Kind::Adapter => code::DIALECT,
                    _ => return Err(error.into()),
                };
                self.talk.found(code, Place::at("get-config"), error.message())?;
                self.talk.report.skip(NEED_DIALECT, "its dialect isn't known");
                self.talk.report.skip(NEED_METADATA, "its dialect isn't known");
                Ok(None)
            }
        }
    }

    /// In the dialects of 2025 an adapter looks for its own settings by its module's name.
    fn say_whose(&mut self, dialect: Dialect) {
        if self.asked.package.is_none() && matches!(dialect, Dialect::Jan2025 | Dialect::Mar2025) {
            let fqmn = self.talk.subject.fqmn();
            let remark = format!("its settings were those of '{fqmn}': --fqmn AUTHOR/NAME says another name");
            self.talk.report.remarks.push(remark);
        }
    }

    fn metadata(&mut self) -> talk::Result<Option<Metadata>> {
        let json = match self.talk.subject.config() {
            Ok(json) => json,
            Err(error) => {
                if error.kind() == Kind::Adapter {
                    self.talk.found(code::DIALECT, Place::at("get-config"), error.message())?;
                }
                self.talk.failed("get-config", error)?;
                return Ok(None);
            }
        };
        self.talk.report.look([&code::DIALECT, &code::ANSWER, &code::PARAMETERS]);
        match Metadata::read(self.talk.subject.fqmn(), json.get()) {
            Ok(metadata) => Ok(Some(metadata)),
            Err(error) => {
                for fault in error.report("").faults {
                    let place = Place::at(format!("get-config#{}", fault.at));
                    self.talk.found(code::PARAMETERS, place, fault.message)?;
                }
                Ok(None)
            }
        }
    }

    /// `get-log-file` of somebody whom nobody knows.
    fn log_file(&mut self, dialect: Dialect, payload: &Payload) -> talk::Result<()> {
        let unknown = Payload { source: Some("no-such-source".into()), ..payload.clone() };
        let Some(said) = self.talk.ask(dialect, Operation::GetLogFile, &unknown, true)? else {
            return Ok(());
        };
        // That it refuses this one shows nothing where it refuses all.
        if is_answer(&said, dialect, Operation::GetLogFile)
            || self.is_answered(dialect, Operation::GetLogFile, payload)?
        {
            self.talk.report.look([&code::LOG_FILE]);
        }
        match said.answer(dialect, Operation::GetLogFile) {
            Ok(crate::adapter::Answer::LogFile(path)) if !path.is_empty() => {
                let message = format!("for the source 'no-such-source' it names '{path}'");
                self.talk.found(code::LOG_FILE, Place::at("get-log-file"), message)
            }
            // To say that it doesn't know is an answer, too.
            _ => Ok(()),
        }
    }

    /// Whether the operation is carried out for who has the right key: only then its refusal of something else shows anything.
    fn is_answered(
        &mut self,
        dialect: Dialect,
        operation: Operation,
        payload: &Payload,
    ) -> talk::Result<bool> {
        let said = self.talk.ask(dialect, operation, payload, true)?;
        Ok(said.is_some_and(|said| is_answer(&said, dialect, operation)))
    }

    fn idles(mut self) -> Result<()> {
        let idle = match self.asked.reach {
            Reach::Replay(records) => records.idle.clone(),
            reach => idle::look(reach, self.scratch, self.reached, self.asked.limits.stop)?,
        };
        let Some(idle) = idle else {
            let why = "how it idles isn't recorded, or can't be seen from here";
            self.talk.report.skip([&code::IDLE, &code::SIGTERM, &code::BUSY], why);
            return Ok(());
        };
        if let Some(records) = &self.asked.records {
            records.lock().unwrap_or_else(PoisonError::into_inner).idle = Some(idle.clone());
        }
        self.judge_idle(&idle);
        Ok(())
    }

    fn judge_idle(&mut self, idle: &Idle) {
        let report = &mut *self.talk.report;
        let place = || Place::at("idle");
        report.look([&code::IDLE, &code::SIGTERM, &code::BUSY]);
        if let Some(ended) = &idle.ended {
            let message = format!("it didn't stay: {ended}");
            report.add(Finding::new(code::IDLE, place(), message));
            return report.skip([&code::SIGTERM, &code::BUSY], "it doesn't idle");
        }
        if idle.stopped_within.is_none_or(|seconds| seconds > idle::ENDS.as_secs_f64()) {
            report.add(Finding::new(code::SIGTERM, place(), "10 s after SIGTERM it was still there"));
        }
        match idle.cpu {
            None => report.skip([&code::BUSY], "what it uses can't be seen from here"),
            Some(cpu) if cpu > idle::MOST => {
                let message = format!("it uses {:.0} % of a processor", cpu * 100.0);
                report.add(Finding::new(code::BUSY, place(), message));
            }
            Some(_) => {}
        }
    }
}

/// Whether what was said is an answer that does.
fn is_answer(said: &Said, dialect: Dialect, operation: Operation) -> bool {
    said.code() == Some(0) && said.answer(dialect, operation).is_ok()
}
