//! The templates of a package as they stand: what they read and use, without rendering them.

use std::collections::BTreeSet;
use std::path::Path;

use super::code;
use super::finding::{Finding, Place};
use super::report::Report;
use crate::config::{Metadata, Parameter, Section};
use crate::document::HYPERDRIVE;
use crate::error::{Error, Result};
use crate::module::Descriptor;
use crate::name::{Fqmn, Fqpn};
use crate::template::{self, Explanation, FindingKind, Template, Use};

/// What is seen in a template as it stands.
const SEEN: &[&code::Code] = &[code::DEPENDENCY, code::ACCESSOR, code::LOG_DIR, code::BARE_WORD, code::RAW];
/// What stands before a hint at missing quotes.
const UNQUOTED: &str = "; it seems to be no accessor";

/// The template of the adapter.
pub(super) const ADAPTER: &str = "adapter.tmpl";

/// A template that can be read.
#[derive(Debug)]
pub(super) struct Source {
    /// Its path in the package.
    pub(super) file: String,
    /// The stem of one of `templates/`; `None` for the adapter's.
    pub(super) stem: Option<String>,
    /// What it uses.
    pub(super) explanation: Explanation,
}

/// What is known of modules' parameters.
pub(super) struct Known<'k> {
    /// The module's own, where they are known.
    pub(super) own: Option<&'k Metadata>,
    /// Hyperdrive's and other modules'.
    pub(super) others: &'k [Metadata],
}

/// Reads every template; one that can't be read is a finding.
pub(super) fn read_all(dir: &Path, fqmn: &Fqmn, report: &mut Report) -> Result<Vec<Source>> {
    let mut files = vec![(ADAPTER.to_owned(), None)];
    for stem in stems(&dir.join("templates"))? {
        files.push((format!("templates/{stem}.tmpl"), Some(stem)));
    }
    let mut sources = Vec::new();
    for (file, stem) in files {
        report.look([&code::TEMPLATE]);
        match explain(dir, &file, fqmn) {
            Ok(explanation) => sources.push(Source { file, stem, explanation }),
            Err(error) => report.add(of_error(code::TEMPLATE, &file, &error)),
        }
    }
    Ok(sources)
}

/// A failure with a template as a finding.
pub(super) fn of_error(code: &'static code::Code, file: &str, error: &Error) -> Finding {
    let hints: String = error.hints().iter().map(|hint| format!("; {hint}")).collect();
    let said = error.to_string();
    Finding::new(code, Place::file(file).as_said(&said), said.clone() + &hints)
}

fn explain(dir: &Path, file: &str, fqmn: &Fqmn) -> Result<Explanation> {
    let path = dir.join(file);
    let bytes = std::fs::read(&path).map_err(|cause| Error::file("read", &path, &cause))?;
    let text = template::source_of(file, bytes)?;
    Ok(Template::read(file, &text, None)?.explain(Some(fqmn)))
}

/// The stems of the templates in a folder, sorted; none where there is no folder.
fn stems(folder: &Path) -> Result<BTreeSet<String>> {
    let entries = match std::fs::read_dir(folder) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        entries => entries.map_err(|cause| Error::file("read folder", folder, &cause))?,
    };
    let stem = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        name.strip_suffix(".tmpl").filter(|stem| !stem.is_empty()).map(Into::into)
    };
    Ok(entries.flatten().filter_map(stem).collect())
}

/// Judges what the templates use.
pub(super) fn judge(sources: &[Source], descriptor: &Descriptor, known: &Known, report: &mut Report) {
    for source in sources {
        report.look(SEEN);
        report.look(known.own.map(|_| &code::UNKNOWN_PARAMETER));
        for used in &source.explanation.uses {
            let place = Place::in_file(&source.file, used.line, used.column);
            judge_accessor(used, source, &place, known.own, report);
            if let Some(fqpn) = &used.fqpn {
                judge_parameter(fqpn, &place, descriptor, known, report);
            }
        }
        judge_style(source, report);
    }
    let logs = |used: &Use| matches!(used.accessor.as_str(), "ModuleLogDir" | "AdapterVolumes");
    if !sources.iter().any(|source| source.explanation.uses.iter().any(logs)) {
        report.add(Finding::new(code::LOG_DIR, Place::at("templates"), "no template mounts the log folder"));
    }
}

fn judge_accessor(used: &Use, source: &Source, place: &Place, own: Option<&Metadata>, report: &mut Report) {
    if !template::is_accessor(&used.accessor) {
        let quotes = unquoted(used, source, own).unwrap_or_default();
        let message = format!("there is no accessor '{}'{quotes}", used.accessor);
        report.add(Finding::new(code::ACCESSOR, place.clone(), message));
    }
}

