//! Whether Docker Compose takes files; where it isn't on the machine, our own rules say.

use super::scratch::Scratch;
use super::shape;
use crate::compose::Program;
use crate::document::fields::Compose;
use crate::error::{Error, Result};
use crate::template::module::File;

/// Whether these files are taken together; else what is said against them.
pub(super) fn together(program: Option<&Program>, scratch: &Scratch, files: &[&File]) -> Result<(), String> {
    let Some(program) = program.filter(|_| !files.is_empty()) else {
        let json: Vec<_> = files.iter().map(|file| file.compose.json()).collect();
        return shape::fault(&json.iter().collect::<Vec<_>>()).map_or(Ok(()), Err);
    };
    config(program, scratch, files).map_err(|error| error.message().to_owned())
}

/// `docker compose config`
fn config(program: &Program, scratch: &Scratch, files: &[&File]) -> Result<()> {
    let folder = scratch.folder().join("rendered");
    std::fs::create_dir_all(&folder).map_err(|cause| Error::file("make folder", &folder, &cause))?;
    let mut written = Vec::new();
    for file in files {
        let path = folder.join(format!("{}.yml", file.stem));
        std::fs::write(&path, file.compose.text()).map_err(|cause| Error::file("write", &path, &cause))?;
        written.push(path);
    }
    let compose =
        Compose { project: scratch.names()?.services, project_dir: scratch.package_dir()?, files: written };
    let output = program.call(&compose, &["config", "--quiet"]).run(b"")?;
    if output.status.success() {
        return Ok(());
    }
    let said = output.complaint();
    let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it doesn't say why");
    let shown = format!("{}/", folder.display());
    Err(Error::input(format!("Docker Compose says: {}", last.trim().replace(&shown, ""))))
}
