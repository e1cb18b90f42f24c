//! `start`, in the one dialect that has it: the adapter itself runs Docker Compose on the files in `HD_COMPOSE_DIR`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::folders::{Folders, unset};
use crate::error::{Error, Result};
use crate::process::Process;
use crate::yaml::{self, Kind, Node};

/// Pulling images takes its time.
const PATIENCE: Duration = Duration::from_secs(30 * 60);
/// A compose file above this size is none.
const LARGEST: u64 = 16 << 20;

/// Brings these containers up.
pub(super) fn up(folders: &Folders, names: &[String]) -> Result<()> {
    let folder = folders.compose.as_deref().ok_or_else(|| unset("HD_COMPOSE_DIR"))?;
    let project = folders.project.as_deref().ok_or_else(|| unset("HD_COMPOSE_PROJECT"))?;
    let files = files(folder, names)?;
    if files.is_empty() {
        return Ok(());
    }
    let output = call(project, folder, &files).timeout(PATIENCE).run(b"")?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::machine(format!("Docker Compose failed: {}", crate::escape::short(&output.complaint(), 1000))))
}

/// The call; pure: nothing is run.
fn call(project: &str, folder: &Path, files: &[PathBuf]) -> Process {
    let files = files.iter().flat_map(|file| [Path::new("--file"), file.as_path()]);
    Process::new("docker")
        .args(["compose", "--project-name", project, "--project-directory"])
        .arg(folder)
        .args(files)
        .args(["up", "--detach", "--quiet-pull"])
}

/// The files of these containers: for each the one with that stem, else the one that declares such a service or container.
fn files(folder: &Path, names: &[String]) -> Result<Vec<PathBuf>> {
    let fault = |cause: &std::io::Error| Error::file("read", folder, cause);
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|cause| fault(&cause))? {
        let path = entry.map_err(|cause| fault(&cause))?.path();
        if path.extension().is_some_and(|word| word == "yml" || word == "yaml") {
            all.push(path);
        }
    }
    all.sort();
    let mut wanted = Vec::new();
    for name in names {
        let stem = |path: &&PathBuf| path.file_stem().is_some_and(|stem| stem == name.as_str());
        let found = all.iter().find(stem).or_else(|| all.iter().find(|path| declares(path, name)));
        let missing =
            || Error::input(format!("no file in '{}' declares the container '{name}'", folder.display()));
        let found = found.ok_or_else(missing)?;
        if !wanted.contains(found) {
            wanted.push(found.clone());
        }
    }
    Ok(wanted)
}

/// Whether a compose file has such a service, or a container whose name ends so behind the project's.
fn declares(path: &Path, name: &str) -> bool {
    let small = std::fs::metadata(path).is_ok_and(|metadata| metadata.len() <= LARGEST);
    let Some(text) = std::fs::read_to_string(path).ok().filter(|_| small) else { return false };
    let Ok(Some(root)) = yaml::read(&text) else { return false };
    let services = match &root.at("/services").kind {
        Kind::Map(services) => services.as_slice(),
        _ => &[],
    };
    let container = |service: &Node| service.at("/container_name").text().map(str::to_owned);
    services.iter().any(|service| {
        let ends = |text: String| text.split_once('_').is_some_and(|(_, rest)| rest == name);
        service.name == name || container(&service.value).is_some_and(ends)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_container_is_in_the_file_with_its_name_or_in_the_one_that_declares_it() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("a.yml", "services:\n  b:\n    container_name: p_other\n");
        write("b.yml", "services: {}\n");
        write("notes.txt", "services:\n  c: {}\n");
        let of = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            files(folder.path(), &names)
                .map(|files| files.iter().map(|f| f.file_name().unwrap().to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(of(&["b"]).unwrap(), ["b.yml"]);
        assert_eq!(of(&["other", "a"]).unwrap(), ["a.yml"]);
        let error = of(&["c"]).unwrap_err();
        assert!(error.message().ends_with("declares the container 'c'"), "{error}");
    }

    #[test]
    fn the_call_names_project_and_files() {
        let words =
            call("p-hw", Path::new("/c"), &["/c/a.yml".into()]).argv().join(std::ffi::OsStr::new(" "));
        let expected = "docker compose --project-name p-hw --project-directory /c --file /c/a.yml up --detach --quiet-pull";
        assert_eq!(words, expected);
    }
}
