//! Templates rendered with every combination of settings, and what that makes judged.

use std::collections::BTreeSet;

use super::made::{Made, path, services, stems};
use super::{Judge, NEED_ADAPTER, NEED_FILES, skippable};
use crate::check::finding::{Finding, Place};
use crate::check::render::Bench;
use crate::check::rows::Row;
use crate::check::source::{self, Source};
use crate::check::subject::Subject;
use crate::check::{code, compose, taken};
use crate::error::{Error, Result};
use crate::template::module::File;

impl Judge<'_> {
    /// The adapter's own file: it depends on no setting of the module.
    pub(super) fn adapter_file(&mut self, bench: &Bench, sources: &[Source]) {
        if !sources.iter().any(|source| source.stem.is_none()) {
            return;
        }
        self.report.look([&code::RENDER]);
        match bench.adapter() {
            Ok(file) => {
                self.report.look(NEED_FILES);
                compose::judge(source::ADAPTER, &file.compose.json(), self.report);
                self.take(&[&file], &|_| source::ADAPTER.into(), "");
            }
            Err(error) => self.report.add(source::of_error(code::RENDER, source::ADAPTER, &error)),
        }
    }

    /// Without metadata a template is rendered with stand-ins, for what can be seen all the same; that it fails says nothing.
    pub(super) fn without_metadata(&mut self, bench: &Bench, sources: &[Source]) {
        let instance = bench.stand_in(sources);
        for (file, stem) in services(sources) {
            match bench.service(stem, &instance) {
                Ok(made) => compose::judge(file, &made.compose.json(), self.report),
                Err(_) => self.report.skip(NEED_FILES, "a template can't be rendered without metadata"),
            }
        }
    }

    /// Renders everything with every row.
    pub(super) fn every(
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
        if services(sources).any(|(_, stem)| !made.judged.contains(stem)) {
            self.report.skip(NEED_FILES, "a template renders with no combination, or no container needs it");
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
        self.report.look([&code::RENDER]);
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
                let stems = stems(containers, made);
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
                made.judged.insert(file.stem.clone());
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
            let quotes = source::said_unquoted(&finding.place, self.report);
            let quotes = quotes.map(|said| format!("; {said}")).unwrap_or_default();
            finding.message = format!("{} (with {with}){quotes}", finding.message);
            self.report.add(finding);
        }
    }

    fn note(&self, file: &File, made: &mut Made) {
        let before = format!("{}_", self.scratch.project());
        let short = |name: &str| name.strip_prefix(&before).unwrap_or(name).to_owned();
        let names = made.names.entry(file.stem.clone()).or_default();
        names.extend(file.compose.names().into_iter().map(short));
    }

    fn clashes(&mut self, files: &[&File], row: &Row) {
        self.report.look([&code::CLASH]);
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
        self.report.look([&code::COMPOSE]);
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

pub(super) fn remark(rows: &[Row], made: &Made) -> String {
    let refused = match made.refused {
        0 => String::new(),
        count => format!(", {count} of them refused by the adapter and left out"),
    };
    let plural = if rows.len() == 1 { "" } else { "s" };
    format!("rendered with {} combination{plural} of choices and booleans{refused}", rows.len())
}