/// What to say where a parameter's name without quotes was read as an accessor: in Handlebars it is one.
fn unquoted(used: &Use, source: &Source, own: Option<&Metadata>) -> Option<String> {
    let is_parameter = own.is_none_or(|own| own.parameter(&used.accessor).is_some());
    // One that reads a parameter, and names none.
    let reads = |other: &&Use| {
        let wants = matches!(other.accessor.as_str(), "GetValue" | "GetValueArray" | "UseDefault");
        wants && other.fqpn.is_none() && other.line == used.line && other.column <= used.column
    };
    let reader = source.explanation.uses.iter().filter(reads).max_by_key(|other| other.column);
    let (name, reader) = (&used.accessor, reader.filter(|_| is_parameter)?);
    Some(format!(
        "{UNQUOTED}: '{name}' is a parameter's name, which has to stand in quotes: {{{{{} \"{name}\"}}}}",
        reader.accessor
    ))
}

/// What a finding says of one that stands where a parameter's name in quotes would be sound; `None` where none was found there.
pub(super) fn said_unquoted(place: &Place, report: &Report) -> Option<String> {
    let here = |found: &&Finding| found.place.at == place.at && found.place.line == place.line;
    let message =
        &report.of(code::ACCESSOR).find(|found| here(found) && found.message.contains(UNQUOTED))?.message;
    message.split_once(UNQUOTED).map(|(_, said)| said.trim_start_matches([':', ' ']).to_owned())
}

fn judge_style(source: &Source, report: &mut Report) {
    for found in &source.explanation.findings {
        let place = Place::in_file(&source.file, found.line, found.column);
        match found.kind {
            FindingKind::BareWord => {
                report.add(Finding::new(code::BARE_WORD, place, "a parameter's name stands without quotes"));
            }
            FindingKind::Raw => {
                report.add(Finding::new(code::RAW, place, "'raw' puts a value in as it is"));
            }
            FindingKind::ContainerName => {}
        }
    }
}

/// Judges the name of a parameter that is read somewhere.
pub(super) fn judge_parameter(
    text: &str,
    place: &Place,
    descriptor: &Descriptor,
    known: &Known,
    report: &mut Report,
) {
    let Ok(fqpn) = text.parse::<Fqpn>() else {
        let message = format!("'{text}' is no parameter's name");
        return report.add(Finding::new(code::UNKNOWN_PARAMETER, place.clone(), message));
    };
    let module = fqpn.module().unwrap_or(descriptor.fqmn());
    let own = module == descriptor.fqmn();
    let depends = || descriptor.dependencies.iter().any(|dependency| dependency.fqmn == *module);
    if !own && module.to_string() != HYPERDRIVE && !depends() {
        let message = format!("'{text}' is read, but '{module}' is no dependency");
        report.add(Finding::new(code::DEPENDENCY, place.clone(), message));
    }
    let other = || known.others.iter().find(|metadata| metadata.fqmn == module.to_string());
    let metadata = if own { known.own } else { other() };
    let Some(metadata) = metadata else { return };
    if metadata.parameter(&fqpn.path_text()).is_none() {
        let like: Vec<_> =
            metadata.nearest(&fqpn.path_text()).iter().map(|path| format!("'{path}'")).collect();
        let like = if like.is_empty() { String::new() } else { format!("; like it: {}", like.join(", ")) };
        let message = format!("there is no parameter '{}' of '{module}'{like}", fqpn.path_text());
        report.add(Finding::new(code::UNKNOWN_PARAMETER, place.clone(), message));
    }
}

/// Judges the names that the templates in the metadata read: of descriptions, and of what is hidden and disabled.
pub(super) fn judge_metadata(
    metadata: &Metadata,
    descriptor: &Descriptor,
    known: &Known,
    report: &mut Report,
) {
    for (path, text) in dynamic(metadata) {
        let place = Place::at(metadata.fqpn(path));
        match Template::read("template", text, None) {
            Ok(template) => {
                let uses = template.explain(Some(descriptor.fqmn())).uses;
                uses.iter().filter_map(|used| used.fqpn.as_ref()).for_each(|fqpn| {
                    judge_parameter(fqpn, &place, descriptor, known, report);
                });
            }
            Err(error) => report.add(Finding::new(code::METADATA, place, error.to_string())),
        }
    }
}

/// Every template in the metadata, with the path of its parameter or section.
fn dynamic(metadata: &Metadata) -> Vec<(&str, &str)> {
    fn of_section(section: &Section) -> impl Iterator<Item = &Option<String>> {
        [&section.description.template, &section.disabled.template, &section.hidden.template].into_iter()
    }
    fn of_parameter(parameter: &Parameter) -> impl Iterator<Item = &Option<String>> {
        let own = [&parameter.description.template, &parameter.disabled.template, &parameter.hidden.template];
        let options = match &parameter.kind {
            crate::config::Kind::Choice(options) => options.as_slice(),
            _ => &[],
        };
        own.into_iter().chain(options.iter().flat_map(|option| {
            [&option.description.template, &option.disabled.template, &option.hidden.template]
        }))
    }
    let sections = metadata
        .sections()
        .flat_map(|section| of_section(section).flatten().map(|text| (section.path.as_str(), text.as_str())));
    let parameters = metadata.parameters().flat_map(|parameter| {
        of_parameter(parameter).flatten().map(|text| (parameter.path.as_str(), text.as_str()))
    });
    sections.chain(parameters).collect()
}
