//! A module's adapter: `adapter.tmpl`, rendered and put where it is run from.

use super::{File, Known, accessors};
use crate::document::Document;
use crate::document::fields::{Adapter, Compose};
use crate::error::{Error, Result};
use crate::name::Fqmn;
use crate::state::file;

const STEM: &str = "adapter";

/// Renders `adapter.tmpl`; `None` where the adapter is no container of ours.
pub(super) fn render(document: &Document, known: &Known) -> Result<Option<Vec<File>>> {
    let adapter: Adapter = document.get("adapter")?.unwrap_or_default();
    if document.is_hyperdrive() || adapter.command.is_some() {
        return Ok(None);
    }
    let fqmn: Fqmn = document.fqmn().parse()?;
    let dir: std::path::PathBuf = document.need("dir")?;
    let accessors = accessors::of(document, known)?;
    let values = known.seen_by(&fqmn, true);
    let project: String = document.need("project")?;
    let context = super::context(&accessors, &values, &project);
    let compose = super::render_file(&dir.join("adapter.tmpl"), "adapter.tmpl", &context)?;
    check_container(document, &compose)?;
    Ok(Some(vec![File { stem: STEM.into(), compose }]))
}

/// The adapter is called through its container's name: the template has to give it that one.
fn check_container(document: &Document, compose: &crate::template::Compose) -> Result<()> {
    let name = super::names_of(document)?.adapter_container;
    if compose.names().contains(name.as_str()) {
        return Ok(());
    }
    Err(Error::input(format!("cannot use 'adapter.tmpl': no container in it is called '{name}'"))
        .hint("a service in it needs 'container_name' with the accessor AdapterContainerName"))
}

/// Writes the file and fills in `adapter`; what is known of the adapter already stays.
pub(super) fn place(document: &mut Document, files: &[File]) -> Result<()> {
    let (names, paths) = (super::names_of(document)?, super::paths_of(document)?);
    file::folder(&paths.state, 0o700)?;
    let mut written = Vec::new();
    for rendered in files {
        let path = paths.state.join(format!("{}.yml", rendered.stem));
        file::renew(&path, rendered.compose.text(), 0o600)?;
        written.push((rendered.stem.clone(), path));
    }
    let mut adapter: Adapter = document.get("adapter")?.unwrap_or_default();
    adapter.compose = Some(Compose {
        project: names.adapter,
        project_dir: super::project_dir(document, &paths)?,
        files: super::with_overrides(&paths, written),
    });
    adapter.container = Some(names.adapter_container);
    adapter.key_file = Some(paths.adapter_key);
    document.set("adapter", &adapter)
}
