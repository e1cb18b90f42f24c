//! The Docker Compose program: where it is, and what it is called with.

use std::path::{Path, PathBuf};

use crate::document::fields::Compose;
use crate::error::{Error, Result};
use crate::process::Process;

/// Variables that Docker Compose gets from ours; no others, and no `.env` (SPEC.md section 9).
const ENVIRONMENT: &[&str] = &[
    "PATH",
    "HOME",
    "DOCKER_CONFIG",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
];

/// Where Docker looks for its plugins, beside the folder of its configuration.
const PLUGINS: &[&str] = &[
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
];

/// Docker Compose v2. The plugin is run by itself, which is `docker-compose`: `docker compose` would start a second program.
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
    engine: String,
}

impl Program {
    /// Finds it: the plugin where Docker looks for it, else `docker-compose` on PATH, where that is version 2 or later.
    pub fn find(engine: &str) -> Result<Self> {
        let config = crate::engine::Surroundings::of_process(None).config;
        let folders =
            config.iter().map(|config| config.join("cli-plugins")).chain(PLUGINS.iter().map(PathBuf::from));
        let plugin = folders.map(|folder| folder.join("docker-compose")).find(|path| path.is_file());
        let found = plugin.map_or_else(|| on_path(engine), Ok)?;
        Ok(Self { path: found, engine: engine.into() })
    }

    /// Its version.
    pub fn version(&self) -> Result<String> {
        let output = self.bare().args(["version", "--short"]).run(b"")?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().trim_start_matches('v').to_owned())
    }

    /// What its answers depend on beside the files: which program it is, and the variables that it gets.
    pub(super) fn identity(&self) -> Option<serde_json::Value> {
        let path = if self.path.is_absolute() { Some(self.path.clone()) } else { found_on_path(&self.path) }?;
        let about = std::fs::metadata(&path).ok()?;
        let changed = about.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?.as_nanos();
        let variables: Vec<_> = ENVIRONMENT.iter().map(|name| std::env::var(name).ok()).collect();
        Some(serde_json::json!([path, about.len(), changed.to_string(), variables, self.engine]))
    }

    #[cfg(test)]
    pub(super) fn at(path: &Path, engine: &str) -> Self {
        Self { path: path.into(), engine: engine.into() }
    }

    /// A call for these files: `docker-compose … COMMAND…`. Pure: nothing is run.
    pub fn call(&self, compose: &Compose, command: &[&str]) -> Process {
        let files = compose.files.iter().flat_map(|file| [Path::new("--file"), file]);
        self.bare()
            .args(["--project-name", &compose.project, "--project-directory"])
            .arg(&compose.project_dir)
            .args(["--env-file", "/dev/null"])
            .args(files)
            .args(command)
            .dir(&compose.project_dir)
    }

    fn bare(&self) -> Process {
        Process::new(&self.path)
            .only_env(ENVIRONMENT)
            .env("DOCKER_HOST", &self.engine)
            .env("COMPOSE_IGNORE_ORPHANS", "1")
            // It runs so briefly that tidying its memory costs a fourth of its time.
            .env("GOGC", "400")
            // Files come from the package and the operator, never from a network.
            .env("COMPOSE_EXPERIMENTAL_GIT_REMOTE", "0")
            .env("COMPOSE_EXPERIMENTAL_OCI_REMOTE", "0")
    }
}

fn found_on_path(name: &Path) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn on_path(engine: &str) -> Result<PathBuf> {
    let program = Program { path: "docker-compose".into(), engine: engine.into() };
    let missing = || {
        Error::machine("Docker Compose v2 isn't on this machine").hint(
            "Debian has it in the package docker-compose (13 or later), others in docker-compose-plugin",
        )
    };
    let version = program.version().map_err(|_| missing())?;
    let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok()).unwrap_or(0);
    if major >= 2 { Ok(program.path) } else { Err(missing()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_names_project_folder_and_files_and_reads_no_env_file() {
        let program = Program { path: "/p/docker-compose".into(), engine: "unix:///e".into() };
        let compose = Compose {
            project: "demo-hw".into(),
            project_dir: "/".into(),
            files: vec!["/a.yml".into(), "/b.yml".into()],
        };
        let argv = program.call(&compose, &["config"]).argv().join(std::ffi::OsStr::new(" "));
        let expected = "/p/docker-compose --project-name demo-hw --project-directory / --env-file /dev/null \
            --file /a.yml --file /b.yml config";
        assert_eq!(argv, expected);
    }
}
