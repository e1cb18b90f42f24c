//! A module's compose files: its templates rendered with what the documents of a stream say.

mod accessors;
mod adapter;
mod alone;
mod daemon;
mod known;
mod services;

pub use alone::Alone;
pub use known::Known;

use std::path::{Path, PathBuf};

use super::{Compose, Context, Explanation, Template};
use crate::document::Document;
use crate::document::fields::{self, Paths};
use crate::error::{Error, Result};
use crate::name::Fqmn;

/// What is rendered of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `adapter.tmpl`
    Adapter,
    /// Those of `templates/` that its containers need.
    Services,
}

/// A compose file of a module.
#[derive(Debug)]
pub struct File {
    /// The template's stem.
    pub stem: String,
    /// The file.
    pub compose: Compose,
}

/// Renders a part of this document's module; writes nothing. Nothing is to be done where the module has no such part
/// (Hyperdrive's own adapter, one that is a local process): `None`.
pub fn render(document: &Document, part: Part, known: &Known) -> Result<Option<Vec<File>>> {
    match part {
        _ if !document.is_enabled() => Ok(None),
        Part::Adapter => adapter::render(document, known),
        Part::Services if document.is_hyperdrive() => daemon::render(document, known).map(Some),
        Part::Services => services::render(document, known).map(Some),
    }
}

/// Renders every template of this document's module, whatever its containers need; writes nothing.
pub fn render_all(document: &Document, known: &Known) -> Result<Vec<File>> {
    services::render_all(document, known)
}

/// Writes what was rendered where it is run from, and puts it on the document: `adapter` or `compose`.
pub fn place(document: &mut Document, part: Part, files: &[File]) -> Result<()> {
    match part {
        Part::Adapter => adapter::place(document, files),
        Part::Services => services::place(document, files),
    }
}

/// What the templates of this document's module depend on; Hyperdrive itself has none.
pub fn explain(document: &Document, part: Part) -> Result<Vec<Explanation>> {
    if document.is_hyperdrive() {
        return Ok(Vec::new());
    }
    let fqmn: Fqmn = document.fqmn().parse()?;
    let dir: PathBuf = document.need("dir")?;
    let templates = match part {
        Part::Adapter => vec![("adapter.tmpl".to_owned(), dir.join("adapter.tmpl"))],
        Part::Services => {
            let templates = services::templates(&dir.join("templates"))?;
            templates.into_iter().map(|(stem, path)| (format!("templates/{stem}.tmpl"), path)).collect()
        }
    };
    let explained = templates.iter().map(|(name, path)| {
        let source = source(path, name)?;
        Ok(Template::read(name, &source, None)?.explain(Some(&fqmn)))
    });
    explained.collect()
}

/// Reads a template of a package and renders it.
fn render_file(path: &Path, name: &str, context: &Context) -> Result<Compose> {
    let source = source(path, name)?;
    Template::read(name, &source, None)?.render_compose(context)
}

fn source(path: &Path, name: &str) -> Result<String> {
    let bytes = std::fs::read(path).map_err(|cause| Error::file("read", path, &cause))?;
    super::source_of(name, bytes)
}

/// The files with the operator's own after each, where there is one.
fn with_overrides(paths: &Paths, files: impl IntoIterator<Item = (String, PathBuf)>) -> Vec<PathBuf> {
    let own = |stem: &str| Some(paths.r#override.join(format!("{stem}.yml"))).filter(|path| path.is_file());
    files.into_iter().flat_map(|(stem, path)| std::iter::once(path).chain(own(&stem))).collect()
}

/// Where the module's package is. Hyperdrive itself has none: its own folder serves.
fn project_dir(document: &Document, paths: &Paths) -> Result<PathBuf> {
    if document.is_hyperdrive() { Ok(paths.user.clone()) } else { document.need("dir") }
}

fn names_of(document: &Document) -> Result<fields::Names> {
    document.need("names")
}

fn paths_of(document: &Document) -> Result<Paths> {
    document.need("paths")
}

/// What a module's template sees.
fn context<'a>(
    accessors: &'a serde_json::Map<String, serde_json::Value>,
    values: &'a dyn super::Values,
    project: &'a str,
) -> Context<'a> {
    let empty = Context::new().with_values(values).with_project(project);
    accessors.iter().fold(empty, |context, (name, value)| context.with(name, value))
}
