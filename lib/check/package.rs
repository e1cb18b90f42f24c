//! A package judged: the archive, the descriptor, the templates, and what they make with every combination of settings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::code::{self, Code, Scope};
use super::finding::{Finding, Place};
use super::reach::{self, Reach};
use super::render::Bench;
use super::report::Report;
use super::rows::{self, Row};
use super::scratch::{self, Scratch};
use super::source::{self, Source};
use super::subject::Subject;
use super::{compose, taken};
use crate::adapter::{Dialect, Limits, Records};
use crate::compose::Program;
use crate::config::Metadata;
use crate::error::{Error, Kind, Result};
use crate::module::{self, Descriptor, Package};
use crate::template::module::File;

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
const NEED_METADATA: &[&Code] = &[code::RENDER, code::COMPOSE, code::CLASH, code::UNKNOWN_PARAMETER];
/// What needs the answers of an adapter.
const NEED_ADAPTER: &[&Code] = &[code::CLASH, code::NO_CONTAINER];
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
    report.sort();
    Ok(report)
}

/// The package in a home of its own; `None`, with findings, where it is none.
pub(super) fn opened(path: &Path, report: &mut Report) -> Result<Option<(Scratch, Descriptor)>> {
    std::fs::metadata(path).map_err(|cause| Error::file("open", path, &cause))?;
    let limits = module::Limits::default();
    let opened = module::source::open(path, &limits).and_then(|bytes| {
        let package = Package::open(&bytes, &limits)?;
        Ok((Scratch::with_package(&package)?, package.descriptor().clone()))
    });
    match opened {
        Ok(opened) => Ok(Some(opened)),
        Err(error) if error.kind() == Kind::Input => {
            refused(error, report);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// A package that is refused as a whole.
fn refused(error: Error, report: &mut Report) {
    let said = error.report("");
    if !said.message.starts_with("the descriptor") {
        report.skip([&code::DESCRIPTOR], "the archive is no package");
        report.skip(NEED_PACKAGE, "the archive is no package");
        return report.add(Finding::new(code::ARCHIVE, Place::at(report.subject.clone()), said.message));
    }
    report.skip(NEED_PACKAGE, "the descriptor has to be sound first");
    let file = module::package::DESCRIPTOR;
    for fault in &said.faults {
        let place = Place { at: format!("{file}#{}", fault.at), ..Place::file("") };
        report.add(Finding::new(code::DESCRIPTOR, place, format!("{} {}", fault.at, fault.message)));
    }
    if said.faults.is_empty() {
        report.add(Finding::new(code::DESCRIPTOR, Place::file(file), said.message));
    }
}

struct Judge<'j> {
    given: &'j Given,
    scratch: &'j Scratch,
    descriptor: &'j Descriptor,
    report: &'j mut Report,
}

/// What rendering came to.
#[derive(Default)]
struct Made {
    /// Each template's names: of its services, and of their containers without the project.
    names: BTreeMap<String, BTreeSet<String>>,
    /// The containers that were named, with who named them.
    named: BTreeMap<String, String>,
    /// The templates that some combination needed.
    needed: BTreeSet<String>,
    /// The combinations that were looked at with an adapter's answers.
    asked: usize,
    /// Those that the adapter refused.
    refused: usize,
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
        let (way, reached) =
            match reach::reach(reach, self.scratch, given.records.as_ref(), given.limits.stop) {
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

    /// The adapter's own file: it depends on no setting of the module.
    fn adapter_file(&mut self, bench: &Bench, sources: &[Source]) {
        if !sources.iter().any(|source| source.stem.is_none()) {
            return;
        }
        match bench.adapter() {
            Ok(file) => {
                compose::judge(source::ADAPTER, &file.compose.json(), self.report);
                self.take(&[&file], &|_| source::ADAPTER.into(), "");
            }
            Err(error) => self.report.add(source::of_error(code::RENDER, source::ADAPTER, &error)),
        }
    }

    /// Without metadata a template is rendered with stand-ins, for what can be seen all the same; that it fails says nothing.
    fn without_metadata(&mut self, bench: &Bench, sources: &[Source]) {
        let instance = bench.stand_in(sources);
        for (file, stem) in services(sources) {
            if let Ok(made) = bench.service(stem, &instance) {
                compose::judge(file, &made.compose.json(), self.report);
            }
        }
    }

    /// Renders everything with every row.
    fn every(
        &mut self,
        bench: &Bench,
        sources: &[Source],
        rows: &[Row],
        mut subject: Option<&mut Subject>,
        made: &mut Made,
    ) -> Result<()> {
        let mut seen = BTreeSet::new();
        if subject.is_none() {
            self.report.skip(NEED_ADAPTER, "no adapter says which containers run together");
        }
        for row in rows {
            let containers = match subject.as_deref_mut().map(|subject| ask(subject, row)) {
                None => None,
                Some(Ok(Asked::Containers(containers))) => containers,
                Some(Ok(Asked::Refused)) if row.differs.is_empty() => None,
                Some(Ok(Asked::Refused)) => {
                    made.refused += 1;
                    continue;
                }
                Some(Err(error)) => {
                    let why = skippable(error)?;
                    self.report.skip(NEED_ADAPTER, &format!("the adapter failed: {why}"));
                    subject = None;
                    None
                }
            };
            self.row(bench, sources, row, containers.as_deref(), made, &mut seen);
        }
        if let Some(subject) = subject {
            // As it was before, as far as anybody can.
            let _ = subject.set(&rows[0].instance);
        }
        Ok(())
    }

    fn row(
        &mut self,
        bench: &Bench,
        sources: &[Source],
        row: &Row,
        containers: Option<&[String]>,
        made: &mut Made,
        seen: &mut BTreeSet<String>,
    ) {
        let mut files = Vec::new();
        for (file, stem) in services(sources) {
            match bench.service(stem, &row.instance) {
                Ok(rendered) => {
                    self.note(&rendered, made);
                    files.push(rendered);
                }
                Err(error) => self.failed(file, &error, row),
            }
        }
        let together: Vec<&File> = match containers {
            Some(containers) => {
                made.asked += 1;
                let stems = self.stems(containers, made);
                files.iter().filter(|file| stems.contains(&file.stem)).collect()
            }
            None => files.iter().collect(),
        };
        if containers.is_some() {
            self.clashes(&together, row);
        }
        let texts: String = together.iter().map(|file| file.compose.text()).collect();
        if seen.insert(crate::digest::sha256(texts)) {
            for file in &together {
                compose::judge(&path(&file.stem), &file.compose.json(), self.report);
            }
            self.take(&together, &path, &row.differs);
        }
    }

    /// A template that doesn't render: the first combination is named.
    fn failed(&mut self, file: &str, error: &Error, row: &Row) {
        let mut finding = source::of_error(code::RENDER, file, error);
        let known = |other: &Finding| other.code == finding.code && other.place == finding.place;
        if !self.report.findings.iter().any(known) {
            let with = if row.differs.is_empty() { "the defaults" } else { &row.differs };
            finding.message = format!("{} (with {with})", finding.message);
            self.report.add(finding);
        }
    }

    fn note(&self, file: &File, made: &mut Made) {
        let before = format!("{}_", self.scratch.project());
        let short = |name: &str| name.strip_prefix(&before).unwrap_or(name).to_owned();
        let names = made.names.entry(file.stem.clone()).or_default();
        names.extend(file.compose.names().into_iter().map(short));
    }

    /// The templates that these containers need.
    fn stems(&self, containers: &[String], made: &mut Made) -> BTreeSet<String> {
        let mut stems = BTreeSet::new();
        for container in containers {
            made.named.entry(container.clone()).or_insert_with(|| "get-containers".into());
            stems.extend(template_of(container, made));
        }
        made.needed.extend(stems.iter().cloned());
        stems
    }

    fn clashes(&mut self, files: &[&File], row: &Row) {
        for (number, one) in files.iter().enumerate() {
            for other in &files[number + 1..] {
                if let Some(thing) = one.compose.clash(&other.compose) {
                    let with = if row.differs.is_empty() { "the defaults" } else { &row.differs };
                    let message =
                        format!("{thing} is defined differently in '{}' (with {with})", path(&other.stem));
                    let place = Place::file(path(&one.stem));
                    let known = |found: &Finding| found.code == code::CLASH.id && found.place == place;
                    if !self.report.findings.iter().any(known) {
                        self.report.add(Finding::new(code::CLASH, place, message));
                    }
                }
            }
        }
    }

    /// Whether Docker Compose takes these files together.
    fn take(&mut self, files: &[&File], path: &dyn Fn(&str) -> String, differs: &str) {
        let Err(said) = taken::together(self.given.program.as_ref(), self.scratch, files) else { return };
        // Which of them it is: the one that is refused for the same reason alone.
        let alone =
            |file: &&&File| taken::together(self.given.program.as_ref(), self.scratch, &[file]).is_err();
        let guilty = files.iter().find(|file| files.len() > 1 && alone(file)).or(files.first());
        let place = guilty.map_or_else(|| Place::at("templates"), |file| Place::file(path(&file.stem)));
        let with = if differs.is_empty() { String::new() } else { format!(" (with {differs})") };
        let known = |found: &Finding| found.code == code::COMPOSE.id && found.place == place;
        if !self.report.findings.iter().any(known) {
            self.report.add(Finding::new(code::COMPOSE, place, said + &with));
        }
    }

    /// Containers without templates, and templates without containers.
    fn containers(&mut self, metadata: Option<&Metadata>, sources: &[Source], mut made: Made) {
        let stems: BTreeSet<&str> = services(sources).map(|(_, stem)| stem).collect();
        let all = made.names.len() == stems.len() && !self.report.has(code::TEMPLATE);
        if metadata.is_none() || !all {
            return self.report.skip([&code::NO_TEMPLATE], "the templates have to render first");
        }
        for parameter in metadata.iter().flat_map(|metadata| metadata.parameters()) {
            for container in &parameter.affects_containers {
                let who = || format!("affectsContainers of '{}'", parameter.path);
                made.named.entry(container.clone()).or_insert_with(who);
            }
        }
        for container in &self.descriptor.exactly_one {
            made.named.entry(container.clone()).or_insert_with(|| "exactlyOne of the descriptor".into());
        }
        for (container, who) in &made.named {
            if template_of(container, &made).is_none() {
                let message = format!("{who} names '{container}', which no template has or declares");
                self.report.add(Finding::new(code::NO_TEMPLATE, Place::at(container), message));
            }
        }
        if made.asked > 0 {
            for stem in stems.iter().filter(|stem| !made.needed.contains(**stem)) {
                let message = format!("no combination of {} needs it", made.asked);
                self.report.add(Finding::new(code::NO_CONTAINER, Place::file(path(stem)), message));
            }
        }
    }
}

/// The templates of services that can be read: path and stem.
fn services(sources: &[Source]) -> impl Iterator<Item = (&str, &str)> {
    sources.iter().filter_map(|source| Some((source.file.as_str(), source.stem.as_deref()?)))
}

/// The template of this container: the one with that stem, else the one that declares it.
fn template_of(container: &str, made: &Made) -> Option<String> {
    if made.names.contains_key(container) {
        return Some(container.into());
    }
    made.names.iter().find(|(_, names)| names.contains(container)).map(|(stem, _)| stem.clone())
}

fn path(stem: &str) -> String {
    format!("templates/{stem}.tmpl")
}

/// What an adapter says to a row.
enum Asked {
    /// It doesn't take it.
    Refused,
    /// The containers that run with it, where the dialect says so.
    Containers(Option<Vec<String>>),
}

fn ask(subject: &mut Subject, row: &Row) -> Result<Asked> {
    if !subject.process(&row.instance)?.errors.is_empty() {
        return Ok(Asked::Refused);
    }
    subject.set(&row.instance)?;
    subject.containers().map(Asked::Containers)
}

/// Why the adapter says nothing. An interruption is no reason, but an end.
fn skippable(error: Error) -> Result<String> {
    if error.kind() == Kind::Busy && error.message().contains("interrupted") {
        return Err(error);
    }
    Ok(error.message().to_owned())
}

fn remark(rows: &[Row], made: &Made) -> String {
    let refused = match made.refused {
        0 => String::new(),
        count => format!(", {count} of them refused by the adapter and left out"),
    };
    let plural = if rows.len() == 1 { "" } else { "s" };
    format!("rendered with {} combination{plural} of choices and booleans{refused}", rows.len())
}
