//! A module's services: those of its templates that its containers need, rendered and put where they are run from.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{File, Known, accessors};
use crate::document::Document;
use crate::document::fields::{Adapter, Compose, Paths};
use crate::error::{Error, Result};
use crate::name::Fqmn;
use crate::state::file;
use crate::template::{Context, near};

/// Renders the templates that the document's `containers` need (SPEC.md section 9, Run): the one with that stem, else the
/// one that declares that service or container. An adapter that starts services itself gets all of them.
pub(super) fn render(document: &Document, known: &Known) -> Result<Vec<File>> {
    let fqmn: Fqmn = document.fqmn().parse()?;
    let dir: PathBuf = document.need("dir")?;
    let templates = templates(&dir.join("templates"))?;
    let accessors = accessors::of(document, known)?;
    let values = known.seen_by(&fqmn, false);
    let project: String = document.need("project")?;
    let context = super::context(&accessors, &values, &project);
    let adapter: Adapter = document.get("adapter")?.unwrap_or_default();
    let all = adapter.dialect.as_deref() == Some(accessors::STARTS_ITSELF) && !document.has("containers");
    let wanted: Vec<String> =
        if all { templates.keys().cloned().collect() } else { document.need("containers")? };
    let mut choice = Choice { templates, context: &context, rendered: BTreeMap::new() };
    let stems = choice.of(&wanted, &project)?;
    let mut files = Vec::new();
    for stem in stems {
        choice.render(&stem)?;
        files.extend(choice.rendered.remove(&stem));
    }
    check_clashes(&files)?;
    Ok(files)
}

/// Renders every template.
pub(super) fn render_all(document: &Document, known: &Known) -> Result<Vec<File>> {
    let dir: PathBuf = document.need("dir")?;
    let mut all = document.clone();
    all.set("containers", &templates(&dir.join("templates"))?.keys().collect::<Vec<_>>())?;
    render(&all, known)
}

/// The templates in a folder, by stem; none where there is no folder.
pub(super) fn templates(folder: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let fault = |cause: &std::io::Error| Error::file("read folder", folder, cause);
    let entries = match fs::read_dir(folder) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        entries => entries.map_err(|cause| fault(&cause))?,
    };
    let mut templates = BTreeMap::new();
    for entry in entries {
        let path = entry.map_err(|cause| fault(&cause))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if let Some(stem) = name.strip_suffix(".tmpl").filter(|stem| !stem.is_empty()) {
            templates.insert(stem.to_owned(), path.clone());
        }
    }
    Ok(templates)
}

/// The choice of templates for containers.
struct Choice<'c> {
    templates: BTreeMap<String, PathBuf>,
    context: &'c Context<'c>,
    rendered: BTreeMap<String, File>,
}

impl Choice<'_> {
    /// The stems of the templates that these containers need.
    fn of(&mut self, containers: &[String], project: &str) -> Result<BTreeSet<String>> {
        let mut stems = BTreeSet::new();
        for container in containers {
            let stem = if self.templates.contains_key(container) {
                container.clone()
            } else {
                self.declaring(container, project)?
            };
            stems.insert(stem);
        }
        Ok(stems)
    }

    /// The template that declares this service or container, with or without the project before its name.
    fn declaring(&mut self, container: &str, project: &str) -> Result<String> {
        for stem in self.templates.keys().cloned().collect::<Vec<_>>() {
            self.render(&stem)?;
        }
        let full = format!("{project}_{container}");
        let declares = |file: &File| {
            let names = file.compose.names();
            names.contains(container) || names.contains(full.as_str())
        };
        let found = self.rendered.values().find(|file| declares(file));
        found.map(|file| file.stem.clone()).ok_or_else(|| self.nothing_declares(container))
    }

    fn nothing_declares(&self, container: &str) -> Error {
        let error = Error::input(format!("no template has, or declares, the container '{container}'"));
        let declared = self.rendered.values().flat_map(|file| file.compose.names());
        let known: Vec<&str> = self.templates.keys().map(String::as_str).chain(declared).collect();
        near::all(&known).into_iter().fold(error, Error::hint)
    }

    fn render(&mut self, stem: &str) -> Result<()> {
        let Some(path) = self.templates.get(stem) else { return Ok(()) };
        if !self.rendered.contains_key(stem) {
            let compose = super::render_file(path, &format!("templates/{stem}.tmpl"), self.context)?;
            self.rendered.insert(stem.into(), File { stem: stem.into(), compose });
        }
        Ok(())
    }
}

/// Docker Compose would merge two definitions of one thing without a word.
fn check_clashes(files: &[File]) -> Result<()> {
    for (number, one) in files.iter().enumerate() {
        for other in &files[number + 1..] {
            if let Some(thing) = one.compose.clash(&other.compose) {
                return Err(Error::input(format!(
                    "the templates '{}' and '{}' define {thing} differently",
                    one.stem, other.stem
                )));
            }
        }
    }
    Ok(())
}

/// Writes the files and their copies for the adapter, takes away those of earlier runs, and sets `compose`.
pub(super) fn place(document: &mut Document, files: &[File]) -> Result<()> {
    let (names, paths) = (super::names_of(document)?, super::paths_of(document)?);
    let folder = paths.state.join("services");
    file::folder(&folder, 0o700)?;
    file::folder(&paths.runtime, 0o755)?;
    if document.is_hyperdrive() {
        file::folder(&paths.user.join(super::daemon::LOG), 0o700)?;
    }
    let mut written = Vec::new();
    for rendered in files {
        let name = format!("{}.yml", rendered.stem);
        file::renew(&folder.join(&name), rendered.compose.text(), 0o600)?;
        file::renew(&paths.runtime.join(&name), rendered.compose.text(), 0o644)?;
        written.push((rendered.stem.clone(), folder.join(name)));
    }
    take_away_others(&paths, &folder, files)?;
    let compose = Compose {
        project: names.services,
        project_dir: super::project_dir(document, &paths)?,
        files: super::with_overrides(&paths, written),
    };
    document.set("compose", &compose)
}

fn take_away_others(paths: &Paths, folder: &Path, files: &[File]) -> Result<()> {
    for place in [folder, &paths.runtime] {
        let entries = fs::read_dir(place).map_err(|cause| Error::file("read folder", place, &cause))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            let ours = path.extension().is_some_and(|extension| extension == "yml");
            if ours && !files.iter().any(|file| file.stem == stem) {
                file::remove(&path)?;
            }
        }
    }
    Ok(())
}
